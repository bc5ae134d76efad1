"""Correct rows that were put aside: type in their cells, look at what comes of it, take them in with a reason."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from app.core.errors import UserError
from app.core.progress import Progress
from app.core.texts import N_, Text
from app.imports.correct import Reason
from app.imports.corrections import Edit
from app.imports.queries import QuarantineRow
from ui.core.card import Banner, clear, row
from ui.core.controls import Button, Choice
from ui.core.form import Field
from ui.core.words import Label, Live, Words
from ui.imports.correct_grid import CorrectGrid
from ui.imports.said import reason_of

if TYPE_CHECKING:
    from app.jobs.correcting import Corrector
    from ui.core.page import Context

_EMPTY = N_("(empty)")


@dataclass(frozen=True)
class Checked:
    """What checking or taking in came to, over all the files that rows are of."""

    reasons: Mapping[int, tuple[Reason, ...]]
    """Why rows are still wrong; none for a right one."""
    changes: Mapping[str, int]
    refs: tuple[str, ...] = ()


class CorrectPanel(Live, QWidget):
    """Rows of one or several batches to be corrected together."""

    done = Signal()
    """Every row was taken in."""

    def __init__(self, context: "Context") -> None:
        """Empty until ``show_rows``."""
        super().__init__()
        self.setObjectName("clear")
        self.context, self.look, self._desk = context, context.look, context.desk
        self.checked: Checked | None = None
        self.grid = CorrectGrid(self.look)
        self.column = Choice(self.look, name=Text(N_("Column")))
        self.old = Choice(self.look, name=Text(N_("What stands there")))
        self.new = Field(self.look, hint=Text(N_("What it ought to be")))
        self.all_button = Button(self.look, Text(N_("Replace in all rows")), self.replace_all)
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
        foot = row(Label(self.look, Text(N_("Reason given")), "dim"), self.reason, self.sheet_button,
                   self.check_button, self.load_button)  # fmt: skip
        foot.setStretch(1, 1)
        outer.addLayout(foot)
        self.column.picked.connect(lambda key: self._show_values(str(key)))
        self.new.returnPressed.connect(self.replace_all)
        self.reason.textChanged.connect(lambda _text: self._settle())
        self.grid.rows.edited.connect(self._edited)

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
            self.column.choose(names[0])
            self._show_values(names[0])
            first = self.grid.rows.index(0, 2)
            self.grid.setCurrentIndex(first)
        self._edited()

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

    def _edited(self) -> None:
        """What was checked holds no longer."""
        self.checked = None
        clear(self._said)
        if self.column.key() is not None:
            kept = self.old.key()
            self._show_values(str(self.column.key()))
            self.old.choose(kept)
        self._settle()

    def _settle(self) -> None:
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
        corrector, groups = self._desk.pipeline.corrector, self._groups()

        def work(progress: Progress) -> Checked:
            return _each(corrector, groups, None, progress)

        self._run(Text(N_("Checking corrected rows")), work, self._show_checked)

    def load(self) -> None:
        """Take the right rows in, a correction for each file; the others stay here."""
        corrector, groups, reason = self._desk.pipeline.corrector, self._groups(), self.reason.text()

        def work(progress: Progress) -> Checked:
            return _each(corrector, groups, reason, progress)

        self._run(Text(N_("Taking corrected rows in")), work, self._show_loaded)

    def _run(self, title: Text, work: Any, done: Any) -> None:
        for one in (self.sheet_button, self.check_button, self.load_button):
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

    def _show_checked(self, found: Checked) -> None:
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

    def _show_loaded(self, found: Checked) -> None:
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

    def _worded(self, found: Checked) -> dict[int, str | None]:
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


def _each(
    corrector: "Corrector", groups: Mapping[str, Sequence[Edit]], reason: str | None, progress: Progress
) -> Checked:
    """Check the rows of each batch, and take them in where there is a reason; a batch without a right row is left."""
    reasons: dict[int, tuple[Reason, ...]] = {}
    changes = dict.fromkeys(("new", "changed", "unchanged"), 0)
    refs = []
    for batch, edits in groups.items():
        with corrector.checked(batch, edits, progress=progress) as found:
            reasons |= {one.fix.quarantine_id: one.reasons for one in found.outcomes}
            for name in changes:
                changes[name] += sum(int(getattr(one, name)) for one in found.feeds)
            if reason is not None and found.taken:
                refs.append(corrector.load(found, reason=reason, progress=progress).batch_ref)
    return Checked(reasons, changes, tuple(refs))


def _short(text: str) -> str:
    return text if len(text) <= 20 else f"{text[:19]}…"
