"""Files that appear whole or not at all."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from app.core.disk import saying_disk_full
from app.core.errors import UserError


@contextmanager
def writing_whole(path: Path) -> Iterator[BinaryIO]:
    """An open file that gets its name when all is written; raises UserError where that is not possible."""
    part = path.with_name(path.name + ".part")
    with saying_disk_full():
        try:
            with part.open("wb") as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
            part.replace(path)
        except (PermissionError, FileNotFoundError, NotADirectoryError, IsADirectoryError) as error:
            raise UserError("“{path}” cannot be written: {error}", path=str(path), error=error.strerror) from error
        finally:
            with suppress(NotADirectoryError):
                part.unlink(missing_ok=True)


def write_whole(path: Path, data: bytes) -> None:
    """Write a file under a temporary name and rename it; raises UserError where that is not possible."""
    with writing_whole(path) as file:
        file.write(data)
