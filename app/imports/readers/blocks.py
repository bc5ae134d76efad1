"""Large text files in blocks: whole ones where all lines are plain, rows of the csv module elsewhere."""

import csv
import io
from collections.abc import Iterator
from typing import Any, Final

from app.imports.plain import Block, cut_block
from app.imports.readers import refusals
from app.imports.readers.delimited import cells_up_to, cleaned, dialect
from app.imports.readers.model import Book, TextForm

_BLOCK: Final = 1 << 20
_HEAD: Final = 1 << 16
_SMALL: Final = 4 << 20
"""A file under this size is read before the machinery for blocks is loaded."""
_ENCODINGS: Final = frozenset({"utf-8", "utf-8-sig", "gb18030", "cp1252"})
"""Encodings in which no byte of a longer character looks like a delimiter or a line's end."""


def has_blocks(book: Book) -> bool:
    """Whether a file can be read in blocks, and is large enough to be worth it."""
    form = book.text
    if book.kind != "csv" or form is None or form.bordered or form.skip_space or form.nuls or form.bare_returns:
        return False
    return book.encoding in _ENCODINGS and book.delimiter in {",", ";", "\t"} and book.path.stat().st_size > _SMALL


def read_blocks(book: Book) -> Iterator[Block | list[list[Any]]]:
    """The rows of a file in their order: plain blocks, and lists of rows where a block is not plain."""
    encoding, delimiter = str(book.encoding).removesuffix("-sig"), str(book.delimiter)
    form, count = book.text or TextForm(), 0
    lines = _Lines(book)
    reader = csv.reader(lines, **dialect(delimiter, form))
    try:
        while text := lines.load():
            block = None if lines.first else cut_block(text, delimiter, encoding, book.limits.field_chars)
            if block is not None:
                yield block
                count += len(block)
                continue
            lines.read(text)
            rows: list[list[Any]] = []
            try:
                with cells_up_to(book.limits.field_chars):
                    rows.extend(iter(lambda: next(reader) if lines.more else None, None))
            except csv.Error as error:
                row = count + len(rows) + 1
                raise refusals.endless_field(book.path, row, book.limits.field_chars) from error
            if count == 0 and form.separator_line:
                rows[0] = []
            count += len(rows)
            yield cleaned(rows, form)
    finally:
        lines.close()


class _Lines(Iterator[str]):
    """The lines of the blocks that are not plain; a record that a block's end cuts goes on in the next block."""

    def __init__(self, book: Book) -> None:
        self._file = book.path.open("rb", buffering=0)
        self._encoding = str(book.encoding)
        self._rest = b""
        self._at = 0
        self._waiting: list[str] = []
        self._ended = False

    @property
    def first(self) -> bool:
        """Whether the block at hand is the file's first, in which header and marks stand."""
        return self._at == 1

    @property
    def more(self) -> bool:
        """Whether lines of the block at hand are unread."""
        return bool(self._waiting)

    def load(self) -> bytes:
        """The next block of whole lines; nothing at the end."""
        while not self._ended:
            got = self._file.read(_BLOCK if self._at else _HEAD)
            self._ended = not got
            text = self._rest + got
            cut = len(text) if self._ended else text.rfind(b"\n") + 1
            self._rest = text[cut:]
            if cut:
                self._at += 1
                return text[:cut]
        return b""

    def read(self, text: bytes) -> None:
        """Take a block apart into lines, which the csv module then asks for."""
        encoding = self._encoding if self.first else self._encoding.removesuffix("-sig")
        self._waiting = list(io.StringIO(text.decode(encoding, "replace"), newline="\n"))
        self._waiting.reverse()

    def __next__(self) -> str:
        if not self._waiting:
            text = self.load()
            if not text:
                raise StopIteration
            self.read(text)
        return self._waiting.pop()

    def close(self) -> None:
        """Let the file go."""
        self._file.close()
