"""When a recall is open, and whom it still waits for."""

from collections.abc import Collection
from typing import Final, Literal

from app.core.texts import N_

State = Literal["draft", "open", "closed"]
LEVEL_TITLES: Final = {"1": N_("Level I"), "2": N_("Level II"), "3": N_("Level III")}
STATE_TITLES: Final[dict[str, str]] = {"draft": N_("Draft"), "open": N_("Under way"), "closed": N_("Closed")}


def state_on(started_on: int | None, closed_on: int | None, day: int) -> State:
    """Its state on a day; the day of its closing is its first closed one."""
    if started_on is None or day < started_on:
        return "draft"
    return "closed" if closed_on is not None and closed_on <= day else "open"


def is_owed(
    started_on: int | None, due_on: int | None, closed_on: int | None, answered_on: Collection[int], day: int
) -> bool:
    """Whether a dealer that has the goods should have answered before a day and has not."""
    if started_on is None or state_on(started_on, closed_on, day) != "open":
        return False
    due = due_on if due_on is not None else started_on
    return due < day and not any(one <= day for one in answered_on)


def lots_of(text: str) -> list[str]:
    """The lot numbers in what somebody typed, between commas, 、 or spaces, each once and in order."""
    found = text.replace("，", ",").replace("、", ",").replace(";", ",").replace("\n", ",").replace(" ", ",").split(",")
    return list(dict.fromkeys(one for one in found if one))
