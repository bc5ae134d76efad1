"""A line that takes several things of a long list: typed with commas between, or ticked in a list that is searched."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, ClassVar, Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from app.core.errors import UserError
from app.core.texts import N_, Text
from ui.core.card import row
from ui.core.controls import Button, IconButton, SearchBox
from ui.core.dialogs import Dialog
from ui.core.form import Field, typed_list
from ui.core.words import Label, Words

if TYPE_CHECKING:
    from ui.core.look import Look

_VALUE: Final = int(Qt.ItemDataRole.UserRole)
_LIST_PX: Final = 320
_WIDE_PX: Final = 460
_EDGE_PX: Final = 4
_BUTTON_PX: Final = 28

Options = Sequence[tuple[str, str]]
"""What is written for each thing, and what it is called in the list."""


class PickDialog(Dialog):
    """Ticks in a searched list; what is ticked stays ticked while other rows are looked for."""

    writes: ClassVar[bool] = False

    def __init__(
        self, look: "Look", parent: QWidget | None, title: Words, options: Options, chosen: Sequence[str]
    ) -> None:
        """``chosen`` is ticked at first and stands on top."""
        super().__init__(look, parent, title, accept=Text(N_("Take the ticked ones")))
        self.search = SearchBox(look, Text(N_("Search by any part of name or code")))
        self.search.searched.connect(self.look_for)
        self.list = QListWidget()
        self.list.setMinimumSize(_WIDE_PX, _LIST_PX)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setAccessibleName(self.windowTitle())
        self.count = Label(look, "", "dim")
        self.all_button = Button(look, Text(N_("Tick all that are shown")), lambda: self.tick_shown(on=True),
                                 kind="quiet")  # fmt: skip
        self.none_button = Button(look, Text(N_("Untick them")), lambda: self.tick_shown(on=False), kind="quiet")
        wanted = set(chosen)
        for value, label in sorted(options, key=lambda one: one[0] not in wanted):
            self._add(value, label, on=value in wanted)
        self.list.itemChanged.connect(lambda _item: self._tell())
        self.body.addWidget(self.search)
        self.body.addWidget(self.list, 1)
        self.body.addLayout(row(self.count, None, self.all_button, self.none_button))
        for button in (self.all_button, self.none_button):
            button.setAutoDefault(False)
        self._tell()
        self.search.setFocus()

    def _add(self, value: str, label: str, *, on: bool) -> None:
        item = QListWidgetItem(label)
        item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsUserCheckable | Qt.ItemFlag.ItemIsSelectable)
        item.setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)
        item.setData(_VALUE, value)
        item.setToolTip(label)
        self.list.addItem(item)

    def items(self) -> list[QListWidgetItem]:
        """Every row, also those that the search hides."""
        return [self.list.item(at) for at in range(self.list.count())]

    def look_for(self, words: str) -> None:
        """Show the rows that hold every one of the words."""
        parts = words.casefold().split()
        for item in self.items():
            item.setHidden(not all(part in item.text().casefold() for part in parts))

    def tick_shown(self, *, on: bool) -> None:
        """Tick or untick what the search leaves in sight."""
        for item in self.items():
            if not item.isHidden():
                item.setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)

    def chosen(self) -> list[str]:
        """What is ticked, in the order of the list."""
        return [str(one.data(_VALUE)) for one in self.items() if one.checkState() == Qt.CheckState.Checked]

    def _tell(self) -> None:
        self.count.say(Text(N_("Ticked: {n} of {all}"), {"n": len(self.chosen()), "all": self.list.count()}))


class PickField(Field):
    """A line with a button that opens the list; ``read`` turns one typed word into what is written of its thing."""

    def __init__(self, look: "Look", title: Words, options: Options, read: Callable[[str], str]) -> None:
        """``read`` raises UserError for words that mean nothing; they stay as they were typed."""
        super().__init__(look)
        self._title, self._options, self._read = title, options, read
        self.button = IconButton(look, "list-checks", Text(N_("Choose from the list…")), self.ask, size=16)
        self.button.setParent(self)
        self.setTextMargins(0, 0, _BUTTON_PX, 0)
        self.offer([value for value, _ in options])

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the button at the right edge."""
        super().resizeEvent(event)
        tall = max(self.height() - 2 * _EDGE_PX, 1)
        self.button.setGeometry(self.width() - _BUTTON_PX - _EDGE_PX, _EDGE_PX, _BUTTON_PX, tall)

    def ask(self) -> None:
        """Open the list and take what is ticked."""
        known, left = self._sorted()
        dialog = PickDialog(self.look, self.window(), self._title, self._options, known)
        if dialog.run():
            self.setText(", ".join([*dialog.chosen(), *left]))
            self.setCursorPosition(0)
        dialog.deleteLater()

    def _sorted(self) -> tuple[list[str], list[str]]:
        """What is typed and is in the list, and what is not."""
        known, left, offered = list[str](), list[str](), {value for value, _ in self._options}
        for word in typed_list(self.text()):
            try:
                value = self._read(word)
            except UserError:
                value = ""
            (known if value in offered else left).append(value if value in offered else word)
        return known, left
