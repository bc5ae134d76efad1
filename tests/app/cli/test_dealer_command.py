"""One dealer on the command line: its card on a day, its rows, the handover, the exit; and conflicts of territories."""

from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.app.cli.conftest import Said
from tests.app.dealers.carding import AREAS, CONTRACTS, DEALERS, PROFILES, TERRITORIES
from tests.desks import write_csv

Say = Callable[..., Said]


@pytest.fixture
def region(tmp_path: Path, say: Say) -> Path:
    """Three dealers; D1 has 杭州 for itself until the end of 2026, D3 asks for a part of it."""
    tables = {
        "areas": AREAS,
        "dealers": DEALERS,
        "contracts": (
            CONTRACTS, ("D1", "HT1", "生效", "2026-01-01", "2026-12-31", "书面续签", 60),
            ("D3", "HT3", "草稿", "2026-05-01", "2026-12-31", "不续", ""),
        ),
        "territories": (
            TERRITORIES, ("D1", "330100", "", "", "是", "2026-01-01", "", "HT1"),
            ("D3", "330110", "", "", "否", "2026-05-01", "", "HT3"),
        ),
    }  # fmt: skip
    for name, rows in tables.items():
        (tmp_path / f"{name}.toml").write_text(PROFILES[name], encoding="utf-8")
        file = write_csv(tmp_path / f"{name}.csv", rows)
        assert say("import", file, "--profile", tmp_path / f"{name}.toml").status == 0
    return tmp_path


def test_a_card_is_shown_as_it_is_on_a_day_and_personal_data_by_their_ends(region: Path, say: Say) -> None:
    assert say("dealer", "set", "D1", "contact", "name=王芳", "mobile=13800010001", "main=是").status == 0
    card = say("dealer", "show", "D1", "--on", "2026-04-10", "--json").json
    assert (card["name"], card["type"], card["contracts"][0]["standing"]) == ("杭州一号", "药品批发", "valid")
    assert card["contact"][0]["mobile"] == "138****0001"
    assert card["credit"]["parts"][0] == {"part": "receivable", "amount": None, "counts": True, "limit": None}
    whole = say("dealer", "show", "D1", "--on", "2027-01-01", "--reveal", "--json").json
    assert whole["contact"][0]["mobile"] == "13800010001"
    assert whole["contracts"][0]["standing"] == "over"
    assert "杭州一号" in say("dealer", "show", "D1").out
    ref = card["contact"][0]["ref"]
    assert "138****0001" in say("history", "--record", ref).out
    assert "13800010001" not in say("history", "--record", ref, "--json").out
    assert "13800010001" in say("history", "--record", ref, "--reveal").out
    out = region / "contacts.csv"
    assert say("export", "contact_row", "--out", out).status == 0


def test_account_numbers_leave_by_their_ends_and_a_register_with_ends_changes_nothing(region: Path, say: Say) -> None:
    number = "6222020200112233445"
    assert say("dealer", "set", "D1", "bank_account", f"account_no={number}", "bank=工商银行").status == 0
    assert say("dealer", "show", "D1", "--json").json["bank_account"][0]["account_no"] == "622****3445"
    assert say("dealer", "show", "D1", "--reveal", "--json").json["bank_account"][0]["account_no"] == number
    out = region / "register.xlsx"
    for words, shown in (((), "622****3445"), (("--reveal",), number)):
        assert say("register", "export", out, *words).status == 0
        cells = {
            str(cell.value) for sheet in load_workbook(out).worksheets for row in sheet.iter_rows() for cell in row
        }
        assert {one for one in cells if one.startswith("622")} == {shown}
        assert say("register", "import", out, "--json").json["changes"] == []


@pytest.mark.usefixtures("region")
def test_loaned_assets_are_counted_in_pieces_and_what_exceeds_the_limit_is_said(say: Say) -> None:
    for words in (("asset", "item=冷藏柜", "quantity=2", "amount=25600"), ("permanent", "amount=5000")):
        kind, *rest = words
        assert say("dealer", "set", "D1", "ledger_entry", f"kind={kind}", "way=out", "at=2026-01-05", *rest).status == 0
    card = say("dealer", "show", "D1", "--json").json
    assert [one["quantity"] for one in card["ledger"] if one["kind"] == "asset"] == ["2"]
    assert [one["quantity"] for one in say("dealer", "settle", "D1", "--json").json["assets"]] == ["2"]
    assert say("dealer", "set", "D1", "credit_bucket", "bucket=permanent", "included=1").status == 0
    let_up = ("limit=1000", "from=2026-01-01", "to=2099-12-31", "allowed_by=财务总监", "reason=旺季")
    assert say("dealer", "set", "D1", "credit_override", *let_up).status == 0
    assert "5000.00 of 1000.00, 4000.00 over the limit" in say("dealer", "show", "D1", "--lang", "en").out


@pytest.mark.usefixtures("region")
def test_state_and_who_has_a_dealer_are_those_of_the_day(say: Say) -> None:
    assert say("lifecycle", "--dealer", "D1", "--to", "watch", "--on", "2026-03-01", "--reason", "欠款").status == 0
    states = [say("dealer", "show", "D1", "--on", day, "--json").json["status"] for day in ("2026-02-28", "2026-03-01")]
    assert states == ["active", "watch"]
    told = [say("lifecycle", "--dealer", "D1", "--on", day, "--json").json for day in ("2026-02-28", "2026-03-01")]
    assert [(one["state"], len(one["steps"])) for one in told] == [("active", 0), ("watch", 1)]


def test_conflicts_of_drafts_are_listed_and_gone_once_the_row_is_out(region: Path, say: Say) -> None:
    (hit,) = say("territories", "--conflicts", "--drafts", "--json").json
    assert (hit["area"], {hit["dealer"], hit["other"]}, hit["draft"]) == ("余杭区", {"杭州一号", "余杭三号"}, True)
    assert say("territories", "--on", "2026-06-01", "--json").json[0]["area"] == "杭州市"
    assert len(say("territories", "--on", "2026-06-01", "--json").json) == 1, "a draft grants nothing yet"
    ref = say("dealer", "show", "D3", "--on", "2026-06-01", "--json").json["territory"][0]["ref"]
    assert say("dealer", "remove", "D3", "territory", "--row", ref).status == 0
    assert say("territories", "--conflicts", "--json").json == []
    assert say("undo").status == 0
    assert len(say("territories", "--conflicts", "--json").json) == 1


def test_territories_go_over_in_one_step(region: Path, say: Say) -> None:
    assert say("dealer", "handover", "D1").status == 2
    said = say("dealer", "handover", "D1", "--to", "D2", "--from", "2026-07-01", "--json")
    assert said.json["territories"] == 1
    before, after = (say("territories", "--on", day, "--json").json for day in ("2026-06-30", "2026-07-01"))
    assert [[one["dealer"] for one in rows] for rows in (before, after)] == [["杭州一号"], ["余杭二号"]]
    assert say("undo").status == 0
    assert say("territories", "--on", "2026-07-01", "--json").json[0]["dealer"] == "杭州一号"


def test_the_exit_settlement_is_written_and_wrong_words_are_refused(region: Path, say: Say) -> None:
    entry = ("kind=保证金", "way=收", "at=2026/1/5", "amount=20万", "document_no=B1")
    assert say("dealer", "set", "D1", "ledger_entry", *entry).status == 0
    out = region / "settle.pdf"
    found = say("dealer", "settle", "D1", "--on", "2026-04-10", "--out", out, "--json").json
    assert found["we_owe"]["deposit"] == "200000.00"
    assert "rebate" in found["unknown"]
    assert out.read_bytes().startswith(b"%PDF")
    assert say("dealer", "set", "D1", "nothing", "a=b").status == 2
    assert say("dealer", "set", "D1", "contact", "colour=red").status == 2
    assert say("dealer", "set", "D1", "ledger_entry", "kind=perhaps").status == 1
    assert say("dealer", "show", "nobody").status == 1
