"""Life cycle, actions, cases, visits and the sheet before the door on the command line."""

from collections.abc import Callable
from pathlib import Path

import pypdfium2
import pytest

from tests.app.cli.conftest import Said

Say = Callable[..., Said]


@pytest.fixture
def region(say: Say, lines: Path, how: Path) -> Say:
    assert say("--as", "王敏", "import", lines, "--profile", how).status == 0
    return say


def test_a_step_is_refused_in_words_taken_with_a_reason_and_told(region: Say) -> None:
    refused = region("lifecycle", "--dealer", "D1", "--to", "frozen")
    assert refused.status == 1
    assert "Say why" in refused.err
    told = region("lifecycle", "--dealer", "D1", "--to", "冻结", "--reason", "overdue", "--json").json
    assert (told["state"], told["owed"], told["steps"][0]["reason"]) == ("frozen", 2, "overdue")
    said = region("lifecycle", "--dealer", "D1", "--lang", "zh").out
    for words in ("冻结", "王敏", "在 ERP 停止接单和发货", "可转为：观察 (watch)"):
        assert words in said
    rows = region("lifecycle", "--json").rows
    assert {one["dealer"]: (one["state"], one["open"]) for one in rows} == {"D1": ("frozen", 2), "D2": ("active", 0)}
    assert region("undo").status == 0
    assert region("lifecycle", "--dealer", "D1", "--json").json["state"] == "active"


def test_wrong_words_are_usage(region: Say) -> None:
    assert region("lifecycle", "--to", "frozen").status == 2
    assert region("lifecycle", "--dealer", "D1", "--to", "asleep").status == 2


def test_actions_are_listed_by_dealer(region: Say) -> None:
    region("lifecycle", "--dealer", "D1", "--to", "watch", "--reason", "decline")
    assert [one["dealer"] for one in region("actions", "--json").rows] == ["D1", "D1"]
    assert region("actions", "--dealer", "D2", "--json").rows == []
    assert "书面告知须整改事项和期限" in region("actions", "--lang", "zh").out
    assert region("cases", "--all", "--json").rows == []


def test_visits_are_proposed_and_the_sheet_is_one_page(region: Say, tmp_path: Path) -> None:
    region("lifecycle", "--dealer", "D1", "--to", "watch", "--reason", "decline")
    assert region("visits", "--json").rows == []
    first = region("visits", "--propose", "--json").rows[0]
    assert first["dealer"] == "D1"
    assert "Under watch" in first["why"]
    assert region("visit-sheet", "--dealer", "D1", "--out", tmp_path / "sheet.pdf", "--lang", "zh").status == 0
    document = pypdfium2.PdfDocument(tmp_path / "sheet.pdf")
    assert len(document) == 1
    assert "拜访单" in document[0].get_textpage().get_text_range()
