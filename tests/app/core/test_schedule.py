"""When a job is due: by rules that any program reckons alike, on any day and whatever happens to the clock."""

import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.calendar import is_working_day
from app.core.errors import UserError
from app.core.schedule import Schedule, last_due, next_due, parse_schedule


@pytest.fixture(autouse=True)
def _in_shanghai(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "Asia/Shanghai")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def rule(text: str) -> Schedule:
    found = parse_schedule(text)
    assert found is not None
    return found


def at(text: str) -> datetime:
    """An instant by the clock on the wall in Shanghai."""
    return datetime.fromisoformat(text + "+08:00")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("every hour", "Every hour"),
        ("Every 15 minutes", "Every 15 minutes"),
        ("every 6 hours", "Every 6 hours"),
        ("daily 7:30", "Daily at 07:30"),
        ("working days  07:30", "On working days at 07:30"),
        ("monday 07:30", "Mondays at 07:30"),
        ("monthly 5 23:00", "On day 5 of each month at 23:00"),
    ],
)
def test_rules_are_plain_words(text: str, said: str) -> None:
    assert str(rule(text).said) == said


@pytest.mark.parametrize("text", ["hourly", "every 7 minutes", "daily 25:00", "daily", "monthly 31 07:30", "* * * * *"])
def test_what_is_no_rule_is_refused(text: str) -> None:
    with pytest.raises(UserError, match="no schedule"):
        parse_schedule(text)


def test_nothing_is_no_schedule() -> None:
    assert parse_schedule("  ") is None


@pytest.mark.parametrize(
    ("text", "now", "last", "following"),
    [
        ("every hour", "2026-03-10T09:20", "2026-03-10T09:00", "2026-03-10T10:00"),
        ("every 15 minutes", "2026-03-10T09:30", "2026-03-10T09:30", "2026-03-10T09:45"),
        ("daily 07:30", "2026-03-10T07:29", "2026-03-09T07:30", "2026-03-10T07:30"),
        ("daily 07:30", "2026-03-10T07:30", "2026-03-10T07:30", "2026-03-11T07:30"),
        ("working days 07:30", "2026-10-04T12:00", "2026-09-30T07:30", "2026-10-08T07:30"),
        ("working days 07:30", "2026-10-10T12:00", "2026-10-10T07:30", "2026-10-12T07:30"),
        ("monday 07:30", "2026-03-10T09:00", "2026-03-09T07:30", "2026-03-16T07:30"),
        ("monthly 5 23:00", "2026-03-05T22:59", "2026-02-05T23:00", "2026-03-05T23:00"),
    ],
    ids=str,
)
def test_the_last_and_the_next_time(text: str, now: str, last: str, following: str) -> None:
    """The holiday of October 2026 lasts to the 7th; Saturday the 10th is a make-up day."""
    assert last_due(rule(text), at(now), is_working_day) == at(last)
    assert next_due(rule(text), at(now), is_working_day) == at(following)


def test_a_clock_that_goes_forward_or_back_an_hour_loses_no_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Europe/Berlin")
    time.tzset()
    moment, found = datetime(2026, 10, 23, 22, 0, tzinfo=UTC), []
    for _ in range(4):
        following = next_due(rule("daily 02:30"), moment, is_working_day)
        assert following is not None
        found.append(following)
        moment = following
    assert [one.astimezone().date() for one in found] == [date(2026, 10, day) for day in (24, 25, 26, 27)]


@given(
    st.sampled_from(["every 5 minutes", "every 12 hours", "daily 00:00", "working days 07:30", "sunday 23:59"]),
    st.integers(0, 1_500_000).map(lambda minutes: datetime(2024, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)),
)
def test_the_next_time_is_the_last_one_as_soon_as_it_has_come(text: str, now: datetime) -> None:
    following = next_due(rule(text), now, is_working_day)
    assert following is not None
    assert following > now
    assert last_due(rule(text), following, is_working_day) == following
    before = last_due(rule(text), following - timedelta(milliseconds=1), is_working_day)
    assert before is not None
    assert before <= now
