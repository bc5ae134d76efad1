"""Cards, empty states and banners: the blocks that a page is laid out with."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final, Literal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from app.core.texts import N_, Text
from ui.core.controls import Button, IconButton
from ui.core.words import Label, Words

if TYPE_CHECKING:
    from ui.core.look import Look

PAD: Final = 16
GAP: Final = 16
BannerKind = Literal["info", "good", "warn", "bad"]
_BANNER_ICONS: Final[dict[str, tuple[str, str]]] = {
    "info": ("info", "brand"),
    "good": ("circle-check", "good"),
    "warn": ("triangle-alert", "warn"),
    "bad": ("circle-x", "bad"),
}


def clear(layout: QLayout) -> None:
    """Take every widget out of a layout and delete it."""
    while (item := layout.takeAt(0)) is not None:
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
        elif inner is not None:
            clear(inner)


def row(*parts: QWidget | int | None, gap: int = 8, margins: tuple[int, int, int, int] = (0, 0, 0, 0)) -> QHBoxLayout:
    """Widgets side by side; None is a stretch, a number a space of pixels."""
    found = QHBoxLayout()
    found.setSpacing(gap)
    found.setContentsMargins(*margins)
    for part in parts:
        if part is None:
            found.addStretch(1)
        elif isinstance(part, int):
            found.addSpacing(part)
        else:
            found.addWidget(part)
    return found


def column(
    *parts: QWidget | int | None, gap: int = 8, margins: tuple[int, int, int, int] = (0, 0, 0, 0)
) -> QVBoxLayout:
    """Widgets one below the other; None is a stretch, a number a space of pixels."""
    found = QVBoxLayout()
    found.setSpacing(gap)
    found.setContentsMargins(*margins)
    for part in parts:
        if part is None:
            found.addStretch(1)
        elif isinstance(part, int):
            found.addSpacing(part)
        else:
            found.addWidget(part)
    return found


def scrolled(inside: QWidget, *, sideways: bool = True) -> QScrollArea:
    """An area without a frame that ``inside`` fills and scrolls in; without ``sideways`` only up and down."""
    area = QScrollArea()
    area.setWidget(inside)
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    if not sideways:
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    return area


class Scroller(QScrollArea):
    """One column that scrolls up and down, on the ground that it stands on; ``body`` takes its parts."""

    def __init__(self) -> None:
        """Empty."""
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.inner = QWidget()
        self.inner.setObjectName("clear")
        self.body = QVBoxLayout(self.inner)
        self.body.setContentsMargins(0, 0, 12, 8)
        self.body.setSpacing(10)

    def finish(self) -> None:
        """Show the column once all its parts are in it: what is measured earlier is too short."""
        self.body.addStretch(1)
        self.setWidget(self.inner)
        self.inner.setAutoFillBackground(False)
        self.viewport().setAutoFillBackground(False)


def rule() -> QFrame:
    """A thin line across."""
    found = QFrame()
    found.setObjectName("rule")
    return found


class Card(QFrame):
    """A panel with a title, a subtitle, actions at the right of it, and ``body`` to fill."""

    def __init__(self, look: "Look", title: Words = "", *, subtitle: Words = "", pad: int = PAD) -> None:
        """Without title and subtitle there is no head."""
        super().__init__()
        self.look = look
        self.setObjectName("card")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(pad, pad - 2 if title else pad, pad, pad)
        outer.setSpacing(10)
        self.title = Label(look, title, "card", elide=True)
        self.subtitle = Label(look, subtitle, "dim", elide=True)
        self.buttons = QHBoxLayout()
        self.buttons.setSpacing(4)
        if title or subtitle:
            words = column(self.title, self.subtitle, gap=2)
            head = QHBoxLayout()
            head.setSpacing(8)
            head.addLayout(words, 1)
            head.addLayout(self.buttons)
            outer.addLayout(head)
            self.subtitle.setVisible(bool(subtitle))  # only now: shown without a parent it would be a window
        self.body = QVBoxLayout()
        self.body.setSpacing(8)
        outer.addLayout(self.body, 1)

    def say_subtitle(self, words: Words) -> None:
        """Another subtitle; an empty one takes no room."""
        self.subtitle.say(words)
        self.subtitle.setVisible(bool(words))


class Icon(Label):
    """A tinted drawing as a label."""

    def __init__(self, look: "Look", name: str, color: str = "dim", size: int = 18) -> None:
        """``color`` is the name of a token."""
        self._name, self._color, self._size = name, color, size
        super().__init__(look)
        self.setFixedSize(size, size)
        self.restyle()

    def set_face(self, name: str, color: str) -> None:
        """Another drawing."""
        self._name, self._color = name, color
        self.restyle()

    def retranslate(self) -> None:
        """An icon says nothing."""

    def restyle(self) -> None:
        """Tint it."""
        self.setPixmap(self.look.pixmap(self._name, self._color, self._size, self.devicePixelRatioF()))


class EmptyState(QWidget):
    """What a page or a table shows when there is nothing: what it is, and what to do next."""

    def __init__(
        self,
        look: "Look",
        title: Words,
        text: Words = "",
        *,
        icon: str = "inbox",
        action: Words = "",
        on: Callable[[], object] | None = None,
        also: Button | None = None,
    ) -> None:
        """``action`` is the words of the button that does the next step; ``also`` is another way."""
        super().__init__()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(24, 24, 24, 24)
        outer.setSpacing(8)
        outer.addStretch(1)
        self._icon = Icon(look, icon, "dim", 36)
        outer.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignHCenter)
        outer.addSpacing(4)
        self.title = Label(look, title, "card", wrap=True)
        self.text = Label(look, text, "dim", wrap=True)
        for label in (self.title, self.text):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            label.setMinimumWidth(240)
            outer.addWidget(label)
        self.text.setVisible(bool(text))
        self.button: Button | None = None
        if action:
            self.button = Button(look, action, on, kind="primary")
            outer.addSpacing(6)
            outer.addLayout(row(None, self.button, *([also] if also is not None else []), None))
        outer.addStretch(1)

    def say(self, title: Words, text: Words = "", *, icon: str = "", color: str = "dim") -> None:
        """Another message."""
        self.title.say(title)
        self.text.say(text)
        self.text.setVisible(bool(text))
        if icon:
            self._icon.set_face(icon, color)


class Banner(QFrame):
    """A line across a page that says what happened, with an action and a way to close it."""

    def __init__(
        self,
        look: "Look",
        kind: BannerKind,
        words: Words,
        *,
        action: Words = "",
        on: Callable[[], object] | None = None,
        closable: bool = False,
    ) -> None:
        """``on`` is called by the action's button."""
        super().__init__()
        self.setProperty("banner", kind)
        name, color = _BANNER_ICONS[kind]
        inner = QHBoxLayout(self)
        inner.setContentsMargins(12, 8, 8, 8)
        inner.setSpacing(10)
        inner.addWidget(Icon(look, name, color, 18), 0, Qt.AlignmentFlag.AlignVCenter)
        self.words = Label(look, words, wrap=True)
        self.words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        inner.addWidget(self.words, 1)
        if action:
            inner.addWidget(Button(look, action, on), 0, Qt.AlignmentFlag.AlignTop)
        self.close_button: IconButton | None = None
        if closable:
            self.close_button = IconButton(look, "x", Text(N_("Close")), self.deleteLater)
            inner.addWidget(self.close_button, 0, Qt.AlignmentFlag.AlignTop)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)


def list_card(look: "Look", totals: QWidget, buttons: "Sequence[QWidget]", table: QWidget) -> Card:
    """A list; above it what it comes to and what may be done of all of it."""
    found = Card(look)
    head = row(gap=10)
    head.addWidget(totals, 1)
    for button in buttons:
        head.addWidget(button)
    found.body.addLayout(head)
    found.body.addWidget(table, 1)
    return found
