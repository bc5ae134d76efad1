"""The words of a column with how often they stand there, and what each means; what nobody knows stands first."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from app.core.texts import N_, Text
from app.imports.columns import Bad, Cache, Reading, parser_of
from app.imports.feeds import Field
from app.imports.profile import Column
from ui.core.choices import choice_title
from ui.core.controls import Choice
from ui.core.form import Field as Line
from ui.core.words import Label, Words

if TYPE_CHECKING:
    from ui.core.look import Look

SHOWN: Final = 80
NO_VALUE: Final = "\x00none"
_PLAIN: Final = ""
_READINGS: Final = (Reading(), Reading(dates="dmy", decimal=","), Reading(dates="mdy"))
"""A word is known where any way of reading dates and numbers knows it."""
_FLAGS: Final = (("1", N_("Yes")), ("0", N_("No")))


@dataclass(frozen=True)
class Word:
    """One value of the column."""

    text: str
    count: int
    given: str | None
    """What the profile says it means; None where it says nothing, ``NO_VALUE`` for no value."""
    known: str | None
    """What the program makes of it by itself; None where it does not know the word."""


def words_of(
    field: Field, column: Column, values: Sequence[tuple[str, int]], file_missing: Sequence[str]
) -> list[Word]:
    """The values as words, unknown ones first, then by how often they stand; words of the map come even if absent."""
    missing = {one.strip().casefold() for one in (*file_missing, *column.missing)}
    mapped = {key.strip().casefold(): value for key, value in column.map}
    read = [Cache(parser_of(field, Column(), one), frozenset()) for one in _READINGS]
    there = {text.casefold() for text, _ in values}
    absent = [(key, 0) for key, _ in column.map if key.strip().casefold() not in there]
    found = []
    for text, count in [*values, *absent]:
        if not text:
            continue
        plain = text.casefold()
        given = NO_VALUE if plain in missing else mapped.get(plain)
        value = next((value for one in read if not isinstance(value := one[text], Bad)), None)
        found.append(Word(text, count, given, None if value is None else str(value)))
    return sorted(found, key=lambda one: (one.given is not None or one.known is not None, -one.count, one.text))


class ValueMap(QWidget):
    """A line for each word; ``mapped`` carries the word and its meaning, empty for what the program makes of it."""

    mapped = Signal(str, str)

    def __init__(self, look: "Look", field: Field) -> None:
        """Empty until ``show_words``."""
        super().__init__()
        self.setObjectName("clear")
        self.look, self._field = look, field
        self.lines: dict[str, Choice | Line] = {}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnStretch(0, 1)
        self._grid.setColumnMinimumWidth(2, 190)
        self._shown: list[Word] = []
        self._rest: Words = ""

    def show_words(self, words: Sequence[Word], rest: Words = "") -> None:
        """Show other words; ``rest`` is said under them. The order stays while the same words are shown."""
        order = {one.text: place for place, one in enumerate(self._shown)}
        if {one.text for one in words} == set(order):
            words = sorted(words, key=lambda one: order[one.text])
        if list(words) == self._shown and rest == self._rest:
            return
        self._rest = rest
        focused = next((text for text, line in self.lines.items() if line.hasFocus()), "")
        self._shown = list(words)
        while (item := self._grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.lines = {}
        for place, word in enumerate(words[:SHOWN]):
            self._add(place, word)
        more = len(words) - SHOWN
        said: Words = Text(N_("and {n} more"), {"n": more}) if more > 0 else rest
        if said:
            self._grid.addWidget(Label(self.look, said, "dim", wrap=True), SHOWN, 0, 1, 3)
        if focused in self.lines:
            self.lines[focused].setFocus()

    def _add(self, place: int, word: Word) -> None:
        unknown = word.given is None and word.known is None
        name = Label(self.look, word.text, "strong" if unknown else "body", elide=True)
        name.set_tone("warn" if unknown else None)
        count = Label(self.look, self.look.formats.number(word.count) if word.count else "", "dim")
        count.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        line = self._choice(word) if self._field.kind in {"choice", "flag"} else self._line(word)
        self.lines[word.text] = line
        self._grid.addWidget(name, place, 0)
        self._grid.addWidget(count, place, 1)
        self._grid.addWidget(line, place, 2)

    def _choice(self, word: Word) -> Choice:
        options: list[tuple[str, Words]] = [(_PLAIN, self._by_itself(word))]
        options += [(value, title) for value, title in meanings(self._field) if value != word.known]
        options.append((NO_VALUE, Text(N_("No value"))))
        choice = Choice(self.look, options, name=Text(N_("What “{word}” means"), {"word": word.text}))
        choice.choose(_PLAIN if word.given in {None, word.known} else word.given)
        choice.picked.connect(lambda key: self.mapped.emit(word.text, str(key)))
        return choice

    def _by_itself(self, word: Word) -> Words:
        if word.known is None:
            return Text(N_("Not known: rows are put aside"))
        return dict(meanings(self._field)).get(word.known, word.known)

    def _line(self, word: Word) -> Line:
        given = "" if word.given in {None, NO_VALUE} else str(word.given)
        hint: Words = Text(N_("No value")) if word.given == NO_VALUE else Text(N_("as it stands"))
        if word.given is None and word.known is None:
            hint = Text(N_("cannot be read"))
        line = Line(self.look, given, hint=hint)

        def tell() -> None:
            if line.text().strip() != given:
                self.mapped.emit(word.text, line.text().strip())

        line.editingFinished.connect(tell)
        return line


def meanings(field: Field) -> list[tuple[str, Words]]:
    """What a word of a choice or of a yes-or-no field can mean."""
    if field.kind == "flag":
        return [(value, Text(title)) for value, title in _FLAGS]
    return [(value, choice_title(value)) for value, _ in field.choices]


def with_meaning(column: Column, word: str, meaning: str) -> Column:
    """The column in which a word means something else; empty is what the program makes of it by itself."""
    plain = word.strip().casefold()
    words = tuple(one for one in column.map if one[0].strip().casefold() != plain)
    missing = tuple(one for one in column.missing if one.strip().casefold() != plain)
    if meaning == NO_VALUE:
        missing = (*missing, word)
    elif meaning:
        words = (*words, (word, meaning))
    return replace(column, map=words, missing=missing)
