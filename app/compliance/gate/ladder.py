"""The ladder on which a paper that runs out is warned of: rungs are days before its last day."""

from collections.abc import Mapping
from typing import Final

from app.compliance.gate.needs import DRUG
from app.core.errors import UserError

DEFAULT: Final = (90, 60, 30, 7)
LADDERS: Final[Mapping[str, tuple[int, ...]]] = {DRUG: (180, 90, 60, 30, 7)}
"""A renewal of 药品经营许可证 is filed about half a year ahead."""
MOST_DAYS: Final = 3650
ENDED: Final = -1
"""The rung of what has ended."""


def ladder_of(text: str) -> tuple[int, ...]:
    """The rungs of a typed ladder, the longest first. Raises UserError for what is none."""
    parts = [one.strip() for one in text.replace("、", "/").replace(",", "/").replace("，", "/").split("/")]
    if not all(one.isascii() and one.isdigit() and 0 < int(one) <= MOST_DAYS for one in parts):
        raise UserError("Write days between slashes, such as 180/90/60/30/7.")
    return tuple(sorted({int(one) for one in parts}, reverse=True))


def ladder_for(kind: str, own: Mapping[str, tuple[int, ...]]) -> tuple[int, ...]:
    """The ladder of a type of licence: the workspace's own row, else the program's."""
    return own.get(kind) or LADDERS.get(kind, DEFAULT)


def rung_of(ladder: tuple[int, ...], last: int, day: int) -> int | None:
    """The rung on which a paper with this last day stands on a day; ``ENDED`` after it, None while it is far away.

    On its last day a paper is valid and stands on the lowest rung.
    """
    left = last - day
    if left < 0:
        return ENDED
    return min((one for one in ladder if left <= one), default=None)
