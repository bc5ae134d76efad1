"""Withheld lines: the mark hangs on the natural key, so that it outlives a newer extract and a new import."""

from pathlib import Path

import pytest
from sqlalchemy import text

from app.bootstrap import Desk
from app.core.errors import UserError
from app.core.progress import Progress
from app.core.undo import undo
from app.core.workspace import Workspace
from app.flows.withheld import FEEDS, is_withheld, list_withheld
from app.jobs.flows import release, withhold
from tests.app.flows.goods import masters, sell
from tests.app.kpi.facts import day
from tests.desks import desk_of, sign

LINE = ("D1", "1", 1, "T1", "", "P1", "2026-03-02", 10, "盒", 300)
OTHER = ("D1", "2", 1, "T1", "", "P1", "2026-03-05", 40, "盒", 900)


@pytest.fixture
def desk(workspace: Workspace, tmp_path: Path) -> Desk:
    found = desk_of(workspace)
    sign(found)
    masters(found, tmp_path)
    return found


def marked(desk: Desk) -> list[int | None]:
    """The quantities of the rows that count and are withheld, by the condition that money rules ask."""
    with desk.db.read() as session:
        rows = session.execute(
            text(f"SELECT quantity_e3 FROM sellout f WHERE current = 1 AND {is_withheld('sellout')}")
        )
        return list(rows.scalars())


def ids(desk: Desk, number: str) -> list[int]:
    with desk.db.read() as session:
        found = session.execute(text("SELECT id FROM sellout WHERE current = 1 AND document_no = :n"), {"n": number})
        return list(found.scalars())


def test_a_mark_outlives_a_newer_extract_and_a_withdrawal_with_a_new_import(desk: Desk, tmp_path: Path) -> None:
    first = sell(desk, tmp_path, LINE, OTHER, extracted_at="2026-04-01")
    withhold(desk.db, rows=[("sellout", ids(desk, "1"))], reason="与上月雷同")
    assert marked(desk) == [10_000]
    newer = sell(desk, tmp_path, (*LINE[:7], 12, "盒", 360), OTHER, name="newer", extracted_at="2026-04-05")
    assert marked(desk) == [12_000]
    desk.pipeline.withdraw(newer, progress=Progress())
    assert marked(desk) == [10_000]
    desk.pipeline.withdraw(first, progress=Progress())
    assert marked(desk) == []
    with desk.db.read() as session:
        assert [one.row for one in list_withheld(session)] == [None]
    sell(desk, tmp_path, LINE, OTHER, name="once more", extracted_at="2026-04-09")
    assert marked(desk) == [10_000]


def test_a_line_is_released_with_a_reason_and_withheld_again(desk: Desk, tmp_path: Path) -> None:
    sell(desk, tmp_path, LINE, OTHER)
    rows = [("sellout", ids(desk, "1"))]
    withhold(desk.db, rows=rows, reason="件盒错位")
    with desk.db.read() as session:
        (one,) = list_withheld(session)
        assert (one.dealer, one.product, one.day) == ("杭州江禾医药有限公司", "复方氨酚烷胺片", day("2026-03-02"))
    release(desk.db, refs=[one.ref], reason="经销商已重报")
    assert marked(desk) == []
    with desk.db.read() as session:
        assert list_withheld(session) == []
        assert [each.released for each in list_withheld(session, released=True)] == ["经销商已重报"]
    undo(desk.db, desk.undo_handlers)
    assert marked(desk) == [10_000]
    release(desk.db, refs=[one.ref], reason="经销商已重报")
    withhold(desk.db, rows=rows, reason="又错了")
    with desk.db.read() as session:
        assert [(each.ref, each.reason) for each in list_withheld(session)] == [(one.ref, "又错了")]


def test_reasons_are_asked_for_and_what_is_not_withheld_is_not_released(desk: Desk, tmp_path: Path) -> None:
    sell(desk, tmp_path, LINE)
    with pytest.raises(UserError, match="Say why"):
        withhold(desk.db, rows=[("sellout", ids(desk, "1"))], reason=" ")
    with pytest.raises(UserError, match="cannot be withheld"):
        withhold(desk.db, rows=[("target", [1])], reason="?")
    with pytest.raises(UserError, match="is not withheld"):
        release(desk.db, refs=["WH-NONE"], reason="?")


def test_every_feed_whose_lines_can_be_withheld_can_be_asked(desk: Desk) -> None:
    for feed in FEEDS:
        with desk.db.read() as session:
            assert session.execute(text(f"SELECT 1 FROM {feed} f WHERE {is_withheld(feed)}")).all() == []
