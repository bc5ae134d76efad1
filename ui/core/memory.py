"""What this machine remembers about the window (theme, language, columns, last page); never business data."""

import json
from pathlib import Path
from typing import Any, Final

from app.core.fleet import policy
from app.core.settings import MachineSettings

SHARED: Final = ("language", "theme")


class Memory:
    """A small JSON file of the profile folder; an unreadable one counts as empty, a write is whole or not at all."""

    def __init__(self, path: Path | None = None, machine: MachineSettings | None = None) -> None:
        """``path`` None keeps everything for this process only; ``machine`` holds what the command line shares."""
        self._path, self._machine = path, machine
        self._kept: dict[str, Any] = self._read()

    def _read(self) -> dict[str, Any]:
        if self._path is None or not self._path.exists():
            return {}
        try:
            found = json.loads(self._path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return found if isinstance(found, dict) else {}

    def get(self, key: str, default: Any = None) -> Any:
        """What was kept under ``key``."""
        if self._machine is not None and key in SHARED:
            found = policy().choose(key, self._machine.read().get(key))
            return default if found is None else found
        return self._kept.get(key, default)

    def put(self, key: str, value: Any) -> None:
        """Keep a JSON value; the same value again writes nothing. A full or read-only disk only loses the memory."""
        if self.get(key, object()) == value:
            return
        if self._machine is not None and key in SHARED:
            self._machine.update(**{key: value})
            return
        self._kept[key] = value
        if self._path is None:
            return
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            fresh = self._path.with_suffix(".new")
            fresh.write_text(json.dumps(self._kept, ensure_ascii=False, indent=1), encoding="utf-8")
            fresh.replace(self._path)
        except OSError:
            return
