"""Who has the workspace: the window's lock, which dies with its process, and the name of the one who writes."""

import contextlib
import json
import os
import sys
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import psutil

from app.core.errors import UserError

_OFFSET: Final = 1 << 30
"""The locked byte lies behind the text, which others may then read on Windows too."""


class FileLock:
    """An exclusive lock of the operating system on a file; it is gone when the process is, however it ended."""

    def __init__(self, path: Path) -> None:
        """Nothing is locked yet."""
        self._path = path
        self._file: int | None = None

    def acquire(self) -> bool:
        """Take the lock without waiting; False where another process (or another object) has it.

        Raises UserError where no file can be made.
        """
        try:
            file = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o644)
        except (PermissionError, FileNotFoundError, NotADirectoryError) as error:
            folder = str(self._path.parent)
            raise UserError("“{path}” cannot be written: {error}", path=folder, error=error.strerror) from error
        try:
            _lock(file)
        except OSError:
            os.close(file)
            return False
        with contextlib.suppress(OSError):  # a full disk is no reason not to open
            os.write(file, f"{os.getpid():<12}".encode())
        self._file = file
        return True

    @property
    def held(self) -> bool:
        """Whether this object has the lock."""
        return self._file is not None

    def release(self) -> None:
        """Give the lock back; nothing happens where it is not held."""
        if self._file is not None:
            _unlock(self._file)
            os.close(self._file)
            self._file = None


if sys.platform == "win32":
    import msvcrt

    def _lock(file: int) -> None:
        os.lseek(file, _OFFSET, os.SEEK_SET)
        msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
        os.lseek(file, 0, os.SEEK_SET)

    def _unlock(file: int) -> None:
        os.lseek(file, _OFFSET, os.SEEK_SET)
        msvcrt.locking(file, msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def _lock(file: int) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def _unlock(file: int) -> None:
        fcntl.flock(file, fcntl.LOCK_UN)


@dataclass(frozen=True)
class Holder:
    """Who is writing now, as others are told while they wait."""

    pid: int
    actor: str
    origin: str
    action: str
    since: str

    @property
    def alive(self) -> bool:
        """Whether that process still runs."""
        return bool(psutil.pid_exists(self.pid))


class HolderNote:
    """A small file beside the workspace in which the writer leaves its name while it writes."""

    def __init__(self, workspace: Path) -> None:
        """The note of one workspace."""
        self._path = workspace.with_name(workspace.name + "-writer")

    def leave(self, *, actor: str, origin: str, action: str) -> None:
        """Say who writes; a note that cannot be written is no reason not to write."""
        since = datetime.now(UTC).isoformat(timespec="seconds")
        holder = Holder(os.getpid(), actor, origin, action, since)
        with contextlib.suppress(OSError):
            self._path.write_text(json.dumps(asdict(holder)), encoding="utf-8")

    def clear(self) -> None:
        """The write is over."""
        with contextlib.suppress(OSError):
            self._path.unlink(missing_ok=True)

    def read(self) -> Holder | None:
        """The one who writes, or None where nobody does or the note was left by a process that is gone."""
        try:
            holder = Holder(**json.loads(self._path.read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            return None
        return holder if holder.alive else None
