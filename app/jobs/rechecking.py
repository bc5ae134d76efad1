"""Results of checks and rules made anew: every kept file is read again and held against the rules of today."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.core.db import Action, Database, touch
from app.core.errors import UserError
from app.core.files import FileStore
from app.core.period import day_number
from app.core.progress import Progress
from app.core.scratch import scratch_folder
from app.core.texts import N_, Text
from app.core.veiled import VeiledPath
from app.core.workspace_settings import CURRENCY, setting
from app.governance.rules.queries import rules_in_force
from app.imports import load
from app.imports.batches import DATES
from app.imports.corrections import profile_of_batch
from app.imports.feeds import Feed
from app.imports.model import LIVE, ImportBatch
from app.imports.queries import earlier_sizes, unchecked_batches
from app.imports.staged import StageJob
from app.jobs.runs import DONE, FAILED, Run, write_down

_CHECKED: Final = N_("Checked files of an earlier version")


class Rechecker:
    """The results of one workspace."""

    def __init__(
        self, db: Database, files: FileStore, feeds: Mapping[str, Feed], *, child: Callable[..., Any],
        memory_mb: int, seconds: int,
    ) -> None:  # fmt: skip
        """``child`` runs a function apart, under limits."""
        self._db, self._files, self._feeds, self._child = db, files, feeds, child
        self._memory_mb, self._seconds = memory_mb, seconds

    def lacking(self) -> list[str]:
        """The batches in use without results: those that an earlier version of the program took in."""
        with self._db.read() as session:
            return [one.id for one in unchecked_batches(session)]

    def catch_up(self, run: Run, *, progress: Progress) -> None:
        """Check what lacks results, as a job that is due once after an upgrade.

        Each file is a transaction of its own: what was cancelled is no run, and goes on where it stopped at the next
        start. Raises UserError where a file cannot be read any more, which is written down too.
        """
        try:
            self.recheck(progress=progress, lacking=True)
        except UserError as error:
            write_down(self._db, run, Action(_CHECKED), FAILED, error=error.text)
            raise
        write_down(self._db, run, Action(_CHECKED), DONE)

    def recheck(self, *, progress: Progress, lacking: bool = False) -> int:
        """Make the results of batches in use anew, of all or of those that lack them; returns how many.

        Rows stay where they are; a rule that would refuse a file only counts. Raises UserError where files cannot be
        read any more, after all others.
        """
        with self._db.read() as session:
            wanted = select(ImportBatch.id).where(ImportBatch.state == LIVE, ImportBatch.parent_id.is_(None))
            every = list(session.scalars(wanted.order_by(ImportBatch.n)))
        chosen = self.lacking() if lacking else every
        refused: list[UserError] = []
        for place, one in enumerate(chosen):
            progress.step(place, len(chosen), Text(N_("Checking files again")))
            if lacking and one not in self.lacking():
                continue  # somebody else did it meanwhile, or took the file out
            try:
                self._recheck(one, progress.part())
            except UserError as error:
                refused.append(error)
        if refused:
            raise UserError(
                "Files that cannot be checked: {n}. The first: {error}", n=len(refused), error=refused[0].text
            )
        return len(chosen)

    def _recheck(self, batch_id: str, progress: Progress) -> None:
        with scratch_folder() as folder:
            with self._db.read() as session:
                batch = session.get_one(ImportBatch, batch_id)
                n, sha256, name = batch.n, batch.file_sha256, batch.file_name
                profile = profile_of_batch(session, batch, self._files, self._feeds)
                rules = tuple(
                    replace(one, level="warn") if one.level == "stop" else one for one in rules_in_force(session)
                )
                earlier = earlier_sizes(session, profile.id, profile.feeds, apart=sha256, before=n)
                currency, dates = str(setting(session, CURRENCY, "")), str(batch.extra.get(DATES, ""))
            key = self._db.disposable_key()
            original = VeiledPath.under(folder / "original" / Path(name).name, key)
            original.parent.mkdir()
            original.write_bytes(self._files.get(sha256))
            staging = folder / "staging.sqlite"
            job = StageJob(
                path=original, key=key, out=str(staging), profile=profile, dates=dates, currency=currency, rules=rules,
                feeds=tuple(self._feeds[entry.feed] for entry in profile.entries), earlier=earlier,
                today=day_number(self._db.clock.today()),
            )  # fmt: skip
            self._child(
                "app.imports.staging:stage", (job,), memory_mb=self._memory_mb, seconds=self._seconds,
                progress=progress,
            )  # fmt: skip

            def command(session: Session) -> None:
                connection = session.connection()
                for table in ("rule_result", "rule_hit"):
                    connection.execute(text(f"DELETE FROM {table} WHERE batch_n = :n"), {"n": n})
                for index, entry in enumerate(profile.entries):
                    load.insert_results(connection, self._feeds[entry.feed], index, batch_n=n)
                touch(session, "rule_result")

            self._db.write(
                Action(N_("Checked {file} again"), {"file": name}), command, attach={load.STAGING: staging},
                origin="system",
            )  # fmt: skip
