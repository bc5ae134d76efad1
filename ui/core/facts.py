"""Facts as a table of any length: dates, quantities, amount, file and row of whatever feed."""

from array import array
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

from app.core.db import Database
from app.core.money import AMOUNT_SCALE, PRICE_SCALE
from app.core.texts import N_, Text, texts
from app.kpi.drill import FactRow, fetch
from ui.core.choices import choice_title
from ui.core.table_columns import Column, Kind

if TYPE_CHECKING:
    from app.imports.feeds import Feed, Field
    from ui.core.words import Words

_KINDS: Final[Mapping[str, Kind]] = {
    "day": "date", "month": "date", "moment": "date", "quantity": "quantity", "number": "number",
}  # fmt: skip
_SHOWN: Final = {
    "order_line": ("order_no", "shipped", "shipped_quantity", "amount", "ordered", "delivered"),
    "stock": ("as_of", "place_code", "lot", "expiry", "quantity", "amount"),
    "receivable": ("as_of", "document_no", "invoiced", "due", "amount"),
    "sellout": ("sold", "counterparty_name", "lot", "quantity", "price", "amount"),
    "goods_return": ("returned", "order_no", "quantity", "amount", "kind", "reason"),
    "stock_move": ("moved", "kind", "document_no", "counterparty_name", "lot", "quantity", "unit"),
}  # fmt: skip
"""The fields of a feed that are in sight at first, what matters most before the rest; of other feeds all are."""
_SERVED: Final = ("order_no", "promised_first", "shipped", "delivered", "ordered_quantity", "shipped_quantity")
"""Those of an order line where the question is how it was served, not what it is worth."""
SEARCHED: Final = 50_000
"""More rows than this are neither sorted nor searched here: a filter of the board narrows them first."""
_BLOCK: Final = 2_000
_WIDTHS: Final[Mapping[Kind, int]] = {"date": 94, "quantity": 84, "text": 110}


class FactSource:
    """Rows of one feed; their ids are asked for once, sorted and searched by reading the rows through."""

    def __init__(self, db: Database, feed: str, columns: Sequence[Column], find: "Callable[[], array[int]]") -> None:
        """``columns`` are those of the table; ``find`` gives the ids in the order of their days."""
        self._db, self._feed, self._find = db, feed, find
        self._columns = {column.key: column for column in columns}
        self._found: array[int] | None = None

    def ids(self, *, order: str, descending: bool, text: str) -> "array[int]":
        """In the order of their days, or of a column; only those in which ``text`` stands."""
        if self._found is None:
            self._found = self._find()
        found = self._found
        column = self._columns.get(order)
        if len(found) > SEARCHED or not (text or column):
            return found[::-1] if column and descending else found
        rows = [row for at in range(0, len(found), _BLOCK) for row in self.rows(found[at : at + _BLOCK])]
        words = text.casefold().split()
        kept = [row for row in rows if all(word in _haystack(row) for word in words)]
        if column is not None:
            known = [row for row in kept if _value(column, row) not in {None, ""}]
            known.sort(key=lambda row: _value(column, row), reverse=descending)
            kept = known + [row for row in kept if _value(column, row) in {None, ""}]
        return array("q", (row.id for row in kept))

    def rows(self, ids: Sequence[int]) -> Sequence[FactRow]:
        """One window."""
        return fetch(self._db, self._feed, ids)


def _value(column: Column, row: FactRow) -> Any:
    found = column.get(row) if column.get is not None else None
    return str(found) if isinstance(found, Text) else found


def _haystack(row: FactRow) -> str:
    said = (row.dealer, row.dealer_code, row.product, row.product_code, row.file_name, row.batch)
    return "\n".join((*said, *(str(value) for value in row.values.values() if value is not None))).casefold()


def columns_of(feed: "Feed", lang: str, gone: frozenset[int] | None = None, *, served: bool = False) -> list[Column]:
    """Dealer, product, the feed's fields, and where the row came from; first whether it came or is ``gone``."""
    shown = _SERVED if served else _SHOWN.get(feed.id)
    names = [one.name for one in feed.fields]
    ordered = [*shown, *(name for name in names if name not in shown)] if shown else names
    fields = [feed.field(name) for name in ordered if name in names and not feed.field(name).ref]
    found = [_field(one, hidden=shown is not None and one.name not in shown) for one in fields]
    people = [
        Column("dealer", Text(N_("Dealer")), stretch=True, width=118, get=lambda row: row.dealer or row.dealer_code),
        Column(
            "product", Text(N_("Product")), stretch=True, width=104, get=lambda row: row.product or row.product_code
        ),
    ]
    if not any(one.ref == "product" for one in feed.fields):
        people.pop()
    origin = [
        Column("file", Text(N_("File")), stretch=True, width=88, get=lambda row: row.file_name),
        Column("row", Text(N_("Row")), "number", 56, get=lambda row: row.row_no),
        Column("batch", Text(N_("Import batch")), width=110, hidden=True, get=lambda row: row.batch),
        Column("estimated", Text(N_("Stand-ins")), width=110, hidden=True, get=lambda row: _estimated(feed, row, lang),
               tip=Text(N_("Fields that hold a stand-in value"))),
    ]  # fmt: skip
    change = []
    if gone is not None:
        words = {True: Text(N_("counts no more")), False: Text(N_("came"))}
        change.append(Column("change", Text(N_("Change")), width=96, get=lambda row: words[row.id in gone]))
    return [*change, *found[:1], *people, *found[1:], *origin]


def _field(one: "Field", *, hidden: bool) -> Column:
    name, kind = one.columns[0], _KINDS.get(one.kind, "text")
    title: Words = Text(one.title)
    if one.kind in {"price", "amount"}:
        scale = PRICE_SCALE if one.kind == "price" else AMOUNT_SCALE
        return Column(one.name, title, "number", 92, places=2, hidden=hidden,
                      get=lambda row: _exact(row.values[name], scale))  # fmt: skip
    width = _WIDTHS.get(kind, 100)
    if one.kind == "choice":
        return Column(one.name, title, width=width, hidden=hidden, get=lambda row: _chosen(row.values[name]))
    return Column(one.name, title, kind, width, hidden=hidden, get=lambda row: row.values[name])


def _chosen(value: str | None) -> "Words | None":
    return None if value is None else choice_title(value)


def _exact(value: int | None, scale: int) -> Fraction | None:
    return None if value is None else Fraction(value, scale)


def _estimated(feed: "Feed", row: FactRow, lang: str) -> str:
    t = texts(lang)
    return ", ".join(t(feed.field(name).title) for name in row.estimated)
