"""Own boards over millions of order lines: each ready-made board is opened, and its filters and periods are changed.

    python -m tests.benchmarks boards [--lines 5000000] [--rounds 3] [--workspace FILE]

Each round is a process of its own with the workspace open and nothing of it in memory: the page is built and shown
until every tile is painted, the order pipeline too, which the others do not wait for; then nine other choices (a
region, a dealer, a product group, three spans, the year before, two at once, none), each until all is painted, and last
the most memory that the process had. Processors' seconds are said beside wall time, which other work on the machine
lengthens.

Beside it the figures of the tiles that order lines alone can tell (trend, heat map, ranking and Pareto of net sales,
and the order pipeline) against DuckDB with two threads on the Parquet files of ``board``: for net sales once with a
reading of the lines for each tile and once with one reading a look for all four, then a query of its sums for each
tile; for the pipeline one query; years before, growth and shares too,
answers compared. Both are warm as there; names and goals only ours reads.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from app.boards.templates import TEMPLATES
from app.bootstrap import open_desk
from app.core.settings import MachineSettings
from tests.benchmarks.board import make, take_in
from tests.benchmarks.boards_parquet import compare
from tests.benchmarks.measuring import Ratio, say

OPEN_S, CHANGE_S, MEMORY_MB = 1.0, 0.3, 700.0
GOAL = 0.1


def child(path: Path, word: str) -> dict[str, float]:
    """What one process measured of one board; of its changes the median and the slowest."""
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
    words = [sys.executable, "-m", "tests.benchmarks.boards_child", str(path), word]
    done = subprocess.run(words, env=environment, check=True, capture_output=True, text=True)
    found = json.loads(done.stdout.splitlines()[-1])
    changes, used = found.pop("filters"), found.pop("used")
    median = statistics.median
    return {**found, "change": median(changes), "slowest": max(changes), "change_used": median(used)}


def pages(path: Path, rounds: int) -> list[Ratio]:
    """Each ready-made board as a person opens it."""
    found, most = [], 0.0
    for word in TEMPLATES:
        taken = [child(path, word) for _ in range(rounds)]
        one = {name: statistics.median(each[name] for each in taken) for name in taken[0]}
        most = max(most, *(each["mb"] for each in taken))
        say(
            f"  {word}: first painted after {one['first'] * 1000:.0f} ms, all after {one['open'] * 1000:.0f} ms "
            f"({one['open_used'] * 1000:.0f} of processors); another choice {one['change'] * 1000:.0f} ms "
            f"({one['change_used'] * 1000:.0f}), the slowest {one['slowest'] * 1000:.0f}; {one['mb']:.0f} MB"
        )
        found += [
            Ratio(f"board “{word}” opened, of {OPEN_S:g} s", one["open"] / OPEN_S, 1),
            Ratio(f"board “{word}”, another choice painted, of {CHANGE_S:g} s", one["change"] / CHANGE_S, 1),
        ]
    return [*found, Ratio(f"peak memory of any, of {MEMORY_MB:.0f} MB", most / MEMORY_MB, 1)]


def main(arguments: list[str]) -> list[Ratio]:
    """Measure and say."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--lines", type=int, default=5_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--workspace", type=Path, help="a workspace that is there already")
    asked, _ = parser.parse_known_args(arguments)
    with tempfile.TemporaryDirectory(prefix="channeldesk-") as name:
        folder, path = Path(name), asked.workspace
        if path is None:
            region = make(folder / "large", asked.lines)
            take_in(region.desk, region.later)
            path = region.desk.workspace.paths.main
            region.desk.close()
        found = pages(path, asked.rounds)  # before this process is large, as a child begins with its parent's peak
        desk = open_desk(path, machine=MachineSettings(folder / "home"))
        found += [Ratio(f"tiles by cells against DuckDB on Parquet: {what}", ratio, GOAL)
                  for what, ratio in compare(desk, folder, asked.rounds)]  # fmt: skip
        desk.close()
    return found
