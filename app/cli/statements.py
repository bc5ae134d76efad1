"""Statements of account on the command line."""

import argparse
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final

from app.cli.output import cents, print_json, print_table, progress
from app.core.errors import UsageError, UserError
from app.core.period import day_number, day_of, quarter_of, shift
from app.core.texts import Texts
from app.incentives.statements import service
from app.incentives.statements.queries import StatementRow, list_statements, not_returned
from app.incentives.words import STATEMENT_STATES

if TYPE_CHECKING:
    from app.bootstrap import Desk

_ACTS: Final = ("list", "late", "issue", "returned", "object", "confirm", "save")


def add_words(one: argparse.ArgumentParser, t: Texts) -> None:
    """The words of ``statements``."""
    one.add_argument("what", choices=_ACTS, nargs="?", default="list")
    one.add_argument("of", nargs="?", default="", metavar="REF", help=t("which statement, by its reference"))
    one.add_argument("--period", default="", metavar="PERIOD", help=t("issue: default is the quarter before"))
    one.add_argument("--due", default="", metavar="DAY", help=t("issue: the day on which they are due back"))
    one.add_argument("--scan", default="", metavar="FILE", help=t("returned: the scan of the sealed statement"))
    one.add_argument("--note", default="", metavar="WORDS", help=t("object: what the dealer objects to"))
    one.add_argument("--out", default="", metavar="FILE", help=t("save: where the PDF goes"))


def run_statements(desk: "Desk", args: argparse.Namespace, t: Texts) -> int:
    """``statements``: lists them or those that are late, or takes one step of one and lists them then."""
    if args.what == "issue":
        from app.reports.incentives.account_statement import issue_statements

        period = args.period.upper() or shift(quarter_of(desk.clock.today()), -1).name
        due = _day(args.due) if args.due else None
        issue_statements(
            desk.db, desk.workspace.files, period=period, due_on=due, lang=t.lang, progress=progress(t)
        )  # fmt: skip
    elif args.what in _STEPS:
        _STEPS[args.what](desk, args, _called(desk, args.of))
    today = day_number(desk.clock.today())
    with desk.db.read() as session:
        found = not_returned(session, today) if args.what == "late" else list_statements(session)
    if args.json:
        print_json([_told(one, today) for one in found])
    else:
        _print(found, today, t)
    return 0


def _day(words: str) -> int:
    try:
        return day_number(date.fromisoformat(words))
    except ValueError as error:
        raise UsageError("“{day}” is no day such as 2026-03-31.", day=words) from error


def _called(desk: "Desk", ref: str) -> StatementRow:
    with desk.db.read() as session:
        for one in list_statements(session, replaced=True):
            if ref.strip().upper() in {one.ref, one.id}:
                return one
    raise UserError("There is no statement of account “{ref}”.", ref=ref)


def _returned(desk: "Desk", args: argparse.Namespace, one: StatementRow) -> None:
    if not args.scan:
        raise UsageError("Name the scan: statements returned REF --scan FILE.")
    path = Path(args.scan)
    try:
        scan = path.read_bytes()
    except OSError as error:
        said = {"file": path.name, "error": error.strerror or str(error)}
        raise UserError("{file} cannot be read: {error}. Nothing was changed.", **said) from error
    service.record_return(desk.db, desk.workspace.files, statement_id=one.id, scan=scan, name=path.name)


def _object(desk: "Desk", args: argparse.Namespace, one: StatementRow) -> None:
    service.object_statement(desk.db, statement_id=one.id, note=args.note)


def _confirm(desk: "Desk", _args: argparse.Namespace, one: StatementRow) -> None:
    service.confirm_statement(desk.db, statement_id=one.id)


def _save(desk: "Desk", args: argparse.Namespace, one: StatementRow) -> None:
    from app.core.whole import write_whole

    if not args.out:
        raise UsageError("Name the file: statements save REF --out FILE.pdf.")
    write_whole(Path(args.out), desk.workspace.files.get(one.data_sha256))


_STEPS: Final[Mapping[str, Callable[["Desk", argparse.Namespace, StatementRow], None]]] = {
    "returned": _returned, "object": _object, "confirm": _confirm, "save": _save,
}  # fmt: skip


def _told(one: StatementRow, today: int) -> dict[str, object]:
    return {
        "ref": one.ref, "dealer": one.dealer.code, "name": one.dealer.name, "period": one.period, "state": one.state,
        "balance_minor": one.balance_minor, "due_on": day_of(one.due_on).isoformat(), "days_overdue": one.late(today),
        "sha256": one.data_sha256, "note": one.note, "scans": [scan.name for scan in one.scans],
    }  # fmt: skip


def _print(found: list[StatementRow], today: int, t: Texts) -> None:
    heads = [t("Reference"), t("Dealer"), t("Period"), t("State"), t("Balance"), t("Due on"), t("Days overdue")]
    print_table(heads, [
        [one.ref, one.dealer.label, one.period, t(STATEMENT_STATES[one.state]),
         cents(one.balance_minor), day_of(one.due_on), one.late(today) or ""]
        for one in found
    ])  # fmt: skip
