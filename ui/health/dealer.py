"""A dealer in the drawer: his sheet, what other figures would give, or his report."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from app.core.texts import N_, Text
from app.health.queries import kept_assessment
from app.reports.dealer_health import meta_line
from ui.core.card import row
from ui.core.controls import Button, IconButton, Segments
from ui.health.reports import DEALER, Reports
from ui.health.sheet import SheetView
from ui.health.what_if import WhatIf

if TYPE_CHECKING:
    from app.health.peers import PeerPlace
    from app.health.sheets import HealthSheet
    from ui.core.context import Context
    from ui.core.report import ReportView


class DealerView(QWidget):
    """The sheet; what other figures would give, and the report, are made of it when they are first asked for."""

    stepped = Signal(int)
    """To the next (1) or the previous (-1) dealer."""

    def __init__(
        self, context: "Context", sheet: "HealthSheet", part: str = "sheet", among: "PeerPlace | None" = None
    ) -> None:
        """``part`` is ``sheet``, ``what_if`` or ``report``; ``among`` is where he stands among like dealers."""
        super().__init__()
        self.context, self.sheet = context, sheet
        look = context.look
        self.parts = Segments(
            look,
            [("sheet", Text(N_("Assessment"))), ("what_if", Text(N_("What if"))), ("report", Text(N_("Report (PDF)")))],
        )
        self.parts.picked.connect(lambda key: self.show_part(str(key)))
        earlier = IconButton(look, "chevron-up", Text(N_("Previous dealer")), lambda: self.stepped.emit(-1))
        later = IconButton(look, "chevron-down", Text(N_("Next dealer")), lambda: self.stepped.emit(1))
        self.sheet_view = SheetView(context, sheet, among)
        self.reports: Reports | None = None
        self.report_view: ReportView | None = None
        self.what_if: WhatIf | None = None
        self._stack = QStackedWidget()
        self._stack.addWidget(self.sheet_view)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(12)
        self.card = Button(look, Text(N_("Dealer's card")), self._open_card, icon="store", kind="quiet")
        self.board = Button(look, Text(N_("Dealer figures")), self._open_board, icon="layout-dashboard", kind="quiet")
        outer.addLayout(row(self.parts, None, self.card, self.board, earlier, later, gap=4))
        outer.addWidget(self._stack, 1)
        self.show_part(part)

    @property
    def part(self) -> str:
        """What is in sight."""
        return str(self.parts.key())

    def subtitle(self) -> str:
        """Who the dealer is, in one line."""
        return meta_line(self.context.look.t, self.sheet)

    def _open_card(self) -> None:
        self.context.go("dealers", {"dealer": self.sheet.dealer.id})

    def _open_board(self) -> None:
        self.context.go("board", {"dealer": self.sheet.dealer.id, "period": self.sheet.period})

    def show_part(self, part: str) -> None:
        """Bring the sheet, the sliders or the report into sight."""
        self.parts.choose(part)
        if part == "report" and self.report_view is None:
            self.reports = Reports(self.context, DEALER, self.sheet.period, self.sheet.dealer.id)
            self.report_view = self.reports.view
            self._stack.addWidget(self.reports)
        if part == "what_if" and self.what_if is None:
            desk = self.context.desk
            kept = kept_assessment(
                desk.db, desk.workspace.files, dealer_id=self.sheet.dealer.id, period=self.sheet.period
            )
            self.what_if = WhatIf(self.context, self.sheet, kept)
            self._stack.addWidget(self.what_if)
        shown = {"what_if": self.what_if, "report": self.reports}.get(part)
        self._stack.setCurrentWidget(shown or self.sheet_view)
