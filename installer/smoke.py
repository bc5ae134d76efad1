"""Does a built program work at all: ``python -m installer.smoke FOLDER_OR_APP``. Runs on every system without a screen.

Version, doctor, a small practice region taken in through the sandbox's child, an assessment, PDFs, and a window that
opens the workspace. It is what a public machine can say of a package; stories of use are the tests' matter.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from installer.product import product

LINES: Final = 400
PERIOD: Final = "2026-Q1"
WINDOW_S: Final = 90.0
"""A slow machine may take so long until the window has opened the workspace."""


@dataclass(frozen=True)
class Programs:
    """The program of commands and that of the window; one and the same but on Windows."""

    console: Path
    window: Path


def programs(built: Path) -> Programs:
    """What is to be started in a folder, or an app; raises SystemExit where nothing is."""
    about = product()
    inside = built / "Contents" / "MacOS" if built.suffix == ".app" else built
    names = [(about.console, about.window), (about.id, about.id)]
    for console, window in names:
        for end in ("", ".exe"):
            found = Programs(inside / f"{console}{end}", inside / f"{window}{end}")
            if found.console.is_file() and found.window.is_file():
                return found
    raise SystemExit(f"no program lies in {inside}")


class Smoke:
    """One run in a folder of its own, with an account of its own."""

    def __init__(self, found: Programs, folder: Path, environment: Mapping[str, str] = os.environ) -> None:
        """Nothing is started yet."""
        self.programs, self.folder = found, folder
        self.workspace = folder / "practice.cdesk"
        own = {"CHANNELDESK_HOME": str(folder / "home"), "QT_QPA_PLATFORM": "offscreen", "PYTHONIOENCODING": "utf-8"}
        kept = {name: value for name, value in environment.items() if not name.startswith(("PYTHON", "VIRTUAL_ENV"))}
        self.environment = {**kept, **own}

    def say(self, *words: object, allowed: Sequence[int] = (0,)) -> str:
        """Run a command; returns what it printed, raises SystemExit where it failed."""
        line = [str(self.programs.console), *map(str, words)]
        done = subprocess.run(
            line, env=self.environment, capture_output=True, timeout=1800, check=False, cwd=self.folder
        )
        out, wrong = done.stdout.decode("utf-8", "replace"), done.stderr.decode("utf-8", "replace")
        if done.returncode not in allowed:
            asked = " ".join(map(str, words))
            raise SystemExit(f"{asked}: exit status {done.returncode}\n{out[-2000:]}\n{wrong[-4000:]}")
        return out

    def version(self, wanted: str) -> None:
        """The program says the version that was built."""
        said = self.say("--version").strip()
        if wanted and wanted not in said:
            raise SystemExit(f"--version says “{said}”, built was {wanted}")
        print(said)

    def doctor(self) -> None:
        """Nothing is to be mended but the screen, which a machine of this kind has not got."""
        rows = json.loads(self.say("doctor", "--json", allowed=(0, 1)))["rows"]
        bad = [row for row in rows if row["state"] == "bad" and row["part"] != "display"]
        if bad:
            raise SystemExit(f"the doctor says: {json.dumps(bad, ensure_ascii=False, indent=1)}")
        print(f"doctor: {len(rows)} rows")

    def figures(self) -> None:
        """Files go in, a quarter is assessed, its PDF comes out."""
        files = json.loads(self.say("-w", self.workspace, "demo", "--lines", LINES, "--json"))["files"]
        self.say("-w", self.workspace, "assess", "--period", PERIOD)
        for lang in ("zh", "en"):
            pdf = self.folder / f"executive-{lang}.pdf"
            what = ("report", "health", "--period", PERIOD, "--kind", "executive", "--out", pdf)
            self.say("-w", self.workspace, "--lang", lang, *what)
            if not pdf.read_bytes().startswith(b"%PDF-"):
                raise SystemExit(f"{pdf.name} is no PDF")
        self.say("-w", self.workspace, "check")
        print(f"figures: {files} files, {PERIOD} assessed, two PDFs, the workspace is sound")

    def window(self) -> None:
        """A window opens the workspace by its bare path, as a double click does, and stays."""
        log = self.folder / "home" / "logs" / "channeldesk.log"
        before = log.stat().st_size if log.exists() else 0
        line = [str(self.programs.window), str(self.workspace)]
        running = subprocess.Popen(line, env=self.environment, cwd=self.folder)
        try:
            until = time.monotonic() + WINDOW_S
            while " open, tx" not in _since(log, before):
                if running.poll() is not None or time.monotonic() > until:
                    raise SystemExit(f"the window did not open the workspace:\n{_since(log, before)[-3000:]}")
                time.sleep(0.2)
            time.sleep(1)
            if running.poll() is not None:
                raise SystemExit(f"the window ended by itself with {running.returncode}")
            self.no_crash()  # now: the end that comes here is one that the next start would report
        finally:
            running.terminate()
            running.wait(timeout=30)
        print("window: open")

    def no_crash(self) -> None:
        """Nothing went wrong so far."""
        crashes = list((self.folder / "home" / "logs" / "crashes").glob("crash-*.txt"))
        if crashes:
            raise SystemExit(crashes[0].read_text(encoding="utf-8"))


def _since(log: Path, start: int) -> str:
    if not log.exists():
        return ""
    return log.read_bytes()[start:].decode("utf-8", "replace")


def main(words: Sequence[str] | None = None) -> int:
    """Try what was built; ends with a sentence at the first fault."""
    parser = argparse.ArgumentParser(prog="python -m installer.smoke", description=__doc__)
    parser.add_argument("built", type=Path, help="the folder, or ChannelDesk.app")
    parser.add_argument("--version", default="", help="the version that it must say")
    asked = parser.parse_args(words)
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        one = Smoke(programs(asked.built.absolute()), Path(folder))
        one.version(asked.version)
        one.doctor()
        one.figures()
        one.window()
    return 0


if __name__ == "__main__":
    sys.exit(main())
