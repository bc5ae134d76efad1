"""The key figures of a dealer's card: the last twelve whole months, from the cells."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from app.core.charts import Spark
from app.core.money import AMOUNT_SCALE
from app.core.period import Period, between, month_of, shift
from app.core.texts import N_, Text
from app.kpi.board import Choice
from app.kpi.definitions import KPIS
from app.kpi.goals import Aim, goals_of
from app.kpi.queries import KpiRow, read_rows
from app.kpi.states import ABSENT
from app.kpi.trust import Trust, kpi_trust
from ui.core.kpi_card import Kpi
from ui.core.kpi_words import aim_state, aim_words
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
    aims: Mapping[str, Aim] = field(default_factory=dict)
    """What each of them shall be."""


FigureReader = Callable[["Desk", str, "date"], Figures]
"""Reads the key figures of the dealer with an id before a day."""


def last_year(today: "date") -> Period:
    """The twelve whole months before a day."""
    last = shift(month_of(today), -1)
    return between(shift(last, -11), last)


def read_figures(desk: "Desk", party_id: str, day: "date") -> Figures:
    """The figures of the twelve whole months before a day, at most the workspace's own; None without facts."""
    today = min(day, desk.clock.today())
    year = last_year(today).months
    first, last = year[0], year[-1]
    with desk.db.read() as session:

        def ask(only: Sequence[str], by: str) -> list[KpiRow]:
            return read_rows(
                session, only=only, first=first, last=last, by=by, dealer=party_id, today=today, often=True
            )

        rows, months = ask(SHOWN, "total"), ask([TREND], "month")
        span = [int(f"{day:%Y%m}") for day in (first.first, last.first)]
        trust = kpi_trust(session, SHOWN, today=today, first=span[0], last=span[1], dealers={party_id})
        choice = Choice(between(first, last), dealer=party_id)
        aims = goals_of(session, {one: KPIS[one] for one in SHOWN}, choice, today)
    values = {one.keys["month"]: one.amount for one in months}
    shown = tuple(_float(values.get(one.name)) for one in year)
    return Figures({one.kpi: one for one in rows}, shown, trust, aims)


def cards_of(look: "Look", figures: Figures) -> list[Kpi]:
    """The figures in words."""
    found = []
    for name in SHOWN:
        row = figures.rows.get(name)
        value, unit = _written(look, name, row)
        spark = Spark(figures.trend) if name == TREND and any(one is not None for one in figures.trend) else None
        aim, amount = figures.aims.get(name), row.amount if row is not None else None
        state = aim_state(KPIS[name], aim, amount)
        quality, tip = quality_words(look, figures.trust.get(name))
        found.append(
            Kpi(
                name, Text(KPIS[name].name), value, unit, against=Text(N_("last 12 months")), spark=spark,
                definition=Text(KPIS[name].sentence), quality=quality, quality_tip=tip,
                note=aim_words(look, KPIS[name], aim, amount, row.currency or "") if aim and row else "",
                state=state[0] if state else "", state_tone=state[1] if state else "dim", absent=amount is None,
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
