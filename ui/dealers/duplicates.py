"""Possible duplicates: the pairs of the register, what speaks for each, and what to do about it."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.core.errors import UserError
from app.core.progress import Progress
from app.core.texts import N_, Text
from app.dealers.queries import DealerRow
from app.governance.duplicates.queries import Candidate, Candidates, find_candidates
from app.jobs.duplicates import keep_dealers_apart, merge_dealers
from ui.core.card import GAP, Card, EmptyState
from ui.core.page import Context, HasTables
from ui.core.table import Table
from ui.core.table_columns import Column, State
from ui.dealers.duplicates_pair import PairPanel
from ui.dealers.views import DealersView

_TABLES: Final = frozenset(
    {"party", "party_code", "party_alias", "bank_account", "contact", "area", "parties_apart", "import_batch"}
)


class DuplicatesView(DealersView):
    """The list of pairs, and the one that is looked at."""

    def __init__(self, context: Context) -> None:
        """Looks for pairs when it is first shown."""
        super().__init__()
        self.context, self.look = context, context.look
        self._asked = False
        columns = (
            Column("one", Text(N_("Dealer")), stretch=True, width=120, get=lambda one: one.one.name),
            Column("other", Text(N_("Maybe the same")), stretch=True, width=120, get=lambda one: one.other.name),
            Column("bits", Text(N_("Bits")), "number", width=64, places=1, get=lambda one: one.bits,
                   tip=Text(N_("Sum of the weights in bits; each bit doubles the odds that both are one"))),
            Column("kind", Text(N_("Note")), "pill", width=118, get=_kind),
        )  # fmt: skip
        self.table = Table(context, columns, name="dealers.duplicates", title=Text(N_("Possible duplicates")))
        self.pair = PairPanel(context)
        self._message = EmptyState(self.look, Text(N_("Looking for duplicates")), icon="search")
        self._stack = QStackedWidget()
        self._lay_out()
        self.table.picked.connect(self._pick)
        self.pair.opened.connect(self.opened)
        self.pair.merged.connect(self.merge)
        self.pair.kept_apart.connect(self.keep_apart)

    def _lay_out(self) -> None:
        self._list = Card(self.look, Text(N_("Possible duplicates")), subtitle=" ")
        self._list.body.addWidget(self.table)
        both = QWidget()
        both.setObjectName("clear")
        beside = QHBoxLayout(both)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.setSpacing(GAP)
        beside.addWidget(self._list, 1)
        beside.addWidget(self.pair, 1)
        self._stack.addWidget(self._message)
        self._stack.addWidget(both)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._stack)

    # -- reading ------------------------------------------------------------------------------------------------------

    def show_dealers(self, rows: Sequence[DealerRow]) -> None:
        """The pairs come from the whole register, so that filters do not narrow them."""
        del rows
        if not self._asked:
            self.reload()

    def changed(self, changes: HasTables) -> None:
        """Look again after what a pair is made of has changed."""
        if _TABLES & changes.tables:
            self.reload()

    def reload(self) -> None:
        """Look for pairs in a worker."""
        self._asked = True
        desk = self.context.desk

        def work(progress: Progress) -> Candidates:
            with desk.db.read(progress) as session:
                return find_candidates(session, progress)

        self.context.tasks.run(
            Text(N_("Looking for duplicates")), work, self._show, owner=self, key="pairs", failed=self._refuse
        )

    def _show(self, found: Candidates) -> None:
        numbers = self.look.formats.number
        said = {
            "threshold": f"{found.threshold:.1f}", "parties": numbers(found.parties), "apart": numbers(found.apart),
        }  # fmt: skip
        self._list.say_subtitle(
            Text(N_("{parties} parties compared; listed from {threshold} bits on; found to be two: {apart}"), said)
        )
        before = self.table.current
        self.table.set_rows(found.rows)
        if not found.rows:
            words = Text(N_("Names, codes, accounts and telephones were compared. Pairs said to be two: {apart}"), said)
            self._message.say(Text(N_("No two dealers look like one")), words, icon="circle-check", color="good")
            self._stack.setCurrentIndex(0)
            return
        self._stack.setCurrentIndex(1)
        at = next((n for n, one in enumerate(found.rows) if before is not None and _same(one, before)), 0)
        self.table.view.select(at)
        self._pick(self.table.grid.row_at(at))

    def _refuse(self, error: UserError) -> None:
        self._message.say(
            Text(N_("Duplicates could not be looked for")), error.text, icon="triangle-alert", color="bad"
        )
        self._stack.setCurrentIndex(0)

    def _pick(self, one: Candidate | None) -> None:
        if one is not None:
            self.pair.show_pair(one)

    # -- deciding -----------------------------------------------------------------------------------------------------

    def merge(self, survivor_id: str, other_id: str, take: Sequence[str]) -> None:
        """Make one of two; undo makes two again."""
        desk = self.context.desk

        def work(progress: Progress) -> str:
            return merge_dealers(desk.db, survivor_id=survivor_id, other_id=other_id, take=take, progress=progress).name

        def done(name: str) -> None:
            self.context.notify("good", Text(N_("They are one now: {dealer}. Undo makes two again."), {"dealer": name}))

        self.context.tasks.run(Text(N_("Merging two dealers")), work, done, owner=self, failed=self.pair.complain)

    def keep_apart(self, one_id: str, other_id: str) -> None:
        """Say that two are two, so that the pair does not come back."""
        desk = self.context.desk

        def work(_progress: Progress) -> None:
            keep_dealers_apart(desk.db, one_id=one_id, other_id=other_id)

        def done(_nothing: None) -> None:
            self.context.notify("good", Text(N_("Kept apart: this pair does not come back. Undo brings it back.")))

        self.context.tasks.run(Text(N_("Keeping two apart")), work, done, owner=self, failed=self.pair.complain)


def _kind(one: Candidate) -> State:
    if one.two_names:
        return State(Text(N_("Two names")), "warn")
    return State(Text(N_("Likely one")), "brand")


def _same(one: Candidate, other: Candidate) -> bool:
    return {one.one.id, one.other.id} == {other.one.id, other.other.id}
