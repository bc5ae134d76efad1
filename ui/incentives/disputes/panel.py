"""The part of disputes: which are open and until when, their rows with outcomes, evidence, approval and posting."""

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any, ClassVar, Final, NamedTuple

from PySide6.QtWidgets import QVBoxLayout

from app.approvals.rules import STATE_TITLES
from app.core.attachments import AttachmentRow, detach
from app.core.db import Action
from app.core.money import AMOUNT_SCALE
from app.core.period import day_number
from app.core.progress import Progress
from app.core.texts import N_, Text
from app.incentives.base import REASONS
from app.incentives.disputes.opening import Opened, Payout, open_from_file, settled_payouts
from app.incentives.disputes.queries import DisputeRow, DisputeView, LineRow, dispute_view, list_disputes
from app.incentives.disputes.rules import FOUND_TITLES, Outcome
from app.incentives.disputes.service import (
    DAYS,
    KIND,
    decide_lines,
    drop_dispute,
    post_dispute,
    set_clock,
    submit_dispute,
)
from app.incentives.rounding import e4_per_minor
from app.incentives.words import DISPUTE_STATES, OUTCOMES
from ui.core.ask import Ask, ask
from ui.core.attached import Attached
from ui.core.card import Card, clear, row
from ui.core.context import Command
from ui.core.controls import Button
from ui.core.files import ask_files, attach_files
from ui.core.panel import Panel
from ui.core.saving import save
from ui.core.table import Table
from ui.core.table_columns import Column, State
from ui.core.words import Label, Tone

if TYPE_CHECKING:
    from pathlib import Path

    from ui.core.context import Context

_LIST_PX: Final = 200
"""The list may be so low: what is worked on are the rows below."""
_TONES: Final[Mapping[str, Tone]] = {"open": "warn", "decided": "good", "dropped": "dim"}


class _Read(NamedTuple):
    """What the part shows."""

    disputes: list[DisputeRow]
    chosen: DisputeView | None
    payouts: list[Payout]
    today: int


class DisputesPanel(Panel):
    """A list of disputes, the rows of the chosen one below it."""

    title: ClassVar[str] = N_("Disputes")
    watches: ClassVar[frozenset[str]] = frozenset(
        {"dispute", "dispute_line", "attachment", "approval", "approval_decision", "incentive_posting"}
    )

    def __init__(self, context: "Context") -> None:
        """Empty until it is shown."""
        super().__init__(context)
        look = self.look
        self.found: _Read | None = None
        self._wanted = ""
        self.list = self._list_table()
        self.rows = self._rows_table()
        self.said = Label(look, "", "dim", wrap=True)
        self._files = QVBoxLayout()
        self.new_button = Button(look, Text(N_("Open a dispute…")), self.ask_new, icon="plus", kind="primary",
                                 shortcut="Ctrl+N")  # fmt: skip
        self.outcome_button = Button(look, Text(N_("Decide rows…")), self.ask_outcome, icon="check")
        self.file_button = Button(look, Text(N_("Attach evidence…")), self.ask_evidence, icon="upload", kind="quiet")
        self.clock_button = Button(look, Text(N_("Another day…")), self.ask_clock, icon="clock", kind="quiet")
        self.drop_button = Button(look, Text(N_("Drop…")), self.ask_drop, icon="ban", kind="quiet")
        self.submit_button = Button(look, Text(N_("Submit the result")), self.submit, icon="share-2")
        self.post_button = Button(look, Text(N_("Post the result")), self.post, icon="save")
        self.actions_shown = (self.new_button,)
        self._arrange()

    def _list_table(self) -> Table:
        day = self.look.formats.day
        columns = (
            Column("ref", Text(N_("Reference")), width=104),
            Column("dealer", Text(N_("Dealer")), stretch=True, width=160),
            Column("policy", Text(N_("Policy")), stretch=True, width=160),
            Column("period", Text(N_("Period")), width=84),
            Column("state", Text(N_("State")), "pill", 104,
                   get=lambda one: State(Text(DISPUTE_STATES[one.state]), _TONES[one.state])),
            Column("rows", Text(N_("Rows")), "number", 64),
            Column("undecided", Text(N_("Open rows")), "number", 92),
            Column("due", Text(N_("Due on")), width=104, get=lambda one: day(one.due_on),
                   tone=lambda one: "bad" if self.found is not None and one.late(self.found.today) else None),
            Column("approval", Text(N_("Approval")), width=130,
                   get=lambda one: Text(STATE_TITLES[one.approval]) if one.approval else ""),
            Column("posting", Text(N_("Posting")), width=104),
            Column("opened", Text(N_("Opened on")), width=104, hidden=True, get=lambda one: day(one.opened_on)),
            Column("reason", Text(N_("Reason")), width=160, hidden=True),
        )  # fmt: skip
        return Table(
            self.context, columns, name="incentives.disputes", title=Text(N_("Disputes")),
            empty=Text(N_("No dispute")),
            empty_text=Text(N_("A dealer who counts otherwise sends his list: it is held against the rows of a "
                               "settled payout, and each that differs gets an outcome.")),
        )  # fmt: skip

    def _rows_table(self) -> Table:
        columns = (
            Column("document", Text(N_("Document")), width=140, get=lambda one: one.line.document),
            Column("found", Text(N_("In what they differ")), width=150,
                   get=lambda one: Text(FOUND_TITLES[one.line.found])),
            Column("theirs", Text(N_("By the dealer")), "number", 120, places=2,
                   get=lambda one: _units(one.line.theirs_e4)),
            Column("ours", Text(N_("By us")), "number", 120, places=2, get=lambda one: _units(one.line.ours_e4)),
            Column("why", Text(N_("Why it is left out")), stretch=True, width=160,
                   get=lambda one: Text(REASONS[one.line.excluded]) if one.line.excluded else ""),
            Column("outcome", Text(N_("Outcome")), "pill", 150,
                   get=lambda one: State(Text(OUTCOMES[one.outcome]), "good") if one.outcome
                   else State(Text(N_("No outcome yet")), "warn")),
            Column("answer", Text(N_("Answer")), stretch=True, width=160),
        )  # fmt: skip
        return Table(
            self.context, columns, name="incentives.dispute_rows", title=Text(N_("Rows that differ")),
            empty=Text(N_("Choose a dispute")),
        )  # fmt: skip

    def _arrange(self) -> None:
        upper, lower = Card(self.look), Card(self.look)
        upper.body.addWidget(self.list)
        lower.body.addWidget(self.said)
        lower.body.addLayout(
            row(self.outcome_button, self.file_button, self.clock_button, self.drop_button, None, self.submit_button,
                self.post_button)
        )  # fmt: skip
        lower.body.addWidget(self.rows, 1)
        lower.body.addLayout(self._files)
        upper.setMinimumHeight(_LIST_PX)
        self.body.addWidget(upper, 4)
        self.body.addWidget(lower, 9)
        self.list.picked.connect(lambda _one: self._chose())
        self.rows.picked.connect(lambda _one: self._enable())
        self.rows.opened.connect(lambda _one: self.ask_outcome())

    # -- reading ------------------------------------------------------------------------------------------------------

    def open(self, target: Mapping[str, object]) -> None:
        """``dispute`` is an id or a reference."""
        self._wanted = str(target.get("dispute", ""))

    def reload(self) -> None:
        """Read the list and the chosen one."""
        desk = self.context.desk
        current: DisputeRow | None = self.list.current
        wanted = self._wanted or (current.id if current is not None else "")
        today = day_number(desk.clock.today())

        def work(progress: Progress) -> _Read:
            with desk.db.read(progress) as session:
                found = list_disputes(session)
                chosen = next((one for one in found if wanted in {one.id, one.ref}), found[0] if found else None)
                view = None if chosen is None else dispute_view(session, chosen.id)
                return _Read(found, view, settled_payouts(session), today)

        self.load(work, self._show)

    def _show(self, found: _Read) -> None:
        self.found, self._wanted = found, ""
        self.list.set_rows(found.disputes)
        chosen = found.chosen
        for n in range(self.list.grid.rowCount() if chosen is not None else 0):
            if chosen is not None and self.list.grid.row_at(n).id == chosen.row.id:
                self.list.view.select(n)
        self.rows.set_rows(list(chosen.lines) if chosen is not None else [])
        self._say(chosen)
        clear(self._files)
        if chosen is not None and chosen.evidence:
            open_ = chosen.row.state == "open" and not self.context.desk.db.read_only
            self._files.addWidget(Attached(self.context, chosen.evidence, self.take_off if open_ else None))
        self._enable()

    def _say(self, view: DisputeView | None) -> None:
        if view is None:
            self.said.say("")
            return
        if view.result is None:
            self.said.say(Text(N_("{ref}: rows that still need an outcome: {n}"),
                               {"ref": view.row.ref, "n": view.row.undecided}))  # fmt: skip
            return
        came, currency = view.result, view.currency

        def exact(minor: int) -> str:
            return self.look.formats.exact_money(minor * e4_per_minor(currency), currency)

        said = {"ref": view.row.ref, "before": exact(came.before_minor), "after": exact(came.after_minor),
                "change": exact(came.adjust_minor)}  # fmt: skip
        self.said.say(Text(N_("{ref}: entitlement {before}, with the outcomes {after}; adjustment {change}"), said))

    def _chose(self) -> None:
        one: DisputeRow | None = self.list.current
        shown = self.found.chosen.row.id if self.found is not None and self.found.chosen is not None else ""
        if one is not None and one.id != shown:
            self.reload()

    def _enable(self) -> None:
        fixed = self.context.desk.db.read_only
        chosen = self.found.chosen if self.found is not None else None
        is_open = chosen is not None and chosen.row.state == "open" and not fixed
        for button in (self.file_button, self.clock_button, self.drop_button):
            button.setEnabled(is_open)
        self.outcome_button.setEnabled(is_open and self.rows.current is not None)
        done = is_open and chosen is not None and not chosen.row.undecided
        asked = chosen.row.approval if chosen is not None else ""
        self.submit_button.setEnabled(done and asked not in {"open", "approved"})
        self.post_button.setEnabled(done and asked == "approved")
        self.new_button.setEnabled(not fixed)

    # -- doing --------------------------------------------------------------------------------------------------------

    def ask_new(self) -> None:
        """Which payout, then which file."""
        found = self.found
        if found is None or not found.payouts:
            self.context.notify("info", Text(N_("Nothing was settled yet; a dispute is about a settled payout.")))
            return
        options = [
            (n, Text(N_("{dealer} · {policy} · {period}"),
                     {"dealer": one.dealer, "policy": one.policy, "period": one.period}))
            for n, one in enumerate(found.payouts)
        ]  # fmt: skip
        fields = (
            Ask("payout", Text(N_("Payout")), "choice", 0, options),
            Ask("due", Text(N_("Due on")), "day", found.today + DAYS, since=found.today),
            Ask("document", Text(N_("Column of documents")), hint=Text(N_("Empty: found by what it is called"))),
            Ask("figure", Text(N_("Column of figures")), hint=Text(N_("Empty: found by what it is called"))),
            Ask("reason", Text(N_("What he objects to")), "long"),
        )
        values = ask(self.look, self, Text(N_("Open a dispute")), fields, accept=Text(N_("Choose his list…")))
        paths = ask_files(self.context, self, Text(N_("The dealer's list"))) if values is not None else []
        if values is not None and paths:
            self.open_list(found.payouts[values["payout"]], paths[0], values)

    def open_list(self, payout: Payout, path: "Path", values: Mapping[str, Any]) -> None:
        """Compare a dealer's file with a payout and open the dispute."""
        desk = self.context.desk

        def work(progress: Progress) -> Opened:
            return open_from_file(
                desk.db, desk.workspace.files, payout=payout, path=path, reason=str(values.get("reason") or ""),
                due_on=values.get("due"), progress=progress, document=str(values.get("document") or ""),
                figure=str(values.get("figure") or ""),
            )  # fmt: skip

        def done(found: Opened) -> None:
            self._wanted = found.id
            said = {"same": found.compared.same, "n": len(found.compared.lines), "unread": len(found.read.unread)}
            words = N_("Documents that agree: {same}; that differ: {n}; rows without a readable figure: {unread}")
            self.context.notify("warn" if found.read.unread else "good", Text(words, said))
            self.reload()

        self.tasks.run(Text(N_("Comparing {file}"), {"file": path.name}), work, done, owner=self, key="open")

    def ask_outcome(self) -> None:
        """The outcome of the marked rows and the answer to the dealer."""
        rows: Sequence[LineRow] = self.rows.chosen()
        if not rows or not self.outcome_button.isEnabled():
            return
        fields = (
            Ask("outcome", Text(N_("Outcome")), "choice", rows[0].outcome or "ours",
                [(key, Text(words)) for key, words in OUTCOMES.items()]),
            Ask("answer", Text(N_("Answer")), "long", rows[0].answer, needed=True),
        )  # fmt: skip
        note = Text(N_("Rows: {n}"), {"n": len(rows)})
        values = ask(self.look, self, Text(N_("Decide rows")), fields, accept=Text(N_("Decide")), note=note)
        if values is not None:
            self.decide(rows, values["outcome"], values["answer"])

    def decide(self, rows: Sequence[LineRow], outcome: Outcome, answer: str) -> None:
        """Say the outcome of rows; undo takes it back."""
        ids, today = [one.id for one in rows], day_number(self.context.desk.clock.today())
        self._save(
            Action(N_("Decided rows of a dispute")),
            lambda session: decide_lines(session, line_ids=ids, outcome=outcome, answer=answer, today=today),
        )

    def ask_evidence(self) -> None:
        """Files that prove what is decided."""
        if self.found is not None and self.found.chosen is not None:
            record = (KIND, self.found.chosen.row.id)
            attach_files(self.context, self, record, ask_files(self.context, self, Text(N_("Attach evidence…"))))

    def take_off(self, one: AttachmentRow) -> None:
        """A file off the dispute; undo brings it back."""
        self._save(Action(N_("Took a file off")), lambda session: detach(session, attachment_id=one.id))

    def ask_clock(self) -> None:
        """Another day by which it is decided."""
        if self.found is None or self.found.chosen is None:
            return
        id_, today = self.found.chosen.row.id, self.found.today
        field = Ask("due", Text(N_("Due on")), "day", self.found.chosen.row.due_on, needed=True, since=today)
        values = ask(self.look, self, Text(N_("Another day")), [field], accept=Text(N_("Save")))
        if values is not None:
            due = values["due"]
            self._save(Action(N_("Moved the day of a dispute")),
                       lambda session: set_clock(session, dispute_id=id_, due_on=due, today=today))  # fmt: skip

    def ask_drop(self) -> None:
        """Give it up with a reason."""
        if self.found is None or self.found.chosen is None:
            return
        id_, today = self.found.chosen.row.id, self.found.today
        field = Ask("reason", Text(N_("Reason")), "long", needed=True)
        values = ask(self.look, self, Text(N_("Drop the dispute")), [field], accept=Text(N_("Drop")), danger=True)
        if values is not None:
            reason = values["reason"]
            self._save(Action(N_("Dropped a dispute")),
                       lambda session: drop_dispute(session, dispute_id=id_, reason=reason, today=today))  # fmt: skip

    def submit(self) -> None:
        """Ask for approval of the result."""
        said, otherwise = N_("It waits for approval on the page Approvals."), N_("It changes nothing and is decided.")
        self._run(N_("Submitting the result of a dispute"), submit_dispute, said, otherwise)

    def post(self) -> None:
        """Post what was approved."""
        said = N_("The adjustment is posted to the dealer's account.")
        self._run(N_("Posting the result of a dispute"), post_dispute, said, said)

    def _run(self, title: str, step: Callable[..., str], said: str, otherwise: str) -> None:
        if self.found is None or self.found.chosen is None:
            return
        desk, id_ = self.context.desk, self.found.chosen.row.id

        def work(_progress: Progress) -> str:
            return step(desk.db, desk.workspace.files, dispute_id=id_)

        self.tasks.run(
            Text(title), work, lambda made: self.context.notify("good", Text(said if made else otherwise)),
            owner=self, key="step",
        )  # fmt: skip

    def _save(self, action: Action, command: Callable[[Any], object]) -> None:
        save(self.context, self, action, command)

    def commands(self) -> list[Command]:
        """Opening one."""
        return [Command(Text(N_("Open a dispute")), self.ask_new, "plus", "Ctrl+N")]


def _units(value_e4: int | None) -> Fraction | None:
    return None if value_e4 is None else Fraction(value_e4, AMOUNT_SCALE)
