"""What fills dealers' credit on a day, by the facts there are: open items, orders, invoices, the ledger of deposits.

Amounts are 1/10,000 of the currency with tax; a line of which only the net amount is known counts with that. What no
file says is unknown, never nothing. Orders of more than 400 days ago are taken for settled. Of a day after the newest
fact the newest fact's day is told: debts are not known ahead.
"""

import json
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from sqlalchemy import bindparam, text
from sqlalchemy.orm import Session

from app.core.period import day_number, day_of
from app.core.stamps import changed_on
from app.dealers.codes import whose_on
from app.dealers.credit_rules import OLD_SHARE, Credit, Override, Own, credit_on
from app.dealers.holdings import rows_of
from app.dealers.ledger_rules import balances, entry_of
from app.finance.queries import LIST_AGE_DAYS, open_items

SETTLED_DAYS: Final = 400
OLD_DAYS: Final = 60
"""An item that is overdue for longer is old."""
_Item = tuple[str, int, int | None, int]
"""Of whom an open item is, its amount (below zero: paid in advance), its due day, and the day on which it was open."""
_LISTED: Final = f"""
    WITH latest AS (
        SELECT source_n, max(as_of_on) AS as_of_on FROM receivable
        WHERE current = 1 AND as_of_on BETWEEN :day - :age AND :day GROUP BY source_n
    )
    SELECT c.party_id, f.amount_e4, f.due_on, f.as_of_on FROM receivable f
    JOIN latest l ON l.source_n = f.source_n AND l.as_of_on = f.as_of_on
    {whose_on("f.as_of_on")}
    WHERE f.current = 1 AND f.amount_e4 IS NOT NULL AND c.party_id IN :parties
"""
_SINCE: Final = f"""
    SELECT c.party_id, sum(f.amount_e4) FROM receipt f
    {whose_on("f.received_on")}
    WHERE f.current = 1 AND f.received_on > :billed AND f.received_on <= :day AND coalesce(f.form, '') <> 'rebate'
      AND c.party_id IN :parties GROUP BY 1
"""
_LINES: Final = f"""
    WITH billed AS MATERIALIZED (
        SELECT DISTINCT order_no FROM invoice
        WHERE current = 1 AND order_no IS NOT NULL AND invoiced_on BETWEEN :day - :old AND :billed
    ), owner AS (SELECT * FROM party_code WHERE removed = 0 AND party_id IN :parties),
    asked AS MATERIALIZED (
        SELECT DISTINCT o.source_n, o.order_no FROM (
            SELECT source_n, order_no, party_code FROM order_head WHERE current = 1
            UNION ALL SELECT source_n, order_no, party_code FROM order_line WHERE current = 1 AND party_code IS NOT NULL
        ) o JOIN owner c ON c.source_n = o.source_n AND c.code = o.party_code
    ), line AS (
        SELECT coalesce(l.party_code, h.party_code) AS code, l.source_n, l.order_no,
               coalesce(l.ordered_on, h.ordered_on, l.shipped_on, h.shipped_on) AS ordered_on,
               coalesce(l.reviewed_on, h.reviewed_on) AS reviewed_on,
               coalesce(l.shipped_on, h.shipped_on) AS shipped_on,
               coalesce(l.invoiced_on, h.invoiced_on) AS invoiced_on,
               coalesce(l.status, h.status, 'open') AS status, coalesce(l.gross_amount_e4, l.amount_e4) AS amount_e4
        FROM asked a CROSS JOIN order_line l ON l.source_n = a.source_n AND l.order_no = a.order_no
        LEFT JOIN order_head h ON h.source_n = l.source_n AND h.order_no = l.order_no AND h.current = 1
        WHERE l.current = 1 AND coalesce(l.line_type, 'sale') <> 'red'
          AND coalesce(l.seller_code, h.seller_code) IS NULL
    )
    SELECT c.party_id,
           CASE WHEN f.shipped_on <= :day THEN 'shipped' WHEN f.reviewed_on <= :day OR :reviewed = 0 THEN 'open_order'
                ELSE 'draft_order' END AS bucket, sum(f.amount_e4)
    FROM line f {whose_on("f.ordered_on", code="code")}
    WHERE c.party_id IN :parties AND f.ordered_on BETWEEN :day - :old AND :day AND f.amount_e4 IS NOT NULL
      AND f.status NOT IN ('cancelled', 'returned') AND (f.status <> 'closed' OR f.shipped_on > :day)
      AND (f.invoiced_on IS NULL OR f.invoiced_on > :billed)
      AND f.order_no NOT IN (SELECT order_no FROM billed)
    GROUP BY 1, 2
"""
_KNOWN: Final = """
    SELECT EXISTS (SELECT 1 FROM order_line WHERE current = 1),
           EXISTS (SELECT 1 FROM order_head WHERE current = 1 AND reviewed_on IS NOT NULL)
           OR EXISTS (SELECT 1 FROM order_line WHERE current = 1 AND reviewed_on IS NOT NULL),
           EXISTS (SELECT 1 FROM order_head WHERE current = 1 AND invoiced_on IS NOT NULL)
           OR EXISTS (SELECT 1 FROM order_line WHERE current = 1 AND invoiced_on IS NOT NULL)
           OR EXISTS (SELECT 1 FROM invoice WHERE current = 1 AND order_no IS NOT NULL),
           (SELECT max(as_of_on) FROM receivable WHERE current = 1 AND as_of_on BETWEEN :day - :age AND :day),
           EXISTS (SELECT 1 FROM invoice WHERE current = 1 AND invoiced_on <= :day),
           EXISTS (SELECT 1 FROM ledger_entry WHERE removed = 0 AND kind = 'permanent')
"""


_NEWEST: Final = """
    SELECT max(day) FROM (
        SELECT (SELECT max(as_of_on) FROM receivable WHERE current = 1 AND as_of_on <= :day) AS day
        UNION ALL SELECT (SELECT max(invoiced_on) FROM invoice WHERE current = 1 AND invoiced_on <= :day)
        UNION ALL SELECT (SELECT max(received_on) FROM receipt WHERE current = 1 AND received_on <= :day)
        UNION ALL SELECT (SELECT max(ordered_on) FROM order_head WHERE current = 1 AND ordered_on <= :day)
        UNION ALL SELECT (SELECT max(ordered_on) FROM order_line WHERE current = 1 AND ordered_on <= :day)
        UNION ALL SELECT (SELECT max(shipped_on) FROM order_line WHERE current = 1 AND shipped_on <= :day)
    )
"""
_OLD: Final = f"""
    WITH latest AS (
        SELECT source_n, max(as_of_on) AS as_of_on FROM receivable
        WHERE current = 1 AND as_of_on BETWEEN :day - :age AND :day GROUP BY source_n
    )
    SELECT c.party_id, sum(f.amount_e4) FROM receivable f
    JOIN latest l ON l.source_n = f.source_n AND l.as_of_on = f.as_of_on
    {whose_on("f.as_of_on")}
    WHERE f.current = 1 AND f.amount_e4 > 0 AND f.due_on < f.as_of_on - :old GROUP BY 1
"""


@dataclass(frozen=True)
class Limits:
    """What bounds a dealer's credit, whatever the day: overrides carry theirs, the other limits are those of today."""

    limit: int | None
    """Of the whole; None is none. A limit of 0 is none either: who gets no credit pays first."""
    own: Mapping[str, Own]
    overrides: tuple[Override, ...]
    since: int | None = None
    """The day on which the limit of the whole was last changed, by the journal."""

    @property
    def any(self) -> bool:
        """Whether anything bounds it at all."""
        return self.limit is not None or self.parted or any(one.bucket is None for one in self.overrides)

    @property
    def lowest(self) -> int:
        """The lowest limit of the whole on any day."""
        whole = [one.limit for one in self.overrides if one.bucket is None]
        return min(whole if self.limit is None else [self.limit, *whole], default=0)

    @property
    def parted(self) -> bool:
        """Whether a part has a limit of its own, if only for some days."""
        own = any(one.limit is not None for one in self.own.values())
        return own or any(one.bucket is not None for one in self.overrides)


@dataclass(frozen=True)
class Debts:
    """What is open of a dealer on a day."""

    amounts: Mapping[str, int | None]
    """By part; None is unknown."""
    old: int
    """Of it overdue for more than 60 days."""
    listed_on: int | None
    """The day of the list of open items; None where open items are those of invoices and receipts, or unknown."""

    def against(self, held: Limits, day: int) -> Credit:
        """What is open against the limits of a day."""
        return credit_on(day, amounts=self.amounts, limit=held.limit, own=held.own, overrides=held.overrides)


@dataclass(frozen=True)
class Exposures:
    """The exposure of some dealers on a day."""

    listed_on: int | None
    """As ``Debts.listed_on``."""
    credits: Mapping[str, Credit]


def limits(session: Session, *party_ids: str) -> dict[str, Limits]:
    """The limits of some dealers, or of all."""
    own: dict[str, dict[str, Own]] = defaultdict(dict)
    stamped = session.execute(text("SELECT id, stamps FROM credit_bucket WHERE removed = 0"))
    parts = {one.id: json.loads(one.stamps) for one in stamped}
    for one in rows_of(session, "credit_bucket", *party_ids):
        since = changed_on(parts.get(one.id, {}), "limit_e4")
        own[one.party_id][one.values["bucket"]] = Own(one.values["limit_e4"], one.values["included"], since)
    let_up: dict[str, list[Override]] = defaultdict(list)
    for one in rows_of(session, "credit_override", *party_ids):
        values = {name.removesuffix("_e4"): one.values[name] for name in _OVERRIDE}
        let_up[one.party_id].append(Override(**values, id=one.id))
    where = "AND id IN :parties" if party_ids else ""
    found = text(f"SELECT id, credit_limit_e4, stamps FROM party WHERE removed = 0 {where}")
    asked = {"parties": list(party_ids)} if party_ids else {}
    rows = session.execute(found.bindparams(bindparam("parties", expanding=True)) if party_ids else found, asked)
    return {
        party: Limits(
            limit or None, own[party], tuple(let_up[party]),
            changed_on(json.loads(stamps), "credit_limit_e4") if limit else None,
        )
        for party, limit, stamps in rows
    }  # fmt: skip


def weighty(held: Mapping[str, Limits], old: Mapping[str, int]) -> dict[str, Limits]:
    """Of whom old items are enough to stop deliveries if the whole is exceeded: more than their share of its limit."""
    return {
        party: one for party, one in held.items() if one.any and old.get(party, 0) > OLD_SHARE * one.lowest
    }  # fmt: skip


def old_items(session: Session, as_of: date) -> dict[str, int] | None:
    """What of each dealer's open items is overdue for more than 60 days, by the newest list; None without one."""
    day = _told_until(session, day_number(as_of))
    asked = {"day": day, "age": LIST_AGE_DAYS, "old": OLD_DAYS}
    listed = "SELECT EXISTS (SELECT 1 FROM receivable WHERE current = 1 AND as_of_on BETWEEN :day - :age AND :day)"
    return dict(session.execute(text(_OLD), asked).all()) if session.scalar(text(listed), asked) else None


def debts(session: Session, as_of: date, *party_ids: str) -> dict[str, Debts]:
    """What is open of some dealers on a day, part by part.

    Open items are those of the newest list; what was invoiced since it counts as shipped and money that came since as
    paid in advance, so that nothing is missing and nothing counts twice.
    """
    told = day_of(_told_until(session, day_number(as_of)))
    known = _known(session, day_number(told))
    amounts, old = _amounts(session, told, party_ids, known)
    return {one: Debts(amounts[one], old.get(one, 0), known.listed) for one in party_ids}


def listed_on(session: Session, as_of: date) -> int | None:
    """The day of the newest list of open items by which debts are told on a day; None without one."""
    return _known(session, _told_until(session, day_number(as_of))).listed


def _told_until(session: Session, day: int) -> int:
    """The day, or that of the newest fact before it: what comes later is not known to anybody yet."""
    newest = session.scalar(text(_NEWEST), {"day": day})
    return day if newest is None else int(newest)


def exposures(session: Session, as_of: date, *party_ids: str, rebates: Mapping[str, int] | None = None) -> Exposures:
    """The exposure of some dealers on a day, part by part.

    ``rebates`` is what each may still use of his rebate account (可用返利), which lets the exposure down; None: nothing
    is known of it.
    """
    bounds, open_ = limits(session, *party_ids), debts(session, as_of, *party_ids)
    if rebates is not None:
        open_ = {
            one: replace(each, amounts={**each.amounts, "rebate": -rebates.get(one, 0)}) for one, each in open_.items()
        }
    found = {one: open_[one].against(held, day_number(as_of)) for one, held in bounds.items()}
    return Exposures(next((one.listed_on for one in open_.values()), None), found)


_OVERRIDE: Final = ("bucket", "limit_e4", "from_on", "to_on", "allowed_by", "reason")


@dataclass(frozen=True)
class _Known:
    """Which parts some file tells of."""

    orders: bool
    reviewed: bool
    invoiced: bool
    listed: int | None
    invoices: bool
    ledger: bool


def _known(session: Session, day: int) -> _Known:
    row = session.execute(text(_KNOWN), {"day": day, "age": LIST_AGE_DAYS}).one()
    return _Known(bool(row[0]), bool(row[1]), bool(row[2]), row[3], bool(row[4]), bool(row[5]))


def _amounts(
    session: Session, as_of: date, party_ids: tuple[str, ...], known: _Known
) -> tuple[dict[str, dict[str, int | None]], dict[str, int]]:
    """What is in each part that some file tells of, and what of the open items is old."""
    day = day_number(as_of)
    asked: dict[str, Any] = {"day": day, "age": LIST_AGE_DAYS, "parties": list(party_ids), "old": SETTLED_DAYS}
    asked["billed"] = day if known.listed is None else known.listed
    owes = 0 if known.listed is not None or known.invoices else None
    found: dict[str, dict[str, int | None]] = {
        one: {
            "receivable": owes, "past_due": owes, "advance": owes, "open_order": 0 if known.orders else None,
            "draft_order": 0 if known.orders and known.reviewed else None,
            "shipped": 0 if known.orders and known.invoiced else None, "permanent": 0 if known.ledger else None,
        }
        for one in party_ids
    }  # fmt: skip
    items = _listed(session, asked) if known.listed is not None else _computed(session, as_of, found)
    old: dict[str, int] = defaultdict(int)
    for owner, amount, due, seen in items:
        if amount > 0 and due is not None and due < seen - OLD_DAYS:
            old[owner] += amount
        part = "advance" if amount < 0 else "past_due" if due is not None and due < seen else "receivable"
        _add(found[owner], part, amount)
    for owner, amount in session.execute(_parties(_SINCE), asked).all() if known.listed is not None else ():
        _add(found[owner], "advance", -amount)
    if known.orders:
        for owner, part, amount in session.execute(_parties(_LINES), asked | {"reviewed": int(known.reviewed)}).all():
            _add(found[owner], part, amount)
    for entry in rows_of(session, "ledger_entry", *party_ids) if known.ledger else ():
        if entry.values["kind"] == "permanent":
            left = balances([entry_of(entry.values)], day)
            _add(found[entry.party_id], "permanent", sum(each.amount for each in left))
    return found, old


def _add(parts: dict[str, int | None], part: str, amount: int) -> None:
    """Add to a part, unless no file tells of all of it."""
    before = parts[part]
    if before is not None:
        parts[part] = before + amount


def _parties(statement: str) -> Any:
    return text(statement).bindparams(bindparam("parties", expanding=True))


def _listed(session: Session, asked: Mapping[str, Any]) -> list[_Item]:
    """Open items of the newest list: past due is what was so on its day, for money that came since is not on it."""
    return [(row[0], row[1], row[2], row[3]) for row in session.execute(_parties(_LISTED), dict(asked))]


def _computed(session: Session, as_of: date, wanted: Collection[str]) -> list[_Item]:
    """The same by invoices and receipts, where finance hands out no list."""
    found: list[_Item] = []
    day = day_number(as_of)
    for account in open_items(session, as_of):
        if account.dealer in wanted:
            found += [(account.dealer, one.amount, one.due_on, day) for one in account.items]
            found.append((account.dealer, -account.credit, None, day))
    return found
