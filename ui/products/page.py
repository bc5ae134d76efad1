"""The Products page: every product with its units, and the rows whose unit cannot be."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget

from app.catalog.queries import search_products
from app.core.progress import Progress
from app.core.texts import N_, Text
from ui.core.card import Card
from ui.core.controls import Choice, Segments
from ui.core.drawer import Drawer
from ui.core.page import Command, Context, Found, Page
from ui.core.table import Table
from ui.core.table_columns import Column
from ui.products.card import ProductCard
from ui.products.reading import CardData, Line, ProductsView, factors_text, read_card, read_products

if TYPE_CHECKING:
    from app.bootstrap import Desk

_LIST, _ROWS = 0, 1


class ProductsPage(Page):
    """Products, their units, and what is suspicious about units."""

    title: ClassVar[str] = N_("Products")
    watches: ClassVar[frozenset[str]] = frozenset({"product", "product_unit", "product_code", "product_group", "cell"})

    def __init__(self, context: Context) -> None:
        """Empty until it is shown."""
        super().__init__(context, scroll=False)
        self.view: ProductsView | None = None
        self._wanted = ""
        self.tabs = Segments(
            self.look, (("list", Text(N_("Products"))), ("rows", Text(N_("Rows with a suspicious unit"))))
        )
        self.narrowed = Choice(
            self.look,
            (
                ("", Text(N_("All products"))),
                ("lacking", Text(N_("Without base unit or factor"))),
                ("suspect", Text(N_("With suspicious rows"))),
                ("unknown", Text(N_("With rows in unknown units"))),
            ),
            name=Text(N_("Filter")),
        )
        self.table, self.rows = self._make_list(), self._make_rows()
        self.stack = QStackedWidget()
        self.drawer = Drawer(self.look, self, share=0.5)
        self.card: ProductCard | None = None
        self._arrange()

    def _make_list(self) -> Table:
        look = self.look
        columns = (
            Column("code", Text(N_("Product code")), width=110, get=lambda one: one.product.code),
            Column("name", Text(N_("Name")), stretch=True, width=180, get=lambda one: one.product.name),
            Column("group", Text(N_("Product group")), width=120,
                   get=lambda one: one.product.group or one.product.group_code or None),
            Column("specification", Text(N_("Specification")), width=130, hidden=True,
                   get=lambda one: one.product.specification or None),
            Column("base_unit", Text(N_("Base unit")), width=80, get=lambda one: one.product.base_unit),
            Column("report_unit", Text(N_("Unit of reports")), width=88, get=lambda one: one.product.report_unit),
            Column("factors", Text(N_("Units")), width=230, stretch=True,
                   get=lambda one: factors_text(one.product, look) or None),
            Column("suspects", Text(N_("Suspicious rows")), "number", 92, tone=lambda one: "warn" if one.odd else None,
                   get=lambda one: one.odd or None, tip=Text(N_("By their price, or in a unit without a factor"))),
            Column("unknown", Text(N_("Rows in unknown units")), "number", 92, hidden=True,
                   get=lambda one: one.unknown or None),
            Column("ref", Text(N_("Reference")), width=110, hidden=True, get=lambda one: one.product.ref),
        )  # fmt: skip
        return Table(self.context, columns, name="products.list", title=Text(N_("Products")))

    def _make_rows(self) -> Table:
        columns = (
            Column("file_name", Text(N_("File")), width=150),
            Column("row_no", Text(N_("Row number")), "number", 64),
            Column("day", Text(N_("Date")), "date", 94),
            Column("dealer", Text(N_("Dealer")), width=140, get=lambda one: one.dealer or one.dealer_code),
            Column("product", Text(N_("Product")), stretch=True, width=140),
            Column("quantity_e3", Text(N_("Quantity")), "quantity", 84),
            Column("unit", Text(N_("Unit")), width=60),
            Column("price", Text(N_("Unit price")), "number", 96, places=2),
            Column("median", Text(N_("Median")), "number", 84, places=2,
                   tip=Text(N_("Of the same product over the last twelve months, for one base unit"))),
            Column("likely", Text(N_("Likely unit")), width=84,
                   tip=Text(N_("The unit that brings the price nearest to the median"))),
            Column("batch", Text(N_("Import batch")), width=110, hidden=True),
        )  # fmt: skip
        empty = Text(N_("No price speaks of another unit."))
        return Table(
            self.context, columns, name="products.suspects", title=Text(N_("Rows with a suspicious unit")), empty=empty
        )

    def _arrange(self) -> None:
        self.filters.addWidget(self.tabs)
        self.filters.addWidget(self.narrowed)
        self.filters.addStretch(1)
        for table in (self.table, self.rows):
            card = Card(self.look)
            card.body.addWidget(table)
            self.stack.addWidget(card)
        self.body.addWidget(self.stack, 1)
        self.tabs.picked.connect(lambda _key: self._show_tab())
        self.narrowed.picked.connect(lambda _key: self._narrow())
        self.table.opened.connect(lambda one: self.show_product(one.product.id))
        self.rows.opened.connect(lambda one: self.show_product(one.product_id))
        self.drawer.closed.connect(self._closed)
        find = QShortcut(QKeySequence(QKeySequence.StandardKey.Find), self, self._find)
        find.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)

    def _find(self) -> None:
        (self.table if self.stack.currentIndex() == _LIST else self.rows).search.setFocus()

    # -- reading ------------------------------------------------------------------------------------------------------

    def reload(self) -> None:
        """Read the list again, and the product that is open."""
        desk = self.context.desk

        def work(_progress: Progress) -> ProductsView:
            return read_products(desk)

        self.load(work, self._show)
        if self._wanted:
            self._read_card()

    def _show(self, view: ProductsView) -> None:
        self.view = view
        self.rows.set_rows(view.suspects)
        self._narrow()
        if view.lines:
            self.show_body()
        else:
            self.show_empty(
                Text(N_("No products yet")),
                Text(N_("Products come with the first file: a list of products, or the codes that orders name.")),
                icon="package", action=Text(N_("Import files")), on=lambda: self.context.go("imports", {}),
            )  # fmt: skip

    def _narrow(self) -> None:
        wanted = self.narrowed.key() or ""
        lines = [one for one in (self.view.lines if self.view else ()) if _fits(one, str(wanted))]
        nothing = N_("No product fits this filter.") if wanted else N_("Nothing here yet.")
        self.table.say_empty(Text(nothing))
        self.table.set_rows(lines)

    def _show_tab(self) -> None:
        self.stack.setCurrentIndex(_ROWS if self.tabs.key() == "rows" else _LIST)
        self.narrowed.setVisible(self.tabs.key() != "rows")

    # -- card ---------------------------------------------------------------------------------------------------------

    def show_product(self, product_id: str) -> None:
        """Open the card of a product."""
        self._wanted = product_id
        self._read_card()

    def _read_card(self) -> None:
        desk, wanted = self.context.desk, self._wanted

        def work(_progress: Progress) -> CardData:
            return read_card(desk, wanted)

        self.load(work, self._show_card, key="card")

    def _show_card(self, data: CardData) -> None:
        one = data.product
        if one.id != self._wanted:
            return
        self.card = ProductCard(self.context, data)
        self.card.saved.connect(lambda: self.context.notify("good", Text(N_("Saved; the figures follow."))))
        said = " · ".join(part for part in (one.code, one.group, one.specification) if part)
        self.drawer.show_widget(one.name, self.card, said)

    def _closed(self) -> None:
        self._wanted, self.card = "", None

    # -- where to -----------------------------------------------------------------------------------------------------

    def open(self, target: Mapping[str, object]) -> None:
        """``product`` (an id: its card), ``tab`` (``rows``: what is suspicious)."""
        if "tab" in target:
            self.tabs.choose(str(target["tab"]))
            self._show_tab()
        if "product" in target:
            self.show_product(str(target["product"]))

    def commands(self) -> list[Command]:
        """Exports."""
        return [
            Command(Text(N_("Export the list of products")), self.table.export, "file-spreadsheet"),
            Command(Text(N_("Export rows with a suspicious unit")), self.rows.export, "file-spreadsheet"),
        ]

    @classmethod
    def hits(cls, desk: "Desk", lang: str, text: str) -> list[Found]:
        """Products by name, code or reference."""
        del lang
        with desk.db.read() as session:
            rows = search_products(session, text)
        return [Found(one.name, one.code, "products", {"product": one.id}, "package") for one in rows]


def _fits(one: Line, wanted: str) -> bool:
    if wanted == "lacking":
        return one.product.lacks_units
    return one.suspects > 0 if wanted == "suspect" else one.unknown > 0 if wanted == "unknown" else True
