"""What a reader says about a file, and the limits that protect the machine from it."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, Literal

Cell = str | int | float | bool | date | datetime | timedelta | None
Row = list[Cell]
Merge = tuple[int, int, int, int]
"""First row, first column, last row, last column of merged cells, counted from 0."""
Kind = Literal["csv", "xlsx", "xls", "xlsb", "ods", "html", "xml2003"]


@dataclass(frozen=True)
class Limits:
    """How much a file may ask for before it is refused with a sentence."""

    file_bytes: int = 8 * 2**30
    markup_bytes: int = 256 * 2**20
    """HTML and XML tables, which are held whole while they are read."""
    unpacked_bytes: int = 2 * 2**30
    unpacked_ratio: int = 250
    """Real sheets pack up to about 60 times; a bomb packs a thousand times and more."""
    cells: int = 24_000_000
    """Cells of the rectangle around a sheet's filled cells, which the reader keeps in memory as a whole."""
    field_chars: int = 1_000_000
    columns: int = 16_384


@dataclass(frozen=True)
class SheetInfo:
    """One table of a file; the size is that of the rectangle around its filled cells.

    For a text file too big to be looked at whole, ``rows`` counts line ends (an upper bound where cells hold any).
    """

    name: str
    rows: int
    columns: int
    hidden: bool


@dataclass(frozen=True)
class TextForm:
    """How the lines of a text file become rows, beyond its delimiter."""

    quoted: bool = True
    """Quotation marks protect delimiters and line ends."""
    skip_space: bool = False
    """Blanks stand between a delimiter and an opening quotation mark."""
    bordered: bool = False
    """A printed list: every row begins and ends with ``|``, ruler lines stand between."""
    separator_line: bool = False
    """Excel's own first line ``sep=;``, which is no row."""
    formulas: bool = False
    """Codes stand as ``="00123"``, by which web systems keep Excel from dropping their zeros."""
    nuls: bool = False
    bare_returns: bool = True
    """A carriage return alone may end a line."""


@dataclass(frozen=True)
class Book:
    """A file that was looked at and found readable."""

    path: Path
    kind: Kind
    encoding: str | None
    delimiter: str | None
    sheets: tuple[SheetInfo, ...]
    epoch_1904: bool = False
    """Whole numbers in date columns count from 1904-01-01 instead of 1899-12-30."""
    text: TextForm | None = None
    limits: Limits = field(default_factory=Limits)
    kept: dict[int, Any] = field(default_factory=dict, compare=False, repr=False)
    """The sheet that opening a workbook has already parsed; it stays in its process."""

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "kept": {}}

    @property
    def misnamed(self) -> bool:
        """Whether it calls itself a workbook and is text; some systems hand out good tables so."""
        return self.kind == "csv" and self.path.suffix.casefold() in {".xlsx", ".xlsm", ".xlsb", ".xls", ".ods"}

    def sheet_index(self, sheet: str | int | None) -> int:
        """The number of a sheet given by name, number or not at all: the first visible one that is not empty."""
        if isinstance(sheet, int):
            return sheet
        for index, info in enumerate(self.sheets):
            if (sheet is None and info.rows and not info.hidden) or (sheet is not None and info.name == sheet):
                return index
        return 0 if sheet is None else -1
