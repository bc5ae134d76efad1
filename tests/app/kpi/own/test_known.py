"""Own KPIs beside the program's: the same formula gives the same figures, everywhere that figures are asked for."""

from typing import Any

from hypothesis import HealthCheck, given, settings

from app.core.period import Period, day_of, month, parse_period
from app.kpi.definitions import KPIS
from app.kpi.kpi import Kpi
from app.kpi.own.known import known_kpis
from app.kpi.queries import KpiRow, read_rows
from app.kpi.trust import kpi_feeds
from tests.app.kpi.facts import Store, fresh_store
from tests.laws.test_cells import START, apply

TODAY = day_of(month(2025, 12).last_day)
SPLITS: tuple[tuple[str, ...], ...] = ((), ("dealer",), ("month",), ("product-group",))
FILTERS: tuple[dict[str, str], ...] = ({}, {"dealer": "D1"}, {"region": "330100"}, {"group": "G1"})


def write(store: Store, kpi: Kpi) -> str:
    """An own KPI of the same formula."""
    key = f"own_of_{kpi.id}"
    values = {"key": key, "name": key, "sentence": "", "formula": kpi.formula, "unit": kpi.unit, "owner": "sales",
              "direction": "none", "grain": kpi.grains[0], "version": 1}  # fmt: skip
    store._insert("own_kpi", {"id": key, **values})
    return key


def told(row: KpiRow) -> tuple[Any, ...]:
    """All that a figure says but what it is called and which of its facts are counted as behind it."""
    return (
        tuple(row.keys.items()), row.amount, row.top, row.bottom, row.state, row.currency, row.unit_name, row.as_of,
        row.compared, row.structure, row.successors, row.types, row.sellers, row.posted, row.calendar,
    )  # fmt: skip


def compared(store: Store, kpi: Kpi, period: Period) -> int:
    """How many figures of a KPI and of an own one of its formula were found equal."""
    count = 0
    for by in SPLITS:
        for only in FILTERS:
            if not kpi.by_group and ("group" in only or "product-group" in by):
                continue
            asked: Any = {"first": period, "last": period, "by": by, "today": TODAY, **only}
            given = read_rows(store.session, only=[kpi.id], **asked)
            own = read_rows(store.session, only=[f"own_of_{kpi.id}"], **asked)
            if kpi.unlike and any(one.state not in {"present", "missing", "not_applicable"} for one in given):
                continue  # what is said at list prices instead is no part of a formula
            assert list(map(told, own)) == list(map(told, given)), (kpi.id, by, only)
            count += len(own)
    return count


@settings(max_examples=3, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(START)
def test_an_own_kpi_of_a_built_in_formula_gives_its_figures(start: dict[str, list[dict[str, Any]]]) -> None:
    with fresh_store() as store:
        for code in ("D1", "D2"):
            store.dealer(code)
        store.product("P1", group="G1")
        store.product("P2", group="G2", must_stock=1)
        for kpi in KPIS.values():
            write(store, kpi)
        apply(store, "load", list(start.items()), set())
        found = sum(compared(store, kpi, parse_period("2025-Q1")) for kpi in KPIS.values())
        assert found >= len(KPIS)
        for kpi in KPIS.values():
            assert kpi_feeds(known_kpis(store.session)[f"own_of_{kpi.id}"]) == kpi_feeds(kpi)
