"""Spans that are no whole months have their own sums: two parts of a month are the month, whichever way it is read."""

import shutil
from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from app.bootstrap import Desk
from app.core.period import Period, month, quarter
from app.core.workspace import Workspace
from app.incentives.base import read_bases
from app.incentives.policy import Basis, Event
from tests.app.incentives.drawn import PERCENT, rebate
from tests.desks import desk_of
from tests.once import Once
from tests.ui import small_region


@pytest.fixture(scope="module")
def desk(once: Once, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """Three dealers with six quarters, to look at."""
    made, folder = once("small region", small_region.make), tmp_path_factory.mktemp("spans")
    for path in made.glob("small.*"):
        shutil.copy(path, folder / path.name)
    with Workspace.open(folder / "small.cdesk") as workspace:
        yield desk_of(workspace)


def sums(desk: Desk, event: Event, *spans: Period) -> dict[str, int]:
    """What counts for each dealer in all the spans together."""
    policy = rebate((0, PERCENT), basis=Basis(event=event))
    found: dict[str, int] = {}
    with desk.db.read() as session:
        for (party, _first), base in read_bases(session, policy, spans, keys=False).items():
            found[party] = found.get(party, 0) + base.amount_e4
    return found


@pytest.mark.parametrize("event", ["ordered", "delivered"])
@pytest.mark.parametrize("day", [3, 5, 7, 8, 20])
def test_what_comes_before_and_after_a_day_is_the_whole(desk: Desk, event: Event, day: int) -> None:
    whole, cut = quarter(2026, 1), date(2026, 2, day)
    parts = (Period(whole.first, cut - timedelta(1), "before"), Period(cut, whole.last, "after"))

    assert sums(desk, event, *parts) == sums(desk, event, whole)
    assert any(sums(desk, event, whole).values())


def test_a_span_without_a_document_is_empty_though_its_month_is_not(desk: Desk) -> None:
    rest = Period(date(2026, 2, 10), date(2026, 2, 27), "rest")

    assert not any(sums(desk, "ordered", rest).values())
    assert any(sums(desk, "ordered", month(2026, 2)).values())
