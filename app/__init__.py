"""Everything of ChannelDesk that is no widget; never imports Qt."""

import json
import sys
from contextlib import suppress
from pathlib import Path
from typing import Final

VERSION = "0.1.0"
BUILD = ""
"""Commit and its day where a package was built, ``a4350ab123 (2026-11-24)``; empty from source."""

FROZEN: Final = bool(getattr(sys, "frozen", False))
"""Whether this is a package; from source the interpreter runs the files of the tree."""
INSIDE: Final = Path(str(getattr(sys, "_MEIPASS", ""))) if FROZEN else Path(__file__).parents[1]
"""The folder that holds ``resources`` and ``migrations``."""
BESIDE: Final = Path(sys.executable).parent if FROZEN else INSIDE
"""The folder of the program itself: what an administrator puts beside the program lies in there."""
RESOURCES: Final = INSIDE / "resources"
"""Fonts, icons, texts, profiles, rules and the guide."""

if FROZEN:
    with suppress(OSError, ValueError, KeyError):
        _stamp = json.loads((INSIDE / "build.json").read_text(encoding="utf-8"))
        VERSION, BUILD = str(_stamp["version"]), str(_stamp["build"])


def program() -> str:
    """What a package starts its own children with.

    On Windows it is the program of commands: that of the window has no streams where nobody gives it any.
    """
    console = BESIDE / "channeldesk-cli.exe"
    return str(console) if sys.platform == "win32" and console.exists() else sys.executable


def version_text() -> str:
    """Version and build as they are shown: ``0.1.0, build a4350ab123 (2026-11-24)``; from source the version alone."""
    return f"{VERSION}, build {BUILD}" if BUILD else VERSION
