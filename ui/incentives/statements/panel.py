"""Statements of account: who has one, whose is late, what came back; the sheet itself beside the list."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, Final

from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from app.core.errors import UserError
from app.core.period import day_number, quarter_of, shift
from app.core.progress import Progress
from app.core.texts import N_, Text
from app.incentives.rounding import e4_per_minor
from app.incentives.statements.queries import StatementRow, list_statements
from app.incentives.statements.service import DUE_DAYS, confirm_statement, object_statement, record_return
from app.incentives.words import STATEMENT_STATES
from ui.core.ask import Ask, ask
from ui.core.card import Card, clear, list_card, row
from ui.core.controls import Button
from ui.core.files import open_bytes
from ui.core.page import Command, Context
from ui.core.panel import Panel
from ui.core.report import ReportView
from ui.core.table import Table
from ui.core.table_columns import Column, State
from ui.core.words import Label, Tone

_TONES: Final[Mapping[str, Tone]] = {
    "issued": "brand", "returned": "good", "disputed": "warn", "confirmed": "good", "replaced": "dim",
}  # fmt: skip
_ORDER: Final = tuple(STATEMENT_STATES.values())


@dataclass(frozen=True)
class View:
    """What the panel shows, read in a worker."""

    rows: tuple[StatementRow, ...]
    today: int


class StatementsPanel(Panel):
    """The list at the left, the picked statement as it was printed at the right."""

    title: ClassVar[str] = N_("Statements of account")
    watches: ClassVar[frozenset[str]] = frozenset({"account_statement", "attachment", "party"})

    def __init__(self, context: Context) -> None:
        """Empty until it is shown."""
        super().__init__(context)
        self.view: View | None = None
        self.current: StatementRow | None = None
        self._wanted = ""
        look = self.look
        self.issue_button = Button(
            look, Text(N_("Issue statements…")), self.ask_issue, icon="file-text", kind="primary"
        )
        self.return_button = Button(look, Text(N_("Came back sealed…")), self.ask_return, icon="upload")
        self.object_button = Button(look, Text(N_("Objected to…")), self.ask_objection, icon="triangle-alert")
        self.confirm_button = Button(look, Text(N_("Confirm")), self.confirm, icon="check")
        self.scan_button = Button(look, Text(N_("Open the scan")), self.open_scan, icon="external-link", kind="quiet")
        self.totals = Label(look, "", "strong", elide=True)
        self.note = Label(look, "", "dim", wrap=True)
        self.table = self._table()
        self.table.picked.connect(self._pick)
        self.card = Card(look, Text(N_("Statement of account")))
        self.paper = QVBoxLayout()
        self._arrange()

    def _table(self) -> Table:
        title = self.look.formats.unit_title
        columns = (
            Column("dealer", Text(N_("Dealer")), stretch=True, width=172, get=lambda one: one.dealer.name),
            Column("period", Text(N_("Period")), width=72),
            Column("state", Text(N_("State")), "pill", 110, get=_state, order=_place),
            Column("due_on", Text(N_("Due on")), "date", 92, tone=lambda one: "bad" if self._late(one) else None),
            Column("balance", title(Text(N_("Balance"))), "money", 104, places=2,
                   get=lambda one: one.balance_minor * e4_per_minor("CNY")),
            Column("late", Text(N_("Days overdue")), "number", 70, hidden=True,
                   get=lambda one: self._late(one) or None),
            Column("issued_on", Text(N_("Issued on")), "date", 92, hidden=True),
            Column("returned_on", Text(N_("Sent back sealed on")), "date", 92, hidden=True),
            Column("confirmed_on", Text(N_("Confirmed on")), "date", 92, hidden=True),
            Column("note", Text(N_("Note")), width=140, hidden=True),
            Column("ref", Text(N_("Reference")), width=96, hidden=True),
        )  # fmt: skip
        return Table(
            self.context, columns, name="incentives.statements", title=Text(N_("Statements of account")),
            empty=Text(N_("No statement was issued yet")),
        )  # fmt: skip

    def _arrange(self) -> None:
        left = list_card(self.look, self.totals, (self.issue_button,), self.table)
        acts = row(self.return_button, self.object_button, self.confirm_button, self.scan_button, None)
        inside = QWidget()
        inside.setObjectName("clear")
        inside.setLayout(self.paper)
        self.paper.setContentsMargins(0, 0, 0, 0)
        self.card.body.addLayout(acts)
        self.card.body.addWidget(self.note)
        self.card.body.addWidget(inside, 1)
        line = QHBoxLayout()
        line.setSpacing(16)
        line.addWidget(left, 6)
        line.addWidget(self.card, 5)
        self.body.addLayout(line, 1)

    def _late(self, one: StatementRow) -> int:
        return 0 if self.view is None else one.late(self.view.today)

    # -- reading ------------------------------------------------------------------------------------------------------

    def open(self, target: Mapping[str, object]) -> None:
        """``{"statement": id}``: that one."""
        self._wanted = str(target.get("statement") or self._wanted)

    def reload(self) -> None:
        """Read the statements."""
        desk = self.context.desk
        today = day_number(desk.clock.today())

        def work(_progress: Progress) -> View:
            with desk.db.read() as session:
                return View(tuple(list_statements(session)), today)

        self.load(work, self._show)

    def _show(self, view: View) -> None:
        self.view = view
        if not view.rows:
            self.show_empty(
                Text(N_("No statement of account was issued yet")),
                Text(N_("A statement says every movement of a dealer's rebate account; it comes back sealed, or with "
                        "what he objects to.")), icon="file-text",
                action="" if self.context.desk.db.read_only else Text(N_("Issue statements…")), on=self.ask_issue,
            )  # fmt: skip
            return
        late = sum(1 for one in view.rows if one.late(view.today))
        self.totals.say(Text(N_("Statements: {n} · not returned in time: {late}"), {"n": len(view.rows), "late": late}))
        self.table.set_rows(view.rows)
        ids = [one.id for one in view.rows]
        wanted = self._wanted or (self.current.id if self.current else "")
        self._pick(view.rows[ids.index(wanted)] if wanted in ids else view.rows[0])
        self._wanted = ""

    def _pick(self, one: object) -> None:
        before = self.current
        self.current = one if isinstance(one, StatementRow) else None
        found, writes = self.current, not self.context.desk.db.read_only
        state = found.state if found else ""
        self.issue_button.setEnabled(writes)
        self.return_button.setEnabled(writes and state in {"issued", "disputed"})
        self.object_button.setEnabled(writes and state in {"issued", "returned"})
        self.confirm_button.setEnabled(writes and state == "returned")
        self.scan_button.setVisible(bool(found and found.scans))
        self.note.say("" if found is None or not found.note else Text(N_("Objection: {note}"), {"note": found.note}))
        self.note.setVisible(bool(found and found.note))
        if found is None or (before is not None and before.data_sha256 == found.data_sha256 and self.paper.count()):
            return
        self.card.title.say(found.dealer.name)
        clear(self.paper)
        files, sha256 = self.context.desk.workspace.files, found.data_sha256
        name = f"{found.dealer.name} {found.period}.pdf"
        self.paper.addWidget(
            ReportView(self.context, lambda _lang, _progress: files.get(sha256), lambda _lang: name, fixed=True)
        )

    # -- acts ---------------------------------------------------------------------------------------------------------

    def ask_issue(self) -> None:
        """Ask for the period and the day they are due back; make one for everybody who has an account."""
        today = self.context.desk.clock.today()
        fields = [
            Ask("period", Text(N_("Period")), value=shift(quarter_of(today), -1).name, needed=True),
            Ask("due", Text(N_("Due back on")), "day", value=day_number(today) + DUE_DAYS, needed=True),
        ]
        note = Text(N_("One for each dealer who has a rebate account; those of the period that are not confirmed yet "
                       "are replaced."))  # fmt: skip
        title, accept = Text(N_("Issue statements of account")), Text(N_("Issue"))
        found = ask(self.look, self, title, fields, accept=accept, note=note)
        if found is not None:
            self.issue(str(found["period"]), found["due"])

    def issue(self, period: str, due_on: int | None = None) -> None:
        """Make and issue the statements of a period."""
        desk, lang = self.context.desk, self.look.lang

        def work(progress: Progress) -> int:
            from app.reports.incentives.account_statement import issue_statements

            return len(
                issue_statements(
                    desk.db, desk.workspace.files, period=period, due_on=due_on, lang=lang, progress=progress
                )
            )  # fmt: skip

        def done(n: int) -> None:
            self.context.notify("good", Text(N_("Statements issued: {n}"), {"n": n}))
            self.reload()

        self.tasks.run(Text(N_("Making statements of account")), work, done, owner=self, key="act", failed=self._no)

    def ask_return(self) -> None:
        """Ask for the scan of the sealed statement."""
        chosen, _ = QFileDialog.getOpenFileName(
            self, self.look.t("Scan of the sealed statement"), "", "PDF, JPEG, PNG (*.pdf *.jpg *.jpeg *.png)"
        )
        if chosen:
            self.take_return(Path(chosen))

    def take_return(self, path: Path) -> None:
        """Record that the shown statement came back with this scan."""
        if (one := self.current) is None:
            return
        desk = self.context.desk

        def work() -> None:
            try:
                scan = path.read_bytes()
            except OSError as error:
                why = error.strerror or str(error)
                said = {"file": path.name, "error": why}
                raise UserError("{file} cannot be read: {error}. Nothing was changed.", **said) from error
            record_return(desk.db, desk.workspace.files, statement_id=one.id, scan=scan, name=path.name)

        self._step(N_("Recording what came back"), work)

    def ask_objection(self) -> None:
        """Ask to what the dealer objects."""
        if (one := self.current) is None:
            return
        fields = [Ask("note", Text(N_("What the dealer objects to")), "long", needed=True)]
        found = ask(self.look, self, Text(N_("Objection")), fields, accept=Text(N_("Save")))
        if found is not None:
            desk = self.context.desk
            self._step(
                N_("Recording an objection"),
                lambda: object_statement(desk.db, statement_id=one.id, note=str(found["note"])),
            )

    def confirm(self) -> None:
        """Confirm the shown statement."""
        if (one := self.current) is None:
            return
        desk = self.context.desk
        self._step(N_("Confirming a statement of account"), lambda: confirm_statement(desk.db, statement_id=one.id))

    def open_scan(self) -> None:
        """Open what came back."""
        if self.current is not None and self.current.scans:
            scan = self.current.scans[-1]
            open_bytes(self.context, self, scan.name, scan.sha256)

    def _step(self, title: str, step: Callable[[], None]) -> None:
        self.tasks.run(
            Text(title), lambda _p: step(), lambda _none: self.reload(), owner=self, key="act", failed=self._no
        )

    def _no(self, error: UserError) -> None:
        self.context.notify("warn", error.text)
        self.reload()

    def commands(self) -> list[Command]:
        """What may be done of all statements."""
        return [Command(Text(N_("Issue statements of account")), self.ask_issue, "file-text")]


def _state(one: StatementRow) -> State:
    return State(Text(STATEMENT_STATES[one.state]), _TONES[one.state])


def _place(state: State) -> int:
    return _ORDER.index(state.words.msgid) if isinstance(state.words, Text) else len(_ORDER)
