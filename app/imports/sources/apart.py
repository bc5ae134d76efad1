"""Reading in a thread of its own, so that a wait for another machine can be given up at once."""

from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from threading import Condition, Thread
from typing import Final, Generic, TypeVar

from app.core.errors import Cancelled
from app.core.progress import Progress

T = TypeVar("T")
_AHEAD: Final = 2_000
"""So many items are read before they are wanted."""
_LOOK_S: Final = 0.1
_GRACE_S: Final = 0.2
"""A reader that is told to stop is waited for no longer: it may sit in a call that nothing interrupts."""


def read_apart(read: Callable[[Progress], Generator[T, None, None]], progress: Progress) -> Iterator[T]:
    """What ``read`` hands out; it is cancelled within half a second, whatever it waits for.

    ``read`` runs to its end in the other thread and lets go of what it holds there, when what it waits for answers or
    its time is up: no connection is ever touched by two threads at once.
    """
    reader = _Reader(read, progress)
    try:
        while items := reader.take(progress):
            yield from items
    finally:
        reader.stop()


class _Reader(Generic[T]):
    """Both ends of what is read: a list of items, and how it ended."""

    def __init__(self, read: Callable[[Progress], Generator[T, None, None]], progress: Progress) -> None:
        self._read, self._progress = read, progress.part()
        self._items: list[T] = []
        self._changed = Condition()
        self._over = self._left = False
        self._error: BaseException | None = None
        self._thread = Thread(target=self._run, name="source", daemon=True)
        self._thread.start()

    def take(self, progress: Progress) -> list[T]:
        """Everything read by now, at least one item unless it is over; raises what the reader raised."""
        with self._changed:
            while not self._items and not self._over:
                progress.step(0)
                self._changed.wait(_LOOK_S)
            found, self._items = self._items, []
            self._changed.notify()
        if not found and self._error is not None:
            raise self._error
        return found

    def stop(self) -> None:
        """Nobody takes anything any more."""
        with self._changed:
            self._left = True
            self._changed.notify()
        self._thread.join(_GRACE_S)

    def _run(self) -> None:
        try:
            with closing(self._read(self._progress)) as items:
                for item in items:
                    self._hand(item)
        except BaseException as error:  # noqa: BLE001 - it is raised where the items are taken
            self._error = error
        with self._changed:
            self._over = True
            self._changed.notify()

    def _hand(self, item: T) -> None:
        with self._changed:
            while len(self._items) >= _AHEAD and not self._left:
                self._changed.wait()
            if self._left:
                raise Cancelled
            self._items.append(item)
            self._changed.notify()
