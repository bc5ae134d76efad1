"""The inbox on the command line: what is off, late or about to run out, and what one says to it."""

import argparse
from typing import Any

from app.bootstrap import Desk
from app.cli.output import print_json, print_table, progress
from app.core.db import Action
from app.core.errors import UsageError, UserError
from app.core.period import day_number, day_of
from app.core.texts import N_, Texts
from app.inbox.queries import CauseGroup, list_notices
from app.inbox.service import (
    KIND_TITLES,
    SEVERITIES,
    STATES,
    mark_done,
    mark_not_useful,
    reopen_notice,
    snooze_cause,
)
from app.jobs.telling import run_telling


def run_inbox(desk: Desk, args: argparse.Namespace, t: Texts) -> int:
    """``inbox list | look | snooze | wake | done | not-useful | reopen``."""
    if args.what == "look":
        told = run_telling(desk.db, progress(t))
        if not args.json:
            print(t("New: {came} · over: {over}", came=told.came, over=told.over))
    elif args.what != "list":
        _say(desk, args)
    return _list(desk, args, t)


def _list(desk: Desk, args: argparse.Namespace, t: Texts) -> int:
    person = (desk.workspace.person or "") if args.mine else ""
    with desk.db.read() as session:
        groups = list_notices(session, open_only=not args.all, person=person)
    shown = [one for one in groups if args.all or not one.newest.snoozed]
    rows: list[dict[str, Any]] = [
        {
            "ref": one.ref, "cause": one.cause, "severity": one.severity, "kind": one.kind,
            "text": t.render(one.subject), "since": day_of(one.posted_on).isoformat(), "state": one.state,
            "due": None if one.due_on is None else day_of(one.due_on).isoformat(), "snoozed": one.snoozed,
            "reason": one.reason, "page": one.page, "target": dict(one.target),
        }
        for group in shown for one in group.notices
    ]  # fmt: skip
    if args.json:
        print_json({"rows": rows})
        return 0
    if not rows:
        print(t("Nothing is off, late or about to run out."))
        return 0
    print_table(
        [t("Severity"), t("Kind"), t("What it says"), t("Since"), t("State"), t("Reference")],
        [
            [t(SEVERITIES[one["severity"]]), t(KIND_TITLES[one["kind"]]), one["text"], one["since"],
             t("Snoozed") if one["snoozed"] else t(STATES[one["state"]]), one["ref"]]
            for one in rows
        ],
    )  # fmt: skip
    return 0


def _say(desk: Desk, args: argparse.Namespace) -> None:
    if not args.ref:
        raise UsageError("Name the notice by its reference; inbox shows them all.")
    with desk.db.read() as session:
        groups = list_notices(session, open_only=False)
    one = _notice(groups, args.ref)
    on, words = day_number(desk.clock.today()), {"ref": args.ref}
    match args.what:
        case "done":
            action = Action(N_("Dealt with the notice {ref}"), words)
            desk.db.write(action, lambda session: mark_done(session, notice_id=one[0], on=on))
        case "not-useful":
            action = Action(N_("Said that the notice {ref} is of no use"), words)
            desk.db.write(
                action, lambda session: mark_not_useful(session, notice_id=one[0], reason=args.reason or "", on=on)
            )
        case "reopen":
            action = Action(N_("Took the notice {ref} up again"), words)
            desk.db.write(action, lambda session: reopen_notice(session, notice_id=one[0]))
        case what:
            code = N_("Snoozed the notice {ref}") if what == "snooze" else N_("Woke the notice {ref}")
            desk.db.write(
                Action(code, words), lambda session: snooze_cause(session, cause=one[1], asleep=what == "snooze")
            )


def _notice(groups: list[CauseGroup], ref: str) -> tuple[str, str]:
    """Id and cause of a notice by its reference."""
    for group in groups:
        for one in group.notices:
            if one.ref == ref.upper():
                return one.id, one.cause
    raise UserError("No notice has the reference {ref}.", ref=ref)
