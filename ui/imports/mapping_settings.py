"""What a profile says of its files: source, name, which files, how the table is found and its words are read."""

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from app.core.texts import N_, Text
from app.imports.profile import FileShape, Profile
from ui.core.card import column
from ui.core.controls import Choice
from ui.core.form import Field
from ui.core.words import Label, Words
from ui.imports.disclosure import Disclosure
from ui.imports.said import READINGS

if TYPE_CHECKING:
    from app.imports.sample import Sample
    from ui.core.look import Look

_ENCODINGS: Final = ("utf-8", "gb18030", "utf-16", "cp1252", "big5")
_DELIMITERS: Final = {",": N_("comma ,"), ";": N_("semicolon ;"), "\t": N_("tab"), "|": N_("bar |")}
_DECIMALS: Final = {".": N_("point: 1,234.5"), ",": N_("comma: 1.234,5")}
_EPOCHS: Final = {"1900": N_("1900 (Windows)"), "1904": N_("1904 (old Mac)")}
_HEADER_ROWS: Final = {"0": N_("found by the program"), "1": "1", "2": "2", "3": "3", "-": N_("none: names below")}
_EXTRACTS: Final = {
    "": N_("when it is taken in"), "name": N_("in the file's name"), "cell": N_("in a cell of the sheet"),
}  # fmt: skip
_FOUND: Final = N_("found by the program")


class MappingSettings(QScrollArea):
    """The settings of the file; ``changed`` carries the profile with one of them changed, ``reshaped`` a FileShape."""

    changed = Signal(object)
    reshaped = Signal(object)

    def __init__(self, look: "Look") -> None:
        """Empty until ``show_settings``."""
        super().__init__()
        self.look = look
        self._profile: Profile | None = None
        self._found_row = 0
        self._file_name = ""
        self.title = Field(look)
        self.source = Field(look)
        self.match = Field(look)
        self.missing = Field(look, hint=Text(N_("For example: NULL ; N/A")))
        self.sheet = Choice(look, name=Text(N_("Sheet")))
        self.header_row = Field(look, hint=Text(_FOUND))
        self.encoding = Choice(look, name=Text(N_("Encoding")))
        self.dates = Choice(look, name=Text(N_("Order of day and month")))
        self.header_rows = Choice(look, _said(_HEADER_ROWS), name=Text(N_("Rows of the header")))
        self.header = Field(look, hint=Text(N_("For example: code ; name ; amount")))
        self.delimiter = Choice(look, name=Text(N_("Separator")))
        self.decimal = Choice(look, [("", Text(_FOUND)), *_said(_DECIMALS)], name=Text(N_("Decimal mark")))
        self.epoch = Choice(
            look, [("", Text(_FOUND)), *_said(_EPOCHS)], name=Text(N_("First year of Excel's day numbers"))
        )
        self.extract = Choice(look, _said(_EXTRACTS), name=Text(N_("Time of the extract")))
        self.extract_rule = Field(look)
        self.extract_note = Label(look, "", "dim", wrap=True)
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
        latest = Text(N_("Of two extracts the later one counts, whichever is taken in first."))
        parts: tuple[tuple[Words, QWidget, Words], ...] = (
            (Text(N_("Name of the profile")), self.title, ""),
            (Text(N_("Source")), self.source, same_source),
            (Text(N_("File names")), self.match, Text(N_("* stands for anything, as a date."))),
            (Text(N_("Words for “no value”")), self.missing, ""),
            (Text(N_("Sheet")), self.sheet, ""),
            (Text(N_("Header in row")), self.header_row, ""),
            (Text(N_("Order of day and month")), self.dates, ""),
            (Text(N_("Time of the extract")), self.extract, latest),
            ("", self.extract_rule, ""),
        )
        more: tuple[tuple[Words, QWidget, Words], ...] = (
            (Text(N_("Encoding")), self.encoding, ""),
            (Text(N_("Separator")), self.delimiter, ""),
            (Text(N_("Rows of the header")), self.header_rows, ""),
            (Text(N_("Names of the columns")), self.header, Text(N_("For a file without a header, in their order."))),
            (Text(N_("Decimal mark")), self.decimal, ""),
            (Text(N_("First year of Excel's day numbers")), self.epoch, ""),
        )
        for title, field, hint in parts:
            outer.addWidget(self._box(title, field, hint))
        outer.addWidget(self.extract_note)
        self.more = Disclosure(self.look, Text(N_("More about the table")))
        for title, field, hint in more:
            self.more.body.addWidget(self._box(title, field, hint))
        outer.addWidget(self.more)
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
        self.header_rows.picked.connect(self._rows_given)
        self.header.editingFinished.connect(self._names_given)
        self.sheet.picked.connect(lambda key: self._reshape(sheet=str(key)))
        self.encoding.picked.connect(lambda key: self._reshape(encoding=str(key)))
        self.delimiter.picked.connect(lambda key: self._reshape(delimiter=str(key)))
        self.dates.picked.connect(lambda key: self._shape(dates=str(key)))
        self.decimal.picked.connect(lambda key: self._shape(decimal=str(key)))
        self.epoch.picked.connect(lambda key: self._shape(epoch=str(key)))
        self.extract.picked.connect(self._extract_given)
        self.extract_rule.editingFinished.connect(lambda: self._extract_given(self.extract.key()))

    # -- showing ------------------------------------------------------------------------------------------------------

    def show_settings(self, profile: Profile, sample: "Sample", file_name: str) -> None:
        """Show a profile's settings beside a file's sample."""
        self._profile, self._found_row, self._file_name = profile, sample.header_row, file_name
        for field, text in ((self.title, profile.title), (self.source, profile.source)):
            field.setText(text)
            field.setCursorPosition(0)
        shape = profile.file
        self.match.setText(" ; ".join(shape.match))
        self.missing.setText(" ; ".join(shape.missing))
        self.header_row.setText(str(shape.header_row or sample.header_row or ""))
        self.header_rows.choose("-" if shape.header else str(shape.header_rows))
        self.header.setText(" ; ".join(shape.header))
        self._boxes[self.header].setVisible(bool(shape.header))
        self.decimal.choose(shape.decimal)
        self.epoch.choose(shape.epoch)
        self._show_file(shape, sample)
        self._show_extract(shape)
        said = (shape.encoding, shape.delimiter, shape.header_rows, shape.header, shape.decimal, shape.epoch)
        if any(said):
            self.more.open(on=True)

    def _show_file(self, shape: FileShape, sample: "Sample") -> None:
        self.sheet.set_options([(name, name) for name, *_ in sample.sheets])
        self.sheet.choose(sample.sheet)
        self._boxes[self.sheet].setVisible(len(sample.sheets) > 1)
        found = Text(N_("{encoding} (found)"), {"encoding": sample.encoding or ""})
        known: list[tuple[str, Words]] = [("", found), *((name, name) for name in _ENCODINGS)]
        self.encoding.set_options(known)
        self.encoding.choose(shape.encoding)
        self._boxes[self.encoding].setVisible(sample.encoding is not None)
        self.delimiter.set_options([("", Text(_FOUND)), *_said(_DELIMITERS)], shape.delimiter)
        self.delimiter.choose(shape.delimiter)
        self._boxes[self.delimiter].setVisible(sample.delimiter is not None)
        self.dates.set_options([("", Text(_FOUND)), *((k, Text(v)) for k, v in READINGS.items())])
        self.dates.choose(shape.dates)

    def _show_extract(self, shape: FileShape) -> None:
        rule, _, what = shape.extracted_at.partition(":")
        self.extract.choose(rule)
        self._boxes[self.extract_rule].setVisible(bool(rule))
        self.extract_rule.setText(what)
        said: Words = ""
        if rule == "name":
            found = _searched(what, self._file_name)
            said = Text(N_("In this file's name: {text}"), {"text": found or "—"})
        elif rule == "cell":
            said = Text(N_("The cell as B2, for example"))
        self.extract_note.say(said)
        self.extract_note.setVisible(bool(said))

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

    def _rows_given(self, key: object) -> None:
        if key == "-":
            self._boxes[self.header].show()
            self.header.setFocus()
        elif self._profile is not None:
            self._reshape(header_rows=int(str(key)), header=())

    def _names_given(self) -> None:
        if self._profile is not None and (names := _parts(self.header)) != self._profile.file.header:
            self._reshape(header=names, header_rows=0)

    def _extract_given(self, key: object) -> None:
        before, _, what = self._profile.file.extracted_at.partition(":") if self._profile else ("", "", "")
        written = self.extract_rule.text().strip() if key == before else ""
        if key == "name":
            pattern = written or what * (before == "name") or _usual_rule(self._file_name)
            self._shape(extracted_at=f"name:{pattern}")
        elif key == "cell":
            self._shape(extracted_at=f"cell:{written or 'B2'}")
        else:
            self._shape(extracted_at="")
        if self._profile is not None:
            self._show_extract(self._profile.file)

    def _shape(self, **values: object) -> None:
        if self._profile is not None:
            self._tell(replace(self._profile, file=replace(self._profile.file, **values)))  # type: ignore[arg-type]

    def _reshape(self, **values: object) -> None:
        if self._profile is not None:
            self.reshaped.emit(replace(self._profile.file, **values))  # type: ignore[arg-type]


def _said(options: dict[str, str]) -> list[tuple[str, Words]]:
    return [(key, words if words.isdecimal() else Text(words)) for key, words in options.items()]


def _usual_rule(name: str) -> str:
    """The pattern of the day, or the day and the minute, that a file's name holds."""
    for rule in (r"(\d{12})", r"(\d{8})", r"(\d{4}-\d{2}-\d{2})"):
        if re.search(rule, name):
            return rule
    return r"(\d{8})"


def _searched(pattern: str, name: str) -> str:
    try:
        found = re.search(pattern, name)
    except re.error:
        return ""
    return "".join(found.groups() or (found[0],)) if found else ""


def _parts(field: Field) -> tuple[str, ...]:
    """What stands between semicolons."""
    return tuple(part.strip() for part in field.text().split(";") if part.strip())
