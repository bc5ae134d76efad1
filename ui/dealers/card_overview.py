"""The first tab of a dealer's card: key figures, who and where it is, whom it buys from, its codes and other names."""

from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from app.core.texts import N_, Text
from app.dealers.holdings import rows_of
from app.dealers.service import TIER_TITLES
from app.kpi.board import Choice
from app.kpi.reference import References
from ui.core.card import GAP, Card, clear, column, row
from ui.core.controls import Button
from ui.core.kpi_card import KpiCard
from ui.core.referring import copy_written
from ui.core.words import Label, Words
from ui.dealers.card_fields import FieldsPanel
from ui.dealers.card_panel import CardData
from ui.dealers.card_parents import ParentsCard
from ui.dealers.card_rows import RowsCard
from ui.dealers.fields import TITLE_PX
from ui.dealers.figures import cards_of, last_year
from ui.dealers.known import labelled, offer_areas
from ui.dealers.near import NearName
from ui.dealers.said import roles_of, tier_of

if TYPE_CHECKING:
    from ui.core.page import Context

_MOST: Final = 8


class OverviewPanel(FieldsPanel):
    """Who a dealer is at a glance."""

    def __init__(self, context: "Context") -> None:
        """Empty until ``show_card``."""
        super().__init__(context)
        tiers: list[tuple[str, Words]] = [("", Text(N_("Unknown"))), *((k, Text(v)) for k, v in TIER_TITLES.items())]
        self._figures = QHBoxLayout()
        self._figures.setSpacing(12)
        who = self.fields_card(N_("Who it is"), (
            self.field("name"), self.field("name_en"), self.field("uscc", "code", hint=Text(N_("18 characters"))),
            self.field("tier", "choice", options=tiers, said=lambda value: tier_of(value or "")),
            self.field("party_type"), self.field("segment"), self.field("owner_group"),
        ))  # fmt: skip
        self.near = NearName(context, self.lines["name"].remark, self)
        self.lines["name"].editing.connect(lambda field: self.near.follow(field, but=self.party.id))
        where = self.fields_card(N_("Where and with whom"), (
            self.field("area_code", "code", hint=Text(N_("Code or name")), said=self._area), self.field("area_name"),
            self.field("address"), self.field("office"), self.field("manager"), self.field("note"),
        ))  # fmt: skip
        area = self.lines["area_code"]
        area.editing.connect(lambda _field: offer_areas(context, area, self))
        self.relations = Card(self.look, Text(N_("Relations and codes")))
        self.parents = ParentsCard(self)
        self.aliases = RowsCard(
            self, "party_alias", N_("Other names"), ("name", "kind", "from", "to"),
            empty=N_("No other name. Short and former names are found in the search too."),
        )  # fmt: skip
        self.body.addLayout(self._figures)
        columns = row(gap=GAP)
        for part in (column(who, None, gap=GAP), column(where, None, gap=GAP), column(self.relations, None, gap=GAP)):
            columns.addLayout(part, 1)
        self.body.addLayout(columns)
        below = row(gap=GAP)
        for part in (column(self.parents, None), column(self.aliases, None)):
            below.addLayout(part, 1)
        self.body.addLayout(below)
        self.body.addStretch(1)

    def show_card(self, data: CardData, *, again: bool) -> None:
        """Show a dealer."""
        super().show_card(data, again=again)
        party_id = data.card.row.id
        self._show_figures()
        self._show_relations()
        self.parents.show_card(data)
        self.read(lambda session: rows_of(session, "party_alias", party_id), self.aliases.show_rows, key="aliases")

    def _area(self, code: str | None) -> str:
        """A code with what the area is called."""
        if not code or self.data is None:
            return code or ""
        known = dict(self.lines["area_code"].known)
        return labelled(code, self.party.area if code == self.party.area_code else known.get(code, ""))

    def _show_figures(self) -> None:
        figures = self.data.figures if self.data is not None else None
        clear(self._figures)
        if figures is None:
            return
        for kpi in cards_of(self.look, figures):
            card = KpiCard(self.look, kpi)
            card.opened.connect(self.figure_opened)
            card.reference_asked.connect(self._copy_reference)
            self._figures.addWidget(card, 1)

    def _copy_reference(self, kpi: str) -> None:
        party, today = self.party.id, self.desk.clock.today()
        choice = Choice(last_year(today), dealer=party)
        copy_written(self.context, self, lambda session: References(session, today).of(kpi, choice))

    def _show_relations(self) -> None:
        if self.data is None:
            return
        body, card = self.relations.body, self.data.card
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
        for child in card.children[:_MOST]:
            body.addWidget(self._link(child.id, child.name))
        if len(card.children) > _MOST:
            left = self.look.formats.number(len(card.children) - _MOST)
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
