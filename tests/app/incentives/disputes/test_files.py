"""Dealers send their lists as they have them: the two columns are found, what is no figure is said."""

from pathlib import Path

import pytest

from app.core.errors import UserError
from app.core.progress import Progress
from app.incentives.disputes.files import DealerList, list_in, read_list
from app.incentives.disputes.rules import Theirs


def written(tmp_path: Path, text: str, name: str = "清单.csv") -> Path:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def read(path: Path) -> DealerList:
    return list_in(path, "", "")


def test_the_columns_are_found_by_what_they_are_called(tmp_path: Path) -> None:
    path = written(
        tmp_path, "日期,订单号,产品,不含税金额\n2026-01-03,XS1,A,1200.5\n2026-01-04,XS2,B,800\n合计,,,2000.5\n"
    )
    found = read_list(path, progress=Progress())
    assert found.rows == (Theirs("XS1", 12_005_000), Theirs("XS2", 8_000_000))
    assert (found.document, found.figure, found.unread) == ("订单号", "不含税金额", ())


def test_a_list_of_ten_thousands_is_one(tmp_path: Path) -> None:
    found = read(written(tmp_path, "发票号,金额（万元）\nF1,1.25\nF2,2\n"))
    assert found.rows == (Theirs("F1", 125_000_000), Theirs("F2", 200_000_000))


def test_a_list_with_our_own_titles_is_read(tmp_path: Path) -> None:
    found = read(written(tmp_path, "单据日期,单据,金额\n2026-01-03,FP1,10\n"))
    assert (found.document, found.rows) == ("单据", (Theirs("FP1", 100_000),))


def test_documents_alone_are_a_list_too(tmp_path: Path) -> None:
    found = read(written(tmp_path, "单号,备注\nXS1,漏算\nXS2,漏算\n"))
    assert (found.rows, found.figure) == ((Theirs("XS1", None), Theirs("XS2", None)), "")


def test_another_column_can_be_named_and_one_that_is_not_there_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path, "订单号,金额,含税金额\nXS1,100,113\n")
    assert list_in(path, "", "含税金额").rows == (Theirs("XS1", 1_130_000),)
    with pytest.raises(UserError, match="订单号, 金额, 含税金额"):
        list_in(path, "", "税额")


def test_what_is_no_figure_is_named_by_its_row(tmp_path: Path) -> None:
    found = read(written(tmp_path, "日期,订单号,金额\n2026-01-01,XS1,100\n2026-01-02,XS2,待定\n2026-01-05,XS3,7\n"))
    assert found.unread == (3,)
    assert [one.document for one in found.rows] == ["XS1", "XS3"]


def test_a_file_without_documents_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="no column of document numbers; name the one that is: 客户, 金额"):
        read(written(tmp_path, "客户,金额\n甲,100\n乙,50\n"))
