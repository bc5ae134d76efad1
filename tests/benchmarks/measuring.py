"""What the benchmarks share: medians of rounds, the machine's name, and how a ratio is said."""

import os
import platform
import statistics
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

ROUNDS = 5


class Ratio(NamedTuple):
    """One claim: the cost here against the named baseline in the same run, and at most how much it may be.

    A ``goal`` below zero is a share to reach: at least -goal.
    """

    name: str
    ratio: float
    goal: float

    @property
    def met(self) -> bool:
        """Whether the goal is reached."""
        return self.ratio >= -self.goal if self.goal < 0 else self.ratio <= self.goal


def seconds(work: Callable[[], object]) -> float:
    """Wall seconds of one call."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def in_turn(works: Sequence[Callable[[], object]], rounds: int = ROUNDS) -> list[float]:
    """Median wall seconds of each work, done in turn so that a busy moment meets all; a first round is not counted."""
    for work in works:
        work()
    found: list[list[float]] = [[] for _ in works]
    for _ in range(rounds):
        for place, work in enumerate(works):
            found[place].append(seconds(work))
    return [statistics.median(each) for each in found]


def say(*words: object) -> None:
    """A line of the report, seen at once."""
    print(*words, flush=True)  # noqa: T201


def machine() -> str:
    """Where the ratios were taken."""
    model = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.exists():
        names = [
            line.split(":", 1)[1].strip() for line in info.read_text().splitlines() if line.startswith("model name")
        ]
        model = names[0] if names else model
    load = f", load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    return f"{platform.system()}, Python {platform.python_version()}, {os.cpu_count()} x {model}{load}"
