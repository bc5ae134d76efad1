"""The policy file of a fleet: what an administrator sets and locks for every laptop (``docs/admin/en/policy.md``)."""

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from app import BESIDE as PROGRAM
from app.core.errors import UserError
from app.core.fleet_file import KEYS, LIMITS, MOST_BYTES, Fault, Read, read_bytes
from app.core.texts import N_, Text

VARIABLE: Final = "CHANNELDESK_POLICY"
"""Names a policy file where neither the system nor the program's folder holds one."""
BESIDE: Final = "channeldesk-policy.toml"
_MARK: Final = 6


@dataclass(frozen=True)
class FleetPolicy:
    """What holds on this machine; without a policy file nothing is set and nothing locked."""

    path: Path | None
    values: Mapping[str, Any]
    locked: frozenset[str]
    """Settings that nobody but the administrator changes; those of which the file is broken are among them."""
    faults: tuple[Fault, ...]
    broken: frozenset[str]
    """Settings that the file may set or lock, if only it could be read."""
    lines: Mapping[str, int]
    """Where each setting stands in the file."""

    def is_locked(self, key: str) -> bool:
        """Whether a user may not change a setting."""
        return key in self.locked

    def get(self, key: str) -> Any:
        """The value that the file gives, or None."""
        return self.values.get(key)

    def choose(self, key: str, own: Any) -> Any:
        """The value that holds: a locked one, else the user's own, else the file's; None where nobody said."""
        given = self.values.get(key)
        return given if given is not None and (own is None or self.is_locked(key)) else own

    @property
    def language(self) -> str | None:
        """``zh_CN`` or ``en``."""
        return self.values.get("language")

    @property
    def theme(self) -> str | None:
        """``system``, ``light`` or ``dark``."""
        return self.values.get("theme")

    @property
    def workspace_folder(self) -> Path | None:
        """Where new workspaces go and dialogs begin."""
        return self.values.get("workspace.folder")

    @property
    def encrypt(self) -> str:
        """``required`` or ``optional``."""
        return str(self.values.get("workspace.encrypt", "optional"))

    @property
    def backup_folder(self) -> Path | None:
        """Under which each workspace gets its folder of backups."""
        return self.values.get("backup.folder")

    @property
    def backup_days(self) -> int | None:
        """Of how many days the newest backup is kept."""
        return self.values.get("backup.days")

    @property
    def backup_weeks(self) -> int | None:
        """Of how many weeks."""
        return self.values.get("backup.weeks")

    @property
    def backup_made(self) -> int | None:
        """How many that were made for a reason."""
        return self.values.get("backup.made")

    @property
    def update_channel(self) -> str | None:
        """The folder or the address that updates come from."""
        return self.values.get("updates.channel")

    @property
    def pack(self) -> str | None:
        """The folder, file or address of the configuration pack."""
        return self.values.get("pack.path")

    @property
    def trusted_keys(self) -> tuple[str, ...]:
        """Public keys whose signatures count on every laptop."""
        return tuple(self.values.get("trust.keys", ()))

    @property
    def allowed_sources(self) -> dict[str, tuple[Any, ...]]:
        """What narrows data sources, by ``kinds``, ``hosts`` and ``folders``; what is not named is not narrowed."""
        return {key.partition(".")[2]: self.values[key] for key in sorted(LIMITS) if key in self.values}


NONE: Final = FleetPolicy(None, {}, frozenset(), (), frozenset(), {})
"""Of a machine that nobody manages."""


def system_place() -> Path:
    """Where the system keeps a policy for every account; only an administrator writes there."""
    if sys.platform == "win32":
        return _common_windows() / "ChannelDesk" / "policy.toml"
    if sys.platform == "darwin":
        return Path("/Library/Application Support/ChannelDesk/policy.toml")
    return Path("/etc/channeldesk/policy.toml")


def _common_windows() -> Path:
    """Where Windows keeps what is everybody's, out of its registry: anybody may set a variable of that name."""
    import winreg

    root: Any = winreg
    usual = r"Software\Microsoft\Windows\CurrentVersion\Explorer\Shell Folders"
    try:
        with root.OpenKey(root.HKEY_LOCAL_MACHINE, usual) as key:
            return Path(str(root.QueryValueEx(key, "Common AppData")[0]))
    except OSError:
        return Path(r"C:\ProgramData")


def places() -> list[Path]:
    """Where a policy file is looked for, the strongest first: the system's place, beside the program, the variable's.

    The system's place comes first, for who may write beside a portable program shall not get round it.
    """
    named = os.environ.get(VARIABLE)
    return [system_place(), PROGRAM / BESIDE, *([Path(named)] if named else [])]


def policy() -> FleetPolicy:
    """The policy of this machine, looked up at each call and read anew where its file changed."""
    for path in places():
        try:
            found = path.stat()
        except (FileNotFoundError, NotADirectoryError):
            continue
        except OSError:
            return _of(path, _unread(path))
        return _read(path, found.st_mtime_ns, found.st_size, found.st_ino)
    return NONE


def read_policy(path: Path) -> FleetPolicy:
    """What a file would do as a policy; a file that cannot be read is a fault, not a refusal."""
    try:
        if path.stat().st_size > MOST_BYTES:
            return _of(path, Read({}, frozenset(), (Fault(Text(N_("the file is too large for a policy"))),), {}))
        return _of(path, read_bytes(path.read_bytes()))
    except OSError:
        return _of(path, _unread(path))


@lru_cache(maxsize=4)
def _read(path: Path, _mtime: int, _size: int, _inode: int) -> FleetPolicy:
    return read_policy(path)


def _unread(path: Path) -> Read:
    try:
        path.open("rb").close()
        why = ""
    except OSError as error:
        why = error.strerror or str(error)
    return Read({}, frozenset(), (Fault(Text(N_("the file cannot be read: {error}"), {"error": why})),), {})


def _of(path: Path, read: Read) -> FleetPolicy:
    """The policy with its locks: what the file locks, what narrows, and whatever a fault may have been meant for."""
    broken = {key for fault in read.faults for key in KEYS if _concerns(fault.key, key)}
    always = {key for key in read.values if key in LIMITS}
    if read.values.get("workspace.encrypt") == "required":
        always.add("workspace.encrypt")
    return FleetPolicy(path, read.values, read.locked | always | broken, read.faults, frozenset(broken), read.lines)


def _concerns(word: str, key: str) -> bool:
    return word in ("", key) or key.startswith(f"{word}.")


# -- refusals ---------------------------------------------------------------------------------------------------------


def reason(key: str) -> Text | None:
    """Why a setting cannot be changed here, for a command's refusal and a screen's hint; None where it can."""
    found = policy()
    if not found.is_locked(key):
        return None
    said = {"setting": Text(KEYS[key]), "file": str(found.path)}
    if key in found.broken:
        return Text(N_("The policy file {file} is broken: until your administrator mends it, “{setting}” cannot be "
                       "changed. “channeldesk fleet check” says what is wrong."), said)  # fmt: skip
    return Text(N_("“{setting}” is set by your administrator in {file} and cannot be changed here."), said)


def require_free(*keys: str) -> None:
    """Raise UserError where a policy locks one of the settings that are about to change."""
    for key in keys:
        why = reason(key)
        if why is not None:
            raise UserError(why.msgid, **why.params)


def require_readable(*keys: str) -> None:
    """Raise UserError where a policy file is broken and may have said something about one of the settings."""
    found = policy()
    if found.broken & {one for key in keys for one in KEYS if _concerns(key, one)}:
        raise UserError("The policy file {file} is broken, and this may be what it forbids. Nothing was done; ask your "
                        "administrator to mend it (“channeldesk fleet check” says what is wrong).",
                        file=str(found.path))  # fmt: skip


def notice() -> Text | None:
    """What a start says of a broken policy file; None where there is none or it is sound."""
    found = policy()
    if not found.faults:
        return None
    said = {"file": str(found.path), "n": len(found.faults), "what": found.faults[0].text}
    return Text(N_("The policy file {file} is broken ({what}). What it may lock cannot be changed until it is mended. "
                   "Faults in all: {n}; “channeldesk fleet check” lists them."), said)  # fmt: skip


# -- places -----------------------------------------------------------------------------------------------------------


def is_practice(path: Path, own_folder: Path) -> bool:
    """Whether a path lies in the practice region's folders, all invented, in the account's own: no policy is meant."""
    real, own = path.absolute().resolve(), own_folder.absolute().resolve()
    return any(real.is_relative_to(own / name) for name in ("practice", "practice.making"))


def require_place(path: Path) -> None:
    """Raise UserError where a new workspace may not lie at ``path``."""
    require_readable("workspace.folder", "workspace.encrypt")
    found = policy()
    wanted = found.workspace_folder
    if wanted is None or not found.is_locked("workspace.folder"):
        return
    if not path.absolute().resolve().is_relative_to(wanted.resolve()):
        raise UserError("By the policy file {file} workspaces are kept in {folder}; make this one there.",
                        file=str(found.path), folder=str(wanted))  # fmt: skip


def backups_of(workspace: Path) -> Path:
    """The folder of a workspace's backups: beside it, or one of its own under the policy's folder."""
    under = policy().backup_folder
    if under is None:
        return workspace.with_suffix(".backups")
    import hashlib

    mark = hashlib.sha256(str(workspace.absolute()).encode()).hexdigest()[:_MARK]
    return under / f"{workspace.stem}-{mark}.backups"


def reachable(folder: Path, other: Path) -> Path:
    """A folder where it is there or can be made, else the other one."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return other
    return folder if os.access(folder, os.W_OK) else other


def absent(found: FleetPolicy) -> list[Fault]:
    """Folders that a policy names and that are not there now; looks at the disk."""
    named = [(key, found.get(key)) for key in ("workspace.folder", "backup.folder", "updates.channel", "pack.path")]
    named += [("sources.folders", one) for one in found.get("sources.folders") or ()]
    return [
        Fault(Text(N_("“{value}” is not there"), {"value": str(value)}), found.lines.get(key, 0), key)
        for key, value in named
        if value is not None and "://" not in str(value) and not Path(value).exists()
    ]
