"""What the gate locked and what of it can be released, with names and in sentences."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy.orm import Session

from app.core.db import Database
from app.core.files import FileStore
from app.core.texts import N_, Text
from app.incentives.explain.amounts import currency_words
from app.incentives.ledger.holding import Locked, releasable
from app.incentives.ledger.reading import Named, RunLine, name_in, names_of
from app.incentives.ledger.unlocking import release_locked
from app.incentives.rounding import minor_per_unit


@dataclass(frozen=True)
class Release:
    """A locked row whose gate is open again, with its dealer."""

    dealer: Named
    locked: Locked

    @property
    def said(self) -> Text:
        """What can be released, in a sentence."""
        one = self.locked
        return Text(
            N_("{dealer}: {amount} {currency} of {period} ({ref}) can be released; {class} is open again."),
            {"dealer": self.dealer.label, "amount": _money(one.amount_minor, one.currency),
             "currency": currency_words(one.currency),
             "period": one.period, "ref": one.ref, "class": one.lock.goods_class},
        )  # fmt: skip


def read_releases(session: Session, day: int) -> list[Release]:
    """What can be released on a day, by dealer and posting."""
    found = releasable(session, day)
    known = names_of(session) if found else {}
    some = [Release(name_in(known, one.owner_id), one) for one in found]
    return sorted(some, key=lambda one: (one.dealer.name, one.locked.party_id, one.locked.ref, one.locked.n))


def release_all(db: Database, files: FileStore, found: Sequence[Release], *, day_on: int, reason: str) -> int:
    """Release what was proposed, one posting for each dealer and settlement; returns how many."""
    wanted = sorted({(one.locked.posting_id, one.locked.owner_id) for one in found})
    for posting_id, party_id in wanted:
        release_locked(db, files, posting_id=posting_id, party_id=party_id, day_on=day_on, reason=reason, by_gate=True)
    return len(wanted)


def held_words(lines: Sequence[RunLine], currency: str) -> list[Text]:
    """What a run locks of each dealer and why, a sentence for each class of goods."""
    return [
        Text(
            N_("{dealer}: {amount} of {whole} {currency} is locked. {why}"),
            {"dealer": one.dealer.label, "amount": _money(held.amount_minor, currency),
             "whole": _money(one.line.posted, currency), "currency": currency_words(currency), "why": held.lock.said},
        )
        for one in lines
        for held in one.line.held
    ]  # fmt: skip


def _money(minor: int, currency: str) -> str:
    per_unit = minor_per_unit(currency)
    return f"{Decimal(minor) / per_unit:,.{len(str(per_unit)) - 1}f}"
