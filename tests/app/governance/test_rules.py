"""Data rules: what they say of rows, keys and files, what becomes of those that break them, and how they are kept."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from sqlalchemy import text

from app.bootstrap import FEEDS, Desk
from app.core.db import Action
from app.core.errors import UserError
from app.core.progress import Progress
from app.core.texts import texts
from app.core.undo import undo
from app.core.workspace import Workspace
from app.governance.rules.queries import find_rule, list_rules
from app.governance.rules.service import blank_rule, keep_rule, remove_rule, switch_rule
from app.governance.rules.starter import starters
from app.governance.rules.trial import try_rule
from app.imports.corrections import Edit
from app.imports.queries import QuarantineRow, list_batches, list_quarantine
from app.imports.reasons import sentence, stood
from app.imports.ruling import check_rule
from tests.desks import correct, desk_of, mapped, sign, take_in, write_csv

LINES = mapped(
    "flow",
    "sellout",
    "party_code=dealer document_no=doc product_code=product lot sold=day quantity=qty counterparty_name=shop",
    source="dms",
)
HEAD = ("dealer", "doc", "product", "lot", "day", "qty", "shop")
ROWS = (
    ("D1", "S1", "P1", "L1", "2026-03-02", 5, "一店"),
    ("D1", "S2", "P1", "L1", "2026-03-03", 50_000, "一店"),
    ("D2", "S3", "P2", "L9", "2026-02-04", 6, "二店"),
)


@pytest.fixture
def desk(workspace: Workspace) -> Desk:
    found = desk_of(workspace)
    sign(found)
    return found


def keep(desk: Desk, **values: Any) -> str:
    """Keep a rule of sell-out with these parts."""
    own = {"must": "quantity < 10000", "message_zh": "数量 {quantity} 过大", "message_en": "{quantity} is too much"}
    own |= {"message_zh": ""} if "message_en" in values else {}
    kept = replace(blank_rule("sellout"), title_en="Not too much")
    kept = replace(kept, rule=replace(kept.rule, **{**own, **values}))
    return desk.db.write(Action("rule"), lambda session: keep_rule(session, kept=kept, feeds=FEEDS)).value


def aside(desk: Desk) -> list[QuarantineRow]:
    with desk.db.read() as session:
        return list_quarantine(session)


def flow(desk: Desk, folder: Path, *rows: Any, name: str = "a.csv") -> Any:
    return take_in(desk, write_csv(folder / name, [HEAD, *(rows or ROWS)]), LINES)


def count(desk: Desk, statement: str) -> Any:
    with desk.db.read() as session:
        return session.execute(text(statement)).scalar_one()


def test_a_row_that_breaks_a_rule_waits_with_the_rules_own_words(desk: Desk, tmp_path: Path) -> None:
    keep(desk, level="quarantine", reach="field", field="quantity", must="value < 10000")
    loaded = flow(desk, tmp_path)
    (row,) = aside(desk)
    ((field, code, value),) = row.reasons
    assert (row.row_no, field, stood(code, value)) == (3, "quantity", "50000")
    assert [texts(lang).render(sentence(code, value)) for lang in ("zh_CN", "en")] == [
        "数量 50000 过大", "50000 is too much",
    ]  # fmt: skip
    assert row.cells["shop"] == "一店"
    assert loaded.feeds[0].reasons == {code: 1}
    assert loaded.feeds[0].loaded == 2


def test_a_corrected_row_is_held_against_the_rule_again(desk: Desk, tmp_path: Path) -> None:
    keep(desk, level="quarantine")
    loaded = flow(desk, tmp_path)
    with pytest.raises(UserError):
        correct(desk, loaded.batch_id, {3: {"qty": "60000"}})
    correct(desk, loaded.batch_id, {3: {"qty": "50"}})
    assert aside(desk) == []


def test_a_warning_is_counted_and_its_rows_are_known(desk: Desk, tmp_path: Path) -> None:
    key = keep(desk, level="warn")
    loaded = flow(desk, tmp_path)
    assert loaded.feeds[0].loaded == 3
    assert loaded.feeds[0].warnings[f"rule:{key}"] == 1
    assert count(desk, "SELECT row_no FROM rule_hit") == 3


def test_a_rule_that_stops_lets_nothing_of_the_file_in(desk: Desk, tmp_path: Path) -> None:
    keep(desk, level="stop")
    with pytest.raises(UserError) as refused:
        flow(desk, tmp_path)
    assert "50000 is too much" in texts("en").render(refused.value.text)
    with desk.db.read() as session:
        assert list_batches(session) == []


def test_rows_of_a_key_are_looked_at_together(desk: Desk, tmp_path: Path) -> None:
    keep(
        desk, reach="set", level="quarantine", keys=("party_code",), must="and(rows <= 1, sum_quantity < 100)",
        message_en="{party_code}: {rows} rows, {sum_quantity}",
    )  # fmt: skip
    flow(desk, tmp_path)
    found = aside(desk)
    assert [one.row_no for one in found] == [2, 3]
    assert texts("en").render(sentence(*found[0].reasons[0][1:])) == "D1: 2 rows, 50005"


def test_a_file_is_held_against_the_usual_number_of_its_rows(desk: Desk, tmp_path: Path) -> None:
    keep(desk, reach="file", level="stop", must="rows >= usual_rows / 2", message_en="{rows} instead of {usual_rows}")

    def of_day(day: str, rows: int) -> Any:
        lines = [("D1", f"{day}-{n}", "P1", "L", day, 1, "x") for n in range(rows)]
        return flow(desk, tmp_path, *lines, name=f"{day}.csv")

    for day in ("2026-01-05", "2026-02-05", "2026-03-05"):
        of_day(day, 8)
    with pytest.raises(UserError) as refused:
        of_day("2026-03-06", 3)
    assert "3 instead of 8" in texts("en").render(refused.value.text)
    of_day("2026-03-07", 3)  # a Saturday
    flow(desk, tmp_path, *ROWS, name="of many days.csv")
    with desk.db.read() as session:
        rule = next(one.rule for one in list_rules(session) if not one.starter)
        tried = try_rule(session, rule=replace(rule, must="rows < usual_rows"), feeds=FEEDS, today=0)
    assert (tried.rows, tried.broken) == (3, 0), "nothing is known yet of files of so many days"


def test_the_row_of_totals_is_held_against_the_sum(desk: Desk, tmp_path: Path) -> None:
    keep(desk, reach="file", must="stated_quantity = sum_quantity", message_en="{stated_quantity} not {sum_quantity}")
    for name, total in (("right.xlsx", 50_011), ("wrong.xlsx", 50_012)):
        with xlsxwriter.Workbook(tmp_path / name) as book:
            sheet = book.add_worksheet()
            for place, row in enumerate([HEAD, *ROWS, ("合计", None, None, None, None, total, None)]):
                sheet.write_row(place, 0, row)
    right, wrong = (take_in(desk, tmp_path / name, LINES) for name in ("right.xlsx", "wrong.xlsx"))
    assert right.feeds[0].warnings == {}
    assert list(wrong.feeds[0].warnings.values()) == [1]


def test_what_a_file_does_not_tell_breaks_no_rule(desk: Desk, tmp_path: Path) -> None:
    keep(desk, level="stop", must="known(price)")
    keep(desk, level="stop", must="amount > 0")
    assert flow(desk, tmp_path).feeds[0].loaded == 3


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"must": "quantity < "}, "position 12"),
        ({"must": "quantity < stock"}, "position 12"),
        ({"must": "quantity + 1"}, "position 1"),
        ({"message_en": "{nobody}"}, "nobody"),
        ({"reach": "file", "level": "quarantine", "must": "rows > 1"}, "cannot put rows aside"),
        ({"keys": ("nobody",), "reach": "set", "must": "rows > 1"}, "nobody"),
    ],
)
def test_a_bad_rule_is_refused_with_the_place(desk: Desk, change: dict[str, Any], said: str) -> None:
    with pytest.raises(UserError) as refused:
        keep(desk, **{"message_en": "no", **change})
    assert said in texts("en").render(refused.value.text)


def test_the_rules_of_the_program_hold_and_can_be_switched_off_and_back(desk: Desk) -> None:
    for one in starters().values():
        check_rule(one.rule, FEEDS)
        assert one.title_zh
        assert one.title_en
    desk.db.write(
        Action("off"), lambda session: switch_rule(session, key="sellout-lot", active=False, feeds=FEEDS), origin="cli"
    )
    with desk.db.read() as session:
        off = find_rule(session, "sellout-lot")
    assert (off.active, off.changed, off.starter) == (False, False, True)
    undo(desk.db, desk.undo_handlers)
    with desk.db.read() as session:
        assert find_rule(session, "sellout-lot").active
        assert len(list_rules(session)) == len(starters())


def test_a_rule_of_ones_own_goes_and_one_of_the_program_is_as_it_was(desk: Desk) -> None:
    key = keep(desk)
    kept = replace(starters()["sellout-lot"], title_en="Lots")
    desk.db.write(Action("change"), lambda session: keep_rule(session, kept=kept, feeds=FEEDS))
    with desk.db.read() as session:
        assert find_rule(session, "sellout-lot").changed
    for one in (key, "sellout-lot"):
        desk.db.write(Action("remove"), lambda session, one=one: remove_rule(session, key=one))
    with desk.db.read() as session:
        assert list_rules(session) == list(starters().values())
    with pytest.raises(UserError):
        desk.db.write(Action("remove"), lambda session: remove_rule(session, key="sellout-lot"))


def test_a_corrected_row_is_held_together_with_the_rows_of_its_file(desk: Desk, tmp_path: Path) -> None:
    keep(
        desk, reach="set", level="quarantine", keys=("document_no",), must="distinct_sold = 1",
        message_en="{document_no} bears {distinct_sold} days",
    )  # fmt: skip
    broken = ("D1", "S1", "P2", "L1", "2026-03-99", 5, "一店")
    other = ("D1", "S9", "P2", "L1", "2026-03-99", 5, "一店")
    loaded = flow(desk, tmp_path, ROWS[0], broken, other)
    (waiting, apart) = aside(desk)
    with pytest.raises(UserError, match="None of the rows"):
        correct(desk, loaded.batch_id, {3: {"day": "2026-03-09"}})
    with desk.pipeline.corrector.checked(
        loaded.batch_id, [Edit(one.id, {"day": "2026-03-09"}) for one in (waiting, apart)], progress=Progress()
    ) as checked:
        first, second = checked.outcomes
    assert texts("en").render(sentence(*first.reasons[0][1:])) == "S1 bears 2 days"
    assert second.good, "a document of its own goes in"
    correct(desk, loaded.batch_id, {3: {"day": "2026-03-02"}, 4: {"day": "2026-03-09"}})
    assert aside(desk) == []


def test_a_rule_that_warns_counts_corrected_rows_and_one_that_stops_refuses_them(desk: Desk, tmp_path: Path) -> None:
    first = keep(desk, reach="set", keys=("document_no",), must="sum_quantity < 10", message_en="{sum_quantity}")
    broken = ("D1", "S1", "P2", "L1", "2026-03-02", "many", "一店")
    loaded = flow(desk, tmp_path, ROWS[0], broken)
    correct(desk, loaded.batch_id, {3: {"qty": "9"}})
    assert count(desk, f"SELECT group_concat(row_no) FROM rule_hit WHERE code = 'rule:{first}'") == "3"
    keep(desk, reach="set", level="stop", keys=("document_no",), must="sum_quantity < 10", message_en="{sum_quantity}")
    rows = [(*ROWS[0][:5], 3, "x"), (*broken[:5], "many", "x")]
    loaded = flow(desk, tmp_path, *rows, name="b.csv")
    with pytest.raises(UserError, match=r"12 \(row 3"):
        correct(desk, loaded.batch_id, {3: {"qty": "9"}})


def test_the_total_is_held_against_rows_put_aside_too_and_says_nothing_where_one_is_unread(
    desk: Desk, tmp_path: Path
) -> None:
    keep(desk, reach="field", field="lot", level="quarantine", must="known(value)")
    code = "rule:" + keep(
        desk, reach="file", must="and(stated_quantity = sum_quantity, rows = 3)",
        message_en="{stated_quantity} not {sum_quantity}, {rows} rows",
    )  # fmt: skip
    noted = ("D1", "S4", "P1", "", "2026-03-02", 7, "x")
    undated = ("D1", "S5", "P1", "L1", "2026-02-31", 8, "x")
    unread = ("D1", "S6", "P1", "L1", "2026-03-02", "many", "x")

    def warned(name: str, total: int, *rows: Any) -> int:
        with xlsxwriter.Workbook(tmp_path / name) as book:
            sheet = book.add_worksheet()
            for place, row in enumerate([HEAD, *rows, ("合计", None, None, None, None, total, None)]):
                sheet.write_row(place, 0, row)
        return int(take_in(desk, tmp_path / name, LINES).feeds[0].warnings.get(code, 0))

    assert warned("all.xlsx", 20, ROWS[0], noted, undated) == 0, "two of them wait"
    assert warned("less.xlsx", 13, ROWS[0], noted, undated) == 1, "the sum of those taken in"
    assert warned("unread.xlsx", 99, ROWS[0], noted, unread) == 0, "who knows what many is"
