"""From a file to figures: stage in a child process, load in one short transaction, derive records, recompute cells."""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Final

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.catalog.feed import LANE_ROW, MUST_STOCK_ROW, PRICE_ROW, UNIT_ROW
from app.catalog.model import Lane, MustStock, ProductPrice, ProductUnit
from app.catalog.service import derive_areas, derive_products
from app.compliance.gate.renewal import settle_renewals
from app.core.db import Action, Database
from app.core.errors import UserError
from app.core.files import FileStore
from app.core.model import Record
from app.core.period import day_number
from app.core.progress import Progress
from app.core.scratch import scratch_folder
from app.core.texts import N_, Text
from app.core.workspace_settings import CURRENCY, set_setting
from app.dealers.feed import PARENT_ROW, ROW_RECORDS
from app.dealers.parents import derive_parents
from app.dealers.service import derive_parties
from app.governance.rules.queries import rules_in_force
from app.imports import batches, load
from app.imports.beside import beside_path
from app.imports.counts import Counts
from app.imports.currencies import currency_in_use, take_back_currency
from app.imports.feeds import Feed
from app.imports.masters import derive_rows, touched_codes
from app.imports.model import LIVE, REPLACED, WITHDRAWN, ImportBatch
from app.imports.profile import FileShape, Profile
from app.imports.queries import earlier_sizes
from app.imports.reasons import SUSPECT_UNIT
from app.imports.ruling import Rule
from app.imports.sample import Sample
from app.imports.sandbox import run_child
from app.imports.staged import Shape, Staged, StageJob
from app.imports.survey import Survey
from app.imports.usual import FileSize
from app.jobs.correcting import Corrector
from app.jobs.rechecking import Rechecker
from app.kpi.cells import affected_by, recompute
from app.kpi.lines import KEPT
from app.kpi.suspects import FEEDS as UNIT_PRICED
from app.kpi.suspects import last_day, staged_suspects

_ROWS: Final[tuple[tuple[Feed, type[Record]], ...]] = (
    (UNIT_ROW, ProductUnit),
    (PRICE_ROW, ProductPrice),
    (LANE_ROW, Lane),
    (MUST_STOCK_ROW, MustStock),
    *ROW_RECORDS,
)
"""Feeds of which each row is a record of its own."""
STAGE_MEMORY_MB: Final = 1_024
STAGE_SECONDS: Final = 3_600
SAMPLE_SECONDS: Final = 60
_BLOCK: Final = 1 << 20


@dataclass(frozen=True)
class Preview:
    """What an import would change, before anything is written."""

    staged: Staged
    feeds: tuple[Counts, ...]
    existing: str = ""
    """The batch that took the same bytes in already with the same profile; nothing would change."""


@dataclass(frozen=True)
class Ready:
    """A staged file that waits for the decision to load it."""

    profile: Profile
    staged: Staged
    origin: batches.FileOrigin
    path: Path
    staging: Path
    key: str | None = field(default=None, repr=False)

    @property
    def columns(self) -> Path | None:
        """The columns that were kept beside the staging file."""
        return beside_path(self.staging, self.key) if self.staged.beside else None


class Pipeline:
    """The import of one workspace."""

    def __init__(
        self, db: Database, files: FileStore, feeds: Mapping[str, Feed], *, child: Callable[..., Any] = run_child
    ) -> None:
        """``feeds`` are all feeds by id, as the composition root lists them; ``child`` runs a function apart."""
        self._db, self._files, self._feeds, self._child = db, files, feeds, child
        self.rechecker = Rechecker(db, files, feeds, child=child, memory_mb=STAGE_MEMORY_MB, seconds=STAGE_SECONDS)
        self.corrector = Corrector(db, files, feeds, child=child, follow=partial(self._follow, fresh=True))

    def sample(self, path: Path, shape: FileShape | None = None) -> Sample:
        """The head of a file's table; raises UserError where the file is refused."""
        return sample_file(path, shape, child=self._child)

    def survey(self, path: Path, profile: Profile, *, progress: Progress) -> Survey:
        """What stands in the columns of a file, and how many rows the profile's conditions leave; writes nothing."""
        feeds = tuple(self._feeds[entry.feed] for entry in profile.entries)
        found: Survey = self._child(
            "app.imports.survey:survey", (path, profile, feeds),
            memory_mb=STAGE_MEMORY_MB, seconds=STAGE_SECONDS, progress=progress,
        )  # fmt: skip
        return found

    @contextmanager
    def staged(
        self, path: Path, profile: Profile, *, progress: Progress, dates: str = "", extracted_at: str = ""
    ) -> Iterator[Ready]:
        """Read, type and check a file into a disposable staging file; raises UserError where the file is refused."""
        with scratch_folder() as folder:
            staging = folder / "staging.sqlite"
            sha256, key = file_sha256(path, progress), self._db.disposable_key()
            currency, shapes, rules, earlier = self._known(profile, sha256)
            job = StageJob(
                path=path, key=key, out=str(staging), profile=profile, dates=dates, currency=currency, shapes=shapes,
                feeds=tuple(self._feeds[entry.feed] for entry in profile.entries), kept=KEPT,
                rules=rules, earlier=earlier, today=day_number(self._db.clock.today()),
            )  # fmt: skip
            staged: Staged = self._child(
                "app.imports.staging:stage", (job,),
                memory_mb=STAGE_MEMORY_MB, seconds=STAGE_SECONDS, progress=progress,
            )  # fmt: skip
            origin = batches.origin_of(
                path.name, sha256, staged, extracted_at=extracted_at, now=self._db.clock.now(), dates=dates
            )
            yield Ready(profile, staged, origin, path, staging, key)

    def preview(self, ready: Ready) -> Preview:
        """What loading would change; reads only."""
        with self._db.read(attach={load.STAGING: ready.staging}) as session:
            there = batches.existing_batch(session, file_sha256=ready.origin.sha256, profile=ready.profile)
            if there is not None:
                return Preview(ready.staged, batches.unchanged(there), there.ref)
            found = batches.preview(session.connection(), profile=ready.profile, feeds=self._feeds, origin=ready.origin)
            self._look_at_units(session, ready.profile, found)
        return Preview(ready.staged, found)

    def _look_at_units(self, session: Session, profile: Profile, counts: Sequence[Counts]) -> None:
        """Warn of staged rows whose unit price speaks of another unit than they name."""
        source_n = session.scalar(
            text("SELECT n FROM numbered WHERE kind = 'source' AND entity_id = :source"), {"source": profile.source}
        )
        until = last_day(session, self._db.clock.today())
        for index, one in enumerate(counts):
            if source_n is not None and one.feed in UNIT_PRICED and one.loaded:
                table = f"{load.STAGING}.good_{index}"
                rows = staged_suspects(session, one.feed, table, source_n=int(source_n), until=until)
                one.warnings |= {SUSPECT_UNIT: rows} if rows else {}

    def load(
        self, ready: Ready, *, progress: Progress, action: Action | None = None, origin: str | None = None,
        also: Callable[[Session, batches.Loaded], None] = lambda _session, _loaded: None,
    ) -> batches.Loaded:  # fmt: skip
        """Take the staged file in: all of it or, if anything stops the program, nothing.

        ``also`` runs at the end of the same transaction; what it raises rolls everything back.
        """
        self._files.put_file(ready.path)
        self._files.put(ready.profile.text.encode())  # so that its rows can be read in the same way ever after

        def command(session: Session) -> batches.Loaded:
            loaded = batches.load_batch(session, profile=ready.profile, feeds=self._feeds, origin=ready.origin)
            if not loaded.existing:
                progress.step(1, 3, Text(N_("Updating dealers and products")))
                if ready.staged.currency and not currency_in_use(session, self._feeds, apart=ready.origin.sha256):
                    set_setting(session, key=CURRENCY, value=ready.staged.currency)
                self._follow(session, (loaded.n, *loaded.replaced), progress, fresh=True, ready=ready)
                progress.step(3, 3, Text(N_("Saving")))
            also(session, loaded)
            return loaded

        action = action or Action(N_("Imported {file}"), {"file": ready.origin.name})
        return self._db.write(
            action, command, origin=origin, attach={load.STAGING: ready.staging}, progress=progress
        ).value

    def withdraw(self, batch: str, *, progress: Progress) -> str:
        """Take a batch out; returns its ref. Figures are as if it had never been loaded."""

        def command(session: Session) -> str:
            return self.withdraw_in(session, batch, progress=progress)

        return self._db.write(Action(N_("Withdrew batch {batch}"), {"batch": batch}), command, progress=progress).value

    def withdraw_in(
        self, session: Session, batch: str, *, progress: Progress | None = None, state: str = WITHDRAWN
    ) -> str:
        """The same inside a running write, as undo needs it."""
        found, numbers = batches.withdraw_batch(session, batch=batch, feeds=self._feeds, state=state)
        self._follow(session, numbers, progress or Progress())
        return found.ref

    def undo_in(self, session: Session, batch_id: str, *, state: str = "") -> None:
        """Undo of a load is its withdrawal; undo of a withdrawal (or redo of a load) takes the batch in again.

        ``state`` is the one that it had before: a batch may have been replaced, not withdrawn.
        """
        if session.get_one(ImportBatch, batch_id).state == LIVE:
            replaced = state == REPLACED
            self.withdraw_in(session, batch_id, state=REPLACED if replaced else WITHDRAWN)
            return
        found, numbers = batches.readmit_batch(session, batch=batch_id, feeds=self._feeds)
        take_back_currency(session, found, numbers, self._feeds)
        self._follow(session, numbers, Progress())

    def _follow(
        self, session: Session, numbers: Sequence[int], progress: Progress, *, fresh: bool = False,
        ready: Ready | None = None,
    ) -> None:  # fmt: skip
        """Master records follow the rows of batches, cells follow both; ``fresh`` says that the first one's are new."""
        session.flush()
        for batch_n in numbers:
            self._derive(session, batch_n)
            session.flush()
        settle_renewals(session, on=day_number(self._db.clock.today()))
        progress.step(2, 3, Text(N_("Recomputing figures")))
        recompute(
            session, affected_by(session, numbers[0] if fresh else None), progress,
            columns=ready.columns if ready else None, folder=ready.staging.parent if ready else None,
        )  # fmt: skip

    def _derive(self, session: Session, batch_n: int) -> None:
        feeds = list(self._feeds.values())
        source_n = self._source_of(session, batch_n)
        codes = {
            kind: touched_codes(session, feeds, kind=kind, batch_n=batch_n)
            for kind in ("party", "product", "area", PARENT_ROW.master, *(feed.master for feed, _ in _ROWS))
        }
        derive_areas(session, codes=codes["area"])
        derive_parties(session, source_n=source_n, codes=codes["party"])
        session.flush()
        derive_parents(session, source_n=source_n, keys=codes[PARENT_ROW.master], codes=codes["party"])
        derive_products(session, source_n=source_n, codes=codes["product"])
        for feed, cls in _ROWS:
            derive_rows(session, cls, feed, source_n=source_n, keys=codes[feed.master])

    def _known(
        self, profile: Profile, sha256: str
    ) -> tuple[str, tuple[Shape, ...], tuple[Rule, ...], tuple[tuple[FileSize, ...], ...]]:
        """What staging needs of the workspace: its currency, the tables of the rows, its rules, earlier files."""
        with self._db.read() as session:
            currency = currency_in_use(session, self._feeds, apart=sha256)
            shapes = load.shapes(session.connection(), self._feeds, profile)
            return (
                currency,
                shapes,
                rules_in_force(session),
                earlier_sizes(session, profile.id, profile.feeds, apart=sha256),
            )

    def _source_of(self, session: Session, batch_n: int) -> int:
        return int(
            session.execute(
                text("""
            SELECT s.n FROM import_batch b JOIN numbered s ON s.kind = 'source' AND s.entity_id = b.source
            WHERE b.n = :n
        """),
                {"n": batch_n},
            ).scalar_one()
        )


def sample_file(path: Path, shape: FileShape | None = None, *, child: Callable[..., Any] = run_child) -> Sample:
    """The head of a file's table, read in a child process; raises UserError where the file is refused."""
    found: Sample = child(
        "app.imports.sample:read_sample", (path, shape), memory_mb=STAGE_MEMORY_MB, seconds=SAMPLE_SECONDS
    )
    return found


def file_sha256(path: Path, progress: Progress) -> str:
    """The content address of a file; raises UserError if it cannot be read."""
    digest = hashlib.sha256()
    try:
        with path.open("rb") as file:
            while block := file.read(_BLOCK):
                digest.update(block)
                progress.step(0)
    except OSError as error:
        raise UserError(
            "{file} cannot be read: {error}. Nothing was changed.", file=path.name, error=error.strerror or str(error)
        ) from error
    return digest.hexdigest()
