"""The tab of people and accounts: whom to call at a dealer, and from which accounts it pays."""

from typing import TYPE_CHECKING, Any

from app.core.texts import N_
from app.dealers.holdings import Row, rows_of
from ui.dealers.card_panel import CardData, Panel
from ui.dealers.card_rows import RowsCard

if TYPE_CHECKING:
    from ui.core.page import Context

_KINDS = ("contact", "bank_account")


class PeoplePanel(Panel):
    """Contacts and bank accounts of a dealer."""

    def __init__(self, context: "Context") -> None:
        """Empty until ``show_card``."""
        super().__init__(context)
        self.contacts = RowsCard(
            self, "contact", N_("Contacts"), ("name", "position", "mobile", "phone", "email", "wechat", "main"),
            empty=N_("No contact yet. Numbers are personal data and show only their ends."),
        )  # fmt: skip
        self.accounts = RowsCard(
            self, "bank_account", N_("Bank accounts"), ("bank", "account_no", "account_name", "main", "from", "to"),
            empty=N_("No bank account yet. The same account at two dealers is a sign that they are one."),
        )  # fmt: skip
        self.body.addWidget(self.contacts)
        self.body.addWidget(self.accounts)
        self.body.addStretch(1)

    def show_card(self, data: CardData, *, again: bool) -> None:
        """Show a dealer."""
        super().show_card(data, again=again)
        party_id = data.card.row.id

        def work(session: Any) -> list[list[Row]]:
            return [rows_of(session, kind, party_id) for kind in _KINDS]

        def done(found: list[list[Row]]) -> None:
            self.contacts.show_rows(found[0])
            self.accounts.show_rows(found[1])

        self.read(work, done)
