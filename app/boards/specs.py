"""Tiles as they are kept and sent: words, checked before anything is read by them."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields
from typing import Any, Final

from app.boards.tile import COLUMNS, KINDS, Kind, TileSpec
from app.core.errors import UsageError, UserError
from app.core.texts import N_, Text
from app.kpi.kpi import Kpi
from app.kpi.own.known import pick_kpi

KIND_TITLES: Final[Mapping[Kind, str]] = {
    "card": N_("Card"), "trend": N_("Trend"), "ranking": N_("Ranking"), "distribution": N_("Distribution"),
    "heatmap": N_("Heat map"), "pareto": N_("Pareto"), "pipeline": N_("Order pipeline"), "stock": N_("Stock"),
}  # fmt: skip
ALONE: Final = frozenset({"pipeline", "stock"})
"""Kinds that are of no KPI."""
SPLITS: Final[Mapping[str, str]] = {
    "dealer": N_("Dealers"), "region": N_("Regions"), "manager": N_("Persons"), "office": N_("Offices"),
    "owner-group": N_("Groups"), "tier": N_("Tiers"), "product-group": N_("Product groups"),
}  # fmt: skip
"""By what rankings, heat maps and Paretos may be split."""
SPLIT: Final = frozenset({"ranking", "heatmap", "pareto", "distribution"})
MONTHLY: Final = frozenset({"trend", "heatmap"})
TOPPED: Final = frozenset({"ranking", "heatmap", "pareto"})
MOST_MONTHS: Final = 36
MOST_ROWS: Final = 50
MOST_TILES: Final = 40
_USUAL_WIDTH: Final[Mapping[str, int]] = {"card": 1, "heatmap": 4}


def usual(kind: Kind, kpi: str) -> TileSpec:
    """A new tile as it is offered."""
    return TileSpec(kind, "" if kind in ALONE else kpi, width=_USUAL_WIDTH.get(kind, 2))


def adds_up(known: Kpi | None) -> bool:
    """Whether parts of a KPI are shares of its total; those of none are not."""
    if known is None:
        return False
    return "/" not in known.formula and known.unit in {"count", "money", "quantity"} and known.kind != "distinct"


def check_spec(spec: TileSpec, kpis: Mapping[str, Kpi]) -> TileSpec:
    """The same; raises UserError for what no tile can show of these KPIs."""
    check_shape(spec)
    if spec.kind in ALONE:
        return spec
    known = pick_kpi(kpis, spec.kpi)
    if spec.kind == "pareto":
        check_adds_up(known)
    if spec.kind in SPLIT and spec.by == "product-group" and not known.by_group:
        raise UserError("{kpi} cannot be split by product group.", kpi=Text(known.name))
    return spec


def check_adds_up(known: Kpi) -> None:
    """Raises UserError for a KPI of which there is no Pareto."""
    if not adds_up(known):
        raise UserError("A Pareto is of what adds up to a whole; {kpi} does not.", kpi=Text(known.name))


def check_shape(spec: TileSpec) -> None:
    """Whether there is such a tile, whatever KPIs a workspace knows; raises UserError where there is none."""
    if spec.kind not in KINDS:
        raise UsageError("Tiles are {known}, not “{word}”.", known=", ".join(KINDS), word=spec.kind)
    if not 1 <= spec.width <= COLUMNS or not 1 <= spec.months <= MOST_MONTHS or not 1 <= spec.top <= MOST_ROWS:
        raise UserError(
            "A tile is 1 to {width} columns wide, and has at most {months} months and {rows} rows.",
            width=COLUMNS, months=MOST_MONTHS, rows=MOST_ROWS,
        )  # fmt: skip
    if spec.kind in SPLIT and spec.by not in SPLITS:
        raise UsageError("Figures are split by {known}, not by “{by}”.", by=spec.by, known=", ".join(SPLITS))


def plain_of(tiles: Sequence[TileSpec]) -> list[dict[str, Any]]:
    """As they are stored."""
    return [asdict(one) for one in tiles]


def tiles_of(plain: Sequence[Mapping[str, Any]]) -> tuple[TileSpec, ...]:
    """As they were stored or sent; raises UserError where there is no such tile in any workspace."""
    if len(plain) > MOST_TILES:
        raise UserError("A board has at most {n} tiles.", n=MOST_TILES)
    return tuple(_tile(one) for one in plain)


def _tile(plain: Mapping[str, Any]) -> TileSpec:
    whole = {one.name: int if one.name in {"months", "top", "width"} else str for one in fields(TileSpec)}
    for name, value in plain.items():
        if name not in whole or type(value) is not whole[name]:
            raise UsageError("“{word}” is no setting of a tile.", word=f"{name}: {value}")
    if not {"kind", "kpi"} <= plain.keys():
        raise UsageError("A tile names its kind and its KPI.")
    found = TileSpec(**plain)
    check_shape(found)
    return found
