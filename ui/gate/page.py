"""The Gate page (准入管控一览): who may receive what on a day and why, what runs out, and by which rules."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout

from app.compliance.gate.region import GateMap, MapRow
from app.core.progress import Progress
from app.core.texts import N_, Text
from ui.core.card import Card
from ui.core.controls import Choice, Segments
from ui.core.day import DayField
from ui.core.drawer import Drawer
from ui.core.page import Command, Context, Page
from ui.core.table import Table
from ui.gate.letter import ask_letter
from ui.gate.papers import PapersView
from ui.gate.reading import Beside, Why, read_beside, read_map, read_why
from ui.gate.rules import RulesView
from ui.gate.table import columns_of, count_of, fits, ordered
from ui.gate.why import WhyView

if TYPE_CHECKING:
    from app.compliance.gate.reading import GoodsGroup

_TABS = ("map", "papers", "rules")
_FIRST_GROUP = 3
"""Columns of the map before the product groups."""


class GatePage(Page):
    """The map of a day; a cell opens why."""

    title: ClassVar[str] = N_("Gate map")
    watches: ClassVar[frozenset[str]] = frozenset({
        "party", "party_code", "party_passage", "assignment", "licence", "licence_need", "contract", "territory",
        "credit_override", "receivable", "product", "product_group", "expiry_ladder", "setting", "attachment",
    })  # fmt: skip

    def __init__(self, context: Context) -> None:
        """Empty until it is shown."""
        super().__init__(context, scroll=False)
        self.map: GateMap | None = None
        self.beside: Beside | None = None
        self.table: Table | None = None
        self._groups: tuple[GoodsGroup, ...] = ()
        self._asked: tuple[str, str | None] | None = None
        look = self.look
        self.tabs = Segments(
            look, ((_TABS[0], Text(N_("Map"))), (_TABS[1], Text(N_("Running out"))), (_TABS[2], Text(N_("Rules"))))
        )
        self.day = DayField(look, context.desk.clock.today)
        self.narrowed = Choice(look, (
            ("", Text(N_("All dealers"))), ("blocked", Text(N_("With something blocked"))),
            ("soon", Text(N_("Changes within 90 days"))), ("free", Text(N_("With goods that need no paper"))),
        ), name=Text(N_("Filter")))  # fmt: skip
        self.map_card = Card(look)
        self._place = QVBoxLayout()
        self.map_card.body.addLayout(self._place, 1)
        self.papers = PapersView(context, self._read_beside, self._letter, self._card)
        self.rules = RulesView(context)
        papers_card = Card(look)
        papers_card.body.addWidget(self.papers)
        self.stack = QStackedWidget()
        for one in (self.map_card, papers_card, self.rules):
            self.stack.addWidget(one)
        self.drawer = Drawer(look, self, share=0.5)
        self.why: WhyView | None = None
        self._arrange()

    def _arrange(self) -> None:
        for one in (self.tabs, self.day, self.narrowed):
            self.filters.addWidget(one)
        self.filters.addStretch(1)
        self.body.addWidget(self.stack, 1)
        self.tabs.picked.connect(lambda _key: self._show_tab())
        self.day.picked.connect(lambda _day: self.reload())
        self.narrowed.picked.connect(lambda _key: self._narrow())
        self.drawer.closed.connect(self._closed)
        find = QShortcut(QKeySequence(QKeySequence.StandardKey.Find), self, self._find)
        find.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)

    def _find(self) -> None:
        table = (self.table, self.papers.table, self.rules.needs)[self.stack.currentIndex()]
        if table is not None:
            table.search.setFocus()

    # -- reading ------------------------------------------------------------------------------------------------------

    def reload(self) -> None:
        """Read the map of the chosen day again, then what stands beside it, and what is open."""
        self.day.follow()
        desk, day = self.context.desk, self.day.day

        def work(_progress: Progress) -> GateMap:
            return read_map(desk, day)

        self.load(work, self._show)
        if self._asked is not None:
            self._read_why()

    def _read_beside(self) -> None:
        desk, within = self.context.desk, self.papers.within

        def work(_progress: Progress) -> Beside:
            return read_beside(desk, within)

        self.load(work, self._show_beside, key="beside")

    def _show_beside(self, beside: Beside) -> None:
        self.beside = beside
        self.papers.show_rows(beside.expiring)
        self.rules.show_rules(beside.rules)
        if self.map is not None and self.map.rows:
            self._say()

    def _show(self, found: GateMap) -> None:
        self.map = found
        if not found.rows or not found.groups:
            self.show_empty(
                Text(N_("Nothing to ask the gate about yet")),
                Text(N_("It needs dealers, products with a class of goods, and the licences of the dealers.")),
                icon="shield-check", action=Text(N_("Import files")), on=lambda: self.context.go("imports", {}),
            )  # fmt: skip
            return
        if self.table is None or self._groups != found.groups:
            self._make_table(found)
        self.show_body()
        self._read_beside()
        self._narrow()

    def _make_table(self, found: GateMap) -> None:
        """The columns are the product groups: another table where these are others."""
        if self.table is not None:
            self._place.removeWidget(self.table)
            self.table.deleteLater()
        self._groups = found.groups
        self.table = Table(
            self.context, columns_of(self.look, lambda: self.map.day if self.map else 0, found.groups),
            name="gate.map", title=Text(N_("Gate map")), empty=Text(N_("No dealer fits this filter.")),
        )  # fmt: skip
        self._place.addWidget(self.table, 1)
        self.table.view.clicked.connect(self._clicked)
        self.table.opened.connect(lambda one: self.show_why(one.id, self._group_at(self._column())))

    def _narrow(self) -> None:
        if self.map is None or self.table is None:
            return
        wanted, found = str(self.narrowed.key() or ""), self.map
        rows = [one for one in found.rows if fits(one, wanted, found.day)]
        self.table.set_rows(ordered(rows, found.day))
        self._say()

    def _say(self) -> None:
        """What the tab that is shown counts."""
        tab, number = str(self.tabs.key()), self.look.formats.number
        if tab == _TABS[0]:
            self._say_map()
        elif tab == _TABS[1] and self.beside is not None:
            rows = self.beside.expiring
            said = {"n": number(len(rows)), "ended": number(sum(one.left < 0 for one in rows)),
                    "unscanned": number(sum(not one.scanned for one in rows))}  # fmt: skip
            self.say_subtitle(Text(N_("Papers: {n}, ended {ended}, without a scan {unscanned}"), said))
        else:
            self.say_subtitle(Text(N_("Every change is in the history and can be undone.")))

    def _say_map(self) -> None:
        found = self.map
        if found is None:
            return
        said = {
            "day": self.look.formats.day(found.day), "dealers": self.look.formats.number(len(found.rows)),
            "blocked": self.look.formats.number(count_of(found.rows, "blocked", found.day)),
            "soon": self.look.formats.number(count_of(found.rows, "soon", found.day)),
        }  # fmt: skip
        self.say_subtitle(
            Text(N_("{day}: dealers {dealers}, with something blocked {blocked}, changing within 90 days {soon}"), said)
        )

    def retranslate(self) -> None:
        """Days and amounts in words are written by language."""
        self._narrow()
        self._read_why()

    def _show_tab(self) -> None:
        place = _TABS.index(str(self.tabs.key()))
        self.stack.setCurrentIndex(place)
        for one in (self.day, self.narrowed):
            one.setVisible(place == 0)
        if self.map is not None and self.map.rows:
            self._say()

    # -- why ----------------------------------------------------------------------------------------------------------

    def _column(self) -> int:
        return self.table.view.currentIndex().column() if self.table is not None else -1

    def _group_at(self, column: int) -> str | None:
        """The product group of a column; None beside them."""
        place = column - _FIRST_GROUP
        return self._groups[place].code if 0 <= place < len(self._groups) else None

    def _clicked(self, index: QModelIndex) -> None:
        group = self._group_at(index.column())
        one: MapRow | None = self.table.current if self.table is not None else None
        if group is not None and one is not None:
            self.show_why(one.id, group)

    def show_why(self, dealer_id: str, group: str | None = None) -> None:
        """Open the documents of a dealer for a product group, or for all."""
        self._asked = dealer_id, group
        self._read_why()

    def _read_why(self) -> None:
        desk, day, asked = self.context.desk, self.day.day, self._asked
        if asked is None:
            return

        def work(_progress: Progress) -> Why:
            return read_why(desk, *asked, day)

        self.load(work, self._show_why, key="why")

    def _show_why(self, why: Why) -> None:
        if self._asked != (why.dealer.id, why.group):
            return
        self.why = WhyView(self.context, why)
        self.why.rules_opened.connect(self._open_rules)
        self.why.letter_wanted.connect(lambda: self._letter(why.dealer.id, why.dealer.code, why.dealer.name))
        name = (why.dealer.name_en if self.look.lang == "en" else "") or why.dealer.name
        self.drawer.show_widget(name, self.why, f"{why.dealer.code} · {self.look.formats.day(why.day)}")

    def _closed(self) -> None:
        self._asked, self.why = None, None

    def _open_rules(self) -> None:
        self.drawer.shut()
        self.tabs.choose("rules")
        self._show_tab()

    def _letter(self, dealer_id: str, code: str, name: str) -> None:
        ask_letter(self.context, self, dealer_id, code, name)

    def _card(self, dealer_id: str) -> None:
        self.context.go("dealers", {"dealer": dealer_id, "tab": "licences"})

    # -- where to -----------------------------------------------------------------------------------------------------

    def open(self, target: Mapping[str, object]) -> None:
        """``dealer`` (an id: all its documents), ``tab`` (``map``, ``papers`` or ``rules``)."""
        if "tab" in target:
            self.tabs.choose(str(target["tab"]))
            self._show_tab()
        if "dealer" in target:
            self.show_why(str(target["dealer"]))

    def commands(self) -> list[Command]:
        """Exports."""
        found = [Command(Text(N_("Export the papers that run out")), self.papers.table.export, "file-spreadsheet")]
        if self.table is not None:
            found.insert(0, Command(Text(N_("Export the gate map")), self.table.export, "file-spreadsheet"))
        return found
