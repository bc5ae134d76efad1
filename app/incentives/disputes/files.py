"""The dealer's own list as he sent it: a table with a column of document numbers and, mostly, one of figures."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from app.core.errors import UserError
from app.core.money import AMOUNT_SCALE
from app.core.progress import Progress
from app.core.tables import unguarded
from app.imports.columns import plain_text
from app.imports.layout import body, find_table
from app.imports.numbers import NumberParser, decide_decimal, factor_of_header
from app.imports.readers import open_book, read_chunks
from app.imports.sandbox import run_child
from app.imports.words import ORDER_NO
from app.incentives.disputes.rules import Theirs

MEMORY_MB: Final = 1_024
SECONDS: Final = 600
_DOCUMENT: Final = (
    *ORDER_NO, "发票号", "发票号码", "发票编号", "单号", "凭证号", "单据号", "单据编号", "invoice no", "invoice number",
    "document", "number", "单据",
)  # fmt: skip
_FIGURE: Final = (
    "不含税金额", "未税金额", "金额", "销售金额", "行金额", "开票金额", "返利基数", "基数", "含税金额", "数量",
    "net amount", "amount", "value", "quantity", "qty",
)  # fmt: skip


@dataclass(frozen=True)
class DealerList:
    """What was read of a file, and by which of its columns."""

    rows: tuple[Theirs, ...]
    document: str
    figure: str
    """Empty where the file has documents alone."""
    columns: tuple[str, ...]
    """All headers, to choose another one."""
    unread: tuple[int, ...] = ()
    """Numbers of rows whose figure is none."""


def read_list(path: Path, *, document: str = "", figure: str = "", progress: Progress) -> DealerList:
    """The rows of a dealer's list; the columns are found by what they are called where none is named.

    Raises UserError where the file has no table, no such column, or no row with a document.
    """
    found: DealerList = run_child(
        "app.incentives.disputes.files:list_in", (path, document, figure), memory_mb=MEMORY_MB, seconds=SECONDS,
        progress=progress,
    )  # fmt: skip
    if not found.rows:
        raise UserError("{file} names no document.", file=path.name)
    return found


def list_in(path: Path, document: str, figure: str) -> DealerList:
    """The same, to be called in a child process."""
    said = unguarded if path.suffix.casefold() == ".csv" else str
    chunks = [list(some) for some in read_chunks(open_book(path), 0)]
    rows = [row for some in chunks for row in some]
    layout = find_table(rows)
    by = _column(layout.columns, _DOCUMENT, document)
    if by is None:
        there = ", ".join(layout.columns)
        raise UserError("{file} has no column of document numbers; name the one that is: {there}.", file=path.name,
                        there=there)  # fmt: skip
    of = _column(layout.columns, _FIGURE, figure)
    place = layout.positions[by]
    taken = [
        (number, said(plain_text(_cell(row, place))).strip(), None if of is None else _cell(row, layout.positions[of]))
        for numbers, some in body(chunks, layout)
        for number, row in zip(numbers, some, strict=True)
    ]
    factor = "1" if of is None else factor_of_header(layout.columns[of])
    factor = factor if factor != "1" else layout.money
    parse = NumberParser(AMOUNT_SCALE, decimal=decide_decimal(cell for _, _, cell in taken), factor=factor)
    read, unread = [], []
    for number, name, cell in taken:
        if not name:
            continue
        try:
            read.append(Theirs(name, None if of is None else parse(cell)))
        except ValueError:
            unread.append(number)
    titles = layout.columns
    return DealerList(tuple(read), titles[by], "" if of is None else titles[of], titles, tuple(unread))


def _cell(row: Sequence[Any], place: int) -> Any:
    return row[place] if place < len(row) else None


def _column(headers: Sequence[str], words: Sequence[str], wanted: str) -> int | None:
    """Where a column stands; raises UserError where one is named that is not there."""
    plain = [_plain(one) for one in headers]
    if wanted:
        if _plain(wanted) not in plain:
            raise UserError("There is no column “{name}”; there are: {there}.", name=wanted, there=", ".join(headers))
        return plain.index(_plain(wanted))
    for word in map(_plain, words):
        for place, head in enumerate(plain):
            if head == word or head.startswith((f"{word}(", f"{word}（")):
                return place
    return next((place for word in map(_plain, words) for place, head in enumerate(plain) if word in head), None)


def _plain(header: str) -> str:
    return "".join(header.split()).casefold()
