"""Files of dealers and orders, and what one does on the card of one, for the tests of this folder."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.dealers.rules import uscc_check_character
from tests.desks import profile
from ui.core.controls import Choice
from ui.core.form import Field
from ui.core.words import Label
from ui.dealers.card_fields import FieldsPanel
from ui.dealers.fields import EditLine
from ui.dealers.page import DealersPage

Rest = Callable[[], None]
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
role = "role"
tier = "tier"
parent_code = "parent"
area_name = "area"
manager = "manager"
payment_days = "days"
credit_limit = "limit"
""")
ORDERS = profile("""
id = "orders"
source = "erp"
[file]
match = ["orders*.csv"]
[[feed]]
feed = "order_line"
[feed.columns]
order_no = "order"
line_no = "line"
party_code = "code"
product_code = "product"
ordered = "ordered"
promised_first = "promised"
shipped = "shipped"
delivered = "delivered"
ordered_quantity = "qty"
amount = "amount"
currency = { value = "CNY" }
""")
HEAD = ("code", "name", "role", "tier", "parent", "area", "manager", "days", "limit")
GOOD_USCC = "91330604MA0010512" + uscc_check_character("91330604MA0010512")


def rows_of(count: int) -> list[tuple[object, ...]]:
    """A province dealer, and as many city and county dealers below it as asked for."""
    found: list[tuple[object, ...]] = [
        HEAD,
        ("D0000", "江河省级总代", "dealer", "province", "", "杭州市", "章海波", 0, 2_000_000),
    ]
    for n in range(1, count):
        tier = "city" if n % 3 else "county"
        area = ("杭州市", "宁波市", "温州市")[n % 3]
        found.append((f"D{n:04d}", f"第{n}家医药有限公司", "dealer", tier, "D0000", area, "沈立群", 30, 500_000))
    found.append(("T0001", "城东大药房", "terminal", "", "", "杭州市", "沈立群", 30, ""))
    return found


def opened(page: DealersPage, code: str, at_rest: Rest) -> None:
    page.show_dealer(next(one.id for one in page._rows if one.code == code))
    at_rest()


def choose(choice: Choice, key: object) -> None:
    choice.choose(key)  # type: ignore[arg-type]
    choice.activated.emit(choice.currentIndex())


def line_of(page: DealersPage, name: str) -> EditLine:
    """The line of a field, on whichever tab it stands."""
    for key in ("overview", "terms"):
        panel = page.card.panel(key)
        assert isinstance(panel, FieldsPanel)
        if name in panel.lines:
            page.card.open_tab(key)
            return panel.lines[name]
    raise AssertionError(name)


def told(page: DealersPage, at_rest: Rest) -> list[str]:
    """What the history's tab says; afterwards the tab before is in sight again."""
    before = page.card.tab
    page.card.open_tab("history")
    at_rest()
    found = [label.full_text() for label in page.card.panel("history").findChildren(Label) if label.isVisible()]
    page.card.open_tab(before)
    at_rest()
    return found


def enter(page: DealersPage, name: str, text: str, at_rest: Rest) -> None:
    """Type a value into a field of the card and press Enter."""
    line = line_of(page, name)
    line.pencil.click()
    assert isinstance(line.editor, Field)
    line.editor.setText(text)
    QTest.keyClick(line.editor, Qt.Key.Key_Return)
    at_rest()
