"""Rows of one kind that hang on a dealer: told in a grid, added and changed in a dialog, taken out with a click."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QGridLayout, QWidget

from app.core.personal import masked
from app.core.tables import as_tsv
from app.core.texts import N_, Text
from app.dealers.holdings import HOLDINGS, Row, remove_row, set_row
from app.imports.feeds import Field as FeedField
from ui.core.card import Card, Icon, clear
from ui.core.controls import Button, Eye, IconButton
from ui.core.words import Label, Pill, Tone, Words, spoken
from ui.dealers.card_dialog import RowDialog
from ui.dealers.known import Known
from ui.dealers.said import STANDING, standing_on

if TYPE_CHECKING:
    from ui.dealers.card_panel import Panel

_MOST: Final = 60
"""Rows that are told at once; as many more at each click."""
_WIDEST_PX: Final = 320
"""A long note gets no more than this of the width before others are cut short."""


@dataclass(frozen=True)
class Shown:
    """A column: a field of the kind, or anything that is told of a row."""

    title: str
    said: Callable[[Row], Words | tuple[Words, Tone]]
    """A tuple is told as a pill."""
    whole: bool = False
    """Never cut short, nor its title."""
    number: bool = False
    """Stands to the right, so that amounts can be compared."""


class RowsCard(Card):
    """The rows of a kind; ``attached`` tells that somebody wants a file for a row (its id)."""

    attached = Signal(str)

    def __init__(
        self, panel: "Panel", kind: str, title: str, columns: Sequence[Shown | str], *, empty: str,
        left_out: Sequence[str] = (), defaults: Callable[[], Mapping[str, Any]] = dict, files: bool = False,
        stands: bool = True,
    ) -> None:  # fmt: skip
        """A column that is a name is that field; ``empty`` is said where there is no row.

        ``stands`` tells of dated rows which of them ended and which are to come.
        """
        super().__init__(panel.look, Text(title))
        self._panel, self._held = panel, HOLDINGS[kind]
        self._left_out, self._defaults, self._files = left_out, defaults, files
        fields = {one.name: one for one in self._held.fields}
        self._columns = [one if isinstance(one, Shown) else self._shown(fields[one]) for one in columns]
        if stands and self._held.dated:
            self._columns.append(Shown("", self._stands))
        self._filled: Sequence[Shown] = ()
        """The columns in which some row has a word."""
        self._empty, self._told = empty, _MOST
        self._personal = any(one.personal for one in self._held.fields)
        self._lines: list[list[QWidget]] = []
        self.known: Known = {}
        self.rows: list[Row] = []
        self.eye_button = Eye(self.look, self._tell)
        self.copy_button = IconButton(self.look, "copy", Text(N_("Copy these rows")), self.copy, size=16)
        self.add_button = Button(self.look, Text(N_("Add")), lambda: self.edit(None), icon="plus", kind="quiet")
        for button in (self.eye_button, self.copy_button, self.add_button):
            self.buttons.addWidget(button)
        self.grid = QGridLayout()
        self.grid.setHorizontalSpacing(14)
        self.grid.setVerticalSpacing(4)
        self.body.addLayout(self.grid)

    def _shown(self, field: FeedField) -> Shown:
        column = field.columns[0]
        number = field.kind in {"amount", "quantity"}
        whole = number or field.kind == "day"
        return Shown(field.title, lambda row: self.said(field, row.values[column]), whole, number)

    def said(self, field: FeedField, value: Any) -> Words:
        """A stored value in words."""
        formats, titles = self.look.formats, self._held.choices.get(field.name, {})
        if value is None:
            return ""
        if value in titles:
            return Text(titles[value])
        if field.kind == "flag":
            return Text(N_("yes")) if value else Text(N_("no"))
        readers: dict[str, Callable[[Any], str]] = {
            "day": formats.day, "amount": formats.exact_money, "quantity": formats.quantity,
        }  # fmt: skip
        if field.kind in readers:
            return readers[field.kind](value)
        if field.personal and not self.eye_button.open:
            return masked(str(value))
        name = dict(self.known.get(field.name, ())).get(str(value))
        return str(value) if name is None else name

    @property
    def _day(self) -> int:
        return self._panel.data.day if self._panel.data is not None else self._panel.today

    def _stands(self, row: Row) -> Words | tuple[Words, Tone]:
        how = standing_on(row, self._day)
        return "" if how == "valid" else STANDING[how]

    def show_rows(self, rows: Sequence[Row], known: Known | None = None) -> None:
        """Tell the rows; ``known`` are the names of codes, by field."""
        if {one.party_id for one in rows} != {one.party_id for one in self.rows}:
            self._told = _MOST
        self.rows, self.known = list(rows), known if known is not None else self.known
        self._tell()

    def _tell(self) -> None:
        clear(self.grid)
        self._lines = []
        self.eye_button.setVisible(self._personal and bool(self.rows))
        self.copy_button.setVisible(bool(self.rows))
        if not self.rows:
            self.grid.addWidget(Label(self.look, Text(self._empty), "dim", wrap=True), 0, 0)
            return
        told = self.rows[: self._told]
        self._filled = [one for one in self._columns if one.whole or any(one.said(row) for row in told)]
        for number, one in enumerate(self._filled):
            head = Label(self.look, Text(one.title) if one.title else "", "dim", elide=not one.whole)
            self._put(head, 0, number)
        for line, row in enumerate(told, 1):
            self._show_row(line, row)
        self._share()
        left = len(self.rows) - self._told
        if left > 0:
            words = Text(N_("Show more: {n}"), {"n": self.look.formats.number(left)})
            more = Button(self.look, words, self.show_more, kind="link")
            self.grid.addWidget(more, self._told + 1, 0, 1, 3, Qt.AlignmentFlag.AlignLeft)

    def _put(self, part: QWidget, line: int, number: int) -> None:
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        self.grid.addWidget(part, line, number, right if self._filled[number].number else Qt.AlignmentFlag(0))

    def _share(self) -> None:
        """Give each column of the width what its words need, so that the longest is cut short last."""
        for number in range(self.grid.columnCount()):
            items = (self.grid.itemAtPosition(line, number) for line in range(self._told + 1))
            parts = [one.widget() for one in items if one is not None] if number < len(self._filled) else []
            needed = max((one.sizeHint().width() for one in parts if one is not None), default=0)
            self.grid.setColumnStretch(number, min(needed, _WIDEST_PX))

    def show_more(self) -> None:
        """Tell as many rows more as are told at once."""
        self._told += _MOST
        self._tell()

    def _show_row(self, line: int, row: Row) -> None:
        dim = self._held.dated and not row.holds(self._day)
        for number, one in enumerate(self._filled):
            said = one.said(row)
            part: QWidget
            if isinstance(said, tuple):
                part = Pill(self.look, said[0], said[1])
            else:
                nothing = "—" if one.title else ""
                part = Label(self.look, said or nothing, "body" if said and not dim else "dim", elide=not one.whole)
            self._put(part, line, number)
        hand = Icon(self.look, "user", "brand", 14)
        hand.set_tip(Text(N_("Set by hand: imports leave it alone")))
        hand.setVisible(row.by_hand)
        tools: list[QWidget] = [hand]
        if self._files:
            clip = Text(N_("Attach a scan"))
            tools.append(IconButton(self.look, "upload", clip, lambda: self.attached.emit(row.id), size=14))
        tools.append(IconButton(self.look, "pencil", Text(N_("Change")), lambda: self.edit(row), size=14))
        out = Text(N_("Take this row out"))
        tools.append(IconButton(self.look, "trash-2", out, lambda: self.remove(row), size=14))
        for number, tool in enumerate(tools, len(self._filled)):
            self.grid.addWidget(tool, line, number)
        self._lines.append(tools)

    # -- keys and copies ----------------------------------------------------------------------------------------------

    def row_at(self, widget: QWidget | None) -> Row | None:
        """The row to which a button belongs."""
        return next((row for row, line in zip(self.rows, self._lines, strict=False) if widget in line), None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """On a button of a row: Enter presses it, Del takes the row out, Ctrl+C copies it."""
        focus = self.focusWidget()
        row = self.row_at(focus)
        if row is None:
            super().keyPressEvent(event)
        elif event.key() == Qt.Key.Key_Delete:
            self.remove(row)
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and isinstance(focus, IconButton):
            focus.click()
        elif event.matches(QKeySequence.StandardKey.Copy):
            self._copy([row])
        else:
            super().keyPressEvent(event)

    def copy(self) -> None:
        """Every row as Excel takes it, told as it is shown."""
        self._copy(self.rows)

    def _copy(self, rows: Sequence[Row]) -> None:
        titles = [self.look.t(one.title) if one.title else "" for one in self._columns]
        lines = [[spoken(self.look, _words(one.said(row))) for one in self._columns] for row in rows]
        QGuiApplication.clipboard().setText(as_tsv(titles, lines))
        self._panel.context.notify("good", Text(N_("Copied. Paste it into Excel.")))

    # -- changing -----------------------------------------------------------------------------------------------------

    def dialog(self, row: Row | None) -> RowDialog:
        """The dialog of a row, or of a new one."""
        values = None if row is None else row.values
        return RowDialog(self.look, self.window(), self._held, values=values, known=self.known, left_out=self._left_out)

    def edit(self, row: Row | None) -> None:
        """Ask for the values of a row and save them."""
        dialog = self.dialog(row)
        if dialog.run():
            self.save(row, dialog.values)
        dialog.deleteLater()

    def save(self, row: Row | None, values: Mapping[str, Any]) -> None:
        """Write a row; undo takes it back."""
        party, kind = self._panel.party, self._held.id
        wanted = {**({} if row is not None else self._defaults()), **values}
        row_id = "" if row is None else row.id
        self._panel.write(
            lambda session: set_row(session, kind=kind, party_id=party.id, values=wanted, row_id=row_id),
            action=N_("{dealer}: changed what hangs on the card"),
        )

    def remove(self, row: Row) -> None:
        """Take a row out; undo brings it back."""
        kind = self._held.id
        self._panel.write(
            lambda session: remove_row(session, kind=kind, row_id=row.id),
            action=N_("{dealer}: took a row out"), said=Text(N_("The row is taken out. Undo brings it back.")),
        )  # fmt: skip


def _words(said: Words | tuple[Words, Tone]) -> Words:
    return said[0] if isinstance(said, tuple) else said
