"""What was posted: the list, a posting's rows, taking one back, the export for finance."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QWidget

from app.core.period import day_number
from app.core.progress import Progress
from app.core.texts import N_, Text, texts
from app.incentives.ledger.export import export_ledger
from app.incentives.ledger.queries import Entry, PostingRow, posting_entries
from app.incentives.ledger.reading import Named, name_in, names_of
from app.incentives.ledger.run import APPROVED_BACK, NEED_APPROVAL
from app.incentives.ledger.service import approval_of_reversal, request_reversal, reverse_posting
from app.incentives.ledger.unlocking import release_or_ask
from app.incentives.locks import document_label
from app.incentives.rounding import e4_per_minor
from app.incentives.words import ENTRY_TITLES, POSTING_TITLES
from ui.core.ask import Ask, ask
from ui.core.card import Card
from ui.core.controls import Button
from ui.core.table import Table
from ui.core.table_columns import Column, State
from ui.core.table_export import ask_where
from ui.core.words import Label, Tone
from ui.incentives.explain.view import PayoutView, posted

if TYPE_CHECKING:
    from app.core.errors import UserError
    from app.reports.incentives.statements_of_run import Written
    from ui.core.context import Context

MOST_NAMED: Final = 5
"""So many dealers are named in a notice."""
_TONES: Final[dict[str, Tone]] = {
    "accrue": "dim", "credit": "good", "pay": "good", "use": "brand", "clawback": "warn", "reverse": "warn",
    "expire": "dim", "adjust": "brand", "lock": "warn",
}  # fmt: skip


@dataclass(frozen=True)
class Posted:
    """A row with its dealer."""

    entry: Entry
    dealer: Named


class Postings(QWidget):
    """The list above, the rows of the picked posting below."""

    payout = Signal(object, str)
    """The view of a payout, and its title."""

    def __init__(self, context: "Context") -> None:
        """Empty until ``show_rows``."""
        super().__init__()
        self.setObjectName("clear")
        self.context, self.look = context, context.look
        self.current: PostingRow | None = None
        self.wanted = ""
        self.list = self._list()
        self.about = Label(self.look, "", "dim", elide=True)
        self.rows = entry_table(context, "incentives.posting.rows", dealers=True)
        self.back_button = Button(self.look, Text(N_("Take back…")), self.take_back, icon="undo-2")
        tip = Text(N_("A PDF and a workbook for each dealer, in a folder"))
        self.papers_button = Button(
            self.look, Text(N_("Statements for the dealers…")), self.ask_and_write, icon="file-text", tip=tip
        )
        self.out_button = Button(self.look, Text(N_("Export for finance…")), self.ask_and_export, icon="file-down")
        self.free_button = Button(self.look, Text(N_("Release…")), self.release, icon="lock")
        self.list.picked.connect(self._pick)
        self.rows.picked.connect(lambda _one: self._offer())
        self.rows.opened.connect(self.explain)
        top, below = Card(self.look, Text(N_("Postings"))), Card(self.look, Text(N_("Rows of the posting")))
        top.buttons.addWidget(self.out_button)
        below.buttons.addWidget(self.papers_button)
        below.buttons.addWidget(self.free_button)
        below.buttons.addWidget(self.back_button)
        top.body.addWidget(self.list, 1)
        below.body.addWidget(self.about)
        below.body.addWidget(self.rows, 1)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(16)
        line.addWidget(top, 5)
        line.addWidget(below, 6)
        self._offer()

    def _list(self) -> Table:
        columns = (
            Column("posted_on", Text(N_("Posted on")), "date", 92),
            Column("kind", Text(N_("Kind")), width=120, stretch=True, get=lambda one: Text(POSTING_TITLES[one.kind])),
            Column("period", Text(N_("Period")), width=76),
            Column("entries", Text(N_("Rows")), "number", 52),
            Column("total", self.look.formats.unit_title(Text(N_("Sum of the rows"))), "money", 108, places=2,
                   signed=True, get=lambda one: one.total_minor * e4_per_minor(one.currency)),
            Column("reversed_by", Text(N_("Taken back by")), width=96, hidden=True),
            Column("person", Text(N_("Person")), width=80, hidden=True),
            Column("ref", Text(N_("Posting")), width=96, hidden=True),
            Column("reason", Text(N_("Reason")), width=140, hidden=True),
            Column("data_sha256", Text(N_("SHA-256 of the rows")), width=120, hidden=True),
        )  # fmt: skip
        return Table(
            self.context, columns, name="incentives.postings", title=Text(N_("Postings")),
            empty=Text(N_("Nothing was posted yet")),
        )  # fmt: skip

    def show_rows(self, found: Sequence[PostingRow]) -> None:
        """Show the postings; the wanted one, or the newest, is opened."""
        self.list.set_rows(found)
        ids = [one.id for one in found]
        wanted = self.wanted or (self.current.id if self.current else "")
        self._pick(found[ids.index(wanted)] if wanted in ids else next(iter(found), None))
        self.wanted = ""

    def _pick(self, one: object) -> None:
        self.current = one if isinstance(one, PostingRow) else None
        self._offer()
        self.about.say(_posted_by(self.current))
        if self.current is None:
            self.rows.set_rows(())
            return
        desk, id_ = self.context.desk, self.current.id

        def work(_progress: Progress) -> list[Posted]:
            with desk.db.read() as session:
                known = names_of(session)
                return [Posted(one, name_in(known, one.row.party_id)) for one in posting_entries(session, id_)]

        self.context.tasks.run(Text(N_("Reading the posting")), work, self.rows.set_rows, owner=self, key="rows")

    def _offer(self) -> None:
        one = self.current
        self.back_button.setEnabled(
            one is not None and one.kind != "reversal" and not one.reversed_by and not self.context.desk.db.read_only
        )
        self.free_button.setVisible(self._locked() is not None and not self.context.desk.db.read_only)
        self.papers_button.setEnabled(one is not None and one.kind in NEED_APPROVAL and not one.reversed_by)
        self.out_button.setEnabled(one is not None)

    def explain(self, one: object) -> None:
        """How a posted payout came about."""
        if isinstance(one, Posted) and (one.entry.row.figures or one.entry.row.kind == "lock"):
            view = PayoutView(self.context, posted(one.entry.posting_id, one.entry.n))
            self.payout.emit(view, one.dealer.name)

    # -- releasing --------------------------------------------------------------------------------------------------

    def _locked(self) -> Posted | None:
        """The picked row, where it keeps something back."""
        one = self.rows.current
        is_lock = isinstance(one, Posted) and one.entry.row.kind == "lock" and one.entry.row.amount_minor > 0
        return one if is_lock and self.current is not None and not self.current.reversed_by else None

    def release(self) -> None:
        """Ask why; release what the picked row keeps back, or ask for approval first where it was locked by hand."""
        one, desk = self._locked(), self.context.desk
        if one is None:
            return
        day, entry = day_number(desk.clock.today()), one.entry
        note = Text(N_("What was locked by hand is released after somebody else approved it: the first time approval "
                       "is asked for; release it again then."))  # fmt: skip
        fields = [Ask("reason", Text(N_("Reason")), "long", needed=True)]
        title = Text(N_("Release what is locked of {dealer}"), {"dealer": one.dealer.label})
        found = ask(self.look, self, title, fields, accept=Text(N_("Release")), note=note)
        if found is None:
            return

        def work(_progress: Progress) -> str:
            done = release_or_ask(
                desk.db, desk.workspace.files, posting_id=entry.posting_id, party_id=entry.row.party_id, day_on=day,
                reason=str(found["reason"]),
            )  # fmt: skip
            return N_("Posted.") if done else N_("Approval is asked for; somebody else decides.")

        self.context.tasks.run(
            Text(N_("Releasing")), work, lambda said: self.context.notify("good", Text(said)), owner=self, key="act",
            failed=self._no,
        )  # fmt: skip

    # -- taking back --------------------------------------------------------------------------------------------------

    def take_back(self) -> None:
        """Ask why; post the contrary, or ask for its approval first where money was moved."""
        one, desk = self.current, self.context.desk
        if one is None:
            return
        day = day_number(desk.clock.today())
        note = Text(N_("Every row is posted once more with the contrary sign. Where money was moved, somebody else "
                       "approves it first; take it back again then."))  # fmt: skip
        fields = [Ask("reason", Text(N_("Reason")), "long", needed=True)]
        title, accept = Text(N_("Take back {ref}"), {"ref": one.ref}), Text(N_("Take back"))
        found = ask(self.look, self, title, fields, accept=accept, note=note)
        if found is None:
            return
        reason = str(found["reason"])

        def work(_progress: Progress) -> str:
            files = desk.workspace.files
            with desk.db.read() as session:
                approval, on = approval_of_reversal(session, one.id, day_on=day)
            if one.kind in APPROVED_BACK and approval is None:
                request_reversal(desk.db, files, posting_id=one.id, day_on=day, reason=reason)
                return N_("Approval is asked for; somebody else decides.")
            reverse_posting(desk.db, files, posting_id=one.id, day_on=on, reason=reason, approval_id=approval)
            return N_("Taken back.")

        self.context.tasks.run(
            Text(N_("Taking back a posting")), work, lambda said: self.context.notify("good", Text(said)), owner=self,
            key="act", failed=self._no,
        )  # fmt: skip

    def _no(self, error: "UserError") -> None:
        self.context.notify("warn", error.text)

    # -- out ----------------------------------------------------------------------------------------------------------

    def ask_and_write(self) -> None:
        """Ask for a folder and write the statement of every dealer of the posting there."""
        folder = QFileDialog.getExistingDirectory(self, self.look.t("Statements for the dealers…"), str(Path.home()))
        if folder:
            self.write_papers(Path(folder))

    def write_papers(self, folder: Path) -> None:
        """Write the statements of the posting's dealers into a folder; who cannot get one any more is named."""
        desk, lang, one = self.context.desk, self.look.lang, self.current
        if one is None:
            return
        ref = one.ref

        def work(progress: Progress) -> "Written":
            from app.reports.incentives.statements_of_run import write_statements

            return write_statements(desk.db, desk.workspace.files, ref, folder, lang=lang, progress=progress)

        def done(found: "Written") -> None:
            said = {"n": found.made, "missed": len(found.missed), "dealers": ", ".join(found.missed[:MOST_NAMED])}
            if found.missed:
                words = N_("Statements written: {n}. Documents came in since of {missed}, so that none was written: "
                           "{dealers}")  # fmt: skip
                self.context.notify("warn", Text(words, said))
            else:
                self.context.notify("good", Text(N_("Statements written: {n}"), said))

        self.context.tasks.run(Text(N_("Writing statements")), work, done, owner=self, key="papers", failed=self._no)

    def ask_and_export(self) -> None:
        """Ask for a file and write every row of the ledger with control totals."""
        words = self.look.t("Export for finance…")
        path = ask_where(self, words, self.look.t("Rebate ledger"))
        if path is not None:
            self.export_to(path)

    def export_to(self, path: Path) -> None:
        """Write the ledger until today."""
        desk, lang = self.context.desk, self.look.lang
        today = day_number(desk.clock.today())

        def work(progress: Progress) -> int:
            with desk.db.read(progress) as session:
                return export_ledger(session, path, first_on=0, last_on=today, t=texts(lang), progress=progress)

        self.context.tasks.run(
            Text(N_("Writing {file}"), {"file": path.name}), work,
            lambda rows: self.context.notify("good", Text(N_("Rows written: {rows}"), {"rows": rows})), owner=self,
            failed=self._no,
        )  # fmt: skip


def entry_table(context: "Context", name: str, *, dealers: bool) -> Table:
    """Rows of the ledger; ``dealers`` says whether each names its dealer."""
    title = context.look.formats.unit_title
    whose = (Column("dealer", Text(N_("Dealer")), stretch=True, width=150, get=lambda one: one.dealer.name),)
    columns = (
        Column("day", Text(N_("Day")), "date", 92, get=lambda one: one.entry.row.day_on),
        *(whose if dealers else ()),
        Column("kind", Text(N_("Kind")), "pill", 96, get=_kind, order=str),
        Column("amount", title(Text(N_("Amount"))), "money", 108, places=2, signed=True,
               get=lambda one: one.entry.row.amount_minor * e4_per_minor(one.entry.currency)),
        Column("period", Text(N_("Period")), width=70, get=lambda one: one.entry.row.period),
        Column("expires", Text(N_("Runs out on")), "date", 92, get=lambda one: one.entry.row.expires_on, hidden=True),
        Column("document", Text(N_("Document")), width=92, stretch=not dealers, hidden=dealers,
               get=lambda one: document_label(one.entry.row.document)),
        Column("ref", Text(N_("Posting")), width=96, hidden=True, get=lambda one: one.entry.ref),
    )  # fmt: skip
    return Table(context, columns, name=name, title=Text(N_("Rebate ledger")), empty=Text(N_("No rows")))


def _posted_by(one: PostingRow | None) -> Text | str:
    """Who posted it and why, by its reference."""
    if one is None:
        return ""
    said = {"ref": one.ref, "person": one.person or "", "reason": one.reason or ""}
    if one.person and one.reason:
        return Text(N_("{ref}, posted by {person}: {reason}"), said)
    return Text(N_("{ref}, posted by {person}"), said) if one.person else one.ref


def _kind(one: Posted) -> State:
    kind = one.entry.row.kind
    return State(Text(ENTRY_TITLES[kind]), _TONES[kind])
