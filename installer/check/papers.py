"""Whether everything inside a built folder has an entry in its SBOM and the text of its licence."""

import json
import re
from pathlib import Path
from typing import Final

from installer.papers import LICENCES, SBOM
from installer.shipped import plain

_NAME: Final = re.compile(r"^Name: (.+)$", re.MULTILINE)
OWN: Final = frozenset({"resources", "migrations", LICENCES})
ALIASES: Final = {"pil": "pillow", "numpy-libs": "numpy", "pillow-libs": "pillow", "docx": "python-docx",
                  "pptx": "python-pptx", "pypdfium2-raw": "pypdfium2", "pyside6": "pyside6-essentials",
                  "cffi-backend": "cffi", "python3": "cpython"}  # fmt: skip
"""Folders whose distribution is called otherwise."""


def faults(folder: Path) -> list[str]:
    """What lacks an entry or a text; ``folder`` is the one that holds ``resources``."""
    made = json.loads((folder / SBOM).read_text(encoding="utf-8"))
    listed = {plain(one["name"]) for one in made["components"]}
    texts = {plain(path.parent.name) for path in (folder / LICENCES).glob("*/*") if path.stat().st_size > 20}
    inside = {plain(_NAME.findall(path.read_text(encoding="utf-8"))[0]) for path in folder.glob("*.dist-info/METADATA")}
    for path in folder.iterdir():
        named = path.is_dir() and path.name not in OWN and not path.name.endswith(".dist-info")
        if named or ".cpython-" in path.name:
            name = plain(path.name.split(".cpython-", maxsplit=1)[0].strip("_"))
            name = "cpython" if name.startswith("python3") else name
            inside.add(ALIASES.get(name, name))
    lost = [f"{name} is not in the SBOM" for name in sorted(inside - listed)]
    lost += [f"{name} has no licence text" for name in sorted((inside | listed) - texts)]
    return lost + [f"{name} is in the SBOM but has no files" for name in sorted(listed - inside - texts)]
