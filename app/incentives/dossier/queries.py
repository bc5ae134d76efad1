"""What is read of dossiers: a quarter's proposals for a policy, each with its evidence, effect and answer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.approvals.model import Approval
from app.core.errors import UserError
from app.core.period import parse_period, shift
from app.core.texts import EN
from app.health.scheme import Grade
from app.incentives.dossier.commands import GONE, OPEN
from app.incentives.dossier.effect import Effect
from app.incentives.dossier.rules import Rule, Trend
from app.incentives.model import AdjustmentDossier, IncentivePolicy, PolicyVersion
from app.incentives.policies.queries import versions_of
from app.kpi.kept import kept_of


@dataclass(frozen=True)
class DossierLine:
    """One dealer's adjustment as screens and reports show it."""

    id: str
    ref: str
    period: str
    party_id: str
    code: str
    dealer: str
    region: str
    policy_id: str
    policy: str
    policy_en: str
    """As its newest version says; empty: it has only the one name."""
    state: str
    """What it is now: an answer that nobody wrote down yet counts."""
    grade: Grade | None
    computed: Grade | None
    grade_before: Grade | None
    before_period: str
    """The quarter of the grade before; empty: the dealer was graded for the first time."""
    trend: Trend
    score_tenths: int | None
    score_before: int | None
    decided_by: str
    decided_why: str
    rule: Rule | None
    before: int
    proposed: int | None
    factor: int
    is_capped: bool
    effect: Effect | None
    currency: str
    first_on: int | None
    last_on: int | None
    """The simulated days."""
    simulation_sha256: str
    content_sha256: str
    """Of the policy's content that was simulated."""
    reason: str
    approval_id: str
    approval_ref: str
    made_on: int
    evidence: Mapping[str, Any]

    @property
    def is_open(self) -> bool:
        """Whether it may still be changed or dropped."""
        return self.state in OPEN

    def policy_label(self, lang: str) -> str:
        """The policy's name in a language."""
        return self.policy_en if self.policy_en and lang == EN else self.policy

    @property
    def is_own(self) -> bool:
        """Whether people chose another factor than the table's."""
        return self.proposed is None or self.proposed != self.factor


def dossier_lines(session: Session, *, period: str = "", policy_id: str = "") -> list[DossierLine]:
    """Dossiers, of one quarter or policy where it is named; the newest quarter first, then by dealer."""
    query = select(AdjustmentDossier).where(AdjustmentDossier.removed.is_(False))
    if period:
        query = query.where(AdjustmentDossier.period == period)
    if policy_id:
        query = query.where(AdjustmentDossier.policy_id == policy_id)
    lines = _lines(session, session.scalars(query).all())
    lines.sort(key=lambda one: (one.code, one.id))
    return sorted(lines, key=lambda one: one.period, reverse=True)


def dossier(session: Session, dossier_id: str) -> DossierLine:
    """One dossier; raises UserError where it is gone."""
    row = session.get(AdjustmentDossier, dossier_id)
    if row is None or row.removed:
        raise UserError(GONE)
    return _lines(session, [row])[0]


def find_dossier(session: Session, ref: str) -> DossierLine:
    """The dossier of a reference as it is printed; raises UserError where there is none."""
    row = session.scalars(
        select(AdjustmentDossier).where(
            AdjustmentDossier.ref == ref.strip().upper(), AdjustmentDossier.removed.is_(False)
        )
    ).first()
    if row is None:
        raise UserError("There is no dossier {ref} in this workspace.", ref=ref)
    return _lines(session, [row])[0]


def _lines(session: Session, rows: Sequence[AdjustmentDossier]) -> list[DossierLine]:
    people = {one.id: one for one in kept_of(session).people(session)[0].values()}
    policies = {row.id: row.name for row in session.execute(select(IncentivePolicy.id, IncentivePolicy.name))}
    named = {row.policy_id for row in rows if row.policy_id}
    english = {one: next((each.policy.name_en for each in versions_of(session, one)), "") for one in sorted(named)}
    asked = {row.approval_id for row in rows if row.approval_id}
    approvals = {one.id: one for one in session.scalars(select(Approval).where(Approval.id.in_(asked)))}
    found = []
    for row in rows:
        who, approval = people.get(row.party_id), approvals.get(row.approval_id or "")
        told, way, sim = row.evidence, row.proposal, row.simulated or {}
        found.append(
            DossierLine(
                row.id, row.ref, row.period, row.party_id, who.code if who else "", who.name if who else "",
                who.region_name if who else "", row.policy_id or "", policies.get(row.policy_id or "", ""),
                english.get(row.policy_id or "", ""),
                state_now(row.state, None if approval is None else approval.state),
                told["grade"], told["computed"], told["before"], _before(row.period, told), told["trend"],
                told["score"], told["score_before"], told["decided_by"], told["reason"],
                None if told["rule"] is None else Rule(**told["rule"]),
                way["before"], way["proposed"], way["factor"], way["capped"],
                Effect(sim["before_minor"], sim["after_minor"], sim["sales_e4"]) if sim else None,
                sim.get("currency", ""), sim.get("first_on"), sim.get("last_on"), sim.get("simulation_sha256", ""),
                sim.get("content_sha256", ""),
                row.reason or "", row.approval_id or "", "" if approval is None else approval.ref, row.made_on, told,
            )
        )  # fmt: skip
    return found


def _before(period: str, told: Mapping[str, Any]) -> str:
    """Earlier dossiers do not name the quarter: theirs was the one just before."""
    just_before = "" if told["before"] is None else shift(parse_period(period), -1).name
    return str(told.get("before_period", just_before))


def state_now(state: str, approval: str | None) -> str:
    """The state that a dossier has by what became of its approval, written down or not."""
    if state != "approving" or approval is None:
        return state
    return {"approved": "approved", "refused": "refused", "void": "simulated"}.get(approval, state)


@dataclass(frozen=True)
class Sums:
    """A quarter's proposals together."""

    count: int
    up: int
    down: int
    simulated: int
    before_minor: int
    after_minor: int

    @property
    def change(self) -> int:
        """Minor units over the simulated months."""
        return self.after_minor - self.before_minor


def sums_of(lines: Sequence[DossierLine]) -> Sums:
    """Of all that were not dropped or refused."""
    kept = [one for one in lines if one.state not in {"dropped", "refused"}]
    known = [one.effect for one in kept if one.effect is not None]
    return Sums(
        len(kept), sum(one.factor > one.before for one in kept), sum(one.factor < one.before for one in kept),
        len(known), sum(one.before_minor for one in known), sum(one.after_minor for one in known),
    )  # fmt: skip


def versions_by_dossier(session: Session, policy_id: str) -> dict[str, str]:
    """By approval the id of the version that carries its dossiers."""
    rows = session.execute(
        select(PolicyVersion.approval_id, PolicyVersion.id).where(
            PolicyVersion.policy_id == policy_id, PolicyVersion.approval_id.is_not(None),
            PolicyVersion.removed.is_(False),
        )
    )  # fmt: skip
    return {approval: version for approval, version in rows if approval}
