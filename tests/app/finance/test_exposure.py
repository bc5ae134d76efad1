"""What fills a dealer's credit: open items of a list, goods and money since, orders, permanent credit; and its exit."""

from datetime import date
from pathlib import Path

import pytest

from app.bootstrap import Desk
from app.core.workspace import Workspace
from app.dealers.service import edit_party
from app.finance.exposure import Exposures, exposures, limits
from app.kpi.settlement import settlement
from app.reports.settlement import settlement_report
from tests.app.dealers.carding import on, party, profile_of, put, taken, write
from tests.desks import desk_of, profile, sign, take_in, write_csv

DAY = date(2026, 4, 10)
ONE = 10_000
LISTED = profile_of(
    "receivable", as_of="as of", party_code="code", document_no="no", due="due", amount="amount", currency="currency"
)
LINES = profile_of(
    "order_line", order_no="order", line_no="line", party_code="code", product_code="product", ordered="ordered",
    reviewed="reviewed", shipped="shipped", invoiced="invoiced", ordered_quantity="qty", gross_amount="gross",
    status="status",
)  # fmt: skip
RECEIPTS = profile_of(
    "receipt", receipt_no="no", party_code="code", received="day", form="form", amount="amount"
)  # fmt: skip


@pytest.fixture
def desk(workspace: Workspace, tmp_path: Path) -> Desk:
    """Three dealers; D1 has a limit of 1,000."""
    found = taken(desk_of(workspace), tmp_path)
    sign(found)
    own = party(found, "D1")
    write(found, lambda s: edit_party(s, party_id=own, changes={"credit_limit_e4": 1_000 * ONE}))
    return found


def read(desk: Desk, code: str = "D1") -> tuple[dict[str, int | None], Exposures]:
    own = party(desk, code)
    with desk.db.read() as session:
        found = exposures(session, DAY, own)
    parts = found.credits[own].parts
    return {one.bucket: None if one.amount is None else one.amount // ONE for one in parts}, found


def listed(desk: Desk, folder: Path) -> None:
    rows = [
        ("as of", "code", "no", "due", "amount", "currency"),
        ("2026-03-31", "D1", "I1", "2026-03-01", 300, "CNY"), ("2026-03-31", "D1", "I2", "2026-04-05", 400, "CNY"),
        ("2026-03-31", "D1", "I3", "2026-05-01", -50, "CNY"),
    ]  # fmt: skip
    take_in(desk, write_csv(folder / "receivable.csv", rows), profile(LISTED))


def ordered(desk: Desk, folder: Path) -> None:
    rows = [
        ("order", "line", "code", "product", "ordered", "reviewed", "shipped", "invoiced", "qty", "gross", "status"),
        ("O1", 1, "D1", "P", "2026-03-01", "2026-03-01", "2026-03-02", "2026-03-05", 1, 1_000, "已发货"),
        ("O2", 1, "D1", "P", "2026-04-01", "2026-04-01", "2026-04-02", "2026-04-03", 1, 200, "已发货"),
        ("O3", 1, "D1", "P", "2026-04-01", "2026-04-01", "2026-04-02", "", 1, 70, "已发货"),
        ("O4", 1, "D1", "P", "2026-04-08", "2026-04-09", "", "", 1, 60, "待发货"),
        ("O5", 1, "D1", "P", "2026-04-09", "", "", "", 1, 40, "待发货"),
        ("O6", 1, "D1", "P", "2026-04-09", "2026-04-09", "", "", 1, 999, "已取消"),
        ("O7", 1, "D3", "P", "2026-04-09", "2026-04-09", "", "", 1, 5, "待发货"),
    ]  # fmt: skip
    take_in(desk, write_csv(folder / "order_line.csv", rows), profile(LINES))


def test_without_files_every_part_is_unknown_and_the_limit_leaves_no_room_to_speak_of(desk: Desk) -> None:
    parts, found = read(desk)
    assert set(parts.values()) == {None}
    credit = next(iter(found.credits.values()))
    assert (credit.used, credit.room) == (0, None)
    assert "receivable" in credit.unknown


def test_what_came_since_the_list_neither_lacks_nor_counts_twice(desk: Desk, tmp_path: Path) -> None:
    listed(desk, tmp_path)
    ordered(desk, tmp_path)
    money = [("no", "code", "day", "form", "amount"), ("R1", "D1", "2026-03-30", "电汇", 500),
             ("R2", "D1", "2026-04-02", "电汇", 120), ("R3", "D1", "2026-04-02", "返利抵款", 30)]  # fmt: skip
    take_in(desk, write_csv(tmp_path / "receipt.csv", money), profile(RECEIPTS))
    parts, found = read(desk)
    assert parts == {
        "receivable": 400, "past_due": 300, "shipped": 270, "open_order": 60, "draft_order": 40, "advance": -170,
        "rebate": None, "permanent": None,
    }  # fmt: skip
    assert found.listed_on == on("2026-03-31")
    credit = next(iter(found.credits.values()))
    assert credit.used == (400 + 300 + 270 + 60 - 170) * ONE, "orders that nobody reviewed do not count"
    assert read(desk, "D3")[0]["open_order"] == 5


def test_own_limits_overrides_and_permanent_credit(desk: Desk, tmp_path: Path) -> None:
    listed(desk, tmp_path)
    put(desk, "credit_bucket", "D1", bucket="past_due", limit_e4=100 * ONE, included=True)
    put(desk, "credit_bucket", "D1", bucket="permanent", included=True)
    put(desk, "ledger_entry", "D1", kind="permanent", way="out", at_on=1, amount_e4=800 * ONE, document_no="PD1")
    credit = next(iter(read(desk)[1].credits.values()))
    assert credit.blocking == ("", "past_due")
    assert credit.over == (400 + 300 - 50 + 800 - 1_000) * ONE
    put(
        desk, "credit_override", "D1", limit_e4=2_000 * ONE, from_on=on("2026-04-01"), to_on=on("2026-04-30"),
        allowed_by="财务总监", reason="旺季备货",
    )  # fmt: skip
    credit = next(iter(read(desk)[1].credits.values()))
    assert credit.blocking == ("past_due",)
    assert credit.override is not None


def test_a_limit_of_nothing_is_that_of_who_pays_first_and_is_never_exceeded(desk: Desk, tmp_path: Path) -> None:
    own = party(desk, "D1")
    write(desk, lambda s: edit_party(s, party_id=own, changes={"credit_limit_e4": 0, "payment_days": 0}))
    ordered(desk, tmp_path)
    parts, found = read(desk)
    credit = next(iter(found.credits.values()))
    assert (parts["open_order"], credit.used > 0, credit.limit, credit.over) == (60, True, None, 0)
    with desk.db.read() as session:
        assert not limits(session, own)[own].any, "so the gate asks nothing of it either"


def test_the_exit_settlement_is_both_sides_and_names_what_is_unknown(desk: Desk, tmp_path: Path) -> None:
    listed(desk, tmp_path)
    ordered(desk, tmp_path)
    for number, (kind, way, amount) in enumerate((("deposit", "in", 500), ("deposit", "out", 100))):
        put(
            desk,
            "ledger_entry",
            "D1",
            kind=kind,
            way=way,
            at_on=number,
            amount_e4=amount * ONE,
            document_no=f"B{number}",
        )
    put(
        desk, "ledger_entry", "D1", kind="asset", way="out", at_on=3, amount_e4=90 * ONE, item="冷藏柜",
        quantity_e3=2_000, document_no="Z1",
    )  # fmt: skip
    put(desk, "contract", "D1", number="HT1", from_on=on("2026-01-01"), to_on=on("2026-12-31"))
    own = party(desk, "D1")
    with desk.db.read() as session:
        sheet = settlement(session, own, DAY)
    assert {one.what: one.amount for one in sheet.by_us} == {"advance": 50 * ONE, "deposit": 400 * ONE, "rebate": None}
    assert sheet.net == (300 + 400 + 270 - 50 - 400) * ONE
    assert sheet.unknown == ("rebate",)
    assert sheet.undelivered == 100 * ONE
    assert [(one.item, one.quantity) for one in sheet.assets] == [("冷藏柜", 2_000)]
    assert sheet.contracts == ("HT1",)
    for lang in ("zh_CN", "en"):
        made = settlement_report(sheet, lang)
        assert made == settlement_report(sheet, lang), "the same sheet gives the same bytes"
        assert len(pages(made)) == 1
    text = pages(settlement_report(sheet, "en"))[0]
    for said in ("The dealer still pays 520.00.", "Without what is unknown: Rebates at hand.", "冷藏柜", "HT1"):
        assert said in text


def pages(pdf: bytes) -> list[str]:
    """The words of each page."""
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    return [page.get_textpage().get_text_range() for page in document]
