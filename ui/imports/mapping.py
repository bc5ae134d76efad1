"""Where a person says what a file's columns mean: kind of data, columns, fixed values, settings."""

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QMenu, QStackedWidget, QVBoxLayout, QWidget

from app.core.errors import UserError
from app.core.progress import Progress
from app.core.texts import N_, Text
from app.imports import draft
from app.imports.feeds import Feed
from app.imports.profile import Entry, Profile
from app.imports.trial import EntryTrial, Trial, read_headers, try_profile
from ui.core.card import Banner, Card, clear, row
from ui.core.controls import Button, Choice, IconButton, Segments
from ui.core.words import Label, Live, Words
from ui.imports.mapping_editors import MappingEditors
from ui.imports.mapping_fields import FieldList
from ui.imports.mapping_grid import MappingGrid
from ui.imports.mapping_rows import MappingRows
from ui.imports.mapping_settings import MappingSettings
from ui.imports.result_grid import ResultGrid
from ui.imports.said import feed_title, field_title, joined

if TYPE_CHECKING:
    from app.imports.propose import Proposal
    from app.imports.sample import Sample
    from ui.core.page import Context
    from ui.imports.run import FileRun

PANEL_PX: Final = 324
_TABS: Final = ("fields", "rows", "settings")
_FIELDS, _ROWS, _SETTINGS = _TABS


class MappingView(Live, QWidget):
    """The mapping of one file; ``agreed`` carries the settled profile, ``reshaped`` another way to find the table."""

    agreed = Signal(object)
    saved = Signal(object)
    reshaped = Signal(object)
    left = Signal()

    def __init__(self, context: "Context") -> None:
        """Empty until ``show_file``."""
        super().__init__()
        self.setObjectName("clear")
        self.look, self._desk, self._tasks = context.look, context.desk, context.tasks
        self.file: FileRun | None = None
        self.profile: Profile | None = None
        self.kept: Profile | None = None
        self._known: dict[str, Profile] = {}
        self._place = 0
        self.name = Label(self.look, "", "card", elide=True)
        self.about = Label(self.look, "", "dim", elide=True)
        self.feed = Choice(self.look, name=Text(N_("What the file holds")))
        self.entry = Choice(self.look, name=Text(N_("Part of the profile")))
        self.base = Choice(self.look, name=Text(N_("Profile")))
        self.notes = QVBoxLayout()
        self.grid = MappingGrid(self.look)
        self.result = ResultGrid(self.look)
        self.views = Segments(self.look, [("file", Text(N_("In the file"))), ("result", Text(N_("As taken in")))])
        self.tried = Label(self.look, "", "dim", elide=True)
        names = ((_FIELDS, Text(N_("Fields"))), (_ROWS, Text(N_("Rows of data"))), (_SETTINGS, Text(N_("File"))))
        self.tabs = Segments(self.look, names)
        self.fields = FieldList(self.look)
        self.rows = MappingRows(self.look)
        self.settings = MappingSettings(self.look)
        self.editors = MappingEditors(context, self)
        self.trial: Trial | None = None
        self.add_part = IconButton(self.look, "plus", Text(N_("Another kind of data in the same rows")), self._offer)
        self.drop_part = IconButton(self.look, "trash-2", Text(N_("Leave this kind of data out")), self._drop_part)
        self.missing = Label(self.look, "", "dim", elide=True)
        self.back_button = Button(self.look, Text(N_("Back")), self.left.emit, icon="chevron-left", shortcut="Alt+B")
        self.save_button = Button(self.look, Text(N_("Save profile")), self.save, icon="save", shortcut="Ctrl+S")
        self.next_button = Button(
            self.look, Text(N_("Preview")), self.agree, icon="eye", kind="primary", shortcut="Ctrl+Return"
        )
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(10)
        head = row(self.base, self.feed, self.entry, self.add_part, self.drop_part, gap=8)
        titles = QVBoxLayout()
        titles.setSpacing(2)
        titles.addWidget(self.name)
        titles.addWidget(self.about)
        line = QHBoxLayout()
        line.setSpacing(16)
        line.addLayout(titles, 1)
        line.addLayout(head)
        outer.addLayout(line)
        outer.addLayout(self.notes)
        middle = QHBoxLayout()
        middle.setSpacing(16)
        rows = Card(self.look, pad=0)
        bar = row(self.views, self.tried, gap=12, margins=(12, 10, 12, 0))
        bar.setStretch(1, 1)
        rows.body.addLayout(bar)
        self._views = QStackedWidget()
        self._views.addWidget(self.grid)
        self._views.addWidget(self.result)
        rows.body.addWidget(self._views, 1)
        middle.addWidget(rows, 1)
        side = Card(self.look)
        side.setFixedWidth(PANEL_PX)
        side.body.addWidget(self.tabs)
        self._stack = QStackedWidget()
        for part in (self.fields, self.rows, self.settings):
            self._stack.addWidget(part)
        side.body.addWidget(self._stack, 1)
        middle.addWidget(side)
        outer.addLayout(middle, 1)
        foot = row(self.back_button, self.missing, self.save_button, self.next_button, gap=8)
        foot.setStretch(1, 1)
        outer.addLayout(foot)

    def _connect(self) -> None:
        self.tabs.picked.connect(lambda key: self._stack.setCurrentIndex(_TABS.index(str(key))))
        self.views.picked.connect(lambda key: self._views.setCurrentIndex(0 if key == "file" else 1))
        self.grid.picked.connect(self._assigned)
        self.fields.fixed.connect(self._fixed)
        self.fields.wanted.connect(self.editors.open_field)
        self.rows.changed.connect(self._set)
        self.rows.filter_wanted.connect(self.editors.open_filter)
        self.rows.unpivot_wanted.connect(self.editors.open_unpivot)
        self.editors.changed.connect(self._set)
        self.settings.changed.connect(self._set)
        self.settings.reshaped.connect(self._reshape)
        self.feed.picked.connect(lambda key: self._choose_feed(str(key)))
        self.entry.picked.connect(self._choose_entry)
        self.base.picked.connect(lambda key: self._choose_base(str(key)))

    # -- showing ------------------------------------------------------------------------------------------------------

    def show_file(self, file: "FileRun", kept: list[Profile]) -> None:
        """Set a file up: with its profile, or the best of the proposals; ``kept`` are the profiles to choose from."""
        assert file.sample is not None  # noqa: S101 - the wizard reads the head first
        again = self.file is file and self.profile is not None
        self.file, self._known = file, {one.id: one for one in kept}
        if not again:
            self._place = 0
            self.kept, self.profile = file.kept, file.profile
        if self.profile is None:
            self._propose(file.proposals[0])
        elif again and self.kept is None:
            proposal = next(one for one in file.proposals if one.feed == self.profile.entries[self._place].feed)
            self.profile = draft.proposed_anew(self.profile, self._place, proposal, self._feed, file.sample.headers)
        sample = file.sample
        self.name.say(file.path.name)
        self.about.say(
            Text(
                N_("{kind} · {columns} columns · header in row {row}"),
                {"kind": sample.kind.upper(), "columns": len(sample.headers), "row": sample.header_row or "—"},
            )
        )
        self.trial = None
        self.grid.show_sample((), ())
        self._show_base(file)
        if not again:
            self.tabs.choose(_FIELDS)
            self._stack.setCurrentIndex(0)
            self.views.choose("file")
            self._views.setCurrentIndex(0)
        self._show()
        self.grid.setFocus()

    def _show_base(self, file: "FileRun") -> None:
        new: tuple[str, Words] = ("", Text(N_("New profile")))
        self.base.set_options([new, *((one.id, one.title) for one in self._known.values())])
        self.base.choose(self.kept.id if self.kept else "")
        self.base.setVisible(bool(self._known))
        clear(self.notes)
        if len(file.fitting) > 1:
            names = joined(self.look, [one.title for one in file.fitting])
            words = Text(N_("More than one profile recognises this file: {names}. Choose one."), {"names": names})
            self.notes.addWidget(Banner(self.look, "warn", words))

    def _show(self) -> None:
        """Everything that depends on the draft."""
        profile, file = self.profile, self.file
        if profile is None or file is None or file.sample is None:
            return
        feed, entry = self._feed, profile.entries[self._place]
        headers = read_headers(file.sample.headers, profile.file)
        if headers != tuple(self.grid.grid.headers):
            self.grid.show_sample(headers, () if profile.file.unpivot else file.sample.rows)
        several = len(profile.entries) > 1
        order = [one.feed for one in file.proposals]
        self.feed.set_options([(name, feed_title(self._desk, name)) for name in order])
        self.feed.choose(feed.id)
        self.feed.setVisible(not several)
        self.entry.set_options([(n, feed_title(self._desk, one.feed)) for n, one in enumerate(profile.entries)])
        self.entry.choose(self._place)
        self.entry.setVisible(several)
        titles: dict[str, Words] = {one.name: Text(one.title) for one in feed.fields}
        taken = {header: draft.fields_of(entry, header) for header in headers}
        self.grid.show_fields(list(titles.items()), taken, draft.used_elsewhere(profile), titles)
        self.fields.show_fields(draft.sources(entry, feed))
        self.rows.show_rows(profile, self._place, feed, file.sample.headers, headers)
        self.settings.show_settings(profile, file.sample, file.path.name)
        self.drop_part.setVisible(several)
        self.editors.show_draft(profile, self._place, file, headers)
        self._judge()
        self._try(profile, file.sample)

    def _try(self, profile: Profile, sample: "Sample") -> None:
        """What the draft makes of the first rows, worked out aside."""
        feeds = self._desk.feeds

        def work(_progress: Progress) -> Trial:
            return try_profile(sample, profile, feeds)

        self._tasks.run(Text(N_("Trying the profile")), work, self._show_trial, owner=self, key="trial")

    def _show_trial(self, trial: Trial) -> None:
        self.trial = trial
        self.rows.show_trial(trial)
        self.editors.show_trial(trial)
        entry = trial.entries[self._place] if self._place < len(trial.entries) else None
        if entry is None:
            self.tried.say(trial.problem or "")
            return
        kept = set(entry.kept)
        if trial.headers == tuple(self.grid.grid.headers):
            self.grid.show_cells(trial.rows, frozenset(at for at in range(len(trial.rows)) if at not in kept))
        fields = [self._feed.field(name) for name in entry.fields]
        self.result.show_rows([Text(one.title) for one in fields], fields, entry.rows)
        self._say_tried(trial, entry)

    def _say_tried(self, trial: Trial, entry: EntryTrial) -> None:
        numbers = self.look.formats.number
        words = {"n": numbers(len(trial.rows)), "gone": numbers(len(trial.rows) - len(entry.kept))}
        said = Text(N_("First rows: {n} · left out: {gone}"), words)
        if entry.problems:
            field, problem = next(iter(entry.problems.items()))
            title = field_title(self._feed, field) if field in self._feed.by_name else Text(N_("Rows that count"))
            said = Text("{field}: {reason}", {"field": title, "reason": problem})
        elif entry.bad:
            bad = {**words, "bad": numbers(entry.bad)}
            said = Text(N_("First rows: {n} · left out: {gone} · cells that cannot be taken: {bad}"), bad)
        self.tried.say(said)
        self.tried.set_tone("warn" if entry.problems or entry.bad else None)

    def retranslate(self) -> None:
        """Lists of fields are written by language: show the draft again, once the change has reached every widget."""
        QTimer.singleShot(0, self, self._show)

    def _judge(self) -> None:
        """Say what is still missing; only then the next step is open."""
        profile, file = self.profile, self.file
        if profile is None or file is None or file.sample is None:
            return
        missing = [
            one.title for entry in profile.entries for one in draft.missing_fields(entry, self._desk.feeds[entry.feed])
        ]
        lacking = draft.lacking_headers(profile, file.sample.headers)
        said: Words = ""
        if missing:
            names = joined(self.look, [Text(one) for one in dict.fromkeys(missing)])
            said = Text(N_("Still missing: {fields}"), {"fields": names})
        elif lacking:
            names = joined(self.look, lacking)
            said = Text(N_("The file has no column that the profile names: {names}"), {"names": names})
        self.missing.say(said)
        self.missing.set_tone("bad" if said else None)
        self.next_button.setEnabled(not said)
        self.save_button.setEnabled(not missing)

    # -- changing -----------------------------------------------------------------------------------------------------

    @property
    def _feed(self) -> Feed:
        assert self.profile is not None  # noqa: S101 - asked for only with a draft
        return self._desk.feeds[self.profile.entries[self._place].feed]

    def _propose(self, proposal: "Proposal") -> None:
        assert self.file is not None  # noqa: S101 - a proposal is one for a file
        sources = [one.source for one in self._known.values()]
        usual = max(sources, key=sources.count) if sources else "erp"
        feed, taken = self._desk.feeds[proposal.feed], set(self._known)
        name = self.file.path.name
        self.kept, self._place = None, 0
        self.profile = draft.first_draft(proposal, name=name, source=usual, feed=feed, taken=taken)

    def _set(self, profile: Profile) -> None:
        self.profile = profile
        self._show()

    def _set_entry(self, entry: Entry) -> None:
        if self.profile is not None:
            self.profile = draft.with_entry(self.profile, self._place, entry)

    def _assigned(self, header: str, field: str) -> None:
        if self.profile is None or "+" in field:
            return
        self._set_entry(draft.assign(self.profile.entries[self._place], header, field))
        self._show()

    def _fixed(self, field: str, value: str) -> None:
        if self.profile is not None:
            self._set_entry(draft.set_constant(self.profile.entries[self._place], field, value))
            self._show()

    def _choose_feed(self, feed: str) -> None:
        if self.profile is None or self.file is None:
            return
        proposal = next(one for one in self.file.proposals if one.feed == feed)
        self.profile = draft.with_feed(self.profile, self._place, proposal, self._desk.feeds[feed])
        self._show()

    def _choose_entry(self, place: object) -> None:
        self._place = int(str(place))
        self._show()

    def _offer(self) -> None:
        """The kinds of data that the rows could hold too."""
        menu = self.part_menu()
        menu.exec(self.add_part.mapToGlobal(self.add_part.rect().bottomLeft()))
        menu.deleteLater()

    def part_menu(self) -> QMenu:
        """A menu of the kinds of data that the profile does not take from the file yet."""
        menu = QMenu(self)
        there = {one.feed for one in self.profile.entries} if self.profile is not None else set()
        for one in self.file.proposals if self.file is not None else []:
            if one.feed not in there:
                action = QAction(self.look.say(feed_title(self._desk, one.feed)), menu)
                action.triggered.connect(lambda _on=False, proposal=one: self._add_part(proposal))
                menu.addAction(action)
        return menu

    def _add_part(self, proposal: "Proposal") -> None:
        if self.profile is not None:
            self.profile = draft.with_part(self.profile, proposal, self._desk.feeds[proposal.feed])
            self._place = len(self.profile.entries) - 1
            self._show()

    def _drop_part(self) -> None:
        if self.profile is not None:
            self.profile = draft.without_part(self.profile, self._place)
            self._place = 0
            self._show()

    def _choose_base(self, name: str) -> None:
        if self.file is None:
            return
        self._place = 0
        if name:
            self.profile = self.kept = self._known[name]
        else:
            self._propose(self.file.proposals[0])
        self._show()

    def _reshape(self, shape: object) -> None:
        if self.profile is not None and self.file is not None:
            self.profile = replace(self.profile, file=shape)  # type: ignore[arg-type]
            self.reshaped.emit(shape)

    # -- done ---------------------------------------------------------------------------------------------------------

    def settle(self) -> Profile | None:
        """The draft as a profile, None where it cannot be one (the reason is said)."""
        assert self.profile is not None  # noqa: S101 - the buttons are off without a draft
        try:
            return draft.settled(self.profile, self._desk.feeds, kept=self.kept)
        except UserError as error:
            self.missing.say(error.text)
            self.missing.set_tone("bad")
            return None

    def agree(self) -> None:
        """On to the preview."""
        self.editors.finish()
        found = self.settle()
        if found is not None and self.file is not None:
            self.file.kept = self.kept
            self.agreed.emit(found)

    def save(self) -> None:
        """Keep the profile without reading the file with it."""
        self.editors.finish()
        found = self.settle()
        if found is not None:
            self.saved.emit(found)
