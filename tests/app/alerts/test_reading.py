"""The months of a KPI for rules: whole and covered ones alone, nothing bought is zero, nothing reported is unknown."""

from collections.abc import Iterator
from datetime import date

import pytest

from app.alerts.conditions import Month
from app.alerts.reading import read_table
from app.alerts.spec import watch_of
from app.alerts.watching import Table
from tests.app.kpi.facts import Store, fresh_store, line, row

BASELINE = {"part": "baseline"}
CHANGE = [{"part": "relative", "least": "0.2"}, {"part": "absolute", "least": "1"}]


@pytest.fixture
def store() -> Iterator[Store]:
    with fresh_store() as found:
        for code in ("D1", "D2", "D3"):
            found.dealer(code)
        found.product("P1", group="G1")
        yield found


def sold(store: Store, amounts: dict[str, int], dealer: str = "D1") -> None:
    store.load(order_line=[line(dealer=dealer, shipped=day, amount=amount) for day, amount in amounts.items()])
    store.session.info.clear()  # what was read before the files came


def table(store: Store, kpi: str = "net_amount", today: str = "2025-04-10", **more: object) -> Table:
    asked = watch_of(kpi, more.pop("parts", [BASELINE]), **more)  # type: ignore[arg-type]
    return read_table(store.session, asked, date.fromisoformat(today))


def months(found: Table, key: str = "D1") -> dict[str, Month]:
    (one,) = [each for each in found.lines if each.key == key]
    return {month.name: value for month, value in zip(found.months, one.months, strict=True)}


def values(found: Table, key: str = "D1") -> dict[str, int | None]:
    return {name: None if one.value is None else int(one.value) for name, one in months(found, key).items()}


def test_only_whole_months_are_judged_and_one_without_an_order_is_zero_once_there_was_one(
    store: Store,
) -> None:
    sold(store, {"2025-01-10": 100, "2025-04-02": 50})
    sold(store, {"2025-03-31": 70}, dealer="D2")
    found = table(store)
    assert values(found) == {"2025-01": 100, "2025-02": 0, "2025-03": 0}
    assert values(found, "D2") == {"2025-01": None, "2025-02": None, "2025-03": 70}
    assert found.until is not None
    assert found.until.name == "2025-03"


def test_a_month_that_the_files_do_not_cover_to_its_end_is_unknown(store: Store) -> None:
    sold(store, {"2025-01-10": 100, "2025-02-28": 90, "2025-03-12": 20})
    found = table(store)
    assert values(found)["2025-03"] is None
    assert found.until is not None
    assert found.until.name == "2025-02"
    sold(store, {"2025-03-28": 60})  # only Monday the 31st is missing
    assert values(table(store))["2025-03"] == 80


def test_january_is_told_with_february(store: Store) -> None:
    sold(store, {"2024-01-31": 300, "2024-02-28": 100, "2024-03-29": 200, "2025-01-24": 150, "2025-02-28": 260,
                 "2025-03-31": 180})  # fmt: skip
    found = months(table(store, parts=CHANGE))
    assert (found["2025-01"].compared[0], found["2025-01"].before) == (150, None)
    assert (found["2025-02"].compared[0], found["2025-02"].before) == (410, 400)
    assert (found["2025-03"].compared[0], found["2025-03"].before) == (180, 200)
    naive = months(table(store, parts=CHANGE, against="calendar"))
    assert [naive[one].before for one in ("2025-01", "2025-02")] == [300, 100]


def test_the_month_before_counts_by_working_day_and_not_around_the_festival(store: Store) -> None:
    sold(store, {"2025-01-10": 180, "2025-02-20": 180, "2025-03-10": 210, "2025-04-10": 220, "2025-05-30": 190})
    found = months(table(store, parts=CHANGE, against="previous", today="2025-06-10"))
    assert found["2025-02"].before is None  # 除夕 was on 28 January
    assert found["2025-04"].before == 220  # 22 working days after 21, not 210


def test_a_share_of_what_is_next_to_nothing_is_not_judged(store: Store) -> None:
    for dealer, owed in (("D1", 99_900), ("D2", 10), ("D3", 99_900)):
        documents = [("2025-02-28", 100), ("2025-05-31", owed)]
        store.load(receivable=[row(party_code=dealer, as_of="2025-03-31", document_no=f"{dealer}{due}", due=due,
                                   amount=amount) for due, amount in documents])  # fmt: skip
    sold(store, {"2025-03-31": 1})
    found = table(store, "overdue_share")
    assert float(months(found)["2025-03"].value or 0) == 0.001
    assert months(found, "D2")["2025-03"].value is None


def test_an_empty_workspace_has_no_months_and_says_nothing(store: Store) -> None:
    assert table(store).lines == ()
