"""How far data can be trusted: the quality score with lateness and gaps, by source, dealer and month, and of a KPI."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.core.formula import parse
from app.core.period import day_number, day_of, month
from app.core.texts import N_
from app.flows.unmatched import MATCHED, lost_rows
from app.governance.score.queries import EVER, Owners, Result, chosen, months_of, read_results, scored
from app.governance.score.rules import Counts, Score, gaps
from app.imports.queries import unchecked_batches
from app.kpi.atoms import atoms
from app.kpi.coverage import LATE_DAYS, owed_lists
from app.kpi.kept import kept_of
from app.kpi.kpi import Kpi
from app.kpi.own.known import known_kpis
from app.kpi.sources import VIEWS
from app.kpi.views import ROW_VIEWS

BY: Final = ("source", "dealer", "month")
LIST_TITLES: Final[Mapping[str, str]] = {"sellout": N_("sell-out list"), "stock": N_("stock list")}
"""The lists that dealers owe, by their feed."""
TIMELINESS: Final = "timeliness"
UNMATCHED: Final = "unmatched"
"""The check that what a row names is known."""
_LINES: Final = frozenset({"order_line", "order_head"})
_START: Final = 201_001
_Key = tuple[str, str, int]
"""Source, dealer and month."""


@dataclass(frozen=True)
class Late:
    """A list that is owed and has not come: of a dealer, or of a source as a whole."""

    source: str
    dealer: str
    feed: str
    month: int
    """yyyymm."""


@dataclass(frozen=True)
class Trust:
    """The score of one source, dealer or month, or of several of them, and what is missing."""

    source: str
    dealer: str
    """The dealer's id."""
    month: int
    """yyyymm; 0 for all months together."""
    score: Score
    late: tuple[Late, ...]
    unchecked: int = 0
    """Files of an earlier version that the score leaves out, for nothing has checked them yet."""


def kpi_feeds(kpi: Kpi) -> frozenset[str]:
    """The feeds that a KPI is computed from."""
    found: set[str] = set()
    for one in atoms(parse(kpi.formula), kpi.grains[0], kpi.bases[0] if kpi.bases else ""):
        view = VIEWS.get(one.measure.pack.view, one.measure.pack.view)
        found |= _LINES if view in {"line", "order"} else {ROW_VIEWS[view].feed.id} if view in ROW_VIEWS else set()
    return frozenset(found)


def results_of(session: Session) -> tuple[Result, ...]:
    """What checks and rules counted and which rows are not matched, read once for a state of the workspace."""

    def read() -> tuple[Result, ...]:
        results = read_results(session)
        return (*results, *_matching(session, results))

    found: tuple[Result, ...] = kept_of(session).once("rule results", read)
    return found


def _matching(session: Session, results: Iterable[Result]) -> Iterator[Result]:
    """Every row of a dealer's list as an element of consistency, and those that name what nobody knows as failed."""
    indicator = "consistency"  # 关联数据一致性: see app/flows/unmatched.py
    for one in results:
        if one.feed in MATCHED and not one.code and one.indicator == "accessibility":  # which every row is asked once
            yield one._replace(indicator=indicator)
    owners = Owners(session)
    sources: dict[int, str] = dict(
        session.execute(text("SELECT n, entity_id FROM numbered WHERE kind = 'source'")).all()
    )
    for lost in lost_rows(session):
        dealer = owners.of(lost.source_n, lost.party_code, lost.month)
        yield Result(sources[lost.source_n], lost.feed, dealer, lost.month, UNMATCHED, indicator, 0, lost.rows)


def read_trust(
    session: Session, *, today: date, by: Collection[str] = (), first: int = 0, last: int = 0,
    source: str = "", dealers: Collection[str] | None = None, feeds: Collection[str] = (),
) -> list[Trust]:  # fmt: skip
    """The scores by any of ``BY``, of months from ``first`` to ``last`` (yyyymm; 0 is open) and of dealers by id.

    Timeliness is the share of owed lists that came: of dealers the lists that they owe, by source the months of a
    regular delivery. What is not a week over is not owed yet.
    """
    end = last or int(f"{today:%Y%m}")
    groups: dict[_Key, list[Result]] = defaultdict(list)
    due: dict[_Key, list[tuple[Late, bool]]] = defaultdict(list)

    def key(source: str, dealer: str, month: int) -> _Key:
        return source if "source" in by else "", dealer if "dealer" in by else "", month if "month" in by else 0

    results = results_of(session)
    for one in chosen(results, first=first, last=last or EVER, source=source, dealers=dealers, feeds=feeds):
        groups[key(one.source, one.dealer, one.month)].append(one)
    of_sources = bool(source) or "source" in by
    lists = _of_sources(results, today, source, feeds) if of_sources else _of_dealers(
        session, today, first or _START, end, feeds)  # fmt: skip
    for late, came in lists:
        if first <= late.month <= end and (dealers is None or late.dealer in dealers):
            due[key(late.source, late.dealer, late.month)].append((late, came))
    found = []
    for place in sorted({*groups, *due}):
        lacking = tuple(late for late, came in due[place] if not came)
        score = scored(groups[place])
        if due[place]:
            score += Score({TIMELINESS: Counts(len(due[place]), len(lacking))})
        found.append(Trust(*place, score, lacking))
    return found


def kpi_trust(
    session: Session, kpis: Iterable[str], *, today: date, first: int, last: int, dealers: Collection[str] | None = None
) -> Mapping[str, Trust]:
    """The score of the data that each KPI was computed from; a KPI of which nothing was checked has none."""
    known: dict[frozenset[str], Trust] = {}
    unchecked = unchecked_batches(session)
    found = {}
    there = known_kpis(session)
    for kpi in kpis:
        feeds = kpi_feeds(there[kpi])
        if feeds and feeds not in known:
            rows = read_trust(session, today=today, first=first, last=last, dealers=dealers, feeds=feeds)
            lacking = sum(not feeds.isdisjoint(one.feeds) for one in unchecked)
            one = rows[0] if rows else Trust("", "", 0, Score(), ())
            known[feeds] = replace(one, unchecked=lacking)
        if feeds and (known[feeds].unchecked or known[feeds].score.value is not None):
            found[kpi] = known[feeds]
    return found


def dealer_trust(
    session: Session, kpis: Collection[str], *, today: date, first: int, last: int
) -> Mapping[str, Mapping[str, Trust]]:
    """The same dealer by dealer (their ids), under "" of the data of all these KPIs together.

    Where files are yet to be checked nothing is said of what was computed from them.
    """
    there = known_kpis(session)
    wanted = {kpi: kpi_feeds(there[kpi]) for kpi in kpis if kpi in there}
    wanted[""] = frozenset().union(*wanted.values())
    unchecked = frozenset().union(*(one.feeds for one in unchecked_batches(session)))
    known: dict[frozenset[str], list[Trust]] = {}
    found: dict[str, dict[str, Trust]] = defaultdict(dict)
    for kpi, feeds in wanted.items():
        if not feeds or feeds & unchecked:
            continue
        if feeds not in known:
            known[feeds] = read_trust(session, today=today, by=("dealer",), first=first, last=last, feeds=feeds)
        for one in known[feeds]:
            if one.dealer and one.score.value is not None:
                found[one.dealer][kpi] = one
    return found


def _of_sources(
    results: Iterable[Result], today: date, source: str, feeds: Collection[str]
) -> Iterable[tuple[Late, bool]]:
    until = _last_due(today)
    for (name, feed), months in months_of(results).items():
        if (not source or name == source) and (not feeds or feed in feeds):
            lacking = set(gaps(months, until))
            if lacking or len(months) >= 3:
                for one in sorted(lacking | {each for each in months if each <= until}):
                    yield Late(name, "", feed, one), one not in lacking


def _of_dealers(
    session: Session, today: date, first: int, last: int, feeds: Collection[str]
) -> Iterable[tuple[Late, bool]]:
    kept = kept_of(session)
    organisation: Any = kept.organisation(session)
    begin, end = (month(one // 100, one % 100) for one in (max(first, _START), min(last, _last_due(today))))
    if end.last_day < begin.first_day:
        return
    day, span = day_number(today), (begin.first_day, end.last_day)
    owed = owed_lists(session, *span, organisation.chains.ended, kept.once)
    for dealer, months in owed.items():
        for one in months:
            number = int(f"{day_of(one.month.first_day):%Y%m}")
            for feed, came in (("sellout", one.sold), ("stock", one.listed)):
                if came is not None and one.month.last_day + LATE_DAYS < day and (not feeds or feed in feeds):
                    yield Late("", organisation.dealers[dealer].id, feed, number), came


def _last_due(today: date) -> int:
    """The last month that is over for a week."""
    ended = day_of(day_number(today) - LATE_DAYS)
    return ended.year * 100 + ended.month - 1 if ended.month > 1 else (ended.year - 1) * 100 + 12
