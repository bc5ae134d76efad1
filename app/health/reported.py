"""Who did not hand in which lists: how far a region's figures can be trusted, and whom to ask."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from itertools import takewhile
from typing import Final

from sqlalchemy.orm import Session

from app.core.period import Period, day_number, day_of, month_of, shift
from app.core.texts import N_, Text
from app.core.wording import percent_text
from app.health.frozen import Frozen, Unreported
from app.health.region_lines import LateLine
from app.health.rules import REPORTING
from app.health.sheets import KpiInfo
from app.health.wording import short_name
from app.kpi.coverage import last_lists, owed_lists
from app.kpi.kept import kept_of

_BACK: Final = 12
"""Months that are looked back over for the first of a row of missing lists."""
_NAMED: Final = 3
"""Dealers named in one sentence; their number stands beside them."""
TITLES: Final[Mapping[str, str]] = {"sellout": N_("Sell-out list"), "stock": N_("Stock list")}


def unreported(session: Session, quarter: Period, today: date) -> tuple[Unreported, ...]:
    """The lists that dealers owe of the quarter's months, as far as it is over, and did not send."""
    until = min(quarter.last, today)
    kept = kept_of(session)
    people, organisation = kept.people(session)[0], kept.organisation(session)
    first = shift(month_of(until), -_BACK).first_day
    owed = owed_lists(session, first, day_number(until), organisation.chains.ended, kept.once)
    seen = last_lists(session, day_number(until))
    found = []
    for number, months in owed.items():
        if number not in people:
            continue
        for place, feed in enumerate(TITLES):
            came = [(one.month, one[place + 1]) for one in months]
            missing = [month for month, there in came if there is False and month.last >= quarter.first]
            if missing:
                until_last = [(month, there) for month, there in came if month.first <= missing[-1].first]
                row = list(takewhile(lambda one: one[1] is False, reversed(until_last)))
                day = seen.get(number, (None, None))[place]
                found.append(Unreported(
                    people[number].id, feed, tuple(month.name for month in missing), row[-1][0].name,
                    "" if day is None else day_of(day).isoformat(),
                    organisation.charge(number, quarter.last_day).manager or "",
                ))  # fmt: skip
    return tuple(sorted(found, key=lambda one: (one.dealer, one.feed)))


def _late(dealers: Sequence[Frozen]) -> tuple[list[Frozen], int]:
    """Who owes lists of the quarter and did not send all of them in time, and how many owe any."""
    owing = [(each, part) for each in dealers
             if (part := each.result.part(REPORTING)) and part.presence in {"present", "owed"}]  # fmt: skip
    return [each for each, part in owing if part.presence == "owed" or (part.value or 0) < 1], len(owing)


def trust_of(dealers: Sequence[Frozen]) -> Text | None:
    """The share of dealers who reported in time, and who did not; None where nobody owes anything."""
    missing, owing = _late(dealers)
    if not owing:
        return None
    late = [short_name(each.dealer.name) for each in missing]
    good = owing - len(late)
    params: dict[str, object] = {"share": percent_text(Fraction(good, owing), 0), "good": good, "all": owing}
    if not late:
        return Text("Data trust {share}: {good} of {all} dealers reported in time.", params)
    params |= {"n": len(late), "names": "、".join(late[:_NAMED])}
    if len(late) > _NAMED:
        return Text(
            "Data trust {share}: {good} of {all} dealers reported in time; late or missing {n}, such as {names}.",
            params,
        )
    return Text("Data trust {share}: {good} of {all} dealers reported in time; late or missing: {names}.", params)


def late_lines(
    dealers: Sequence[Frozen], kept: Sequence[Unreported], infos: Mapping[str, KpiInfo]
) -> tuple[LateLine, ...]:
    """Each list that is missing, dealer by dealer; of assessments that kept no lists the dealers alone."""
    owner = infos[REPORTING].owner if REPORTING in infos else ""
    return tuple(line for each in _late(dealers)[0] for line in _lines(each, kept, owner))


def _lines(each: Frozen, kept: Sequence[Unreported], owner: str) -> Iterator[LateLine]:
    own = [one for one in kept if one.dealer == each.dealer.id]
    for one in own:
        seen = date.fromisoformat(one.seen) if one.seen else None
        yield LateLine(each.dealer, TITLES[one.feed], one.months, one.since, seen, one.manager, owner)
    if not own:
        yield LateLine(each.dealer, owner=owner)
