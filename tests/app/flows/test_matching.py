"""Flow matching: the queue by amount, decisions as dated aliases for past and later rows, and no fact is changed."""

from pathlib import Path

import pytest
from sqlalchemy import text

from app.bootstrap import Desk
from app.core.period import month
from app.core.undo import redo, undo
from app.core.workspace import Workspace
from app.dealers.queries import list_parties
from app.flows.queue import Open, read_decisions, read_queue
from app.flows.rates import read_rates
from app.flows.service import NOBODY
from app.governance.score.queries import failed_by_code
from app.governance.score.rules import Counts
from app.jobs.checks import cell_faults
from app.jobs.flows import Decision, decide_words, take_back_word
from app.kpi.queries import read_rows
from app.kpi.trust import UNMATCHED, read_trust, results_of
from tests.app.flows.goods import masters, sell
from tests.app.kpi.facts import day
from tests.desks import desk_of, sign

MARCH = month(2026, 3)


@pytest.fixture
def desk(workspace: Workspace, tmp_path: Path) -> Desk:
    found = desk_of(workspace)
    sign(found)
    masters(found, tmp_path)
    sell(
        found, tmp_path,
        ("D1", "1", 1, "", "桐庐惠民大药房", "P1", "2026-03-02", 10, "盒", 300),
        ("D1", "2", 1, "", "桐庐县禾安医药有限公司", "P1", "2026-03-05", 40, "盒", 900),
        ("D1", "3", 1, "T1", "惠民", "X-77", "2026-03-06", 1, "", 50),
        ("D1", "4", 1, "T1", "惠民", "P1", "2026-03-08", 10, "盒", 250),
    )  # fmt: skip
    return found


def queue(desk: Desk) -> dict[str, Open]:
    with desk.db.read() as session:
        return {one.word: one for one in read_queue(session)}


def figure(desk: Desk, kpi: str) -> int | None:
    with desk.db.read() as session:
        rows = list(read_rows(session, only=(kpi,), first=MARCH, last=MARCH, today=desk.clock.today()))
    return int(rows[0].amount) if rows and rows[0].amount is not None else None


def facts(desk: Desk) -> list[tuple[object, ...]]:
    with desk.db.read() as session:
        return [tuple(row) for row in session.execute(text("SELECT * FROM sellout ORDER BY id"))]


def target(desk: Desk, name: str) -> str:
    with desk.db.read() as session:
        return next(one.id for one in list_parties(session, role="") if one.name == name)


def decide(desk: Desk, word: str, to: str, first: str | None = None, last: str | None = None) -> str:
    one = queue(desk)[word]
    days = [None if each is None else day(each) for each in (first, last)]
    (alias,) = decide_words(desk.db, [Decision(one.side, one.source_n, word, to, *days)])
    assert list(cell_faults(desk.db)) == []
    return alias


def test_what_nobody_knows_waits_by_amount_with_what_it_may_be(desk: Desk) -> None:
    waiting = queue(desk)
    assert list(waiting) == ["桐庐县禾安医药有限公司", "桐庐惠民大药房", "X-77"]
    lower = waiting["桐庐县禾安医药有限公司"]
    assert (lower.rows, lower.amount_e4, lower.dealers) == (1, 9_000_000, ("杭州江禾医药有限公司",))
    assert lower.suggestions[0].reasons == ("name", "parent")
    assert waiting["桐庐惠民大药房"].suggestions[0].reasons == ("form", "area")
    assert [one.clear for one in waiting.values()] == [True, True, False]


def test_a_buyer_named_without_a_code_counts_as_sold_on_once_it_is_known_as_a_dealer(
    desk: Desk, tmp_path: Path
) -> None:
    before = facts(desk)
    assert (figure(desk, "sell_out_amount"), figure(desk, "distribution_amount")) == (1_500, 0)
    decide(desk, "桐庐县禾安医药有限公司", target(desk, "桐庐县禾安医药有限公司"))
    assert (figure(desk, "sell_out_amount"), figure(desk, "distribution_amount")) == (600, 900)
    later = ("D1", "9", 1, "", "桐庐县禾安医药有限公司", "P1", "2026-03-20", 10, "盒", 100)
    sell(desk, tmp_path, later, name="later")
    assert figure(desk, "distribution_amount") == 1_000  # what comes later is read by it too
    assert list(cell_faults(desk.db)) == []
    assert facts(desk)[: len(before)] == before


def test_a_decision_is_undone_and_done_again_and_taken_back_later(desk: Desk) -> None:
    word = "桐庐县禾安医药有限公司"
    alias = decide(desk, word, target(desk, word))
    undo(desk.db, desk.undo_handlers)
    assert word in queue(desk)
    assert figure(desk, "distribution_amount") == 0
    redo(desk.db, desk.undo_handlers)
    assert figure(desk, "distribution_amount") == 900
    take_back_word(desk.db, side="party", alias_id=alias, word=word)
    assert word in queue(desk)
    assert figure(desk, "distribution_amount") == 0
    assert list(cell_faults(desk.db)) == []


def test_an_alias_holds_for_its_days_only(desk: Desk, tmp_path: Path) -> None:
    word = "桐庐县禾安医药有限公司"
    sell(desk, tmp_path, ("D1", "8", 1, "", word, "P1", "2026-03-15", 10, "盒", 70), name="more")
    decide(desk, word, target(desk, word), "2026-03-10", "2026-03-16")
    assert figure(desk, "distribution_amount") == 70
    assert queue(desk)[word].amount_e4 == 9_000_000  # the row before its first day still waits
    with desk.db.read() as session:
        (one,) = read_decisions(session)
    assert (one.from_on, one.to_on) == (day("2026-03-10"), day("2026-03-16"))


def test_a_product_code_that_rows_merely_mention_becomes_another_products(desk: Desk) -> None:
    with desk.db.read() as session:
        products = {row.name: row.id for row in session.execute(text("SELECT id, name FROM product WHERE removed = 0"))}
    assert "X-77" in products  # made by its mention
    alias = decide(desk, "X-77", products["蜂蜜柚子饮"])
    with desk.db.read() as session:
        names = session.execute(text("SELECT name FROM product WHERE removed = 0")).scalars().all()
    assert "X-77" not in names
    take_back_word(desk.db, side="product", alias_id=alias, word="X-77")
    with desk.db.read() as session:
        assert "X-77" in session.execute(text("SELECT name FROM product WHERE removed = 0")).scalars().all()


def test_a_product_alias_holds_by_day(desk: Desk, tmp_path: Path) -> None:
    with desk.db.read() as session:
        own = dict.fromkeys(session.execute(text("SELECT id FROM product WHERE name = '蜂蜜柚子饮'")).scalars())
    sell(desk, tmp_path, ("D1", "7", 1, "T1", "", "X-77", "2026-03-20", 2, "", 20), name="more")
    decide(desk, "X-77", next(iter(own)), "2026-03-10")
    assert queue(desk)["X-77"].rows == 1
    with desk.db.read() as session:
        spans = session.execute(
            text("SELECT from_on, to_on, product_n FROM cell_goods WHERE code = 'X-77' ORDER BY from_on")
        ).all()
    assert [(one.from_on, one.to_on) == (day("2026-03-10"), spans[-1].to_on) for one in spans] == [False, True]


def test_what_is_none_of_ours_counts_nowhere_and_asks_no_more(desk: Desk, tmp_path: Path) -> None:
    decide(desk, "X-77", NOBODY)
    assert "X-77" not in queue(desk)
    assert figure(desk, "sell_out_amount") == 1_450
    sell(desk, tmp_path, ("D1", "6", 1, "T1", "", "X-77", "2026-03-21", 2, "", 20), name="again")
    assert "X-77" not in queue(desk)
    assert figure(desk, "sell_out_amount") == 1_450
    undo(desk.db, desk.undo_handlers)  # the file
    undo(desk.db, desk.undo_handlers)  # the decision
    assert figure(desk, "sell_out_amount") == 1_500


def test_the_matching_rate_goes_by_rows_and_by_amount(desk: Desk) -> None:
    def rate() -> tuple[int, int, int, int]:
        with desk.db.read() as session:
            (one,) = read_rates(session, MARCH, MARCH)
        return one.matched, one.rows, one.matched_e4, one.amount_e4

    assert rate() == (1, 4, 2_500_000, 15_000_000)
    decide(desk, "桐庐县禾安医药有限公司", target(desk, "桐庐县禾安医药有限公司"))
    assert rate() == (2, 4, 11_500_000, 15_000_000)
    decide(desk, "X-77", NOBODY)
    assert rate() == (2, 3, 11_500_000, 14_500_000)


def test_what_is_not_matched_counts_against_consistency_until_somebody_decides(desk: Desk) -> None:
    def consistency() -> tuple[Counts, int]:
        with desk.db.read() as session:
            (whole,) = read_trust(session, today=desk.clock.today(), by=("month",), first=202603, last=202603)
            failed = failed_by_code(results_of(session)).get(UNMATCHED, 0)
        return whole.score.counts["consistency"], failed

    before, failed = consistency()
    assert failed == 3
    decide(desk, "桐庐惠民大药房", target(desk, "杭州江禾医药有限公司"))
    decide(desk, "X-77", NOBODY)
    after, left = consistency()
    assert left == 1
    assert (after.checked, after.failed) == (before.checked, before.failed - 2)
