"""The law of traces: what the rows behind a figure add up to is the figure, whatever the facts are."""

from datetime import date
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.core.formula import evaluate, names, parse
from app.core.period import day_number, day_of, month, parse_period
from app.kpi.definitions import KPIS
from app.kpi.drill import Facts, read_fact_ids, read_facts
from app.kpi.queries import read_rows
from app.kpi.states import PRESENT
from app.lineage.explain import explain
from tests.app.kpi.facts import Store, fresh_store, line, row
from tests.examples import examples
from tests.laws.test_cells import START, apply

CHOICES: tuple[dict[str, Any], ...] = ({}, {"dealer": "D1"}, {"region": "330100"}, {"group": "G1"})
LINES = frozenset({"line_count", "late_lines", "overdue_lines"})
"""KPIs of which each row that is opened is one."""
PERIODS = tuple(map(parse_period, ("2025-01", "2025-02", "2025-Q1")))


def order_numbers(store: Store, opened: Facts) -> set[str]:
    """The orders behind a figure, of whose lines all are opened, or the head where there is none."""
    feeds = (("order_line", opened.ids), ("order_head", opened.heads))
    return {one.values["order_no"] for feed, ids in feeds for one in read_facts(store.session, feed, ids)}


@settings(
    max_examples=examples(12),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(START, st.sampled_from(PERIODS))
def test_the_rows_behind_a_figure_add_up_to_it(start: dict[str, list[dict[str, Any]]], period: Any) -> None:
    with fresh_store() as store:
        for code in ("D1", "D2"):
            store.dealer(code, sell_out_from_on=day_number(date(2025, 1, 1)))
        store.product("P1", group="G1")
        store.product("P2", group="G2", must_stock=1)
        delivered = (f"2025-{number:02}-{day:02}" for number in (1, 2) for day in (4, 5, 9, 17))
        store.load(order_head=[
            row(order_no=f"Z{day[5:]}", party_code="D1", ordered=f"{day[:8]}02", delivered=day) for day in delivered
        ])  # fmt: skip
        store.load(order_line=[line(f"Y{n}", shipped=f"2025-{n:02}-03", amount=1) for n in (1, 2)])
        apply(store, "load", list(start.items()), set())
        today = day_of(month(2025, 12).last_day)
        compared = set[str]()
        for kpi in KPIS.values():
            for choice in CHOICES:
                if "group" in choice and not kpi.by_group:
                    continue
                asked = {"first": period, "last": period, "today": today, **choice}
                rows = read_rows(store.session, only=[kpi.id], **asked)
                formula = parse(kpi.formula)
                told = {name: explain(store.session, kpi.id, name, **asked).total for name in names(formula)}
                if rows and rows[0].state == PRESENT:
                    assert evaluate(formula, told.get) == rows[0].amount, (kpi.id, choice)
                    compared.add(kpi.id)
                    opened = read_fact_ids(store.session, kpi.id, **asked)
                    if kpi.id in LINES:
                        assert len(opened.ids) == rows[0].amount, (kpi.id, choice)
                    if kpi.id == "order_count":
                        assert len(order_numbers(store, opened)) == rows[0].amount, choice
        assert len(compared) > 10, "the law looked at something"
        assert {"active_dealers", "data_coverage", "cycle_days_p50", "cycle_days_p90"} <= compared, sorted(compared)
