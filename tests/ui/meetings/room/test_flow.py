"""The way through a meeting: every item once, nothing skipped, and a clock that tells when time is over."""

from types import SimpleNamespace
from typing import Any

import pytest

from app.meetings.rules import Tally
from ui.meetings.room.flow import Step, beside, clock_of, first_step, place_of, planned_seconds, steps


def meeting(states: str, *, actions: int = 0, unseen: int = 0, unsettled: int = 0) -> Any:
    """A view of which only the way matters: a letter an item, p planned, c current, d done, k parked, r rejected."""
    names = {"p": "planned", "c": "current", "d": "done", "k": "parked", "r": "rejected"}
    items = [SimpleNamespace(id=f"i{n}", state=names[one], minutes=5) for n, one in enumerate(states)]
    tally = Tally(came=actions, carried=actions - unseen)
    return SimpleNamespace(
        items=items, actions=[None] * actions, tally=tally, quorum=SimpleNamespace(unsettled=unsettled)
    )


def test_what_is_off_the_agenda_is_no_stop_and_a_list_without_actions_neither() -> None:
    assert steps(meeting("pkr")) == [Step("people"), Step("item", "i0"), Step("end")]
    assert steps(meeting("p", actions=2))[1] == Step("carry")
    assert planned_seconds(meeting("ppk").items) == 600


@pytest.mark.parametrize(
    ("view", "begins"),
    [
        (meeting("pp", unsettled=1), Step("people")), (meeting("pp", actions=2, unseen=1), Step("carry")),
        (meeting("dcp"), Step("item", "i1")), (meeting("ddp", actions=1), Step("item", "i2")),
        (meeting("dd"), Step("end")),
    ],
)  # fmt: skip
def test_it_begins_where_something_is_still_to_be_done(view: Any, begins: Step) -> None:
    assert first_step(view) == begins


def test_it_goes_to_both_ends_and_holds_there() -> None:
    view = meeting("pp")
    way = steps(view)
    at = way[0]
    for wanted in [*way[1:], way[-1]]:
        at = beside(view, at, 1)
        assert at == wanted
    for wanted in [*reversed(way[:-1]), way[0]]:
        at = beside(view, at, -1)
        assert at == wanted
    assert beside(view, Step("item", "gone"), 1) == first_step(view)
    assert [place_of(view, one) for one in way] == [(0, 2), (1, 2), (2, 2), (0, 2)]


def test_time_that_is_over_is_told_with_a_minus() -> None:
    assert [clock_of(n) for n in (300, 61, 0, -5, -75)] == ["5:00", "1:01", "0:00", "-0:05", "-1:15"]
