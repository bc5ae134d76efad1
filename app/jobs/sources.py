"""Reading a data source: its rows become a file, and the file goes the way of every import."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any, Final

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from app.core.clock import Clock, SystemClock
from app.core.db import Action, Database
from app.core.errors import Cancelled, UserError
from app.core.progress import Progress
from app.core.scratch import scratch_folder
from app.core.texts import N_, Text
from app.core.veiled import VeiledPath
from app.imports.batches import Loaded
from app.imports.draft import lacking_headers
from app.imports.model import ImportBatch
from app.imports.shelf import ProfileShelf
from app.imports.sources.allowed import require_allowed
from app.imports.sources.apart import read_apart
from app.imports.sources.cursors import later
from app.imports.sources.database import read_database
from app.imports.sources.folder import SeenFile, settled_files
from app.imports.sources.http import WebLimits
from app.imports.sources.queries import SourceRow, find_source
from app.imports.sources.reading import Reach
from app.imports.sources.secrets import Secrets
from app.imports.sources.service import require_source
from app.imports.sources.settings import DatabaseSettings, FolderSettings, Settings, WebSettings
from app.imports.sources.spool import Cells, write_rows
from app.imports.sources.web import USUAL, read_web
from app.jobs import runs
from app.jobs.model import FolderFile
from app.jobs.pipeline import Pipeline, file_sha256
from app.jobs.runs import Run, TakenError

FROM_SOURCE: Final = "data_source"
"""Under which a batch keeps, in ``extra``, the id of the source that it was read from."""
_SHOWN: Final = 20
_UNSAFE: Final = str.maketrans(dict.fromkeys('\\/:*?"<>|', "-"))


@dataclass(frozen=True)
class Trial:
    """The first rows that a source hands out."""

    columns: tuple[str, ...]
    rows: tuple[Cells, ...]
    lacking: tuple[str, ...] = ()
    """Columns that the profile names and the rows do not have: the first run would be refused."""

    @property
    def fault(self) -> Text | None:
        """That the profile does not fit, if so."""
        if not self.lacking:
            return None
        said = N_("The rows lack columns that the profile names: {names}. Choose another profile or change it.")
        return Text(said, {"names": ", ".join(self.lacking)})


@dataclass
class _Taken:
    """What a run over the files of a folder has come to."""

    loaded: list[Loaded] = field(default_factory=list)
    skipped: list[tuple[SeenFile, str]] = field(default_factory=list)
    refused: list[Text] = field(default_factory=list)


def job_of(source_id: str) -> str:
    """The name of the job that reads a source."""
    return f"source:{source_id}"


class SourceReader:
    """Reads the data sources of one workspace."""

    def __init__(
        self, db: Database, shelf: ProfileShelf, pipeline: Pipeline, secrets: Secrets, *,
        limits: WebLimits = USUAL, clock: Clock | None = None,
    ) -> None:  # fmt: skip
        """``limits`` are what an endpoint of the web may ask for; ``clock`` is the machine's."""
        self._db, self._shelf, self._pipeline, self.secrets = db, shelf, pipeline, secrets
        self._limits, self._clock = limits, clock or SystemClock()
        self._hashes: dict[SeenFile, str] = {}

    def now(self) -> datetime:
        """The instant by the clock that runs go by."""
        return self._clock.now()

    def secret_of(self, source: SourceRow) -> str | None:
        """The kept secret, asked for only where the source can need one: a keyring may be locked."""
        return self.secrets.get(source.id) if source.settings.asks_secret else None

    def trial(self, settings: Settings, secret: str | None, progress: Progress, profile_id: str = "") -> Trial:
        """The first rows, read as a run would from the beginning, and held against a profile; writes nothing."""
        require_allowed(settings)
        if isinstance(settings, FolderSettings):
            files = settled_files(replace(settings, settle=0), progress)[:_SHOWN]
            return Trial(("file", "size"), tuple({"file": one.path.name, "size": str(one.size)} for one in files))
        reach = Reach(None)
        once = replace(self._limits, attempts=1)  # somebody waits, and can try again
        found = tuple(islice(self._rows(settings, secret, reach, progress, once), _SHOWN))
        columns = tuple(dict.fromkeys([*reach.columns, *(name for row in found for name in row)]))
        profile = self._shelf.find(profile_id) if profile_id and columns else None
        return Trial(columns, found, () if profile is None else tuple(lacking_headers(profile, columns)))

    def run(self, source_id: str, *, progress: Progress, run: Run | None = None, anew: bool = False) -> Run:
        """Read a source now; returns the run as it ended. ``anew`` reads from the beginning, not only what is new.

        Raises UserError where the source or its rows were refused (the run is written down all the same), TakenError
        where another program has done this run.
        """
        with self._db.read() as session:
            source = find_source(session, source_id)
        run = run or runs.by_hand(job_of(source.id), self.now())
        try:
            require_allowed(source.settings)
            if isinstance(source.settings, FolderSettings):
                ended = self._run_folder(source, source.settings, run, progress)
            else:
                ended = self._run_rows(source, run, progress, anew=anew)
        except UserError as error:
            self._settle(run, runs.FAILED, error=error.text)
            raise
        except Cancelled:
            self._settle(run, runs.CANCELLED)
            raise
        if ended.error is not None:  # some files of a folder; the others are in
            raise UserError(ended.error.msgid, **ended.error.params)
        return ended

    # -- a database, an endpoint --------------------------------------------------------------------------------------

    def _run_rows(self, source: SourceRow, run: Run, progress: Progress, *, anew: bool) -> Run:
        profile = self._shelf.find(source.profile_id)
        reach, started = Reach(None if anew else source.cursor), self.now()
        with scratch_folder() as folder:
            name = f"{source.name.translate(_UNSAFE)} {started.astimezone():%Y-%m-%d %H%M%S}.csv"
            path = VeiledPath.under(folder / name, self._db.disposable_key())
            rows = self._rows(source.settings, self.secret_of(source), reach, progress)
            if write_rows(rows, path, progress) == 0:
                return self._settle(run, runs.NOTHING)
            ended = run

            def also(session: Session, loaded: Loaded) -> None:
                nonlocal ended
                record = require_source(session, source.id)
                if record.cursor != source.cursor:
                    raise TakenError  # read up to another place meanwhile: these rows may be older than those
                record.cursor = later(record.cursor, reach.cursor)
                _say_whence(session, loaded, source.id)
                ended = self._ended(session, run, [loaded])

            with self._pipeline.staged(path, profile, progress=progress, extracted_at=started.isoformat()) as ready:
                self._pipeline.load(ready, progress=progress, action=_action(source), origin=_origin(run), also=also)
        return ended

    def _rows(
        self, settings: Settings, secret: str | None, reach: Reach, progress: Progress, limits: WebLimits | None = None
    ) -> Iterator[Cells]:
        if isinstance(settings, DatabaseSettings):
            return read_apart(partial(read_database, settings, secret, reach), progress)
        if isinstance(settings, WebSettings):
            return read_apart(partial(read_web, settings, secret, reach, limits=limits or self._limits), progress)
        raise TypeError("a folder holds files, no rows")

    # -- a folder -----------------------------------------------------------------------------------------------------

    def _run_folder(self, source: SourceRow, settings: FolderSettings, run: Run, progress: Progress) -> Run:
        taken = _Taken()
        with self._db.read() as session:
            rows = session.execute(select(FolderFile).where(FolderFile.source_id == source.id)).scalars().all()
            known = {SeenFile(Path(row.path), row.size, row.mtime_ns) for row in rows}
            hashes = {row.sha256 for row in rows}
        for one in settled_files(settings, progress):
            if one in known:
                continue
            try:
                self._take(source, run, one, hashes, taken, progress)
            except UserError as error:
                taken.refused.append(Text(N_("{file}: {error}"), {"file": one.path.name, "error": error.text}))
            except TakenError:
                continue  # another program took this very file
        return self._settle_folder(source, run, taken)

    def _take(
        self, source: SourceRow, run: Run, one: SeenFile, hashes: set[str], taken: _Taken, progress: Progress
    ) -> None:
        """One file, in a transaction of its own that remembers it."""
        if one not in self._hashes:
            self._hashes[one] = file_sha256(one.path, progress)
        if self._hashes[one] in hashes:
            return
        hashes.add(self._hashes[one])
        with self._db.read() as session:
            there = select(ImportBatch.n).where(ImportBatch.file_sha256 == self._hashes[one])
            if session.execute(there).first() is not None:  # by hand, or it was withdrawn on purpose
                taken.skipped.append((one, self._hashes[one]))
                return
        find = self._shelf.find if source.profile_id else self._shelf.fitting
        profile = find(source.profile_id or one.path.name)

        def also(session: Session, loaded: Loaded) -> None:
            require_source(session, source.id)
            _remember(session, source.id, one, ready.origin.sha256)
            _say_whence(session, loaded, source.id)

        with self._pipeline.staged(one.path, profile, progress=progress) as ready:
            action, origin = _action(source), _origin(run)
            taken.loaded.append(self._pipeline.load(ready, progress=progress, action=action, origin=origin, also=also))

    def _settle_folder(self, source: SourceRow, run: Run, taken: _Taken) -> Run:
        def command(session: Session) -> Run:
            for one, sha256 in taken.skipped:
                with suppress(TakenError):
                    _remember(session, source.id, one, sha256)
            error = taken.refused[0] if taken.refused else None
            if len(taken.refused) > 1:
                error = Text(N_("{first} Files refused: {n}."), {"first": error, "n": len(taken.refused)})
            return self._ended(session, run, taken.loaded, error=error)

        return self._db.write(_action(source), command, origin="job").value

    # -- how it ended -------------------------------------------------------------------------------------------------

    def _ended(self, session: Session, run: Run, loaded: list[Loaded], error: Text | None = None) -> Run:
        fresh = [one for one in loaded if not one.existing]
        outcome = runs.FAILED if error else runs.DONE if fresh else runs.NOTHING
        return runs.settle(
            session, run, self.now(), outcome, error=error,
            rows=sum(each.loaded for one in fresh for each in one.feeds),
            aside=sum(each.quarantined for one in fresh for each in one.feeds),
            batches=tuple(one.batch_ref for one in fresh),
        )  # fmt: skip

    def _settle(self, run: Run, outcome: str, **found: Any) -> Run:
        """Write down a run that took nothing in."""
        written = self._db.write(
            Action(N_("Read a data source")),
            lambda session: runs.settle(session, run, self.now(), outcome, **found),
            origin="job",
        )
        return written.value


def _action(source: SourceRow) -> Action:
    return Action(N_("Read the data source {name}"), {"name": source.name})


def _origin(run: Run) -> str | None:
    """What a person started is theirs to undo; what the schedule started is nobody's last step."""
    return None if run.by_hand else "job"


def _say_whence(session: Session, loaded: Loaded, source_id: str) -> None:
    if not loaded.existing:
        batch = session.get_one(ImportBatch, loaded.batch_id)
        batch.extra = batch.extra | {FROM_SOURCE: source_id}


def _remember(session: Session, source_id: str, one: SeenFile, sha256: str) -> None:
    """Raises TakenError where another program has taken the same content."""
    same = select(FolderFile.n).where(FolderFile.source_id == source_id, FolderFile.sha256 == sha256)
    if session.execute(same).first() is not None:
        raise TakenError
    session.execute(
        insert(FolderFile).values(
            source_id=source_id, path=str(one.path), size=one.size, mtime_ns=one.mtime_ns, sha256=sha256
        )
    )
