"""Uses of the rebate account as the company's systems tell of them, and what ran out.

A use is a receipt of the form "rebate" (返利抵款); where it is agreed, a discount line of an invoice (票折) or a line
of rebate goods (货补) too. What a document says now is compared with what was posted of it, and the difference is
posted: taking in a file again, a correction or a withdrawal is followed by itself and nothing counts twice.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Final

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.core.db import Database
from app.core.errors import UserError
from app.core.files import FileStore
from app.core.period import day_number
from app.core.texts import N_
from app.dealers.codes import whose_on
from app.incentives.explain.amounts import minor_words
from app.incentives.ledger.posting import ledger_currency, ledger_head, post, require_come
from app.incentives.ledger.queries import OWNER, entries_until
from app.incentives.ledger.rules import Row, lots, most_by_rebate, run_out
from app.incentives.rounding import e4_per_minor

RECEIPTS: Final = "receipt"
WAYS: Final = {
    RECEIPTS: N_("Receipts of the form rebate"),
    "discount": N_("Discount lines of invoices"),
    "goods_rebate": N_("Lines of rebate goods"),
}
"""From what uses may be read."""
_SQL: Final = {
    RECEIPTS: f"""
        SELECT c.party_id, f.source_n || ':' || f.key, f.received_on, f.amount_e4, 'ticket'
        FROM receipt f {whose_on("f.received_on")}
        WHERE f.current = 1 AND f.form = 'rebate' AND f.received_on BETWEEN :since AND :day
    """,
    "discount": f"""
        SELECT c.party_id, f.source_n || ':' || f.key, f.invoiced_on, -coalesce(f.gross_amount_e4, f.amount_e4),
               'ticket'
        FROM invoice f {whose_on("f.invoiced_on")}
        WHERE f.current = 1 AND f.line_type = 'discount' AND f.invoiced_on BETWEEN :since AND :day
    """,
    "goods_rebate": f"""
        SELECT c.party_id, f.source_n || ':' || f.line_key, f.shipped_on, coalesce(f.gross_amount_e4, f.amount_e4),
               'goods'
        FROM order_line f {whose_on("f.shipped_on")}
        WHERE f.current = 1 AND f.line_type = 'goods_rebate' AND f.shipped_on BETWEEN :since AND :day
    """,
}
_BEGINS: Final = f"""
    SELECT {OWNER}, min(e.day_on) FROM incentive_entry e
    WHERE e.kind IN ('credit', 'adjust', 'pay') AND e.day_on <= :day GROUP BY 1
"""
"""From when on a dealer has an account here; what he used before that is not of it."""
_UNIT: Final = "\x1f"


@dataclass(frozen=True)
class Use:
    """What one document says was paid by rebate."""

    party_id: str
    document: str
    day_on: int
    amount_minor: int
    form: str


def told_uses(session: Session, day: int, *, ways: Collection[str] = (RECEIPTS,)) -> list[Use]:
    """What documents say until a day, of dealers from the day on which their account begins."""
    found_on = session.execute(text(_BEGINS), {"day": day}).all()
    begins: dict[str, int] = {row[0]: row[1] for row in found_on}
    if not begins:
        return []
    each = e4_per_minor(ledger_currency(session))
    found = []
    for way in sorted(ways):
        asked = {"since": min(begins.values()), "day": day}
        for party, document, on, amount, form in session.execute(text(_SQL[way]), asked):
            if amount and on >= begins.get(party, on + 1):
                said = f"{way}:{document.replace(_UNIT, '/')}"
                found.append(Use(party, said, on, _minor(amount, each), form))
    return found


def _minor(amount_e4: int, each: int) -> int:
    """Half a minor unit counts as one, away from zero."""
    size = (2 * abs(amount_e4) + each) // (2 * each)
    return -size if amount_e4 < 0 else size


def uses_to_post(session: Session, day: int, *, ways: Collection[str] = (RECEIPTS,)) -> list[Row]:
    """The differences between what documents say and what was posted of them."""
    told: dict[tuple[str, str], int] = defaultdict(int)
    when: dict[tuple[str, str], tuple[int, str]] = {}
    for use in told_uses(session, day, ways=ways):
        key = use.party_id, use.document
        told[key] += use.amount_minor
        when[key] = use.day_on, use.form
    posted: dict[tuple[str, str], int] = defaultdict(int)
    for party, entries in entries_until(session, day).items():
        for row in (one.row for one in entries if one.row.moved == "use" and _is_told(one.row.document, ways)):
            key = party, row.document or ""
            posted[key] -= row.amount_minor
            when.setdefault(key, (day, row.form))
    return [
        Row(
            kind="use", party_id=party, amount_minor=posted[party, document] - told[party, document],
            day_on=when[party, document][0], form=when[party, document][1], document=document,
        )
        for party, document in sorted({*told, *posted})
        if posted[party, document] != told[party, document]
    ]  # fmt: skip


def _is_told(document: str | None, ways: Iterable[str]) -> bool:
    return any((document or "").startswith(f"{way}:") for way in ways)


def post_uses(
    db: Database, files: FileStore, *, day_on: int | None = None, ways: Collection[str] = (RECEIPTS,)
) -> str | None:
    """Post what documents say of uses and the ledger does not know yet; returns the posting's id, None for nothing."""
    day = day_number(db.clock.today()) if day_on is None else day_on
    with db.read() as session:
        rows, seen = uses_to_post(session, day, ways=ways), ledger_head(session)
    return post(db, files, kind="use", period="", entries=rows, seen=seen) if rows else None


def use_rebate(
    db: Database, files: FileStore, *, party_id: str, amount_minor: int, order_no: str, order_minor: int, day_on: int
) -> str:
    """Pay a part of an order out of a dealer's account, by hand; returns the posting's id.

    Raises UserError where the account holds less, or the order takes less: the lowest ceiling of the credits that
    would be used counts.
    """
    require_come(day_on, day_number(db.clock.today()))
    with db.read() as session:
        entries = entries_until(session, day_on, parties=(party_id,)).get(party_id, [])
        rows, currency = [one.row for one in entries], ledger_currency(session)
        seen = ledger_head(session)
        left = lots(rows, day_on)
        ceiling = lowest_ceiling(session, {lot.version_id for lot in left if lot.version_id})
        before = -sum(
            row.amount_minor for row in rows if row.moved == "use" and row.document == _order(order_no)
        )  # fmt: skip
    if amount_minor <= 0 or not order_no.strip():
        raise UserError("A use has an amount above zero and the number of its order.")
    usable = sum(lot.left_minor for lot in left)
    if amount_minor > usable:
        raise UserError("The account holds {usable} that may be used on that day.",
                        usable=minor_words(usable, currency))  # fmt: skip
    most = most_by_rebate(order_minor, ceiling)
    if before + amount_minor > most:
        raise UserError("By rebate at most {most} of this order is paid, {before} is already.",
                        most=minor_words(most, currency), before=minor_words(before, currency))  # fmt: skip
    row = Row(
        kind="use", party_id=party_id, amount_minor=-amount_minor, day_on=day_on, document=_order(order_no)
    )  # fmt: skip
    return post(db, files, kind="use", period="", entries=[row], seen=seen)


def _order(order_no: str) -> str:
    return f"order:{order_no.strip()}"


def lowest_ceiling(session: Session, versions: Collection[str]) -> int | None:
    """The lowest share of one order, in millionths, that these versions let be paid by rebate; None: all of it."""
    sql = text("SELECT json_extract(content, '$.payout.use_ceiling') FROM policy_version WHERE id = :id")
    found = [session.execute(sql, {"id": one}).scalar_one_or_none() for one in sorted(versions)]
    return min((one for one in found if one is not None), default=None)


def expiries(session: Session, day: int) -> list[Row]:
    """What ran out before a day and is still on an account, as rows of the day after its last."""
    return [
        Row(
            kind="expire", party_id=party, amount_minor=-lot.left_minor, day_on=(lot.expires_on or day) + 1,
            period=lot.period, policy_id=lot.policy_id, version_id=lot.version_id, form=lot.form,
            expires_on=lot.expires_on,
        )
        for party, entries in sorted(entries_until(session, day).items())
        for lot in run_out([one.row for one in entries], day)
    ]  # fmt: skip


def post_expiries(db: Database, files: FileStore, *, day_on: int | None = None) -> str | None:
    """Post what ran out; returns the posting's id, None where nothing did."""
    day = day_number(db.clock.today()) if day_on is None else day_on
    with db.read() as session:
        rows, seen = expiries(session, day), ledger_head(session)
    return post(db, files, kind="expiry", period="", entries=rows, seen=seen) if rows else None
