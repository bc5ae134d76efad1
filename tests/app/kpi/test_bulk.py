"""Cells that come as pages, from columns that came with the file, are those that statements make of the facts."""

import random
from pathlib import Path

import pytest

from app.bootstrap import Desk, open_desk
from app.core.db import Action
from app.core.workspace import Workspace
from app.kpi import bulk, cells, lines, summing
from app.kpi.cells import difference
from tests.desks import mapped, take_in, write_csv

LINES = mapped(
    "lines",
    "order_line",
    "order_no=order line_no=line party_code=dealer product_code=product ordered received "
    "promised_first=promised shipped delivered ordered_quantity=quantity shipped_quantity=sent "
    "rejected_quantity=rejected amount status",
)
HEAD = ("order", "line", "dealer", "product", "ordered", "received", "promised", "shipped", "delivered", "quantity",
        "sent", "rejected", "amount", "status")  # fmt: skip

COUNTED = mapped(
    "lines",
    "order_line",
    "order_no=order line_no=line party_code=dealer product_code=product ordered shipped "
    "ordered_quantity=quantity amount tax_rate=rate tax_basis=basis gross_amount=gross line_type=type unit "
    "seller_code=seller entity",
)


def counted_rows(orders: int, dice: random.Random) -> list[tuple[object, ...]]:
    """Lines that say all that decides what they count for."""
    return [
        (
            f"O{order}", line, f"D{dice.randint(1, 9)}", f"P{dice.randint(1, 5)}", f"2026-01-{dice.randint(1, 20)}",
            dice.choice(("", "2026-02-03")), dice.randint(1, 9), dice.choice(("", dice.randint(1, 99_999) / 100)),
            dice.choice(("13%", "3", "0", "")), dice.choice(("含税", "不含税", "")),
            dice.choice(("", dice.randint(1, 99_999) / 100)), dice.choice(("销售", "赠品", "货补", "票折", "")),
            dice.choice(("盒", "件", "")), dice.choice(("", "D1", "D2")), dice.choice(("", "E1")),
        )
        for order in range(orders)
        for line in range(dice.randint(1, 4))
    ]  # fmt: skip


def rows_of(orders: int, dice: random.Random) -> list[tuple[object, ...]]:
    found: list[tuple[object, ...]] = []
    for order in range(orders):
        day, dealer = dice.randint(1, 20), f"D{dice.randint(1, 9)}"
        for line in range(dice.randint(1, 4)):
            dates = [
                f"2026-{dice.randint(1, 6):02d}-{day + later:02d}" if dice.random() < 0.9 else "" for later in range(4)
            ]
            found.append((
                f"O{order}", line, dealer if dice.random() < 0.95 else "", f"P{dice.randint(1, 5)}", dates[0],
                f"{dates[0]} 08:30" if dates[0] and dice.random() < 0.5 else "", *dates[1:],
                dice.randint(0, 9), dice.choice(("", 1, 5)), dice.choice(("", 0, 1)), dice.randint(0, 99),
                dice.choice(("open", "shipped", "closed", "cancelled", "")),
            ))  # fmt: skip
    return found


@pytest.fixture
def desk(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A desk that holds few sums at a time, so that a small file is merged of many runs."""
    for module, name, size in ((summing, "_HELD", 200), (bulk, "_PART", 50), (lines, "_CHUNK", 100)):
        monkeypatch.setattr(module, name, size)
    path = workspace.paths.main
    workspace.close()
    return open_desk(path)


def differing(desk: Desk) -> dict[str, int]:
    return desk.db.write(Action("check"), difference).value


@pytest.mark.parametrize("shuffled", [False, True])
def test_the_first_file_gives_the_cells_that_its_facts_give(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, shuffled: bool
) -> None:
    dice, came = random.Random(7), []
    usable = lines.usable
    monkeypatch.setattr(cells.lines, "usable", lambda *args: came.append(usable(*args)) or came[-1])
    rows = rows_of(400, dice)
    if shuffled:
        dice.shuffle(rows)
    take_in(desk, write_csv(tmp_path / "a.csv", [HEAD, *rows]), LINES)
    assert [one is None for one in came] == [shuffled], "columns serve where each order stands together"
    assert set(differing(desk).values()) == {0}
    with desk.db.raw_read() as raw:
        assert raw.execute("PRAGMA integrity_check").fetchall() == [("ok",)], "tables and indices came as pages"
    take_in(desk, write_csv(tmp_path / "b.csv", [HEAD, *rows_of(30, dice)]), LINES)
    assert set(differing(desk).values()) == {0}


def test_lines_with_tax_types_units_and_sellers_give_the_same_by_their_columns(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    came = []
    usable = lines.usable
    monkeypatch.setattr(cells.lines, "usable", lambda *args: came.append(usable(*args)) or came[-1])
    head = ("order", "line", "dealer", "product", "ordered", "shipped", "quantity", "amount", "rate", "basis", "gross",
            "type", "unit", "seller", "entity")  # fmt: skip
    take_in(desk, write_csv(tmp_path / "a.csv", [head, *counted_rows(300, random.Random(3))]), COUNTED)
    assert came[0] is not None, "columns serve"
    assert set(differing(desk).values()) == {0}
