"""What every page of the window is: a head with title and actions, a body, and the states loading, empty and error."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, ClassVar, Protocol, TypeVar

from PySide6.QtCore import QRectF, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.core.errors import UserError
from app.core.progress import Progress
from app.core.texts import N_, Text
from ui.core.card import GAP, Banner, BannerKind, EmptyState, column, scrolled
from ui.core.context import Acts, Command, Context, Found
from ui.core.look import Look
from ui.core.tasks import Job
from ui.core.words import Label, Live, Words

if TYPE_CHECKING:
    from app.bootstrap import Desk
    from ui.core.controls import Button

__all__ = ["Acts", "Command", "Context", "Found", "HasTables", "Page"]

T = TypeVar("T")


class HasTables(Protocol):
    """What a commit says: the tables that it touched (``app.core.db.Changes``)."""

    @property
    def tables(self) -> frozenset[str]:
        """Names of tables."""
        ...


class BusyLine(Live, QWidget):
    """A thin moving line under the head while a page reads."""

    def __init__(self, look: Look) -> None:
        """Still until ``start``."""
        super().__init__()
        self.look = look
        self._at = 0.0
        self._timer = QTimer(self, interval=33)
        self._timer.timeout.connect(self._move)
        self.setFixedHeight(2)

    def start(self) -> None:
        """Move."""
        self._timer.start()

    def stop(self) -> None:
        """Vanish; the two pixels stay, so that nothing jumps."""
        self._timer.stop()
        self.update()

    def _move(self) -> None:
        self._at = (self._at + 0.02) % 1.3
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """A third of the width, travelling."""
        if self._timer.isActive():
            painter = QPainter(self)
            left = (self._at - 0.3) * self.width()
            painter.fillRect(QRectF(left, 0, self.width() * 0.3, 2), self.look.color("brand"))
            painter.end()


class Page(Live, QWidget):
    """Base of the pages. A page fills ``body`` once, reads in ``reload`` through ``load``, and shows what it got."""

    title: ClassVar[str] = ""
    """The msgid of the page's name."""
    watches: ClassVar[frozenset[str]] = frozenset()
    """The tables whose change makes the page reload; empty means every change."""
    topic = ""
    """What F1 opens just now where that is not the topic called like the page."""

    settled = Signal()
    """What was asked was read, or refused, and is shown."""

    def __init__(self, context: Context, *, scroll: bool = True) -> None:
        """``scroll`` False for a page that is one big table."""
        super().__init__()
        self.context, self.look, self.tasks = context, context.look, context.tasks
        self.setObjectName("page")
        self._stale = True
        self._filled = False
        self.title_label = Label(self.look, Text(type(self).title), "page", elide=True)
        self.subtitle = Label(self.look, "", "dim", elide=True)
        self.subtitle.hide()
        self.buttons = QHBoxLayout()
        self.buttons.setSpacing(8)
        self.filters = QHBoxLayout()
        self.filters.setSpacing(8)
        self.banners = QVBoxLayout()
        self.banners.setSpacing(8)
        self._busy = BusyLine(self.look)
        self._slow = QTimer(self, interval=250, singleShot=True)
        self._slow.timeout.connect(self._show_slow)
        self._stack = QStackedWidget()
        self._content = QWidget()
        self._content.setObjectName("pageBody")
        self.body = QVBoxLayout(self._content)
        self.body.setSpacing(GAP)
        self._state = EmptyState(self.look, "", "")
        self._lay_out(scroll=scroll)

    def _lay_out(self, *, scroll: bool) -> None:
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        head = QHBoxLayout()
        head.setContentsMargins(24, 16, 24, 10)
        head.setSpacing(12)
        head.addLayout(column(self.title_label, self.subtitle, gap=2), 1)
        head.addLayout(self.buttons)
        outer.addLayout(head)
        self._tools = QWidget()
        self._tools.setObjectName("clear")
        tools = QVBoxLayout(self._tools)
        tools.setContentsMargins(24, 0, 24, 0)
        tools.setSpacing(10)
        tools.addLayout(self.filters)
        tools.addLayout(self.banners)
        outer.addWidget(self._tools)
        self._tools.hide()
        outer.addWidget(self._busy)
        self.body.setContentsMargins(24, 10, 24, 24)
        if scroll:
            area = scrolled(self._content)
            self._bar = area.verticalScrollBar()
            self._bar.rangeChanged.connect(self._keep_edge)
            self._stack.addWidget(area)
        else:
            self._stack.addWidget(self._content)
        self._stack.addWidget(self._state)
        outer.addWidget(self._stack, 1)

    def _keep_edge(self, _first: int, last: int) -> None:
        """The scroll bar lies in the margin: with it or without, the cards end where the head does."""
        self.body.setContentsMargins(24, 10, 24 - (self._bar.sizeHint().width() if last else 0), 24)

    def reload(self) -> None:
        """Read again; a page with data overrides it and calls ``load``."""

    def shown(self) -> None:
        """The shell shows the page: read if something changed meanwhile."""
        self._show_tools()
        if self._stale:
            self._stale = False
            self.reload()

    def changed(self, changes: HasTables) -> None:
        """A commit happened; reload now if the page is in sight, else when it comes to be."""
        if self.watches and not (self.watches & changes.tables):
            return
        if self.isVisible():
            self.reload()
        else:
            self._stale = True

    def open(self, target: Mapping[str, object]) -> None:
        """Show a target that ``context.go`` named; what a page does not know it ignores."""

    def commands(self) -> list[Command]:
        """What Ctrl+K offers while the program runs."""
        return []

    def left_at(self) -> int | None:
        """The transaction that the page shows, if it shows what a fresh start would; None for anything else."""
        return None

    @classmethod
    def hits(cls, desk: "Desk", lang: str, text: str) -> list[Found]:
        """What Ctrl+K finds for a text, at most ten; runs in a worker, on the class, before the page is built."""
        del desk, lang, text
        return []

    def load(self, work: Callable[[Progress], T], done: Callable[[T], object], *, key: str = "load") -> Job:
        """Read in a worker, then show; a newer read replaces an older one, a UserError becomes the error state."""
        self._slow.start()

        def show(result: T) -> None:
            self._settle()
            self._filled = True
            self._stack.setCurrentIndex(0)
            done(result)
            self.settled.emit()

        title = Text(N_("Reading: {page}"), {"page": Text(type(self).title)})
        return self.tasks.run(title, work, show, owner=self, key=key, failed=self._show_refusal, cancelled=self._settle)

    def show_empty(
        self,
        title: Words,
        text: Words = "",
        *,
        icon: str = "inbox",
        action: Words = "",
        on: Callable[[], object] | None = None,
        also: "Button | None" = None,
    ) -> None:
        """Instead of the body: what is missing and what to do next."""
        self._replace_state(EmptyState(self.look, title, text, icon=icon, action=action, on=on, also=also))

    def show_body(self) -> None:
        """The body again."""
        self._stack.setCurrentIndex(0)

    def show_banner(
        self, kind: BannerKind, words: Words, *, action: Words = "", on: Callable[[], object] | None = None
    ) -> Banner:
        """A closable line under the head."""
        found = Banner(self.look, kind, words, action=action, on=on, closable=True)
        self.banners.addWidget(found)
        self._show_tools()
        return found

    def say_subtitle(self, words: Words) -> None:
        """What the page shows just now; an empty one takes no room."""
        self.subtitle.say(words)
        self.subtitle.setVisible(bool(words))

    def _show_tools(self) -> None:
        self._tools.setVisible(bool(self.filters.count() or self.banners.count()))

    def _show_refusal(self, error: UserError) -> None:
        self._settle()
        again = Text(N_("Try again"))
        state = EmptyState(self.look, error.text, icon="triangle-alert", action=again, on=self.reload)
        self._replace_state(state)
        self.settled.emit()

    def _replace_state(self, state: EmptyState) -> None:
        self._stack.removeWidget(self._state)
        self._state.deleteLater()
        self._state = state
        self._stack.addWidget(state)
        self._stack.setCurrentWidget(state)

    def _show_slow(self) -> None:
        self._busy.start()
        if not self._filled:
            self._replace_state(EmptyState(self.look, Text(N_("Reading…")), icon="loader-circle"))

    def _settle(self) -> None:
        self._slow.stop()
        self._busy.stop()
