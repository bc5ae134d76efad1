"""Columns that are read as rows, as months across: which they are, how the new columns are called, the result."""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLayout, QVBoxLayout, QWidget

from app.core.errors import UserError
from app.core.texts import N_, Text
from app.imports.columns import plain_text
from app.imports.conditions import across_choices
from app.imports.profile import Unpivot, check_pattern
from app.imports.propose import BARE_MONTHS, MONTH_FORMS, months_across
from ui.core.card import column as stacked
from ui.core.card import row
from ui.core.controls import Button, Choice
from ui.core.form import Field
from ui.core.words import Label, Words
from ui.imports.columns_menu import ColumnsButton
from ui.imports.disclosure import Disclosure
from ui.imports.result_grid import ResultGrid, pin

if TYPE_CHECKING:
    from app.imports.trial import Trial
    from ui.core.look import Look

_FORMS: Final = (*MONTH_FORMS, *BARE_MONTHS)
_PREVIEW: Final = 5


class UnpivotEditor(QWidget):
    """``changed`` carries an Unpivot, or None for none, and the header of the year that the months leave out."""

    changed = Signal(object, str)

    def __init__(self, look: "Look", unpivot: Unpivot | None, headers: Sequence[str]) -> None:
        """``headers`` are the file's own columns."""
        super().__init__()
        self.look, self.unpivot, self.headers = look, unpivot, tuple(headers)
        found = months_across(headers)
        self._proposed: Unpivot | None = found[0] if found is not None else None
        self._year = found[1] if found is not None else ""
        across = [one for one in headers if self._proposed and re.search(self._proposed.columns, one)]
        said = Text(N_("Months found in the columns: {n}. Read them as rows"), {"n": len(across)})
        self.propose = Button(look, said, self._take_proposal, icon="calendar", kind="primary")
        self.columns = ColumnsButton(look, Text(N_("Choose columns")), joint=" · ")
        self.name = Field(look, unpivot.name if unpivot else "", hint=Text(N_("Month")))
        self.value = Field(look, unpivot.value if unpivot else "", hint=Text(N_("Amount")))
        self.form = Choice(look, name=Text(N_("Which columns of the next file")))
        self.pattern = Field(look, unpivot.columns if unpivot else "")
        self.error = Label(look, "", "dim", wrap=True)
        self.error.set_tone("bad")
        self.error.hide()
        self.remove = Button(look, Text(N_("Leave the columns as they are")), self._remove, icon="x")
        self.result = ResultGrid(look)
        self._lay_out()
        self._connect()
        self._show()
        self.setFocusProxy(self.columns if self.propose.isHidden() else self.propose)

    def _lay_out(self) -> None:
        inside = QWidget()
        inside.setObjectName("clear")
        outer = QVBoxLayout(inside)
        outer.setContentsMargins(0, 0, 8, 0)
        outer.setSpacing(12)
        why = Text(N_("Of each of these columns every filled cell becomes a row of its own, as a target per month."))
        outer.addWidget(Label(self.look, why, "dim", wrap=True))
        outer.addLayout(row(self.propose, None))
        outer.addLayout(self._box(Text(N_("Columns read as rows")), row(self.columns, None)))
        outer.addLayout(self._box(Text(N_("Name of the column with their titles")), self.name))
        outer.addLayout(self._box(Text(N_("Name of the column with their cells")), self.value))
        outer.addLayout(self._box(Text(N_("In the next file")), self.form))
        self.more = Disclosure(self.look, Text(N_("More: a pattern of one's own")))
        hint = Text(N_("A regular expression over the titles; what stands in its brackets becomes the title."))
        self.more.body.addWidget(self.pattern)
        self.more.body.addWidget(Label(self.look, hint, "dim", wrap=True))
        outer.addWidget(self.more)
        outer.addWidget(self.error)
        outer.addLayout(row(self.remove, None))
        outer.addStretch(1)
        self.result.show_lines(_PREVIEW)
        pin(self, inside, Label(self.look, Text(N_("The first rows with it")), "section"), self.result)

    def _box(self, title: Words, part: QWidget | QLayout) -> QVBoxLayout:
        found = stacked(Label(self.look, title, "dim"), gap=3)
        if isinstance(part, QLayout):
            found.addLayout(part)
        else:
            found.addWidget(part)
        return found

    def _connect(self) -> None:
        self.columns.changed.connect(lambda chosen: self._chosen(tuple(chosen)))
        self.name.editingFinished.connect(self._tell_names)
        self.value.editingFinished.connect(self._tell_names)
        self.form.picked.connect(lambda key: self._formed(str(key)))
        self.pattern.editingFinished.connect(self._own_pattern)

    def _show(self) -> None:
        unpivot = self.unpivot
        self.propose.setVisible(self._proposed is not None and unpivot is None)
        self.remove.setVisible(unpivot is not None)
        across = self._across(unpivot.columns) if unpivot else ()
        self.columns.show_columns(self.headers, across)
        self.name.setText(unpivot.name if unpivot else self.name.text())
        self.value.setText(unpivot.value if unpivot else self.value.text())
        self.pattern.setText(unpivot.columns if unpivot else "")
        patterns = across_choices(self.headers, across, _FORMS) if across else []
        options: list[tuple[str, Words]] = [
            (one, Text(N_("columns named like “{name}”"), {"name": across[0]})) for one in patterns[:-1][:1]
        ]
        options += [(one, Text(N_("exactly these columns"))) for one in patterns[-1:]]
        if unpivot and unpivot.columns not in {key for key, _ in options}:
            options.append((unpivot.columns, Text(N_("columns that fit a pattern of one's own"))))
        self.form.set_options(options, unpivot.columns if unpivot else None)
        self.form.setEnabled(len(options) > 1)

    def _across(self, pattern: str) -> tuple[str, ...]:
        return tuple(one for one in self.headers if re.search(pattern, one))

    def show_trial(self, trial: "Trial | None", _place: int) -> None:
        """The table as it is read then."""
        if trial is not None:
            rows = [[plain_text(cell) for cell in cells] for cells in trial.rows[:40]]
            self.result.show_rows(list(trial.headers), [None] * len(trial.headers), rows)

    def show_survey(self, survey: object) -> None:
        """Counts do not matter here."""

    # -- changing -----------------------------------------------------------------------------------------------------

    def _take_proposal(self) -> None:
        if self._proposed is not None:
            self._set(self._proposed, self._year)

    def _remove(self) -> None:
        self._set(None)

    def _chosen(self, across: tuple[str, ...]) -> None:
        across = tuple(one for one in self.headers if one in across)
        if not across:
            self._set(None)
            return
        pattern = across_choices(self.headers, across, _FORMS)[0]
        self._set(Unpivot(pattern, *self._names(across)))

    def _names(self, across: Sequence[str]) -> tuple[str, str]:
        """The two names; new ones that no column bears where nothing was written."""
        kept = [one for one in self.headers if one not in across]
        found = []
        for line, usual in ((self.name, self.look.t("Month")), (self.value, self.look.t("Amount"))):
            name = line.text().strip() or usual
            while name in kept or name in found:
                name += "_"
            found.append(name)
        return found[0], found[1]

    def _tell_names(self) -> None:
        if self.unpivot is not None:
            self._set(Unpivot(self.unpivot.columns, *self._names(self._across(self.unpivot.columns))))

    def _formed(self, pattern: str) -> None:
        if self.unpivot is not None:
            self._set(Unpivot(pattern, self.unpivot.name, self.unpivot.value))

    def _own_pattern(self) -> None:
        pattern = self.pattern.text().strip()
        wrong: Words = ""
        try:
            check_pattern(pattern)
            if pattern and not self._across(pattern):
                wrong = Text(N_("No column matches “{pattern}”."), {"pattern": pattern})
        except UserError as error:
            wrong = error.text
        self.error.say(wrong)
        self.error.setVisible(bool(wrong))
        self.pattern.set_wrong(wrong=bool(wrong))
        if pattern and not wrong:
            self._set(Unpivot(pattern, *self._names(self._across(pattern))))

    def _set(self, unpivot: Unpivot | None, year: str = "") -> None:
        if unpivot != self.unpivot:
            self.unpivot = unpivot
            self._show()
            self.changed.emit(unpivot, year)
