"""Everything that screens and commands ask of configuration packs: read, compare, install, make, look after."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property, partial
from hashlib import sha256
from pathlib import Path
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core import fleet, signing
from app.core.clock import SystemClock
from app.core.db import Action, Database
from app.core.errors import UserError
from app.core.journal import record_id
from app.core.journal_rows import history
from app.core.locks import PACK, PackInForce, pack_in_force
from app.core.model import Setting
from app.core.period import day_number
from app.core.progress import Progress
from app.core.settings import MachineSettings
from app.core.texts import N_, Text
from app.imports.feeds import Feed
from app.inbox.model import Notice
from app.inbox.service import OPEN, Post, settle_kind
from app.packs.archive import read_pack
from app.packs.differences import Differences, find_differences, given_by
from app.packs.finding import UnreachableError, find_pack
from app.packs.making import Made, Order, make_pack
from app.packs.model import Pack, Part, digest, numbers_of
from app.packs.parts.listed import all_parts
from app.packs.service import Installed, install_pack, refuse, remove_pack
from app.people.queries import names

KIND: Final = "pack"
"""The kind of the notice that a pack waits."""
_WAITS: Final = N_("The configuration pack {name} {version} is waiting: look at what it changes, then install it.")
_REFUSED: Final = N_("The configuration pack that the policy names is refused: {why}")
_TOLD: Final = N_("Looked for a configuration pack")


@dataclass(frozen=True)
class Past:
    """One time that a pack was installed or taken out."""

    at: datetime
    who: str
    pack: str
    version: str
    """Empty where it was taken out."""
    reason: str
    tx: int
    sha256: str


@dataclass(frozen=True)
class PackStanding:
    """How a workspace stands with packs."""

    in_force: PackInForce | None
    past: tuple[Past, ...]
    """The newest first."""
    drifted: tuple[tuple[str, str], ...]
    """Part and key of what the pack gave and the region changed since."""
    place: str
    """Where the policy file of the machine says that packs lie; empty for nowhere."""
    hand_locked: Text | None
    """Why nobody installs another one by hand here."""

    @property
    def installed_at(self) -> datetime | None:
        """When the one in force was installed."""
        now = self.in_force
        return None if now is None else min((one.at for one in self.past if one.sha256 == now.sha256), default=None)


class PackShelf:
    """The packs of a workspace."""

    def __init__(self, db: Database, feeds: Mapping[str, Feed], machine: MachineSettings) -> None:
        """``machine`` holds the keys that were accepted by hand."""
        self._db, self._feeds, self._machine = db, feeds, machine

    @cached_property
    def parts(self) -> Mapping[str, Part]:
        """Every part that there is."""
        return all_parts(self._feeds)

    # ------------------------------------------------------------------------------------------------- trust

    def keys(self) -> tuple[signing.TrustedKey, ...]:
        """Whose packs count here."""
        found = fleet.policy()
        only = found.is_locked("trust.keys")
        return signing.trusted_keys(self._machine, found.trusted_keys, only_policy=only)

    def accept(self, public: str, name: str = "") -> str:
        """Trust a key from now on; raises UserError where only the policy names keys."""
        fleet.require_free("trust.keys")
        return signing.accept_key(self._machine, public, name)

    def forget(self, public: str) -> None:
        """Trust a key that was accepted by hand no more."""
        fleet.require_free("trust.keys")
        signing.forget_key(self._machine, public)

    # ------------------------------------------------------------------------------------------- reading, writing

    def read(self, where: str, progress: Progress | None = None) -> Pack:
        """The pack of a file, a folder or an address, checked; raises UserError where it is refused."""
        with self._db.read() as session:
            now = pack_in_force(session)
        wanted = now.id if now is not None else ""
        read = partial(read_pack, parts=self.parts, keys=self.keys())
        return find_pack(where, read, wanted=wanted, progress=progress or Progress())

    def read_untrusted(self, path: Path) -> Pack:
        """The pack of a file whoever signed it, to learn whose key that is; raises UserError where it is none."""
        return find_pack(str(path), partial(read_pack, parts=self.parts, keys=None), wanted="", progress=Progress())

    def differences(self, pack: Pack, *, where: str = "", older: bool = False) -> Differences:
        """What a pack would change now; raises UserError where it would be refused."""
        with self._db.read() as session:
            refuse(session, pack, older=older, by_policy=_of_policy(where, pack))
            return find_differences(session, self.parts, pack)

    def install(
        self, pack: Pack, *, where: str = "", seen: str | None = None, older: bool = False, origin: str | None = None,
        progress: Progress | None = None,
    ) -> Installed:  # fmt: skip
        """Put a pack in force; ``where`` is the place that it was read from. Raises UserError where it is refused."""
        if not _of_policy(where, pack):
            fleet.require_free("pack.path")
        found = install_pack(
            self._db, self.parts, pack, seen=seen, older=older, by_policy=_of_policy(where, pack), origin=origin,
            progress=progress,
        )  # fmt: skip
        self._tell(None)
        return found

    def remove(self, reason: str) -> PackInForce:
        """Take the pack in force out; what it gave stays the region's own. Raises UserError where that is refused."""
        fleet.require_readable("pack.path")
        return remove_pack(self._db, reason=reason, named_by_policy=bool(fleet.policy().pack))

    def make(self, order: Order, *, private_pem: str, passphrase: str = "") -> Made:
        """A signed pack out of what stands in the workspace."""
        at = SystemClock().now()
        return make_pack(self._db, self.parts, order, private_pem=private_pem, passphrase=passphrase, at=at)

    # ------------------------------------------------------------------------------------------------- standing

    def standing(self) -> PackStanding:
        """What is in force, since when, and what was changed since."""
        policy = fleet.policy()
        with self._db.read() as session:
            now = pack_in_force(session)
            return PackStanding(
                now, _past(session), self._drifted(session, now), policy.pack or "", fleet.reason("pack.path"),
            )  # fmt: skip

    def _drifted(self, session: Session, now: PackInForce | None) -> tuple[tuple[str, str], ...]:
        found: list[tuple[str, str]] = []
        for key, given in (given_by(session, now.id) if now is not None else {}).items():
            if key in self.parts:
                items = self.parts[key].read(session)
                found += [(key, one) for one, seal in given.items() if one not in items or digest(items[one]) != seal]
        return tuple(found)

    def waiting(self, progress: Progress | None = None) -> Pack | None:
        """The pack that the policy names and that is not in force yet; None where there is nothing to do.

        Raises UserError where it cannot be read, or is refused.
        """
        place = fleet.policy().pack
        if not place or self._db.read_only:
            return None
        pack = self.read(place, progress)
        with self._db.read() as session:
            now = pack_in_force(session)
            if now is not None and now.sha256 == pack.sha256:
                return None
            if now is not None and now.id == pack.manifest.id and numbers_of(now.version) > pack.manifest.number:
                return None
        return pack

    def look_after(self, progress: Progress | None = None) -> Pack | None:
        """The look at start and of every day: what waits is installed where the policy says so, else told in the inbox.

        Returns what still waits. A place that cannot be reached now is looked at another time; a pack that is refused
        is told in the inbox too.
        """
        policy = fleet.policy()
        try:
            pack = self.waiting(progress)
            if pack is not None and policy.get("pack.silent"):
                self.install(pack, where=policy.pack or "", origin="job", progress=progress)
                return None
        except UnreachableError:
            return None
        except UserError as error:
            said = Text(_REFUSED, {"why": error.text})
            self._tell(Post(KIND, fingerprint_of(str(error.text)), said, page="settings", target={"pack": True}))
            return None
        self._tell(None if pack is None else _post(pack))
        return pack

    def _tell(self, post: Post | None) -> None:
        """One notice while a pack waits or is refused."""
        with self._db.read() as session:
            there = session.scalars(select(Notice.id).where(Notice.kind == KIND, Notice.state.in_(OPEN))).first()
        if (post is None and there is None) or self._db.read_only:
            return
        posts = [] if post is None else [post]
        on = day_number(self._db.clock.today())
        self._db.write(Action(_TOLD), lambda session: settle_kind(session, kind=KIND, posts=posts, on=on), origin="job")


def fingerprint_of(text: str) -> str:
    """What tells one refusal from another."""
    return sha256(text.encode()).hexdigest()[:16]


def _post(pack: Pack) -> Post:
    return Post(KIND, pack.sha256, waits_text(pack), page="settings", target={"pack": True})


def waits_text(pack: Pack) -> Text:
    """That a pack waits to be looked at."""
    return Text(_WAITS, {"name": pack.manifest.name, "version": pack.manifest.version})


def _of_policy(where: str, pack: Pack) -> bool:
    """Whether the policy asks for this pack: it lies where the policy says, signed by a key that the policy names."""
    found = fleet.policy()
    return bool(where) and where == found.pack and (not found.trusted_keys or pack.signer in found.trusted_keys)


def _past(session: Session) -> tuple[Past, ...]:
    known = names(session)
    found: list[Past] = []
    for one in history(session, Setting.__tablename__, record_id(Setting, PACK)):
        value = next((each.after for each in one.fields if each.name == "value"), None)
        before = next((each.before for each in one.fields if each.name == "value"), None)
        if not isinstance(value, dict):
            continue
        said = value or (before if isinstance(before, dict) else {})
        at = datetime.fromtimestamp(one.at_ms / 1000, UTC)
        found.append(Past(at, known.get(one.actor, ""), str(said.get("name", "")), str(value.get("version", "")),
                          one.reason or "", one.tx, str(value.get("sha256", ""))))  # fmt: skip
    return tuple(found)
