"""A package comes here: in pieces, with progress and a way to stop; only what is whole gets the name of a package."""

import hashlib
import os
from contextlib import suppress
from pathlib import Path
from typing import Final

from app.core.disk import saying_disk_full
from app.core.errors import UserError
from app.core.lock import FileLock
from app.core.progress import Progress
from app.core.texts import N_, Text
from app.updates.channel import Package
from app.updates.places import Place

_KB: Final = 1024
_PART: Final = ".part"
_FETCHING: Final = Text(N_("Fetching, in KB"))
_CHECKING: Final = Text(N_("Checking what was fetched, in KB"))


def fetch(place: Place, package: Package, folder: Path, progress: Progress) -> Path:
    """The package in ``folder``, whole and verified; what was stopped before goes on where it was.

    Raises UserError where the channel cannot be reached any more (what came is kept as a part), where the disk is full,
    or where the file is not the one that was signed (nothing is kept).
    """
    with saying_disk_full():
        _make(folder)
        lock = FileLock(folder / "fetching.lock")
        if not lock.acquire():
            raise UserError("Another window or command is fetching the update already.")
        try:
            return _fetched(place, package, folder, progress)
        finally:
            lock.release()


def _make(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with suppress(OSError):
        folder.chmod(0o700)  # nobody else puts another file in place of the one that was verified


def _fetched(place: Place, package: Package, folder: Path, progress: Progress) -> Path:
    whole = folder / package.name
    if is_whole(whole, package.sha256, progress):
        return whole
    part = folder / f"{package.name}.{package.sha256[:16]}{_PART}"
    for other in folder.glob(f"*{_PART}"):
        if other != part:
            other.unlink(missing_ok=True)
    resumed = _take(place, package, part, progress)
    if resumed and not is_whole(part, package.sha256, progress):
        part.unlink()  # begun from another file, or written over: once more from the beginning
        _take(place, package, part, progress)
    if not is_whole(part, package.sha256, progress):
        part.unlink(missing_ok=True)
        raise UserError("The file {name} of the update channel is not the one that was signed: it is damaged or was "
                        "exchanged. Nothing of it is kept.", name=package.name)  # fmt: skip
    part.replace(whole)
    return whole


def _take(place: Place, package: Package, part: Path, progress: Progress) -> bool:
    """Bring the part to the package's size; returns whether it went on from an earlier time."""
    have = part.stat().st_size if part.exists() else 0
    if have > package.size:
        part.unlink()
        have = 0
    if have == package.size:
        return True
    with place.stream(package.name, have) as stream, part.open("r+b" if have else "wb") as file:
        file.seek(stream.start)
        file.truncate()
        done = stream.start
        for chunk in stream.chunks:
            done += len(chunk)
            if done > package.size:
                break  # not the file that was signed; the hash says so
            file.write(chunk)
            progress.step(done // _KB, package.size // _KB, _FETCHING)
        file.flush()
        os.fsync(file.fileno())
    if done < package.size:
        raise UserError("The file {name} of the update channel broke off. What came is kept; the next try goes on "
                        "there.", name=package.name)  # fmt: skip
    return stream.start > 0


def is_whole(path: Path, sha256: str, progress: Progress | None = None) -> bool:
    """Whether a file is the one with this hash."""
    try:
        size = path.stat().st_size
        digest = hashlib.sha256()
        with path.open("rb") as file:
            while chunk := file.read(1 << 20):
                digest.update(chunk)
                if progress is not None:
                    progress.step(file.tell() // _KB, size // _KB, _CHECKING)
    except OSError:
        return False
    return digest.hexdigest() == sha256
