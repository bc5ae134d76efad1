"""The cases of a back-test: each dealer's past quarters by the model of now, and the year after each of them."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from app.core.db import Database
from app.core.period import Period, day_number, quarter_of, shift
from app.core.progress import Progress
from app.core.texts import N_, Text
from app.dealers.life.queries import states_on
from app.health.backtest.rules import MARKERS, OUTCOMES, Case, Outcome, Suggested, Tested, measured, suggested
from app.health.columns import columns_of, scored
from app.health.current import current_model
from app.health.inputs import Figures, FigureSource, Subject, backed_kpis, readings_of_all
from app.health.scheme import Indicator, Scheme
from app.health.subjects import subjects

QUARTERS: Final = 12
YEAR: Final = 4
_ENDED: Final = frozenset({"left", "frozen"})


@dataclass(frozen=True)
class BackTest:
    """How well the model of now would have told what became of the dealers."""

    first: str
    """The first and the last quarter whose scores were held against the year after."""
    last: str
    dealers: int
    model_version: int
    whole: Tested
    by_outcome: tuple[Tested, ...]
    points: tuple[Suggested, ...]


def back_test(db: Database, source: FigureSource, progress: Progress | None = None) -> BackTest:
    """Score the last twelve quarters that are over by the model of now and look at the year after each; writes nothing.

    Quarters without figures tell nothing. Caps are left aside: they are no forecast.
    """
    watch = progress or Progress()
    today = db.clock.today()
    ended = shift(quarter_of(today), -1)
    quarters = [shift(ended, back) for back in range(1 - QUARTERS, 1)]
    with db.read() as session:
        _, scheme = current_model(session)
        who = {each.name: subjects(session, on=day_number(each.last)) for each in quarters}
        states = {each.name: states_on(session, day_number(each.last)) for each in quarters}
    kpis = tuple(dict.fromkeys([*(each.kpi for each in scheme.indicators), *MARKERS]))
    by_quarter = {}
    for n, each in enumerate(quarters):
        watch.step(n, QUARTERS + 1, Text(N_("Reading figures of {period}"), {"period": each.name}))
        by_quarter[each.name] = source(kpis, each)
    cases = _cases(scheme, quarters, who, by_quarter, states)
    used = sorted({case.period for case in cases})
    return BackTest(
        first=used[0] if used else "",
        last=used[-1] if used else "",
        dealers=len({case.dealer for case in cases}),
        model_version=scheme.version,
        whole=measured(cases, None),
        by_outcome=tuple(measured(cases, outcome) for outcome in OUTCOMES),
        points=suggested(cases, {each.kpi: each.points for each in scheme.indicators}),
    )


def _cases(
    scheme: Scheme, quarters: Sequence[Period], who: Mapping[str, Sequence[Subject]],
    by_quarter: Mapping[str, Figures], states: Mapping[str, Mapping[str, str]],
) -> list[Case]:  # fmt: skip
    ever, names = backed_kpis(by_quarter), [each.kpi for each in scheme.indicators]
    found = []
    for at, quarter in enumerate(quarters[:-1]):
        year = [each.name for each in quarters[at + 1 : at + 1 + YEAR]]
        if not any(figure.value for row in by_quarter[quarter.name].values.values() for figure in row.values()):
            continue
        by_dealer = readings_of_all(scheme, by_quarter[quarter.name], who[quarter.name], ever)
        rows = [by_dealer[subject.face.id] for subject in who[quarter.name]]
        there = scored(scheme, *columns_of(scheme, rows))
        for n, subject in enumerate(who[quarter.name]):
            if there.coverage[n] < scheme.coverage_floor:
                continue
            dealer = subject.face.id
            told = _told(scheme, dealer, [by_quarter[name] for name in year])
            if states[quarter.name].get(dealer) not in _ENDED:
                told["left"] = any(states[name].get(dealer) in _ENDED for name in year)
            scores = {
                kpi: score for kpi, score in zip(names, there.scores[n].tolist(), strict=True) if not math.isnan(score)
            }
            wrong = frozenset(outcome for outcome, bad in told.items() if bad)
            found.append(Case(dealer, quarter.name, float(there.totals[n]), scores, frozenset(told), wrong))
    return found


def _told(scheme: Scheme, dealer: str, year: Sequence[Figures]) -> dict[Outcome, bool]:
    """By outcome whether its figure fell to the floor in one of the quarters; what has no figure is not known."""
    found: dict[Outcome, bool] = {}
    for kpi, outcome in MARKERS.items():
        rule = scheme.indicator(kpi)
        values = [value for figures in year if (value := figures.value(dealer, kpi)) is not None]
        if rule is not None and rule.scoring == "span" and values:
            found[outcome] = any(_at_floor(rule, value) for value in values)
    return found


def _at_floor(rule: Indicator, value: Fraction) -> bool:
    return value >= rule.floor if rule.direction == "fall" else value <= rule.floor
