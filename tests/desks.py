"""Helpers of tests that take files in: a desk whose child work runs in this process, and small export files."""

import importlib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from app.bootstrap import FEEDS, Desk, open_desk
from app.core.db import Action
from app.core.progress import Progress
from app.core.workspace import Workspace
from app.imports.batches import Loaded
from app.imports.corrections import Edit
from app.imports.profile import Profile, parse_profile
from app.imports.queries import list_quarantine
from app.people.service import find_or_add_person

PROFILES = Path(__file__).parent / "profiles"


def in_process(function_path: str, args: Sequence[Any] = (), **limits: Any) -> Any:
    """The function itself instead of a child process: for laws that take in hundreds of files."""
    module, name = function_path.split(":")
    function = getattr(importlib.import_module(module), name)
    return function(*args, limits["progress"]) if limits.get("progress") else function(*args)


def desk_of(workspace: Workspace) -> Desk:
    """A desk over an open workspace whose files are staged in this process."""
    return Desk(workspace, child=in_process)


def profile(text: str) -> Profile:
    """A profile of a TOML text."""
    return parse_profile(text, FEEDS)


def mapped(id_: str, feed: str, columns: str, *, source: str = "erp", **more: str) -> Profile:
    """A profile of one feed: its columns as ``field=header``, or the field alone where the header is called the same.

    ``more`` is said of the feed: ``mode``, ``scope``, ``by``, ``unknown``.
    """
    told = [f'{name} = "{value}"' for name, value in more.items()]
    pairs = (pair.partition("=") for pair in columns.split())
    heads = [f'{field} = "{header or field}"' for field, _, header in pairs]
    top = [f'id = "{id_}"', f'source = "{source}"', "[[feed]]", f'feed = "{feed}"']
    return profile("\n".join([*top, *told, "[feed.columns]", *heads]))


def named(name: str) -> Profile:
    """A profile kept under ``tests/profiles``."""
    return profile((PROFILES / f"{name}.toml").read_text(encoding="utf-8"))


def take_in(desk: Desk, path: Path, how: Profile, *, extracted_at: str = "", dates: str = "") -> Loaded:
    """Stage and load one file."""
    with desk.pipeline.staged(path, how, progress=Progress(), extracted_at=extracted_at, dates=dates) as ready:
        return desk.pipeline.load(ready, progress=Progress())


def sign(desk: Desk, name: str = "李经理") -> None:
    """Say who works at a desk."""
    written = desk.db.write(Action("Said who works here"), lambda session: find_or_add_person(session, name=name))
    desk.workspace.set_person(written.value)


def correct(desk: Desk, batch: str, edits: Mapping[int, Mapping[str, str]], *, reason: str = "typing error") -> Loaded:
    """Correct rows of a batch (its id) that wait, given by their numbers in the file."""
    with desk.db.read() as session:
        rows = {one.row_no: one.id for one in list_quarantine(session, batch_id=batch)}
    wanted = [Edit(rows[number], cells) for number, cells in edits.items()]
    with desk.pipeline.corrector.checked(batch, wanted, progress=Progress()) as checked:
        return desk.pipeline.corrector.load(checked, reason=reason, progress=Progress())


def write_csv(path: Path, rows: Iterable[Sequence[object]]) -> Path:
    """A plain CSV file."""
    path.write_text(
        "".join(",".join("" if cell is None else str(cell) for cell in row) + "\n" for row in rows), encoding="utf-8"
    )
    return path


def reopened(desk: Desk) -> Desk:
    """The same workspace opened anew, as after a restart."""
    path = desk.workspace.paths.main
    desk.close()
    return open_desk(path)
