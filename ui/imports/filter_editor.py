"""Which rows count: ticked values of a column, or a condition; how many rows of the file stay and which go."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from app.core.errors import UserError
from app.core.texts import N_, Text
from app.imports import conditions
from app.imports.columns import plain_text
from app.imports.conditions import ValueFilter
from ui.core.card import column as stacked
from ui.core.controls import Check, Choice, Segments
from ui.core.formula_field import FormulaField
from ui.core.words import Label, Words
from ui.imports.result_grid import ResultGrid, pin

if TYPE_CHECKING:
    from app.imports.survey import Survey
    from app.imports.trial import Trial
    from ui.core.look import Look

SHOWN: Final = 60
_GONE: Final = 5


class FilterEditor(QWidget):
    """``changed`` carries a condition that is right, empty for all rows."""

    changed = Signal(str)

    def __init__(self, look: "Look", where: str, headers: Sequence[str]) -> None:
        """``where`` is the condition so far, ``headers`` the columns as they are read."""
        super().__init__()
        self.look, self.where, self.headers = look, where, tuple(headers)
        self._trial: Trial | None = None
        self._survey: Survey | None = None
        self._place = 0
        self._found = conditions.read_back(where)
        self._shown: list[tuple[str, int]] = []
        self.ways = Segments(
            look, [("values", Text(N_("By the values of a column"))), ("condition", Text(N_("By a condition")))]
        )
        nameable = [one for one in headers if conditions.can_be_named(one)]
        options: list[tuple[str, Words]] = [("", Text(N_("Choose a column"))), *((one, one) for one in nameable)]
        self.header = Choice(look, options, name=Text(N_("Column")))
        keeps: list[tuple[str, Words]] = [
            ("drop", Text(N_("Leave out the rows with a ticked value"))),
            ("keep", Text(N_("Keep only the rows with a ticked value"))),
        ]
        self.keep = Choice(look, keeps, name=Text(N_("What happens to the ticked values")))
        self.ticks: dict[str, Check] = {}
        self.note = Label(look, "", "dim", wrap=True)
        self.condition = FormulaField(
            look,
            headers,
            judge=lambda text: conditions.parsed(text, headers, condition=True),
            hint=Text(N_("[quantity] <> 0")),
        )
        self.count = Label(look, "", "strong", wrap=True)
        self.gone_title = Label(look, Text(N_("Rows that go, the first of them")), "section")
        self.gone = ResultGrid(look)
        self._lay_out()
        self._connect()
        self._show()
        self.setFocusProxy(self.header if self._said.isHidden() else self.condition)

    def _lay_out(self) -> None:
        inside = QWidget()
        inside.setObjectName("clear")
        outer = QVBoxLayout(inside)
        outer.setContentsMargins(0, 0, 8, 0)
        outer.setSpacing(12)
        outer.addWidget(self.ways)
        self._listed = listed = QWidget()
        listed.setObjectName("clear")
        values = QWidget()
        values.setObjectName("clear")
        self._grid = QGridLayout(values)
        self._grid.setContentsMargins(0, 4, 0, 0)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(2)
        self._grid.setColumnStretch(0, 1)
        listed.setLayout(stacked(self.header, self.keep, values, self.note, gap=6))
        self._said = said = QWidget()
        said.setObjectName("clear")
        help_ = Text(
            N_("Rows for which it holds stay. Examples: [quantity] <> 0   or([type] = 'A', [type] = 'B')   [no] <> ''")
        )
        said.setLayout(stacked(self.condition, Label(self.look, help_, "dim", wrap=True), None))
        outer.addWidget(listed)
        outer.addWidget(said)
        outer.addStretch(1)
        self.gone.show_lines(_GONE)
        pin(self, inside, self.count, self.gone_title, self.gone)

    def _connect(self) -> None:
        self.ways.picked.connect(lambda way: self._show_way(str(way)))
        self.header.picked.connect(lambda key: self._choose(ValueFilter(str(key), (), self._keeps())))
        self.keep.picked.connect(lambda _key: self._ticked())
        self.condition.changed.connect(self._tell)

    # -- showing ------------------------------------------------------------------------------------------------------

    def _show(self) -> None:
        found = self._found
        self.condition.show_formula(self.where)
        if found is not None:
            self.header.choose(found.header)
            self.keep.choose("keep" if found.keep else "drop")
        self._show_way("condition" if self.where and found is None else "values")

    def _show_way(self, way: str) -> None:
        self.ways.choose(way)
        self._listed.setVisible(way == "values")
        self._said.setVisible(way == "condition")

    def show_trial(self, trial: "Trial | None", place: int) -> None:
        """What the draft makes of the first rows."""
        self._trial, self._place = trial, place
        self._show_values()
        self._show_gone()

    def show_survey(self, survey: "Survey") -> None:
        """The values and the counts of the whole file."""
        self._survey = survey
        self._show_values()
        self._show_gone()

    def _values(self) -> list[tuple[str, int]]:
        header = str(self.header.key() or "")
        if not header:
            return []
        if self._survey is not None:
            found = list(self._survey.of(header))
        elif self._trial is not None and header in self._trial.headers:
            place = self._trial.headers.index(header)
            counts: dict[str, int] = {}
            for cells in self._trial.rows:
                text = plain_text(cells[place])
                counts[text] = counts.get(text, 0) + 1
            found = sorted(counts.items(), key=lambda one: -one[1])
        else:
            found = []
        chosen = self._found.values if self._found is not None and self._found.header == header else ()
        there = {text for text, _ in found}
        return [*((one, 0) for one in chosen if one not in there), *found]

    def _show_values(self) -> None:
        values = self._values()
        header = str(self.header.key() or "")
        self.keep.setVisible(bool(header))
        many = bool(header) and not values and self._survey is not None
        self.note.say(Text(N_("The column has too many different values to list them.")) if many else "")
        self.note.setVisible(many)
        if values == self._shown:
            return
        self._shown = values
        while (item := self._grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        chosen = set(self._found.values) if self._found is not None else set()
        self.ticks = {}
        for place, (text, count) in enumerate(values[:SHOWN]):
            words: Words = text or Text(N_("(empty)"))
            tick = Check(self.look, words)
            tick.setChecked(text in chosen)
            tick.clicked.connect(lambda _on: self._ticked())
            self.ticks[text] = tick
            self._grid.addWidget(tick, place, 0)
            number = Label(self.look, self.look.formats.number(count), "dim")
            self._grid.addWidget(number, place, 1)

    def _show_gone(self) -> None:
        numbers = self.look.formats.number
        survey, trial = self._survey, self._trial
        if survey is not None and self._place < len(survey.kept):
            gone = survey.rows - survey.kept[self._place]
            words = Text(
                N_("Rows of the file: {all} · stay: {kept} · go: {gone}"),
                {"all": numbers(survey.rows), "kept": numbers(survey.kept[self._place]), "gone": numbers(gone)},
            )
            self.count.say(words)
        else:
            self.count.say(Text(N_("Counting the rows of the file …")))
        if trial is None or not trial.entries:
            return
        kept = set(trial.entries[self._place].kept)
        rows = [[plain_text(cell) for cell in cells] for at, cells in enumerate(trial.rows) if at not in kept]
        self.gone.show_rows(list(trial.headers), [None] * len(trial.headers), rows[:40])
        self.gone_title.setVisible(bool(rows))
        self.gone.setVisible(bool(rows))

    # -- changing -----------------------------------------------------------------------------------------------------

    def _keeps(self) -> bool:
        return self.keep.key() == "keep"

    def _choose(self, found: ValueFilter) -> None:
        self._found = found
        self._show_values()
        self._tell("")

    def _ticked(self) -> None:
        header = str(self.header.key() or "")
        kept = [one for one, tick in self.ticks.items() if tick.isChecked()]
        hidden = [one for one in self._found.values if one not in self.ticks] if self._found is not None else []
        self._found = ValueFilter(header, (*kept, *hidden), self._keeps())
        try:
            self._tell(conditions.written(self._found))
        except UserError as error:
            self.note.say(error.text)
            self.note.show()

    def _tell(self, where: str) -> None:
        if where != self.where:
            self.where = where
            self.condition.show_formula(where)
            self._survey = None
            self._show_gone()
            self.changed.emit(where)
