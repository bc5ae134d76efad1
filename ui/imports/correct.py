"""Correct rows that were put aside: type in their cells, look at what comes of it, take them in with a reason."""

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from app.core.errors import UserError
from app.core.progress import Progress
from app.core.texts import N_, Text
from app.imports.corrections import Edit
from app.imports.queries import QuarantineRow, quarantine_rows
from ui.core.card import Banner, clear, row
from ui.core.controls import Button, Choice
from ui.core.form import Field
from ui.core.words import Label, Live, Words
from ui.imports.correct_grid import CorrectGrid
from ui.imports.said import reason_of

if TYPE_CHECKING:
    from app.jobs.cockpit import Lesson
    from app.jobs.correcting import Together
    from ui.core.page import Context

_EMPTY = N_("(empty)")
MOST_ALIKE: Final = 2_000
"""Rows that are brought in at once."""


class CorrectPanel(Live, QWidget):
    """Rows of one or several batches to be corrected together."""

    done = Signal()
    """Every row was taken in."""
    counted = Signal(int)
    """Other rows stand here than before: so many."""

    def __init__(self, context: "Context") -> None:
        """Empty until ``show_rows``."""
        super().__init__()
        self.setObjectName("clear")
        self.context, self.look, self._desk = context, context.look, context.desk
        self.checked: Together | None = None
        self.again = False
        """Whether the rows are read with the newest version of their profiles, and as they are."""
        self.grid = CorrectGrid(self.look)
        self.column = Choice(self.look, name=Text(N_("Column")))
        self.old = Choice(self.look, name=Text(N_("What stands there")))
        self.new = Field(self.look, hint=Text(N_("What it ought to be")))
        self.all_button = Button(self.look, Text(N_("Replace in all rows")), self.replace_all)
        self.alike_button, self.teach_button = self._make_many()
        self.reason = Field(self.look, hint=Text(N_("Why are they right so? It stays with the correction.")))
        self.sheet_button = Button(
            self.look, Text(N_("Fill in from a sheet")), self.ask_sheet, icon="file-spreadsheet",
            tip=Text(N_("The rows as they were exported for correction and corrected in Excel")),
        )  # fmt: skip
        self.check_button = Button(self.look, Text(N_("Check")), self.check, icon="list-checks")
        self.load_button = Button(self.look, Text(N_("Take in")), self.load, icon="check", kind="primary")
        self._said = QVBoxLayout()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(10)
        for part in (self.column, self.old):
            part.setMaximumWidth(220)
        self._same = QWidget()
        self._same.setObjectName("clear")
        line = row(self.column, self.old, self.new, self.all_button)
        line.setStretch(2, 1)
        self._same.setLayout(line)
        outer.addWidget(self._same)
        outer.addWidget(self.grid, 1)
        outer.addLayout(self._said)
        tools = row(self.alike_button, self.teach_button, self.sheet_button)
        tools.addStretch(1)
        outer.addLayout(tools)
        foot = row(Label(self.look, Text(N_("Reason given")), "dim"), self.reason, self.check_button,
                   self.load_button)  # fmt: skip
        foot.setStretch(1, 1)
        outer.addLayout(foot)
        self.column.picked.connect(lambda key: self._show_values(str(key)))
        self.new.returnPressed.connect(self.replace_all)
        self.reason.textChanged.connect(lambda _text: self._settle())
        self.grid.rows.edited.connect(self._edited)

    def _make_many(self) -> tuple[Button, Button]:
        """What goes beyond the rows that stand here."""
        alike = Button(
            self.look, Text(N_("All rows alike")), self.spread, icon="copy",
            tip=Text(N_("Do the same to every row that waits for the same reason with the same value, in all files")),
        )  # fmt: skip
        teach = Button(
            self.look, Text(N_("Teach this")), self.teach, icon="book-open",
            tip=Text(N_("Keep the corrections as words of the profile, so that the next file needs none")),
        )  # fmt: skip
        return alike, teach

    def show_rows(
        self, rows: Sequence[QuarantineRow], wrong: Sequence[set[str]], typed: Mapping[int, Mapping[str, str]]
    ) -> None:
        """Begin with these rows; ``typed`` is filled in already, by the ids of the rows."""
        desk, look = self._desk, self.look
        self.grid.rows.show_rows(rows, wrong, typed, lambda one: reason_of(desk, one, look))
        self.grid.fit()
        self._same.setVisible(len(rows) > 1)
        names = self.grid.rows.columns
        self.column.set_options([(name, name) for name in names])
        if names:
            at_fault = Counter(name for one in wrong for name in one if name in names)
            column = max(names, key=lambda name: at_fault[name])
            self.column.choose(column)
            self._show_values(column)
            own = next((place for place, name in enumerate(names) if wrong and name in wrong[0]), 0)
            self.grid.setCurrentIndex(self.grid.rows.index(0, own + 2))
        self._edited()
        self.counted.emit(len(rows))

    def _show_values(self, name: str) -> None:
        counted = self.grid.rows.values(name).most_common(200)
        number = self.look.formats.number
        options: list[tuple[str, Words]] = [
            (value, Text(N_("{value} ({n})"), {"value": _short(value) or Text(_EMPTY), "n": number(count)}))
            for value, count in counted
        ]
        self.old.set_options(options)
        if counted:
            self.old.choose(counted[0][0])

    def replace_all(self) -> None:
        """Put what is typed wherever the chosen value stands in the chosen column."""
        name, old = str(self.column.key()), self.old.key()
        if old is not None and self.grid.rows.replace(name, str(old), self.new.text()):
            self.new.clear()
            self.grid.fit()

    def _edited(self) -> None:
        """What was checked holds no longer."""
        self.checked = None
        clear(self._said)
        if self.column.key() is not None:
            kept = self.old.key()
            self._show_values(str(self.column.key()))
            self.old.choose(kept)
        self._settle()

    def read_again(self, rows: Sequence[QuarantineRow], wrong: Sequence[set[str]]) -> None:
        """The same rows as they are, to be read with the newest profiles and rules."""
        self.again = True
        self.show_rows(rows, wrong, {})
        for part in (self.alike_button, self.teach_button, self.sheet_button, self._same):
            part.setVisible(False)
        self.reason.setText(self.look.t("Read again with the newest profile and rules"))
        self.check()

    def spread(self) -> None:
        """Bring every row alike in, with the same correction; nothing is checked or taken in yet."""
        desk, edits, there = self._desk, self._typed(), {one.id: one for one in self.grid.rows.rows}

        def work(_progress: Progress) -> tuple[list[QuarantineRow], dict[int, Mapping[str, str]]]:
            found = desk.cockpit.spread(edits)
            typed = {one.quarantine_id: one.cells for group in found.values() for one in group}
            with desk.db.read() as session:
                more = quarantine_rows(session, [one for one in typed if one not in there][:MOST_ALIKE])
            return [*there.values(), *more], typed

        self._run(Text(N_("Looking for rows alike")), work, self._show_spread)

    def _show_spread(self, found: tuple[list[QuarantineRow], dict[int, Mapping[str, str]]]) -> None:
        rows, typed = found
        wrong = {one.id: self.grid.rows.wrong_at(place) for place, one in enumerate(self.grid.rows.rows)}
        before = len(wrong)
        own = {edit.quarantine_id: edit.cells for edit in self._typed()}
        merged = {one.id: {**typed.get(one.id, {}), **own.get(one.id, {})} for one in rows}
        self.show_rows(rows, [wrong.get(one.id, set(merged[one.id])) for one in rows], merged)
        self._free()
        number = self.look.formats.number
        said = {"n": number(len(rows) - before), "all": number(len(rows))}
        self._tell("good", Text(N_("Rows alike that were added: {n}. Rows now: {all}. Check, then take in."), said))

    def teach(self) -> None:
        """Keep the corrections as words of the profiles' next versions."""
        cockpit, edits = self._desk.cockpit, self._typed()

        def work(_progress: Progress) -> "list[Lesson]":
            found = cockpit.lessons(edits)
            cockpit.teach(found)
            return found

        self._run(Text(N_("Teaching the profile")), work, self._show_taught)

    def _show_taught(self, found: "list[Lesson]") -> None:
        self._free()
        words = self.look.t("; ").join(
            self.look.t("{column}: “{wrong}” means “{right}”", column=one.column, wrong=one.wrong, right=one.right)
            for one in found
        )
        last = found[-1].profile
        said = {"profile": last.title, "n": last.version, "words": words}
        self._tell("good", Text(N_("Kept as version {n} of the profile “{profile}”. {words}"), said))

    def _typed(self) -> list[Edit]:
        """The rows of which a cell was changed, with these cells alone."""
        rows = {one.id: one.cells for one in self.grid.rows.rows}
        found = []
        for edit in self.grid.rows.edits():
            old = rows[edit.quarantine_id]
            changed = {name: text for name, text in edit.cells.items() if text != old.get(name, "")}
            if changed:
                found.append(Edit(edit.quarantine_id, changed))
        return found

    def _settle(self) -> None:
        for one in (self.alike_button, self.teach_button):
            one.setEnabled(bool(self._typed()))
        good = self._good()
        words = Text(N_("Take in {n}"), {"n": self.look.formats.number(good)}) if good else Text(N_("Take in"))
        self.load_button.say(words)
        self.load_button.setEnabled(bool(good) and bool(self.reason.text().strip()))

    def _good(self) -> int:
        return sum(not one for one in self.checked.reasons.values()) if self.checked is not None else 0

    def ask_sheet(self) -> None:
        """Ask for a sheet that was exported for correction."""
        title = self.look.t("Fill in from a sheet")
        chosen, _ = QFileDialog.getOpenFileName(self, title, "", "Excel, CSV (*.xlsx *.csv)")
        if chosen:
            self.fill_from(Path(chosen))

    def fill_from(self, path: Path) -> None:
        """Fill in what a corrected sheet says of the rows that stand here; nothing is checked or taken in yet."""
        corrector = self._desk.pipeline.corrector

        def work(_progress: Progress) -> dict[int, dict[str, str]]:
            return dict(corrector.cells_of_file(path))

        self._run(Text(N_("Reading {file}"), {"file": path.name}), work, lambda found: self._fill(path.name, found))

    def _fill(self, name: str, found: Mapping[int, Mapping[str, str]]) -> None:
        rows = self.grid.rows
        typed = {edit.quarantine_id: dict(edit.cells) for edit in rows.edits()}
        there = [one for one in rows.rows if one.id in found]
        for one in there:
            cells = {column: text for column, text in found[one.id].items() if column in one.cells}
            typed[one.id] |= {column: text for column, text in cells.items() if text != one.cells[column]}
        self.show_rows(rows.rows, [rows.wrong_at(place) for place in range(len(rows.rows))], typed)
        self._free()
        if there:
            count = self.look.formats.number(len(there))
            self._tell("good", Text(N_("Filled in from {file}. Rows: {n}"), {"file": name, "n": count}))
        else:
            self._tell("bad", Text(N_("{file} holds none of these rows."), {"file": name}))

    # -- checking and taking in ---------------------------------------------------------------------------------------

    def check(self) -> None:
        """Read the rows again as their files were read, and say what comes of it; nothing is written."""
        corrector, groups, newest = self._desk.pipeline.corrector, self._groups(), self.again

        def work(progress: Progress) -> "Together":
            return corrector.together(groups, reason=None, progress=progress, newest=newest)

        self._run(Text(N_("Checking corrected rows")), work, self._show_checked)

    def load(self) -> None:
        """Take the right rows in, a correction for each file; the others stay here."""
        corrector, groups, reason = self._desk.pipeline.corrector, self._groups(), self.reason.text()
        newest = self.again

        def work(progress: Progress) -> "Together":
            return corrector.together(groups, reason=reason, progress=progress, newest=newest)

        self._run(Text(N_("Taking corrected rows in")), work, self._show_loaded)

    def _run(self, title: Text, work: Any, done: Any) -> None:
        for one in (self.sheet_button, self.alike_button, self.teach_button, self.check_button, self.load_button):
            one.setEnabled(False)

        def failed(error: UserError) -> None:
            self._free()
            self._tell("bad", error.text)

        self.context.tasks.run(title, work, done, owner=self, key="correct", failed=failed, cancelled=self._free)

    def _free(self) -> None:
        self.sheet_button.setEnabled(True)
        self.check_button.setEnabled(True)
        self._settle()

    def _groups(self) -> dict[str, list[Edit]]:
        found: dict[str, list[Edit]] = {}
        for one, edit in zip(self.grid.rows.rows, self.grid.rows.edits(), strict=True):
            found.setdefault(one.batch_ref, []).append(edit)
        return found

    def _show_checked(self, found: "Together") -> None:
        self.checked = found
        self.grid.rows.say_checked(self._worded(found))
        good, number = self._good(), self.look.formats.number
        left = len(found.reasons) - good
        said = {"n": number(good), "left": number(left), **{key: number(one) for key, one in found.changes.items()}}
        if not good:
            self._tell("warn", Text(N_("None of the rows can be taken in yet; each says why.")))
        else:
            words = N_(
                "Can be taken in: {n} (new {new}, changed {changed}, unchanged {unchanged}) · still wrong: {left}"
            )
            self._tell("warn" if left else "good", Text(words, said))
        self._free()
        if good and not self.reason.text():
            self.reason.setFocus()

    def _show_loaded(self, found: "Together") -> None:
        number = self.look.formats.number
        good = sum(not one for one in found.reasons.values())
        words = N_("Corrected rows taken in as {batch}. Rows: {rows}")
        refs = self.look.t("; ").join(found.refs)
        self.context.notify("good", Text(words, {"batch": refs, "rows": number(good)}))
        rows = self.grid.rows
        left = [place for place, one in enumerate(rows.rows) if found.reasons[one.id]]
        if not left:
            self.done.emit()
            return
        typed = {edit.quarantine_id: edit.cells for edit in rows.edits()}
        self.show_rows([rows.rows[place] for place in left], [rows.wrong_at(place) for place in left], typed)
        rows.say_checked(self._worded(found))
        self._free()

    def _worded(self, found: "Together") -> dict[int, str | None]:
        rows = {one.id: one for one in self.grid.rows.rows}
        said: dict[int, str | None] = {}
        for key, reasons in found.reasons.items():
            if key in rows:
                now = QuarantineRow(key, "", "", rows[key].feed, rows[key].row_no, reasons, {}, "open")
                said[key] = reason_of(self._desk, now, self.look) if reasons else None
        return said

    def _tell(self, kind: Any, words: Text) -> None:
        clear(self._said)
        self._said.addWidget(Banner(self.look, kind, words))

    def retranslate(self) -> None:
        """Reasons are written by language: say them again, once the change has reached every widget."""
        QTimer.singleShot(0, self, self._say_again)

    def _say_again(self) -> None:
        if self.checked is not None:
            self.grid.rows.say_checked(self._worded(self.checked))
        self._settle()


def _short(text: str) -> str:
    return text if len(text) <= 20 else f"{text[:19]}…"
