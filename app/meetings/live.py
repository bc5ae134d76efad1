"""Which actions a meeting looks at: none is left out until some meeting found it done, dropped or joined with another.

An action belongs to the series of the meeting whose outcome it is about (``about`` of the one table of actions), also
one that was split from another or comes again after it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, true, tuple_
from sqlalchemy.orm import Session, aliased

from app.actions.model import ActionItem
from app.meetings.model import ActionCarry, Meeting, Outcome
from app.meetings.rules import SETTLED, Due

ABOUT = "meeting_outcome"
"""The entity that actions of meetings are about."""


@dataclass(frozen=True)
class Live:
    """An action with where it comes from and what earlier meetings said of it."""

    action: ActionItem
    outcome_id: str
    meeting_id: str
    number: int
    slips: int
    promised_on: int | None
    here: ActionCarry | None = None
    """What the asked meeting found of it."""
    is_alone: bool = False
    """Whether the asked meeting joined it with one that is gone."""

    @property
    def due(self) -> Due:
        """The same as the rules see it: as it was when the asked meeting came to it."""
        one = self.action
        before = one.due_on if self.here is None else self.here.due_before
        said = "" if self.is_alone else one.outcome or ""
        return Due(one.id, one.state, before, self.slips, self.promised_on, said)

    @property
    def is_looked_at(self) -> bool:
        """Whether the asked meeting found something of it that still holds."""
        if self.here is None or self.is_alone:
            return False
        return not (self.here.verdict in SETTLED and self.action.state == "open")


def live_in(session: Session, meeting: Meeting) -> list[Live]:
    """What a meeting looks at: the actions of the meetings before that none of these settled.

    Of a closed one it is what it looked at. What a later meeting looked at already is that one's business, and what
    comes again because this one found it done is the next one's.
    """
    session.flush()
    here = _carry_of(ActionCarry.meeting_id == meeting.id)
    if meeting.state == "closed":
        wanted: ColumnElement[bool] = here
    else:
        place = _place(meeting)
        before = tuple_(Meeting.held_on, Meeting.number) < place
        after = _carry_of(_carried_at() > place)
        unsettled = _is_unsettled(_carried_at() < place)
        wanted = or_(here, and_(before, Meeting.id != meeting.id, ~after, unsettled, ~_comes_again(meeting)))
    found = session.execute(_of_series(meeting.series_id).where(wanted)).all()
    return _with_past(session, found, meeting)


def live_of(session: Session, series_id: str) -> list[Live]:
    """What the next meeting of a series looks at as it stands now."""
    session.flush()
    return _with_past(session, session.execute(_of_series(series_id).where(_is_unsettled(true()))).all(), None)


def made_in(session: Session, meeting: Meeting) -> int:
    """How many actions a meeting made, those among them that come again because it found one done."""
    made = and_(Outcome.meeting_id == meeting.id, ActionItem.about_entity == ABOUT)
    again = and_(_comes_again(meeting), ~_carry_of(ActionCarry.meeting_id == meeting.id))
    asked = (
        select(func.count())
        .select_from(ActionItem)
        .join(Outcome, Outcome.id == ActionItem.about_id)
        .where(or_(made, again), ActionItem.removed.is_(False))
    )
    return session.execute(asked).scalar_one()


_at = aliased(Meeting)
"""The meeting of a row of carrying over."""


def _place(meeting: Meeting) -> ColumnElement[tuple[int, int]]:
    return tuple_(meeting.held_on, meeting.number)


def _carried_at() -> ColumnElement[tuple[int, int]]:
    return tuple_(_at.held_on, _at.number)


def _carry_of(which: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether the action of the row has a carry such as this."""
    return (
        select(ActionCarry.id)
        .join(_at, _at.id == ActionCarry.meeting_id)
        .where(ActionCarry.action_id == ActionItem.id, ActionCarry.removed.is_(False), which)
        .correlate(ActionItem)
        .exists()
    )


def _is_unsettled(which: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether the action of the row is open, or the last of these carries did not settle it.

    Which one is the last is asked only where some settled it and some carried it over: that is rare, and costly.
    """
    last = (
        select(ActionCarry.verdict)
        .join(_at, _at.id == ActionCarry.meeting_id)
        .where(ActionCarry.action_id == ActionItem.id, ActionCarry.removed.is_(False), which)
        .order_by(_at.held_on.desc(), _at.number.desc())
        .limit(1)
        .correlate(ActionItem)
        .scalar_subquery()
    )
    settled = _carry_of(
        and_(which, ActionCarry.verdict.in_(SETTLED), or_(ActionCarry.verdict != "merged", ~_is_gone()))
    )
    carried = _carry_of(and_(which, ActionCarry.verdict == "carried"))
    return or_(ActionItem.state == "open", ~settled, and_(carried, last == "carried"))


def _is_gone() -> ColumnElement[bool]:
    """Whether what the action of a carry was joined with was taken back: then nobody does it."""
    into = aliased(ActionItem)
    found = select(into.id).where(into.id == ActionCarry.into_id, into.removed.is_(True))
    return found.correlate(ActionCarry).exists()


def _comes_again(meeting: Meeting) -> ColumnElement[bool]:
    """Whether the action of the row is the next of one that repeats and that this meeting found done."""
    done = aliased(ActionCarry)
    found = select(done.id).where(
        done.meeting_id == meeting.id, done.action_id == ActionItem.follows_id, done.verdict == "done",
        done.removed.is_(False),
    )  # fmt: skip
    return and_(
        ActionItem.repeats.is_not(None), ActionItem.state == "open", ActionItem.due_on > meeting.held_on,
        found.correlate(ActionItem).exists(),
    )  # fmt: skip


def _of_series(series_id: str) -> Select[ActionItem, str, str, int]:
    return (
        select(ActionItem, Outcome.id, Meeting.id, Meeting.number)
        .join(Outcome, Outcome.id == ActionItem.about_id)
        .join(Meeting, Meeting.id == Outcome.meeting_id)
        .where(ActionItem.about_entity == ABOUT, Meeting.series_id == series_id, ActionItem.removed.is_(False))
        .order_by(ActionItem.due_on.is_(None), ActionItem.due_on, ActionItem.id)
    )


def _with_past(
    session: Session, found: Sequence[tuple[ActionItem, str, str, int]], meeting: Meeting | None
) -> list[Live]:
    """Each with what the meetings before said of it, and what the asked one did."""
    past, here = _carries(session, [row[0].id for row in found], meeting)
    joined = [one.into_id for one in here.values() if one.verdict == "merged"]
    gone = set(session.scalars(select(ActionItem.id).where(ActionItem.id.in_(joined), ActionItem.removed.is_(True))))
    rows = []
    for action, outcome_id, meeting_id, number in found:
        earlier = past.get(action.id, [])
        slips = max((one.slips for one in earlier), default=0)
        promised = next((one.due_after for one in reversed(earlier) if one.verdict == "carried"), None)
        now = here.get(action.id)
        alone = now is not None and now.verdict == "merged" and now.into_id in gone
        rows.append(Live(action, outcome_id, meeting_id, number, slips, promised, now, alone))
    return rows


def _carries(
    session: Session, ids: Sequence[str], meeting: Meeting | None
) -> tuple[Mapping[str, list[ActionCarry]], Mapping[str, ActionCarry]]:
    past: dict[str, list[ActionCarry]] = {}
    here: dict[str, ActionCarry] = {}
    for start in range(0, len(ids), 500):
        asked = (
            select(ActionCarry, _at.held_on, _at.number)
            .join(_at, _at.id == ActionCarry.meeting_id)
            .where(ActionCarry.action_id.in_(ids[start : start + 500]), ActionCarry.removed.is_(False))
            .order_by(_at.held_on, _at.number)
        )
        for carry, held_on, number in session.execute(asked):
            if meeting is not None and carry.meeting_id == meeting.id:
                here[carry.action_id] = carry
            elif meeting is None or (held_on, number) < (meeting.held_on, meeting.number):
                past.setdefault(carry.action_id, []).append(carry)
    return past, here
