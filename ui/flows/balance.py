"""The balance of goods: a line for each dealer, product and month, and the chosen one as a waterfall."""

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from app.core.period import day_of, month_of
from app.core.texts import N_, Text
from app.flows.balance import Line, lacks_text, part_rows, waterfall
from app.flows.rules import PARTS, Tolerance
from app.jobs.flows import change_tolerance, withhold
from app.kpi.reference import References
from app.lineage.balance import balance_reference
from ui.core.card import Card, row
from ui.core.chart import ChartView
from ui.core.controls import Button, Choice, IconButton
from ui.core.dialogs import ask_text
from ui.core.referring import copy_written
from ui.core.table import Table
from ui.core.table_columns import Column, State
from ui.core.words import Label
from ui.flows.rows import FactRows
from ui.flows.tolerance import ToleranceDialog
from ui.flows.words import SHARE, WIDE, signs_text

if TYPE_CHECKING:
    from app.core.progress import Progress
    from ui.core.context import Context
    from ui.core.drawer import Drawer
    from ui.flows.reading import FlowsView

_OUT: Final = ("sold", "resold", "moved_out", "came_back")
_TITLES: Final = {
    "opening": N_("Opening stock"), "reported": N_("Reported stock"), "gap": N_("Unexplained gap"),
    **{name: title for name, (_, title) in PARTS.items()},
}  # fmt: skip


class BalanceView(QWidget):
    """The list above, the waterfall below."""

    saved = Signal()

    def __init__(self, context: "Context", drawer: "Drawer") -> None:
        """Empty until ``show_view``."""
        super().__init__()
        self.context, self.look, self.drawer = context, context.look, drawer
        self.lines: Sequence[Line] = ()
        self.held: Counter[tuple[str, str, str]] = Counter()
        """Withheld lines by month, dealer and product."""
        self.shown: Line | None = None
        self.tolerance = Tolerance()
        self.narrowed = Choice(
            self.look,
            (
                ("", Text(N_("All balances"))), ("beyond", Text(N_("Beyond the tolerance"))),
                ("unknown", Text(N_("Unknown"))), ("signs", Text(N_("With suspicious signs"))),
            ),
            name=Text(N_("Filter")),
        )  # fmt: skip
        self.said = Label(self.look, "", "dim", elide=True)
        self.hold_button = Button(
            self.look, Text(N_("Withhold lines…")), self.hold, icon="lock",
            tip=Text(N_("The sell-out lines of the chosen balances do not count for money until they are explained")),
        )  # fmt: skip
        self.tolerance_button = Button(self.look, Text(N_("Tolerance…")), self.ask_tolerance, icon="sliders-horizontal")
        self.table = self._make_table()
        self.chart = ChartView(self.look, height=230)
        self.formula = Label(self.look, "", "dim", wrap=True)
        below = Card(self.look)
        below.body.addWidget(self.formula)
        below.body.addWidget(self.chart, 1)
        split = QSplitter(Qt.Orientation.Vertical)
        above = Card(self.look)
        above.body.addWidget(self.table)
        split.addWidget(above)
        split.addWidget(below)
        split.setChildrenCollapsible(False)
        split.setSizes([320, 280])
        self.reference = IconButton(self.look, "copy", Text(N_("Copy the reference")), self.copy_reference)
        head = row(self.narrowed, self.said, self.reference, self.tolerance_button, self.hold_button)
        head.setStretch(1, 1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(10)
        outer.addLayout(head)
        outer.addWidget(split, 1)
        self.narrowed.picked.connect(lambda _key: self._narrow())
        self.table.picked.connect(self._pick)
        self.table.opened.connect(lambda _line: self.open_part("gap"))
        self.chart.clicked.connect(self.open_part)

    def _make_table(self) -> Table:
        look = self.look
        columns = (
            Column("month", Text(N_("Month")), width=74, get=lambda one: one.month.name),
            Column("dealer", Text(N_("Dealer")), stretch=True, width=158),
            Column("product", Text(N_("Product")), stretch=True, width=150),
            Column("state", Text(N_("State")), "pill", 100, get=_state, order=lambda state: state.tone),
            Column("gap", Text(N_("Unexplained gap")), "quantity", 92, get=lambda one: one.balance.gap_e3,
                   tone=lambda one: "bad" if one.beyond else None, signed=True),
            Column("opening", Text(N_("Opening stock")), "quantity", 92, get=lambda one: one.balance.opening_e3),
            Column("came", Text(N_("Came in")), "quantity", 92, hidden=True, get=lambda one: _sum(one, 1)),
            Column("went", Text(N_("Went out")), "quantity", 92, hidden=True, get=lambda one: _sum(one, -1)),
            Column("calculated", Text(N_("Calculated stock")), "quantity", 92,
                   get=lambda one: one.balance.calculated_e3),
            Column("reported", Text(N_("Reported stock")), "quantity", 92, get=lambda one: one.balance.reported_e3),
            Column("share", Text(N_("Of what was there")), "percent", 92, places=1, hidden=True,
                   get=lambda one: one.balance.gap_share),
            Column("gap_e4", look.formats.money_title(Text(N_("Gap in money"))), "money", 130, hidden=True),
            Column("lacks", Text(N_("Remark")), width=112, get=self._noticed),
            Column("unit", Text(N_("Unit")), width=56, hidden=True),
        )  # fmt: skip
        return Table(
            self.context, columns, name="flows.balance", title=Text(N_("Balance of flows")),
            empty=Text(N_("No balance fits this filter.")),
        )  # fmt: skip

    def _noticed(self, one: Line) -> str | None:
        held = self.held[_key(one)]
        withheld = self.look.t(N_("Withheld lines: {n}"), n=self.look.formats.number(held)) if held else ""
        found = [withheld, lacks_text(one, self.look.t), signs_text(one.signs, self.look)]
        return self.look.t(N_("; ")).join(filter(None, found)) or None

    def show_view(self, view: "FlowsView", dealer: str) -> None:
        """What was read; ``dealer`` (an id) narrows it."""
        self.lines = [one for one in view.lines or () if not dealer or one.dealer_id == dealer]
        self.tolerance = view.tolerance
        self.held = Counter(
            (month_of(day_of(one.day)).name, one.dealer_id, one.product_code)
            for one in view.withheld if one.released is None and one.row is not None and one.day is not None
        )  # fmt: skip
        formats = self.look.formats
        said = {
            "n": formats.number(len(self.lines)),
            "even": formats.number(sum(one.balance.gap_e3 == 0 for one in self.lines)),
            "beyond": formats.number(sum(one.beyond for one in self.lines)),
            "unknown": formats.number(sum(one.balance.gap_e3 is None for one in self.lines)),
            "share": formats.percent(view.tolerance.share), "quantity": formats.quantity(view.tolerance.quantity_e3),
        }  # fmt: skip
        words = N_("Balances: {n} · even {even} · beyond {share} and {quantity}: {beyond} · unknown {unknown}")
        self.said.say(Text(words, said))
        self._narrow()

    def _narrow(self) -> None:
        key = self.narrowed.key()
        kept = None if self.shown is None else _key(self.shown)
        self.table.set_rows([one for one in self.lines if _fits(one, str(key or ""))])
        grid = self.table.grid
        same = (at for at in range(grid.rowCount()) if _key(grid.row_at(at)) == kept)
        self.table.view.select(next(same, 0))
        self._pick(self.table.current)

    def _pick(self, one: Line | None) -> None:
        self.shown = one
        if one is None:
            self.formula.say("")
            self.chart.show_empty(Text(N_("Choose a balance")))
            return
        signs = signs_text(one.signs, self.look)
        lacks = lacks_text(one, self.look.t)
        parts = [f"{one.dealer} · {one.product} · {one.month.name}"]
        parts += [self.look.t(N_("unknown: {what}"), what=lacks)] if lacks else []
        if signs:
            words = N_("suspicious in the dealer's sell-out of the month: {what}")
            parts.append(self.look.t(words, what=signs))
        self.formula.say(" — ".join(parts))
        if one.balance.opening_e3 is None:
            self.chart.show_empty(Text(N_("Without a stock list at the beginning there is no balance")))
        else:
            self.chart.show_chart(waterfall(one, self.look.t))

    def open_part(self, part: str) -> None:
        """The rows behind one bar, in the drawer."""
        one, desk = self.shown, self.context.desk
        if one is None:
            return

        def work(_progress: "Progress") -> dict[str, tuple[int, ...]]:
            with desk.db.read() as session:
                return part_rows(session, one.balance, part)

        def show(rows: dict[str, tuple[int, ...]]) -> None:
            title = Text(_TITLES[part])
            said = f"{one.dealer} · {one.product} · {one.month.name}"
            self.drawer.show_widget(title, FactRows(self.context, rows, title), said)
            self.drawer.widen(WIDE if rows else SHARE)

        self.context.tasks.run(Text(N_("Reading the rows")), work, show, owner=self, key="part")

    def copy_reference(self) -> None:
        """That of the chosen balance, to the clipboard."""
        one, today = self.shown, self.context.desk.clock.today()
        if one is not None:
            copy_written(
                self.context, self, lambda session: balance_reference(session, References(session, today), one)
            )

    def ask_tolerance(self) -> None:
        """From when on a gap asks for an explanation, and what lists hold."""
        dialog = ToleranceDialog(self.look, self, self.tolerance)
        if dialog.run() and (asked := dialog.asked) is not None:
            self.set_tolerance(asked)
        dialog.deleteLater()

    def set_tolerance(self, asked: Tolerance) -> None:
        """The same without asking."""
        db = self.context.desk.db

        def work(_progress: "Progress") -> None:
            change_tolerance(db, share=asked.share, quantity_e3=asked.quantity_e3, held=asked.held)

        self.context.tasks.run(Text(N_("Changing the tolerance")), work, lambda _: self.saved.emit(), owner=self)

    def hold(self) -> None:
        """Withhold the sell-out lines of the chosen balances, with a reason."""
        chosen: list[Line] = list(self.table.chosen()) or ([self.shown] if self.shown else [])
        if not chosen:
            return
        words = Text(N_("Their sell-out lines will not count for money until they are released."))
        reason = ask_text(self.look, self, Text(N_("Why are they withheld?")), words, accept=Text(N_("Withhold")))
        if reason is not None:
            self.hold_lines(chosen, reason)

    def hold_lines(self, chosen: Sequence[Line], reason: str) -> None:
        """The same without asking."""
        db = self.context.desk.db

        def work(_progress: "Progress") -> int:
            with db.read() as session:
                rows = [
                    ("sellout", ids)
                    for one in chosen
                    for part in _OUT
                    if (ids := part_rows(session, one.balance, part).get("sellout"))
                ]
            return len(withhold(db, rows=rows, reason=reason)) if rows else 0

        def tell(count: int) -> None:
            said = Text(N_("Withheld lines: {n}"), {"n": count})
            self.context.notify("good" if count else "info", said)
            self.saved.emit()

        self.context.tasks.run(Text(N_("Withholding lines")), work, tell, owner=self)


def _sum(line: Line, sign: int) -> int | None:
    if "unit" in line.balance.lacks or (sign < 0 and "sellout" in line.balance.lacks):
        return None
    return sum(quantity for name, quantity in line.balance.parts.items() if PARTS[name][0] == sign)


def _state(line: Line) -> State:
    if line.balance.gap_e3 is None:
        return State(Text(N_("Unknown")), "dim")
    if line.beyond:
        return State(Text(N_("Beyond")), "bad")
    return State(Text(N_("Even")), "good") if not line.balance.gap_e3 else State(Text(N_("Within")), "brand")


def _key(line: Line) -> tuple[str, str, str]:
    return line.month.name, line.dealer_id, line.product_code


def _fits(line: Line, key: str) -> bool:
    if key == "unknown":
        return line.balance.gap_e3 is None
    return line.beyond if key == "beyond" else bool(line.signs) if key == "signs" else True
