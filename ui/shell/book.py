"""The pages that are built so far, and which one is in sight."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QStackedWidget, QWidget

from app.core.progress import Progress
from app.core.texts import N_, Text
from ui.core.card import EmptyState

if TYPE_CHECKING:
    from PySide6.QtGui import QPixmap

    from ui.core.context import Context
    from ui.core.look import Look
    from ui.core.page import HasTables, Page
    from ui.shell.specs import PageSpec


class Book(QStackedWidget):
    """Builds a page when it is first opened; its module is imported in a worker, so that the window stays live."""

    turned = Signal(str)
    """The key of the page that came into sight."""

    def __init__(self, specs: Sequence["PageSpec"]) -> None:
        """Nothing is built before ``open``."""
        super().__init__()
        self._specs = {spec.key: spec for spec in specs}
        self._context: Context | None = None
        self.pages: dict[str, Page] = {}
        self.classes: dict[str, type[Page]] = {}
        self.current_key = ""
        self._back: list[str] = []
        self._waiting: QWidget | None = None
        self._sight = ""
        """The key of the page whose picture stands in for it."""

    def set_context(self, context: "Context") -> None:
        """Another workspace: every page is made anew."""
        self._context = context
        for page in self.pages.values():
            self.removeWidget(page)
            page.deleteLater()
        self.pages = {}
        self._back = []
        self.current_key = ""

    def wait_alone(self, look: "Look", title: Text) -> None:
        """Words while nothing can be shown yet; the picture of a page says more."""
        if self._sight:
            return
        self._drop_waiting()
        self._waiting = EmptyState(look, title, icon="loader-circle")
        self.addWidget(self._waiting)
        self.setCurrentWidget(self._waiting)

    def show_sight(self, key: str, picture: "QPixmap") -> None:
        """A page as it was left, until the page itself has read what it shows."""
        self._drop_waiting()
        self._sight, self._waiting = key, QLabel()
        self._waiting.setPixmap(picture)
        self._waiting.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self._waiting.setMinimumSize(1, 1)
        self.addWidget(self._waiting)
        self.setCurrentWidget(self._waiting)

    def show_alone(self, page: QWidget) -> None:
        """A page that belongs to no workspace; the next one that opens removes it."""
        self._drop_waiting()
        self.current_key = ""
        self._waiting = page
        self.addWidget(page)
        self.setCurrentWidget(page)

    def open(self, key: str, target: Mapping[str, object] | None = None) -> None:
        """Bring a page into sight, at a target if one is named."""
        spec, context = self._specs.get(key), self._context
        if spec is None or context is None:
            return
        if key != self._sight:
            self._drop_waiting()
        if key in self.classes:
            self._show(key, target)
            return
        self.wait_alone(context.look, Text(N_("Opening {page}…"), {"page": Text(spec.title)}))
        load = spec.load

        def work(_progress: Progress) -> "type[Page]":
            return load()

        def done(found: "type[Page]") -> None:
            self.classes[key] = found
            self._show(key, target)

        context.tasks.run(Text(N_("Opening {page}…"), {"page": Text(spec.title)}), work, done, owner=self, key="open")

    def back(self) -> None:
        """The page before."""
        if self._back:
            key = self._back.pop()
            self._show(key, None, remember=False)

    def changed(self, changes: "HasTables") -> None:
        """Tell every page of a commit."""
        for page in self.pages.values():
            page.changed(changes)

    @property
    def page(self) -> "Page | None":
        """The page in sight."""
        return self.pages.get(self.current_key)

    def _show(self, key: str, target: Mapping[str, object] | None, *, remember: bool = True) -> None:
        if self._context is None:
            return
        if key not in self.pages:
            self.pages[key] = self.classes[key](self._context)
            self.addWidget(self.pages[key])
        if remember and self.current_key and self.current_key != key:
            self._back = [*self._back[-20:], self.current_key]
        self.current_key = key
        page = self.pages[key]
        if self._sight == key:
            page.resize(self.size())  # it reads and lays itself out behind its picture
            page.settled.connect(self._reveal)
        else:
            self.setCurrentWidget(page)
            self._drop_waiting()
        if target:
            page.open(target)
        page.shown()
        self.turned.emit(key)

    def _reveal(self) -> None:
        if self._sight and self.page is not None:
            self.setCurrentWidget(self.page)
            self._drop_waiting()

    def _drop_waiting(self) -> None:
        self._sight = ""
        if self._waiting is not None:
            self.removeWidget(self._waiting)
            self._waiting.deleteLater()
            self._waiting = None
