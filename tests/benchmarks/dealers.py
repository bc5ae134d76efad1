"""The Dealers page over 5,000 dealers: its list, a card and the tree's filter, beside plain SQL of the same rows.

    python -m tests.benchmarks dealers [--dealers 5000] [--rounds 5]

The dealers come in by the real import, with areas, tiers and whom they buy from; one in ten thousand lines of orders is
theirs. Each round is a process of its own with the workspace open: the page's module is imported, the page built and
shown until its rows are painted (cold); then a card is opened until it is painted; then the tree is filtered by a text
that is typed letter by letter. The baseline is ``sqlite3`` reading the same columns of the same rows into a list.
"""

import argparse
import csv
import json
import os
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

from app.bootstrap import create_desk
from app.core.progress import Progress
from app.core.settings import MachineSettings
from app.imports.profile import parse_profile
from tests.benchmarks.measuring import ROUNDS, Ratio, say

AIM_S = 1.0
GOALS = {"list": 60, "card": 60, "tree": 5}
"""Times the plain query; for the tree, one letter against it."""
TYPED = "海曙医药"
PROFILE = """
id = "dealers"
source = "erp"
[file]
match = ["dealers*.csv"]
[[feed]]
feed = "party_row"
[feed.columns]
party_code = "code"
name = "name"
tier = "tier"
parent_code = "parent"
area_name = "area"
office = "office"
manager = "manager"
payment_days = "days"
credit_limit = "limit"
"""
PLAIN = """
    SELECT p.id, p.ref, c.code, p.name, p.role, p.tier, u.id, u.name, p.area_name, p.office, p.manager, p.owner_group,
           p.uscc, p.payment_days, p.credit_limit_e4, p.status, p.note
    FROM party p LEFT JOIN party_code c ON c.party_id = p.id AND c.removed = 0
    LEFT JOIN party_parent l ON l.party_id = p.id AND l.removed = 0 LEFT JOIN party u ON u.id = l.parent_id
    WHERE p.removed = 0 ORDER BY p.name, p.id
"""


def make(folder: Path, count: int) -> Path:
    """A workspace with so many dealers in three tiers."""
    desk = create_desk(folder / "dealers.cdesk", machine=MachineSettings(folder / "home"))
    file = folder / "dealers_1.csv"
    with file.open("w", encoding="utf-8", newline="") as out:
        write = csv.writer(out).writerow
        write(("code", "name", "tier", "parent", "area", "office", "manager", "days", "limit"))
        for n in range(count):
            tier, parent = ("province", "") if n < 20 else ("city", n % 20) if n < 500 else ("county", 20 + n % 480)
            town = ("海曙", "余姚", "义乌", "瑞安", "诸暨", "龙泉")[n % 6]
            above = f"D{parent:05d}" if parent != "" else ""
            name, office, manager = f"{town}第{n}医药有限公司", f"第{n % 9}办事处", f"经理{n % 40}"
            write((f"D{n:05d}", name, tier, above, f"{town}市", office, manager, n % 4 * 30, 100_000 + n))
    with desk.pipeline.staged(file, parse_profile(PROFILE, desk.feeds), progress=Progress()) as ready:
        desk.pipeline.load(ready, progress=Progress())
    path = desk.workspace.paths.main
    desk.close()
    return path


def plain(path: Path) -> float:
    """Seconds of the plain query, the file being in memory already."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(PLAIN).fetchall()
        start = time.perf_counter()
        connection.execute(PLAIN).fetchall()
        return time.perf_counter() - start


def child(path: Path) -> dict[str, float]:
    """What one process measured."""
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
    words = [sys.executable, "-m", "tests.benchmarks.dealers_child", str(path)]
    done = subprocess.run(words, env=environment, check=True, capture_output=True, text=True)
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def main(arguments: list[str]) -> list[Ratio]:
    """Measure and say."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--dealers", type=int, default=5_000)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    asked, _ = parser.parse_known_args(arguments)
    with tempfile.TemporaryDirectory(prefix="channeldesk-") as name:
        path = make(Path(name), asked.dealers)
        rounds = [(child(path), plain(path)) for _ in range(asked.rounds)]
    theirs = statistics.median(one for _, one in rounds)
    ours = {key: statistics.median(one[key] for one, _ in rounds) for key in GOALS}
    for key, value in ours.items():
        say(
            f"{asked.dealers:,} dealers, {key}: {value * 1000:.0f} ms (aim {AIM_S * 1000:.0f}); SQL {theirs * 1000:.1f}"
        )
    return [
        Ratio(
            f"{key} of {asked.dealers:,} dealers against a plain SQL query of the same rows", ours[key] / theirs, goal
        )
        for key, goal in GOALS.items()
    ]
