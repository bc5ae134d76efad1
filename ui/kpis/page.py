"""The page of KPIs: every one with its formula, denominator, owner and version; own ones are written here."""

from collections.abc import Mapping
from dataclasses import replace
from typing import ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut

from app.core.progress import Progress
from app.core.texts import N_, Text
from app.kpi.definitions import UNIT_TITLES
from app.kpi.kpi import OWNERS, Kpi
from app.kpi.own.known import listed_kpis
from app.kpi.own.preview import Preview, read_newest
from app.kpi.own.service import DIRECTIONS, Draft
from ui.core.card import Card
from ui.core.controls import Button
from ui.core.drawer import Drawer
from ui.core.pack_lock import hold, pack_lock
from ui.core.page import Command, Context, Page
from ui.core.table import Table
from ui.core.table_columns import Column, State
from ui.kpis.card import KpiCard
from ui.kpis.editor import KpiEditor

_OWN = State(Text(N_("own")), "good")
_GIVEN = State(Text(N_("built in")), "dim")


class KpisPage(Page):
    """All KPIs."""

    title: ClassVar[str] = N_("KPIs")
    watches: ClassVar[frozenset[str]] = frozenset({"own_kpi"})

    def __init__(self, context: Context) -> None:
        """Empty until it is shown."""
        super().__init__(context, scroll=False)
        self.kpis: Mapping[str, Kpi] = {}
        self._then = ""
        look = self.look
        columns = (
            Column("name", Text(N_("KPI")), width=190, get=lambda one: Text(one.name)),
            Column("formula", Text(N_("Formula")), stretch=True, width=200),
            Column("denominator", Text(N_("Denominator")), stretch=True, width=240,
                   get=lambda one: Text(one.denominator)),
            Column("unit", Text(N_("Unit")), width=90, get=lambda one: Text(UNIT_TITLES[one.unit])),
            Column("owner", Text(N_("Owner department")), width=110, get=lambda one: Text(one.owner)),
            Column("version", Text(N_("Version")), "number", 70),
            Column("own", Text(N_("Kind")), "pill", 108, get=lambda one: _OWN if one.own else _GIVEN),
            Column("id", Text(N_("Id")), width=150, hidden=True),
            Column("sentence", Text(N_("What it means")), width=300, hidden=True, get=lambda one: Text(one.sentence)),
        )  # fmt: skip
        self.table = Table(context, columns, name="kpis", title=Text(N_("KPIs")))
        self.table.opened.connect(self.show_kpi)
        self.add_button = Button(
            look, Text(N_("New own KPI…")), self.new_kpi, icon="plus", kind="primary", shortcut="Ctrl+N",
        )  # fmt: skip
        self.buttons.addWidget(self.add_button)
        self.add_button.setVisible(not context.desk.db.read_only)
        self.drawer = Drawer(look, self, share=0.5, least=520)
        card = Card(look)
        card.body.addWidget(self.table)
        self.body.addWidget(card, 1)
        find = QShortcut(QKeySequence(QKeySequence.StandardKey.Find), self, self.table.search.setFocus)
        find.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)

    def reload(self) -> None:
        """Read what there is."""
        desk = self.context.desk

        def work(_progress: Progress) -> Mapping[str, Kpi]:
            with desk.db.read() as session:
                return listed_kpis(session)

        self.load(work, self._show)

    def _show(self, found: Mapping[str, Kpi]) -> None:
        self.kpis = found
        why = pack_lock(self.context.desk, "kpis")
        self.add_button.setEnabled(True)
        hold(why, self.add_button)
        self.table.set_rows(sorted(found.values(), key=lambda one: not one.own))
        own = sum(one.own for one in found.values())
        said = {"n": self.look.formats.number(len(found)), "own": self.look.formats.number(own)}
        self.subtitle.say(Text(N_("KPIs: {n}, own ones among them: {own}"), said))
        self.subtitle.show()
        if self._then in found:
            self.show_kpi(found[self._then])
        self._then = ""

    # -- one KPI ------------------------------------------------------------------------------------------------------

    def show_kpi(self, kpi: Kpi) -> None:
        """Open what it means, with its newest figures."""
        desk = self.context.desk
        self.card = card = KpiCard(self.context, kpi)
        card.copied.connect(lambda: self._edit(self._draft(kpi), ""))
        card.changing.connect(lambda: self._edit(self._draft(kpi), kpi.id))
        self.drawer.show_widget(Text(kpi.name), card, Text(N_("Own KPI")) if kpi.own else "")

        def work(_progress: Progress) -> Preview:
            with desk.db.read() as session:
                return read_newest(session, kpi, today=desk.clock.today())

        self.tasks.run(Text(N_("Reading: {page}"), {"page": Text(kpi.name)}), work, card.show_figures, owner=card)

    def new_kpi(self) -> None:
        """Begin a KPI."""
        self._edit(Draft("", ""), "")

    def _draft(self, kpi: Kpi) -> Draft:
        """A KPI's words, to change them or to begin another one with them."""
        owner = next((key for key, words in OWNERS.items() if words == kpi.owner), "sales")
        direction = kpi.direction if kpi.direction in DIRECTIONS else "none"
        said = Draft(kpi.name, kpi.formula, kpi.sentence, kpi.unit, direction, owner, kpi.grains[0])
        return said if kpi.own else replace(said, name="", sentence=self.look.t(kpi.sentence))

    def _edit(self, draft: Draft, key: str) -> None:
        self.editor = KpiEditor(self.context, draft, key)
        self.editor.saved.connect(self._saved)
        self.drawer.show_widget(draft.name if key else Text(N_("New own KPI")), self.editor)
        self.editor.name.setFocus()

    def _saved(self, key: str) -> None:
        self.drawer.shut()
        if key:
            self.context.notify("good", Text(N_("Saved. It can be asked for wherever KPIs are chosen.")))

    # -- where to -----------------------------------------------------------------------------------------------------

    def open(self, target: Mapping[str, object]) -> None:
        """``kpi`` (an id) opens its definition."""
        self._then = str(target.get("kpi", ""))
        if self._then in self.kpis:
            self.show_kpi(self.kpis[self._then])
            self._then = ""

    def commands(self) -> list[Command]:
        """For Ctrl+K."""
        new = [] if self.context.desk.db.read_only else [Command(Text(N_("New own KPI")), self.new_kpi, "plus")]
        return [*new, Command(Text(N_("Export the list of KPIs")), self.table.export, "file-spreadsheet")]
