"""Files that appear whole or not at all."""

import os
from pathlib import Path

from app.core.disk import saying_disk_full
from app.core.errors import UserError


def write_whole(path: Path, data: bytes) -> None:
    """Write a file under a temporary name and rename it; raises UserError where that is not possible."""
    part = path.with_name(path.name + ".part")
    with saying_disk_full():
        try:
            with part.open("wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            part.replace(path)
        except (PermissionError, FileNotFoundError, NotADirectoryError, IsADirectoryError) as error:
            raise UserError("“{path}” cannot be written: {error}", path=str(path), error=error.strerror) from error
        finally:
            part.unlink(missing_ok=True)
