"""How long work says how far it is, and the only point where it can be cancelled."""

from collections.abc import Callable
from threading import Event

from app.core.errors import Cancelled
from app.core.texts import Text

Report = Callable[[int, int, Text | None], None]


def _silent(done: int, total: int, text: Text | None) -> None:
    """Nobody is looking."""


class Progress:
    """Counts steps of one task; ``step`` raises Cancelled once ``cancel`` was called from any thread."""

    def __init__(self, report: Report = _silent) -> None:
        """``report(done, total, text)`` is called in the working thread; ``total`` 0 means unknown."""
        self._report = report
        self._stop = Event()

    @property
    def cancelled(self) -> bool:
        """Whether somebody asked to stop."""
        return self._stop.is_set()

    def cancel(self) -> None:
        """Ask the work to stop at its next step."""
        self._stop.set()

    def part(self) -> "Progress":
        """Progress of a part of the work: cancelled with the whole, silent about its own count."""
        found = Progress()
        found._stop = self._stop
        return found

    def step(self, done: int, total: int = 0, text: Text | None = None) -> None:
        """Report ``done`` of ``total``; raises Cancelled if asked to stop."""
        if self._stop.is_set():
            raise Cancelled
        self._report(done, total, text)
