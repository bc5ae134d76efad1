"""Turning encryption of a workspace on and off, changing its key, opening it by its recovery code.

Every file says itself which key it has, so a step that was interrupted leaves files that all open: the keys of both
sides are kept until the last file is done. ``finish`` brings what is left to what the workspace's own file is.
"""

import shutil
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from app.core import fleet
from app.core.backup import list_backups
from app.core.connect import connect
from app.core.disk import reporting_damage
from app.core.drive import probe
from app.core.encryption import companion
from app.core.encryption.code import new_code
from app.core.encryption.convert import convert
from app.core.encryption.kept import drop_key, forget_with, keep_key, kept_key
from app.core.errors import UserError
from app.core.keys import head_of, id_of, key_id_of, key_of, new_key
from app.core.progress import Progress
from app.core.settings import MachineSettings
from app.core.texts import N_, Text
from app.core.workspace import Paths, window_lock

CONVERT: Final = "convert"
DELETE: Final = "delete"
LEAVE: Final = "leave"
BACKUPS: Final = (CONVERT, DELETE, LEAVE)
"""What becomes of the backups of the time before."""
SIGHT: Final = "-sight"
_KNOWN: Final = "known"


@dataclass(frozen=True)
class NewKey:
    """A key that is used nowhere yet, and the code to show once."""

    key: str = field(repr=False)
    code: str = field(repr=False)


@dataclass(frozen=True)
class FileState:
    """One file of a workspace: the id of its key, empty where it lies in plain."""

    path: Path
    key_id: str


@dataclass(frozen=True)
class Status:
    """How a workspace lies on the disk."""

    key_id: str
    """Of the workspace's own file; empty where it is not encrypted."""
    key_here: bool
    """Whether this account keeps the key."""
    code_here: bool
    """Whether the file for the recovery code lies beside it."""
    files: tuple[FileState, ...]

    @property
    def encrypted(self) -> bool:
        """Whether the workspace's own file is."""
        return bool(self.key_id)

    @property
    def others(self) -> tuple[Path, ...]:
        """Files that have another key than the workspace, or none where it has one."""
        return tuple(one.path for one in self.files if one.key_id != self.key_id)

    @property
    def plain(self) -> tuple[Path, ...]:
        """Files that lie in plain beside an encrypted workspace."""
        return tuple(one.path for one in self.files if self.encrypted and not one.key_id)


def make_key() -> NewKey:
    """A new key with its recovery code; nothing is changed yet."""
    return NewKey(new_key(), new_code())


def status(path: Path) -> Status:
    """How the workspace and its files lie on the disk; nothing is opened."""
    _require_workspace(path)
    own = key_id_of(path) or ""
    here = False
    if own:
        with suppress(UserError):
            here = kept_key(own) is not None
    wrapped = {one.id for place in companion.places(path) for one in companion.read_wrapped(place)}
    files = tuple(FileState(one, key_id_of(one) or "") for one in _files(path))
    return Status(own, here, own in wrapped, files)


def turn_on(path: Path, new: NewKey, *, backups: str = CONVERT, progress: Progress | None = None) -> Status:
    """Encrypt a workspace that no program has open, with all that lies beside it.

    Kept in this order: the key on this machine, the wrapped key beside the workspace, then file by file. Raises
    UserError where it is encrypted already.
    """
    _require_workspace(path)
    if key_id_of(path):
        raise UserError("“{name}” is encrypted already.", name=path.name)
    return _bring(path, new, backups, progress)


def change_key(path: Path, new: NewKey, *, progress: Progress | None = None) -> Status:
    """Bring an encrypted workspace and all that lies beside it under a new key; the old code opens nothing any more."""
    _require_workspace(path)
    if not key_id_of(path):
        raise UserError("“{name}” is not encrypted.", name=path.name)
    key_of(path)  # says what to do where it is not here
    return _bring(path, new, CONVERT, progress)


def turn_off(path: Path, *, progress: Progress | None = None) -> Status:
    """Bring everything back to plain files; the code opens nothing any more."""
    _require_workspace(path)
    require_plain_allowed()
    if not key_id_of(path) and not status(path).others:
        raise UserError("“{name}” is not encrypted.", name=path.name)
    with _alone(path):
        return _convert_all(path, None, CONVERT, progress or Progress())


def finish(path: Path, *, backups: str = CONVERT, progress: Progress | None = None) -> Status:
    """Bring what an interrupted step left, and backups that lie in plain, to what the workspace's own file is."""
    _require_workspace(path)
    with _alone(path):
        return _convert_all(path, key_of(path), backups, progress or Progress())


def recover(path: Path, code: str) -> None:
    """Keep the key of a file on this machine by its recovery code; nothing is kept where the code is wrong."""
    _require_workspace(path)
    keep_key(companion.key_by_code(path, code))


def use_code(path: Path, code: str) -> None:
    """Let a code open the key of an encrypted workspace instead of the one before."""
    key = key_of(path)
    if key is None:
        raise UserError("“{name}” is not encrypted.", name=path.name)
    companion.add(path, companion.wrap(key, code))


def check_code(path: Path, code: str) -> None:
    """Raise UserError unless the code opens the key of an encrypted workspace."""
    companion.key_by_code(path, code)


def required() -> bool:
    """Whether the policy file of this machine wants workspaces encrypted."""
    return fleet.policy().encrypt == "required"


def require_plain_allowed() -> None:
    """Raise UserError where the policy file wants workspaces encrypted, or where a broken one may have."""
    fleet.require_readable("workspace.encrypt")
    if required():
        raise UserError("The policy file of this machine wants workspaces encrypted.")


@contextmanager
def keeping(path: Path, new: NewKey) -> Iterator[None]:
    """Keep a key and its wrapped form for a workspace that is made in this; nothing stays behind where it is not."""
    path.parent.mkdir(parents=True, exist_ok=True)
    keep_key(new.key)
    try:
        companion.add(path, companion.wrap(new.key, new.code))
        yield
    except BaseException:
        if not path.exists():
            forget_with(path, id_of(new.key))
        raise


# -- the steps --------------------------------------------------------------------------------------------------------


def _bring(path: Path, new: NewKey, backups: str, progress: Progress | None) -> Status:
    with _alone(path):
        before = {one.key_id for one in status(path).files}
        keep_key(new.key)
        try:
            companion.add(path, companion.wrap(new.key, new.code))
            return _convert_all(path, new.key, backups, progress or Progress())
        except BaseException:
            if id_of(new.key) not in {one.key_id for one in status(path).files} | before:
                _forget_unused(path)  # nothing was changed: no key and no code stays behind
                with suppress(UserError):
                    drop_key(id_of(new.key))
            raise


def _convert_all(path: Path, key: str | None, backups: str, progress: Progress) -> Status:
    """The workspace's own file first: what it is, the others are to become."""
    space = _workspace_id(path)
    keys = {one.key_id for one in status(path).files if one.key_id}
    wanted = None if key is None else id_of(key)
    dropped = [one for one in _backups(path) if key_id_of(one) != wanted] if backups == DELETE else []
    left = _backups(path) if backups == LEAVE else dropped
    files = [one for one in _files(path) if one not in left]
    sizes = [one.stat().st_size for one in files]
    for at, one in enumerate(files):
        words = Text(N_("Encrypting {file}") if key else N_("Decrypting {file}"), {"file": one.name})
        progress.step(sum(sizes[:at]) >> 10, sum(sizes) >> 10, words)
        convert(one, key, progress)
    for old in dropped:  # not before: a workspace that turns out to be damaged is restored from them
        old.unlink()
    progress.step(sum(sizes) >> 10, sum(sizes) >> 10)
    _clear_copies(path, space)
    companion.spread(path)
    _forget_unused(path)
    found = status(path)
    used = {one.key_id for one in found.files}
    under = fleet.policy().backup_folder
    if under is None or under.is_dir():  # else backups out of reach may have them
        for gone in keys - used:
            drop_key(gone)
    return found


def _forget_unused(path: Path) -> None:
    companion.keep_only(path, {one.key_id for one in status(path).files if one.key_id})


def _clear_copies(path: Path, space: str) -> None:
    """Pictures and copies of then are made again when they are wanted."""
    path.with_name(path.name + SIGHT).unlink(missing_ok=True)
    for place in (MachineSettings().folder / _KNOWN).glob(f"{space}-*"):
        shutil.rmtree(place, ignore_errors=True)


def _workspace_id(path: Path) -> str:
    with reporting_damage(path.name), closing(connect(path, read_only=True)) as connection:
        found = connection.execute("SELECT value FROM meta WHERE key = 'workspace'").fetchone()
    return str(found[0]) if found else "-"


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """No window has the workspace open while this holds; other programs are found file by file."""
    lock = window_lock(Paths(path), probe(path))
    try:
        yield
    finally:
        lock.release()


def _files(path: Path) -> Sequence[Path]:
    """Every file that holds what people entered or imported."""
    originals = [folder / Paths(path).kept_files.name for folder in _folders(path)]
    return [one for one in (path, Paths(path).files, *originals, *_backups(path)) if one.exists() and head_of(one)]


def _backups(path: Path) -> list[Path]:
    return [one.path for folder in _folders(path) for one in list_backups(folder)]


def _folders(path: Path) -> list[Path]:
    """The policy file's folder of backups, and the one beside the workspace."""
    return list(dict.fromkeys([Paths(path).backups, path.with_suffix(".backups")]))


def _require_workspace(path: Path) -> None:
    if not path.is_file():
        raise UserError("There is no workspace “{name}”.", name=str(path))
    if not head_of(path):
        raise UserError("“{name}” is not a workspace of ChannelDesk.", name=path.name)
