"""What screens, the command line and jobs read about data sources."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.errors import UserError
from app.imports.model import DataSource
from app.imports.sources.settings import Settings, read_settings


@dataclass(frozen=True)
class SourceRow:
    """A data source as it is kept."""

    id: str
    ref: str
    name: str
    kind: str
    settings: Settings
    profile_id: str
    schedule: str
    scheduled_at: str
    paused: bool
    cursor: str | None

    @property
    def place(self) -> str:
        """Where it reads, without a secret."""
        return self.settings.place


def list_sources(session: Session) -> list[SourceRow]:
    """The data sources by name."""
    found = session.scalars(select(DataSource).where(DataSource.removed.is_(False)).order_by(DataSource.name))
    return [
        SourceRow(
            one.id, one.ref, one.name, one.kind, read_settings(one.kind, one.settings), one.profile_id, one.schedule,
            one.scheduled_at, one.paused, one.cursor,
        )
        for one in found
    ]  # fmt: skip


def find_source(session: Session, name: str) -> SourceRow:
    """The source of that name, reference or id; raises UserError if there is none."""
    for one in list_sources(session):
        if name in {one.name, one.ref, one.id}:
            return one
    raise UserError("There is no data source “{name}”.", name=name)
