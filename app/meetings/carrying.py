"""Commands on the actions of earlier meetings: each is found done, carried over, dropped with its reason, or joined."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actions.model import ActionItem
from app.actions.service import close_action, reopen_action
from app.core.errors import UserError
from app.core.texts import N_, Text
from app.meetings.held import meeting_in
from app.meetings.items import add_item
from app.meetings.joining import joined_with, take_apart
from app.meetings.live import ABOUT, Live, live_in
from app.meetings.making import made
from app.meetings.model import ActionCarry, AgendaItem, Meeting, Outcome
from app.meetings.outcomes import add_outcome
from app.meetings.rules import carried
from app.meetings.words import VERDICTS

_ITEM: Final = N_("Actions of the last meeting")


@dataclass(frozen=True)
class Verdict:
    """What a meeting finds of an action."""

    action_id: str
    verdict: str
    """done, carried, dropped or merged."""
    due_on: int | None = None
    """Carried: the new day; None keeps the day that it has."""
    reason: str | None = None
    """Why it slipped or is dropped; done: what came of it."""
    into_id: str | None = None
    """Merged: the action that it is joined with."""
    owner_id: str | None = None
    """Carried: who does it from now on; None keeps the owner."""


@dataclass(frozen=True)
class Part:
    """One of the actions that an action is split into."""

    text: str
    owner_id: str | None
    due_on: int | None


def carry_actions(session: Session, *, meeting_id: str, verdicts: Iterable[Verdict]) -> list[str]:
    """Write down what a meeting under way finds of actions; a verdict given before is replaced. Returns the rows' ids.

    Raises UserError for an action that the meeting does not look at, a slip or a drop without its reason, a day that is
    not after the meeting, and for one that cannot be joined.
    """
    meeting = meeting_in(session, meeting_id, ("in_progress",))
    found = {one.action.id: one for one in live_in(session, meeting)}
    ids = []
    for one in {each.action_id: each for each in verdicts}.values():
        live = found.get(one.action_id)
        if live is None:
            raise UserError("This meeting does not look at that action; it is of another series, settled, or new.")
        _refuse_later(session, meeting, live)
        ids.append(_found(session, meeting, live, one))
    return ids


def merge_actions(
    session: Session, *, meeting_id: str, action_ids: Sequence[str], into_id: str, reason: str | None = None
) -> list[str]:
    """Join actions with another one, which goes on alone; returns the rows' ids."""
    rows = [Verdict(one, "merged", into_id=into_id, reason=reason) for one in action_ids]
    return carry_actions(session, meeting_id=meeting_id, verdicts=rows)


def split_action(
    session: Session, *, meeting_id: str, action_id: str, parts: Sequence[Part], item_id: str | None = None
) -> list[str]:
    """Make more actions of one; it stays and is looked at like any, the parts are new ones. Returns their ids.

    They stand in the minutes at ``item_id``, else at the one under discussion, else at the last meeting's actions.
    """
    meeting = meeting_in(session, meeting_id, ("in_progress",))
    live = next((one for one in live_in(session, meeting) if one.action.id == action_id), None)
    if live is None or live.action.state != "open":
        raise UserError("Only an open action that this meeting looks at can be split.")
    if not parts:
        raise UserError("Say into which actions it is split.")
    action, item = live.action, item_id or _item_for(session, meeting)
    ids = []
    for part in parts:
        outcome_id = add_outcome(
            session, item_id=item, kind="action", text=part.text, owner_id=part.owner_id, due_on=part.due_on,
            department_id=action.department_id, dealer_id=action.dealer_id, kpi=action.kpi, follows_id=action.id,
        )  # fmt: skip
        ids.append(session.get_one(Outcome, outcome_id).action_id or "")
    return ids


def forget_verdict(session: Session, *, meeting_id: str, action_id: str) -> None:
    """Take back what a meeting under way found of an action: it is as it came and still to be looked at."""
    meeting = meeting_in(session, meeting_id, ("in_progress",))
    live = next((one for one in live_in(session, meeting) if one.action.id == action_id), None)
    if live is None or live.here is None:
        raise UserError("This meeting found nothing of that action yet.")
    _refuse_later(session, meeting, live)
    _open_again(session, live.action)
    live.action.due_on = live.here.due_before
    live.here.removed = True


def _found(session: Session, meeting: Meeting, live: Live, one: Verdict) -> str:
    if one.verdict not in VERDICTS:
        raise ValueError(f"there is no verdict {one.verdict}")
    apply = {"done": _done, "carried": _carried, "dropped": _dropped, "merged": _merged}[one.verdict]
    before = live.due.due_on
    values: dict[str, Any] = {
        "verdict": one.verdict, "due_before": before, "due_after": None, "slips": live.slips,
        "reason": (one.reason or "").strip() or None, "into_id": None,
    }  # fmt: skip
    values |= apply(session, meeting, live, one)
    if live.here is None:
        return made(session, ActionCarry, meeting_id=meeting.id, action_id=live.action.id, **values).id
    for name, value in values.items():
        if getattr(live.here, name) != value:
            setattr(live.here, name, value)
    return live.here.id


def _done(session: Session, meeting: Meeting, live: Live, one: Verdict) -> Mapping[str, object]:
    action, words = live.action, (one.reason or "").strip()
    if action.state == "dropped":
        _open_again(session, action)
    _keep_day(live)
    if action.state == "open":
        close_action(session, action_id=action.id, on=meeting.held_on, outcome=words)
    elif words:
        action.outcome = words
    return {"reason": words or action.outcome}


def _carried(session: Session, meeting: Meeting, live: Live, one: Verdict) -> Mapping[str, object]:
    due = live.due
    after = due.due_on if one.due_on is None else one.due_on
    if after is None or after <= meeting.held_on:
        raise UserError("Say by which day “{action}” is done; it lies after the meeting.", action=_called(live))
    carry = carried(due, meeting.held_on, after)
    if carry.needs_reason and not (one.reason or "").strip():
        raise UserError("Say why “{action}” slipped.", action=_called(live))
    _open_again(session, live.action)
    live.action.due_on = after
    if one.owner_id is not None:
        live.action.owner_id = one.owner_id
    return {"due_after": after, "slips": carry.slips}


def _dropped(session: Session, meeting: Meeting, live: Live, one: Verdict) -> Mapping[str, object]:
    action = live.action
    was_joined = live.here is not None and live.here.verdict == "merged"
    reason = (one.reason or "").strip() or (
        action.outcome or "" if action.state == "dropped" and not was_joined else ""
    )
    if not reason:
        raise UserError("Say why “{action}” is dropped.", action=_called(live))
    take_apart(session, meeting_id=meeting.id, action_id=action.id)
    reason = _with_joined(session, action, reason)
    _keep_day(live)
    if action.state != "dropped" or action.outcome != reason:
        _open_again(session, action)
        close_action(session, action_id=action.id, on=meeting.held_on, outcome=reason, dropped=True)
    return {"reason": reason}


def _merged(session: Session, meeting: Meeting, live: Live, one: Verdict) -> Mapping[str, object]:
    into = session.get(ActionItem, one.into_id or "")
    if into is None or into.id == live.action.id or into.removed or not _is_of(session, meeting, into):
        raise UserError("Say with which action of this series “{action}” is joined.", action=_called(live))
    if into.state != "open":
        raise UserError("The action that “{action}” is joined with is closed itself.", action=_called(live))
    _open_again(session, live.action)
    _keep_day(live)
    reason = " ".join((f"→ {into.ref}", (one.reason or "").strip())).strip()
    close_action(session, action_id=live.action.id, on=meeting.held_on, outcome=reason, dropped=True)
    return {"into_id": into.id}


def _with_joined(session: Session, action: ActionItem, reason: str) -> str:
    """What meetings before joined with an action is dropped with it, by name."""
    refs = [one for one in joined_with(session, action.id) if one not in reason]
    return f"{reason} (← {', '.join(refs)})" if refs else reason


def _open_again(session: Session, action: ActionItem) -> None:
    if action.state != "open":
        reopen_action(session, action_id=action.id)


def _keep_day(live: Live) -> None:
    """Where the meeting had carried it to another day before it found something else, that day goes."""
    if live.action.due_on != live.due.due_on:
        live.action.due_on = live.due.due_on


def _called(live: Live) -> str | Text:
    return Text(live.action.title, live.action.params) if live.action.params else live.action.title


def _is_of(session: Session, meeting: Meeting, action: ActionItem) -> bool:
    asked = (
        select(Meeting.series_id).join(Outcome, Outcome.meeting_id == Meeting.id).where(Outcome.id == action.about_id)
    )
    return action.about_entity == ABOUT and session.execute(asked).scalar() == meeting.series_id


def _refuse_later(session: Session, meeting: Meeting, live: Live) -> None:
    asked = (
        select(Meeting)
        .join(ActionCarry, ActionCarry.meeting_id == Meeting.id)
        .where(ActionCarry.action_id == live.action.id, ActionCarry.removed.is_(False), Meeting.id != meeting.id)
    )
    for other in session.scalars(asked):
        if (other.held_on, other.number) > (meeting.held_on, meeting.number):
            raise UserError("Meeting {ref} looked at “{action}” since.", ref=other.ref, action=_called(live))


def _item_for(session: Session, meeting: Meeting) -> str:
    session.flush()
    asked = select(AgendaItem).where(AgendaItem.meeting_id == meeting.id, AgendaItem.removed.is_(False))
    rows = session.scalars(asked.order_by(AgendaItem.n)).all()
    found = [one.id for one in rows if one.state == "current"] + [one.id for one in rows if one.section == "carried"]
    if found:
        return found[0]
    return add_item(session, meeting_id=meeting.id, title=_ITEM, params={"meeting": meeting.ref}, section="carried",
                    source="carried", cause="carried")  # fmt: skip
