"""The files that a person takes in at one go, each on its way from the disk into the workspace; no widget."""

from collections.abc import Callable, Iterable
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal, TypeVar

from PySide6.QtCore import QObject, QTimer, Signal

from app.core.errors import UserError
from app.core.progress import Progress
from app.core.texts import N_, Text
from app.imports import draft
from app.imports.profile import FileShape, Profile
from app.imports.propose import Proposal, propose
from app.imports.queries import QuarantineRow, no_value_words, staged_faults
from ui.core.tasks import Job

if TYPE_CHECKING:
    from app.bootstrap import Desk
    from app.imports.batches import Loaded
    from app.imports.sample import Sample
    from app.jobs.pipeline import Preview, Ready
    from ui.core.page import Context

FileState = Literal["waiting", "reading", "unknown", "question", "refused", "ready", "loading", "done", "same"]
STAGING: Final = "staging"
T = TypeVar("T")


@dataclass(frozen=True)
class DateQuestion:
    """A column whose dates can be read in two ways, with an example and what each reading makes of it."""

    column: str
    example: str
    readings: tuple[tuple[str, str], ...]
    """Reading (dmy, mdy, ymd) and the ISO date that it gives."""


@dataclass
class Staging:
    """A staged file: what it would change, its first bad rows, and what closes the staging file."""

    ready: "Ready"
    preview: "Preview"
    faults: list[QuarantineRow]
    words: tuple[str, ...]
    """What probably means that there is no value."""
    stack: ExitStack


@dataclass(eq=False)
class FileRun:
    """One file: how far it is, with which profile, and what came of it."""

    path: Path
    state: FileState = "waiting"
    profile: Profile | None = None
    kept: Profile | None = None
    """The kept profile that the present one is, or began as."""
    fitting: list[Profile] = field(default_factory=list)
    """Every kept profile that recognises the file's name."""
    sample: "Sample | None" = None
    proposals: list[Proposal] = field(default_factory=list)
    question: DateQuestion | None = None
    reading: str = ""
    """The answer about the order of day and month, for every column that leaves it open."""
    error: Text | None = None
    staging: Staging | None = None
    loaded: "Loaded | None" = None
    remember: bool = True
    job: Job | None = None

    @property
    def busy(self) -> bool:
        """Whether work on it is under way or waits for its turn."""
        return self.state in {"waiting", "reading", "loading"}

    def drop_staging(self) -> None:
        """Let the staging file go."""
        if self.staging is not None:
            self.staging.stack.close()
            self.staging = None


@dataclass
class _Looked:
    """What a first look at a file gave."""

    known: list[Profile]
    fitting: list[Profile]
    sample: "Sample | None" = None
    proposals: list[Proposal] = field(default_factory=list)


class ImportRun(QObject):
    """Files in a list, worked on one after the other; a refused one does not stop the others."""

    changed = Signal(object)
    """A FileRun whose state changed."""
    rested = Signal()
    """Nothing is under way any more."""

    def __init__(self, context: "Context", parent: QObject) -> None:
        """Empty until ``add``."""
        super().__init__(parent)
        self._context, self._desk = context, context.desk
        self.files: list[FileRun] = []
        self.known: list[Profile] = []
        """The kept profiles, as they were at the last look at a file."""
        self._queue: list[tuple[FileRun, Callable[[FileRun], None]]] = []
        self._open: list[ExitStack] = []
        context.tasks.over.connect(self._over)
        parent.destroyed.connect(partial(_close_all, self._open))  # a page that goes takes its staging files along
        self._current: FileRun | None = None

    # -- what the wizard asks for -------------------------------------------------------------------------------------

    def add(self, paths: Iterable[Path]) -> list[FileRun]:
        """Take files in the list and look at each; a file that is there already is left alone."""
        there = {one.path.resolve() for one in self.files}
        fresh = []
        for path in paths:
            if path.resolve() not in there:
                there.add(path.resolve())
                fresh.append(FileRun(path))
        self.files += fresh
        for one in fresh:
            self._later(one, self._look_at)
        return fresh

    def remove(self, file: FileRun) -> None:
        """Leave a file out."""
        file.drop_staging()
        self._queue = [entry for entry in self._queue if entry[0] is not file]
        if file.job is not None:
            file.job.cancel()
        self.files = [one for one in self.files if one is not file]

    def read_again(self, file: FileRun, shape: FileShape) -> None:
        """Find the file's table in another way (sheet, header row, encoding)."""
        self._later(file, lambda one: self._sample(one, shape))

    def open_up(self, file: FileRun) -> None:
        """Read the head of a file whose profile is known, so that the profile can be corrected on it."""
        shape = file.profile.file if file.profile is not None else None
        self._later(file, lambda one: self._sample(one, shape))

    def use(self, file: FileRun, profile: Profile) -> None:
        """Read the file with a profile, and with it the others that wait for just such a one."""
        file.profile = profile
        self._later(file, self._stage)
        for other in self.files:
            fits = other is not file and other.state == "unknown" and other.sample is not None
            if fits and other.sample and profile.fits(other.path.name):
                if draft.lacking_headers(profile, other.sample.headers):
                    continue
                other.profile, other.kept, other.reading = profile, file.kept, file.reading
                self._later(other, self._stage)

    def answer(self, file: FileRun, reading: str) -> None:
        """Say how the file's dates are read; it becomes part of its profile."""
        file.reading = reading
        if file.profile is not None and file.question is not None:
            file.profile = self._with_reading(file, file.question.column)
            self._later(file, self._stage)

    def no_value(self, file: FileRun, words: tuple[str, ...]) -> None:
        """Let words of the file mean that there is no value, from now on in its profile."""
        if file.profile is not None:
            shape = file.profile.file
            changed = draft.with_shape(file.profile, replace(shape, missing=(*shape.missing, *words)))
            file.profile = draft.settled(changed, self._desk.feeds, kept=file.kept)
            self._later(file, self._stage)

    def load(self) -> None:
        """Take in every file that is ready, one after the other."""
        for one in self.files:
            if one.state == "ready":
                self._later(one, self._load)

    def cancel(self) -> None:
        """Stop what is under way and forget what waits; a file that was not taken in stays as it was."""
        for one, _ in self._queue:
            one.state = "ready" if one.staging is not None else "refused"
            one.error = None if one.staging is not None else Text(N_("Stopped before it was read."))
            self.changed.emit(one)
        self._queue = []
        if self._current is not None and self._current.job is not None:
            self._current.job.cancel()

    def close(self) -> None:
        """Let every staging file go."""
        self.cancel()
        for one in self.files:
            one.drop_staging()
        self.files = []

    @property
    def busy(self) -> bool:
        """Whether anything is under way."""
        return self._current is not None or bool(self._queue)

    # -- one after the other ------------------------------------------------------------------------------------------

    def _later(self, file: FileRun, step: Callable[[FileRun], None]) -> None:
        file.state, file.error, file.question = "waiting", None, None
        self._queue.append((file, step))
        self.changed.emit(file)
        self._next()

    def _next(self) -> None:
        if self._current is not None:
            return
        if not self._queue:
            self.rested.emit()
            return
        self._current, step = self._queue.pop(0)
        step(self._current)

    def _settle(self, file: FileRun, state: FileState, error: Text | None = None) -> None:
        file.state, file.error, file.job = state, error, None
        self._current = None
        self.changed.emit(file)
        self._next()

    def _over(self, job: Job) -> None:
        """A fault of the program is shown by the shell; here it must not keep the other files waiting."""
        file = self._current
        if file is not None and file.job is job:
            QTimer.singleShot(0, self, lambda: self._give_up(file, job))

    def _give_up(self, file: FileRun, job: Job) -> None:
        if file.job is job:
            self._settle(file, "refused", Text(N_("The program failed on this file; nothing of it was changed.")))

    def _refused(self, file: FileRun, error: UserError) -> None:
        question = question_of(error)
        if question is None:
            self._settle(file, "refused", error.text)
        elif file.reading and any(reading == file.reading for reading, _ in question.readings):
            file.profile = self._with_reading(file, question.column)
            self._stage(file)
        else:
            file.question = question
            self._settle(file, "question")

    def _with_reading(self, file: FileRun, column: str) -> Profile:
        assert file.profile is not None  # noqa: S101 - a question comes from a profile
        changed = draft.read_dates_as(file.profile, column, file.reading)
        return draft.settled(changed, self._desk.feeds, kept=file.kept)

    def _look_at(self, file: FileRun) -> None:
        file.state = "reading"
        desk, path = self._desk, file.path

        def work(_progress: Progress) -> _Looked:
            known = desk.shelf.all()
            fitting = [one for one in known if one.fits(path.name)]
            if len(fitting) == 1:
                return _Looked(known, fitting)
            sample = desk.pipeline.sample(path)
            return _Looked(known, fitting, sample, _proposals(desk, sample, path))

        def done(found: _Looked) -> None:
            self.known = found.known
            file.fitting, file.sample, file.proposals = found.fitting, found.sample, found.proposals
            if found.sample is None:
                file.profile = file.kept = found.fitting[0]
                self._stage(file)
            else:
                self._settle(file, "unknown")

        self._run(file, Text(N_("Looking at {file}"), {"file": path.name}), work, done)

    def _sample(self, file: FileRun, shape: FileShape | None) -> None:
        file.state = "reading"
        desk, path = self._desk, file.path

        def work(_progress: Progress) -> _Looked:
            sample = desk.pipeline.sample(path, shape)
            return _Looked(desk.shelf.all(), [], sample, _proposals(desk, sample, path))

        def done(found: _Looked) -> None:
            self.known = found.known
            file.sample, file.proposals = found.sample, found.proposals
            self._settle(file, "unknown")

        self._run(file, Text(N_("Looking at {file}"), {"file": path.name}), work, done)

    def _stage(self, file: FileRun) -> None:
        file.state = "reading"
        file.drop_staging()
        desk, path, profile = self._desk, file.path, file.profile
        assert profile is not None  # noqa: S101 - nothing is staged before its profile is known

        def work(progress: Progress) -> Staging:
            with ExitStack() as stack:
                ready = stack.enter_context(desk.pipeline.staged(path, profile, progress=progress))
                preview = desk.pipeline.preview(ready)
                with desk.db.read(attach={STAGING: ready.staging}) as session:
                    feeds = [entry.feed for entry in profile.entries]
                    faults = staged_faults(session, feeds=feeds, file_name=path.name)
                    words = no_value_words(session)
                return Staging(ready, preview, faults, words, stack.pop_all())

        def done(found: Staging) -> None:
            file.staging = found
            self._open.append(found.stack)
            self._settle(file, "ready")

        self._run(file, Text(N_("Reading {file}"), {"file": path.name}), work, done)

    def _load(self, file: FileRun) -> None:
        staging, desk = file.staging, self._desk
        if staging is None:
            self._settle(file, "refused", Text(N_("The file has to be read again.")))
            return
        file.state = "loading"
        profile, keep = staging.ready.profile, file.remember and staging.ready.profile != file.kept

        def work(progress: Progress) -> "Loaded":
            if keep:
                desk.shelf.keep([profile])
            return desk.pipeline.load(staging.ready, progress=progress)

        def done(found: "Loaded") -> None:
            file.loaded = found
            file.drop_staging()
            self._settle(file, "same" if found.existing else "done")

        self._run(file, Text(N_("Taking in {file}"), {"file": file.path.name}), work, done)

    def _run(self, file: FileRun, title: Text, work: Callable[[Progress], T], done: Callable[[T], None]) -> None:
        def cancelled() -> None:
            if file.staging is not None:
                self._settle(file, "ready")
            else:
                self._settle(file, "refused", Text(N_("Stopped before it was read.")))

        file.job = self._context.tasks.run(
            title, work, done, owner=self, failed=lambda error: self._refused(file, error), cancelled=cancelled
        )
        self.changed.emit(file)


def _close_all(stacks: list[ExitStack], *_gone: QObject) -> None:
    while stacks:
        stacks.pop().close()


def _proposals(desk: "Desk", sample: "Sample", path: Path) -> list[Proposal]:
    name = path.name if len(sample.sheets) < 2 else f"{path.name} {sample.sheet}"
    return propose(sample.headers, sample.rows, desk.feeds, name=name)


def question_of(error: UserError) -> DateQuestion | None:
    """The question about dates in a refusal, None where the refusal is another one."""
    params = error.text.params
    if "first_reading" not in params:
        return None
    readings = tuple((str(params[f"{one}_reading"]), str(params[one])) for one in ("first", "second"))
    return DateQuestion(str(params["column"]), str(params["text"]), readings)
