"""Rows become a file that the readers take for what it is, whatever stands in the cells."""

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import UserError
from app.core.progress import Progress
from app.imports.readers import open_book, read_rows
from app.imports.sources.cursors import later
from app.imports.sources.spool import SpoolLimits, cell, write_rows


def test_values_are_written_as_a_file_would_have_them() -> None:
    assert cell(datetime(2026, 3, 1, 8, 30, tzinfo=UTC)) == "2026-03-01 08:30:00+00:00"
    assert cell(date(2026, 3, 1)) == "2026-03-01"
    assert [cell(one) for one in (1e22, 0.1, Decimal("1E-7"), True, None, b"\x00")] == [
        "10000000000000000000000", "0.1", "0.0000001", "true", "", "00",
    ]  # fmt: skip


def test_rows_of_different_fields_share_one_header_and_the_same_rows_give_the_same_bytes(tmp_path: Path) -> None:
    rows = [{"code": "D001", "name": "a;b"}, {"code": "D002", "city": "杭,州", "name": 'say "so"\nand go'}]
    first, second = tmp_path / "a.csv", tmp_path / "b.csv"
    assert write_rows(iter(rows), first, Progress()) == 2
    write_rows(iter(rows), second, Progress())
    assert first.read_bytes() == second.read_bytes()
    found = list(read_rows(open_book(first)))
    assert found[1:] == [["code", "name", "city"], ["D001", "a;b", ""], ["D002", 'say "so"\nand go', "杭,州"]]
    assert sorted(one.name for one in tmp_path.iterdir()) == ["a.csv", "b.csv"]


def test_a_single_column_of_any_words_is_read_back(tmp_path: Path) -> None:
    path = tmp_path / "one.csv"
    write_rows(iter([{"note": "a;b;c"}, {"note": "d;e;f"}, {"note": "1\t2"}]), path, Progress())
    assert [row[0] for row in list(read_rows(open_book(path)))[1:]] == ["note", "a;b;c", "d;e;f", "1\t2"]


def test_too_much_is_refused_before_the_disk_is_full(tmp_path: Path) -> None:
    endless = ({"n": str(n)} for n in range(10**9))
    with pytest.raises(UserError, match="too much"):
        write_rows(endless, tmp_path / "a.csv", Progress(), limits=SpoolLimits(rows=1_000))


@given(st.lists(st.integers()), st.randoms())
def test_the_farthest_cursor_does_not_depend_on_the_order(values: list[int], dice: object) -> None:
    reach: str | None = None
    for value in values:
        reach = later(reach, str(value))
    assert reach == (str(max(values)) if values else None)


def test_cursors_are_compared_as_what_they_are() -> None:
    assert later("9", "10") == "10"
    assert later("2026-03-01T10:00:00+08:00", "2026-03-01T03:00:00Z") == "2026-03-01T03:00:00Z"
    assert later("B-2", "A-9") == "B-2"
    with pytest.raises(UserError, match="not of one kind"):
        later("9", "2026-03-01")
