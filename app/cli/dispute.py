"""The command line's disputes: a dealer's list against a settled payout, outcomes by row, approval, posting."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from app.cli.money import typed_day
from app.cli.output import print_json, print_table, progress
from app.core.attachments import attach, require_attachable
from app.core.db import Action
from app.core.errors import UsageError
from app.core.money import AMOUNT_SCALE, decimal_text
from app.core.period import day_number, day_of, parse_period
from app.core.texts import N_, Texts
from app.dealers.queries import find_party
from app.incentives.base import REASONS
from app.incentives.disputes.opening import Payout, open_from_file, settled_payouts
from app.incentives.disputes.queries import DisputeRow, DisputeView, dispute_view, find_dispute, list_disputes
from app.incentives.disputes.rules import FOUND_TITLES
from app.incentives.disputes.service import (
    KIND,
    decide_lines,
    drop_dispute,
    post_dispute,
    submit_dispute,
)
from app.incentives.rounding import minor_per_unit
from app.incentives.words import DISPUTE_STATES, OUTCOMES

if TYPE_CHECKING:
    from app.bootstrap import Desk

_ACTS: Final = ("list", "show", "open", "decide", "evidence", "submit", "post", "drop")


def add_words(one: argparse.ArgumentParser, t: Texts) -> None:
    """The words of ``dispute``."""
    one.add_argument("what", choices=_ACTS, nargs="?", default="list")
    one.add_argument("dispute", nargs="?", metavar="REF | FILE", default="",
                     help=t("the dispute; open: the dealer's list"))  # fmt: skip
    one.add_argument("--dealer", default="", metavar="CODE", help=t("open: whose payout"))
    one.add_argument("--policy", default="", metavar="CODE", help=t("open: of which policy"))
    one.add_argument("--period", default="", metavar="PERIOD", help=t("open: of which period, as 2026-Q1"))
    one.add_argument("--document-column", default="", metavar="NAME", help=t("open: where the documents stand"))
    one.add_argument("--figure-column", default="", metavar="NAME", help=t("open: where the figures stand"))
    one.add_argument("--due", metavar="D", help=t("open: decided until this day"))
    one.add_argument("--document", action="append", default=[], metavar="NO", help=t("decide: which rows"))
    one.add_argument("--outcome", choices=list(OUTCOMES), help=t("decide: what comes of them"))
    one.add_argument("--answer", default="", metavar="TEXT", help=t("decide: what the dealer is told"))
    one.add_argument("--file", type=Path, metavar="FILE", help=t("evidence: the file that proves it"))
    one.add_argument("--reason", default="", metavar="TEXT", help=t("open, drop: why"))


def run_dispute(desk: "Desk", args: argparse.Namespace, t: Texts) -> int:
    """``dispute``: lists and shows; opens from a file, decides rows, submits, posts, drops."""
    if args.what == "list":
        return _list(desk, args, t)
    if not args.dispute:
        raise UsageError("Name the dispute or the file.")
    acts = {"show": _show, "open": _open, "decide": _decide, "evidence": _evidence, "submit": _submit, "post": _post,
            "drop": _drop}  # fmt: skip
    return acts[args.what](desk, args, t)


def _list(desk: "Desk", args: argparse.Namespace, t: Texts) -> int:
    with desk.db.read() as session:
        rows = list_disputes(session)
    if args.json:
        print_json({"disputes": [_row(one) for one in rows]})
        return 0
    heads = [t("Reference"), t("Dealer"), t("Policy"), t("Period"), t("State"), t("Open rows"), t("Due on"),
             t("Posting")]  # fmt: skip
    print_table(heads, [[one.ref, one.dealer, one.policy, one.period, t(DISPUTE_STATES[one.state]),
                         f"{one.undecided}/{one.rows}", day_of(one.due_on).isoformat(), one.posting]
                        for one in rows])  # fmt: skip
    return 0


def _row(one: DisputeRow) -> dict[str, Any]:
    return {
        "ref": one.ref, "dealer": one.dealer, "policy": one.policy, "period": one.period, "state": one.state,
        "rows": one.rows, "undecided": one.undecided, "due": day_of(one.due_on).isoformat(),
        "approval": one.approval, "posting": one.posting,
    }  # fmt: skip


def _view(desk: "Desk", wanted: str) -> DisputeView:
    with desk.db.read() as session:
        return dispute_view(session, find_dispute(session, wanted).id)


def _show(desk: "Desk", args: argparse.Namespace, t: Texts) -> int:
    view = _view(desk, args.dispute)
    came, unit = view.result, minor_per_unit(view.currency)
    money = None if came is None else {
        "before": decimal_text(came.before_minor, unit), "after": decimal_text(came.after_minor, unit),
        "adjust": decimal_text(came.adjust_minor, unit),
    }  # fmt: skip
    lines = [
        {"document": one.line.document, "found": one.line.found, "theirs": _units(one.line.theirs_e4),
         "ours": _units(one.line.ours_e4), "excluded": one.line.excluded, "outcome": one.outcome, "answer": one.answer}
        for one in view.lines
    ]  # fmt: skip
    if args.json:
        print_json({**_row(view.row), "lines": lines, "result": money, "currency": view.currency})
        return 0
    heads = [t("Document"), t("In what they differ"), t("By the dealer"), t("By us"), t("Why it is left out"),
             t("Outcome"), t("Answer")]  # fmt: skip
    rows = [
        [one.line.document, t(FOUND_TITLES[one.line.found]), _units(one.line.theirs_e4), _units(one.line.ours_e4),
         t(REASONS[one.line.excluded]) if one.line.excluded else "", t(OUTCOMES[one.outcome]) if one.outcome else "",
         one.answer]
        for one in view.lines
    ]  # fmt: skip
    print_table(heads, rows)
    if money is not None:
        words = N_("{ref}: entitlement {before}, with the outcomes {after}; adjustment {change}")
        print(t(words, ref=view.row.ref, before=money["before"], after=money["after"], change=money["adjust"]))
    return 0


def _units(value_e4: int | None) -> str | None:
    return None if value_e4 is None else decimal_text(value_e4, AMOUNT_SCALE)


def _open(desk: "Desk", args: argparse.Namespace, t: Texts) -> int:
    if not (args.dealer and args.policy and args.period):
        raise UsageError("Say which payout: --dealer CODE --policy CODE --period 2026-Q1.")
    payout = _payout(desk, args.dealer, args.policy, parse_period(args.period).name)
    opened = open_from_file(
        desk.db, desk.workspace.files, payout=payout, path=Path(args.dispute), reason=args.reason,
        due_on=None if args.due is None else day_number(typed_day(args.due)), progress=progress(t),
        document=args.document_column, figure=args.figure_column,
    )  # fmt: skip
    row = _view(desk, opened.id).row
    said = {"same": opened.compared.same, "n": len(opened.compared.lines), "unread": len(opened.read.unread)}
    if args.json:
        print_json({**_row(row), "same": said["same"], "differ": said["n"], "unread": list(opened.read.unread)})
    else:
        print(row.ref)
        print(t("Documents that agree: {same}; that differ: {n}; rows without a readable figure: {unread}", **said))
    return 0


def _payout(desk: "Desk", dealer: str, policy: str, period: str) -> Payout:
    with desk.db.read() as session:
        party = find_party(session, dealer)
        for one in settled_payouts(session):
            if (one.party_id, one.period) == (party.id, period) and one.policy.split(" ", 1)[0] == policy:
                return one
    raise UsageError("Nothing of {policy} was settled for {dealer} in {period}.", policy=policy, dealer=dealer,
                     period=period)  # fmt: skip


def _decide(desk: "Desk", args: argparse.Namespace, t: Texts) -> int:
    view = _view(desk, args.dispute)
    wanted = set(args.document)
    rows = [one.id for one in view.lines if not wanted or one.line.document in wanted]
    unknown = wanted - {one.line.document for one in view.lines}
    if unknown or args.outcome is None:
        raise UsageError("Name rows of the dispute by --document and what comes of them by --outcome.")
    today = day_number(desk.clock.today())
    desk.db.write(
        Action(N_("Decided rows of a dispute")),
        lambda session: decide_lines(
            session, line_ids=rows, outcome=args.outcome, answer=args.answer, today=today
        ),
    )  # fmt: skip
    return _told(desk, args, t)


def _evidence(desk: "Desk", args: argparse.Namespace, t: Texts) -> int:
    if args.file is None:
        raise UsageError("Name the file that proves it: --file FILE.")
    row, path = _view(desk, args.dispute).row, args.file
    size = path.stat().st_size if path.is_file() else 0
    require_attachable(size)
    sha256 = desk.workspace.files.put_file(path)
    desk.db.write(
        Action(N_("Attached a file")),
        lambda session: attach(
            session, entity=KIND, entity_id=row.id, name=path.name, sha256=sha256, size=size,
            taken_on=day_number(desk.clock.today()),
        ),
    )  # fmt: skip
    return _told(desk, args, t)


def _submit(desk: "Desk", args: argparse.Namespace, t: Texts) -> int:
    submit_dispute(desk.db, desk.workspace.files, dispute_id=_view(desk, args.dispute).row.id)
    return _told(desk, args, t)


def _post(desk: "Desk", args: argparse.Namespace, t: Texts) -> int:
    post_dispute(desk.db, desk.workspace.files, dispute_id=_view(desk, args.dispute).row.id)
    return _told(desk, args, t)


def _drop(desk: "Desk", args: argparse.Namespace, t: Texts) -> int:
    row, today = _view(desk, args.dispute).row, day_number(desk.clock.today())
    desk.db.write(
        Action(N_("Dropped a dispute")),
        lambda session: drop_dispute(session, dispute_id=row.id, reason=args.reason, today=today),
    )
    return _told(desk, args, t)


def _told(desk: "Desk", args: argparse.Namespace, t: Texts) -> int:
    row = _view(desk, args.dispute).row
    print_json(_row(row)) if args.json else print(
        t("{ref}: {state}, rows that still need an outcome: {n}", ref=row.ref, state=t(DISPUTE_STATES[row.state]),
          n=row.undecided)
    )  # fmt: skip
    return 0
