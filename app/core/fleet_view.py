"""What holds on this machine, setting by setting, and where each value comes from: for the command line and screens."""

from dataclasses import dataclass
from typing import Any, Final, Literal

from app.core import backup
from app.core.fleet import FleetPolicy
from app.core.fleet_file import KEYS
from app.core.settings import MachineSettings
from app.core.texts import N_, Text, Texts

Whence = Literal["default", "user", "policy", "locked", "broken"]
WHENCE: Final[dict[Whence, str]] = {
    "default": N_("as the program has it"), "user": N_("chosen by the user"), "policy": N_("the policy file"),
    "locked": N_("the policy file, locked"), "broken": N_("locked: the policy file is broken"),
}  # fmt: skip
"""Where a value comes from, in words."""
_OWN: Final = ("language", "theme")
"""What a user chooses on the machine itself; the rest lies in workspaces or is nobody's choice."""
_DEFAULTS: Final[dict[str, Any]] = {
    "theme": "system", "workspace.encrypt": "optional", "backup.days": backup.DAILY, "backup.weeks": backup.WEEKLY,
    "backup.made": backup.NAMED,
}  # fmt: skip
_WORDS: Final[dict[str, dict[str, str]]] = {
    "language": {"zh_CN": "中文", "en": "English"},
    "theme": {"system": N_("Like the system"), "light": N_("Light"), "dark": N_("Dark")},
    "workspace.encrypt": {"required": N_("always encrypted"), "optional": N_("encrypted by choice")},
    "mail.security": {"ssl": N_("TLS from the start (port 465)"), "starttls": N_("STARTTLS (port 587)"),
                      "none": N_("not encrypted")},
    "sources.kinds": {"database": N_("Database"), "web": N_("Web endpoint"), "folder": N_("Watched folder")},
}  # fmt: skip


@dataclass(frozen=True)
class Held:
    """One setting as it holds."""

    key: str
    title: Text
    value: Any
    whence: Whence


def held(policy: FleetPolicy, machine: MachineSettings) -> list[Held]:
    """Every setting of a policy file as it holds for this account."""
    own = machine.read()
    return [_held(policy, key, own.get(key) if key in _OWN else None) for key in KEYS]


def _held(policy: FleetPolicy, key: str, own: Any) -> Held:
    given, value = policy.get(key), policy.choose(key, own)
    whence: Whence = "default"
    if key in policy.broken:
        whence = "broken"
    elif policy.is_locked(key):
        whence = "locked"
    elif value is not None:
        whence = "user" if own is not None else "policy"
    return Held(key, Text(KEYS[key]), _DEFAULTS.get(key) if value is None and given is None else value, whence)


def value_words(one: Held, t: Texts) -> str:
    """A value as people read it."""
    value = one.value
    if value is None or value == ():
        return "—"
    words, parts = _WORDS.get(one.key, {}), value if isinstance(value, tuple) else (value,)
    return ", ".join(t(words[part]) if part in words else str(part) for part in parts)
