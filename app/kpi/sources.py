"""The rows that measures are sums over, as SQL: for the facts behind a number, and for days that are not kept."""

from typing import Final

from sqlalchemy import Connection, text

from app.kpi.measures import Pack
from app.kpi.views import (
    LINE_COLUMNS,
    ROW_VIEWS,
    State,
    has_heads,
    head_select,
    line_select,
    order_select,
    row_select,
    stock_check_select,
)

KEPT: Final = State(1, "cell")
"""What counts now."""
VIEWS: Final = {"stock_check": "stock"}
"""Views of which the rows are another's."""
HEADS: Final = "v_head"
"""The name of the orders of which only the head has come; they are in no product group."""
_DATES: Final = {
    "ordered": ("ordered_on",),
    "shipped": ("shipped_on",),
    "signed": ("signed_on",),
    "invoiced": ("invoiced_on",),
    "reversed": ("shipped_on", "signed_on", "delivered_on", "invoiced_on", "ordered_on"),
    "delivered": ("delivered_on",),
    "promised + 1": ("promised_first_on", "shipped_on", "ordered_on"),  # the promise may follow from a lead time
    "review_due": ("received_on", "ordered_on"),
    "reviewed": ("reviewed_on",),
}
_SLACK_DAYS: Final = 2
"""A review is due two days after its receipt, a line overdue one day after its promise."""


def line_source(connection: Connection, pack: Pack, state: State, *, dealers: str = "") -> str:
    """A WITH of the orders with a date from ``:first`` to ``:last`` and of their lines ``v_line``.

    For measures of orders also those of which only the head has come (``HEADS``), and ``v_order``: both together.
    ``dealers`` is a SELECT of the numbers of those to leave lines at: the lines of all others are then not looked at.
    """
    heads = has_heads(connection)
    only = "current = 1 AND" if state == KEPT else ""
    slack = _SLACK_DAYS
    if pack.anchor == "promised + 1":
        slack += int(connection.execute(text("SELECT coalesce(max(days), 0) FROM cell_lane")).scalar_one())
    whose = {"order_line": "", "order_head": ""}
    if dealers and pack.view == "line":  # a line may wait for its head to say whose it is, or when it was
        theirs = f"IN (SELECT code FROM {state.party} WHERE dealer_n IN ({dealers}))"
        whose["order_line"] = f" AND (party_code {theirs}{' OR party_code IS NULL' if heads else ''})"
        whose["order_head"] = f""" AND (party_code {theirs} OR EXISTS (SELECT 1 FROM order_line l
            WHERE l.source_n = order_head.source_n AND l.order_no = order_head.order_no AND l.party_code {theirs}))"""
    parts = [
        f"SELECT DISTINCT source_n, order_no FROM {table} WHERE {only} {column} BETWEEN :first - {slack} AND :last"
        f"{whose[table]}"
        for column in _DATES[pack.anchor]
        for table in (("order_line", "order_head") if heads else ("order_line",))
    ]
    names, orders = ", ".join(LINE_COLUMNS), pack.view == "order"
    how = "MATERIALIZED" if orders else "NOT MATERIALIZED"  # read once: no column is looked up that nobody asks for
    source = f"""
        WITH {state.before} orders AS MATERIALIZED (
            SELECT row_number() OVER () AS o, source_n, order_no FROM ({" UNION ".join(parts)})
        ), v_line({names}) AS {how} ({line_select(state, heads=heads, orders="orders")})
    """
    if not orders:
        return source
    alone = f"{head_select(state, 'orders')} {'' if heads else 'AND 0'}"
    return f"""{source}, {HEADS}({names}) AS MATERIALIZED ({alone}),
        v_order AS (SELECT * FROM v_line UNION ALL SELECT * FROM {HEADS})
    """


def row_source(pack: Pack, state: State) -> str:
    """A WITH of the ``rows`` of one feed."""
    name = VIEWS.get(pack.view, pack.view)
    return f"WITH {state.before} rows AS ({row_select(name, ROW_VIEWS[name], state, touched=False)})"


def check_source(state: State) -> str:
    """A WITH of the ``rows`` that stock-outs are counted from: each list against each product that must be in stock."""
    listed = row_select("stock", ROW_VIEWS["stock"], state, touched=False)
    return f"WITH {state.before} v_stock AS MATERIALIZED ({listed}), rows AS ({stock_check_select(state)})"


def group_source(connection: Connection, pack: Pack, state: State) -> tuple[str, str]:
    """A WITH and the name in it of the rows that are summed by product group ``g``."""
    if pack.view == "line":
        return line_source(connection, pack, state), "v_line"
    if pack.view == "order":
        return f"{line_source(connection, pack, state)}, parts AS ({order_select('g')})", "parts"
    return row_source(pack, state), "rows"
