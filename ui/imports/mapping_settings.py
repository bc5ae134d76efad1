"""What a profile says beyond its columns: source, name, how the table is found, what the rows stand for."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QMenu, QScrollArea, QVBoxLayout, QWidget

from app.core.texts import N_, Text
from app.imports.feeds import Feed
from app.imports.profile import Entry, FileShape, Profile
from ui.core.card import column
from ui.core.controls import Button, Check, Choice
from ui.core.form import Field
from ui.core.words import Label, Words
from ui.imports.said import MODES, READINGS, SCOPES

if TYPE_CHECKING:
    from app.imports.sample import Sample
    from ui.core.look import Look

_ENCODINGS: Final = ("utf-8", "gb18030", "utf-16", "cp1252", "big5")


class MappingSettings(QScrollArea):
    """A profile's settings; ``changed`` carries the profile with one of them changed, ``reshaped`` a FileShape."""

    changed = Signal(object)
    reshaped = Signal(object)

    def __init__(self, look: "Look") -> None:
        """Empty until ``show_settings``."""
        super().__init__()
        self.look = look
        self._profile: Profile | None = None
        self._place = self._found_row = 0
        self._headers: Sequence[str] = ()
        self.title = Field(look)
        self.source = Field(look)
        self.match = Field(look)
        self.missing = Field(look, hint=Text(N_("For example: NULL ; N/A")))
        self.sheet = Choice(look, name=Text(N_("Sheet")))
        self.header_row = Field(look, hint=Text(N_("found by the program")))
        self.encoding = Choice(look, name=Text(N_("Encoding")))
        self.dates = Choice(look, name=Text(N_("Order of day and month")))
        self.mode = Choice(look, name=Text(N_("What the rows are")))
        self.scope = Choice(look, name=Text(N_("Scope")))
        self.by_party = Check(look, Text(N_("Only the dealers in the file")))
        self.create_unknown = Check(look, Text(N_("Make records for unknown codes")))
        self.head = Check(look, Text(N_("Dealer and dates from order headers")))
        self.key = Button(look, "", self._choose_key, icon="list-checks")
        self._boxes: dict[QWidget, QWidget] = {}
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        inside = QWidget()
        inside.setObjectName("clear")
        outer = QVBoxLayout(inside)
        outer.setContentsMargins(0, 0, 6, 0)
        outer.setSpacing(10)
        same_source = Text(N_("Systems that use the same dealer and product codes share one source."))
        complete = Text(N_("Rows of the scope that a complete list no longer has stop counting, as paid invoices do."))
        parts: tuple[tuple[Words, QWidget, Words], ...] = (
            (Text(N_("Name of the profile")), self.title, ""),
            (Text(N_("Source")), self.source, same_source),
            (Text(N_("File names")), self.match, Text(N_("* stands for anything, as a date."))),
            (Text(N_("Words for “no value”")), self.missing, ""),
            (Text(N_("Sheet")), self.sheet, ""),
            (Text(N_("Header in row")), self.header_row, ""),
            (Text(N_("Encoding")), self.encoding, ""),
            (Text(N_("Order of day and month")), self.dates, ""),
            (Text(N_("The rows are")), self.mode, complete),
            ("", self.scope, ""),
            ("", self.by_party, ""),
            (Text(N_("Rows are told apart by")), self.key, ""),
            ("", self.create_unknown, ""),
            ("", self.head, ""),
        )
        for title, field, hint in parts:
            outer.addWidget(self._box(title, field, hint))
        outer.addStretch(1)
        self.setWidget(inside)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def _box(self, title: Words, field: QWidget, hint: Words) -> QWidget:
        found = QWidget()
        found.setObjectName("clear")
        labels = [Label(self.look, title, "dim")] if title else []
        hints = [Label(self.look, hint, "dim", wrap=True)] if hint else []
        found.setLayout(column(*labels, field, *hints, gap=3))
        self._boxes[field] = found
        return found

    def _connect(self) -> None:
        for field, name in ((self.title, "title"), (self.source, "source")):
            field.editingFinished.connect(lambda field=field, name=name: self._text(field, name))
        self.match.editingFinished.connect(lambda: self._shape(match=_parts(self.match)))
        self.missing.editingFinished.connect(lambda: self._shape(missing=_parts(self.missing)))
        self.header_row.editingFinished.connect(self._row_given)
        self.sheet.picked.connect(lambda key: self._reshape(sheet=str(key)))
        self.encoding.picked.connect(lambda key: self._reshape(encoding=str(key)))
        self.dates.picked.connect(lambda key: self._shape(dates=str(key)))
        self.mode.picked.connect(lambda key: self._entry(mode=key, scope="date" if key == "complete" else ""))
        self.scope.picked.connect(lambda key: self._entry(scope=key))
        self.by_party.clicked.connect(lambda on: self._entry(by="party" if on else ""))
        self.create_unknown.clicked.connect(lambda on: self._entry(unknown="create" if on else "wait"))
        self.head.clicked.connect(lambda on: self._entry(head=bool(on)))

    # -- showing ------------------------------------------------------------------------------------------------------

    def show_settings(self, profile: Profile, place: int, feed: Feed, sample: "Sample") -> None:
        """Show a profile's settings for one of its feeds."""
        self._profile, self._place = profile, place
        self._headers, self._found_row = sample.headers, sample.header_row
        entry = profile.entries[place]
        for field, text in ((self.title, profile.title), (self.source, profile.source)):
            field.setText(text)
            field.setCursorPosition(0)
        self.match.setText(" ; ".join(profile.file.match))
        self.missing.setText(" ; ".join(profile.file.missing))
        self.header_row.setText(str(profile.file.header_row or sample.header_row or ""))
        self._show_file(profile.file, sample)
        self.mode.set_options([(key, Text(words)) for key, words in MODES.items()], entry.mode)
        self.mode.choose(entry.mode)
        self.scope.set_options([(key, Text(words)) for key, words in SCOPES.items()], entry.scope)
        self.scope.choose(entry.scope or "date")
        complete = entry.mode == "complete"
        self._boxes[self.mode].setVisible(bool(feed.scope_on))
        self._boxes[self.scope].setVisible(complete)
        self._boxes[self.by_party].setVisible(complete and bool(feed.scope_party))
        self._boxes[self.head].setVisible(bool(feed.head))
        self._boxes[self.create_unknown].setVisible(any(one.ref for one in feed.fields) or bool(feed.master))
        self.by_party.setChecked(entry.by == "party")
        self.create_unknown.setChecked(entry.unknown == "create")
        self.head.setChecked(entry.head)
        self._show_key(entry)

    def _show_file(self, shape: FileShape, sample: "Sample") -> None:
        self.sheet.set_options([(name, name) for name, *_ in sample.sheets])
        self.sheet.choose(sample.sheet)
        self._boxes[self.sheet].setVisible(len(sample.sheets) > 1)
        found = Text(N_("{encoding} (found)"), {"encoding": sample.encoding or ""})
        known: list[tuple[str, Words]] = [("", found), *((name, name) for name in _ENCODINGS)]
        self.encoding.set_options(known)
        self.encoding.choose(shape.encoding)
        self._boxes[self.encoding].setVisible(sample.encoding is not None)
        self.dates.set_options([("", Text(N_("found by the program"))), *((k, Text(v)) for k, v in READINGS.items())])
        self.dates.choose(shape.dates)

    def _show_key(self, entry: Entry) -> None:
        said: Words = " + ".join(entry.key) if entry.key else Text(N_("the usual fields"))
        self.key.say(said, tip=Text(N_("Columns that together name a row, where the usual fields do not")))

    # -- changing -----------------------------------------------------------------------------------------------------

    def _tell(self, profile: Profile) -> None:
        if profile != self._profile:
            self._profile = profile
            self.changed.emit(profile)

    def _text(self, field: Field, name: str) -> None:
        if self._profile is not None and field.text().strip():
            self._tell(replace(self._profile, **{name: field.text().strip()}))  # type: ignore[arg-type]

    def _row_given(self) -> None:
        text = self.header_row.text().strip()
        if self._profile is None or not (text.isdecimal() or not text):
            return
        row = int(text or 0)
        if row != self._profile.file.header_row and not (not self._profile.file.header_row and row == self._found_row):
            self._reshape(header_row=row)

    def _shape(self, **values: object) -> None:
        if self._profile is not None:
            self._tell(replace(self._profile, file=replace(self._profile.file, **values)))  # type: ignore[arg-type]

    def _reshape(self, **values: object) -> None:
        if self._profile is not None:
            self.reshaped.emit(replace(self._profile.file, **values))  # type: ignore[arg-type]

    def _entry(self, **values: object) -> None:
        profile = self._profile
        if profile is None:
            return
        entry = replace(profile.entries[self._place], **values)  # type: ignore[arg-type]
        entries = tuple(entry if n == self._place else one for n, one in enumerate(profile.entries))
        self._tell(replace(profile, entries=entries))

    def key_menu(self, headers: Sequence[str]) -> QMenu:
        """A menu with a tick for each column that is part of the key."""
        menu = QMenu(self)
        if self._profile is not None:
            entry = self._profile.entries[self._place]
            for header in headers:
                action = QAction(header.replace("&", "&&"), menu, checkable=True)
                action.setChecked(header in entry.key)
                action.toggled.connect(lambda on, name=header: self._key(name, on=on))
                menu.addAction(action)
        return menu

    def _key(self, header: str, *, on: bool) -> None:
        if self._profile is None:
            return
        kept = [name for name in self._profile.entries[self._place].key if name != header]
        self._entry(key=(*kept, header) if on else tuple(kept))
        self._show_key(self._profile.entries[self._place])

    def _choose_key(self) -> None:
        menu = self.key_menu(self._headers)
        menu.exec(self.key.mapToGlobal(self.key.rect().bottomLeft()))
        menu.deleteLater()


def _parts(field: Field) -> tuple[str, ...]:
    """What stands between semicolons."""
    return tuple(part.strip() for part in field.text().split(";") if part.strip())
