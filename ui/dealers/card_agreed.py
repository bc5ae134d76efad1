"""The tab of territories and contracts: what is agreed, where it conflicts, who has the dealer, and the handover."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtWidgets import QVBoxLayout

from app.catalog.places import area_labels
from app.catalog.queries import group_names
from app.core.texts import N_, Text
from app.dealers.contracts import ContractRow, contracts
from app.dealers.holdings import Row, rows_of
from app.dealers.terms import CHANNEL_TITLES
from app.dealers.territories import Clash, clashes
from ui.core.card import Banner, clear
from ui.core.controls import Button
from ui.core.words import Tone, Words
from ui.dealers.belonging import BelongingCard
from ui.dealers.card_handover import HandoverDialog, hand_over_to
from ui.dealers.card_panel import CardData, Panel
from ui.dealers.card_rows import RowsCard, Shown
from ui.dealers.card_scans import ScannedCard, Scans

if TYPE_CHECKING:
    from ui.core.page import Context
    from ui.dealers.known import Known

_STANDING: Final[dict[str, tuple[str, Tone]]] = {
    "draft": (N_("Draft"), "brand"), "suspended": (N_("Suspended"), "warn"), "ended": (N_("Ended early"), "dim"),
    "future": (N_("not yet valid"), "dim"), "valid": (N_("in effect"), "good"), "over": (N_("ran out"), "dim"),
    "prolonged": (N_("prolonged"), "good"),
}  # fmt: skip
_MOST_CLASHES: Final = 3


@dataclass(frozen=True)
class Agreed:
    """What the tab shows, read in a worker."""

    contracts: dict[str, ContractRow]
    rows: dict[str, list[Row]]
    clashes: list[Clash]
    areas: dict[str, str]
    groups: dict[str, str]


def read_agreed(session: Any, party_id: str, day: int) -> Agreed:
    """Contracts, targets and territories of a dealer, and where territories conflict from the day on."""
    kinds = ("contract", "contract_target", "territory")
    return Agreed(
        {one.id: one for one in contracts(session, party_id, day=day)},
        {kind: rows_of(session, kind, party_id) for kind in kinds},
        clashes(session, party_id=party_id, since=day), area_labels(session), group_names(session),
    )  # fmt: skip


class AgreedPanel(Panel):
    """Contracts and territories of a dealer."""

    def __init__(self, context: "Context") -> None:
        """Empty until ``show_card``."""
        super().__init__(context)
        self.agreed: Agreed | None = None
        self.more: Banner | None = None
        """How many conflicts are not shown yet; its button shows them."""
        self._banners = QVBoxLayout()
        self._banners.setSpacing(8)
        self.contracts = ScannedCard(
            self, "contract", N_("Contracts"),
            (
                "number", "kind", Shown(N_("State"), self._standing), "from", Shown(N_("Valid until"), self._end),
                "renewal", Shown(N_("Say no or agree by"), self._speak_by), "group_codes",
            ),
            empty=N_("No contract yet. A draft already shows where its territories conflict."),
            scans=N_("Scans of contracts"), called=lambda row: str(row.values["number"]),
        )  # fmt: skip
        self.territories = RowsCard(
            self, "territory", N_("Territories"),
            (
                Shown(N_("Area"), self._area), Shown(N_("Product group"), self._group), "channel", "exclusive",
                "from", "to", "contract_no", Shown("", self._clash),
            ),
            empty=N_("No territory yet: where it may sell which goods to whom, and whether alone."),
        )  # fmt: skip
        self.targets = RowsCard(
            self, "contract_target", N_("Targets of contracts"),
            ("number", Shown(N_("Product group"), self._group), "from", "to", "amount"),
            empty=N_("No contract names a target."),
        )  # fmt: skip
        over = Text(N_("Hand over…"))
        tip = Text(N_("Give territories to a successor from a day on, in one step"))
        self.hand_button = Button(self.look, over, self.ask_handover, icon="arrow-right", kind="quiet", tip=tip)
        self.territories.buttons.insertWidget(0, self.hand_button)
        self.belonging = BelongingCard(context)
        self.belonging.opened.connect(self.opened)
        self.body.addLayout(self._banners)
        for part in (self.contracts, self.contracts.files, self.territories, self.targets, self.belonging):
            self.body.addWidget(part)
        self.body.addStretch(1)

    def show_card(self, data: CardData, *, again: bool) -> None:
        """Show a dealer."""
        super().show_card(data, again=again)
        self.belonging.show_card(data.card, data.day)
        party_id, day = data.card.row.id, data.day

        def work(session: Any) -> tuple[Agreed, Scans]:
            found = read_agreed(session, party_id, day)
            return found, self.contracts.read_scans(session, found.rows["contract"])

        self.read(work, lambda read: self._show(*read))

    def _show(self, found: Agreed, scans: Scans) -> None:
        self.agreed = found
        clear(self._banners)
        self._show_clashes(found.clashes[:_MOST_CLASHES])
        left = len(found.clashes) - _MOST_CLASHES
        if left > 0:
            more = Text(N_("More conflicts of territories: {n}"), {"n": self.look.formats.number(left)})
            self.more = Banner(self.look, "warn", more, action=Text(N_("Show all")), on=self._show_rest)
            self._banners.addWidget(self.more)
        groups, areas = list(found.groups.items()), list(found.areas.items())
        numbers = [(one.number, one.number) for one in found.contracts.values()]
        known: Known = {"group_code": groups, "area_code": areas, "contract_no": numbers, "number": numbers}
        self.contracts.show_scanned(found.rows["contract"], scans)
        self.territories.show_rows(found.rows["territory"], known)
        self.targets.show_rows(found.rows["contract_target"], known)
        self.hand_button.setEnabled(bool(found.rows["territory"]))

    def _show_clashes(self, clashes: Sequence[Clash]) -> None:
        for one in clashes:
            self._banners.addWidget(Banner(self.look, "warn", self._conflict(one)))

    def _show_rest(self) -> None:
        if self.agreed is not None and self.more is not None:
            self.more.hide()
            self._show_clashes(self.agreed.clashes[_MOST_CLASHES:])

    def _conflict(self, one: Clash) -> Words:
        """What is wrong between two territories, as a sentence about the other dealer."""
        own, other = (one.first, one.second) if one.first.party_id == self.party.id else (one.second, one.first)
        formats = self.look.formats
        values = {
            "area": one.area, "dealer": other.dealer, "contract": other.contract_no or "—",
            "from": "…" if one.from_on is None else formats.day(one.from_on),
            "to": "…" if one.to_on is None else formats.day(one.to_on),
        }  # fmt: skip
        if own.draft:
            return Text(
                N_("Conflict while this is a draft: {area} is also {dealer}'s (contract {contract}), {from} to {to}, "
                   "and one of both is exclusive."), values,
            )  # fmt: skip
        return Text(
            N_("Conflict: {area} is also {dealer}'s (contract {contract}), {from} to {to}, and one of both is "
               "exclusive."), values,
        )  # fmt: skip

    # -- cells --------------------------------------------------------------------------------------------------------

    def _contract(self, one: Row) -> ContractRow | None:
        return self.agreed.contracts.get(one.id) if self.agreed is not None else None

    def _standing(self, one: Row) -> tuple[Words, Tone]:
        found = self._contract(one)
        words, tone = _STANDING[found.standing if found is not None else "draft"]
        return Text(words), tone

    def _end(self, one: Row) -> Words:
        found = self._contract(one)
        return Text(N_("open")) if found is None or found.end_on is None else self.look.formats.day(found.end_on)

    def _speak_by(self, one: Row) -> Words:
        found = self._contract(one)
        return "" if found is None or found.speak_by is None else self.look.formats.day(found.speak_by)

    def _area(self, one: Row) -> Words:
        code = str(one.values["area_code"])
        return self.agreed.areas.get(code, code) if self.agreed is not None else code

    def _group(self, one: Row) -> Words:
        code = one.values["group_code"]
        if not code:
            return Text(N_("all"))
        return self.agreed.groups.get(code, code) if self.agreed is not None else str(code)

    def _clash(self, one: Row) -> tuple[Words, Tone] | Words:
        hit = self.agreed is not None and any(one.id in {each.first.id, each.second.id} for each in self.agreed.clashes)
        return (Text(N_("conflict")), "warn") if hit else ""

    def where(self, one: Row) -> str:
        """Area, product group and channel of a territory in one line."""
        channel = CHANNEL_TITLES.get(one.values["channel"] or "", N_("all"))
        parts = (self._area(one), self._group(one), Text(channel))
        return " · ".join(self.look.say(part) if isinstance(part, Text) else part for part in parts)

    # -- handover -----------------------------------------------------------------------------------------------------

    def ask_handover(self) -> None:
        """Ask for successor and day, then hand over in one step."""
        dialog = HandoverDialog(self, [] if self.agreed is None else self.agreed.rows["territory"], self.where)
        if dialog.run():
            hand_over_to(self, dialog)
        dialog.deleteLater()
