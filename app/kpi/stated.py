"""Whether anything was ever said of what a measure sums up: files without amounts tell nothing of sales, and not 0."""

from collections.abc import Mapping
from typing import Final

from app.core.formula import Expression, names
from app.kpi.atoms import Atom
from app.kpi.kept import once
from app.kpi.measures import PACKS, Pack
from app.kpi.reading import Reader
from app.kpi.sources import VIEWS
from app.kpi.views import ROW_VIEWS

_LINES: Final = frozenset({"line", "order"})
DEALINGS: Final = frozenset({*_LINES, "invoice", "receipt", "goods_return", "receivable"})
"""Views of what happens between a dealer and us."""
_OF_LINES: Final[Mapping[str, tuple[str, ...]]] = {
    "amount": ("order_line.amount_e4",), "gross": ("order_line.gross_amount_e4",),
    "ordered_q": ("order_line.ordered_quantity_e3",), "shipped_q": ("order_line.shipped_quantity_e3",),
    "accepted_q": ("order_line.accepted_quantity_e3", "order_line.rejected_quantity_e3"),
    "rejected_q": ("order_line.rejected_quantity_e3", "order_line.accepted_quantity_e3"),
    "promised": ("order_line.promised_first_on", "order_head.promised_first_on"),
}  # fmt: skip
_OF_ROWS: Final[Mapping[str, str]] = {"amount": "amount_e4", "gross": "gross_amount_e4", "quantity": "quantity_e3"}
"""The stored columns that a view's column is made of, of which any will do."""


def ever_stated(reader: Reader, one: Atom) -> bool:
    """Whether there ever was a fact that a measure could have counted; of what some lines are, any line will do."""
    key = ("ever stated", one.measure.pack.n, one.measure.column)
    return bool(once(reader.kept, reader.memory, key, lambda: _stated(reader, one)))


def _stated(reader: Reader, one: Atom) -> bool:
    pack, column = one.measure.pack, one.measure.column
    if pack.snapshot:
        return _any(reader, [pack], "n")
    if column != "n" and _any(reader, [pack], column):
        return True
    if pack.anchor == "promised + 1":  # a line of that day is an overdue one already
        return _promised(reader)
    packs = [each for each in PACKS if each.view in _LINES and each.anchor == pack.anchor]
    return _any(reader, packs if pack.view in _LINES else [pack], "n") and _known(reader, one)


def deals(reader: Reader, dealers: frozenset[int]) -> bool:
    """Whether any of these dealers ever ordered of us, paid us or owed us anything."""
    if not dealers:
        return True

    def look() -> bool:
        whose = f"dealer_n IN ({', '.join(map(str, sorted(dealers)))})"
        packs = [each for each in PACKS if each.view in DEALINGS]
        return any(_any(reader, [each], "n", f"{whose} AND {_counted(reader, each)}") for each in packs)

    return bool(once(reader.kept, reader.memory, ("deals", dealers, reader.scope.kinds), look))


def _counted(reader: Reader, pack: Pack) -> str:
    return "1" if pack.snapshot else reader.scope.counted


def _any(reader: Reader, packs: list[Pack], column: str, where: str = "1") -> bool:
    """Whether a sum of any of these packs is there, and not nought."""
    return any(
        reader.run(
            f"SELECT 1 FROM {'cell_list' if each.snapshot else 'cell'} WHERE pack = :pack AND group_n = 0"
            f"{'' if each.snapshot else ' AND span = 1'} AND {column} <> 0 AND {where} LIMIT 1",
            pack=each.n,
        )
        for each in packs
    )


def _known(reader: Reader, one: Atom) -> bool:
    """Whether any row says what the measure sums up; asked only where all sums are nought."""
    pack = one.measure.pack
    if one.measure.column == "n":
        return True
    slot = pack.slots[int(one.measure.column[1:]) - 1]
    used = names(Expression(slot.node))
    if pack.view in _LINES:
        if slot.when:
            return "promised" not in used or _promised(reader)
        return _rows(reader, [column for name in used for column in _OF_LINES.get(name, ())])
    table = ROW_VIEWS[VIEWS.get(pack.view, pack.view)].feed.table
    return bool(slot.when) or _rows(reader, [f"{table}.{_OF_ROWS[name]}" for name in used if name in _OF_ROWS])


def _promised(reader: Reader) -> bool:
    """Whether anything was ever promised: by an order, or by the lead time to an area."""
    return _rows(reader, list(_OF_LINES["promised"])) or bool(reader.run("SELECT 1 FROM cell_lane LIMIT 1"))


def _rows(reader: Reader, columns: list[str]) -> bool:
    """Whether a row that counts fills one of these columns; true where there is none to ask."""

    def look() -> bool:
        for one in columns:
            table, column = one.split(".")
            if reader.run(f"SELECT 1 FROM {table} WHERE current = 1 AND {column} IS NOT NULL LIMIT 1"):
                return True
        return not columns

    return bool(once(reader.kept, reader.memory, ("stated", *sorted(columns)), look))
