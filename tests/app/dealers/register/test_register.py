"""The register of dealers goes out as sheets and comes back: what was not changed changes nothing, what was is told."""

import string
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.bootstrap import Desk
from app.core.db import Action
from app.core.errors import UserError
from app.core.period import day_number, day_of
from app.core.progress import Progress
from app.core.texts import EN, LANGUAGES, ZH, texts
from app.core.undo import undo
from app.core.workspace import Workspace
from app.dealers.holdings import rows_of, set_row
from app.dealers.model import Party
from app.dealers.queries import DealerRow, list_parties
from app.dealers.register.codec import from_cell, to_cell
from app.dealers.register.plan import Plan
from app.dealers.register.said import said_lines
from app.dealers.register.sheets import PARTS
from app.imports.feeds import Field
from app.jobs.register import carry_out_plan, plan_of_file, plan_of_values, write_register
from tests.desks import desk_of, profile, take_in, write_csv

DEALERS = profile("""
id = "dealers"
source = "erp"
[file]
match = ["dealers*.csv"]
[[feed]]
feed = "party_row"
[feed.columns]
party_code = "code"
name = "name"
tier = "tier"
manager = "manager"
payment_days = "days"
credit_limit = "limit"
""")


@pytest.fixture
def filled(workspace: Workspace, tmp_path: Path) -> Desk:
    """Three dealers; the first has a contact and a territory."""
    desk = desk_of(workspace)
    rows = [
        ("code", "name", "tier", "manager", "days", "limit"),
        ("D1", "=杭州康源", "province", "沈立群", 0, "2000000.5"), ("D2", "宁波海曙", "city", "", 30, 500000),
        ("D3", "温州瓯越", "county", "林晓", 45, ""),
    ]  # fmt: skip
    take_in(desk, write_csv(tmp_path / "dealers_1.csv", rows), DEALERS)
    first = dealers(desk)["D1"].id
    desk.db.write(
        Action("test"),
        lambda session: [
            set_row(session, kind="contact", party_id=first, values={"name": "王芳", "phone": "0571-1", "main": True}),
            set_row(session, kind="territory", party_id=first,
                    values={"area_code": "330100", "exclusive": True, "from_on": day_number(day_of(20000))}),
        ],
    )  # fmt: skip
    return desk


def dealers(desk: Desk) -> dict[str, DealerRow]:
    with desk.db.read() as session:
        return {one.code: one for one in list_parties(session)}


def plan(desk: Desk, path: Path) -> Plan:
    return plan_of_file(desk.db, path, progress=Progress())


def sheet_of(path: Path, part: str, lang: str) -> tuple[Any, Any, dict[str, int]]:
    """A written book, its sheet of a part, and where each column stands."""
    book = openpyxl.load_workbook(path)
    page = book[texts(lang)(PARTS[part].title)[:31]]
    return book, page, {str(cell.value): cell.column for cell in page[1]}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_register_that_nobody_changed_changes_nothing(filled: Desk, tmp_path: Path, lang: str) -> None:
    out = tmp_path / "register.xlsx"
    assert write_register(filled.db, out, lang=lang, progress=Progress()) == 5
    assert plan(filled, out) == Plan()


def test_what_was_changed_is_told_first_taken_together_and_undone_together(filled: Desk, tmp_path: Path) -> None:
    out = tmp_path / "register.xlsx"
    write_register(filled.db, out, lang=ZH, progress=Progress())
    book, page, at = sheet_of(out, "party", ZH)
    line = next(row[0].row for row in page.iter_rows(min_row=2) if row[at["编码"] - 1].value == "D2")
    page.cell(line, at["账期天数"]).value = 60
    page.cell(line, at["层级"]).value = "县级"
    page.cell(page.max_row + 1, at["名称"]).value = "新客户"
    contacts = book[texts(ZH)(PARTS["contact"].title)]
    heads = {str(cell.value): cell.column for cell in contacts[1]}
    contacts.cell(2, heads["移除（填 x）"]).value = "x"
    contacts.cell(3, heads["经销商参考号"]).value = "D3"
    contacts.cell(3, next(n for title, n in heads.items() if title in {"名称", "姓名"})).value = "林晓"
    book.save(out)

    found = plan(filled, out)
    assert found.refused == ()
    told = [(one.dealer, one.before, one.after) for one in said_lines(found, EN)]
    assert ("宁波海曙", "30", "60") in told
    assert ("宁波海曙", "City tier", "County tier") in told
    assert ("新客户", "", "新客户") in told
    assert any(one.after == "taken out" and "王芳" in one.before for one in said_lines(found, EN))
    assert dealers(filled)["D2"].payment_days == 30, "a look changes nothing"

    carry_out_plan(filled.db, found, progress=Progress())
    now = dealers(filled)
    assert (now["D2"].payment_days, now["D2"].tier) == (60, "county")
    new = next(one for one in now.values() if one.name == "新客户")
    assert (new.status, new.code) == ("potential", new.ref)
    with filled.db.read() as session:
        assert [row.values["name"] for row in rows_of(session, "contact")] == ["林晓"]
    undo(filled.db, {})
    then = dealers(filled)
    assert (then["D2"].payment_days, then["D2"].tier) == (30, "city")
    assert "新客户" not in {one.name for one in then.values()}
    with filled.db.read() as session:
        assert [row.values["name"] for row in rows_of(session, "contact")] == ["王芳"]


def test_rows_that_cannot_be_taken_are_named_and_the_others_are_taken(filled: Desk, tmp_path: Path) -> None:
    out = tmp_path / "register.xlsx"
    write_register(filled.db, out, lang=EN, progress=Progress())
    book, page, at = sheet_of(out, "party", EN)
    rows = {row[at["Code"] - 1].value: row[0].row for row in page.iter_rows(min_row=2)}
    page.cell(rows["D1"], at["Payment term in days"]).value = "soon"
    page.cell(rows["D2"], at["Unified social credit code"]).value = "91350100M000100Y40"
    page.cell(rows["D3"], at["Note"]).value = "+1 day"
    page.cell(page.max_row + 1, at["Reference"]).value = "D-ZZZZZ-Z"
    book.save(out)
    found = plan(filled, out)
    assert [one.values for one in found.changes] == [{"note": "+1 day"}]
    reasons = {str(one.where.params["n"]): str(one.why) for one in found.refused}
    assert "soon" in reasons[str(rows["D1"])]
    assert "check character" in reasons[str(rows["D2"])]
    assert "D-ZZZZZ-Z" in reasons["5"]


def test_a_file_that_is_no_register_is_refused(filled: Desk, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.create_sheet("other")
    book.save(tmp_path / "two.xlsx")
    with pytest.raises(UserError, match="no sheet of the register"):
        plan(filled, tmp_path / "two.xlsx")
    (tmp_path / "one.csv").write_text("name,code\na,b\n", encoding="utf-8")
    with pytest.raises(UserError, match="lacks the column"):
        plan(filled, tmp_path / "one.csv")


def test_one_value_for_many_dealers_tells_only_where_it_differs(filled: Desk) -> None:
    ids = [one.id for one in dealers(filled).values()]
    found = plan_of_values(filled.db, ids, {"payment_days": 30}, progress=Progress())
    assert sorted(one.dealer for one in found.changes) == ["=杭州康源", "温州瓯越"]
    carry_out_plan(filled.db, found, progress=Progress())
    assert {one.payment_days for one in dealers(filled).values()} == {30}
    with filled.db.read() as session:
        assert "payment_days" in session.query(Party).filter_by(name="温州瓯越").one().by_hand
    refused = plan_of_values(filled.db, ids, {"uscc": "1"}, progress=Progress())
    assert (len(refused.changes), len(refused.refused)) == (0, 3)


def test_no_two_columns_of_a_sheet_are_called_alike() -> None:
    for part in PARTS.values():
        for lang in LANGUAGES:
            heads = [texts(lang)(title) for title in part.heads]
            assert len(set(heads)) == len(heads), f"{part.id}: {heads}"
    for lang in LANGUAGES:
        names = [texts(lang)(part.title)[:31] for part in PARTS.values()]
        assert len(set(names)) == len(names)


WORDS = st.text(alphabet=string.ascii_letters + "康源=+-0'、", min_size=1, max_size=12).map(str.strip).filter(bool)
VALUES = {
    "text": WORDS, "code": WORDS, "flag": st.booleans(), "number": st.integers(0, 10**9),
    "amount": st.integers(0, 10**14), "quantity": st.integers(0, 10**12), "day": st.integers(0, 40_000),
    "choice": st.sampled_from(["a", "b"]),
}  # fmt: skip
TITLES = {"a": "Province tier", "b": "City tier"}


@given(st.sampled_from(sorted(VALUES)).flatmap(lambda kind: st.tuples(st.just(kind), VALUES[kind])),
       st.sampled_from(LANGUAGES))  # fmt: skip
def test_a_cell_there_and_back_is_the_same_value(pair: tuple[Any, Any], lang: str) -> None:
    kind, value = pair
    field = Field("x", kind, "Note")
    cell = to_cell(field, TITLES, value, lang)
    text = format(cell, "f") if isinstance(cell, Decimal) else str(cell)
    assert from_cell(field, TITLES, text) == value
    assert from_cell(field, TITLES, "  ") is None
