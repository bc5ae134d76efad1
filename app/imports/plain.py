"""Blocks of plain lines: text without quotation marks, cut into cells by where its delimiters stand, not line by line.

Nearly all rows of large exports are such. A block that is anything else is read by the csv module, so that both ways
give the same cells. Texts are made of a column only when somebody asks for them.
"""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final, SupportsIndex, overload

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_WIDEST: Final = 64
_MARKS: Final = (b'"', b"\x00")
_BEFORE_TOTALS: Final = b"lLsS:"
"""ASCII ends of a first cell that may name a total, besides all that is no ASCII."""


class Cells(Sequence[str]):
    """One column of a block."""

    __slots__ = ("_texts", "data", "encoding", "lengths", "starts")

    def __init__(
        self, data: "NDArray[np.uint8]", starts: "NDArray[np.int64]", lengths: "NDArray[np.int64]", encoding: str
    ) -> None:
        """Where each cell starts in the bytes and how many bytes it has."""
        self.data, self.starts, self.lengths = data, starts, lengths
        self.encoding = encoding
        self._texts: list[str] | None = None

    def __len__(self) -> int:
        return len(self.starts)

    @overload
    def __getitem__(self, index: int) -> str: ...
    @overload
    def __getitem__(self, index: slice) -> list[str]: ...
    def __getitem__(self, index: int | slice) -> str | list[str]:
        if isinstance(index, slice):
            return self.texts()[index]
        if self._texts is not None:
            return self._texts[index]
        start = int(self.starts[index])
        return self.data[start : start + int(self.lengths[index])].tobytes().decode(self.encoding)

    def __iter__(self) -> Iterator[str]:
        return iter(self.texts())

    def count(self, value: Any) -> int:
        """How often a text stands in the column."""
        return self.texts().count(value)

    def index(self, value: Any, start: SupportsIndex = 0, stop: SupportsIndex = 2**62) -> int:
        """Where a text stands first."""
        return self.texts().index(value, start, stop)

    def texts(self) -> list[str]:
        """The cells as texts."""
        if self._texts is None:
            encoding = self.encoding
            self._texts = [cell.decode(encoding) for cell in self.packed()]
        return self._texts

    def packed(self) -> list[bytes]:
        """The cells as bytes."""
        import numpy as np

        width = int(self.lengths.max(initial=0))
        if width > _WIDEST:
            data, ends = self.data.tobytes(), (self.starts + self.lengths).tolist()
            return [data[start:end] for start, end in zip(self.starts.tolist(), ends, strict=True)]
        if width == 0:
            return [b""] * len(self.starts)
        places = np.arange(width)
        found = self.data.take(self.starts[:, None] + places, mode="clip")
        found[places >= self.lengths[:, None]] = 0
        return list(found.view(f"S{width}").ravel().tolist())  # no cell holds a NUL: nothing is cut off


class Block:
    """Rows of plain lines, all of one width."""

    def __init__(
        self, data: "NDArray[np.uint8]", starts: "NDArray[np.int64]", ends: "NDArray[np.int64]", encoding: str
    ) -> None:
        """Where each cell of each row starts and ends in the bytes."""
        self._data, self._starts, self._ends, self._encoding = data, starts, ends, encoding

    def __len__(self) -> int:
        return len(self._starts)

    def __iter__(self) -> Iterator[list[Any]]:
        return iter(self.rows())

    @property
    def width(self) -> int:
        """Cells in a row."""
        return int(self._starts.shape[1])

    def column(self, place: int) -> Cells:
        """The cells of one column."""
        starts = self._starts[:, place]
        return Cells(self._data, starts, self._ends[:, place] - starts, self._encoding)

    def rows(self) -> list[list[Any]]:
        """The rows as the csv module would give them."""
        return list(map(list, zip(*(self.column(place).texts() for place in range(self.width)), strict=True)))

    def filled(self, first: int) -> int:
        """How many rows from ``first`` on have a cell that is not empty."""
        return int((self._ends[first:] > self._starts[first:]).any(axis=1).sum())

    def firsts_are_data(self, header: str) -> bool:
        """Whether no first cell is blank, can name a total or may be a header's: this decides for nearly all."""
        import numpy as np

        starts, ends = self._starts[:, 0], self._ends[:, 0]
        if (ends <= starts).any():
            return False
        last = self._data[ends - 1]
        doubtful = last >= 128
        for mark in _BEFORE_TOTALS:
            doubtful |= last == mark
        doubtful |= last < 33
        name = header.encode(self._encoding, "replace")
        if name:
            doubtful |= (self._data[starts] == name[0]) & (ends - starts == len(name))
        return not bool(np.any(doubtful))


def cut_block(text: bytes, delimiter: str, encoding: str, longest: int) -> Block | None:
    """The cells of whole lines; None where they are not plain: marks, bare returns, rows of different widths."""
    import numpy as np

    if any(mark in text for mark in _MARKS) or not _decodes(text, encoding):
        return None
    data = np.frombuffer(text, np.uint8)
    places = np.flatnonzero((data == ord(delimiter)) | (data == 10))
    rows = text.count(b"\n")
    if rows == 0 or text[-1:] != b"\n" or len(places) % rows:
        return None
    ends = places.reshape(rows, -1)
    if (data[ends[:, -1]] != 10).any():
        return None
    starts = np.empty_like(ends)
    starts.ravel()[0] = 0
    starts.ravel()[1:] = places[:-1] + 1
    if b"\r" in text:
        ends = ends.copy()
        ends[:, -1] -= 1
        if text.count(b"\r") != rows or (data[ends[:, -1]] != 13).any() or (ends[:, -1] < starts[:, -1]).any():
            return None
    if int((ends - starts).max()) > longest:
        return None
    return Block(data, starts, ends, encoding)


def _decodes(text: bytes, encoding: str) -> bool:
    if text.isascii():
        return True
    try:
        text.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True
