"""What a policy file may hold, and every way in which one can be wrong as a sentence with its line."""

import getpass
import platform
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from app.core.errors import UserError
from app.core.texts import EN, N_, ZH, Text
from app.core.web import is_safe

LOCKED: Final = "locked"
MOST_BYTES: Final = 1_000_000
_ADDRESS: Final = re.compile(r"https?://[^\s/]+(/\S*)?\Z")
_HOST: Final = re.compile(r"[\w*?.:\[\]-]+\Z")
_PLACE: Final = re.compile(r"\{(\w*)\}")
_SECTION: Final = re.compile(r"\s*\[\s*([\w.-]+)\s*\]")
_KEY: Final = re.compile(r"\s*([\w.-]+)\s*=")
_AT_LINE: Final = re.compile(r"\s*\(at line (\d+), column \d+\)\Z")
KEYS: Final[Mapping[str, str]] = MappingProxyType({
    "language": N_("Language"),
    "theme": N_("Colours"),
    "workspace.folder": N_("Folder of workspaces"),
    "workspace.encrypt": N_("Encryption of workspaces"),
    "backup.folder": N_("Folder of backups"),
    "backup.days": N_("Backups kept: days"),
    "backup.weeks": N_("Backups kept: weeks"),
    "backup.made": N_("Backups kept: made for a reason"),
    "mail.host": N_("Mail server"),
    "mail.port": N_("Port of the mail server"),
    "mail.security": N_("Encryption of mail"),
    "mail.sender": N_("Sender of mail"),
    "updates.channel": N_("Where updates come from"),
    "updates.check": N_("Whether the program looks for updates by itself"),
    "pack.path": N_("Where the configuration pack lies"),
    "pack.silent": N_("Whether the configuration pack is installed without asking"),
    "trust.keys": N_("Trusted keys"),
    "sources.kinds": N_("Kinds of data sources"),
    "sources.hosts": N_("Servers of data sources"),
    "sources.folders": N_("Folders of data sources"),
})  # fmt: skip
"""Every setting of a policy file by its name, in words."""
SECTIONS: Final = tuple(dict.fromkeys(key.partition(".")[0] for key in KEYS if "." in key))
LIMITS: Final = frozenset({"sources.kinds", "sources.hosts", "sources.folders"})
"""What narrows and is no default: it holds for everybody as soon as it is written."""
KINDS: Final = ("database", "web", "folder")
"""The kinds of data sources, as ``app.imports.sources.settings`` names them (a test holds them together)."""
SECURITIES: Final = ("ssl", "starttls", "none")
PLACES: Final = ("user", "computer", "home")


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong in a policy file."""

    what: Text
    line: int = 0
    """Zero where the whole file cannot be read."""
    key: str = ""
    """The setting that it concerns; empty where it may concern any."""

    @property
    def text(self) -> Text:
        """The sentence with its line."""
        return Text(N_("line {line}: {what}"), {"line": self.line, "what": self.what}) if self.line else self.what


@dataclass(frozen=True)
class Read:
    """What a policy file says."""

    values: Mapping[str, Any]
    locked: frozenset[str]
    faults: tuple[Fault, ...]
    lines: Mapping[str, int]
    """Where each setting stands."""


def read_bytes(content: bytes) -> Read:
    """Everything that a file says, and every fault of it; what is sound beside a fault counts."""
    import tomllib

    try:
        text = content.decode("utf-8-sig")
        raw = tomllib.loads(text)
    except UnicodeDecodeError:
        return _none(Text(N_("the file is not written in UTF-8")))
    except tomllib.TOMLDecodeError as error:
        found = _AT_LINE.search(str(error))
        words = _AT_LINE.sub("", str(error))
        return _none(Text(N_("this is not valid TOML: {error}"), {"error": words}), int(found[1]) if found else 0)
    except RecursionError:
        return _none(Text(N_("this is not valid TOML: {error}"), {"error": "too deep"}))
    return _Reader(raw, lines_of(text)).read()


def _none(what: Text, line: int = 0) -> Read:
    return Read({}, frozenset(), (Fault(what, line),), {})


def lines_of(text: str) -> dict[str, int]:
    """The line of every key and section by its whole name; TOML's reader does not tell them."""
    found: dict[str, int] = {}
    section = ""
    for number, line in enumerate(text.splitlines(), 1):
        if match := _SECTION.match(line):
            section = match[1]
            found.setdefault(section, number)
        elif match := _KEY.match(line):
            name = f"{section}.{match[1]}" if section else match[1]
            found.setdefault(name, number)
            found.setdefault(name.partition(".")[0], number)
    return found


class _Reader:
    """Goes through a parsed file once."""

    def __init__(self, raw: Mapping[str, Any], lines: Mapping[str, int]) -> None:
        self._raw, self._lines = raw, lines
        self._values: dict[str, Any] = {}
        self._faults: list[Fault] = []

    def read(self) -> Read:
        for name, value in self._raw.items():
            if name in SECTIONS:
                self._section(name, value)
            elif name in KEYS:
                self._take(name, value)
            elif name != LOCKED:
                known = [key for key in KEYS if "." not in key]
                words = ", ".join([LOCKED, *known, *(f"[{one}]" for one in SECTIONS)])
                self._blame(name, N_("“{name}” is not known here; there are: {known}"), key="", name=name, known=words)
        locked = frozenset(self._locks())
        return Read(MappingProxyType(self._values), locked, tuple(self._faults), self._lines)

    def _section(self, section: str, value: object) -> None:
        known = [key.partition(".")[2] for key in KEYS if key.startswith(f"{section}.")]
        if not isinstance(value, dict):
            self._blame(section, N_("“{name}” is a part of its own: write [{name}]"), key=section, name=section)
            return
        for name, one in value.items():
            if name in known:
                self._take(f"{section}.{name}", one)
            else:
                words = {"name": name, "section": section, "known": ", ".join(known)}
                self._blame(f"{section}.{name}", N_("“{name}” is not known in [{section}]; there are: {known}"),
                            key=section, **words)  # fmt: skip

    def _take(self, key: str, value: object) -> None:
        try:
            self._values[key] = READERS[key](value)
        except UserError as error:
            self._faults.append(Fault(error.text, self._line(key), key))

    def _locks(self) -> Iterator[str]:
        words = self._raw.get(LOCKED, [])
        if not isinstance(words, list):
            self._blame(LOCKED, N_('“{name}” is a list of words: ["…", "…"]'), key="", name=LOCKED)
            return
        for word in words:
            keys = [key for key in KEYS if word == key or (isinstance(word, str) and key.startswith(f"{word}."))]
            if not keys:
                self._blame(LOCKED, N_("“{name}” cannot be locked; there are: {known}"), key="", name=word,
                            known=", ".join([*SECTIONS, *KEYS]))  # fmt: skip
                continue
            named = [key for key in keys if key in self._values or any(one.key == key for one in self._faults)]
            if not named:
                self._blame(LOCKED, N_("“{name}” is locked, but the file gives no value for it"), key=word, name=word)
            yield from named or keys

    def _blame(self, place: str, msgid: str, *, key: str, **params: object) -> None:
        self._faults.append(Fault(Text(msgid, params), self._line(place), key))

    def _line(self, name: str) -> int:
        return self._lines.get(name) or self._lines.get(name.partition(".")[0]) or 1


# -- values -----------------------------------------------------------------------------------------------------------


def _one_of(*allowed: str) -> Callable[[object], str]:
    def read(value: object) -> str:
        if value not in allowed:
            raise UserError("“{value}” is none of: {known}", value=value, known=", ".join(allowed))
        return str(value)

    return read


def _language(value: object) -> str:
    found = {"zh": ZH, ZH: ZH, EN: EN}.get(str(value))
    if found is None:
        raise UserError("“{value}” is none of: {known}", value=value, known="zh, en")
    return found


def _count(least: int, most: int) -> Callable[[object], int]:
    def read(value: object) -> int:
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            raise UserError("“{value}” is no whole number from {least} to {most}", value=value, least=least, most=most)
        return value

    return read


def _text(value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise UserError("“{value}” is no text between quotation marks", value=value)
    return value.strip()


def _host(value: object) -> str:
    found = _text(value)
    if _HOST.match(found) is None:
        raise UserError("“{value}” is no name of a server; one looks like mail.example.com", value=found)
    return found


def _sender(value: object) -> str:
    found = _text(value)
    if found.count("@") != 1 or " " in found:
        raise UserError("“{value}” is no address of mail", value=found)
    return found


def folder(value: object) -> Path:
    """A folder with its whole path; {user}, {computer}, {home} stand for those of who runs the program."""
    words = _text(value)
    for match in _PLACE.finditer(words):
        if match[1] not in PLACES:
            raise UserError("“{value}” holds {place}; only {known} are filled in", value=words, place=match[0],
                            known=", ".join(f"{{{one}}}" for one in PLACES))  # fmt: skip
    found = Path(_PLACE.sub(lambda match: _filled(match[1]), words))
    if not found.is_absolute():
        raise UserError("“{value}” is no whole path on this system", value=words)
    return found


def _filled(name: str) -> str:
    if name == "home":
        return str(Path.home())
    found = getpass.getuser() if name == "user" else platform.node()
    return re.sub(r'[\\/:*?"<>|]', "_", found) or "_"


def _place(value: object) -> str:
    """A folder or a file with its whole path, or an address of the web."""
    words = _text(value)
    if "://" not in words:
        return str(folder(words))
    if _ADDRESS.match(words) is None:
        raise UserError("“{value}” is no address of the web and no whole path", value=words)
    if not is_safe(words):
        raise UserError("“{value}” begins with http://; on the network only https:// is read", value=words)
    return words


def _list(read: Callable[[object], Any]) -> Callable[[object], tuple[Any, ...]]:
    def listed(value: object) -> tuple[Any, ...]:
        if not isinstance(value, list):
            raise UserError("“{value}” is no list: write […, …]", value=value)
        return tuple(read(one) for one in value)

    return listed


def _yes(value: object) -> bool:
    if not isinstance(value, bool):
        raise UserError("“{value}” is not true or false", value=value)
    return value


def _key(value: object) -> str:
    from app.core.signing import checked_key

    return checked_key(_text(value))


READERS: Final[Mapping[str, Callable[[object], Any]]] = MappingProxyType({
    "language": _language,
    "theme": _one_of("system", "light", "dark"),
    "workspace.folder": folder,
    "workspace.encrypt": _one_of("required", "optional"),
    "backup.folder": folder,
    "backup.days": _count(1, 366),
    "backup.weeks": _count(0, 520),
    "backup.made": _count(1, 100),
    "mail.host": _host,
    "mail.port": _count(1, 65535),
    "mail.security": _one_of(*SECURITIES),
    "mail.sender": _sender,
    "updates.channel": _place,
    "updates.check": _one_of("daily", "never"),
    "pack.path": _place,
    "pack.silent": _yes,
    "trust.keys": _list(_key),
    "sources.kinds": _list(_one_of(*KINDS)),
    "sources.hosts": _list(_host),
    "sources.folders": _list(folder),
})  # fmt: skip
"""How each value is read."""
