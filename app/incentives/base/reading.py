"""Bases out of the rows: what counts for a policy in a period, and why other rows do not."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, NamedTuple, cast

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.core.period import Period
from app.incentives.base.goods import Chosen, Shelf, read_shelf
from app.incentives.base.keys import digests, keys_sha256
from app.incentives.base.paying import open_documents
from app.incentives.base.sources import COLUMNS, Asked, selects
from app.incentives.base.spans import Window
from app.incentives.base.values import Base, BaseRows, Role, Row
from app.incentives.base.who import Member, members
from app.incentives.policy import Policy
from app.kpi.kept import kept_of

LIST_DAYS: Final = 31
"""A stock list that is older than this on the day of a price cut is no count of that day."""


class Fact(NamedTuple):
    """A row of ``sources``."""

    feed: str
    id: int
    source_n: int
    key: str
    document: str
    line: str
    day: int | None
    dealer_n: int
    product_n: int | None
    group_n: int
    role: str
    amount: int | None
    quantity: int | None
    reason: str
    started: int | None


@dataclass(frozen=True)
class Sieve:
    """What a row has to meet in one period of a policy."""

    policy: Policy
    window: Window
    chosen: Chosen
    unpaid: frozenset[tuple[int, str]]
    baskets: tuple[tuple[str, Chosen], ...]
    products: Mapping[int, str]
    """Ids by number, where a price cut names them."""

    def refusal(self, row: Fact) -> str:
        """Why a row does not count; empty where it does."""
        event = self.policy.basis.event
        if row.reason or row.day is None:
            return row.reason or "no_day"
        if event == "stock":
            return self._counted(row)
        back = row.role == "return"
        window = replace(self.window, grace=0) if back else self.window
        wrong = window.refusal(row.day, row.day if back else row.started)
        if not wrong and back and self.policy.basis.returns == "ignore":
            wrong = "returns_ignored"
        if not wrong:
            wrong = self._collected(row) if event == "collected" else self.chosen.refusal(row.product_n, row.group_n)
        if not wrong and event == "paid" and not back and (row.dealer_n, row.document) in self.unpaid:
            wrong = "unpaid"
        return wrong

    def _counted(self, row: Fact) -> str:
        cuts = self.policy.protection.cuts if self.policy.protection else {}
        return "" if row.product_n is not None and self.products.get(row.product_n) in cuts else "goods"

    def _collected(self, row: Fact) -> str:
        if row.quantity is None:
            return "no_invoice"
        return "late" if cast("int", row.day) > row.quantity + self.policy.grace_days else ""

    def in_baskets(self, row: Fact) -> tuple[str, ...]:
        """The baskets that a counted row is in."""
        return tuple(name for name, one in self.baskets if not one.refusal(row.product_n, row.group_n))


def shelf_of(session: Session) -> Shelf:
    """Products and groups, read once for each state of the workspace."""
    found: Shelf = kept_of(session).once("incentives.shelf", lambda: read_shelf(session))
    return found


def sources_of(session: Session) -> Mapping[int, str]:
    """The names of sources by number."""

    def read() -> dict[int, str]:
        rows = session.execute(text("SELECT n, entity_id FROM numbered WHERE kind = 'source'"))
        return {n: name for n, name in rows}  # noqa: C416 - rows are no pairs for the type checker

    found: Mapping[int, str] = kept_of(session).once("incentives.sources", read)
    return found


def sieve_of(session: Session, policy: Policy, period: Period, through: int | None, *, dated: bool = True) -> Sieve:
    """What rows have to meet in a period."""
    shelf, window = shelf_of(session), Window.of(policy, period, through, dated=dated)
    unpaid: frozenset[tuple[int, str]] = frozenset()
    if policy.basis.event == "paid":
        until = window.last + policy.grace_days
        unpaid = open_documents(session, until if through is None else min(until, through))
    baskets = tuple((one.name, shelf.chosen(one.goods)) for one in policy.baskets)
    named = {n: one.id for n, one in shelf.products.items()} if policy.protection is not None else {}
    return Sieve(policy, window, shelf.chosen(policy.goods), unpaid, baskets, named)


def facts(session: Session, policy: Policy, window: Window, dealer_n: int | None, *, near: bool) -> Iterator[Fact]:
    """The rows that may count in a window, and with ``near`` those that have another date in it."""
    if policy.basis.event == "stock":
        if policy.protection is None:
            return
        window = replace(window, first=policy.protection.day_on - LIST_DAYS, last=policy.protection.day_on, grace=0)
    asked = Asked(policy.basis.event, policy.basis.tax, dealer_n is not None, near)
    values: dict[str, Any] = {"first": window.first, "last": window.last + window.grace}
    if dealer_n is not None:
        values["dealer"] = dealer_n
    for sql in selects(session.connection(), asked):
        yield from fact_rows(session, sql, values)


def fact_rows(session: Session, sql: str, values: Mapping[str, int]) -> Iterator[Fact]:
    """The rows of one SELECT of ``sources``."""
    return map(Fact._make, session.execute(text(f"SELECT {', '.join(COLUMNS)} FROM ({sql})"), dict(values)))


def bases_by_rows(
    session: Session,
    policy: Policy,
    period: Period,
    who: Sequence[Member],
    *,
    through: int | None,
    keys: bool,
    dated: bool = True,
) -> dict[str, Base]:
    """The bases of a period out of the rows themselves; who has none has an empty one."""
    sieve = sieve_of(session, policy, period, through, dated=dated)
    wanted = {one.n: one.id for one in who}
    one_dealer = who[0].n if len(who) == 1 else None
    found: dict[int, list[Fact]] = {}
    for row in facts(session, policy, sieve.window, one_dealer, near=False):
        if row.dealer_n in wanted and not sieve.refusal(row):
            found.setdefault(row.dealer_n, []).append(row)
    sources = sources_of(session) if keys else {}
    return {one.id: _base(sieve, one.id, period, found.get(one.n, ()), sources if keys else None) for one in who}


def _base(
    sieve: Sieve, party_id: str, period: Period, rows: Collection[Fact], sources: Mapping[int, str] | None
) -> Base:
    amounts, quantities, by_value = [0, 0], [0, 0], sieve.policy.basis.measure == "value"
    baskets = {name: 0 for name, _ in sieve.baskets}
    collected = sieve.policy.basis.event == "collected"
    for row in rows:
        back = int(row.role == "return")
        amount, quantity = row.amount or 0, 0 if collected else row.quantity or 0
        amounts[back] += amount
        quantities[back] += quantity
        for name in sieve.in_baskets(row):
            baskets[name] += (amount if by_value else quantity) * (1 - 2 * back)
    hashed = ""
    if sources is not None:
        named = ((cast("int", row.day), row.group_n, row.feed, row.source_n, row.role, row.key) for row in rows)
        hashed = keys_sha256(digests(named, sources).values())
    return Base(
        party_id, period.first_day, period.last_day, amounts[0] - amounts[1], quantities[0] - quantities[1],
        amounts[1], quantities[1], baskets, len(rows), hashed,
    )  # fmt: skip


def read_rows(
    session: Session, policy: Policy, party_id: str, period: Period, *, through: int | None = None
) -> BaseRows:
    """Every row of a dealer that counts in a period, and those around it that do not, each with its reason."""
    member = members(session).get(party_id)
    empty = Base(party_id, period.first_day, period.last_day)
    if member is None:
        return BaseRows(empty, (), ())
    sieve, shelf = sieve_of(session, policy, period, through), shelf_of(session)
    notes = _notes(session)
    counted: list[tuple[Fact, Row]] = []
    excluded: list[Row] = []
    for fact in facts(session, policy, sieve.window, member.n, near=True):
        reason = sieve.refusal(fact)
        row = _row(fact, shelf, reason, () if reason else sieve.in_baskets(fact), policy)
        if not reason:
            counted.append((fact, row))
        elif reason == "withheld":
            excluded.append(replace(row, note=notes.get((fact.feed, fact.source_n, fact.key), "")))
        else:
            excluded.append(row)
    counted.sort(key=lambda pair: _order(pair[1]))
    base = _base(sieve, party_id, period, [fact for fact, _ in counted], sources_of(session))
    return BaseRows(base, tuple(row for _, row in counted), tuple(sorted(excluded, key=_order)))


def _notes(session: Session) -> dict[tuple[str, int, str], str]:
    rows = session.execute(
        text("SELECT feed, source_n, key, reason FROM withheld WHERE removed = 0 AND released IS NULL")
    )
    return {(feed, source, key): reason for feed, source, key, reason in rows}


def _order(row: Row) -> tuple[int, str, str, str, int]:
    return row.day or 0, row.document, row.line, row.feed, row.id


def _row(fact: Fact, shelf: Shelf, reason: str, baskets: tuple[str, ...], policy: Policy) -> Row:
    product = shelf.products.get(fact.product_n or -1)
    return Row(
        fact.feed, fact.id, fact.source_n, fact.key, fact.document, fact.line, fact.day,
        None if product is None else product.id, "" if product is None else product.name,
        "" if product is None else product.code, "" if product is None else product.group, cast("Role", fact.role),
        fact.amount, None if policy.basis.event == "collected" else fact.quantity, reason, "", baskets,
    )  # fmt: skip
