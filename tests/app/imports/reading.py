"""Runs inside the sandbox child for the tests: what a reader makes of files."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from app.core.errors import UserError
from app.core.progress import Progress
from app.core.texts import Text
from app.imports.readers import open_book, read_rows


def outcome(path: Path) -> dict[str, Any]:
    """The sheets and rows of a file, or the msgid of its refusal."""
    try:
        book = open_book(path)
        rows = [[list(row) for row in read_rows(book, index)] for index in range(len(book.sheets))]
    except UserError as error:
        return {"refused": error.text.msgid, "what": str(error.text.params.get("what", ""))}
    return {
        "kind": book.kind,
        "encoding": book.encoding,
        "sheets": [(info.name, info.rows, info.columns, info.hidden) for info in book.sheets],
        "rows": rows,
    }


def outcomes(paths: Sequence[Path], progress: Progress) -> dict[str, dict[str, Any]]:
    """The outcome of each file; the step names the file, so that a crash tells where."""
    found = {}
    for index, path in enumerate(paths):
        progress.step(index, 0, Text(str(path)))
        found[str(path)] = outcome(path)
    return found


def count_slowly(steps: int, progress: Progress) -> int:
    """Reports every step; used to see progress and cancelling."""
    import time

    for step in range(steps):
        progress.step(step, steps, Text("Step"))
        time.sleep(0.02)
    return steps


def refuse(name: str) -> None:
    """A refusal inside the child."""
    raise UserError("“{name}” is empty: it holds no row. Export it again from the system it comes from.", name=name)


def hoard(megabytes: int) -> int:
    """Takes memory as Python does."""
    kept = [bytes(1 << 20) for _ in range(megabytes)]
    return len(kept)
