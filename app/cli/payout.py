"""Payouts explained on the command line: what was posted or would be, why a document does not count, the statement."""

import argparse
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from app.cli.output import print_json, print_table, progress
from app.core.errors import UsageError, UserError
from app.core.money import AMOUNT_SCALE, decimal_text
from app.core.period import day_of
from app.core.texts import Texts
from app.core.whole import write_whole
from app.dealers.queries import find_party
from app.incentives.assembly import figures_of
from app.incentives.explain.amounts import exact_text
from app.incentives.explain.finding import entry_of, version_for
from app.incentives.explain.reading import posted_statement, trial_statement
from app.incentives.explain.sentences import sentences
from app.incentives.explain.why_not import Answer, why_not
from app.incentives.ledger.periods import period_called

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.bootstrap import Desk
    from app.incentives.explain.statement import Statement

_ACTS: Final = ("show", "why", "statement")
_ALL: Final = "all"


def add_words(one: argparse.ArgumentParser, t: Texts) -> None:
    """The words of ``payout``."""
    one.add_argument("what", choices=_ACTS, help=t("show: the payout step by step; why: why documents do not count; "
                                                   "statement: the sheet for the dealer"))  # fmt: skip
    one.add_argument("of", metavar="POSTING | POLICY", help=t("a posting, or a policy of which nothing is posted yet"))
    one.add_argument("dealer", metavar="CODE", help=t("whose payout; statement: all, each in files of his own"))
    one.add_argument("--period", default="", metavar="PERIOD", help=t("of a policy: which period, such as 2026-Q1"))
    one.add_argument("--document", default="", metavar="NUMBER", help=t("why: this document; default: all left out"))
    one.add_argument(
        "--out", type=Path, metavar="FILE", help=t("statement: a PDF, or an XLSX with live formulas; of all: a folder")
    )


def run_payout(desk: "Desk", args: argparse.Namespace, t: Texts) -> int:
    """``payout show|why|statement POSTING|POLICY CODE``."""
    if args.dealer == _ALL:
        return _write_all(desk, args, t)
    with desk.db.read() as session:
        statement = _statement(session, desk, args)
        if args.what == "why":
            period = period_called(statement.policy, statement.head.period)
            answers = why_not(
                session, statement.policy, statement.figures.party_id, period, wanted=args.document,
                through=statement.head.cutoff_on,
            )  # fmt: skip
            return _print_why(answers, args, t)
    if args.what == "statement":
        return _write(statement, args, t)
    return _print_tree(statement, args, t)


def _statement(session: "Session", desk: "Desk", args: argparse.Namespace) -> "Statement":
    files, party = desk.workspace.files, find_party(session, args.dealer)
    if args.of.strip().upper().startswith("PO"):
        posting_id, n = entry_of(session, args.of, party.id)
        return posted_statement(session, files, posting_id=posting_id, n=n)
    if not args.period:
        raise UsageError("Name the period: payout {what} {policy} CODE --period 2026-Q1.", what=args.what,
                         policy=args.of)  # fmt: skip
    version = version_for(session, args.of, args.period)
    period = period_called(version.policy, args.period)
    found = figures_of(session, version, period, parties=[party.id])
    if not found:
        raise UserError("This dealer does not take part in the policy.")
    return trial_statement(session, files, version_id=version.id, figures=found[0])


def _print_tree(statement: "Statement", args: argparse.Namespace, t: Texts) -> int:
    tree = statement.tree
    said = sentences(tree, t)
    if args.json:
        print_json({
            **_head(statement), "holds": tree.holds, "adds_up": tree.adds_up,
            "checks": [{"said": t.render(one.said), "holds": one.holds} for one in tree.checks],
            "steps": [{"code": one.code, "depth": one.depth, "said": one.words, "amount": one.amount or None}
                      for one in said],
        })  # fmt: skip
        return 0
    for one in tree.checks:
        print(f"{'●' if one.holds else '■'} {t.render(one.said)}")
    heads = [t("Step"), t("Amount ({unit})", unit=tree.currency)]
    print_table(heads, [[f"{'  ' * one.depth}{one.words}", one.amount] for one in said])
    return 0


def _head(statement: "Statement") -> dict[str, Any]:
    head, figures = statement.head, statement.figures
    return {
        "dealer": head.dealer_code, "name": head.dealer, "policy": statement.policy.code, "version": head.version,
        "content_sha256": head.content_sha256, "period": head.period, "posting": head.posting_ref or None,
        "currency": statement.tree.currency, "entitled_minor": statement.tree.entitled_minor,
        "payable_minor": statement.tree.payable_minor, "rows": figures.rows, "keys_sha256": figures.keys_sha256,
        "engine": head.engine, "tx": head.tx,
    }  # fmt: skip


def _print_why(answers: list[Answer], args: argparse.Namespace, t: Texts) -> int:
    if args.json:
        print_json([
            {"document": one.row.document, "line": one.row.line, "date": _day(one), "product": one.row.product_code,
             "amount": decimal_text(one.row.amount_e4, AMOUNT_SCALE), "counts": one.counts,
             "reason": one.row.reason or None, "said": t.render(one.said)}
            for one in answers
        ])  # fmt: skip
        return 0
    if not answers:
        print(t("The dealer has no such rows in the period."))
        return 0
    heads = [t("Document"), t("Row"), t("Day"), t("Product"), t("Amount"), t("Why it does not count")]
    rows = [
        [one.row.document, one.row.line, _day(one), one.row.product_code,
         exact_text(Fraction(one.row.amount_e4, AMOUNT_SCALE), 2), t.render(one.said)]
        for one in answers
    ]  # fmt: skip
    print_table(heads, rows)
    return 0


def _day(one: Answer) -> str | None:
    return None if one.row.day_on is None else day_of(one.row.day_on).isoformat()


def _write_all(desk: "Desk", args: argparse.Namespace, t: Texts) -> int:
    """A PDF and a workbook for every dealer of a posting; who cannot get them any more is named, the others do."""
    if args.what != "statement" or args.out is None:
        raise UsageError("Name a folder: payout statement POSTING all --out FOLDER.")
    from app.reports.incentives.statements_of_run import write_statements

    found = write_statements(
        desk.db, desk.workspace.files, args.of.strip(), args.out, lang=t.lang, progress=progress(t)
    )  # fmt: skip
    made, missed = found.made, list(found.missed)
    if args.json:
        print_json({"statements": made, "changed_since": missed})
        return 1 if missed else 0
    print(t("Statements written: {n}", n=made))
    for name in missed:
        print(t("Documents came in since, so that no statement was written: {dealer}", dealer=name))
    return 1 if missed else 0


def _write(statement: "Statement", args: argparse.Namespace, t: Texts) -> int:
    if args.out is None or args.out.suffix.lower() not in {".pdf", ".xlsx"}:
        raise UsageError("Name the file: --out FILE.pdf or --out FILE.xlsx.")
    if args.out.suffix.lower() == ".pdf":
        from app.reports.incentives.statement import statement_report

        write_whole(args.out, statement_report(statement, t.lang))
    else:
        from app.reports.incentives.statement_book import statement_book

        write_whole(args.out, statement_book(statement, t.lang))
    if args.json:
        print_json({**_head(statement), "file": str(args.out)})
    else:
        print(t("{file} is saved.", file=args.out.name))
    return 0
