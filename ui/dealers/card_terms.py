"""The tab of terms and credit: what was agreed, what fills the limit part by part, own limits and limits let up."""

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout

from app.core.period import day_of
from app.core.texts import N_, Text
from app.dealers.credit_rules import Credit, Part
from app.dealers.holdings import Row, rows_of
from app.dealers.terms import BUCKET_TITLES
from app.finance.exposure import Exposures, exposures
from app.incentives.ledger.exposure import rebates_at_hand
from ui.core.card import GAP, Card, clear, column, row
from ui.core.words import Label, Pill, Tone, Words
from ui.dealers.card_fields import FieldsPanel
from ui.dealers.card_panel import CardData
from ui.dealers.card_rows import RowsCard, Shown
from ui.dealers.said import terms_of

if TYPE_CHECKING:
    from typing import Any

    from ui.core.page import Context

_HEADS: Final = (N_("Part of the credit"), N_("Amount"), N_("Counts"), N_("Own limit"), "")
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_SIDES: Final = (_LEFT, _RIGHT, _LEFT, _RIGHT, _LEFT)
"""Figures stand at the right of their columns, under their heads."""


class TermsPanel(FieldsPanel):
    """Terms and credit of a dealer."""

    def __init__(self, context: "Context") -> None:
        """Empty until ``show_card``."""
        super().__init__(context)
        terms = self.fields_card(N_("Terms"), (
            self.field("payment_days", "days", said=terms_of, hint=Text(N_("Days; 0 is prepaid"))),
            self.field("credit_limit_e4", "money", said=self._money, hint=Text(N_("For example 500,000 or 50万"))),
            *(self.field(name, "day", said=self._day, hint=Text(N_("Day; empty: since its first list")))
              for name in ("sell_out_from_on", "stock_from_on")),
        ))  # fmt: skip
        self.credit = Card(self.look, Text(N_("What fills the credit")))
        self.grid = QGridLayout()
        self.grid.setHorizontalSpacing(14)
        self.grid.setVerticalSpacing(4)
        self.grid.setColumnStretch(0, 2)
        for number in (1, 3):
            self.grid.setColumnStretch(number, 1)
        self.credit.body.addLayout(self.grid)
        self.total = Label(self.look, "", "strong", wrap=True)
        self.note = Label(self.look, "", "dim", wrap=True)
        self.credit.body.addWidget(self.total)
        self.credit.body.addWidget(self.note)
        self.buckets = RowsCard(
            self, "credit_bucket", N_("Limits of parts"), ("bucket", "limit", "included"),
            empty=N_("No part has a limit of its own. Add one, or say that a part does not count."),
        )  # fmt: skip
        self.overrides = RowsCard(
            self, "credit_override", N_("Limits let up"),
            (Shown(N_("Part of the credit"), self._bucket), "limit", "from", "to", "allowed_by", "reason"),
            empty=N_("Nobody let this dealer go beyond a limit."),
        )  # fmt: skip
        columns = row(gap=GAP)
        columns.addLayout(column(terms, self.buckets, None, gap=GAP), 2)
        columns.addLayout(column(self.credit, self.overrides, None, gap=GAP), 3)
        self.body.addLayout(columns)
        self.body.addStretch(1)

    def _money(self, value: int | None) -> str:
        return "" if value is None else self.look.formats.exact_money(value)

    def _day(self, value: int | None) -> str:
        return "" if value is None else self.look.formats.day(value)

    def _bucket(self, one: Row) -> Words:
        return Text(BUCKET_TITLES.get(one.values["bucket"] or "", N_("All together")))

    def show_card(self, data: CardData, *, again: bool) -> None:
        """Show a dealer; what fills its credit is added up in a worker."""
        super().show_card(data, again=again)
        if not again:
            clear(self.grid)
            self.total.say(Text(N_("Reading…")))
            self.note.say("")
        party_id, today = data.card.row.id, day_of(data.day)

        def work(session: "Any") -> tuple[Exposures, list[Row], list[Row]]:
            own, let_up = rows_of(session, "credit_bucket", party_id), rows_of(session, "credit_override", party_id)
            rebates = rebates_at_hand(session, data.day, party_id)
            return exposures(session, today, party_id, rebates=rebates), own, let_up

        self.read(work, self._show_credit)

    def _show_credit(self, found: tuple[Exposures, list[Row], list[Row]]) -> None:
        exposed, own, let_up = found
        self.buckets.show_rows(own)
        self.overrides.show_rows(let_up)
        credit = exposed.credits[self.party.id]
        clear(self.grid)
        for number, words in enumerate(_HEADS):
            head = Label(self.look, Text(words) if words else "", "dim")
            self.grid.addWidget(head, 0, number, _SIDES[number])
        for line, part in enumerate(credit.parts, 1):
            self._show_part(line, part)
        self.total.say(self._sum(credit))
        self.note.say(self._by_what(credit, exposed.listed_on))

    def _show_part(self, line: int, part: Part) -> None:
        amount: Words = Text(N_("unknown")) if part.amount is None else self._money(part.amount)
        said: tuple[Words, ...] = (
            Text(BUCKET_TITLES[part.bucket]), amount, Text(N_("yes")) if part.included else Text(N_("no")),
            "—" if part.limit is None else self._money(part.limit),
        )  # fmt: skip
        for number, words in enumerate(said):
            label = Label(self.look, words, "body" if part.included else "dim")
            self.grid.addWidget(label, line, number, _SIDES[number])
        state: tuple[Words, Tone] | None = None
        if part.over:
            state = Text(N_("over by {amount}"), {"amount": self._money(part.over)}), "bad"
        elif part.override is not None:
            state = Text(N_("let up until {day}"), {"day": self._day(part.override.to_on)}), "warn"
        if state is not None:
            self.grid.addWidget(Pill(self.look, *state), line, len(said))

    def _sum(self, credit: Credit) -> Words:
        used = self._money(credit.used)
        if credit.limit is None:
            if self.party.credit_limit_e4 == 0:
                return Text(N_("Used {used}; there is no limit: it pays first."), {"used": used})
            return Text(N_("Used {used}; there is no limit."), {"used": used})
        values = {"used": used, "limit": self._money(credit.limit)}
        if credit.over:
            over = self._money(credit.over)
            return Text(N_("Used {used} of {limit}: {over} over the limit."), {**values, "over": over})
        if credit.room is None:
            return Text(N_("Used {used} of {limit}, as far as it is known."), values)
        return Text(N_("Used {used} of {limit}: {room} left."), {**values, "room": self._money(credit.room)})

    def _by_what(self, credit: Credit, listed_on: int | None) -> Words:
        if listed_on is None:
            by: Words = Text(N_("By invoices and receipts."))
        else:
            by = Text(
                N_("By the list of open items of {day}; what was invoiced since counts as shipped, money received "
                   "since as paid in advance."), {"day": self._day(listed_on)},
            )  # fmt: skip
        if not credit.unknown:
            return by
        names = self.look.t("; ").join(self.look.t(BUCKET_TITLES[one]) for one in credit.unknown)
        return Text(N_("{by} No file says: {parts}."), {"by": by, "parts": names})
