"""Rows of a source as one CSV file: the same rows give the same bytes, whatever system they come from."""

import csv
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from app.core.errors import UserError
from app.core.progress import Progress
from app.core.texts import N_, Text

Cells = Mapping[str, str]
_EVERY: Final = 500
_SEPARATOR: Final = "sep=,\n"
"""Excel's own first line: no reader has to guess how cells are told apart."""


@dataclass(frozen=True)
class SpoolLimits:
    """How much a source may hand out in one run before it is stopped."""

    rows: int = 20_000_000
    bytes: int = 4 * 2**30
    columns: int = 2_000


USUAL_LIMITS: Final = SpoolLimits()


def flat(row: Mapping[str, Any], prefix: str = "") -> dict[str, str]:
    """A row's cells as text; what is nested gets a name with dots, a list stays one cell of JSON."""
    found: dict[str, str] = {}
    for name, value in row.items():
        if isinstance(value, Mapping):
            found |= flat(value, f"{prefix}{name}.")
        else:
            found[f"{prefix}{name}"] = cell(value)
    return found


def cell(value: Any) -> str:
    """One value as a file of the same system would have it: ISO dates, a point for decimals, no exponent."""
    if value is None or isinstance(value, str):
        return value or ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float | Decimal):
        return format(Decimal(repr(value)) if isinstance(value, float) else value, "f")
    if isinstance(value, bytes | bytearray | memoryview):
        return bytes(value).hex()
    if isinstance(value, list | tuple):
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str)
    return str(value)


def write_rows(rows: Iterable[Cells], target: Path, progress: Progress, *, limits: SpoolLimits = USUAL_LIMITS) -> int:
    """Write rows to a CSV file under the names that occur in them, in the order of their first appearance.

    Returns the number of rows; raises UserError where they are more than ``limits`` allow.
    """
    names: dict[str, None] = {}
    count = size = 0
    part = target.with_suffix(".jsonl")
    with part.open("w", encoding="utf-8") as out:
        for row in rows:
            names |= dict.fromkeys(row)
            line = json.dumps(row, ensure_ascii=False)
            size += out.write(line + "\n")
            count += 1
            if count > limits.rows or size > limits.bytes or len(names) > limits.columns:
                raise UserError("The source handed out too much at once (rows: {rows}). Nothing was taken in; narrow "
                                "the query, or read only what is new.", rows=count)  # fmt: skip
            if count % _EVERY == 0:
                progress.step(count, 0, Text(N_("Rows read: {n}"), {"n": count}))
    with part.open(encoding="utf-8") as lines, target.open("w", encoding="utf-8-sig", newline="") as out:
        out.write(_SEPARATOR)
        writer = csv.DictWriter(out, list(names), restval="", lineterminator="\n")
        writer.writeheader()
        for line in lines:
            writer.writerow(json.loads(line))
            progress.step(count)
    part.unlink()
    return count
