"""The editors that slide over the mapping: how a field is filled, which rows count, which columns are read as rows."""

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from app.core.errors import UserError
from app.core.texts import N_, Text
from app.imports import draft
from app.imports.profile import Column, Profile, Unpivot
from ui.core.card import clear
from ui.core.controls import Button
from ui.core.drawer import Drawer
from ui.imports.field_editor import FieldEditor
from ui.imports.filter_editor import FilterEditor
from ui.imports.unpivot_editor import UnpivotEditor

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from app.core.progress import Progress
    from app.imports.survey import Survey
    from app.imports.trial import Trial
    from ui.core.page import Context
    from ui.core.tasks import Job
    from ui.imports.run import FileRun

SHARE = 0.5
LEAST_PX = 560
Editor = FieldEditor | FilterEditor | UnpivotEditor


class MappingEditors(QObject):
    """Opens one editor at a time; ``changed`` carries the profile that it made."""

    changed = Signal(object)

    def __init__(self, context: "Context", host: QWidget) -> None:
        """The drawer lies over ``host``."""
        super().__init__(host)
        self._context, self._desk, self._host = context, context.desk, host
        self.drawer = Drawer(context.look, host, share=SHARE, least=LEAST_PX)
        self.drawer.closed.connect(self._closed)
        self.editor: Editor | None = None
        self._profile: Profile | None = None
        self._place = 0
        self._file: FileRun | None = None
        self._headers: tuple[str, ...] = ()
        self._trial: Trial | None = None
        self._counted: tuple[object, Survey] | None = None
        self._job: Job | None = None

    def show_draft(self, profile: Profile, place: int, file: "FileRun", headers: tuple[str, ...]) -> None:
        """What the editors work on; ``headers`` are the columns as they are read."""
        if file is not self._file:
            self.drawer.shut()
            self._counted = None
        self._profile, self._place, self._file, self._headers = profile, place, file, headers
        if isinstance(self.editor, FilterEditor):
            self._count()

    def show_trial(self, trial: "Trial | None") -> None:
        """What the draft makes of the first rows."""
        self._trial = trial
        if self.editor is not None:
            self.editor.show_trial(trial, self._place)

    # -- opening ------------------------------------------------------------------------------------------------------

    def open_field(self, name: str) -> None:
        """Set up how a field is filled."""
        profile = self._profile
        if profile is None:
            return
        entry = profile.entries[self._place]
        field = self._desk.feeds[entry.feed].field(name)
        column = entry.by_field.get(name, Column())
        editor = FieldEditor(self._context.look, field, column, self._headers, profile.file.missing)
        editor.changed.connect(lambda found: self._set_column(name, found))
        self._open(Text(field.title), editor, Text(N_("How the field is filled")))

    def open_filter(self, part: bool) -> None:  # noqa: FBT001 - a slot
        """Set up which rows count: of the file, or for one part of the profile only."""
        profile = self._profile
        if profile is None:
            return
        where = profile.entries[self._place].where if part else profile.file.where
        editor = FilterEditor(self._context.look, where, self._headers)
        editor.changed.connect(lambda found: self._set_where(found, part=part))
        self._open(Text(N_("Rows that count")), editor, Text(N_("The others are left out and counted")))

    def open_unpivot(self) -> None:
        """Set up which columns are read as rows."""
        profile, file = self._profile, self._file
        if profile is None or file is None or file.sample is None:
            return
        editor = UnpivotEditor(self._context.look, profile.file.unpivot, file.sample.headers)
        editor.changed.connect(self._set_unpivot)
        self._open(Text(N_("Columns read as rows")), editor, Text(N_("Months or other values across")))

    def _open(self, title: Text, editor: Editor, subtitle: Text) -> None:
        self.editor = editor
        clear(self.drawer.buttons)
        self.drawer.buttons.addWidget(Button(self._context.look, Text(N_("Done")), self.drawer.shut, kind="primary"))
        self.drawer.show_widget(title, editor, subtitle)
        editor.show_trial(self._trial, self._place)
        editor.setFocus()
        if not isinstance(editor, UnpivotEditor):
            self._count()

    def finish(self) -> None:
        """Take what is still being typed, anywhere in the mapping, and close."""
        typing = self._host.focusWidget()
        if isinstance(typing, QLineEdit):
            typing.clearFocus()  # a line tells what was typed when it is left
        self.drawer.shut()

    def _closed(self) -> None:
        self.editor = None
        if self._job is not None:
            self._job.cancel()  # nobody waits for its counts any more
            self._job = None

    # -- changing -----------------------------------------------------------------------------------------------------

    def _set_column(self, name: str, column: Column) -> None:
        if self._profile is not None:
            entry = draft.with_column(self._profile.entries[self._place], name, column)
            self.changed.emit(draft.with_entry(self._profile, self._place, entry))

    def _set_where(self, where: str, *, part: bool) -> None:
        if self._profile is None:
            return
        if part:
            entry = replace(self._profile.entries[self._place], where=where)
            self.changed.emit(draft.with_entry(self._profile, self._place, entry))
        else:
            self.changed.emit(draft.with_shape(self._profile, replace(self._profile.file, where=where)))

    def _set_unpivot(self, unpivot: Unpivot | None, year: str) -> None:
        if self._profile is not None:
            feed = self._desk.feeds[self._profile.entries[self._place].feed]
            self.changed.emit(draft.with_unpivot(self._profile, self._place, unpivot, feed, year=year))

    # -- counting -----------------------------------------------------------------------------------------------------

    def _count(self) -> None:
        """Count values and rows over the whole file in a worker, unless that was done for these rows."""
        profile, file, editor = self._profile, self._file, self.editor
        if profile is None or file is None or editor is None:
            return
        asked = (file.path, profile.file, tuple(one.where for one in profile.entries))
        if self._counted is not None and self._counted[0] == asked:
            editor.show_survey(self._counted[1])
            return

        def done(found: "Survey") -> None:
            self._counted, self._job = (asked, found), None
            if self.editor is editor:
                editor.show_survey(found)

        def failed(error: UserError) -> None:
            self._job = None
            if isinstance(self.editor, FilterEditor):
                self.editor.count.say(error.text)

        work = _counting(self._desk.pipeline.survey, file.path, profile)
        self._job = self._context.tasks.run(
            Text(N_("Counting values")), work, done, owner=self, key="survey", failed=failed
        )


def _counting(survey: "Callable[..., Survey]", path: "Path", profile: Profile) -> "Callable[[Progress], Survey]":
    return lambda progress: survey(path, profile, progress=progress)
