"""The guide beside the page: F1 opens it at the page's topic, in the language of the moment."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QObject, QSignalBlocker, Qt, QUrl
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.core.texts import N_, Text
from ui.core.controls import IconButton, SearchBox
from ui.core.words import Label
from ui.help import guide
from ui.help.dress import fill, heading
from ui.help.reader import Enlarged, Reader

if TYPE_CHECKING:
    from ui.core.look import Look

SHARE: Final = 0.4
LEAST: Final = 440


@dataclass(frozen=True)
class Place:
    """What the panel shows: a section of a topic, or what was found for words; and how far it was read."""

    topic: str = guide.CONTENTS
    section: int = 0
    words: str = ""
    top: int = 0


class HelpPanel(QFrame):
    """Lies over the right side of the window, so that one can read and do; Esc closes it."""

    def __init__(self, look: "Look", host: QWidget) -> None:
        """Hidden until ``open``."""
        super().__init__(host)
        self.setObjectName("drawer")
        self.look, self._host = look, host
        self._before: QWidget | None = None
        self._read: list[Place] = []
        self._at = -1
        self.title = Label(look, Text(N_("Help")), "card", elide=True)
        self.back = IconButton(look, "chevron-left", Text(N_("Back (Alt+Left)")), lambda: self.step(-1))
        self.forward = IconButton(look, "chevron-right", Text(N_("Forward (Alt+Right)")), lambda: self.step(1))
        self.contents = IconButton(look, "book-open", Text(N_("Contents of the guide")), lambda: self.open(""))
        self.close_button = IconButton(look, "x", Text(N_("Close (Esc)")), self.shut)
        self.search = SearchBox(look, Text(N_("Search the guide")))
        self.reader = Reader()
        self._lay_out()
        self.search.searched.connect(self.seek)
        self.search.textChanged.connect(lambda text: None if text else self._leave_search())
        self.reader.anchorClicked.connect(self.follow)
        self.reader.stepped.connect(self.step)
        self.reader.pictured.connect(self.enlarge)
        look.language_changed.connect(self._speak)
        look.theme_changed.connect(self._draw)
        host.installEventFilter(self)
        self.hide()

    def _lay_out(self) -> None:
        outer = QVBoxLayout(self)
        outer.setContentsMargins(24, 14, 8, 8)
        outer.setSpacing(10)
        head = QHBoxLayout()
        head.setSpacing(4)
        head.setContentsMargins(0, 0, 8, 0)
        head.addWidget(self.title, 1)
        for button in (self.back, self.forward, self.contents, self.close_button):
            head.addWidget(button)
        outer.addLayout(head)
        line = QHBoxLayout()
        line.setContentsMargins(0, 0, 16, 4)
        line.addWidget(self.search)
        outer.addLayout(line)
        outer.addWidget(self.reader, 1)

    # -- where to -----------------------------------------------------------------------------------------------------

    @property
    def place(self) -> Place:
        """What is shown."""
        return self._read[self._at] if self._read else Place()

    def open(self, topic: str) -> None:
        """Show a topic; an empty one is the contents."""
        if not self.isVisible():
            self._before = self._host.window().focusWidget()
        self._place()
        self.show()
        self.raise_()
        self.go(Place(topic or guide.CONTENTS))
        self.reader.setFocus()

    def shut(self) -> None:
        """Close, and give the focus back."""
        self.hide()
        if self._before is not None:
            self._before.setFocus()
        self._before = None

    def go(self, place: Place) -> None:
        """Show a place and remember the way to it."""
        self._keep_top()
        if not self._read or place != replace(self.place, top=0):
            self._read = [*self._read[: self._at + 1], place][-50:]
            self._at = len(self._read) - 1
        self._draw()

    def step(self, count: int) -> None:
        """Back or forward among what was read."""
        if 0 <= self._at + count < len(self._read):
            self._keep_top()
            self._at += count
            self._draw()

    def follow(self, link: QUrl) -> None:
        """A link of the guide: ``topic.md``, or ``topic.md#3`` for its third section."""
        topic = link.path().removesuffix(".md")
        if topic in guide.TOPICS:
            number = link.fragment()
            self.go(Place(topic, int(number) if number.isdigit() else 0))

    def enlarge(self, name: str) -> None:
        """Show a picture of the page in its own size."""
        dialog = Enlarged(self.look, self._host.window(), Text(N_("Help")), name)
        dialog.exec()
        dialog.deleteLater()

    def seek(self, words: str) -> None:
        """Show the sections that hold all words, instead of what was found before."""
        if words and words != self.place.words:
            if self.place.words:
                self._read = self._read[: self._at]
                self._at -= 1
            self.go(Place(words=words))

    def _leave_search(self) -> None:
        if self.place.words:
            self.step(-1)

    def _keep_top(self) -> None:
        """How far a page was read, so that going back finds the line again."""
        if self._read:
            self._read[self._at] = replace(self.place, top=self.reader.verticalScrollBar().value())

    # -- showing ------------------------------------------------------------------------------------------------------

    def _draw(self) -> None:
        place, lang = self.place, self.look.lang
        text = self._found(place.words) if place.words else guide.markdown(lang, place.topic)
        fill(self.reader.document(), text, self.look)
        bar = self.reader.verticalScrollBar()
        block = heading(self.reader.document(), place.section)
        if place.top or block is None:
            bar.setValue(place.top)
        else:
            bar.setValue(int(self.reader.document().documentLayout().blockBoundingRect(block).top()))
        self.back.setEnabled(self._at > 0)
        self.forward.setEnabled(self._at < len(self._read) - 1)
        if self.search.text().strip() != place.words:
            with QSignalBlocker(self.search):
                self.search.setText(place.words)

    def _found(self, words: str) -> str:
        found = guide.search(self.look.lang, words)
        if not found:
            return self.look.t("Nothing found.")
        lines = []
        for section in found:
            name = section.page if section.title == section.page else f"{section.page} · {section.title}"
            lines.append(f"**[{name}]({section.link})**  \n{guide.excerpt(section, words)}\n")
        return "\n".join(lines)

    def _speak(self) -> None:
        """The same topic in the other language, from its beginning."""
        self._read = [replace(place, top=0) for place in self._read]
        self._draw()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes."""
        if event.key() == Qt.Key.Key_Escape:
            self.shut()
        else:
            super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep to the right side of the window."""
        if watched is self._host and event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return super().eventFilter(watched, event)

    def _place(self) -> None:
        width = min(max(int(self._host.width() * SHARE), LEAST), self._host.width())
        fits = width == self.width()
        self.setGeometry(self._host.width() - width, 0, width, self._host.height())
        if self._read and not fits:
            self._keep_top()
            self._draw()  # pictures are as wide as the text
