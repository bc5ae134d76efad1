"""Tiles that are of no single KPI: where the orders stand, and how long the stock lasts."""

from fractions import Fraction

from app.boards.figures import Asked, basis_of, empty_of
from app.boards.pipeline import STAGES, WINDOW_DAYS, read_pipeline
from app.boards.specs import KIND_TITLES
from app.boards.tables import NAMELESS
from app.boards.tile import Grid, GridColumn, Tile, TileSpec
from app.core.texts import N_, Text
from app.kpi.board import read_stock
from app.kpi.wording import listed


def read_pipeline_tile(asked: Asked, spec: TileSpec) -> Tile:
    """What waits at each step, who waits for whom, and since when."""
    stages = read_pipeline(asked.session, asked.choice, asked.today)
    rows = tuple(
        (
            Text(STAGES[one.name][0]), Text(STAGES[one.name][1]), one.orders, one.lines, one.amount,
            one.median_days, None if one.longest_days is None else Fraction(one.longest_days), one.late,
        )
        for one in stages
    )  # fmt: skip
    days = Text(N_("orders of the last {n} days that are open on {day}"), {"n": WINDOW_DAYS, "day": asked.as_of})
    return Tile(
        spec, Text(KIND_TITLES["pipeline"]), listed([days, basis_of(asked, None)]), asked.as_of, asked.currency,
        Grid(
            (
                GridColumn(Text(N_("Step")), "text"), GridColumn(Text(N_("Who waits for whom")), "text"),
                GridColumn(Text(N_("Orders")), "count"), GridColumn(Text(N_("Order lines")), "count"),
                GridColumn(Text(N_("Amount")), "money"), GridColumn(Text(N_("Days waited, median")), "days"),
                GridColumn(Text(N_("Longest")), "days"), GridColumn(Text(N_("Lines past their promise")), "count"),
            ),
            rows, tuple(one.name for one in stages),
        ),
        empty=empty_of([one for one in stages if one.lines]),
    )  # fmt: skip


def read_stock_tile(asked: Asked, spec: TileSpec) -> Tile:
    """Stock by product group at the period's end: quantity, days of supply, near expiry; what lasts longest first."""
    stock = read_stock(asked.session, asked.choice, asked.today)
    rows = tuple((one.name or Text(NAMELESS), one.quantity, one.days, one.near_expiry) for one in stock)
    return Tile(
        spec, Text(KIND_TITLES["stock"]), basis_of(asked, None), asked.as_of, asked.currency,
        Grid(
            (
                GridColumn(Text(N_("Product group")), "text"), GridColumn(Text(N_("Dealers' stock")), "quantity"),
                GridColumn(Text(N_("Days of supply")), "days"), GridColumn(Text(N_("Near expiry")), "ratio"),
            ),
            rows, tuple(one.key for one in stock),
        ),
        empty=empty_of(rows), refs=asked.refs("days_of_supply", "product-group", [one.key for one in stock]),
    )  # fmt: skip
