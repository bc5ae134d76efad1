"""The health model that counts now."""

from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.journal import record_id
from app.health.canonical import scheme_from_json
from app.health.model import HealthModel
from app.health.scheme import Scheme, default_scheme

DEFAULT_KEY: Final = "default/1"
"""The natural key of the model that the program comes with."""


def current_model(session: Session) -> tuple[str, Scheme]:
    """The id and content of the model that counts for new assessments."""
    found = session.execute(
        select(HealthModel.id, HealthModel.text)
        .where(HealthModel.removed.is_(False))
        .order_by(HealthModel.version.desc(), HealthModel.id)
        .limit(1)
    ).first()
    if found is None:
        return record_id(HealthModel, DEFAULT_KEY), default_scheme()
    return found.id, scheme_from_json(found.text)
