"""The rows behind a figure, with the batch, the file and the cells of the current one below them."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.core.facts import FactSource, columns_of
from ui.core.origin import OriginPanel
from ui.core.table import Table

if TYPE_CHECKING:
    from array import array
    from collections.abc import Sequence

    from ui.core.context import Context
    from ui.core.table_columns import Column
    from ui.core.words import Words


class TracedRows(QWidget):
    """A table of facts; the first row is looked at by itself."""

    def __init__(
        self, context: "Context", feed: str, ids: "array[int]", *, name: str, title: "Words", kpi: str = "",
        columns: "Sequence[Column] | None" = None, empty: "Words" = "",
    ) -> None:  # fmt: skip
        """``kpi`` says which cells come first; ``name`` is under which the table remembers its columns."""
        super().__init__()
        self.setObjectName("clear")
        desk = context.desk
        shown = tuple(columns or columns_of(desk.feeds[feed], context.look.lang))
        self.table = Table(
            context, shown, name=name, title=title, source=FactSource(desk.db, feed, shown, lambda: ids), row_px=30,
            empty=empty,
        )  # fmt: skip
        self.origin = OriginPanel(context, feed, kpi)
        inside = QVBoxLayout(self)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(0)
        inside.addWidget(self.table, 1)
        inside.addWidget(self.origin)
        self.table.picked.connect(self.origin.show_row)
        self.table.grid.modelReset.connect(lambda: self.table.view.selectRow(0))

    def refresh(self) -> None:
        """Read the rows."""
        self.table.refresh()
