"""Commands on dossiers: propose a quarter's, change or drop one, note effects, submissions and answers."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.errors import UserError
from app.core.journal import create, existing, seal
from app.core.period import parse_period, shift
from app.core.texts import N_, Text
from app.incentives.base.who import agreed_with, members, participants
from app.incentives.dossier.evidence import read_quarter
from app.incentives.dossier.rules import HIGHEST, propose, rules_plain
from app.incentives.dossier.table import current_table
from app.incentives.model import AdjustmentDossier
from app.incentives.policy import RATE_SCALE, Policy
from app.incentives.words import DOSSIER_STATES

GONE: Final = N_("This dossier is no longer in the workspace.")
OPEN: Final = frozenset({"proposed", "simulated"})
"""States in which a proposal may still be changed or dropped."""
LIVING: Final = OPEN | {"approving", "approved", "in_effect"}
"""States of dossiers beside which no other is proposed for the same dealer, quarter and policy."""


def dossiers(session: Session, *, period: str, policy_id: str) -> list[AdjustmentDossier]:
    """The records of a quarter's proposals for a policy, the oldest first."""
    return list(
        session.scalars(
            select(AdjustmentDossier)
            .where(
                AdjustmentDossier.period == parse_period(period).name, AdjustmentDossier.policy_id == policy_id,
                AdjustmentDossier.removed.is_(False),
            )
            .order_by(AdjustmentDossier.id)
        )
    )  # fmt: skip


def propose_quarter(
    session: Session, *, period: str, policy_id: str, policy: Policy, today: int
) -> list[str]:  # fmt: skip
    """Make a dossier for every dealer of a policy for whom the table says something; returns the new ones' ids.

    A dealer with a living dossier of the same quarter and policy gets none beside it. Raises UserError where the
    quarter was not assessed or its review is under way.
    """
    quarter, table = read_quarter(session, period), current_table(session)
    parsed = parse_period(quarter.period)
    taking = {one.id for one in participants(session, policy, shift(parsed, 1))}
    taken = {one.party_id for one in dossiers(session, period=period, policy_id=policy_id) if one.state in LIVING}
    made = []
    for party, found in sorted(quarter.dealers.items()):
        before = _before(session, policy, party)
        proposed = propose(table.rules, found.health, before)
        if proposed is None or party in taken or party not in taking:
            continue
        cell = rules_plain([proposed.rule])[0]
        one = create(
            session, AdjustmentDossier, period=quarter.period, party_id=party, policy_id=policy_id, state="proposed",
            evidence={**quarter.plain(), **found.plain(), "table": table.number, "rule": cell},
            proposal={"before": before, "proposed": proposed.factor, "factor": proposed.factor,
                      "capped": proposed.is_capped},
            made_on=today,
        )  # fmt: skip
        made.append(one.id)
    return made


def add_proposal(
    session: Session, *, period: str, policy_id: str, policy: Policy, party_id: str, factor: int, reason: str,
    today: int,
) -> str:  # fmt: skip
    """Make a dossier for a dealer for whom the table says nothing; returns its id.

    Raises UserError without a reason, where he was not assessed or does not take part, and where a living dossier of
    his is there.
    """
    quarter = read_quarter(session, period)
    found = quarter.dealers.get(party_id)
    if found is None:
        raise UserError("This dealer was not assessed for {period}.", period=quarter.period)
    if any(one.party_id == party_id and one.state in LIVING
           for one in dossiers(session, period=period, policy_id=policy_id)):  # fmt: skip
        raise UserError("This dealer has a dossier for {period} already; change that one.", period=quarter.period)
    if not participants(session, policy, shift(parse_period(quarter.period), 1), [party_id]):
        raise UserError("This dealer does not take part in the policy.")
    before = _before(session, policy, party_id)
    _check(factor, before, reason)
    return create(
        session, AdjustmentDossier, period=quarter.period, party_id=party_id, policy_id=policy_id, state="proposed",
        evidence={**quarter.plain(), **found.plain(), "table": current_table(session).number, "rule": None},
        proposal={"before": before, "proposed": None, "factor": factor, "capped": False}, reason=reason.strip(),
        made_on=today,
    ).id  # fmt: skip


def _before(session: Session, policy: Policy, party_id: str) -> int:
    """The factor agreed with a dealer so far, also under the id of one who was merged into it; once without any."""
    member = members(session).get(party_id)
    found = None if member is None else agreed_with(policy, member)
    return RATE_SCALE if found is None else found


def _check(factor: int, before: int, reason: str) -> None:
    if not 0 <= factor <= HIGHEST:
        raise UserError("A factor lies between 0 % and 200 %.")
    if factor == before:
        raise UserError("This is the factor that counts already; drop the proposal instead.")
    if not reason.strip():
        raise UserError("Say why it is another factor than the table's; who approves reads it.")


def open_dossier(session: Session, dossier_id: str) -> AdjustmentDossier:
    """A dossier that may still be changed; raises UserError, a sentence, where it may not."""
    one = existing(session, AdjustmentDossier, dossier_id, GONE)
    if one.state not in OPEN:
        raise UserError("Dossier {ref} is past its proposal ({state}) and stays as it is.", ref=one.ref,
                        state=Text(DOSSIER_STATES[one.state]))  # fmt: skip
    return one


def change_factor(session: Session, *, dossier_id: str, factor: int, reason: str) -> None:
    """Propose another factor than the table's; its effect has to be simulated again.

    The table's own factor again needs no reason. Raises UserError without one otherwise.
    """
    one = open_dossier(session, dossier_id)
    own = factor == one.proposal["proposed"]
    _check(factor, one.proposal["before"], "-" if own else reason)
    one.proposal = {**one.proposal, "factor": factor}
    one.reason = None if own else reason.strip()
    one.state, one.simulated = "proposed", None


def drop(session: Session, *, dossier_ids: Iterable[str], reason: str) -> None:
    """Leave dealers as they are; raises UserError without a reason."""
    if not reason.strip():
        raise UserError("Say why nothing changes for this dealer; the reason is kept with the proposal.")
    for each in dossier_ids:
        one = open_dossier(session, each)
        one.state, one.simulated, one.reason = "dropped", None, reason.strip()


def note_effects(session: Session, *, effects: Mapping[str, Mapping[str, Any]], factors: Mapping[str, int]) -> None:
    """Write down what was simulated, by dossier; ``factors`` are those that the simulation used.

    Raises UserError where a factor was changed while it ran.
    """
    for each, found in effects.items():
        one = open_dossier(session, each)
        if one.proposal["factor"] != factors[each]:
            raise UserError("A factor was changed while its effect was computed; simulate again.")
        one.simulated, one.state = dict(found), "simulated"


def submitted(session: Session, *, dossier_ids: Sequence[str], approval_id: str) -> None:
    """The dossiers went into approval together; raises UserError for one whose effect is not known."""
    for each in dossier_ids:
        one = open_dossier(session, each)
        if one.state != "simulated":
            raise UserError("Simulate the effect first; dossier {ref} has none yet.", ref=one.ref)
        one.state, one.approval_id = "approving", approval_id
        seal(session, one)


def answered(session: Session, *, approval_id: str, state: str) -> None:
    """Write down what became of an approval at all of its dossiers: approved, refused, in_effect, or proposed again."""
    rows = session.scalars(
        select(AdjustmentDossier).where(
            AdjustmentDossier.approval_id == approval_id, AdjustmentDossier.removed.is_(False)
        )
    )
    for one in rows:
        if one.state in {"approving", "approved"} and one.state != state:
            one.state = state
            if state in OPEN:
                one.approval_id = None
            seal(session, one)
