"""What the ledger says: balances of any day, a dealer's account, what was settled before, the list of postings."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, cast

from sqlalchemy import bindparam, text
from sqlalchemy.orm import Session

from app.core.errors import UserError
from app.core.period import Period
from app.incentives.ledger.rules import CASH_BACK, SETTLED, Balance, Row, added

_MOVED: Final = """
    incentive_entry e JOIN incentive_posting p ON p.id = e.posting_id
    LEFT JOIN incentive_entry o
      ON e.kind = 'reverse' AND o.posting_id = p.reverses_id AND o.n = e.reverses_n
"""
"""Rows with the row that a reversal takes back."""
OWNER: Final = "coalesce((SELECT m.merged_into_id FROM party m WHERE m.id = e.party_id), e.party_id)"
"""Whose a row is today: the dealer into whom its own one was merged; the row itself stays as it was posted."""
_BALANCES: Final = f"""
    SELECT {OWNER}, e.kind,
           iif(coalesce(o.kind, e.kind) = 'clawback' AND e.form = 'cash', '{CASH_BACK}', coalesce(o.kind, e.kind)),
           sum(e.amount_minor)
    FROM {_MOVED} WHERE e.day_on <= :day {{more}} GROUP BY 1, 2, 3
"""
_ROWS: Final = f"""
    SELECT e.*, {OWNER} AS owner_id, o.kind AS moves, p.ref, p.kind AS posting_kind, p.posted_on, p.reason, p.currency
    FROM {_MOVED} WHERE e.day_on <= :day {{more}} ORDER BY e.day_on, p.posted_on, p.id, e.n
"""
_SOME: Final = "AND e.amount_minor <> 0"
"""Rows of nothing close a period in which nobody earned anything: they are no movement of an account."""
_FIELDS: Final = tuple(Row.__slots__)


@dataclass(frozen=True)
class Entry:
    """A row of the ledger with the posting that it stands in."""

    posting_id: str
    n: int
    ref: str
    """Of its posting."""
    posting_kind: str
    posted_on: int
    reason: str | None
    currency: str
    row: Row


@dataclass(frozen=True)
class Account:
    """A dealer's rebate account on a day."""

    party_id: str
    day: int
    balance: Balance
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class PostingRow:
    """A posting in the list."""

    id: str
    ref: str
    kind: str
    period: str
    posted_on: int
    entries: int
    total_minor: int
    currency: str
    tx: int
    engine: str
    data_sha256: str
    cutoff_on: int | None
    reason: str | None
    person_id: str | None
    person: str | None
    approval_id: str | None
    reverses_id: str | None
    reversed_by: str | None
    """The reference of the posting that took it back."""


def balances(session: Session, day: int, *, parties: Sequence[str] | None = None) -> dict[str, Balance]:
    """The balance of every dealer of whom anything was posted until a day."""
    sums: dict[str, dict[tuple[str, str], int]] = defaultdict(dict)
    for party, kind, moved, amount in _asked(session, _BALANCES, day, parties):
        sums[party][kind, moved] = amount
    return {party: added(found) for party, found in sums.items()}


def account(session: Session, party_id: str, day: int) -> Account:
    """A dealer's rebate account: every row until a day, oldest first, and their balance."""
    found = balances(session, day, parties=(party_id,)).get(party_id, Balance())
    return Account(party_id, day, found, tuple(map(_entry, _asked(session, _ROWS, day, (party_id,)))))


def entries_until(session: Session, day: int, *, parties: Sequence[str] | None = None) -> dict[str, list[Entry]]:
    """Every dealer's rows until a day."""
    found: dict[str, list[Entry]] = defaultdict(list)
    for raw in _asked(session, _ROWS, day, parties):
        found[raw.owner_id].append(_entry(raw))
    return found


def posting_entries(session: Session, posting_id: str) -> tuple[Entry, ...]:
    """The rows of one posting in their order."""
    statement = _ROWS.format(more="AND e.posting_id = :posting")
    rows = session.execute(text(statement), {"day": 1 << 40, "posting": posting_id})
    return tuple(sorted(map(_entry, rows), key=lambda one: one.n))


def paid_before(
    session: Session, version_id: str, period: str | Period, *, kinds: frozenset[str] = SETTLED
) -> dict[str, int]:
    """What was settled of a policy's period, by dealer: with every version of the policy, reversals taken off.

    What is locked counts: it is not settled twice. Results of disputes do not: they stand beside the facts.
    """
    statement = text(
        f"""SELECT {OWNER}, sum(e.amount_minor) FROM {_MOVED}
            WHERE e.policy_id = (SELECT policy_id FROM policy_version WHERE id = :version) AND e.period = :period
              AND coalesce(o.kind, e.kind) IN :kinds GROUP BY 1"""
    ).bindparams(bindparam("kinds", expanding=True))
    name = period if isinstance(period, str) else period.name
    asked = {"version": version_id, "period": name, "kinds": sorted(kinds)}
    return {party: int(amount) for party, amount in session.execute(statement, asked)}


def accrued_before(session: Session, version_id: str, period: str | Period) -> dict[str, int]:
    """What was accrued of a policy's period, by dealer, reversals taken off."""
    return paid_before(session, version_id, period, kinds=frozenset({"accrue"}))


def list_postings(session: Session, *, period: str | None = None) -> list[PostingRow]:
    """Every posting, the newest first; of one period where it is named."""
    statement = text(
        """SELECT p.id, p.ref, p.kind, p.period, p.posted_on, p.entries, p.total_minor, p.currency, p.tx, p.engine,
                  p.data_sha256, p.cutoff_on, p.reason, p.person_id, w.name AS person, p.approval_id, p.reverses_id,
                  (SELECT r.ref FROM incentive_posting r WHERE r.reverses_id = p.id LIMIT 1) AS reversed_by
           FROM incentive_posting p LEFT JOIN person w ON w.id = p.person_id
           WHERE :period IS NULL OR p.period = :period ORDER BY p.posted_on DESC, p.id DESC"""
    )
    return [PostingRow(*row) for row in session.execute(statement, {"period": period})]


def posting(session: Session, posting_id: str) -> PostingRow:
    """One posting by its id or reference; raises UserError where there is none."""
    for one in list_postings(session):
        if posting_id in {one.id, one.ref}:
            return one
    raise UserError("There is no posting “{ref}”.", ref=posting_id)


def _asked(session: Session, statement: str, day: int, parties: Sequence[str] | None) -> Sequence[Any]:
    if parties is None:
        return session.execute(text(statement.format(more=_SOME)), {"day": day}).all()
    bound = text(statement.format(more=f"{_SOME} AND {OWNER} IN :parties")).bindparams(
        bindparam("parties", expanding=True)
    )
    return session.execute(bound, {"day": day, "parties": list(parties)}).all()


def _entry(raw: Any) -> Entry:
    row = Row(**{name: cast("Any", getattr(raw, name)) for name in _FIELDS})
    return Entry(raw.posting_id, raw.n, raw.ref, raw.posting_kind, raw.posted_on, raw.reason, raw.currency, row)
