"""A territory goes to a successor in one step, with its targets and its person if asked; conflicts are seen before."""

from pathlib import Path
from typing import Any

import pytest

from app.bootstrap import Desk
from app.core.errors import UserError
from app.core.undo import undo
from app.core.workspace import Workspace
from app.dealers.assignments import belonging
from app.dealers.contracts import contracts
from app.dealers.handover import Handed, hand_over
from app.dealers.service import edit_party
from app.dealers.territories import clashes, territories
from tests.app.dealers.carding import CONTRACTS, TARGETS, TERRITORIES, on, party, put, take, taken, write
from tests.desks import desk_of, sign

DAY = on("2026-07-01")


@pytest.fixture
def desk(workspace: Workspace, tmp_path: Path) -> Desk:
    """D1 has all of 杭州 for itself, by a contract with targets; D2 buys from it."""
    found = taken(desk_of(workspace), tmp_path)
    sign(found)
    take(found, tmp_path, "contracts", CONTRACTS, ("D1", "HT1", "生效", "2026-01-01", "2026-12-31", "书面续签", 60))
    take(found, tmp_path, "territories", TERRITORIES, ("D1", "330100", "", "", "是", "2026-01-01", "", "HT1"))
    take(
        found, tmp_path, "targets", TARGETS, ("D1", "HT1", "", "2026-01-01", "2026-06-30", 1_000_000),
        ("D1", "HT1", "", "2026-07-01", "2026-12-31", 2_000_000),
    )  # fmt: skip
    return found


def area(desk: Desk, code: str, day: str | None = None) -> list[str]:
    with desk.db.read() as session:
        return [one.area for one in territories(session, party(desk, code), on=None if day is None else on(day))]


def clashing(desk: Desk, **wanted: Any) -> list[tuple[object, ...]]:
    with desk.db.read() as session:
        found = clashes(session, **wanted)
    return [(one.area, *sorted((one.first.dealer, one.second.dealer)), one.draft) for one in found]


def test_a_conflict_is_listed_while_the_contract_is_a_draft(desk: Desk) -> None:
    put(desk, "contract", "D3", number="HT3", state="draft", from_on=on("2026-05-01"))
    made = put(desk, "territory", "D3", area_code="330110", contract_no="HT3")
    assert clashing(desk) == [("余杭区", "余杭三号", "杭州一号", True)]
    assert clashing(desk, only_drafts=True, party_id=party(desk, "D3")) != []
    assert area(desk, "D3", "2026-06-01") == [], "what is a draft is not in force"
    put(desk, "territory", "D3", row_id=made, area_code="330500")
    assert clashing(desk) == []


def test_a_dealer_that_buys_from_the_other_one_is_no_conflict_and_days_of_contracts_count(desk: Desk) -> None:
    put(desk, "territory", "D2", area_code="330110")
    assert clashing(desk) == [], "D2 is supplied by D1"
    put(desk, "territory", "D3", area_code="330110", from_on=on("2027-01-01"))
    assert clashing(desk) == [], "the exclusive contract is over by then"
    assert area(desk, "D1", "2026-12-31") == ["杭州市"]
    assert area(desk, "D1", "2027-01-01") == [], "no longer than its contract"


def hand(desk: Desk, **values: Any) -> Handed:
    wanted: dict[str, Any] = {"party_id": party(desk, "D1"), "successor_id": party(desk, "D3"), "day": DAY} | values
    found = write(desk, lambda session: hand_over(session, **wanted))
    assert isinstance(found, Handed)
    return found


def test_a_territory_goes_over_on_a_day_and_one_undo_takes_all_of_it_back(desk: Desk) -> None:
    write(desk, lambda s: edit_party(s, party_id=party(desk, "D1"), changes={"manager": "沈立群"}))
    assert hand(desk, with_person=True, with_targets=True) == Handed(1, 1, True, "HT1-H")
    assert (area(desk, "D1", "2026-06-30"), area(desk, "D1", "2026-07-01")) == (["杭州市"], [])
    with desk.db.read() as session:
        (draft,) = contracts(session, party(desk, "D3"), day=DAY)
        (old,) = contracts(session, party(desk, "D1"), day=DAY)
        assert belonging(session, party(desk, "D3")).rows[0].manager == "沈立群"
    assert (draft.standing, draft.from_on, draft.to_on) == ("draft", DAY, on("2026-12-31"))
    assert [one.amount_e4 for one in draft.targets] == [2_000_000_0000]
    assert [one.amount_e4 for one in old.targets] == [1_000_000_0000]
    assert [one.exclusive for one in draft.territories] == [True]
    undo(desk.db, desk.undo_handlers)
    assert area(desk, "D1", "2026-07-01") == ["杭州市"]
    assert area(desk, "D3") == []


def test_into_a_contract_that_the_successor_has(desk: Desk) -> None:
    put(desk, "contract", "D3", number="HT9", from_on=on("2026-01-01"))
    assert hand(desk, with_targets=True, contract_no="HT9").contract_no == "HT9"
    assert area(desk, "D3", "2026-07-01") == ["杭州市"]
    with pytest.raises(UserError, match="no territory"):
        hand(desk)


@pytest.mark.parametrize(
    ("values", "said"),
    [({"contract_no": "no such"}, "no contract"), ({"territory_ids": ("other",)}, "no territory")],
)
def test_what_cannot_go_over_is_refused(desk: Desk, values: dict[str, Any], said: str) -> None:
    with pytest.raises(UserError, match=said):
        hand(desk, **values)
    with pytest.raises(UserError, match="own successor"):
        hand(desk, successor_id=party(desk, "D1"))
