"""What the rows and papers of a region ask its reader for: signs as they stood on one day, frozen with a round."""

from collections import Counter
from datetime import date

from sqlalchemy.orm import Session

from app.core.db import Database
from app.core.period import Period, day_number, shift
from app.dealers.held import licences_that_end
from app.health.asks import ASKED
from app.health.frozen import Sign, Signs
from app.health.told import told_of
from app.kpi.findings.licences import ENDING
from app.kpi.findings.reading import read_findings

LICENCE_DAYS = 90


def day_of_signs(quarter: Period, today: date) -> date:
    """Today while the quarter or the one after it runs, else the quarter's last day."""
    return today if today <= shift(quarter, 1).last else quarter.last


def signs_of(db: Database, quarter: Period, on: date) -> Signs:
    """The signs of a quarter and later as of a day; those that nothing can be asked about are counted by kind."""
    with db.read() as session:
        return _read(session, quarter, on)


def _read(session: Session, quarter: Period, on: date) -> Signs:
    found = [one for one in read_findings(session, on) if one.last >= quarter.first_day]
    asked = tuple(
        Sign(one.kind, one.dealer.name, one.first, one.last, dict(one.figures), one.sentence)
        for one in found
        if one.kind in ASKED and one.dealer is not None
    )
    others = Counter(one.kind for one in found if one.kind not in ASKED and one.kind != ENDING.id)  # counted below
    day = day_number(on)
    ending = licences_that_end(session, day + 1, day + LICENCE_DAYS)
    return Signs(on, asked, dict(sorted(others.items())), ending, told_of(session, found, on))
