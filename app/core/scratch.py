"""Folders for files that nobody needs when their process is gone; what a killed one left is swept by the next."""

import contextlib
import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from app.core.lock import FileLock

_PREFIX: Final = "channeldesk-work-"
_LOCK: Final = "lock"
_YOUNG_S: Final = 60
"""A folder this young may be one whose owner has yet to lock it."""


@contextlib.contextmanager
def scratch_folder() -> Iterator[Path]:
    """A folder that goes when it is left; it is locked as long as this process lives."""
    sweep()
    folder = Path(tempfile.mkdtemp(prefix=_PREFIX))
    lock = FileLock(folder / _LOCK)
    lock.acquire()
    try:
        yield folder
    finally:
        lock.release()
        shutil.rmtree(folder, ignore_errors=True)


def sweep() -> None:
    """Take away the folders of processes that ended without doing so; a locked one is in use."""
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        with contextlib.suppress(OSError):
            if time.time() - folder.stat().st_mtime > _YOUNG_S and _is_left(folder):
                shutil.rmtree(folder, ignore_errors=True)


def _is_left(folder: Path) -> bool:
    lock = FileLock(folder / _LOCK)
    if not lock.acquire():
        return False
    lock.release()
    return True
