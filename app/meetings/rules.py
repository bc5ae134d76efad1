"""The arithmetic of meetings: who must be there, what is carried over, whether the sum holds. Pure."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Final

SETTLED: Final = ("done", "dropped", "merged")
"""Verdicts after which an action is not looked at again, unless somebody opens it again."""
ESCALATES: Final = 3
"""From which slip on the sponsor hears of it."""
COUNTED: Final = ("chair", "secretary", "member")
"""The roles that a quorum counts; guests and readers are free to come."""


@dataclass(frozen=True)
class Seat:
    """One invited person, as the quorum sees him."""

    department_id: str
    role: str
    state: str
    has_proxy: bool = False

    @property
    def is_there(self) -> bool:
        """Present, or somebody speaks for him."""
        return self.role != "reader" and (self.state == "present" or self.has_proxy)


@dataclass(frozen=True)
class QuorumView:
    """Whether enough people are there to decide, and what is missing."""

    invited: int
    present: int
    """There or represented, of those who count."""
    needed: int
    missing: tuple[str, ...]
    """Ids of the departments that must be there and of which nobody is."""
    unsettled: int
    """Of whom nobody has said yet whether they came."""

    @property
    def is_met(self) -> bool:
        """Whether the meeting can decide."""
        return self.present >= self.needed and not self.missing

    @property
    def is_clear(self) -> bool:
        """Whether minutes can say so without a reason: it is met, and everybody's attendance is said."""
        return self.is_met and not self.unsettled


def quorum(seats: Iterable[Seat], *, departments: Collection[str] = (), percent: int = 0) -> QuorumView:
    """The quorum of a meeting: departments of which somebody must be there, and a share of those who count."""
    rows = tuple(seats)
    counted = [one for one in rows if one.role in COUNTED]
    there = {one.department_id for one in rows if one.is_there}
    return QuorumView(
        invited=len(counted),
        present=sum(one.is_there for one in counted),
        needed=-(-len(counted) * percent // 100),
        missing=tuple(sorted(set(departments) - there)),
        unsettled=sum(one.state == "invited" and not one.has_proxy for one in counted),
    )


@dataclass(frozen=True)
class Due:
    """An action as carrying over sees it; days are stored days."""

    id: str
    state: str
    """open, done or dropped."""
    due_on: int | None
    slips: int = 0
    """How often earlier meetings carried it past its day."""
    promised_on: int | None = None
    """The day that the last meeting which carried it gave it."""
    outcome: str = ""
    """What came of it; the reason where it was dropped."""


@dataclass(frozen=True)
class Carry:
    """What is proposed for an action, or what it would be with a certain day."""

    action_id: str
    verdict: str
    due_before: int | None
    due_after: int | None
    slips: int
    needs_reason: bool
    """A slip needs the reason why, a dropped one why nobody does it any more."""
    reason: str = ""


def proposed_carry(actions: Iterable[Due], on: int, *, next_on: int | None = None) -> list[Carry]:
    """What the rule proposes on the day of a meeting: done or dropped stays so, the rest goes on.

    What is past its day gets that of the next meeting where it is known, else none: somebody has to say one.
    """
    found = []
    for one in actions:
        if one.state == "open":
            late = one.due_on is None or one.due_on <= on
            after = (next_on if next_on is not None and next_on > on else None) if late else one.due_on
            found.append(carried(one, on, after))
        else:
            missing = one.state == "dropped" and not one.outcome
            found.append(Carry(one.id, one.state, one.due_on, None, one.slips, missing, one.outcome))
    return found


def carried(action: Due, on: int, due_after: int | None) -> Carry:
    """An action carried over from a meeting's day ``on`` to another day, with its slips counted."""
    slip = is_slip(action, on, due_after)
    return Carry(action.id, "carried", action.due_on, due_after, action.slips + slip, slip)


def is_slip(action: Due, on: int, due_after: int | None) -> bool:
    """Whether carrying it over is a slip: its day has come, its day moves, or it was moved since it was promised."""
    before = action.due_on
    if before is None:
        return False
    moved = due_after is not None and due_after > before
    return before <= on or moved or (action.promised_on is not None and before > action.promised_on)


@dataclass(frozen=True)
class Tally:
    """The sum of a meeting: what came in is done, carried over, dropped with its reason, or joined with another."""

    came: int
    done: int = 0
    carried: int = 0
    dropped: int = 0
    merged: int = 0
    made: int = 0
    """New ones of this meeting: with those carried over they are what the next meeting looks at."""

    @property
    def unseen(self) -> int:
        """How many came in and were not looked at."""
        return self.came - self.done - self.carried - self.dropped - self.merged

    @property
    def balanced(self) -> bool:
        """Whether every action that came in was looked at, and nothing else was."""
        return self.unseen == 0

    @property
    def left(self) -> int:
        """How many the next meeting looks at."""
        return self.carried + self.made


def tally(verdicts: Iterable[str], *, came: int, made: int = 0) -> Tally:
    """The sum of a meeting's verdicts (empty: not looked at) against what came in."""
    rows = list(verdicts)
    counts = {verdict: rows.count(verdict) for verdict in ("done", "carried", "dropped", "merged")}
    return Tally(came=came, made=made, **counts)
