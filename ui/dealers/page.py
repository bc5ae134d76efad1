"""The Dealers page: a list that filters as one types, and the card of one dealer."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget, QWidget

from app.core.period import day_number
from app.core.progress import Progress
from app.core.records import told
from app.core.texts import N_, Text
from app.dealers.holdings import HOLDINGS
from app.dealers.life.rules import TITLES as STATUS_TITLES
from app.dealers.queries import DealerRow, list_parties, party_card, party_history, search_parties
from app.dealers.service import ROLE_TITLES, TIER_TITLES
from app.people.queries import names
from ui.core.card import Card
from ui.core.controls import Button, Choice, IconButton, Segments
from ui.core.day import DayField
from ui.core.page import Command, Context, Found, HasTables, Page
from ui.core.saved import SavedFilters
from ui.core.table import Table
from ui.core.table_columns import Column
from ui.core.words import Pill, Words
from ui.dealers.card import DealerCard
from ui.dealers.card_panel import CardData
from ui.dealers.register import RegisterTools
from ui.dealers.said import roles_of, status_of, terms_of, tier_of, tier_place
from ui.dealers.views import LIST, VIEWS, DealersView, ViewSpec

if TYPE_CHECKING:
    from app.bootstrap import Desk
    from ui.dealers.figures import FigureReader, Figures

_LIST, _CARD = 0, 1


@dataclass(frozen=True)
class Narrowed:
    """What the list is narrowed to; empty is everything."""

    role: str = "dealer"
    tier: str = ""
    region: str = ""
    status: str = ""


def _figures(desk: "Desk", party_id: str, day: date) -> "Figures":
    """The key figures of a card, by what is imported only for them."""
    from ui.dealers.figures import read_figures

    return read_figures(desk, party_id, day)


class DealersPage(Page):
    """Dealers and the other parties."""

    title: ClassVar[str] = N_("Dealers")
    watches: ClassVar[frozenset[str]] = frozenset(
        {"party", "party_code", "party_parent", "assignment", "permit", "area", "cell", "attachment", *HOLDINGS,
         "party_passage", "party_note", "lifecycle_state", "lifecycle_item", "action_item", "visit", "compliance_case"}
    )  # fmt: skip
    figures: ClassVar["FigureReader | None"] = staticmethod(_figures)
    """Reads the key figures of a card; None leaves them out."""

    def __init__(self, context: Context) -> None:
        """Empty until it is shown."""
        super().__init__(context, scroll=False)
        self._rows: list[DealerRow] = []
        self._shown: list[DealerRow] = []
        self._wanted = ""
        self.table = self._make_table()
        self.role = Choice(self.look, name=Text(N_("Role")))
        self.tier = Choice(self.look, name=Text(N_("Tier")))
        self.region = Choice(self.look, name=Text(N_("Region")))
        self.status = Choice(self.look, name=Text(N_("Status")))
        self.clear_button = Button(self.look, Text(N_("Clear filters")), self.clear_filters, icon="x", kind="quiet")
        self.card = DealerCard(context)
        self.state = Pill(self.look)
        self.day = DayField(self.look, context.desk.clock.today)
        self.back_button = Button(self.look, Text(N_("All dealers")), self.show_list, icon="chevron-left")
        self.up_button = IconButton(
            self.look, "chevron-up", Text(N_("Dealer before")), lambda: self._step(-1), shortcut="Alt+Up"
        )
        self.down_button = IconButton(
            self.look, "chevron-down", Text(N_("Next dealer")), lambda: self._step(1), shortcut="Alt+Down"
        )
        self.stack = QStackedWidget()
        titles = [(LIST, Text(N_("List"))), *((one.key, Text(one.title)) for one in VIEWS)]
        self.views = Segments(self.look, titles)
        self.built: dict[str, DealersView] = {}
        self.saved = SavedFilters(context, "dealers", self._kept_filters, self._use_filters)
        self.register = RegisterTools(context, self, self.table.chosen, self.show_dealer)
        self._arrange()
        self._connect()
        self._fill_choices()

    def _make_table(self) -> Table:
        look = self.look
        columns = (
            Column("name", Text(N_("Name")), stretch=True, width=158),
            Column("code", Text(N_("Code")), width=76),
            Column("tier", Text(N_("Tier")), width=88, get=lambda one: tier_of(one.tier) or None,
                   order=tier_place),
            Column("parent", Text(N_("Buys from")), width=128),
            Column("region", Text(N_("Region")), width=84),
            Column("office", Text(N_("Office")), width=80),
            Column("manager", Text(N_("Manager")), width=84),
            Column("owner_group", Text(N_("Controlling group")), width=130, hidden=True),
            Column("payment_days", Text(N_("Payment terms")), width=92, get=lambda one: terms_of(one.payment_days),
                   order=_days_of),
            Column("credit_limit_e4", look.formats.money_title(Text(N_("Credit limit"))), "money", width=124),
            Column("status", Text(N_("Status")), "pill", width=134, get=status_of),
            Column("role", Text(N_("Role")), width=110, hidden=True, get=lambda one: roles_of(look, one.role)),
            Column("uscc", Text(N_("Unified social credit code")), width=180, hidden=True),
            Column("area", Text(N_("Area name")), width=100, hidden=True),
            Column("ref", Text(N_("Reference")), width=110, hidden=True),
        )  # fmt: skip
        return Table(self.context, columns, name="dealers.list", title=Text(N_("Dealers")))

    def _arrange(self) -> None:
        for part in (self.views, self.role, self.tier, self.region, self.status, self.saved, self.clear_button):
            self.filters.addWidget(part)
        for tool in self.register.buttons:
            self.table.tools.addWidget(tool)
        self.filters.addStretch(1)
        for button in self._of_card:
            self.buttons.addWidget(button)
        card = Card(self.look)
        card.body.addWidget(self.table)
        self.stack.addWidget(card)
        self.stack.addWidget(self.card)
        self.body.addWidget(self.stack, 1)
        self._show_head()

    @property
    def _of_card(self) -> tuple[QWidget, ...]:
        """What stands in the head while a card is open."""
        return self.state, self.day, self.up_button, self.down_button, self.back_button

    def _connect(self) -> None:
        self.table.opened.connect(lambda one: self.show_dealer(one.id))
        self.card.opened.connect(self.show_dealer)
        self.card.today_wanted.connect(self.day.back_to_today)
        self.day.picked.connect(lambda _day: self._read_card())
        self.card.figure_opened.connect(self._open_figure)
        self.views.picked.connect(lambda key: self.show_view(str(key)))
        self.role.picked.connect(lambda _key: self._narrow())
        for choice in (self.tier, self.region, self.status):
            choice.picked.connect(lambda _key: self._narrow())
        back = QShortcut(QKeySequence("Backspace"), self.card, self.show_list)
        find = QShortcut(QKeySequence(QKeySequence.StandardKey.Find), self, self.table.search.setFocus)
        find.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        back.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self.look.language_changed.connect(self._show_head)

    def _fill_choices(self) -> None:
        roles: list[tuple[str, Words]] = [(key, Text(words)) for key, words in ROLE_TITLES.items()]
        self.role.set_options([*roles, ("", Text(N_("All roles")))])
        tiers: list[tuple[str, Words]] = [(key, Text(words)) for key, words in TIER_TITLES.items()]
        self.tier.set_options([("", Text(N_("All tiers"))), *tiers])
        states: list[tuple[str, Words]] = [(key, Text(words)) for key, words in STATUS_TITLES.items()]
        self.status.set_options([("", Text(N_("Any status"))), *states])
        self.region.set_options([("", Text(N_("All regions")))])
        self.clear_button.hide()

    # -- reading ------------------------------------------------------------------------------------------------------

    def reload(self) -> None:
        """Read the list again, and the card that is open."""
        desk = self.context.desk

        def work(_progress: Progress) -> list[DealerRow]:
            with desk.db.read() as session:
                return list_parties(session, role="")

        self.load(work, self._show)
        if self._wanted:
            self._read_card()

    def _show(self, rows: list[DealerRow]) -> None:
        if not self._rows and not self._wanted:
            self.table.search.setFocus()
        self._rows = rows
        regions = sorted({one.region for one in rows if one.region})
        every: tuple[str, Words] = ("", Text(N_("All regions")))
        self.region.set_options([every, *((one, one) for one in regions)])
        self._narrow()

    @property
    def narrowed(self) -> Narrowed:
        """What the list is narrowed to."""
        return Narrowed(**{name: str(choice.key() or "") for name, choice in self._choices.items()})

    @property
    def _choices(self) -> dict[str, Choice]:
        return {"role": self.role, "tier": self.tier, "region": self.region, "status": self.status}

    def _narrow(self) -> None:
        now = self.narrowed
        shown = [
            one
            for one in self._rows
            if (not now.role or now.role in one.role.split(","))
            and (not now.tier or one.tier == now.tier)
            and (not now.region or one.region == now.region)
            and (not now.status or one.status == now.status)
        ]
        narrow = bool(now.tier or now.region or now.status or now.role != "dealer")
        self.clear_button.setVisible(narrow and not self._wanted)
        self.table.say_empty(Text(N_("Nobody fits these filters.")) if narrow else Text(N_("Nothing here yet.")))
        self._shown = shown
        self.table.set_rows(shown)
        if self.view is not None:
            self.view.show_dealers(shown if self._spec.filtered else self._rows)
        if not self._rows and not self._wanted:
            self.show_empty(
                Text(N_("No dealers yet")),
                Text(N_("Dealers come with the first file: a customer list, or the codes that orders name.")),
                icon="store", action=Text(N_("Import files")), on=lambda: self.context.go("imports", {}),
                also=Button(self.look, Text(N_("New dealer")), self.register.enter, icon="plus"),
            )  # fmt: skip
        else:
            self.show_body()
        self._show_head()

    def clear_filters(self) -> None:
        """All dealers again."""
        self.role.choose("dealer")
        for choice in (self.tier, self.region, self.status):
            choice.choose("")
        self._narrow()

    def _kept_filters(self) -> dict[str, Any]:
        """The filters of the moment, with the words that the list is searched for."""
        return {**asdict(self.narrowed), "text": self.table.search.text()}

    def _use_filters(self, kept: Mapping[str, Any]) -> None:
        for name, choice in self._choices.items():
            choice.choose(str(kept.get(name, "")))
        self.table.search.setText(str(kept.get("text", "")))
        self._narrow()

    # -- views --------------------------------------------------------------------------------------------------------

    @property
    def view(self) -> DealersView | None:
        """What is looked at beside the list, None while it is the list."""
        return self.built.get(str(self.views.key()))

    @property
    def _spec(self) -> ViewSpec:
        return next(one for one in VIEWS if one.key == self.views.key())

    def show_view(self, key: str) -> None:
        """The list or another view of the same dealers, built when it is first looked at."""
        self.views.choose(key)
        if key != LIST and key not in self.built:
            made = self._spec.make(self.context)
            made.opened.connect(self.show_dealer)
            self.built[key] = made
            self.stack.addWidget(made)
        if self.view is not None:
            self.view.show_dealers(self._shown if self._spec.filtered else self._rows)
        self.show_list()

    def changed(self, changes: HasTables) -> None:
        """The list, the card, and what the view in sight reads by itself."""
        super().changed(changes)
        if self.view is not None and self.isVisible():
            self.view.changed(changes)

    # -- card ---------------------------------------------------------------------------------------------------------

    def show_dealer(self, party_id: str) -> None:
        """Open the card of a dealer."""
        self._wanted = party_id
        self._read_card()

    def show_list(self) -> None:
        """Back to the list, where it was."""
        self._wanted = ""
        self.day.back_to_today()
        self.stack.setCurrentIndex(_LIST)
        if self.view is not None:
            self.stack.setCurrentWidget(self.view)
        self._show_head()
        (self.table.view if self.view is None else self.view).setFocus()

    def _read_card(self) -> None:
        if not self._wanted:
            return
        self.day.follow()
        desk, wanted, reader, day = self.context.desk, self._wanted, type(self).figures, self.day.day
        number = day_number(day)

        def work(_progress: Progress) -> CardData:
            with desk.db.read() as session:
                card = party_card(session, wanted, on=number)
                happened = told(session, desk.book, party_history(session, wanted), names(session))
            dealer = "dealer" in card.row.role.split(",") and not card.removed
            return CardData(card, happened, reader(desk, wanted, day) if reader and dealer else None, number)

        self.load(work, self._show_card, key="card")

    def _show_card(self, data: CardData) -> None:
        if data.card.row.id != self._wanted or data.day != day_number(self.day.day):
            return
        self.card.show_card(data)
        self.stack.setCurrentIndex(_CARD)
        self._show_head()

    def _show_head(self) -> None:
        """The head of the list, or of the dealer that is open."""
        data = self.card.data if self._wanted and self.stack.currentIndex() == _CARD else None
        for switch in (self.views, self.saved):
            switch.setVisible(data is None)
        for part in (self.role, self.tier, self.region, self.status):
            part.setVisible(data is None and (self.view is None or self._spec.filtered))
        if data is not None:
            self.clear_button.hide()
        for button in self._of_card:
            button.setVisible(data is not None)
        if data is None:
            self.title_label.say(Text(type(self).title))
            self.say_subtitle("")
            return
        party = data.card.row
        self.title_label.say(party.name)
        tier = tier_of(party.tier)
        said = self.look.say(tier) if isinstance(tier, Text) else tier
        self.say_subtitle(" · ".join(part for part in (party.code, said, party.region, party.ref) if part))
        self.state.show_state(*status_of(party))
        position, total = self._position(), self.table.grid.rowCount()
        self.up_button.setEnabled(position > 0)
        self.down_button.setEnabled(0 <= position < total - 1)

    def _position(self) -> int:
        """Where the open dealer stands in the list as it is narrowed and sorted, -1 if it does not."""
        grid = self.table.grid
        return next((n for n in range(grid.rowCount()) if grid.row_at(n).id == self._wanted), -1)

    def _step(self, count: int) -> None:
        position = self._position() + count
        if self._wanted and 0 <= position < self.table.grid.rowCount():
            self.table.view.select(position)
            self.show_dealer(self.table.grid.row_at(position).id)

    def _open_figure(self, kpi: str) -> None:
        self.context.go("board", {"dealer": self._wanted, "kpi": kpi})

    # -- where to -----------------------------------------------------------------------------------------------------

    def open(self, target: Mapping[str, object]) -> None:
        """``dealer`` (an id: its card) and its ``tab``, ``region`` or ``tier`` (the list narrowed to it)."""
        if "dealer" in target:
            self.card.open_tab(str(target.get("tab", self.card.tab)))
            self.show_dealer(str(target["dealer"]))
            return
        for name, choice in (("region", self.region), ("tier", self.tier), ("role", self.role)):
            if name in target:
                self.show_list()
                choice.choose(str(target[name]))
                self._narrow()

    def commands(self) -> list[Command]:
        """The list, and its export."""
        found = [Command(Text(N_("Export the list of dealers")), self.table.export, "file-spreadsheet")]
        found += self.register.commands()
        if self._wanted:
            if self.card.to_hand_back:
                words = Text(N_("Take every field from imports again"))
                found.insert(0, Command(words, lambda: self.card.hand_back(self.card.to_hand_back), "download"))
            found.insert(0, Command(Text(N_("The card on another day")), self.day.edit.setFocus, "calendar"))
            found.insert(0, Command(Text(N_("All dealers")), self.show_list, "store", "Backspace"))
        return found

    @classmethod
    def hits(cls, desk: "Desk", lang: str, text: str) -> list[Found]:
        """Parties by name, code, reference or credit code."""
        del lang
        with desk.db.read() as session:
            rows = search_parties(session, text)
        return [Found(one.name, _detail(one), "dealers", {"dealer": one.id}, "store") for one in rows]


def _detail(one: DealerRow) -> str:
    return " · ".join(part for part in (one.code, one.region) if part)


def _days_of(value: object) -> int:
    if isinstance(value, Text):
        days: Sequence[object] = [*value.params.values(), 0]
        return int(str(days[0]))
    return -1
