"""Closing months (关账) and opening them again, what came after a closing, and whether what was printed is kept."""

import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any, Final

from sqlalchemy import Connection, select, text
from sqlalchemy.orm import Session

from app.core import journal
from app.core.calendars import Calendar
from app.core.errors import UserError
from app.core.files import FileStore
from app.core.period import Period, day_number, day_of, shift
from app.core.texts import N_, Text
from app.core.writing import touch
from app.kpi import closing
from app.kpi.calendar import kept_calendar
from app.kpi.later import late_by_month
from app.kpi.measures import PACKS
from app.kpi.model import CLOSED as CLOSED_SUMS
from app.kpi.model import LATE as LATE_SUMS
from app.planning.calendars import seal_calendar
from app.planning.model import Closing

CLOSED: Final = "closed"
OPEN: Final = "open"
_FORMAT: Final = "channeldesk.closing/1"
_PACK_LEVEL: Final = 9


@dataclass(frozen=True)
class ClosedMonth:
    """One closing as it is shown."""

    ref: str
    period: Period
    state: str
    known_tx: int
    reason: str
    late: Fraction
    """Net sales that the facts say now less what was printed (跨期调整)."""


def close_months(session: Session, files: FileStore, *, until: Period, today: date, reason: str) -> tuple[str, ...]:
    """Close a month and every month before it that is still open; what is printed of them stays. Returns their names.

    Raises UserError where the month is not over, has no figures, or is closed already.
    """
    connection = session.connection()
    begun = closing.first_day(connection)
    calendar = kept_calendar(connection)
    if calendar.period_of(until.first) != until:
        raise UserError("Months are closed one by one; {period} is no month.", period=until.name)
    if until.last >= today:
        raise UserError("{period} is not over yet; it can be closed from {day} on.",
                        period=until.name, day=day_of(until.last_day + 1).isoformat())  # fmt: skip
    closed = closing.closed_until(connection)
    if closed is not None and until.last_day <= closed:
        raise UserError("{period} is closed already.", period=until.name)
    if begun is None or begun > until.last_day:
        raise UserError("There are no figures up to {period}.", period=until.name)
    first = calendar.period_of(day_of(begun if closed is None else closed + 1))
    months = calendar.between(first, until).months
    low = closing.ALL_BEFORE if closed is None else months[0].first_day
    for one in months:
        closing.freeze(connection, low, one.last_day)
        low = one.last_day + 1
    closing.lift(connection)
    tx = int(connection.execute(text("SELECT coalesce(max(tx), 0) FROM tx")).scalar_one())
    for number, one in enumerate(months):
        early = closing.ALL_BEFORE if closed is None and number == 0 else one.first_day
        sha256 = files.put(_packed(connection, calendar, one, early, tx))
        _record(session, calendar, one, known_tx=tx, sha256=sha256, reason=reason)
    seal_calendar(session, until=until.last_day)
    session.flush()
    closing.settle(connection)
    touch(session, "cell")
    return tuple(one.name for one in months)


def reopen_months(session: Session, *, first: Period, reason: str) -> tuple[str, ...]:
    """Open a closed month and every later one again; the reason is needed. Returns their names."""
    if not reason.strip():
        raise UserError("Say why {period} is opened again.", period=first.name)
    connection = session.connection()
    found = [one for one in _closed(session) if one.last_on >= first.first_day]
    if not any(one.period == first.name for one in found):
        raise UserError("{period} is not closed.", period=first.name)
    closing.lift(connection)
    for one in found:
        one.state, one.reason = OPEN, reason
        journal.seal(session, one)
    session.flush()
    closing.release(connection, first.first_day)
    closing.settle(connection)
    touch(session, "cell")
    return tuple(one.period for one in found)


def read_closings(session: Session) -> tuple[ClosedMonth, ...]:
    """All closings, the newest month first, each with what came after it."""
    late, calendar = late_by_month(session), kept_calendar(session.connection())
    kept = select(Closing).where(Closing.removed.is_(False)).order_by(Closing.first_on.desc())
    rows = session.execute(kept).scalars()
    return tuple(
        ClosedMonth(
            one.ref, closed_period(one, calendar), one.state, one.known_tx, one.reason,
            late.get(one.period, Fraction(0)) if one.state == CLOSED else Fraction(0),
        )
        for one in rows
    )  # fmt: skip


def recall_closed(session: Session, files: FileStore) -> None:
    """Put the printed sums of the months that are closed, and of no others, back from their kept files.

    Nothing is late until cells are computed. Raises UserError where a kept file is missing.
    """
    connection = session.connection()
    for table in (*CLOSED_SUMS, *LATE_SUMS):
        connection.execute(text(f"DELETE FROM {table.name}"))
    for one in _closed(session):
        closing.put_rows(connection, json.loads(zlib.decompress(files.get(one.cells_sha256)))["rows"])


def closing_faults(session: Session, files: FileStore) -> Iterator[Text]:
    """A sentence for each closed month of which the printed figures are no longer what the kept file says."""
    connection = session.connection()
    for one in _closed(session):
        raw = json.loads(zlib.decompress(files.get(one.cells_sha256)))
        early = closing.ALL_BEFORE if raw["early"] else one.first_on
        kept = closing.kept_rows(connection, early, one.last_on)
        if raw["rows"] != json.loads(json.dumps(kept)):
            yield Text(N_("The printed figures of {period} are not those that were kept when it was closed."),
                       {"period": one.period})  # fmt: skip


def _closed(session: Session) -> list[Closing]:
    rows = select(Closing).where(Closing.removed.is_(False), Closing.state == CLOSED).order_by(Closing.first_on)
    return list(session.execute(rows).scalars())


def closed_period(one: Closing, calendar: Calendar) -> Period:
    """The month of a closing; ``calendar`` is the one by which sums are kept now."""
    found = calendar.period_of(day_of(one.first_on))
    if one.calendar == calendar.id and found.last_day == one.last_on:
        return found
    return Period(day_of(one.first_on), day_of(one.last_on), one.period)


def _record(session: Session, calendar: Calendar, month: Period, *, known_tx: int, sha256: str, reason: str) -> None:
    key = f"{calendar.id}/{month.name}"
    record = session.get(Closing, journal.record_id(Closing, key))
    if record is None:
        record = journal.create(
            session, Closing, natural_key=key, calendar=calendar.id, period=month.name,
            first_on=day_number(month.first), last_on=day_number(month.last), state=CLOSED, known_tx=known_tx,
            cells_sha256=sha256, reason=reason,
        )  # fmt: skip
    else:
        record.state, record.known_tx, record.cells_sha256, record.reason = CLOSED, known_tx, sha256, reason
        record.removed = False
    journal.seal(session, record)


def _packed(connection: Connection, calendar: Calendar, month: Period, early: int, tx: int) -> bytes:
    """A month's printed sums with what their numbers mean, so that they can be read without this file's tables."""
    found: dict[str, Any] = {
        "format": _FORMAT, "calendar": calendar.plain, "period": month.name, "early": early != month.first_day,
        "tx": tx,
        "packs": {str(pack.n): [pack.count, *(slot.measure for slot in pack.slots)] for pack in PACKS},
        "numbers": {
            kind: {str(n): entity for n, entity in rows}
            for kind in ("party", "product_group")
            if (rows := _numbers(connection, kind))
        },
        "rows": closing.kept_rows(connection, early, month.last_day),
    }  # fmt: skip
    body = json.dumps(found, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return zlib.compress(body.encode(), _PACK_LEVEL)


def _numbers(connection: Connection, kind: str) -> list[tuple[int, str]]:
    rows = connection.execute(text("SELECT n, entity_id FROM numbered WHERE kind = :kind ORDER BY n"), {"kind": kind})
    return [(row[0], row[1]) for row in rows]


def next_open(session: Session, today: date) -> Period | None:
    """The month that would be closed next: the first open one, where it is over and has figures."""
    connection = session.connection()
    closed, begun = closing.closed_until(connection), closing.first_day(connection)
    if begun is None:
        return None
    calendar = kept_calendar(connection)
    found = calendar.period_of(day_of(begun if closed is None else closed + 1))
    last = shift(calendar.period_of(today), -1)
    return last if closed is None and found.first <= last.first else found if found.last < today else None
