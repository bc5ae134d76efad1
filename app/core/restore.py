"""Bringing a workspace back to a backup, without losing what it was."""

from contextlib import closing
from pathlib import Path

from sqlalchemy.orm import Session

from app.core import migrate
from app.core.backup import back_up, overwrite, put_aside, state_of, verify_file
from app.core.clock import SystemClock
from app.core.db import Action, Database
from app.core.device import start_device, workspace_id
from app.core.disk import saying_disk_full
from app.core.drive import Drive
from app.core.errors import UserError
from app.core.files import FileStore
from app.core.model import Base
from app.core.settings import MachineSettings
from app.core.texts import N_
from app.core.workspace import Paths, bring_up_to_date, window_lock
from app.core.writing import touch, writing_of


def restore(path: Path, backup: Path, *, machine: MachineSettings | None = None) -> None:
    """Bring a workspace that no window has open back to a backup; what it is now becomes another backup.

    The pages are copied in one transaction of SQLite, so that a kill leaves the file as it was or as the backup is.
    The restored file goes on as a new device that names the old one's head.
    """
    if not backup.is_file():
        raise UserError("There is no backup “{name}”.", name=str(backup))
    paths, machine = Paths(path), machine or MachineSettings()
    lock = window_lock(paths, Drive())
    try:
        migrate.revision_of(backup)
        verify_file(backup)
        with saying_disk_full():
            newest_tx = _keep_present(paths, backup)
            overwrite(path, backup)
            for kept in {paths.kept_files, backup.with_name(paths.kept_files.name)}:  # it may come from elsewhere
                if kept.exists():
                    FileStore(kept).copy_missing_to(paths.files)
        bring_up_to_date(paths, Drive(), locked=True)
        _go_on_as_new_device(path, backup.name, newest_tx, machine)
    finally:
        lock.release()


def _keep_present(paths: Paths, backup: Path) -> int:
    """Back up what is there, or put it aside where it is damaged; returns its newest transaction's number."""
    now = SystemClock().now()
    if not paths.main.exists():
        paths.main.touch()
        return 0
    try:
        migrate.revision_of(paths.main)
    except UserError:
        put_aside(paths.main, now)
        paths.main.touch()
        return 0
    newest_tx, *_, workspace = state_of(paths.main)
    if state_of(backup)[-1] != workspace:
        raise UserError("“{name}” is a backup of another workspace.", name=backup.name)
    back_up(paths.main, paths.safe_backups, now=now, reason="restore", keep=backup)
    return int(str(newest_tx or 0))


def _go_on_as_new_device(path: Path, name: str, newest_tx: int, machine: MachineSettings) -> None:
    def command(session: Session) -> str:
        writing_of(session).tx_floor = newest_tx
        touch(session, *Base.metadata.tables)
        return start_device(session)

    with closing(Database(path)) as db:
        device = db.write(Action(N_("Restore the backup “{name}”"), {"name": name}), command, origin="system").value
        with db.read() as session:
            machine.set_device(workspace_id(session), device=device, path=path.resolve(), dseq=0)
