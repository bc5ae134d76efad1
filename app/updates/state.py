"""What this account remembers of updates: its channel, when it was asked last, what it said; never in a workspace."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from app.core.settings import MachineSettings

_NAME: Final = "updates"
FOLDER: Final = "updates"
DAY: Final = timedelta(days=1)


@dataclass(frozen=True)
class Ready:
    """A package that was fetched and found whole."""

    version: str
    path: Path
    sha256: str


class UpdateState:
    """A few values of the account's settings."""

    def __init__(self, machine: MachineSettings) -> None:
        """Read at each look."""
        self._machine = machine

    @property
    def folder(self) -> Path:
        """Where packages are fetched to."""
        return self._machine.folder / FOLDER

    def _value(self, name: str) -> Any:
        found = self._machine.read().get(_NAME)
        return found.get(name) if isinstance(found, dict) else None

    def keep(self, **changes: object) -> None:
        """Keep values beside what is there; None forgets one."""
        found = self._machine.read().get(_NAME)
        kept = found if isinstance(found, dict) else {}
        self._machine.update(**{_NAME: {name: one for name, one in (kept | changes).items() if one is not None}})

    @property
    def channel(self) -> str:
        """The channel that somebody chose on this computer."""
        return str(self._value("channel") or "")

    @property
    def off(self) -> bool:
        """Whether the program asks only when it is told to."""
        return self._value("off") is True

    @property
    def checked_at(self) -> datetime | None:
        """When the channel was asked last, with or without an answer."""
        return _moment(self._value("checked_at"))

    @property
    def told(self) -> str:
        """The version that the window spoke of last."""
        return str(self._value("told") or "")

    def seen(self, channel: str) -> datetime | None:
        """When the newest state of a channel was signed that this computer has seen."""
        found = self._value("seen")
        return _moment(found.get(channel)) if isinstance(found, dict) else None

    def keep_seen(self, channel: str, made_at: datetime) -> None:
        """Remember the newest state of a channel; what others showed stays, or a change to and fro would forget it."""
        found = self._value("seen")
        self.keep(seen={**(found if isinstance(found, dict) else {}), channel: made_at.isoformat()})

    @property
    def ready(self) -> Ready | None:
        """What was fetched and waits to be opened."""
        found = self._value("ready")
        if not isinstance(found, dict):
            return None
        path = self.folder / Path(str(found.get("name"))).name
        return Ready(str(found.get("version")), path, str(found.get("sha256"))) if path.is_file() else None

    def keep_ready(self, version: str, path: Path, sha256: str) -> None:
        """Remember what was fetched."""
        self.keep(ready={"version": version, "name": path.name, "sha256": sha256})

    def is_due(self, now: datetime) -> bool:
        """Whether a day has passed since the last question; a clock that was set back does not stop questions."""
        last = self.checked_at
        return last is None or now - last >= DAY or now < last


def _moment(value: object) -> datetime | None:
    try:
        found = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
    return None if found is None else found.astimezone(UTC)
