"""Squads on the command line: listed, shown, set up, their milestones, their end."""

import argparse
from typing import TYPE_CHECKING, Final

from sqlalchemy.orm import Session

from app.actions.service import STATE_TITLES
from app.cli.meeting_words import day, department, iso, person, said, table
from app.cli.output import print_json
from app.core.db import Action
from app.core.errors import UsageError
from app.core.period import day_number
from app.core.texts import N_, Texts
from app.initiatives import commands
from app.initiatives.queries import SquadRow, report_line, squad_view, squads
from app.initiatives.words import SQUAD_STATES

if TYPE_CHECKING:
    from app.bootstrap import Desk


def add_words(one: argparse.ArgumentParser, t: Texts) -> None:
    """The words after ``squad``."""
    acts = one.add_subparsers(dest="act", metavar="ACT", required=True)

    def add(name: str, about: str, *, named: bool = True) -> argparse.ArgumentParser:
        each = acts.add_parser(name, help=about, description=about)
        each.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help="JSON")
        if named:
            each.add_argument("squad", metavar="REF", help=t("the squad"))
        return each

    add("list", t("list the squads"), named=False)
    add("show", t("charter, milestones and actions of a squad"))
    each = add("new", t("set a squad up"), named=False)
    each.add_argument("name", metavar="NAME")
    each.add_argument("goal", metavar="TEXT", help=t("what will be different when it ends"))
    each.add_argument("--sponsor", required=True, metavar="NAME")
    each.add_argument("--lead", required=True, metavar="NAME")
    each.add_argument("--from", dest="first", metavar="D", help=t("default: today"))
    each.add_argument("--to", dest="last", required=True, metavar="D")
    each.add_argument("--member", action="append", default=[], metavar="NAME")
    each.add_argument("--department", metavar="CODE")
    each = add("milestone", t("add a step with its day, or say that one is reached"))
    each.add_argument("title", metavar="TEXT")
    each.add_argument("--due", metavar="D", help=t("the day by which it is done"))
    each.add_argument("--reached", action="store_true", help=t("the step of this name is reached today"))
    each = add("end", t("end a squad with what came of it"))
    each.add_argument("result", metavar="TEXT")
    each.add_argument("--dropped", action="store_true", help=t("it is given up"))
    add("pause", t("pause a squad"))
    add("resume", t("let a paused or ended squad go on"))


def run_squad(desk: "Desk", args: argparse.Namespace, t: Texts) -> int:
    """Run one of its acts and say how the squad stands."""
    today = day_number(desk.clock.today())
    if args.act == "list":
        with desk.db.read() as session:
            return _listed(squads(session, on=today), args, t)
    if args.act == "new":
        squad_id = _new(desk, args, today)
    else:
        squad_id = _found(desk, args.squad, today).id
        _change(desk, args, squad_id, today)
    return _show(desk, args, t, squad_id, today)


def _listed(rows: list[SquadRow], args: argparse.Namespace, t: Texts) -> int:
    if args.json:
        print_json({"rows": [_json(one) for one in rows]})
    else:
        table([t("Reference"), t("Squad"), t("State"), t("Lead"), t("Ends on"), t("Open actions"), t("Of them late")],
              [[one.ref, one.name, t(SQUAD_STATES[one.state]), one.lead, iso(one.ends_on), one.open, one.late]
               for one in rows], t("No squad is set up yet."))  # fmt: skip
    return 0


def _new(desk: "Desk", args: argparse.Namespace, today: int) -> str:
    def command(session: Session) -> str:
        return commands.found_squad(
            session, name=args.name, goal=args.goal, sponsor_id=person(session, args.sponsor),
            lead_id=person(session, args.lead), from_on=today if args.first is None else day(args.first) or today,
            ends_on=day(args.last) or today, department_id=department(session, args.department),
            members=[(person(session, name) or "", "") for name in args.member],
        )  # fmt: skip

    return desk.db.write(Action(N_("Set up a squad")), command).value


def _found(desk: "Desk", words: str, today: int) -> SquadRow:
    with desk.db.read() as session:
        for one in squads(session, on=today):
            if words in {one.ref, one.name, one.id}:
                return one
    raise UsageError("There is no squad “{name}”.", name=words)


def _change(desk: "Desk", args: argparse.Namespace, squad_id: str, today: int) -> None:
    def command(session: Session) -> object:
        if args.act == "milestone" and not args.reached:
            due = day(args.due)
            return commands.add_milestone(session, squad_id=squad_id, title=args.title, due_on=due or today)
        if args.act == "milestone":
            steps = squad_view(session, squad_id, on=today).row.milestones
            step = next((one for one in steps if one.title == args.title), None)
            if step is None:
                raise UsageError("The squad has no milestone “{title}”.", title=args.title)
            return commands.reach_milestone(session, milestone_id=step.id, on=today)
        if args.act == "end":
            return commands.end_squad(session, squad_id=squad_id, on=today, result=args.result, dropped=args.dropped)
        if args.act == "pause":
            return commands.pause_squad(session, squad_id=squad_id, paused=True)
        if squad_view(session, squad_id, on=today).row.state == "paused":
            return commands.pause_squad(session, squad_id=squad_id, paused=False)
        return commands.take_up_squad(session, squad_id=squad_id)

    if args.act != "show":
        desk.db.write(Action(N_("Changed a squad")), command)


def _show(desk: "Desk", args: argparse.Namespace, t: Texts, squad_id: str, today: int) -> int:
    with desk.db.read() as session:
        view = squad_view(session, squad_id, on=today)
    one = view.row
    if args.json:
        actions = [{"ref": each.ref, "title": said(t, each.title), "owner": each.owner, "due": iso(each.due_on),
                    "state": each.state} for each in view.actions]  # fmt: skip
        print_json({**_json(one), "actions": actions})
        return 0
    print(t.render(report_line(one, today)))
    print(f"{t('Goal')}: {one.goal}")
    if one.result:
        print(f"{t('Result')}: {one.result}")
    table([t("Milestones"), t("Due on"), t("Reached on")],
          [[each.title, iso(each.due_on), iso(each.done_on)] for each in one.milestones])  # fmt: skip
    table(
        [t("Action"), t("What is to be done"), t("Owner"), t("Due on"), t("State")],
        [
            [each.ref, said(t, each.title), each.owner, iso(each.due_on), t(STATE_TITLES[each.state])]
            for each in view.actions
        ],
    )
    return 0


def _json(one: SquadRow) -> dict[str, object]:
    return {
        "ref": one.ref, "name": one.name, "goal": one.goal, "state": one.state, "sponsor": one.sponsor,
        "lead": one.lead, "from": iso(one.from_on), "to": iso(one.ends_on), "ended": iso(one.ended_on) or None,
        "result": one.result, "members": [each.name for each in one.members], "open": one.open, "late": one.late,
        "milestones": [{"title": each.title, "due": iso(each.due_on), "done": iso(each.done_on) or None}
                       for each in one.milestones],
    }  # fmt: skip


PARTS: Final = (("squad", N_("squads: charter, milestones, actions, their end"), add_words),)
"""Name of the command, what it is for (a msgid), and its words."""
COMMANDS: Final = {"squad": run_squad}
"""What it runs."""
