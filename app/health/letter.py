"""What a dealer himself is told of his quarter: his own figures and what is asked of him, nobody else's."""

from dataclasses import dataclass, replace
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.compliance.gate.expiring import Expiring, expiring
from app.core.db import Database
from app.core.files import FileStore
from app.core.period import parse_period
from app.core.texts import N_, Text
from app.core.workspace_settings import NAME, set_setting, setting
from app.dealers.model import Party
from app.health.queries import Infos, dealer_sheet
from app.health.rules import RAIL
from app.health.sheets import HealthSheet, PathSheet
from app.kpi.trust import read_trust
from app.people.model import Person

WITH_GRADE: Final = "reports.own.grade"
"""Whether dealers are told their score and grade; without the setting they are."""
TOLD_CAPS: Final = frozenset({"licence", "review", "recall", RAIL})
"""Rules about papers and figures of his own; credit, cases and stops are for his contact person to speak of."""
_PAPERS_WITHIN: Final = 90
_UNTOLD: Final = N_("Another rule limits the grade as well: your contact tells you what it needs.")
_STEPS: Final = N_("It is a long way: let us agree on the first steps.")


@dataclass(frozen=True)
class Contact:
    """Whom the dealer calls; what is unknown is empty."""

    name: str = ""
    phone: str = ""
    email: str = ""


@dataclass(frozen=True)
class OwedList:
    """A list of a month that the dealer owes."""

    feed: str
    month: str


@dataclass(frozen=True)
class OwnSheet:
    """A dealer's quarter as he may read it: ``sheet`` has lost his place, his peers and what is ours alone."""

    sheet: HealthSheet
    sender: str
    """What the workspace is called."""
    with_grade: bool
    lists: tuple[OwedList, ...]
    papers: tuple[Expiring, ...]
    contact: Contact


def own_sheet(db: Database, files: FileStore, infos: Infos, *, dealer_id: str, period: str) -> OwnSheet:
    """What one dealer is told of a quarter; raises UserError where he was not assessed then."""
    sheet = bare(dealer_sheet(db, files, infos, dealer_id=dealer_id, period=period))
    quarter = parse_period(period)
    on = sheet.provenance.assessed_on or quarter.last
    with db.read() as session:
        months = {int(f"{one.last:%Y%m}"): one.name for one in quarter.months}
        trust = read_trust(session, today=on, first=min(months), last=max(months), dealers={dealer_id})
        late = {OwedList(one.feed, months[one.month]) for each in trust for one in each.late
                if one.dealer == dealer_id}  # fmt: skip
        return OwnSheet(
            sheet=sheet, sender=str(setting(session, NAME, "")), with_grade=grade_is_told(session),
            lists=tuple(sorted(late, key=lambda one: (one.month, one.feed))),
            papers=tuple(expiring(session, on, within=_PAPERS_WITHIN, dealer_id=dealer_id)),
            contact=_contact(session, dealer_id),
        )  # fmt: skip


def bare(sheet: HealthSheet) -> HealthSheet:
    """A sheet without what tells of others or is not meant for the dealer; the grade is the one that counts."""
    path = sheet.path
    caps = [one for one in sheet.caps if one.code in TOLD_CAPS]
    caps += [replace(one, sentence=Text(_UNTOLD), page="", record="") for one in sheet.caps if one not in caps][:1]
    grade = sheet.grade if sheet.decided is None else sheet.decided.grade
    return replace(
        sheet, dealer=replace(sheet.dealer, parent=""), place=None, places=None, graded=0, banner=None, follows=None,
        notes=(), contradictions=(), signs=(), course=None, comment="", grade=grade, decided=None, caps=tuple(caps),
        peers=None, indicators=tuple(replace(one, place=None) for one in sheet.indicators),
        path=path and _bare_path(sheet, path),
    )  # fmt: skip


def _bare_path(sheet: HealthSheet, path: PathSheet) -> PathSheet:
    """What is asked of him; how many others get there is not his to know."""
    told = [one.sentence for one in sheet.caps if one.code in TOLD_CAPS]
    lifted = tuple(one for one in path.lifted if one in told)
    hindrance = Text(_STEPS) if path.hindrance and path.lines else None
    return replace(path, lifted=lifted, hindrance=hindrance, grade=None if sheet.decided else path.grade)


def grade_is_told(session: Session) -> bool:
    """Whether dealers are told their score and grade."""
    return bool(setting(session, WITH_GRADE, default=True))


def tell_grade(session: Session, *, told: bool) -> None:
    """Tell dealers their score and grade, or only their figures and what is asked of them."""
    set_setting(session, key=WITH_GRADE, value=told)


def _contact(session: Session, dealer_id: str) -> Contact:
    """The person who looks after the dealer, with number and address where people have them."""
    name = session.scalar(select(Party.manager).where(Party.id == dealer_id)) or ""
    rows = session.execute(
        select(Person.phone, Person.email).where(Person.name == name, Person.removed.is_(False)).limit(2)
    ).all()
    if not name or len(rows) != 1:
        return Contact(name)
    return Contact(name, rows[0].phone or "", rows[0].email or "")
