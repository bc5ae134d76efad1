"""The rows behind a bar, one feed at a time."""

from array import array
from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.core.texts import N_, Text
from ui.core.card import EmptyState
from ui.core.controls import Segments
from ui.core.traced import TracedRows

if TYPE_CHECKING:
    from ui.core.context import Context
    from ui.core.table import Table
    from ui.core.words import Words


class FactRows(QWidget):
    """Facts by feed and id."""

    def __init__(self, context: "Context", rows: Mapping[str, tuple[int, ...]], title: "Words") -> None:
        """``title`` names an exported file."""
        super().__init__()
        self.context, self._rows, self._title = context, rows, title
        self.table: Table | None = None
        self._traced: TracedRows | None = None
        self._outer = QVBoxLayout(self)
        self._outer.setContentsMargins(0, 0, 0, 0)
        known = context.desk.feeds
        if len(rows) > 1:
            feeds = Segments(context.look, [(feed, Text(known[feed].title)) for feed in rows])
            feeds.picked.connect(lambda feed: self.show_feed(str(feed)))
            self._outer.addWidget(feeds)
        if rows:
            self.show_feed(next(iter(rows)))
        else:
            self._outer.addWidget(EmptyState(context.look, Text(N_("There are no rows behind it.")), icon="table-2"))

    def show_feed(self, feed: str) -> None:
        """The rows of one feed."""
        if self._traced is not None:
            self._outer.removeWidget(self._traced)
            self._traced.deleteLater()
        ids = array("q", self._rows[feed])
        self._traced = TracedRows(self.context, feed, ids, name=f"flows.rows.{feed}", title=self._title)
        self.table = self._traced.table
        self._outer.addWidget(self._traced, 1)
        self._traced.refresh()
