"""A look over all rows of a file while its profile is set up: which values stand in a column, which rows would go."""

from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from app.core.progress import Progress
from app.core.texts import N_, Text
from app.imports.columns import plain_text
from app.imports.feeds import Feed
from app.imports.profile import Profile
from app.imports.sheet import open_sheet

MOST: Final = 400
"""A column with more values than that is no list of words; it is not counted on."""
_CHUNK: Final = 10_000


@dataclass(frozen=True)
class Survey:
    """What stands in a file's columns, and how many rows the profile's conditions leave."""

    rows: int
    """Rows of the table, before any condition."""
    left_out: int
    """Totals and notes that the program leaves out by itself."""
    kept: tuple[int, ...]
    """Rows that count, for each feed of the profile."""
    values: tuple[tuple[str, tuple[tuple[str, int], ...]], ...]
    """Of each column with few values: the values with how often they stand there, the most frequent first."""

    def of(self, header: str) -> tuple[tuple[str, int], ...]:
        """The values of a column; empty where it has too many of them, or is none."""
        return dict(self.values).get(header, ())


def survey(path: Path, profile: Profile, feeds: tuple[Feed, ...], progress: Progress) -> Survey:
    """Read the whole file with a profile; raises UserError where it cannot be read so."""
    sheet = open_sheet(path, profile, dates="ymd", feeds=feeds)
    tests = [sheet.condition(profile.file.where, entry.where) for entry in profile.entries]
    kept = [0] * len(tests)
    counted: dict[str, Counter[str]] = {name: Counter() for name in sheet.header}
    rows = 0
    for numbers, chunk in sheet.chunks(_CHUNK):
        count = len(numbers)
        for place, test in enumerate(tests):
            kept[place] += count if test is None else sum(test(chunk, count))
        for name in list(counted):
            _count(counted, name, chunk[sheet.header[name]])
        rows += count
        progress.step(rows, sheet.expected_rows, Text(N_("Counting values")))
    values = tuple((name, tuple(found.most_common())) for name, found in counted.items())
    return Survey(rows, sheet.left_out, tuple(kept), values)


def _count(counted: dict[str, Counter[str]], name: str, cells: Any) -> None:
    found = counted[name]
    found.update(map(plain_text, cells))
    if len(found) > MOST:
        del counted[name]
