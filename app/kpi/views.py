"""Fact views: how stored rows become rows with a dealer, a product group, dates and whole numbers.

A view is made for a *state*: the facts that count now, or those that counted before a batch came or went. The
difference of the two, over what was touched, is what a recompute adds to the cells.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from sqlalchemy import Connection, text

from app.aftersales.feed import COMPLAINT, GOODS_RETURN
from app.catalog.factors import in_base, price_on, report_factor, rounded, unit_join
from app.core.formula import parse_condition
from app.finance.feed import INVOICE, RECEIPT, RECEIPT_FORMS, RECEIVABLE
from app.imports.current import counted_then, then_batches
from app.imports.feeds import Feed
from app.inventory.feed import STOCK, STOCK_MOVE
from app.kpi.frame import to_sql
from app.kpi.measures import GOODS
from app.kpi.model import BY_DEALER, LINE_KINDS, NO_GROUP
from app.orders.feed import ORDER_HEAD, ORDER_LINE
from app.planning.feed import TARGET
from app.quality.feed import SURVEY_ANSWER
from app.sellout.feed import SELLOUT

REVIEW_LIMIT_DAYS: Final = 2
"""审核及时: 48 clock hours from the receipt of the order."""
FEEDS: Final = (
    ORDER_HEAD, ORDER_LINE, SELLOUT, GOODS_RETURN, COMPLAINT, SURVEY_ANSWER, TARGET, STOCK, RECEIVABLE, INVOICE,
    RECEIPT,
)  # fmt: skip
"""The feeds of which cells are made."""
BY_ID: Final[Mapping[str, Feed]] = MappingProxyType({feed.id: feed for feed in (*FEEDS, STOCK_MOVE)})
"""Every feed whose rows are shown behind a figure; stock movements stand behind balances alone."""


@dataclass(frozen=True)
class State:
    """Which facts count and by which codes: ``sign`` is +1 for what is now, -1 for what was."""

    sign: int
    maps: str
    """What the names of the tables begin with that facts are looked up in: ``cell`` or ``temp.new``."""

    @property
    def before(self) -> str:
        """What stands before the other parts of a WITH that the conditions need."""
        return ""

    @property
    def party(self) -> str:
        """The codes of parties."""
        return f"{self.maps}_party"

    @property
    def product(self) -> str:
        """The codes of products."""
        return f"{self.maps}_goods"

    def counts(self, alias: str, feed: Feed) -> str:
        """The condition under which a row counts in this state; ``cell_flipped`` names rows whose flag changed."""
        if self.sign > 0:
            return f"{alias}.current = 1"
        changed = f"EXISTS (SELECT 1 FROM temp.cell_flipped x WHERE x.feed = '{feed.id}' AND x.id = {alias}.id)"
        return f"{alias}.current <> {changed}"


@dataclass(frozen=True)
class Then(State):
    """Which facts counted when a transaction was the last one, by the codes of now."""

    tx: int

    @property
    def before(self) -> str:
        """The batches of then."""
        return f"then_batch AS MATERIALIZED ({then_batches(self.tx)}),"

    def counts(self, alias: str, feed: Feed) -> str:
        """The condition under which a row counted."""
        return counted_then(feed, alias, "then_batch")


LISTED: Final = "temp.cell_order"
_GOODS: Final = to_sql(parse_condition(GOODS).root)
LINE_COLUMNS: Final = (
    "o", "g", "id", "dealer_n", "ordered", "received", "reviewed", "corrected", "promised", "shipped", "delivered",
    "signed", "invoiced", "ordered_q", "shipped_q", "accepted_q", "rejected_q", "amount", "open", "documents",
    "condition", "ship_days", "cycle_days", "in_full", "gross", "kind", "guessed", "reversed", "twice", "report_f",
    "with_tax",
)  # fmt: skip


def has_heads(connection: Connection) -> bool:
    """Whether there is any order head: without one the lines are not joined with them."""
    return connection.execute(text("SELECT 1 FROM order_head LIMIT 1")).first() is not None


def _bit(feed: Feed, *fields: str) -> int:
    """The bits of ``estimated`` that mark these fields as stand-ins (推算)."""
    names = [one.name for one in feed.fields]
    return sum(1 << names.index(name) for name in fields)


def _moment(column: str, *, pick: str) -> str:
    """A day and its minute as one ordered number: 1441 x day + minute + 1, where 0 stands for an unknown minute."""
    return f"{pick.format(column + '_on')} * 1441 + coalesce({pick.format(column + '_min')} + 1, 0)"


def line_select(state: State, *, heads: bool, orders: str = LISTED, twice: bool = True, units: bool = True) -> str:
    """The lines of the orders listed in a table (o, source_n, order_no), as a SELECT with the columns of ``v_line``.

    Whether a return is told ``twice`` is looked up unless that is found out; without ``units`` there are no quantities.
    """
    told = f"""CASE l.line_type WHEN 'red' THEN EXISTS (SELECT 1 FROM {state.maps}_twice x
            WHERE x.feed = 'order_line' AND x.id = l.id AND x.twice = 1) ELSE 0 END"""
    pick = "coalesce(l.{0}, h.{0})" if heads else "l.{0}"
    guess = "(l.estimated | coalesce(h.estimated, 0))" if heads else "l.estimated"
    day = {name: pick.format(f"{name}_on") for name in ("ordered", "shipped", "delivered", "signed", "invoiced")}
    valid_on = f"coalesce({', '.join(day.values())}, 0)"
    start = f"coalesce({day['ordered']}, {day['shipped']})"
    return f"""
        SELECT t.o, p.group_n, l.id, m.dealer_n, {day["ordered"]}, {_moment("received", pick=pick)},
          {_moment("reviewed", pick=pick)}, {_moment("corrected", pick=pick)},
          coalesce({pick.format("promised_first_on")}, {_standard(state, start)}),
          {day["shipped"]}, {day["delivered"]}, {day["signed"]}, {day["invoiced"]},
          {", ".join(in_base(one, "l.unit") if units else "NULL" for one in _QUANTITIES)}, l.amount_e4,
          coalesce({pick.format("status")}, 'open') IN ('open', 'shipped'),
          {pick.format("documents_ok")}, {pick.format("condition_ok")},
          CASE WHEN {guess} & {_bit(ORDER_LINE, "ordered", "shipped")} = 0 THEN {day["shipped"]} - {day["ordered"]} END,
          CASE WHEN {guess} & {_bit(ORDER_LINE, "ordered", "delivered")} = 0
               THEN {day["delivered"]} - {day["ordered"]} END,
          coalesce({_ACCEPTED}, l.shipped_quantity_e3) >= l.ordered_quantity_e3,
          l.gross_amount_e4, {_kind(state, "l.line_type", pick.format("seller_code"))},
          {pick.format("promised_first_on")} IS NULL AND {_standard(state, start)} IS NOT NULL,
          {_REVERSED.format(**day)}, {told if twice else "0"}, {report_factor(state.maps, day=valid_on)},
          coalesce(l.tax_basis, '') = 'gross'
        FROM {orders} t
        CROSS JOIN order_line l INDEXED BY ix_order_line_identity
          ON l.source_n = t.source_n AND l.order_no = t.order_no
        {_head_join(state) if heads else ""}
        CROSS JOIN {state.party} m ON m.source_n = t.source_n AND m.code = {pick.format("party_code")}
          AND m.from_on <= {valid_on} AND m.to_on > {valid_on}
        CROSS JOIN {state.product} p ON p.source_n = t.source_n AND p.code = l.product_code
          AND p.from_on <= {valid_on} AND p.to_on > {valid_on}
        {unit_join(state.maps, unit="l.unit", day=valid_on) if units else ""}
        WHERE {state.counts("l", ORDER_LINE)}
          AND (l.needs_head = 0 {"OR h.id IS NOT NULL" if heads else ""})
          AND coalesce({pick.format("status")}, '') <> 'cancelled'
    """


_ACCEPTED: Final = "coalesce(l.accepted_quantity_e3, l.shipped_quantity_e3 - l.rejected_quantity_e3)"
_REJECTED: Final = "coalesce(l.rejected_quantity_e3, l.shipped_quantity_e3 - l.accepted_quantity_e3)"
_QUANTITIES: Final = ("l.ordered_quantity_e3", "l.shipped_quantity_e3", _ACCEPTED, _REJECTED)  # in the line's unit
_REVERSED: Final = "coalesce({shipped}, {signed}, {delivered}, {invoiced}, {ordered})"
"""The day of a red line: none of its dates is the rule, so that the first that is there holds."""


def _kind(state: State, line_type: str, seller: str) -> str:
    """What a line counts as: its type, apart where another dealer sold it."""
    cases = " ".join(f"WHEN '{name}' THEN {number}" for number, name in enumerate(LINE_KINDS, 1))
    return f"""CASE {line_type} {cases} ELSE 1 END + CASE WHEN {seller} IS NULL THEN 0 ELSE {BY_DEALER} * coalesce(
          (SELECT max(s.sells) FROM {state.party} s WHERE s.source_n = t.source_n AND s.code = {seller}), 0) END"""


def _standard(state: State, start: str) -> str:
    """Where nothing was promised: the day by the lead time to the dealer's area, which is a stand-in (推算)."""
    return f"""(SELECT {start} + w.days FROM {state.maps}_lane w
            WHERE w.dealer_n = m.dealer_n AND w.from_on <= {start} AND w.to_on > {start})"""


def _head_join(state: State) -> str:
    return f"""LEFT JOIN order_head h ON l.needs_head = 1 AND h.source_n = t.source_n AND h.order_no = t.order_no
          AND {state.counts("h", ORDER_HEAD)}"""


def head_select(state: State, orders: str = LISTED) -> str:
    """Orders of which there is only the head, as a SELECT: their group 0 is no product group."""
    valid_on = "coalesce(h.ordered_on, h.shipped_on, h.delivered_on, 0)"
    standard = _standard(state, "coalesce(h.ordered_on, h.shipped_on)")
    return f"""
        SELECT t.o, 0, h.id, m.dealer_n, h.ordered_on, {_moment("received", pick="h.{0}")},
          {_moment("reviewed", pick="h.{0}")}, {_moment("corrected", pick="h.{0}")},
          coalesce(h.promised_first_on, {standard}), h.shipped_on,
          h.delivered_on, h.signed_on, h.invoiced_on, NULL, NULL, NULL, NULL, h.amount_e4,
          coalesce(h.status, 'open') IN ('open', 'shipped'), h.documents_ok, h.condition_ok,
          CASE WHEN h.estimated & {_bit(ORDER_HEAD, "ordered", "shipped")} = 0 THEN h.shipped_on - h.ordered_on END,
          CASE WHEN h.estimated & {_bit(ORDER_HEAD, "ordered", "delivered")} = 0
               THEN h.delivered_on - h.ordered_on END,
          NULL, NULL, {_kind(state, "NULL", "h.seller_code")}, h.promised_first_on IS NULL AND {standard} IS NOT NULL,
          NULL, 0, NULL, 0
        FROM {orders} t
        CROSS JOIN order_head h ON h.source_n = t.source_n AND h.order_no = t.order_no
        CROSS JOIN {state.party} m ON m.source_n = t.source_n AND m.code = h.party_code
          AND m.from_on <= {valid_on} AND m.to_on > {valid_on}
        WHERE {state.counts("h", ORDER_HEAD)} AND coalesce(h.status, '') <> 'cancelled'
          AND NOT EXISTS (SELECT 1 FROM order_line l WHERE l.source_n = t.source_n AND l.order_no = t.order_no
                          AND {state.counts("l", ORDER_LINE)})
    """


def _known(column: str) -> str:
    """True of an order if true of every line, false if false of any, else unknown."""
    return f"CASE WHEN min({column}) = 0 THEN 0 WHEN count({column}) = count(*) THEN 1 END"


def order_select(group: str, lines: str = "v_line") -> str:
    """Whole orders (``'0'``) or their parts by product group (``'g'``) out of their lines, as a SELECT."""
    on_time = _known("CASE WHEN delivered IS NOT NULL THEN delivered <= promised END")
    whole = "CASE WHEN count({0}) = count(*) THEN max({0}) END"
    inner = f"""
        SELECT o, min(dealer_n) AS dealer_n, {group} AS g, min(ordered) AS ordered,
          {whole.format("shipped")} AS shipped, {whole.format("delivered")} AS delivered,
          min(received) AS received, max(reviewed) AS reviewed,
          max(corrected) AS corrected, max(guessed) AS guessed, {on_time} AS on_time, {_known("in_full")} AS in_full,
          {_known("documents")} AS documents, {_known("condition")} AS condition,
          CASE WHEN count(ship_days) = count(*) THEN max(shipped) - min(ordered) END AS ship_days,
          CASE WHEN count(cycle_days) = count(*) THEN max(delivered) - min(ordered) END AS cycle_days
        FROM {lines} WHERE {_GOODS}{" AND g > 0" if group == "g" else ""} GROUP BY o{", g" if group == "g" else ""}
    """
    start = "coalesce(received, CASE WHEN reviewed IS NOT NULL THEN ordered * 1441 END)"
    return f"""
        SELECT o, dealer_n, g, ordered, shipped, delivered, guessed, on_time, in_full, ship_days, cycle_days,
          CASE WHEN on_time IS NOT NULL AND in_full IS NOT NULL THEN on_time AND in_full END AS otif,
          CASE WHEN on_time IS NOT NULL AND in_full IS NOT NULL AND documents IS NOT NULL AND condition IS NOT NULL
               THEN on_time AND in_full AND documents AND condition END AS perfect,
          {start} / 1441 + {REVIEW_LIMIT_DAYS} AS review_due, reviewed / 1441 AS reviewed,
          coalesce({_in_time(start)}, 0) AS in_time,
          coalesce(corrected > reviewed OR (corrected / 1441 = reviewed / 1441
                   AND 0 IN (corrected % 1441, reviewed % 1441)), 0) AS corrected
        FROM ({inner})
    """


def _in_time(start: str) -> str:
    """Within 48 hours by the minute where both minutes are known, else by the day."""
    return f"""CASE WHEN 0 IN ({start} % 1441, reviewed % 1441)
        THEN reviewed / 1441 <= {start} / 1441 + {REVIEW_LIMIT_DAYS}
        ELSE reviewed <= {start} + {REVIEW_LIMIT_DAYS} * 1441 END"""


@dataclass(frozen=True)
class RowView:
    """A view with one row for each row of one feed."""

    feed: Feed
    day: str
    columns: str
    product: bool = True
    units: bool = False
    """Whether its quantity is in the unit that the row names."""
    worth: bool = False
    """Whether its quantity is told at the list price of its day too: what unlike units have in common."""
    own: bool = False
    """Whether rows without a dealer are our own (dealer 0)."""
    beside: Callable[[State], str] = lambda _: ""
    """What is joined beside the dealer ``m`` and the product ``p``."""


def _adjusted(state: State) -> str:
    """The targets that were adjusted: the original of the same dealer, group, month and KPI gives way."""
    return f"""LEFT JOIN (
            SELECT DISTINCT am.dealer_n AS dealer, a.month_on AS month, coalesce(a.kpi, '') AS kpi,
              coalesce(a.group_code, '') AS group_code
            FROM target a JOIN {state.party} am ON am.source_n = a.source_n AND am.code = a.party_code
              AND am.from_on <= a.month_on AND am.to_on > a.month_on
            WHERE a.version = 'adjusted' AND {state.counts("a", TARGET)}
        ) a ON a.dealer = m.dealer_n AND a.month = f.month_on AND a.kpi = coalesce(f.kpi, '')
          AND a.group_code = coalesce(f.group_code, '')"""


_BASE: Final = in_base("f.quantity_e3", "f.unit")
_FORM: Final = f"""(CASE coalesce(f.form, '') {
    " ".join(f"WHEN '{name}' THEN {number}" for number, (name, _) in enumerate(RECEIPT_FORMS, 1))
} ELSE 1 END)"""
"""A receipt that does not say how the money came is a transfer."""
ROW_VIEWS: Final[Mapping[str, RowView]] = MappingProxyType(
    {
        "sellout": RowView(
            SELLOUT, "sold_on",
            "f.sold_on AS sold, coalesce(f.counterparty_kind = 'dealer', (SELECT max(s.sells AND s.tier <> '')"
            " FROM {party} s WHERE s.source_n = f.source_n AND s.from_on <= f.sold_on AND s.to_on > f.sold_on"
            " AND s.code = coalesce(f.counterparty_code, f.counterparty_name)), 0) AS resold, f.amount_e4 AS amount",
            units=True, worth=True,
        ),
        "goods_return": RowView(
            GOODS_RETURN, "returned_on",
            "f.returned_on AS returned, coalesce(f.kind, '') = 'exchange' AS exchanged, coalesce(f.kind, '') = 'expiry'"
            " AS expired, coalesce(f.kind, '') = 'quality' AS faulty, f.amount_e4 AS amount",
            units=True,
        ),
        "complaint": RowView(COMPLAINT, "received_on", "f.received_on AS received"),
        "survey_answer": RowView(
            SURVEY_ANSWER, "answered_on",
            "f.answered_on AS answered, f.question = 'csat' AS csat, f.score", product=False,
        ),
        "target": RowView(
            TARGET, "month_on",
            "f.month_on AS month, f.kpi = 'net_amount' AS sales, f.kpi = 'sell_out' AS sell_out,"
            " f.kpi = 'collection' AS collection, f.kpi IN ('net_amount', 'quantity') AS units, f.amount_e4 AS amount,"
            " f.quantity_e3 AS quantity, coalesce(f.version, '') = 'adjusted' AS adjusted,"
            " coalesce(f.version, '') = 'adjusted' OR a.month IS NULL AS effective",
            product=False, beside=_adjusted,
        ),
        "stock": RowView(
            STOCK, "as_of_on",
            "f.source_n, f.as_of_on AS as_of, f.expiry_on AS expiry, f.amount_e4 AS amount,"
            " f.source_n || ':' || f.place_code AS list_key, p.product_n, p.near_days, m.tier",
            own=True, units=True, worth=True,
        ),
        "receivable": RowView(
            RECEIVABLE, "as_of_on",
            "f.as_of_on AS as_of, coalesce(f.due_on, f.as_of_on) AS due, f.amount_e4 AS amount, f.source_n AS list_key,"
            " CASE WHEN f.amount_e4 > 0 AND m.prepays = 0 THEN f.amount_e4 ELSE 0 END AS owed, m.prepays",
            product=False,
        ),
        "invoice": RowView(
            INVOICE, "invoiced_on",
            "f.invoiced_on AS invoiced, coalesce(f.kind, '') = 'red' AS red,"
            " coalesce(f.kind, '') = 'red' AND coalesce(f.line_type, '') = 'red' AS returns,"
            " f.amount_e4 AS amount, f.gross_amount_e4 AS gross, coalesce(x.twice, 0) AS twice",
            units=True,
            beside=lambda state: f"LEFT JOIN {state.maps}_twice x ON x.feed = 'invoice' AND x.id = f.id",
        ),
        "receipt": RowView(
            RECEIPT, "received_on",
            f"f.received_on AS received, {_FORM} AS form, f.amount_e4 AS amount,"
            f" CASE WHEN {_FORM} IN (2, 3) THEN f.matures_on ELSE f.received_on END AS matured",
            product=False,
        ),
    }
)  # fmt: skip
"""``stock_check`` is made from the rows of ``stock``; ``line`` and ``order`` have their own makers."""


def make_lists(connection: Connection, name: str, state: State, *, touched: bool) -> None:
    """Fill ``v_<name>`` with the rows of lists: all of them, or only those in ``cell_touched``."""
    view = ROW_VIEWS[name]
    connection.execute(text(f"DROP TABLE IF EXISTS temp.v_{name}"))
    connection.execute(text(f"CREATE TEMP TABLE v_{name} AS {row_select(name, view, state, touched=touched)}"))
    if name == "stock":
        connection.execute(text("DROP TABLE IF EXISTS temp.v_stock_check"))
        connection.execute(text(f"CREATE TEMP TABLE v_stock_check AS {stock_check_select(state)}"))


def row_select(name: str, view: RowView, state: State, *, touched: bool) -> str:
    """The rows of one feed as a SELECT with dealer, product group and the view's columns."""
    table, day = view.feed.table, f"f.{view.day}"
    dealer, wanted = "m.dealer_n", state.counts("f", view.feed)
    if view.own:
        dealer, wanted = "coalesce(m.dealer_n, 0)", f"{wanted} AND (f.party_code IS NULL OR m.code IS NOT NULL)"
    group, product = str(NO_GROUP), ""
    if view.product or name == "target":
        group = f"coalesce(p.group_n, {NO_GROUP})"
        code, source = ("f.group_code", "0") if name == "target" else ("f.product_code", "f.source_n")
        product = f"""LEFT JOIN {state.product} p ON p.source_n = {source} AND p.code = {code}
          AND p.from_on <= {day} AND p.to_on > {day}"""
    if view.product:
        wanted += " AND (f.product_code IS NULL OR p.code IS NOT NULL)"
    rows = f"{table} f"
    if touched:
        rows = f"temp.cell_touched t CROSS JOIN {table} f ON f.id = t.id AND t.feed = '{view.feed.id}'"
    columns = view.columns.format(party=state.party)
    if view.worth:
        columns += f", {rounded(f'({_BASE}) * {price_on(state.maps, day=day)}', '100000')} AS worth"
    if view.units:
        columns += f", {_BASE} AS quantity, {report_factor(state.maps, day=day)} AS report_f"
        product += f" {unit_join(state.maps, unit='f.unit', day=day)}"
    return f"""
        SELECT f.id, {dealer} AS dealer_n, {group} AS g, {columns} FROM {rows}
        {"LEFT" if view.own else "CROSS"} JOIN {state.party} m ON m.source_n = f.source_n AND m.code = f.party_code
          AND m.from_on <= {day} AND m.to_on > {day}
        {product} {view.beside(state)} WHERE {wanted}
    """


def stock_check_select(state: State) -> str:
    """Each dealer's list against each product that must be in stock: what the list lacks is an observation of zero."""
    return f"""
        SELECT l.dealer_n, w.group_n AS g, l.as_of, coalesce(s.quantity, 0) AS quantity
        FROM (SELECT DISTINCT source_n, dealer_n, tier, as_of FROM v_stock WHERE dealer_n > 0) l
        JOIN {state.maps}_must w ON w.dealer_n IN (0, l.dealer_n) AND w.tier IN ('', l.tier)
          AND w.from_on <= l.as_of AND w.to_on > l.as_of
        LEFT JOIN (SELECT source_n, dealer_n, as_of, product_n, sum(quantity) AS quantity FROM v_stock
                   GROUP BY source_n, dealer_n, as_of, product_n) s
          ON s.source_n = l.source_n AND s.dealer_n = l.dealer_n AND s.as_of = l.as_of AND s.product_n = w.product_n
        GROUP BY l.source_n, l.dealer_n, l.as_of, w.product_n
    """


def definition(state: State) -> str:
    """The SQL of all views as one text: the cells depend on every word of it."""
    lines = [line_select(state, heads=True), head_select(state), *map(order_select, "0g"), stock_check_select(state)]
    rows = [row_select(name, view, state, touched=False) for name, view in ROW_VIEWS.items()]
    return "\n".join(lines + rows)
