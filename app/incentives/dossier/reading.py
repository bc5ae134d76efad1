"""A quarter's adjustments of one policy as the screen and the command line show them."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.errors import UserError
from app.core.period import day_of, parse_period, shift
from app.dealers.queries import DealerRow, list_parties
from app.health.model import HealthRound
from app.health.review.queries import review_of
from app.incentives.base.who import participants
from app.incentives.dossier.commands import LIVING, dossiers
from app.incentives.dossier.evidence import read_quarter
from app.incentives.dossier.queries import DossierLine, Sums, dossier_lines, sums_of
from app.incentives.dossier.rules import USUAL
from app.incentives.dossier.service import batch_of
from app.incentives.dossier.table import TableRow, tables
from app.incentives.policies.queries import PolicyRow, list_policies


@dataclass(frozen=True)
class View:
    """The chosen quarter and policy with all that may be chosen."""

    periods: tuple[str, ...]
    """Assessed quarters, the newest first."""
    policies: tuple[PolicyRow, ...]
    """Those of which a version was signed."""
    period: str
    policy_id: str
    lines: tuple[DossierLine, ...]
    table: TableRow
    older: tuple[TableRow, ...]
    from_on: date | None
    """From when adjustments count; None where no signed version counts then."""
    signed: bool | None
    """Whether the quarter's review is signed; None where none was begun."""

    @property
    def sums(self) -> Sums:
        """All that were not dropped or refused."""
        return sums_of(self.lines)


def read_view(session: Session, *, period: str = "", policy_id: str = "") -> View:
    """The newest assessed quarter and the first policy where none is named."""
    quarters = tuple(
        session.scalars(
            select(HealthRound.period)
            .where(HealthRound.removed.is_(False))
            .distinct()
            .order_by(HealthRound.period.desc())
        )
    )
    policies = tuple(
        one for one in list_policies(session) if one.kind == "rebate" and any(each.counts for each in one.versions)
    )
    period = period if period in quarters else next(iter(quarters), "")
    ids = [one.id for one in policies]
    policy_id = policy_id if policy_id in ids else next(iter(ids), "")
    kept = tables(session)
    table = kept[0] if kept else TableRow("", 0, USUAL)
    review = review_of(session, period) if period else None
    lines = dossier_lines(session, period=period, policy_id=policy_id) if period and policy_id else []
    return View(
        quarters, policies, period, policy_id, tuple(lines), table, tuple(kept[1:]),
        _from(session, period, policy_id), None if review is None else review.signed,
    )  # fmt: skip


def read_addable(session: Session, *, period: str, policy_id: str) -> tuple[DealerRow, ...]:
    """For whom something may be proposed by hand: assessed, taking part, without a living dossier of the quarter.

    Raises UserError where the quarter's review is under way, or where no signed version counts after it.
    """
    batch = batch_of(session, period=period, policy_id=policy_id)
    policy, quarter = batch.base.policy, read_quarter(session, batch.period)
    taking = {one.id for one in participants(session, policy, shift(parse_period(batch.period), 1))}
    taken = {one.party_id for one in dossiers(session, period=batch.period, policy_id=policy_id)
             if one.state in LIVING}  # fmt: skip
    free = (quarter.dealers.keys() & taking) - taken
    return tuple(list_parties(session, ids=free))


def _from(session: Session, period: str, policy_id: str) -> date | None:
    if not period or not policy_id:
        return None
    try:
        return day_of(batch_of(session, period=period, policy_id=policy_id).from_on)
    except UserError:
        return None
