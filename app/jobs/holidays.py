"""The workspace's own holidays: a file in, and in force at once."""

from sqlalchemy.orm import Session

from app.core.db import Action, Database
from app.core.holidays import Holidays, read_holidays
from app.core.locks import require_unlocked
from app.core.texts import N_
from app.core.workspace_settings import HOLIDAYS, holidays, set_setting


def import_holidays(db: Database, name: str, data: bytes) -> Holidays:
    """Replace the holidays by those of a file; raises UserError where it names none."""
    found = read_holidays(name, data)
    action = Action(N_("Took the holidays of {file}"), {"file": name})
    db.write(action, lambda session: keep_holidays(session, found=found))
    db.holidays.adopt(found)
    return found


def keep_holidays(session: Session, *, found: Holidays | None) -> None:
    """Keep the holidays of a file, or go by the built-in ones; raises UserError where head office keeps them."""
    require_unlocked(session, "holidays")
    set_setting(session, key=HOLIDAYS, value=found.plain() if found is not None else {})


def built_in_holidays(db: Database) -> None:
    """Go by the built-in holidays again."""
    db.write(
        Action(N_("Went back to the built-in holidays")),
        lambda session: keep_holidays(session, found=None),
    )
    db.holidays.adopt(None)


def follow_holidays(db: Database) -> None:
    """Bring the holidays of a workspace into force, as it is opened and after somebody else changed them."""
    with db.read() as session:
        db.holidays.adopt(holidays(session))
