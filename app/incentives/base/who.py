"""Who takes part in a policy, and since when."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.core.period import Period, quarter_of, shift
from app.dealers.life.queries import read_steps
from app.dealers.life.rules import PATH, state_on
from app.health.model import HealthRound
from app.health.review.queries import newest_round, review_of
from app.health.review.rules import ReviewFace
from app.incentives.policy import Parties, Policy
from app.kpi.kept import kept_of

_BEFORE: frozenset[str] = frozenset(PATH[: PATH.index("trial")])
_EVERYBODY = Parties()


@dataclass(frozen=True)
class Member:
    """A dealer as policies see it."""

    id: str
    n: int
    """Its number in the facts; below zero where no fact names it yet."""
    tier: str
    segment: str
    regions: frozenset[str]
    status: str
    formerly: tuple[str, ...] = ()
    """Ids of dealers who were merged into it: what a signed policy says of them it says of it."""

    @property
    def ids(self) -> tuple[str, ...]:
        """All ids under which a policy may name it."""
        return (self.id, *self.formerly)


def members(session: Session) -> dict[str, Member]:
    """Every dealer of the workspace by its id; read once for each state of the workspace."""
    kept = kept_of(session)
    return dict(kept.once("incentives.members", lambda: _read(session)))


def _read(session: Session) -> dict[str, Member]:
    known = {one.id: one for one in kept_of(session).people(session)[0].values()}
    rows = session.execute(
        text("""SELECT id, coalesce(tier, ''), coalesce(segment, ''), coalesce(area_code, ''), coalesce(area_name, ''),
                       status FROM party WHERE removed = 0 AND role LIKE '%dealer%' ORDER BY id""")
    )
    before: dict[str, list[str]] = {}
    for id_, into in session.execute(
        text("SELECT id, merged_into_id FROM party WHERE merged_into_id > '' ORDER BY id")
    ):
        before.setdefault(into, []).append(id_)
    found = {}
    for id_, tier, segment, area, area_name, status in rows:
        dealer = known[id_]
        regions = {area, area_name, dealer.region, dealer.region_name} - {""}
        found[id_] = Member(id_, dealer.n, tier, segment, frozenset(regions), status, tuple(before.get(id_, ())))
    return found


def agreed_with(policy: Policy, one: Member) -> int | None:
    """The factor that a policy agreed with a dealer: under its own id, else under one that was merged into it."""
    return next((policy.dealer_factors[each] for each in one.ids if each in policy.dealer_factors), None)


def grades_before(session: Session, period: Period) -> dict[str, str]:
    """The grades of the quarter before a period by party: decided ones of a signed review, else what counts.

    Assessing and signing leave what is kept of the figures as it was, so the round and the review are in the key.
    """
    quarter = shift(quarter_of(period.first), -1).name
    last, review = newest_round(session, quarter), review_of(session, quarter)
    key = quarter, "" if last is None else last.id, "" if review is None else review.signed_sha256
    return dict(kept_of(session).once(("incentives.grades", key), lambda: _grades(session, last, review)))


def _grades(session: Session, last: HealthRound | None, review: ReviewFace | None) -> dict[str, str]:
    found: dict[str, str] = {}
    if last is not None:
        rows = session.execute(
            text("""SELECT party_id, counts_as FROM assessment
                    WHERE period = :period AND version <= :version AND removed = 0 ORDER BY version, id"""),
            {"period": last.period, "version": last.version},
        )
        newest = {party: grade for party, grade in rows}  # noqa: C416 - rows are no pairs for the type checker
        found |= {party: grade for party, grade in newest.items() if grade is not None}
    found |= {} if review is None else {party: one.grade for party, one in review.decided.items()}
    for one in members(session).values():
        graded = next((found[each] for each in one.formerly if each in found), None)
        if graded is not None:  # assessed under the id of a dealer who was merged into it
            found.setdefault(one.id, graded)
    return found


def takes_part(one: Member, parties: Parties, grade: str | None) -> bool:
    """Whether a dealer meets each list that is not empty and is not left out."""
    if any(each in parties.excluded for each in one.ids):
        return False
    return (
        (not parties.dealers or any(each in parties.dealers for each in one.ids))
        and (not parties.tiers or one.tier in parties.tiers)
        and (not parties.segments or one.segment in parties.segments)
        and (not parties.regions or not one.regions.isdisjoint(parties.regions))
        and (not parties.grades or (grade or "") in parties.grades)
    )


def participants(session: Session, policy: Policy, period: Period, among: Iterable[str] | None = None) -> list[Member]:
    """Who takes part in a policy in a period, in the order of their ids; ``among`` leaves it at some."""
    every = members(session)
    chosen = every if among is None else {one: every[one] for one in sorted(set(among)) if one in every}
    if policy.parties == _EVERYBODY:
        return list(chosen.values())
    grades = grades_before(session, period) if policy.parties.grades else {}
    return [one for one in chosen.values() if takes_part(one, policy.parties, grades.get(one.id))]


def days_in(session: Session, policy: Policy, period: Period) -> tuple[int, dict[str, int]]:
    """Of a period the days on which the version holds, and by party fewer where it dealt with us on fewer of them."""
    first = max(period.first_day, policy.from_on) if policy.to_on else period.first_day
    last = min(period.last_day, policy.to_on) if policy.to_on else period.last_day
    whole = max(0, last - first + 1)
    steps = kept_of(session).once("incentives.steps", lambda: read_steps(session))
    found = {}
    for party, own in steps.items():
        moves = [day for day, _, _ in own if first < day <= last]
        if moves or not _deals(own, first):
            edges = [first, *sorted(set(moves)), last + 1]
            found[party] = sum(end - start for start, end in pairwise(edges) if _deals(own, start))
    return whole, found


def _deals(steps: list[tuple[int, str, str]], day: int) -> bool:
    state = state_on(steps, "active", day)
    return state != "left" and state not in _BEFORE
