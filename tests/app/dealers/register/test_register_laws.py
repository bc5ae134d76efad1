"""Laws of the register: what one edits in a sheet comes back exactly, whatever it is, and nothing else changes."""

import itertools
import string
import zipfile
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.bootstrap import Desk
from app.core.db import Action
from app.core.errors import UserError
from app.core.money import AMOUNT_SCALE, QUANTITY_SCALE
from app.core.period import day_number
from app.core.progress import Progress
from app.core.texts import ZH, Text, texts
from app.core.undo import undo
from app.core.workspace import Workspace
from app.dealers.entering import enter_party
from app.dealers.holdings import set_row
from app.dealers.register.codec import FLAGS
from app.dealers.register.plan import Plan
from app.dealers.register.sheets import PARTS, Part
from app.dealers.rules import uscc_check_character
from app.imports.feeds import Field
from app.jobs.register import carry_out_plan, plan_of_file, write_register
from tests.desks import desk_of
from tests.examples import examples

T = texts(ZH)
Place = tuple[str, str, str]
"""Sheet, reference and column of a cell."""
NUMBERS = itertools.count()


@pytest.fixture
def filled(workspace: Workspace) -> Desk:
    """Three dealers with names that another program would calculate, and a row of most kinds each."""
    desk = desk_of(workspace)
    first, last = day_number(date(2024, 1, 1)), day_number(date(2030, 12, 31))
    days = {"from_on": first, "to_on": last}
    rows: dict[str, dict[str, Any]] = {
        "contact": {"name": "'=王芳", "phone": "0571-8800", "main": True},
        "bank_account": {"account_no": "00622202", "bank": "工行"},
        "licence": {"licence_type": "药品经营许可证", "number": "浙AA571", **days},
        "territory": {"area_code": "330100", "exclusive": False, **days},
        "contract": {"number": "HT-1", "state": "valid", **days},
        "ledger_entry": {"kind": "deposit", "way": "in", "at_on": first, "amount_e4": 123_456_789},
        "party_alias": {"name": "+康源", "kind": "short"},
    }

    def command(session: Any) -> None:
        for name in ("=康源", "'-海曙", "温州瓯越"):
            one = enter_party(session, name=name, values={"payment_days": 30, "note": "旧"})
            for kind, values in rows.items():
                set_row(session, kind=kind, party_id=one, values=values)

    desk.db.write(Action("test"), command)
    return desk


def cells(path: Path) -> dict[Place, Any]:
    """Every cell of a register that can be changed."""
    found = {}
    book = openpyxl.load_workbook(path)
    for part in PARTS.values():
        page = book[T(part.title)[:31]]
        head, *rows = page.iter_rows(values_only=True)
        for row in rows:
            line = dict(zip(head, row, strict=True))
            found |= {(part.id, line[T("Reference")], T(one.title)): line[T(one.title)] for one in part.fields}
    return found


def values_of(part: Part, field: Field) -> st.SearchStrategy[Any]:
    """What a person may type into a cell of a field, as the sheet would say it again."""
    choices = part.choices.get(field.name)
    if field.columns[0] == "uscc":
        return st.just("91330604MA0010512" + uscc_check_character("91330604MA0010512"))
    if choices or field.kind == "flag":
        return st.sampled_from([T(one) for one in (choices or FLAGS).values()])
    if field.kind in {"amount", "quantity"}:
        scale = AMOUNT_SCALE if field.kind == "amount" else QUANTITY_SCALE
        return st.integers(0, 10**14).map(lambda one: float(Decimal(one) / scale))
    if field.kind == "number":
        return st.integers(0, 10**6)
    if field.kind == "day":
        return st.dates(date(2025, 1, 1), date(2029, 1, 1))
    text = st.text(alphabet=string.ascii_letters + string.digits + "康源=+-@'、·(）", min_size=1, max_size=14)
    return text.map(lambda one: f"{one}{next(NUMBERS)}")


def edited(path: Path, changes: dict[Place, Any]) -> None:
    """Change cells of a register as a person does."""
    book = openpyxl.load_workbook(path)
    for part in PARTS.values():
        page = book[T(part.title)[:31]]
        at = {str(cell.value): cell.column for cell in page[1]}
        lines = {page.cell(row, at[T("Reference")]).value: row for row in range(2, page.max_row + 1)}
        for (sheet, ref, title), value in changes.items():
            if sheet == part.id:
                cell = page.cell(lines[ref], at[title])
                cell.value = value
                if isinstance(value, str):
                    cell.data_type = "s"
    book.save(path)


def same(one: Any, other: Any) -> bool:
    def plain(value: Any) -> Any:
        return value.date() if hasattr(value, "date") else value

    return bool(plain(one) == plain(other))


@settings(max_examples=examples(12), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_random_edits_come_back_exactly_and_anything_else_is_unchanged(
    filled: Desk, tmp_path: Path, data: st.DataObject
) -> None:
    out = tmp_path / "register.xlsx"
    write_register(filled.db, out, lang=ZH, progress=Progress(), reveal=True)
    before = cells(out)
    titles = {(part.id, T(one.title)): (part, one) for part in PARTS.values() for one in part.fields}
    places = data.draw(st.lists(st.sampled_from(sorted(before)), min_size=1, max_size=6, unique=True))
    changes = {place: data.draw(values_of(*titles[place[0], place[2]]), label=str(place)) for place in places}
    edited(out, changes)

    plan = plan_of_file(filled.db, out, progress=Progress())
    refused = {line_of(one.where, out) for one in plan.refused}
    wanted = before | {place: value for place, value in changes.items() if place[:2] not in refused}
    assert plan.size == sum(not same(before[one], wanted[one]) for one in wanted)
    carry_out_plan(filled.db, plan, progress=Progress())
    write_register(filled.db, out, lang=ZH, progress=Progress(), reveal=True)
    after = cells(out)
    assert {place: value for place, value in after.items() if not same(value, wanted[place])} == {}
    assert after.keys() == before.keys()
    if plan.changes:
        undo(filled.db, {})
        write_register(filled.db, out, lang=ZH, progress=Progress(), reveal=True)
        assert cells(out) == before, "one undo takes all of it back"


def line_of(where: Text, path: Path) -> tuple[str, str]:
    """Sheet and reference of a row by its place."""
    part = next(one for one in PARTS.values() if Text(one.title) == where.params["sheet"])
    page = openpyxl.load_workbook(path)[T(part.title)[:31]]
    at = next(cell.column for cell in page[1] if cell.value == T("Reference"))
    return part.id, str(page.cell(int(str(where.params["n"])), at).value)


def hostile(kind: str, path: Path) -> None:
    """A file that is none, or one that unpacks into gigabytes."""
    if kind == "bytes":
        path.write_bytes(b"PK\x03\x04" + bytes(range(256)) * 40)
        return
    openpyxl.Workbook().save(path)
    with zipfile.ZipFile(path) as book:
        kept = {name: book.read(name) for name in book.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        for name, said in kept.items():
            with book.open(name, "w", force_zip64=True) as file:
                file.write(said)
                for _ in range(1_600 if name.endswith("sheet1.xml") else 0):
                    file.write(b" " * 1_000_000)


@pytest.mark.parametrize("kind", ["bytes", "bomb"])
def test_a_hostile_workbook_is_refused_in_words_and_changes_nothing(filled: Desk, tmp_path: Path, kind: str) -> None:
    path = tmp_path / "register.xlsx"
    hostile(kind, path)
    with pytest.raises(UserError):
        plan_of_file(filled.db, path, progress=Progress())


def test_no_cell_of_the_register_is_a_formula(filled: Desk, tmp_path: Path) -> None:
    out = tmp_path / "register.xlsx"
    write_register(filled.db, out, lang=ZH, progress=Progress(), reveal=True)
    book = openpyxl.load_workbook(out)
    kinds = {cell.data_type for page in book for row in page.iter_rows() for cell in row}
    assert "f" not in kinds
    assert plan_of_file(filled.db, out, progress=Progress()) == Plan()
