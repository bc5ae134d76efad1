"""Writes every page as pictures: ``python tools/pictures.py [--out DIR] [--workspace FILE] [PAGE ...]``.

Each page of the shell's list, the welcome page and the guide, in Chinese and English, light and dark, at 1366x768 and
at twice the scale. Without a workspace the practice region is used (made in the account's folder at the first call).
"""

import argparse
import os
import subprocess
import sys
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QApplication

    from ui.shell.program import Program

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
SIZE = (1366, 768)
PATIENCE_S = 900.0
"""Making the practice region takes minutes on a busy machine."""


def main(words: list[str]) -> int:
    """Take the pictures of one scale here, those of the other in a child (Qt reads the scale once)."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=ROOT / "out" / "pictures")
    parser.add_argument("--workspace", type=Path)
    parser.add_argument("--scale", type=int, choices=(1, 2), default=0)
    parser.add_argument("pages", nargs="*")
    args = parser.parse_args(words)
    if args.scale:
        take(args.out, args.workspace, args.pages, args.scale)
        return 0
    for scale in (1, 2):
        environment = os.environ | {"QT_SCALE_FACTOR": str(scale)}
        found = subprocess.run([sys.executable, __file__, *words, "--scale", str(scale)], env=environment, check=False)
        if found.returncode:
            return found.returncode
    return 0


def take(out: Path, workspace: Path | None, wanted: list[str], scale: int) -> None:
    """All pictures of one scale."""
    from PySide6.QtWidgets import QApplication

    from app.core.settings import MachineSettings
    from ui.app import openers
    from ui.core.memory import Memory
    from ui.shell.pages import PAGES
    from ui.shell.program import Program

    app = QApplication([])
    machine = MachineSettings()
    program = Program(app, Memory(), machine, openers(machine))
    program.window.resize(*SIZE)
    out.mkdir(parents=True, exist_ok=True)
    if not wanted or "welcome" in wanted:
        program.show_welcome()
        program.window.show()
        _all_faces(app, program, out, "welcome", scale)
    program.window.show()
    if workspace is not None:
        program.open(workspace)
    else:
        program.practice()
    wait(app, program, lambda: program.window.desk is not None)
    for spec in PAGES:
        if not wanted or spec.key in wanted:
            program.window.go(spec.key, {})
            wait(app, program, partial(shows, program, spec.key))
            _all_faces(app, program, out, spec.key, scale)
    if not wanted or "help" in wanted:
        program.window.help("figures")
        _all_faces(app, program, out, "help", scale)
    program.stop()


def _all_faces(app: "QApplication", program: "Program", out: Path, name: str, scale: int) -> None:
    if program.window.who is not None:
        program.window.who.hide()
    for lang in ("zh_CN", "en"):
        for theme in ("light", "dark"):
            program.look.set_language(lang)
            program.look.set_mode(theme)
            wait(app, program, lambda: True)
            path = out / f"{name}-{lang[:2]}-{theme}-{scale}x.png"
            program.window.grab().save(str(path))
            print(path)


def shows(program: "Program", key: str) -> bool:
    """Whether a page is the one in front."""
    return program.window.book.current_key == key


def wait(app: "QApplication", program: "Program", ready: "Callable[[], bool]") -> None:
    """Until it is ready, no task runs and the charts are drawn."""
    end = time.monotonic() + PATIENCE_S
    quiet = 0
    while time.monotonic() < end and quiet < 12:
        app.processEvents()
        busy = bool(program.tasks.running) or not ready()
        quiet = 0 if busy else quiet + 1
        time.sleep(0.01)
    if quiet < 12:
        sys.exit("the window did not come to rest")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
