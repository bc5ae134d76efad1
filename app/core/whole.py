"""Files that appear whole or not at all."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, Final, cast

from app.core.disk import saying_disk_full
from app.core.errors import UserError
from app.core.veiled import VeiledPath

_NEW: Final = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0)


@contextmanager
def writing_whole(path: Path, *, mode: int = 0o666) -> Iterator[BinaryIO]:
    """An open file that gets its name when all is written; raises UserError where that is not possible.

    ``mode`` are its rights from the first byte on, less those that the account never grants.
    """
    if isinstance(path, VeiledPath):  # only this process will ever read it
        with saying_disk_full(), path.open("wb") as file:
            yield cast("BinaryIO", file)
        return
    part = path.with_name(path.name + ".part")
    with saying_disk_full():
        try:
            with os.fdopen(os.open(part, _NEW, mode), "wb") as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
            part.replace(path)
        except (PermissionError, FileNotFoundError, NotADirectoryError, IsADirectoryError) as error:
            raise UserError("“{path}” cannot be written: {error}", path=str(path), error=error.strerror) from error
        finally:
            with suppress(NotADirectoryError):
                part.unlink(missing_ok=True)


def write_whole(path: Path, data: bytes, *, mode: int = 0o666) -> None:
    """Write a file under a temporary name and rename it; raises UserError where that is not possible."""
    with writing_whole(path, mode=mode) as file:
        file.write(data)


def sync_folder(folder: Path) -> None:
    """Names that were given in a folder outlive a power cut from now on, where the file system can promise that."""
    if sys.platform != "win32":
        with suppress(OSError):  # some network drives refuse it
            handle = os.open(folder, os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)
