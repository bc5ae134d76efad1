"""Rows whose price speaks of another unit than they name (单位可疑), by dealer and product; units without a factor."""

from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from itertools import groupby
from typing import Final

from sqlalchemy.orm import Session

from app.core.money import AMOUNT_SCALE, QUANTITY_SCALE, round_half_up
from app.core.texts import N_, Text
from app.kpi.findings.model import Figure, Finding, Kind
from app.kpi.kept import kept_of
from app.kpi.people import Dealer
from app.kpi.suspects import SuspectRow, Suspects, last_day, read_suspect_rows, read_suspects, unknown_ids

_PRICE: Final = N_(
    "{product}: rows {rows}, {quantity} at {price} each; usual is {median}, as if they were {likely}; at the usual "
    "price their amount is that of {worth} ({gap})"
)
_NO_FACTOR: Final = N_("{product}: rows {rows} in {unit}, which nothing says the size of")


def _suspicious(session: Session, today: date) -> Iterator[Finding]:
    found = read_suspects(session, last_day(session, today))
    dealers = kept_of(session).people(session)[0]
    rows = sorted(read_suspect_rows(session, found), key=_together)
    for (number, *_), group in groupby(rows, key=_together):
        yield _of_rows(list(group), dealers.get(number))


def _together(one: SuspectRow) -> tuple[int, str, str]:
    return one.dealer_n or 0, one.product_code, one.unit


def _of_rows(rows: list[SuspectRow], dealer: Dealer | None) -> Finding:
    one = rows[0]
    days = [row.day for row in rows]
    ids: dict[str, tuple[int, ...]] = {}
    for row in rows:
        ids[row.feed] = (*ids.get(row.feed, ()), row.id)
    worth = sum((row.amount_e4 / row.median for row in rows), Fraction(0))
    stands = sum((row.amount_e4 / row.price for row in rows), Fraction(0))
    figures = {
        "product": Figure("text", one.product or one.product_code), "rows": Figure("number", len(rows)),
        "quantity": Figure("quantity", sum(row.quantity_e3 for row in rows), one.unit),
        "price": Figure("price", one.price), "median": Figure("price", one.median),
        "likely": Figure("text", one.likely or Text(N_("another unit"))),
        "worth": Figure("quantity", round_half_up(worth * QUANTITY_SCALE / AMOUNT_SCALE)),
        "gap": Figure("change", stands / worth - 1 if worth else None),
    }  # fmt: skip
    return Finding(SUSPICIOUS.id, dealer, min(days), max(days), _PRICE, figures, ids)


def _unknown(session: Session, today: date) -> Iterator[Finding]:
    until = last_day(session, today)
    found: Suspects = read_suspects(session, until)
    for one in found.unknown:
        figures = {
            "product": Figure("text", one.product or one.product_code), "rows": Figure("number", one.rows),
            "unit": Figure("text", one.unit),
        }  # fmt: skip
        yield Finding(UNKNOWN.id, None, until, until, _NO_FACTOR, figures, {one.feed: unknown_ids(session, one)})


_MENDED: Final = ("products", {"tab": "rows"})
SUSPICIOUS: Final = Kind("unit_suspicious", N_("Suspicious unit"), "warning", _suspicious, _MENDED)
UNKNOWN: Final = Kind("unit_unknown", N_("Unit without a factor"), "warning", _unknown, ("products", {}))
