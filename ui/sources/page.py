"""The page of data sources: what is read by itself, when, and how it went."""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar, Final

from app.core.db import Action
from app.core.errors import UserError
from app.core.progress import Progress
from app.core.texts import N_, Text
from app.imports.sources.queries import find_source
from app.imports.sources.service import pause_source, remove_source, save_source
from app.jobs.runs import CANCELLED, DONE, FAILED, NOTHING, OUTCOMES, Run, TakenError
from app.jobs.sources import Trial
from ui.core.card import Card, row
from ui.core.controls import Button
from ui.core.page import Command, Context, Found, Page
from ui.core.table import Table
from ui.core.table_columns import Column, State
from ui.core.words import Tone
from ui.sources.dialog import KINDS, SourceDialog
from ui.sources.reading import RunLine, SourceLine, SourcesSheet, read_sources

if TYPE_CHECKING:
    from app.bootstrap import Desk
    from ui.core.tasks import Job

_TONES: Final[Mapping[str, Tone]] = {DONE: "good", NOTHING: "dim", FAILED: "bad", CANCELLED: "warn"}


def _outcome(run: Run | None) -> State | None:
    return None if run is None else State(Text(OUTCOMES[run.outcome]), _TONES[run.outcome])


class SourcesPage(Page):
    """Sources above, their runs below."""

    title: ClassVar[str] = N_("Data sources")
    watches: ClassVar[frozenset[str]] = frozenset({"data_source", "job_run", "import_profile"})

    def __init__(self, context: Context) -> None:
        """Empty until it is shown."""
        super().__init__(context, scroll=False)
        self._sheet: SourcesSheet | None = None
        self._running: Job | None = None
        self.add_button = Button(
            self.look, Text(N_("Add a source")), self.add, icon="plus", kind="primary", shortcut="Ctrl+N"
        )
        self.buttons.addWidget(self.add_button)
        self.run_button = Button(self.look, Text(N_("Run now")), self.run, icon="play", shortcut="Ctrl+R")
        self.anew_button = Button(self.look, Text(N_("Read from the beginning")), self.run_anew, icon="refresh-cw")
        self.edit_button = Button(self.look, Text(N_("Change…")), self.edit, icon="pencil")
        self.pause_button = Button(self.look, Text(N_("Pause")), self.pause, icon="minus")
        self.remove_button = Button(self.look, Text(N_("Remove")), self.remove, icon="trash-2")
        self.past_button = Button(self.look, Text(N_("History")), self.show_history, icon="history")
        self._own = (
            self.run_button, self.anew_button, self.edit_button, self.pause_button, self.remove_button,
            self.past_button,
        )  # fmt: skip
        self.table, self.runs = self._make_sources(), self._make_runs()
        upper = Card(self.look)
        upper.body.addWidget(self.table, 1)
        upper.body.addLayout(row(*self._own, None, gap=6))
        lower = Card(self.look, Text(N_("Last runs")))
        lower.body.addWidget(self.runs, 1)
        self.body.addWidget(upper, 1)
        self.body.addWidget(lower, 1)
        self.table.picked.connect(lambda _line: self._settle_buttons())
        self.table.opened.connect(lambda _line: self.edit())
        self.runs.opened.connect(self._open_batch)

    def _make_sources(self) -> Table:
        moment = self.look.formats.moment

        def following(one: SourceLine) -> Any:
            return Text(N_("Paused")) if one.source.paused else moment(one.next) if one.next else ""

        columns = (
            Column("name", Text(N_("Name")), stretch=True, width=130, get=lambda one: one.source.name),
            Column("kind", Text(N_("Kind")), width=120, get=lambda one: Text(KINDS[one.source.kind])),
            Column("place", Text(N_("Place")), width=220, get=lambda one: one.source.place),
            Column("profile", Text(N_("Profile")), width=130, get=self._profile),
            Column("schedule", Text(N_("Schedule")), width=140, get=lambda one: one.schedule),
            Column("next", Text(N_("Next run")), width=136, get=following),
            Column("last", Text(N_("Last run")), "pill", width=104, get=lambda one: _outcome(one.last)),
            Column("cursor", Text(N_("Read up to")), width=150, hidden=True, get=lambda one: one.source.cursor or ""),
        )
        return Table(self.context, columns, name="sources.list", title=Text(N_("Data sources")))

    def _make_runs(self) -> Table:
        def ended(one: RunLine) -> str:
            return self.look.formats.moment(datetime.fromtimestamp(one.run.ended_at / 1000).astimezone())

        columns = (
            Column("ended", Text(N_("Ended")), width=136, get=ended, order=None),
            Column("name", Text(N_("Name")), width=150, get=lambda one: one.name),
            Column("outcome", Text(N_("Result")), "pill", width=104, get=lambda one: _outcome(one.run)),
            Column("rows", Text(N_("Rows taken in")), "number", width=96, get=lambda one: one.run.rows),
            Column("aside", Text(N_("Put aside")), "number", width=84, get=lambda one: one.run.aside),
            Column("seconds", Text(N_("Seconds")), "number", width=76, places=1, get=lambda one: one.run.seconds),
            Column("batch", Text(N_("Batch")), width=110, get=lambda one: " ".join(one.run.batches)),
            Column("error", Text(N_("What went wrong")), stretch=True, width=220, get=lambda one: one.run.error or ""),
        )
        return Table(
            self.context, columns, name="sources.runs", title=Text(N_("Last runs")), tools=False,
            empty=Text(N_("Nothing ran yet.")),
        )  # fmt: skip

    def _profile(self, one: SourceLine) -> Any:
        titles = self._sheet.profiles if self._sheet is not None else {}
        if not one.source.profile_id:
            return Text(N_("By the name of each file"))
        return titles.get(one.source.profile_id, one.source.profile_id)

    # -- reading ------------------------------------------------------------------------------------------------------

    def reload(self) -> None:
        """Read sources and runs again."""
        desk = self.context.desk
        self.load(lambda _progress: read_sources(desk), self._show)

    def _show(self, sheet: SourcesSheet) -> None:
        chosen = self.chosen
        self._sheet = sheet
        self.table.set_rows(sheet.sources)
        if sheet.sources:
            self._choose((chosen or sheet.sources[0]).source.id)
        self.runs.set_rows(sheet.runs)
        failed = sum(one.last is not None and one.last.outcome == FAILED for one in sheet.sources)
        words = Text(N_("Sources: {n} · failed at the last run: {failed}"), {"n": len(sheet.sources), "failed": failed})
        self.say_subtitle(words if sheet.sources else "")
        self._settle_buttons()
        if sheet.sources:
            self.show_body()
        else:
            self.show_empty(
                Text(N_("No data source yet")),
                Text(N_("A database, an endpoint or a folder is read by itself, as often as you say, with the same "
                        "profiles as files.")),
                icon="database", action=Text(N_("Add a source")), on=self.add,
            )  # fmt: skip

    def _settle_buttons(self) -> None:
        line = self.chosen
        for button in self._own:
            button.setEnabled(line is not None)
        self.run_button.setEnabled(line is not None and self._running is None)
        self.anew_button.setEnabled(line is not None and self._running is None and bool(line.source.cursor))
        paused = line is not None and line.source.paused
        self.pause_button.say(Text(N_("Resume")) if paused else Text(N_("Pause")))

    @property
    def chosen(self) -> SourceLine | None:
        """The source under the cursor."""
        found: SourceLine | None = self.table.current
        return found

    # -- running ------------------------------------------------------------------------------------------------------

    def run(self) -> None:
        """Read the chosen source now; the strip of tasks shows how far it is and can stop it."""
        self._run(anew=False)

    def run_anew(self) -> None:
        """Read all its rows, not only what is new."""
        self._run(anew=True)

    def _run(self, *, anew: bool) -> None:
        line = self.chosen
        if line is None or self._running is not None:
            return
        reader, source = self.context.desk.sources, line.source

        def work(progress: Progress) -> Run | None:
            try:
                return reader.run(source.id, progress=progress, anew=anew)
            except TakenError:
                return None

        def done(run: Run | None) -> None:
            self._ran()
            if run is None or run.outcome == NOTHING:
                self.context.notify("info", Text(N_("{name}: nothing new."), {"name": source.name}))
            else:
                words = Text(
                    N_("{name}: rows taken in: {n}, put aside: {aside}."),
                    {"name": source.name, "n": run.rows, "aside": run.aside},
                )
                self.context.notify("good", words)

        def failed(error: UserError) -> None:
            self._ran()
            self.context.notify("bad", Text(N_("{what}: {error}"), {"what": source.name, "error": error.text}))

        title = Text(N_("Reading {name}"), {"name": source.name})
        self._running = self.tasks.run(title, work, done, owner=self, failed=failed, cancelled=self._ran)
        self._settle_buttons()

    def _ran(self) -> None:
        self._running = None
        self._settle_buttons()

    # -- changing -----------------------------------------------------------------------------------------------------

    def add(self) -> None:
        """Ask for a new source and keep it."""
        self._ask(None)

    def edit(self) -> None:
        """Change the chosen source."""
        if self.chosen is not None:
            self._ask(self.chosen)

    def _ask(self, line: SourceLine | None) -> None:
        if self._sheet is None:
            return
        dialog = SourceDialog(self.context, self._sheet.profiles, line.source if line is not None else None)
        if dialog.run():
            self.keep(dialog.values(), dialog.entered_secret(), line.source.id if line is not None else "")
        dialog.deleteLater()

    def keep(self, values: Mapping[str, Any], secret: str | None, source_id: str = "") -> None:
        """Keep what was entered, the secret on this machine."""
        desk, name = self.context.desk, str(values["name"])
        action = Action(N_("Kept the data source {name}"), {"name": name})

        def work(_progress: Progress) -> str:
            now = desk.sources.now()
            kept = desk.db.write(
                action, lambda session: save_source(session, now=now, source_id=source_id, **values)
            ).value
            if secret is not None:
                desk.sources.secrets.put(kept, secret)
            return kept

        def saved(kept: str) -> None:
            self.context.notify("good", Text(N_("Data source “{name}” was saved."), {"name": name}))
            self._try(kept)

        self.tasks.run(Text(N_("Saving the data source")), work, saved, owner=self)

    def _try(self, source_id: str) -> None:
        """Say now, not at the first run, that the profile does not fit; what cannot be reached now is no fault yet."""
        reader, db = self.context.desk.sources, self.context.desk.db

        def work(progress: Progress) -> Trial:
            with db.read() as session:
                source = find_source(session, source_id)
            return reader.trial(source.settings, reader.secret_of(source), progress, source.profile_id)

        def done(trial: Trial) -> None:
            if trial.fault is not None:
                self.context.notify("warn", trial.fault)

        self.tasks.run(Text(N_("Testing the connection")), work, done, owner=self, failed=lambda _error: None)

    def pause(self) -> None:
        """Let the chosen source rest, or go on."""
        line = self.chosen
        if line is None:
            return
        source, desk, paused = line.source, self.context.desk, not line.source.paused
        action = N_("Paused the data source {name}") if paused else N_("Resumed the data source {name}")
        self.tasks.run(
            Text(N_("Saving the data source")),
            lambda _p: desk.db.write(
                Action(action, {"name": source.name}),
                lambda session: pause_source(session, source_id=source.id, paused=paused, now=desk.sources.now()),
            ),
            owner=self,
        )

    def remove(self) -> None:
        """Take the chosen source off the list; its batches stay, undo brings it back."""
        line = self.chosen
        if line is None:
            return
        source, desk = line.source, self.context.desk
        words = Text(N_("{name} was removed; its batches stay. Ctrl+Z brings it back."), {"name": source.name})
        self.tasks.run(
            Text(N_("Saving the data source")),
            lambda _p: desk.db.write(
                Action(N_("Removed the data source {name}"), {"name": source.name}),
                lambda session: remove_source(session, source_id=source.id),
            ),
            lambda _done: self.context.notify("info", words),
            owner=self,
        )

    # -- elsewhere ----------------------------------------------------------------------------------------------------

    def show_history(self) -> None:
        """What happened to the chosen source's settings."""
        if self.chosen is not None:
            self.context.go("history", {"entity": "data_source", "record": self.chosen.source.id})

    def _open_batch(self, line: RunLine) -> None:
        """A run with a batch opens the batches."""
        if line.run.batches:
            self.context.go("imports", {"tab": "batches"})

    def open(self, target: Mapping[str, object]) -> None:
        """``source`` (an id): its line."""
        self._choose(str(target.get("source", "")))

    def _choose(self, source_id: str) -> None:
        """Put the cursor on a source, wherever the order and the filter have put it."""
        for n in range(self.table.grid.rowCount()):
            if self.table.grid.row_at(n).source.id == source_id:
                self.table.view.selectRow(n)

    def commands(self) -> list[Command]:
        """Add, and run what is chosen."""
        return [
            Command(Text(N_("Add a data source")), self.add, "plus", "Ctrl+N"),
            Command(Text(N_("Run the chosen data source now")), self.run, "play", "Ctrl+R"),
        ]

    @classmethod
    def hits(cls, desk: "Desk", lang: str, text: str) -> list[Found]:
        """Sources by name."""
        del lang
        wanted = text.strip().casefold()
        if len(wanted) < 2:
            return []
        lines = read_sources(desk).sources
        return [
            Found(one.source.name, one.source.place, "sources", {"source": one.source.id}, "database")
            for one in lines
            if wanted in one.source.name.casefold()
        ][:10]
