"""What is prepared for a meeting on the command line: topics of the backlog, reports of departments; actions split."""

import argparse
from typing import TYPE_CHECKING, Final

from sqlalchemy.orm import Session

from app.cli.meeting_words import Act, day, department, found, iso, meeting_words, person, said, table, told
from app.cli.output import print_json
from app.core.db import Action
from app.core.errors import UsageError
from app.core.period import day_number
from app.core.texts import N_, Texts
from app.meetings import commands
from app.meetings.queries import actions_in, find_meeting, find_series, topics
from app.meetings.words import SECTIONS, TOPIC_STATES

if TYPE_CHECKING:
    from app.bootstrap import Desk


def _topic_words(one: argparse.ArgumentParser, t: Texts) -> None:
    one.add_argument("series", metavar="NAME", help=t("the series"))
    one.add_argument("what", choices=["list", "add", "take", "drop"], nargs="?", default="list")
    one.add_argument("topic", nargs="?", metavar="REF | TEXT", default="", help=t("the topic; add: what it is about"))
    one.add_argument("--section", choices=list(SECTIONS), default="topics")
    one.add_argument("--minutes", type=int, default=10)
    one.add_argument("--department", metavar="CODE")
    one.add_argument("--owner", metavar="NAME", help=t("who presents it"))
    one.add_argument("--meeting", metavar="REF", help=t("take: on whose agenda"))
    one.add_argument("--reason", default="", metavar="TEXT", help=t("drop: why"))


def _topic(desk: "Desk", args: argparse.Namespace, t: Texts) -> int:
    with desk.db.read() as session:
        series = find_series(session, args.series).id
    if args.what != "list":
        today = day_number(desk.clock.today())
        desk.db.write(Action(N_("Changed the backlog of a series of meetings"), {}, args.reason),
                      lambda session: _change_topic(session, args, series, today))  # fmt: skip
    with desk.db.read() as session:
        rows = topics(session, series, waiting_only=False)
    if args.json:
        print_json({"topics": [
            {"ref": one.ref, "title": said(t, one.title), "section": one.section, "department": t(one.department),
             "owner": one.owner, "minutes": one.minutes, "state": one.state, "proposed": iso(one.proposed_on),
             "reason": one.reason}
            for one in rows
        ]})  # fmt: skip
        return 0
    table([t("Reference"), t("Title"), t("Section"), t("Department"), t("Proposed on"), t("State")],
          [[one.ref, said(t, one.title), t(SECTIONS[one.section]), t(one.department), iso(one.proposed_on),
            t(TOPIC_STATES[one.state])] for one in rows])  # fmt: skip
    return 0


def _change_topic(session: Session, args: argparse.Namespace, series: str, today: int) -> str:
    if args.what == "add":
        return commands.add_topic(
            session, series_id=series, title=args.topic, on=today, section=args.section, minutes=args.minutes,
            department_id=department(session, args.department), owner_id=person(session, args.owner),
        )  # fmt: skip
    topic = next((one.id for one in topics(session, series, waiting_only=False) if one.ref == args.topic), None)
    if topic is None:
        raise UsageError("The backlog has no topic {topic}.", topic=args.topic)
    if args.what == "drop":
        return commands.drop_topic(session, topic_id=topic, reason=args.reason)
    if not args.meeting:
        raise UsageError("Say on whose agenda: --meeting REF.")
    return commands.take_topic(session, topic_id=topic, meeting_id=find_meeting(session, args.meeting).id)


def _report_words(one: argparse.ArgumentParser, t: Texts) -> None:
    meeting_words(one, t)
    one.add_argument("department", metavar="CODE")
    one.add_argument("--done", default="", metavar="TEXT", help=t("what was done since the last meeting"))
    one.add_argument("--next", default="", metavar="TEXT", help=t("what comes next"))
    one.add_argument("--asks", default="", metavar="TEXT", help=t("what it needs of others"))
    one.add_argument("--ready", action="store_true", help=t("it can be read"))


def _report(desk: "Desk", args: argparse.Namespace, t: Texts) -> int:
    row = found(desk, args)

    def command(session: Session) -> str:
        return commands.write_report(
            session, meeting_id=row.id, department_id=department(session, args.department) or "", done=args.done,
            next=args.next, asks=args.asks, ready=args.ready,
        )  # fmt: skip

    desk.db.write(Action(N_("Wrote a department report for meeting {ref}"), {"ref": row.ref}), command)
    return told(desk, args, t, row.id)


def _split_words(one: argparse.ArgumentParser, t: Texts) -> None:
    meeting_words(one, t)
    one.add_argument("action", metavar="REF", help=t("an action of the meetings before"))
    one.add_argument("text", metavar="TEXT", help=t("what the part is about"))
    one.add_argument("--owner", metavar="NAME", help=t("an action's one owner"))
    one.add_argument("--due", metavar="D", help=t("the day by which it is done"))


def _split(desk: "Desk", args: argparse.Namespace, t: Texts) -> int:
    row, due = found(desk, args), day(args.due)

    def command(session: Session) -> list[str]:
        action = next((one.id for one in actions_in(session, row.id) if one.ref == args.action), None)
        if action is None:
            raise UsageError("Meeting {ref} does not look at an action {action}.", ref=row.ref, action=args.action)
        part = commands.Part(args.text, person(session, args.owner), due)
        return commands.split_action(session, meeting_id=row.id, action_id=action, parts=[part])

    desk.db.write(Action(N_("Split an action in meeting {ref}"), {"ref": row.ref}), command)
    return told(desk, args, t, row.id)


ACTS: Final = (
    Act(
        "topic", N_("the backlog of a series: topics listed, added, taken on an agenda, dropped"), _topic_words, _topic
    ),
    Act("report", N_("write what a department brings to a meeting"), _report_words, _report),
    Act("split", N_("split a part off an action of the meetings before"), _split_words, _split),
)
"""What is prepared, and what is split."""
