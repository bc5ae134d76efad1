"""What a part of a page with a bar of parts is: a widget under the bar that reads by itself."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar, TypeVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from app.core.progress import Progress
from app.core.texts import N_, Text
from ui.core.card import GAP, EmptyState
from ui.core.words import Live

if TYPE_CHECKING:
    from app.core.errors import UserError
    from ui.core.context import Command, Context
    from ui.core.page import HasTables
    from ui.core.tasks import Job
    from ui.core.words import Words

T = TypeVar("T")


class Panel(Live, QWidget):
    """Base of the parts: fill ``body`` once, read in ``reload`` through ``load``, show what came."""

    title: ClassVar[str] = ""
    """The msgid of what it is called on the bar."""
    watches: ClassVar[frozenset[str]] = frozenset()
    """The tables whose change makes it read again; empty means every change."""
    topic: ClassVar[str] = ""
    """What F1 opens while it is shown; empty is what the page is about."""

    settled = Signal()
    """What was asked was read, or refused, and is shown."""
    moved = Signal(str, object)
    """Another part is wanted: its id and a target in it (``go_to``)."""

    def __init__(self, context: "Context") -> None:
        """Empty until it is shown."""
        super().__init__()
        self.setObjectName("clear")
        self.context, self.look, self.tasks = context, context.look, context.tasks
        self.stale = True
        self.actions_shown: Sequence[QWidget] = ()
        """Buttons that stand in the page's head while this part is shown."""
        self._stack = QStackedWidget()
        self._content = QWidget()
        self._content.setObjectName("clear")
        self.body = QVBoxLayout(self._content)
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(GAP)
        self._state = EmptyState(self.look, "", "")
        self._stack.addWidget(self._content)
        self._stack.addWidget(self._state)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._stack)

    def reload(self) -> None:
        """Read again; a part with data overrides it and calls ``load``."""

    def shown(self) -> None:
        """It comes in sight: read if something changed meanwhile."""
        if self.stale:
            self.stale = False
            self.reload()

    def changed(self, changes: "HasTables", *, in_sight: bool) -> None:
        """A commit happened; read now if it is in sight, else when it comes to be."""
        if self.watches and not (self.watches & changes.tables):
            return
        if in_sight:
            self.reload()
        else:
            self.stale = True

    def open(self, target: Mapping[str, object]) -> None:
        """Show a target of ``context.go(page, {"panel": id, ...})``; what it does not know it ignores."""

    def commands(self) -> "list[Command]":
        """What Ctrl+K offers while the program runs."""
        return []

    def go_to(self, panel: str, target: Mapping[str, object]) -> None:
        """Show another part of the page at a target."""
        self.moved.emit(panel, target)

    def load(self, work: Callable[[Progress], T], done: Callable[[T], object], *, key: str = "load") -> "Job":
        """Read in a worker, then show; a newer read replaces an older one, a UserError becomes the error state."""

        def show(result: T) -> None:
            self.show_body()
            done(result)
            self.settled.emit()

        title = Text(N_("Reading: {page}"), {"page": Text(type(self).title)})
        return self.tasks.run(title, work, show, owner=self, key=key, failed=self._refused, cancelled=self.settled.emit)

    def show_body(self) -> None:
        """The body again."""
        self._stack.setCurrentIndex(0)

    def show_empty(
        self, title: "Words", text: "Words" = "", *, icon: str = "inbox", action: "Words" = "",
        on: Callable[[], object] | None = None,
    ) -> None:  # fmt: skip
        """Instead of the body: what is missing and what to do next."""
        state = EmptyState(self.look, title, text, icon=icon, action=action, on=on)
        self._stack.removeWidget(self._state)
        self._state.deleteLater()
        self._state = state
        self._stack.addWidget(state)
        self._stack.setCurrentWidget(state)

    def _refused(self, error: "UserError") -> None:
        self.show_empty(error.text, icon="triangle-alert", action=Text(N_("Try again")), on=self.reload)
        self.settled.emit()
