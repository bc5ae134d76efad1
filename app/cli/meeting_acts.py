"""A meeting under way on the command line: its agenda, what comes of it, what was agreed before, its end."""

import argparse
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy.orm import Session

from app.cli.meeting_words import (
    Act,
    day,
    dealer,
    department,
    found,
    iso,
    item,
    meeting_json,
    meeting_words,
    person,
    said,
    table,
    told,
)
from app.cli.output import print_json
from app.core.db import Action
from app.core.errors import UsageError
from app.core.texts import N_, Texts
from app.kpi.own.known import find_kpi
from app.meetings import commands
from app.meetings.closing import close_meeting, reopen_meeting
from app.meetings.queries import ActionRow, ItemRow, MeetingView, actions_in, meeting_view
from app.meetings.words import ATTENDANCE, ITEM_STATES, OUTCOME_KINDS, SECTIONS, VERDICTS

if TYPE_CHECKING:
    from app.bootstrap import Desk


def _show(desk: "Desk", args: argparse.Namespace, t: Texts) -> int:
    row = found(desk, args)
    with desk.db.read() as session:
        view = meeting_view(session, row.id)
    if args.json:
        print_json(_json(view, t))
        return 0
    told(desk, args, t, row.id)
    table([t("Number"), t("Section"), t("Title"), t("Department"), t("Minutes planned"), t("State")],
          [[one.n, t(SECTIONS[one.section]), said(t, one.title), t(one.department), one.minutes,
            t(ITEM_STATES[one.state])] for one in view.items])  # fmt: skip
    table([t("Reference"), t("Kind"), t("Text"), t("Owner"), t("Due on"), t("Action")],
          [[each.ref, t(OUTCOME_KINDS[each.kind]), each.text, each.owner, iso(each.due_on), each.action_ref]
           for one in view.items for each in one.outcomes])  # fmt: skip
    table([t("Action"), t("What is to be done"), t("Owner"), t("Due on"), t("Verdict of the meeting"), t("Slips")],
          [[one.ref, said(t, one.title), one.owner, iso(one.due_on), t(VERDICTS[one.verdict]) if one.verdict else "",
            one.slips_now or one.slips] for one in view.actions])  # fmt: skip
    return 0


def _json(view: MeetingView, t: Texts) -> dict[str, Any]:
    summed = view.tally
    return {
        **meeting_json(view.meeting, t),
        "quorum": {"invited": view.quorum.invited, "present": view.quorum.present, "needed": view.quorum.needed,
                   "met": view.quorum.is_met},
        "attendance": [{"who": one.person, "role": one.role, "state": one.state, "proxy": one.proxy}
                       for one in view.attendance],
        "agenda": [_item(one, t) for one in view.items],
        "actions": [_action(one, t) for one in view.actions],
        "sum": {"came": summed.came, "done": summed.done, "carried": summed.carried, "dropped": summed.dropped,
                "merged": summed.merged, "made": summed.made, "balanced": summed.balanced},
        "topics": [{"ref": one.ref, "title": said(t, one.title)} for one in view.topics],
        "versions": [{"version": one.version, "sha256": one.content_sha256, "reason": one.reason}
                     for one in view.versions],
    }  # fmt: skip


def _item(one: ItemRow, t: Texts) -> dict[str, Any]:
    return {
        "n": one.n, "ref": one.ref, "section": one.section, "source": one.source, "title": said(t, one.title),
        "department": t(one.department), "owner": one.owner, "minutes": one.minutes, "state": one.state,
        "reason": one.reason, "cause": one.cause,
        "outcomes": [{"ref": each.ref, "kind": each.kind, "text": each.text, "owner": each.owner,
                      "due": iso(each.due_on), "action": each.action_ref} for each in one.outcomes],
    }  # fmt: skip


def _action(one: ActionRow, t: Texts) -> dict[str, Any]:
    return {
        "ref": one.ref, "title": said(t, one.title), "owner": one.owner, "due": iso(one.due_on), "state": one.state,
        "verdict": one.verdict, "slips": one.slips_now or one.slips, "reason": one.reason, "into": one.into_ref,
        "from": one.number,
    }  # fmt: skip


def _attend_words(one: argparse.ArgumentParser, t: Texts) -> None:
    meeting_words(one, t)
    one.add_argument("who", nargs="+", metavar="NAME")
    one.add_argument("--state", choices=list(ATTENDANCE),
                     help=t("default: present; excused where somebody speaks for them"))  # fmt: skip
    one.add_argument("--proxy", metavar="NAME", help=t("who speaks for them"))


def _attend(desk: "Desk", args: argparse.Namespace, t: Texts) -> int:
    row = found(desk, args)

    def command(session: Session) -> None:
        for name in args.who:
            commands.set_attendance(session, meeting_id=row.id, person_id=person(session, name) or "",
                                    state=args.state or ("excused" if args.proxy else "present"),
                                    proxy_id=person(session, args.proxy))  # fmt: skip

    desk.db.write(Action(N_("Said who came to meeting {ref}"), {"ref": row.ref}), command)
    return told(desk, args, t, row.id)


def _item_words(one: argparse.ArgumentParser, t: Texts) -> None:
    meeting_words(one, t)
    one.add_argument("what", choices=["add", "begin", "end", "move", "park", "reject", "restore"])
    one.add_argument("item", metavar="N | TEXT", help=t("its place on the agenda; add: what it is about"))
    one.add_argument("--section", choices=list(SECTIONS), default="topics")
    one.add_argument("--minutes", type=int, default=5)
    one.add_argument("--department", metavar="CODE")
    one.add_argument("--owner", metavar="NAME", help=t("who presents it"))
    one.add_argument("--dealer", metavar="CODE")
    one.add_argument("--to", type=int, default=1, help=t("move: the new place"))
    one.add_argument("--seconds", type=int, default=0, help=t("end: how long it took"))
    one.add_argument("--reason", default="", metavar="TEXT", help=t("park, reject: why"))


def _change_item(desk: "Desk", args: argparse.Namespace, t: Texts) -> int:
    row = found(desk, args)

    def command(session: Session) -> object:
        if args.what == "add":
            return commands.add_item(
                session, meeting_id=row.id, title=args.item, section=args.section, minutes=args.minutes,
                department_id=department(session, args.department), owner_id=person(session, args.owner),
                dealer_id=dealer(session, args.dealer),
            )  # fmt: skip
        item_id = item(session, row.id, args.item).id
        if args.what in {"park", "reject"}:
            act = commands.park_item if args.what == "park" else commands.reject_item
            return act(session, item_id=item_id, reason=args.reason)
        if args.what == "move":
            return commands.move_item(session, item_id=item_id, to=args.to)
        if args.what == "end":
            return commands.end_item(session, item_id=item_id, seconds=args.seconds)
        return (commands.begin_item if args.what == "begin" else commands.restore_item)(session, item_id=item_id)

    desk.db.write(Action(N_("Changed the agenda of meeting {ref}"), {"ref": row.ref}, args.reason), command)
    return told(desk, args, t, row.id)


def _outcome_words(one: argparse.ArgumentParser, t: Texts) -> None:
    meeting_words(one, t)
    one.add_argument("item", metavar="N", help=t("its place on the agenda"))
    one.add_argument("kind", choices=list(OUTCOME_KINDS))
    one.add_argument("text", metavar="TEXT")
    one.add_argument("--owner", metavar="NAME", help=t("an action's one owner"))
    one.add_argument("--due", metavar="D", help=t("the day by which it is done"))
    one.add_argument("--department", metavar="CODE")
    one.add_argument("--dealer", metavar="CODE")
    one.add_argument("--kpi", metavar="CODE")


def _outcome(desk: "Desk", args: argparse.Namespace, t: Texts) -> int:
    row, due = found(desk, args), day(args.due)

    def command(session: Session) -> str:
        return commands.add_outcome(
            session, item_id=item(session, row.id, args.item).id, kind=args.kind, text=args.text,
            owner_id=person(session, args.owner), due_on=due, department_id=department(session, args.department),
            dealer_id=dealer(session, args.dealer), kpi=find_kpi(session, args.kpi).id if args.kpi else None,
        )  # fmt: skip

    desk.db.write(Action(N_("Wrote down what came of meeting {ref}"), {"ref": row.ref}), command)
    return told(desk, args, t, row.id)


def _carry_words(one: argparse.ArgumentParser, t: Texts) -> None:
    meeting_words(one, t)
    one.add_argument("action", metavar="REF", help=t("an action of the meetings before"))
    one.add_argument("verdict", choices=list(VERDICTS))
    one.add_argument("--due", metavar="D", help=t("carried: the new day"))
    one.add_argument("--into", metavar="REF", help=t("merged: with which action"))
    one.add_argument("--reason", default="", metavar="TEXT", help=t("why it slipped or is dropped"))


def _carry(desk: "Desk", args: argparse.Namespace, t: Texts) -> int:
    row, due = found(desk, args), day(args.due)

    def command(session: Session) -> list[str]:
        ids = {one.ref: one.id for one in actions_in(session, row.id)}
        for ref in filter(None, (args.action, args.into)):
            if ref not in ids:
                raise UsageError("Meeting {ref} does not look at an action {action}.", ref=row.ref, action=ref)
        verdict = commands.Verdict(ids[args.action], args.verdict, due, args.reason, ids.get(args.into or ""))
        return commands.carry_actions(session, meeting_id=row.id, verdicts=[verdict])

    desk.db.write(Action(N_("Looked at an action in meeting {ref}"), {"ref": row.ref}, args.reason), command)
    return told(desk, args, t, row.id)


def _close_words(one: argparse.ArgumentParser, t: Texts) -> None:
    meeting_words(one, t)
    one.add_argument("--reason", default="", metavar="TEXT", help=t("why it counts without its quorum"))


def _close(desk: "Desk", args: argparse.Namespace, t: Texts) -> int:
    row = found(desk, args)
    close_meeting(desk.db, desk.workspace.files, meeting_id=row.id, quorum_reason=args.reason)
    return told(desk, args, t, row.id)


def _reopen_words(one: argparse.ArgumentParser, t: Texts) -> None:
    meeting_words(one, t)
    one.add_argument("--reason", default="", metavar="TEXT", help=t("why"))


def _reopen(desk: "Desk", args: argparse.Namespace, t: Texts) -> int:
    row = found(desk, args)
    desk.db.write(Action(N_("Reopened meeting {ref}"), {"ref": row.ref}, args.reason),
                  lambda session: reopen_meeting(session, meeting_id=row.id, reason=args.reason))  # fmt: skip
    return told(desk, args, t, row.id)


ACTS: Final = (
    Act("show", N_("agenda, outcomes and actions of a meeting"), meeting_words, _show),
    Act("attend", N_("say who came"), _attend_words, _attend),
    Act("item", N_("add an item, begin and end it, move it, put it off, strike it off"), _item_words, _change_item),
    Act("outcome", N_("write down a decision, action, information or risk"), _outcome_words, _outcome),
    Act("carry", N_("say what became of an action of the meetings before"), _carry_words, _carry),
    Act("close", N_("close a meeting: its minutes stay as they are"), _close_words, _close),
    Act("reopen", N_("reopen a closed meeting for the next version of its minutes"), _reopen_words, _reopen),
)
"""What can be done in a meeting."""
