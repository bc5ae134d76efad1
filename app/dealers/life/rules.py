"""The states of a dealer and the steps between them; pure.

潜在→申请→资质审核→现场核查→合同→试运营→正式→观察→冻结→退出. A dealer moves one state further along the path to 正式;
观察, 冻结 and 退出 stand beside it. Any other step, and one that leaves something obligatory open, needs a reason.
"""

from collections.abc import Iterable
from itertools import pairwise
from typing import Final, Literal

from app.core.texts import N_

Way = Literal["next", "skip", "back", "side", "leave", "again"]

PATH: Final[tuple[str, ...]] = (
    "potential", "applied", "qualifying", "site_checked", "contracted", "trial", "active",
)  # fmt: skip
STATES: Final[tuple[str, ...]] = (*PATH, "watch", "frozen", "left")
TITLES: Final[dict[str, str]] = {
    "potential": N_("Potential"),
    "applied": N_("Applied"),
    "qualifying": N_("Being qualified"),
    "site_checked": N_("Site check"),
    "contracted": N_("Contract"),
    "trial": N_("On trial"),
    "active": N_("Active"),
    "watch": N_("Under watch"),
    "frozen": N_("Frozen"),
    "left": N_("Left"),
}
WAY_TITLES: Final[dict[str, str]] = {
    "next": N_("next step"),
    "skip": N_("skips states"),
    "back": N_("a step back"),
    "side": N_("a step aside"),
    "leave": N_("the end"),
    "again": N_("once more from the start"),
}
NOT_YET: Final[frozenset[str]] = frozenset(PATH[: PATH.index("trial")])
"""States in which a dealer does not deal yet."""
GONE: Final[frozenset[str]] = frozenset({"left"})
_DEALING: Final[frozenset[str]] = frozenset({"trial", "active", "watch", "frozen"})
_UNASKED: Final = {("watch", "active"), ("frozen", "watch")}
"""Steps aside that are the ordinary way back and need no word of their own."""


def way_between(now: str, to: str) -> Way | None:
    """What kind of step it is from a state to another; None where there is no such step.

    From 观察 and 冻结 the path is seen as from 正式; only who deals can be put under watch or frozen.
    """
    if now not in STATES or to not in STATES or now == to:
        return None
    if to == "left":
        return "leave"
    if now == "left":
        return "again" if to in PATH[:2] else "skip" if to in PATH else None
    if to in {"watch", "frozen"}:
        return "side" if now in _DEALING else None
    if to == "active" and now in {"watch", "frozen"}:
        return "side"
    at = PATH.index(now) if now in PATH else PATH.index("active")
    far = PATH.index(to) - at
    return "next" if far == 1 else "skip" if far > 1 else "back"


def next_of(now: str) -> str | None:
    """The ordinary next state: the path, or back to 正式 from 观察 and to 观察 from 冻结; None after that."""
    usual: dict[str, str] = {"watch": "active", "frozen": "watch", **dict(pairwise(PATH))}
    return usual.get(now)


def allowed_from(now: str) -> tuple[str, ...]:
    """The states that can follow, the ordinary next one first."""
    first = next_of(now)
    others = [one for one in STATES if one != first and way_between(now, one) is not None]
    return tuple([first, *others] if first is not None else others)


def skipped(now: str, to: str) -> tuple[str, ...]:
    """The states of the path that a step leaves out."""
    if way_between(now, to) != "skip":
        return ()
    at = PATH.index(now) if now in PATH else -1
    return PATH[at + 1 : PATH.index(to)]


def needs_reason(now: str, to: str, *, unfinished: int) -> bool:
    """Whether a step is allowed only with a reason: all but the ordinary next one with nothing obligatory open."""
    return bool(unfinished) or not (way_between(now, to) == "next" or (now, to) in _UNASKED)


def state_on(passages: Iterable[tuple[int, str, str]], status: str, on: int) -> str:
    """The state that is valid on a day, from ``(day, from, to)`` in the order in which they were made.

    A step counts from its own day on; before the first one stands the state that it came from. Without any the dealer
    is what its record says, on every day: files of older programs know no steps.
    """
    found: str | None = None
    for day, before, after in passages:
        if day <= on:
            found = after
        elif found is None:
            found = before
    return found or status
