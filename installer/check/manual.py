"""The administrator's manual in a clean root: its commands, word by word, as root, with the packages beside.

``python -m installer.check.manual [--packages DIR] [--work DIR]``. What needs a public network is left out and named.
"""

import argparse
import shutil
import sys
import tempfile
import time
from pathlib import Path
from typing import Final

from installer import linux
from installer.build import say
from installer.check.__main__ import older_package
from installer.check.root import Root, clean_root, lacking
from installer.manual import script
from installer.product import ROOT, own_version, product

KINDS: Final = ("root", "slow")
"""What a clean root can run; what needs a public network or the source is named and left out."""
_CLOCK: Final = 'exec > >(while IFS= read -r line; do printf "%4d s  %s\\n" "$SECONDS" "$line"; done) 2>&1\n'


def try_manual(root: Root, older: Path, newer: Path) -> str:
    """Put the packages where the manual has them, and run its commands; returns what they said.

    Raises RuntimeError at the first command that fails, with its place in the manual.
    """
    home = root.folder / "root"
    (home / "newer").mkdir()
    shutil.copyfile(older, home / older.name)
    shutil.copyfile(newer, home / "newer" / newer.name)
    (home / "manual.sh").write_text(_CLOCK + script("en", KINDS), encoding="utf-8")
    done = root.run("/bin/bash", "-c", "cd /root && exec bash manual.sh", check=False, more={"QT_QPA_PLATFORM": ""})
    if done.returncode:
        raise RuntimeError(f"{done.stdout[-6000:]}{done.stderr[-3000:]}")
    return done.stdout


def main(words: list[str] | None = None) -> int:
    """Try the manual in a clean root, where one can be made here."""
    parser = argparse.ArgumentParser(prog="python -m installer.check.manual", description=__doc__)
    parser.add_argument("--packages", type=Path, default=ROOT / "dist", help="where the packages lie")
    parser.add_argument("--work", type=Path, default=ROOT / "build", help="where the build worked")
    asked = parser.parse_args(words)
    packages, work = asked.packages.absolute(), asked.work.absolute()
    say("== the administrator's manual, word by word")
    if reason := lacking():
        say(f"  SKIPPED  needs {reason}")
        return 0
    began = time.monotonic()
    newer = packages / f"{product().id}_{own_version()}_{linux.machine()}.deb"
    older = older_package(packages / product().name, work)
    with (
        tempfile.TemporaryDirectory(prefix="channeldesk-root-") as name,
        clean_root(Path(name), work / "cache") as root,
    ):
        try:
            said = try_manual(root, older, newer)
        except RuntimeError as fault:
            say(str(fault))
            return 1
    for line in said.splitlines():
        if " == " in line or " -- " in line:
            say(line)
    say(f"  {time.monotonic() - began:5.1f} s  the manual holds")
    return 0


if __name__ == "__main__":
    sys.exit(main())
