"""What window and command line do with dossiers: a quarter's proposals, their effect, approval, the new version.

The proposals of one policy and quarter go together: one simulation, one version, one approval.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.approvals.queries import approval
from app.core.db import Action, Database
from app.core.errors import UserError
from app.core.files import FileStore
from app.core.period import Period, day_number, day_of, parse_period, shift
from app.core.progress import Progress
from app.core.texts import N_
from app.incentives.base.spans import span_period
from app.incentives.base.who import members
from app.incentives.canonical import policy_sha256
from app.incentives.dossier import commands
from app.incentives.dossier.effect import effect_plain, effects_of, with_factors
from app.incentives.dossier.queries import DossierLine, dossier_lines
from app.incentives.dossier.wording import batch_document
from app.incentives.lab.reading import simulate
from app.incentives.lab.result import Simulation, simulation_json
from app.incentives.lab.service import draft_trial, trial_of
from app.incentives.ledger.changing import changes_of
from app.incentives.model import AdjustmentDossier
from app.incentives.policies.document import ANNEX, policy_document
from app.incentives.policies.queries import VersionRow, version, versions_of
from app.incentives.policies.rules import counting_on
from app.incentives.policies.service import (
    activate_due,
    mark_simulated,
    new_version,
    remove_draft,
    request,
    return_version,
    sign_version,
)
from app.incentives.policy import Policy

MONTHS: Final = 12
"""So many months of the past show an effect."""


@dataclass(frozen=True)
class Batch:
    """A quarter's proposals of one policy, and the version that they change."""

    period: str
    policy_id: str
    base: VersionRow
    from_on: int
    formerly: Mapping[str, Collection[str]]
    """Ids of who was merged into a dealer."""

    def policy(self, factors: Mapping[str, int]) -> Policy:
        """What the new version says."""
        return replace(with_factors(self.base.policy, factors, self.formerly), from_on=self.from_on)


def first_day(period: str, policy: Policy | None = None) -> int:
    """From when adjustments after a quarter count: the next quarter's first day, the policy's own first day before."""
    start = _next(period).first_day
    return start if policy is None else max(start, policy.from_on)


def _next(period: str) -> Period:
    return shift(parse_period(period), 1)


def batch_of(session: Session, *, period: str, policy_id: str, from_on: int | None = None) -> Batch:
    """What proposals of a quarter change; raises UserError where no signed version of the policy counts then."""
    quarter = parse_period(period).name
    day = first_day(quarter) if from_on is None else from_on
    rows = versions_of(session, policy_id)
    base = counting_on(rows, day)
    if base is None:
        later = [one for one in rows if one.counts and one.from_on > day]
        base = min(later, key=lambda one: (one.from_on, -one.number), default=None)
        day = day if base is None else base.from_on
    if base is None:
        raise UserError("No signed version of this policy counts after {period}; sign one first.", period=quarter)
    begins = span_period(base.policy, day_of(day)).first_day  # a half-year or year is settled by one version
    formerly = {one.id: one.formerly for one in members(session).values() if one.formerly}
    return Batch(quarter, policy_id, base, max(begins, base.from_on), formerly)


def propose_batch(db: Database, *, period: str, policy_id: str) -> int:
    """Make a quarter's proposals for a policy; returns how many are new."""
    today = day_number(db.clock.today())

    def command(session: Session) -> int:
        batch = batch_of(session, period=period, policy_id=policy_id)
        return len(
            commands.propose_quarter(
                session, period=batch.period, policy_id=policy_id, policy=batch.base.policy, today=today
            )
        )  # fmt: skip

    quarter = parse_period(period).name
    return db.write(Action(N_("Proposed the adjustments after {period}"), {"period": quarter}), command).value


def add_proposal(
    db: Database, *, period: str, policy_id: str, party_id: str, factor: int, reason: str
) -> str:  # fmt: skip
    """Propose something for a dealer for whom the table says nothing; returns the dossier's id."""
    today = day_number(db.clock.today())

    def command(session: Session) -> str:
        batch = batch_of(session, period=period, policy_id=policy_id)
        return commands.add_proposal(
            session, period=batch.period, policy_id=policy_id, policy=batch.base.policy, party_id=party_id,
            factor=factor, reason=reason, today=today,
        )  # fmt: skip

    return db.write(Action(N_("Proposed an adjustment")), command).value


def change_factor(db: Database, *, dossier_id: str, factor: int, reason: str) -> None:
    """Propose another factor than the table's."""
    db.write(
        Action(N_("Changed a proposed adjustment")),
        lambda session: commands.change_factor(session, dossier_id=dossier_id, factor=factor, reason=reason),
    )


def drop_dossiers(db: Database, *, dossier_ids: Sequence[str], reason: str) -> None:
    """Leave dealers as they are."""
    db.write(
        Action(N_("Dropped proposed adjustments"), reason=reason.strip()),
        lambda session: commands.drop(session, dossier_ids=dossier_ids, reason=reason),
    )


def simulate_batch(
    db: Database, files: FileStore, *, period: str, policy_id: str, progress: Progress | None = None
) -> Simulation:
    """Replay the past year with and without all open proposals of a quarter and keep each dealer's effect.

    Raises UserError where nothing is proposed, or where a factor was changed meanwhile.
    """
    today = db.clock.today()
    with db.read() as session:
        batch = batch_of(session, period=period, policy_id=policy_id)
        lines = _open_lines(session, batch)
    factors = {one.id: one.factor for one in lines}
    trials = [trial_of(batch.base), draft_trial(batch.policy({one.party_id: one.factor for one in lines}))]
    found = simulate(db, trials, months=MONTHS, today=today, progress=progress)
    kept = files.put(simulation_json(found).encode())
    effects = effects_of(found, [one.party_id for one in lines])
    plain = {one.id: effect_plain(found, kept, effects[one.party_id]) for one in lines}
    db.write(
        Action(N_("Simulated the adjustments after {period}"), {"period": batch.period}),
        lambda session: commands.note_effects(session, effects=plain, factors=factors),
    )
    return found


def _open_lines(session: Session, batch: Batch) -> list[DossierLine]:
    lines = [one for one in dossier_lines(session, period=batch.period, policy_id=batch.policy_id) if one.is_open]
    if not lines:
        raise UserError("Nothing is proposed for {period} and this policy.", period=batch.period)
    return lines


def submit_batch(db: Database, files: FileStore, *, period: str, policy_id: str) -> str:
    """Make the policy's next version of all open proposals and send both to approval; returns the approval's id.

    What is approved is the version's text in both languages with the list of adjustments, named by its hash; the list
    stands behind ``ANNEX``, for a dealer's statement shows the text alone. Raises UserError where an effect is not
    known or is that of other factors, or where the policy changed since.
    """
    today = day_number(db.clock.today())

    def draft(session: Session) -> tuple[str, list[str], str]:
        _take_back(session, period=period, policy_id=policy_id, today=today)
        session.flush()
        batch = batch_of(session, period=period, policy_id=policy_id)
        lines = _open_lines(session, batch)
        policy = batch.policy({one.party_id: one.factor for one in lines})
        simulation = _simulated(lines, policy_sha256(policy))
        reason = f"{lines[0].ref}…{lines[-1].ref}" if len(lines) > 1 else lines[0].ref
        made = new_version(session, policy_id=policy_id, policy=policy, reason=reason, dossier_id=lines[0].id)
        session.flush()
        mark_simulated(session, version_id=made, simulation_sha256=simulation, today=today)
        session.flush()
        row = version(session, made)
        return (
            made,
            [one.id for one in lines],
            f"{policy_document(session, row)}{ANNEX}{batch_document(lines, row.from_on)}",
        )

    params = {"period": parse_period(period).name}
    made, ids, text = db.write(Action(N_("Made the version of the adjustments after {period}"), params), draft).value
    kept = files.put(text.encode())

    def ask(session: Session) -> str:
        lines = [one for one in dossier_lines(session, policy_id=policy_id) if one.id in set(ids)]
        changes = [one.effect.after_minor - one.effect.before_minor for one in lines if one.effect is not None]
        trued_up, moved = sum(abs(one.change_minor) for one in changes_of(session, made)), sum(map(abs, changes))
        asked = request(
            session, version_id=made, text_sha256=kept, amount_minor=max(moved, trued_up), region=_region(lines),
            today=today, kind="adjustment", amount_of="true_up" if trued_up > moved else "",
        )  # fmt: skip
        commands.submitted(session, dossier_ids=ids, approval_id=asked)
        return asked

    try:
        return db.write(Action(N_("Sent the adjustments after {period} to approval"), params), ask).value
    except UserError:
        db.write(
            Action(N_("Took back the version of the adjustments")),
            lambda session: remove_draft(session, version_id=made),
        )
        raise


def _simulated(lines: Sequence[DossierLine], content_sha256: str) -> str:
    """The simulation that all of them rest on; raises UserError where it is not one of exactly this content."""
    if any(one.effect is None for one in lines):
        raise UserError(
            "Simulate the effect of all proposals first: a policy without simulation cannot go to approval."
        )
    found = {one.simulation_sha256 for one in lines}
    if len(found) > 1 or any(one.content_sha256 != content_sha256 for one in lines):
        raise UserError("Proposals or the policy changed since they were simulated; simulate them again.")
    return found.pop()


def _region(lines: Sequence[DossierLine]) -> str | None:
    """The region of all of them; None where they are of several."""
    found = {one.region for one in lines}
    return next(iter(found)) or None if len(found) == 1 else None


def _take_back(session: Session, *, period: str, policy_id: str, today: int) -> None:
    """Proposals whose approval is void come back; a refused version leaves the way for the next one."""
    for line in dossier_lines(session, period=period, policy_id=policy_id):
        if line.approval_id and line.state in {"simulated", "refused"}:
            _give_up(session, line.approval_id, today=today)
            commands.answered(session, approval_id=line.approval_id, state=line.state)


def _give_up(session: Session, approval_id: str, *, today: int) -> None:
    for row in session.scalars(select(AdjustmentDossier).where(AdjustmentDossier.approval_id == approval_id)).all():
        for one in versions_of(session, row.policy_id or ""):
            if one.approval_id == approval_id and one.state == "approving":
                return_version(session, version_id=one.id, today=today)
                session.flush()
                remove_draft(session, version_id=one.id)
                session.flush()


def take_back(db: Database, *, period: str, policy_id: str) -> None:
    """Write down refusals and void approvals, so that the policy is free for another version."""
    today = day_number(db.clock.today())
    db.write(
        Action(N_("Took back refused adjustments")),
        lambda session: _take_back(session, period=period, policy_id=policy_id, today=today),
    )


def put_into_effect(db: Database, *, approval_id: str) -> str:
    """Sign the version of approved adjustments; it counts from its first day. Returns the version's id.

    Raises UserError where exactly this was not approved.
    """
    today = day_number(db.clock.today())

    def command(session: Session) -> str:
        found = approval(session, approval_id)
        sign_version(session, version_id=found.about_id, approval_id=approval_id, today=today)
        session.flush()
        activate_due(session, today=today)
        commands.answered(session, approval_id=approval_id, state="in_effect")
        return found.about_id

    return db.write(Action(N_("Put adjustments into effect")), command).value
