"""Whom to visit next and why, on which days, and what to ask there; pure."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from app.core.texts import N_, Text

PER_DAY: Final = 2
"""Visits that one person makes a day at most."""
LONG_DAYS: Final = 60
"""After so many days without a visit one is due."""


@dataclass(frozen=True)
class Signals:
    """What speaks for a visit to a dealer; days are counted back from today."""

    overdue_e4: int = 0
    """Money past due, 1/10,000."""
    share_e6: int = 0
    """Its share in what is open."""
    seen_days: int | None = None
    """Since the last visit; None: never."""
    grade: str = ""
    signs: int = 0
    """Warnings that the rows of twelve months show."""
    papers: int = 0
    """Licences that run out or have."""
    promises: int = 0
    """Promises past their day."""
    state: str = "active"
    cases: int = 0


@dataclass(frozen=True)
class Reason:
    """One reason with its points; ``params`` as JSON can hold them, ``amount`` in 1/10,000."""

    code: str
    points: int
    params: Mapping[str, Any] = field(default_factory=dict)


REASONS: Final = {
    "overdue": N_("overdue {amount}"),
    "never": N_("never visited"),
    "seen": N_("last visit {days} days ago"),
    "grade": N_("grade {grade}"),
    "signs": N_("signs: {n}"),
    "papers": N_("papers run out: {n}"),
    "promises": N_("promises past their day: {n}"),
    "state": N_("state: {state}"),
    "cases": N_("open cases: {n}"),
}
_STATES: Final = {"frozen": 4, "watch": 3, "site_checked": 4, "trial": 2}
_GRADES: Final = {"E": 4, "D": 3}


def reasons_for(one: Signals) -> tuple[Reason, ...]:
    """Why a dealer should be visited, the weightiest first.

    Overdue money 1 to 5 points (5 from half of what is open), no visit for more than 60 days 1 more each further 30 up
    to 4, never 2, grades D and E 3 and 4, signs and promises one each up to 3, papers 2, an open case 2, states that
    want a look 2 to 4.
    """
    found = []
    if one.overdue_e4 > 0:
        found.append(Reason("overdue", 1 + min(4, one.share_e6 * 8 // 1_000_000), {"amount": one.overdue_e4}))
    if one.seen_days is None:
        found.append(Reason("never", 2))
    elif one.seen_days > LONG_DAYS:
        found.append(Reason("seen", min(4, 1 + (one.seen_days - LONG_DAYS) // 30), {"days": one.seen_days}))
    if one.grade in _GRADES:
        found.append(Reason("grade", _GRADES[one.grade], {"grade": one.grade}))
    if one.state in _STATES:
        found.append(Reason("state", _STATES[one.state], {"state": one.state}))
    counted = (("signs", one.signs, min(3, one.signs)), ("promises", one.promises, min(3, one.promises)),
               ("papers", one.papers, 2), ("cases", one.cases, 2))  # fmt: skip
    found += [Reason(code, points, {"n": n}) for code, n, points in counted if n]
    return tuple(sorted(found, key=lambda reason: -reason.points))


@dataclass(frozen=True)
class Wanted:
    """A dealer whom somebody should visit."""

    party_id: str
    owner: str
    region: str
    points: int


def spread(
    wanted: Iterable[Wanted], days: Sequence[int], taken: Mapping[tuple[str, int], int], *, per_day: int = PER_DAY
) -> dict[str, int]:
    """The day of each visit, by dealer: the weightiest that fit, one region after the other for each person.

    ``days`` are the working days that are left, ``taken`` counts what a person has on a day already. Who does not fit
    has no day.
    """
    by_owner: dict[str, list[Wanted]] = defaultdict(list)
    for one in wanted:
        by_owner[one.owner].append(one)
    found: dict[str, int] = {}
    for owner, own in by_owner.items():
        free = [day for day in days for _ in range(max(0, per_day - taken.get((owner, day), 0)))]
        chosen = sorted(own, key=lambda one: (-one.points, one.party_id))[: len(free)]
        best: dict[str, int] = defaultdict(int)
        for one in chosen:
            best[one.region] = max(best[one.region], one.points)
        chosen.sort(key=lambda one: (-best[one.region], one.region, -one.points, one.party_id))
        step = max(1, len(free) // max(1, len(chosen)))
        found |= {one.party_id: free[min(place * step, len(free) - 1)] for place, one in enumerate(chosen)}
    return found


QUESTIONS: Final = {
    "overdue": N_("When will the overdue {amount} be paid, and how?"),
    "credit_over": N_("How will it come back below its credit limit?"),
    "sellout_stopped": N_("Why do no sell-out lists come any more, and when does the next one come?"),
    "sellout_made_up": N_("May we see the delivery notes behind the last two sell-out lists?"),
    "sold_outside": N_("How did our goods come into the area of another dealer?"),
    "licence_ended": N_("Where is the new licence, and what happens to the orders since?"),
    "papers": N_("Has the renewal of {paper} been applied for?"),
    "channel_stuffed": N_("Who will buy the stock that came at the month's end, and by when?"),
    "expiry_at_risk": N_("How will the goods that expire soon be sold or moved?"),
    "tier_dry": N_("What keeps the counties without stock, and what can be sent?"),
    "display_fee": N_("May we see the shops whose displays were claimed?"),
    "carrier_late": N_("Which deliveries came late, and what did it cost?"),
    "stock_high": N_("How will stock for {days} days be sold?"),
    "target": N_("What is missing to the target, {attainment} so far?"),
    "promise": N_("What became of: {title}?"),
}
"""What to ask, by kind of finding or by what the figures say."""


def question(code: str, **params: object) -> Text | None:
    """The question that a code asks, None where it asks none."""
    return Text(QUESTIONS[code], params) if code in QUESTIONS else None
