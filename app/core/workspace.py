"""A workspace: ``X.cdesk`` with ``X.files`` and ``X.backups`` beside it."""

import glob
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from time import sleep
from typing import Final, Self

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.core import fleet, migrate
from app.core.backup import Backup, back_up, list_backups
from app.core.clock import Clock, FixedClock, SystemClock
from app.core.connect import connect, create_file
from app.core.db import Action, Database
from app.core.device import first_rows, remember_device, settle_device, workspace_id
from app.core.disk import reporting_damage, saying_disk_full
from app.core.drive import Drive, probe
from app.core.encryption.notices import notices as encryption_notices
from app.core.errors import UserError, only_read
from app.core.files import FileStore
from app.core.ids import new_id
from app.core.journal import plain
from app.core.keys import key_id_of, look_again
from app.core.known import Known, read_known
from app.core.lock import FileLock
from app.core.progress import Progress
from app.core.settings import MachineSettings
from app.core.sqlite_errors import operational_errors
from app.core.texts import N_, Text
from app.core.workspace_settings import CURRENCY, NAME, PRACTICE_DAY, practice_day, set_setting, setting

SUFFIX: Final = ".cdesk"
MOVED: Final = "moved"
"""The setting of a workspace that was packed for another machine: when, and into which file."""
_POLL_SECONDS: Final = 0.05
_MOVED: Final = N_(
    "This workspace was packed for another machine on {day}. Go on there: what is entered here does not reach it. To "
    "go on here: channeldesk -w FILE move lift"
)


@dataclass(frozen=True)
class Paths:
    """The files of one workspace."""

    main: Path
    of: Path | None = None
    """Of a copy the workspace whose originals it shares, unless it has its own."""

    @property
    def files(self) -> Path:
        """Originals and attachments."""
        own = self.main.with_suffix(".files")
        return own if self.of is None or own.exists() else self.of.with_suffix(".files")

    @property
    def backups(self) -> Path:
        """The folder of backups: beside the workspace, or where the policy file has it."""
        return fleet.backups_of(self.main)

    @property
    def safe_backups(self) -> Path:
        """Where a backup before an upgrade or a restore goes: beside it where the policy's folder is out of reach."""
        return fleet.reachable(self.backups, self.main.with_suffix(".backups"))

    @property
    def kept_files(self) -> Path:
        """The originals of all backups; nothing is ever dropped from it."""
        return self.backups / "originals.files"

    @property
    def lock(self) -> Path:
        """What the window locks."""
        return self.main.with_name(self.main.name + "-window")


class Workspace:
    """An open workspace; make one with ``create`` or ``open`` and ``close`` it."""

    def __init__(
        self, paths: Paths, db: Database, files: FileStore, *, workspace_id: str, machine: MachineSettings,
        lock: FileLock | None, drive: Drive, known: Known | None = None, moved: str = "",
    ) -> None:  # fmt: skip
        """Called by ``open``."""
        self.paths = paths
        self.db = db
        self.files = files
        self.id = workspace_id
        self.machine = machine
        self.drive = drive
        self.known = known
        """Of a copy which transaction it stands at."""
        self._moved = moved
        self._lock = lock
        self._closed = False

    @property
    def notices(self) -> tuple[Text, ...]:
        """What the user should know about where this file lies, or when its copy stands, as sentences."""
        if self.known is not None:
            return (self.known.notice(),)
        found = encryption_notices(self.paths.main, self.paths.files, self.machine.folder)
        if self._moved:
            found = (*found, Text(_MOVED, {"day": self._moved[:10]}))
        return (*self.drive.notices(), *found)

    @property
    def clock(self) -> Clock:
        """The workspace's clock: the machine's, or its own day (practice)."""
        return self.db.clock

    @property
    def person(self) -> str | None:
        """Who works here on this account: a person's id, or None before anybody said so.

        Nor did anybody where the file has nobody of that id: an older copy, or one that another account remembers.
        """
        return self.db.actor or None

    def set_person(self, person_id: str) -> None:
        """Remember who works here, and write in that name from now on."""
        self.machine.set_person(self.id, person_id)
        self.db.actor = person_id

    @classmethod
    def create(
        cls, path: Path, *, name: str = "", currency: str = "CNY", day: date | None = None,
        machine: MachineSettings | None = None, window: bool = False, key: str | None = None,
    ) -> "Workspace":  # fmt: skip
        """Make a new workspace and open it; ``day`` gives it a business day that stands still (practice).

        ``key`` encrypts it from its first byte on; who gives it keeps it, with its recovery code.
        """
        path = path.with_suffix(SUFFIX)
        _require_new(path)
        machine = machine or MachineSettings()
        with saying_disk_full():
            with suppress(OSError):  # said where the first file is made in it
                path.parent.mkdir(parents=True, exist_ok=True)
            with _making(path), _part_of(path) as part:
                _require_new(path)
                space, first = _fill(part, {NAME: name or path.stem, CURRENCY: currency, PRACTICE_DAY: day}, key)
                part.rename(path)
                look_again(path)
        machine.set_device(space, device=first, path=path.resolve(), dseq=0)
        return cls.open(path, machine=machine, window=window)

    @classmethod
    def open(
        cls, path: Path, *, machine: MachineSettings | None = None, window: bool = False, origin: str | None = None,
        drive: Drive | None = None, lock: FileLock | None = None,
    ) -> "Workspace":  # fmt: skip
        """Open a workspace, bringing an older one to this program's schema after a verified backup.

        The window (``window=True``) has it alone among windows; a copy that says what was known is only read. ``lock``
        is one that goes when the workspace is closed or cannot be opened. Raises UserError for a file that is missing,
        is no workspace, is damaged, is newer than this program, or is open in another window.
        """
        paths, machine = Paths(path), machine or MachineSettings()
        try:
            _require_file(path)
            drive = drive or probe(path)
            if lock is None and drive.writable and (window or drive.network):
                lock = window_lock(paths, drive)
            bring_up_to_date(paths, drive, locked=lock is not None)
            with reporting_damage(path.name):
                known = read_known(path)
                db = Database(
                    path, origin=origin or ("window" if window else "cli"),
                    read_only=not drive.writable or known is not None, wal=drive.wal,
                )  # fmt: skip
                return cls._opened(Paths(path, None if known is None else known.of), db, machine, lock, drive, known)
        except BaseException:
            if lock is not None:
                lock.release()
            raise

    @classmethod
    def _opened(
        cls, paths: Paths, db: Database, machine: MachineSettings, lock: FileLock | None, drive: Drive,
        known: Known | None = None,
    ) -> "Workspace":  # fmt: skip
        try:
            if not db.read_only:
                settle_device(db, machine)
            with db.read() as session:
                space, day = workspace_id(session), practice_day(session)
                person = _held(session, machine.person(space))
                moved = str((setting(session, MOVED) or {}).get("at", ""))
            files = FileStore(paths.files, like=paths.main, read_only=db.read_only)
        except BaseException:
            db.close()
            raise
        db.actor = person
        if day is None and known is not None:
            day = known.at.astimezone().date()
        db.clock = SystemClock() if day is None else FixedClock(day)
        return cls(
            paths, db, files, workspace_id=space, machine=machine, lock=lock, drive=drive, known=known, moved=moved
        )

    def back_up(self, *, reason: str = "", progress: Progress | None = None) -> Backup | None:
        """Back up the file and the originals beside it; None where nothing changed since the newest backup."""
        if self.db.read_only:
            raise only_read()
        made = back_up(self.paths.main, self.paths.backups, now=SystemClock().now(), reason=reason, progress=progress)
        if made is not None:
            self.files.copy_missing_to(self.paths.kept_files)
            if self.db.encrypted:
                from app.core.encryption.companion import spread

                spread(self.paths.main)
        return made

    def backups(self) -> list[Backup]:
        """The backups of this workspace, newest first: those beside it too, from before a policy file or without it."""
        folders = dict.fromkeys([self.paths.backups, self.paths.main.with_suffix(".backups")])
        found = [one for folder in folders for one in list_backups(folder)]
        return sorted(found, key=lambda one: (one.at, one.path.name), reverse=True)

    def close(self) -> None:
        """Finish the running write, note how far this device came, and let the files go; closing twice is once."""
        if self._closed:
            return
        self._closed = True
        if not self.db.read_only:
            remember_device(self.db, self.machine)
        self.db.close()
        if self._lock is not None:
            self._lock.release()

    def discard(self) -> None:
        """Close a workspace that was made in vain and delete it; one that another program has open by now stays."""
        before = self.db.last_tx()
        self.close()
        main = self.paths.main
        with suppress(*operational_errors()), _making(main):
            # only who has a file alone can end its write-ahead log
            with closing(connect(main, wal=False, busy_ms=0)) as alone:
                (after,) = alone.execute("SELECT max(tx) FROM tx").fetchone()
            if after == before:
                self.machine.forget(self.id)
                key = key_id_of(main)
                for path in (main, self.paths.files):
                    path.unlink(missing_ok=True)
                if key is not None:
                    from app.core.encryption.kept import forget_with

                    forget_with(main, key)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _held(session: Session, person_id: str | None) -> str:
    """The person whom the account remembers, where the file knows him: else nothing could be written in his name."""
    known = session.execute(text("SELECT id FROM person WHERE id = :id"), {"id": person_id}).scalar()
    return str(known or "")


def window_lock(paths: Paths, drive: Drive) -> FileLock:
    """The lock that a window holds, taken now; raises UserError where another one has it."""
    lock = FileLock(paths.lock)
    if lock.acquire():
        return lock
    if drive.network:
        raise UserError("“{name}” is open in another program; on a network drive only one can have it.",
                        name=paths.main.name)  # fmt: skip
    raise UserError("“{name}” is open in another window already.", name=paths.main.name)


def _require_file(path: Path) -> None:
    if not path.exists():
        raise UserError("There is no workspace “{name}”.", name=str(path))
    if not path.is_file():
        raise migrate.no_workspace(path.name)


def _require_new(path: Path) -> None:
    if path.exists():
        raise UserError("“{name}” exists already; open it or choose another name.", name=path.name)


@contextmanager
def _making(path: Path) -> Iterator[None]:
    """Who makes a workspace makes it alone; another program that wants to make the same one waits until it is there."""
    lock = FileLock(path.with_name(path.name + ".making"))
    while not lock.acquire():
        sleep(_POLL_SECONDS)
    try:
        yield
    finally:
        lock.release()
        with suppress(OSError):  # another program has it open already
            path.with_name(path.name + ".making").unlink(missing_ok=True)


@contextmanager
def _part_of(path: Path) -> Iterator[Path]:
    """A name to make a file under; nothing of it is left behind, whatever happens."""

    def clear() -> None:
        for left in path.parent.glob(f"{glob.escape(path.name)}.part*"):
            left.unlink(missing_ok=True)

    clear()
    try:
        yield path.with_name(path.name + ".part")
    finally:
        clear()


def _fill(part: Path, settings: Mapping[str, object], key: str | None) -> tuple[str, str]:
    """A whole new workspace at ``part``; returns its id and its first device."""
    create_file(part, key=key)
    migrate.upgrade(part)
    space = new_id()
    meta, row = first_rows(space)
    with closing(connect(part)) as connection:
        connection.execute("BEGIN")
        connection.executemany("INSERT INTO meta(key, value) VALUES (?, ?)", meta)
        connection.execute(
            "INSERT INTO device(id, name, started_at, replaces, old_dseq, old_head) VALUES (?, ?, ?, ?, ?, ?)", row
        )
        connection.execute("COMMIT")
    db = Database(part)

    def settle(session: Session) -> None:
        for name, value in settings.items():
            if value is not None:
                set_setting(session, key=name, value=plain(value))

    try:
        db.write(Action(N_("Create the workspace")), settle, origin="system")
    finally:
        db.close()
    return space, row[0]


def bring_up_to_date(paths: Paths, drive: Drive, *, locked: bool = False) -> None:
    """To the newest schema, after a verified backup; nothing happens (and Alembic is not imported) at the newest.

    Who does not hold the window's lock (``locked``) takes it meanwhile: a window of the version before would go on
    writing by a schema that is not there any more. Raises UserError where one is open.
    """
    revision = migrate.revision_of(paths.main)
    if revision == migrate.head():
        return
    if not revision:
        raise migrate.no_workspace(paths.main.name)
    if not drive.writable:
        raise UserError("“{name}” was written by an older version and cannot be changed where it lies. Copy it to a "
                        "local disk and open the copy.", name=paths.main.name)  # fmt: skip
    lock = FileLock(paths.lock)
    with saying_disk_full():
        alone = locked or lock.acquire()
    if not alone:
        raise UserError("“{name}” is open in a window of an older version, or is being brought up to date just now. "
                        "Close that window and try again.", name=paths.main.name)  # fmt: skip
    try:
        with saying_disk_full():
            back_up(paths.main, paths.safe_backups, now=SystemClock().now(), reason="migration")
            migrate.upgrade(paths.main, wal=drive.wal)
    finally:
        lock.release()
