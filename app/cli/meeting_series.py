"""Series of meetings and their plans on the command line."""

import argparse
from typing import TYPE_CHECKING, Final

from sqlalchemy.orm import Session

from app.cli.meeting_words import Act, clock, day, department, found, iso, meeting_json, minute, person, table, told
from app.cli.meeting_words import meeting_words as of_meeting
from app.cli.output import print_json
from app.core.db import Action
from app.core.errors import UsageError
from app.core.period import parse_period
from app.core.texts import N_, Texts
from app.meetings import commands
from app.meetings.queries import all_series, find_series, meetings
from app.meetings.words import MEETING_STATES, ROLES, SERIES_KINDS

if TYPE_CHECKING:
    from app.bootstrap import Desk


def _list_words(one: argparse.ArgumentParser, t: Texts) -> None:
    one.add_argument("--series", metavar="NAME", help=t("only this series"))


def _list(desk: "Desk", args: argparse.Namespace, t: Texts) -> int:
    with desk.db.read() as session:
        rows = meetings(session, find_series(session, args.series).id if args.series else None)
    if args.json:
        print_json({"meetings": [meeting_json(one, t) for one in rows]})
        return 0
    heads = [t("Reference"), t("Series of meetings"), t("Number"), t("Period"), t("Held on"), t("State"), t("Items"),
             t("Decisions"), t("Actions")]  # fmt: skip
    table(heads, [[one.ref, t(one.series), one.number, one.period, iso(one.held_on), t(MEETING_STATES[one.state]),
                   one.items, one.decisions, one.actions] for one in rows],
          t("No meeting is planned yet."))  # fmt: skip
    return 0


def _series_words(one: argparse.ArgumentParser, t: Texts) -> None:
    one.add_argument("name", nargs="?", metavar="NAME", default="", help=t("a new series; without it they are listed"))
    one.add_argument("--name-en", metavar="NAME", help=t("its English name"))
    one.add_argument("--kind", choices=list(SERIES_KINDS), default="monthly")
    one.add_argument("--rhythm", default="", metavar="RULE", help=t("as: monthly 8 09:30"))
    one.add_argument("--from", dest="begin", default="09:30", metavar="TIME")
    one.add_argument("--minutes", type=int, default=120)
    one.add_argument("--place", default="", metavar="TEXT")
    for word in ("chair", "sponsor", "secretary"):
        one.add_argument(f"--{word}", metavar="NAME")
    one.add_argument("--member", action="append", default=[], metavar="NAME[:ROLE]")
    one.add_argument("--must", action="append", default=[], metavar="DEPARTMENT",
                     help=t("a department that must be there"))  # fmt: skip
    one.add_argument("--percent", type=int, default=0, help=t("how many of a hundred invited must be there"))


def _series(desk: "Desk", args: argparse.Namespace, t: Texts) -> int:
    if args.name:
        action = Action(N_("Added a series of meetings"))
        desk.db.write(action, lambda session: _add_series(session, args))
    with desk.db.read() as session:
        rows = all_series(session)
    if args.json:
        print_json({"series": [
            {"ref": one.ref, "name": one.name, "name_en": one.name_en, "kind": one.kind, "rhythm": one.rhythm,
             "from": clock(one.from_minute), "minutes": one.minutes, "chair": one.chair, "sponsor": one.sponsor,
             "meetings": one.meetings, "next": iso(one.next_on), "last": iso(one.last_on), "waiting": one.waiting,
             "open_actions": one.open_actions, "ended": iso(one.ended_on)}
            for one in rows
        ]})  # fmt: skip
        return 0
    heads = [t("Reference"), t("Name"), t("Kind"), t("Chair"), t("Meetings"), t("Next meeting"), t("Backlog"),
             t("Open actions")]  # fmt: skip
    table(heads, [[one.ref, t(one.title), t(SERIES_KINDS[one.kind]), one.chair, one.meetings, iso(one.next_on),
                   one.waiting, one.open_actions] for one in rows], t("No series of meetings yet."))  # fmt: skip
    return 0


def _add_series(session: Session, args: argparse.Namespace) -> None:
    series = commands.add_series(
        session, name=args.name, name_en=args.name_en, kind=args.kind, rhythm=args.rhythm,
        from_minute=minute(args.begin) or 0, minutes=args.minutes, place=args.place,
        chair_id=person(session, args.chair), sponsor_id=person(session, args.sponsor),
        secretary_id=person(session, args.secretary),
        quorum={"departments": [department(session, one) for one in args.must], "percent": args.percent},
    )  # fmt: skip
    rows = []
    for each in args.member:
        name, _, role = each.partition(":")
        if role and role not in ROLES:
            raise UsageError("“{role}” is no role in a meeting: {roles}.", role=role, roles=", ".join(ROLES))
        rows.append(commands.Member(person(session, name) or "", role or "member"))
    commands.set_members(session, series_id=series, members=rows)


def _plan_words(one: argparse.ArgumentParser, t: Texts) -> None:
    one.add_argument("series", metavar="NAME", help=t("the series"))
    one.add_argument("--period", required=True, metavar="PERIOD", help=t("the month or quarter that it is about"))
    one.add_argument("--on", required=True, metavar="D", help=t("the day on which it is held"))
    one.add_argument("--from", dest="begin", metavar="TIME")
    one.add_argument("--minutes", type=int)
    one.add_argument("--place", metavar="TEXT")
    one.add_argument("--title", metavar="TEXT")


def _plan(desk: "Desk", args: argparse.Namespace, t: Texts) -> int:
    period, on = parse_period(args.period).name, day(args.on) or 0

    def command(session: Session) -> str:
        return commands.plan_meeting(
            session, series_id=find_series(session, args.series).id, period=period, held_on=on,
            from_minute=minute(args.begin), minutes=args.minutes, place=args.place, title=args.title,
        )  # fmt: skip

    return told(desk, args, t, desk.db.write(Action(N_("Planned a meeting")), command).value)


def _open(desk: "Desk", args: argparse.Namespace, t: Texts) -> int:
    row = found(desk, args)
    desk.db.write(Action(N_("Sent the agenda of meeting {ref} out"), {"ref": row.ref}),
                  lambda session: commands.open_meeting(session, meeting_id=row.id))  # fmt: skip
    return told(desk, args, t, row.id)


def _start(desk: "Desk", args: argparse.Namespace, t: Texts) -> int:
    row, now = found(desk, args), int(desk.clock.now().timestamp() * 1000)
    desk.db.write(Action(N_("Began meeting {ref}"), {"ref": row.ref}),
                  lambda session: commands.start_meeting(session, meeting_id=row.id, at_ms=now))  # fmt: skip
    return told(desk, args, t, row.id)


def _reason_words(one: argparse.ArgumentParser, t: Texts) -> None:
    of_meeting(one, t)
    one.add_argument("--reason", default="", metavar="TEXT", help=t("why"))


def _cancel(desk: "Desk", args: argparse.Namespace, t: Texts) -> int:
    row = found(desk, args)
    desk.db.write(Action(N_("Cancelled meeting {ref}"), {"ref": row.ref}, args.reason),
                  lambda session: commands.cancel_meeting(session, meeting_id=row.id, reason=args.reason))  # fmt: skip
    return told(desk, args, t, row.id)


ACTS: Final = (
    Act("list", N_("the meetings, the newest first"), _list_words, _list),
    Act("series", N_("the series of meetings, or a new one"), _series_words, _series),
    Act("plan", N_("plan the next meeting of a series"), _plan_words, _plan),
    Act("open", N_("say that the agenda is sent out"), of_meeting, _open),
    Act("start", N_("begin a meeting"), of_meeting, _start),
    Act("cancel", N_("say that a meeting is not held"), _reason_words, _cancel),
)
"""What can be done about series and plans."""
