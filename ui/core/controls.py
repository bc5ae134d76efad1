"""Buttons and inputs that speak the language and wear the theme of the moment."""

from collections.abc import Callable, Hashable, Sequence
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QSignalBlocker, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QFontMetrics, QKeySequence
from PySide6.QtWidgets import (
    QAbstractButton,
    QButtonGroup,
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QWidget,
)

from app.core.texts import N_, Text
from ui.core import fonts
from ui.core.words import Live, Words, spoken

if TYPE_CHECKING:
    from ui.core.look import Look

_SEGMENT_PAD = 14
Kind = Literal["plain", "primary", "quiet", "link", "danger", "nav", "search"]


def tip_with_key(look: "Look", words: Words, shortcut: str) -> str:
    """A tooltip that ends in its shortcut as this system writes it."""
    said = spoken(look, words)
    if not shortcut:
        return said
    keys = QKeySequence(shortcut).toString(QKeySequence.SequenceFormat.NativeText)
    return f"{said} ({keys})" if said else keys


class Button(Live, QPushButton):
    """A button with words, an icon and a shortcut that its tooltip names."""

    def __init__(
        self,
        look: "Look",
        words: Words,
        on: Callable[[], object] | None = None,
        *,
        icon: str = "",
        kind: Kind = "plain",
        shortcut: str = "",
        tip: Words = "",
    ) -> None:
        """``on`` is called at a click, without arguments."""
        super().__init__()
        self.look = look
        self._words: Words = words
        self._tip: Words = tip
        self._icon = icon
        self._keys = shortcut
        self._kind = kind
        self._held: tuple[str, Words] | None = None
        self.setProperty("kind", kind)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setIconSize(QSize(16, 16))
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        if on is not None:
            self.clicked.connect(lambda _checked=False: on())
        self.retranslate()
        self.restyle()

    def say(self, words: Words, *, tip: Words | None = None) -> None:
        """Show other words."""
        self._words = words
        self._tip = self._tip if tip is None else tip
        self.retranslate()

    def set_icon(self, name: str) -> None:
        """Show another icon."""
        self._icon = name
        self.restyle()

    def explain(self, why: Words | None) -> None:
        """Show a lock and say in the tooltip why it cannot be used; None brings icon and tooltip back."""
        if self._held is None and why is not None:
            self._held = (self._icon, self._tip)
        if self._held is None:
            return
        icon, tip = self._held
        self._held = None if why is None else self._held
        self.say(self._words, tip=tip if why is None else why)
        self.set_icon(icon if why is None else "lock")

    def retranslate(self) -> None:
        """Words, tooltip and shortcut again (Qt drops the shortcut when a text changes)."""
        said = spoken(self.look, self._words).replace("&", "&&")
        self.setText(f" {said}" if self._icon and said else said)
        self.setToolTip(tip_with_key(self.look, self._tip or self._words if self._keys else self._tip, self._keys))
        if self._keys:
            self.setShortcut(QKeySequence(self._keys))
        if self.property("kind") == "segment":  # the chosen one is bold: nothing may be cut or move then
            self.setMinimumWidth(QFontMetrics(fonts.font(bold=True)).horizontalAdvance(said) + 2 * _SEGMENT_PAD)

    def restyle(self) -> None:
        """Tint the icon."""
        if not self._icon:
            return
        colors = {"primary": "on_brand", "link": "brand", "danger": "bad"}
        self.setIcon(self.look.icon(self._icon, colors.get(self._kind, "dim"), 16))


class IconButton(Live, QToolButton):
    """A button that is only an icon; its words are its tooltip and its accessible name."""

    def __init__(
        self,
        look: "Look",
        icon: str,
        tip: Words,
        on: Callable[[], object] | None = None,
        *,
        shortcut: str = "",
        size: int = 18,
    ) -> None:
        """``on`` is called at a click, without arguments."""
        super().__init__()
        self.look = look
        self._icon, self._tip, self._keys = icon, tip, shortcut
        self._color, self._size = "dim", size
        self.setIconSize(QSize(size, size))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        if on is not None:
            self.clicked.connect(lambda _checked=False: on())
        self.retranslate()
        self.restyle()

    def set_face(self, icon: str, tip: Words, color: str = "dim") -> None:
        """Another icon, tooltip and colour."""
        self._icon, self._tip, self._color = icon, tip, color
        self.retranslate()
        self.restyle()

    def retranslate(self) -> None:
        """Tooltip and accessible name again."""
        self.setToolTip(tip_with_key(self.look, self._tip, self._keys))
        self.setAccessibleName(spoken(self.look, self._tip))
        if self._keys:
            self.setShortcut(QKeySequence(self._keys))

    def restyle(self) -> None:
        """Tint the icon."""
        self.setIcon(self.look.icon(self._icon, self._color, self._size))


class Eye(IconButton):
    """Shows personal data in full, or by their ends again; ``open`` says which, and ``then`` is called after."""

    def __init__(self, look: "Look", then: Callable[[], object]) -> None:
        """Shut at first."""
        self.open = False
        super().__init__(look, "eye", Text(N_("Show whole numbers")), self._turn, size=16)
        self._then = then

    def _turn(self) -> None:
        self.open = not self.open
        words = Text(N_("Show only their ends")) if self.open else Text(N_("Show whole numbers"))
        self.set_face("eye", words, "brand" if self.open else "dim")
        self._then()


class SearchBox(Live, QLineEdit):
    """A field to search in; ``searched`` comes when the typing rests, at once on Enter. Esc empties it."""

    searched = Signal(str)

    def __init__(self, look: "Look", hint: Words, *, shortcut: str = "") -> None:
        """``hint`` is shown while it is empty."""
        super().__init__()
        self.look = look
        self._hint, self._keys = hint, shortcut
        self.setProperty("search", True)
        self._glass = QAction(self)
        self.addAction(self._glass, QLineEdit.ActionPosition.LeadingPosition)
        self.setClearButtonEnabled(True)
        self._rest = QTimer(self, interval=150, singleShot=True)
        self._rest.timeout.connect(self._tell)
        self.textChanged.connect(lambda _text: self._rest.start())
        self.returnPressed.connect(self._tell)
        if shortcut:
            jump = QAction(self)
            jump.setShortcut(QKeySequence(shortcut))
            jump.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
            jump.triggered.connect(lambda: self.setFocus(Qt.FocusReason.ShortcutFocusReason))
            self.addAction(jump)
        escape = QAction(self)
        escape.setShortcut(QKeySequence(Qt.Key.Key_Escape))
        escape.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        escape.triggered.connect(self.clear)
        self.addAction(escape)
        self.retranslate()
        self.restyle()

    def retranslate(self) -> None:
        """The hint again."""
        self.setPlaceholderText(spoken(self.look, self._hint))
        self.setAccessibleName(spoken(self.look, self._hint))
        self.setToolTip(tip_with_key(self.look, self._hint, self._keys) if self._keys else "")

    def restyle(self) -> None:
        """Tint the glass."""
        self._glass.setIcon(self.look.icon("search", "dim", 16))

    def _tell(self) -> None:
        self._rest.stop()
        self.searched.emit(self.text().strip())


class Choice(Live, QComboBox):
    """A drop-down of (key, words); ``picked`` gives the key when the user chooses, never when a program sets it."""

    picked = Signal(object)

    def __init__(self, look: "Look", options: Sequence[tuple[Hashable, Words]] = (), *, name: Words = "") -> None:
        """``name`` says what is chosen, to a screen reader and in the tooltip."""
        super().__init__()
        self.look = look
        self._options: list[tuple[Hashable, Words]] = []
        self._name = name
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.setMaxVisibleItems(16)
        self.set_options(options)
        self.activated.connect(lambda _index: self.picked.emit(self.key()))

    def set_options(self, options: Sequence[tuple[Hashable, Words]], key: Hashable = None) -> None:
        """Offer other options and keep the chosen one if it is still there, else ``key``, else the first."""
        kept = self.key()
        self._options = list(options)
        with QSignalBlocker(self):
            self.clear()
            for _, words in self._options:
                self.addItem(spoken(self.look, words))
        keys = [found for found, _ in self._options]
        wanted = key if key in keys else kept
        self.setCurrentIndex(keys.index(wanted) if wanted in keys else 0 if keys else -1)
        self._tip()

    def minimumSizeHint(self) -> QSize:
        """As wide as the options are now: Qt remembers how wide those of the other language were."""
        return self.sizeHint()

    def key(self) -> Hashable:
        """The key of the chosen option, None without options."""
        index = self.currentIndex()
        return self._options[index][0] if 0 <= index < len(self._options) else None

    def choose(self, key: Hashable) -> None:
        """Choose an option; an unknown key changes nothing."""
        keys = [found for found, _ in self._options]
        if key in keys:
            self.setCurrentIndex(keys.index(key))

    def retranslate(self) -> None:
        """Every option again, in place."""
        for index, (_, words) in enumerate(self._options):
            self.setItemText(index, spoken(self.look, words))
        self.updateGeometry()
        self._tip()

    def _tip(self) -> None:
        self.setAccessibleName(spoken(self.look, self._name))
        self.setToolTip(spoken(self.look, self._name))


class Check(Live, QCheckBox):
    """A tick box with words."""

    def __init__(self, look: "Look", words: Words, on: Callable[[bool], object] | None = None) -> None:
        """``on`` gets the new state."""
        super().__init__()
        self.look = look
        self._words = words
        if on is not None:
            self.toggled.connect(on)
        self.retranslate()

    def retranslate(self) -> None:
        """The words again."""
        self.setText(spoken(self.look, self._words).replace("&", "&&"))


def _place(index: int, count: int) -> str:
    """Where a button stands among its neighbours."""
    return "only" if count == 1 else {0: "first", count - 1: "last"}.get(index, "middle")


class Segments(Live, QWidget):
    """A row of joined buttons of which one is chosen."""

    picked = Signal(object)

    def __init__(self, look: "Look", options: Sequence[tuple[Hashable, Words]]) -> None:
        """The first option is chosen."""
        super().__init__()
        self.look = look
        self._keys = [key for key, _ in options]
        self._group = QButtonGroup(self)
        self._absent: set[QAbstractButton] = set()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        for index, (_, words) in enumerate(options):
            button = Button(look, words)
            button.setProperty("kind", "segment")
            button.setProperty("place", _place(index, len(options)))
            button.setCheckable(True)
            button.retranslate()
            self._group.addButton(button, index)
            row.addWidget(button)
        if options:
            self._group.button(0).setChecked(True)
        self._group.idClicked.connect(lambda index: self.picked.emit(self._keys[index]))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def offer(self, key: Hashable, there: bool) -> None:  # noqa: FBT001 - as setVisible
        """Whether one of the options is offered now."""
        button = self._group.button(self._keys.index(key))
        button.setVisible(there)
        (self._absent.discard if there else self._absent.add)(button)
        shown = [one for one in self._group.buttons() if one not in self._absent]
        for index, one in enumerate(shown):
            one.setProperty("place", _place(index, len(shown)))
            one.style().polish(one)

    def key(self) -> Hashable:
        """The chosen key."""
        index = self._group.checkedId()
        return self._keys[index] if index >= 0 else None

    def choose(self, key: Hashable) -> None:
        """Choose without telling."""
        if key in self._keys:
            self._group.button(self._keys.index(key)).setChecked(True)
