"""The main window: navigation, header, pages, task strip, notices; it opens on the welcome page or on the last page."""

import base64
from collections.abc import Mapping
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QByteArray, Signal
from PySide6.QtGui import QCloseEvent, QGuiApplication, QKeySequence, QPaintEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QVBoxLayout, QWidget

from app.core import fleet
from app.core.errors import UserError
from app.core.texts import N_, Text
from ui.core.card import Banner, clear
from ui.core.context import Acts, Context
from ui.core.look import Look
from ui.core.memory import Memory
from ui.core.tasks import Tasks
from ui.core.words import Words, spoken
from ui.shell.book import Book
from ui.shell.finding import Finding
from ui.shell.header import Header
from ui.shell.link import Facts, Link
from ui.shell.navigation import Navigation
from ui.shell.notices import Notices
from ui.shell.pages import PAGES
from ui.shell.task_strip import TaskStrip

if TYPE_CHECKING:
    from pathlib import Path

    from app.bootstrap import Desk
    from app.core.known import Known
    from ui.core.card import BannerKind
    from ui.help.panel import HelpPanel
    from ui.shell.palette import Palette
    from ui.shell.who import WhoPanel

FIRST_SIZE = (1366, 768)


class MainWindow(QMainWindow):
    """One workspace at a time; ``closing`` comes before the window goes."""

    closing = Signal()
    painted = Signal()
    """The first paint was done."""

    def __init__(self, look: Look, tasks: Tasks, memory: Memory, acts: Acts | None = None) -> None:
        """Everything that the first paint needs, and nothing else."""
        super().__init__()
        self.look, self.tasks, self.memory = look, tasks, memory
        self.acts = acts or Acts()
        self.desk: Desk | None = None
        self.link: Link | None = None
        self.facts: Facts | None = None
        self.setObjectName("window")
        self.setMinimumSize(960, 600)
        self.navigation = Navigation(look, PAGES)
        self.header = Header(look)
        self.book = Book(PAGES)
        self.strip = TaskStrip(look, tasks)
        self._lay_out()
        self.notices = Notices(look, self.whole, self.strip)
        self.finding = Finding(self)
        self.palette_panel: Palette | None = None
        self.help_panel: HelpPanel | None = None
        self.who: WhoPanel | None = None
        self._asked = False
        self._painted = False
        self._connect()
        self._restore()
        self._title()

    def _lay_out(self) -> None:
        self.whole = whole = QWidget()
        whole.setObjectName("page")
        line = QHBoxLayout(whole)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(0)
        line.addWidget(self.navigation)
        right = QVBoxLayout()
        right.setSpacing(0)
        self.past = QVBoxLayout()
        """Over the pages of a copy: when it was known."""
        right.addWidget(self.header)
        right.addLayout(self.past)
        for part, stretch in ((self.book, 1), (self.strip, 0)):
            right.addWidget(part, stretch)
        line.addLayout(right, 1)
        self.setCentralWidget(whole)

    def _connect(self) -> None:
        self.navigation.picked.connect(self.book.open)
        self.navigation.helping.connect(self.help)
        self.navigation.collapsed.connect(lambda narrow: self.memory.put("window.narrow", narrow))
        self.book.turned.connect(self._turned)
        self.header.searching.connect(self.open_palette)
        self.header.undoing.connect(lambda: self.link.undo() if self.link else None)
        self.header.redoing.connect(lambda: self.link.redo() if self.link else None)
        self.header.person_asked.connect(self.ask_person)
        self.tasks.refused.connect(lambda error: self.notify("warn", error.text))
        self.tasks.broke.connect(self._broke)
        self.look.language_changed.connect(self._title)
        keys = {"F1": self.help, "F5": self.reload, "Alt+Left": self.book.back, "Ctrl+Y": self.header.redo.click}
        for key, act in keys.items():
            QShortcut(QKeySequence(key), self, act)

    # -- a workspace --------------------------------------------------------------------------------------------------

    def show_desk(self, desk: "Desk") -> None:
        """A workspace was opened: its pages from now on."""
        self.drop_desk()
        self.desk = desk
        self._asked = False
        self.link = Link(desk, self.tasks, self)
        self.link.changed.connect(self.book.changed)
        self.link.told.connect(self._tell)
        self.navigation.show()
        self.header.show()
        self.book.set_context(self.context(desk))
        known = desk.workspace.known
        self.look.fixed = None if known is None else known.notice()
        if known is not None:
            self._show_past(known)
        if (broken := fleet.notice()) is not None:
            self.notify("bad", broken)
        for notice in desk.workspace.notices if desk.workspace.known is None else ():
            self.notify("warn", notice)
        self.link.ask()
        keys = [spec.key for spec in PAGES]
        kept = self.memory.get("window.page", keys[0])
        self.book.open(kept if kept in keys else keys[0])

    def _show_past(self, known: "Known") -> None:
        back = Text(N_("Back to the present"))
        self.past.setContentsMargins(24, 12, 24, 0)
        self.past.addWidget(Banner(self.look, "warn", known.notice(), action=back, on=self.acts.to_present))

    def ask_known(self) -> None:
        """Ask for a day, a time, a transaction or a reference, and show what was known then."""
        from ui.core.dialogs import ask_text

        words = Text(
            N_("A day (its end counts), a time such as 2026-03-31 18:00, a transaction's number from the history, or "
               "the reference of an assessment. Nothing can be changed in what opens.")
        )  # fmt: skip
        title, accept = Text(N_("Open as known at…")), Text(N_("Open"))
        when = ask_text(self.look, self, title, words, accept=accept, writes=False)
        if when is not None:
            self.acts.open_known(when, None)

    def drop_desk(self) -> "Desk | None":
        """Let go of the workspace without closing it; returns it."""
        found, self.desk = self.desk, None
        if self.link is not None:
            self.link.close()
            self.link.deleteLater()
            self.link = None
        self.facts = None
        clear(self.past)
        self.past.setContentsMargins(0, 0, 0, 0)
        if self.who is not None:
            self.who.hide()
        return found

    def show_sight(self, workspace: "Path") -> None:
        """The page of last time as it was left, if nothing has changed since."""
        from ui.shell.sight import sight_of

        key = self.memory.get("window.page", PAGES[0].key)
        picture = sight_of(workspace, key, self.book, self.look)
        if picture is not None:
            self.book.show_sight(key, picture)
            self.navigation.show_current(key)

    def keep_sight(self) -> None:
        """Keep the page in sight as it is left, for the next start."""
        page = self.book.page
        known_at = None if page is None else page.left_at()
        if page is None or known_at is None or self.desk is None or self.desk.db.read_only or not page.isVisible():
            return
        from ui.shell.sight import keep_sight

        self.strip.hide()  # what still runs is over at the next start, and the page as tall as it will be then
        layout = self.whole.layout()
        if layout is not None:
            layout.activate()
        keep_sight(self.desk.db.path, self.book.current_key, page, self.look, known_at)

    def show_alone(self, page: QWidget) -> None:
        """A page without a workspace: the welcome page fills the window."""
        self.navigation.hide()
        self.header.hide()
        self.book.show_alone(page)
        self._title()

    def context(self, desk: "Desk | None") -> Context:
        """What pages get."""
        look, tasks, memory = self.look, self.tasks, self.memory
        return Context(look, tasks, memory, cast("Desk", desk), self.go, self.notify, self.acts)

    def go(self, key: str, target: Mapping[str, object]) -> None:
        """Open a page at a target."""
        self.book.open(key, target)

    def open_palette(self) -> None:
        """Ctrl+K."""
        from ui.shell.palette import Palette

        if self.palette_panel is None:
            self.palette_panel = Palette(self.look, self.whole, self.finding.entries, self.finding.search)
        self.palette_panel.open()

    def help(self, topic: str = "") -> None:
        """F1: the guide at a topic; without one at what the page in sight is about."""
        from ui.help.guide import topic_of
        from ui.help.panel import HelpPanel

        if self.help_panel is None:
            self.help_panel = HelpPanel(self.look, self.whole)
        page = self.book.page
        self.help_panel.open(topic or (page.topic if page is not None else "") or topic_of(self.book.current_key))

    def reload(self) -> None:
        """F5."""
        if self.book.page is not None:
            self.book.page.reload()

    def notify(self, kind: "BannerKind", words: Words) -> None:
        """A notice in the corner."""
        self.notices.add(kind, words)

    def refuse(self, error: UserError) -> None:
        """A refusal that nobody else shows."""
        self.notify("bad", error.text)

    def ask_person(self) -> None:
        """Ask who works here, with what is known already."""
        from ui.shell.who import WhoPanel

        if self.facts is None:
            return
        if self.who is None:
            self.who = WhoPanel(self.look, self.whole, self.header.person, self.acts.say_name)
        self.who.ask(self.facts.people, self.facts.person)

    def _tell(self, facts: Facts) -> None:
        self.facts = facts
        self.header.show_workspace(facts.name, facts.practice_day)
        self.header.show_person(facts.person)
        self.header.show_history(facts.undo, facts.redo)
        self._title()
        if not facts.person and not self._asked and self.desk is not None and not self.desk.db.read_only:
            self._asked = True
            self.ask_person()

    def _turned(self, key: str) -> None:
        self.navigation.show_current(key)
        self.memory.put("window.page", key)
        self._title()

    def _title(self) -> None:
        spec = next((spec for spec in PAGES if spec.key == self.book.current_key), None)
        page = spoken(self.look, Text(spec.title)) if spec is not None else ""
        parts = (page, self.facts.name if self.facts else "", "ChannelDesk")
        self.setWindowTitle(" · ".join(part for part in parts if part))

    def _broke(self, what: Text, details: str) -> None:
        from ui.core.dialogs import FaultDialog

        FaultDialog(self.look, self, what, details, self.tasks.report).open()

    # -- layout -------------------------------------------------------------------------------------------------------

    def _restore(self) -> None:
        self.navigation.set_narrow(narrow=bool(self.memory.get("window.narrow", False)))
        kept = self.memory.get("window.geometry")
        if not isinstance(kept, str) or not self.restoreGeometry(QByteArray(base64.b64decode(kept))):
            screen = QGuiApplication.primaryScreen().availableSize()
            self.resize(min(FIRST_SIZE[0], screen.width()), min(FIRST_SIZE[1], screen.height()))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Tell of the first one."""
        super().paintEvent(event)
        if not self._painted:
            self._painted = True
            self.painted.emit()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Remember the layout; running work is cancelled by who runs the window."""
        self.memory.put("window.geometry", base64.b64encode(self.saveGeometry().data()).decode())
        self.closing.emit()
        super().closeEvent(event)
