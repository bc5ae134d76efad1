"""A version's way through its states, and which version counts on which days. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, Literal, Protocol, TypeVar

from app.core.period import Period, day_of
from app.core.texts import N_, Text
from app.incentives.base.spans import span_period
from app.incentives.policy import Policy

State = Literal["draft", "simulated", "approving", "signed", "active", "closing", "settled", "archived"]
Act = Literal[
    "change", "remove", "simulate", "submit", "return", "sign", "activate", "close", "settle", "archive", "renew"
]
OPEN: Final = frozenset({"draft", "simulated"})
"""States in which a version's content may still change."""
MAKING: Final = OPEN | {"approving"}
"""States before the signature: one version of a policy at a time is in the making."""
COUNTING: Final = frozenset({"signed", "active", "closing", "settled", "archived"})
"""States from the signature on: what was signed counts for its days, also when it is settled long since."""
_WHEN: Final[Mapping[Act, frozenset[str]]] = {
    "change": OPEN,
    "remove": OPEN,
    "simulate": OPEN,
    "submit": frozenset({"simulated"}),
    "return": frozenset({"approving"}),
    "sign": frozenset({"approving"}),
    "activate": frozenset({"signed"}),
    "close": frozenset({"active"}),
    "settle": frozenset({"closing"}),
    "archive": frozenset({"settled"}),
    "renew": COUNTING,
}
_WHY_NOT: Final[Mapping[Act, str]] = {
    "change": N_("This version is “{state}”: its content stays as it is. Make a new version to change the policy."),
    "remove": N_("This version is “{state}” and stays in the books; only a draft is taken out."),
    "simulate": N_("This version is “{state}”: what it would cost is asked before it goes to approval."),
    "submit": N_("This version is “{state}”: only a simulated version can go to approval."),
    "return": N_("This version is “{state}”: only what waits for approval comes back."),
    "sign": N_("This version is “{state}”: only what was approved is signed."),
    "activate": N_("This version is “{state}”: only a signed one takes effect."),
    "close": N_("This version is “{state}”: only one in effect is closed."),
    "settle": N_("This version is “{state}”: it is closed before it is settled."),
    "archive": N_("This version is “{state}”: it is settled before it goes to the archive."),
    "renew": N_("Version {number} of this policy is still in the making; finish it or take it out first."),
}
NOT_SIMULATED: Final = N_("Simulate this version first: a policy without simulation cannot go to approval.")


def allowed(act: Act, state: str) -> bool:
    """Whether something may be done with a version in a state."""
    return state in _WHEN[act]


def refusal(act: Act, state: str, state_title: str, number: int = 0) -> Text | None:
    """Why something may not be done with a version now; None where it may. ``state_title`` is a msgid."""
    if allowed(act, state):
        return None
    if act == "submit" and state == "draft":
        return Text(NOT_SIMULATED)
    return Text(_WHY_NOT[act], {"state": Text(state_title), "number": number})


class Dated(Protocol):
    """What is asked of a version here."""

    @property
    def number(self) -> int:
        """1 for a policy's first."""
        ...

    @property
    def state(self) -> str:
        """A key of ``policy.STATES``."""
        ...

    @property
    def from_on(self) -> int:
        """The first day."""
        ...

    @property
    def to_on(self) -> int:
        """The last day."""
        ...


V = TypeVar("V", bound=Dated)


@dataclass(frozen=True)
class Span:
    """Days on which one version counts, both included."""

    number: int
    first_on: int
    last_on: int


def counting_on(versions: Iterable[V], day_on: int) -> V | None:
    """The version of one policy that counts on a day: the newest signed one whose days hold it."""
    found = [one for one in versions if one.state in COUNTING and one.from_on <= day_on <= one.to_on]
    return max(found, key=lambda one: one.number, default=None)


def spans(versions: Iterable[V]) -> tuple[Span, ...]:
    """From which day to which each version of one policy counts, by day; a newer one covers older ones."""
    signed = [one for one in versions if one.state in COUNTING]
    cuts = sorted({day for one in signed for day in (one.from_on, one.to_on + 1)})
    found: list[Span] = []
    for first, after in pairwise(cuts):
        at = counting_on(signed, first)
        if at is None:
            continue
        if found and found[-1].number == at.number and found[-1].last_on == first - 1:
            found[-1] = Span(at.number, found[-1].first_on, after - 1)
        else:
            found.append(Span(at.number, first, after - 1))
    return tuple(found)


@dataclass(frozen=True)
class Cut:
    """A period that a version would cut, and the days nearest to the chosen one that would not."""

    period: Period
    begins: bool
    """Whether it is the version's first day that lies within; else its last one."""

    @property
    def instead(self) -> tuple[int, int]:
        """The day before and the day after that are free: both begin a period, or both end one."""
        first, last = self.period.first_day, self.period.last_day
        return (first, last + 1) if self.begins else (first - 1, last)


def cut_period(policy: Policy, others: Iterable[Dated]) -> Cut | None:
    """The period in which a policy's next version begins or ends while another one holds on the period's other days.

    A period is settled by one version, out of the documents of that version's days: such a one would lose the others.
    """
    signed = [one for one in others if one.state in COUNTING]
    first, last = (span_period(policy, day_of(day)) for day in (policy.from_on, policy.to_on))
    if policy.from_on > first.first_day and any(
        one.from_on < policy.from_on and one.to_on >= first.first_day for one in signed
    ):
        return Cut(first, begins=True)
    if policy.to_on < last.last_day and any(
        one.to_on > policy.to_on and one.from_on <= last.last_day for one in signed
    ):
        return Cut(last, begins=False)
    return None


def state_on(version: Dated, later: Iterable[Dated], today: int) -> State | None:
    """What a signed or active version has become by a day; None where nothing changes.

    A signed one takes effect on its first day. One in effect is closing after its last day, or from the first day of a
    newer signed version that covers the rest of its days.
    """
    if version.state == "signed" and version.from_on <= today:
        return "active"
    if version.state != "active":
        return None
    if version.to_on < today:
        return "closing"
    newer = [one for one in later if one.number > version.number and one.state in COUNTING]
    over = any(one.from_on <= today and one.to_on >= version.to_on for one in newer)
    return "closing" if over else None
