"""The exit settlement of a dealer (结算单): what each side owes the other on a day, and what has to come back.

Amounts are 1/10,000 of the currency with tax, quantities 1/1,000.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy.orm import Session

from app.core.period import day_number
from app.core.workspace_settings import CURRENCY, NAME, setting
from app.dealers.contracts import contracts
from app.dealers.holdings import rows_of
from app.dealers.ledger_rules import WE_HOLD, Balance, balances, entry_of
from app.dealers.queries import DealerRow, party_card
from app.dealers.territories import territories
from app.finance.exposure import exposures

_OWED_BY_DEALER: Final = ("past_due", "receivable", "shipped")
_RUNNING: Final = frozenset({"valid", "prolonged", "suspended", "future"})


@dataclass(frozen=True)
class Line:
    """One amount of the sheet."""

    what: str
    """A part of the credit, or a kind of the ledger."""
    amount: int | None
    """None is unknown: no file says it."""


@dataclass(frozen=True)
class SettlementSheet:
    """Everything that the paper says."""

    dealer: DealerRow
    name_en: str
    workspace: str
    currency: str
    day: date
    listed_on: int | None
    """The day of the list of open items that was used."""
    by_dealer: tuple[Line, ...]
    """What the dealer owes."""
    by_us: tuple[Line, ...]
    """What we owe, not below zero."""
    undelivered: int | None
    """Orders that are still open: to be delivered or cancelled first."""
    assets: tuple[Balance, ...]
    """What has to come back."""
    contracts: tuple[str, ...]
    """Numbers of the contracts that still run."""
    territories: int
    """Territories in force."""

    @property
    def net(self) -> int:
        """What the dealer owes less what we owe, as far as it is known; below zero we pay."""
        owed, due = (sum(one.amount or 0 for one in side) for side in (self.by_dealer, self.by_us))
        return owed - due

    @property
    def unknown(self) -> tuple[str, ...]:
        """The parts that no file says: the net is without them."""
        return tuple(one.what for one in (*self.by_dealer, *self.by_us) if one.amount is None)


def settlement(
    session: Session, party_id: str, as_of: date, *, rebates: Mapping[str, int] | None = None
) -> SettlementSheet:
    """The sheet of a dealer on a day, ``rebates`` as for ``exposures``; raises UserError for one that is not there."""
    card = party_card(session, party_id, on=day_number(as_of))
    found = exposures(session, as_of, party_id, rebates=rebates)
    parts = {one.bucket: one.amount for one in found.credits[party_id].parts}
    entries = [entry_of(one.values) for one in rows_of(session, "ledger_entry", party_id)]
    left = balances(entries, day_number(as_of))
    ledger = {one.kind: one.amount for one in left if one.kind != "asset"}
    advance = parts["advance"]
    owed = [Line(name, parts[name]) for name in _OWED_BY_DEALER]
    owed += [Line("permanent", ledger["permanent"])] if ledger.get("permanent") else []
    due = [Line("advance", None if advance is None else -advance)]
    due += [Line(kind, ledger[kind]) for kind in sorted(WE_HOLD) if ledger.get(kind)]
    rebate = parts["rebate"]
    due.append(Line("rebate", None if rebate is None else -rebate))
    orders = [amount for name in ("open_order", "draft_order") if (amount := parts[name]) is not None]
    return SettlementSheet(
        card.row, card.name_en, str(setting(session, NAME) or ""), str(setting(session, CURRENCY) or ""), as_of,
        found.listed_on, tuple(owed), tuple(due), sum(orders) if orders else None,
        tuple(one for one in left if one.kind == "asset"),
        tuple(
            one.number
            for one in contracts(session, party_id, day=day_number(as_of))
            if one.standing in _RUNNING
        ),
        len(territories(session, party_id, on=day_number(as_of))),
    )  # fmt: skip
