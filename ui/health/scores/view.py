"""Scores by hand of a quarter: a grid to type into, questions to ask, files out and in."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from app.core.db import Action
from app.core.period import parse_period
from app.core.progress import Progress
from app.core.texts import N_, Text
from app.health.surveys.files import Taken, scores_of_file, write_scores
from app.health.surveys.queries import ScoreSheet, score_sheet
from app.health.surveys.questions import Question
from app.health.surveys.service import (
    Asking,
    Given,
    add_question,
    change_question,
    give_scores,
    remove_question,
)
from app.kpi.kpi import OWNERS
from ui.core.ask import Ask, ask
from ui.core.card import EmptyState, row
from ui.core.controls import Button
from ui.core.dialogs import confirm
from ui.core.formats import period_words
from ui.core.saving import save
from ui.core.table_export import ask_where
from ui.core.typed_cells import TypedView
from ui.core.words import Label
from ui.health.scores.aside import ScoreAside
from ui.health.scores.grid import ScoreGrid, rows_of

if TYPE_CHECKING:
    from ui.core.context import Context

TABLES: Final = frozenset({"survey_question", "survey_score", "attachment"})
"""What it is read again for."""
_ASIDE_PX: Final = 300
_MOST_SHOWN: Final = 8
GAVE: Final = N_("Scores given by hand: {n}")


class ScoresView(QWidget):
    """Reads its quarter when it is made."""

    def __init__(self, context: "Context", period: str) -> None:
        """``period`` is a quarter's name."""
        super().__init__()
        self.setObjectName("clear")
        self.context, self.period = context, period
        self.sheet: ScoreSheet | None = None
        self.grid: TypedView | None = None
        look = context.look
        self.ask_button = Button(look, Text(N_("Ask a question…")), self.add, icon="plus")
        self.edit_button = Button(look, Text(N_("Edit the question…")), self.edit, icon="pencil")
        self.out_button = Button(look, Text(N_("Ask no more")), self.take_out, icon="trash-2")
        self.out_file = Button(look, Text(N_("Export…")), self.export, icon="file-spreadsheet", kind="quiet")
        self.in_file = Button(look, Text(N_("Import…")), self.take_in, icon="file-down", kind="quiet")
        self.said = Label(look, "", "dim", wrap=True)
        self.aside = ScoreAside(context, self.give)
        self.aside.setFixedWidth(_ASIDE_PX)
        self._place = QVBoxLayout()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(10)
        outer.addLayout(row(self.ask_button, self.edit_button, self.out_button, None, self.in_file, self.out_file))
        outer.addWidget(self.said)
        line = QHBoxLayout()
        line.setSpacing(16)
        line.addLayout(self._place, 1)
        line.addWidget(self.aside)
        self.nothing = EmptyState(
            look, Text(N_("Nothing is scored by hand yet")),
            Text(N_("Ask a question, such as the cooperation of a dealer's owner; its scores then stand among the "
                    "indicators that the health model may use.")),
            icon="pencil", action=Text(N_("Ask a question…")), on=self.add,
        )  # fmt: skip
        outer.addLayout(line, 1)
        outer.addWidget(self.nothing, 1)
        self.nothing.hide()
        self.reload()

    # -- reading ------------------------------------------------------------------------------------------------------

    def look_at(self, period: str) -> None:
        """A quarter, maybe another one, in the language of now."""
        self.period = period
        self.reload()

    def reload(self) -> None:
        """Read the quarter."""
        desk, period = self.context.desk, self.period

        def work(_progress: Progress) -> ScoreSheet:
            with desk.db.read() as session:
                return score_sheet(session, period)

        self.context.tasks.run(Text(N_("Reading the scores")), work, self._show, owner=self, key="read")

    def _show(self, sheet: ScoreSheet) -> None:
        self.sheet = sheet
        writes, some = not self.context.desk.db.read_only, bool(sheet.questions)
        for button in (self.ask_button, self.edit_button, self.out_button, self.in_file):
            button.setEnabled(writes)
        shown = (self.said, self.ask_button, self.edit_button, self.out_button, self.in_file, self.out_file, self.aside)
        for part in shown:
            part.setVisible(some)
        self.nothing.setVisible(not some)
        if self.nothing.button is not None:
            self.nothing.button.setVisible(writes)
        if some:
            there = sum((dealer.id, one.id) in sheet.scores for dealer in sheet.dealers for one in sheet.questions)
            said = {"n": there, "all": len(sheet.dealers) * len(sheet.questions),
                    "period": period_words(parse_period(sheet.period))}  # fmt: skip
            words = N_(
                "{period}, scores given: {n} of {all}. Type them, or paste them from Excel; a pale one has neither "
                "note nor evidence."
            )
            self.said.say(Text(words, said))
        self._show_grid(sheet)

    def _show_grid(self, sheet: ScoreSheet) -> None:
        """The grid at the cell where one was; what is being typed is typed to its end."""
        if self.grid is not None and self.grid.editing:
            return
        wanted = (sheet.questions, not self.context.desk.db.read_only, self.context.look.lang)
        at = None if self.grid is None else self.grid.currentIndex()
        row, column = (at.row(), at.column()) if at is not None else (-1, -1)
        anew = self.grid is None or self.grid.typed_grid.made_for != wanted
        if anew:
            self._make_grid(sheet)
        if self.grid is not None:
            self.grid.setVisible(bool(sheet.questions))
            self.grid.set_rows(rows_of(sheet))
            if anew and row >= 0:
                self.grid.setCurrentIndex(self.grid.typed_grid.index(row, column))
            self._tell()

    def _make_grid(self, sheet: ScoreSheet) -> None:
        grid = ScoreGrid(self.context.look, sheet.questions, editable=not self.context.desk.db.read_only)
        grid.typed.connect(self.give)
        grid.refused.connect(lambda words: self.context.notify("bad", words))
        if self.grid is not None:
            self._place.removeWidget(self.grid)
            self.grid.hide()
            self.grid.deleteLater()
        self.grid = found = TypedView(self.context.look, grid)
        grid.setParent(found)
        found.rested.connect(self._rested)
        found.copied_cells.connect(lambda _count: self.context.notify("good", Text(N_("Copied. Paste it into Excel."))))
        found.selectionModel().currentChanged.connect(lambda *_: self._tell())
        self._place.addWidget(found)
        self.setFocusProxy(found)
        found.setFocus()

    def _rested(self) -> None:
        if self.sheet is not None:
            self._show_grid(self.sheet)

    def _tell(self) -> None:
        """What the current cell rests on."""
        if self.grid is None or self.sheet is None:
            return
        at, grid = self.grid.currentIndex(), self.grid.typed_grid
        place = grid.place(at.row(), at.column()) if isinstance(grid, ScoreGrid) else None
        score = None if place is None else self.sheet.scores.get((place[0].id, place[1].id))
        self.aside.show_score(place, score)

    # -- doing --------------------------------------------------------------------------------------------------------

    def give(self, scores: Sequence[Given]) -> None:
        """Write scores in one step; undo takes it back."""
        period, today = self.period, self.context.desk.clock.today()

        def command(session: Any) -> list[str]:
            return give_scores(session, period=period, scores=scores, today=today)

        save(self.context, self, Action(GAVE, {"n": len(scores)}), command)

    def question(self) -> Question | None:
        """The one of the current column, or the only one."""
        asked = () if self.sheet is None else self.sheet.questions
        at = self.grid.currentIndex().column() - 1 if self.grid is not None else -1
        if 0 <= at < len(asked):
            return asked[at]
        return asked[0] if len(asked) == 1 else None

    def add(self) -> None:
        """Ask something new."""
        if found := self._ask(Text(N_("Ask a question")), Asking("")):
            save(self.context, self, Action(N_("Asked “{name}”"), {"name": found.name}),
                 lambda session: add_question(session, asking=found))  # fmt: skip

    def edit(self) -> None:
        """Say the question of the current column otherwise."""
        if (one := self._chosen()) is None:
            return
        before = Asking(one.name, one.guide, one.most, one.name_en, one.department)
        found = self._ask(Text(N_("Edit the question")), before)
        if found and found != before:
            save(self.context, self, Action(N_("Changed the question “{name}”"), {"name": found.name}),
                 lambda session: change_question(session, question_id=one.id, asking=found))  # fmt: skip

    def take_out(self) -> None:
        """Ask the question of the current column no more."""
        if (one := self._chosen()) is not None:
            save(self.context, self, Action(N_("Asked “{name}” no more"), {"name": one.name}),
                 lambda session: remove_question(session, question_id=one.id))  # fmt: skip

    def _chosen(self) -> Question | None:
        found = self.question()
        if found is None:
            self.context.notify("info", Text(N_("Choose a cell of the question first.")))
        return found

    def _ask(self, title: Text, one: Asking) -> Asking | None:
        asked = [
            Ask("name", Text(N_("Name")), value=one.name, needed=True),
            Ask("name_en", Text(N_("English name")), value=one.name_en),
            Ask("guide", Text(N_("What the scores mean")), "long", one.guide),
            Ask("most", Text(N_("Best score")), "number", one.most, needed=True),
            Ask("department", Text(N_("Department")), "choice", one.department or "sales",
                [(key, Text(words)) for key, words in OWNERS.items()]),
        ]  # fmt: skip
        found = ask(self.context.look, self, title, asked, accept=Text(N_("Save")))
        if not found:
            return None
        return Asking(found["name"], found["guide"], found["most"] or 0, found["name_en"], found["department"])

    # -- files --------------------------------------------------------------------------------------------------------

    def export(self) -> None:
        """The quarter as a table of Excel."""
        look, period, db = self.context.look, self.period, self.context.desk.db
        path = ask_where(self, look.t("Export…"), f"{look.t('Scores by hand')} {period}")
        if path is not None:
            self.context.tasks.run(
                Text(N_("Writing rows")),
                lambda progress: write_scores(db, period, path, lang=look.lang, progress=progress),
                lambda _count: self.context.notify("good", Text(N_("Written: {path}"), {"path": path.name})),
                owner=self,
            )

    def take_in(self) -> None:
        """A filled table: what would change is said before it is written."""
        chosen, _ = QFileDialog.getOpenFileName(
            self, self.context.look.t("Import…"), "", "Excel (*.xlsx);;CSV (*.csv)"
        )  # fmt: skip
        if chosen:
            self.read_file(chosen)

    def read_file(self, chosen: str) -> None:
        """Hold a filled table against the quarter."""
        db, period = self.context.desk.db, self.period
        self.context.tasks.run(
            Text(N_("Reading the scores")),
            lambda progress: scores_of_file(db, period, Path(chosen), progress=progress), self._offer, owner=self,
        )  # fmt: skip

    def _offer(self, found: Taken) -> None:
        look = self.context.look
        lines = [Text(N_("Scores that change: {n}"), {"n": len(found.scores)})]
        lines += [
            Text(N_("{where}: {why}"), {"where": where, "why": why}) for where, why in found.refused[:_MOST_SHOWN]
        ]
        if len(found.refused) > _MOST_SHOWN:
            lines.append(Text(N_("Not taken besides: {n}"), {"n": len(found.refused) - _MOST_SHOWN}))
        words = "\n".join(look.t.render(one) for one in lines)
        if not found.scores:
            self.context.notify("info" if not found.refused else "bad", words)
        elif confirm(look, self, Text(N_("Take the scores in")), words, accept=Text(N_("Take over"))):
            self.give(found.scores)
