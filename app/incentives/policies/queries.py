"""What is read of policies and their versions."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.errors import UserError
from app.core.texts import N_
from app.incentives.canonical import policy_from_json
from app.incentives.model import IncentivePolicy, PolicyVersion
from app.incentives.policies.rules import COUNTING, OPEN, Span, counting_on, spans
from app.incentives.policy import Policy
from app.people.queries import names

GONE = N_("This policy is no longer in the workspace.")
GONE_VERSION = N_("This version of a policy is no longer in the workspace.")


@dataclass(frozen=True)
class VersionRow:
    """One version of a policy."""

    id: str
    ref: str
    policy_id: str
    number: int
    state: str
    """A key of ``policy.STATES``."""
    policy: Policy
    content_sha256: str
    from_on: int
    to_on: int
    """The last day."""
    reason: str = ""
    made_by_id: str | None = None
    made_by: str = ""
    simulation_sha256: str | None = None
    simulated_on: int | None = None
    approval_id: str | None = None
    signed_on: int | None = None
    text_sha256: str | None = None
    dossier_id: str | None = None

    @property
    def open(self) -> bool:
        """Whether its content may still change."""
        return self.state in OPEN

    @property
    def counts(self) -> bool:
        """Whether it was signed."""
        return self.state in COUNTING


@dataclass(frozen=True)
class PolicyRow:
    """A policy in a list, as its leading version says it."""

    id: str
    ref: str
    code: str
    name: str
    name_en: str
    kind: str
    owner: str
    versions: tuple[VersionRow, ...]
    """The newest first."""

    @property
    def newest(self) -> VersionRow:
        """The version with the highest number."""
        return self.versions[0]

    def on(self, day_on: int) -> VersionRow | None:
        """The version that counts on a day."""
        return counting_on(self.versions, day_on)

    @property
    def spans(self) -> tuple[Span, ...]:
        """From which day to which each version counts."""
        return spans(self.versions)


@lru_cache(maxsize=512)
def _parsed(content: str) -> Policy:
    """The same text gives the same frozen policy."""
    return policy_from_json(content)


def _row(row: PolicyVersion, known: Mapping[str, str]) -> VersionRow:
    return VersionRow(
        id=row.id, ref=row.ref, policy_id=row.policy_id, number=row.number, state=row.state,
        policy=_parsed(row.content), content_sha256=row.content_sha256, from_on=row.from_on, to_on=row.to_on,
        reason=row.reason or "", made_by_id=row.made_by_id, made_by=known.get(row.made_by_id or "", ""),
        simulation_sha256=row.simulation_sha256, simulated_on=row.simulated_on, approval_id=row.approval_id,
        signed_on=row.signed_on, text_sha256=row.text_sha256, dossier_id=row.dossier_id,
    )  # fmt: skip


def _versions(session: Session, policy_ids: Iterable[str] | None = None) -> dict[str, list[VersionRow]]:
    asked = select(PolicyVersion).where(PolicyVersion.removed.is_(False))
    if policy_ids is not None:
        asked = asked.where(PolicyVersion.policy_id.in_(list(policy_ids)))
    known, found = names(session), dict[str, list[VersionRow]]()
    for row in session.scalars(asked.order_by(PolicyVersion.number.desc(), PolicyVersion.id)):
        found.setdefault(row.policy_id, []).append(_row(row, known))
    return found


def list_policies(session: Session) -> list[PolicyRow]:
    """Every policy with its versions, by code."""
    of, known = _versions(session), names(session)
    rows = session.scalars(
        select(IncentivePolicy)
        .where(IncentivePolicy.removed.is_(False))
        .order_by(IncentivePolicy.code, IncentivePolicy.id)
    )
    return [
        PolicyRow(row.id, row.ref, row.code, row.name, of[row.id][0].policy.name_en, row.kind,
                  known.get(row.owner_id or "", ""), tuple(of[row.id]))
        for row in rows
        if row.id in of
    ]  # fmt: skip


def find_policy(session: Session, code: str) -> PolicyRow:
    """The policy of a code, reference or id; raises UserError where there is none."""
    wanted = code.strip().casefold()
    for one in list_policies(session):
        if wanted in {one.code.casefold(), one.ref.casefold(), one.id}:
            return one
    raise UserError("There is no policy “{code}”.", code=code)


def versions_of(session: Session, policy_id: str) -> list[VersionRow]:
    """The versions of a policy, the newest first."""
    return _versions(session, [policy_id]).get(policy_id, [])


def version(session: Session, id_: str) -> VersionRow:
    """A version by its id; raises UserError where it was taken out."""
    row = session.get(PolicyVersion, id_)
    if row is None or row.removed:
        raise UserError(GONE_VERSION)
    return _row(row, names(session))


def active_on(session: Session, day_on: int) -> list[VersionRow]:
    """Of every policy the version that counts on a stored day, by the order of the stack, then by code.

    That is the newest signed version whose days hold it, whether it has taken effect since or was settled long ago.
    """
    found = [counting_on(rows, day_on) for rows in _versions(session).values()]
    return sorted(
        (one for one in found if one is not None),
        key=lambda one: (one.policy.stacking.order, one.policy.code, one.id),
    )


def active_between(session: Session, first_on: int, last_on: int) -> list[tuple[VersionRow, Span]]:
    """Every version that counts on some day between two stored days, with the days on which it does, cut to them."""
    found = list[tuple[VersionRow, Span]]()
    for rows in _versions(session).values():
        of = {one.number: one for one in rows}
        found += [
            (of[one.number], Span(one.number, max(one.first_on, first_on), min(one.last_on, last_on)))
            for one in spans(rows)
            if one.first_on <= last_on and one.last_on >= first_on
        ]
    return sorted(found, key=lambda pair: (pair[0].policy.stacking.order, pair[0].policy.code, pair[1].first_on))
