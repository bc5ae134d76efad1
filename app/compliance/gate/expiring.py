"""Which papers run out: licences on the ladder of their type, without those that already have a successor."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.compliance.gate.documents import temperatures_of
from app.compliance.gate.ladder import ladder_for, ladder_of, rung_of
from app.compliance.gate.model import ExpiryLadder
from app.core.period import day_number
from app.dealers.codes import whose
from app.dealers.papers import classes_of

_LICENCES: Final = f"""
    SELECT DISTINCT c.party_id, p.name, coalesce(p.name_en, ''), coalesce(p.manager, ''), l.id, l.licence_type,
           l.number, coalesce(l.goods_scope, ''), coalesce(l.temperature_scope, ''), l.from_on, l.to_on,
           coalesce((SELECT min(k.code) FROM party_code k WHERE k.party_id = p.id AND k.removed = 0
                     AND k.by_hand IS NULL), p.ref) AS code,
           coalesce(l.issuer, ''),
           EXISTS (SELECT 1 FROM attachment a WHERE a.entity = 'licence' AND a.entity_id = l.id AND a.removed = 0)
    FROM licence l {whose("l")}
    JOIN party p ON p.id = c.party_id WHERE l.removed = 0 AND p.removed = 0 AND p.status <> 'left' {{}} ORDER BY l.id
"""


@dataclass(frozen=True)
class Expiring:
    """One licence that runs out, or has; a successor that begins later than the day after is none."""

    dealer_id: str
    code: str
    dealer: str
    dealer_en: str
    manager: str
    id: str
    kind: str
    number: str
    issuer: str
    scope: str
    to_on: int
    left: int
    """Days left after today; 0 on its last day, below 0 when it has ended."""
    rung: int | None
    """In days; ``ladder.ENDED`` when it has ended, None where it is not on its ladder yet."""
    scanned: bool
    """Whether a scan of it is at hand."""


@dataclass(frozen=True)
class _Row:
    line: Expiring
    classes: frozenset[str]
    temperatures: frozenset[str]
    from_on: int | None
    last: int | None


def read_ladders(session: Session) -> dict[str, tuple[int, ...]]:
    """The workspace's own ladders by type of licence."""
    rows = select(ExpiryLadder.licence_type, ExpiryLadder.days).where(ExpiryLadder.removed.is_(False))
    return {kind: ladder_of(typed) for kind, typed in session.execute(rows.order_by(ExpiryLadder.id))}


def expiring(session: Session, today: date, *, within: int | None = None, dealer_id: str = "") -> list[Expiring]:
    """Licences that stand on their ladder today or have ended, by their last day.

    ``within`` asks for all that end in so many days instead of by the ladder; ended ones are always among them. Left
    out is a licence whose classes and temperatures another one of its type goes on with from the day after, and an
    ended one in whose place another one came later.
    """
    day, ladders = day_number(today), read_ladders(session)
    by_dealer: dict[tuple[str, str], list[_Row]] = defaultdict(list)
    only = "AND p.id = :dealer" if dealer_id else ""
    asked = {"dealer": dealer_id} if dealer_id else {}
    for row in session.execute(text(_LICENCES.format(only)), asked).all():
        by_dealer[row[0], row[5]].append(_row(row, day, ladders))
    found = [
        one.line
        for own in by_dealer.values()
        for one in own
        if one.last is not None and _asked(one.line, within) and not _followed(one, own)
    ]
    return sorted(found, key=lambda one: (one.to_on, one.code, one.id))


def _row(row: tuple[object, ...], day: int, ladders: dict[str, tuple[int, ...]]) -> _Row:
    party, name, name_en, manager, id_, kind, number, scope, warmth, first, last, code, issuer, scanned = row
    end = day if last is None else int(str(last))
    rung = None if last is None else rung_of(ladder_for(str(kind), ladders), end, day)
    line = Expiring(
        str(party), str(code), str(name), str(name_en), str(manager), str(id_), str(kind), str(number), str(issuer),
        str(scope), end, end - day, rung, bool(scanned),
    )  # fmt: skip
    starts = None if first is None else int(str(first))
    return _Row(line, classes_of(str(scope)), temperatures_of(str(warmth)), starts, None if last is None else end)


def _asked(one: Expiring, within: int | None) -> bool:
    return one.rung is not None if within is None else one.left <= within


def _followed(one: _Row, own: list[_Row]) -> bool:
    """Whether one row goes on with all that this one covers; what goes on with a part of it is another licence."""
    return any(
        other is not one
        and (other.last is None or other.last > (one.last or 0))
        and (other.from_on is None or one.line.left < 0 or other.from_on <= (one.last or 0) + 1)
        and (not other.classes or (one.classes and one.classes <= other.classes))
        and (not other.temperatures or (one.temperatures and one.temperatures <= other.temperatures))
        for other in own
    )
