"""Backups: made online, only where something changed, each verified before it gets its name, kept by day and week."""

import errno
import os
import re
from collections.abc import Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from app.core import fleet
from app.core.connect import connect
from app.core.disk import saying_disk_full
from app.core.errors import UserError
from app.core.keys import key_of
from app.core.progress import Progress
from app.core.sqlite_errors import any_error, database_errors, operational_errors
from app.core.standing import RUNS_ALONE

DAILY: Final = 7
WEEKLY: Final = 4
NAMED: Final = 5
"""Backups made for a reason (before a restore or a migration, by hand) that are kept beside the others."""
_PAGES: Final = 4_096
_NAME: Final = re.compile(r".*-(\d{8}-\d{6})(?:-([a-z]+))?\.cdesk\Z")
_STATE: Final = """
SELECT (SELECT max(tx) FROM tx), (SELECT version_num FROM alembic_version),
       (SELECT value FROM meta WHERE key = 'device'), (SELECT value FROM meta WHERE key = 'workspace')
"""
_WORTH_KEEPING: Final = f"SELECT max(tx) FROM tx WHERE tables <> '{RUNS_ALONE}'"
"""The newest transaction that did more than note that a job found nothing to do."""


@dataclass(frozen=True)
class Backup:
    """One verified copy of a workspace's file."""

    path: Path
    at: datetime
    reason: str
    size: int


def list_backups(folder: Path) -> list[Backup]:
    """The backups in a folder, newest first."""
    found = []
    for path in folder.glob("*.cdesk"):
        if match := _NAME.match(path.name):
            at = datetime.strptime(match[1], "%Y%m%d-%H%M%S").replace(tzinfo=UTC)
            found.append(Backup(path, at, match[2] or "", path.stat().st_size))
    return sorted(found, key=lambda one: (one.at, one.path.name), reverse=True)


def state_of(path: Path) -> tuple[object, ...]:
    """What tells whether a file changed: its newest transaction, schema, device and workspace."""
    with closing(connect(path, read_only=True)) as connection:
        found: tuple[object, ...] = connection.execute(_STATE).fetchone()
        return found


def back_up(
    source: Path, folder: Path, *, now: datetime, reason: str = "",
    keep: Path | None = None, progress: Progress | None = None,
) -> Backup | None:  # fmt: skip
    """Copy a workspace's file while others go on writing; None where the newest backup holds the same state.

    The copy is written under another name, verified and only then named; a kill leaves the older backups as they were.
    """
    with saying_disk_full():
        _make(folder)
        for left in folder.glob("*.part*"):
            left.unlink()
        newest = next(iter(list_backups(folder)), None)
        if newest is not None and _same_state(newest.path, source):
            return None
        name = _free_name(folder, source.stem, now.astimezone(UTC), reason)
        part = folder / f"{name}.part"
        try:
            copy_online(source, part, progress or Progress())
            verify_file(part)
            _sync(part)
            part.replace(folder / name)
        except BaseException:
            for left in folder.glob(f"{name}.part*"):
                left.unlink(missing_ok=True)
            raise
        _rotate(folder, keep)
        return next(one for one in list_backups(folder) if one.path.name == name)


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT}:
            raise
        raise UserError("The folder of backups cannot be reached: {folder} ({error}). No backup was made.",
                        folder=str(folder), error=error.strerror) from error  # fmt: skip


def _free_name(folder: Path, stem: str, at: datetime, reason: str) -> str:
    """A name of a second that no other backup has."""
    while list(folder.glob(f"*-{at:%Y%m%d-%H%M%S}*.cdesk")):
        at += timedelta(seconds=1)
    return f"{stem}-{at:%Y%m%d-%H%M%S}{'-' + reason if reason else ''}.cdesk"


def _same_state(backup: Path, source: Path) -> bool:
    try:
        return _worth_keeping(backup) == _worth_keeping(source)
    except any_error(UserError):
        return False


def _worth_keeping(path: Path) -> tuple[object, ...]:
    with closing(connect(path, read_only=True)) as connection:
        (newest,) = connection.execute(_WORTH_KEEPING).fetchone()
    return newest, *state_of(path)[1:]


def copy_online(source: Path, target: Path, progress: Progress) -> None:
    """Copy a file as it is at one moment, whoever writes to it; encrypted under its own key."""
    target.touch()
    with (
        closing(connect(source, query_only=True)) as old,
        closing(connect(target, key=key_of(source), wal=False)) as new,
    ):
        old.execute("BEGIN")
        old.execute("SELECT count(*) FROM sqlite_master").fetchone()  # from here on one state, whoever writes
        old.backup(new, pages=_PAGES, progress=lambda _status, left, total: progress.step(total - left, total))
        old.execute("ROLLBACK")
        new.execute("PRAGMA journal_mode = DELETE")


def verify_file(path: Path) -> None:
    """Raise UserError unless every page of a file is sound."""
    try:
        with closing(connect(path, read_only=True)) as connection:
            found = connection.execute("PRAGMA integrity_check(1)").fetchone()
    except operational_errors():
        raise
    except database_errors():
        found = ("unreadable",)
    if found != ("ok",):
        raise UserError("The backup “{name}” is damaged.", name=path.name.removesuffix(".part"))


def overwrite(target: Path, backup: Path) -> None:
    """Copy a backup's pages over a workspace's file as one transaction of SQLite.

    The workspace stays encrypted, or plain, as it is, whatever the backup was made of; a new, empty file becomes what
    the backup is.
    """
    key = key_of(target) if target.stat().st_size else key_of(backup)
    if (key is None) == (key_of(backup) is None):
        _copy_pages(backup, target, key)
        return
    from app.core.encryption.convert import PART, copy_as

    part = target.with_name(target.name + PART)
    try:
        copy_as(backup, part, key)
        _copy_pages(part, target, key)
    finally:
        part.unlink(missing_ok=True)


def _copy_pages(source: Path, target: Path, key: str | None) -> None:
    with closing(connect(source, read_only=True)) as old, closing(connect(target, key=key)) as new:
        old.backup(new)


def put_aside(path: Path, now: datetime) -> None:
    """Give a damaged file another name, so that a good one can take its place and nothing is lost."""
    aside = path.with_name(f"{path.stem}-damaged-{now.astimezone(UTC):%Y%m%d-%H%M%S}{path.suffix}")
    for tail in ("-wal", "-shm", ""):
        part = path.with_name(path.name + tail)
        if part.exists():
            part.replace(aside.with_name(aside.name + tail))


def _sync(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _rotate(folder: Path, keep: Path | None) -> None:
    """Drop what the rotation does not keep."""
    backups = list_backups(folder)
    kept = {one.path for one in kept_of(backups)}
    for one in backups:
        if one.path not in kept and one.path != keep:
            with suppress(OSError):
                one.path.unlink()


def rotation() -> tuple[int, int, int]:
    """Of how many days and weeks the newest backup is kept, and how many that were made for a reason."""
    policy = fleet.policy()
    given = ((policy.backup_days, DAILY), (policy.backup_weeks, WEEKLY), (policy.backup_made, NAMED))
    days, weeks, named = (usual if value is None else value for value, usual in given)
    return days, weeks, named


def kept_of(backups: Sequence[Backup]) -> list[Backup]:
    """Of backups, newest first: each of the last 7 days' and 4 weeks' newest, and the last 5 made for a reason.

    A policy file may give other numbers.
    """
    kept_days, kept_weeks, kept_named = rotation()
    days: dict[object, Backup] = {}
    weeks: dict[object, Backup] = {}
    for one in backups:
        days.setdefault(one.at.date(), one)
        weeks.setdefault(one.at.isocalendar()[:2], one)
    named = [one for one in backups if one.reason][:kept_named]
    kept = [*list(days.values())[:kept_days], *list(weeks.values())[:kept_weeks], *named]
    return [one for one in backups if one in kept]
