"""Settling policies over millions of order lines, against the bare SQL sums of the same lines.

    python -m tests.benchmarks settle [--lines 5000000] [--rounds 3] [--workspace FILE]

2,000 dealers, 36 months and 36 products in six groups come in by the real import. Ten policies, each by its own product
groups, tiers, stacking or baskets, are settled for every dealer and month: sums, returns, days, the hash of the keys of
all rows of each payout, and the arithmetic, with nothing in memory. The baseline is one SQL statement over the lines
that adds up value, quantity and rows by dealer, month and product group: all that the ten have in common, read once.
Said beside it: the same sums out of the kept cells. Last one policy is simulated over 24 months, warm: without hashing.
"""

import argparse
import sqlite3
import statistics
import tempfile
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path

from app.bootstrap import FEEDS, Desk, create_desk, open_desk
from app.core.period import Period, month
from app.core.settings import MachineSettings
from app.imports.profile import parse_profile
from app.incentives.assembly import settle_all
from app.incentives.policy import Basis, Basket, Goods, Payout, Policy, Scale, Tier
from app.kpi import kept
from tests.benchmarks import import_lines
from tests.benchmarks.import_child import LINES, PRODUCTS, take_in
from tests.benchmarks.measuring import Ratio, say, seconds

DEALERS, MONTHS, FIRST = 2_000, 36, date(2023, 1, 1)
AIM_S, GOAL, SIMULATED_S = 10.0, 3.0, 1.0
_SUMS = """
    SELECT m.dealer_n, p.group_n, cast((l.ordered_on - 19358) / 30.4375 AS INTEGER), sum(l.amount_e4),
      sum(l.ordered_quantity_e3), count(*)
    FROM order_line l
    CROSS JOIN cell_party m ON m.source_n = l.source_n AND m.code = l.party_code
    CROSS JOIN cell_goods p ON p.source_n = l.source_n AND p.code = l.product_code
    WHERE l.current = 1 GROUP BY 1, 2, 3
"""
_CELLS = """
    SELECT start, dealer_n, group_n, n, v1, v2 FROM cell WHERE pack = 1 AND span = 1 AND group_n > 0 AND kind IN (1, 4)
"""


def policies() -> list[Policy]:
    """Ten policies that ask for unlike goods, measures and scales."""
    groups = [f"G{n}" for n in range(import_lines.GROUPS)]
    steps = Scale("stepped", "percent", (Tier(0, 5_000_000, 10_000), Tier(5_000_000, None, 25_000)))
    whole = Scale("cumulative", "percent", (Tier(1_000_000, 8_000_000, 15_000), Tier(8_000_000, None, 30_000)))
    units = Scale("cumulative", "per_unit", (Tier(100_000, None, 500_000),))
    mix = (Basket("G0", Goods(groups=("G0",)), 150_000),)
    made = [
        Policy("B00", "", scale=whole),
        Policy("B01", "", scale=steps),
        Policy("B02", "", scale=whole, baskets=mix),
        Policy("B03", "", scale=units, basis=Basis("quantity", "ordered")),
        *(Policy(f"B1{n}", "", scale=steps if n % 2 else whole, goods=Goods(groups=(groups[n], groups[n - 1])))
          for n in range(4)),
        Policy("B20", "", scale=whole, payout=Payout(cap=500_000)),
        Policy("B21", "", scale=units, basis=Basis("quantity", "ordered"), goods=Goods(excluded_groups=("G3",))),
    ]  # fmt: skip
    return [replace(one, span="month", basis=replace(one.basis, event="ordered")) for one in made]


def workspace(folder: Path, lines: int) -> Path:
    """A workspace with that many order lines."""
    import_lines.DEALERS, import_lines.DAYS, import_lines.FIRST = DEALERS, 1_096, FIRST
    import_lines.write_files(folder, lines, counted=False)
    desk = create_desk(folder / "settle.cdesk", machine=MachineSettings(folder / "home"))
    for name, words in (("products.csv", PRODUCTS), ("lines.csv", LINES)):
        take_in(desk, folder / name, parse_profile(words, FEEDS))
    desk.close()
    return folder / "settle.cdesk"


def periods(count: int) -> list[Period]:
    """So many months from the first on."""
    return [month(FIRST.year + at // 12, at % 12 + 1) for at in range(count)]


def settled(desk: Desk, asked: list[Policy], count: int, *, keys: bool) -> int:
    """Settle all of them; returns how many payouts there are."""
    with desk.db.read() as session:
        return sum(len(settle_all(session, one, periods(count), keys=keys)) for one in asked)


def forget(desk: Desk) -> None:
    """Nothing that was read stays in memory."""
    kept._KEPT.pop(desk.db, None)


def main(arguments: list[str]) -> list[Ratio]:
    """Measure and say."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--lines", type=int, default=5_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--workspace", type=Path, help="a workspace that is there already")
    asked, _ = parser.parse_known_args(arguments)
    with tempfile.TemporaryDirectory(prefix="channeldesk-") as name:
        folder = Path(name)
        path = asked.workspace or workspace(folder, asked.lines)
        desk = open_desk(path, machine=MachineSettings(folder / "home"))
        found = compare(desk, path, asked.rounds)
        desk.close()
    return found


def compare(desk: Desk, path: Path, rounds: int) -> list[Ratio]:
    """The ratios of a workspace, medians of rounds in turn."""
    ten = policies()
    taken: dict[str, list[float]] = {"ours": [], "sums": [], "cells": [], "simulated": []}
    payouts = 0
    for _ in range(rounds):
        with closing(sqlite3.connect(path)) as plain:
            taken["sums"].append(seconds(lambda: plain.execute(_SUMS).fetchall()))
            taken["cells"].append(seconds(lambda: plain.execute(_CELLS).fetchall()))
        forget(desk)

        def work() -> None:
            nonlocal payouts
            payouts = settled(desk, ten, MONTHS, keys=True)

        taken["ours"].append(seconds(work))
        settled(desk, ten[:1], 24, keys=False)
        taken["simulated"].append(seconds(lambda: settled(desk, ten[2:3], 24, keys=False)))
    ours, sums, cells, simulated = (statistics.median(taken[one]) for one in ("ours", "sums", "cells", "simulated"))
    say(f"{payouts:,} payouts in {ours:.1f} s; bare sums {sums:.1f} s, out of the cells {cells:.1f} s")
    say(f"one policy over 24 months, warm: {simulated * 1000:.0f} ms")
    return [
        Ratio(f"ten policies settled, of {AIM_S:g} s", ours / AIM_S, 1),
        Ratio("ten policies settled against the bare SQL sums of the lines", ours / sums, GOAL),
        Ratio(f"one policy simulated over 24 months, of {SIMULATED_S:g} s", simulated / SIMULATED_S, 1),
    ]
