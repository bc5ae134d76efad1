"""How commands print: aligned text for people, JSON for programs."""

import json
import sys
from collections.abc import Mapping, Sequence
from datetime import datetime
from fractions import Fraction
from time import monotonic
from typing import Any, Final
from weakref import finalize

from app.core.progress import Progress
from app.core.tables import wide
from app.core.texts import Text, Texts
from app.core.wording import decimals

_PAUSE_SECONDS: Final = 0.1
_WIPE: Final = "\r\x1b[K"


def print_json(value: object) -> None:
    """One JSON document on standard output."""
    print(json.dumps(value, ensure_ascii=False, indent=1))


def print_table(headers: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Columns as wide as their cells; Chinese characters count as two places."""
    texts = [["" if cell is None else str(cell) for cell in row] for row in rows]
    widths = [max([wide(header), *(wide(row[place]) for row in texts)]) for place, header in enumerate(headers)]
    for row in [list(headers), *texts]:
        line = "  ".join(cell + " " * (width - wide(cell)) for cell, width in zip(row, widths, strict=True))
        print(line.rstrip())


def print_pairs(values: Mapping[str, Any]) -> None:
    """Names and values, one a line."""
    print_table(["", ""], list(values.items()))


def moment(at: datetime) -> str:
    """An instant by the clock on the wall, with how far that is from UTC."""
    return at.astimezone().isoformat(sep=" ", timespec="seconds")


def wall(said: str) -> str:
    """An instant of ``moment`` as a table shows it: by the clock on the wall, to the minute."""
    return said[: len("2026-01-31 08:30")]


def progress(t: Texts) -> Progress:
    """Progress in one line of a terminal, gone when the work is; where nobody looks, as in a pipe, nothing is said."""
    if not sys.stderr.isatty():
        return Progress()
    said = [0.0]

    def report(done: int, total: int, text: Text | None) -> None:
        if text is not None and monotonic() - said[0] >= _PAUSE_SECONDS:
            said[0] = monotonic()
            count = f" {done} / {total}" if total else f" {done}" if done else ""
            print(f"{_WIPE}{t.render(text)}{count}", end="", file=sys.stderr, flush=True)

    found = Progress(report)
    finalize(found, print, _WIPE, end="", file=sys.stderr, flush=True).atexit = False
    return found


def cents(minor: int, per: int = 100) -> str:
    """An amount in minor units, of which ``per`` make one, with thousands separators and all its decimals."""
    return decimals(Fraction(minor, per), len(str(per)) - 1)


def complain(sentence: str) -> None:
    """A sentence on standard error."""
    print(f"{_WIPE}{sentence}" if sys.stderr.isatty() else sentence, file=sys.stderr)
