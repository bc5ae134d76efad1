"""Lines that are withheld with a reason (暂不计入) and released again; marks hang on the natural key of a line."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import bindparam, select, text
from sqlalchemy.orm import Session

from app.aftersales.feed import GOODS_RETURN
from app.core.errors import UserError
from app.core.journal import create, record_id
from app.flows.model import Withheld
from app.imports.feeds import SEPARATOR, Feed
from app.imports.masters import source_name
from app.inventory.feed import STOCK, STOCK_MOVE
from app.orders.feed import ORDER_LINE
from app.sellout.feed import SELLOUT

FEEDS: Final[Mapping[str, Feed]] = {one.id: one for one in (SELLOUT, ORDER_LINE, STOCK, GOODS_RETURN, STOCK_MOVE)}
"""The feeds whose lines can be withheld."""
FEED_TITLES: Final[Mapping[str, str]] = {name: one.title for name, one in FEEDS.items()}
DAYS: Final[Mapping[str, str]] = {
    "sellout": "f.sold_on", "stock": "f.as_of_on", "goods_return": "f.returned_on",
    "stock_move": "f.moved_on",
    "order_line": "coalesce(f.shipped_on, f.ordered_on)",
}  # fmt: skip
"""The day of a line."""


PRODUCT_CODE: Final = """coalesce((SELECT min(c.code) FROM product_code c WHERE c.product_id = g.id AND c.removed = 0
    AND c.by_hand IS NULL), g.ref)"""
"""What a product ``g`` is called beside its name: its first code in a source, or its reference."""


@dataclass(frozen=True)
class WithheldRow:
    """A mark with the line that it lies on now."""

    ref: str
    feed: str
    key: str
    dealer: str
    day: int | None
    reason: str
    released: str | None
    row: int | None
    """The id of the fact that counts under the key; None where no live batch holds one."""
    product: str = ""
    quantity_e3: int | None = None
    amount_e4: int | None = None
    source_n: int = 0
    dealer_id: str = ""
    product_code: str = ""
    """The product's code as the balance names it; empty where the line names no known product."""


def key_sql(feed: str, alias: str = "f") -> str:
    """The natural key of a row within its source as one text."""
    return f" || '{SEPARATOR}' || ".join(f"{alias}.{one}" for one in FEEDS[feed].identity)


def is_withheld(feed: str, alias: str = "f") -> str:
    """The SQL condition that a row of a feed is withheld."""
    return f"""EXISTS (SELECT 1 FROM withheld w WHERE w.feed = '{feed}' AND w.source_n = {alias}.source_n
        AND w.key = {key_sql(feed, alias)} AND w.removed = 0 AND w.released IS NULL)"""


def withhold_lines(session: Session, *, feed: str, rows: Sequence[int], reason: str) -> list[str]:
    """Withhold the lines of some facts (ids) with a reason; returns the ids of the marks.

    Raises UserError without a reason, and for a feed whose lines cannot be withheld.
    """
    if not reason.strip():
        raise UserError("Say why the lines are withheld.")
    if feed not in FEEDS:
        raise UserError("Lines of “{feed}” cannot be withheld.", feed=feed)
    found = session.execute(
        text(f"""
        SELECT f.source_n, {key_sql(feed)} AS key, {DAYS[feed]} AS day, k.entity_id FROM {feed} f
        LEFT JOIN cell_party m ON m.source_n = f.source_n AND m.code = f.party_code
          AND m.from_on <= coalesce({DAYS[feed]}, 0) AND m.to_on > coalesce({DAYS[feed]}, 0)
        LEFT JOIN numbered k ON k.n = m.dealer_n WHERE f.id IN :rows ORDER BY f.id
    """).bindparams(bindparam("rows", expanding=True)),
        {"rows": list(rows)},
    ).all()
    return [_withhold(session, feed, *row, reason=reason.strip()) for row in found]


def _withhold(
    session: Session, feed: str, source_n: int, key: str, day: int | None, party_id: str | None, *, reason: str
) -> str:
    natural = f"{source_name(session, source_n)}:{feed}:{key}"
    mark = session.get(Withheld, record_id(Withheld, natural))
    if mark is None:
        mark = create(
            session, Withheld, natural_key=natural, source_n=source_n, feed=feed, key=key, party_id=party_id,
            day_on=day, reason=reason, released=None,
        )  # fmt: skip
    elif mark.released is not None or mark.removed:
        mark.reason, mark.released, mark.removed = reason, None, False
    return mark.id


def release_lines(session: Session, *, refs: Sequence[str], reason: str) -> None:
    """Let withheld lines count again, by their references; raises UserError without a reason or for an unknown one."""
    if not reason.strip():
        raise UserError("Say why the lines are released.")
    marks = {one.ref: one for one in session.scalars(select(Withheld).where(Withheld.ref.in_(list(refs))))}
    for ref in refs:
        if ref not in marks or marks[ref].released is not None or marks[ref].removed:
            raise UserError("{ref} is not withheld.", ref=ref)
        marks[ref].released = reason.strip()


def list_withheld(session: Session, *, released: bool = False) -> list[WithheldRow]:
    """The marks with the lines that count under them now, newest day first; ``released`` adds those released again."""
    found: list[WithheldRow] = []
    for feed in FEEDS:
        rows = session.execute(
            text(f"""
            SELECT w.ref, w.feed, w.key, coalesce(p.name, ''), w.day_on, w.reason, w.released, f.id,
                   coalesce(g.name, f.product_code, ''), f.{_quantity(feed)}, f.amount_e4, w.source_n,
                   coalesce(w.party_id, ''),
                   coalesce({PRODUCT_CODE}, '')
            FROM withheld w LEFT JOIN party p ON p.id = w.party_id
            LEFT JOIN {feed} f ON f.source_n = w.source_n AND {_same(feed)} AND f.current = 1
            LEFT JOIN cell_goods q ON q.source_n = f.source_n AND q.code = f.product_code
              AND q.from_on <= coalesce(w.day_on, 0) AND q.to_on > coalesce(w.day_on, 0)
            LEFT JOIN numbered k ON k.n = q.product_n LEFT JOIN product g ON g.id = k.entity_id
            WHERE w.feed = '{feed}' AND w.removed = 0 AND (w.released IS NULL OR :released)
        """),
            {"released": released},
        )
        found += [WithheldRow(*row) for row in rows]
    return sorted(found, key=lambda one: (one.released is not None, -(one.day or 0), one.dealer, one.ref))


def _quantity(feed: str) -> str:
    return "ordered_quantity_e3" if feed == "order_line" else "quantity_e3"


def _same(feed: str) -> str:
    """The condition that a fact ``f`` has the key of a mark ``w``: by the index where the key is one column."""
    if FEEDS[feed].identity == ("key",):
        return "f.key = w.key"
    first, _ = FEEDS[feed].identity
    cut = f"instr(w.key, '{SEPARATOR}')"
    return f"f.{first} = substr(w.key, 1, {cut} - 1) AND f.line_key = substr(w.key, {cut} + 1)"
