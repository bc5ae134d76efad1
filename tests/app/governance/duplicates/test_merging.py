"""Two parties are made one and two again: records, codes, figures, and what later files say."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from app.bootstrap import Desk
from app.core.attachments import Attachment
from app.core.db import Action
from app.core.errors import UserError
from app.core.journal import create
from app.core.model import RECORD_CLASSES
from app.core.period import parse_period
from app.core.progress import Progress
from app.core.undo import redo, undo
from app.core.workspace import Workspace
from app.dealers.assignments import assign
from app.dealers.entering import enter_party
from app.dealers.holdings import rows_of, set_row
from app.dealers.model import Party
from app.dealers.parents import set_parent
from app.dealers.queries import DealerRow, find_party, party_card, search_parties
from app.dealers.service import edit_party
from app.governance.duplicates.queries import Candidates, find_candidates, near_names
from app.governance.duplicates.service import keep_apart
from app.jobs.checks import cell_faults, kept_faults
from app.jobs.duplicates import keep_dealers_apart, merge_dealers
from app.kpi.closings import close_months
from app.kpi.model import MAPS, SUMS
from app.visits.model import Visit
from tests.desks import desk_of, profile, sign, take_in, write_csv
from tests.examples import examples

PARTIES = """id = "dealers"
source = "erp"
[[feed]]
feed = "party_row"
[feed.columns]
party_code = "code"
name = "name"
parent_code = "above"
uscc = "uscc"
office = "office"
role = "role"
"""
SALES = """id = "sales"
source = "erp"
[[feed]]
feed = "order_line"
[feed.columns]
order_no = "no"
party_code = "dealer"
product_code = "sku"
ordered = "day"
shipped = "day"
shipped_quantity = "pieces"
amount = "amount"
"""
HEAD = ("code", "name", "above", "uscc", "office", "role")
CODE = "91330700MA0010168P"
DEALERS = [
    HEAD,
    ("D1", "杭州康源医药有限公司", "D9", CODE, "", "dealer"),
    ("D2", "杭州市康源医药有限公司", "D9", CODE, "杭州", "dealer"),
    ("D3", "宁波海岳医药有限公司", "D1", "", "", "dealer"),
    ("D4", "温州恒信医药有限公司", "D2", "", "", "dealer"),
    ("D9", "浙江禾泰医药股份有限公司", "", "", "", "dealer"),
    ("S1", "金华婺康药业有限公司", "", "91330100MA0008033J", "", "supplier"),
    ("D5", "金华婺康医药有限公司", "", "91330100MA0008033J", "", "dealer"),
]
SOLD = [("no", "dealer", "sku", "day", "pieces", "amount")] + [
    (
        f"O{number}",
        f"D{number % 4 + 1}",
        f"P{number % 2}",
        f"2026-0{number % 3 + 1}-1{number % 9}",
        number,
        100 * number,
    )
    for number in range(1, 25)
]


@contextmanager
def desk_with(sold: list[tuple[Any, ...]], folder: Path) -> Iterator[Desk]:
    with Workspace.create(folder / "w.cdesk", name="", currency="", day=date(2026, 4, 10)) as workspace:
        yield filled(workspace, sold, folder)


def filled(workspace: Workspace, sold: list[tuple[Any, ...]], folder: Path) -> Desk:
    found = desk_of(workspace)
    sign(found)
    take_in(found, write_csv(folder / "dealers.csv", DEALERS), profile(PARTIES), extracted_at="2026-03-01")
    take_in(found, write_csv(folder / "sales.csv", sold), profile(SALES), extracted_at="2026-03-01")
    return found


@pytest.fixture
def desk(workspace: Workspace, tmp_path: Path) -> Desk:
    return filled(workspace, SOLD, tmp_path)


def party(desk: Desk, code: str) -> DealerRow:
    with desk.db.read() as session:
        return find_party(session, code)


def candidates(desk: Desk) -> Candidates:
    with desk.db.read() as session:
        return find_candidates(session)


def merge(desk: Desk, survivor: str, other: str, **more: Any) -> None:
    merge_dealers(desk.db, survivor_id=party(desk, survivor).id, other_id=party(desk, other).id, **more)


def state(desk: Desk) -> dict[str, Any]:
    """Every living record by its columns, and every derived table."""
    found: dict[str, Any] = {}
    with desk.db.read() as session:
        for table in RECORD_CLASSES:
            rows = session.execute(text(f"SELECT * FROM {table} WHERE removed = 0 ORDER BY id")).mappings()
            found[table] = [{name: value for name, value in row.items() if name != "stamps"} for row in rows]
        for table in (*SUMS, *MAPS):
            found[table.name] = sorted(map(repr, session.execute(text(f"SELECT * FROM {table.name}"))))
    return found


def test_the_register_lists_two_ways_to_write_a_dealer_and_says_why(desk: Desk) -> None:
    found = candidates(desk)
    pairs = [{row.one.codes, row.other.codes} for row in found.rows]
    assert {"D1", "D2"} in pairs
    row = found.rows[pairs.index({"D1", "D2"})]
    assert not row.two_names
    assert any(CODE in str(one.params["value"]) for one in row.sentences)


def test_one_credit_code_under_two_names_is_told_apart_from_a_double(desk: Desk) -> None:
    (row,) = [row for row in candidates(desk).rows if {row.one.codes, row.other.codes} == {"D5", "S1"}]
    assert row.two_names
    assert candidates(desk).rows[-1] == row


def test_what_was_found_to_be_two_does_not_come_back_until_undone(desk: Desk) -> None:
    keep_dealers_apart(desk.db, one_id=party(desk, "D2").id, other_id=party(desk, "D1").id, reason="two accounts")
    after = candidates(desk)
    assert after.apart == 1
    assert not any({row.one.codes, row.other.codes} == {"D1", "D2"} for row in after.rows)
    undo(desk.db, desk.undo_handlers)
    assert any({row.one.codes, row.other.codes} == {"D1", "D2"} for row in candidates(desk).rows)
    keep_dealers_apart(desk.db, one_id=party(desk, "D1").id, other_id=party(desk, "D2").id)
    assert candidates(desk).apart == 1


def test_a_merge_leads_codes_children_and_fields_to_the_survivor(desk: Desk) -> None:
    merge(desk, "D1", "D2")
    one = party(desk, "D2")
    assert one.id == party(desk, "D1").id
    assert one.code == "D1, D2"
    assert one.office == "杭州"  # which it lacked
    assert one.name == "杭州康源医药有限公司"
    with desk.db.read() as session:
        card = party_card(session, one.id)
        assert [child.code for child in card.children] == ["D3", "D4"]
        assert [parent.parent for parent in card.parents] == ["浙江禾泰医药股份有限公司"]
        assert [row.values["name"] for row in rows_of(session, "party_alias", one.id)] == ["杭州市康源医药有限公司"]
        assert [found.id for found in search_parties(session, "杭州市康源")] == [one.id]
    assert not list(cell_faults(desk.db))


def test_fields_are_chosen_one_by_one(desk: Desk) -> None:
    merge(desk, "D1", "D2", take=["name"])
    one = party(desk, "D1")
    assert (one.name, one.office) == ("杭州市康源医药有限公司", "")
    assert one.by_hand == ("name",)


def test_a_dealer_that_supplies_us_too_has_both_roles_and_keeps_them(desk: Desk, tmp_path: Path) -> None:
    merge(desk, "D5", "S1")
    assert party(desk, "S1").role == "dealer,supplier"
    take_in(desk, write_csv(tmp_path / "again.csv", DEALERS), profile(PARTIES), extracted_at="2026-03-09")
    assert party(desk, "D5").role == "dealer,supplier"


def test_later_files_of_either_code_stay_with_the_survivor(desk: Desk, tmp_path: Path) -> None:
    merge(desk, "D1", "D2")
    later = [HEAD, *[(code, f"{name}（新）", *rest) for code, name, *rest in DEALERS[1:]]]
    take_in(desk, write_csv(tmp_path / "later.csv", later), profile(PARTIES), extracted_at="2026-03-09")
    more = [SOLD[0], ("O90", "D2", "P1", "2026-03-20", 5, 700)]
    take_in(desk, write_csv(tmp_path / "more.csv", more), profile(SALES), extracted_at="2026-03-09")
    one = party(desk, "D2")
    assert one.code == "D1, D2"
    assert one.name == "杭州康源医药有限公司（新）"  # its own code speaks, not the one it was given
    assert [row.code for row in _listed(desk)].count("D2") == 0
    assert not list(cell_faults(desk.db))


def test_a_survivor_lives_while_one_of_its_codes_is_named(desk: Desk, tmp_path: Path) -> None:
    sign(desk)
    only = [HEAD, ("E1", "丽水松禾医药有限公司", "", "", "", "dealer")]
    other = [HEAD, ("E2", "丽水市松禾医药有限公司", "", "", "", "dealer")]
    first = take_in(desk, write_csv(tmp_path / "e1.csv", only), profile(PARTIES), extracted_at="2026-03-05")
    take_in(desk, write_csv(tmp_path / "e2.csv", other), profile(PARTIES), extracted_at="2026-03-06")
    merge(desk, "E1", "E2")
    desk.pipeline.withdraw(first.batch_ref, progress=Progress())
    one = party(desk, "E2")
    assert (one.code, one.name) == ("E2", "丽水市松禾医药有限公司")


def _listed(desk: Desk) -> list[DealerRow]:
    from app.dealers.queries import list_parties

    with desk.db.read() as session:
        return list_parties(session, role="")


def test_records_of_any_slice_that_name_the_other_one_move_and_frozen_ones_do_not(desk: Desk) -> None:
    one, other = party(desk, "D1"), party(desk, "D2")

    def hang(session: Any) -> None:
        create(session, Visit, party_id=other.id, owner_id=None, planned_on=20_500, purpose="look", reasons=[],
               state="planned", done_on=None, notes=None, promises=[])  # fmt: skip
        create(session, Attachment, entity="party", entity_id=other.id, kind="file", name="a", media_type="text/plain",
               size=1, data_sha256="0" * 64, taken_on=None, note=None)  # fmt: skip
        set_row(session, kind="bank_account", party_id=other.id, values={"account_no": "6222021001001234567"})

    desk.db.write(Action("hang"), hang)
    merge(desk, "D1", "D2")
    with desk.db.read() as session:
        visits = session.execute(text("SELECT party_id FROM visit")).scalars().all()
        files = session.execute(text("SELECT entity_id FROM attachment")).scalars().all()
        assert [*visits, *files] == [one.id, one.id]
        assert [row.party_id for row in rows_of(session, "bank_account", one.id)] == [one.id]
        gone = session.get_one(Party, other.id)
        assert (gone.removed, gone.merged_into_id) == (True, one.id)
    frozen = {table for table, cls in RECORD_CLASSES.items() if cls.frozen}
    assert {"assessment", "party_passage"} <= frozen


def test_a_chain_of_merges_points_at_the_last_survivor(desk: Desk) -> None:
    first = party(desk, "D2").id
    merge(desk, "D1", "D2")
    merge(desk, "D3", "D1")
    with desk.db.read() as session:
        assert session.get_one(Party, first).merged_into_id == party(desk, "D3").id
    assert party(desk, "D2").code == "D1, D2, D3"
    assert not list(cell_faults(desk.db))


def test_one_after_the_other_and_circles_of_supply_are_refused(desk: Desk) -> None:
    d1, d2, d3, d9 = (party(desk, code).id for code in ("D1", "D2", "D3", "D9"))
    desk.db.write(
        Action("a"),
        lambda session: assign(session, party_id=d2, from_on=20_500, values={"predecessor_id": d1, "office": "x"}),
    )
    with pytest.raises(UserError, match="took the business"):
        merge(desk, "D1", "D2")
    undo(desk.db, desk.undo_handlers)
    desk.db.write(Action("b"), lambda s: set_parent(s, party_id=d2, parent_id=d3, from_on=20_000, to_on=None))
    with pytest.raises(UserError, match="circle"):
        merge(desk, "D1", "D2")
    for one, other in ((d1, d1), (d9, "gone")):
        with pytest.raises(UserError):
            desk.db.write(Action("c"), lambda s, one=one, other=other: keep_apart(s, one_id=one, other_id=other))


def test_a_dealer_that_bought_from_the_other_one_buys_from_nobody_then(desk: Desk) -> None:
    merge(desk, "D1", "D3")
    with desk.db.read() as session:
        assert [row.parent for row in party_card(session, party(desk, "D1").id).parents] == ["浙江禾泰医药股份有限公司"]


def test_what_changed_since_keeps_a_merge_from_being_undone_and_redo_merges_again(desk: Desk) -> None:
    before = state(desk)
    merge(desk, "D1", "D2")
    merged = state(desk)
    undo(desk.db, desk.undo_handlers)
    assert state(desk) == before
    redo(desk.db, desk.undo_handlers)
    assert state(desk) == merged
    desk.db.write(
        Action("d"),
        lambda session: edit_party(session, party_id=party(desk, "D1").id, changes={"office": "温州"}),
        actor="another",
    )
    with pytest.raises(UserError, match="was changed since"):
        undo(desk.db, desk.undo_handlers)


def test_months_that_are_closed_stay_as_they_were_printed(desk: Desk) -> None:
    files = desk.workspace.files

    def close(session: Any) -> tuple[str, ...]:
        return close_months(session, files, until=parse_period("2026-02"), today=date(2026, 4, 10), reason="")

    desk.db.write(Action("close"), close)
    before = state(desk)
    merge(desk, "D1", "D2")
    assert not list(cell_faults(desk.db))
    assert not list(kept_faults(desk.db, files))
    undo(desk.db, desk.undo_handlers)
    assert state(desk) == before


def test_a_prospect_entered_by_hand_becomes_the_customer_that_a_file_brings(desk: Desk, tmp_path: Path) -> None:
    entered = desk.db.write(Action("enter"), lambda session: enter_party(session, name="宁波海岳医药")).value
    merge_dealers(desk.db, survivor_id=entered, other_id=party(desk, "D3").id)
    later = [HEAD, *[(code, name, above, uscc, "甬办", role) for code, name, above, uscc, _, role in DEALERS[1:]]]
    take_in(desk, write_csv(tmp_path / "later.csv", later), profile(PARTIES), extracted_at="2026-03-09")
    one = party(desk, "D3")
    assert (one.id, one.name, one.office) == (entered, "宁波海岳医药", "甬办")  # the name was typed, the rest is heard
    assert not list(cell_faults(desk.db))


CODES = st.sampled_from(["D1", "D2", "D3", "D4", "D5", "S1"])
LINE = st.tuples(CODES, st.sampled_from(["P1", "P2"]), st.integers(1, 28), st.integers(1, 9), st.integers(-900, 900))


@settings(max_examples=examples(12), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(LINE, min_size=12, max_size=30), st.lists(CODES, min_size=2, max_size=2, unique=True), st.data())
def test_merge_then_undo_is_identity_and_figures_are_those_of_a_rebuild(
    lines: list[tuple[Any, ...]], pair: list[str], data: st.DataObject
) -> None:
    sold = [SOLD[0]] + [
        (f"O{n}", who, sku, f"2026-03-{day:02}", pieces, amount)
        for n, (who, sku, day, pieces, amount) in enumerate(lines)
    ]
    with tempfile.TemporaryDirectory() as folder, desk_with(sold, Path(folder)) as desk:
        before = state(desk)
        take = data.draw(st.sets(st.sampled_from(["name", "office", "tier"])) | st.none())
        merge(desk, *pair, take=take)
        assert not list(cell_faults(desk.db))
        undo(desk.db, desk.undo_handlers)
        assert state(desk) == before
        assert not list(cell_faults(desk.db))


def test_a_name_being_typed_finds_who_is_near(desk: Desk) -> None:
    with desk.db.read() as session:
        near = near_names(session)
    found = near.ask("杭州康源医药")
    assert {one.name for one in found} == {"杭州康源医药有限公司", "杭州市康源医药有限公司"}
    assert near.ask("杭州 康源医药 有限公司")[0].same
    assert near.ask("杭州康源医药有限公司", but=party(desk, "D1").id)[0].id == party(desk, "D2").id
    assert near.ask("杭州康元医药有限公司") == []
    assert near.ask("康") == near.ask("") == []
