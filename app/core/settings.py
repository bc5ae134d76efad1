"""What belongs to this account on this machine, and to no workspace: language, theme, who works here, which device."""

import json
import os
from pathlib import Path
from typing import Any, Final

import platformdirs

from app import BESIDE, FROZEN
from app.core.fleet import policy

HOME_VARIABLE: Final = "CHANNELDESK_HOME"
PORTABLE: Final = "portable"
"""An empty file of this name beside a packaged program: settings and logs stay in its folder."""
PORTABLE_HOME: Final = "settings"


def machine_folder() -> Path:
    """The account's folder for ChannelDesk; ``CHANNELDESK_HOME`` names another one."""
    return named_folder() or platformdirs.user_config_path("ChannelDesk", appauthor=False, roaming=False)


def named_folder() -> Path | None:
    """The folder that ``CHANNELDESK_HOME`` names, else the one that a portable program keeps beside itself."""
    named = os.environ.get(HOME_VARIABLE)
    if named:
        return Path(named)
    return BESIDE / PORTABLE_HOME if FROZEN and (BESIDE / PORTABLE).is_file() else None


class MachineSettings:
    """A small JSON file, read at each look and replaced as a whole, so that two programs can share it."""

    def __init__(self, folder: Path | None = None) -> None:
        """``folder`` stands for the account's own (tests)."""
        self.folder = folder or machine_folder()
        self._path = self.folder / "settings.json"

    def read(self) -> dict[str, Any]:
        """Everything kept; a file that cannot be read counts as empty, for nothing in it is worth a refusal."""
        try:
            found = json.loads(self._path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return found if isinstance(found, dict) else {}

    def update(self, **changes: object) -> None:
        """Keep the named values beside what is there; None forgets one."""
        merged = {name: value for name, value in (self.read() | changes).items() if value is not None}
        self.folder.mkdir(parents=True, exist_ok=True)
        part = self._path.with_name(f"settings.json.{os.getpid()}")
        part.write_text(json.dumps(merged, ensure_ascii=False, indent=1, sort_keys=True), encoding="utf-8")
        part.replace(self._path)

    @property
    def language(self) -> str | None:
        """``zh_CN`` or ``en``, as the policy file has it or somebody chose; None where nobody did."""
        return _text(policy().choose("language", self.read().get("language")))

    @property
    def theme(self) -> str | None:
        """``light``, ``dark`` or ``system``, as the policy file has it or somebody chose; None where nobody did."""
        return _text(policy().choose("theme", self.read().get("theme")))

    @property
    def last_workspace(self) -> Path | None:
        """The workspace that was open last."""
        found = _text(self.read().get("last_workspace"))
        return Path(found) if found else None

    @property
    def certificate(self) -> Path | None:
        """The file of the certificate that signs reports."""
        found = _text(self.read().get("certificate"))
        return Path(found) if found else None

    def person(self, workspace_id: str) -> str | None:
        """Who works here in that workspace: the person's id."""
        return _text(_mapping(self.read().get("people")).get(workspace_id))

    def set_person(self, workspace_id: str, person_id: str) -> None:
        """Remember who works here."""
        self.update(people={**_mapping(self.read().get("people")), workspace_id: person_id})

    def devices(self, workspace_id: str) -> dict[str, tuple[str, int]]:
        """Where this account had the workspace open: path to the device that wrote there and how far it had come."""
        found = _mapping(_mapping(self.read().get("devices")).get(workspace_id))
        return {path: (str(device), int(dseq)) for path, (device, dseq) in found.items()}

    def forget(self, workspace_id: str) -> None:
        """Remember nothing of a workspace that is not there any more."""
        for name in ("people", "devices"):
            kept = _mapping(self.read().get(name))
            if workspace_id in kept:
                self.update(**{name: {key: value for key, value in kept.items() if key != workspace_id}})

    def set_device(self, workspace_id: str, *, device: str, path: Path, dseq: int, forget: str | None = None) -> None:
        """Remember the device of a path and how far it had come; ``forget`` is the path that it was moved from."""
        kept = _mapping(self.read().get("devices"))
        known = self.devices(workspace_id)
        after = {name: value for name, value in known.items() if name != forget} | {str(path): (device, dseq)}
        if after != known:
            self.update(devices={**kept, workspace_id: after})


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _mapping(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
