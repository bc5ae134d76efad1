"""Where "now" and "today" come from: a workspace may have its own clock (the practice region lives on a fixed day)."""

from datetime import UTC, date, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Instants are UTC; business dates are local calendar dates and are never derived from UTC."""

    def now(self) -> datetime:
        """The instant, aware, UTC."""
        ...

    def today(self) -> date:
        """The local calendar date."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """The instant by the machine."""
        return datetime.now(UTC)

    def today(self) -> date:
        """The date on the machine's calendar, in its own time zone."""
        return datetime.now().astimezone().date()


class FixedClock:
    """A business date that stands still while instants go on: 演练日期 of the practice region, and tests."""

    def __init__(self, day: date, *, instant: datetime | None = None) -> None:
        """``instant`` fixes ``now`` as well and moves it one millisecond on at each reading, so that order is kept."""
        self._day = day
        self._instant = instant

    def now(self) -> datetime:
        """The fixed instant, a millisecond later at every call, or the machine's."""
        if self._instant is None:
            return datetime.now(UTC)
        self._instant += timedelta(milliseconds=1)
        return self._instant

    def today(self) -> date:
        """The fixed business date."""
        return self._day
