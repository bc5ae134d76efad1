"""What a simulation shows side by side: specifications of charts, drawn alike on the screen and in a PDF."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from app.core.charts import Chart, Series, Tone
from app.core.money import AMOUNT_SCALE, QUANTITY_SCALE
from app.core.texts import ZH, Texts
from app.incentives.lab.curves import Curve
from app.incentives.lab.notes import MARK
from app.incentives.lab.result import PeriodCost, Run, Simulation, share_of_sales
from app.incentives.lab.thresholds import Choice
from app.incentives.rounding import minor_per_unit

TONES: Final[tuple[Tone, ...]] = ("series1", "series2", "series3", "series4")
MOST: Final = len(TONES)
"""Candidates that are told apart by their colour."""
_POINTS: Final = 25
_DEALERS: Final = 8


def _units(minor: int, currency: str) -> float:
    return minor / minor_per_unit(currency)


def _named(found: Simulation, lang: str) -> list[tuple[Run, str, Tone]]:
    return [(run, run.candidate.label(lang), tone) for run, tone in zip(found.runs, TONES, strict=False)]


def _periods(found: Simulation) -> tuple[PeriodCost, ...]:
    """Those of the candidate with the longest ones: a year is held against a year, not against its quarters."""
    return max((run for run in found.runs if run.periods), key=_days, default=found.runs[0]).periods


def _days(run: Run) -> int:
    return run.periods[0].last_on - run.periods[0].first_on


def _within(run: Run, whole: PeriodCost) -> PeriodCost | None:
    """What a candidate cost in a period, in which several of its own may lie; None where nothing can be said."""
    mine = [one for one in run.periods if whole.first_on <= one.first_on and one.last_on <= whole.last_on]
    if not mine or all(one.blind for one in mine):
        return None
    return replace(whole, cost_minor=sum(one.cost_minor for one in mine), sales_e4=sum(one.sales_e4 for one in mine))


def cost_chart(t: Texts, found: Simulation) -> Chart:
    """What each candidate would have cost, by period."""
    periods = _periods(found)
    rows = []
    for run, label, tone in _named(found, t.lang):
        costs = (_within(run, one) for one in periods)
        values = tuple(None if one is None else _units(one.cost_minor, run.currency) for one in costs)
        rows.append(Series(label, values, tone))
    return Chart(t("Cost by period"), _marked(found, periods), tuple(rows), format="money")


def _marked(found: Simulation, periods: Sequence[PeriodCost]) -> tuple[str, ...]:
    """Periods in which a candidate has no baseline carry the mark of the note that says so."""
    gaps = {whole.period for whole in periods for run in found.runs
            if run.baseline and _within(run, whole) is None}  # fmt: skip
    return tuple(f"{one.period} {MARK}" if one.period in gaps else one.period for one in periods)


def share_chart(t: Texts, found: Simulation) -> Chart:
    """The same as a share of what counted."""
    periods = _periods(found)
    rows = []
    for run, label, tone in _named(found, t.lang):
        costs = [_within(run, one) for one in periods]
        shares = [None if one is None else share_of_sales(one.cost_minor, one.sales_e4, run.currency) for one in costs]
        rows.append(Series(label, tuple(None if one is None else float(one) for one in shares), tone, shape="line"))
    return Chart(t("Cost as a share of sales"), _marked(found, periods), tuple(rows), format="percent")


def budget_chart(t: Texts, found: Simulation) -> Chart:
    """The coming year's likely bill: one of ten futures lies below the first bar, one above the last."""
    drawn = [(run, label) for run, label, _ in _named(found, t.lang) if run.estimate is not None]
    likely = [(run.estimate, run.currency) for run, _ in drawn if run.estimate is not None]
    rows = (
        Series("P10", tuple(_units(one.p10, currency) for one, currency in likely), "series3"),
        Series("P50", tuple(_units(one.p50, currency) for one, currency in likely), "series1"),
        Series("P90", tuple(_units(one.p90, currency) for one, currency in likely), "series2"),
    )
    return Chart(t("Likely bill of the coming year"), tuple(label for _, label in drawn), rows, format="money")


def shape_chart(t: Texts, found: Simulation) -> Chart:
    """What a dealer in the middle would be paid by what he buys: jumps are where the last yuan earns thousands."""
    curves = [(run, label, tone, Curve(*zip(*run.curve, strict=True))) for run, label, tone in _named(found, t.lang)
              if len(run.curve) > 1]  # fmt: skip
    measures = {run.measure for run, *_ in curves}
    scale = QUANTITY_SCALE if measures == {"quantity"} else AMOUNT_SCALE
    top = max((max(cliff.bound for cliff in run.cliffs) for run, *_ in curves if run.cliffs), default=0) * 5 // 4
    top = top or max((curve.figures[-1] for *_, curve in curves), default=1)
    points = [top * n // (_POINTS - 1) for n in range(_POINTS)]
    short = [_short(point / scale, t.lang) for point in points]
    rows = tuple(
        Series(label, tuple(_units(curve.at(point), run.currency) for point in points), tone, shape="line")
        for run, label, tone, curve in curves
    )
    return Chart(t("Payout by sales, a dealer in the middle"), tuple(short), rows, format="money")


def _short(value: float, lang: str) -> str:
    sizes = ((100_000_000, "亿"), (10_000, "万")) if lang == ZH else ((1_000_000, "M"), (1_000, "k"))
    for size, sign in sizes:
        if value >= size:
            return f"{value / size:.3g}{sign}" if value < 1_000 * size else f"{value / size:,.0f}{sign}"
    return f"{value:.0f}"


def winners_chart(t: Texts, found: Simulation, run: Run) -> Chart:
    """Who wins and who loses most against the first candidate."""
    changes = [one for one in found.changes(run) if one.change]
    shown = changes if len(changes) <= 2 * _DEALERS else [*changes[:_DEALERS], *changes[-_DEALERS:]]
    row = Series("", tuple(_units(one.change, run.currency) for one in shown), "good",
                 tones=tuple("good" if one.change > 0 else "bad" for one in shown))  # fmt: skip
    names = tuple(found.label(one.party_id, t.lang) for one in shown)
    keys = tuple(one.party_id for one in shown)
    return Chart(t("Winners and losers"), names, (row,), kind="bars", format="money", keys=keys)


def rush_chart(t: Texts, found: Simulation) -> Chart:
    """What was earned by buying ahead, by period."""
    names = list(dict.fromkeys(one.period for run in found.runs for one in run.periods))
    rows = []
    for run, label, tone in _named(found, t.lang):
        sums: dict[str, int] = dict.fromkeys(names, 0)
        for one in run.rushes:
            sums[one.period] = sums.get(one.period, 0) + one.gained_minor
        rows.append(Series(label, tuple(_units(sums[name], run.currency) for name in names), tone))
    return Chart(t("Earned by what looks bought ahead"), tuple(names), tuple(rows), format="money")


def frontier_chart(t: Texts, found: Choice, currency: str) -> Chart:
    """What less or more budget would bring: margin after rebate beyond no programme at all, and what is spent."""
    names = tuple(_short(_units(budget, currency), t.lang) for budget, _ in found.frontier)
    gains = tuple(None if plan is None else _units(plan.after - found.none.after, currency)
                  for _, plan in found.frontier)  # fmt: skip
    costs = tuple(None if plan is None else _units(plan.cost, currency) for _, plan in found.frontier)
    rows = (Series(t("More margin after rebate than without a programme"), gains, "series1"),
            Series(t("Cost"), costs, "series2", shape="line"))  # fmt: skip
    return Chart(t("What another budget would bring"), names, rows, format="money")
