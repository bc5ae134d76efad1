"""Which package fits this computer, and how its installer is opened."""

import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

from app.core.errors import UserError

_MACHINES: Final = {"amd64": "x86_64", "x64": "x86_64", "x86_64": "x86_64", "arm64": "arm64", "aarch64": "arm64"}
_SYSTEMS: Final = {"win32": "windows", "darwin": "macos", "linux": "linux"}


def this_platform() -> str:
    """Such as ``windows-x86_64``, ``macos-arm64`` or ``linux-x86_64``."""
    system = _SYSTEMS.get(sys.platform, sys.platform)
    machine = platform.machine().lower()
    return f"{system}-{_MACHINES.get(machine, machine)}"


def wanted_kinds() -> tuple[str, ...]:
    """The kinds of package that this installation can be followed by, the best first."""
    if sys.platform == "win32":
        return ("installer", "portable")
    if sys.platform == "darwin":
        return ("dmg", "portable")
    by_dpkg = Path(sys.executable).is_relative_to("/usr") or Path(sys.executable).is_relative_to("/opt")
    return ("deb", "portable") if by_dpkg else ("portable", "deb")


def require_opener(path: Path) -> str:
    """What the system opens packages with; raises UserError with what to type where it has nothing."""
    opener = {"win32": "explorer", "darwin": "open"}.get(sys.platform) or shutil.which("xdg-open")
    if not opener:
        raise UserError("Nothing on this computer opens “{path}”. Install it as an administrator: apt install {path}",
                        path=str(path))  # fmt: skip
    return opener


def open_package(path: Path) -> None:
    """Hand a package to the system, which asks for the rights that it needs; raises UserError where nothing can."""
    opener = require_opener(path)
    if sys.platform == "win32":
        os.startfile(path)  # noqa: S606 - our own file, verified just before
    else:
        subprocess.Popen([opener, str(path)], start_new_session=True)  # noqa: S603 - the same
