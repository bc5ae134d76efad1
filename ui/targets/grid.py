"""The grid of targets: what is typed into a cell is set, of a quarter or the year spread by the season."""

from collections.abc import Iterable, Sequence
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt, Signal

from app.core.errors import UserError
from app.core.money import AMOUNT_SCALE, QUANTITY_SCALE, round_half_up
from app.core.texts import N_, Text
from app.planning.targets.rules import Span, rolled
from ui.core.table_columns import Column, Kind, value_of
from ui.core.table_models import ListGrid
from ui.targets.rows import Row, spans

if TYPE_CHECKING:
    from app.jobs.targets import Setting
    from ui.core.look import Look

Index = QModelIndex | QPersistentModelIndex
_YEAR, _FIRST = 1, 5
"""The columns of the year and of the first month."""
_WAN = 10_000
_THOUSAND = 1_000
_SIGNS = str.maketrans("", "", ",， ¥￥\u00a0")
"""What Excel writes into a number to be read."""


class TargetGrid(ListGrid):
    """Cells that can be typed into where the plan is a draft."""

    typed = Signal(object)
    """What is to be set, as ``app.jobs.targets.set_block`` takes it."""
    refused = Signal(object)

    def __init__(self, look: "Look", *, span: Span, quantity: bool, editable: bool) -> None:
        """``span`` month or quarter; the year stands behind them."""
        self.made_for = (span, quantity, editable)
        self.spans = (*spans()[span], "year")
        self._kind: Kind = "quantity" if quantity else "money"
        self._editable = editable
        super().__init__(look, self._columns(span))

    def _columns(self, span: Span) -> list[Column]:
        found = [
            Column("title", Text(N_("Target of")), width=170, tone=lambda row: None if row.key else "dim"),
            Column("year", Text(N_("Year")), self._kind, 96, tone=lambda row: _tone(row, row.year)),
            Column("gap", Text(N_("Gap")), self._kind, 84, tone=_gap_tone,
                   tip=Text(N_("What is set from above less what the dealers below are set"))),
            Column("other", Text(N_("Compared")), self._kind, 100),
            Column("growth", Text(N_("Growth")), "percent", 84, signed=True),
        ]  # fmt: skip
        width = 80 if span == "month" else 96
        months = [
            Column(name, name, self._kind, width, get=_at(span, place), tone=_toned(span, place))
            for place, name in enumerate(self.spans[:-1])
        ]
        return [*found, *months]

    def span_at(self, column: int) -> str:
        """What a column is the target of, as ``app.jobs.targets.SPANS`` calls it; empty for one that only tells."""
        return {_YEAR: "year", **dict(enumerate(self.spans[:-1], _FIRST))}.get(column, "")

    def able(self, row: int, column: int) -> bool:
        """Whether a cell can be typed into: months, quarters and the year of a line."""
        return self._editable and bool(self.span_at(column)) and self.row_at(row).key is not None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """What can be typed into."""
        found = super().flags(index)
        return found | Qt.ItemFlag.ItemIsEditable if self.able(index.row(), index.column()) else found

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The exact value in the unit of the column, to be typed over."""
        if role == Qt.ItemDataRole.EditRole:
            raw = value_of(self.columns[index.column()], self.row_at(index.row()))
            return "" if raw is None else f"{Decimal(raw) / self._unit:f}"
        return super().data(index, role)

    @property
    def _unit(self) -> int:
        if self._kind == "quantity":
            return QUANTITY_SCALE
        return AMOUNT_SCALE * (_WAN if self.look.lang.startswith("zh") else _THOUSAND)

    def exact(self, text: str) -> int | None:
        """What was typed or pasted in the KPI's scale, nothing for nothing; raises UserError where it is no number."""
        words = text.translate(_SIGNS)
        try:
            return round_half_up(Fraction(Decimal(words)) * self._unit) if words else None
        except (InvalidOperation, ValueError, OverflowError) as error:
            raise UserError("“{text}” is no number.", text=text) from error

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Ask for what was typed; the page reads the plan again when it is written."""
        if role != Qt.ItemDataRole.EditRole or str(value) == self.data(index, Qt.ItemDataRole.EditRole):
            return False
        try:
            self.typed.emit([self._setting(index.row(), index.column(), str(value))])
        except UserError as error:
            self.refused.emit(error.text)
            return False
        return True

    def _setting(self, row: int, column: int, text: str) -> "Setting":
        return self.row_at(row).key, self.span_at(column), self.exact(text)

    # -- out to Excel and back ----------------------------------------------------------------------------------------

    def block(self, cells: Iterable[Index]) -> list[list[str]]:
        """The smallest rectangle around cells, of figures the exact ones; what is not chosen in it is empty."""
        chosen = {(one.row(), one.column()) for one in cells}
        rows, columns = (sorted({place[at] for place in chosen}) for at in (0, 1))
        return [
            [self._plain(row, column) if (row, column) in chosen else "" for column in _through(columns)]
            for row in _through(rows)
        ]

    def _plain(self, row: int, column: int) -> str:
        index = self.index(row, column)
        told = self.columns[column].kind != self._kind
        return self.text_at(row, column).strip() if told else str(self.data(index, Qt.ItemDataRole.EditRole))

    def set_block(self, row: int, column: int, block: Sequence[Sequence[str]]) -> None:
        """Ask for a rectangle from a cell on; what only tells stays. Refuses all of it where some of it cannot be."""
        deep, wide = len(block), max(map(len, block), default=0)
        if row + deep > self.rowCount() or column + wide > len(self.columns):
            said = {"rows": deep, "columns": wide}
            self.refused.emit(Text(N_("{rows} rows and {columns} columns do not fit here; nothing was pasted."), said))
            return
        places = [(row + down, column + across, text) for down, line in enumerate(block)
                  for across, text in enumerate(line)]  # fmt: skip
        try:
            found = [self._setting(*place) for place in places if self.able(*place[:2])]
        except UserError as error:
            self.refused.emit(error.text)
            return
        if found:
            self.typed.emit(found)
        else:
            self.refused.emit(Text(N_("These cells only tell; choose months, quarters or the year of a draft.")))

    def clear(self, cells: Iterable[Index]) -> None:
        """Ask for nothing in every chosen cell that can be typed into."""
        found = [self._setting(one.row(), one.column(), "") for one in cells if self.able(one.row(), one.column())]
        if found:
            self.typed.emit(found)


def _through(places: Sequence[int]) -> range:
    return range(places[0], places[-1] + 1) if places else range(0)


def _at(span: Span, place: int) -> Any:
    return lambda row: rolled(row.months, span)[place]


def _gap_tone(row: Row) -> Any:
    return None if row.gap is None else "bad" if row.gap else "good"


def _toned(span: Span, place: int) -> Any:
    return lambda row: _tone(row, rolled(row.months, span)[place])


def _tone(row: Row, value: int | None) -> Any:
    if row.kind == "gap":
        return "bad" if value else "good"
    return "dim" if row.kind == "below" else None
