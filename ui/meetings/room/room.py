"""Room mode: a meeting on the projector, led by keys from who is here to its closed minutes."""

import time
from collections import deque
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from app.core.period import day_number
from app.core.progress import Progress
from app.core.texts import N_, Text
from app.meetings.evidence import Figures, frozen_figures
from app.meetings.queries import meeting_view, next_of
from app.meetings.rows import MeetingView
from ui.core.card import row
from ui.core.words import Label
from ui.meetings.fields import Known, read_known
from ui.meetings.meetings.attendance import AttendanceView
from ui.meetings.meetings.carry import CarryView
from ui.meetings.room.board import ItemBoard
from ui.meetings.room.capturing import CaptureLine
from ui.meetings.room.closing import ClosingBoard
from ui.meetings.room.flow import Step, beside, clock_of, first_step, item_of, place_of, planned_seconds
from ui.meetings.room.keys import KeysBoard
from ui.meetings.room.steps import ACTS, RoomSteps

if TYPE_CHECKING:
    from ui.core.context import Context
    from ui.core.tasks import Job

_KEY = Qt.Key
_MODES: Final[Mapping[int, str]] = {
    _KEY.Key_D: "decision", _KEY.Key_A: "action", _KEY.Key_I: "information", _KEY.Key_R: "risk", _KEY.Key_N: "note",
    _KEY.Key_P: "park", _KEY.Key_X: "reject",
}  # fmt: skip
_VERDICTS: Final[Mapping[int, str]] = {_KEY.Key_K: "done", _KEY.Key_V: "carried", _KEY.Key_X: "dropped"}
_MOVES: Final = frozenset({_KEY.Key_Up, _KEY.Key_Down})
_ON: Final = frozenset({_KEY.Key_Right, _KEY.Key_PageDown})
_BACK: Final = frozenset({_KEY.Key_Left, _KEY.Key_PageUp})
_ENTER: Final = frozenset({_KEY.Key_Return, _KEY.Key_Enter})
_ASK: Final = frozenset({_KEY.Key_F1, _KEY.Key_Question})
_FAR_PX: Final = 1000
"""A screen of this height is a projector or a wall: its words are larger."""
_SCALE, _FAR_SCALE = 1.15, 1.6
"""Letters of its tables, as large as what is told beside them."""
_HELP: Final[Mapping[str, str]] = {
    "people": N_("↑↓ choose · Space came · E everybody came · B absent · → on · Esc leaves the room"),
    "carry": N_("↑↓ choose · S all as proposed · K done · V carry over · X drop · → on · ← back · Esc leaves the room"),
    "item": N_(
        "D decision · A action · I information · R risk · N notes · P put off · X strike off · Space stops the clock · "
        "→ on · ← back · Esc leaves the room"
    ),
    "end": N_("Enter closes the meeting and its minutes · ← back · Esc leaves the room"),
    "closed": N_("Ctrl+S saves the minutes · Esc leaves the room"),
}


class _Read(NamedTuple):
    view: MeetingView
    figures: Figures
    next_on: int | None
    known: Known


class Room(QWidget):
    """A window of its own over the whole screen."""

    closed = Signal()
    """The room was left."""
    settled = Signal()
    """What was asked is read and shown."""

    def __init__(self, context: "Context", owner: QWidget, meeting_id: str) -> None:
        """Of a meeting under way; deleted when it is left."""
        super().__init__(owner.window(), Qt.WindowType.Window)
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.context, self.look, self.meeting_id = context, context.look, meeting_id
        self.read: _Read | None = None
        self.at: Step | None = None
        self.paused = self.keys_shown = False
        self._seconds, self._since = 0.0, time.monotonic()
        self.was_done = False
        self._job: Job | None = None
        self._waiting: deque[QKeyEvent | Callable[[], object]] = deque()
        self.steps = RoomSteps(self)
        self._build()
        self._tick = QTimer(self, interval=500)
        self._tick.timeout.connect(self.show_clock)
        self.look.language_changed.connect(self._show)
        self.settled.connect(self._take_up)
        context.tasks.broke.connect(self._broke)

    def _build(self) -> None:
        look = self.look
        self.name, self.place = Label(look, "", "card", elide=True), Label(look, "", "card")
        self.item_clock, self.whole_clock = Label(look, "", "clock"), Label(look, "", "card")
        self.people, self.carry = AttendanceView(self.context), CarryView(self.context)
        for key, button in (*self.people.buttons.items(), *self.carry.buttons.items()):
            button.setVisible(key in ACTS)
        self.board, self.ending = ItemBoard(look), ClosingBoard(self.context)
        self.line, self.help = CaptureLine(look), Label(look, "", "dim", wrap=True)
        self.keys = KeysBoard(look)
        self.stack = QStackedWidget()
        self._pages = {"people": self.people, "carry": self.carry, "item": self.board, "end": self.ending}
        for page in self._pages.values():
            self.stack.addWidget(page)
        self.stack.addWidget(self.keys)
        head = row(self.name, self.place, self.item_clock, self.whole_clock, gap=24)
        head.setStretch(0, 1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(36, 22, 36, 18)
        outer.setSpacing(12)
        outer.addLayout(head)
        outer.addWidget(self.stack, 1)
        outer.addWidget(self.line)
        outer.addLayout(row(self.help, Label(look, Text(N_("? or F1: the keys large")), "dim"), gap=24))
        self.line.typed.connect(self.steps.typed)
        self.line.left.connect(self._focus)
        self.people.wanted.connect(self.steps.attend)
        self.carry.wanted.connect(self.steps.carry)

    def start(self) -> None:
        """On the whole screen."""
        self.showFullScreen()
        self._tick.start()
        self.reload()

    # -- reading ------------------------------------------------------------------------------------------------------

    def reload(self, then: Callable[[], object] | None = None) -> None:
        """Read the meeting again; ``then`` is done once it is shown."""
        desk, read = self.context.desk, self.read

        def work(progress: Progress) -> _Read:
            with desk.db.read(progress) as session:
                view = meeting_view(session, self.meeting_id)
                after = next_of(session, self.meeting_id)
                next_on = after.held_on if after else None
                if read is not None:
                    return _Read(view, read.figures, next_on, read.known)
                figures = frozen_figures(desk.workspace.files, view.meeting.figures_sha256)
                return _Read(view, figures, next_on, read_known(session))

        def done(found: _Read) -> None:
            self.read = found
            if self.at is None:
                self.go(first_step(found.view))
            self._show()
            if then is not None:
                then()
            self.settled.emit()

        title = Text(N_("Reading: {page}"), {"page": Text(N_("Room mode"))})
        self.hold(self.context.tasks.run(title, work, done, owner=self, key="room", cancelled=self.stop_waiting))

    def hold(self, job: "Job") -> None:
        """Keys and buttons wait until this is over: each counts at the stop that the step leads to, never twice."""
        self._job = job

    @property
    def busy(self) -> bool:
        """Whether a step is written or read."""
        return self._job is not None and self._job in self.context.tasks.running

    def when_free(self, act: Callable[[], object]) -> None:
        """Do what a button asks for: at once, else behind the keys and the buttons before it."""
        if self.busy:
            self._waiting.append(act)
        else:
            act()

    def stop_waiting(self) -> None:
        """What was pressed meanwhile rested on a step that did not come about: it is not done."""
        self._waiting.clear()
        self.settled.emit()

    def _take_up(self) -> None:
        """What waited, each where the one before it led."""
        while self._waiting and not self.busy:
            act = self._waiting.popleft()
            if isinstance(act, QKeyEvent):
                QApplication.sendEvent(self.line.line if self.line.mode else self, act)
            else:
                act()

    def _broke(self) -> None:
        """A fault of the program; while a step of the room goes on it was another's."""
        if not self.busy:
            self.stop_waiting()

    @property
    def view(self) -> MeetingView:
        """The meeting as it was read last."""
        assert self.read is not None  # noqa: S101 - nothing is pressed before it was read
        return self.read.view

    @property
    def today(self) -> int:
        """The stored day of today."""
        return day_number(self.context.desk.clock.today())

    def _show(self) -> None:
        if self.read is None or self.at is None:
            return
        view, at = self.view, self.at
        said = {"series": Text(view.meeting.series), "number": view.meeting.number, "period": view.meeting.period}
        self.name.say(view.meeting.title or Text(N_("{series} no. {number}: {period}"), said))
        self._show_page()
        writes = view.meeting.state == "in_progress"
        item = item_of(view, at)
        if item is not None:
            self.board.show_item(item, self.read.figures)
        elif at.stage == "people":
            self.people.show_view(view, writes=writes)
            self._choose(self.people.table)
        elif at.stage == "carry":
            self.carry.show_view(view, self.read.next_on, writes=writes)
            self._choose(self.carry.table)
        else:
            self.ending.show_view(view)
        self.help.say(self.keys_help)
        self.keys.show_keys(self.keys_help)
        self.show_clock()
        self._focus()

    @property
    def keys_help(self) -> Text:
        """Every key of the stop in sight with what it does."""
        closed = self.read is not None and self.view.meeting.state == "closed"
        return Text(_HELP["closed" if closed else self.at.stage if self.at is not None else "people"])

    def _show_page(self) -> None:
        if self.at is not None:
            self.stack.setCurrentWidget(self.keys if self.keys_shown else self._pages[self.at.stage])

    def show_keys(self, *, shown: bool) -> None:
        """The keys large in the place of the stop, or the stop again."""
        self.keys_shown = shown
        self._show_page()

    def _focus(self) -> None:
        """Keys go to the room unless something is typed."""
        if not self.line.mode:
            self.setFocus(Qt.FocusReason.OtherFocusReason)

    # -- the clock ----------------------------------------------------------------------------------------------------

    @property
    def seconds(self) -> int:
        """How long the item in sight was discussed since it was begun."""
        return round(self._seconds + (0 if self.paused else time.monotonic() - self._since))

    def show_clock(self) -> None:
        """What is left of the item's minutes and of the meeting's."""
        if self.read is None or self.at is None:
            return
        view, item = self.view, item_of(self.view, self.at)
        place, count = place_of(view, self.at)
        self.place.say(Text(N_("Item {n} of {count}"), {"n": place, "count": count}) if item is not None else "")
        left = None if item is None else item.minutes * 60 - item.spent_seconds - self.seconds
        self.item_clock.say("" if left is None else f"{'❚❚ ' if self.paused else ''}{clock_of(left)}")
        self.item_clock.set_tone(None if left is None else "bad" if left < 0 else "warn" if left < 60 else "brand")
        spent = sum(one.spent_seconds for one in view.items) + (self.seconds if item is not None else 0)
        said = {"spent": clock_of(spent), "planned": clock_of(planned_seconds(view.items))}
        self.whole_clock.say(Text(N_("{spent} of {planned}"), said))

    def restart_clock(self) -> None:
        """The clock of the item in sight begins at nothing."""
        self._seconds, self._since, self.paused = 0.0, time.monotonic(), False

    def pause(self) -> None:
        """Stop the clock, or let it go on."""
        if not self.paused:
            self._seconds += time.monotonic() - self._since
        self._since, self.paused = time.monotonic(), not self.paused
        self.show_clock()

    # -- going on -----------------------------------------------------------------------------------------------------

    def go(self, at: Step) -> None:
        """Come to a stop of the way."""
        self.at = at
        item = item_of(self.view, at)
        self.was_done = item is not None and item.state == "done"
        self.restart_clock()
        if at.stage == "item":
            self.steps.begin(at.item)
        else:
            self._show()

    def turn(self, by: int) -> None:
        """The next stop, or the one before; what was discussed is done with its time."""
        if self.at is None or self.view.meeting.state != "in_progress":
            return
        wanted = beside(self.view, self.at, by)
        if wanted == self.at:
            return
        if self.at.stage == "item":
            self.steps.end(self.at.item, self.seconds, wanted, done=by > 0 or self.was_done)
        else:
            self.go(wanted)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Every step of a meeting has its key; ``_HELP`` says which."""
        key = Qt.Key(event.key())
        if event.isAutoRepeat() and key not in _MOVES:  # a key held down would walk through the whole agenda
            return
        if self.busy:
            if key not in _ENTER:  # pressed twice it must not close a meeting that it led to the end of
                self._waiting.append(event.clone())
        elif self.read is not None and (self.keys_shown or key in _ASK):
            self.show_keys(shown=not self.keys_shown)
        elif key == _KEY.Key_Escape:
            self.close()
        elif self.read is None or self.at is None:
            return
        elif key in _ON:
            self.turn(1)
        elif key in _BACK:
            self.turn(-1)
        elif self.view.meeting.state == "in_progress" and not self._press(key):
            super().keyPressEvent(event)

    def _press(self, key: Qt.Key) -> bool:
        """A key of the stop in sight; False where it has no meaning there."""
        stage = self.at.stage if self.at is not None else "end"
        found: Mapping[int, Callable[[], Any]] = {}
        if stage == "people":
            found = {_KEY.Key_Space: lambda: self.steps.attend("present"), _KEY.Key_E: lambda: self.steps.attend("all"),
                     _KEY.Key_B: lambda: self.steps.attend("absent"), **self._moves(self.people.table)}  # fmt: skip
        elif stage == "carry":
            found = {_KEY.Key_S: lambda: self.steps.carry("all"), **self._moves(self.carry.table)}
            if key in _VERDICTS and self.carry.current is not None:
                found = {key: lambda: self.line.begin(_VERDICTS[key])}
        elif stage == "item":
            found = {_KEY.Key_Space: self.pause}
            if key in _MODES:
                found = {key: lambda: self.line.begin(_MODES[key])}
        elif key in _ENTER:
            found = {key: self.steps.close}
        if key not in found:
            return False
        found[key]()
        return True

    def _choose(self, table: Any) -> None:
        """The first row where none is chosen: a key about one row is never pressed in vain."""
        if table.current is None and table.grid.rowCount():
            table.view.select(0)

    def _moves(self, table: Any) -> dict[int, Callable[[], Any]]:
        def by(step: int) -> None:
            rows = table.grid.rowCount()
            here = next((n for n in range(rows) if table.grid.row_at(n) is table.current), -1)
            if rows:
                table.view.select(max(0, min(rows - 1, here + step)))
            self._focus()

        return {_KEY.Key_Down: lambda: by(1), _KEY.Key_Up: lambda: by(-1)}

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Larger words on a large screen."""
        super().resizeEvent(event)
        far = self.height() >= _FAR_PX
        for table in (self.people.table, self.carry.table):
            table.view.set_scale(_FAR_SCALE if far else _SCALE)
        if far != self.board.far:
            self.board.set_far(far=far)
            self.setProperty("far", far)
            for part in (*self.findChildren(QLabel), *self.findChildren(QPushButton)):
                part.style().polish(part)
            self._show()

    def closeEvent(self, event: QCloseEvent) -> None:
        """The time of the item in sight is kept; the meeting stays under way."""
        self._tick.stop()
        self._waiting.clear()
        is_kept = self.busy and self.steps.leads_on
        is_item = self.read is not None and self.at is not None and self.at.stage == "item"
        if self.at is not None and is_item and not is_kept and (self.seconds or self.was_done):
            self.steps.keep_time(self.at.item, self.seconds, done=self.was_done)
        self.closed.emit()
        super().closeEvent(event)
