"""No figure reads a table of which the writing is said to leave every figure as it was."""

from typing import Any

from app.bootstrap import FEEDS
from app.core.connect import raw_of
from app.core.period import day_of, month
from app.kpi.definitions import KPIS
from app.kpi.findings.reading import read_findings
from app.kpi.kept import QUIET
from app.kpi.queries import read_rows
from migrations.models import metadata
from tests.app.kpi.facts import fresh_store, line

_READ = 20
"""SQLITE_READ."""


def tables_read(session: Any, work: Any) -> set[str]:
    """Every table that a piece of work reads, by SQLite's own account."""
    found: set[str] = set()

    def authorize(action: int, table: str | None, *_: Any) -> int:
        if action == _READ and table:
            found.add(table)
        return 0

    raw = raw_of(session.connection())
    raw.set_authorizer(authorize)
    try:
        work()
    finally:
        raw.set_authorizer(None)
    return found


def test_figures_and_signs_read_no_quiet_table() -> None:
    with fresh_store() as store:
        store.dealer("D1")
        store.product("P1", group="G1")
        store.load(order_line=[line("A", shipped="2026-03-01", amount=1)])
        today = day_of(month(2026, 4).last_day)

        def work() -> None:
            for kpi in KPIS:
                for by in ("total", "dealer", "month", "tier", "manager", "office"):
                    read_rows(store.session, only=[kpi], first=month(2026, 3), last=month(2026, 3), by=by, today=today)
            read_findings(store.session, today)

        read = tables_read(store.session, work)
    assert len(read) > 20, "it looked"
    assert not read & QUIET
    assert set(metadata.tables) >= QUIET
    assert not QUIET & {feed.table for feed in FEEDS.values()}
