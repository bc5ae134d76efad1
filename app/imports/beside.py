"""Columns of staged rows kept beside the staging file, so that figures need not read the rows back one by one."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

import numpy as np

from app.core.columns import Column, Ints, Numbers, Texts
from app.core.veiled import VeiledPath
from app.imports.feeds import Feed
from app.imports.profile import Profile

_MANY: Final = 5_000
"""Codes of one chunk; more distinct ones are no codes of dealers or products."""
_LONGEST: Final = 64
_SMALL: Final = 2**31
_TAIL: Final = 8
RUN: Final = "run"
"""Numbers the runs of rows with the same value in the column that keeps rows together."""


@dataclass(frozen=True)
class Kept:
    """Which columns of which feed are kept: all whole numbers, and these texts."""

    feed: str
    together: str
    """The column whose equal values stand together, as the lines of an order do."""
    codes: tuple[str, ...]
    """Columns of few different texts."""


class Beside:
    """Writes the columns of one feed; a file that cannot be read back as it should is taken away."""

    def __init__(self, path: Path, kept: Kept) -> None:
        """Make the file."""
        self._path, self._kept = path, kept
        self.feed, self.together = kept.feed, kept.together
        self._file: BinaryIO | None = path.open("wb")
        self._codes: dict[str, dict[str, int]] = {name: {} for name in kept.codes}
        self._count = self.runs = 0
        self._last = b""

    def add(self, columns: Mapping[str, Column], count: int) -> None:
        """Add the next rows."""
        if self._file is None or not count:
            return
        found = self._found(columns)
        if found is None:
            self.give_up()
            return
        self._count += count
        described, parts = [], list[bytes]()
        for name, column in found.items():
            small = -_SMALL <= int(column.values.min()) <= int(column.values.max()) < _SMALL
            values = column.values.astype(np.int32 if small else np.int64)
            parts += [values.tobytes(), *([] if column.known is None else [column.known.tobytes()])]
            described.append([name, values.dtype.str, column.known is not None])
        self._file.write(json.dumps([count, described]).encode() + b"\n" + b"".join(parts))

    def _found(self, columns: Mapping[str, Column]) -> dict[str, Numbers] | None:
        """The columns that are kept as numbers; None where one is not as it should be."""
        together = columns.get(self._kept.together)
        run = self._numbered(together) if isinstance(together, Texts) else None
        if run is None:
            return None
        found = {RUN: Numbers(run)}
        for name, column in columns.items():
            if name in self._kept.codes and isinstance(column, Texts):
                coded = self._coded(name, column)
                if coded is None:
                    return None
                found[name] = coded
            elif isinstance(column, Numbers):
                found[name] = column
        return found

    def _numbered(self, texts: Texts) -> Ints | None:
        """The run of each row."""
        width = int(texts.lengths.max())
        if width > _LONGEST or int(texts.lengths.min()) < 1:
            return None
        places = np.arange(width)
        data = texts.data.take(texts.starts[:, None] + places, mode="clip")
        data[places >= texts.lengths[:, None]] = 0
        fresh = np.ones(len(data), np.bool_)
        fresh[1:] = (data[1:] != data[:-1]).any(axis=1)
        ends = [data[row, : texts.lengths[row]].tobytes() for row in (0, -1)]
        fresh[0] = ends[0] != self._last or not self.runs
        self._last = ends[1]
        run: Ints = self.runs + np.cumsum(fresh)
        self.runs = int(run[-1])
        return run

    def _coded(self, name: str, column: Texts) -> Numbers | None:
        """The numbers of the texts."""
        first, back = column.places()
        if len(first) > _MANY:
            return None
        numbers = self._codes[name]
        texts = column.take(first).listed()
        places = np.array([0 if text is None else numbers.setdefault(text, len(numbers)) for text in texts])
        return Numbers(places[back], column.lengths >= 0)

    def give_up(self) -> None:
        """Take the file away."""
        if self._file is not None:
            self._file.close()
            self._file = None
        self._path.unlink(missing_ok=True)

    def finish(self) -> bool:
        """Write at the end what the numbers stand for; says whether there is a file."""
        if self._file is None:
            return False
        at = self._file.tell()
        told = {
            "count": self._count,
            "runs": self.runs,
            "codes": {name: list(one) for name, one in self._codes.items()},
        }
        self._file.write(json.dumps(told, ensure_ascii=False).encode() + at.to_bytes(_TAIL, "little"))
        self._file.close()
        self._file = None
        return True


def beside_path(staging: Path, key: str | None = None) -> Path:
    """Where the columns of a staging file are kept; with its key a path that opens itself."""
    return VeiledPath.under(staging.with_suffix(".columns"), key)


def writer_of(
    staging: Path, key: str | None, kept: Kept | None, profile: Profile, feeds: Sequence[Feed]
) -> Beside | None:
    """Columns are kept of a feed that the file holds once, without stand-ins, and whose rows need no other file."""
    if kept is None:
        return None
    entries = [entry for entry, feed in zip(profile.entries, feeds, strict=True) if feed.id == kept.feed]
    if len(entries) != 1 or entries[0].head or any(column.otherwise for _, column in entries[0].columns):
        return None
    return Beside(beside_path(staging, key), kept)


class Reader:
    """Reads the columns again, a chunk at a time."""

    def __init__(self, path: Path) -> None:
        """Open a file that was finished."""
        self._path = path
        with path.open("rb") as file:
            end = file.seek(-_TAIL, 2)
            self._end = int.from_bytes(file.read(_TAIL), "little")
            file.seek(self._end)
            told = json.loads(file.read(end - self._end))
        self.count = int(told["count"])
        self.codes: Mapping[str, list[str]] = told["codes"]

    def chunks(self) -> Iterator[dict[str, Numbers]]:
        """The columns of the next rows; one that is lacking holds nothing in them."""
        with self._path.open("rb") as file:
            while file.tell() < self._end:
                count, described = json.loads(file.readline())
                yield {name: _read(file, count, kind, masked) for name, kind, masked in described}


def _read(file: BinaryIO, count: int, kind: str, masked: bool) -> Numbers:  # noqa: FBT001 - as it stands in the file
    width = np.dtype(kind).itemsize
    values = np.frombuffer(file.read(count * width), kind).astype(np.int64)
    return Numbers(values, np.frombuffer(file.read(count), np.bool_) if masked else None)
