"""The looks at the board that are measured, and its figures as the board itself reads them."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from app.bootstrap import Desk
from app.core.period import parse_period, year_before
from app.kpi.board import (
    Choice,
    Figure,
    Rank,
    Trend,
    read_cards,
    read_ranking,
    read_region_trend,
)
from app.kpi.parts import Part, read_parts
from app.kpi.people import read_groups

COMPARED = ("net_amount", "active_dealers", "otif_rate", "cycle_days_p90")
"""The cards that come from order lines alone."""
Value = Fraction | None


@dataclass(frozen=True)
class Look:
    """One choice of the board's filters."""

    label: str
    choice: Choice

    @property
    def by_orders(self) -> bool:
        """Whether figures of whole orders are asked for; a product group has only their parts."""
        return self.choice.group is None


@dataclass(frozen=True)
class Figures:
    """What both sides tell: each card now, before, a year ago and by month; the trend; the top 20; overdue lines."""

    cards: Mapping[str, tuple[Value, ...]]
    trend: Mapping[str, tuple[int | None, ...]]
    """In 1/10,000."""
    ranking: tuple[tuple[str, Fraction, Value, Value], ...]
    overdue: Mapping[str, int]

    def comparable(self, look: Look) -> dict[str, object]:
        """What must be equal for a look."""
        cards = {name: values for name, values in self.cards.items() if look.by_orders or name == "net_amount"}
        ranking = [(who, amount, ago, otif if look.by_orders else None) for who, amount, ago, otif in self.ranking]
        trend = {name: tuple(value or 0 for value in values) for name, values in self.trend.items() if any(values)}
        return {"cards": cards, "trend": trend, "ranking": ranking, "overdue": self.overdue}


def looks(desk: Desk) -> list[Look]:
    """One look and five changes of the filter."""
    quarter = parse_period("2026-Q1")
    with desk.db.read() as session:
        first = read_ranking(session, Choice(quarter), desk.clock.today(), "dealer", 1)[0]
        group = min(one.code for one in read_groups(session).values())
    return [
        Look("a quarter", Choice(quarter)),
        Look("a region", Choice(quarter, region=first.region)),
        Look("a dealer", Choice(quarter, dealer=first.key)),
        Look("a product group", Choice(quarter, group=group)),
        Look("a month", Choice(parse_period("2026-03"))),
        Look("a year", Choice(year_before(parse_period("2026")))),
    ]


def ours(desk: Desk, look: Look) -> Figures:
    """The figures as the board reads them."""
    today = desk.clock.today()
    with desk.db.read() as session:
        cards = read_cards(session, look.choice, today, COMPARED)
        _, lines = read_region_trend(session, look.choice, today)
        ranking = read_ranking(session, look.choice, today, "dealer")
        late = read_parts(session, look.choice, today, "overdue_lines", "dealer")
    return _told(cards, (None, lines), ranking, late)


def _told(
    cards: tuple[Figure, ...],
    trend: tuple[Trend | None, Mapping[str, tuple[int | None, ...]]],
    ranking: tuple[Rank, ...],
    late: tuple[Part, ...],
) -> Figures:
    return Figures(
        cards={
            one.kpi: (one.value, one.before, one.year_ago, *(value or 0 for value in one.months))
            for one in cards
            if one.kpi in COMPARED
        },
        trend=trend[1],
        ranking=tuple((one.name, one.amount, one.year_ago or 0, one.others.get("otif_rate")) for one in ranking),
        overdue={one.name: int(one.value) for one in late if one.value},
    )
