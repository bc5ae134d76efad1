"""How one field is filled: a column, a formula, joined columns or a fixed value; stand-in, unit, words; live result."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.core.errors import UserError
from app.core.formula import names, parse
from app.core.texts import N_, Text
from app.imports import conditions
from app.imports.columns import plain_text
from app.imports.feeds import KIND_TITLES
from app.imports.feeds import Field as FeedField
from app.imports.profile import Column, check_factor
from ui.core.card import column as stacked
from ui.core.choices import choice_title
from ui.core.controls import Choice, Segments
from ui.core.form import Field
from ui.core.formula_field import FormulaField
from ui.core.words import Label, Words
from ui.imports.columns_menu import ColumnsButton
from ui.imports.disclosure import Disclosure
from ui.imports.result_grid import ResultGrid, pin
from ui.imports.said import READINGS
from ui.imports.value_map import ValueMap, with_meaning, words_of

if TYPE_CHECKING:
    from app.imports.survey import Survey
    from app.imports.trial import Trial
    from ui.core.look import Look

NUMBERS: Final = frozenset({"quantity", "amount", "price", "number"})
DATES: Final = frozenset({"day", "month", "moment"})
WORDS: Final = frozenset({"choice", "flag"})
UNITS: Final = (
    ("", N_("found by the program")), ("1", N_("as it stands")), ("1000", N_("thousands: × 1,000")),
    ("10000", N_("ten thousands: × 10,000")), ("1000000", N_("millions: × 1,000,000")), ("other", N_("another factor")),
)  # fmt: skip
_PREVIEW: Final = 5
_WAYS: Final = {
    "column": N_("Column of the file"), "formula": N_("Computed"), "join": N_("Columns joined"),
    "value": N_("Fixed value"), "none": N_("Nothing"),
}  # fmt: skip


def way_of(column: Column) -> str:
    """By which of the ways a column is filled."""
    if column.formula:
        return "formula"
    if column.join:
        return "join"
    if column.column:
        return "column"
    return "value" if column.value else "none"


class FieldEditor(QWidget):
    """``changed`` carries the column with one thing changed."""

    changed = Signal(object)

    def __init__(
        self, look: "Look", field: FeedField, column: Column, headers: Sequence[str], missing: Sequence[str]
    ) -> None:
        """``headers`` are the columns as they are read, ``missing`` the file's words for no value."""
        super().__init__()
        self.look, self.field, self.column = look, field, column
        self.headers, self._missing = tuple(headers), tuple(missing)
        self._trial: Trial | None = None
        self._survey: Survey | None = None
        ways = [one for one in _WAYS if one != ("join" if field.kind in NUMBERS else "formula")]
        self.ways = Segments(look, [(one, Text(_WAYS[one])) for one in ways])
        self.source = Choice(look, name=Text(N_("Column of the file")))
        self.formula = FormulaField(
            look,
            headers,
            judge=lambda text: conditions.parsed(text, headers, condition=False),
            hint=Text(N_("[price] * [quantity]")),
        )
        self.join = ColumnsButton(look, Text(N_("Choose columns")))
        self.value = self._value_line()
        self.otherwise = Choice(look, name=Text(N_("Stand-in where it is empty")))
        self.fallback = Field(look, hint=Text(N_("nothing")))
        self.unit = Choice(look, [(key, Text(words)) for key, words in UNITS], name=Text(N_("Unit")))
        self.factor = Field(look, hint=Text(N_("for example 400")))
        self.factor_error = Label(look, "", "dim", wrap=True)
        self.factor_error.set_tone("bad")
        orders: list[tuple[str, Words]] = [("", Text(N_("as for the whole file")))]
        orders += [(key, Text(words)) for key, words in READINGS.items()]
        self.dates = Choice(look, orders, name=Text(N_("Order of day and month")))
        self.nothing = Field(look, hint=Text(N_("For example: NULL ; N/A")))
        self.words = ValueMap(look, field)
        self.problem = Label(look, "", "dim", wrap=True)
        self.problem.set_tone("warn")
        self.result = ResultGrid(look)
        self._boxes: dict[QWidget, QWidget] = {}
        self._lay_out()
        self._connect()
        self.show_column(column)

    def _value_line(self) -> "Choice | Field":
        if self.field.kind in WORDS:
            options = [("1", Text(N_("Yes"))), ("0", Text(N_("No")))]
            if self.field.choices:
                options = [(value, choice_title(value)) for value, _ in self.field.choices]  # type: ignore[misc]
            return Choice(self.look, [("", Text(N_("No fixed value"))), *options])
        kind = Text(KIND_TITLES[self.field.kind])
        return Field(self.look, hint=Text(N_("The same for every row: {kind}"), {"kind": kind}))

    # -- laying out ---------------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        inside = QWidget()
        inside.setObjectName("clear")
        outer = QVBoxLayout(inside)
        outer.setContentsMargins(0, 0, 8, 0)
        outer.setSpacing(12)
        outer.addWidget(self.ways)
        for part in self._parts().values():
            outer.addWidget(part)
        outer.addWidget(self.problem)
        marked = Text(N_("Such rows are marked as estimated."))
        self.more = Disclosure(self.look, Text(N_("More settings")))
        boxes: tuple[tuple[Words, QWidget, Words], ...] = (
            (Text(N_("Where it is empty, take instead")), self.otherwise, marked),
            (Text(N_("Where it is still empty, always")), self.fallback, ""),
            (Text(N_("Order of day and month")), self.dates, ""),
            (Text(N_("Unit")), self.unit, ""),
            (Text(N_("Factor")), self.factor, ""),
            ("", self.factor_error, ""),
            (Text(N_("Words that mean “no value” here")), self.nothing, ""),
        )
        for title, part, hint in boxes:
            self.more.body.addWidget(self._box(title, part, hint))
        in_words = self._box(Text(N_("What the words of the file mean")), self.words, "")
        if self.field.kind in WORDS:
            outer.addWidget(in_words)
            outer.addWidget(self.more)
        else:
            self.more.body.addWidget(in_words)
            outer.addWidget(self.more)
        outer.addStretch(1)
        self.result.show_lines(_PREVIEW)
        pin(self, inside, Label(self.look, Text(N_("The first rows with it")), "section"), self.result)

    def _parts(self) -> dict[str, QWidget]:
        return {"column": self.source, "formula": self.formula, "join": self.join, "value": self.value}

    def _box(self, title: Words, part: QWidget, hint: Words) -> QWidget:
        found = QWidget()
        found.setObjectName("clear")
        labels = [Label(self.look, title, "dim")] if title else []
        hints = [Label(self.look, hint, "dim", wrap=True)] if hint else []
        found.setLayout(stacked(*labels, part, *hints, gap=3))
        self._boxes[part] = found
        return found

    def _connect(self) -> None:
        self.ways.picked.connect(lambda way: self._choose_way(str(way)))
        self.source.picked.connect(lambda key: self._tell(column=str(key), formula="", join=()))
        self.formula.changed.connect(self._computed)
        self.join.changed.connect(lambda chosen: self._tell(join=tuple(chosen), column="", formula="", value=""))
        if isinstance(self.value, Choice):
            self.value.picked.connect(lambda key: self._fixed(str(key)))
        else:
            line = self.value
            line.editingFinished.connect(lambda: self._fixed(line.text().strip()))
        self.otherwise.picked.connect(lambda key: self._tell(otherwise=str(key)))
        self.fallback.editingFinished.connect(self._fall_back)
        self.dates.picked.connect(lambda key: self._tell(dates=str(key)))
        self.unit.picked.connect(lambda key: self._unit(str(key)))
        self.factor.editingFinished.connect(self._factor)
        self.nothing.editingFinished.connect(
            lambda: self._tell(missing=tuple(one.strip() for one in self.nothing.text().split(";") if one.strip()))
        )
        self.words.mapped.connect(lambda word, meaning: self._set(with_meaning(self.column, word, meaning)))

    # -- showing ------------------------------------------------------------------------------------------------------

    def show_column(self, column: Column) -> None:
        """Show another state of the field."""
        self.column = column
        way = way_of(column)
        self._show_way(way)
        names_: list[tuple[str, Words]] = [("", Text(N_("Choose a column"))), *((one, one) for one in self.headers)]
        self.source.set_options(names_, column.column)
        self.source.choose(column.column)
        self.formula.show_formula(column.formula)
        self.join.show_columns(self.headers, column.join)
        constant = "" if column.column else column.value
        if isinstance(self.value, Choice):
            self.value.choose(constant)
        else:
            self.value.setText(constant)
        none: list[tuple[str, Words]] = [("", Text(N_("nothing"))), *((one, one) for one in self.headers)]
        self.otherwise.set_options(none, column.otherwise)
        self.otherwise.choose(column.otherwise)
        self.fallback.setText(column.value if column.column else "")
        self.dates.choose(column.dates)
        known = {key for key, _ in UNITS}
        self.unit.choose(column.factor if column.factor in known else "other")
        self.factor.setText(column.factor)
        self._boxes[self.factor].setVisible(column.factor not in known)
        self.nothing.setText(" ; ".join(column.missing))
        self._show_words()
        self._show_result()

    def _show_way(self, way: str) -> None:
        self.ways.choose(way)
        self.setFocusProxy(self._parts().get(way, self.source))
        for name, part in self._parts().items():
            part.setVisible(name == way)
        read, kind = way in {"column", "join"}, self.field.kind
        self._boxes[self.otherwise].setVisible(way not in {"formula", "value"})
        self._boxes[self.fallback].setVisible(way == "column")
        self._boxes[self.dates].setVisible(kind in DATES and way != "formula")
        self._boxes[self.unit].setVisible(kind in NUMBERS and read)
        self._boxes[self.nothing].setVisible(way != "value")
        self._boxes[self.words].setVisible(way == "column")
        self._boxes[self.factor_error].hide()
        self.more.setVisible(way != "value")
        said = self.column
        if said.otherwise or said.factor or said.dates or said.missing or (said.map and kind not in WORDS):
            self.more.open(on=True)

    def show_trial(self, trial: "Trial | None", place: int) -> None:
        """What the draft makes of the first rows."""
        self._trial, self._place = trial, place
        self._show_result()
        self._show_words()

    def show_survey(self, survey: "Survey") -> None:
        """The values of the whole file."""
        self._survey = survey
        self._show_words()

    def _show_words(self) -> None:
        header = self.column.column
        if not header or self._trial is None:
            return
        values: Sequence[tuple[str, int]] = self._survey.of(header) if self._survey is not None else ()
        rest: Words = ""
        if not values:
            values, rest = self._first_values(header), Text(N_("Counted in the first rows only"))
        words = words_of(self.field, self.column, values, self._missing)
        if self.field.kind in NUMBERS | DATES:  # of thousands of figures only what is none has to be said
            words = [one for one in words if one.given is not None or one.known is None]
            rest = rest if words else Text(N_("Every value can be read."))
        self.words.show_words(words, rest)

    def _first_values(self, header: str) -> list[tuple[str, int]]:
        assert self._trial is not None  # noqa: S101 - asked for only with a trial
        if header not in self._trial.headers:
            return []
        place = self._trial.headers.index(header)
        found: dict[str, int] = {}
        for cells in self._trial.rows:
            text = plain_text(cells[place])
            found[text] = found.get(text, 0) + 1
        return sorted(found.items(), key=lambda one: -one[1])

    def _show_result(self) -> None:
        """The columns that it is made of beside what comes of them."""
        trial = self._trial
        if trial is None or not trial.entries:
            return
        entry = trial.entries[self._place]
        problem = entry.problems.get(self.field.name)
        self.problem.say(problem or "")
        self.problem.setVisible(problem is not None)
        used = [one for one in used_by(self.column) if one in trial.headers]
        places = [trial.headers.index(one) for one in used]
        own = entry.fields.index(self.field.name) if self.field.name in entry.fields else -1
        rows = []
        for number, at in enumerate(entry.kept[:40]):
            cells: list[object] = [plain_text(trial.rows[at][place]) for place in places]
            rows.append([*cells, entry.rows[number][own]] if own >= 0 else cells)
        titles: list[Words] = [*used, *([Text(self.field.title)] if own >= 0 else [])]
        self.result.show_rows(titles, [*(None for _ in used), self.field][: len(titles)], rows)  # type: ignore[arg-type]

    # -- changing -----------------------------------------------------------------------------------------------------

    def _set(self, column: Column) -> None:
        if column != self.column:
            self.show_column(column)
            self.changed.emit(column)

    def _tell(self, **values: object) -> None:
        self._set(replace(self.column, **values))  # type: ignore[arg-type]

    def _choose_way(self, way: str) -> None:
        """Another way begins empty; only nothing is told at once."""
        self._show_way(way)
        if way == "none":
            self._set(Column(otherwise=self.column.otherwise if not self.column.formula else ""))
            return
        self._parts()[way].setFocus()

    def _computed(self, text: str) -> None:
        if text:
            self._set(Column(formula=text, missing=self.column.missing))

    def _fixed(self, value: str) -> None:
        if value and (value != self.column.value or self.column.column):
            self._set(Column(value=value))

    def _fall_back(self) -> None:
        if self.column.column:
            self._tell(value=self.fallback.text().strip())

    def _unit(self, key: str) -> None:
        other = key == "other"
        self._boxes[self.factor].setVisible(other)
        if other:
            self.factor.setFocus()
        else:
            self._tell(factor=key)

    def _factor(self) -> None:
        text = self.factor.text().strip()
        try:
            check_factor(text)
        except UserError as error:
            self.factor_error.say(error.text)
            self._boxes[self.factor_error].show()
            self.factor.set_wrong(wrong=True)
            return
        self._boxes[self.factor_error].hide()
        self.factor.set_wrong(wrong=False)
        self._tell(factor=text)


def used_by(column: Column) -> list[str]:
    """The headers that a field is made of."""
    found = sorted(names(parse(column.formula))) if column.formula else [column.column, *column.join]
    return [one for one in dict.fromkeys([*found, column.otherwise]) if one]
