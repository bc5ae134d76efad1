"""What the rows show (findings): a list of sentences, each of which opens the rows that it speaks of."""

from array import array
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.compliance.cases.queries import read_kinds
from app.compliance.cases.rules import Kind as CaseKind
from app.compliance.cases.service import open_case
from app.core.db import Action
from app.core.period import day_number
from app.core.progress import Progress
from app.core.texts import N_, Text
from app.kpi.findings.evidence import CASES, frozen, key_of
from app.kpi.findings.model import LEVELS, Finding
from app.kpi.findings.reading import KINDS
from app.kpi.reference import References
from app.lineage.sign import sign_reference
from ui.core.ask import Ask, ask
from ui.core.card import clear, row
from ui.core.controls import Button, IconButton, Segments
from ui.core.figures import figure_writer
from ui.core.referring import copy_written
from ui.core.saving import save
from ui.core.table import Table
from ui.core.table_columns import Column, State
from ui.core.traced import TracedRows
from ui.core.words import Label, Words

if TYPE_CHECKING:
    from ui.core.context import Context
    from ui.core.words import Tone

_TONES: Final[dict[str, "Tone"]] = {"hint": "brand", "warning": "warn"}


class SignsView(QWidget):
    """The list, and in its place the rows of one finding; a finding over several feeds shows them one at a time."""

    titled = Signal(object)
    """What is in sight, in words."""

    def __init__(self, context: "Context", signs: tuple[Finding, ...]) -> None:
        """``signs`` are already those of the dealers chosen."""
        super().__init__()
        self.context, self.look, self.signs = context, context.look, signs
        self.shown: Finding | None = None
        self.traced: TracedRows | None = None
        self.rows: Table | None = None
        self.up = Button(self.look, Text(N_("All signs")), self.show_list, icon="chevron-left", kind="quiet")
        self._feeds = QHBoxLayout()
        self.card = Button(self.look, Text(N_("Dealer's card")), self._open_card, icon="store", kind="quiet")
        self.case = Button(self.look, Text(N_("Make a case of it")), self._make_case, icon="shield-check", kind="quiet")
        self.mend = Button(
            self.look, Text(N_("Where it is mended")), self._open_page, icon="external-link", kind="quiet"
        )
        self.reference = IconButton(self.look, "copy", Text(N_("Copy the reference")), self._copy_reference)
        self.sentence = Label(self.look, "", wrap=True)
        self.table = self._make_list()
        self.stack = QStackedWidget()
        self.stack.addWidget(self.table)
        head = row(self.up, gap=6)
        head.addLayout(self._feeds)
        head.addStretch(1)
        head.addWidget(self.reference)
        head.addWidget(self.case)
        head.addWidget(self.mend)
        head.addWidget(self.card)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(10)
        outer.addLayout(head)
        outer.addWidget(self.sentence)
        outer.addWidget(self.stack, 1)
        QShortcut(QKeySequence("Backspace"), self, self.show_list)

    def _make_list(self) -> Table:
        look = self.look
        columns = (
            Column("level", Text(N_("Level")), "pill", 88, get=_state, order=lambda state: state.tone),
            Column("kind", Text(N_("Sign")), width=130, get=lambda one: Text(KINDS[one.kind].title)),
            Column("dealer", Text(N_("Dealer")), width=170, get=lambda one: one.dealer.name if one.dealer else None),
            Column("sentence", Text(N_("What the rows show")), stretch=True, width=420,
                   get=lambda one: look.say(one.said(figure_writer(look.formats)))),
            Column("first", Text(N_("From")), "date", 94, hidden=True),
            Column("last", Text(N_("Until")), "date", 94),
            Column("count", Text(N_("Rows")), "number", 60),
        )  # fmt: skip
        found = Table(
            self.context, columns, name="board.signs", title=Text(N_("Signs in the data")), row_px=34,
            empty=Text(N_("Nothing in the rows asks for a look.")),
        )  # fmt: skip
        found.opened.connect(self.open_sign)
        found.picked.connect(self._tell)
        found.set_rows(list(self.signs))
        return found

    def show_list(self) -> None:
        """All of them."""
        self.shown = None
        clear(self._feeds)
        for one in (self.up, self.card, self.case, self.mend, self.reference):
            one.hide()
        self.stack.setCurrentWidget(self.table)
        self.sentence.setVisible(bool(self.signs))
        self.table.view.select(max(self.table.view.currentIndex().row(), 0))
        said = {"n": self.look.formats.number(len(self.signs))}
        self.titled.emit(Text(N_("Signs: {n} · in the rows of the last twelve months"), said))

    def open_sign(self, one: Finding) -> None:
        """The rows behind one."""
        self.shown = one
        self._show_feeds(one)
        self.up.show()
        self.reference.show()
        self.card.setVisible(one.dealer is not None)
        self.case.setVisible(one.dealer is not None)
        self.mend.setVisible(KINDS[one.kind].where is not None)
        self._tell(one)
        self.titled.emit(Text(KINDS[one.kind].title))
        if one.rows:
            self._show_rows(next(iter(one.rows)))

    def _tell(self, one: Finding | None) -> None:
        """The whole sentence of one, which a line of the list may cut."""
        if one is not None:
            sentence = self.look.say(one.said(figure_writer(self.look.formats)))
            self.sentence.say(sentence if one.dealer is None else f"{one.dealer.name} · {sentence}")

    def _show_feeds(self, one: Finding) -> None:
        """A button for each feed, where there is a choice."""
        clear(self._feeds)
        if len(one.rows) > 1:
            known = self.context.desk.feeds
            feeds = Segments(self.look, [(feed, Text(known[feed].title)) for feed in one.rows])
            feeds.picked.connect(lambda feed: self._show_rows(str(feed)))
            self._feeds.addWidget(feeds)

    def _show_rows(self, feed: str) -> None:
        if self.shown is None:
            return
        ids = array("q", sorted(self.shown.rows[feed]))
        if self.traced is not None:
            self.stack.removeWidget(self.traced)
            self.traced.deleteLater()
        self.traced = TracedRows(
            self.context, feed, ids, name=f"board.rows.{feed}", title=Text(KINDS[self.shown.kind].title)
        )
        self.rows = self.traced.table
        self.stack.addWidget(self.traced)
        self.stack.setCurrentWidget(self.traced)
        self.traced.refresh()

    def _open_page(self) -> None:
        where = KINDS[self.shown.kind].where if self.shown is not None else None
        if where is not None:
            self.context.go(where[0], where[1])

    def _make_case(self) -> None:
        """A case of the kind that the sign speaks of, or that somebody names."""
        if self.shown is None or self.shown.dealer is None:
            return
        if self.shown.kind in CASES:
            self.keep_case(CASES[self.shown.kind])
            return
        desk = self.context.desk

        def work(_progress: Progress) -> Mapping[str, CaseKind]:
            with desk.db.read() as session:
                return read_kinds(session)

        self.context.tasks.run(Text(N_("Kinds of cases")), work, self._ask_kind, owner=self)

    def _ask_kind(self, kinds: Mapping[str, CaseKind]) -> None:
        options: list[tuple[str, Words]] = [(code, Text(one.title)) for code, one in kinds.items()]
        asked = [Ask("kind", Text(N_("Kind")), "choice", None, options)]
        values = ask(self.look, self, Text(N_("New case")), asked, accept=Text(N_("Report")))
        if values is not None:
            self.keep_case(values["kind"])

    def keep_case(self, kind: str) -> None:
        """A case with the figures as they stand, opened in the register; undo takes it back."""
        one, today = self.shown, day_number(self.context.desk.clock.today())
        if one is None or one.dealer is None:
            return
        dealer, evidence = one.dealer, frozen(one, as_of=today)
        save(
            self.context, self, Action(N_("Case against {dealer}"), {"dealer": dealer.name}),
            lambda session: open_case(session, party_id=dealer.id, kind=kind, on=today, today=today,
                                      finding=key_of(one), evidence=evidence),
            done=lambda case: self.context.go("cases", {"case": case}),
        )  # fmt: skip

    def _copy_reference(self) -> None:
        one, today = self.shown, self.context.desk.clock.today()
        if one is not None:
            copy_written(self.context, self, lambda session: sign_reference(References(session, today), one))

    def _open_card(self) -> None:
        if self.shown is not None and self.shown.dealer is not None:
            self.context.go("dealers", {"dealer": self.shown.dealer.id})


def _state(one: Finding) -> State:
    level = KINDS[one.kind].level
    return State(Text(LEVELS[level]), _TONES[level])
