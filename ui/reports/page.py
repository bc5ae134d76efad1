"""The page of reports that go out: plans, what was handed out, and the queue of mail."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Final

from PySide6.QtWidgets import QFileDialog, QStackedWidget

from app.core.clock import SystemClock
from app.core.db import Action
from app.core.progress import Progress
from app.core.texts import N_, Text, texts
from app.core.whole import write_whole
from app.jobs.delivery import queue
from app.jobs.report_mail import queue_published
from app.jobs.runs import CANCELLED, DONE, FAILED, NOTHING, OUTCOMES, Run, TakenError
from app.people.rules import mail_address
from app.reports.plans.queries import list_plans
from app.reports.plans.records import KIND_TITLES
from app.reports.plans.service import remove_report_plan, save_report_plan
from ui.core.ask import Ask, ask
from ui.core.card import Card
from ui.core.controls import Button, Segments
from ui.core.files import open_bytes
from ui.core.form import typed_list
from ui.core.pack_lock import hold, pack_lock
from ui.core.page import Command, Context, Found, Page
from ui.core.saving import save
from ui.core.table import Table
from ui.core.table_columns import Column, State
from ui.core.words import Tone
from ui.reports.dialog import PlanDialog
from ui.reports.reading import PlanLine, ReportsSheet, read_reports

if TYPE_CHECKING:
    from app.bootstrap import Desk
    from app.jobs.delivery.queue import Message
    from app.jobs.delivery.sending import Sent

PLANS, PUBLISHED, MAILS = "plans", "published", "mails"
_RUN_TONES: Final[Mapping[str, Tone]] = {DONE: "good", NOTHING: "dim", FAILED: "bad", CANCELLED: "warn"}
_MAIL_TONES: Final[Mapping[str, Tone]] = {
    "sent": "good", "waiting": "warn", "sending": "brand", "failed": "bad", "doubt": "bad",
}  # fmt: skip
_LANGUAGES: Final = {"zh_CN": "中文", "en": "English"}
_SENDING: Final = N_("Sending mail with reports")


class ReportsPage(Page):
    """Plans, published reports, outgoing mail."""

    title: ClassVar[str] = N_("Reports")
    watches: ClassVar[frozenset[str]] = frozenset(
        {"report_plan", "published_report", "delivery", "job_run", "setting", "person"}
    )

    def __init__(self, context: Context) -> None:
        """Empty until it is shown."""
        super().__init__(context, scroll=False)
        look = self.look
        self.sheet: ReportsSheet | None = None
        self._wanted = ""
        self.what = Segments(
            look, ((PLANS, Text(N_("Plans"))), (PUBLISHED, Text(N_("Published"))), (MAILS, Text(N_("Outgoing mail"))))
        )
        self.plans, self.published, self.mails = self._plans_table(), self._published_table(), self._mails_table()
        self.send_button = Button(look, Text(N_("Send now")), self.send, icon="play", shortcut="Ctrl+R")
        self.change_button = Button(look, Text(N_("Change…")), self.change, icon="pencil")
        self.remove_button = Button(look, Text(N_("Remove")), self.remove, icon="trash-2")
        self.new_button = Button(look, Text(N_("New plan…")), self.add, icon="plus", kind="primary",
                                 shortcut="Ctrl+N")  # fmt: skip
        self.open_button = Button(look, Text(N_("Open")), self.open_report, icon="external-link",
                                  shortcut="Ctrl+Return")  # fmt: skip
        self.save_button = Button(look, Text(N_("Save as…")), self.ask_and_save, icon="file-down", shortcut="Ctrl+S")
        self.again_button = Button(look, Text(N_("Send again…")), self.ask_and_mail, icon="inbox")
        self.retry_button = Button(look, Text(N_("Try now")), self.retry, icon="refresh-cw")
        self.cancel_button = Button(look, Text(N_("Cancel")), self.cancel, icon="ban")
        self._arrange()

    def _plans_table(self) -> Table:
        moment = self.look.formats.moment
        columns = (
            Column("name", Text(N_("Name")), width=150, stretch=True, get=lambda one: one.plan.name),
            Column("kind", Text(N_("Kind")), width=150, get=lambda one: Text(KIND_TITLES[one.plan.draft.kind])),
            Column("lang", Text(N_("Language")), width=76, hidden=True,
                   get=lambda one: _LANGUAGES[one.plan.draft.lang]),
            Column("schedule", Text(N_("When it goes out")), width=190, get=lambda one: one.schedule),
            Column("next", Text(N_("Next run")), width=132, get=lambda one: moment(one.next) if one.next else ""),
            Column("to", Text(N_("Recipients")), width=140, get=lambda one: one.goes_to),
            Column("last", Text(N_("Last run")), "pill", 124, get=_outcome),
            Column("error", Text(N_("What went wrong")), stretch=True, width=130,
                   get=lambda one: one.last.error if one.last and one.last.error else ""),
            Column("reader", Text(N_("Reader")), width=120, hidden=True, get=lambda one: one.plan.draft.reader),
            Column("ref", Text(N_("Reference")), width=110, hidden=True, get=lambda one: one.plan.ref),
        )  # fmt: skip
        return Table(
            self.context, columns, name="reports.plans", title=Text(N_("Plans of reports")),
            empty=Text(N_("No plan yet")),
            empty_text=Text(N_("A plan makes a report of the newest reviewed quarter, keeps it, and mails it to "
                               "whom you say: when you say, or by hand.")),
        )  # fmt: skip

    def _published_table(self) -> Table:
        columns = (
            Column("made_on", Text(N_("Day")), "date", 104),
            Column("kind", Text(N_("Kind")), width=120, get=lambda one: Text(KIND_TITLES[one.kind])),
            Column("period", Text(N_("Period")), width=84),
            Column("lang", Text(N_("Language")), width=76, get=lambda one: _LANGUAGES[one.lang]),
            Column("dealer", Text(N_("Dealer")), width=150),
            Column("name", Text(N_("File")), stretch=True, width=240),
            Column("size", Text(N_("Size")), width=80, get=lambda one: self.look.formats.size(one.size)),
            Column("signed", Text(N_("Signed")), "pill", 96,
                   get=lambda one: State(Text(N_("signed")), "good") if one.signed else None),
            Column("plan", Text(N_("By the plan")), width=130),
            Column("ref", Text(N_("Reference")), width=110, hidden=True),
        )  # fmt: skip
        return Table(
            self.context, columns, name="reports.published", title=Text(N_("Published reports")),
            empty=Text(N_("Nothing was handed out yet")),
            empty_text=Text(N_("What a plan sends or a review publishes is kept here byte for byte.")),
        )  # fmt: skip

    def _mails_table(self) -> Table:
        moment = self.look.formats.moment

        def said(millis: int | None) -> str:
            return "" if millis is None else moment(datetime.fromtimestamp(millis / 1000, UTC).astimezone())

        columns = (
            Column("made", Text(N_("Queued")), width=136, get=lambda one: said(one.made_at)),
            Column("recipient", Text(N_("Recipient")), width=180),
            Column("subject", Text(N_("Subject")), stretch=True, width=220, get=lambda one: one.message["subject"]),
            Column("files", Text(N_("Files")), "number", 64, get=lambda one: len(one.message.get("files", ()))),
            Column("state", Text(N_("State")), "pill", 136,
                   get=lambda one: State(Text(queue.STATES[one.state]), _MAIL_TONES.get(one.state, "dim"))),
            Column("attempts", Text(N_("Attempts")), "number", 72),
            Column("next", Text(N_("Next try")), width=136,
                   get=lambda one: said(one.not_before) if one.state == "waiting" else ""),
            Column("error", Text(N_("What went wrong")), stretch=True, width=200, get=lambda one: one.error or ""),
        )  # fmt: skip
        return Table(
            self.context, columns, name="reports.mails", title=Text(N_("Outgoing mail")),
            empty=Text(N_("No mail with reports")),
            empty_text=Text(N_("Mail waits here while this computer is offline, and goes out by itself after that.")),
        )  # fmt: skip

    def _arrange(self) -> None:
        self.filters.addWidget(self.what)
        self.filters.addStretch(1)
        self._tables = {PLANS: self.plans, PUBLISHED: self.published, MAILS: self.mails}
        self._by_what: dict[str, tuple[Button, ...]] = {
            PLANS: (self.remove_button, self.change_button, self.send_button),
            PUBLISHED: (self.again_button, self.save_button, self.open_button),
            MAILS: (self.cancel_button, self.retry_button),
        }
        for buttons in self._by_what.values():
            for button in buttons:
                self.buttons.addWidget(button)
        self.buttons.addWidget(self.new_button)
        self.tables, card = QStackedWidget(), Card(self.look)
        for table in self._tables.values():
            self.tables.addWidget(table)
            table.picked.connect(lambda _one: self._enable())
        card.body.addWidget(self.tables)
        self.body.addWidget(card, 1)
        self.what.picked.connect(lambda _key: self._show_what())
        self.plans.opened.connect(lambda _one: self.change())
        self.published.opened.connect(lambda _one: self.open_report())
        self._show_what()

    # -- reading ------------------------------------------------------------------------------------------------------

    def reload(self) -> None:
        """Read again."""
        desk = self.context.desk
        self.load(lambda _progress: read_reports(desk), self._show)

    def _show(self, sheet: ReportsSheet) -> None:
        self.sheet = sheet
        self.plans.set_rows(list(sheet.plans))
        self.published.set_rows(list(sheet.published))
        self.mails.set_rows(list(sheet.mails))
        waiting = sum(one.state in {"waiting", "sending"} for one in sheet.mails)
        failed = sum(one.last is not None and one.last.outcome == FAILED for one in sheet.plans)
        said = {"plans": len(sheet.plans), "failed": failed, "n": len(sheet.published), "waiting": waiting}
        words = N_("Plans: {plans}, failed at the last run: {failed} · published: {n} · mails waiting: {waiting}")
        self.say_subtitle(Text(words, said) if sheet.plans or sheet.published else "")
        for n in range(self.plans.grid.rowCount() if self._wanted else 0):
            if self.plans.grid.row_at(n).plan.id == self._wanted:
                self.plans.view.select(n)
        self._wanted = ""
        for table in self._tables.values():
            if table.current is None and table.grid.rowCount():
                table.view.select(0)
        self._enable()

    def _show_what(self) -> None:
        what = str(self.what.key())
        self.tables.setCurrentWidget(self._tables[what])
        for key, buttons in self._by_what.items():
            for button in buttons:
                button.setVisible(key == what)
        self.new_button.setVisible(what == PLANS)
        self._enable()

    def _enable(self) -> None:
        fixed = self.context.desk.db.read_only
        for button in self._by_what[PLANS]:
            button.setEnabled(self.plans.current is not None and not fixed)
        for button in self._by_what[PUBLISHED]:
            button.setEnabled(self.published.current is not None)
        self.again_button.setEnabled(self.published.current is not None and not fixed)
        mail: Message | None = self.mails.current
        state = mail.state if mail is not None and not fixed else ""
        self.retry_button.setEnabled(state in {"waiting", "failed", "doubt", "cancelled"})
        self.cancel_button.setEnabled(state == "waiting")
        self.new_button.setEnabled(not fixed)
        hold(pack_lock(self.context.desk, "plans"), self.new_button, self.remove_button)

    # -- plans --------------------------------------------------------------------------------------------------------

    def add(self) -> None:
        """Ask for a new plan and keep it."""
        self._ask(None)

    def change(self) -> None:
        """Change the chosen plan."""
        if self.plans.current is not None:
            self._ask(self.plans.current)

    def _ask(self, line: PlanLine | None) -> None:
        if self.sheet is None:
            return
        dialog = PlanDialog(self.context, self.sheet, line)
        if dialog.run():
            draft, plan_id = dialog.draft, line.plan.id if line is not None else ""
            action = Action(N_("Saved the plan of reports {name}"), {"name": draft.name})
            now = SystemClock().now()
            save(self.context, self, action,
                 lambda session: save_report_plan(session, draft=draft, now=now, plan_id=plan_id))  # fmt: skip
        dialog.deleteLater()

    def remove(self) -> None:
        """Take the chosen plan off the list; undo brings it back."""
        line: PlanLine | None = self.plans.current
        if line is not None:
            action = Action(N_("Removed the plan of reports {name}"), {"name": line.plan.name})
            save(self.context, self, action, lambda session: remove_report_plan(session, plan_id=line.plan.id))

    def send(self) -> None:
        """Make the chosen plan's reports and send them now."""
        line: PlanLine | None = self.plans.current
        if line is None:
            return
        desk, plan = self.context.desk, line.plan

        def work(progress: Progress) -> "tuple[Run, Sent] | None":
            try:
                run = desk.reports.run(plan.id, progress=progress)
            except TakenError:
                return None
            return run, desk.post.send_waiting(progress)

        def done(found: "tuple[Run, Sent] | None") -> None:
            if found is not None and found[0].error is not None:
                self.context.notify("warn", found[0].error)
                if not found[0].rows:
                    return
            if found is None or not found[0].rows:
                said = N_("{name} has handed out these very reports before; send them again from Published.")
                self.context.notify("info", Text(said, {"name": plan.name}))
                return
            run, sent = found
            words = Text(N_("Reports made: {n}; mails sent: {out}, waiting or refused: {held}."),
                         {"n": run.rows, "out": sent.out, "held": sent.held})  # fmt: skip
            self.context.notify("warn" if sent.held else "good", words)

        self.tasks.run(Text(N_("Reports by the plan {name}"), {"name": plan.name}), work, done, owner=self, key="send")

    # -- what was handed out ------------------------------------------------------------------------------------------

    def open_report(self) -> None:
        """Open the chosen report with the system's program for it."""
        one = self.published.current
        if one is not None:
            open_bytes(self.context, self, one.name, one.sha256)

    def ask_and_save(self) -> None:
        """Ask where, and write the chosen reports there byte for byte; several go to a folder."""
        rows = self.published.chosen()
        if len(rows) == 1:
            path, _ = QFileDialog.getSaveFileName(self, self.look.t("Save as…"), str(Path.home() / rows[0].name))
            self.save_to([Path(path)] if path else [])
        elif rows:
            folder = QFileDialog.getExistingDirectory(self, self.look.t("Save as…"), str(Path.home()))
            self.save_to([Path(folder) / one.name for one in rows] if folder else [])

    def save_to(self, paths: list[Path]) -> None:
        """Write the chosen reports, a path each."""
        files, rows = self.context.desk.workspace.files, self.published.chosen()

        def work(progress: Progress) -> None:
            for n, (one, path) in enumerate(zip(rows, paths, strict=True)):
                progress.step(n, len(rows))
                write_whole(path, files.get(one.sha256))

        def done(_none: None) -> None:
            self.context.notify("good", Text(N_("{file} is saved."), {"file": ", ".join(one.name for one in paths)}))

        if paths:
            self.tasks.run(Text(N_("Writing {file}"), {"file": paths[0].name}), work, done, owner=self)

    def ask_and_mail(self) -> None:
        """Ask to whom, and send the chosen reports again."""
        field = Ask("to", Text(N_("Recipients")), needed=True, hint=Text(N_("Addresses with commas between.")),
                    read=lambda words: [mail_address(one) for one in typed_list(words)])  # fmt: skip
        note = Text(N_("They go out byte for byte as they were handed out."))
        values = ask(self.look, self, Text(N_("Send again")), [field], accept=Text(N_("Send now")), note=note)
        if values is not None:
            rows, now = self.published.chosen(), SystemClock().now()
            self._mail(lambda session: queue_published(session, rows=rows, to=values["to"], now=now))

    # -- the queue ----------------------------------------------------------------------------------------------------

    def retry(self) -> None:
        """Send the chosen mail now."""
        if self.mails.current is not None:
            self._mail(partial(queue.send_again, n=self.mails.current.n, now=SystemClock().now()))

    def cancel(self) -> None:
        """Take the chosen mail out of the queue; it can be sent later all the same."""
        if self.mails.current is not None:
            n, db = self.mails.current.n, self.context.desk.db
            command = partial(queue.cancel, n=n, now=SystemClock().now())
            action = Action(N_("Cancelled mails with reports"))
            self.tasks.run(Text(action.code), lambda _p: db.write(action, command, origin="job"), owner=self)

    def _mail(self, command: Callable[[Any], object]) -> None:
        desk = self.context.desk

        def work(progress: Progress) -> "Sent":
            desk.db.write(Action(N_("Sent published reports again")), command, origin="job")
            return desk.post.send_waiting(progress)

        def done(sent: "Sent") -> None:
            said = {"out": sent.out, "held": sent.held}
            words = Text(N_("Mails sent: {out}, waiting or refused: {held}."), said)
            self.context.notify("warn" if sent.held else "good", words)

        self.tasks.run(Text(_SENDING), work, done, owner=self, key="mail")

    # -- where to -----------------------------------------------------------------------------------------------------

    def open(self, target: Mapping[str, object]) -> None:
        """``what`` (plans, published, mails), ``plan`` (an id: chosen)."""
        if target.get("what") in self._tables:
            self.what.choose(str(target["what"]))
        self._wanted = str(target.get("plan", ""))
        if self._wanted:
            self.what.choose(PLANS)
        if self.sheet is not None:
            self._show(self.sheet)
        self._show_what()

    def commands(self) -> list[Command]:
        """A new plan, sending, the queue."""
        return [
            Command(Text(N_("New plan of reports")), self.add, "plus", "Ctrl+N"),
            Command(Text(N_("Send the chosen plan's reports now")), self.send, "play"),
            Command(Text(N_("Published reports")), lambda: self.open({"what": PUBLISHED}), "file-text"),
            Command(Text(N_("Outgoing mail")), lambda: self.open({"what": MAILS}), "inbox"),
        ]

    @classmethod
    def hits(cls, desk: "Desk", lang: str, text: str) -> list[Found]:
        """Plans by name."""
        wanted = text.strip().casefold()
        if len(wanted) < 2:
            return []
        with desk.db.read() as session:
            plans = list_plans(session)
        return [
            Found(one.name, texts(lang)(KIND_TITLES[one.draft.kind]), "reports", {"plan": one.id}, "book-open")
            for one in plans
            if wanted in one.name.casefold()
        ]


def _outcome(one: PlanLine) -> State | None:
    return None if one.last is None else State(Text(OUTCOMES[one.last.outcome]), _RUN_TONES[one.last.outcome])
