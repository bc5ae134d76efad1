"""What a simulation says beside its figures: periods without a baseline, and where no likely bill can be."""

from dataclasses import replace
from types import MappingProxyType
from typing import Any

from app.core.period import Period, quarter, year
from app.core.progress import Progress
from app.core.texts import EN, texts
from app.incentives.engine import Figures, settle
from app.incentives.lab import charts
from app.incentives.lab.notes import notes
from app.incentives.lab.replaying import Past, replayed
from app.incentives.lab.result import Run, Simulation, simulation_from_json, simulation_json
from app.incentives.policy import Baseline, Policy, Protection, Scale
from tests.app.incentives.lab.samples import E4, REB_23, candidate, past, retroactive

GROWTH = replace(
    retroactive((0, 300), code="G"), baseline=Baseline("last_year"),
    scale=Scale("cumulative", "percent", retroactive((0, 300)).scale.tiers, reach="growth", earns="growth"),
)  # fmt: skip
SALES = {"a": [80_000, 90_000, 70_000, 99_000, 88_000, 97_000, 80_000, 105_000], "b": [10_000] * 8}
YEARLY = replace(retroactive((0, 100), (300_000, 200), code="Y"), span="year")


def shown(*runs: Run) -> Simulation:
    return Simulation("1", 7, 20_000, 19_723, 20_453, runs, {"a": ("A1", "甲公司", ""), "b": ("B1", "乙公司", "")})


def said(found: Simulation) -> list[str]:
    return [texts(EN).render(one) for one in notes(found, EN)]


def told(policy: Policy, lines: list[Figures], periods: tuple[Period, ...], **more: Any) -> Run:
    pairs = tuple((one, settle(policy, one)) for one in lines)
    whole = replace(Past(periods, pairs, {}, {}, periods[-1].last_day), **more)
    return replayed(candidate(policy), policy, whole, Progress())


def grown() -> Run:
    """The first four quarters have no year before them; of the second year dealer b has none either."""
    periods = tuple(quarter(2024 + n // 4, n % 4 + 1) for n in range(8))
    lines = [
        Figures(dealer, one.first_day, one.last_day, amount_e4=row[n] * E4,
                baseline=row[n - 4] * E4 if n >= 4 and dealer == "a" else None)
        for dealer, row in SALES.items() for n, one in enumerate(periods)
    ]  # fmt: skip
    return told(GROWTH, lines, periods)


def yearly(quarters: int) -> Run:
    """One whole year, and of the quarters some too."""
    periods = (year(2024),)
    lines = [Figures(dealer, periods[0].first_day, periods[0].last_day, amount_e4=sum(row[:4]) * E4)
             for dealer, row in SALES.items()]  # fmt: skip
    parts = tuple(quarter(2024, n + 1) for n in range(quarters))
    sums = {(dealer, one.first_day): row[n] * E4 for dealer, row in SALES.items() for n, one in enumerate(parts)}
    return told(YEARLY, lines, periods, quarters=tuple(one.first_day for one in parts), parts=MappingProxyType(sums))


def test_a_period_in_which_nobody_has_a_baseline_is_a_marked_gap_and_no_zero() -> None:
    found = shown(grown(), replayed(candidate(REB_23, 2), REB_23, past(REB_23, SALES), Progress()))
    chart = charts.cost_chart(texts(EN), found)
    assert chart.categories[:5] == ("2024-Q1 *", "2024-Q2 *", "2024-Q3 *", "2024-Q4 *", "2025-Q1")
    assert chart.series[0].values[:4] == (None,) * 4
    assert all(chart.series[1].values)
    assert charts.share_chart(texts(EN), found).series[0].values[:4] == (None,) * 4
    first, second = said(found)[:2]
    assert "nobody has a baseline in 2024-Q1 … 2024-Q4, for the same period of the year before" in first
    assert "of those who bought in 2025-Q1 … 2025-Q4 up to 1 have no baseline" in second
    assert simulation_from_json(simulation_json(found)) == found


def test_a_policy_that_asks_for_no_growth_needs_no_note() -> None:
    assert said(shown(replayed(candidate(REB_23), REB_23, past(REB_23, SALES), Progress()))) == []


def test_a_years_bill_is_drawn_from_its_quarters_and_says_so() -> None:
    run = yearly(4)
    assert run.estimate is not None
    assert run.estimate.p10 < run.estimate.p50 < run.estimate.p90
    assert run.cost_minor * 8 // 10 < run.estimate.p50 < run.cost_minor * 12 // 10
    (note,) = said(shown(run))
    assert "drawn from quarters and added up (known quarters: 4)" in note


def test_beside_a_yearly_policy_quarters_are_added_up_to_years() -> None:
    quarterly = replayed(candidate(REB_23, 2), REB_23, past(REB_23, SALES), Progress())
    chart = charts.cost_chart(texts(EN), shown(quarterly, yearly(4)))
    assert chart.categories == ("2024",)
    assert chart.series[0].values == (sum(one.cost_minor for one in quarterly.periods[:4]) / 100,)
    blind = charts.cost_chart(texts(EN), shown(grown(), yearly(4)))
    assert (blind.categories, blind.series[0].values) == (("2024 *",), (None,))


def test_where_no_bill_can_be_drawn_the_reason_is_said() -> None:
    assert "no likely bill (known years: 1); at least 4 are needed" in said(shown(yearly(3)))[0]
    short = replayed(candidate(REB_23), REB_23, past(REB_23, {"a": [1, 2, 3]}), Progress())
    assert "known quarters: 3" in said(shown(short))[0]
    cut = replace(REB_23, kind="price_protection", protection=Protection(1))
    assert "stock of one day" in said(shown(replayed(candidate(cut), cut, past(cut, SALES), Progress())))[0]


def test_a_result_kept_before_these_notes_says_nothing_wrong() -> None:
    assert said(shown(replace(yearly(3), drawn_span=None))) == []
