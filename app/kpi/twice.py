"""Each return once: which red lines and red invoices tell of goods that a return note tells of too.

A return note (退货单) says most, its kind above all, so that it counts; a red line of an order counts where no note
tells of it, a red invoice where neither does. Two tell of the same goods where one names the number of the other, or,
without such a number, where dealer, product, quantity, amount and month agree; of three red lines alike and two notes
one line is left.
"""

from typing import Final

from sqlalchemy import Connection, text

from app.aftersales.feed import GOODS_RETURN
from app.catalog.factors import in_base, unit_join
from app.finance.feed import INVOICE
from app.kpi.measures import RED
from app.kpi.views import LINE_COLUMNS, State, has_heads, line_select

FEEDS: Final = frozenset({"order_line", "order_head", "invoice", "goods_return"})
"""Facts by which something may be told twice."""
_RED: Final = (("order_line", "line_type = 'red'"), ("invoice", "kind = 'red' AND line_type = 'red'"))


def find_all(connection: Connection, state: State, *, lines: bool = True) -> None:
    """Fill the temporary table ``new_twice`` anew; ``lines`` says whether any order line may be a red one."""
    _make(connection)
    for feed, red in _RED:
        if lines or feed != "order_line":
            connection.execute(text(f"INSERT INTO new_twice SELECT '{feed}', id, 0 FROM {feed} WHERE {red}"))
    _find(connection, state)


def follow(connection: Connection, state: State, batch_n: int | None, *, changed: bool) -> None:
    """The same out of what was kept and what came with a batch; unless something ``changed`` it stays as it was."""
    _make(connection)
    connection.execute(text("INSERT INTO new_twice SELECT * FROM cell_twice"))
    if not changed:
        return
    for feed, red in _RED:
        came = f"INSERT OR IGNORE INTO new_twice SELECT '{feed}', id, 0 FROM {feed} WHERE batch_n = :batch AND {red}"
        connection.execute(text(came), {"batch": batch_n})
    connection.execute(text("UPDATE new_twice SET twice = 0 WHERE twice = 1"))
    _find(connection, state)


CHANGED: Final = """
    INSERT OR IGNORE INTO cell_touched
    SELECT feed, id FROM (SELECT * FROM new_twice EXCEPT SELECT * FROM cell_twice)
"""
"""What is told twice now and was not, or the other way round."""


def keep(connection: Connection) -> None:
    """What the cells are computed with from now on."""
    connection.execute(text("DELETE FROM cell_twice"))
    connection.execute(text("INSERT INTO cell_twice SELECT * FROM new_twice"))


def _make(connection: Connection) -> None:
    connection.execute(text("DROP TABLE IF EXISTS temp.new_twice"))
    connection.execute(
        text("CREATE TEMP TABLE new_twice(feed TEXT, id INT, twice INT, PRIMARY KEY(feed, id)) WITHOUT ROWID")
    )


def _find(connection: Connection, state: State) -> None:
    if connection.execute(text("SELECT 1 FROM new_twice LIMIT 1")).first() is None:
        return
    for name, columns in (("note", _TOLD), ("red", f"id INT, {_TOLD}, named TEXT")):
        connection.execute(text(f"DROP TABLE IF EXISTS temp.told_{name}"))
        connection.execute(text(f"CREATE TEMP TABLE told_{name}({columns})"))
    connection.execute(text("CREATE INDEX temp.ix_told_note ON told_note(document)"))
    connection.execute(text(f"INSERT INTO told_note {_notes(state)}"))
    alone = "SELECT 1 FROM told_note UNION ALL SELECT 1 FROM new_twice WHERE feed = 'invoice' LIMIT 1"
    if connection.execute(text(alone)).first() is None:
        return
    _red_lines(connection, state)
    connection.execute(text(_SAME), {"feed": "order_line"})
    connection.execute(text(_LINES_TELL))
    connection.execute(text("DELETE FROM told_red"))
    connection.execute(text(f"INSERT INTO told_red {_red_invoices(state)}"))
    connection.execute(text(_SAME), {"feed": "invoice"})


_MONTH: Final = "strftime('%Y%m', {} * 86400, 'unixepoch')"
_QUANTITY: Final = in_base("f.quantity_e3", "f.unit")
_TOLD: Final = "dealer_n INT, product_n INT, quantity INT, amount INT, month TEXT, document TEXT"


def _notes(state: State) -> str:
    return f"""
        SELECT m.dealer_n, p.product_n, abs({_QUANTITY}), abs(f.amount_e4), {_MONTH.format("f.returned_on")},
          f.return_no
        FROM goods_return f JOIN {state.party} m ON m.source_n = f.source_n AND m.code = f.party_code
          AND m.from_on <= f.returned_on AND m.to_on > f.returned_on
        LEFT JOIN {state.product} p ON p.source_n = f.source_n AND p.code = f.product_code
          AND p.from_on <= f.returned_on AND p.to_on > f.returned_on
        {unit_join(state.maps, unit="f.unit", day="f.returned_on")}
        WHERE {state.counts("f", GOODS_RETURN)}
    """


def _red_lines(connection: Connection, state: State) -> None:
    """The red lines that count, as the cells see them, with their own order's number and the one that they name."""
    connection.execute(text("DROP TABLE IF EXISTS temp.told_order"))
    connection.execute(
        text("""
        CREATE TEMP TABLE told_order AS
        SELECT row_number() OVER () AS o, source_n, order_no FROM (
            SELECT DISTINCT l.source_n, l.order_no FROM new_twice n JOIN order_line l ON l.id = n.id
            WHERE n.feed = 'order_line')
    """)
    )
    lines = line_select(state, heads=has_heads(connection), orders="temp.told_order", twice=False)
    connection.execute(
        text(f"""
        INSERT INTO told_red
        WITH v({", ".join(LINE_COLUMNS)}) AS ({lines})
        SELECT v.id, v.dealer_n, p.product_n, abs(coalesce(v.shipped_q, v.accepted_q, v.ordered_q)), abs(v.amount),
          {_MONTH.format("v.reversed")}, l.order_no, l.ref_no
        FROM v JOIN order_line l ON l.id = v.id
        JOIN {state.product} p ON p.source_n = l.source_n AND p.code = l.product_code
          AND p.from_on <= coalesce(v.reversed, 0) AND p.to_on > coalesce(v.reversed, 0) WHERE v.kind = {RED}
    """)
    )


_LINES_TELL: Final = """
    INSERT INTO told_note
    SELECT dealer_n, product_n, quantity, amount, month, document FROM told_red
    WHERE id NOT IN (SELECT id FROM new_twice WHERE feed = 'order_line' AND twice = 1)
    UNION ALL SELECT DISTINCT dealer_n, NULL, NULL, NULL, NULL, named FROM told_red WHERE named IS NOT NULL
"""
"""To red invoices the red lines that count tell of returns as notes do, by both numbers."""


def _red_invoices(state: State) -> str:
    return f"""
        SELECT f.id, m.dealer_n, p.product_n, abs({_QUANTITY}), abs(f.amount_e4), {_MONTH.format("f.invoiced_on")},
          f.order_no, f.ref_no
        FROM new_twice n JOIN invoice f ON f.id = n.id
        JOIN {state.party} m ON m.source_n = f.source_n AND m.code = f.party_code
          AND m.from_on <= f.invoiced_on AND m.to_on > f.invoiced_on
        LEFT JOIN {state.product} p ON p.source_n = f.source_n AND p.code = f.product_code
          AND p.from_on <= f.invoiced_on AND p.to_on > f.invoiced_on
        {unit_join(state.maps, unit="f.unit", day="f.invoiced_on")}
        WHERE n.feed = 'invoice' AND {state.counts("f", INVOICE)}
    """


_SAME: Final = """
    WITH marked AS (
        SELECT r.*, EXISTS (SELECT 1 FROM told_note t WHERE t.document IN (r.named, r.document)
                            AND t.dealer_n = r.dealer_n) AS by_number
        FROM told_red r
    ), placed AS (
        SELECT marked.*, row_number() OVER (PARTITION BY dealer_n, product_n, quantity, amount, month
                                            ORDER BY by_number DESC, id) AS place
        FROM marked
    ), alike AS (
        SELECT dealer_n, product_n, quantity, amount, month, count(*) AS n FROM told_note
        WHERE product_n IS NOT NULL AND amount IS NOT NULL GROUP BY 1, 2, 3, 4, 5
    )
    UPDATE new_twice SET twice = 1 WHERE feed = :feed AND id IN (
        SELECT placed.id FROM placed
        LEFT JOIN alike ON alike.dealer_n = placed.dealer_n AND alike.product_n = placed.product_n
          AND alike.quantity IS placed.quantity AND alike.amount = placed.amount AND alike.month = placed.month
        WHERE by_number = 1 OR place <= alike.n
    )
"""
