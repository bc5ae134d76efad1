"""The sign that a case was made of, as it stood then, and the rows that it spoke of."""

from array import array
from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.core.texts import N_, Text
from app.kpi.findings.evidence import thawed
from ui.core.card import Card
from ui.core.controls import Button
from ui.core.dialogs import Dialog
from ui.core.figures import figure_writer
from ui.core.traced import TracedRows
from ui.core.words import Label

if TYPE_CHECKING:
    from ui.core.context import Context


class EvidenceCard(Card):
    """Its sentence with the figures of that day; one button for the rows of each feed."""

    def __init__(self, context: "Context", evidence: Mapping[str, Any]) -> None:
        """``evidence`` is a frozen finding."""
        look = context.look
        day = look.formats.day(evidence["as_of"])
        super().__init__(look, Text(N_("Evidence")), subtitle=Text(N_("as it stood on {day}"), {"day": day}))
        self.body.addWidget(Label(look, thawed(evidence, figure_writer(look.formats)), wrap=True))
        self.links: dict[str, Button] = {}
        for feed, ids in evidence["rows"].items():
            if not ids:
                continue
            said = {"feed": Text(context.desk.feeds[feed].title), "n": look.formats.number(len(ids))}
            show = partial(self._show, context, feed, ids)
            words = Text(N_("Rows behind it: {feed}, {n}"), said)
            self.links[feed] = Button(look, words, show, icon="table-2", kind="link")
            self.body.addWidget(self.links[feed], 0, Qt.AlignmentFlag.AlignLeft)

    def _show(self, context: "Context", feed: str, ids: list[int]) -> None:
        dialog = RowsDialog(context, self.window(), feed, ids)
        dialog.run()
        dialog.deleteLater()


class RowsDialog(Dialog):
    """The rows of one feed with the file and the cells of the chosen one."""

    def __init__(self, context: "Context", parent: QWidget, feed: str, ids: list[int]) -> None:
        """``ids`` are those of the rows as the case keeps them."""
        title = Text(context.desk.feeds[feed].title)
        super().__init__(context.look, parent, title, accept=Text(N_("Close")))
        self.cancel_button.hide()
        self.resize(1000, 560)
        self.traced = TracedRows(context, feed, array("q", sorted(ids)), name=f"cases.rows.{feed}", title=title)
        self.body.addWidget(self.traced, 1)
        self.traced.refresh()
