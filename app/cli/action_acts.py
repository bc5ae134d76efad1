"""What people owe, written on the command line: added, changed, moved on the board, done, dropped, as a calendar."""

import argparse
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy.orm import Session

from app.actions.queries import ActionRow, all_actions
from app.actions.rules import REPEATS
from app.actions.service import (
    KIND_TITLES,
    STAGE_TITLES,
    STATE_TITLES,
    close_action,
    create_action,
    edit_action,
    reopen_action,
)
from app.cli.meeting_words import day, dealer, department, iso, person, said
from app.cli.output import print_json
from app.core.db import Action
from app.core.errors import UsageError
from app.core.period import day_number
from app.core.texts import N_, Texts
from app.core.whole import write_whole
from app.kpi.own.known import find_kpi
from app.reports.meetings.invitation import actions_ics

if TYPE_CHECKING:
    from app.bootstrap import Desk

_OPEN: Final = "open"
_NEVER: Final = "never"


def add_words(one: argparse.ArgumentParser, t: Texts) -> None:
    """The words after ``actions``; without any they are listed."""
    acts = one.add_subparsers(dest="act", metavar="ACT")

    def add(name: str, about: str, *, named: bool = True) -> argparse.ArgumentParser:
        each = acts.add_parser(name, help=about, description=about)
        each.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help="JSON")
        if named:
            each.add_argument("action", metavar="REF", help=t("the action"))
        return each

    each = add("add", t("add what somebody owes"), named=False)
    each.add_argument("title", metavar="TEXT")
    each.add_argument("--kind", choices=list(KIND_TITLES), default="task")
    _fields(each, t, needed=True)
    each = add("edit", t("change an open action; an empty word takes a department, a dealer or a KPI away"))
    each.add_argument("--title", metavar="TEXT")
    _fields(each, t, needed=False)
    each = add("move", t("move an action on the board; a closed one is opened again"))
    each.add_argument("stage", choices=[_OPEN, *STAGE_TITLES])
    each = add("done", t("say that an action is done; one that repeats is there again"))
    each.add_argument("--reason", metavar="TEXT", help=t("what came of it"))
    each = add("drop", t("drop an action with its reason"))
    each.add_argument("--reason", required=True, metavar="TEXT")
    add("reopen", t("open a closed action again"))
    each = add("calendar", t("a calendar file of the open actions"), named=False)
    each.add_argument("--owner", metavar="NAME", help=t("of one person only"))
    each.add_argument("--out", type=Path, required=True, metavar="FILE", help=t("where it is written"))


def _fields(one: argparse.ArgumentParser, t: Texts, *, needed: bool) -> None:
    one.add_argument("--owner", required=needed, metavar="NAME", help=t("who owes it"))
    one.add_argument("--due", required=needed, metavar="D", help=t("the day by which it is done"))
    one.add_argument("--department", metavar="CODE")
    one.add_argument("--dealer", dest="of_dealer", metavar="CODE")
    one.add_argument("--kpi", metavar="KPI")
    one.add_argument("--repeats", choices=[*REPEATS, _NEVER])


def run_act(desk: "Desk", args: argparse.Namespace, t: Texts) -> int:
    """Run one of the words after ``actions`` and say how the action stands."""
    if args.act == "calendar":
        return _calendar(desk, args, t)
    if args.act == "add":
        action_id = desk.db.write(Action(N_("New action")), lambda session: _add(session, args)).value
    else:
        action_id = _found(desk, args.action).id
        title, command = _COMMANDS[args.act]
        today = day_number(desk.clock.today())
        desk.db.write(Action(title), lambda session: command(session, action_id, args, today))
    with desk.db.read() as session:
        rows = all_actions(session)
    one = next(each for each in rows if each.id == action_id)
    again = next((each for each in rows if each.follows_id == one.id and args.act == "done"), None)
    if args.json:
        print_json({**_json(one, t), "again": None if again is None else _json(again, t)})
        return 0
    for each in (one, again):
        if each is not None:
            facts = (each.ref, said(t, each.title), t(STATE_TITLES[each.state]), each.owner, iso(each.due_on))
            print(" · ".join(part for part in facts if part))
    return 0


def _add(session: Session, args: argparse.Namespace) -> str:
    return create_action(session, title=args.title, kind=args.kind, **_values(session, args))


def _values(session: Session, args: argparse.Namespace) -> dict[str, Any]:
    """The fields that were named, as the commands take them; an empty word is none."""
    found: dict[str, Any] = {}
    if args.owner is not None:
        found["owner_id"] = person(session, args.owner)
    if args.due is not None:
        found["due_on"] = day(args.due)
    if args.department is not None:
        found["department_id"] = department(session, args.department)
    if args.of_dealer is not None:
        found["dealer_id"] = dealer(session, args.of_dealer)
    if args.kpi is not None:
        found["kpi"] = find_kpi(session, args.kpi).id if args.kpi else None
    if args.repeats is not None:
        found["repeats"] = None if args.repeats == _NEVER else args.repeats
    return found


def _edit(session: Session, action_id: str, args: argparse.Namespace, _today: int) -> None:
    changes = _values(session, args) | ({} if args.title is None else {"title": args.title})
    if not changes:
        raise UsageError("Say what is changed: --title, --owner, --due, --department, --dealer, --kpi or --repeats.")
    edit_action(session, action_id=action_id, changes=changes)


def _move(session: Session, action_id: str, args: argparse.Namespace, _today: int) -> None:
    if next(one for one in all_actions(session) if one.id == action_id).state != "open":
        reopen_action(session, action_id=action_id)
    edit_action(session, action_id=action_id, changes={"stage": None if args.stage == _OPEN else args.stage})


def _done(session: Session, action_id: str, args: argparse.Namespace, today: int) -> None:
    close_action(session, action_id=action_id, on=today, outcome=args.reason)


def _drop(session: Session, action_id: str, args: argparse.Namespace, today: int) -> None:
    close_action(session, action_id=action_id, on=today, outcome=args.reason, dropped=True)


def _reopen(session: Session, action_id: str, _args: argparse.Namespace, _today: int) -> None:
    reopen_action(session, action_id=action_id)


_COMMANDS: Final[Mapping[str, tuple[str, Callable[[Session, str, argparse.Namespace, int], None]]]] = {
    "edit": (N_("Changed an action"), _edit), "move": (N_("Moved an action on the board"), _move),
    "done": (N_("Finished an action"), _done), "drop": (N_("Dropped an action"), _drop),
    "reopen": (N_("Opened an action again"), _reopen),
}  # fmt: skip
"""What the history calls an act, and its command."""


def _found(desk: "Desk", words: str) -> ActionRow:
    with desk.db.read() as session:
        for one in all_actions(session):
            if words in {one.ref, one.id}:
                return one
    raise UsageError("There is no action {ref}.", ref=words)


def _calendar(desk: "Desk", args: argparse.Namespace, t: Texts) -> int:
    with desk.db.read() as session:
        owner = person(session, args.owner)
        rows = [one for one in all_actions(session, open_only=True) if owner in {None, one.owner_id}]
    write_whole(args.out, actions_ics(rows, t.lang, desk.clock.now()))
    if args.json:
        print_json({"file": str(args.out), "actions": len(rows)})
    else:
        print(t("{file} is written.", file=args.out.name))
    return 0


def _json(one: ActionRow, t: Texts) -> dict[str, Any]:
    return {
        "ref": one.ref, "kind": one.kind, "title": said(t, one.title), "owner": one.owner,
        "due": iso(one.due_on) or None, "state": one.state, "stage": one.stage or None,
        "done": iso(one.done_on) or None, "outcome": one.outcome, "department": t(one.department) or None,
        "kpi": one.kpi or None, "repeats": one.repeats or None,
    }  # fmt: skip
