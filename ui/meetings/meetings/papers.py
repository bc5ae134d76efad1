"""What goes out of a meeting: its minutes and its agenda as they are printed, its calendar file, its mail."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QFileDialog

from app.core.progress import Progress
from app.core.texts import N_, Text
from app.core.whole import write_whole
from app.meetings.closing import minutes_content
from app.meetings.evidence import frozen_figures
from app.meetings.rows import MeetingView
from ui.core.context import Command
from ui.core.controls import Button
from ui.core.dialogs import Dialog, confirm
from ui.core.report import Make, ReportView

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from app.core.texts import Texts
    from ui.core.context import Context
    from ui.core.words import Words
    from ui.meetings.meetings.acts import MeetingActs

_WIDE: Final = 860
_HIGH: Final = 640
_INVITES: Final = frozenset({"draft", "open", "cancelled"})


class PaperDialog(Dialog):
    """A document as it is printed, in either language, with the ways out."""

    def __init__(self, context: "Context", parent: "QWidget", title: "Words", make: Make, name: str) -> None:
        """``name`` is the file's name without its end."""
        super().__init__(context.look, parent, title, accept=Text(N_("Close")))
        self.report = ReportView(context, make, lambda _lang: f"{name}.pdf")
        self.body.addWidget(self.report)
        self.cancel_button.hide()
        self.resize(_WIDE, _HIGH)


class Papers:
    """The documents and the mail of the meeting that is shown."""

    def __init__(self, acts: "MeetingActs", parent: "QWidget") -> None:
        """Nothing is drawn yet."""
        self.context, self.look, self._parent = acts.context, acts.look, parent
        self.dialog: PaperDialog | None = None

    def commands(self, view: MeetingView) -> list[Command]:
        """What its menu offers."""
        state = view.meeting.state
        found = [
            Command(Text(N_("Agenda as PDF…")), lambda: self.agenda(view), "file-down"),
            Command(Text(N_("Calendar file…")), lambda: self.ask_for_calendar(view), "calendar"),
        ]
        if state in _INVITES:
            found.append(Command(Text(N_("Send the invitation…")), lambda: self.ask_to_invite(view), "mail"))
        found.append(Command(Text(N_("Minutes…")), lambda: self.minutes(view), "file-text"))
        if state == "closed":
            found.append(Command(Text(N_("Send the minutes…")), lambda: self.ask_to_send(view), "mail"))
        return found

    # -- documents ----------------------------------------------------------------------------------------------------

    def minutes(self, view: MeetingView) -> None:
        """The minutes, closed or as they stand, with the way to Word and to slides."""
        desk, one = self.context.desk, view.meeting

        def make(lang: str, _progress: Progress) -> bytes:
            from app.reports.meetings.minutes import minutes_pdf

            with desk.db.read() as session:
                content = minutes_content(session, desk.workspace.files, one.id)
            return minutes_pdf(content, lang)

        name = f"{one.ref}-v{one.version}" if one.state == "closed" else one.ref
        dialog = PaperDialog(self.context, self._parent, Text(N_("Minutes")), make, name)
        for words, end in ((N_("Word file…"), "docx"), (N_("Slides…"), "pptx")):
            button = Button(
                self.look, Text(words), lambda _=False, end=end: self.ask_for_minutes(view, dialog, f"{name}.{end}"),
                icon="file-down",
            )  # fmt: skip
            dialog.foot.insertWidget(dialog.foot.count() - 2, button)
        self._open(dialog)

    def agenda(self, view: MeetingView) -> None:
        """The agenda as it goes to those who are invited."""
        files, one = self.context.desk.workspace.files, view.meeting

        def make(lang: str, _progress: Progress) -> bytes:
            from app.reports.meetings.agenda import agenda_pdf

            return agenda_pdf(view, frozen_figures(files, one.figures_sha256), lang)

        self._open(PaperDialog(self.context, self._parent, Text(N_("Agenda")), make, f"{one.ref}-agenda"))

    def _open(self, dialog: PaperDialog) -> None:
        self.dialog = dialog
        dialog.run()

    def ask_for_minutes(self, view: MeetingView, dialog: PaperDialog, name: str) -> None:
        """Ask where the Word file or the slides go."""
        kind = "Word (*.docx)" if name.endswith(".docx") else "PowerPoint (*.pptx)"
        path = self._where(dialog, Text(N_("Minutes…")), name, kind)
        if path is not None:
            self.save_minutes(view, path, dialog.report.lang)

    def save_minutes(self, view: MeetingView, path: Path, lang: str) -> None:
        """Write the Word file or the slides, by the end of the name."""
        desk = self.context.desk

        def make() -> bytes:
            from app.reports.meetings.minutes_docx import minutes_docx
            from app.reports.meetings.minutes_pptx import minutes_pptx

            with desk.db.read() as session:
                content = minutes_content(session, desk.workspace.files, view.meeting.id)
            return (minutes_docx if path.suffix == ".docx" else minutes_pptx)(content, lang)

        self._write(path, make)

    def ask_for_calendar(self, view: MeetingView) -> None:
        """Ask where the calendar file goes."""
        path = self._where(self._parent, Text(N_("Calendar file…")), f"{view.meeting.ref}.ics", "iCalendar (*.ics)")
        if path is not None:
            self.save_calendar(view, path)

    def save_calendar(self, view: MeetingView, path: Path) -> None:
        """Write the invitation as a calendar file."""
        desk, lang = self.context.desk, self.look.lang

        def make() -> bytes:
            from app.jobs.meeting_mail import invitation

            with desk.db.read() as session:
                return invitation(session, view.meeting.id, lang, desk.clock.now())

        self._write(path, make)

    def _where(self, owner: "QWidget", title: Text, name: str, kind: str) -> Path | None:
        folder = Path(str(self.context.memory.get("health.report.folder", "")))
        chosen, _ = QFileDialog.getSaveFileName(owner, self.look.t.render(title), str(folder / name), kind)
        end = Path(name).suffix
        return None if not chosen else Path(chosen if chosen.lower().endswith(end) else f"{chosen}{end}")

    def _write(self, path: Path, make: Callable[[], bytes]) -> None:
        def work(_progress: Progress) -> None:
            write_whole(path, make())

        def written(_none: None) -> None:
            self.context.notify("good", Text(N_("{file} is saved."), {"file": path.name}))

        self.context.tasks.run(Text(N_("Writing {file}"), {"file": path.name}), work, written, owner=self._parent)

    # -- mail ---------------------------------------------------------------------------------------------------------

    def ask_to_invite(self, view: MeetingView) -> None:
        """Ask before anything leaves; then queue it and send."""
        if confirm(
            self.look, self._parent, Text(N_("Send the invitation")), _to(view, with_readers=False),
            accept=Text(N_("Send")),
        ):  # fmt: skip
            self.invite(view)

    def ask_to_send(self, view: MeetingView) -> None:
        """Ask before anything leaves; then queue it and send."""
        if confirm(
            self.look, self._parent, Text(N_("Send the minutes")), _to(view, with_readers=True),
            accept=Text(N_("Send")),
        ):  # fmt: skip
            self.send(view)

    def invite(self, view: MeetingView) -> None:
        """The invitation to everybody with an address; what cannot leave now waits."""
        desk, lang = self.context.desk, self.look.lang

        def queue() -> tuple[int, tuple[str, ...]]:
            from app.jobs.meeting_invites import queue_invitations

            found = queue_invitations(
                desk.db, desk.workspace.files, meeting_id=view.meeting.id, lang=lang, now=desk.clock.now()
            )
            return found.queued, found.lacking

        self._mail(Text(N_("Sending the invitation")), queue)

    def send(self, view: MeetingView) -> None:
        """The minutes to everybody, to each owner his own actions; what cannot leave now waits."""
        desk, lang = self.context.desk, self.look.lang

        def queue() -> tuple[int, tuple[str, ...]]:
            from app.jobs.meeting_mail import queue_minutes

            found = queue_minutes(
                desk.db, desk.workspace.files, meeting_id=view.meeting.id, lang=lang, now=desk.clock.now()
            )
            return found.minutes + found.own, found.lacking

        self._mail(Text(N_("Sending the minutes")), queue)

    def _mail(self, title: Text, queue: Callable[[], tuple[int, tuple[str, ...]]]) -> None:
        desk = self.context.desk

        def work(progress: Progress) -> Text:
            n, lacking = queue()
            sent = desk.post.send_waiting(progress)
            said = {"n": n, "out": sent.out, "held": sent.held, "names": ", ".join(lacking)}
            if lacking:
                return Text(N_("Mails queued: {n}; sent: {out}, waiting or refused: {held}. Without an address: {names}"),
                            said)  # fmt: skip
            return Text(N_("Mails queued: {n}; sent: {out}, waiting or refused: {held}."), said)

        self.context.tasks.run(title, work, lambda said: self.context.notify("good", said), owner=self._parent)


def _to(view: MeetingView, *, with_readers: bool) -> Text:
    """Who gets it and who has no address."""
    asked = [one for one in view.attendance if with_readers or one.role != "reader"]
    names = ", ".join(one.person for one in asked if one.email) or "—"
    lacking = ", ".join(one.person for one in asked if not one.email)
    if lacking:
        return Text(N_("It goes to: {names}. Without an address: {lacking}."), {"names": names, "lacking": lacking})
    return Text(N_("It goes to: {names}."), {"names": names})
