"""What waits for another machine is given up at once, and lets go of what it holds when it wakes."""

import time
from collections.abc import Generator
from threading import Event, Timer

import pytest

from app.core.errors import Cancelled, UserError
from app.core.progress import Progress
from app.imports.sources.apart import read_apart


def test_everything_comes_in_its_order_and_the_end_is_the_end() -> None:
    def numbers(_progress: Progress) -> Generator[int, None, None]:
        yield from range(10_000)

    assert list(read_apart(numbers, Progress())) == list(range(10_000))


def test_a_refusal_comes_after_what_was_read_before_it() -> None:
    def broken(_progress: Progress) -> Generator[int, None, None]:
        yield 1
        raise UserError("half")

    found = read_apart(broken, Progress())
    assert next(found) == 1
    with pytest.raises(UserError, match="half"):
        next(found)


def test_who_takes_no_more_ends_the_reading_too() -> None:
    closed, handed = Event(), []

    def endless(_progress: Progress) -> Generator[int, None, None]:
        try:
            n = 0
            while True:
                handed.append(n)
                yield n
                n += 1
        finally:
            closed.set()

    found = read_apart(endless, Progress())
    assert [next(found) for _ in range(3)] == [0, 1, 2]
    time.sleep(0.1)
    assert len(handed) < 10_000, "it does not run ahead without end"
    found.close()  # type: ignore[attr-defined]
    assert closed.wait(1)


def test_a_wait_is_cancelled_within_half_a_second_and_closes_its_own_things_later() -> None:
    answers, closed, progress = Event(), Event(), Progress()

    def waiting(_progress: Progress) -> Generator[int, None, None]:
        try:
            answers.wait(30)
            yield 1
        finally:
            closed.set()

    Timer(0.1, progress.cancel).start()
    began = time.monotonic()
    with pytest.raises(Cancelled):
        list(read_apart(waiting, progress))
    assert time.monotonic() - began < 0.6
    assert not closed.is_set()
    answers.set()
    assert closed.wait(1)
