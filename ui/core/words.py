"""Widgets that hold words: they speak the language and wear the theme of the moment by themselves.

``Words`` is data as it is (a str: a dealer's name, a formatted number) or a sentence of the program (a ``Text``).
"""

from typing import TYPE_CHECKING, Final, Literal

from PySide6.QtCore import QEvent, QPointF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from app.core.texts import Text
from ui.core.pill import HEIGHT, draw_pill, pill_width

if TYPE_CHECKING:
    from ui.core.look import Look

Words = str | Text
Role = Literal["body", "dim", "strong", "card", "page", "value", "section", "brand", "stage", "clock", "lead", "told"]
Tone = Literal["good", "warn", "bad", "brand", "dim"]
_LANGUAGE: Final = QEvent.Type.LanguageChange
_STYLE: Final = QEvent.Type.StyleChange
SHAPES: Final[dict[str, str]] = {"good": "●", "warn": "▲", "bad": "■", "brand": "◆", "dim": "○"}
"""The shape that goes with a status colour, so that colour never stands alone."""


def spoken(look: "Look", words: Words) -> str:
    """Words in the language of the moment."""
    return look.say(words) if isinstance(words, Text) else words


class Live:
    """Mixin of a QWidget: ``retranslate`` after a change of language, ``restyle`` after a change of theme."""

    def changeEvent(self, event: QEvent) -> None:
        """Qt tells every widget; during construction there is nothing to do yet."""
        super().changeEvent(event)  # type: ignore[misc]
        kind = event.type()  # asked once: a change of theme brings five events to each of a thousand labels
        if kind == _LANGUAGE:
            if getattr(self, "look", None) is not None:
                self.retranslate()
        elif kind == _STYLE and getattr(self, "look", None) is not None:
            self.restyle()

    def retranslate(self) -> None:
        """Set every text of this widget itself again (its children do theirs)."""

    def restyle(self) -> None:
        """Set icons and colours again that the style sheet does not reach."""


class Label(Live, QLabel):
    """A label in one of the window's roles; ``elide`` shortens with … and a tooltip, ``wrap`` breaks lines."""

    def __init__(
        self,
        look: "Look",
        words: Words = "",
        role: Role = "body",
        *,
        wrap: bool = False,
        elide: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        """Plain text only: what data bring along is never read as markup."""
        super().__init__(parent)
        self.look = look
        self._words: Words = words
        self._tip: Words = ""
        self._elide = elide
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("role", role)
        self.setWordWrap(wrap)
        if elide:
            self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        elif wrap:
            self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self.retranslate()

    def say(self, words: Words) -> None:
        """Show other words."""
        self._words = words
        self.retranslate()

    def set_tone(self, tone: Tone | None) -> None:
        """Give the text a status colour."""
        self.setProperty("tone", tone)
        self._polish()

    def set_tip(self, words: Words) -> None:
        """What a tooltip says."""
        self._tip = words
        self.retranslate()

    def full_text(self) -> str:
        """The words in full, however short they are shown."""
        return spoken(self.look, self._words)

    def retranslate(self) -> None:
        """Show the words again."""
        self.setToolTip(spoken(self.look, self._tip))
        if self._elide:
            self._shorten()
        else:
            self.setText(self.full_text())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Shorten to the new width."""
        super().resizeEvent(event)
        if self._elide:
            self._shorten()

    def minimumSizeHint(self) -> QSize:
        """A shortened label may become narrow."""
        found = super().minimumSizeHint()
        return QSize(32, found.height()) if self._elide else found

    def sizeHint(self) -> QSize:
        """A shortened label asks for its full width."""
        found = super().sizeHint()
        if not self._elide:
            return found
        return QSize(self.fontMetrics().horizontalAdvance(self.full_text()) + 2, found.height())

    def _shorten(self) -> None:
        full = self.full_text()
        room = self.contentsRect().width()
        shown = QFontMetrics(self.font()).elidedText(full, Qt.TextElideMode.ElideRight, max(room, 8))
        if shown != self.text():
            self.setText(shown)
        self.setToolTip(spoken(self.look, self._tip) or (full if shown != full else ""))

    def _polish(self) -> None:
        self.style().unpolish(self)
        self.style().polish(self)
        self.update()


class Pill(Label):
    """A status in a soft colour with its shape and its word."""

    def __init__(self, look: "Look", words: Words = "", tone: Tone = "dim", *, shape: bool = True) -> None:
        """``shape`` False leaves the status shape away (for counts and names)."""
        self._tone: Tone = tone
        self._shape = shape
        self._mark: str | None = None
        super().__init__(look, words)
        self.setProperty("pill", tone)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Room for shape and word."""
        return QSize(round(pill_width(self.full_text()) + 0.5), HEIGHT)

    def minimumSizeHint(self) -> QSize:
        """A status is never cut."""
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """As in a table."""
        text = self.full_text()
        if text:
            painter = QPainter(self)
            draw_pill(painter, self.look, QPointF(0, self.height() / 2), text, self._tone, self.width())
            painter.end()

    def show_state(self, words: Words, tone: Tone, *, mark: str | None = None) -> None:
        """Another status; ``mark`` stands in for the status shape (an arrow)."""
        self._tone = tone
        self._mark = mark
        self.setProperty("pill", tone)
        self.say(words)
        self._polish()

    def full_text(self) -> str:
        """The shape and the words."""
        found = super().full_text()
        mark = self._mark if self._mark is not None else SHAPES[self._tone] if self._shape else ""
        return f"{mark} {found}" if mark and found else found
