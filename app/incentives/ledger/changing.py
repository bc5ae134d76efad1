"""What a version changes of periods that are settled for good (true-up), dealer by dealer, before it is approved."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy.orm import Session

from app.core.texts import Texts
from app.incentives.ledger.reading import Named, name_in, names_of
from app.incentives.ledger.runs import preview_change, preview_finals
from app.incentives.rounding import minor_per_unit


@dataclass(frozen=True)
class Changed:
    """One dealer and settled period."""

    period: str
    dealer: Named
    settled_minor: int
    """What was settled of the period until now."""
    entitled_minor: int
    """What the version gives."""
    change_minor: int
    """What its true-up settles; below zero it is taken back, or carried into the next settlement as the policy says."""
    currency: str


def changes_of(session: Session, version_id: str) -> list[Changed]:
    """Every dealer for whom a version changes what is settled, by period, the largest change first."""
    known, found = names_of(session), list[Changed]()
    for run in preview_change(session, version_id):
        lines = [
            Changed(
                run.period.name, name_in(known, one.party_id), one.paid_before, one.outcome.entitled_minor,
                one.outcome.payable_minor, run.kept.currency,
            )
            for one in run.lines
            if one.outcome.payable_minor
        ]  # fmt: skip
        found += sorted(lines, key=lambda one: (-abs(one.change_minor), one.dealer.label, one.dealer.party_id))
    return found


def change_words(t: Texts, found: Sequence[Changed]) -> list[str]:
    """The changes as lines: their sum, then one for each dealer and period; nothing where nothing changes."""
    if not found:
        return []
    total = said(found[0], sum(one.change_minor for one in found))
    return [
        t("This version changes periods that are settled for good; true-up together {total}.", total=total),
        *(
            t("{period}, {dealer}: settled {before}, by this version {after}, true-up {change}.", period=one.period,
              dealer=one.dealer.label, before=said(one, one.settled_minor), after=said(one, one.entitled_minor),
              change=said(one, one.change_minor))
            for one in found
        ),
    ]  # fmt: skip


def said(one: Changed, minor: int) -> str:
    """An amount of a change with its currency."""
    per_unit = minor_per_unit(one.currency)
    places = len(str(per_unit)) - 1
    return f"{Decimal(minor) / per_unit:,.{places}f} {one.currency}"


def unsettled(session: Session, version_id: str) -> str | None:
    """The first period that a version still owes a final settlement of; None where none is left.

    A period in which nobody earned anything has nothing to post and is none.
    """
    return next(
        (run.period.name for run in preview_finals(session, version_id) if run.kept.rows and not run.closes_only), None
    )
