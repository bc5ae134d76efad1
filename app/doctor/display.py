"""Whether a window can be opened here: asked in a process of its own, for Qt ends the one in which it cannot start."""

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from app import program

ARGUMENT: Final = "--display-child"
"""How the program starts itself to look at the screens; ``main`` knows it."""
_SECONDS: Final = 30
_MAIN: Final = Path(__file__).parents[2] / "main.py"


def look_at_screens() -> tuple[Mapping[str, Any] | None, str]:
    """What Qt says of the screens, or None and why it cannot start."""
    command = [program()] if getattr(sys, "frozen", False) else [sys.executable, str(_MAIN)]
    try:
        done = subprocess.run(  # noqa: S603 - our own program
            [*command, ARGUMENT], capture_output=True, text=True, encoding="utf-8", errors="replace",
            timeout=_SECONDS, check=False, creationflags=int(getattr(subprocess, "CREATE_NO_WINDOW", 0)),
        )  # fmt: skip
        found = json.loads(done.stdout) if done.returncode == 0 else None
    except (OSError, ValueError, subprocess.TimeoutExpired) as error:
        return None, type(error).__name__
    if found is None:
        lines = [line for line in done.stderr.splitlines() if line.strip()]
        return None, lines[0].strip() if lines else str(done.returncode)
    return found, ""
