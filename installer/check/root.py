"""A clean Debian in a folder: made by debootstrap, entered by chroot; only what a package asks for gets into it."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http import HTTPStatus
from pathlib import Path
from typing import Final
from urllib.request import urlopen

SUITE: Final = "bookworm"
PERSON: Final = "manager"
"""The account that works in the clean root."""
_BARE: Final = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C.UTF-8", "DEBIAN_FRONTEND": "noninteractive"}


class NotHereError(RuntimeError):
    """What this machine does not allow or reach; its text says it."""


def _require(words: list[str], *, env: Mapping[str, str] | None = None) -> None:
    """Run what makes the root; raises NotHereError, for a refusal here says nothing of the packages."""
    done = subprocess.run(words, check=False, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    if done.returncode:
        said = (done.stderr.strip().splitlines() or [""])[-1]
        raise NotHereError(f"{words[0]}, which ended with {done.returncode} here ({said})")


def lacking() -> str:
    """Why no clean root can be made here, empty where it can."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        return "root (debootstrap and chroot need it)"
    for name in ("debootstrap", "chroot", "mount", "dpkg-deb", "Xvfb"):
        if shutil.which(name) is None:
            return f"the command {name}"
    url = f"{mirror()}/dists/{SUITE}/Release"
    if not url.startswith(("http://", "https://")):
        return ""
    try:
        with urlopen(url, timeout=30) as answer:  # noqa: S310 - the scheme is looked at above
            return "" if answer.status == HTTPStatus.OK else f"the mirror {mirror()}"
    except OSError as fault:
        return f"the mirror {mirror()} ({fault})"


def mirror() -> str:
    """The mirror that apt of this machine asks for Debian; empty where debootstrap's own is asked."""
    named = os.environ.get("CHANNELDESK_MIRROR")
    if named:
        return named
    files = [Path("/etc/apt/sources.list"), *sorted(Path("/etc/apt/sources.list.d").glob("*"))]
    for path in (one for one in files if one.is_file()):
        for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
            found = re.match(r"(?:URIs:|deb\s+(?:\[[^]]*\]\s+)?)\s*(\S+/debian)/?(\s|$)", line)
            if found:
                return found[1]
    return ""


class Root:
    """One clean root: run commands in it as root or as a person."""

    def __init__(self, folder: Path) -> None:
        """``folder`` is the root of the other system."""
        self.folder = folder

    def run(
        self, *words: str, person: bool = False, more: Mapping[str, str] | None = None, check: bool = True
    ) -> subprocess.CompletedProcess[str]:
        """Run a command to its end; raises where it fails, with what it said."""
        done = subprocess.run(
            self.command(*words, person=person), env=self.surroundings(person=person) | dict(more or {}),
            capture_output=True, text=True, encoding="utf-8", errors="replace", check=False, timeout=1_800,
        )  # fmt: skip
        if check and done.returncode:
            raise RuntimeError(f"{' '.join(words)}: {done.returncode}\n{done.stdout[-2000:]}{done.stderr[-4000:]}")
        return done

    def start(self, *words: str, more: Mapping[str, str]) -> subprocess.Popen[bytes]:
        """Start a program of the person and leave it running."""
        log = (self.folder / "home" / PERSON / "window.log").open("wb")
        with log:
            return subprocess.Popen(
                self.command(*words, person=True), env=self.surroundings(person=True) | dict(more), stdout=log,
                stderr=subprocess.STDOUT,
            )  # fmt: skip

    def command(self, *words: str, person: bool) -> list[str]:
        """The command that runs another one inside."""
        who = [f"--userspec={PERSON}:{PERSON}"] if person else []
        return ["chroot", *who, str(self.folder), *words]

    def surroundings(self, *, person: bool) -> dict[str, str]:
        """The environment inside: nothing of this machine's but ways to a mirror."""
        ways = {name: value for name, value in os.environ.items() if name.lower().endswith("_proxy")}
        return _BARE | ways | {"HOME": f"/home/{PERSON}" if person else "/root"}

    def install(self, *packages: str) -> None:
        """``apt-get install`` without what is only recommended."""
        self.run("apt-get", "install", "-y", "-q", "--no-install-recommends", "--allow-downgrades", *packages)

    def files(self) -> set[str]:
        """Every path inside, but for what apt, dpkg and the system keep for themselves and for homes."""
        left_out = (
            "proc",
            "sys",
            "dev",
            "tmp",
            "home",
            "root",
            "run",
            "var/lib/apt",
            "var/lib/dpkg",
            "var/cache",
            "var/log",
        )
        found = set()
        for here, folders, names in os.walk(self.folder):
            inside = Path(here).relative_to(self.folder).as_posix()
            folders[:] = [one for one in folders if f"{inside}/{one}".removeprefix("./") not in left_out]
            found |= {f"{inside}/{name}" for name in (*folders, *names)}
        return found


@contextmanager
def clean_root(folder: Path, cache: Path) -> Iterator[Root]:
    """A clean root in ``folder``, taken down at the end; the base is kept in ``cache`` as an archive.

    Raises NotHereError where this machine makes none.
    """
    base = cache / f"{SUITE}.tar"
    folder.mkdir(parents=True, exist_ok=True)
    if not base.exists():
        cache.mkdir(parents=True, exist_ok=True)
        made = cache / f"{SUITE}.making"
        shutil.rmtree(made, ignore_errors=True)
        _require(["debootstrap", "--variant=minbase", SUITE, str(made), *filter(None, [mirror()])])
        part = base.with_suffix(".part")
        subprocess.run(["tar", "-C", str(made), "-cf", str(part), "."], check=True)
        part.rename(base)
        shutil.rmtree(made)
    subprocess.run(["tar", "-C", str(folder), "-xf", str(base)], check=True)
    for name in ("resolv.conf", "hosts"):
        if (Path("/etc") / name).exists():
            shutil.copyfile(f"/etc/{name}", folder / "etc" / name)
    for path in Path("/etc/apt/apt.conf.d").glob("*proxy*"):
        shutil.copyfile(path, folder / "etc/apt/apt.conf.d" / path.name)
    mounted = []
    try:
        for kind, inside in (("proc", "proc"), ("devtmpfs", "dev"), ("tmpfs", "dev/shm")):
            place = folder / inside
            place.mkdir(exist_ok=True)
            words = ["-t", kind, kind] if kind != "devtmpfs" else ["--bind", "/dev"]
            _require(["mount", *words, str(place)])
            mounted.append(place)
        root = Root(folder)
        root.run("useradd", "--create-home", "--shell", "/bin/bash", PERSON)
        _require(root.command("apt-get", "update", "-q", person=False), env=root.surroundings(person=False))
        yield root
    finally:
        for place in reversed(mounted):
            subprocess.run(["umount", "--lazy", str(place)], check=False)
        if not any(place.is_mount() for place in mounted):  # else the devices of this machine would go too
            shutil.rmtree(folder, ignore_errors=True)
