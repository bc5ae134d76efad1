"""From whom a dealer buys: a list's undated parent, dated rows of files and of people, and no circle on any day."""

from pathlib import Path

import pytest

from app.bootstrap import Desk
from app.core.errors import UserError
from app.core.progress import Progress
from app.core.undo import undo
from app.core.workspace import Workspace
from app.dealers.parents import parents_of, remove_parent, set_parent
from app.dealers.queries import list_parties
from tests.app.dealers.carding import DEALERS, on, party, take, taken, write
from tests.desks import desk_of, sign

PARENTS = ("code", "parent", "from", "to")


@pytest.fixture
def desk(workspace: Workspace, tmp_path: Path) -> Desk:
    """D2 buys from D1 by the list of dealers."""
    found = desk_of(workspace)
    sign(found)
    return taken(found, tmp_path)


def parent(desk: Desk, code: str, day: str | None = None) -> str:
    with desk.db.read() as session:
        found = list_parties(session, on=None if day is None else on(day))
    return next(one.parent for one in found if one.code == code)


def test_a_dealer_that_moves_on_a_day_buys_from_both_each_in_its_time(desk: Desk, tmp_path: Path) -> None:
    batch = take(desk, tmp_path, "parents", PARENTS, ("D2", "D3", "2026-04-01", ""))
    assert [parent(desk, "D2", day) for day in ("2026-03-31", "2026-04-01")] == ["杭州一号", "余杭三号"]
    assert parent(desk, "D2") == "余杭三号"
    desk.pipeline.withdraw(batch, progress=Progress())
    assert parent(desk, "D2", "2026-04-01") == "杭州一号"


def test_a_relation_waits_for_a_dealer_whom_nobody_knows_yet(desk: Desk, tmp_path: Path) -> None:
    take(desk, tmp_path, "parents", PARENTS, ("D2", "D9", "2026-01-01", ""))
    take(desk, tmp_path, "dealers", *DEALERS, ("D9", "宁波九号", "", "330200", "dealer", ""))
    assert parent(desk, "D2") == "宁波九号"


def test_what_a_person_says_of_parents_the_next_list_leaves_alone(desk: Desk, tmp_path: Path) -> None:
    own, other = party(desk, "D2"), party(desk, "D3")
    made = write(
        desk,
        lambda s: set_parent(s, party_id=own, parent_id=other, from_on=on("2026-04-01"), to_on=on("2026-06-30")),
    )
    take(desk, tmp_path, "dealers", *DEALERS)
    assert [parent(desk, "D2", day) for day in ("2026-05-01", "2026-07-01")] == ["余杭三号", "杭州一号"]
    with desk.db.read() as session:
        told = parents_of(session, own)
    assert [(one.parent, one.by_hand) for one in told] == [("余杭三号", True), ("杭州一号", False)]
    base = told[1].id
    write(desk, lambda s: remove_parent(s, row_id=base))
    take(desk, tmp_path, "dealers", *DEALERS)
    assert parent(desk, "D2", "2026-07-01") == ""
    undo(desk.db, desk.undo_handlers)  # of the file
    undo(desk.db, desk.undo_handlers)
    assert parent(desk, "D2", "2026-07-01") == "杭州一号"
    assert made


def test_a_circle_on_some_day_is_refused_in_words_and_nothing_is_kept(desk: Desk) -> None:
    one, two = party(desk, "D1"), party(desk, "D2")
    with pytest.raises(UserError, match=r"in a circle: .*余杭二号"):
        write(desk, lambda s: set_parent(s, party_id=one, parent_id=two, from_on=on("2026-04-01"), to_on=None))
    with pytest.raises(UserError, match="ends before"):
        write(desk, lambda s: set_parent(s, party_id=one, parent_id=two, from_on=2, to_on=1))
    assert parent(desk, "D1") == ""
