"""The quality score: the standard's shares, told from stored results, and the same whichever way they came about."""

from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from app.bootstrap import FEEDS, Desk
from app.core import journal
from app.core.db import Action
from app.core.period import day_number
from app.core.progress import Progress
from app.core.workspace import Workspace
from app.dealers.model import PartyCode
from app.governance.rules.service import switch_rule
from app.governance.score.queries import failed_by_code, read_results, scored
from app.governance.score.rules import Counts, Score, gaps
from tests.app.governance.test_rules import HEAD, LINES, ROWS, keep
from tests.desks import correct, desk_of, sign, take_in, write_csv


@pytest.fixture
def desk(workspace: Workspace) -> Desk:
    found = desk_of(workspace)
    sign(found)
    return found


def score(desk: Desk) -> Score:
    with desk.db.read() as session:
        return scored(read_results(session))


def results(desk: Desk) -> list[tuple[object, ...]]:
    with desk.db.read() as session:
        return sorted(map(tuple, read_results(session)))


def test_a_share_is_what_passes_of_what_was_evaluated_and_nothing_is_no_share() -> None:
    assert Counts(200, 3).share == Fraction(197, 200)
    assert Counts(10, -2).share == 1
    assert Counts().share is None
    assert Score().value is None
    assert Score({"accuracy": Counts(10, 5), "completeness": Counts(4, 0)}).value == Fraction(3, 4)


@given(st.lists(st.tuples(st.integers(0, 99), st.integers(0, 99))))
def test_parts_add_up(parts: list[tuple[int, int]]) -> None:
    whole = sum((Score({"accuracy": Counts(*one)}) for one in parts), Score())
    assert whole.counts.get("accuracy", Counts()) == sum((Counts(*one) for one in parts), Counts())


def test_gaps_are_months_that_a_regular_delivery_lacks() -> None:
    assert gaps({202510, 202511, 202601, 202602}, 202603) == [202512, 202603]
    assert gaps({202601, 202603}, 202604) == []
    assert gaps({202401, 202501, 202601}, 202602) == []
    assert gaps(set(), 202603) == []


def test_rows_count_under_each_check_for_their_dealer_and_month(desk: Desk, tmp_path: Path) -> None:
    bad = ("D1", "S4", "P1", "L1", "2026-02-30", 1, "一店")
    blank = ("D1", "S5", "P1", "", "2026-03-09", 1, "一店")
    take_in(desk, write_csv(tmp_path / "a.csv", [HEAD, *ROWS, bad, blank]), LINES)
    found = score(desk)
    # five rows; of conformity one check (format), of completeness two: what is required, and the lot
    assert found.counts["conformity"] == Counts(5, 1)
    assert found.counts["completeness"] == Counts(10, 1)
    assert found.counts["accessibility"] == Counts(5, 1)
    with desk.db.read() as session:
        failed = failed_by_code(read_results(session))
        months = {(one.dealer != "", one.month) for one in read_results(session) if one.code == "rule:sellout-lot"}
    assert failed == {"format": 1, "rule:sellout-lot": 1}
    assert months == {(True, 202603)}


def test_a_correction_makes_rows_usable_and_not_the_delivery_better(desk: Desk, tmp_path: Path) -> None:
    bad = ("D1", "S4", "P1", "L1", "2026-02-30", 1, "一店")
    loaded = take_in(desk, write_csv(tmp_path / "a.csv", [HEAD, *ROWS, bad]), LINES)
    correct(desk, loaded.batch_id, {5: {"day": "2026-02-28"}})
    assert score(desk).share("accessibility") == 1
    assert score(desk).share("conformity") == Fraction(3, 4)


def test_a_rule_that_is_switched_off_counts_no_more_at_once_and_again_when_it_is_back(
    desk: Desk, tmp_path: Path
) -> None:
    blank = ("D1", "S5", "P1", "", "2026-03-09", 1, "一店")
    take_in(desk, write_csv(tmp_path / "a.csv", [HEAD, *ROWS, blank]), LINES)
    before = score(desk)
    assert before.counts["completeness"] == Counts(8, 1)
    for active, left in ((False, Counts(4, 0)), (True, before.counts["completeness"])):
        desk.db.write(Action("switch"), lambda session, on=active: switch_rule(
            session, key="sellout-lot", active=on, feeds=FEEDS))  # type: ignore[misc]  # fmt: skip
        assert score(desk).counts["completeness"] == left
        with desk.db.read() as session:
            assert ("rule:sellout-lot" in failed_by_code(read_results(session))) is active


def test_rows_count_for_who_bore_the_code_in_their_month(desk: Desk, tmp_path: Path) -> None:
    take_in(desk, write_csv(tmp_path / "a.csv", [HEAD, *ROWS]), LINES)

    def hand_over(session: Session) -> tuple[str, str]:
        kept = session.query(PartyCode).filter(PartyCode.code == "D1").one()
        other = session.query(PartyCode).filter(PartyCode.code == "D2").one()
        journal.create(
            session, PartyCode, source_n=kept.source_n, code="D1", party_id=other.party_id,
            from_on=day_number(date(2026, 4, 1)), to_on=None, by_hand=other.party_id,
        )  # fmt: skip
        return kept.party_id, other.party_id

    first, second = desk.db.write(Action("hand over"), hand_over).value
    late = ("D1", "S9", "P1", "L1", "2026-04-02", 5, "一店")
    take_in(desk, write_csv(tmp_path / "b.csv", [HEAD, late]), LINES)
    with desk.db.read() as session:
        found = {(one.dealer, one.month) for one in read_results(session) if one.checked and one.month >= 202603}
    assert found == {(first, 202603), (second, 202604)}


def test_what_is_stored_equals_a_rebuild_and_a_withdrawn_batch_leaves_nothing(desk: Desk, tmp_path: Path) -> None:
    keep(desk, level="quarantine")
    keep(desk, reach="set", keys=("party_code",), must="rows <= 1", message_en="{rows}")
    keep(desk, reach="file", must="rows > 100", message_en="{rows}")
    first = take_in(desk, write_csv(tmp_path / "a.csv", [HEAD, *ROWS]), LINES)
    before = results(desk)
    later = [("D3", "S8", "P1", "", "2026-01-09", 1, ""), ("D3", "S9", "P1", "", "2026-01-09", 0, "")]
    second = take_in(desk, write_csv(tmp_path / "b.csv", [HEAD, *later]), LINES)
    both = results(desk)
    assert desk.pipeline.rechecker.recheck(progress=Progress()) == 2
    assert results(desk) == both
    desk.pipeline.withdraw(second.batch_ref, progress=Progress())
    assert results(desk) == before
    assert first.batch_ref != second.batch_ref


def test_batches_without_results_are_found_and_checked_again(desk: Desk, tmp_path: Path) -> None:
    take_in(desk, write_csv(tmp_path / "a.csv", [HEAD, *ROWS]), LINES)
    whole = results(desk)

    def forget(session: object) -> None:
        session.connection().exec_driver_sql("DELETE FROM rule_result")  # type: ignore[attr-defined]

    desk.db.write(Action("forget"), forget)
    lacking = desk.pipeline.rechecker.lacking()
    assert len(lacking) == 1
    desk.pipeline.rechecker.recheck(progress=Progress(), lacking=True)
    assert (results(desk), desk.pipeline.rechecker.lacking()) == (whole, [])
