"""The Actions page: what people owe until when, and what came of it; as a list or as a board."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import ClassVar, Final

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFileDialog, QStackedWidget

from app.actions.queries import ActionRow
from app.actions.service import KIND_TITLES, REPEAT_TITLES, STAGE_TITLES
from app.core.period import day_number
from app.core.progress import Progress
from app.core.texts import N_, Text
from app.core.whole import write_whole
from app.meetings.origins import Origin
from ui.actions.reading import FIRST, Line, View, read_view
from ui.core.actions import add, edit, finish, state_of
from ui.core.card import Card
from ui.core.controls import Button, Choice, IconButton, Segments
from ui.core.kanban import Kanban
from ui.core.lanes import DONE_DAYS, lanes, move_action, on_board
from ui.core.menus import drop_down
from ui.core.page import Command, Context, Page
from ui.core.table import Table
from ui.core.table_columns import Column
from ui.core.words import Words, spoken

MINE, ALL, DEALERS, DEPARTMENTS = "mine", "all", "dealers", "departments"
LIST, BOARD = "list", "board"
_KEPT: Final = "actions.face"
_UNDER_WAY: Final = frozenset({"open", "late"})
"""States for which what was closed long ago need not be read."""
STATES: Final[tuple[tuple[str, str], ...]] = (
    ("open", N_("To do")), ("late", N_("Late")), ("closed", N_("Closed")), ("", N_("All")),
)  # fmt: skip


class ActionsPage(Page):
    """Tasks, promises and corrective actions: mine, all, or by dealer."""

    title: ClassVar[str] = N_("Actions")
    watches: ClassVar[frozenset[str]] = frozenset({"action_item", "person", "party", "department"})

    def __init__(self, context: Context) -> None:
        """Empty until it is shown."""
        super().__init__(context, scroll=False)
        self.view: View | None = None
        self._whole = False
        """Whether what was closed long ago was read too."""
        self.whose = Segments(
            self.look,
            ((MINE, Text(N_("Mine"))), (ALL, Text(N_("Everybody's"))), (DEPARTMENTS, Text(N_("By department"))),
             (DEALERS, Text(N_("By dealer")))),
        )  # fmt: skip
        self.state = Choice(self.look, [(key, Text(words)) for key, words in STATES], name=Text(N_("State")))
        kinds: list[tuple[str, Words]] = [(key, Text(words)) for key, words in KIND_TITLES.items()]
        self.kind = Choice(self.look, [("", Text(N_("All kinds"))), *kinds], name=Text(N_("Kind")))
        self.department = Choice(self.look, [("", Text(N_("All departments")))], name=Text(N_("Department")))
        self.face = Segments(self.look, ((LIST, Text(N_("As a list"))), (BOARD, Text(N_("As a board")))))
        kept = str(context.memory.get(_KEPT, LIST))
        self.face.choose(kept if kept in {LIST, BOARD} else LIST)
        self.table = self._make_table()
        self.board = Kanban(self.look)
        self._wanted = ""
        self._shown: list[Line] = []
        self.add_button = Button(
            self.look, Text(N_("New action")), self.add, icon="plus", kind="primary", shortcut="Ctrl+N"
        )
        self.done_button = Button(self.look, Text(N_("Done…")), self.finish, icon="check", shortcut="Ctrl+D")
        self.drop_button = Button(self.look, Text(N_("Drop…")), lambda: self.finish(dropped=True), icon="x")
        self.edit_button = Button(self.look, Text(N_("Change…")), self.edit, icon="pencil", shortcut="F2")
        self.open_button = Button(self.look, Text(N_("Dealer's card")), self.open_about, icon="store")
        self.more_button = IconButton(self.look, "ellipsis", Text(N_("More")), self.offer_more)
        self._arrange()

    def _make_table(self) -> Table:
        def of(name: str) -> Callable[[Line], object]:
            return lambda one: getattr(one.action, name) or None

        columns = (
            Column("state", Text(N_("State")), "pill", 118, get=self._pill, order=lambda state: state.tone),
            Column("title", Text(N_("What is to be done")), stretch=True, width=260, get=of("title")),
            Column("kind", Text(N_("Kind")), width=96, get=lambda one: Text(KIND_TITLES[one.action.kind])),
            Column("about", Text(N_("About")), width=230, get=lambda one: one.about or None,
                   tone=lambda one: "brand" if one.origin is not None else None),
            Column("owner", Text(N_("Owner")), width=96, get=of("owner")),
            Column("department", Text(N_("Department")), width=96,
                   get=lambda one: Text(one.action.department) if one.action.department else None),
            Column("due_on", Text(N_("Due on")), "date", get=of("due_on")),
            Column("stage", Text(N_("Stage")), width=96, hidden=True,
                   get=lambda one: Text(STAGE_TITLES[one.action.stage]) if one.action.stage else None),
            Column("dealer", Text(N_("Dealer")), width=150, hidden=True, get=lambda one: one.dealer or None),
            Column("kpi", Text(N_("KPI")), width=110, hidden=True, get=lambda one: one.kpi),
            Column("repeats", Text(N_("Repeats")), width=90, hidden=True,
                   get=lambda one: Text(REPEAT_TITLES[one.action.repeats]) if one.action.repeats else None),
            Column("done_on", Text(N_("Done on")), "date", get=of("done_on"), hidden=True),
            Column("outcome", Text(N_("Outcome")), width=180, get=of("outcome"), hidden=True),
            Column("ref", Text(N_("Reference")), width=110, get=of("ref"), hidden=True),
        )  # fmt: skip
        return Table(self.context, columns, name="actions.list", title=Text(N_("Actions")))

    def _pill(self, one: Line) -> object:
        return state_of(one.action, self.view.today if self.view else 0)

    def _arrange(self) -> None:
        for part in (self.whose, self.state, self.kind, self.department):
            self.filters.addWidget(part)
        self.filters.addStretch(1)
        self.filters.addWidget(self.face)
        for button in (self.open_button, self.drop_button, self.edit_button, self.done_button):
            self.buttons.addWidget(button)
        self.buttons.addWidget(self.more_button)
        self.buttons.addWidget(self.add_button)
        card = Card(self.look)
        card.body.addWidget(self.table)
        self._faces = QStackedWidget()
        self._faces.addWidget(card)
        self._faces.addWidget(self.board)
        self.body.addWidget(self._faces, 1)
        self.face.picked.connect(lambda key: self.show_face(str(key)))
        self.department.picked.connect(lambda _key: self._narrow())
        self.board.opened.connect(lambda _one: self.edit())
        self.board.chosen.connect(lambda _one: self._enable())
        self.board.moved.connect(lambda one, stage: self.put(one, str(stage)))
        self.whose.picked.connect(lambda _key: self._narrow())
        self.state.picked.connect(lambda _key: self._narrow_or_read())
        self.kind.picked.connect(lambda _key: self._narrow())
        self.table.opened.connect(lambda _one: self.edit())
        self.table.picked.connect(lambda _one: self._enable())
        self.table.view.clicked.connect(self._clicked)
        find = QShortcut(QKeySequence(QKeySequence.StandardKey.Find), self, self.table.search.setFocus)
        find.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self._enable()

    # -- reading ------------------------------------------------------------------------------------------------------

    def reload(self) -> None:
        """Read again; what was closed long ago only where the filter asks for it."""
        desk = self.context.desk
        self._whole = self.state.key() not in _UNDER_WAY
        since = None if self._whole else day_number(desk.clock.today()) - DONE_DAYS

        def first(_progress: Progress) -> View:
            return read_view(desk, since=since, most=FIRST)

        def rest(_progress: Progress) -> View:
            return read_view(desk, since=since, most=None)

        def show(view: View) -> None:
            self._show(view)
            if not view.whole:
                self.load(rest, self._show)

        self.load(first if self.view is None else rest, show)  # what is in sight stays until all of it is read anew

    def _show(self, view: View) -> None:
        first = self.view is None
        self.view = view
        if first and not any(one.action.owner_id == view.me for one in view.lines):
            self.whose.choose(ALL)
        self.department.set_options([("", Text(N_("All departments"))), *view.known.departments])
        self._narrow()
        if view.whole:
            self._wanted = ""

    def _narrow_or_read(self) -> None:
        """Another state: what is read already at once, what it asks for beyond that when it comes."""
        self._narrow()
        if self.view is not None and not self._whole and self.state.key() not in _UNDER_WAY:
            self.reload()

    def _narrow(self) -> None:
        view = self.view
        if view is None:
            return
        shown = [one for one in view.lines if self._fits(one.action, view)]
        if self.whose.key() == DEALERS:
            shown = [one for one in shown if one.about]
            shown.sort(key=lambda one: spoken(self.look, one.about))
        if self.whose.key() == DEPARTMENTS:
            shown = [one for one in shown if one.action.department]
            shown.sort(key=lambda one: spoken(self.look, Text(one.action.department)))
        self.table.say_empty(
            Text(N_("No action fits these filters.")) if view.lines else Text(N_("Nobody owes anything.")),
            "" if view.lines else Text(N_("Actions come from visits, checklists, renewals and cases, or from you.")),
        )
        self.table.set_rows(shown)
        self._shown = shown
        self._draw_face()
        self._choose_wanted()
        late = sum(one.action.state == "open" and (one.action.due_on or view.today) < view.today for one in shown)
        said = {"n": self.look.formats.number(len(shown)), "late": self.look.formats.number(late)}
        self.say_subtitle(Text(N_("Shown: {n} · late: {late}"), said))
        self._enable()

    def _fits(self, one: ActionRow, view: View) -> bool:
        state, kind = self.state.key(), self.kind.key()
        if self.whose.key() == MINE and one.owner_id != view.me:
            return False
        if (kind and one.kind != kind) or (self.department.key() and one.department_id != self.department.key()):
            return False
        if self.face.key() == BOARD and state == "open":
            return on_board(one, view.today)
        if state == "late":
            return one.state == "open" and one.due_on is not None and one.due_on < view.today
        return not state or (one.state == "open") == (state == "open")

    # -- doing --------------------------------------------------------------------------------------------------------

    def _current(self) -> ActionRow | None:
        if self.face.key() == BOARD:
            return next((one.action for one in self._shown if one.action.id == self.board.current), None)
        line = self.table.current
        return line.action if line is not None else None

    def _enable(self) -> None:
        one = self._current()
        is_open = one is not None and one.state == "open"
        for button in (self.done_button, self.drop_button):
            button.setEnabled(is_open)
        self.edit_button.setEnabled(one is not None)
        self.edit_button.say(Text(N_("Change…")) if one is None or is_open else Text(N_("Take up again")))
        of_meeting = self._origin() is not None
        self.open_button.say(Text(N_("Open the meeting")) if of_meeting else Text(N_("Dealer's card")))
        self.open_button.set_icon("users" if of_meeting else "store")
        self.open_button.setEnabled(of_meeting or (one is not None and one.about_entity == "party"))

    def add(self) -> None:
        """Ask for a new one."""
        if self.view is not None:
            known = self.view.known
            add(self.context, self, known.people, dealers=known.dealers, more=known.fields())

    def edit(self) -> None:
        """Change the chosen one, or open it again."""
        one = self._current()
        if one is not None and self.view is not None:
            edit(self.context, self, self.view.known.people, one, more=self.view.known.fields(one))

    def finish(self, *, dropped: bool = False) -> None:
        """Close the chosen one."""
        one = self._current()
        if one is not None and one.state == "open":
            finish(self.context, self, one, dropped=dropped)

    def show_face(self, face: str) -> None:
        """The list or the board of what the filters leave; closed ones come on the board by themselves."""
        self.context.memory.put(_KEPT, face)
        self.face.choose(face)
        self._narrow()

    def _choose_wanted(self) -> None:
        """The action that a link named, once it is there."""
        grid = self.table.grid
        for n in range(grid.rowCount() if self._wanted else 0):
            if grid.row_at(n).action.id == self._wanted:
                self.table.view.select(n)
                return

    def _draw_face(self) -> None:
        as_board = self.face.key() == BOARD and bool(self._shown)
        self._faces.setCurrentIndex(as_board)
        if as_board and self.view is not None:
            self.board.show_lanes(lanes(self.look, [(one.action, one.about) for one in self._shown], self.view.today))

    def put(self, action_id: str, stage: str) -> None:
        """A card was moved: another stage, done with what came of it, or taken up again."""
        one = next((line.action for line in self._shown if line.action.id == action_id), None)
        if one is not None:
            move_action(self.context, self, one, stage)

    def _origin(self) -> Origin | None:
        """The meeting that the chosen action comes from."""
        one = self._current()
        return next((line.origin for line in self._shown if one is not None and line.action.id == one.id), None)

    def open_about(self) -> None:
        """The meeting that agreed on the chosen one, or the card of the dealer that it is about."""
        one, origin = self._current(), self._origin()
        if origin is not None:
            self.context.go("meetings", {"panel": "meetings", "meeting": origin.meeting_id, "item": origin.item_id})
        elif one is not None and one.about_entity == "party":
            self.context.go("dealers", {"dealer": one.about_id})

    def _clicked(self, index: QModelIndex) -> None:
        """A click on the name of a meeting opens it."""
        grid = self.table.grid
        if grid.columns[index.column()].key == "about" and grid.row_at(index.row()).origin is not None:
            self.open_about()

    def offer_more(self) -> None:
        """What has no button of its own."""
        drop_down(self.look, self.more_button, self.commands()[1:])

    def ask_for_calendar(self) -> None:
        """Ask where a calendar file of the open actions in sight goes."""
        folder = Path(str(self.context.memory.get("health.report.folder", "")))
        title = self.look.t("Calendar file…")
        chosen, _ = QFileDialog.getSaveFileName(self, title, str(folder / "actions.ics"), "*.ics")
        if chosen:
            self.save_calendar(Path(chosen if chosen.lower().endswith(".ics") else f"{chosen}.ics"))

    def save_calendar(self, path: Path) -> None:
        """Write the open actions that the filters leave as tasks of a calendar."""
        rows = [one.action for one in self._shown if one.action.state == "open"]
        if not rows:
            self.context.notify("warn", Text(N_("None of these actions is open.")))
            return
        lang, now = self.look.lang, self.context.desk.clock.now()

        def work(_progress: Progress) -> None:
            from app.reports.meetings.invitation import actions_ics

            write_whole(path, actions_ics(rows, lang, now))

        def written(_none: None) -> None:
            said = {"n": len(rows), "file": path.name}
            self.context.notify("good", Text(N_("Actions written: {n}. {file} is saved."), said))

        self.context.tasks.run(Text(N_("Writing {file}"), {"file": path.name}), work, written, owner=self)

    # -- where to -----------------------------------------------------------------------------------------------------

    def open(self, target: Mapping[str, object]) -> None:
        """``whose`` (mine, all, dealers), ``state`` (open, late, closed), or ``action``: the id of one anywhere."""
        self._wanted = str(target.get("action", ""))
        given = {"whose": ALL, "state": "", **target} if self._wanted else target
        for name, choice in (("whose", self.whose), ("state", self.state)):
            if name in given:
                choice.choose(str(given[name]))
        read = self._whole
        self._narrow_or_read()
        self._wanted = "" if read else self._wanted

    def commands(self) -> list[Command]:
        """A new one, the calendar file and the export."""
        return [
            Command(Text(N_("New action")), self.add, "plus", "Ctrl+N"),
            Command(Text(N_("Calendar file…")), self.ask_for_calendar, "calendar"),
            Command(Text(N_("Export the list of actions")), self.table.export, "file-spreadsheet"),
        ]
