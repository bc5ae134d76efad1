"""Which rows of a posting are one payout: what is credited or paid, and what of it is locked."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.texts import N_, Text
from app.incentives.explain.amounts import currency_words, money_text
from app.incentives.explain.tree import Node, Tree
from app.incentives.locks import lock_of
from app.incentives.model import INCENTIVE_ENTRY, IncentivePosting
from app.incentives.rounding import minor_per_unit

SETTLED: Final = frozenset({"credit", "pay", "clawback", "lock"})
"""Kinds of rows that settle what is payable."""
LOCKED: Final = "locked"
"""The code of lines that say what of a payout is kept back."""


@dataclass(frozen=True)
class Payout:
    """The row that holds the figures, and all rows that were settled by them."""

    entry: Any
    rows: tuple[Any, ...]

    @property
    def settled(self) -> bool:
        """Whether anything was settled, and not set aside alone."""
        return bool(self.rows)

    @property
    def amount_minor(self) -> int:
        """What was settled in all, or what the one row says."""
        return sum(row.amount_minor for row in self.rows) if self.rows else int(self.entry.amount_minor)


def payout_of(session: Session, posting: IncentivePosting, entry: Any) -> tuple[IncentivePosting, Payout]:
    """The payout that a row belongs to, with its posting; of what was released, the one that locked it."""
    if posting.kind == "release" and entry.document:
        locking = session.execute(select(IncentivePosting).where(IncentivePosting.ref == entry.document)).scalar()
        if locking is not None:
            posting = locking
    table = INCENTIVE_ENTRY.c
    found = session.execute(
        select(INCENTIVE_ENTRY)
        .where(
            table.posting_id == posting.id, table.party_id == entry.party_id, table.period == entry.period,
            table.version_id == entry.version_id,
        ).order_by(table.n)
    ).all()  # fmt: skip
    told = [row for row in found if row.figures is not None]
    if entry.kind in SETTLED and told and (entry.figures is None or posting.id != entry.posting_id):
        entry = told[0]
    rows = tuple(row for row in found if row.kind in SETTLED) if entry.kind in SETTLED and len(told) == 1 else ()
    return posting, Payout(entry, rows or ((entry,) if entry.kind in SETTLED else ()))


def with_locked(tree: Tree, rows: Sequence[Any]) -> Tree:
    """The tree of a payout with what its rows keep back of it; rows are those of a posting or of a run."""
    places = len(str(minor_per_unit(tree.currency))) - 1
    kept = sum(row.amount_minor for row in rows if row.kind == "lock")
    return replace(tree, nodes=(*tree.nodes, *locked_lines(rows, tree.currency, places)), locked_minor=kept)


def locked_lines(rows: Sequence[Any], currency: str, places: int) -> tuple[Node, ...]:
    """What of a payout is locked and why, as lines that add nothing to it."""
    found = []
    for row in rows:
        if row.kind == "lock":
            lock = lock_of(row.document)
            said: dict[str, object] = {
                "amount": money_text(row.amount_minor, places),
                "currency": currency_words(currency),
            }
            if lock is None:
                words = N_("Of what is payable {amount} {currency} is kept back until it is released")
            else:
                words, said = N_("Of what is payable {amount} {currency} is locked: {why}"), said | {"why": lock.said}
            found.append(Node(LOCKED, Text(words, said)))
    return tuple(found)
