"""Whatever is settled, returned, taken back or disputed in whatever order, through the services: the balance holds.

Beside the program stands a plain model of the dealer's quarter: what was invoiced, what the newest settlement said of
it, what disputes added. After each step the ledger's balance, its rows added up anew, and the kept files agree with it.
"""

import shutil
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from app.bootstrap import Desk
from app.core.errors import UserError
from app.core.workspace import Workspace
from app.incentives.ledger.posting import ledger_faults, post
from app.incentives.ledger.queries import balances, entries_until
from app.incentives.ledger.rules import Balance, Row, balance_of
from app.incentives.ledger.service import request_reversal, reverse_posting
from app.incentives.policy import Basis
from tests.app.incentives.ledger.books import (
    SETTLED_ON,
    approve,
    asked,
    dealers,
    desk_with,
    later,
    policy,
    settle,
    signed,
)
from tests.examples import examples

STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("sell"), st.integers(100, 9_000)),
        st.tuples(st.just("return"), st.integers(100, 4_000)),
        st.tuples(st.just("settle"), st.just(0)),
        st.tuples(st.just("take back"), st.just(0)),
        st.tuples(st.just("dispute"), st.integers(-5_000, 5_000).filter(bool)),
    ),
    min_size=3, max_size=7,
)  # fmt: skip


@dataclass
class Model:
    """One dealer's quarter: 12,000 were invoiced before."""

    sold: int = 12_000
    settled: list[tuple[str, int]] = field(default_factory=list)
    """Settlements that stand, by their posting, with what each moved."""
    disputed: int = 0

    @property
    def entitled(self) -> int:
        """In minor units: 1 % below 10,000, 2 % of everything from there on, nothing of less than nothing."""
        return max(self.sold, 0) * (2 if self.sold >= 10_000 else 1)

    @property
    def usable(self) -> int:
        """What orders may be paid by."""
        return sum(moved for _, moved in self.settled) + self.disputed


@dataclass
class Case:
    """The program beside the model."""

    desk: Desk
    folder: Path
    version: str
    model: Model = field(default_factory=Model)
    documents: int = 0

    @property
    def dealer(self) -> str:
        return dealers(self.desk)["D1"]

    def take(self, step: str, amount: int) -> None:
        """One step in both."""
        {"sell": self.sell, "return": self.send_back, "settle": self.settle, "take back": self.take_back,
         "dispute": self.dispute}[step](amount)  # fmt: skip

    def sell(self, amount: int) -> None:
        self._document(amount, "blue")
        self.model.sold += amount

    def send_back(self, amount: int) -> None:
        self._document(-amount, "red")
        self.model.sold -= amount

    def _document(self, amount: int, kind: str) -> None:
        self.documents += 1
        quantity = 1 if amount > 0 else -1
        later(self.desk, self.folder,
              (f"N{self.documents}", 1, "D1", "P1", "2026-03-15", quantity, f"{amount}.00", kind))  # fmt: skip

    def settle(self, _amount: int) -> None:
        """The first one is final, the others true it up; where nothing changed there is nothing to post."""
        kind = "true_up" if self.model.settled else "final"
        due = self.model.entitled - sum(moved for _, moved in self.model.settled)
        other_moves = kind == "final"  # the other dealer's row
        try:
            posting = settle(self.desk, asked(self.version, kind))
        except UserError:
            assert due == 0
            assert not other_moves
            return
        self.model.settled.append((posting, due))

    def take_back(self, _amount: int) -> None:
        """The newest settlement that stands."""
        if not self.model.settled:
            return
        posting, _ = self.model.settled[-1]
        files, said = self.desk.workspace.files, "wrong"
        waiting = request_reversal(self.desk.db, files, posting_id=posting, day_on=SETTLED_ON, reason=said)
        approve(self.desk, waiting)
        reverse_posting(
            self.desk.db, files, posting_id=posting, day_on=SETTLED_ON, reason=said, approval_id=waiting
        )  # fmt: skip
        self.model.settled.pop()

    def dispute(self, amount: int) -> None:
        """Its result as it is posted: one row that adjusts."""
        row = Row(kind="adjust", party_id=self.dealer, amount_minor=amount, day_on=SETTLED_ON, period="2026-Q1")
        post(self.desk.db, self.desk.workspace.files, kind="dispute", period="2026-Q1", entries=[row])
        self.model.disputed += amount

    def holds(self) -> None:
        """Model, balance, rows and kept files say the same."""
        with self.desk.db.read() as session:
            found = balances(session, SETTLED_ON).get(self.dealer, Balance())
            rows = [one.row for one in entries_until(session, SETTLED_ON).get(self.dealer, ())]
            faults = list(ledger_faults(session, self.desk.workspace.files))
        assert found.usable == self.model.usable
        assert found.owed == found.accrued - found.settled
        assert found.settled == sum(moved for _, moved in self.model.settled)
        assert balance_of(rows) == found
        assert faults == []


@settings(max_examples=examples(40), deadline=None)
@given(STEPS)
def test_the_balance_holds_under_any_sequence(template: Path, steps: list[tuple[str, int]]) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        shutil.copy(template, folder / "work.cdesk")
        with Workspace.open(folder / "work.cdesk") as workspace:
            desk = desk_with(workspace, folder)
            content = policy(basis=Basis(event="invoiced", below_zero="invoice"))
            case = Case(desk, folder, signed(desk, content))
            for step, amount in steps:
                case.take(step, amount)
                case.holds()
