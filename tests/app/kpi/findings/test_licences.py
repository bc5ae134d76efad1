"""Orders of goods whose licence had ended: ours only, in either form of orders, and only until it is renewed."""

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import text

from app.bootstrap import Desk
from app.core.period import day_number
from app.core.progress import Progress
from app.core.workspace import Workspace
from app.kpi.findings import licences
from app.kpi.findings.model import Finding
from app.kpi.findings.reading import KINDS, read_findings
from tests.desks import desk_of, mapped, profile, take_in, write_csv

HEAD = 'source = "erp"\n[[feed]]\n'
PRODUCTS = mapped("products", "product_row", "product_code=code name goods_class=class")
LICENCES = mapped(
    "licences",
    "licence_row",
    "party_code=dealer licence_type=type number goods_scope=scope from=since to=until",
)
HEADS = mapped("heads", "order_head", "order_no=order party_code=dealer ordered=day status")
LINES = mapped(
    "lines",
    "order_line",
    "order_no=order line_no=line product_code=product party_code=dealer ordered=day ordered_quantity=quantity "
    "amount seller_code=seller status",
)
BELOW = profile(f"""
id = "below"
{HEAD}feed = "order_line"
head = true
[feed.columns]
order_no = "order"
line_no = "line"
product_code = "product"
ordered_quantity = "quantity"
amount = "amount"
""")
LINE = ("order", "line", "product", "dealer", "day", "quantity", "amount", "seller", "status")
PAPER = ("dealer", "type", "number", "scope", "since", "until")
TODAY = date(2026, 4, 10)


@pytest.fixture
def desk(workspace: Workspace, tmp_path: Path) -> Desk:
    """A dealer whose licence for drugs ended on 31 March; the one for food holds."""
    found = desk_of(workspace)
    goods = [("code", "name", "class"), ("P1", "tablets", "化学药制剂"), ("P2", "drink", "食品"), ("P3", "tool", "")]
    take_in(found, write_csv(tmp_path / "products.csv", goods), PRODUCTS)
    licences = [PAPER, ("D1", "药品经营许可证", "A1", "化学药制剂、中成药", "2021-04-01", "2026-03-31"),
                ("D1", "食品经营许可证", "F1", "食品", "2021-04-01", "2028-06-30")]  # fmt: skip
    take_in(found, write_csv(tmp_path / "licences.csv", licences), LICENCES)
    return found


def ordered(desk: Desk, folder: Path, *rows: tuple[object, ...]) -> None:
    take_in(desk, write_csv(folder / "lines.csv", [LINE, *rows]), LINES)


def found(desk: Desk, today: date = TODAY) -> list[Finding]:
    with desk.db.read() as session:
        return [one for one in read_findings(session, today) if one.kind == "licence_ended"]


def test_what_is_ordered_on_the_last_day_is_right_and_on_the_next_it_is_not(desk: Desk, tmp_path: Path) -> None:
    ordered(
        desk, tmp_path,
        ("S1", 1, "P1", "D1", "2026-03-31", 10, 100, "", ""), ("S2", 1, "P1", "D1", "2026-04-01", 10, 200, "", ""),
        ("S2", 2, "P2", "D1", "2026-04-01", 10, 900, "", ""), ("S2", 3, "P3", "D1", "2026-04-01", 10, 900, "", ""),
        ("S3", 1, "P1", "D1", "2026-04-02", 10, 50, "", "cancelled"), ("S4", 1, "P1", "D2", "2026-04-02", 1, 5, "", ""),
    )  # fmt: skip
    (one,) = found(desk)
    assert one.dealer is not None
    assert (one.dealer.code, one.figures["orders"].value, one.figures["amount"].value) == ("D1", 1, 2_000_000)
    assert len(one.rows["order_line"]) == 1, "no food, nothing without a class, nothing cancelled, no other dealer"
    assert found(desk, date(2026, 4, 1)) != []
    assert found(desk, date(2026, 3, 31)) == []


def test_what_another_dealer_sold_is_not_our_order(desk: Desk, tmp_path: Path) -> None:
    dealers = ("S1", 1, "P1", "D9", "2026-01-05", 1, 5, "", "")
    ordered(desk, tmp_path, dealers, ("S2", 1, "P1", "D1", "2026-04-01", 10, 200, "D9", ""))
    assert found(desk) == []


def test_a_renewed_licence_ends_it_and_its_withdrawal_brings_it_back(desk: Desk, tmp_path: Path) -> None:
    ordered(desk, tmp_path, ("S2", 1, "P1", "D1", "2026-04-05", 10, 200, "", ""))
    assert len(found(desk)) == 1
    renewed = [PAPER, ("D1", "药品经营许可证", "A1", "化学药制剂、中成药", "2026-04-01", "2031-03-31")]
    batch = take_in(desk, write_csv(tmp_path / "renewed.csv", renewed), LICENCES)
    assert found(desk) == []
    desk.pipeline.withdraw(batch.batch_id, progress=Progress())
    assert len(found(desk)) == 1


def test_the_day_of_an_order_may_stand_in_its_head_alone(desk: Desk, tmp_path: Path) -> None:
    heads = [
        ("order", "dealer", "day", "status"),
        ("S1", "D1", "2026-04-03", ""),
        ("S2", "D1", "2026-04-03", "cancelled"),
    ]
    take_in(desk, write_csv(tmp_path / "heads.csv", heads), HEADS)
    below = [("order", "line", "product", "quantity", "amount"), ("S1", 1, "P1", 10, 200), ("S2", 1, "P1", 10, 70)]
    take_in(desk, write_csv(tmp_path / "below.csv", below), BELOW)
    (one,) = found(desk)
    assert one.figures["amount"].value == 2_000_000
    assert one.first == day_number(date(2026, 4, 3))


def test_papers_on_their_ladder_are_hints_and_lead_to_the_list(desk: Desk) -> None:
    def hints(today: date) -> list[Finding]:
        with desk.db.read() as session:
            return [one for one in read_findings(session, today) if one.kind == "licence_ending"]

    assert hints(date(2025, 10, 1)) == [], "181 days before"
    (one,) = hints(date(2025, 10, 2))
    assert one.dealer is not None
    assert (one.dealer.code, one.figures["left"].value, one.figures["rung"].value) == ("D1", 180, 180)
    assert [each.figures["rung"].value for each in hints(date(2026, 3, 31))] == [7]
    assert hints(date(2026, 4, 1)) == [], "then orders are what is looked for"
    assert KINDS["licence_ending"].where == ("gate", {"tab": "papers"})


def test_licences_are_read_once_whatever_the_number_of_dealers(workspace: Workspace) -> None:
    with workspace.db.read() as session:
        plan = [row[3] for row in session.execute(text(f"EXPLAIN QUERY PLAN {licences._LICENCES}"))]
    outer = [step for step in plan if step.split()[1] in {"l", "c", "n"}]
    assert outer[-1].split()[1] == "n", "numbers are looked up last"
    assert "entity_id=?" in outer[-1]
