"""The grid of targets: what is typed into a cell is set, of a quarter or the year spread by the season."""

from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView

from app.core.money import AMOUNT_SCALE, QUANTITY_SCALE, round_half_up
from app.core.texts import N_, Text
from app.planning.targets.rules import Span, rolled
from ui.core.table_columns import Column, Kind
from ui.core.table_models import ListGrid
from ui.core.table_view import View
from ui.targets.rows import Row, spans

if TYPE_CHECKING:
    from ui.core.look import Look

Index = QModelIndex | QPersistentModelIndex
_YEAR, _FIRST = 1, 5
"""The columns of the year and of the first month."""
_WAN = 10_000
_THOUSAND = 1_000


class TargetGrid(ListGrid):
    """Cells that can be typed into where the plan is a draft."""

    typed = Signal(object, str, object)
    """The key of the line, the span of the column, and the value in the KPI's scale."""
    refused = Signal(str)

    def __init__(self, look: "Look", *, span: Span, quantity: bool, editable: bool) -> None:
        """``span`` month or quarter; the year stands behind them."""
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

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Months, quarters and the year of a line can be typed into."""
        found = super().flags(index)
        able = self._editable and self.span_at(index.column()) and self.row_at(index.row()).key is not None
        return found | Qt.ItemFlag.ItemIsEditable if able else found

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The exact value in the unit of the column, to be typed over."""
        if role == Qt.ItemDataRole.EditRole:
            value = self.columns[index.column()]
            raw = value.get(self.row_at(index.row())) if value.get else getattr(self.row_at(index.row()), value.key)
            return "" if raw is None else f"{Decimal(raw) / self._unit:f}"
        return super().data(index, role)

    @property
    def _unit(self) -> int:
        if self._kind == "quantity":
            return QUANTITY_SCALE
        return AMOUNT_SCALE * (_WAN if self.look.lang.startswith("zh") else _THOUSAND)

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Ask for what was typed; the page reads the plan again when it is written."""
        if role != Qt.ItemDataRole.EditRole:
            return False
        text = str(value).replace(",", "").replace("，", "").strip()
        try:
            exact = round_half_up(Fraction(Decimal(text)) * self._unit) if text else None
        except (InvalidOperation, ValueError, OverflowError):
            self.refused.emit(str(value))
            return False
        if text == self.data(index, Qt.ItemDataRole.EditRole):
            return False
        self.typed.emit(self.row_at(index.row()).key, self.span_at(index.column()), exact)
        return True


class TargetView(View):
    """The grid in sight; F2, a double click or simply typing begins to edit."""

    def __init__(self, look: "Look", grid: TargetGrid) -> None:
        """Cells are chosen one by one."""
        super().__init__(look, grid, 30)
        triggers = QAbstractItemView.EditTrigger
        self.setEditTriggers(triggers.DoubleClicked | triggers.EditKeyPressed | triggers.AnyKeyPressed)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self.head.setSectionsClickable(False)
        self.head.setSortIndicatorShown(False)
        for place, column in enumerate(grid.columns):
            self.setColumnWidth(place, column.first_width)

    def row(self) -> Row | None:
        """The row of the current cell."""
        index = self.currentIndex()
        return self.grid.row_at(index.row()) if index.isValid() else None


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
