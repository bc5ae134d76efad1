"""What the doctor reads of a workspace, without changing it: no upgrade, no lock, beside whoever has it open."""

import hashlib
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import psutil
from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app.core import migrate
from app.core.backup import list_backups
from app.core.calendars import CALENDARS
from app.core.clock import SystemClock
from app.core.connect import connect
from app.core.db import Database
from app.core.device import current_device
from app.core.drive import probe
from app.core.errors import UserError
from app.core.journal import chain_hash, digest_of
from app.core.keys import key_id_of
from app.core.locks import pack_text
from app.core.model import Entry
from app.core.progress import Progress
from app.core.sqlite_errors import any_error, code_of, database_errors, name_of
from app.core.texts import N_, Text
from app.core.workspace import Paths
from app.doctor import rules
from app.doctor.findings import BAD, Finding
from app.doctor.fleet import encryption_row
from app.doctor.machine import free_bytes
from app.health.model import HealthModel
from app.jobs.runs import FAILED, OUTCOMES, newest_runs
from app.jobs.timetable import OWN, timed_jobs
from app.kpi.definitions import KPIS
from app.kpi.own.known import known_kpis
from app.planning.calendars import chosen_calendar

TAIL: Final = 500
"""Rows at the journal's head whose hashes are computed again."""
_COLUMNS: Final = tuple(column.key for column in Entry.__table__.columns)
QUICK_SECONDS: Final = 20
"""How long pages are looked at; the command check takes the time that it needs."""
_LOOK_S: Final = 0.2


def workspace_path_rows(path: Path) -> Iterator[Finding]:
    """The files of a workspace, and its newest backup."""
    paths = Paths(path)
    yield rules.path_finding("workspace", N_("Workspace"), str(path.absolute()), there=path.is_file(), needed=True)
    if path.is_file() and _is_ours(path):  # of another file nothing is missing
        files = paths.files
        yield rules.path_finding("files", N_("Kept files"), str(files.absolute()), there=files.exists(), needed=True)
        backups = paths.backups
        yield rules.path_finding("backups", N_("Backups"), str(backups.absolute()), there=backups.exists())
        newest = next(iter(list_backups(backups)), None) if backups.exists() else None
        yield rules.backup_finding(newest.at if newest else None, SystemClock().now())


def _is_ours(path: Path) -> bool:
    """Whether it is a workspace, of whatever version, so far as that can be told."""
    try:
        return bool(migrate.revision_of(path)) or key_id_of(path) is not None
    except UserError as refusal:
        return refusal.text.msgid != migrate.no_workspace("").text.msgid
    except any_error(OSError):
        return True


def workspace_room_rows(path: Path) -> Iterator[Finding]:
    """Room where the workspace lies, and what kind of drive that is."""
    size = path.stat().st_size if path.is_file() else 0
    yield rules.room_finding("workspace", N_("Room for the workspace"), free_bytes(path.absolute().parent), size)
    yield from rules.drive_findings(probe(path), _file_system(path.absolute().parent))


def _file_system(folder: Path) -> str:
    best, kind = "", ""
    for one in psutil.disk_partitions(all=True):
        if folder.is_relative_to(one.mountpoint) and len(one.mountpoint) > len(best):
            best, kind = one.mountpoint, one.fstype
    return kind


def database_rows(path: Path, progress: Progress) -> list[Finding]:
    """Schema, size, quick check, head of the journal, log, jobs and versions of definitions; as far as it can be read.

    Raises Cancelled where ``progress`` is.
    """
    known = migrate.head()
    try:
        found = migrate.revision_of(path)
    except UserError as refusal:
        return [rules.schema_finding("", known, refusal.text)]
    except any_error(OSError) as error:
        why = Text(N_("The file cannot be read: {error}"), {"error": type(error).__name__})
        return [rules.schema_finding("", known, why)]
    rows = [rules.schema_finding(found, known, None), encryption_row(path), *_file_rows(path, progress)]
    if found != known or any(one.state == BAD for one in rows):
        return rows
    try:
        return [*rows, *_record_rows(path, progress)]
    except any_error(DBAPIError) as error:
        return [*rows, rules.faults_finding("journal", N_("Head of the journal"), [error], "")]


def _file_rows(path: Path, progress: Progress) -> Iterator[Finding]:
    log = path.with_name(f"{path.name}-wal")
    size = path.stat().st_size
    yield Finding("database", "size", Text(N_("Size")), rules.size_words(size))
    with closing(connect(path, read_only=True)) as raw:
        (mode,) = raw.execute("PRAGMA journal_mode").fetchone()
        yield rules.log_finding(str(mode), log.stat().st_size if log.exists() else 0, network=probe(path).network)
        progress.step(0, 0, Text(N_("Checking the file")))
        faults, whole = _quick_check(raw, progress)
    title, looked = N_("Pages of the file"), rules.size_words(size)
    if whole or faults:
        yield rules.faults_finding("quick_check", title, faults, looked)
    else:
        said = Text(N_("no fault found in {n} s; the command check looks at everything"), {"n": QUICK_SECONDS})
        yield Finding("database", "quick_check", Text(title), said)


def _quick_check(raw: sqlite3.Connection, progress: Progress) -> tuple[list[str], bool]:
    """What is wrong with the pages, and whether all were looked at: of a large file on a slow disk only some are."""
    over = threading.Event()

    def watch() -> None:
        deadline = time.monotonic() + QUICK_SECONDS
        while not over.wait(_LOOK_S):
            if progress.cancelled or time.monotonic() > deadline:
                raw.interrupt()  # a progress handler is not asked while pages are checked

    watcher = threading.Thread(target=watch, name="doctor", daemon=True)
    watcher.start()
    try:
        return [line for (line,) in raw.execute("PRAGMA quick_check(5)") if line != "ok"], True
    except database_errors() as error:
        progress.step(0)
        stopped = code_of(error) == sqlite3.SQLITE_INTERRUPT
        return [] if stopped else [name_of(error)], not stopped
    finally:
        over.set()
        watcher.join()


def _record_rows(path: Path, progress: Progress) -> list[Finding]:
    db = Database(path, read_only=True)
    try:
        with db.read(progress) as session:
            rows = [_head_row(session), *_job_rows(session), *_definition_rows(session)]
    finally:
        db.close()
    return rows


def _head_row(session: Session) -> Finding:
    count = session.scalar(select(func.count()).select_from(Entry)) or 0
    faults = tail_faults(session)
    looked = f"{count:,}, tail {min(count, TAIL):,}"
    return rules.faults_finding("journal", N_("Head of the journal"), faults, looked)


def tail_faults(session: Session, most: int = TAIL) -> list[int]:
    """The numbers of rows at the head of this device's journal that were changed or do not follow the one before."""
    device = current_device(session)
    found = session.execute(
        select(Entry.__table__).where(Entry.device == device).order_by(Entry.dseq.desc()).limit(most + 1)
    ).all()
    rows = [dict(zip(_COLUMNS, one, strict=True)) for one in reversed(found)]
    faults = []
    for place, row in enumerate(rows):
        before = rows[place - 1] if place else None
        follows = before is None or (row["dseq"] == before["dseq"] + 1 and row["prev_hash"] == before["hash"])
        chained = row["hash"] == chain_hash(row["prev_hash"], row["digest"])
        if not (follows and chained and (not row["salt"] or row["digest"] == digest_of(row))):
            faults.append(int(row["dseq"]))
    return faults


def _job_rows(session: Session) -> Iterator[Finding]:
    now, newest = SystemClock().now(), newest_runs(session)
    for job in timed_jobs(session):
        run, wanted = newest.get(job.name), job.wanted(session, now)
        due = datetime.fromisoformat(wanted.due_at) if wanted is not None and run is not None else None
        last = datetime.fromtimestamp(run.ended_at / 1000, UTC) if run is not None else None
        fact = rules.JobFact(
            job.name, job.title, last, Text(OUTCOMES[run.outcome]) if run is not None else None,
            run is not None and run.outcome == FAILED, due, job.name in OWN,
        )  # fmt: skip
        yield rules.job_finding(fact, now)


def _definition_rows(session: Session) -> Iterator[Finding]:
    """By which definitions figures are computed: the same words on two machines are the same definitions."""
    kpis = known_kpis(session)
    said = "\n".join(f"{key} {one.version} {one.formula}" for key, one in sorted(kpis.items()))
    mark = hashlib.sha256(said.encode()).hexdigest()[:12]
    values = {"n": len(KPIS), "own": len(kpis) - len(KPIS), "mark": mark}
    yield Finding("definitions", "kpis", Text(N_("KPIs")), Text(N_("built-in {n}, own {own}, mark {mark}"), values))
    version = session.scalar(select(func.max(HealthModel.version)).where(HealthModel.removed.is_(False)))
    model = str(version) if version else Text(N_("built-in"))
    yield Finding("definitions", "model", Text(N_("Version of the health model")), model)
    pack = pack_text(session)
    yield Finding("definitions", "pack", Text(N_("Configuration pack")), pack or Text(N_("none")), private=True)
    calendar = chosen_calendar(session)
    built_in = calendar.id in CALENDARS
    yield Finding("definitions", "calendar", Text(N_("Calendar of the months")),
                  calendar.id if built_in else Text(N_("an own one")))  # fmt: skip
    yield Finding("definitions", "catalogue", Text(N_("Schemas that this program knows")),
                  f"{migrate.revisions()[0]} … {migrate.head()}")  # fmt: skip
