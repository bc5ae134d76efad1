"""The batches that were taken in, what each brought, and the way to take one out again."""

import shutil
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.core.db import Action
from app.core.errors import UserError
from app.core.progress import Progress
from app.core.texts import N_, Text
from app.imports import reasons
from app.imports.correct import Fix
from app.imports.corrected import corrected_rows
from app.imports.queries import BatchRow
from ui.core.card import Banner, Card, clear, row, rule
from ui.core.controls import Button, IconButton
from ui.core.table import Table
from ui.core.table_columns import Column
from ui.core.words import Label, Live, Pill, Words
from ui.imports.said import BATCH_STATES, OTHER_COUNTS, SHOWN_COUNTS, counted_reasons, feed_title, titles_of_rules

if TYPE_CHECKING:
    from app.imports.counts import Counts
    from ui.core.page import Context

PANEL_PX: Final = 316
_CELLS: Final = 60
"""Corrected rows that the panel shows; the saved original has all of them."""


class BatchesTab(QWidget):
    """A table of batches and the details of the chosen one."""

    quarantine = Signal(str)
    withdrawn = Signal(object)
    """The BatchRow that was taken out just now."""

    def __init__(self, context: "Context") -> None:
        """Empty until ``show_batches``."""
        super().__init__()
        self.setObjectName("clear")
        self.context, self.look, self._desk = context, context.look, context.desk
        self._people: dict[str, str] = {}
        self.table = self._make_table()
        self.panel = BatchPanel(context)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(16)
        card = Card(self.look)
        card.body.addWidget(self.table)
        line.addWidget(card, 1)
        line.addWidget(self.panel)
        self.table.picked.connect(self.panel.show_batch)
        self.panel.quarantine.connect(self.quarantine)
        self.panel.withdraw_button.clicked.connect(self.withdraw)
        self.panel.again_button.clicked.connect(lambda: self.take_again(self.table.current))
        self.panel.save_button.clicked.connect(self.ask_where)
        self.panel.past_button.clicked.connect(self.show_history)

    def _make_table(self) -> Table:
        desk, look, moment = self._desk, self.look, self.look.formats.moment

        def feeds(one: BatchRow) -> str:
            return look.t("; ").join(look.say(feed_title(desk, counts.feed)) for counts in one.feeds)

        columns = (
            Column("file_name", Text(N_("File")), stretch=True, width=170,
                   get=lambda one: f"↳ {one.file_name}" if one.parent_id else one.file_name),
            Column("state", Text(N_("State")), "pill", width=116, get=lambda one: BATCH_STATES[one.state]),
            Column("feeds", Text(N_("Contents")), width=130, get=feeds),
            Column("loaded", Text(N_("Rows")), "number", width=72),
            Column("waiting", Text(N_("Put aside")), "number", width=72,
                   tone=lambda one: "warn" if one.waiting else None),
            Column("loaded_at", Text(N_("Loaded at")), width=130, get=lambda one: moment(_instant(one.loaded_at))),
            Column("by", Text(N_("By")), width=60, hidden=True, get=lambda one: self._people.get(one.id, "")),
            Column("source", Text(N_("Source")), width=100, hidden=True),
            Column("profile_id", Text(N_("Profile")), width=150, hidden=True),
            Column("ref", Text(N_("Batch")), width=110, hidden=True),
            Column("parent_ref", Text(N_("Corrects")), width=110, hidden=True),
            Column("reason", Text(N_("Reason")), width=150, hidden=True),
        )  # fmt: skip
        title = Text(N_("Import batches"))
        return Table(self.context, columns, name="imports.batches", title=title)

    def show_batches(self, rows: list[BatchRow], people: dict[str, str], titles: Mapping[str, str]) -> None:
        """``people`` are the names of those who loaded, by batch; ``titles`` those of the profiles, by id."""
        kept = self.panel.batch.id if self.panel.batch is not None else ""
        self._people = people
        self.panel.set_names(people, titles)
        self.table.set_rows(rows)
        self.choose(kept or (rows[0].id if rows else ""))

    def choose(self, batch_id: str) -> None:
        """Show a batch by its id."""
        for position in range(self.table.grid.rowCount()):
            one = self.table.grid.row_at(position)
            if one.id == batch_id:
                self.table.view.select(position)
                self.panel.show_batch(one)
                return
        self.panel.show_batch(None)

    # -- commands -----------------------------------------------------------------------------------------------------

    def withdraw(self) -> None:
        """Take the chosen batch out; it can be taken in again at once."""
        batch = self.panel.batch
        if batch is None or batch.state != "live":
            return
        pipeline = self._desk.pipeline

        def work(progress: Progress) -> str:
            return pipeline.withdraw(batch.ref, progress=progress)

        title = Text(N_("Withdrawing {file}"), {"file": batch.file_name})
        self.context.tasks.run(title, work, lambda _ref: self.withdrawn.emit(batch), owner=self)

    def take_again(self, batch: BatchRow | None) -> None:
        """Let a withdrawn batch count again."""
        if batch is None:
            return
        desk, action = self._desk, Action(N_("Took batch {batch} in again"), {"batch": batch.ref})

        def work(progress: Progress) -> None:
            desk.db.write(action, lambda session: desk.pipeline.undo_in(session, batch.id), progress=progress)

        def done(_nothing: None) -> None:
            self.context.notify("good", Text(N_("{file} counts again."), {"file": batch.file_name}))

        self.context.tasks.run(Text(N_("Taking {file} in again"), {"file": batch.file_name}), work, done, owner=self)

    def show_history(self) -> None:
        """What happened to the chosen batch."""
        if self.panel.batch is not None:
            self.context.go("history", {"entity": "import_batch", "record": self.panel.batch.id})

    def ask_where(self) -> None:
        """Ask where to save the original file, and save it."""
        batch = self.panel.batch
        if batch is not None:
            chosen, _ = QFileDialog.getSaveFileName(self, self.look.t("Save the original file"), own_name(batch))
            if chosen:
                self.save_original(batch, Path(chosen))

    def save_original(self, batch: BatchRow, path: Path) -> None:
        """Write the bytes that were taken in."""
        files = self._desk.workspace.files

        def work(_progress: Progress) -> None:
            write_whole(path, files.get(batch.file_sha256))

        def done(_nothing: None) -> None:
            self.context.notify("good", Text(N_("{file} was saved."), {"file": path.name}))

        self.context.tasks.run(Text(N_("Writing {file}"), {"file": path.name}), work, done, owner=self)


def own_name(batch: BatchRow) -> str:
    """Under which name the original is saved: a correction's is a table of its own beside the file's."""
    return f"{Path(batch.file_name).stem}_{batch.ref}.csv" if batch.parent_id else batch.file_name


def _cells_said(found: Sequence[Fix]) -> Iterator[Text]:
    for fix in found:
        for name, (before, after) in fix.changed.items():
            values = {"n": fix.row_no, "column": name, "before": before or "—", "after": after or "—"}
            yield Text(N_("Row {n}, {column}: {before} → {after}"), values)
        if not fix.changed:
            yield Text(N_("Row {n}: taken in as it is"), {"n": fix.row_no})


def write_whole(path: Path, data: bytes) -> None:
    """Write a file as a whole; raises UserError where it cannot be written."""
    part = path.with_name(path.name + ".part")
    try:
        part.write_bytes(data)
        shutil.move(part, path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise UserError("{file} could not be written. Choose another place.", file=path.name) from error


class BatchPanel(Live, Card):
    """What a batch brought, in words, and what can be done with it."""

    quarantine = Signal(str)

    def __init__(self, context: "Context") -> None:
        """Says to choose one until ``show_batch``."""
        super().__init__(context.look)
        self._desk, self._tasks = context.desk, context.tasks
        self._people: Mapping[str, str] = {}
        self._titles: Mapping[str, str] = {}
        self.batch: BatchRow | None = None
        self.setFixedWidth(PANEL_PX)
        self.name = Label(self.look, "", "card", wrap=True)
        self.state = Pill(self.look)
        self.hint = Label(self.look, Text(N_("Choose a batch to see what it brought.")), "dim", wrap=True)
        inside = QWidget()
        inside.setObjectName("clear")
        self._lines = QVBoxLayout(inside)
        self._lines.setContentsMargins(0, 0, 4, 0)
        self._lines.setSpacing(6)
        area = QScrollArea()
        area.setWidget(inside)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        self.withdraw_button = Button(self.look, Text(N_("Withdraw")), icon="undo-2", tip=Text(
            N_("Take the batch out: figures become as if it had never been loaded. It can be undone.")
        ))  # fmt: skip
        self.again_button = Button(self.look, Text(N_("Take in again")), icon="redo-2")
        self.save_button = Button(self.look, Text(N_("Save original")), icon="file-down")
        self.past_button = IconButton(self.look, "history", Text(N_("History")))
        for part in (self.hint, self.name):
            self.body.addWidget(part)
        self.body.addLayout(row(self.state, None, self.past_button))
        self.body.addWidget(area, 1)
        self.body.addLayout(row(self.withdraw_button, self.again_button, self.save_button, None))
        self.show_batch(None)

    def set_names(self, people: Mapping[str, str], titles: Mapping[str, str]) -> None:
        """Who loaded each batch, and how each profile is called."""
        self._people, self._titles = people, titles

    def show_batch(self, batch: BatchRow | None) -> None:
        """Show a batch, or a hint without one."""
        self.batch = batch
        self.hint.setVisible(batch is None)
        for part in (self.name, self.state, self.save_button, self.past_button):
            part.setVisible(batch is not None)
        self.withdraw_button.setVisible(batch is not None and batch.state == "live")
        self.again_button.setVisible(batch is not None and batch.state == "withdrawn" and batch.alone)
        clear(self._lines)
        if batch is None:
            return
        self.name.say(batch.file_name)
        self.state.show_state(*BATCH_STATES[batch.state])
        self._facts(batch)
        if batch.parent_id:
            self._corrections(batch)
        for counts in batch.feeds:
            self._feed(counts)
        if batch.waiting:
            words = Text(N_("Rows put aside: {n}"), {"n": self.look.formats.number(batch.waiting)})
            on = batch.id
            self._lines.addWidget(Button(self.look, words, lambda: self.quarantine.emit(on), kind="link"))
        self._lines.addStretch(1)

    def retranslate(self) -> None:
        """Reasons are written by language: show the batch again, once the change has reached every widget."""
        QTimer.singleShot(0, self, lambda: self.show_batch(self.batch))

    def _facts(self, batch: BatchRow) -> None:
        moment = self.look.formats.moment
        profile = self._titles.get(batch.profile_id, batch.profile_id).replace("_", "_\u200b")  # a line may end there
        facts: tuple[tuple[str, Words], ...] = (
            (N_("Batch"), batch.ref),
            (N_("Source"), batch.source),
            (N_("Profile"), Text(N_("{id}, version {n}"), {"id": profile, "n": batch.profile_version})),
            (N_("Extract of"), moment(_instant(batch.extracted_at))),
            (N_("Loaded at"), moment(_instant(batch.loaded_at))),
            (N_("By"), self._people.get(batch.id, "")),
        )
        for title, value in facts:
            if value:
                self._pair(Text(title), value)
        if batch.corrected and not batch.parent_id:
            self._pair(Text(N_("Corrected since")), self.look.formats.number(batch.corrected))

    def _corrections(self, batch: BatchRow) -> None:
        """Whose rows were corrected and why, and every corrected cell beside what stood there."""
        desk, name = self._desk, self._people.get(batch.id, "")
        self._pair(Text(N_("Corrects")), batch.parent_ref)
        self._pair(Text(N_("By")), name or "—")
        self._lines.addWidget(Label(self.look, Text(N_("Reason: {reason}"), {"reason": batch.reason}), wrap=True))
        cells = QVBoxLayout()
        cells.setSpacing(6)
        self._lines.addLayout(cells)

        def work(_progress: Progress) -> list[Fix]:
            with desk.db.read() as session:
                return corrected_rows(session, batch.id, limit=_CELLS)

        def done(found: list[Fix]) -> None:
            if self.batch is batch:
                for words in _cells_said(found):
                    cells.addWidget(Label(self.look, words, "dim", wrap=True))

        self._tasks.run(Text(N_("Fetching rows")), work, done, owner=self, key="corrected")

    def _pair(self, title: Words, value: Words, *, strong: bool = False) -> None:
        name = Label(self.look, title, "dim")
        said = Label(self.look, value, "strong" if strong else "body", wrap=True)
        line = row(name, said, gap=12)
        name.setMinimumWidth(96)
        line.setAlignment(name, Qt.AlignmentFlag.AlignTop)
        line.setStretch(1, 1)
        self._lines.addLayout(line)

    def _feed(self, counts: "Counts") -> None:
        numbers, rules = self.look.formats, titles_of_rules(self._desk)
        self._lines.addWidget(rule())
        self._lines.addWidget(Label(self.look, feed_title(self._desk, counts.feed), "strong"))
        for name, words in (*SHOWN_COUNTS, *OTHER_COUNTS):
            count = int(getattr(counts, name))
            if count or name in {"new", "quarantined"}:
                self._pair(Text(words), numbers.number(count))
        if counts.reasons:
            self._lines.addWidget(Label(self.look, counted_reasons(counts.reasons, self.look, rules), "dim", wrap=True))
        feed = self._desk.feeds[counts.feed]
        for code, count in counts.warnings.items():
            said = Text(
                N_("{warning}. Rows: {n}"), {"warning": reasons.warning(code, feed, rules), "n": numbers.number(count)}
            )
            self._lines.addWidget(Banner(self.look, "warn", said))


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text)
