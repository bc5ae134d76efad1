"""Who has a dealer since when, by hand: files leave it alone, undo takes it back, circles are refused in words."""

from datetime import date
from pathlib import Path

import pytest

from app.bootstrap import Desk
from app.core.db import Action
from app.core.errors import UserError
from app.core.period import day_number
from app.core.progress import Progress
from app.core.undo import undo
from app.core.workspace import Workspace
from app.dealers.assignments import AssignmentRow, assign, belonging, unassign
from app.dealers.queries import find_party, party_card, party_history
from tests.desks import desk_of, profile, sign, take_in, write_csv

PARTIES = """id = "dealers"
source = "erp"
[[feed]]
feed = "party_row"
[feed.columns]
party_code = "code"
name = "name"
owner_group = "group"
"""
ASSIGNED = """id = "assigned"
source = "erp"
[[feed]]
feed = "assignment_row"
[feed.columns]
party_code = "code"
from = "since"
manager = "person"
office = "office"
predecessor_code = "before"
"""
HEAD = ("code", "since", "person", "office", "before")


def day(text: str) -> int:

    return day_number(date.fromisoformat(text))


@pytest.fixture
def desk(workspace: Workspace, tmp_path: Path) -> Desk:
    """Three dealers, two of them of one group."""
    found = desk_of(workspace)
    sign(found)
    dealers = [("code", "name", "group"), ("D1", "台州恒信", "恒信集团"), ("D0419", "舟山海岳", ""),
               ("D0463", "舟山海岳医药", "恒信集团")]  # fmt: skip
    take_in(found, write_csv(tmp_path / "dealers.csv", dealers), profile(PARTIES))
    return found


def ids(desk: Desk, *codes: str) -> list[str]:
    with desk.db.read() as session:
        return [find_party(session, code).id for code in codes]


def rows(desk: Desk, code: str) -> list[AssignmentRow]:
    (party_id,) = ids(desk, code)
    with desk.db.read() as session:
        return list(belonging(session, party_id).rows)


def put(desk: Desk, code: str, since: str, *, row_id: str = "", **values: str) -> str:
    (party_id,) = ids(desk, code)
    return desk.db.write(
        Action("Assigned", {}),
        lambda session: assign(session, party_id=party_id, from_on=day(since), values=values, row_id=row_id),
    ).value


def test_a_row_by_hand_is_undone_and_stands_in_the_history(desk: Desk) -> None:
    put(desk, "D1", "2026-01-01", office="浙南办", manager="周敏")
    assert [(one.office, one.manager, one.by_hand) for one in rows(desk, "D1")] == [("浙南办", "周敏", True)]
    (party_id,) = ids(desk, "D1")
    with desk.db.read() as session:
        assert "assignment" in {one.entity for one in party_history(session, party_id)}
    undo(desk.db, desk.undo_handlers, book=desk.book)
    assert rows(desk, "D1") == []


def test_files_leave_alone_what_a_person_set_or_took_out(desk: Desk, tmp_path: Path) -> None:
    file = write_csv(tmp_path / "a.csv", [HEAD, ("D1", "2024-01-01", "王强", "浙东办", ""),
                                          ("D1", "2026-01-01", "王强", "浙东办", "")])  # fmt: skip
    take_in(desk, file, profile(ASSIGNED), extracted_at="2026-01-01")
    newer, older = rows(desk, "D1")
    put(desk, "D1", "2026-01-01", row_id=newer.id, office="浙南办", manager="周敏")
    desk.db.write(Action("Took out", {}), lambda session: unassign(session, row_id=older.id))
    put(desk, "D1", "2026-03-01", office="浙北办")
    again = write_csv(tmp_path / "b.csv", [HEAD, *(("D1", since, "赵云", "浙东办", "") for since in
                                                   ("2024-01-01", "2026-01-01", "2026-03-01"))])  # fmt: skip
    loaded = take_in(desk, again, profile(ASSIGNED), extracted_at="2026-02-01")
    assert [one.office for one in rows(desk, "D1")] == ["浙北办", "浙南办"]
    desk.pipeline.withdraw(loaded.batch_ref, progress=Progress())
    assert [one.office for one in rows(desk, "D1")] == ["浙北办", "浙南办"]


def test_successor_and_predecessor_stand_on_both_cards_and_the_group_together(desk: Desk) -> None:
    new, old, other = ids(desk, "D0463", "D0419", "D1")
    put(desk, "D0463", "2025-07-01", predecessor_id=old)
    with desk.db.read() as session:
        successor, predecessor = (party_card(session, one).belonging for one in (new, old))
    assert [(one.predecessor_id, one.predecessor) for one in successor.rows] == [(old, "舟山海岳")]
    assert [(one.id, one.name, one.day) for one in predecessor.successors] == [(new, "舟山海岳医药", day("2025-07-01"))]
    assert [one.id for one in successor.group] == [other]
    assert predecessor.group == ()


def test_a_circle_is_refused_in_words_and_so_is_a_second_successor(desk: Desk) -> None:
    new, old, other = ids(desk, "D0463", "D0419", "D1")
    put(desk, "D0463", "2025-07-01", predecessor_id=old)
    with pytest.raises(UserError, match="舟山海岳 cannot take 舟山海岳医药 over"):
        put(desk, "D0419", "2026-01-01", predecessor_id=new)
    with pytest.raises(UserError, match="another dealer has its business"):
        put(desk, "D1", "2026-01-01", predecessor_id=old)
    with pytest.raises(UserError, match="cannot take"):
        put(desk, "D1", "2026-01-01", predecessor_id=other)
    with pytest.raises(UserError, match="Say who is responsible"):
        put(desk, "D1", "2026-01-01")
