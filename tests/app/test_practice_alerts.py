"""Alerts over 24 months of the practice region: February is quiet, what was planted is found."""

from app.alerts.conditions import Answer
from app.alerts.reading import read_table
from app.alerts.spec import Watch, watch_of
from app.alerts.watching import watch
from app.bootstrap import Desk

MONTHS = 24
NAIVE = watch_of(
    "net_amount", [{"part": "relative", "least": "0.2", "side": "below"}, {"part": "sample", "least": "1"}],
    against="calendar",
)  # fmt: skip
"""A year-on-year rule by calendar month, as dashboards have it."""
OWN = watch_of("net_amount", [{"part": "baseline"}])


def februaries(region: Desk, asked: Watch) -> int:
    """How many dealers alarm in the Februaries of the 24 months."""
    with region.db.read() as session:
        table = read_table(session, asked, region.clock.today())
    said = watch(table, asked)
    places = [at for at in range(len(table.months)) if table.months[at].first.month == 2][-2:]
    return sum(line[at] is Answer.YES for line in said.answers for at in places if at >= len(table.months) - MONTHS)


def fired(region: Desk, asked: Watch) -> set[tuple[str, str]]:
    """By dealer the month in which an event began."""
    with region.db.read() as session:
        table = read_table(session, asked, region.clock.today())
    return {(table.lines[one.line].key, table.months[one.first].name) for one in watch(table, asked).firings}


def named(region: Desk, name: str) -> str:
    with region.db.read() as session:
        table = read_table(session, OWN, region.clock.today())
    return next(one.key for one in table.lines if name in one.name)


def test_february_is_quiet_and_what_was_planted_is_found(region: Desk) -> None:
    naive, own = februaries(region, NAIVE), februaries(region, OWN)
    assert naive >= 10, "the festival moved, and every dealer looks as if it had lost a fifth"
    assert own <= naive / 5
    assert (named(region, "温州瑞康"), "2026-03") in fired(region, OWN), "压货"
    late = fired(region, watch_of("on_time_rate", [{"part": "baseline", "side": "below"}]))
    assert {key for key, month in late if month >= "2025-11"} >= {named(region, "丽水瓯源"), named(region, "衢州信澜")}
    overdue = fired(region, watch_of("overdue_share", [{"part": "baseline", "side": "above"}]))
    assert named(region, "丽水瓯源") in {key for key, month in overdue if month >= "2025-11"}, "授信"
    review = watch_of("review_in_time_rate", [{"part": "baseline", "side": "below"}], over="total")
    assert fired(region, review) == {("", "2026-01")}, "审核超时"
