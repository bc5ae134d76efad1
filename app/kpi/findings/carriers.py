"""Carriers that come later and later on some of their lanes (承运商迟交), against their time before and all others.

Lanes are looked at by themselves and those that fell are told of together, so that one bad lane is not lost among the
good ones of a carrier. Only deliveries with a carrier, a lane, a promised day and a day of arrival count.
"""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from sqlalchemy import bindparam, text
from sqlalchemy.orm import Session

from app.core.period import Period, month_of, shift
from app.core.texts import N_
from app.kpi.findings.model import Figure, Finding, Kind
from app.orders.rules import Loads, fall_begins, fell, together

MONTHS: Final = 12
"""A fall is looked for in so many whole months, ..."""
BEFORE_MONTHS: Final = 24
"""... and held against so many before them."""
LATELY_MONTHS: Final = 3
"""A lane belongs to a fall that is still there in its last months."""
_FROM: Final = """
    FROM shipment f WHERE f.current = 1 AND f.shipped_on BETWEEN :first AND :last
    AND f.carrier_code IS NOT NULL AND f.lane IS NOT NULL AND f.promised_on IS NOT NULL AND f.delivered_on IS NOT NULL
"""
_MONTH: Final = f"""
    SELECT f.source_n, f.carrier_code, f.lane, count(*), sum(f.delivered_on > f.promised_on) {_FROM} GROUP BY 1, 2, 3
"""
_ROWS: Final = f"""
    SELECT f.id {_FROM} AND f.source_n = :source AND f.carrier_code = :carrier AND f.lane IN :lanes
    ORDER BY f.delivered_on <= f.promised_on, f.shipped_on, f.id
"""
_NAME: Final = """
    SELECT p.name FROM party_code c JOIN party p ON p.id = c.party_id
    WHERE c.source_n = :source AND c.code = :carrier AND c.removed = 0 ORDER BY c.from_on DESC LIMIT 1
"""
_SAID: Final = N_(
    "{carrier} on {lanes}: since {month} on time {since} ({late} late of {rows}), before {before}; all others {others}"
)
_OWN: Final = """
    SELECT m.dealer_n, count(*), sum(f.delivered_on > f.promised_on) FROM shipment f
    JOIN cell_party m ON m.source_n = f.source_n AND m.code = f.party_code
      AND m.from_on <= f.shipped_on AND m.to_on > f.shipped_on
    WHERE f.id IN (SELECT value FROM json_each(:ids)) GROUP BY 1
"""
_OWN_SAID: Final = N_(
    "{carrier} on {lanes}: since {month} on time {since} ({late} late of {rows}), before {before}; all others "
    "{others}. To this dealer {own_late} late of {own_rows}"
)
_Carrier = tuple[int, str]
"""Source and code."""
_Lanes = dict[str, list[Loads]]
"""By lane the deliveries of each month."""


def _carriers(session: Session, today: date) -> Iterator[Finding]:
    last = shift(month_of(today + timedelta(1)), -1)
    months = [shift(last, -back) for back in reversed(range(MONTHS + BEFORE_MONTHS))]
    carriers = _by_carrier(session, months)
    everything = [
        together(lane[place] for lanes in carriers.values() for lane in lanes.values()) for place in range(len(months))
    ]
    for (source, code), lanes in carriers.items():
        slow = [name for name, loads in lanes.items() if _is_slow(loads)]
        joined = [together(lanes[name][place] for name in slow) for place in range(len(months))]
        place = fall_begins(joined[BEFORE_MONTHS - 1 :])  # of the time before at least a month
        if not slow or place is None:
            continue
        start = BEFORE_MONTHS - 1 + place
        before, since = together(joined[:start]), together(joined[start:])
        rest = together(everything[start:])
        others = Loads(rest.rows - since.rows, rest.late - since.late)
        if fell(before, since) and fell(others, since):
            span = months[start], last
            yield _finding(session, source, code, sorted(slow), span, (before, since, others))


def _is_slow(loads: Sequence[Loads]) -> bool:
    """Whether a lane was lately so much worse than before all those months."""
    before, lately = together(loads[:-LATELY_MONTHS]), together(loads[-LATELY_MONTHS:])
    return fell(before, lately)


def _by_carrier(session: Session, months: Sequence[Period]) -> Mapping[_Carrier, _Lanes]:
    found: dict[_Carrier, _Lanes] = defaultdict(lambda: defaultdict(lambda: [Loads()] * len(months)))
    for place, month in enumerate(months):
        asked = {"first": month.first_day, "last": month.last_day}
        for source, carrier, lane, rows, late in session.execute(text(_MONTH), asked):
            found[source, carrier][lane][place] = Loads(rows, late)
    return found


def _finding(
    session: Session, source: int, carrier: str, lanes: Sequence[str], span: tuple[Period, Period],
    loads: tuple[Loads, Loads, Loads],
) -> Finding:  # fmt: skip
    before, since, others = loads
    whose = {"source": source, "carrier": carrier}
    figures = {
        "carrier": Figure("text", session.execute(text(_NAME), whose).scalar() or carrier),
        "lanes": Figure("text", "、".join(lanes)), "month": Figure("text", span[0].name),
        "since": Figure("percent", since.on_time), "late": Figure("number", since.late),
        "rows": Figure("number", since.rows), "before": Figure("percent", before.on_time),
        "others": Figure("percent", others.on_time),
    }  # fmt: skip
    first, last = span[0].first_day, span[1].last_day
    asked = {**whose, "lanes": list(lanes), "first": first, "last": last}
    rows = session.execute(text(_ROWS).bindparams(bindparam("lanes", expanding=True)), asked).scalars().all()
    return Finding(LATE.id, None, first, last, _SAID, figures, {"shipment": tuple(rows)})


def by_dealer(session: Session, found: Finding) -> Mapping[int, Finding]:
    """A late carrier as each dealer (by its number) that it delivered to has had it."""
    asked = {"ids": json.dumps(found.rows.get("shipment", ()))}
    return {
        number: replace(found, sentence=_OWN_SAID, figures={
            **found.figures, "own_late": Figure("number", late), "own_rows": Figure("number", rows)})
        for number, rows, late in session.execute(text(_OWN), asked)
    }  # fmt: skip


LATE: Final = Kind("carrier_late", N_("Carrier late on its lanes"), "warning", _carriers)
