"""From files to rows: the list of files, what each would change, the mapping of an unknown one, loading."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from app.core.progress import Progress
from app.core.texts import N_, Text
from app.imports.profile import FileShape, Profile
from ui.core.card import Card, row
from ui.core.controls import Button, Check
from ui.core.table import Table
from ui.core.table_columns import Column, State
from ui.core.words import Label, Words
from ui.imports.mapping import MappingView
from ui.imports.preview import FileDetail
from ui.imports.run import FileRun, ImportRun
from ui.imports.said import total

if TYPE_CHECKING:
    from ui.core.page import Context

STATES: Final = {
    "waiting": State(Text(N_("Waiting")), "dim"),
    "reading": State(Text(N_("Reading")), "brand"),
    "unknown": State(Text(N_("Set up columns")), "warn"),
    "question": State(Text(N_("Answer needed")), "warn"),
    "refused": State(Text(N_("Refused")), "bad"),
    "ready": State(Text(N_("Ready")), "good"),
    "loading": State(Text(N_("Loading")), "brand"),
    "done": State(Text(N_("Taken in")), "good"),
    "same": State(Text(N_("Already there")), "dim"),
}
_OVERVIEW, _MAPPING = 0, 1


class Wizard(QWidget):
    """The files of one go; ``left`` comes when the person is through, ``quarantine`` asks for a batch's bad rows."""

    left = Signal()
    quarantine = Signal(str)
    browse = Signal()

    def __init__(self, context: "Context") -> None:
        """Empty until ``start``."""
        super().__init__()
        self.setObjectName("clear")
        self.context, self.look, self._desk = context, context.look, context.desk
        self.run = ImportRun(context, self)
        self.current: FileRun | None = None
        self.table = self._make_table()
        self.list_card = Card(self.look, pad=12)
        self.list_card.body.addWidget(self.table)
        self.detail = FileDetail(context)
        self.mapping = MappingView(context)
        self.summary = Label(self.look, "", "dim", elide=True)
        self.remember = Check(self.look, Text(N_("Keep the profile for the next file")), self._remember)
        self.close_button = Button(self.look, Text(N_("Close")), self.leave)
        self.more_button = Button(self.look, Text(N_("Add files")), self.browse.emit, icon="plus")
        self.stop_button = Button(self.look, Text(N_("Stop")), self.run.cancel, icon="x", kind="danger")
        self.load_button = Button(
            self.look, Text(N_("Load")), self.load, icon="download", kind="primary", shortcut="Ctrl+Return"
        )
        self._waiting_to_map: FileRun | None = None
        self._lay_out()
        self._connect()

    def _make_table(self) -> Table:
        def count(name: str) -> Any:
            return lambda file: total(_feeds(file), name) if _feeds(file) else None

        columns = (
            Column("name", Text(N_("File")), stretch=True, width=190, get=lambda file: file.path.name),
            Column("profile", Text(N_("Profile")), width=150, get=lambda one: one.profile.title if one.profile else ""),
            Column("rows", Text(N_("Rows")), "number", width=76, get=count("rows")),
            Column("new", Text(N_("New")), "number", width=76, get=count("new")),
            Column("changed", Text(N_("Changed")), "number", width=76, get=count("changed")),
            Column("unchanged", Text(N_("Unchanged")), "number", width=76, get=count("unchanged")),
            Column("hidden", Text(N_("Hidden")), "number", width=76, get=count("hidden")),
            Column("aside", Text(N_("Put aside")), "number", width=76, get=count("quarantined"),
                   tone=lambda file: "warn" if total(_feeds(file), "quarantined") else None),
            Column("state", Text(N_("State")), "pill", width=152, get=lambda file: STATES[file.state]),
        )  # fmt: skip
        return Table(self.context, columns, name="imports.files", tools=False)

    def _lay_out(self) -> None:
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        self.stack = QStackedWidget()
        overview = QWidget()
        overview.setObjectName("clear")
        lines = QVBoxLayout(overview)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(12)
        lines.addWidget(self.list_card)
        lines.addWidget(self.detail, 1)
        foot = row(
            self.close_button, self.more_button, self.summary, self.remember, self.stop_button, self.load_button, gap=8
        )
        foot.setStretch(2, 1)
        lines.addLayout(foot)
        self.stack.addWidget(overview)
        self.stack.addWidget(self.mapping)
        outer.addWidget(self.stack)

    def _connect(self) -> None:
        self.run.changed.connect(self._changed)
        self.run.rested.connect(self._show_foot)
        self.table.picked.connect(self._picked)
        self.table.opened.connect(lambda file: self.map_file(file) if file.state == "unknown" else None)
        self.detail.wanted_mapping.connect(self.map_file)
        self.detail.answered.connect(self.run.answer)
        self.detail.no_value.connect(self.run.no_value)
        self.detail.again.connect(self._again)
        self.detail.quarantine.connect(self.quarantine)
        self.mapping.agreed.connect(self._agreed)
        self.mapping.saved.connect(self._save)
        self.mapping.reshaped.connect(self._reshaped)
        self.mapping.left.connect(self._back)

    # -- the way through ----------------------------------------------------------------------------------------------

    def start(self, paths: Sequence[Path]) -> None:
        """Take files in; more may come while the others are looked at."""
        fresh = self.run.add(paths)
        self.stack.setCurrentIndex(_OVERVIEW)
        self._show_list()
        if fresh and (self.current is None or self.current.state in {"done", "same"}):
            self.show_file(fresh[0])

    def edit(self, path: Path, profile: Profile) -> None:
        """Correct a kept profile on a file of its kind."""
        file = FileRun(path, profile=profile, kept=profile)
        self.run.files.append(file)
        self._show_list()
        self.show_file(file)
        self.map_file(file)

    def show_file(self, file: FileRun) -> None:
        """Show one of the files."""
        self.current = file
        self.detail.show_file(file)
        if file in self.run.files and len(self.run.files) > 1:
            self.table.view.select(self.run.files.index(file))
        self._show_foot()

    def map_file(self, file: FileRun) -> None:
        """Open the mapping of a file; its head is read first where that was not done."""
        self.current = file
        if file.sample is None:
            self._waiting_to_map = file
            self.run.open_up(file)
            return
        self._waiting_to_map = None
        self.mapping.show_file(file, self.run.known)
        self.stack.setCurrentIndex(_MAPPING)

    def load(self) -> None:
        """Take in what is ready."""
        self.run.load()

    def leave(self) -> None:
        """Close; files that were not taken in are let go."""
        self.run.close()
        self.current = None
        self.left.emit()

    def _again(self, file: FileRun) -> None:
        if file.profile is not None:
            self.run.use(file, file.profile)
        else:
            self.run.remove(file)
            self.current = None
            self.start([file.path])

    def _agreed(self, profile: Profile) -> None:
        file = self.mapping.file
        if file is not None:
            self.mapping.file = None
            self.stack.setCurrentIndex(_OVERVIEW)
            self.run.use(file, profile)
            self.show_file(file)

    def _save(self, profile: Profile) -> None:
        file = self.mapping.file
        shelf = self._desk.shelf

        def done(_nothing: None) -> None:
            if file is not None:
                file.kept = self.mapping.kept = profile
            self.context.notify("good", Text(N_("Profile “{title}” was saved."), {"title": profile.title}))

        def work(_progress: Progress) -> None:
            shelf.keep([profile])

        self.context.tasks.run(Text(N_("Saving the profile")), work, done, owner=self)

    def _reshaped(self, shape: FileShape) -> None:
        file = self.mapping.file
        if file is not None:
            self._waiting_to_map = file
            self.run.read_again(file, shape)

    def _back(self) -> None:
        self.mapping.file = None
        self.stack.setCurrentIndex(_OVERVIEW)
        if self.current is not None:
            self.show_file(self.current)

    def _remember(self, on: bool) -> None:  # noqa: FBT001 - a slot
        for file in self.run.files:
            file.remember = on

    # -- showing ------------------------------------------------------------------------------------------------------

    def _changed(self, file: FileRun) -> None:
        self._show_list()
        if file is self._waiting_to_map and file.state in {"unknown", "refused"}:
            if file.state == "unknown":
                self.map_file(file)
                return
            self._waiting_to_map = None
            self.mapping.file = None
            self.stack.setCurrentIndex(_OVERVIEW)
        elif file.state == "unknown" and len(self.run.files) == 1 and self.stack.currentIndex() == _OVERVIEW:
            self.map_file(file)
            return
        if file is self.current or (file.state == "loading" and self.stack.currentIndex() == _OVERVIEW):
            self.show_file(file)
        self._show_foot()

    def _picked(self, file: FileRun | None) -> None:
        if file is not None and file is not self.current:
            self.current = file
            self.detail.show_file(file)
            self._show_foot()

    def _show_list(self) -> None:
        several = len(self.run.files) > 1
        self.list_card.setVisible(several)
        if several:
            self.table.set_rows(self.run.files)
            self.list_card.setFixedHeight(24 + 38 + 36 * min(len(self.run.files), 5))

    def _show_foot(self) -> None:
        files, numbers = self.run.files, self.look.formats
        ready = [one for one in files if one.state == "ready"]
        busy = self.run.busy
        open_ones = sum(one.state in {"unknown", "question"} for one in files)
        said: Words = ""
        if busy:
            over = sum(not one.busy for one in files)
            said = Text(N_("Files: {done} of {total}"), {"done": over, "total": len(files)})
        elif open_ones:
            said = Text(N_("Files that wait for an answer: {n}"), {"n": open_ones})
        self.summary.say(said)
        self.stop_button.setVisible(busy)
        self.load_button.setVisible(bool(ready) or busy)
        self.load_button.setEnabled(bool(ready) and not busy)
        rows = sum(total(_feeds(one), "loaded") for one in ready)
        self.load_button.say(
            Text(N_("Load rows: {rows}"), {"rows": numbers.number(rows)}) if ready else Text(N_("Load"))
        )
        fresh = [one for one in ready if one.staging is not None and one.staging.ready.profile != one.kept]
        self.remember.setVisible(bool(fresh) and not busy)
        self.remember.setChecked(all(one.remember for one in files))


def _feeds(file: FileRun) -> tuple[Any, ...]:
    if file.staging is not None:
        return file.staging.preview.feeds
    return file.loaded.feeds if file.loaded is not None else ()
