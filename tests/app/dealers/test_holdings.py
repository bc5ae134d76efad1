"""Names, people, accounts, territories and contracts of a dealer: from files and by hand, valid on a day."""

from pathlib import Path
from typing import Any

import pytest

from app.bootstrap import Desk
from app.core.errors import UserError
from app.core.journal import create
from app.core.progress import Progress
from app.core.undo import undo
from app.core.workspace import Workspace
from app.dealers.contracts import contracts
from app.dealers.holdings import HOLDINGS, OWN_SOURCE, own_code, remove_row, set_row
from app.dealers.model import Party
from app.dealers.parents import set_parent
from app.dealers.queries import party_history, search_parties
from app.dealers.service import edit_party, hand_back
from tests.app.dealers.carding import CONTRACTS, TERRITORIES, on, party, put, rows, take, taken, write
from tests.desks import desk_of, sign

CONTACTS = ("code", "name", "position", "mobile", "main")


@pytest.fixture
def desk(workspace: Workspace, tmp_path: Path) -> Desk:
    """Three dealers by hand of somebody."""
    found = desk_of(workspace)
    sign(found)
    return taken(found, tmp_path)


def test_a_file_brings_people_and_takes_them_away_again(desk: Desk, tmp_path: Path) -> None:
    people = (CONTACTS, ("D1", "王芳", "采购经理", "13800010001", "是"), ("D1", "李强", "财务", "13800010002", ""))
    batch = take(desk, tmp_path, "contacts", *people)
    found = rows(desk, "contact", "D1")
    assert [(one.values["name"], one.values["main"]) for one in found] == [("王芳", 1), ("李强", None)], "main first"
    assert not found[0].by_hand
    desk.pipeline.withdraw(batch, progress=Progress())
    assert rows(desk, "contact", "D1") == []


def test_what_a_person_set_a_file_leaves_alone_and_undo_takes_back(desk: Desk, tmp_path: Path) -> None:
    take(desk, tmp_path, "contacts", CONTACTS, ("D1", "王芳", "采购经理", "13800010001", ""))
    (one,) = rows(desk, "contact", "D1")
    put(desk, "contact", "D1", row_id=one.id, mobile=" 13900000000 ")
    take(desk, tmp_path, "contacts", CONTACTS, ("D1", "王芳", "总经理", "13800010009", ""))
    (now,) = rows(desk, "contact", "D1")
    assert now.values["mobile"] == "13900000000"
    assert now.by_hand
    write(desk, lambda session: remove_row(session, kind="contact", row_id=one.id))
    assert rows(desk, "contact", "D1") == []
    take(desk, tmp_path, "contacts", CONTACTS, ("D1", "王芳", "采购总监", "13800010010", ""))
    assert rows(desk, "contact", "D1") == [], "a file does not bring back what a person took out"
    with desk.db.read() as session:
        assert "contact" in {one.entity for one in party_history(session, party(desk, "D1"))}


def test_a_row_by_hand_of_a_file_s_key_is_that_row(desk: Desk, tmp_path: Path) -> None:
    made = put(desk, "territory", "D1", area_code="330100", exclusive=1, from_on=on("2026-01-01"))
    take(
        desk, tmp_path, "territories", TERRITORIES,
        ("D1", "330100", "", "", "否", "2026-01-01", "2026-12-31", ""),
        ("D1", "330110", "", "医院", "是", "2026-01-01", "", ""),
    )  # fmt: skip
    found = {one.values["area_code"]: one for one in rows(desk, "territory", "D1")}
    assert found["330100"].id == made
    assert (found["330100"].values["exclusive"], found["330100"].values["to_on"]) == (1, None)
    assert found["330110"].values["channel"] == "hospital"


def test_rows_are_asked_for_by_the_day_on_which_they_hold(desk: Desk) -> None:
    for year in (2024, 2025, 2026):
        put(desk, "contract", "D1", number=f"HT{year}", from_on=on(f"{year}-01-01"), to_on=on(f"{year}-12-31"))
    put(desk, "party_alias", "D1", name="一号", kind="short")
    assert [one.values["number"] for one in rows(desk, "contract", "D1")] == ["HT2026", "HT2025", "HT2024"]
    assert [one.values["number"] for one in rows(desk, "contract", on=on("2025-12-31"))] == ["HT2025"]
    assert len(rows(desk, "party_alias", "D1", on=on("1999-01-01"))) == 1, "no days: always"
    with desk.db.read() as session:
        assert [one.code for one in search_parties(session, "一号")][:1] == ["D1"]


@pytest.mark.parametrize(
    ("kind", "values", "said"),
    [
        ("contact", {"name": " "}, "“{field}” is empty."),
        ("contract", {"number": "1", "state": "perhaps"}, "“{value}” is none of: {known}"),
        ("contract", {"number": "1", "from_on": 2, "to_on": 1}, "It ends before it begins."),
        ("contract", {"number": "1", "state": "ended"}, "“{field}” is empty."),
        ("contract", {"number": "1", "state": "suspended"}, "“{field}” is empty."),
        ("credit_bucket", {"bucket": "rebate", "included": True, "limit_e4": -1}, "“{field}” is below zero."),
    ],
)
def test_what_cannot_be_is_refused_in_words(desk: Desk, kind: str, values: dict[str, Any], said: str) -> None:
    with pytest.raises(UserError) as refused:
        put(desk, kind, "D1", **values)
    assert refused.value.text.msgid == said
    assert rows(desk, kind, "D1") == []


def test_the_same_row_twice_is_refused_and_one_taken_out_comes_back(desk: Desk) -> None:
    made = put(desk, "contract", "D1", number="HT1", note="old")
    with pytest.raises(UserError, match="such a row"):
        put(desk, "contract", "D1", number="HT1")
    write(desk, lambda session: remove_row(session, kind="contract", row_id=made))
    assert put(desk, "contract", "D1", number="HT1", note="new") == made
    assert rows(desk, "contract", "D1")[0].values["note"] == "new"
    undo(desk.db, desk.undo_handlers)
    assert rows(desk, "contract", "D1") == []


def test_a_dealer_who_was_taken_out_takes_nothing_more(desk: Desk) -> None:
    gone, other = party(desk, "D1"), party(desk, "D2")
    write(desk, lambda session: setattr(session.get_one(Party, gone), "removed", True))
    for command in (
        lambda session: set_row(session, kind="contact", party_id=gone, values={"name": "赵敏"}),
        lambda session: edit_party(session, party_id=gone, changes={"note": "x"}),
        lambda session: hand_back(session, party_id=gone, fields=["name"]),
        lambda session: set_parent(session, party_id=other, parent_id=gone, from_on=None, to_on=None),
    ):
        with pytest.raises(UserError, match="This dealer is no longer in the workspace"):
            write(desk, command)


def test_a_dealer_whom_no_file_names_is_called_by_its_reference(desk: Desk) -> None:
    made = write(desk, lambda session: create(
        session, Party, name="潜在一家", role="dealer", status="potential", by_hand=""
    ).id)  # fmt: skip
    write(desk, lambda session: own_code(session, made))
    with desk.db.read() as session:
        source_n, code = own_code(session, made)  # there is one by now: nothing is written
        assert code == session.get_one(Party, made).ref
        assert OWN_SOURCE
        assert source_n
    put(desk, "contact", code, name="赵敏")
    assert [one.values["name"] for one in rows(desk, "contact", code)] == ["赵敏"]


def test_every_kind_of_row_has_its_columns_and_its_choices_have_words() -> None:
    for held in HOLDINGS.values():
        columns = set(held.cls.__table__.columns.keys())
        assert set(held.columns) <= columns, held.id
        assert {"source_n", "party_code"} <= columns, held.id
        for name, titles in held.choices.items():
            field = next(one for one in held.fields if one.name == name)
            assert not field.choices or [key for key, _ in field.choices] == list(titles), (held.id, name)


def test_contracts_of_a_file_stand_as_their_days_say(desk: Desk, tmp_path: Path) -> None:
    take(
        desk, tmp_path, "contracts", CONTRACTS, ("D1", "HT1", "生效", "2025-01-01", "2025-12-31", "自动续期", 60),
        ("D1", "HT2", "草稿", "2026-01-01", "2026-12-31", "不续", ""),
    )  # fmt: skip
    with desk.db.read() as session:
        found = {one.number: one for one in contracts(session, party(desk, "D1"), day=on("2026-04-10"))}
    assert (found["HT1"].standing, found["HT1"].end_on) == ("prolonged", on("2026-12-31"))
    assert found["HT1"].speak_by == on("2026-11-01")
    assert found["HT2"].standing == "draft"
