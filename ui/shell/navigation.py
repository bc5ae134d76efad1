"""The left side: the pages with icons and words; collapsed, icons with tooltips."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QBoxLayout, QButtonGroup, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.core.texts import N_, Text
from ui.core.card import scrolled
from ui.core.controls import Button, IconButton, tip_with_key
from ui.core.mark import Mark
from ui.core.words import Label, spoken
from ui.shell.specs import PageSpec

if TYPE_CHECKING:
    from ui.core.look import Look

WIDE: Final = 204
NARROW: Final = 62
BADGE_PX: Final = 16
MOST_COUNTED: Final = 100
GAP, APART = 0, 7
"""Between two rows, and beside that between two groups: twenty-four pages fit into 768 pixels."""


class NavButton(Button):
    """The button of one page."""

    def __init__(self, look: "Look", spec: PageSpec, shortcut: str) -> None:
        """``shortcut`` opens the page from anywhere."""
        self._narrow, self._count = False, 0
        self._title = Text(spec.title)
        super().__init__(look, self._title, icon=spec.icon, kind="nav", shortcut=shortcut)
        self.setCheckable(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setIconSize(QSize(18, 18))
        self.toggled.connect(lambda _on: self.restyle())

    def set_narrow(self, *, narrow: bool) -> None:
        """Only the icon, or icon and word."""
        self._narrow = narrow
        self.retranslate()

    def show_count(self, count: int) -> None:
        """How many things wait there; 0 shows nothing."""
        self._count = count
        self.retranslate()
        self.update()

    def retranslate(self) -> None:
        """The word, unless there is only room for the icon."""
        super().retranslate()
        said = spoken(self.look, self._title)
        self.setText("" if self._narrow else f"  {said}")
        self.setAccessibleName(self.look.t("{page}, new: {n}", page=said, n=self._count) if self._count else said)
        self.setToolTip(tip_with_key(self.look, self._title, self._keys))
        self.setShortcut(self._keys)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The count at the right end; at the icon's corner where there is only the icon."""
        super().paintEvent(event)
        if not self._count:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        font = QFont(self.font())
        font.setPixelSize(11)
        font.setBold(True)
        painter.setFont(font)
        words = str(self._count) if self._count < MOST_COUNTED else f"{MOST_COUNTED - 1}+"
        wide = max(BADGE_PX, painter.fontMetrics().horizontalAdvance(words) + 10)
        top = 2 if self._narrow else (self.height() - BADGE_PX) / 2
        box = QRectF(self.width() - wide - (2 if self._narrow else 8), top, wide, BADGE_PX)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.look.color("brand"))
        painter.drawRoundedRect(box, BADGE_PX / 2, BADGE_PX / 2)
        painter.setPen(self.look.color("on_brand"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)
        painter.end()

    def restyle(self) -> None:
        """The chosen page's icon has the brand's colour."""
        if self._icon:
            self.setIcon(self.look.icon(self._icon, "brand" if self.isChecked() else "dim", 18, fades=False))


class Navigation(QWidget):
    """All pages in their order; ``picked`` carries a page's key."""

    picked = Signal(str)
    collapsed = Signal(bool)
    helping = Signal()

    def __init__(self, look: "Look", specs: Sequence[PageSpec]) -> None:
        """Ctrl+1 to Ctrl+9 open the first nine pages."""
        super().__init__()
        self.setObjectName("side")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.look = look
        self._narrow = False
        self.buttons: dict[str, NavButton] = {}
        self._group = QButtonGroup(self)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(12, 14, 12, 12)
        outer.setSpacing(4)
        self._name = Label(look, "ChannelDesk", "brand")
        brand = QHBoxLayout()
        brand.setContentsMargins(4, 0, 0, 10)
        brand.setSpacing(10)
        brand.addWidget(Mark(look))
        brand.addWidget(self._name, 1)
        outer.addLayout(brand)
        outer.addWidget(self._list(specs), 1)
        self._fold = IconButton(
            look, "panel-left-close", Text(N_("Fold the navigation")), self.toggle, shortcut="Ctrl+B"
        )
        self.help = IconButton(look, "circle-help", Text(N_("Help (F1)")), self.helping.emit)
        self._foot = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._foot.setSpacing(4)
        for part in (self._fold, self.help):
            self._foot.addWidget(part)
        self._foot.addStretch(1)
        outer.addLayout(self._foot)
        self.setFixedWidth(WIDE)

    def _list(self, specs: Sequence[PageSpec]) -> QWidget:
        """The pages in their groups; it scrolls where the window is too low for all of them."""
        inside = QWidget()
        inside.setObjectName("pages")
        lines = QVBoxLayout(inside)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(GAP)
        for number, spec in enumerate(specs, start=1):
            button = NavButton(self.look, spec, f"Ctrl+{number}" if number < 10 else "")
            button.clicked.connect(lambda _checked=False, key=spec.key: self.picked.emit(key))
            self._group.addButton(button)
            self.buttons[spec.key] = button
            if spec.begins:
                lines.addSpacing(APART)
            lines.addWidget(button)
        lines.addStretch(1)
        self._area = scrolled(inside, sideways=False)
        return self._area

    def show_count(self, key: str, count: int) -> None:
        """How many new things wait on a page."""
        if key in self.buttons:
            self.buttons[key].show_count(count)

    def show_current(self, key: str) -> None:
        """Mark the page in sight."""
        if key in self.buttons:
            self.buttons[key].setChecked(True)
            self._area.ensureWidgetVisible(self.buttons[key], 0, 0)

    def toggle(self) -> None:
        """Fold or unfold."""
        self.set_narrow(narrow=not self._narrow)
        self.collapsed.emit(self._narrow)

    def set_narrow(self, *, narrow: bool) -> None:
        """Icons only, or icons and words."""
        self._narrow = narrow
        self.setFixedWidth(NARROW if narrow else WIDE)
        self._name.setVisible(not narrow)
        direction = QBoxLayout.Direction
        self._foot.setDirection(direction.TopToBottom if narrow else direction.LeftToRight)
        for button in self.buttons.values():
            button.set_narrow(narrow=narrow)
        words = Text(N_("Unfold the navigation")) if narrow else Text(N_("Fold the navigation"))
        self._fold.set_face("panel-left-open" if narrow else "panel-left-close", words)
