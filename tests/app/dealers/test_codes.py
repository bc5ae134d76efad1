"""Whose a code is: a decision for some days beside what a file says of the code counts no row twice."""

from collections.abc import Iterator
from datetime import date

import pytest
from sqlalchemy import text

from app.dealers.codes import whose, whose_on
from app.dealers.held import papers_of
from app.dealers.holdings import rows_of
from app.finance.queries import balances
from tests.app.kpi.facts import Store, day, fresh_store, row

BY_DAY_ALONE = """JOIN party_code c ON c.source_n = f.source_n AND c.code = f.party_code AND c.removed = 0
    AND coalesce(c.from_on, f.invoiced_on) <= f.invoiced_on AND coalesce(c.to_on, f.invoiced_on + 1) > f.invoiced_on"""
BY_CODE_ALONE = "JOIN party_code c ON c.source_n = l.source_n AND c.code = l.party_code AND c.removed = 0"


@pytest.fixture
def store() -> Iterator[Store]:
    """Files say that D1 is the first dealer; a person said that in March it meant the second one."""
    with fresh_store() as found:
        found.dealer("D1")
        found.dealer("D2")
        found.dealer("D1", party="D2", from_on=day("2026-03-01"), to_on=day("2026-04-01"), by_hand="party_id")
        found.load(invoice=[
            row(invoice_no=f"FP{month}", party_code="D1", invoiced=f"2026-0{month}-10", gross_amount=month * 100)
            for month in (2, 3, 4)
        ])  # fmt: skip
        found._insert("licence", {"id": "L1", "source_n": 900, "party_code": "D1", "number": "浙AA571", "from_on":
                                 day("2024-01-01"), "licence_type": "drug_business", "by_hand": ""})  # fmt: skip
        yield found


def invoices(store: Store, join: str) -> list[tuple[str, str]]:
    asked = text(f"SELECT f.invoice_no, c.party_id FROM invoice f {join} ORDER BY f.invoice_no, c.party_id")
    return [(number, party.removeprefix("party-")) for number, party in store.session.execute(asked)]


def test_a_fact_is_the_one_dealer_s_whom_the_code_meant_on_its_day(store: Store) -> None:
    assert invoices(store, BY_DAY_ALONE) == [("FP2", "D1"), ("FP3", "D1"), ("FP3", "D2"), ("FP4", "D1")]  # twice
    assert invoices(store, whose_on("f.invoiced_on")) == [("FP2", "D1"), ("FP3", "D2"), ("FP4", "D1")]
    owed = {one.code: one.computed for one in balances(store.session, date(2026, 4, 30))}
    assert owed == {"D1": 6_000_000, "D2": 3_000_000}


def test_a_paper_stays_with_whom_files_name(store: Store) -> None:
    asked = "SELECT c.party_id FROM licence l {} ORDER BY 1"
    before = store.session.scalars(text(asked.format(BY_CODE_ALONE))).all()
    assert (before, store.session.scalars(text(asked.format(whose("l")))).all()) == (
        ["party-D1", "party-D2"], ["party-D1"],
    )  # fmt: skip
    assert [one.party_id for one in rows_of(store.session, "licence")] == ["party-D1"]
    assert len(papers_of(store.session, "party-D1")) == 1
    assert papers_of(store.session, "party-D2") == ()


def test_what_was_said_for_all_days_holds_for_papers_too(store: Store) -> None:
    store.dealer("D1", party="D2", by_hand="party_id")
    assert [one.party_id for one in rows_of(store.session, "licence")] == ["party-D2"]
    assert {party for _, party in invoices(store, whose_on("f.invoiced_on"))} == {"D2"}


def test_a_code_that_only_a_person_explained_has_its_papers(store: Store) -> None:
    store.session.execute(text("UPDATE party_code SET removed = 1 WHERE by_hand IS NULL AND code = 'D1'"))
    assert [one.party_id for one in rows_of(store.session, "licence")] == ["party-D2"]
    assert invoices(store, whose_on("f.invoiced_on")) == [("FP3", "D2")]


def test_a_code_that_changed_hands_by_files_is_the_later_one_s_from_its_day(store: Store) -> None:
    store.dealer("D2", party="D1", from_on=day("2026-03-15"))
    store.load(invoice=[row(invoice_no="FP5", party_code="D2", invoiced="2026-03-14", gross_amount=1),
                        row(invoice_no="FP6", party_code="D2", invoiced="2026-03-15", gross_amount=1)])  # fmt: skip
    assert invoices(store, whose_on("f.invoiced_on"))[-2:] == [("FP5", "D2"), ("FP6", "D1")]
