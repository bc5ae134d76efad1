"""The cells of one row that was put aside, as they stand in its file."""

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QScrollArea, QWidget

from ui.core.words import Label
from ui.imports.said import field_title

if TYPE_CHECKING:
    from app.bootstrap import Desk
    from app.imports.queries import QuarantineRow
    from ui.core.look import Look

_SELECT: Final = Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard


class RowCells(QScrollArea):
    """The cells of one row as the file has them, header beside value; those at fault come in the colour of a fault."""

    def __init__(self, look: "Look", desk: "Desk", one: "QuarantineRow", wrong: set[str]) -> None:
        """``wrong`` are the headers whose cells are at fault."""
        super().__init__()
        inside = QWidget()
        inside.setObjectName("clear")
        grid = QGridLayout(inside)
        grid.setContentsMargins(0, 0, 8, 0)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(1, 1)
        for line, (name, value) in enumerate(one.cells.items()):
            title = Label(look, field_title(desk.feeds[one.feed], name), "dim", wrap=True)
            title.setMaximumWidth(200)
            said = Label(look, value or "—", "strong" if name in wrong else "body", wrap=True)
            said.setTextInteractionFlags(_SELECT)
            if name in wrong:
                said.set_tone("bad")
            grid.addWidget(title, line, 0)
            grid.addWidget(said, line, 1)
        grid.setRowStretch(len(one.cells), 1)
        self.setWidget(inside)
        self.setWidgetResizable(True)
