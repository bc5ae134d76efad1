"""A workspace on its way to another laptop: one file with all that belongs to it, put in place there in one step.

The file is a ZIP without compression. Each part lies in it as on the disk: of an encrypted workspace encrypted, so that
the file needs no key of its own. ``contents.json`` names every part with its size and SHA-256.
"""

import hashlib
import json
import os
import shutil
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import IO, Any, Final

from app import VERSION
from app.core import fleet, migrate
from app.core.backup import copy_online, list_backups, verify_file
from app.core.db import Action
from app.core.disk import saying_disk_full
from app.core.drive import probe
from app.core.encryption import companion
from app.core.encryption.notices import UNFINISHED
from app.core.encryption.service import recover
from app.core.errors import UserError
from app.core.keys import MOVE_SUFFIX, head_of, key_id_of, key_of, look_again
from app.core.progress import Progress
from app.core.settings import MachineSettings
from app.core.texts import N_, Text
from app.core.workspace import MOVED, SUFFIX, Paths, Workspace, window_lock
from app.core.workspace_settings import set_setting

NEWEST, ALL, NONE = "newest", "all", "none"
BACKUPS: Final = (NEWEST, ALL, NONE)
"""Which backups go along."""
_CONTENTS: Final = "contents.json"
_WINDOW: Final = "window.json"
_KEPT: Final = ("language", "theme")
"""What of the account's settings is worth keeping; no path, no secret, nobody's name."""
_PIECE: Final = 1 << 20


@dataclass(frozen=True)
class Packed:
    """What was packed."""

    path: Path
    size: int
    parts: tuple[str, ...]
    encrypted: bool


@dataclass(frozen=True)
class Placed:
    """What was put in place."""

    path: Path
    parts: tuple[str, ...]
    settings: tuple[str, ...]
    """The names of settings of the account that were taken over."""


def pack(
    path: Path, out: Path, *, backups: str = NEWEST, machine: MachineSettings | None = None,
    progress: Progress | None = None,
) -> Packed:  # fmt: skip
    """Put a workspace that no window has open into one file, read it back, and mark the workspace as moved.

    A kill leaves no file of that name, and the workspace as it was. Raises UserError where the disk is full.
    """
    out, machine, progress = out.with_suffix(MOVE_SUFFIX), machine or MachineSettings(), progress or Progress()
    if out.exists():
        raise UserError("“{name}” exists already; choose another name.", name=out.name)
    migrate.revision_of(path)
    _companion(path)
    if head_of(Paths(path).files) and key_id_of(Paths(path).files) != key_id_of(path):
        raise UserError(UNFINISHED)
    lock, part, copy = window_lock(Paths(path), probe(path)), Path(f"{out}.part"), Path(f"{out}.copy.part")
    try:
        with saying_disk_full(), _swept(part, copy):
            out.parent.mkdir(parents=True, exist_ok=True)
            parts = _write(path, part, copy, backups, machine, progress)
            _verify(part)
            part.replace(out)
    finally:
        lock.release()
    with Workspace.open(path, machine=machine) as workspace:
        told = {"at": datetime.now(UTC).isoformat(timespec="seconds"), "file": out.name}
        action = Action(N_("Packed for another machine"))
        workspace.db.write(action, lambda session: set_setting(session, key=MOVED, value=told), origin="system")
    return Packed(out, out.stat().st_size, tuple(parts), key_of(path) is not None)


def put_in_place(
    file: Path, path: Path, *, code: str = "", machine: MachineSettings | None = None, progress: Progress | None = None
) -> Placed:
    """Put what was packed at a new place; every part is compared with its SHA-256 before anything gets its name.

    The workspace goes on as a new device when it is opened. ``code`` is the recovery code of an encrypted one, wanted
    where this machine does not keep its key. A kill or an error leaves nothing behind that looks like a workspace.
    """
    path, machine, progress = path.with_suffix(SUFFIX), machine or MachineSettings(), progress or Progress()
    fleet.require_place(path)
    # a log left there by a power cut would be played over what is put beside it, and another key lost
    left = [path.with_name(path.name + tail) for tail in ("-wal", "-journal", companion.SUFFIX)]
    for one in (path, path.with_suffix(".files"), path.with_suffix(".backups"), *left):
        if one.exists():
            raise UserError("“{name}” exists already; open it or choose another name.", name=one.name)
    folder = path.parent / f".{path.name}.moving"
    with saying_disk_full(), _folder(folder):
        with _opened(file) as archive:
            contents = _contents(archive, file)
            (folder / _CONTENTS).write_bytes(archive.read(_CONTENTS))
            _require_room(folder, sum(int(one["size"]) for one in contents.values()))
            _extract(archive, contents, folder, path.stem, file, progress)
        main = folder / path.name
        if code:
            recover(main, code)
        key_of(main)  # UnknownKeyError where its code is wanted
        migrate.revision_of(main)
        verify_file(main)
        taken = _take_settings(folder, machine)
        for name in (path.with_suffix(".backups"), path.with_suffix(".files"), companion.companion_of(path), path):
            if (made := folder / name.name).exists():
                made.replace(name)
                look_again(name)
    return Placed(path, tuple(contents), taken)


def lift(path: Path, *, machine: MachineSettings | None = None) -> None:
    """Work on in a workspace that was marked as moved."""
    with Workspace.open(path, machine=machine) as workspace:
        action = Action(N_("Goes on here after it was packed"))
        workspace.db.write(action, lambda session: set_setting(session, key=MOVED, value={}), origin="system")


# -- packing ----------------------------------------------------------------------------------------------------------


def _write(
    path: Path, part: Path, copy: Path, backups: str, machine: MachineSettings, progress: Progress
) -> dict[str, dict[str, Any]]:
    chosen = _chosen(path, backups)
    sources = [one for one in (path, Paths(path).files, *chosen) if one.exists()]
    total, done = sum(one.stat().st_size for one in sources), 0
    contents: dict[str, dict[str, Any]] = {}
    with zipfile.ZipFile(part, "w", zipfile.ZIP_STORED, allowZip64=True) as archive:
        for one in sources:
            progress.step(done >> 10, total >> 10, Text(N_("Packing {file}"), {"file": one.name}))
            done += one.stat().st_size
            own = {path: "workspace", Paths(path).files: "files"}
            name = own.get(one, f"backups/{one.name}")
            if one in own or one == Paths(path).kept_files:  # others may write to it
                copy_online(one, copy, Progress())
                contents[name] = _add(archive, name, copy, progress)
                copy.unlink()
            else:
                contents[name] = _add(archive, name, one, progress)
        if (key := _companion(path)) is not None:
            contents["key"] = _add(archive, "key", key, progress)
        if (window := machine.folder / _WINDOW).exists():
            contents[_WINDOW] = _add(archive, _WINDOW, window, progress)
        kept = {name: value for name, value in machine.read().items() if name in _KEPT}
        about = {"format": 1, "version": VERSION, "name": path.stem, "parts": contents, "settings": kept}
        archive.writestr(_CONTENTS, json.dumps(about, ensure_ascii=False, indent=1))
    _sync(part)
    return contents


def _companion(path: Path) -> Path | None:
    """The file that opens it there by the code; UserError where there is none, for then nothing would."""
    wanted = key_id_of(path)
    if wanted is None:
        return None
    for place in companion.places(path):
        if any(one.id == wanted for one in companion.read_wrapped(place)):
            return place
    raise UserError("The file {name} for the recovery code is missing; make a new code: encrypt recovery",
                    name=companion.companion_of(path).name)  # fmt: skip


def _chosen(path: Path, backups: str) -> list[Path]:
    folder, kept = Paths(path).backups, Paths(path).kept_files
    # of an encrypted workspace what was left in plain stays where it is
    plain_goes = key_id_of(path) is None
    found = [one.path for one in list_backups(folder) if plain_goes or key_id_of(one.path)]
    if backups == NONE or not found:
        return []
    originals = [kept] if kept.exists() and (plain_goes or key_id_of(kept)) else []
    return [*(found if backups == ALL else found[:1]), *originals]


def _add(archive: zipfile.ZipFile, name: str, source: Path, progress: Progress) -> dict[str, Any]:
    digest, size = hashlib.sha256(), 0
    with source.open("rb") as file, archive.open(name, "w", force_zip64=True) as target:
        while piece := file.read(_PIECE):
            progress.step(0)
            digest.update(piece)
            size += len(piece)
            target.write(piece)
    return {"sha256": digest.hexdigest(), "size": size}


def _verify(part: Path) -> None:
    with _opened(part) as archive:
        for name, one in _contents(archive, part).items():
            with archive.open(name) as file:
                if _digest(file, None) != one["sha256"]:
                    raise _damaged(name)


# -- putting in place -------------------------------------------------------------------------------------------------


def _extract(
    archive: zipfile.ZipFile, contents: dict[str, dict[str, Any]], folder: Path, stem: str, file: Path,
    progress: Progress,
) -> None:  # fmt: skip
    total, done = sum(int(one["size"]) for one in contents.values()), 0
    for name, one in contents.items():
        target = _target(folder, stem, name, file)
        target.parent.mkdir(exist_ok=True)
        progress.step(done >> 10, total >> 10, Text(N_("Unpacking {file}"), {"file": target.name}))
        try:
            with archive.open(name) as source, target.open("xb") as made:
                digest = _digest(source, made)
                made.flush()
                os.fsync(made.fileno())
        except (KeyError, zipfile.BadZipFile, EOFError, RuntimeError, zlib.error) as error:
            raise _damaged(file.name) from error
        if digest != one["sha256"]:
            raise _damaged(file.name)
        done += int(one["size"])


def _target(folder: Path, stem: str, name: str, file: Path) -> Path:
    """Where a part belongs; a name that leads elsewhere makes the file none of ours."""
    own = {"workspace": f"{stem}{SUFFIX}", "files": f"{stem}.files", "key": f"{stem}{SUFFIX}{companion.SUFFIX}",
           _WINDOW: _WINDOW}  # fmt: skip
    if name in own:
        return folder / own[name]
    place = PurePosixPath(name)
    plain = place.name not in {"", ".", ".."} and not set(place.name) & set("\\/:")
    if plain and place.parts == ("backups", place.name):
        return folder / f"{stem}.backups" / place.name
    raise _foreign(file)


def _take_settings(folder: Path, machine: MachineSettings) -> tuple[str, ...]:
    """Language and layout where this account has chosen none yet."""
    taken = []
    window = folder / _WINDOW
    if window.exists():
        if not (machine.folder / _WINDOW).exists():
            machine.folder.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(window, machine.folder / _WINDOW)
            taken.append("layout")
        window.unlink()
    kept = json.loads((folder / _CONTENTS).read_text(encoding="utf-8")).get("settings", {})
    fresh = {name: str(kept[name]) for name in _KEPT if name in kept and name not in machine.read()}
    if fresh:
        machine.update(**fresh)
    return (*taken, *fresh)


@contextmanager
def _opened(file: Path) -> Iterator[zipfile.ZipFile]:
    if not file.is_file():
        raise UserError("There is no file “{name}”.", name=str(file))
    try:
        archive = zipfile.ZipFile(file)
    except zipfile.BadZipFile as error:
        raise _foreign(file) from error
    with archive:
        yield archive


def _contents(archive: zipfile.ZipFile, file: Path) -> dict[str, dict[str, Any]]:
    try:
        found = json.loads(archive.read(_CONTENTS))
        parts = {str(name): {"sha256": str(one["sha256"]), "size": int(one["size"])}
                 for name, one in found["parts"].items()}  # fmt: skip
    except (KeyError, ValueError, TypeError, AttributeError, zipfile.BadZipFile) as error:
        raise _foreign(file) from error
    if "workspace" not in parts:
        raise _foreign(file)
    return parts


def _digest(source: IO[bytes], target: IO[bytes] | None) -> str:
    digest = hashlib.sha256()
    while piece := source.read(_PIECE):
        digest.update(piece)
        if target is not None:
            target.write(piece)
    return digest.hexdigest()


def _require_room(folder: Path, wanted: int) -> None:
    if shutil.disk_usage(folder).free < wanted:
        raise UserError(
            "The disk has not enough room: {wanted} MB are wanted, {free} MB are free. Nothing was written.",
            wanted=(wanted >> 20) + 1, free=shutil.disk_usage(folder).free >> 20,
        )  # fmt: skip


@contextmanager
def _folder(folder: Path) -> Iterator[None]:
    """A folder beside the place, so that what is whole only changes its name; nothing of it stays."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    try:
        yield
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _swept(*parts: Path) -> Iterator[None]:
    def clear() -> None:
        for part in parts:
            for tail in ("", "-journal", "-wal", "-shm"):
                with suppress(OSError):
                    part.with_name(part.name + tail).unlink(missing_ok=True)

    clear()
    try:
        yield
    finally:
        clear()


def _sync(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _damaged(name: str) -> UserError:
    return UserError("“{name}” was damaged on its way. Nothing was changed; copy it once more.", name=name)


def _foreign(file: Path) -> UserError:
    return UserError("“{name}” is no packed workspace of ChannelDesk.", name=file.name)
