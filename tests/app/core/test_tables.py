"""Sheets that are written whole or not at all; a full disk is a sentence."""

import errno
from pathlib import Path

import openpyxl
import pytest
from xlsxwriter.exceptions import FileCreateError

from app.core.disk import saying_disk_full
from app.core.errors import UserError
from app.core.progress import Progress
from app.core.tables import _plain_errors, write_table


def test_texts_that_look_like_formulas_stay_texts(tmp_path: Path) -> None:
    out = tmp_path / "rows.xlsx"
    assert write_table(out, "rows", ["a"], [["=1+1"], ["@SUM(A1)"], [3]], progress=Progress()) == 3
    sheet = openpyxl.load_workbook(out).active
    assert sheet is not None
    assert [(cell.value, cell.data_type) for (cell,) in sheet.iter_rows(min_row=2)] == [
        ("=1+1", "s"), ("@SUM(A1)", "s"), (3, "n"),
    ]  # fmt: skip


def test_a_disk_that_fills_up_while_a_sheet_is_packed_is_told_in_a_sentence() -> None:
    full = FileCreateError(OSError(errno.ENOSPC, "No space left on device"))
    with pytest.raises(UserError, match="disk is full"), saying_disk_full(), _plain_errors():
        raise full
