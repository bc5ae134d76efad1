"""A watched folder: which of its files are whole by now."""

import time
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path

from app.core.errors import UserError
from app.core.progress import Progress
from app.imports.sources.settings import FolderSettings

_LOOK_S = 0.1


@dataclass(frozen=True)
class SeenFile:
    """A file as it lies there."""

    path: Path
    size: int
    mtime_ns: int


def settled_files(settings: FolderSettings, progress: Progress, *, now: float | None = None) -> list[SeenFile]:
    """The files that fit and have stopped growing, the oldest first; raises UserError where the folder is not there.

    A file that was last written longer ago than it takes to settle is looked at once; younger ones are looked at
    again after that time, and those that grew meanwhile are left for the next run.
    """
    first = _look(settings)
    moment = time.time() if now is None else now
    young = {one for one in first if moment - one.mtime_ns / 1e9 < settings.settle}
    if young:
        until = time.monotonic() + settings.settle
        while time.monotonic() < until:
            progress.step(0)
            time.sleep(min(_LOOK_S, max(0.0, until - time.monotonic())))
        again = set(_look(settings))
        first = [one for one in first if one not in young or one in again]
    return sorted(first, key=lambda one: (one.mtime_ns, one.path.name))


def _look(settings: FolderSettings) -> list[SeenFile]:
    folder, found = Path(settings.folder), []
    try:
        for path in folder.iterdir():
            if fnmatch(path.name, settings.pattern) and not path.name.startswith((".", "~$")) and path.is_file():
                stat = path.stat()
                if stat.st_size:
                    found.append(SeenFile(path, stat.st_size, stat.st_mtime_ns))
    except (FileNotFoundError, NotADirectoryError) as error:
        if not folder.is_dir():
            raise UserError("There is no folder “{folder}”.", folder=settings.folder) from error
        return _look(settings)  # a file went away while we looked
    except OSError as error:
        raise UserError(
            "The folder “{folder}” cannot be read: {error}", folder=settings.folder, error=error.strerror or str(error)
        ) from error
    return found
