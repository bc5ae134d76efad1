"""From KPI figures to readings: which figure is there, and why another is not."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Final, Protocol

from app.core.period import Period, month_of, shift
from app.health.frozen import Before, Frozen, Pace, Series
from app.health.grouping import compared
from app.health.region import KEY_FIGURES
from app.health.rules import (
    REPORTING,
    Cap,
    Presence,
    Reading,
    Result,
    Verdict,
    evaluate,
    judge,
    presence_of,
    rails_of,
    remembered,
)
from app.health.scheme import Grade, Scheme
from app.health.sheets import DataQuality, DealerFace, Standing
from app.health.stakes import BESIDE
from app.health.surveys.naming import question_of

REGION: Final = ""
"""The key of the region as a whole among dealers' ids."""
SALES: Final = "net_amount"
COLLECTIONS: Final = "collection_amount"
TARGETED: Final = ("target_attainment", "collection_attainment")
"""Read for the targets that they are measured against."""
TRENDS: Final = (SALES, "days_of_supply", "otif_rate", "overdue_share", "return_rate")
HISTORY: Final = 8
PACE: Final = ("target_attainment", "time_progress", "target_gap")


@dataclass(frozen=True)
class Figure:
    """A KPI's value and the number of cases it rests on; None is unknown, never 0."""

    value: Fraction | None
    n: int = 0
    silent: bool = False
    """Whether a list that the dealer owes and the figure needs has not come."""


@dataclass(frozen=True)
class Figures:
    """All figures of one quarter: by dealer's id (``REGION`` for all) and KPI."""

    values: Mapping[str, Mapping[str, Figure]]
    owing: Mapping[str, bool] = field(default_factory=dict)
    """For each dealer who owes reports of his own: whether all of this quarter's have come, late or not."""
    targets: Mapping[str, Fraction] = field(default_factory=dict)
    """What the region aims at, by KPI: posted targets of amounts, goals that were set for the page's other figures."""
    posted: Fraction | None = None
    """What the region's net sales contain of closed months (跨期调整)."""
    ranges: Mapping[str, tuple[Fraction, Fraction]] = field(default_factory=dict)
    """Goals of the page's figures that are a range."""

    def value(self, dealer: str, kpi: str) -> Fraction | None:
        """A figure, or None."""
        found = self.values.get(dealer, {}).get(kpi)
        return found.value if found else None

    def silent(self, dealer: str, kpi: str) -> bool:
        """Whether a figure lacks a list that the dealer owes."""
        found = self.values.get(dealer, {}).get(kpi)
        return found is not None and found.silent

    def known(self, kpi: str) -> bool:
        """Whether anyone has a figure."""
        return any(row[kpi].value is not None for row in self.values.values() if kpi in row)

    def backed(self, kpi: str) -> bool:
        """Whether a figure rests on any fact: no complaint in a region that records none is not a rate of 0."""
        return any(row[kpi].value is not None and row[kpi].n > 0 for row in self.values.values() if kpi in row)


class FigureSource(Protocol):
    """Whoever computes KPI values: by dealer and for the region, for one quarter."""

    def __call__(self, kpis: Sequence[str], period: Period) -> Figures:
        """The figures of a quarter."""
        ...


@dataclass(frozen=True)
class Subject:
    """A dealer to be assessed, with what caps and exempts him."""

    face: DealerFace
    prepaid: bool = False
    caps: tuple[Cap, ...] = ()
    quality: Mapping[str, DataQuality] = field(default_factory=dict)
    """Of the data of the quarter, by KPI and under "" of all."""


@dataclass(frozen=True)
class Earlier:
    """What was frozen for a dealer in an earlier quarter."""

    sha256: str
    result: Result
    verdict: Verdict


def pace_of(source: FigureSource, quarter: Period, today: date) -> Pace | None:
    """How far the month after a quarter is that runs today, against its target; None where it has none."""
    running = month_of(today)
    if not quarter.last < running.first <= shift(quarter, 1).last or today == running.last:
        return None
    figures = source(PACE, running)
    attainment, progress, gap = (figures.value(REGION, kpi) for kpi in PACE)
    if attainment is None or progress is None or gap is None:
        return None
    return Pace(running.name, today.isoformat(), attainment, progress, gap)


def readings(scheme: Scheme, figures: Figures, subject: Subject, ever: frozenset[str]) -> list[Reading]:
    """A dealer's figures of one quarter with their presence; ``ever`` are the KPIs that the region has ever had."""
    dealer = subject.face.id
    found = []
    for each in scheme.indicators:
        lists = {} if question_of(each.kpi) else figures.owing  # a score by hand waits for no list
        owes = dealer in lists
        value = figures.value(dealer, each.kpi) if each.kpi in ever else None
        silent = each.empty == "owed" and figures.silent(dealer, each.kpi)  # also where everybody ever withheld it
        waits = each.empty == "owed" and owes and not lists[dealer]
        presence: Presence = presence_of(
            each,
            dealer_has=value is not None,
            region_has=silent or (each.kpi in ever and (waits or figures.known(each.kpi))),
            owes=owes or silent,
            reported=lists.get(dealer, True) and not silent,
        )
        if presence == "missing" and subject.prepaid and each.dimension == "money":
            presence = "not_applicable"
        if presence == "missing" and each.until_data and each.kpi not in ever:
            presence = "unused"
        found.append(Reading(each.kpi, value if presence == "present" else None, presence))
    return found


def readings_of_all(
    scheme: Scheme, figures: Figures, who: Sequence[Subject], ever: frozenset[str]
) -> Mapping[str, Sequence[Reading]]:
    """The readings of a quarter by dealer, each with its peers where the model scores among them."""
    found = {each.face.id: readings(scheme, figures, each, ever) for each in who}
    return compared(scheme, {each.face.id: each.face for each in who}, found)


def assess_dealer(
    scheme: Scheme,
    subject: Subject,
    quarters: Sequence[Period],
    by_quarter: Mapping[str, Figures],
    earlier: Mapping[str, Earlier],
    *,
    read: Callable[[str], Mapping[str, Sequence[Reading]]],
    region: str,
    ever: frozenset[str],
    kpis: Mapping[str, tuple[str, str]] | None = None,
) -> Frozen:
    """One dealer's assessment of the last of ``quarters``; earlier ones are taken as frozen, else computed alike.

    ``read`` gives the readings of a quarter by dealer (``readings_of_all``), ``ever`` are the KPIs that rest on facts
    anywhere (``backed_kpis``), ``kpis`` their names and owners.
    """
    standings, before, base = _past(scheme, subject, quarters[:-1], earlier, read)
    current = quarters[-1]
    figures = by_quarter[current.name]
    result = evaluate(scheme, read(current.name)[subject.face.id])
    caps = (*subject.caps, *rails_of(scheme, result, kpis or {}))
    verdict = judge(scheme, result, previous=base, caps=caps)
    own = figures.values.get(subject.face.id, {})
    return Frozen(
        dealer=subject.face,
        region=region,
        period=current.name,
        scheme=scheme,
        result=result,
        verdict=verdict,
        caps=caps,
        counts={kpi: figure.n for kpi, figure in sorted(own.items()) if figure.n},
        before=before if _comparable(result, verdict) else None,
        history=tuple(standings),
        series=series_of(TRENDS, quarters, by_quarter, subject.face.id, ever | {SALES}),
        data_until=current.last,
        quality=subject.quality,
    )


def _past(
    scheme: Scheme,
    subject: Subject,
    quarters: Sequence[Period],
    earlier: Mapping[str, Earlier],
    read: Callable[[str], Mapping[str, Sequence[Reading]]],
) -> tuple[list[Standing], Before | None, Grade | None]:
    """The quarters before, the last of them in full where its score can be compared, and the grade to start from."""
    base: Grade | None = None
    standings: list[Standing] = []
    before: Before | None = None
    for period in quarters:
        kept = earlier.get(period.name)
        if kept:
            result, verdict = kept.result, kept.verdict
        else:
            result = evaluate(scheme, read(period.name)[subject.face.id])
            verdict = judge(scheme, result, previous=base)
        base = remembered(verdict)
        standings.append(Standing(period.name, None if verdict.ungraded else result.score, verdict.grade))
        before = None
        if _comparable(result, verdict):
            before = Before(period.name, result, verdict.grade, base, kept.sha256 if kept else "")
    while standings and standings[0].score is None:
        standings.pop(0)
    return standings, before, base


def backed_kpis(by_quarter: Mapping[str, Figures]) -> frozenset[str]:
    """The KPIs that rest on facts in any of the quarters."""
    found = {kpi for figures in by_quarter.values() for row in figures.values.values() for kpi in row}
    return frozenset(kpi for kpi in found if any(figures.backed(kpi) for figures in by_quarter.values()))


def _comparable(result: Result, verdict: Verdict) -> bool:
    """Whether a score rests on enough figures for its change to mean anything."""
    return result.score is not None and verdict.ungraded in {"", "not_reported"}


def series_of(
    kpis: Sequence[str],
    quarters: Sequence[Period],
    by_quarter: Mapping[str, Figures],
    dealer: str,
    ever: frozenset[str],
) -> tuple[Series, ...]:
    """The figures of some KPIs over the quarters; a KPI without any, or that rests on no fact, is left out."""
    names = tuple(each.name for each in quarters)
    found = (
        Series(kpi, names, tuple(by_quarter[name].value(dealer, kpi) for name in names)) for kpi in kpis if kpi in ever
    )
    return tuple(each for each in found if any(value is not None for value in each.values))


def wanted_kpis(scheme: Scheme) -> tuple[str, ...]:
    """Every KPI that an assessment reads."""
    return tuple(
        dict.fromkeys([*(each.kpi for each in scheme.indicators), *TRENDS, REPORTING, *KEY_FIGURES, *BESIDE, *TARGETED])
    )
