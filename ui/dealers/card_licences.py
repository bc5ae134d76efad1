"""The tab of licences: what each covers and until when, its re-view, its scans; and permits to sell elsewhere."""

from typing import TYPE_CHECKING, Any, Final

from app.core.texts import N_, Text
from app.dealers.contract_rules import later
from app.dealers.holdings import Row, rows_of
from ui.core.controls import Button
from ui.core.words import Tone, Words
from ui.dealers.card_panel import CardData, Panel
from ui.dealers.card_rows import Shown
from ui.dealers.card_scans import ScannedCard, Scans
from ui.dealers.papers import SOON_DAYS, PapersCard, standing_of

if TYPE_CHECKING:
    from ui.core.page import Context

_ENTITY: Final = "licence"


class LicencesPanel(Panel):
    """Licences and permits of a dealer."""

    def __init__(self, context: "Context") -> None:
        """Empty until ``show_card``."""
        super().__init__(context)
        self.licences = ScannedCard(
            self, _ENTITY, N_("Licences held"),
            (
                Shown(N_("Type of licence"), lambda row: str(row.values["licence_type"])), "number",
                Shown(N_("Classes of goods covered"), lambda row: str(row.values["goods_scope"] or "")),
                "temperature_scope", "issuer", "from", "to", Shown(N_("Review by"), self._review),
                Shown(N_("State"), self._state),
            ),
            empty=N_("No licence yet. Licences come with a list, or are added here; scans can be attached."),
            scans=N_("Scans of licences"), called=lambda row: f"{row.values['licence_type']} {row.values['number']}",
        )  # fmt: skip
        self.licences.buttons.addWidget(
            Button(self.look, Text(N_("Gate and renewal letter")), self._open_gate, icon="shield-check", kind="quiet")
        )
        self.permits = PapersCard(context)
        for part in (self.licences, self.permits, self.licences.files):
            self.body.addWidget(part)
        self.body.addStretch(1)

    def show_card(self, data: CardData, *, again: bool) -> None:
        """Show a dealer."""
        super().show_card(data, again=again)
        self.permits.show_card(data.card, data.day)
        party_id = data.card.row.id

        def work(session: Any) -> tuple[list[Row], Scans]:
            rows = rows_of(session, _ENTITY, party_id)
            return rows, self.licences.read_scans(session, rows)

        self.read(work, lambda found: self.licences.show_scanned(*found))

    def _open_gate(self) -> None:
        self.context.go("gate", {"dealer": self.party.id})

    def _state(self, row: Row) -> tuple[Words, Tone]:
        today = self.data.day if self.data is not None else 0
        return standing_of(row.values["from_on"], row.values["to_on"], today, over="bad")

    def _review(self, row: Row) -> tuple[Words, Tone] | Words:
        """Until when the papers have to be looked at again."""
        months, since = row.values["review_months"], row.values["reviewed_on"] or row.values["from_on"]
        if not months or since is None:
            return ""
        due, today = later(since, months), self.data.day if self.data is not None else 0
        said = self.look.formats.day(due)
        return said if due > today + SOON_DAYS else (said, "warn" if due >= today else "bad")
