"""Commands on data sources; a secret is none of their fields."""

from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.errors import UserError
from app.core.journal import create, existing, values_of
from app.core.model import Entry
from app.core.schedule import parse_schedule
from app.core.texts import N_
from app.imports.model import DataSource, ImportProfile
from app.imports.sources.allowed import require_allowed
from app.imports.sources.settings import FolderSettings, Settings, kind_of, read_settings, write_settings


def save_source(
    session: Session, *, name: str, settings: Settings, profile_id: str, schedule: str, now: datetime,
    source_id: str = "",
) -> str:  # fmt: skip
    """Add a source, or change the one of ``source_id``; returns the id.

    Raises UserError where the name is taken, the profile is not kept, or the schedule is none. A cursor stays only
    while it is a cursor of the same field at the same place.
    """
    name = " ".join(name.split())
    _require(session, name, settings, profile_id, source_id)
    parse_schedule(schedule)
    values = {
        "name": name, "kind": kind_of(settings), "settings": write_settings(settings), "profile_id": profile_id,
    }  # fmt: skip
    since = _instant(now)
    if not source_id:
        made = create(
            session, DataSource, scope="imports", schedule=schedule, scheduled_at=since, paused=False, cursor=None,
            **values,
        )  # fmt: skip
        return made.id
    found = require_source(session, source_id)
    if _cursor_of(read_settings(found.kind, found.settings)) != _cursor_of(settings):
        found.cursor = None
    for field, value in values.items():
        setattr(found, field, value)
    if found.schedule != schedule:
        found.schedule, found.scheduled_at = schedule, since
    return found.id


def pause_source(session: Session, *, source_id: str, paused: bool, now: datetime) -> None:
    """Let a source rest, or go on: what was due meanwhile is not caught up."""
    found = require_source(session, source_id)
    found.paused = paused
    if not paused:
        found.scheduled_at = _instant(now)


def remove_source(session: Session, *, source_id: str) -> None:
    """Take a source off the list; its batches stay."""
    require_source(session, source_id).removed = True


def take_back_source(session: Session, entry: Entry) -> None:
    """Undo of a change of a source, also of the cursor that moved with a batch.

    What a later run or a person has changed since stays as it is.
    """
    found = session.get_one(DataSource, entry.entity_id)
    if entry.kind == "create":
        found.removed = True
        return
    after = values_of(entry.fields)
    for name, value in values_of(entry.before).items():
        if getattr(found, name) == after[name]:
            setattr(found, name, value)


def require_source(session: Session, source_id: str) -> DataSource:
    """The source of an id; raises UserError where there is none any more."""
    return existing(session, DataSource, source_id, N_("This data source is not there any more."))


def _require(session: Session, name: str, settings: Settings, profile_id: str, source_id: str) -> None:
    require_allowed(settings)
    if not name:
        raise UserError("A data source needs a name.")
    same = select(DataSource.id).where(DataSource.name == name, DataSource.removed.is_(False))
    if session.scalars(same.where(DataSource.id != source_id)).first() is not None:
        raise UserError("There is a data source “{name}” already.", name=name)
    if profile_id:
        kept = select(ImportProfile.id).where(ImportProfile.profile_id == profile_id, ImportProfile.removed.is_(False))
        if session.scalars(kept).first() is None:
            raise UserError("There is no profile “{name}”.", name=profile_id)
    elif not isinstance(settings, FolderSettings):
        raise UserError("Choose the profile with which the rows are read.")


def _cursor_of(settings: Settings) -> tuple[str, str, str]:
    """What a cursor belongs to: the kind, the place, the field."""
    return kind_of(settings), settings.place, getattr(settings, "cursor", "")


def _instant(now: datetime) -> str:
    return now.astimezone(UTC).isoformat(timespec="milliseconds")
