"""What is kept in memory between looks: it tells what the cells tell, and no write goes unnoticed."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Event
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import insert, select, text
from sqlalchemy.orm import Session

from app.actions.service import create_action
from app.core.db import Action, Database
from app.core.period import Period, month, quarter, year
from app.core.workspace import Workspace
from app.kpi.board import Choice
from app.kpi.kept import Kept, Months, kept_of
from app.kpi.model import CELL
from app.kpi.parts import read_parts
from app.kpi.queries import read_rows, read_sums
from app.kpi.scope import EVER, Scope, runs
from tests.app.kpi.facts import day, fresh_store
from tests.examples import examples
from tests.laws.test_cells import START, apply

TODAY = date(2025, 2, 20)
PERIODS = (
    month(2025, 1),
    month(2025, 2),
    quarter(2025, 1),
    year(2025),
    Period(date(2025, 1, 10), date(2025, 2, 5), "2025-01-10..2025-02-05"),
    Period(date(2025, 1, 20), date(2025, 3, 31), "2025-01-20..2025-03-31"),
)
FILTERS: tuple[dict[str, str], ...] = ({}, {"dealer": "D1"}, {"region": "330100"}, {"group": "G1"})


@settings(
    max_examples=examples(40), deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
@given(
    START,
    st.sampled_from(PERIODS),
    st.sampled_from(["total", "dealer", "region", "month", "product-group", "month,region", "dealer,product-group"]),
    st.sampled_from(FILTERS),
)
def test_figures_out_of_memory_are_those_of_the_cells(
    facts: dict[str, list[dict[str, Any]]], period: Period, by: str, filters: dict[str, str]
) -> None:
    with fresh_store() as store:
        for code, area in (("D1", "330100"), ("D2", "330300"), ("D3", "330100")):
            store.dealer(code, area=area)
        store.product("P1", group="G1")
        store.product("P2", group="G2", must_stock=1)
        apply(store, "load", list(facts.items()), set())
        for today in (None, TODAY):
            asked: dict[str, Any] = {"first": period, "last": period, "by": by, "today": today, **filters}
            assert read_rows(store.session, often=True, **asked) == read_rows(store.session, **asked)


def test_whole_months_and_the_days_beside_them_are_the_whole_span() -> None:
    first, last = day("2025-01-20"), day("2025-04-10")
    assert runs(first, last) == [
        (1, day("2025-02-01"), day("2025-03-31")),
        (0, first, day("2025-01-31")),
        (0, day("2025-04-01"), last),
    ]
    assert runs(EVER, last) == [(1, EVER, day("2025-03-31")), (0, day("2025-04-01"), last)]
    assert runs(first, day("2025-02-10")) == [(0, first, day("2025-02-10"))]
    assert runs(day("2025-02-01"), day("2025-02-28")) == [(1, day("2025-02-01"), day("2025-02-28"))]


def cell(session: Session, amount: int, *, dealer: int = 7, start: str = "2025-01-01") -> None:
    """One month cell of net sales by shipping date."""
    session.execute(
        insert(CELL).values(pack=2, span=1, group_n=0, start=day(start), dealer_n=dealer, kind=1, n=1, v1=0, v2=amount)
    )


def sold(session: Session) -> int:
    return sum(read_sums(session, "net_amount", first=year(2025), last=year(2025), by="total").values.values())


def write(db: Database, command: Callable[[Session], object]) -> None:
    db.write(Action("Test"), command)


def test_what_is_kept_lives_as_long_as_nothing_is_written(workspace: Workspace) -> None:
    write(workspace.db, lambda session: cell(session, 100))
    with workspace.db.read() as session:
        assert sold(session) == 100
        first = kept_of(session)
    with workspace.db.read() as session:
        assert kept_of(session) is first
    write(workspace.db, lambda session: cell(session, 11, dealer=8))
    with workspace.db.read() as session:
        assert kept_of(session) is not first
        assert sold(session) == 111


def test_who_plans_and_notes_lets_nothing_be_read_again(workspace: Workspace) -> None:
    write(workspace.db, lambda session: cell(session, 100))
    with workspace.db.read() as session:
        first = kept_of(session)
        assert first.once("signs", lambda: "found") == "found"
    write(workspace.db, lambda session: create_action(session, title="打电话"))
    with workspace.db.read() as session:
        then = kept_of(session)
        assert then.tx == first.tx + 1, "a printed reference names the state that is there now"
        assert then.once("signs", lambda: "read again") == "found"
    write(workspace.db, lambda session: [create_action(session, title="再打"), cell(session, 1, dealer=8)])
    with workspace.db.read() as session:
        assert kept_of(session).once("signs", lambda: "read again") == "read again"


def test_who_asks_while_it_is_read_waits_for_it() -> None:
    kept, began, go = Kept(1), Event(), Event()

    def slowly() -> str:
        began.set()
        assert go.wait(10)
        return "once"

    with ThreadPoolExecutor(2) as pool:
        one = pool.submit(kept.once, "signs", slowly)
        assert began.wait(10)
        other = pool.submit(kept.once, "signs", lambda: "twice")
        go.set()
        assert (one.result(10), other.result(10)) == ("once", "once")


def test_what_another_program_writes_is_seen_too(workspace: Workspace) -> None:
    write(workspace.db, lambda session: cell(session, 100))
    with workspace.db.read() as session:
        assert sold(session) == 100
    other = Database(workspace.db.path)
    write(other, lambda session: cell(session, 23, dealer=8))
    other.close()
    with workspace.db.read() as session:
        assert sold(session) == 123


def test_who_still_reads_an_older_state_keeps_its_figures_and_spoils_no_newer_ones(workspace: Workspace) -> None:
    write(workspace.db, lambda session: cell(session, 100))
    with workspace.db.read() as early:
        early.execute(select(text("1")))
        known = early.execute(text("SELECT max(tx) FROM tx")).scalar_one()
        write(workspace.db, lambda session: cell(session, 50, dealer=8))
        with workspace.db.read() as late:
            assert sold(late) == 150
        assert sold(early) == 100
        assert kept_of(early).tx == known
    with workspace.db.read() as session:
        assert sold(session) == 150


def test_sums_beyond_64_bits_are_exact(workspace: Workspace) -> None:
    big = 2**62
    write(workspace.db, lambda session: [cell(session, big, dealer=number) for number in (7, 8, 9)])
    with workspace.db.read() as session:
        assert sold(session) == 3 * big
        table = Months.read(session, 2, 0, "v2")
        scope = Scope((), {}, place="dealer")
        spans = [(0, day("2025-01-01"), day("2025-12-31"))]
        assert list(table.sums(spans, scope)) == [(0, 7, big), (0, 8, big), (0, 9, big)]


def test_no_more_is_kept_than_there_is_room_for(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    write(workspace.db, lambda session: cell(session, 100))
    monkeypatch.setattr("app.kpi.kept._MOST", 1)
    kept = Kept(1)
    with workspace.db.read() as session:
        first = kept.months(session, 2, 0, "v2")
        assert kept.months(session, 2, 0, "v2") is first
        assert kept.months(session, 2, 0, "n").values.tolist() == [[1]]
        assert kept.months(session, 2, 0, "v2") is not first


def test_parts_come_in_the_order_of_their_weight_whether_whole_or_broken(workspace: Workspace) -> None:
    for number, amount in enumerate((30_000, 25_001, 40_000)):
        write(workspace.db, lambda session, dealer=number, many=amount: cell(session, many, dealer=100 + dealer))
    with workspace.db.read() as session:
        parts = read_parts(session, Choice(year(2025)), date(2026, 1, 1), "net_amount", "dealer")
    assert [float(one.value or 0) for one in parts] == [4, 3, 2.5001]
