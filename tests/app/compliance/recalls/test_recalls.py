"""A recall finds its dealers in the rows, waits for their answers, and limits the grade of who owes one."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.orm import Session

from app.bootstrap import Desk
from app.catalog.queries import find_product
from app.cli.run import run
from app.compliance.recalls import queries
from app.compliance.recalls.queries import RecallCard, caps_of_recalls, list_recalls, recall_card
from app.compliance.recalls.rules import is_owed, lots_of, state_on
from app.compliance.recalls.service import answer_recall, close_recall, put_recall
from app.core.db import Action
from app.core.errors import UserError
from app.core.undo import undo
from app.core.workspace import Workspace
from app.dealers.queries import find_party
from tests.desks import desk_of, profile, take_in, write_csv

SHIPMENTS = profile("""
id = "shipments"
source = "wms"
[file]
match = ["shipments*.csv"]
[[feed]]
feed = "shipment"
[feed.columns]
shipment_no = "no"
party_code = "dealer"
product_code = "product"
lot = "lot"
shipped = "day"
quantity = "quantity"
""")
STOCK = profile("""
id = "stock"
source = "wms"
[file]
match = ["stock*.csv"]
[[feed]]
feed = "stock"
[feed.columns]
as_of = "day"
place_code = "dealer"
party_code = "dealer"
product_code = "product"
lot = "lot"
quantity = "quantity"
""")


@pytest.fixture
def desk(workspace: Workspace, tmp_path: Path) -> Desk:
    """Two dealers were sent lot L1, one of them another lot too; a third has only L2."""
    found = desk_of(workspace)
    sent = [
        ("no", "dealer", "product", "lot", "day", "quantity"), ("S1", "D1", "P1", "L1", "2026-01-05", 100),
        ("S2", "D2", "P1", "L1", "2026-01-06", 60), ("S3", "D2", "P1", "L2", "2026-01-06", 7),
        ("S4", "D3", "P1", "L2", "2026-01-07", 9), ("S5", "D3", "P2", "L1", "2026-01-07", 9),
    ]  # fmt: skip
    held = [
        ("day", "dealer", "product", "lot", "quantity"), ("2026-01-31", "D1", "P1", "L1", 40),
        ("2026-02-28", "D1", "P1", "L1", 25), ("2026-02-28", "D1", "P1", "L2", 3),
    ]  # fmt: skip
    take_in(found, write_csv(tmp_path / "shipments_1.csv", sent), SHIPMENTS)
    take_in(found, write_csv(tmp_path / "stock_1.csv", held), STOCK)
    return found


DAY = 20_500  # 2026-02-16
TODAY = DAY + 40


def recall(desk: Desk, **values: object) -> str:
    def command(session: Session) -> str:
        product = find_product(session, "P1").id
        given = {"number": "ZH-1", "product_id": product, "lots": "L1", "level": "1", "reason": "目检异物",
                 "started_on": DAY, "due_on": DAY + 3}  # fmt: skip
        return put_recall(session, values=given | values)

    return desk.db.write(Action("test"), command).value


def card(desk: Desk, recall_id: str, on: int = TODAY) -> RecallCard:
    with desk.db.read() as session:
        return recall_card(session, recall_id, on=on)


def test_the_dealers_of_a_lot_are_found_in_what_was_shipped_sold_and_listed(desk: Desk) -> None:
    one = card(desk, recall(desk))
    told = {each.dealer: (each.shipped_e3, each.stock_e3, each.owed) for each in one.touched}
    assert told == {"D1": (100_000, 25_000, True), "D2": (60_000, 0, True)}, "the newest list counts, the lot alone"
    every = card(desk, recall(desk, number="ZH-2", lots=""))
    assert {each.dealer for each in every.touched} == {"D1", "D2", "D3"}, "without lots every lot is meant"


def test_who_answered_owes_nothing_and_the_others_hold_the_closing_up(desk: Desk) -> None:
    wanted = recall(desk)
    with desk.db.read() as session:
        first, second = find_party(session, "D1").id, find_party(session, "D2").id
        assert {cap.party_id for cap in caps_of_recalls(session, DAY + 3)} == set(), "until its day nobody owes"
        assert {cap.party_id for cap in caps_of_recalls(session, DAY + 4)} == {first, second}
    desk.db.write(
        Action("test"),
        lambda session: answer_recall(
            session, recall_id=wanted, party_id=first, on=DAY + 5, today=TODAY, held_e3=25_000, returned_e3=25_000
        ),
    )
    with desk.db.read() as session:
        assert {cap.party_id for cap in caps_of_recalls(session, DAY + 4)} == {first, second}, "as it stood then"
        assert {cap.party_id for cap in caps_of_recalls(session, DAY + 5)} == {second}
    with pytest.raises(UserError, match="not answered: 1"):
        desk.db.write(
            Action("test"),
            lambda session: close_recall(session, recall_id=wanted, on=TODAY, today=TODAY, outcome=" "),
        )
    desk.db.write(
        Action("test"),
        lambda session: close_recall(session, recall_id=wanted, on=TODAY, today=TODAY, outcome="余货已销毁"),
    )
    with desk.db.read() as session:
        assert caps_of_recalls(session, TODAY) == []
        assert list_recalls(session, on=TODAY)[0].state == "closed"
    undo(desk.db, {})
    assert card(desk, wanted).row.state == "open"


def test_a_draft_asks_nobody_and_wrong_entries_change_nothing(desk: Desk) -> None:
    draft = recall(desk, started_on=None, due_on=None)
    assert [each.owed for each in card(desk, draft).touched] == [False, False]
    with pytest.raises(UserError, match="not started"):
        desk.db.write(
            Action("test"),
            lambda session: answer_recall(
                session, recall_id=draft, party_id="x", on=DAY, today=TODAY, held_e3=0, returned_e3=0
            ),
        )
    for wrong, said in (
        ({"number": " "}, "empty"), ({"reason": ""}, "empty"), ({"level": "4"}, "none of"),
        ({"due_on": DAY - 1}, "ends before"), ({"product_id": "x"}, "no product"),
    ):  # fmt: skip
        with pytest.raises(UserError, match=said):
            recall(desk, **wrong)
    with desk.db.read() as session:
        assert [one.number for one in list_recalls(session, on=TODAY)] == ["ZH-1"]


DAYS = st.integers(0, 50)


@given(st.none() | DAYS, st.none() | DAYS, st.none() | DAYS, st.lists(DAYS, max_size=3), DAYS)
def test_only_an_open_recall_is_owed_and_an_answer_settles_it(
    started: int | None, due: int | None, closed: int | None, answers: list[int], day: int
) -> None:
    owed = is_owed(started, due, closed, answers, day)
    if owed:
        assert state_on(started, closed, day) == "open"
        assert not is_owed(started, due, closed, [*answers, day], day)
        assert not is_owed(started, due, day, answers, day)


@pytest.mark.parametrize("kind", queries._READ)
def test_the_rows_of_lots_are_gone_through_once_and_not_for_each_dealer(desk: Desk, kind: str) -> None:
    sql = queries._READ[kind].replace("{lots}", "AND f.lot IN ('L1')")
    with desk.db.read() as session:
        plan = session.execute(text(f"EXPLAIN QUERY PLAN {sql}"), {"product": "x", "on": TODAY}).all()
    order = [step[3].split()[1] for step in plan if step[3].split()[1] in {"f", "e", "m", "p"}]
    assert order == ["f", "p", "m", "e"]


def test_lots_are_read_as_people_write_them() -> None:
    assert lots_of(" 250108、250109，250108; X-1\n250110 ") == ["250108", "250109", "X-1", "250110"]
    assert lots_of("") == []


def test_the_command_line_tells_and_writes(desk: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = str(desk.workspace.paths.main)
    base = ["--workspace", path, "--lang", "en", "recalls"]
    assert run([*base, "add", "ZH-9", "--product", "P1", "--lots", "L1", "--reason", "r", "--on", "2026-02-16"]) == 0
    assert run([*base, "answer", "ZH-9", "--dealer", "D1", "--held", "25", "--returned", "25"]) == 0
    assert run(base) == 0
    out = capsys.readouterr().out
    assert "ZH-9" in out
    assert run([*base, "answer", "ZH-9"]) == 2
    assert run([*base, "show", "nobody"]) == 1
    assert "no recall" in capsys.readouterr().err
