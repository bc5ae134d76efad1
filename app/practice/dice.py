"""Reproducible chance: only ``random()`` is used, whose sequence Python promises to keep for a seed."""

from collections.abc import Sequence
from random import Random
from typing import TypeVar

T = TypeVar("T")


class Dice:
    """A named stream of chance; one topic's draws never disturb another's."""

    def __init__(self, topic: str) -> None:
        """The same topic gives the same draws on every machine."""
        self.unit = Random(f"江禾:{topic}").random  # noqa: S311 - invented figures, no secret

    def whole(self, low: int, high: int) -> int:
        """A whole number from low to high, both included."""
        return low + int(self.unit() * (high - low + 1))

    def span(self, low: float, high: float) -> float:
        """A number between low and high."""
        return low + self.unit() * (high - low)

    def pick(self, choices: Sequence[T]) -> T:
        """One of the choices."""
        return choices[int(self.unit() * len(choices))]

    def sample(self, choices: Sequence[T], count: int) -> list[T]:
        """``count`` different ones, in drawn order; all of them if there are not so many."""
        rest = list(choices)
        return [rest.pop(int(self.unit() * len(rest))) for _ in range(min(count, len(rest)))]

    def parts(self, total: int, count: int) -> list[int]:
        """``total`` split into ``count`` uneven whole parts that add up to it."""
        weights = [self.span(0.4, 1.6) for _ in range(count)]
        return apportion(total, weights)


def apportion(total: int, weights: Sequence[float]) -> list[int]:
    """Whole parts of ``total`` in proportion to the weights, adding up exactly (largest remainder method)."""
    whole = sum(weights)
    if not weights or whole <= 0:
        msg = "nothing to share among"
        raise ValueError(msg)
    exact = [total * weight / whole for weight in weights]
    parts = [int(value // 1) for value in exact]
    order = sorted(range(len(parts)), key=lambda index: (parts[index] - exact[index], index))
    for index in order[: total - sum(parts)]:
        parts[index] += 1
    return parts
