"""The rows that may count for a basis, as SQL: one SELECT for each feed, each row with why it is left out.

Columns: feed, id, source_n, key, document, line, day, dealer_n, product_n, group_n, role, amount, quantity, reason,
started (the day of its order, which grace days go by). ``:first`` and ``:last`` are the days looked at; with
``:dealer`` only that dealer's rows. Codes mean what they mean in the figures (``cell_party``, ``cell_goods``).
"""

from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, text

from app.catalog.factors import in_base, unit_join
from app.flows.withheld import is_withheld, key_sql
from app.imports.feeds import SEPARATOR
from app.incentives.policy import Event, Tax
from app.kpi.model import NO_GROUP
from app.kpi.views import has_heads

COLUMNS: Final = (
    "feed", "id", "source_n", "key", "document", "line", "day", "dealer_n", "product_n", "group_n", "role", "amount",
    "quantity", "reason", "started",
)  # fmt: skip
_STATIONS: Final = ("ordered", "shipped", "delivered", "signed", "invoiced")
_ACCEPTED: Final = "coalesce(l.accepted_quantity_e3, l.shipped_quantity_e3 - l.rejected_quantity_e3)"
_QUANTITY: Final = {
    "ordered": "l.ordered_quantity_e3",
    "delivered": f"coalesce({_ACCEPTED}, l.shipped_quantity_e3, l.ordered_quantity_e3)",
    "invoiced": "coalesce(l.shipped_quantity_e3, l.ordered_quantity_e3)",
}
_NO_SALE: Final = ("freight", "gift", "goods_rebate", "exchange", "sample")
_TYPE: Final = " ".join(f"WHEN {{0}}.line_type = '{one}' THEN '{one}'" for one in _NO_SALE)


@dataclass(frozen=True)
class Asked:
    """Which rows are looked for."""

    event: Event
    tax: Tax
    one_dealer: bool = False
    near: bool = False
    """Whether rows are wanted too of which another date lies in the period."""
    withheld: bool = False
    """Whether only order lines of orders with a withheld line are wanted."""


def has_invoices(connection: Connection) -> bool:
    """Whether there are invoices; without any, order lines with an invoice date stand for them."""
    return connection.execute(text("SELECT 1 FROM invoice WHERE current = 1 LIMIT 1")).first() is not None


def selects(connection: Connection, asked: Asked) -> tuple[str, ...]:
    """The SELECTs of all rows for one event: what is sold, and what came back of it."""
    if asked.event == "collected":
        return (_receipts(asked),)
    if asked.event == "stock":
        return (_stock(asked),)
    if asked.event == "sell_out":
        return (_sell_out(asked),)
    heads = has_heads(connection)
    by_invoice = asked.event == "paid" or (asked.event == "invoiced" and has_invoices(connection))
    sold = _invoices(asked) if by_invoice else _lines(asked, heads=heads)
    return sold, _notes(asked), _red_lines(asked, heads=heads), _red_invoices(asked)


def _amount(asked: Asked, alias: str) -> str:
    return f"{alias}.gross_amount_e4" if asked.tax == "gross" else f"{alias}.amount_e4"


def _mine(asked: Asked, code: str) -> str:
    return f" AND {code} IN (SELECT code FROM cell_party WHERE dealer_n = :dealer)" if asked.one_dealer else ""


def _party(code: str, day: str, alias: str) -> str:
    return f"""JOIN cell_party m ON m.source_n = {alias}.source_n AND m.code = {code}
          AND m.from_on <= {day} AND m.to_on > {day}"""


def _goods(day: str, alias: str) -> str:
    return f"""LEFT JOIN cell_goods p ON p.source_n = {alias}.source_n AND p.code = {alias}.product_code
          AND p.from_on <= {day} AND p.to_on > {day}
        {unit_join("cell", unit=f"{alias}.unit", day=day)}"""


_WITHHELD: Final = f"""
    SELECT source_n, substr(key, 1, instr(key, '{SEPARATOR}') - 1) AS order_no FROM withheld
    WHERE feed = 'order_line' AND removed = 0 AND released IS NULL
"""


def waits(*, heads: bool) -> str:
    """The condition that a line's order head has not come yet."""
    return "l.needs_head = 1 AND h.id IS NULL" if heads else "l.needs_head = 1"


def station(event: Event, pick: str) -> str:
    """The day of an order line that puts it into a period; delivered is when it was signed for, else when it came."""
    if event == "delivered":
        return f"coalesce({pick.format('signed_on')}, {pick.format('delivered_on')})"
    return pick.format(f"{event}_on")


def _lines(asked: Asked, *, heads: bool) -> str:
    """Order lines; red ones are returns and stand by themselves."""
    pick = "coalesce(l.{0}, h.{0})" if heads else "l.{0}"
    days = {one: pick.format(f"{one}_on") for one in _STATIONS}
    day, valid = station(asked.event, pick), f"coalesce({', '.join(days.values())}, 0)"
    dated = ("signed", "delivered") if asked.event == "delivered" else (asked.event,)
    looked = _STATIONS if asked.near else dated
    whose = {
        "order_line": _mine(asked, "coalesce(party_code, '')").replace(" IN (", " IN (SELECT '' UNION ALL "),
        "order_head": _mine(asked, "party_code"),
    }
    orders = " UNION ".join(
        f"SELECT source_n, order_no FROM {table} WHERE current = 1 AND {one}_on BETWEEN :first AND :last{whose[table]}"
        for one in looked
        for table in (("order_line", "order_head") if heads else ("order_line",))
    )
    orders = _WITHHELD if asked.withheld else orders
    joined = """LEFT JOIN order_head h ON l.needs_head = 1 AND h.source_n = l.source_n AND h.order_no = l.order_no
          AND h.current = 1""" if heads else ""  # fmt: skip
    seller = pick.format("seller_code")
    return f"""
        SELECT 'order_line' AS feed, l.id, l.source_n, l.order_no || '{SEPARATOR}' || l.line_key AS key,
          coalesce(l.order_no, '') AS document, coalesce(l.line_no, '') AS line, {day} AS day, m.dealer_n, p.product_n,
          coalesce(p.group_n, {NO_GROUP}) AS group_n, 'sale' AS role, {_amount(asked, "l")} AS amount,
          {in_base(_QUANTITY[asked.event], "l.unit")} AS quantity,
          CASE WHEN {pick.format("status")} = 'cancelled' THEN 'cancelled'
               WHEN {waits(heads=heads)} THEN 'no_head'
               WHEN {day} IS NULL THEN 'no_day'
               WHEN p.product_n IS NULL THEN 'unknown_product'
               WHEN EXISTS (SELECT 1 FROM cell_party s WHERE s.source_n = l.source_n AND s.code = {seller}
                            AND s.sells) THEN 'other_seller'
               {_TYPE.format("l")}
               WHEN {is_withheld("order_line", "l")} THEN 'withheld' ELSE '' END AS reason,
          {days["ordered"]} AS started
        FROM (SELECT DISTINCT source_n, order_no FROM ({orders})) t
        CROSS JOIN order_line l INDEXED BY ix_order_line_identity
          ON l.source_n = t.source_n AND l.order_no = t.order_no
        {joined}
        CROSS {_party(pick.format("party_code"), valid, "l")}
        {_goods(valid, "l")}
        WHERE l.current = 1 AND coalesce(l.line_type, '') <> 'red'{" AND m.dealer_n = :dealer" * asked.one_dealer}
          {f"AND {day} BETWEEN :first AND :last" * (not asked.near)}
    """


def _invoices(asked: Asked) -> str:
    """Rows of invoices; red ones that are no returns take their amount back."""
    day = "f.invoiced_on"
    sign = "CASE WHEN f.kind = 'red' THEN -abs({0}) ELSE {0} END"
    return f"""
        SELECT 'invoice' AS feed, f.id, f.source_n, f.key, coalesce(f.invoice_no, '') AS document,
          coalesce(f.line_no, '') AS line, {day} AS day,
          m.dealer_n, p.product_n, coalesce(p.group_n, {NO_GROUP}) AS group_n, 'sale' AS role,
          {sign.format(_amount(asked, "f"))} AS amount,
          {sign.format(f"({in_base('f.quantity_e3', 'f.unit')})")} AS quantity,
          CASE WHEN f.product_code IS NOT NULL AND p.product_n IS NULL THEN 'unknown_product'
               {_TYPE.format("f")} ELSE '' END AS reason,
          coalesce((SELECT min(coalesce(o.ordered_on, h.ordered_on)) FROM order_line o
                    LEFT JOIN order_head h ON h.source_n = o.source_n AND h.order_no = o.order_no AND h.current = 1
                    WHERE o.source_n = f.source_n AND o.order_no = f.order_no AND o.current = 1), {day}) AS started
        FROM invoice f {_party("f.party_code", day, "f")}
        {_goods(day, "f")}
        WHERE f.current = 1 AND {day} BETWEEN :first AND :last
          AND NOT (coalesce(f.kind, '') = 'red' AND coalesce(f.line_type, '') = 'red')
          {_mine(asked, "f.party_code")}{" AND m.dealer_n = :dealer" * asked.one_dealer}
    """


def _notes(asked: Asked) -> str:
    """Return notes (退货单); what was only exchanged is no return."""
    day = "f.returned_on"
    return f"""
        SELECT 'goods_return' AS feed, f.id, f.source_n, f.key, coalesce(f.return_no, '') AS document,
          coalesce(f.line_no, '') AS line, {day} AS day, m.dealer_n, p.product_n,
          coalesce(p.group_n, {NO_GROUP}) AS group_n, 'return' AS role, abs({_amount(asked, "f")}) AS amount,
          abs({in_base("f.quantity_e3", "f.unit")}) AS quantity,
          CASE WHEN f.kind = 'exchange' THEN 'exchange'
               WHEN f.product_code IS NOT NULL AND p.product_n IS NULL THEN 'unknown_product'
               WHEN {is_withheld("goods_return")} THEN 'withheld' ELSE '' END AS reason, {day} AS started
        FROM goods_return f {_party("f.party_code", day, "f")}
        {_goods(day, "f")}
        WHERE f.current = 1 AND {day} BETWEEN :first AND :last
          {_mine(asked, "f.party_code")}{" AND m.dealer_n = :dealer" * asked.one_dealer}
    """


def _red_lines(asked: Asked, *, heads: bool) -> str:
    """Red order lines; the first of their days that is there holds."""
    pick = "coalesce(l.{0}, h.{0})" if heads else "l.{0}"
    days = {one: pick.format(f"{one}_on") for one in _STATIONS}
    valid = f"coalesce({', '.join(days.values())}, 0)"
    day = f"coalesce({', '.join(days[one] for one in ('shipped', 'signed', 'delivered', 'invoiced', 'ordered'))})"
    quantity = f"coalesce(l.shipped_quantity_e3, {_ACCEPTED}, l.ordered_quantity_e3)"
    joined = """LEFT JOIN order_head h ON l.needs_head = 1 AND h.source_n = l.source_n AND h.order_no = l.order_no
          AND h.current = 1""" if heads else ""  # fmt: skip
    return f"""
        SELECT 'order_line' AS feed, l.id, l.source_n, l.order_no || '{SEPARATOR}' || l.line_key AS key,
          coalesce(l.order_no, '') AS document, coalesce(l.line_no, '') AS line, {day} AS day, m.dealer_n, p.product_n,
          coalesce(p.group_n, {NO_GROUP}) AS group_n, 'return' AS role, abs({_amount(asked, "l")}) AS amount,
          abs({in_base(quantity, "l.unit")}) AS quantity,
          CASE WHEN {pick.format("status")} = 'cancelled' THEN 'cancelled'
               WHEN {waits(heads=heads)} THEN 'no_head'
               WHEN p.product_n IS NULL THEN 'unknown_product'
               WHEN x.twice THEN 'told_twice'
               WHEN {is_withheld("order_line", "l")} THEN 'withheld' ELSE '' END AS reason, {day} AS started
        FROM cell_twice x CROSS JOIN order_line l ON l.id = x.id
        {joined}
        {_party(pick.format("party_code"), valid, "l")}
        {_goods(valid, "l")}
        WHERE x.feed = 'order_line' AND l.current = 1 AND {day} BETWEEN :first AND :last
          {" AND m.dealer_n = :dealer" * asked.one_dealer}
    """


def _red_invoices(asked: Asked) -> str:
    """Red invoices of returns: where neither a note nor a red line tells of the goods."""
    day = "f.invoiced_on"
    return f"""
        SELECT 'invoice' AS feed, f.id, f.source_n, f.key, coalesce(f.invoice_no, '') AS document,
          coalesce(f.line_no, '') AS line, {day} AS day,
          m.dealer_n, p.product_n, coalesce(p.group_n, {NO_GROUP}) AS group_n, 'return' AS role,
          abs({_amount(asked, "f")}) AS amount, abs({in_base("f.quantity_e3", "f.unit")}) AS quantity,
          CASE WHEN f.product_code IS NOT NULL AND p.product_n IS NULL THEN 'unknown_product'
               WHEN x.twice THEN 'told_twice' ELSE '' END AS reason, {day} AS started
        FROM cell_twice x CROSS JOIN invoice f ON f.id = x.id
        {_party("f.party_code", day, "f")}
        {_goods(day, "f")}
        WHERE x.feed = 'invoice' AND f.current = 1 AND {day} BETWEEN :first AND :last
          {" AND m.dealer_n = :dealer" * asked.one_dealer}
    """


def _sell_out(asked: Asked) -> str:
    """Sell-out (纯销): what went to other dealers is none, what is not matched to a product waits."""
    day = "f.sold_on"
    resold = """coalesce(f.counterparty_kind = 'dealer', (SELECT max(s.sells AND s.tier <> '') FROM cell_party s
          WHERE s.source_n = f.source_n AND s.from_on <= f.sold_on AND s.to_on > f.sold_on
            AND s.code = coalesce(f.counterparty_code, f.counterparty_name)), 0)"""
    return f"""
        SELECT 'sellout' AS feed, f.id, f.source_n, {key_sql("sellout")} AS key,
          coalesce(f.document_no, '') AS document, coalesce(f.line_no, '') AS line, {day} AS day, m.dealer_n,
          p.product_n, coalesce(p.group_n, {NO_GROUP}) AS group_n, 'sale' AS role, {_amount(asked, "f")} AS amount,
          {in_base("f.quantity_e3", "f.unit")} AS quantity,
          CASE WHEN p.product_n IS NULL THEN 'unknown_product'
               WHEN {resold} THEN 'resold'
               WHEN {is_withheld("sellout")} THEN 'withheld' ELSE '' END AS reason, {day} AS started
        FROM sellout f {_party("f.party_code", day, "f")}
        {_goods(day, "f")}
        WHERE f.current = 1 AND {day} BETWEEN :first AND :last
          {_mine(asked, "f.party_code")}{" AND m.dealer_n = :dealer" * asked.one_dealer}
    """


def _receipts(asked: Asked) -> str:
    """Receipts (回款) with the due date of the invoice that they name; ``quantity`` is that day here."""
    day = "f.received_on"
    due = """(SELECT max(i.due_on) FROM invoice i WHERE i.source_n = f.source_n AND i.current = 1
          AND i.key >= f.invoice_no AND i.key < f.invoice_no || x'7f' AND i.invoice_no = f.invoice_no)"""
    return f"""
        SELECT 'receipt' AS feed, f.id, f.source_n, f.key, coalesce(f.receipt_no, '') AS document,
          coalesce(f.line_no, '') AS line, {day} AS day,
          m.dealer_n, NULL AS product_n, {NO_GROUP} AS group_n, 'sale' AS role, f.amount_e4 AS amount,
          {due} AS quantity, CASE WHEN f.form = 'rebate' THEN 'set_off' ELSE '' END AS reason, {day} AS started
        FROM receipt f {_party("f.party_code", day, "f")}
        WHERE f.current = 1 AND {day} BETWEEN :first AND :last
          {_mine(asked, "f.party_code")}{" AND m.dealer_n = :dealer" * asked.one_dealer}
    """


_WHOLE: Final = "EXISTS (SELECT 1 FROM batch_scope b WHERE b.batch_n = f.batch_n AND b.feed = 'stock')"
"""Whether a stock row stands in a complete list."""
_NAMED: Final = "coalesce(g.product_n, f.source_n || ':' || f.product_code)"
"""What a stock row names: a product under whatever code, or a code that is none's."""


def _stock(asked: Asked) -> str:
    """The newest stock of each dealer and product among those days.

    A complete list speaks for all products of a dealer; one that adds rows, such as a count sheet, for those it names.
    """
    day = "f.as_of_on"
    return f"""
        SELECT 'stock' AS feed, f.id, f.source_n, {key_sql("stock")} AS key, coalesce(f.place_code, '') AS document,
          coalesce(f.lot, '') AS line, {day} AS day, f.dealer_n, p.product_n,
          coalesce(p.group_n, {NO_GROUP}) AS group_n, 'sale' AS role, f.amount_e4 AS amount,
          {in_base("f.quantity_e3", "f.unit")} AS quantity,
          CASE WHEN p.product_n IS NULL THEN 'unknown_product'
               WHEN {is_withheld("stock")} THEN 'withheld' ELSE '' END AS reason, {day} AS started
        FROM (SELECT f.*, m.dealer_n, max({day}) OVER (PARTITION BY m.dealer_n, {_NAMED}) AS named_on,
                max(CASE WHEN {_WHOLE} THEN {day} END) OVER (PARTITION BY m.dealer_n) AS whole_on
              FROM stock f {_party("f.party_code", day, "f")}
              LEFT JOIN cell_goods g ON g.source_n = f.source_n AND g.code = f.product_code
                AND g.from_on <= {day} AND g.to_on > {day}
              WHERE f.current = 1 AND {day} BETWEEN :first AND :last
                {_mine(asked, "f.party_code")}{" AND m.dealer_n = :dealer" * asked.one_dealer}) f
        {_goods(day, "f")}
        WHERE {day} = max(f.named_on, coalesce(f.whole_on, f.named_on))
    """
