"""The count sheet of price protection: written, filled in by the dealer, taken in by its name, settled on."""

from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook

from app.bootstrap import FEEDS, Desk
from app.core.errors import UserError
from app.core.period import day_number
from app.core.workspace import Workspace
from app.dealers.queries import find_party
from app.imports.propose import propose
from app.incentives.assembly import settle_all
from app.incentives.counting import CountSheet, read_count_sheet
from app.incentives.policy import Policy
from app.jobs.pipeline import sample_file
from app.reports.incentives.count_sheet import count_name, write_count_sheet
from tests.counting import DAY, MARCH, protection, take_in_stock
from tests.desks import desk_of, mapped, sign, take_in, write_csv


@pytest.fixture
def desk(workspace: Workspace, tmp_path: Path) -> Desk:
    """D1 has a list of the day by lots, D2 an older list; somebody works here."""
    made = desk_of(workspace)
    sign(made)
    take_in_stock(made, tmp_path)
    return made


def sheet_of(desk: Desk, policy: Policy) -> CountSheet:
    """What is to be counted."""
    with desk.db.read() as session:
        return read_count_sheet(session, policy)


def paid(desk: Desk, policy: Policy) -> list[int]:
    """The payouts in minor units, D1 before D2."""
    with desk.db.read() as session:
        order = [find_party(session, one).id for one in ("D1", "D2")]
        found = {one.party_id: made.payable_minor for one, made in settle_all(session, policy, [MARCH])}
    return [found[one] for one in order]


def filled(path: Path, counted: dict[tuple[str, str, str], int]) -> Path:
    """The sheet as the dealer sends it back, under a longer name."""
    book = load_workbook(path)
    for line in book.worksheets[0].iter_rows(min_row=5):
        key = (str(line[1].value), str(line[4].value), str(line[6].value or ""))
        line[8].value = counted.get(key)
    back = path.with_name(f"已盖章 {path.stem} (1).xlsx")
    book.save(back)
    return back


COUNTED = {("D1", "P1", "A"): 10, ("D1", "P1", "B"): 0, ("D1", "P2", ""): 4, ("D2", "P1", ""): 20, ("D2", "P2", ""): 0}


def test_the_sheet_lists_every_dealer_and_product_with_the_stock_that_lists_tell(desk: Desk) -> None:
    """Lots where the day's own list has them, else one row for each place; what no list names is there too."""
    sheet = sheet_of(desk, protection(desk))
    assert [(one.party_code, one.product_code, one.place_code, one.lot, one.system_e3) for one in sheet.rows] == [
        ("D1", "P1", "W1", "A", 12_000), ("D1", "P1", "W1", "B", 3_000), ("D1", "P2", "W1", "", None),
        ("D2", "P1", "W2", "", 11_000), ("D2", "P2", "W2", "", None),
    ]  # fmt: skip
    assert (sheet.source, sheet.left_out) == ("erp", ())


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_filled_sheet_comes_back_as_stock_of_the_day_and_the_settlement_follows(
    desk: Desk, tmp_path: Path, lang: str
) -> None:
    """Before 15 and 11 of P1; counted 10 of P1 with 4 of P2, and 20: nothing is mapped by hand."""
    policy = protection(desk)
    assert paid(desk, policy) == [2_250, 1_650]
    sheet = sheet_of(desk, policy)
    path = tmp_path / count_name(sheet, lang)
    write_count_sheet(desk.shelf, sheet, lang, path)
    back = filled(path, COUNTED)
    loaded = take_in(desk, back, desk.shelf.fitting(back.name))
    assert [(one.rows, one.loaded, one.quarantined) for one in loaded.feeds] == [(5, 5, 0)]
    assert paid(desk, policy) == [10 * 150 + 4 * 200, 20 * 150]
    taken = sheet_of(desk, policy)
    assert [one.system_e3 for one in taken.rows if one.party_code == "D1"] == [10_000, 0, 4_000]


def test_names_are_no_formulas_and_a_renamed_sheet_is_still_proposed_as_stock(desk: Desk, tmp_path: Path) -> None:
    """A name that begins with an equals sign stays a text; the heads alone tell the wizard what it is."""
    path = tmp_path / "x.xlsx"
    write_count_sheet(desk.shelf, sheet_of(desk, protection(desk)), "zh", path)
    cells = [cell for line in load_workbook(path).worksheets[0].iter_rows() for cell in line]
    assert [cell.data_type for cell in cells if cell.value == "=甲商贸"] == ["s", "s", "s"]
    sample = sample_file(filled(path, COUNTED))
    found = propose(sample.headers, sample.rows, FEEDS, name="x.xlsx")[0]
    assert (found.feed, found.missing, dict(found.columns)["quantity"]) == ("stock", (), "盘点数量")


def test_rows_that_nobody_counted_are_put_aside_and_names_of_files_add_up(desk: Desk, tmp_path: Path) -> None:
    """An empty quantity is no zero; the sheet is known by both names under which it was written."""
    sheet = sheet_of(desk, protection(desk, "D2"))
    for name in ("a.xlsx", "b.xlsx"):
        write_count_sheet(desk.shelf, sheet, "zh", tmp_path / name)
    assert desk.shelf.fitting("a (2).xlsx") == desk.shelf.fitting("b.xlsx")
    back = filled(tmp_path / "a.xlsx", {("D2", "P1", ""): 7})
    loaded = take_in(desk, back, desk.shelf.fitting("a.xlsx"))
    assert [(one.loaded, one.quarantined) for one in loaded.feeds] == [(1, 1)]


def test_only_a_price_protection_has_a_count_sheet(desk: Desk) -> None:
    with pytest.raises(UserError, match=r"has a count sheet"):
        sheet_of(desk, Policy("R1", "返利"))


def test_a_count_of_some_products_says_nothing_of_the_others_and_a_complete_list_of_all(
    desk: Desk, tmp_path: Path
) -> None:
    """P1 of D2 was counted on the 15th, so P2 stays what the list of February says; a complete list ends both."""
    policy = protection(desk, "D2")
    columns = "as_of place_code party_code product_code quantity"
    for day, product, quantity, more in (
        ("2026-02-28", "P2", 9, {}),
        ("2026-03-15", "P1", 20, {}),
        ("2026-03-14", "P3", 1, {"mode": "complete", "scope": "date", "by": "party"}),
    ):
        path = write_csv(tmp_path / "list.csv", [tuple(columns.split()), (day, "W2", "D2", product, quantity)])
        take_in(desk, path, mapped("list", "stock", columns, **more))
        if product == "P1":
            assert _of(desk, policy) == [20_000, 9_000]
            days = [one.listed_on for one in sheet_of(desk, policy).rows]
            assert days == [DAY, day_number(date(2026, 2, 28))], "each product says of which day its book stock is"
    assert _of(desk, policy) == [20_000, None], "on the 14th nothing of P2 was left"


def _of(desk: Desk, policy: Policy) -> list[int | None]:
    return [one.system_e3 for one in sheet_of(desk, policy).rows]
