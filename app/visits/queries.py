"""What screens and commands read about visits: the plan of a month, and whom to visit next."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from app.actions.queries import all_actions
from app.compliance.cases.queries import list_cases
from app.compliance.gate.expiring import expiring
from app.core.money import AMOUNT_SCALE
from app.core.period import Period, day_number, month_of
from app.dealers.life.rules import GONE
from app.dealers.model import Party
from app.dealers.queries import DealerRow, list_parties
from app.health.model import Assessment
from app.kpi.findings.reading import KINDS, read_findings
from app.kpi.people import read_dealers
from app.kpi.queries import read_rows
from app.people.model import Person
from app.people.queries import people
from app.visits.model import Visit
from app.visits.rules import Reason, Signals, Wanted, reasons_for, spread
from app.visits.service import working_days_of


@dataclass(frozen=True)
class VisitRow:
    """A visit in a list; days are stored days."""

    id: str
    ref: str
    party_id: str
    dealer: str
    owner_id: str
    owner: str
    planned_on: int
    state: str
    done_on: int | None
    purpose: str
    notes: str
    reasons: tuple[Mapping[str, Any], ...]
    promises: tuple[str, ...]


@dataclass(frozen=True)
class Proposal:
    """A dealer whom the program would visit, on which day, and why."""

    party_id: str
    dealer: str
    region: str
    owner_id: str
    owner: str
    on: int | None
    """None where nobody has a free day left."""
    reasons: tuple[Reason, ...]

    @property
    def points(self) -> int:
        """How much speaks for it."""
        return sum(one.points for one in self.reasons)


def visits_in(session: Session, period: Period) -> list[VisitRow]:
    """The visits that are planned for a period, by day."""
    return _rows(session, _asked().where(Visit.planned_on.between(period.first_day, period.last_day)))


def visits_to(session: Session, party_id: str) -> list[VisitRow]:
    """The visits to a dealer, newest first."""
    return _rows(session, _asked().where(Visit.party_id == party_id))[::-1]


def read_visit(session: Session, visit_id: str) -> VisitRow | None:
    """One visit, None where it is gone."""
    found = _rows(session, _asked().where(Visit.id == visit_id))
    return found[0] if found else None


def _asked() -> Select[Visit, str, str]:
    return (
        select(Visit, Party.name, Person.name)
        .join(Party, Party.id == Visit.party_id)
        .join(Person, Person.id == Visit.owner_id, isouter=True)
        .where(Visit.removed.is_(False))
        .order_by(Visit.planned_on, Visit.id)
    )


def _rows(session: Session, asked: Select[Visit, str, str]) -> list[VisitRow]:
    return [
        VisitRow(
            one.id, one.ref, one.party_id, dealer, one.owner_id or "", owner or "", one.planned_on, one.state,
            one.done_on, one.purpose or "", one.notes or "", tuple(one.reasons), tuple(one.promises),
        )
        for one, dealer, owner in session.execute(asked)
    ]  # fmt: skip


def propose(session: Session, month: Period, *, today: date, signs: bool = True) -> list[Proposal]:
    """Whom to visit in a month and why, the weightiest first, with a free working day for each.

    Left out are dealers who have left, those who have a visit in the month already, and those for whom nothing speaks.
    The visitor is the person who is called like the dealer's manager; where there is none, nobody yet. Without
    ``signs`` the rows of twelve months are not looked through, which takes most of the time.
    """
    there = visits_in(session, month)
    busy = {one.party_id for one in there if one.state != "dropped"}
    dealers = [one for one in list_parties(session, on=day_number(today))
               if one.id not in busy and one.status not in GONE]  # fmt: skip
    signals = read_signals(session, dealers, today=today, signs=signs)
    persons = {one.name: one.id for one in people(session)}
    found = {one.id: reasons for one in dealers if (reasons := reasons_for(signals[one.id]))}
    taken = Counter((one.owner, one.planned_on) for one in there if one.state == "planned")
    days = working_days_of(month, since=day_number(today) + 1)
    wanted = [Wanted(one.id, one.manager, one.region, sum(reason.points for reason in found[one.id]))
              for one in dealers if one.id in found]  # fmt: skip
    placed = spread(wanted, days, taken)
    proposals = [
        Proposal(one.id, one.name, one.region, persons.get(one.manager, ""), one.manager, placed.get(one.id),
                 found[one.id])
        for one in dealers if one.id in found
    ]  # fmt: skip
    return sorted(proposals, key=lambda one: (-one.points, one.on is None, one.dealer))


def read_signals(
    session: Session, dealers: Iterable[DealerRow], *, today: date, signs: bool = True
) -> dict[str, Signals]:
    """What speaks for a visit to each dealer, by id."""
    day = day_number(today)
    money, shares = _overdue(session, today)
    last = select(Visit.party_id, func.max(Visit.done_on)).where(Visit.state == "done", Visit.removed.is_(False))
    seen = {party: day - on for party, on in session.execute(last.group_by(Visit.party_id)) if on is not None}
    grades = _grades(session)
    found = read_findings(session, today) if signs else ()
    warned = Counter(one.dealer.id for one in found if one.dealer and KINDS[one.kind].level == "warning")
    papers = Counter(one.dealer_id for one in expiring(session, today))
    promises = Counter(
        one.about_id for one in all_actions(session, open_only=True)
        if one.kind == "promise" and one.due_on is not None and one.due_on < day
    )  # fmt: skip
    cases = Counter(one.party_id for one in list_cases(session, open_only=True))
    return {
        one.id: Signals(
            money.get(one.id, 0), shares.get(one.id, 0), seen.get(one.id),
            grades.get(one.id, ""), warned[one.id], papers[one.id], promises[one.id], one.status, cases[one.id],
        )
        for one in dealers
    }  # fmt: skip


def _overdue(session: Session, today: date) -> tuple[dict[str, int], dict[str, int]]:
    """Money past due by finance's newest list (1/10,000) and its share (1/1,000,000), by dealer."""
    month = month_of(today)
    ids = {one.n: one.id for one in read_dealers(session).values()}
    rows = read_rows(
        session, only=["overdue_amount", "overdue_share"], first=month, last=month, by="dealer", today=today
    )
    money: dict[str, int] = {}
    shares: dict[str, int] = {}
    for row in rows:
        party = ids.get(row.dealer_n or 0)
        if party is None or row.amount is None:
            continue
        if row.kpi == "overdue_amount":
            money[party] = int(Fraction(row.amount) * AMOUNT_SCALE)
        else:
            shares[party] = int(Fraction(row.amount) * 1_000_000)
    return money, shares


def _grades(session: Session) -> dict[str, str]:
    """Each dealer's grade of its newest assessment."""
    rows = session.execute(
        select(Assessment.party_id, Assessment.grade)
        .where(Assessment.removed.is_(False))
        .order_by(Assessment.period, Assessment.version)
    )
    return {party: grade or "" for party, grade in rows}
