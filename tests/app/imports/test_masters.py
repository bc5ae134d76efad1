"""Master data come as rows too: they fill records, leave alone what a person has set, and go with their batch."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select, text

from app.bootstrap import Desk
from app.core.db import Action
from app.core.model import Entry
from app.core.progress import Progress
from app.core.undo import redo, undo
from app.core.workspace import Workspace
from app.dealers.model import Party
from app.dealers.service import edit_party
from tests.desks import desk_of, mapped, take_in, write_csv

DEALERS = mapped("dealers", "party_row", "party_code=code name tier parent_code=parent office")
HEAD = ("code", "name", "tier", "parent", "office")
SALES = mapped("sales", "sellout", "party_code=code product_code=product sold=day quantity=qty")
SALES_HEAD = ("code", "product", "day", "qty")


@pytest.fixture
def desk(workspace: Workspace) -> Desk:
    return desk_of(workspace)


def dealers(desk: Desk, folder: Path, name: str, *rows: tuple[Any, ...]) -> str:
    return take_in(desk, write_csv(folder / name, [HEAD, *rows]), DEALERS).batch_ref


def sales(desk: Desk, folder: Path, name: str, *codes: str) -> str:
    rows = [(code, "P1", "2026-03-01", 1) for code in codes]
    return take_in(desk, write_csv(folder / name, [SALES_HEAD, *rows]), SALES).batch_ref


def names(desk: Desk) -> dict[str, str | None]:
    with desk.db.read() as session:
        return {one.name: one.office for one in session.scalars(select(Party).where(Party.removed.is_(False)))}


def test_what_a_person_has_set_survives_the_next_file(desk: Desk, tmp_path: Path) -> None:
    dealers(desk, tmp_path, "a.csv", ("D1", "瑞康", "市级", "", "浙北"))
    with desk.db.read() as session:
        party = session.scalars(select(Party.id)).one()
    desk.db.write(Action("Edit"), lambda session: edit_party(session, party_id=party, changes={"name": "温州瑞康医药"}))
    dealers(desk, tmp_path, "b.csv", ("D1", "瑞康公司", "市级", "", "浙南"))
    assert names(desk) == {"温州瑞康医药": "浙南"}, "the name is a person's, the office the file's"


def test_an_unchanged_dealer_is_not_journaled_again(desk: Desk, tmp_path: Path) -> None:
    rows = [(f"D{n}", f"名{n}", "市级", "", "浙北") for n in range(5)]
    dealers(desk, tmp_path, "a.csv", *rows)
    dealers(desk, tmp_path, "b.csv", *rows[:4], ("D4", "新名", "市级", "", "浙北"))
    with desk.db.read() as session:
        newest = session.scalar(select(func.max(Entry.tx)))
        changed = session.scalars(select(Entry.entity).where(Entry.tx == newest, Entry.entity == "party")).all()
    assert len(changed) == 1


def test_a_dealer_that_only_one_batch_named_goes_and_comes_with_it(desk: Desk, tmp_path: Path) -> None:
    sales(desk, tmp_path, "a.csv", "D1")
    batch = sales(desk, tmp_path, "b.csv", "D1", "D2")
    assert set(names(desk)) == {"D1", "D2"}
    desk.pipeline.withdraw(batch, progress=Progress())
    assert set(names(desk)) == {"D1"}
    undo(desk.db, desk.undo_handlers)
    assert set(names(desk)) == {"D1", "D2"}
    redo(desk.db, desk.undo_handlers)
    assert set(names(desk)) == {"D1"}


def test_names_come_before_or_after_the_facts_that_use_the_codes(desk: Desk, tmp_path: Path) -> None:
    sales(desk, tmp_path, "a.csv", "D1")
    batch = dealers(desk, tmp_path, "b.csv", ("D1", "瑞康", "市级", "", "浙北"))
    assert names(desk) == {"瑞康": "浙北"}
    desk.pipeline.withdraw(batch, progress=Progress())
    assert names(desk) == {"D1": None}, "the fact still names the code, so the dealer stays under it"


def test_parents_are_linked_in_whatever_order_they_come(desk: Desk, tmp_path: Path) -> None:
    dealers(desk, tmp_path, "a.csv", ("D2", "县商", "县级", "D1", ""))
    dealers(desk, tmp_path, "b.csv", ("D1", "市商", "市级", "", ""))
    assert links(desk) == [("县商", "市商")]


def links(desk: Desk) -> list[tuple[str, str]]:
    with desk.db.read() as session:
        found = session.execute(
            text("""
            SELECT c.name, p.name FROM party_parent l JOIN party c ON c.id = l.party_id
            JOIN party p ON p.id = l.parent_id WHERE l.removed = 0
        """)
        )
        return [(row[0], row[1]) for row in found]


def test_a_link_goes_with_the_row_that_named_it_and_comes_back(desk: Desk, tmp_path: Path) -> None:
    dealers(desk, tmp_path, "a.csv", ("D1", "市商", "市级", "", ""), ("D2", "县商", "县级", "", ""))
    batch = dealers(desk, tmp_path, "b.csv", ("D2", "县商", "县级", "D1", ""))
    assert links(desk) == [("县商", "市商")]
    desk.pipeline.withdraw(batch, progress=Progress())
    assert links(desk) == []
    undo(desk.db, desk.undo_handlers)
    assert links(desk) == [("县商", "市商")]


def test_one_person_edits_and_the_undo_of_the_edit_lets_the_file_decide_again(desk: Desk, tmp_path: Path) -> None:
    dealers(desk, tmp_path, "a.csv", ("D1", "瑞康", "市级", "", "浙北"))
    with desk.db.read() as session:
        party = session.scalars(select(Party.id)).one()
    desk.db.write(Action("Edit"), lambda session: edit_party(session, party_id=party, changes={"office": "总部"}))
    undo(desk.db, desk.undo_handlers)
    dealers(desk, tmp_path, "b.csv", ("D1", "瑞康", "市级", "", "浙南"))
    assert names(desk) == {"瑞康": "浙南"}
