"""The Flows page: names and codes to be matched, the balance of goods, lines that are withheld."""

from collections.abc import Callable, Mapping
from typing import ClassVar

from PySide6.QtWidgets import QStackedWidget

from app.core.period import Period, month_of, parse_period, shift
from app.core.progress import Progress
from app.core.texts import N_, Text
from ui.core.controls import Choice, Segments
from ui.core.drawer import Drawer
from ui.core.page import Command, Context, Page
from ui.core.period_picker import PeriodPicker
from ui.flows.balance import BalanceView
from ui.flows.matching import MatchingView
from ui.flows.reading import FlowsView, read_flows
from ui.flows.withheld import WithheldView
from ui.flows.words import SHARE


class FlowsPage(Page):
    """Three views of one choice of dealer and months."""

    title: ClassVar[str] = N_("Flows")
    watches: ClassVar[frozenset[str]] = frozenset(
        {
            "party", "party_code", "product", "product_code", "withheld", "setting", "cell", "sellout", "stock",
            "stock_move", "order_line", "order_head", "goods_return",
        }
    )  # fmt: skip

    def __init__(self, context: Context) -> None:
        """Empty until it is shown."""
        super().__init__(context, scroll=False)
        self.view: FlowsView | None = None
        today = context.desk.clock.today()
        self.tabs = Segments(
            self.look,
            (
                ("matching", Text(N_("Matching"))), ("balance", Text(N_("Balance of flows"))),
                ("withheld", Text(N_("Withheld lines"))),
            ),
        )  # fmt: skip
        self.period = PeriodPicker(self.look, today)
        self.period.choose(shift(month_of(today), -1))
        self.dealer = Choice(self.look, (("", Text(N_("All dealers"))),), name=Text(N_("Dealer")))
        self.drawer = Drawer(self.look, self, share=SHARE)
        self._after: Callable[[], None] | None = None
        """What is to be done once the balances are read."""
        self.matching = MatchingView(context, self.drawer)
        self.balance = BalanceView(context, self.drawer)
        self.withheld = WithheldView(context)
        self.stack = QStackedWidget()
        for part in (self.matching, self.balance, self.withheld):
            part.saved.connect(self.reload)
            self.stack.addWidget(part)
        for tool in (self.tabs, self.period, self.dealer):
            self.filters.addWidget(tool)
        self.filters.addStretch(1)
        self.body.addWidget(self.stack, 1)
        self.tabs.picked.connect(lambda _key: self._show_tab())
        self.period.picked.connect(lambda _period: self.reload())
        self.dealer.picked.connect(lambda _key: self._show_parts())

    def reload(self) -> None:
        """Read everything of the chosen months again; their balances, which take long, only where they are in sight."""
        desk, period, balance = self.context.desk, self.period.period, self.tabs.key() == "balance"

        def work(progress: Progress) -> FlowsView:
            found = read_flows(desk, period, progress, balance=balance)
            empty = found.lines is None and not found.rates and not found.waiting
            return read_flows(desk, period, progress) if empty else found

        self.load(work, self._show)

    def _show(self, view: FlowsView) -> None:
        self.view = view
        after, self._after = self._after, None
        kept = self.dealer.key()
        every: tuple[str, Text | str] = ("", Text(N_("All dealers")))
        self.dealer.set_options([every, *view.dealers], kept if kept in dict(view.dealers) else "")
        self._show_parts()
        if view.lines or view.rates or view.waiting:
            self.show_body()
        else:
            self.show_empty(
                Text(N_("No flows yet")),
                Text(N_("Sell-out lists, stock lists and orders of dealers make the balance: take them in first.")),
                icon="truck", action=Text(N_("Import files")), on=lambda: self.context.go("imports", {}),
            )  # fmt: skip
        if after is not None:
            after()

    def _show_parts(self) -> None:
        if self.view is None:
            return
        dealer = str(self.dealer.key() or "")
        for part in (self.matching, self.balance, self.withheld):
            part.show_view(self.view, dealer)

    def _show_tab(self) -> None:
        views = {"matching": self.matching, "balance": self.balance, "withheld": self.withheld}
        self.stack.setCurrentWidget(views[str(self.tabs.key())])
        if self.tabs.key() == "balance" and self.view is not None and self.view.lines is None:
            self.reload()

    def retranslate(self) -> None:
        """Sentences hold figures as the language writes them."""
        super().retranslate()
        if hasattr(self, "withheld"):
            self._show_parts()

    def open(self, target: Mapping[str, object]) -> None:
        """``tab`` (matching, balance, withheld), ``period`` (a name), ``dealer`` (an id)."""
        if "tab" in target:
            self.tabs.choose(str(target["tab"]))
            self._show_tab()
        if "dealer" in target:
            self.dealer.choose(str(target["dealer"]))
        if "period" in target:
            self.choose(parse_period(str(target["period"])))

    def choose(self, period: Period) -> None:
        """Other months."""
        self.period.choose(period)
        self.reload()

    def _export_balance(self) -> None:
        """Export the balances, read first where they were not in sight."""
        if self.view is None or self.view.lines is not None:
            self.balance.table.export()
        else:
            self._after = self.balance.table.export
            self.open({"tab": "balance"})

    def commands(self) -> list[Command]:
        """Exports and views."""
        return [
            Command(Text(N_("Export what is not matched")), self.matching.waiting.export, "file-spreadsheet"),
            Command(Text(N_("Export the balance of flows")), self._export_balance, "file-spreadsheet"),
            Command(Text(N_("Export withheld lines")), self.withheld.table.export, "file-spreadsheet"),
        ]
