"""Correcting rows put aside: check them apart as their file was checked, show what comes of it, take them in."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from sqlalchemy.orm import Session

from app.core.db import Action, Database
from app.core.errors import UserError
from app.core.files import FileStore
from app.core.period import day_number
from app.core.progress import Progress
from app.core.scratch import scratch_folder
from app.core.texts import N_
from app.core.veiled import VeiledPath
from app.core.workspace_settings import CURRENCY, setting
from app.governance.rules.queries import rules_in_force
from app.imports import corrections, load
from app.imports.alike import same_parts
from app.imports.batches import Loaded, require_live
from app.imports.correct import Checked, Correction, Fix, Reason, chosen
from app.imports.corrected import earlier_corrections
from app.imports.corrections import Edit, Parent
from app.imports.counts import Counts
from app.imports.feeds import Feed
from app.imports.profile import Profile, parse_profile
from app.imports.queries import list_profiles

MEMORY_MB: Final = 1_024
SECONDS: Final = 3_600
Follow = Callable[[Session, Sequence[int], Progress], None]


@dataclass(frozen=True)
class Outcome:
    """One row as it was put aside, as it was corrected, and why it still cannot be taken; no reason is a good row."""

    fix: Fix
    reasons: tuple[Reason, ...]

    @property
    def good(self) -> bool:
        """Whether it can be taken in now."""
        return not self.reasons


@dataclass(frozen=True)
class Corrected:
    """Checked rows of one batch that wait for the decision to take the good ones in."""

    parent: Parent
    profile: Profile
    outcomes: tuple[Outcome, ...]
    feeds: tuple[Counts, ...]
    """What taking them in would change."""
    staging: Path

    @property
    def taken(self) -> tuple[Fix, ...]:
        """The rows that can be taken in."""
        return tuple(one.fix for one in self.outcomes if one.good)


@dataclass(frozen=True)
class Together:
    """What checking or taking in came to, over all the files that rows are of."""

    reasons: Mapping[int, tuple[Reason, ...]]
    """Why rows are still wrong; none for a right one."""
    changes: Mapping[str, int]
    refs: tuple[str, ...] = ()
    """The corrections that took rows in."""

    @property
    def good(self) -> int:
        """Rows that are right now."""
        return sum(not one for one in self.reasons.values())


class Corrector:
    """The corrections of one workspace."""

    def __init__(
        self, db: Database, files: FileStore, feeds: Mapping[str, Feed], *, child: Callable[..., Any], follow: Follow
    ) -> None:
        """``child`` runs a function apart; ``follow`` lets records and figures follow the rows of batches."""
        self._db, self._files, self._feeds, self._child, self._follow = db, files, feeds, child, follow

    def cells_of_file(self, path: Path) -> list[tuple[int, dict[str, str]]]:
        """The cells of a corrected sheet by the ids of its rows; raises UserError where the file is no such sheet."""
        found: list[tuple[int, dict[str, str]]] = self._child(
            "app.imports.corrected_files:read_cells", (path,), memory_mb=MEMORY_MB, seconds=SECONDS
        )
        return found

    def edits_of_file(self, batch: str, path: Path, *, progress: Progress) -> tuple[list[Edit], int]:
        """The rows of a corrected sheet that still wait, and how many of it were corrected before.

        Raises UserError where the file is no such sheet or holds a row of another batch.
        """
        rows = self.cells_of_file(path)
        progress.step(1, 2)
        with self._db.read() as session:
            found = require_live(session, batch)
            waiting = corrections.waiting_ids(session, found.id)
            own = corrections.aside_ids(session, found.id)
        strange = next((one for one, _ in rows if one not in own), None)
        if strange is not None:
            raise UserError("{file}: row {id} was not put aside by {batch}.",
                            file=path.name, id=strange, batch=found.ref)  # fmt: skip
        edits = [Edit(one, cells) for one, cells in rows if one in waiting]
        return edits, len(rows) - len(edits)

    def earlier(self, batch: str) -> list[Edit]:
        """What was corrected in rows that wait in this batch, when the same file was read before."""
        with self._db.read() as session:
            found = require_live(session, batch)
            return list(earlier_corrections(session, batch_id=found.id).values())

    @contextmanager
    def checked(
        self, batch: str, edits: Sequence[Edit], *, progress: Progress, dates: str = "", newest: bool = False
    ) -> Iterator[Corrected]:
        """Read, type and check corrected rows of one batch, by its id or ref; nothing is written to the workspace.

        ``newest`` reads them with the kept version of the profile instead of the one that the file was read with.
        Raises UserError where the batch is not in use, a row does not wait any more, or a column is not its file's.
        """
        with scratch_folder() as folder:
            with self._db.read() as session:
                parent = corrections.parent_of(session, batch=batch, files=self._files, feeds=self._feeds)
                if newest:
                    parent = replace(parent, profile=self._newest(session, parent.profile))
                fixes = corrections.fixes_of(session, parent, edits)
                currency = str(setting(session, CURRENCY, ""))
                rules = rules_in_force(session)
            key = self._db.disposable_key()
            original = VeiledPath.under(folder / "original" / Path(parent.file_name).name, key)
            original.parent.mkdir()
            original.write_bytes(self._files.get(parent.file_sha256))
            staging = folder / "staging.sqlite"
            job = Correction(
                path=original, key=key, out=str(staging), profile=parent.profile, fixes=fixes,
                feeds=tuple(self._feeds[entry.feed] for entry in parent.profile.entries),
                dates=dates or parent.dates, currency=currency, rules=rules, today=day_number(self._db.clock.today()),
            )  # fmt: skip
            found: Checked = self._child(
                "app.imports.correct:check_rows", (job,), memory_mb=MEMORY_MB, seconds=SECONDS, progress=progress
            )
            original.unlink()
            yield self._settled(parent, fixes, found, staging)

    def _newest(self, session: Session, used: Profile) -> Profile:
        """The kept version of a profile; raises UserError where it reads other parts out of the file."""
        kept = next((one for name, _, _, one in list_profiles(session) if name == used.id), None)
        found = parse_profile(kept, self._feeds) if kept else used
        if not same_parts(found.entries, used.entries):
            raise UserError("The profile {id} has other parts now; import the file again with it.", id=used.id)
        return found

    def together(
        self, groups: Mapping[str, Sequence[Edit]], *, reason: str | None, progress: Progress, newest: bool = False
    ) -> Together:
        """Check rows of several batches, and take the right ones in where there is a reason.

        A batch without a right row is left as it is.
        """
        reasons: dict[int, tuple[Reason, ...]] = {}
        changes = dict.fromkeys(("new", "changed", "unchanged"), 0)
        refs = []
        for batch, edits in groups.items():
            with self.checked(batch, edits, progress=progress, newest=newest) as found:
                reasons |= {one.fix.quarantine_id: one.reasons for one in found.outcomes}
                for name in changes:
                    changes[name] += sum(int(getattr(one, name)) for one in found.feeds)
                if reason is not None and found.taken:
                    refs.append(self.load(found, reason=reason, progress=progress).batch_ref)
        return Together(reasons, changes, tuple(refs))

    def _settled(self, parent: Parent, fixes: tuple[Fix, ...], found: Checked, staging: Path) -> Corrected:
        """Hold the rows against those of their file that are in, and count what would change."""
        profile = chosen(parent.profile, fixes)
        attached = {load.STAGING: staging}
        with self._db.read(attach=attached) as session:
            settled = corrections.settle_family(
                session, parent=parent, profile=profile, feeds=self._feeds, fixes=fixes, rules=rules_in_force(session),
                today=day_number(self._db.clock.today()),
            )  # fmt: skip
        settled.write(staging, profile, self._feeds)
        faults = found.faults | settled.faults(fixes)
        outcomes = tuple(Outcome(one, faults.get(one.quarantine_id, ())) for one in fixes)
        checked = Corrected(parent, profile, outcomes, (), staging)
        with self._db.read(attach=attached) as session:
            counts = corrections.preview_rows(
                session.connection(), parent=parent, profile=profile, feeds=self._feeds, taken=checked.taken
            )
        return replace(checked, feeds=counts)

    def load(self, corrected: Corrected, *, reason: str, progress: Progress) -> Loaded:
        """Take the good rows in as a child batch, signed by the person who works here; the others go on waiting.

        Raises UserError without a reason or a person, or where no row is good.
        """
        if not reason.strip():
            raise UserError("A correction needs a reason; say why the rows are right now.")
        if not self._db.actor:
            raise UserError("A correction is signed: say who works here first (on the command line: --as NAME).")
        taken = corrected.taken
        if not taken:
            raise UserError("None of the rows can be taken in yet; nothing was changed.")
        parent = corrected.parent
        self._files.put(parent.profile.text.encode())
        sha256 = self._files.put(corrections.correction_file(parent, taken))
        loaded_at = self._db.clock.now().isoformat(timespec="milliseconds")

        def command(session: Session) -> Loaded:
            loaded = corrections.load_rows(
                session, parent=parent, profile=corrected.profile, feeds=self._feeds, taken=taken,
                file_sha256=sha256, loaded_at=loaded_at,
            )  # fmt: skip
            self._follow(session, (loaded.n,), progress)
            return loaded

        action = Action(N_("Corrected rows of {file}"), {"file": parent.file_name}, reason.strip())
        return self._db.write(action, command, attach={load.STAGING: corrected.staging}, progress=progress).value
