"""The configuration pack that is in force in a workspace, and what it locks: said by commands, screens and undo."""

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.errors import UserError
from app.core.journal import record_id
from app.core.model import Entry, Setting
from app.core.texts import N_, Text
from app.core.workspace_settings import CALENDAR, HOLIDAYS, setting

PACK: Final = "pack"
"""The setting that says which pack is in force; none is {}."""
PACK_GIVEN: Final = "pack_given"
"""The setting that says what it gave: by part and thing the digest of what was given."""
POLICY_TEMPLATES: Final = "policy_templates"
AGENDA_TEMPLATES: Final = "agenda_templates"
PART_TITLES: Final[Mapping[str, str]] = MappingProxyType({
    "profiles": N_("Import profiles"), "products": N_("Products and units"), "kpis": N_("KPI definitions"),
    "goals": N_("Goals"), "health": N_("Health model"), "calendars": N_("Calendars"), "holidays": N_("Holidays"),
    "policies": N_("Templates of incentive policies"), "agendas": N_("Templates of meetings"),
    "plans": N_("Plans of reports"),
})  # fmt: skip
"""The parts of a pack, in the order in which they are put in force."""
LOCKABLE: Final = tuple(one for one in PART_TITLES if one != "policies")
"""What can be locked; templates of policies are only begun from."""
_ENTITIES: Final[Mapping[str, str]] = MappingProxyType({
    "import_profile": "profiles", "product": "products", "product_unit": "products", "product_group": "products",
    "own_kpi": "kpis", "goal": "goals", "health_model": "health", "calendar": "calendars",
    "calendar_period": "calendars", "report_plan": "plans",
})  # fmt: skip
_SETTINGS: Final[Mapping[str, str]] = MappingProxyType({
    record_id(Setting, CALENDAR): "calendars", record_id(Setting, HOLIDAYS): "holidays",
    record_id(Setting, AGENDA_TEMPLATES): "agendas",
})  # fmt: skip
_THE_PACK: Final = record_id(Setting, PACK)
_INSTALLING: Final = "installing the pack"


@dataclass(frozen=True)
class PackInForce:
    """The pack that is installed."""

    id: str
    name: str
    version: str
    signer: str
    """Fingerprint of the key that signed it."""
    sha256: str
    """Of its manifest, which names the SHA-256 of every part."""
    locks: tuple[str, ...]
    """Keys of ``PART_TITLES``."""
    made_at: str
    """ISO instant in UTC."""
    by: str
    """Who made it."""
    parts: tuple[str, ...]

    @property
    def label(self) -> str:
        """Name, version, id and the beginning of its hash, the same in every language."""
        return f"{self.name} {self.version} ({self.id}, {self.sha256[:8]})"

    @property
    def text(self) -> Text:
        """The one line that reports print."""
        said = {"name": self.name, "version": self.version, "id": self.id, "hash": self.sha256[:8]}
        return Text(N_("Configuration pack {name} {version} ({id}, {hash})"), said)


def pack_in_force(session: Session) -> PackInForce | None:
    """The pack by which the workspace is configured, or None."""
    return _pack_of(setting(session, PACK))


def pack_at(session: Session, tx: int) -> PackInForce | None:
    """The pack that was in force at a transaction: what was frozen then prints it for ever."""
    asked = select(Entry.fields).where(
        Entry.entity == Setting.__tablename__, Entry.entity_id == _THE_PACK, Entry.tx <= tx
    )
    for fields in session.execute(asked.order_by(Entry.n.desc())).scalars():
        changed: dict[str, Any] = json.loads(fields)
        if changed.get("removed"):
            return None
        if "value" in changed:
            return _pack_of(changed["value"])
    return None


def _pack_of(kept: Mapping[str, Any] | None) -> PackInForce | None:
    if not kept:
        return None
    said = {one: str(kept.get(one, "")) for one in ("id", "name", "version", "signer", "sha256", "made_at", "by")}
    return PackInForce(**said, locks=_texts(kept.get("locks")), parts=_texts(kept.get("parts")))


def pack_text(session: Session) -> Text | None:
    """What reports, the doctor and minutes say of the pack in force; None where there is none."""
    pack = pack_in_force(session)
    return None if pack is None else pack.text


def lock_text(pack: PackInForce | None, what: str) -> Text | None:
    """Why a part cannot be changed by hand; None where it can."""
    if pack is None or what not in pack.locks:
        return None
    said = {"part": Text(PART_TITLES[what]), "name": pack.name, "version": pack.version}
    return Text(N_("{part}: locked by head office's configuration pack {name} {version}. A change comes with its next "
                   "version."), said)  # fmt: skip


def lock_of(session: Session, what: str) -> Text | None:
    """``lock_text`` of the pack in force."""
    return lock_text(pack_in_force(session), what)


def require_unlocked(session: Session, what: str) -> None:
    """Raise UserError, naming the pack, where head office keeps a part for itself; what installs a pack may pass."""
    if session.info.get(_INSTALLING):
        return
    why = lock_of(session, what)
    if why is not None:
        raise UserError(why.msgid, **why.params)


@contextmanager
def installing(session: Session) -> Iterator[None]:
    """While a pack is put in force its own changes pass its locks."""
    session.info[_INSTALLING] = True
    try:
        yield
    finally:
        del session.info[_INSTALLING]


def undo_lock(session: Session, keys: Iterable[tuple[str, str]]) -> UserError | None:
    """Why an undo of these records would get around a lock; None where it would not."""
    pack = pack_in_force(session)
    if pack is None or not pack.locks:
        return None
    wanted = list(keys)
    if any(record == _THE_PACK for _, record in wanted):
        return UserError(
            "The configuration pack {name} {version} locks parts, so that it is not undone: install another version, "
            "or take it out with a reason.", name=pack.name, version=pack.version,
        )  # fmt: skip
    for entity, record in wanted:
        why = lock_text(pack, _SETTINGS.get(record, "") if entity == "setting" else _ENTITIES.get(entity, ""))
        if why is not None:
            return UserError(why.msgid, **why.params)
    return None


def _texts(value: object) -> tuple[str, ...]:
    return tuple(str(one) for one in value) if isinstance(value, list) else ()
