"""Where a workspace file stands, read in a few milliseconds and before most of the program is imported."""

import json
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from app.core.clock import SystemClock
from app.core.connect import connect
from app.core.errors import UserError
from app.core.sqlite_errors import any_error

RUNS_ALONE: Final = '["job_run"]'
"""The tables of a transaction that only says what a timed job did: neither figures nor records are others by it."""
_LAST: Final = """
    SELECT tx, at FROM tx WHERE tables = '[]' OR EXISTS (
        SELECT 1 FROM json_each(tx.tables) WHERE value NOT IN ('job_run', 'notice', 'alert', 'delivery')
    ) ORDER BY tx DESC LIMIT 1
"""
"""What people are told is made of figures, and no figure is made of it."""
_DAY: Final = "SELECT value FROM setting WHERE \"key\" = 'practice_day' AND NOT removed"


@dataclass(frozen=True)
class Standing:
    """The last transaction that can change a figure, and the day: where both are the same, every figure is."""

    tx: int
    at: int
    """The instant of the transaction: another file, or another end of this one, has another."""
    today: date


def standing_of(path: Path) -> Standing | None:
    """Where a file stands; None where that cannot be read, for whatever reason: it is said when the file is opened."""
    try:
        with closing(connect(path, read_only=True)) as connection:
            last = connection.execute(_LAST).fetchone()
            day = connection.execute(_DAY).fetchone()
        if last is None:
            return None
        today = SystemClock().today() if day is None or day[0] is None else date.fromisoformat(json.loads(day[0]))
        return Standing(int(last[0]), int(last[1]), today)
    except any_error(UserError, OSError, ValueError, TypeError):
        return None
