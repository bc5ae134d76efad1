"""What the files of a folder want of the system below them: libraries that are not inside, and the oldest glibc."""

import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_NEEDED: Final = re.compile(r"^\s+NEEDED\s+(\S+)$", re.MULTILINE)
_GLIBC: Final = re.compile(r"\bGLIBC_(\d+)\.(\d+)")
_LIBC: Final = re.compile(r"^(ld-linux.*|lib(c|dl|m|pthread|rt|util|resolv)\.so\.\d+)$")
BY_SONAME: Final = {"libEGL.so.1": "libegl1", "libGL.so.1": "libgl1", "libxcb.so.1": "libxcb1",
                    "libGLX.so.0": "libglx0", "libOpenGL.so.0": "libopengl0"}  # fmt: skip
"""Debian's packages of the libraries that belong to a machine's graphics and are never brought along."""


@dataclass(frozen=True)
class Wants:
    """What a machine must have."""

    libraries: tuple[str, ...]
    """Sonames that are neither inside nor glibc's own."""
    glibc: tuple[int, int]


def programs(folder: Path) -> Iterator[Path]:
    """Every ELF file of a folder, sorted."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink():
            with path.open("rb") as file:
                if file.read(4) == b"\x7fELF":
                    yield path


def wants(folder: Path) -> Wants:
    """Read it from the files' own headers."""
    inside = {path.name for path in folder.rglob("*")}
    missing: set[str] = set()
    glibc = (2, 0)
    for path in programs(folder):
        said = subprocess.run(["objdump", "-p", str(path)], capture_output=True, text=True, check=True).stdout
        missing |= {name for name in _NEEDED.findall(said) if name not in inside and not _LIBC.match(name)}
        glibc = max([glibc, *((int(big), int(small)) for big, small in _GLIBC.findall(said))])
    return Wants(tuple(sorted(missing)), glibc)
