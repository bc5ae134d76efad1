"""How commands print: aligned text for people, JSON for programs."""

import json
import sys
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any


def print_json(value: object) -> None:
    """One JSON document on standard output."""
    print(json.dumps(value, ensure_ascii=False, indent=1))


def print_table(headers: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Columns as wide as their cells; Chinese characters count as two places."""
    texts = [["" if cell is None else str(cell) for cell in row] for row in rows]
    widths = [max([_width(header), *(_width(row[place]) for row in texts)]) for place, header in enumerate(headers)]
    for row in [list(headers), *texts]:
        line = "  ".join(cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True))
        print(line.rstrip())


def print_pairs(values: Mapping[str, Any]) -> None:
    """Names and values, one a line."""
    print_table(["", ""], list(values.items()))


def moment(at: datetime) -> str:
    """An instant by the clock on the wall, with how far that is from UTC."""
    return at.astimezone().isoformat(sep=" ", timespec="seconds")


def complain(sentence: str) -> None:
    """A sentence on standard error."""
    print(sentence, file=sys.stderr)


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)
