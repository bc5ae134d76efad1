"""The way through a meeting in the room: who is here, what was promised, one item after the other, the end. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from app.meetings.rows import ItemRow, MeetingView

Stage = Literal["people", "carry", "item", "end"]
OFF = frozenset({"parked", "rejected"})


@dataclass(frozen=True)
class Step:
    """One stop on the way; ``item`` is the id of the item that is discussed there."""

    stage: Stage
    item: str = ""


def steps(view: MeetingView) -> list[Step]:
    """Every stop of a meeting: items that are off the agenda have none, nor has a list without an action."""
    found = [Step("people")]
    if view.actions:
        found.append(Step("carry"))
    return [*found, *(Step("item", one.id) for one in view.items if one.state not in OFF), Step("end")]


def first_step(view: MeetingView) -> Step:
    """Where the room begins: who is here, else what nobody looked at, else the item under discussion or the next."""
    found = steps(view)
    if view.quorum.unsettled:
        return found[0]
    if view.tally.unseen:
        return Step("carry")
    current = next((one.id for one in view.items if one.state == "current"), "")
    if current:
        return Step("item", current)
    return next((Step("item", one.id) for one in view.items if one.state == "planned"), found[-1])


def beside(view: MeetingView, at: Step, by: int) -> Step:
    """The stop so many further on; the first and the last hold. From one that is gone it goes to what comes now."""
    found = steps(view)
    if at not in found:
        return first_step(view)
    return found[min(len(found) - 1, max(0, found.index(at) + by))]


def place_of(view: MeetingView, at: Step) -> tuple[int, int]:
    """Which item it is of how many."""
    items = [one.item for one in steps(view) if one.stage == "item"]
    return (items.index(at.item) + 1 if at.item in items else 0), len(items)


def item_of(view: MeetingView, at: Step) -> ItemRow | None:
    """The item of a stop."""
    return next((one for one in view.items if one.id == at.item), None)


def clock_of(seconds: int) -> str:
    """Minutes and seconds, with a minus once the time is over."""
    sign = "-" if seconds < 0 else ""
    return f"{sign}{abs(seconds) // 60}:{abs(seconds) % 60:02}"


def planned_seconds(items: Sequence[ItemRow]) -> int:
    """What the items on the agenda are planned for."""
    return sum(one.minutes for one in items if one.state not in OFF) * 60
