"""What a policy file leaves of data sources: kinds, servers and folders; the rest is refused, old sources too."""

from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from sqlalchemy import URL, make_url

from app.core import fleet
from app.core.errors import UserError
from app.core.fleet_file import LIMITS
from app.core.texts import N_, Text
from app.imports.sources.settings import KINDS, DatabaseSettings, FolderSettings, Settings, WebSettings, kind_of

_HOSTS: Final = ("host", "hostaddr")
"""Parameters of an address that name the server beside its usual place."""
_HIDDEN: Final = frozenset({"odbc_connect", "dsn", "service", "servicefile", "server"})
"""Parameters behind which a server stands that cannot be told from the address."""
_HERE: Final = "localhost"


def require_allowed(settings: Settings) -> None:
    """Raise UserError where the policy file of this machine does not allow to read there."""
    fleet.require_readable("sources")
    policy = fleet.policy()
    limits, file = policy.allowed_sources, str(policy.path)
    if not limits:
        return
    kind = kind_of(settings)
    if kind not in limits.get("kinds", (kind,)):
        raise UserError("By the policy file {file} data sources of this kind are not read; allowed are: {known}.",
                        file=file, known=", ".join(limits["kinds"]) or "—")  # fmt: skip
    if "folders" in limits:
        _require_folders(settings, limits["folders"], file)
    if "hosts" in limits:
        _require_hosts(settings, limits["hosts"], file)


def allowed_kinds(kept: str = "") -> tuple[str, ...]:
    """The kinds that may be added, for a choice; ``kept`` is the one that a source has already."""
    allowed = fleet.policy().allowed_sources.get("kinds", tuple(KINDS))
    return tuple(one for one in KINDS if one in allowed or one == kept) or tuple(KINDS)


def limits_text() -> Text | None:
    """What the policy file leaves of data sources, as a screen says it; None where everything may be read."""
    policy = fleet.policy()
    limits = policy.allowed_sources
    if not limits or policy.broken & LIMITS:
        return fleet.reason("sources.kinds") if policy.broken & LIMITS else None
    said = {name: ", ".join(map(str, limits[name])) or "—" if name in limits else Text(N_("all"))
            for name in ("hosts", "folders")}  # fmt: skip
    return Text(N_("By the policy file {file} only these are read: servers {hosts}; folders {folders}."),
                {"file": str(policy.path), **said})  # fmt: skip


def _require_folders(settings: Settings, allowed: tuple[Path, ...], file: str) -> None:
    place = _folder_of(settings)
    if place is None:
        return
    real = Path(place).resolve() if place else None  # what a link or “..” leads to
    if real is None or not any(real.is_relative_to(one.resolve()) for one in allowed):
        raise UserError("By the policy file {file} the folder {folder} is not read; allowed are: {known}.",
                        file=file, folder=place or "?", known=", ".join(map(str, allowed)) or "—")  # fmt: skip


def _require_hosts(settings: Settings, allowed: tuple[str, ...], file: str) -> None:
    for host in _hosts_of(settings):
        if not host or not any(fnmatch(host.lower(), one.lower()) for one in allowed):
            raise UserError("By the policy file {file} the server {host} is not read; allowed are: {known}.",
                            file=file, host=host or "?", known=", ".join(allowed) or "—")  # fmt: skip


def _folder_of(settings: Settings) -> str | None:
    """The folder that is read; empty where it cannot be told, None where there is none."""
    if isinstance(settings, FolderSettings):
        return settings.folder
    if isinstance(settings, DatabaseSettings):
        url = make_url(settings.url)
        if url.get_backend_name() == "sqlite":
            name = str(url.database)
            return "" if name.startswith("file:") else str(Path(name).absolute().parent)
    return None


def _hosts_of(settings: Settings) -> Iterator[str]:
    """The servers that are asked; empty for one that cannot be told."""
    if isinstance(settings, WebSettings):
        yield urlsplit(settings.url).hostname or ""
    elif isinstance(settings, DatabaseSettings) and make_url(settings.url).get_backend_name() != "sqlite":
        yield from _of_url(make_url(settings.url))


def _of_url(url: URL) -> Iterator[str]:
    named = [url.host] if url.host else []
    for name, value in url.query.items():
        if name.lower() in _HIDDEN:
            named.append("")
        elif name.lower() in _HOSTS:
            for one in (value,) if isinstance(value, str) else value:
                named += [host.rpartition(":")[0] or host for host in one.split(",")]
    yield from named or [_HERE]
