"""What any reference names, told in one way; and whether the workspace as it is now can tell it."""

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.files import FileStore
from app.health.model import HealthRound
from app.health.referring import frozen_at
from app.health.sheets import KpiInfo
from app.kpi.kept import figures_unchanged
from app.kpi.reference import BALANCE, HEALTH, SIGN, SURVEY, FigureRef, confirm_state
from app.lineage.account import Account
from app.lineage.balance import balance_account
from app.lineage.gate import gate_account
from app.lineage.health import health_account
from app.lineage.sign import sign_account
from app.lineage.survey import score_account, score_unchanged


def present_tells(session: Session, ref: FigureRef) -> bool:
    """Whether what a reference names is the same now as at its transaction.

    A score is frozen; it is another on the page where the quarter was assessed again. Raises UserError for a reference
    that was not written of this workspace.
    """
    confirm_state(session, ref)
    if ref.kpi == SURVEY:
        return score_unchanged(session, ref)
    if ref.kpi != HEALTH:
        return figures_unchanged(session, ref.tx)
    later = session.scalars(
        select(HealthRound)
        .where(HealthRound.period == ref.period, HealthRound.removed.is_(False))
        .order_by(HealthRound.version.desc(), HealthRound.id)
    ).first()  # fmt: skip
    return later is not None and frozen_at(session, later) == ref.tx


def account_of(
    session: Session, files: FileStore, infos: Mapping[str, KpiInfo], ref: FigureRef
) -> Account:  # fmt: skip
    """What a reference to something that is no KPI names; raises UserError where it names nothing here."""
    if ref.kpi == HEALTH:
        return health_account(session, files, infos, ref)
    if ref.kpi == SIGN:
        return sign_account(session, ref)
    if ref.kpi == SURVEY:
        return score_account(session, infos, ref)
    if ref.kpi == BALANCE:
        return balance_account(session, ref)
    return gate_account(session, ref)
