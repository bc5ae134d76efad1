"""Taking files in and out from the command line."""

from collections.abc import Callable
from pathlib import Path

import pytest

from app.bootstrap import create_desk
from app.cli.run import run
from app.core.settings import MachineSettings
from tests.app.cli.conftest import HEAD, LINES, ROWS, Said
from tests.desks import write_csv

Say = Callable[..., Said]
FIELDS = {
    "batch", "feed", "rows", "loaded", "unchanged", "superseded", "hidden", "waiting", "quarantined", "reasons",
}  # fmt: skip


def test_a_file_goes_in_and_every_count_is_told(say: Say, lines: Path, how: Path) -> None:
    said = say("import", lines, "--profile", how, "--json")
    assert (said.status, said.err) == (0, "")
    (row,) = said.rows
    assert set(row) >= FIELDS
    assert (row["feed"], row["rows"], row["loaded"], row["new"]) == ("order_line", 4, 4, 4)
    assert (row["quarantined"], row["reasons"], row["waiting"]) == (0, [], 0)
    assert row["batch"].startswith("B-")


def test_the_same_bytes_again_change_nothing_and_say_so(say: Say, lines: Path, how: Path) -> None:
    first = say("import", lines, "--profile", how, "--json").rows[0]
    again = say("import", lines, "--profile", how, "--json").rows[0]
    assert again["existing"]
    assert again["batch"] == first["batch"]
    assert (first["loaded"], again["loaded"], again["new"], again["unchanged"]) == (4, 0, 0, 4)
    (tried,) = say("import", lines, "--profile", how, "--dry-run", "--json").rows
    assert (tried["existing"], tried["unchanged"], tried["new"]) == (True, 4, 0)
    said = say("import", lines, "--profile", how)
    assert f"the same bytes were taken in already as {first['batch']}" in said.out
    assert said.out.count("the same bytes") == 1
    assert len(say("batches", "--json").rows) == 1


def test_a_file_that_is_not_there_is_named_before_any_other_goes_in(
    say: Say, lines: Path, how: Path, tmp_path: Path
) -> None:
    said = say("import", lines, tmp_path / "lost.csv", "--profile", how)
    assert (said.status, said.err) == (1, "There is no file “lost.csv”. Nothing was changed.\n")
    assert not say("import", lines, "--profile", how, "--json").rows[0]["existing"]


def test_a_dry_run_counts_and_writes_nothing(say: Say, lines: Path, how: Path, tmp_path: Path) -> None:
    say("import", lines, "--profile", how)
    newer = write_csv(tmp_path / "lines_202604.csv", [HEAD, *ROWS[:2], (*ROWS[2][:7], 9, "90"), ("O4", *ROWS[3][1:])])
    said = say("import", newer, "--profile", how, "--dry-run", "--json")
    assert said.json["dry_run"]
    (row,) = said.rows
    assert (row["batch"], row["new"], row["changed"], row["unchanged"]) == (None, 1, 1, 2)
    assert len(say("batches", "--json").rows) == 1
    real = say("import", newer, "--profile", how, "--json").rows[0]
    assert [real[name] for name in ("new", "changed", "unchanged", "hidden")] == [1, 1, 2, 0]


def test_bad_rows_go_aside_with_reasons_and_the_good_ones_in(say: Say, how: Path, tmp_path: Path) -> None:
    bad = [("O8", 1, "D1", "P1", "2026-02-30", "", "", 1, 1), ("O9", 1, "D1", "P1", "2026-02-03", "", "", "many", 1)]
    said = say("import", write_csv(tmp_path / "x.csv", [HEAD, *ROWS, *bad]), "--profile", how, "--json")
    (row,) = said.rows
    assert (row["rows"], row["loaded"], row["quarantined"]) == (6, 4, 2)
    assert {(one["code"], one["rows"]) for one in row["reasons"]} == {("no_such_day", 1), ("not_a_number", 1)}
    aside = say("quarantine", "--batch", row["batch"], "--json").rows
    assert [(one["row"], one["reasons"][0]["field"]) for one in aside] == [(6, "ordered"), (7, "ordered_quantity")]
    assert aside[0]["reasons"][0]["text"] == "“2026-02-30” is no day of the calendar"
    assert aside[0]["cells"]["order"] == "O8"
    assert "“many” is not a number" in say("quarantine").out
    refused = say("quarantine", "--batch", "B-NONE")
    assert (refused.status, refused.err) == (1, "There is no batch “B-NONE”.\n")


def test_all_words_of_a_file_that_may_mean_no_value_are_asked_about_at_once(
    say: Say, how: Path, tmp_path: Path
) -> None:
    bad = [(f"X{n}", 1, "D1", "P1", "2026-02-03", "Not Captured", "at once" if n else "", 1, "tbd") for n in range(3)]
    path = write_csv(tmp_path / "x.csv", [HEAD, *ROWS, *bad])
    row = say("import", path, "--profile", how, "--dry-run", "--json").rows[0]
    assert row["words"] == ["Not Captured", "tbd", "at once"]
    toml = 'missing = ["Not Captured", "tbd", "at once"]'
    assert toml in say("import", path, "--profile", how).out
    how.write_text(how.read_text("utf-8").replace("[file]", f"[file]\n{toml}"), "utf-8")
    row = say("import", path, "--profile", how, "--json").rows[0]
    assert (row["rows"], row["quarantined"], row["words"]) == (7, 0, [])


def test_dates_that_mean_two_things_are_refused_with_both_readings(say: Say, how: Path, tmp_path: Path) -> None:
    rows = [(*row[:4], "03/04/2026", "05/04/2026", "05/04/2026", *row[7:]) for row in ROWS]
    path = write_csv(tmp_path / "x.csv", [HEAD, *rows])
    said = say("import", path, "--profile", how)
    assert said.status == 1
    assert said.out == ""
    for words in ("2026-03-04", "2026-04-03", "--dates dmy", "--dates mdy", "Nothing was changed"):
        assert words in said.err
    assert say("import", path, "--profile", how, "--dates", "dmy", "--json").status == 0
    (value,) = say("kpi", "--only", "order_count", "--from", "2026-04", "--to", "2026-04", "--basis", "ordered",
                   "--json").rows  # fmt: skip
    assert value["value"] == "3"


def test_a_corrected_profile_replaces_the_earlier_batch(say: Say, lines: Path, how: Path) -> None:
    first = say("import", lines, "--profile", how, "--json").rows[0]
    how.write_text(LINES.replace('amount = "amount"', 'amount = { column = "amount", factor = "10" }'), "utf-8")
    second = say("import", lines, "--profile", how, "--json").rows[0]
    assert (second["changed"], second["superseded"]) == (4, 4)
    states = {one["ref"]: one["state"] for one in say("batches", "--json").rows}
    assert states == {first["batch"]: "replaced", second["batch"]: "live"}
    (amount,) = say("kpi", "--only", "net_amount", "--basis", "ordered", "--json").rows
    assert amount["value"] == "2707.5"
    assert say("check").status == 0


def test_dealers_that_only_the_wrong_profile_named_go_with_it(say: Say, lines: Path, how: Path) -> None:
    how.write_text(LINES.replace('party_code = "dealer"', 'party_code = "product"'), "utf-8")
    say("import", lines, "--profile", how)
    how.write_text(LINES, "utf-8")
    say("import", lines, "--profile", how)
    rows = say("kpi", "--only", "line_count", "--by", "dealer", "--basis", "ordered", "--json").rows
    assert {one["keys"]["dealer"]: one["value"] for one in rows} == {"D1": "2", "D2": "2"}
    assert say("check").status == 0


def test_a_withdrawn_batch_is_gone_from_every_figure(say: Say, lines: Path, how: Path) -> None:
    batch = say("import", lines, "--profile", how, "--json").rows[0]["batch"]
    assert say("withdraw", batch, "--json").json == {"batch": batch, "state": "withdrawn"}
    (count,) = say("kpi", "--only", "order_count", "--from", "2026-01", "--to", "2026-03", "--json").rows
    assert count["value"] in {None, "0"}
    again = say("withdraw", batch)
    assert (again.status, again.err) == (1, f"Batch {batch} is not in use any more; nothing was changed.\n")
    missing = say("withdraw", "B-NONE")
    assert (missing.status, missing.err) == (1, "There is no batch “B-NONE”.\n")


def test_kept_profiles_recognise_the_next_file_by_its_name(say: Say, lines: Path, how: Path, tmp_path: Path) -> None:
    assert say("profile", how, "--json").json == {"kept": ["lines"]}
    assert say("import", lines, "--json").rows[0]["loaded"] == 4
    assert say("import", lines, "--profile", "lines", "--json").rows[0]["existing"]
    stranger = write_csv(tmp_path / "other.csv", [HEAD, *ROWS])
    said = say("import", stranger)
    assert (said.status, said.err) == (1, "No kept profile fits “other.csv”. Name one with --profile.\n")
    (tmp_path / "twin.toml").write_text(LINES.replace('"lines"', '"twin"', 1), "utf-8")
    say("profile", tmp_path / "twin.toml")
    assert "More than one profile fits “lines_202603.csv”: lines, twin" in say("import", lines).err


def test_the_first_refused_file_ends_the_run_and_earlier_ones_stay(say: Say, lines: Path, how: Path) -> None:
    broken = lines.with_name("broken.csv")
    broken.write_bytes(b"")
    said = say("import", lines, broken, "--profile", how)
    assert said.status == 1
    assert "broken.csv" in said.err or "empty" in said.err
    assert [one["file_name"] for one in say("batches", "--json").rows] == ["lines_202603.csv"]


@pytest.mark.parametrize(
    ("toml", "sentence"),
    [
        ("id = ", "The profile is not valid TOML"),
        (LINES.replace("order_line", "orders"), "There is no feed “orders”"),
        (LINES.replace('"qty"', '"pieces"'), "The file has no column “pieces”"),
        (LINES.replace('order_no = "order"\n', ""), "The profile says nothing for “Order number”"),
    ],
)
def test_a_profile_that_does_not_fit_is_refused_in_words(say: Say, lines: Path, toml: str, sentence: str) -> None:
    path = lines.with_name("wrong.toml")
    path.write_text(toml, "utf-8")
    said = say("import", lines, "--profile", path)
    assert said.status == 1
    assert sentence in said.err


def test_a_first_import_that_is_refused_leaves_nothing_behind(lines: Path, how: Path, tmp_path: Path) -> None:
    broken = lines.with_name("broken.csv")
    broken.write_bytes(b"")
    new = ["-w", str(tmp_path / "north" / "2026" / "region.cdesk"), "--as", "李雷"]
    assert run([*new, "import", str(broken), "--profile", str(how)]) == 1
    assert run([*new, "import", str(lines), "--profile", str(how), "--extracted-at", "soon"]) == 2
    assert run([*new, "import", str(lines), "--profile", str(how), "--dry-run"]) == 0, "which writes nothing either"
    assert run([*new, "profile", str(lines)]) == 1
    assert not (tmp_path / "north").exists(), "nor the folders that were made for it"
    assert "devices" not in MachineSettings().read() or not MachineSettings().read()["devices"]
    assert run([*new, "import", str(lines), str(broken), "--profile", str(how)]) == 1
    assert Path(new[1]).exists(), "what came in before the refused file stays, and so does its workspace"
    assert run([*new, "import", str(broken), "--profile", str(how)]) == 1
    assert run([*new, "undo"]) == 0


def test_a_workspace_that_was_there_stays_whatever_is_refused(lines: Path, how: Path, tmp_path: Path) -> None:
    path = tmp_path / "region.cdesk"
    create_desk(path).close()
    broken = lines.with_name("broken.csv")
    broken.write_bytes(b"")
    assert run(["-w", str(path), "import", str(broken), "--profile", str(how)]) == 1
    assert path.exists()


def test_when_the_extract_was_taken_can_be_told(say: Say, how: Path, tmp_path: Path) -> None:
    newer = write_csv(tmp_path / "newer.csv", [HEAD, ROWS[0]])
    older = write_csv(tmp_path / "older.csv", [HEAD, (*ROWS[0][:8], "1.00")])
    say("import", newer, "--profile", how, "--extracted-at", "2026-03-10T08:00:00+00:00")
    row = say("import", older, "--profile", how, "--extracted-at", "2026-03-09", "--json").rows[0]
    assert (row["changed"], row["outdated"]) == (0, 1)
    (amount,) = say("kpi", "--only", "net_amount", "--basis", "ordered", "--json").rows
    assert amount["value"] == "100.5"
    said = say("import", older, "--profile", how, "--extracted-at", "yesterday")
    assert said.status == 2
    assert "yesterday" in said.err


def test_a_proposal_is_a_profile_that_takes_the_file_in(say: Say, tmp_path: Path) -> None:
    path = tmp_path / "销售订单明细_202603.csv"
    path.write_text(
        "订单号,行号,客户编码,存货编码,下单日期,数量,不含税金额\nSO1,1,D1,P1,2026-03-02,5,100\nSO2,1,D2,P1,2026-03-03,6,120\n",
        encoding="gb18030",
    )
    said = say("propose", path, "--source", "u8", "--json")
    assert not (tmp_path / "region.cdesk").exists(), "a proposal needs no workspace and makes none"
    assert said.json["feed"] == "order_line"
    assert said.json["columns"]["party_code"] == "客户编码"
    (tmp_path / "p.toml").write_text(said.json["toml"], "utf-8")
    assert say("import", path, "--profile", tmp_path / "p.toml", "--json").rows[0]["loaded"] == 2
    assert 'source = "u8"' in say("propose", path, "--source", "u8").out
    assert "There is no feed “x”" in say("propose", path, "--feed", "x").err


def _some_profile(folder: Path) -> Path:
    path = folder / "some.toml"
    path.write_text(LINES, "utf-8")
    return path
