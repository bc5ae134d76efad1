"""What is done to a meeting from the screen: asked in a dialog, written as one step."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from app.core.db import Action
from app.core.period import day_number
from app.core.progress import Progress
from app.core.texts import N_, Text
from app.meetings.agenda.service import write_agenda
from app.meetings.closing import close_meeting, reopen_meeting
from app.meetings.commands import (
    cancel_meeting,
    draft_meeting,
    edit_meeting,
    end_series,
    open_meeting,
    plan_meeting,
    resume_series,
    start_meeting,
)
from app.meetings.rows import MeetingView, MemberRow, SeriesRow
from ui.core.ask import Ask, ask
from ui.core.saving import save
from ui.meetings.fields import Known, meeting_fields
from ui.meetings.meetings.papers import Papers
from ui.meetings.series.dialog import ask_series
from ui.meetings.series.writing import add_asked, change_asked

if TYPE_CHECKING:
    from ui.core.panel import Panel


class MeetingActs:
    """The steps of a meeting and of its series; ``panel`` is whom dialogs and work belong to."""

    def __init__(self, panel: "Panel") -> None:
        """Nothing is asked yet."""
        self._panel, self.context, self.look = panel, panel.context, panel.look
        self.papers = Papers(panel)

    def write(self, code: str, command: Callable[[Any], Any], *, done: Callable[[Any], object] | None = None) -> None:
        """One step."""
        save(self.context, self._panel, Action(code), command, done=done)

    # -- series -------------------------------------------------------------------------------------------------------

    def new_series(self, known: Known, done: Callable[[Any], object]) -> None:
        """Ask for a series with its members and keep it."""
        found = ask_series(self.look, self._panel, known, None)
        if found is not None:
            self.write(N_("New series of meetings"), partial(add_asked, found=found), done=done)

    def change_series(self, known: Known, one: SeriesRow, members: Sequence[MemberRow], part: str = "series") -> None:
        """Ask for other data, members or sections of a series; ``part`` is the part of the dialog in sight."""
        found = ask_series(self.look, self._panel, known, one, members, part)
        if found is not None:
            self.write(N_("Changed a series of meetings"), partial(change_asked, one=one, found=found))

    def end_series(self, one: SeriesRow) -> None:
        """End a series today, or take its end back."""
        today = day_number(self.context.desk.clock.today())
        if one.ended_on is not None:
            self.write(N_("A series of meetings goes on"), lambda session: resume_series(session, series_id=one.id))
            return
        self.write(N_("Ended a series of meetings"), lambda session: end_series(session, series_id=one.id, on=today))

    # -- meetings -----------------------------------------------------------------------------------------------------

    def plan(self, series: SeriesRow, done: Callable[[Any], object]) -> None:
        """Ask for period and day of the next meeting and plan it."""
        today = day_number(self.context.desk.clock.today())
        values = ask(
            self.look,
            self._panel,
            Text(N_("New meeting")),
            meeting_fields(series, None, today),
            accept=Text(N_("Plan it")),
        )
        if values is not None:
            self.write(
                N_("Planned a meeting"), lambda session: plan_meeting(session, series_id=series.id, **values), done=done
            )

    def change(self, view: MeetingView) -> None:
        """Ask for another day, other hours or another place."""
        today = day_number(self.context.desk.clock.today())
        values = ask(
            self.look,
            self._panel,
            Text(N_("Change the meeting")),
            meeting_fields(view.series, view.meeting, today),
            accept=Text(N_("Save")),
        )
        if values is not None:
            self.write(
                N_("Changed a meeting"),
                lambda session: edit_meeting(session, meeting_id=view.meeting.id, changes=values),
            )

    def write_agenda(self, view: MeetingView) -> None:
        """Write the agenda from the month, with progress."""
        desk = self.context.desk

        def work(progress: Progress) -> list[str]:
            return write_agenda(desk.db, desk.workspace.files, meeting_id=view.meeting.id, progress=progress)

        def written(found: list[str]) -> None:
            said = Text(N_("The agenda is written; new items: {n}"), {"n": len(found)})
            self.context.notify("good", said)

        self.context.tasks.run(Text(N_("Writing the agenda")), work, written, owner=self._panel)

    def send(self, view: MeetingView) -> None:
        """The agenda is sent out, or taken back to work on it."""
        meeting = view.meeting
        if meeting.state == "open":
            self.write(N_("Took an agenda back"), lambda session: draft_meeting(session, meeting_id=meeting.id))
        else:
            self.write(N_("Sent an agenda out"), lambda session: open_meeting(session, meeting_id=meeting.id))

    def start(self, view: MeetingView, done: Callable[[Any], object] | None = None) -> None:
        """It begins now."""
        at_ms = int(self.context.desk.clock.now().timestamp() * 1000)
        self.write(
            N_("Began a meeting"),
            lambda session: start_meeting(session, meeting_id=view.meeting.id, at_ms=at_ms),
            done=done,
        )

    def close(self, view: MeetingView, done: Callable[[Any], object] | None = None) -> None:
        """Close it; where the quorum is not clear somebody says why it counts all the same."""
        reason = ""
        if not view.quorum.is_clear:
            values = ask(
                self.look,
                self._panel,
                Text(N_("Why does the meeting count?")),
                [Ask("reason", Text(N_("Reason")), "long", needed=True)],
                accept=Text(N_("Close")),
                note=Text(N_("The quorum is not met, or it is not said of everybody whether he came.")),
            )
            if values is None:
                return
            reason = values["reason"]
        desk = self.context.desk

        def work(_progress: Progress) -> Any:
            return close_meeting(desk.db, desk.workspace.files, meeting_id=view.meeting.id, quorum_reason=reason)

        def closed(found: Any) -> None:
            self.context.notify("good", Text(N_("The minutes are closed as version {n}."), {"n": found.version}))
            if done is not None:
                done(found)

        self.context.tasks.run(Text(N_("Closing the meeting")), work, closed, owner=self._panel)

    def reopen(self, view: MeetingView) -> None:
        """Ask why, and open it again."""
        self._with_reason(
            N_("Why is it reopened?"),
            N_("Open it again"),
            N_("Reopened a meeting"),
            view,
            lambda session, reason: reopen_meeting(session, meeting_id=view.meeting.id, reason=reason),
        )

    def cancel(self, view: MeetingView) -> None:
        """Ask why, and call it off."""
        self._with_reason(
            N_("Why is it not held?"),
            N_("Call it off"),
            N_("Called a meeting off"),
            view,
            lambda session, reason: cancel_meeting(session, meeting_id=view.meeting.id, reason=reason),
        )

    def _with_reason(
        self, title: str, accept: str, code: str, view: MeetingView, command: Callable[[Any, str], Any]
    ) -> None:
        values = ask(
            self.look,
            self._panel,
            Text(title),
            [Ask("reason", Text(N_("Reason")), "long", needed=True)],
            accept=Text(accept),
            note=view.meeting.ref,
        )
        if values is not None:
            self.write(code, lambda session: command(session, values["reason"]))
