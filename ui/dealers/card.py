"""The card of one dealer: tabs, each made once somebody looks at it, above them what must not be overlooked."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from app.core.db import Action
from app.core.period import day_number
from app.core.progress import Progress
from app.core.texts import N_, Text
from app.dealers.service import COPIED, hand_back
from ui.core.card import Banner, clear, scrolled
from ui.core.controls import Segments
from ui.dealers.card_panel import CardData, Panel, Tab
from ui.dealers.card_tabs import TABS
from ui.dealers.said import state_pill

if TYPE_CHECKING:
    from ui.core.page import Context

_REMEMBERED: Final = "dealers.card.tab"


class DealerCard(QWidget):
    """One dealer; ``opened`` asks for another by its id."""

    opened = Signal(str)
    figure_opened = Signal(str)
    today_wanted = Signal()
    """Back from another day."""

    def __init__(self, context: "Context") -> None:
        """Empty until ``show_card``."""
        super().__init__()
        self.context, self.look, self._desk = context, context.look, context.desk
        self.data: CardData | None = None
        self.panels: dict[str, Panel] = {}
        self._shown: dict[str, CardData] = {}
        self._areas: dict[str, QScrollArea] = {}
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(12)
        self._notes = QVBoxLayout()
        outer.addLayout(self._notes)
        self.tabs = Segments(self.look, [(one.key, Text(one.title)) for one in TABS])
        self.tabs.picked.connect(lambda key: self.open_tab(str(key)))
        outer.addWidget(self.tabs)
        self.stack = QStackedWidget()
        outer.addWidget(self.stack, 1)
        for keys, step in (("Ctrl+PgDown", 1), ("Ctrl+PgUp", -1)):
            turn = QShortcut(QKeySequence(keys), self, lambda step=step: self._turn(step))
            turn.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        remembered = str(context.memory.get(_REMEMBERED, TABS[0].key))
        self.tab = remembered if any(one.key == remembered for one in TABS) else TABS[0].key
        self.tabs.choose(self.tab)

    # -- tabs ---------------------------------------------------------------------------------------------------------

    def panel(self, key: str) -> Panel:
        """The panel of a tab, made at the first look."""
        if key not in self.panels:
            tab: Tab = next(one for one in TABS if one.key == key)
            panel = tab.make(self.context)
            panel.opened.connect(self.opened)
            panel.figure_opened.connect(self.figure_opened)
            panel.handed_back.connect(lambda name: self.hand_back([name]))
            area = scrolled(panel)
            self.panels[key], self._areas[key] = panel, area
            self.stack.addWidget(area)
        return self.panels[key]

    def open_tab(self, key: str) -> None:
        """Look at another tab; the next card opens at it too."""
        self.tab = key
        self.tabs.choose(key)
        self.context.memory.put(_REMEMBERED, key)
        self._show_tab()

    def _turn(self, step: int) -> None:
        keys = [one.key for one in TABS]
        self.open_tab(keys[(keys.index(self.tab) + step) % len(keys)])

    def _show_tab(self) -> None:
        """The tab in sight; the others wait until somebody looks at them."""
        panel = self.panel(self.tab)
        self.stack.setCurrentWidget(self._areas[self.tab])
        before = self._shown.get(self.tab)
        if self.data is None or before is self.data:
            return
        again = before is not None and before.card.row.id == self.data.card.row.id
        if not again:
            self._areas[self.tab].verticalScrollBar().setValue(0)
        self._shown[self.tab] = self.data
        panel.show_card(self.data, again=again)

    # -- fields -------------------------------------------------------------------------------------------------------

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

    def show_card(self, data: CardData) -> None:
        """Show a dealer; open editors of the same dealer stay open."""
        self.data = data
        clear(self._notes)
        merged = data.card.merged_into
        if merged is not None:
            words = Text(N_("Merged into {dealer}: everything is on that card."), {"dealer": merged.name})
            open_ = Text(N_("Open"))
            self._notes.addWidget(
                Banner(self.look, "info", words, action=open_, on=lambda: self.opened.emit(merged.id))
            )
        elif data.card.removed:
            words = Text(N_("No batch in use names this dealer any more; it is kept, but counts nowhere."))
            self._notes.addWidget(Banner(self.look, "warn", words))
        if data.day != day_number(self._desk.clock.today()):
            back = Text(N_("Back to today"))
            self._notes.addWidget(Banner(self.look, "info", self._then(data), action=back, on=self.today_wanted.emit))
        self._show_tab()

    def _then(self, data: CardData) -> Text:
        """What held on the day that is looked at, if that is not today."""
        charge, formats = data.card.charge, self.look.formats
        return Text(
            N_("As it is valid on {day}: state {state}, responsible {manager}, buys from {parent}. What bears no days "
               "(fields, tasks, files) is that of today, and changes are made today."),
            {"day": formats.day(data.day), "state": state_pill(data.card.row.status).words,
             "manager": charge.manager or "—", "parent": data.card.row.parent or "—"},
        )  # fmt: skip
