"""What a package really holds: the distributions, the system's libraries and the parts that were collected.

Runs in the environment that builds; the specification asks it when PyInstaller has collected everything.
"""

import os
import re
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterable
from dataclasses import dataclass, field
from importlib import metadata
from pathlib import Path
from typing import Final

from installer.product import HERE, ROOT
from installer.trim import Entry

BY_HAND: Final = HERE / "licences"
"""Texts that a distribution ought to bring and does not, in a folder of its plain name."""
_TEXTS: Final = re.compile(r"(licen[cs]e|copying|notice|copyright|authors)", re.IGNORECASE)
_SEE: Final = "see the texts"
_KEPT_METADATA: Final = ("METADATA", "entry_points.txt")


@dataclass(frozen=True)
class Part:
    """Something of others that is inside the package, with the texts that its licence asks to be shown."""

    kind: str
    """``python`` for a distribution, ``system`` for a library of the machine that built, ``other`` for the rest."""
    name: str
    version: str
    licence: str
    purl: str
    texts: tuple[Path, ...]
    files: tuple[str, ...] = field(default=(), compare=False)
    """Where its files lie inside the package."""


def plain(name: str) -> str:
    """The normal form of a distribution's name (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def parts(entries: Iterable[Entry]) -> list[Part]:
    """Every part whose files were collected, by kind and name."""
    collected: dict[str, list[str]] = {}
    for inside, source, kind in entries:
        if kind != "SYMLINK":
            collected.setdefault(os.path.realpath(source), []).append(inside)
    found: list[Part] = []
    for one in metadata.distributions():
        files = [os.path.realpath(str(one.locate_file(path))) for path in one.files or ()]
        there = [inside for path in files for inside in collected.pop(path, ())]
        if there:
            found.append(_distribution(one, there))
    found += [*_system(collected), *_others()]
    return sorted(found, key=lambda part: (part.kind, part.name))


def metadata_files(found: Iterable[Part]) -> list[Entry]:
    """The metadata that stay readable inside: the doctor names versions, keyring finds its backends by them."""
    wanted = {part.name for part in found if part.kind == "python"}
    entries: list[Entry] = []
    for one in metadata.distributions():
        if plain(one.name) in wanted:
            folder = f"{plain(one.name).replace('-', '_')}-{one.version}.dist-info"
            here = [Path(str(one.locate_file(path))) for path in one.files or () if path.name in _KEPT_METADATA]
            entries += [
                (f"{folder}/{path.name}", str(path), "DATA") for path in here if path.parent.name.endswith(".dist-info")
            ]
    return entries


def licence_texts(one: metadata.Distribution) -> tuple[Path, ...]:
    """The texts that a distribution brings, and those added by hand."""
    texts = [
        Path(str(one.locate_file(path)))
        for path in one.files or ()
        if path.parts[0].endswith(".dist-info")
        and (_TEXTS.search(path.name) or (len(path.parts) > 2 and _TEXTS.search(path.parts[1])))
    ]
    return (*sorted(texts), *sorted(path for path in (BY_HAND / plain(one.name)).glob("*") if path.is_file()))


def _distribution(one: metadata.Distribution, inside: list[str]) -> Part:
    name = plain(one.name)
    said = one.metadata
    licence = str(said["License-Expression"] or said["License"] or "")
    if not licence or "\n" in licence or len(licence) > 80:
        named = [text.rsplit(" :: ", 1)[-1] for text in said.get_all("Classifier") or () if "License ::" in text]
        licence = " AND ".join(named) or _SEE
    purl = f"pkg:pypi/{name}@{one.version}"
    return Part("python", name, one.version, licence, purl, licence_texts(one), tuple(inside))


def _system(collected: dict[str, list[str]]) -> list[Part]:
    """Libraries of the machine that built, by its own packages; Python's and the environment's are no such."""
    own = tuple(
        os.path.realpath(path) + os.sep for path in (sys.prefix, sys.base_prefix, ROOT, os.environ["CHANNELDESK_WORK"])
    )
    owners: dict[tuple[str, str], list[str]] = {}
    for path in sorted(collected):
        if sys.platform == "linux" and Path(path).is_absolute() and not path.startswith(own):
            owners.setdefault(_owner(path), []).extend(collected[path])
    return [
        Part(
            "system", name, version, "see the texts", f"pkg:deb/debian/{name}@{version}", _copyright(name), tuple(files)
        )
        for (name, version), files in sorted(owners.items())
    ]


def _owner(path: str) -> tuple[str, str]:
    """Name and version of the package that a library belongs to; its file's name where no package has it."""
    if shutil.which("dpkg-query") is not None:
        for spelled in (path, path.removeprefix("/usr")):
            done = subprocess.run(["dpkg-query", "-S", spelled], capture_output=True, text=True, check=False)
            if done.returncode == 0:
                package = done.stdout.split(": ", 1)[0].split(",", maxsplit=1)[0].strip()
                form = "${source:Package} ${Version}"
                said = subprocess.run(
                    ["dpkg-query", "-W", "-f", form, package], capture_output=True, text=True, check=True
                )
                return package.split(":", 1)[0], said.stdout.split()[1]
    return Path(path).name, "0"


def _copyright(package: str) -> tuple[Path, ...]:
    path = Path("/usr/share/doc") / package / "copyright"
    return (path,) if path.is_file() else ()


def _others() -> list[Part]:
    """What is no distribution: Python itself, the font, the icons."""
    version = ".".join(map(str, sys.version_info[:3]))
    python = [Path(sysconfig.get_path("stdlib")) / "LICENSE.txt", Path(sys.base_prefix) / "LICENSE.txt"]
    resources = ROOT / "resources"
    return [
        Part("other", "cpython", version, "PSF-2.0", f"pkg:generic/cpython@{version}",
             tuple(path for path in python if path.is_file())[:1]),
        Part("other", "noto-sans-sc", "2.004", "OFL-1.1", "pkg:generic/noto-sans-sc@2.004",
             (resources / "fonts" / "OFL.txt",)),
        Part("other", "lucide", "1.62.0", "ISC", "pkg:npm/lucide-static@1.62.0",
             (resources / "icons" / "LICENSE.txt",)),
    ]  # fmt: skip
