"""A tab whose cards hold fields of the dealer's own record, changed in place."""

from collections.abc import Sequence
from typing import Any

from app.core.db import Action
from app.core.errors import UserError
from app.core.progress import Progress
from app.core.texts import N_, Text
from app.dealers.queries import PartyCard
from app.dealers.records import FIELD_TITLES
from app.dealers.service import COPIED, edit_party
from ui.core.card import Card
from ui.dealers.card_panel import CardData, Panel
from ui.dealers.fields import EditLine


class FieldsPanel(Panel):
    """Holds ``lines`` by field."""

    def __init__(self, context: Any) -> None:
        """Without a field yet."""
        super().__init__(context)
        self.lines: dict[str, EditLine] = {}

    def field(self, name: str, kind: Any = "text", **more: Any) -> EditLine:
        """A line of a field."""
        line = EditLine(self.look, name, Text(FIELD_TITLES[name]), kind, **more)
        line.entered.connect(self._save)
        line.handed_back.connect(self.handed_back)
        self.lines[name] = line
        return line

    def fields_card(self, title: str, lines: Sequence[EditLine]) -> Card:
        """A card of lines."""
        card = Card(self.look, Text(title))
        card.body.setSpacing(2)
        for line in lines:
            card.body.addWidget(line)
        return card

    def show_card(self, data: CardData, *, again: bool) -> None:
        """Show the fields; open editors of the same dealer stay open."""
        super().show_card(data, again=again)
        if not again:
            for line in self.lines.values():
                line.stop()
        own, values = data.card.row.by_hand, values_of(data.card)
        for name, line in self.lines.items():
            line.show_value(values[name], by_hand=name in own, returns=name in COPIED)

    def _save(self, name: str, value: object) -> None:
        line, party, desk = self.lines[name], self.party, self.desk
        action = Action(N_("Changed {dealer}"), {"dealer": party.name})

        def work(progress: Progress) -> None:
            desk.db.write(
                action, lambda session: edit_party(session, party_id=party.id, changes={name: value}),
                progress=progress,
            )  # fmt: skip

        def done(_nothing: None) -> None:
            line.stop()
            line.show_value(value, by_hand=True, returns=name in COPIED)

        def failed(error: UserError) -> None:
            line.complain(error.text)

        title = Text(N_("Saving {dealer}"), {"dealer": party.name})
        self.context.tasks.run(title, work, done, owner=self, failed=failed)


def values_of(card: PartyCard) -> dict[str, Any]:
    """The fields of a dealer's record as lines hold them."""
    one = card.row
    return {name: getattr(one, name) or None for name in _TEXTS} | {
        "name_en": card.name_en or None, "area_name": card.area_name, "payment_days": one.payment_days,
        "credit_limit_e4": one.credit_limit_e4, "sell_out_from_on": one.sell_out_from_on,
        "stock_from_on": one.stock_from_on,
    }  # fmt: skip


_TEXTS = (
    "name", "uscc", "tier", "owner_group", "area_code", "address", "office", "manager", "note", "party_type", "segment",
)  # fmt: skip
