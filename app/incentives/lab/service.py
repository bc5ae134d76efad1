"""A simulation kept: its canonical JSON in the files store, its hash at every version that it simulated."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from sqlalchemy.orm import Session

from app.core.db import Action, Database
from app.core.errors import UserError
from app.core.files import FileStore
from app.core.period import day_number
from app.core.texts import N_
from app.incentives.canonical import policy_sha256
from app.incentives.lab.reading import Trial
from app.incentives.lab.result import Candidate, Simulation, simulation_from_json, simulation_json
from app.incentives.policies.queries import VersionRow, list_policies, version
from app.incentives.policies.service import mark_simulated, new_version, save_draft
from app.incentives.policy import Policy, Tier


def offered(session: Session) -> list[VersionRow]:
    """The versions that can be simulated: of every policy the newest first, policies with an open version first."""
    rows = [one for one in list_policies(session) if one.kind != "fund"]
    rows.sort(key=lambda one: (not one.newest.open, one.code))
    return [version for one in rows for version in one.versions if version.state != "archived"]


def trial_of(row: VersionRow) -> Trial:
    """A kept version as a candidate."""
    policy = row.policy
    face = Candidate(row.ref, policy.code, policy.name, policy.name_en, row.number, row.content_sha256, row.id)
    return Trial(face, policy)


def draft_trial(policy: Policy) -> Trial:
    """A policy that is not kept as a candidate."""
    return Trial(Candidate("", policy.code, policy.name, policy.name_en, 0, policy_sha256(policy)), policy)


def trials_of(session: Session, version_ids: Sequence[str]) -> list[Trial]:
    """The versions as candidates, in this order."""
    return [trial_of(version(session, one)) for one in version_ids]


def keep_simulation(db: Database, files: FileStore, found: Simulation, *, today: date) -> str:
    """Keep the result, and say at every version that is not yet in approval that it was simulated; returns the hash.

    Raises UserError where a version changed since it was simulated.
    """
    kept = files.put(simulation_json(found).encode())

    def command(session: Session) -> None:
        for one in (run.candidate for run in found.runs):
            if not one.version_id:
                continue
            row = version(session, one.version_id)
            if row.content_sha256 != one.content_sha256:
                raise UserError("{name} was changed since it was simulated. Simulate it again.", name=one.name)
            if row.open:
                mark_simulated(session, version_id=row.id, simulation_sha256=kept, today=day_number(today))

    db.write(Action(N_("Kept a simulation")), command)
    return kept


def keep_thresholds(db: Database, *, version_id: str, tiers: tuple[Tier, ...], reason: str) -> str:
    """Chosen tiers into a version that is still open, else into the next version of its policy; returns the draft's id.

    Raises UserError where another version of the policy is in the making.
    """

    def command(session: Session) -> str:
        row = version(session, version_id)
        policy = replace(row.policy, scale=replace(row.policy.scale, tiers=tiers))
        if row.open:
            return save_draft(session, policy=policy, version_id=row.id, reason=reason)
        return new_version(session, policy_id=row.policy_id, policy=policy, reason=reason)

    return db.write(Action(N_("Put chosen thresholds into a draft")), command).value


def kept_simulation(files: FileStore, digest: str) -> Simulation:
    """The kept result of a hash."""
    return simulation_from_json(files.get(digest).decode())
