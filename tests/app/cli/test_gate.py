"""The gate on the command line: an answer with its document and an exit status, papers that run out, a letter."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.app.cli.conftest import Said
from tests.app.compliance.gate.test_renewal import DEALERS, FILED, GOODS, HEAD, LICENCES, OLD
from tests.desks import write_csv

Say = Callable[..., Said]


@pytest.fixture
def filled(say: Say, tmp_path: Path) -> Say:
    """A workspace with a dealer, three products and two licences, one of which ended on 2026-04-30."""
    goods = [("code", "name", "group", "class"), ("P1", "感冒片", "G1", "化学药制剂"), ("P2", "酸奶", "G2", "食品"),
             ("P3", "棉签", "G3", "")]  # fmt: skip
    files = {
        "dealers": (DEALERS, [("code", "name"), ("D1", "台州恒信医药有限公司")]),
        "goods": (GOODS, goods),
        "licences": (LICENCES, [HEAD, OLD, FILED]),
    }
    for name, (how, rows) in files.items():
        (tmp_path / f"{name}.toml").write_text(how, encoding="utf-8")
        path = write_csv(tmp_path / f"{name}.csv", rows)
        assert say("import", path, "--profile", tmp_path / f"{name}.toml").status == 0
    return say


def test_yes_ends_with_0_and_no_with_1_and_each_names_its_document(filled: Say) -> None:
    asked = ("gate", "--dealer", "D1", "--product", "P1", "--json", "--date")
    last = filled(*asked, "2026-04-30")
    assert (last.status, last.json["state"], last.json["allowed"]) == (0, "yes", True)
    assert last.json["next"]["date"] == "2026-05-01"
    assert "A1" in last.json["deciding"]["sentence"]
    after = filled(*asked, "2026-05-01")
    assert (after.status, after.json["state"], after.json["deciding"]["code"]) == (1, "no", "licence_ended")
    assert after.json["deciding"]["document"] == "licence"
    said = filled("gate", "--dealer", "D1", "--product", "P1", "--date", "2026-05-01")
    assert said.status == 1
    assert "药品经营许可证 A1 ended on 2026-04-30; 化学药制剂 is locked." in said.out


def test_what_needs_no_paper_is_let_through_and_said_so(filled: Say) -> None:
    free = filled("gate", "--dealer", "D1", "--product", "P3", "--date", "2026-05-01")
    assert free.status == 0
    assert "Not required" in free.out
    food = filled("gate", "--dealer", "台州恒信医药有限公司", "--product", "P2", "--date", "2099-01-01", "--json")
    assert (food.status, food.json["state"], food.json["next"]) == (0, "yes", None)


def test_the_map_of_any_day(filled: Say) -> None:
    (row,) = filled("gate", "--map", "--date", "2026-05-01", "--json").rows
    assert {code: cell["state"] for code, cell in row["cells"].items()} == {
        "G1": "no", "G2": "yes", "G3": "not_required",
    }  # fmt: skip
    (row,) = filled("gate", "--map", "--date", "2026-04-30", "--json").rows
    assert (row["cells"]["G1"], row["next"]) == ({"state": "yes", "next": "2026-05-01"}, "2026-05-01")
    assert "■ Blocked" in filled("gate", "--map", "--date", "2026-05-01").out


def test_what_is_wrongly_asked_is_refused_in_words(filled: Say) -> None:
    for words, why in (
        (("gate", "--dealer", "D1"), "Name a dealer and a product"),
        (("gate", "--dealer", "D1", "--product", "P1", "--date", "May"), "no day such as"),
        (("expiring", "--days", "-1"), "0 or more"),
    ):
        said = filled(*words)
        assert said.status == 2
        assert why in said.err
    assert "no dealer" in filled("gate", "--dealer", "X", "--product", "P1").err
    for words in (
        ("gate", "--product", "P1"),
        ("quality",),
        ("kpi", "--only", "net_amount"),
    ):
        assert "Near it: 台州恒信医药有限公司 (D1)" in filled(words[0], "--dealer", "恒信", *words[1:]).err, words


def test_papers_that_run_out_and_the_letter_about_them(filled: Say, tmp_path: Path) -> None:
    (row,) = filled("expiring", "--days", "36500", "--json").rows
    assert (row["dealer"], row["number"], row["last_day"], row["scan"]) == ("D1", "A1", "2026-04-30", False)
    assert "A1" in filled("expiring", "--days", "36500").out
    written = filled("renewal", "--dealer", "D1", "--out", tmp_path / "letter.pdf", "--json")
    assert written.status == 0
    assert (tmp_path / "letter.pdf").read_bytes().startswith(b"%PDF")
    assert "F1" in written.json["scans_missing"]
    assert written.json["tasks"] >= 1
