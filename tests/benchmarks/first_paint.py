"""First paint of the window, and the first true figures on its board, against the first paint of a bare PySide6 window.

    python -m tests.benchmarks first_paint [--rounds 5] [--workspace FILE]

Child processes in turn, offscreen unless QT_QPA_PLATFORM says otherwise, bytecode compiled, the practice region open
last time on its board. Wall time is from the start of the process; user and system seconds are the process's own.
"""

import argparse
import compileall
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from app.core.progress import Progress
from app.core.settings import HOME_VARIABLE, MachineSettings
from tests.benchmarks.measuring import ROUNDS, Ratio, say
from ui.app import practice_desk
from ui.core.memory import Memory

ROOT = Path(__file__).parents[2]
CHILD = Path(__file__).with_name("paint_child.py")
MODES = ("bare", "shell", "board", "anew")
GOALS = {"shell": 1.5, "board": 4.0, "anew": 4.0}
TITLES = {
    "shell": "first paint",
    "board": "first true figures on the board, nothing changed since they were left,",
    "anew": "first true figures on the board, read anew,",
}


def last_time(home: Path, workspace: Path | None) -> None:
    """What the last run leaves: a workspace with the practice region, its board in sight, a language."""
    machine = MachineSettings(home)
    if workspace is None:
        desk = practice_desk(machine, Progress())
        workspace = desk.db.path
        desk.close()
    machine.update(last_workspace=str(workspace), language="zh_CN", theme="light")
    memory = Memory(home / "window.json", machine)
    memory.put("window.page", "board")
    child("leave", home)


def child(mode: str, home: Path) -> str:
    """Run one child to its end; what it prints."""
    places = {HOME_VARIABLE: str(home), "PYTHONPATH": str(ROOT)}
    surroundings = os.environ | places | {"QT_QPA_PLATFORM": os.environ.get("QT_QPA_PLATFORM", "offscreen")}
    done = subprocess.run(
        [sys.executable, str(CHILD), mode], env=surroundings, cwd=ROOT, check=True, stdout=subprocess.PIPE, timeout=120
    )
    return done.stdout.decode()


def once(mode: str, home: Path) -> tuple[float, float]:
    """Wall seconds and seconds of the processors of one child."""
    start = time.perf_counter()
    clock, user, system = map(float, child(mode, home).split())
    return clock - start, user + system


def main(arguments: list[str]) -> list[Ratio]:
    """Measure and say."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--workspace", type=Path)
    asked, _ = parser.parse_known_args(arguments)
    for folder in ("app", "ui"):
        compileall.compile_dir(ROOT / folder, quiet=2)
    with tempfile.TemporaryDirectory(prefix="channeldesk-") as name:
        last_time(Path(name), asked.workspace)
        found: dict[str, list[tuple[float, float]]] = {mode: [] for mode in MODES}
        for number in range(asked.rounds + 1):
            for mode in MODES:
                taken = once(mode, Path(name))
                if number:
                    found[mode].append(taken)
    wall, used = (
        {mode: statistics.median(one[place] for one in ones) for mode, ones in found.items()} for place in (0, 1)
    )
    for mode in MODES:
        say(f"{mode}: {wall[mode] * 1000:.0f} ms wall, {used[mode] * 1000:.0f} ms of processors")
    return [
        Ratio(f"{TITLES[mode]} against a bare PySide6 window, {kind}", taken[mode] / taken["bare"], GOALS[mode])
        for mode in MODES[1:]
        for kind, taken in (("wall", wall), ("user and system", used))
    ]
