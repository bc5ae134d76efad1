"""Boards that are offered ready made; a person takes one over and arranges it."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, NamedTuple

from app.boards.tile import TileSpec
from app.core.texts import N_


class Template(NamedTuple):
    """A board that can be taken over."""

    title: str
    what: str
    """What it answers, in one sentence."""
    tiles: tuple[TileSpec, ...]


def _cards(*kpis: str) -> tuple[TileSpec, ...]:
    return tuple(TileSpec("card", kpi, width=1) for kpi in kpis)


TEMPLATES: Final[Mapping[str, Template]] = MappingProxyType(
    {
        "sales": Template(
            N_("Sales performance"), N_("Where sales stand against target and last year, and who makes them."),
            (
                *_cards("net_amount", "target_attainment", "sell_out_amount", "active_dealers"),
                TileSpec("trend", "net_amount"), TileSpec("pareto", "net_amount"),
                TileSpec("heatmap", "net_amount", width=4),
                TileSpec("ranking", "net_amount"), TileSpec("distribution", "net_amount"),
            ),
        ),
        "service": Template(
            N_("Service"), N_("Whether orders come in full and on time, and where they wait."),
            (
                *_cards("otif_rate", "on_time_rate", "cycle_days_p90", "overdue_lines"),
                TileSpec("pipeline", "", width=4),
                TileSpec("trend", "otif_rate"), TileSpec("ranking", "otif_rate"),
                TileSpec("heatmap", "otif_rate", width=4),
            ),
        ),
        "stock": Template(
            N_("Stock"), N_("How long dealers' stock lasts, what expires soon, and who is out of stock."),
            (
                *_cards("days_of_supply", "near_expiry_share", "stock_out_share", "data_coverage"),
                TileSpec("stock", ""), TileSpec("distribution", "days_of_supply"),
                TileSpec("trend", "days_of_supply"), TileSpec("ranking", "days_of_supply"),
                TileSpec("heatmap", "days_of_supply", width=4),
            ),
        ),
        "money": Template(
            N_("Money"), N_("What was collected, what is owed, and what of it is overdue since when."),
            (
                *_cards("collection_amount", "receivable_amount", "overdue_share", "dso_days"),
                TileSpec("trend", "overdue_amount"), TileSpec("pareto", "overdue_amount"),
                TileSpec("ranking", "overdue_amount"), TileSpec("distribution", "overdue_share"),
                TileSpec("heatmap", "overdue_amount", width=4),
            ),
        ),
    }
)  # fmt: skip
"""By the word that the command line takes."""
