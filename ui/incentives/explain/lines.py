"""A payout's tree as lines: what each says, what it adds, its parts below it, drawn in."""

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QScrollArea, QVBoxLayout, QWidget

from app.incentives.explain.sentences import conclusion
from app.incentives.explain.tree import lines, value_text
from ui.core.card import Banner, clear
from ui.core.words import Label

if TYPE_CHECKING:
    from app.incentives.explain.tree import Tree
    from ui.core.look import Look

_INDENT: Final = 22


class TreeLines(QScrollArea):
    """All lines of a tree; the conclusion first, what does not hold above it."""

    def __init__(self, look: "Look") -> None:
        """Empty until ``show_tree``."""
        super().__init__()
        self.look = look
        self.labels: list[tuple[Label, Label]] = []
        """What each line says and what it adds."""
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inner = QWidget()
        inner.setObjectName("clear")
        outer = QVBoxLayout(inner)
        outer.setContentsMargins(0, 0, 12, 0)
        outer.setSpacing(8)
        self.banners = QVBoxLayout()
        self.banners.setSpacing(6)
        self.result = Label(look, "", "card", wrap=True)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(7)
        self._grid.setColumnStretch(0, 1)
        for each in (self.banners, self._grid):
            outer.addLayout(each)
        outer.insertWidget(1, self.result)
        self.checks = QVBoxLayout()
        self.checks.setSpacing(2)
        outer.addLayout(self.checks)
        outer.addStretch(1)
        self.setWidget(inner)
        inner.setAutoFillBackground(False)
        self.viewport().setAutoFillBackground(False)

    def show_tree(self, tree: "Tree") -> None:
        """Another tree instead of the one in sight."""
        for each in (self.banners, self.checks, self._grid):
            clear(each)
        self.labels = []
        for one in tree.checks:
            if one.holds:
                self.checks.addWidget(Label(self.look, one.said, "dim", wrap=True))
            else:
                self.banners.addWidget(Banner(self.look, "warn", one.said))
        self.result.say(conclusion(tree))
        for place, (depth, node) in enumerate(lines(tree)):
            said = Label(self.look, node.said, "body" if depth == 0 else "dim", wrap=True)
            said.setContentsMargins(_INDENT * depth, 0, 0, 0)
            amount = Label(self.look, value_text(node, tree.currency), "body" if depth == 0 else "dim")
            amount.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(said, place, 0)
            self._grid.addWidget(amount, place, 1)
            self.labels.append((said, amount))
        self.verticalScrollBar().setValue(0)
