"""The description of the program that every package is made from, and the stamp of one build."""

import json
import subprocess
import tomllib
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).parents[1]
HERE: Final = Path(__file__).parent
STAMP: Final = "build.json"
"""The file inside a package that says which build it is; ``app`` reads it when it starts."""


@dataclass(frozen=True)
class Association:
    """The kind of file that the program opens."""

    extension: str
    mime: str
    progid: str
    uti: str
    comment: str
    comment_zh: str


@dataclass(frozen=True)
class Limits:
    """The most that a package may weigh, in megabytes of 10^6 bytes."""

    folder: int
    deb: int


@dataclass(frozen=True)
class Product:
    """What ``product.toml`` says."""

    name: str
    name_zh: str
    id: str
    bundle: str
    publisher: str
    contact: str
    licence: str
    copyright: str
    summary: str
    summary_zh: str
    description: str
    description_zh: str
    keywords: tuple[str, ...]
    keywords_zh: tuple[str, ...]
    window: str
    console: str
    platforms: tuple[str, ...]
    association: Association
    limits: Limits


@dataclass(frozen=True)
class Stamp:
    """Which build a package is: version, commit and its time, and whether the tree differed from the commit."""

    version: str
    commit: str
    date: str
    epoch: int
    dirty: bool

    @property
    def build(self) -> str:
        """What is shown beside the version: ``a4350ab (2026-11-24)``, with a plus where the tree was changed."""
        return f"{self.commit[:10]}{'+' if self.dirty else ''} ({self.date[:10]})"

    def text(self) -> str:
        """The content of the stamp file."""
        return json.dumps(asdict(self) | {"build": self.build}, indent=1, sort_keys=True) + "\n"

    @classmethod
    def read(cls, found: dict[str, Any]) -> "Stamp":
        """The stamp that a stamp file holds."""
        return cls(**{one.name: found[one.name] for one in fields(cls)})


def product() -> Product:
    """The description."""
    found: dict[str, Any] = tomllib.loads((HERE / "product.toml").read_text(encoding="utf-8"))
    named: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in found.items()}
    named["association"] = Association(**found["association"])
    named["limits"] = Limits(**found["limits"])
    named["description"], named["description_zh"] = found["description"].strip(), found["description_zh"].strip()
    return Product(**named)


def stamp(version: str = "") -> Stamp:
    """The stamp of the tree as it stands; ``version`` stands for the program's own (an older one for an upgrade test).

    A tag ``v1.2.3`` on the commit must name the program's version. Raises SystemExit with a sentence where it does not.
    """
    own = version or own_version()
    commit, seconds = _git("rev-parse", "HEAD") or "0" * 40, _git("log", "-1", "--format=%ct")
    tags = [tag[1:] for tag in _git("tag", "--points-at", "HEAD").split() if tag[:1] == "v" and tag[1:2].isdigit()]
    if tags and not version and own not in tags:
        raise SystemExit(f"The tag says version {', '.join(tags)}, app/__init__.py says {own}: they must be the same.")
    epoch = int(seconds) if seconds else 0
    date = datetime.fromtimestamp(epoch, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    dirty = bool(_git("status", "--porcelain", "--untracked-files=normal", "--", *SHIPPED))
    return Stamp(own, commit, date, epoch, dirty)


SHIPPED: Final = ("app", "ui", "migrations", "resources", "installer", "main.py")
"""What of the tree a package depends on; a change elsewhere does not make a build dirty."""


def own_version() -> str:
    """``VERSION`` of ``app``, read without importing it."""
    for line in (ROOT / "app" / "__init__.py").read_text(encoding="utf-8").splitlines():
        name, _, value = line.partition(" = ")
        if name == "VERSION":
            return value.strip().strip('"')
    raise SystemExit("app/__init__.py names no VERSION")


def _git(*words: str) -> str:
    try:
        done = subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=False)
    except OSError:
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""
