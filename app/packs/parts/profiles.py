"""Import profiles: each is the TOML that a person would write."""

from collections.abc import Mapping

from sqlalchemy.orm import Session

from app.core.errors import UserError
from app.core.texts import Texts
from app.imports.feeds import Feed
from app.imports.profile import Profile, check_texts, parse_profile
from app.imports.queries import list_profiles
from app.imports.shelf import drop_profile, keep_profiles
from app.packs.model import Item, Items, Part, items_by_key
from app.packs.parts.fields import check_fields


def profiles_part(feeds: Mapping[str, Feed]) -> Part:
    """The part; ``feeds`` are what profiles are checked against."""

    def parsed(item: Item) -> Profile:
        found = parse_profile(str(item["toml"]), feeds)
        check_texts(found)
        return found

    def check(item: Item) -> None:
        check_fields(item, {"profile": "text", "toml": "text"})
        if parsed(item).id != item["profile"]:
            raise UserError("the profile calls itself “{id}”, not “{name}”", id=parsed(item).id, name=item["profile"])

    return Part(
        "profiles", key_of=lambda item: str(item["profile"]), name_of=_name, check=check, read=_read,
        keep=lambda session, item: keep_profiles(session, profiles=[parsed(item)]),
        end=lambda session, key, _item: drop_profile(session, profile_id=key),
    )  # fmt: skip


def _name(item: Item, _t: Texts) -> str:
    return str(item["profile"])


def _read(session: Session) -> Items:
    return items_by_key({key: {"profile": key, "toml": toml} for key, _, _, toml in list_profiles(session)})
