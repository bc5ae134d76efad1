"""The import cockpit: all rows alike at once, a fix that is taught, and only what failed read again."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from app.bootstrap import FEEDS, Desk
from app.core.db import Action
from app.core.errors import UserError
from app.core.progress import Progress
from app.core.workspace import Workspace
from app.governance.rules.service import blank_rule, keep_rule, switch_rule
from app.imports.queries import QuarantineRow, list_batches, list_quarantine
from app.jobs.checks import cell_faults
from tests.desks import desk_of, mapped, sign, take_in, write_csv

FLOW = mapped(
    "flow",
    "sellout",
    "party_code=dealer document_no=doc product_code=product sold=day quantity=qty counterparty_kind=kind",
    source="dms",
)
HEAD = ("dealer", "doc", "product", "day", "qty", "kind")


def row(number: int, *, day: str = "2026-03-02", qty: str = "5", kind: str = "医院") -> tuple[Any, ...]:
    return ("D1", f"S{number}", "P1", day, qty, kind)


@pytest.fixture
def desk(workspace: Workspace, tmp_path: Path) -> Desk:
    """Two files of one source with four rows put aside: three for the same word, one for a day."""
    found = desk_of(workspace)
    sign(found)
    found.shelf.keep([FLOW])
    take_in(found, write_csv(tmp_path / "a.csv", [HEAD, row(1), row(2, kind="大卖"), row(3, kind="大卖")]), FLOW)
    lines = [HEAD, row(4, kind="大卖"), row(5, day="2026-02-30")]
    take_in(found, write_csv(tmp_path / "b.csv", lines), FLOW)
    return found


def aside(desk: Desk) -> list[QuarantineRow]:
    with desk.db.read() as session:
        return sorted(list_quarantine(session), key=lambda one: one.id)


def kinds(desk: Desk) -> list[tuple[str, str]]:
    statement = "SELECT document_no, counterparty_kind FROM sellout WHERE current = 1 ORDER BY 1"
    with desk.db.read() as session:
        return [tuple(one) for one in session.execute(text(statement))]


def test_one_correction_is_done_to_all_rows_alike_over_all_files_of_the_source(desk: Desk) -> None:
    first = aside(desk)[0]
    edit = desk.cockpit.edit_of(first.id, "终端")
    assert edit.cells == {"kind": "终端"}
    groups = desk.cockpit.spread([edit])
    assert sorted(len(one) for one in groups.values()) == [1, 2]
    corrector = desk.pipeline.corrector
    previewed = corrector.together(groups, reason=None, progress=Progress())
    assert (previewed.good, previewed.changes["new"], len(aside(desk))) == (3, 3, 4)
    corrector.together(groups, reason="卖场即终端", progress=Progress())
    assert [one.cells["day"] for one in aside(desk)] == ["2026-02-30"]
    assert kinds(desk) == [(f"S{number}", "terminal") for number in (1, 2, 3, 4)]
    with desk.db.read() as session:
        assert [one.reason for one in list_batches(session) if one.parent_id] == ["卖场即终端"] * 2
    assert list(cell_faults(desk.db)) == []


def test_a_fix_that_is_taught_lets_the_next_file_in_and_what_waits_when_it_is_read_again(
    desk: Desk, tmp_path: Path
) -> None:
    lessons = desk.cockpit.lessons([desk.cockpit.edit_of(aside(desk)[0].id, "终端")])
    assert [(one.column, one.wrong, one.right) for one in lessons] == [("kind", "大卖", "终端")]
    assert desk.shelf.find("flow").version == 1
    desk.cockpit.teach(lessons)
    taught = desk.shelf.find("flow")
    assert (taught.version, taught.entries[0].by_field["counterparty_kind"].map) == (2, (("大卖", "终端"),))
    later = take_in(desk, write_csv(tmp_path / "c.csv", [HEAD, row(6, kind="大卖")]), taught)
    assert later.feeds[0].quarantined == 0
    found = desk.pipeline.corrector.together(
        desk.cockpit.waiting(), reason="方案第 2 版", progress=Progress(), newest=True
    )
    assert (found.good, len(found.refs)) == (3, 2)
    assert [one.cells["day"] for one in aside(desk)] == ["2026-02-30"]
    with desk.db.read() as session:
        assert {one.profile_version for one in list_batches(session) if one.parent_id} == {2}


def test_a_blank_can_be_taught_too(desk: Desk, tmp_path: Path) -> None:
    take_in(desk, write_csv(tmp_path / "d.csv", [HEAD, ("", "S9", "P1", "2026-03-02", "1", "医院")]), FLOW)
    waiting = aside(desk)[-1]
    desk.cockpit.teach(desk.cockpit.lessons([desk.cockpit.edit_of(waiting.id, "D7")]))
    assert desk.shelf.find("flow").entries[0].by_field["party_code"].value == "D7"


def test_what_is_no_value_of_the_field_is_not_taught(desk: Desk) -> None:
    with pytest.raises(UserError):
        desk.cockpit.lessons([desk.cockpit.edit_of(aside(desk)[0].id, "什么")])
    assert desk.shelf.find("flow").version == 1


def test_rows_that_a_rule_put_aside_come_in_when_the_rule_is_off(desk: Desk, tmp_path: Path) -> None:
    kept = replace(blank_rule("sellout"), title_en="Small")
    kept = replace(kept, rule=replace(kept.rule, level="quarantine", must="quantity < 100", message_en="{quantity}"))
    key = desk.db.write(Action("rule"), lambda session: keep_rule(session, kept=kept, feeds=FEEDS)).value
    loaded = take_in(desk, write_csv(tmp_path / "e.csv", [HEAD, row(7, qty="500"), row(8)]), FLOW)
    again = desk.cockpit.waiting(loaded.batch_ref)
    assert desk.pipeline.corrector.together(again, reason=None, progress=Progress(), newest=True).good == 0
    desk.db.write(Action("off"), lambda session: switch_rule(session, key=key, active=False, feeds=FEEDS))
    found = desk.pipeline.corrector.together(again, reason="规则已停用", progress=Progress(), newest=True)
    assert found.good == 1
    assert ("S7", "terminal") in kinds(desk)
