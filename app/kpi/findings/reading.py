"""All findings of a workspace: one list for ``check``, the board and whoever asks, read once for each state of it."""

from collections.abc import Collection
from datetime import date
from typing import Final

from sqlalchemy.orm import Session

from app.kpi.findings import (
    carriers,
    copied,
    credit,
    displays,
    dry,
    expiring,
    licences,
    outside,
    rebates,
    reviews,
    silent,
    stuffing,
    third,
    units,
)
from app.kpi.findings.model import Finding, Kind
from app.kpi.kept import kept_of

KINDS: Final[dict[str, Kind]] = {
    one.id: one
    for one in (
        units.SUSPICIOUS, units.UNKNOWN, expiring.EXPIRING, copied.MADE_UP, displays.DISPLAY, rebates.CLIFF,
        licences.LAPSED, licences.ENDING, outside.OUTSIDE, third.THIRD, stuffing.STUFFED, silent.SILENT, credit.CREDIT,
        dry.DRY, carriers.LATE, reviews.REVIEWS,
    )
}  # fmt: skip
"""Every kind by its id, in the order in which they are listed."""


def read_findings(session: Session, today: date, dealers: Collection[str] | None = None) -> tuple[Finding, ...]:
    """What the rows of twelve months up to a day show, kind by kind; ``dealers`` (ids) narrows it to some.

    It looks through many rows, once after every change: ask for it in a worker, after what must be there at once.
    """
    found: tuple[Finding, ...] = kept_of(session).once(("findings", today), lambda: _read(session, today))
    if dealers is None:
        return found
    return tuple(one for one in found if one.dealer is not None and one.dealer.id in dealers)


def _read(session: Session, today: date) -> tuple[Finding, ...]:
    found = []
    for kind in KINDS.values():
        found += sorted(
            kind.read(session, today), key=lambda one: (one.dealer.code if one.dealer else "", one.first, one.sentence)
        )
    return tuple(found)
