"""The key figures of a dealer's card: the last twelve whole months, from the cells."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from app.core.charts import Spark
from app.core.money import AMOUNT_SCALE
from app.core.period import between, month_of, shift
from app.core.texts import N_, Text
from app.kpi.definitions import KPIS
from app.kpi.queries import KpiRow, kpi_rows
from app.kpi.states import ABSENT
from app.kpi.trust import Trust, kpi_trust
from ui.core.kpi_card import Kpi
from ui.core.trust import quality_words

if TYPE_CHECKING:
    from datetime import date

    from app.bootstrap import Desk
    from ui.core.look import Look

SHOWN: Final = ("net_amount", "on_time_rate", "days_of_supply", "overdue_share")
TREND: Final = "net_amount"


@dataclass(frozen=True)
class Figures:
    """What the cards are made of; read in a worker, written by language in the window."""

    rows: dict[str, KpiRow]
    trend: tuple[float | None, ...]
    trust: Mapping[str, Trust] = field(default_factory=dict)
    """How far the data under each of them can be trusted."""


FigureReader = Callable[["Desk", str], Figures]
"""Reads the key figures of the dealer with an id."""


def read_figures(desk: "Desk", party_id: str) -> Figures:
    """The figures of the twelve whole months before the workspace's day; a dealer without facts has none."""
    today: date = desk.clock.today()
    last = shift(month_of(today), -1)
    first = shift(last, -11)
    rows = kpi_rows(desk.db, only=SHOWN, first=first, last=last, dealer=party_id, today=today)
    months = kpi_rows(desk.db, only=[TREND], first=first, last=last, by="month", dealer=party_id, today=today)
    values = {one.keys["month"]: one.amount for one in months}
    trend = tuple(_float(values.get(one.name)) for one in between(first, last).months)
    with desk.db.read() as session:
        span = [int(f"{day:%Y%m}") for day in (first.first, last.first)]
        trust = kpi_trust(session, SHOWN, today=today, first=span[0], last=span[1], dealers={party_id})
    return Figures({one.kpi: one for one in rows}, trend, trust)


def cards_of(look: "Look", figures: Figures) -> list[Kpi]:
    """The figures in words."""
    found = []
    for name in SHOWN:
        row = figures.rows.get(name)
        value, unit = _written(look, name, row)
        spark = Spark(figures.trend) if name == TREND and any(one is not None for one in figures.trend) else None
        quality, tip = quality_words(look, figures.trust.get(name))
        found.append(
            Kpi(
                name, Text(KPIS[name].name), value, unit, against=Text(N_("last 12 months")), spark=spark,
                definition=Text(KPIS[name].sentence), quality=quality, quality_tip=tip,
            )
        )  # fmt: skip
    return found


def _written(look: "Look", name: str, row: KpiRow | None) -> tuple[str, str]:
    formats, amount = look.formats, row.amount if row is not None else None
    unit = KPIS[name].unit
    if row is not None and row.state in ABSENT and (amount is None or not row.n):
        return look.t(ABSENT[row.state]), ""
    if amount is None or row is None:
        return formats.number(None), ""
    if unit == "money":
        return formats.money_parts(amount * AMOUNT_SCALE, row.currency or "CNY")
    if unit == "ratio":
        return formats.percent(amount), ""
    return formats.number(amount, 1), look.t("days") if unit == "days" else ""


def _float(value: Fraction | None) -> float | None:
    return None if value is None else float(value)
