"""What the program opens on when no workspace is open: three ways to begin."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QStandardPaths, Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.core import fleet
from app.core.texts import EN, N_, ZH, Text
from ui.core.card import Banner, BannerKind, Icon, clear
from ui.core.controls import Button, Segments
from ui.core.mark import Mark
from ui.core.pressable import Pressable
from ui.core.words import Label, Words

if TYPE_CHECKING:
    from ui.core.look import Look


@dataclass(frozen=True)
class Starts:
    """What the welcome page can ask the program to do."""

    practice: Callable[[], object]
    """Make the practice region, or open the one that is there, and show it."""
    first_file: Callable[[Path, Path], object]
    """Make a workspace at the first path and start the import of the file at the second."""
    open: Callable[[Path], object]
    """Open a workspace."""


class Way(Pressable):
    """A big choice: icon, title, what it means. Click, Enter or Space takes it."""

    def __init__(self, look: "Look", icon: str, title: Text, text: Text, on: Callable[[], object]) -> None:
        """``on`` is called without arguments."""
        super().__init__("card", on)
        self.setProperty("clickable", True)
        self.setAccessibleName(look.say(title))
        inner = QVBoxLayout(self)
        inner.setContentsMargins(20, 20, 20, 18)
        inner.setSpacing(8)
        inner.addWidget(Icon(look, icon, "brand", 30))
        inner.addSpacing(4)
        self.title = Label(look, title, "card", wrap=True)
        self.text = Label(look, text, "dim", wrap=True)
        inner.addWidget(self.title)
        inner.addWidget(self.text)
        inner.addStretch(1)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)


class WelcomePage(QWidget):
    """Begin with the practice region, with an own file, or with a workspace."""

    def __init__(self, look: "Look", starts: Starts, recent: Sequence[Path] = ()) -> None:
        """``recent`` are workspaces that were open before, newest first."""
        super().__init__()
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.look, self._starts = look, starts
        self.banners = QVBoxLayout()
        self._recent = list(recent)
        self.practice = Way(
            look, "map", Text(N_("Open the practice region")),
            Text(N_("A made-up province with 66 dealers and 27 months of orders, stock and receivables. Nothing "
                    "in it can be broken.")),
            starts.practice,
        )  # fmt: skip
        self.first = Way(
            look, "upload", Text(N_("Import your first file")),
            Text(N_("Orders, stock or sell-out as your ERP exports them: Excel or CSV. The original stays as it is.")),
            self.ask_first_file,
        )  # fmt: skip
        self.existing = Way(
            look, "folder-open", Text(N_("Open a workspace")),
            Text(N_("A file ending in .cdesk that you or a colleague worked with before.")),
            self.ask_workspace,
        )  # fmt: skip
        self._lay_out()

    def _lay_out(self) -> None:
        look = self.look
        outer = QVBoxLayout(self)
        outer.setContentsMargins(32, 20, 32, 24)
        language = Segments(look, [(ZH, "中文"), (EN, "English")])
        language.choose(look.lang)
        why = fleet.reason("language")
        language.setEnabled(why is None)
        language.setToolTip("" if why is None else look.say(why))
        language.picked.connect(lambda key: look.set_language(str(key)))
        look.language_changed.connect(self._show_language)
        self._language = language
        top = QHBoxLayout()
        top.addStretch(1)
        top.addWidget(language)
        outer.addLayout(top)
        outer.addStretch(2)
        middle = QWidget()
        middle.setMaximumWidth(980)
        inner = QVBoxLayout(middle)
        inner.setSpacing(10)
        inner.addWidget(Mark(look, 44))
        inner.addSpacing(6)
        inner.addWidget(Label(look, Text(N_("Welcome to ChannelDesk")), "page"))
        inner.addWidget(
            Label(
                look, Text(N_("The desk of a regional channel manager. Where do you want to begin?")), "body", wrap=True
            )
        )
        inner.addLayout(self.banners)
        if (broken := fleet.notice()) is not None:
            inner.addWidget(Banner(look, "bad", broken))
        inner.addSpacing(8)
        ways = QHBoxLayout()
        ways.setSpacing(16)
        for way in (self.practice, self.first, self.existing):
            ways.addWidget(way, 1)
        inner.addLayout(ways)
        self._list_recent(inner)
        across = QHBoxLayout()
        across.addStretch(1)
        across.addWidget(middle, 20)
        across.addStretch(1)
        outer.addLayout(across)
        outer.addStretch(3)
        outer.addWidget(
            Label(look, Text(N_("Everything stays on this computer.")), "dim"), 0, Qt.AlignmentFlag.AlignHCenter
        )

    def _list_recent(self, inner: QVBoxLayout) -> None:
        """The workspaces that were open before."""
        look = self.look
        if self._recent:
            inner.addSpacing(10)
            inner.addWidget(Label(look, Text(N_("Opened before")), "section"))
            for path in self._recent[:4]:
                button = Button(look, path.stem, partial(self._starts.open, path), icon="database", kind="link")
                button.setToolTip(str(path))
                line = QHBoxLayout()
                line.addWidget(button)
                line.addWidget(Label(look, str(path.parent), "dim", elide=True), 1)
                inner.addLayout(line)

    def _show_language(self) -> None:
        self._language.choose(self.look.lang)

    def showEvent(self, event: QShowEvent) -> None:
        """Enter begins with the practice region."""
        super().showEvent(event)
        self.practice.setFocus()

    def say(self, kind: BannerKind, words: Words) -> None:
        """What happened: a refusal, or that something is being prepared."""
        clear(self.banners)
        self.banners.addWidget(Banner(self.look, kind, words))

    def ask_first_file(self) -> None:
        """Ask for the file, then for the place of the workspace."""
        kinds = "*.csv *.tsv *.txt *.xlsx *.xlsm *.xls *.xlsb *.ods"
        said = self.look.t("Tables")
        chosen, _ = QFileDialog.getOpenFileName(self, self.look.t("Import your first file"), "", f"{said} ({kinds})")
        if chosen:
            place = self._ask_place(Path(chosen).stem)
            if place is not None:
                self._starts.first_file(place, Path(chosen))

    def ask_workspace(self) -> None:
        """Ask for a workspace."""
        title = self.look.t("Open a workspace")
        chosen, _ = QFileDialog.getOpenFileName(self, title, self._documents(), "ChannelDesk (*.cdesk *.cdeskmove)")
        if chosen:
            self._starts.open(Path(chosen))

    def _ask_place(self, name: str) -> Path | None:
        start = str(Path(self._documents()) / f"{name}.cdesk")
        title = self.look.t("Where shall the workspace be kept?")
        chosen, _ = QFileDialog.getSaveFileName(self, title, start, "ChannelDesk (*.cdesk)")
        return Path(chosen) if chosen else None

    @staticmethod
    def _documents() -> str:
        documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        wanted = fleet.policy().workspace_folder
        return documents if wanted is None else str(fleet.reachable(wanted, Path(documents)))
