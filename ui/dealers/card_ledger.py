"""The tab of deposits and loaned assets: what is left, every entry, and the exit settlement sheet as a PDF."""

from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QGridLayout

from app.core.period import day_number, day_of
from app.core.progress import Progress
from app.core.texts import N_, Text
from app.core.whole import write_whole
from app.dealers.holdings import Row, rows_of
from app.dealers.ledger_rules import WE_HOLD, Balance, balances, entry_of
from app.dealers.terms import LEDGER_TITLES
from app.incentives.ledger.exposure import rebates_at_hand
from app.kpi.settlement import settlement
from ui.core.card import Card, clear
from ui.core.controls import Button
from ui.core.words import Label, Words
from ui.dealers.card_panel import CardData, Panel
from ui.dealers.card_rows import RowsCard

if TYPE_CHECKING:
    from ui.core.page import Context

_FOLDER: Final = "dealers.settlement.folder"


class LedgerPanel(Panel):
    """The ledger of a dealer."""

    def __init__(self, context: "Context") -> None:
        """Empty until ``show_card``."""
        super().__init__(context)
        self.left = Card(self.look, Text(N_("What is left")))
        settle = Text(N_("Exit settlement sheet…"))
        self.settle_button = Button(self.look, settle, self.ask_settlement, icon="file-down", kind="quiet")
        self.left.buttons.addWidget(self.settle_button)
        self.grid = QGridLayout()
        self.grid.setHorizontalSpacing(14)
        self.grid.setVerticalSpacing(4)
        self.grid.setColumnStretch(2, 1)
        self.left.body.addLayout(self.grid)
        self.entries = RowsCard(
            self, "ledger_entry", N_("Entries"),
            ("at", "kind", "way", "amount", "item", "quantity", "document_no", "note"),
            empty=N_("No entry yet: performance deposits, pledges, permanent credit and loaned assets."),
        )  # fmt: skip
        self.body.addWidget(self.left)
        self.body.addWidget(self.entries)
        self.body.addStretch(1)

    def show_card(self, data: CardData, *, again: bool) -> None:
        """Show a dealer."""
        super().show_card(data, again=again)
        party_id = data.card.row.id
        self.read(lambda session: rows_of(session, "ledger_entry", party_id), self._show)

    def _show(self, rows: list[Row]) -> None:
        self.entries.show_rows(rows)
        clear(self.grid)
        today = self.data.day if self.data is not None else 0
        found = balances([entry_of(one.values) for one in rows], today)
        if not found:
            self.grid.addWidget(Label(self.look, Text(N_("Neither side holds anything of the other.")), "dim"), 0, 0)
        for line, one in enumerate(found):
            for number, words in enumerate(self._balance(one)):
                right = Qt.AlignmentFlag.AlignRight if number == 1 else Qt.AlignmentFlag(0)
                self.grid.addWidget(Label(self.look, words, "body" if number < 2 else "dim"), line, number, right)

    def _balance(self, one: Balance) -> tuple[Words, Words, Words]:
        what: Words = Text(LEDGER_TITLES[one.kind])
        formats = self.look.formats
        if one.item:
            count = "" if one.quantity is None else f" × {formats.quantity(one.quantity)}"
            what = Text(N_("{kind}: {item}"), {"kind": what, "item": f"{one.item}{count}"})
        if one.amount < 0:
            whose = Text(N_("more came back than ever went: an entry is missing"))
        else:
            whose = Text(N_("held by us")) if one.kind in WE_HOLD else Text(N_("held by the dealer"))
        return what, formats.exact_money(one.amount), whose

    # -- settlement ---------------------------------------------------------------------------------------------------

    def ask_settlement(self) -> None:
        """Ask where the sheet goes, and write it there."""
        memory, name = self.context.memory, self.look.t("Exit settlement sheet")
        start = str(Path(str(memory.get(_FOLDER, ""))) / f"{name} {self.party.name}.pdf")
        words = self.look.t("Exit settlement sheet…")
        chosen, _ = QFileDialog.getSaveFileName(self, words, start, "PDF (*.pdf)")
        if chosen:
            path = Path(chosen if chosen.lower().endswith(".pdf") else f"{chosen}.pdf")
            memory.put(_FOLDER, str(path.parent))
            self.write_settlement(path)

    def write_settlement(self, path: Path) -> None:
        """Write the sheet in the language of the screen; whole, or not at all."""
        party, desk, lang = self.party, self.desk, self.look.lang
        today = day_of(self.data.day if self.data is not None else 0)

        def work(_progress: Progress) -> Path:
            from app.reports.settlement import settlement_report

            with desk.db.read() as session:
                rebates = rebates_at_hand(session, day_number(today), party.id)
                sheet = settlement(session, party.id, today, rebates=rebates)
            write_whole(path, settlement_report(sheet, lang))
            return path

        def done(written: Path) -> None:
            self.context.notify("good", Text(N_("{file} is saved."), {"file": written.name}))

        self.context.tasks.run(Text(N_("Writing {file}"), {"file": path.name}), work, done, owner=self)
