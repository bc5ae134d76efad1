"""The versions of the health model: read, and saved as a new one with its reason; none is ever changed."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from app.core import journal
from app.core.db import Action, Database
from app.core.errors import UserError
from app.core.locks import require_unlocked
from app.core.texts import N_
from app.health.canonical import scheme_from_json, scheme_json
from app.health.checks import check_draft
from app.health.current import DEFAULT_KEY, current_model
from app.health.kpis import offered
from app.health.model import HealthModel, HealthRound
from app.health.scheme import Scheme, default_scheme

SCOPE = "health"
_SAVED = """SELECT entity_id, at_ms, reason FROM (
    SELECT j.entity_id, t.at AS at_ms, j.reason, row_number() OVER (PARTITION BY j.entity_id ORDER BY j.n) AS place
    FROM journal j JOIN tx t ON t.tx = j.tx WHERE j.entity = 'health_model') WHERE place = 1"""


@dataclass(frozen=True)
class Version:
    """One version of the model, for lists."""

    ref: str
    scheme: Scheme
    saved_at: datetime | None
    """None for the program's own before anything was assessed by it."""
    reason: str
    quarters: tuple[str, ...]
    """The quarters of which an assessment was made by it."""

    @property
    def number(self) -> int:
        """The highest counts for new assessments."""
        return self.scheme.version


def list_versions(session: Session) -> list[Version]:
    """The newest first; at least the program's own."""
    saved = {row.entity_id: (row.at_ms, row.reason or "") for row in session.execute(text(_SAVED))}
    used: dict[str, list[str]] = {}
    rounds = select(HealthRound.model_id, HealthRound.period).where(HealthRound.removed.is_(False)).distinct()
    for model, period in session.execute(rounds.order_by(HealthRound.period)):
        used.setdefault(model, []).append(period)
    rows = session.execute(
        select(HealthModel.id, HealthModel.ref, HealthModel.text)
        .where(HealthModel.removed.is_(False))
        .order_by(HealthModel.version.desc(), HealthModel.id)
    ).all()
    found = []
    for row in rows:
        at_ms, reason = saved.get(row.id, (None, ""))
        at = None if at_ms is None else datetime.fromtimestamp(at_ms / 1000, UTC)
        found.append(Version(row.ref, scheme_from_json(row.text), at, reason, tuple(used.get(row.id, ()))))
    return found or [Version("", default_scheme(), None, "", ())]


def find_version(session: Session, number: int | None = None) -> Scheme:
    """A version's model, the newest without a number; raises UserError where there is none."""
    known = [one.scheme for one in list_versions(session)]
    found = known[0] if number is None else next((one for one in known if one.version == number), None)
    if found is None:
        listed = ", ".join(str(one.version) for one in known)
        raise UserError("There is no version {n} of the model; there are {known}.", n=number, known=listed)
    return found


def save_version(db: Database, draft: Scheme, *, base: int, reason: str) -> int:
    """Keep a draft as the newest version and give its number; ``base`` is the newest version that its author saw.

    Raises UserError where it cannot be scored, nothing was changed, no reason is given or another one came first.
    """
    if not reason.strip():
        raise UserError("Say why the model changes; the reason is kept with the version.")
    action = Action(N_("Changed the health model"), reason=reason.strip())
    return db.write(action, lambda session: save_model(session, draft=draft, base=base)).value


def save_model(session: Session, *, draft: Scheme, base: int) -> int:
    """The command behind ``save_version``."""
    require_unlocked(session, "health")
    _, current = current_model(session)
    if current.version != base:
        raise UserError("Version {n} of the model was saved meanwhile; look at it first.", n=current.version)
    check_draft(draft)
    there, before = offered(session), {one.kpi for one in current.indicators}
    for one in draft.indicators:
        if one.kpi not in there and one.kpi not in before:
            raise UserError("There is no KPI “{kpi}”.", kpi=one.kpi)
    if replace(draft, version=base) == current:
        raise UserError("The draft is the same as version {n}; nothing was saved.", n=base)
    ensure_default(session)
    number = (session.execute(select(func.max(HealthModel.version))).scalar() or 0) + 1
    kept = replace(draft, version=number)
    journal.create(session, HealthModel, scope=SCOPE, name=kept.name, version=number, text=scheme_json(kept))
    return number


def ensure_default(session: Session) -> None:
    """The program's own model as a record, so that assessments and later versions have it before them."""
    scheme = default_scheme()
    if session.get(HealthModel, journal.record_id(HealthModel, DEFAULT_KEY)) is None:
        journal.create(
            session, HealthModel, natural_key=DEFAULT_KEY, scope=SCOPE, name=scheme.name, version=scheme.version,
            text=scheme_json(scheme),
        )  # fmt: skip
        session.flush()
