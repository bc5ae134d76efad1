"""The gate map of 5,000 dealers by 8 product groups, beside one plain SQL join of the same parties and papers.

    python -m tests.benchmarks gate [--dealers 5000] [--rounds 5]

Dealers, licences (two each, one in nine ended), contracts and products come in by the real import. The baseline is
``sqlite3``: a row for every dealer and group with the licence that covers its class and the contract that names it on
the day. It knows neither reviews, temperatures, states, areas, debts, alternatives nor the day of the next change.
"""

import argparse
import csv
import sqlite3
import statistics
import tempfile
import time
from contextlib import closing
from datetime import date
from pathlib import Path

from app.bootstrap import Desk, create_desk, open_desk
from app.compliance.gate.region import gate_map
from app.core.period import day_number
from app.core.progress import Progress
from app.core.settings import MachineSettings
from app.imports.profile import parse_profile
from tests.benchmarks.measuring import ROUNDS, Ratio, say

DAY = date(2026, 4, 10)
AIM_S = 1.0
GOAL = 10
GROUPS = 8
_CLASSES = ("化学药制剂", "食品")
_PROFILE = """
id = "{feed}"
source = "erp"
[file]
match = ["{feed}*.csv"]
[[feed]]
feed = "{feed}"
[feed.columns]
{columns}
"""
_FEEDS = {
    "party_row": ("party_code", "name"),
    "product_row": ("product_code", "name", "group_code", "goods_class"),
    "licence_row": ("party_code", "licence_type", "number", "goods_scope", "from", "to"),
    "contract_row": ("party_code", "number", "from", "to"),
}
_PLAIN = """
    SELECT p.id, g.code, max(l.id), max(k.id) FROM party p JOIN party_code c ON c.party_id = p.id AND c.removed = 0
    JOIN (SELECT DISTINCT g.code, x.goods_class FROM product x JOIN product_group g ON g.id = x.group_id) g
    LEFT JOIN licence l ON l.party_code = c.code AND +l.source_n = c.source_n AND l.removed = 0
      AND (l.goods_scope IS NULL OR l.goods_scope = g.goods_class) AND l.from_on <= :day AND l.to_on >= :day
    LEFT JOIN contract k ON k.party_code = c.code AND +k.source_n = c.source_n AND k.removed = 0
      AND k.from_on <= :day AND k.to_on >= :day
    WHERE p.removed = 0 GROUP BY p.id, g.code ORDER BY p.id, g.code
"""


def _rows(dealers: int) -> dict[str, list[tuple[object, ...]]]:
    found: dict[str, list[tuple[object, ...]]] = {name: [] for name in _FEEDS}
    found["product_row"] = [(f"P{n}", f"产品{n}", f"G{n % GROUPS}", _CLASSES[n % GROUPS % 2]) for n in range(36)]
    for n in range(dealers):
        code, until = f"D{n:05d}", f"2026-0{1 + n % 9}-28"
        found["party_row"].append((code, f"第{n}医药有限公司"))
        found["licence_row"].append((code, "药品经营许可证", f"浙AA{n:06d}", _CLASSES[0], "2021-04-01", until))
        found["licence_row"].append((code, "食品经营许可证", f"JY{n:06d}", _CLASSES[1], "2021-04-01", "2027-03-31"))
        found["contract_row"].append((code, f"HT{n:05d}", "2026-01-01", "2026-12-31"))
    return found


def make(folder: Path, dealers: int) -> Path:
    """A workspace with so many dealers and their papers."""
    desk = create_desk(folder / "gate.cdesk", machine=MachineSettings(folder / "home"))
    for feed, rows in _rows(dealers).items():
        file = folder / f"{feed}_1.csv"
        with file.open("w", encoding="utf-8", newline="") as out:
            csv.writer(out).writerows((_FEEDS[feed], *rows))
        columns = "\n".join(f'{one} = "{one}"' for one in _FEEDS[feed])
        profile = parse_profile(_PROFILE.format(feed=feed, columns=columns), desk.feeds)
        with desk.pipeline.staged(file, profile, progress=Progress()) as ready:
            desk.pipeline.load(ready, progress=Progress())
    path = desk.workspace.paths.main
    desk.close()
    return path


def plain(path: Path) -> float:
    """Seconds of the join, the file being in memory already."""
    asked = {"day": day_number(DAY)}
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(_PLAIN, asked).fetchall()
        start = time.perf_counter()
        rows = connection.execute(_PLAIN, asked).fetchall()
        took = time.perf_counter() - start
    if not any(row[2] is None for row in rows):
        raise RuntimeError("no paper has ended")
    return took


def ours(desk: Desk) -> float:
    """Seconds of the map as the page asks for it."""
    with desk.db.read() as session:
        gate_map(session, DAY, DAY)
        start = time.perf_counter()
        found = gate_map(session, DAY, DAY)
        took = time.perf_counter() - start
    if {cell.state for row in found.rows for cell in row.cells} != {"yes", "no"}:
        raise RuntimeError("the map says nothing")
    return took


def main(arguments: list[str]) -> list[Ratio]:
    """Measure and say."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--dealers", type=int, default=5_000)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    asked, _ = parser.parse_known_args(arguments)
    with tempfile.TemporaryDirectory(prefix="channeldesk-") as name:
        path = make(Path(name), asked.dealers)
        desk = open_desk(path, machine=MachineSettings(Path(name) / "home"))
        rounds = [(ours(desk), plain(path)) for _ in range(asked.rounds)]
        desk.close()
    mine, theirs = (statistics.median(column) for column in zip(*rounds, strict=True))
    say(f"{asked.dealers:,} dealers x {GROUPS}: {mine * 1000:.0f} ms (aim {AIM_S * 1000:.0f}); SQL {theirs * 1000:.0f}")
    return [
        Ratio(f"gate map of {asked.dealers:,} dealers x {GROUPS} groups against a plain SQL join", mine / theirs, GOAL)
    ]
