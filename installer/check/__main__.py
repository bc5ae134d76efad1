"""Proves the packages of Linux: ``python -m installer.check [--packages DIR] [--twice]``; what it skips it names."""

import argparse
import shutil
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import Final

from installer import linux
from installer.build import say
from installer.check import papers, twice
from installer.check.root import NotHereError, clean_root, lacking
from installer.check.screen import screen
from installer.check.story import Story, expect
from installer.manual import script
from installer.product import ROOT, Stamp, own_version, product, stamp

OLDER: Final = "0.0.9"
MANUAL_KINDS: Final = ("root", "slow")
"""Blocks of the manual that a clean root runs beside the plain ones: not those for a network or the source."""


def older_package(folder: Path, work: Path) -> Path:
    """The same program under an older number, as a package without compression."""
    aside = work / "older" / product().name
    shutil.rmtree(aside.parent, ignore_errors=True)
    shutil.copytree(folder, aside, symlinks=True)
    one: Stamp = replace(stamp(), version=OLDER)
    (aside / "_internal" / "build.json").write_text(one.text(), encoding="utf-8")
    made = linux.deb(aside, work, work, one, icons=work / "freeze", level=0)
    shutil.rmtree(aside.parent)
    return made


def clean_root_story(packages: Path, work: Path) -> None:
    """Install, work, upgrade, look, remove."""
    newer = packages / f"{product().id}_{own_version()}_{linux.machine()}.deb"
    older = older_package(packages / product().name, work)
    with tempfile.TemporaryDirectory(prefix="channeldesk-root-") as name, screen() as shown:
        began = time.monotonic()
        with clean_root(Path(name) / "root", work / "cache") as root:
            say(f"  {time.monotonic() - began:5.1f} s  a clean root")
            story, before = Story(root, say), root.files()
            story.install(older, OLDER)
            story.work()
            rows = story.rows()
            story.install(newer, own_version())
            story.kept(rows)
            story.work()
            story.doctor()
            story.parts()
            story.window(shown, packages / "window.png")
            story.remove(before, purge=False)
            story.install(newer, own_version())
            story.remove(before, purge=True)


def manual_story(packages: Path, work: Path) -> None:
    """What docs/admin tells, word by word, as the administrator of a clean machine."""
    newer = packages / f"{product().id}_{own_version()}_{linux.machine()}.deb"
    older = older_package(packages / product().name, work)
    with (
        tempfile.TemporaryDirectory(prefix="channeldesk-root-") as name,
        clean_root(Path(name) / "root", work / "cache") as root,
    ):
        place = root.folder / "root" / "packages"
        (place / "newer").mkdir(parents=True)
        shutil.copyfile(older, place / older.name)
        shutil.copyfile(newer, place / "newer" / newer.name)
        (place / "manual.sh").write_text(script("en", MANUAL_KINDS), encoding="utf-8")
        began = time.monotonic()
        done = root.run("bash", "-c", "cd /root/packages && exec bash manual.sh", check=False)
        for line in done.stdout.splitlines():
            if line.startswith(("-- ", "FAILED")):
                say(f"  {line}")
        expect(done.returncode == 0, f"{done.stdout[-3000:]}\n{done.stderr[-3000:]}")
        say(f"  {time.monotonic() - began:5.1f} s  docs/admin holds word by word")


def main(words: list[str] | None = None) -> int:
    """Run every proof that this machine allows."""
    parser = argparse.ArgumentParser(prog="python -m installer.check", description=__doc__)
    parser.add_argument("--packages", type=Path, default=ROOT / "dist", help="where the packages lie")
    parser.add_argument("--work", type=Path, default=ROOT / "build", help="where the build worked")
    parser.add_argument("--twice", action="store_true", help="build the folder again and compare")
    parser.add_argument("--manual", action="store_true", help="follow docs/admin word by word in a clean root")
    parser.add_argument("--venv", type=Path, default=None)
    asked = parser.parse_args(words)
    packages, work = asked.packages.absolute(), asked.work.absolute()
    folder = packages / product().name
    say("== papers")
    lost = papers.faults(folder / "_internal")
    for line in lost:
        say(f"  LACKS  {line}")
    say(f"  {'everything inside has its entry and its licence' if not lost else f'{len(lost)} are missing'}")
    status = 1 if lost else 0
    say("== clean root")
    reason = lacking()
    if reason:
        say(f"  SKIPPED  needs {reason}")
    else:
        try:
            clean_root_story(packages, work)
            if asked.manual:
                say("== the manual in a clean root")
                manual_story(packages, work)
        except NotHereError as fault:
            say(f"  SKIPPED  needs {fault}")
    if asked.twice:
        say("== built twice")
        status |= twice.main([str(folder), "--venv", str(asked.venv or work / "venv")])
    return status


if __name__ == "__main__":
    sys.exit(main())
