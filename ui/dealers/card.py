"""The card of one dealer: key figures, fields to change in place, relations, codes, history."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from app.core.db import Action
from app.core.errors import UserError
from app.core.progress import Progress
from app.core.records import Told
from app.core.texts import N_, Text
from app.dealers.queries import DealerRow, PartyCard
from app.dealers.records import FIELD_TITLES
from app.dealers.service import COPIED, TIER_TITLES, edit_party, hand_back
from ui.core.card import GAP, Banner, Card, clear, column, row
from ui.core.controls import Button
from ui.core.history import HistoryList
from ui.core.kpi_card import KpiCard
from ui.core.words import Label, Live, Words
from ui.dealers.belonging import BelongingCard
from ui.dealers.fields import TITLE_PX, EditLine
from ui.dealers.figures import Figures, cards_of
from ui.dealers.papers import PapersCard
from ui.dealers.said import roles_of, terms_of, tier_of

if TYPE_CHECKING:
    from ui.core.page import Context

SIDE_PX: Final = 340


@dataclass(frozen=True)
class CardData:
    """What the card shows, read in a worker."""

    card: PartyCard
    history: Told
    figures: Figures | None


class DealerCard(Live, QScrollArea):
    """One dealer; ``opened`` asks for another by its id."""

    opened = Signal(str)
    figure_opened = Signal(str)

    def __init__(self, context: "Context") -> None:
        """Empty until ``show_card``."""
        super().__init__()
        self.context, self.look, self._desk = context, context.look, context.desk
        self.data: CardData | None = None
        self.lines: dict[str, EditLine] = {}
        inside = QWidget()
        inside.setObjectName("pageBody")
        self._outer = QVBoxLayout(inside)
        self._outer.setContentsMargins(0, 0, 8, 0)
        self._outer.setSpacing(GAP)
        self._notes = QVBoxLayout()
        self._outer.addLayout(self._notes)
        self._figures = QHBoxLayout()
        self._figures.setSpacing(12)
        self._outer.addLayout(self._figures)
        self._relations = Card(self.look, Text(N_("Relations and codes")))
        self._history = Card(self.look, Text(N_("History")))
        self.history = HistoryList(self.look)
        self._history.body.addWidget(self.history)
        side = column(self._relations, self._history, None, gap=GAP)
        body = QHBoxLayout()
        body.setSpacing(GAP)
        who, where, terms = self._field_cards()
        fields = QHBoxLayout()
        fields.setSpacing(GAP)
        fields.addLayout(column(who, None, gap=GAP), 1)
        fields.addLayout(column(where, terms, None, gap=GAP), 1)
        self.belonging = BelongingCard(context)
        self.belonging.opened.connect(self.opened)
        left = QVBoxLayout()
        left.setSpacing(GAP)
        left.addLayout(fields)
        left.addWidget(self.belonging)
        self.papers = PapersCard(context)
        left.addWidget(self.papers)
        left.addStretch(1)
        body.addLayout(left, 1)
        body.addLayout(side)
        for card in (self._relations, self._history):
            card.setFixedWidth(SIDE_PX)
        self._outer.addLayout(body)
        self._outer.addStretch(1)
        self.setWidget(inside)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)

    # -- fields -------------------------------------------------------------------------------------------------------

    def _field_cards(self) -> list[Card]:
        tiers: list[tuple[str, Words]] = [("", Text(N_("Unknown"))), *((k, Text(v)) for k, v in TIER_TITLES.items())]
        groups: tuple[tuple[str, tuple[EditLine, ...]], ...] = (
            (N_("Who it is"), (
                self._field("name"), self._field("name_en"),
                self._field("uscc", "code", hint=Text(N_("18 characters"))),
                self._field("tier", "choice", options=tiers, said=lambda value: tier_of(value or "")),
                self._field("owner_group"),
            )),
            (N_("Where and with whom"), (
                self._field("area_code", "code"), self._field("area_name"), self._field("office"),
                self._field("manager"),
            )),
            (N_("Terms"), (
                self._field("payment_days", "days", said=terms_of, hint=Text(N_("Days; 0 is prepaid"))),
                self._field("credit_limit_e4", "money", said=self._money,
                            hint=Text(N_("For example 500,000 or 50万"))),
                *(self._field(name, "day", said=self._day, hint=Text(N_("Day; empty: since its first list")))
                  for name in ("sell_out_from_on", "stock_from_on")),
                self._field("note"),
            )),
        )  # fmt: skip
        found = []
        for title, lines in groups:
            card = Card(self.look, Text(title))
            card.body.setSpacing(2)
            for line in lines:
                card.body.addWidget(line)
            found.append(card)
        return found

    def _money(self, value: int | None) -> str:
        return "" if value is None else self.look.formats.exact_money(value)

    def _day(self, value: int | None) -> str:
        return "" if value is None else self.look.formats.day(value)

    def _field(self, name: str, kind: Any = "text", **more: Any) -> EditLine:
        line = EditLine(self.look, name, Text(FIELD_TITLES[name]), kind, **more)
        line.entered.connect(self._save)
        line.handed_back.connect(lambda field: self.hand_back([field]))
        self.lines[name] = line
        return line

    @property
    def to_hand_back(self) -> list[str]:
        """The fields that were set by hand and that imports would bring."""
        return [name for name in COPIED if self.data is not None and name in self.data.card.row.by_hand]

    def hand_back(self, names: Sequence[str]) -> None:
        """Let imports set fields again; undo makes them set by hand again."""
        if self.data is None or not names:
            return
        party, desk = self.data.card.row, self._desk
        action = Action(N_("{dealer}: taken from imports again"), {"dealer": party.name})

        def work(progress: Progress) -> None:
            desk.db.write(
                action, lambda session: hand_back(session, party_id=party.id, fields=names), progress=progress
            )

        def done(_nothing: None) -> None:
            self.context.notify("good", Text(N_("Imports set these fields again. Undo takes it back.")))

        self.context.tasks.run(Text(N_("Saving {dealer}"), {"dealer": party.name}), work, done, owner=self)

    def _save(self, name: str, value: object) -> None:
        data, line = self.data, self.lines[name]
        if data is None:
            return
        party, desk = data.card.row, self._desk
        action = Action(N_("Changed {dealer}"), {"dealer": party.name})

        def work(progress: Progress) -> None:
            desk.db.write(
                action,
                lambda session: edit_party(session, party_id=party.id, changes={name: value}),
                progress=progress,
            )

        def done(_nothing: None) -> None:
            line.stop()
            line.show_value(value, by_hand=True, returns=name in COPIED)

        def failed(error: UserError) -> None:
            line.complain(error.text)

        title = Text(N_("Saving {dealer}"), {"dealer": party.name})
        self.context.tasks.run(title, work, done, owner=self, failed=failed)

    # -- showing ------------------------------------------------------------------------------------------------------

    def show_card(self, data: CardData) -> None:
        """Show a dealer; open editors of the same dealer stay open."""
        same = self.data is not None and self.data.card.row.id == data.card.row.id
        if not same:
            for line in self.lines.values():
                line.stop()
            self.verticalScrollBar().setValue(0)
        self.data = data
        party, values = data.card.row, _values(data.card)
        for name, line in self.lines.items():
            line.show_value(values[name], by_hand=name in party.by_hand, returns=name in COPIED)
        clear(self._notes)
        if data.card.removed:
            words = Text(N_("No batch in use names this dealer any more; it is kept, but counts nowhere."))
            self._notes.addWidget(Banner(self.look, "warn", words))
        self._show_figures()
        self._show_relations()
        self.belonging.show_card(data.card)
        self.papers.show_card(data.card)
        self.history.show_told(data.history, again=same)

    def retranslate(self) -> None:
        """Figures and relations are written by language, once the change has reached every widget."""
        QTimer.singleShot(0, self, self._show_again)

    def _show_again(self) -> None:
        if self.data is not None:
            self.show_card(self.data)

    def _show_figures(self) -> None:
        figures = self.data.figures if self.data is not None else None
        clear(self._figures)
        if figures is None:
            return
        for kpi in cards_of(self.look, figures):
            card = KpiCard(self.look, kpi)
            card.opened.connect(self.figure_opened)
            self._figures.addWidget(card)

    def _show_relations(self) -> None:
        if self.data is None:
            return
        body, card = self._relations.body, self.data.card
        clear(body)
        party = card.row
        body.addLayout(self._pair(Text(N_("Role")), Label(self.look, roles_of(self.look, party.role), elide=True)))
        parent: QWidget = Label(self.look, "—", "dim")
        if party.parent_id:
            parent = self._link(party.parent_id, party.parent)
        body.addLayout(self._pair(Text(N_("Buys from")), parent))
        for source, code in card.codes:
            body.addLayout(self._pair(source, Label(self.look, code, elide=True)))
        if card.children:
            count = self.look.formats.number(len(card.children))
            body.addWidget(Label(self.look, Text(N_("Sells to dealers: {n}"), {"n": count}), "dim"))
        for child in card.children[:12]:
            body.addWidget(self._link(child.id, child.name))
        if len(card.children) > 12:
            left = self.look.formats.number(len(card.children) - 12)
            body.addWidget(Label(self.look, Text(N_("and more: {n}"), {"n": left}), "dim"))

    def _link(self, party_id: str, name: str) -> Button:
        shown = name if len(name) <= 24 else f"{name[:23]}…"
        return Button(self.look, shown, lambda: self.opened.emit(party_id), kind="link", tip=name)

    def _pair(self, title: Words, value: QWidget) -> QHBoxLayout:
        label = Label(self.look, title, "dim", elide=True)
        label.setFixedWidth(TITLE_PX - 12)
        label.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        line = row(label, value, gap=8)
        line.setStretch(1, 1)
        return line


def _values(card: PartyCard) -> dict[str, Any]:
    one: DealerRow = card.row
    texts = {name: getattr(one, name) or None for name in _TEXTS}
    return texts | {
        "name_en": card.name_en or None, "area_name": card.area_name, "payment_days": one.payment_days,
        "credit_limit_e4": one.credit_limit_e4, "sell_out_from_on": one.sell_out_from_on,
        "stock_from_on": one.stock_from_on,
    }  # fmt: skip


_TEXTS: Sequence[str] = ("name", "uscc", "tier", "owner_group", "area_code", "office", "manager", "note")
