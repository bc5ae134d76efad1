"""Figures off target, one item for each department that owns some: value, goal, the year behind them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType
from typing import Final

from app.core.charts import Format
from app.core.errors import UserError
from app.core.texts import N_, Text
from app.health.lights import light_of
from app.health.scheme import Indicator
from app.health.sheets import KpiInfo
from app.health.wording import goal_text, span_text, target_text, value_text
from app.kpi.board import MONTHS, Choice, Figure, read_cards
from app.kpi.findings.model import Finding
from app.kpi.goals import Aim, goals_of
from app.kpi.kpi import Kpi
from app.kpi.own.known import listed_kpis
from app.meetings.agenda.month import Month, department_of
from app.meetings.agenda.proposal import Proposal, mark_of
from app.meetings.agenda.signs import sign_evidence, stake_of
from app.meetings.evidence import Evidence, FrozenChart, FrozenFigure, FrozenSeries, exact

PLANNED: Final = frozenset({"net_amount", "target_attainment"})
"""What the gaps to plan speak of."""
ENTIRE: Final = frozenset({"data_coverage"})
"""What says nothing before a period is over: its lists are not due yet."""
KEY: Final = frozenset({"otif_rate", "overdue_share", "days_of_supply", "near_expiry_share", "review_in_time_rate"})
"""What is named first where several figures of a department are off."""
NAMED: Final = 2
SIGNS: Final[Mapping[str, str]] = MappingProxyType({
    "otif_rate": "carrier_late", "on_time_rate": "carrier_late", "overdue_share": "credit_over",
    "near_expiry_share": "expiry_at_risk", "days_of_supply": "channel_stuffed", "review_in_time_rate": "review_late",
    "stock_out_share": "tier_dry", "data_coverage": "sellout_stopped",
})  # fmt: skip
"""The kind of sign in the rows that tells why a figure is off."""
_WORSE: Final = Fraction(1, 50)
"""A figure that is worse than a year ago by this share of it got worse."""
_ONE: Final = N_("{kpi} {value} (goal {goal})")
_TWO: Final = N_("{first}, {second}")
_MORE: Final = N_("{said}; others off target: {n}")
_BEFORE: Final = N_("The period before")
_AGO: Final = N_("A year ago")
_FORMATS: Final[dict[str, Format]] = {"percent": "percent", "days": "days", "money": "money", "score": "score"}


@dataclass(frozen=True)
class Off:
    """A figure that is off its target."""

    info: KpiInfo
    card: Figure
    value: Fraction
    goal: str | Text
    line: Fraction | None
    """The goal as a line in its chart."""
    miss: Fraction
    """By how much of its goal it misses, at most 1."""
    is_worse: bool
    """Than a year ago."""

    @property
    def rank(self) -> tuple[bool, bool, Fraction]:
        """The greater the earlier it is named."""
        return self.info.id in KEY, self.is_worse, self.miss


def propose(month: Month) -> list[Proposal]:
    """One item for each department with figures that are off, not only close."""
    by_owner: dict[str, list[Off]] = defaultdict(list)
    for one in off_target(month):
        by_owner[one.info.owner].append(one)
    return [
        _item(month, owner, sorted(rows, key=lambda one: one.rank, reverse=True)) for owner, rows in by_owner.items()
    ]


def off_target(month: Month) -> list[Off]:
    """The figures of the period that have a goal, or a target in the health model, and are off it.

    While the period runs, sums and what is only due at its end are left out. Before it begins there are none.
    """
    if month.today < month.period.first:
        return []
    runs = month.today < month.period.last
    kpis = {
        key: one for key, one in listed_kpis(month.session).items()
        if key not in PLANNED and not (runs and _is_whole(one))
    }  # fmt: skip
    choice = Choice(month.period)
    aims = goals_of(month.session, kpis, choice, month.today)
    wanted = [key for key in kpis if key in aims or month.scheme.indicator(key) is not None]
    found = []
    for card in read_cards(month.session, choice, month.today, wanted):
        off = _off(month.infos[card.kpi], card, month.scheme.indicator(card.kpi), aims.get(card.kpi))
        if off is not None:
            found.append(off)
    return found


def _is_whole(kpi: Kpi) -> bool:
    """Whether a figure only says something of a period that is over."""
    return kpi.id in ENTIRE or (kpi.kind == "additive" and kpi.unit in {"money", "quantity", "count"})


def _off(info: KpiInfo, card: Figure, rule: Indicator | None, aim: Aim | None) -> Off | None:
    value = card.value
    if value is None or (rule is not None and aim is None and rule.scoring == "peers"):
        return None
    ends = (aim.value, aim.upper) if aim is not None and aim.upper is not None else None
    target = aim.value if aim is not None and ends is None else None
    if light_of(rule, info, value, target, ends) != "bad":
        return None
    goal: str | Text = ""
    if ends is not None:
        goal, line = span_text(info, *ends), ends[1]
    elif target is not None:
        goal, line = goal_text(info, target, rising=info.better == "rise"), target
    elif rule is not None:
        goal, line = target_text(info, rule), rule.target
    miss = min(Fraction(1), abs(value - line) / abs(line)) if line else Fraction(1)
    return Off(info, card, value, goal, line, miss, _is_worse(info, card))


def _is_worse(info: KpiInfo, card: Figure) -> bool:
    now, ago = card.year_now if card.year_now is not None else card.value, card.year_ago
    if now is None or not ago:
        return False
    change = (now - ago) / abs(ago)
    return change > _WORSE if info.better == "fall" else change < -_WORSE


def _item(month: Month, owner: str, rows: Sequence[Off]) -> Proposal:
    said = _said(rows[0])
    if len(rows) >= NAMED:
        said = Text(_TWO, {"first": said, "second": _said(rows[1])})
    if len(rows) > NAMED:
        said = Text(_MORE, {"said": said, "n": len(rows) - NAMED})
    code = department_of(owner)
    figures = {f"kpi:{one.info.id}": _figure(month, one, code) for one in rows}
    links = [_link(month, one) for one in rows]
    for link, frozen in (sign_evidence(month, sign) for sign in _why(month, rows)):
        links.append(link)
        figures |= frozen
    weight = sum(1000 * (one.info.id in KEY) + 100 * one.is_worse + int(one.miss * 100) for one in rows)
    return Proposal(
        "kpis", f"kpis:{code or owner}", mark_of(month.period.name, *(_said(one) for one in rows)), said,
        department=code, kpi=rows[0].info.id, weight=weight,
        evidence=tuple(links), figures=figures,
    )  # fmt: skip


def _why(month: Month, rows: Sequence[Off]) -> list[Finding]:
    """The heaviest sign of each kind that tells why one of the figures is off."""
    kinds = dict.fromkeys(SIGNS[one.info.id] for one in rows if one.info.id in SIGNS)
    signs = [[one for one in month.findings if one.kind == kind] for kind in kinds]
    return [max(found, key=stake_of) for found in signs if found]


def _said(one: Off) -> Text:
    said = {"kpi": Text(one.info.title), "value": value_text(one.info, one.value), "goal": one.goal}
    return Text(_ONE, said)


def _link(month: Month, one: Off) -> Evidence:
    target = {"kpi": one.info.id, "period": month.period.name}
    return Evidence(_said(one), "board", target, f"kpi:{one.info.id}")


def _figure(month: Month, one: Off, department: str) -> FrozenFigure:
    info = one.info
    points = (
        (Text(_BEFORE), value_text(info, one.card.before)), (Text(_AGO), value_text(info, one.card.year_ago)),
    )  # fmt: skip
    return FrozenFigure(
        Text(info.title), value_text(info, one.value), one.goal, info.unit, department, points,
        (_course(month, one),) if any(value is not None for value in one.card.months) else (),
    )  # fmt: skip


def _course(month: Month, one: Off) -> FrozenChart:
    values = tuple(exact(value) for value in one.card.months)
    names = months_up_to(month, len(values))
    series = FrozenSeries(Text(one.info.title), values, shape="line")
    return FrozenChart(
        Text(one.info.title), names, (series,), format=_FORMATS.get(one.info.unit, "number"), target=exact(one.line),
    )  # fmt: skip


def months_up_to(month: Month, count: int = MONTHS) -> tuple[str, ...]:
    """The names of the months that end with the last one of the meeting's period."""
    last = month.calendar.period_of(min(month.period.last, max(month.today, month.period.first)))
    try:
        run = month.calendar.run_up(last, count)
    except UserError:
        return tuple(str(n) for n in range(1, count + 1))
    return tuple(one.name for one in run.months)
