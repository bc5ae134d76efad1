"""Own KPIs as records: names and ids, versions, and two workspaces that are open at once."""

from pathlib import Path

import pytest

from app.core.db import Action, Database
from app.core.errors import UserError
from app.core.undo import undo
from app.core.workspace import Workspace
from app.kpi.own.known import known_kpis
from app.kpi.own.service import Draft, add_own_kpi, change_own_kpi, remove_own_kpi
from tests.desks import desk_of, sign

VALUE = Draft("Order value", "net_amount/order_count", owner="finance", direction="higher")


def add(db: Database, draft: Draft = VALUE, key: str = "") -> str:
    return db.write(Action("kpi"), lambda session: add_own_kpi(session, draft=draft, key=key)).value


def test_an_id_is_made_of_a_plain_name_and_else_of_the_reference(db: Database) -> None:
    assert add(db) == "own_order_value"
    made = add(db, Draft("客单价", "net_amount / line_count"))
    assert made.startswith("own_ok_")
    assert add(db, Draft("Stock Quantity!", "stock_quantity")).startswith("own_ok_")  # the program has that id
    with db.read() as session:
        found = known_kpis(session)
    assert (found[made].name, found[made].formula, found[made].owner) == ("客单价", "net_amount / line_count", "Sales")
    assert (found["own_order_value"].owner, found["own_order_value"].direction) == ("Finance", "higher")
    assert found["own_order_value"].sentence == "net_amount / order_count"


def test_two_of_one_name_are_refused_until_the_first_is_gone(db: Database) -> None:
    key = add(db)
    with pytest.raises(UserError, match="Another own KPI is called"):
        add(db)
    db.write(Action("out"), lambda session: remove_own_kpi(session, key=key))
    assert add(db) != key


def test_a_formula_said_otherwise_is_the_same_version(db: Database) -> None:
    key = add(db)
    same = Draft("Order value", "( net_amount ) ／ [order_count]", sentence="other words", owner="sales")
    db.write(Action("change"), lambda session: change_own_kpi(session, key=key, draft=same))
    with db.read() as session:
        assert known_kpis(session)[key].version == 1
    other = Draft("Order value", "net_amount / line_count")
    db.write(Action("change"), lambda session: change_own_kpi(session, key=key, draft=other))
    with db.read() as session:
        assert (known_kpis(session)[key].version, known_kpis(session)[key].sentence) == (2, "net_amount / line_count")


def test_undo_brings_back_the_formula_and_its_version(workspace: Workspace) -> None:
    desk = desk_of(workspace)
    sign(desk)
    key = add(desk.db)
    other = Draft("Order value", "quantity / order_count")
    desk.db.write(Action("change"), lambda session: change_own_kpi(session, key=key, draft=other))
    assert (desk.kpis[key].formula, desk.kpis[key].version) == ("quantity / order_count", 2)
    undo(desk.db, desk.undo_handlers)
    assert (desk.kpis[key].formula, desk.kpis[key].version) == ("net_amount / order_count", 1)
    undo(desk.db, desk.undo_handlers)
    assert key not in {one.id for one in desk.kpis.values() if one.listed}
    assert all(one in desk.infos for one in desk.kpis)


def test_two_workspaces_open_at_once_know_their_own_only(workspace: Workspace, tmp_path: Path) -> None:
    other = Workspace.create(tmp_path / "other.cdesk", name="other", currency="CNY")
    try:
        key = add(workspace.db)
        foreign = add(other.db, Draft("Theirs", "quantity / line_count"))
        mine, theirs = desk_of(workspace).kpis, desk_of(other).kpis
        assert (key in mine, foreign in mine) == (True, False)
        assert (key in theirs, foreign in theirs) == (False, True)
    finally:
        other.close()
