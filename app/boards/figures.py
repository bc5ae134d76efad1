"""What all kinds of tiles are read with, and the card."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from typing import Final

from sqlalchemy.orm import Session

from app.boards.held import with_goals
from app.boards.tile import Grid, GridColumn, Refs, Tile, TileSpec
from app.core.errors import UserError
from app.core.period import Period
from app.core.texts import N_, Text
from app.kpi.against import year_ago
from app.kpi.board import Choice, Figure
from app.kpi.goals import Aim, Goals, goals_by
from app.kpi.kpi import Kpi
from app.kpi.organisation import STRUCTURES
from app.kpi.own.known import pick_kpi
from app.kpi.parts import Part
from app.kpi.queries import Answered, KpiRow, read_answered, read_sums
from app.kpi.reference import References
from app.kpi.scope import growing
from app.kpi.wording import basis_text, listed

REPORTED: Final = frozenset({"sell_out_amount", "sell_out_quantity"})
"""Told by the dealers themselves: growth is over those that reported in both periods."""
NOTHING: Final = N_("No figures for this choice.")


@dataclass(frozen=True)
class Asked:
    """What the tiles of one board are read for."""

    session: Session
    choice: Choice
    today: date
    currency: str
    references: References
    figures: Mapping[str, Figure]
    """The cards' figures, by KPI."""
    kpis: Mapping[str, Kpi]
    """Every KPI that the workspace knows."""
    goals: Goals
    aims: Mapping[str, Aim]
    """What the cards' figures shall be, by KPI."""
    parts: dict[tuple[str, str, Period], tuple[Part, ...]] = field(default_factory=dict)
    """What was split already, by KPI, dimension and period: tiles of one KPI share it."""

    @property
    def as_of(self) -> date:
        """The last day that is counted."""
        return min(self.choice.period.last, self.today)

    def known(self, spec: TileSpec) -> Kpi:
        """The definition of a tile's KPI; raises UserError where it is not known any more."""
        return pick_kpi(self.kpis, spec.kpi)

    def held(self, tile: Tile, period: Period, by: str) -> Tile:
        """The tile with what its rows shall be in a period."""
        known, choice = self.known(tile.spec), replace(self.choice, period=period)
        aims = goals_by(self.session, self.goals, known, choice, self.today, by=by, keys=tile.grid.keys)
        return with_goals(tile, aims)

    def refs(self, kpi: str, by: str, keys: Sequence[str]) -> Refs:
        """The references of the rows of a split."""
        return Refs(self.references, kpi, self.choice, tuple({by: one} for one in keys))

    def answered(
        self, kpi: str, period: Period, by: str | Sequence[str], dealers: frozenset[int] | None = None
    ) -> Answered:
        """The values of a KPI; raises UserError where it cannot be asked for so."""
        choice = self.choice
        return read_answered(
            self.session, kpi, period=period, by=by, dealer=choice.dealer, region=choice.region, group=choice.group,
            structure=choice.structure, counting=choice.counting, today=self.today, dealers=dealers, align=choice.align,
        )  # fmt: skip

    def sums(self, kpi: str, period: Period, by: str) -> dict[tuple[str, int | str | None], Fraction]:
        """Exact sums by the code of a row and the dealer, of a KPI that is one measure."""
        choice = self.choice
        found = read_sums(
            self.session, kpi, first=period, last=period, by="dealer" if by == "total" else ("dealer", by),
            dealer=choice.dealer, region=choice.region, group=choice.group, structure=choice.structure,
            counting=choice.counting, today=self.today,
        )  # fmt: skip
        return {
            ("" if by == "total" else found.code(key, by), key[1]): Fraction(value, found.scale)
            for key, value in found.values.items()
        }


def basis_of(asked: Asked, row: KpiRow | None) -> Text:
    """口径 of a tile: what it counts, and over which days."""
    said = Text(STRUCTURES[asked.choice.structure.id]) if row is None else basis_text(row)
    words = {"first": asked.choice.period.first.isoformat(), "last": asked.as_of.isoformat()}
    return listed([Text(N_("{first} to {last}"), words), said])


def title_of(known: Kpi, said: Text) -> Text:
    """The KPI and what is told of it."""
    return Text(N_("{kpi} · {what}"), {"kpi": Text(known.name), "what": said})


def empty_of(rows: Sequence[object]) -> Text | None:
    """Why nothing is shown, where there is no row."""
    return None if rows else Text(NOTHING)


def grows(known: Kpi) -> bool:
    """Whether a change from year to year is told in per cent."""
    return "/" not in known.formula and known.unit in {"money", "quantity", "count"}


def growth_by(
    asked: Asked, kpi: str, by: str, parts: Sequence[Part], dealers: frozenset[int] | None
) -> dict[str, Fraction]:
    """Growth from year to year of these parts by code; of what dealers report over who reported in both periods."""
    twin = year_ago(asked.choice.period, asked.today, asked.choice.align)
    if twin is None or not grows(asked.kpis[kpi]):
        return {}
    if kpi in REPORTED:
        now, then = matched(asked, kpi, by)
    else:
        now = {one.key: one.value for one in parts if one.value is not None}
        if twin.now != asked.choice.period:
            now = _values(asked.answered(kpi, twin.now, by, dealers), by)
        then = _values(asked.answered(kpi, twin.then, by, dealers), by)
    return {key: now.get(key, Fraction(0)) / value - 1 for key, value in then.items() if value > 0}


def _values(found: Answered, by: str) -> dict[str, Fraction]:
    return {found.code(at, by): value for at in found.keys if (value := found.at(at).parts[0]) is not None}


def matched(asked: Asked, kpi: str, by: str) -> tuple[dict[str, Fraction], dict[str, Fraction]]:
    """A KPI that dealers report, now and a year before, over the dealers that reported in both."""
    twin = year_ago(asked.choice.period, asked.today, asked.choice.align)
    if twin is None:
        return {}, {}
    now, then = asked.sums(kpi, twin.now, by), asked.sums(kpi, twin.then, by)
    found: tuple[dict[str, Fraction], dict[str, Fraction]] = ({}, {})
    for key in growing(now, then, alone=False):
        for sums, side in zip((now, then), found, strict=True):
            side[key[0]] = side.get(key[0], Fraction(0)) + sums[key]
    return found


def read_card(asked: Asked, spec: TileSpec) -> Tile:
    """One figure with what it was before and a year ago."""
    known = asked.known(spec)
    figure = asked.figures[spec.kpi]
    if figure.refused is not None:
        raise UserError(figure.refused.msgid, **figure.refused.params)
    if spec.kpi in REPORTED:
        now, then = matched(asked, spec.kpi, "total")
        figure = replace(figure, year_now=now.get(""), year_ago=then.get(""))
    unit, row = known.unit, figure.row
    growth = _growth(figure) if grows(known) else None
    found = Tile(
        spec, Text(known.name), basis_of(asked, row), asked.as_of, asked.currency,
        Grid(
            (
                GridColumn(Text(N_("KPI")), "text"), GridColumn(Text(N_("Value")), unit),
                GridColumn(Text(N_("Period before")), unit), GridColumn(Text(N_("A year before")), unit),
                GridColumn(Text(N_("Growth")), "ratio"),
            ),
            ((Text(known.name), figure.value, figure.before, figure.year_ago, growth),),
            (spec.kpi,),
        ),
        figure, known=known, refs=Refs(asked.references, spec.kpi, asked.choice, ({},)),
    )  # fmt: skip
    return with_goals(found, asked.aims)


def _growth(figure: Figure) -> Fraction | None:
    if figure.year_now is None or figure.year_ago is None or figure.year_ago <= 0:
        return None
    return figure.year_now / figure.year_ago - 1
