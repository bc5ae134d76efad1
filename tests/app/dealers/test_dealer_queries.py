"""The card of a dealer: parent, children, codes, history, and the search that Ctrl+K uses."""

from pathlib import Path

import pytest

from app.bootstrap import BOOK, Desk
from app.core.db import Action
from app.core.errors import UserError
from app.core.records import names_of, references
from app.core.workspace import Workspace
from app.dealers.queries import list_parties, list_places, party_card, party_history, search_parties
from app.dealers.service import edit_party
from tests.desks import desk_of, profile, take_in, write_csv

DEALERS = profile("""
id = "dealers"
source = "erp"
[file]
match = ["dealers*.csv"]
[[feed]]
feed = "party_row"
[feed.columns]
party_code = "code"
name = "name"
tier = "tier"
parent_code = "parent"
payment_days = "days"
""")
ROWS = [
    ("code", "name", "tier", "parent", "days"),
    ("D1", "上海江河_一级", "province", "", 30),
    ("D2", "上海江河甲二级", "city", "D1", 60),
    ("D3", "杭州博屹", "city", "D1", 0),
]


@pytest.fixture
def desk(workspace: Workspace, tmp_path: Path) -> Desk:
    found = desk_of(workspace)
    take_in(found, write_csv(tmp_path / "dealers_1.csv", ROWS), DEALERS)
    return found


def id_of(desk: Desk, code: str) -> str:
    with desk.db.read() as session:
        return next(one.id for one in list_parties(session) if one.code == code)


def test_a_card_names_parent_children_and_codes(desk: Desk) -> None:
    with desk.db.read() as session:
        top, child = party_card(session, id_of(desk, "D1")), party_card(session, id_of(desk, "D2"))
    assert [one.name for one in top.children] == ["上海江河甲二级", "杭州博屹"]
    assert (child.row.parent, child.codes, child.children) == ("上海江河_一级", (("erp", "D2"),), ())
    assert not child.removed


def test_a_dealer_that_is_not_there_is_refused(desk: Desk) -> None:
    with desk.db.read() as session, pytest.raises(UserError, match="no longer"):
        party_card(session, "nobody")


def test_the_history_holds_the_dealer_its_parent_and_its_code(desk: Desk) -> None:
    party = id_of(desk, "D2")
    action = Action("Changed {dealer}", {"dealer": "x"})
    desk.db.write(action, lambda session: edit_party(session, party_id=party, changes={"payment_days": 45}))
    with desk.db.read() as session:
        found = party_history(session, party)
        names = names_of(session, BOOK, references(BOOK, found))
    newest = found[0]
    assert newest.entity == "party"
    changed = {one.name: (one.before, one.after) for one in newest.fields}
    assert changed == {"payment_days": (60, 45), "by_hand": ("", "payment_days")}
    assert {one.entity for one in found[1:]} == {"party", "party_parent", "party_code"}
    assert names["party", party] == "上海江河甲二级"


def test_search_finds_parts_of_names_codes_and_references_dealers_first(desk: Desk) -> None:
    with desk.db.read() as session:
        assert [one.code for one in search_parties(session, "江河")] == ["D1", "D2"]
        assert [one.code for one in search_parties(session, "d3")] == ["D3"]
        assert [one.code for one in search_parties(session, "河_")] == ["D1"], "an underscore is no wildcard"
        assert search_parties(session, "  ") == []
        assert len(search_parties(session, "D", limit=2)) == 2


def test_names_and_regions_alone_are_those_of_the_whole_list(desk: Desk) -> None:
    with desk.db.read() as session:
        whole = [(one.id, one.name, one.region) for one in list_parties(session)]
        assert [(one.id, one.name, one.region) for one in list_places(session)] == whole
    assert len(whole) == 3
