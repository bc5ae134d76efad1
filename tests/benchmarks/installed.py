"""The installed program against the source: ``--version``, a command on a workspace, the first paint of the window.

    python -m tests.benchmarks installed [--folder dist/ChannelDesk] [--rounds 5]

Child processes in turn, offscreen unless QT_QPA_PLATFORM says otherwise, bytecode compiled, a small workspace open last
time. The folder is what ``make package`` leaves; where there is none, nothing is measured. Wall time is from the start
of the process; user and system seconds are those of the process and what it starts.
"""

import argparse
import compileall
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from app.core.settings import HOME_VARIABLE, MachineSettings
from installer.product import product
from tests.benchmarks.measuring import ROUNDS, Ratio, say

ROOT = Path(__file__).parents[2]
GOAL = 1.5
LOADER = 2.5
"""For a process that does nothing else: the packages' loader takes 15 to 30 ms before Python begins."""
PAINT = "first paint"
LINES = "order,line,dealer,product,ordered,qty,amount\n" + "".join(
    f"O{number},1,D{number % 9},P{number % 5},2026-0{1 + number % 3}-11,{1 + number % 7},{100 + number}.50\n"
    for number in range(500)
)
PROFILE = 'id = "lines"\nsource = "erp"\n[file]\nmatch = ["lines*.csv"]\n[[feed]]\nfeed = "order_line"\n' + "".join(
    f'{"[feed.columns]" + chr(10) if name == "order_no" else ""}{name} = "{column}"\n'
    for name, column in (
        ("order_no", "order"), ("line_no", "line"), ("party_code", "dealer"), ("product_code", "product"),
        ("ordered", "ordered"), ("ordered_quantity", "qty"), ("amount", "amount"),
    )
)  # fmt: skip


def once(command: list[str], words: list[str], home: Path) -> tuple[float, float]:
    """Wall seconds (to the paint where that is asked) and seconds of the processors of one run."""
    surroundings = os.environ | {HOME_VARIABLE: str(home)}
    surroundings["QT_QPA_PLATFORM"] = os.environ.get("QT_QPA_PLATFORM", "offscreen")
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run([*command, *words], env=surroundings, cwd=home, check=True, capture_output=True, timeout=300)
    wall = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if words == ["--paint-child"]:
        clock, user, system = map(float, done.stdout.split())
        return clock - start, user + system
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main(arguments: list[str]) -> list[Ratio]:
    """Measure and say."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--folder", type=Path, default=ROOT / "dist" / product().name)
    asked, _ = parser.parse_known_args(arguments)
    built = asked.folder.absolute() / product().id
    if not built.exists():
        say(f"{built} is not there: `make package` builds it")
        return []
    for folder in ("app", "ui", "migrations"):
        compileall.compile_dir(ROOT / folder, quiet=2)
    sides = {"source": [sys.executable, str(ROOT / "main.py")], "installed": [str(built)]}
    with tempfile.TemporaryDirectory(prefix="channeldesk-") as name:
        home = Path(name)
        (home / "lines.csv").write_text(LINES, encoding="utf-8")
        (home / "lines.toml").write_text(PROFILE, encoding="utf-8")
        once(sides["source"], ["-w", "region.cdesk", "import", "lines.csv", "--profile", "lines.toml"], home)
        MachineSettings(home).update(last_workspace=str(home / "region.cdesk"), language="zh_CN", theme="light")
        workspace = ["-w", "region.cdesk"]
        works = {
            "--version": ["--version"],
            "a command on a workspace": [*workspace, "batches"],
            "an import in a child": [
                "-w",
                "region.cdesk",
                "import",
                "lines.csv",
                "--profile",
                "lines.toml",
                "--dry-run",
            ],
            PAINT: ["--paint-child"],
        }
        return [ratio for title, words in works.items() for ratio in _compared(title, words, sides, home, asked.rounds)]


def _compared(title: str, words: list[str], sides: dict[str, list[str]], home: Path, rounds: int) -> list[Ratio]:
    found: dict[str, list[tuple[float, float]]] = {side: [] for side in sides}
    for number in range(rounds + 1):
        for side, command in sides.items():
            taken = once(command, words, home)
            if number:
                found[side].append(taken)
    made, goal = [], LOADER if words == ["--version"] else GOAL
    for place, kind in ((0, "wall"), (1, "user and system")):
        middle = {side: statistics.median(one[place] for one in ones) for side, ones in found.items()}
        say(f"{title}, {kind}: installed {middle['installed'] * 1000:.0f} ms, source {middle['source'] * 1000:.0f} ms")
        made.append(Ratio(f"{title}: installed against source, {kind}", middle["installed"] / middle["source"], goal))
    return made
