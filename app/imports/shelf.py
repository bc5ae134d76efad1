"""Where profiles are found: files that a person names, and those kept in the workspace."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.db import Action, Database
from app.core.errors import UserError
from app.core.journal import create, record_id
from app.core.journal_rows import history
from app.core.locks import require_unlocked
from app.core.texts import N_
from app.imports.feeds import Feed
from app.imports.model import ImportProfile
from app.imports.profile import Profile, check_texts, parse_profile
from app.imports.queries import list_profiles


@dataclass(frozen=True)
class Version:
    """A profile as somebody kept it once."""

    profile: Profile
    at_ms: int
    actor: str
    """The person's id."""


class ProfileShelf:
    """The profiles of a workspace."""

    def __init__(self, db: Database, feeds: Mapping[str, Feed]) -> None:
        """``feeds`` are what profiles are checked against."""
        self._db, self._feeds = db, feeds

    def all(self) -> list[Profile]:
        """The newest version of each kept profile."""
        with self._db.read() as session:
            return [parse_profile(text, self._feeds) for _, _, _, text in list_profiles(session)]

    def read(self, path: Path) -> Profile:
        """The profile of a TOML file; raises UserError if it is none."""
        try:
            text = path.read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            why = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
            raise UserError("The profile {file} cannot be read: {error}", file=path.name, error=why) from error
        found = parse_profile(text, self._feeds)
        check_texts(found)
        return found

    def versions(self, profile_id: str) -> list[Version]:
        """What was kept under an id, the newest first; what is no profile any more is left out."""
        with self._db.read() as session:
            changes = history(session, ImportProfile.__tablename__, record_id(ImportProfile, profile_id))
        found = []
        for change in changes:
            text = next((one.after for one in change.fields if one.name == "text"), None)
            if text:
                with suppress(UserError):
                    found.append(Version(parse_profile(str(text), self._feeds), change.at_ms, change.actor))
        return found

    def find(self, name: str) -> Profile:
        """The profile of a file's path, or the kept one of that id; raises UserError if there is neither."""
        if name.endswith(".toml"):
            return self.read(Path(name))
        for one in self.all():
            if one.id == name:
                return one
        raise UserError("There is no profile “{name}”.", name=name)

    def fitting(self, file_name: str) -> Profile:
        """The one kept profile that recognises a file's name; raises UserError if none or more than one does."""
        found = [one for one in self.all() if one.fits(file_name)]
        if not found:
            raise UserError("No kept profile fits “{file}”. Name one with --profile.", file=file_name)
        if len(found) > 1:
            raise UserError(
                "More than one profile fits “{file}”: {names}. Name one with --profile.",
                file=file_name, names=", ".join(one.id for one in found),
            )  # fmt: skip
        return found[0]

    def keep(self, profiles: Sequence[Profile]) -> None:
        """Keep profiles in the workspace, each as the newest version of its id; the same text again is a no-op."""
        self._db.write(Action(N_("Kept an import profile")), lambda session: keep_profiles(session, profiles=profiles))

    def drop(self, profile_id: str) -> None:
        """Forget a kept profile; batches that were read with it stay. Raises UserError if there is none."""
        action = Action(N_("Dropped the import profile {name}"), {"name": profile_id})
        self._db.write(action, lambda session: drop_profile(session, profile_id=profile_id))


def keep_profiles(session: Session, *, profiles: Sequence[Profile]) -> None:
    """Keep profiles, each as the newest version of its id; the same text again changes nothing.

    Raises UserError for another text where head office keeps profiles for itself.
    """
    there = {one.profile_id: one for one in session.scalars(select(ImportProfile))}
    for profile in profiles:
        values: dict[str, Any] = {
            "version": profile.version, "source": profile.source, "title": profile.title, "text": profile.text,
        }  # fmt: skip
        old = there.get(profile.id)
        if old is None:
            require_unlocked(session, "profiles")
            create(session, ImportProfile, natural_key=profile.id, profile_id=profile.id, **values)
        elif old.removed or any(getattr(old, name) != value for name, value in values.items()):
            require_unlocked(session, "profiles")
            old.removed = False
            for name, value in values.items():
                setattr(old, name, value)


def drop_profile(session: Session, *, profile_id: str) -> None:
    """Forget a kept profile; raises UserError if there is none, or head office keeps profiles for itself."""
    require_unlocked(session, "profiles")
    found = session.scalars(
        select(ImportProfile).where(ImportProfile.profile_id == profile_id, ImportProfile.removed.is_(False))
    ).first()
    if found is None:
        raise UserError("There is no profile “{name}”.", name=profile_id)
    found.removed = True
