"""What the keys of the room write: each one step of its own, which undo takes back."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from app.core.db import Action
from app.core.errors import UserError
from app.core.progress import Progress
from app.core.texts import N_, Text
from app.meetings.capture import Captured, capture
from app.meetings.closing import close_meeting
from app.meetings.commands import (
    Verdict,
    add_outcome,
    begin_item,
    carry_actions,
    edit_item,
    end_item,
    forget_verdict,
    park_item,
    reject_item,
    set_attendance,
)
from app.meetings.words import OUTCOME_KINDS
from ui.meetings.room.flow import Step, beside, item_of

if TYPE_CHECKING:
    from ui.meetings.room.room import Room

ACTS: Final = frozenset({"all", "present", "excused", "absent", "done", "carried", "dropped", "back"})
"""What buttons above the lists of people and of actions can ask for in the room; the rest is done on the page."""
_NEEDS: Final = N_("An action needs one owner and the day by which it is done.")


class RoomSteps:
    """The room's own hand at the meeting."""

    def __init__(self, room: "Room") -> None:
        """Nothing is written yet."""
        self._room, self.context = room, room.context
        self.leads_on = False

    def _write(self, code: str, command: Callable[[Any], Any], *, then: Callable[[], object] | None = None) -> None:
        """One step; a refusal is said at the line that was typed, else as a notice."""
        room, desk = self._room, self.context.desk
        if room.busy:
            return  # Enter twice: what was typed is being kept
        self.leads_on = then is not None

        def work(progress: Progress) -> Any:
            return desk.db.write(Action(code), command, progress=progress).value

        def failed(error: UserError) -> None:
            if room.line.mode:
                room.line.refuse(error.text)
            else:
                self.context.notify("bad", error.text)
            room.stop_waiting()

        def done(_found: Any) -> None:
            if room.line.mode:
                room.line.leave()
            room.reload(then)

        room.hold(self.context.tasks.run(
            Text(code), work, done, owner=room, failed=failed, cancelled=room.stop_waiting))  # fmt: skip

    # -- items --------------------------------------------------------------------------------------------------------

    def begin(self, item: str) -> None:
        """It is under discussion from now on."""
        if self._room.view.meeting.state == "in_progress":
            self._write(N_("Began an item"), lambda session: begin_item(session, item_id=item))

    def end(self, item: str, seconds: int, wanted: Step, *, done: bool) -> None:
        """It was discussed so long; then the room goes on."""
        self._write(N_("Ended an item"), lambda session: end_item(session, item_id=item, seconds=seconds, done=done),
                    then=lambda: self._room.go(wanted))  # fmt: skip

    def keep_time(self, item: str, seconds: int, *, done: bool) -> None:
        """The room is left while it is under discussion."""
        desk = self.context.desk
        if self._room.view.meeting.state == "in_progress":
            self.context.tasks.run(
                Text(N_("Ended an item")),
                lambda _progress: desk.db.write(
                    Action(N_("Ended an item")),
                    lambda session: end_item(session, item_id=item, seconds=seconds, done=done),
                ),
                lambda _found: None,
                owner=self._room.parentWidget() or self._room,
            )

    # -- what is typed ------------------------------------------------------------------------------------------------

    def typed(self, mode: str, words: str) -> None:
        """A line was entered: what its mode makes of it."""
        room = self._room
        try:
            found = self._captured(mode, words)
        except UserError as error:
            room.line.refuse(error.text)
            return
        if mode == "quorum":
            self._close(found.text)
        elif mode in {"done", "carried", "dropped"}:
            self._verdict(mode, found)
        else:
            self._of_item(mode, found, words)

    def _captured(self, mode: str, words: str) -> Captured:
        room = self._room
        assert room.read is not None  # noqa: S101 - nothing is typed before it was read
        people = [(one.id, one.name) for one in room.read.known.people]
        if mode not in {"action", "carried"}:
            return Captured(" ".join(words.split()))
        found = capture(words, people, room.today)
        if mode == "action" and (found.person_id is None or found.day is None):
            raise UserError(_NEEDS)
        return found

    def _of_item(self, mode: str, found: Captured, words: str) -> None:
        item = item_of(self._room.view, self._room.at or Step("end"))
        if item is None:
            return
        room = self._room
        if mode in OUTCOME_KINDS:
            self._write(N_("Wrote an outcome down"), lambda session: add_outcome(
                session, item_id=item.id, kind=mode, text=found.text, owner_id=found.person_id, due_on=found.day,
                department_id=item.department_id or None if mode == "action" else None))  # fmt: skip
        elif mode == "note":
            notes = "\n".join(part for part in (item.notes, words.strip()) if part)
            self._write(N_("Wrote notes of an item"),
                        lambda session: edit_item(session, item_id=item.id, changes={"notes": notes}))  # fmt: skip
        else:
            wanted = beside(room.view, room.at or Step("end"), 1)
            command = park_item if mode == "park" else reject_item
            code = N_("Put an item off") if mode == "park" else N_("Struck an item off")
            self._write(code, lambda session: command(session, item_id=item.id, reason=found.text),
                        then=lambda: room.go(wanted))  # fmt: skip

    # -- people and actions -------------------------------------------------------------------------------------------

    def attend(self, act: str) -> None:
        """The chosen person came or did not; ``all``: everybody of whom nothing was said came."""
        one = self._room.people.current
        self._room.when_free(lambda: self._attend(act, "" if one is None else one.id))

    def _attend(self, act: str, chosen: str) -> None:
        room = self._room
        people = room.view.attendance
        if act == "all":
            rows = [one for one in people if one.state == "invited" and not one.proxy_id and one.role != "reader"]
        else:
            rows = [one for one in people if one.id == chosen]
        state = "present" if act == "all" else act
        if rows and state in {"present", "absent", "excused"}:
            self._write(N_("Took the attendance"), lambda session: [
                set_attendance(session, meeting_id=room.meeting_id, person_id=one.person_id, state=state)
                for one in rows])  # fmt: skip

    def carry(self, act: str) -> None:
        """Every action that the rule has an answer for; else the chosen one by a typed line, or its verdict goes."""
        line = self._room.carry.current
        if act == "all":
            self._room.when_free(self._carry_all)
        elif act == "back" and line is not None:
            self._room.when_free(lambda: self._take_back(line.action.id))
        elif act in ACTS and line is not None:
            self._room.when_free(lambda: self._room.line.begin(act))

    def _take_back(self, action: str) -> None:
        meeting = self._room.meeting_id
        self._write(
            N_("Took a verdict back"), lambda session: forget_verdict(session, meeting_id=meeting, action_id=action)
        )

    def _carry_all(self) -> None:
        room = self._room
        verdicts = room.carry.ready
        if verdicts:
            self._write(
                N_("Looked at actions as proposed"),
                lambda session: carry_actions(session, meeting_id=room.meeting_id, verdicts=verdicts),
            )

    def _verdict(self, mode: str, found: Captured) -> None:
        room, line = self._room, self._room.carry.current
        if line is None:
            return
        due = found.day if found.day is not None else line.due_after if mode == "carried" else None
        verdict = Verdict(
            line.action.id, mode, due_on=due, reason=found.text or None,
            owner_id=found.person_id if mode == "carried" else None,
        )  # fmt: skip
        self._write(N_("Looked at an action"),
                    lambda session: carry_actions(session, meeting_id=room.meeting_id, verdicts=[verdict]),
                    then=room.carry.look_on)  # fmt: skip

    # -- the end ------------------------------------------------------------------------------------------------------

    def close(self) -> None:
        """Close the meeting; where the quorum is not clear somebody types why it counts."""
        room = self._room
        if not room.view.quorum.is_clear and not room.view.tally.unseen:
            room.line.begin("quorum")
        else:
            self._close("")

    def _close(self, reason: str) -> None:
        room, desk = self._room, self.context.desk
        if room.busy:
            return

        def work(_progress: Progress) -> Any:
            return close_meeting(desk.db, desk.workspace.files, meeting_id=room.meeting_id, quorum_reason=reason)

        def failed(error: UserError) -> None:
            room.ending.refuse(error.text)
            if room.line.mode:
                room.line.leave()
            room.stop_waiting()

        def done(closed: Any) -> None:
            if room.line.mode:
                room.line.leave()
            room.ending.show_minutes(closed.content)
            room.reload()

        title = Text(N_("Closing the meeting"))
        room.hold(self.context.tasks.run(title, work, done, owner=room, failed=failed, cancelled=room.stop_waiting))
