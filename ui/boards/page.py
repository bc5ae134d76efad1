"""Own boards: a list of boards, one of them with its filters and its tiles in four columns."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QMenu

from app.boards.choosing import SPANS, Filters, filters_at
from app.boards.queries import BoardRow
from app.boards.specs import KIND_TITLES
from app.boards.templates import TEMPLATES
from app.boards.tile import KINDS, Tile, TileSpec
from app.core.texts import N_, Text
from app.kpi.counting import Counting
from app.kpi.organisation import Structure
from ui.boards.deeper import open_figure
from ui.boards.grid import TileGrid
from ui.boards.handing import share_button
from ui.boards.keeping import Keeper
from ui.boards.reading import READY, BoardsView, read_ahead, read_boards, read_later
from ui.boards.settings import ask_tile, new_tile
from ui.core.card import row
from ui.core.context import Command, Context
from ui.core.controls import Button, Check, Choice
from ui.core.counting import CountingBar
from ui.core.drawer import Drawer
from ui.core.filters import FilterBar
from ui.core.filters import Filters as Chosen
from ui.core.page import Page
from ui.core.structure import ALIGNED, StructureBar
from ui.core.words import spoken

if TYPE_CHECKING:
    from ui.core.words import Words

OWN_PERIOD = "own"
SPRING = 3
"""Years are aligned in the months around the spring festival."""


class BoardsPage(Page):
    """Old figures stay until the new ones are there; every figure opens what it is made of on the standing board."""

    title: ClassVar[str] = N_("My boards")

    def __init__(self, context: Context) -> None:
        """Empty until the first ``reload``."""
        super().__init__(context)
        self.view: BoardsView | None = None
        self._memory_key = f"boards.last.{context.desk.workspace.id}"
        self.key = str(context.memory.get(self._memory_key, ""))
        self.filters_now: Filters | None = None
        """What is chosen just now; None is what the board opens with."""
        self._barred: Chosen | None = None
        """What the bar of filters said last."""
        self.arranging = False
        self.keeper = Keeper(self)
        self.boards = Choice(self.look, name=Text(N_("Board")))
        self.boards.picked.connect(lambda key: self.show_board(str(key)))
        self.span = Choice(self.look, name=Text(N_("Period")))
        self.span.picked.connect(self._span_picked)
        self.back = Check(
            self.look, Text(N_("A year before")), lambda on: self._choose(lambda now: replace(now, back=on))
        )
        self.align = Choice(self.look, [(key, Text(words)) for key, words in ALIGNED], name=Text(N_("Compare years")))
        self.align.picked.connect(lambda key: self._choose(lambda now: replace(now, align=str(key))))
        self.bar = FilterBar(self.look, context.desk.clock.today())
        self.bar.changed.connect(self._filtered)
        self.keep = Button(self.look, Text(N_("Keep filters")), self.keeper.keep_filters, icon="save", kind="quiet")
        self.arrange = Button(
            self.look, Text(N_("Arrange")), self.turn_arranging, icon="layout-dashboard", shortcut="Ctrl+E",
            tip=Text(N_("Add, move, size and take off tiles")),
        )  # fmt: skip
        self.add = Button(self.look, Text(N_("Add a tile")), self._offer_tiles, icon="plus", kind="primary")
        self.more = Button(self.look, Text(N_("This board")), self._offer, icon="ellipsis")
        self.share = share_button(self)
        for part in (self.boards, self.add, self.arrange, self.share, self.more):
            self.buttons.addWidget(part)
        self.counting = CountingBar(self.look)
        self.structure = StructureBar(self.look)
        for one in (self.span, self.bar, self.back):
            self.filters.addWidget(one)
        self.filters.addStretch(1)
        self.body.addLayout(row(self.counting, self.keep, None, self.structure, self.align))
        self.grid = TileGrid(context)
        self.body.addWidget(self.grid)
        self.body.addStretch(1)
        self.drawer = Drawer(self.look, self, share=0.62, least=640)
        self._connect()

    def _connect(self) -> None:
        self.counting.changed.connect(self._recounted)
        self.structure.changed.connect(self._reorganised)
        self.grid.opened.connect(lambda tile, key, column: open_figure(self, tile, key, column))
        self.grid.defined.connect(lambda tile: open_figure(self, tile, "", 0, part="definition"))
        self.grid.arranged.connect(self.keeper.arrange)
        self.grid.edited.connect(self._edit)
        QShortcut(QKeySequence.StandardKey.Find, self, self.bar.dealer.setFocus)
        QShortcut(QKeySequence("Ctrl+E"), self, self.turn_arranging)
        self.look.language_changed.connect(self._rewrite)
        self._show_tools_of(None)

    # -- reading ------------------------------------------------------------------------------------------------------

    def reload(self) -> None:
        """Read the board for what is asked."""
        desk, key, filters = self.context.desk, self.key, self.filters_now
        self.load(lambda _progress: read_boards(desk, key, filters), self._show)
        if self.view is None:  # nothing is in memory yet; what it cannot read the other says
            title = Text(N_("Reading: {page}"), {"page": Text(self.title)})
            self.tasks.run(title, lambda _progress: read_ahead(desk, key, filters), owner=self, key="ahead",
                           failed=lambda _refusal: None)  # fmt: skip

    def show_board(self, key: str) -> None:
        """Another board, with what it opens with."""
        self.key, self.filters_now = key, None
        self.context.memory.put(self._memory_key, key)
        self.reload()

    def open(self, target: Mapping[str, object]) -> None:
        """``board`` is a name, a reference or ``template:sales``."""
        if target.get("board"):
            self.show_board(str(target["board"]))

    def ask(self, filters: Filters) -> None:
        """Other filters, until another board is opened or they are kept."""
        self.filters_now = filters
        self.reload()

    def commands(self) -> list[Command]:
        """For Ctrl+K."""
        known = self.view.boards if self.view is not None else ()
        found = [Command(one.name, partial(self.show_board, one.id), "layout-dashboard") for one in known]
        return [
            *found, Command(Text(N_("Arrange")), self.turn_arranging, "layout-dashboard", "Ctrl+E"),
            Command(Text(N_("New board…")), self.keeper.create, "plus"),
            Command(Text(N_("Bring in a board from a file…")), self.keeper.bring_in, "upload"),
        ]  # fmt: skip

    # -- filters ------------------------------------------------------------------------------------------------------

    def _choose(self, changed: Callable[[Filters], Filters]) -> None:
        """Other filters than those that were asked for last, whether their figures are there yet or not."""
        if self.view is not None:
            self.ask(changed(self.filters_now or self.view.filters))

    def _span_picked(self, key: object) -> None:
        if key != OWN_PERIOD:
            self._choose(lambda now: replace(now, span=str(key)))

    def _recounted(self, counting: Counting) -> None:
        if self.view is not None:
            told = filters_at(replace(self.view.choice, counting=counting))
            self._choose(lambda now: replace(
                now, tax=told.tax, types=told.types, sellers=told.sellers, basis=told.basis
            ))  # fmt: skip

    def _reorganised(self, structure: Structure) -> None:
        self._choose(lambda now: replace(now, historical=structure.historical, only=structure.only))

    def _filtered(self, chosen: Chosen) -> None:
        """What was changed in the bar; what it still shows of the figures before changes nothing."""
        before, self._barred = self._barred, chosen
        if before is None:
            return

        def changed(now: Filters) -> Filters:
            if chosen.region != before.region:
                now = replace(now, region=chosen.region or "")
            if chosen.dealer != before.dealer:
                now = replace(now, dealer=chosen.dealer or "")
            if chosen.group != before.group:
                now = replace(now, group=chosen.group or "")
            if chosen.period != before.period:
                now = replace(now, span=chosen.period.name, back=False)
            return now

        self._choose(changed)

    def _write_filters(self, view: BoardsView) -> None:
        now = view.filters
        spans: list[tuple[str, Words]] = [(key, Text(words)) for key, words in SPANS.items()]
        if now.span not in SPANS:
            spans.append((OWN_PERIOD, Text(N_("Chosen period"))))
        self.span.set_options(spans, now.span if now.span in SPANS else OWN_PERIOD)
        self.back.blockSignals(True)
        self.back.setChecked(now.back)
        self.back.blockSignals(False)
        self.align.choose(now.align)
        self.counting.choose(view.choice.counting)
        self.structure.show_structure(view.choice.structure, organised=view.organised)
        self.bar.set_regions(view.regions)
        self.bar.set_dealers(view.dealers)
        self.bar.set_groups(view.groups)
        period = view.choice.period
        self.bar.period.set_calendar(view.calendar)
        self.bar.period.set_bounds(view.first, max(view.last, period.first))
        self.bar.choose(Chosen(period, now.region or None, now.dealer or None, now.group or None))
        self._barred = self.bar.filters
        self.align.setVisible(period.first.month <= SPRING and len(period.months) <= SPRING)
        self.keep.setVisible(now != view.shown.filters)

    # -- showing ------------------------------------------------------------------------------------------------------

    def _show(self, view: BoardsView | None) -> None:
        if view is None:
            self.view = None
            self.share.hide()
            self._show_tools_of(None)
            self.show_empty(
                Text(N_("No data yet")),
                Text(N_("Import orders as your ERP exports them; figures appear as soon as the first file is in.")),
                icon="layout-dashboard", action=Text(N_("Import files")), on=lambda: self.context.go("imports", {}),
            )  # fmt: skip
            return
        self.view, self.key = view, view.shown.key
        self.share.setVisible(bool(view.shown.tiles))
        self._show_tools_of(view)
        self._write_filters(view)
        self._write(view)
        self.show_body()
        if any(one is None for one in view.tiles):
            desk = self.context.desk
            self.load(lambda _progress: read_later(desk, view), partial(self._show_later, view), key="later")

    def _show_later(self, view: BoardsView, tiles: tuple[Tile, ...]) -> None:
        if self.view is view:
            self.view = replace(view, tiles=tuple(_filled(view, tiles)))
            self.grid.show_later(view, tiles)

    def _show_tools_of(self, view: BoardsView | None) -> None:
        for part in (self.boards, self.span, self.back, self.align, self.bar, self.arrange, self.more, self.counting):
            part.setVisible(view is not None)
        if view is None:
            self.structure.hide()
        self.add.setVisible(view is not None and self.arranging)
        self.keep.setVisible(False)

    def _write(self, view: BoardsView) -> None:
        options: list[tuple[str, Words]] = [(row.id, _called(row)) for row in view.boards]
        ready = [
            (READY + word, Text(N_("Ready made: {name}"), {"name": Text(one.title)})) for word, one in TEMPLATES.items()
        ]
        self.boards.set_options([*options, *ready], view.shown.key)
        self.arrange.say(Text(N_("Done")) if self.arranging else Text(N_("Arrange")))
        shown, formats = view.shown, self.look.formats
        said = {
            "name": shown.name, "period": formats.period(view.choice.period, view.today), "day": formats.day(view.last),
        }  # fmt: skip
        self.say_subtitle(Text(N_("{name} · {period} · data until {day}"), said))
        if shown.row is not None and shown.row.refused is not None:
            self.show_empty(shown.row.refused, icon="triangle-alert")
            return
        self.grid.show_view(view, arranging=self.arranging)

    def _rewrite(self) -> None:
        if self.view is not None:
            self.grid.specs = ()
            self._write(self.view)
            self.drawer.shut()

    # -- arranging ----------------------------------------------------------------------------------------------------

    def turn_arranging(self) -> None:
        """Begin or end to arrange."""
        if self.view is None:
            return
        self.arranging = not self.arranging
        self.add.setVisible(self.arranging)
        self._write(self.view)

    def _offer_tiles(self) -> None:
        menu = QMenu(self)
        for kind in KINDS:
            menu.addAction(self.look.t(KIND_TITLES[kind])).triggered.connect(
                lambda _on=False, one=kind: self._add(new_tile(one))
            )
        menu.exec(self.add.mapToGlobal(self.add.rect().bottomLeft()))
        menu.deleteLater()

    def _add(self, spec: TileSpec) -> None:
        found = ask_tile(self.look, self, spec, self.context.desk.kpis, new=True)
        if found is not None:
            self.grid.put(len(self.grid.specs), found)

    def _edit(self, place: int) -> None:
        found = ask_tile(self.look, self, self.grid.specs[place], self.context.desk.kpis)
        if found is not None and found != self.grid.specs[place]:
            self.grid.put(place, found)

    def _offer(self) -> None:
        menu = self.menu()
        menu.exec(self.more.mapToGlobal(self.more.rect().bottomLeft()))
        menu.deleteLater()

    def menu(self) -> QMenu:
        """What can be done with the board."""
        menu = QMenu(self)
        for words, on, there in self.keeper.acts():
            action = menu.addAction(spoken(self.look, words))
            action.triggered.connect(lambda _on=False, do=on: do())
            action.setEnabled(there)
        return menu


def _filled(view: BoardsView, tiles: tuple[Tile, ...]) -> "list[Tile | None]":
    ready = iter(tiles)
    return [next(ready, None) if one is None else one for one in view.tiles]


def _called(one: BoardRow) -> "Words":
    """A board in the list: its name, and whose it is where it is shared."""
    return Text(N_("{name} (shared by {owner})"), {"name": one.name, "owner": one.owner}) if _foreign(one) else one.name


def _foreign(one: BoardRow) -> bool:
    return one.shared and bool(one.owner)
