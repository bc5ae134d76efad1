"""The part of meetings: those of a series at the left, everything of the chosen one at the right."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, ClassVar, Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget

from app.core.period import day_number
from app.core.texts import N_, Text
from app.meetings.evidence import Evidence
from app.meetings.held import BEFORE
from app.meetings.rows import ItemRow, MeetingRow, MeetingView
from app.meetings.words import MEETING_STATES
from ui.core.card import Banner, Card, EmptyState, row
from ui.core.context import Command
from ui.core.controls import Button, Choice, Segments
from ui.core.menus import drop_down
from ui.core.panel import Panel
from ui.core.words import Label
from ui.meetings.fields import clock_text
from ui.meetings.meetings.agenda import AgendaView
from ui.meetings.meetings.attendance import AttendanceView
from ui.meetings.meetings.carry import CarryView
from ui.meetings.meetings.item_acts import ItemActs
from ui.meetings.meetings.listing import TONES, meetings_table
from ui.meetings.meetings.menus import item_commands, meeting_commands, series_commands
from ui.meetings.meetings.prepared import ReportsView, TopicsView
from ui.meetings.meetings.reading import MeetingsRead, read_meetings

if TYPE_CHECKING:
    from ui.core.context import Context
    from ui.meetings.room.room import Room

_WHEN: Final = N_("{day} {hours} · {place} · chair {chair} · {planned} of {minutes} minutes · {ref}")
_WHEN_ONLY: Final = N_("{day} {hours} · chair {chair} · {planned} of {minutes} minutes · {ref}")
PARTS: Final[tuple[tuple[str, str], ...]] = (
    ("agenda", N_("Agenda")), ("carry", N_("Actions of the last meeting")), ("people", N_("Attendance")),
    ("reports", N_("Department reports")), ("topics", N_("Backlog")),
)  # fmt: skip
_LIST_PX: Final = 262


class MeetingsPanel(Panel):
    """Series, their meetings, and one meeting from its draft to its closed minutes."""

    title: ClassVar[str] = N_("Meetings")
    watches: ClassVar[frozenset[str]] = frozenset(
        {
            "meeting_series", "series_member", "meeting", "attendance", "agenda_item", "backlog_topic",
            "meeting_outcome", "action_carry", "action_item", "department_report", "minutes_version", "person",
            "department",
        }
    )  # fmt: skip

    def __init__(self, context: "Context") -> None:
        """Empty until it is shown."""
        super().__init__(context)
        look = self.look
        self.found: MeetingsRead | None = None
        self._wanted, self._item, self._series = "", "", ""
        self.room: Room | None = None
        self.acts = ItemActs(self)
        self.series = Choice(look, [("", Text(N_("All series")))], name=Text(N_("Series of meetings")))
        self.series_button = Button(look, Text(N_("Series")), self._series_menu, icon="ellipsis", kind="quiet")
        self.list = meetings_table(context)
        self.agenda, self.carry = AgendaView(context), CarryView(context)
        self.people, self.reports, self.topics = AttendanceView(context), ReportsView(context), TopicsView(context)
        self.parts = Segments(look, [(key, Text(title)) for key, title in PARTS])
        self.new_button = Button(look, Text(N_("New meeting…")), self.plan, icon="plus", shortcut="Ctrl+N")
        self.write_button = Button(look, Text(N_("Write the agenda")), self.write_agenda, icon="file-text")
        self.start_button = Button(look, Text(N_("Begin now")), self.start, icon="play", kind="primary")
        self.room_button = Button(look, Text(N_("Room mode")), self.enter_room, icon="monitor", shortcut="Ctrl+R")
        self.close_button = Button(
            look, Text(N_("Close the minutes…")), self.close_meeting, icon="lock", kind="primary"
        )
        self.more_button = Button(look, Text(N_("More")), partial(self._drop, "more"), icon="ellipsis")
        self.item_button = Button(look, Text(N_("Item")), partial(self._drop, "item"), icon="ellipsis", kind="quiet")
        self.outcome_button = Button(
            look, Text(N_("Outcome…")), self.add_outcome, icon="circle-check", kind="quiet", shortcut="Ctrl+Return"
        )
        self.add_button = Button(look, Text(N_("Item…")), self.add_item, icon="plus", kind="quiet")
        self.actions_shown = (
            self.write_button, self.room_button, self.start_button, self.close_button, self.more_button,
            self.new_button,
        )  # fmt: skip
        self._arrange()
        self._listen()

    def _arrange(self) -> None:
        left, right = Card(self.look, pad=10), Card(self.look, pad=12)
        left.setFixedWidth(_LIST_PX)
        left.body.addLayout(row(self.series, self.series_button))
        left.body.addWidget(self.list, 1)
        self.name = Label(self.look, "", "card", elide=True)
        self.state = Label(self.look, "", "strong")
        self.when = Label(self.look, "", "dim", elide=True)
        head = row(self.name, self.state, self.add_button, self.outcome_button, self.item_button)
        head.setStretch(0, 1)
        right.body.addLayout(head)
        right.body.addWidget(self.when)
        right.body.addLayout(row(self.parts, None, self.agenda.hint))
        self._stack_of_parts = QStackedWidget()
        for part in (self.agenda, self.carry, self.people, self.reports, self.topics):
            self._stack_of_parts.addWidget(part)
        right.body.addWidget(self._stack_of_parts, 1)
        self._right = right
        self._none = EmptyState(
            self.look, Text(N_("No meeting yet")),
            Text(N_("Plan the first one: its agenda writes itself from the month, and the members are invited.")),
            icon="users", action=Text(N_("New meeting…")), on=self.plan,
        )  # fmt: skip
        self.lonely = Banner(
            self.look, "warn", Text(N_("The series has no members yet: nobody is invited to its meetings.")),
            action=Text(N_("Members and quorum…")), on=self.ask_members,
        )  # fmt: skip
        self.lonely.hide()
        self.body.addWidget(self.lonely)
        self.body.addLayout(row(left, right, self._none, gap=12), 1)

    def _listen(self) -> None:
        self.series.picked.connect(lambda _key: self.reload())
        self.list.picked.connect(lambda one: self.reload() if one is not None and one.id != self._shown else None)
        self.parts.picked.connect(lambda key: self.show_part(str(key)))
        self.agenda.picked.connect(lambda _one: self._enable())
        self.agenda.opened.connect(lambda _one: self.change_item())
        self.agenda.moving.connect(self.move_item)
        self.agenda.followed.connect(self.follow)
        self.agenda.changing.connect(lambda one: self._with(lambda read, _view: self.acts.change_outcome(
            read.known, one)))  # fmt: skip
        self.agenda.withdrawing.connect(self.acts.withdraw_outcome)
        self.carry.wanted.connect(self._carry)
        self.people.wanted.connect(lambda act: self._with(lambda read, view: self.acts.attend(
            read.known, view, act, self.people.marked)))  # fmt: skip
        self.reports.wanted.connect(lambda one: self._with(lambda read, view: self.acts.report(read.known, view, one)))
        self.topics.wanted.connect(lambda act: self._with(lambda read, view: self.acts.topic(
            read.known, view, act, self.topics.current, read.today)))  # fmt: skip
        for keys, by in (("Alt+Up", -1), ("Alt+Down", 1)):
            key = QShortcut(QKeySequence(keys), self.agenda, partial(self.move_item, by))
            key.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)

    # -- reading ------------------------------------------------------------------------------------------------------

    @property
    def _shown(self) -> str:
        """The id of the meeting that is shown."""
        view = self.found.view if self.found is not None else None
        return view.meeting.id if view is not None else ""

    def open(self, target: Mapping[str, object]) -> None:
        """``meeting`` is an id or a reference, ``item`` and ``series`` are ids, ``part`` is a key of ``PARTS``."""
        self._series = str(target.get("series", ""))
        self._wanted, self._item = str(target.get("meeting", "")), str(target.get("item", ""))
        if self._wanted:
            self.series.choose("")
        if "part" in target:
            self.show_part(str(target["part"]))

    def shown(self) -> None:
        """Of beginning and closing only the one that can be done is in sight."""
        super().shown()
        self._enable()

    def reload(self) -> None:
        """Read the series, their meetings and the chosen one; in the room nobody sees them."""
        if self.room is not None:
            return
        desk, today = self.context.desk, day_number(self.context.desk.clock.today())
        current: MeetingRow | None = self.list.current
        wanted = self._wanted or (current.id if current is not None else "")
        series = self._series or str(self.series.key() or "")
        self.load(partial(read_meetings, desk, wanted, series, today), self._show)

    def _show(self, read: MeetingsRead) -> None:
        self.found, self._wanted = read, ""
        if not read.series:
            self.show_empty(
                Text(N_("No series of meetings yet")),
                Text(N_("A series has its people, its template and a backlog; what one meeting leaves open the next "
                        "one looks at.")),
                icon="users", action=Text(N_("New series of meetings…")), on=self.new_series,
            )  # fmt: skip
        self.series.set_options([("", Text(N_("All series"))), *((one.id, Text(one.title)) for one in read.series)])
        if self._series:
            self.series.choose(self._series)
        self._series = ""
        self.list.set_rows(read.meetings)
        for n in range(self.list.grid.rowCount()):
            if self.list.grid.row_at(n).id == self._shown:
                self.list.view.select(n)
        self.lonely.setVisible(read.focus is not None and not read.members and read.focus.ended_on is None)
        self._right.setVisible(read.view is not None)
        self._none.setVisible(read.view is None)
        if read.view is not None:
            self._show_meeting(read, read.view)
        self._enable()

    def _show_meeting(self, read: MeetingsRead, view: MeetingView) -> None:
        one, formats = view.meeting, self.look.formats
        said = {"series": Text(one.series), "number": one.number, "period": one.period}
        self.name.say(one.title or Text(N_("{series} no. {number}: {period}"), said))
        self.state.say(Text(MEETING_STATES[one.state]))
        self.state.set_tone(TONES[one.state])
        hours = f"{clock_text(one.from_minute)}–{clock_text(min(one.from_minute + one.minutes, 1439))}"
        planned = sum(each.minutes for each in view.items if each.state not in {"parked", "rejected"})
        facts = {
            "day": formats.day(one.held_on), "hours": hours, "place": one.place, "chair": one.chair or "—",
            "planned": planned, "minutes": one.minutes, "ref": one.ref,
        }  # fmt: skip
        self.when.say(Text(_WHEN if one.place else _WHEN_ONLY, facts))
        writes = not self.context.desk.db.read_only and one.state in {*BEFORE, "in_progress"}
        held = writes and one.state == "in_progress"
        self.agenda.show_view(view, read.figures, writes=held, may_move=writes, keep=self._item)
        self._item = ""
        self.carry.show_view(view, read.next_on, writes=writes)
        self.people.show_view(view, writes=writes)
        self.reports.show_view(view, writes=writes)
        self.topics.show_view(view, writes=writes)

    def show_part(self, part: str) -> None:
        """The agenda, the carried actions, the people, the reports or the backlog."""
        keys = [key for key, _ in PARTS]
        if part in keys:
            self.parts.choose(part)
            self._stack_of_parts.setCurrentIndex(keys.index(part))
            self.agenda.hint.setVisible(part == "agenda" and self.agenda.may_move)
            self._enable()

    def _enable(self) -> None:
        view = self.found.view if self.found is not None else None
        writes = not self.context.desk.db.read_only
        state = view.meeting.state if view is not None else ""
        on_agenda = self.parts.key() == "agenda"
        item = self.agenda.current
        self.new_button.setEnabled(writes and bool(self.found and self.found.series))
        self.write_button.setEnabled(writes and state in BEFORE)
        self.start_button.setEnabled(writes and state in BEFORE)
        self.room_button.setEnabled(writes and state in {*BEFORE, "in_progress"})
        self.close_button.setEnabled(writes and state == "in_progress")
        in_sight = self.isVisible()
        self.start_button.setVisible(in_sight and state != "in_progress")
        self.close_button.setVisible(in_sight and state == "in_progress")
        self.more_button.setEnabled(view is not None)
        changes = writes and state in {*BEFORE, "in_progress"}
        for button in (self.add_button, self.outcome_button, self.item_button):
            button.setVisible(on_agenda)
        self.add_button.setEnabled(changes)
        self.outcome_button.setEnabled(writes and state == "in_progress" and item is not None)
        self.item_button.setEnabled(changes and item is not None)

    # -- doing --------------------------------------------------------------------------------------------------------

    def _with(self, act: Callable[[MeetingsRead, MeetingView], object]) -> None:
        """Act on the meeting that is shown, where there is one."""
        if self.found is not None and self.found.view is not None:
            act(self.found, self.found.view)

    def _with_item(self, act: Callable[[MeetingsRead, MeetingView, ItemRow], object]) -> None:
        item = self.agenda.current
        if item is not None:
            self._with(lambda read, view: act(read, view, item))

    def new_series(self) -> None:
        """Ask for a series."""
        if self.found is not None:
            self.acts.new_series(self.found.known, self._choose_series)

    def _choose_series(self, series: str) -> None:
        self._series = series
        self.reload()

    def plan(self) -> None:
        """Ask for the next meeting of the chosen series, else of that of the shown meeting."""
        read = self.found
        if read is None or not read.series:
            return
        self.acts.plan(read.focus or read.series[0], self._go_to)

    def ask_members(self) -> None:
        """Ask who belongs to the series that is shown."""
        read = self.found
        if read is not None and read.focus is not None:
            self.acts.change_series(read.known, read.focus, read.members, "members")

    def _go_to(self, meeting: str) -> None:
        self._wanted = meeting
        self.reload()

    def write_agenda(self) -> None:
        """Let the agenda write itself."""
        self._with(lambda _read, view: self.acts.write_agenda(view))

    def start(self) -> None:
        """The meeting begins."""
        self._with(lambda _read, view: self.acts.start(view))

    def enter_room(self) -> None:
        """On the whole screen; a meeting that has not begun begins."""
        view = self.found.view if self.found is not None else None
        if view is None:
            return
        if view.meeting.state in BEFORE:
            self.acts.start(view, self._open_room)
        elif view.meeting.state == "in_progress":
            self._open_room(view.meeting.id)

    def _open_room(self, meeting: str) -> None:
        from ui.meetings.room.room import Room

        self.room = Room(self.context, self, meeting)
        self.room.closed.connect(self._leave_room)
        self.room.start()

    def _leave_room(self) -> None:
        self.room = None
        self.reload()

    def close_meeting(self) -> None:
        """Its minutes are closed."""
        self._with(lambda _read, view: self.acts.close(view))

    def add_item(self) -> None:
        """Ask for an item."""
        self._with(lambda read, view: self.acts.add_item(read.known, view))

    def change_item(self) -> None:
        """Ask for other data of the chosen item."""
        if self.item_button.isEnabled():
            self._with_item(lambda read, view, item: self.acts.change_item(read.known, view, item))

    def move_item(self, by: int) -> None:
        """The chosen item goes up or down."""
        if self.item_button.isEnabled():
            self._with_item(lambda _read, _view, item: self.acts.move(item, by))

    def add_outcome(self) -> None:
        """Ask for what came of the chosen item."""
        self._with_item(lambda read, _view, item: self.acts.add_outcome(read.known, item, read.next_on))

    def _carry(self, act: str) -> None:
        line = self.carry.current
        if act == "all":
            self._with(lambda _read, view: self.acts.carry_all(view, self.carry.ready))
        elif line is not None:
            self._with(lambda read, view: self.acts.carry(read.known, view, line, act, self.carry.lines))

    def follow(self, one: Evidence) -> None:
        """Open what an item rests on."""
        self.context.go(one.page, dict(one.target))

    # -- menus --------------------------------------------------------------------------------------------------------

    def _series_menu(self) -> None:
        read = self.found
        found = [Command(Text(N_("New series of meetings…")), self.new_series, "plus")]
        if read is not None and read.focus is not None:
            found += series_commands(self.acts, read.known, read.focus, read.members)
        drop_down(self.look, self.series_button, found)

    def _drop(self, which: str) -> None:
        if which == "more":
            drop_down(self.look, self.more_button, self.meeting_commands())
        else:
            drop_down(self.look, self.item_button, self.item_commands())

    def meeting_commands(self) -> list[Command]:
        """What else can be done to the meeting that is shown."""
        view = self.found.view if self.found is not None else None
        return meeting_commands(self.acts, view) if view is not None else []

    def item_commands(self) -> list[Command]:
        """What can be done to the chosen item."""
        item = self.agenda.current
        return item_commands(self.acts, item, self.change_item, self.move_item) if item is not None else []

    def commands(self) -> list[Command]:
        """What Ctrl+K offers."""
        return [
            Command(Text(N_("New meeting")), self.plan, "plus", "Ctrl+N"),
            Command(Text(N_("Write the agenda")), self.write_agenda, "file-text"),
            *self.meeting_commands(),
        ]
