"""Why not this invoice? An answer for every row of a dealer that a document's number names."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy.orm import Session

from app.core.period import Period, day_of
from app.core.texts import N_, Text
from app.incentives.base import Row, read_rows
from app.incentives.explain.reading import statement_rows, why_text
from app.incentives.explain.statement import StatementRow
from app.incentives.policy import Policy

_AROUND_DAYS = 400
"""How far beside the period a document is looked for that is not in it."""


@dataclass(frozen=True)
class Answer:
    """What became of one row."""

    row: StatementRow
    counts: bool
    said: Text


def why_not(
    session: Session, policy: Policy, party_id: str, period: Period, *, wanted: str = "", through: int | None = None
) -> list[Answer]:
    """Each row whose document, product or product code ``wanted`` is a part of; without it every row that is left out.

    A document that lies outside the period altogether is looked for around it. No answer: the dealer has no such row.
    """
    found = read_rows(session, policy, party_id, period, through=through)
    if not wanted.strip():
        return _answers(found.excluded)
    answers = [*_answers(_named(found.counted, wanted)), *_answers(_named(found.excluded, wanted))]
    if answers:
        return answers
    around = Period(
        period.first - timedelta(days=_AROUND_DAYS), period.last + timedelta(days=_AROUND_DAYS), period.name
    )
    wide = read_rows(session, policy, party_id, around)
    return _answers((*_named(wide.counted, wanted), *_named(wide.excluded, wanted)), elsewhere=True)


def _named(rows: Iterable[Row], wanted: str) -> list[Row]:
    words = wanted.casefold().split()
    return [
        one
        for one in rows
        if all(word in f"{one.document} {one.product_code} {one.product}".casefold() for word in words)
    ]


def _answers(rows: Iterable[Row], *, elsewhere: bool = False) -> list[Answer]:
    return [
        Answer(shown, not one.reason and not elsewhere, _said(one, elsewhere=elsewhere))
        for one, shown in ((one, statement_rows([one])[0]) for one in rows)
    ]


def _said(one: Row, *, elsewhere: bool) -> Text:
    if one.reason and not (elsewhere and one.reason in {"other_period", "outside_policy"}):
        return why_text(one.reason, one.note)
    if elsewhere and one.day is not None:
        day = day_of(one.day).isoformat()
        return Text(N_("Its date, {day}, puts it into another period."), {"day": day})
    if elsewhere:
        return why_text("no_day")
    return Text(N_("It counts."))
