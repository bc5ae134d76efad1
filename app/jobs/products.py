"""Changes of products' units by hand, with the figures that follow them in the same transaction."""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy.orm import Session

from app.catalog import units
from app.core.db import Action, Database
from app.core.progress import Progress
from app.core.texts import N_
from app.kpi.cells import affected_by, recompute


def follow_records(session: Session, progress: Progress | None = None) -> None:
    """Bring the figures up to date after master records changed by another way than an import."""
    session.flush()
    recompute(session, affected_by(session), progress)


def edit_product_units(
    db: Database, *, product_id: str, name: str, changes: Mapping[str, Any], progress: Progress | None = None
) -> None:
    """Set base unit, pack factor or reporting unit of a product; raises UserError as the command does."""
    _write(
        db, name, lambda session: units.edit_product_units(session, product_id=product_id, changes=changes), progress
    )


def set_factor(
    db: Database,
    *,
    product_id: str,
    name: str,
    unit: str,
    factor_e3: int,
    from_on: int | None,
    progress: Progress | None = None,
) -> None:
    """Say how many base units a unit holds from a day on; raises UserError as the command does."""

    def command(session: Session) -> str:
        return units.set_factor(session, product_id=product_id, unit=unit, factor_e3=factor_e3, from_on=from_on)

    _write(db, name, command, progress)


def remove_factor(db: Database, *, name: str, unit_id: str, progress: Progress | None = None) -> None:
    """Take back a factor that a person made; raises UserError as the command does."""
    _write(db, name, lambda session: units.remove_factor(session, unit_id=unit_id), progress)


def _write(db: Database, name: str, command: Callable[[Session], object], progress: Progress | None) -> None:
    def changed(session: Session) -> None:
        command(session)
        follow_records(session, progress)

    db.write(Action(N_("Changed units of {product}"), {"product": name}), changed, progress=progress)
