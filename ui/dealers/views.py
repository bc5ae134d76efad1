"""The ways in which the Dealers page shows the parties that its filters leave: one line each in ``VIEWS``."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.core.texts import N_
from app.dealers.queries import DealerRow
from ui.core.page import Context, HasTables


class DealersView(QWidget):
    """One way to show them; built when it is first looked at."""

    opened = Signal(str)
    """A party by its id: the page shows its card."""

    def show_dealers(self, rows: Sequence[DealerRow]) -> None:
        """What the page's filters leave now; also called after every commit that the page watches."""

    def changed(self, changes: HasTables) -> None:
        """A commit happened while the view is in sight; for what ``show_dealers`` does not tell."""


@dataclass(frozen=True)
class ViewSpec:
    """One line of the list of views."""

    key: str
    title: str
    make: Callable[[Context], DealersView]
    filtered: bool = True
    """Whether the filters of the page narrow it."""


def _tree(context: Context) -> DealersView:
    from ui.dealers.tree import TreeView

    return TreeView(context)


def _board(context: Context) -> DealersView:
    from ui.dealers.lifecycle_board import BoardView

    return BoardView(context)


def _duplicates(context: Context) -> DealersView:
    from ui.dealers.duplicates import DuplicatesView

    return DuplicatesView(context)


LIST: Final = "list"
VIEWS: Final = (
    ViewSpec("tree", N_("Tree"), _tree),
    ViewSpec("board", N_("Board of states"), _board),
    ViewSpec("duplicates", N_("Duplicates"), _duplicates, filtered=False),
)
"""Beside the list, in the order of their buttons."""
