"""Orders for goods of a class whose licence had ended, and licences that stand on their ladder before they end."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import bindparam, text
from sqlalchemy.orm import Session

from app.compliance.gate.expiring import expiring
from app.core.period import day_number
from app.core.texts import N_
from app.dealers.codes import whose
from app.dealers.papers import Term, classes_of, lapsed
from app.kpi.findings.lines import order_lines, sold_by_us
from app.kpi.findings.model import Figure, Finding, Kind
from app.kpi.kept import kept_of
from app.kpi.people import Dealer
from app.kpi.suspects import WINDOW_DAYS

_SAID: Final = N_("{licence} {number} ended on {until}; since then {orders} orders for {classes}, {amount}")
_ENDS: Final = N_("{licence} {number} ends on {until}: days left {left}, on the rung of {rung} days")
_LICENCES: Final = f"""
    SELECT n.n, l.number, l.licence_type, l.goods_scope, l.from_on, l.to_on FROM licence l
    {whose("l")}
    CROSS JOIN numbered n ON n.kind = 'party' AND n.entity_id = c.party_id WHERE l.removed = 0
"""
"""CROSS: numbers are looked up for each licence; beginning with them, SQLite reads every licence for every dealer."""


@dataclass(frozen=True)
class _Line:
    id: int
    order: tuple[int, str]
    goods_class: str
    day: int
    amount_e4: int


def _lapsed_orders(session: Session, today: date) -> Iterator[Finding]:
    until = day_number(today)
    terms: dict[int, list[Term]] = defaultdict(list)
    for dealer, number, kind, scope, first, last in session.execute(text(_LICENCES)):
        terms[dealer].append(Term(number, kind, classes_of(scope), first, last))
    first = {one: day for one, own in terms.items() if (day := _first_end(own, until)) is not None}
    dealers = kept_of(session).people(session)[0]
    for number, lines in _lines(session, first, until).items():
        yield from _judge(dealers[number], terms[number], lines)


def _first_end(terms: Sequence[Term], until: int) -> int | None:
    """The first day of the last twelve months on which a licence may have ended; None where none has."""
    ends = [one.to_on for one in terms if one.to_on is not None and one.to_on < until]
    return max(min(ends) + 1, until - WINDOW_DAYS + 1) if ends else None


def _judge(dealer: Dealer, terms: Sequence[Term], lines: Sequence[_Line]) -> Iterator[Finding]:
    found: dict[Term, list[_Line]] = defaultdict(list)
    for line in lines:
        term = lapsed(terms, line.goods_class, line.day)
        if term is not None:
            found[term].append(line)
    for term, own in found.items():
        days = [line.day for line in own]
        figures = {
            "licence": Figure("text", term.kind), "number": Figure("text", term.number),
            "until": Figure("day", term.to_on), "orders": Figure("number", len({line.order for line in own})),
            "classes": Figure("text", "、".join(sorted({line.goods_class for line in own}))),
            "amount": Figure("money", sum(line.amount_e4 for line in own)),
        }  # fmt: skip
        rows = {"order_line": tuple(line.id for line in own)}
        yield Finding(LAPSED.id, dealer, min(days), max(days), _SAID, figures, rows)


def _lines(session: Session, first: Mapping[int, int], until: int) -> dict[int, list[_Line]]:
    """Lines that these dealers ordered of us since a day each, with the class of their goods."""
    if not first:
        return {}
    lines = order_lines(session, ("ordered", "shipped"), "AND m.dealer_n IN :dealers")
    sql = f"""
        SELECT m.dealer_n, l.id, l.source_n, l.order_no, {lines.day} AS day, coalesce(l.amount_e4, 0),
          (SELECT g.goods_class FROM numbered k JOIN product g ON g.id = k.entity_id WHERE k.n = p.product_n) AS class
        {lines.rows} {sold_by_us(lines)} ORDER BY day, l.id
    """
    asked = {"first": min(first.values()), "last": until, "dealers": list(first)}
    found: dict[int, list[_Line]] = defaultdict(list)
    for row in session.execute(text(sql).bindparams(bindparam("dealers", expanding=True)), asked):
        if row[4] >= first[row[0]] and row[6]:
            found[row[0]].append(_Line(row[1], (row[2], row[3]), row[6], row[4], row[5]))
    return found


LAPSED: Final = Kind("licence_ended", N_("Ordered without a valid licence"), "warning", _lapsed_orders)


def _ending(session: Session, today: date) -> Iterator[Finding]:
    """Licences on their ladder that have not ended and that no other one goes on with."""
    dealers = {one.id: one for one in kept_of(session).people(session)[0].values()}
    day = day_number(today)
    for one in expiring(session, today):
        if one.left >= 0 and one.dealer_id in dealers:
            figures = {
                "licence": Figure("text", one.kind), "number": Figure("text", one.number),
                "until": Figure("day", one.to_on), "left": Figure("number", one.left),
                "rung": Figure("number", one.rung),
            }  # fmt: skip
            yield Finding(ENDING.id, dealers[one.dealer_id], day, day, _ENDS, figures)


ENDING: Final = Kind("licence_ending", N_("Licence runs out"), "hint", _ending, where=("gate", {"tab": "papers"}))
