"""What goes out of a meeting: its minutes and its agenda as they are printed, its calendar file, its mail."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QFileDialog

from app.core.progress import Progress
from app.core.texts import EN, N_, ZH, Text
from app.core.whole import write_whole
from app.meetings.closing import minutes_content
from app.meetings.evidence import frozen_figures
from app.meetings.rows import MeetingView
from ui.core.ask import Ask, ask
from ui.core.context import Command
from ui.core.drawer import Drawer
from ui.core.report import Make, ReportView

if TYPE_CHECKING:
    from app.bootstrap import Desk
    from ui.core.panel import Panel

_SHARE: Final = 0.62
_LEAST: Final = 640
_INVITES: Final = frozenset({"draft", "open", "cancelled"})
_QUEUED: Final = N_("Mails queued: {n}; sent: {out}, waiting or refused: {held}.")
_LACKING: Final = N_("Mails queued: {n}; sent: {out}, waiting or refused: {held}. Without an address: {names}")


class Papers:
    """The documents and the mail of the meeting that is shown; ``panel`` is whose drawer they open in."""

    def __init__(self, panel: "Panel") -> None:
        """Nothing is drawn yet."""
        self.context, self.look, self._panel = panel.context, panel.look, panel
        self.report: ReportView | None = None
        self._drawer: Drawer | None = None

    def commands(self, view: MeetingView) -> list[Command]:
        """What its menu offers."""
        state = view.meeting.state
        found = [
            Command(Text(N_("Minutes…")), lambda: self.show_minutes(view), "file-text"),
            Command(Text(N_("Word file…")), lambda: self.ask_for_file(view, ".docx"), "file-down"),
            Command(Text(N_("Slides…")), lambda: self.ask_for_file(view, ".pptx"), "file-down"),
            Command(Text(N_("Agenda as PDF…")), lambda: self.show_agenda(view), "file-text"),
            Command(Text(N_("Calendar file…")), lambda: self.ask_for_file(view, ".ics"), "calendar"),
        ]
        if state in _INVITES:
            found.append(Command(Text(N_("Send the invitation…")), lambda: self.ask_to_invite(view), "share-2"))
        if state == "closed":
            found.append(Command(Text(N_("Send the minutes…")), lambda: self.ask_to_send(view), "share-2"))
        return found

    # -- documents ----------------------------------------------------------------------------------------------------

    def show_minutes(self, view: MeetingView) -> None:
        """The minutes page by page, closed or as they stand."""
        desk, one = self.context.desk, view.meeting

        def make(lang: str, _progress: Progress) -> bytes:
            from app.reports.meetings.minutes import minutes_pdf

            with desk.db.read() as session:
                content = minutes_content(session, desk.workspace.files, one.id)
            return minutes_pdf(content, lang)

        self._show(Text(N_("Minutes")), make, _name(view, ".pdf"))

    def show_agenda(self, view: MeetingView) -> None:
        """The agenda as it goes to those who are invited."""
        files, one = self.context.desk.workspace.files, view.meeting

        def make(lang: str, _progress: Progress) -> bytes:
            from app.reports.meetings.agenda import agenda_pdf

            return agenda_pdf(view, frozen_figures(files, one.figures_sha256), lang)

        self._show(Text(N_("Agenda")), make, f"{one.ref}-agenda.pdf")

    def _show(self, title: Text, make: Make, name: str) -> None:
        if self._drawer is None:
            self._drawer = Drawer(self.look, self._panel, share=_SHARE, least=_LEAST)
        self.report = ReportView(self.context, make, lambda _lang: name)
        self._drawer.show_widget(title, self.report, name)

    def ask_for_file(self, view: MeetingView, ending: str) -> None:
        """Ask where a file goes."""
        folder, name = Path(str(self.context.memory.get("health.report.folder", ""))), _name(view, ending)
        chosen, _ = QFileDialog.getSaveFileName(self._panel, name, str(folder / name), f"*{ending}")
        if chosen:
            self.save_file(view, ending, Path(chosen if chosen.lower().endswith(ending) else f"{chosen}{ending}"))

    def save_file(self, view: MeetingView, ending: str, path: Path) -> None:
        """Write the minutes as a Word file or as slides, or the meeting as a calendar file."""
        desk, lang = self.context.desk, self.look.lang

        def work(_progress: Progress) -> None:
            write_whole(path, _made(desk, view, ending, lang))

        def written(_none: None) -> None:
            self.context.notify("good", Text(N_("{file} is saved."), {"file": path.name}))

        self.context.tasks.run(Text(N_("Writing {file}"), {"file": path.name}), work, written, owner=self._panel)

    # -- mail ---------------------------------------------------------------------------------------------------------

    def ask_to_invite(self, view: MeetingView) -> None:
        """Ask before anything leaves; then queue it and send."""
        lang = self._ask_language(Text(N_("Send the invitation")), _to(view, with_readers=False))
        if lang:
            self.invite(view, lang)

    def ask_to_send(self, view: MeetingView) -> None:
        """Ask before anything leaves; then queue it and send."""
        lang = self._ask_language(Text(N_("Send the minutes")), _to(view, with_readers=True))
        if lang:
            self.send(view, lang)

    def _ask_language(self, title: Text, note: Text) -> str:
        """The language of a mail; empty where nothing is to be sent."""
        field = Ask("lang", Text(N_("Language of the mail")), "choice", self.look.lang, ((ZH, "中文"), (EN, "English")))
        values = ask(self.look, self._panel, title, [field], accept=Text(N_("Send")), note=note)
        return str(values["lang"]) if values is not None else ""

    def invite(self, view: MeetingView, lang: str) -> None:
        """The invitation to everybody with an address; what cannot leave now waits."""
        desk = self.context.desk

        def queue() -> tuple[int, tuple[str, ...]]:
            from app.jobs.meeting_invites import queue_invitations

            found = queue_invitations(
                desk.db, desk.workspace.files, meeting_id=view.meeting.id, lang=lang, now=desk.clock.now()
            )
            return found.queued, found.lacking

        self._mail(Text(N_("Sending the invitation")), queue)

    def send(self, view: MeetingView, lang: str) -> None:
        """The minutes to everybody, to each owner his own actions; what cannot leave now waits."""
        desk = self.context.desk

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
            return Text(_LACKING if lacking else _QUEUED, said)

        self.context.tasks.run(title, work, lambda said: self.context.notify("good", said), owner=self._panel)


def _to(view: MeetingView, *, with_readers: bool) -> Text:
    """Who gets it and who has no address."""
    asked = [one for one in view.attendance if with_readers or one.role != "reader"]
    names = ", ".join(one.person for one in asked if one.email) or "—"
    lacking = ", ".join(one.person for one in asked if not one.email)
    if lacking:
        return Text(N_("It goes to: {names}. Without an address: {lacking}."), {"names": names, "lacking": lacking})
    return Text(N_("It goes to: {names}."), {"names": names})


def _name(view: MeetingView, ending: str) -> str:
    """What a file of a meeting is called: of closed minutes with their version."""
    one = view.meeting
    return f"{one.ref}-v{one.version}{ending}" if one.state == "closed" and ending != ".ics" else f"{one.ref}{ending}"


def _made(desk: "Desk", view: MeetingView, ending: str, lang: str) -> bytes:
    from app.jobs.meeting_mail import invitation
    from app.reports.meetings.minutes_docx import minutes_docx
    from app.reports.meetings.minutes_pptx import minutes_pptx

    with desk.db.read() as session:
        if ending == ".ics":
            return invitation(session, view.meeting.id, lang, desk.clock.now())
        content = minutes_content(session, desk.workspace.files, view.meeting.id)
    return (minutes_docx if ending == ".docx" else minutes_pptx)(content, lang)
