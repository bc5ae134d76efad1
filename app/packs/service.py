"""Commands on configuration packs: one is put in force in one transaction, or taken out with a reason."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy.orm import Session

from app.core.db import Action, Database
from app.core.errors import UserError
from app.core.locks import PACK, PACK_GIVEN, PART_TITLES, PackInForce, installing, pack_in_force
from app.core.progress import Progress
from app.core.signing import fingerprint
from app.core.texts import N_, Text
from app.core.workspace_settings import holidays, set_setting
from app.jobs.calendars import refuse_closed
from app.jobs.products import follow_records
from app.packs.differences import Difference, Differences, find_differences
from app.packs.model import Pack, Part, digest, numbers_of

_PUTTING: Final = Text(N_("Putting the configuration pack in force"))
_FIGURES: Final = frozenset({"products", "calendars", "holidays"})
"""Parts by which figures are others."""


@dataclass(frozen=True)
class Installed:
    """What an installation did."""

    differences: Differences
    changed: bool
    """False where the very same was in force already: nothing was written."""


def install_pack(
    db: Database, parts: Mapping[str, Part], pack: Pack, *, seen: str | None = None, older: bool = False,
    by_policy: bool = False, origin: str | None = None, progress: Progress | None = None,
) -> Installed:  # fmt: skip
    """Put a pack in force: one transaction, one step to undo; figures that follow are computed anew in it.

    ``seen`` is the seal of the differences that somebody looked at; others are not installed in their place. ``older``
    allows a version that is not above the one in force, ``by_policy`` a pack of another origin beside locks.
    Raises UserError where it is refused; nothing is changed then.
    """
    with db.read() as session:
        refuse(session, pack, older=older, by_policy=by_policy)
        found = find_differences(session, parts, pack)
        same = not found.writes and _is_in_force(session, pack)
    if same:
        return Installed(found, changed=False)

    def command(session: Session) -> Differences:
        refuse(session, pack, older=older, by_policy=by_policy)
        now = find_differences(session, parts, pack)
        if seen is not None and now.seal != seen:
            raise UserError("The workspace changed since the list of differences was made; look at it again. Nothing "
                            "was installed.")  # fmt: skip
        with installing(session):
            _apply(session, parts, now, progress)
        _say_installed(session, parts, pack, now)
        return now

    said = {"name": pack.manifest.name, "version": pack.manifest.version}
    action = Action(N_("Installed the configuration pack {name} {version}"), said)
    written = db.write(action, command, origin=origin, progress=progress)
    with db.read() as session:
        db.holidays.adopt(holidays(session))
    return Installed(written.value, changed=True)


def _apply(
    session: Session, parts: Mapping[str, Part], found: Differences, progress: Progress | None
) -> None:  # fmt: skip
    rows, before = [one for one in found.rows if one.writes], ""
    for n, one in enumerate(rows, 1):
        if progress is not None:
            progress.step(n, len(rows), _PUTTING)
        if one.part != before:
            session.flush()
        before = one.part
        _put(session, parts[one.part], one)
    session.flush()
    if any(one.part in _FIGURES for one in rows):
        refuse_closed(session)
        follow_records(session, progress)


def _put(session: Session, part: Part, one: Difference) -> None:
    try:
        if one.new is not None:
            part.keep(session, one.new)
        elif one.now is not None:
            part.end(session, one.key, one.now)
    except UserError as error:
        raise UserError(
            "{part}, {key}: {why} Nothing was installed.", part=Text(PART_TITLES[part.key]), key=one.key,
            why=error.text,
        ) from error  # fmt: skip


def _say_installed(session: Session, parts: Mapping[str, Part], pack: Pack, found: Differences) -> None:
    manifest = pack.manifest
    set_setting(session, key=PACK, value={
        "id": manifest.id, "name": manifest.name, "version": manifest.version, "signer": fingerprint(pack.signer),
        "key": pack.signer, "sha256": pack.sha256, "locks": list(manifest.locks), "made_at": manifest.made_at,
        "by": manifest.by, "parts": sorted(manifest.parts), "note": manifest.note,
    })  # fmt: skip
    refused = {(one.part, one.key) for one in found.rows if one.what == "refused"}
    given: dict[str, dict[str, str]] = {}
    for key, items in pack.parts.items():
        now = parts[key].read(session)
        given[key] = {one: digest(now[one]) for one in items if one in now and (key, one) not in refused}
    set_setting(session, key=PACK_GIVEN, value=given)


def refuse(session: Session, pack: Pack, *, older: bool, by_policy: bool) -> None:
    """Raise UserError for a version below the one in force, and for all but its next one while locks are in force.

    ``older`` is no way around locks: by hand they are taken out with a reason alone.
    """
    now = pack_in_force(session)
    if now is None or _is_in_force(session, pack):
        return
    own = (now.id, now.signer) == (pack.manifest.id, fingerprint(pack.signer))
    back = own and older and pack.manifest.number <= numbers_of(now.version)
    if (back or not own) and now.locks and not by_policy:
        raise UserError(
            "{name} {version} is in force and locks parts: only its own next version, signed by the same key, takes "
            "its place. Take it out with a reason first.", name=now.name, version=now.version,
        )  # fmt: skip
    if now.id != pack.manifest.id or older:
        return
    here, there = numbers_of(now.version), pack.manifest.number
    if there < here:
        raise UserError("Version {here} of {name} is in force; version {there} is older. It is installed only if you "
                        "ask for the older one.", here=now.version, there=pack.manifest.version,
                        name=now.name)  # fmt: skip
    if there == here and now.sha256 != pack.sha256:
        raise UserError("Version {here} of {name} is in force with other content; head office gives what changed a "
                        "higher version. It is installed only if you ask for it.", here=now.version,
                        name=now.name)  # fmt: skip


def _is_in_force(session: Session, pack: Pack) -> bool:
    now = pack_in_force(session)
    return now is not None and now.sha256 == pack.sha256 and now.signer == fingerprint(pack.signer)


def remove_pack(db: Database, *, reason: str, named_by_policy: bool = False) -> PackInForce:
    """Take a pack's locks and its name out; what it gave stays as the region's own. Returns what was in force.

    Raises UserError without a reason, where none is in force, and where the machine's policy names the pack.
    """
    if named_by_policy:
        raise UserError("The policy of this computer names the configuration pack; whoever keeps the policy takes it "
                        "out there first.")  # fmt: skip
    if not reason.strip():
        raise UserError("Say why the configuration pack is taken out; the reason is kept.")

    def command(session: Session) -> PackInForce:
        now = pack_in_force(session)
        if now is None:
            raise UserError("No configuration pack is in force here.")
        values: dict[str, Any] = {PACK: {}, PACK_GIVEN: {}}
        for key, value in values.items():
            set_setting(session, key=key, value=value)
        return now

    with db.read() as session:
        now = pack_in_force(session)
    said = {} if now is None else {"name": now.name, "version": now.version}
    action = Action(N_("Took out the configuration pack {name} {version}"), said, reason=reason.strip())
    return db.write(action, command).value
