"""The board's figures over millions of order lines against the same figures by DuckDB on Parquet.

    python -m tests.benchmarks board [--lines 5000000] [--rounds 5] [--workspace FILE]

The practice region, its drug orders copied until there are so many lines, goes in by the real import, all but the
order files of March 2026. Then: cards, 24 months by region, the top 20 and the overdue lines for one look and five
changes of the filter, by the functions that the board calls; and the same by four tuned queries of DuckDB a look on
lines and orders that are resolved already (a Parquet file of each, sorted by month), 2 threads, answers compared.

Warm: ours in a process that looked before, so that dealers and the month cells of the asked measures are in memory; no
answer is, each look adds up anew what its filter leaves. DuckDB with its files in the page cache; of it only the
statements count, until their last row is fetched. Of the cards those that order lines alone can tell; what the ranking
says of stock and receivables only ours reads. March then comes in, and all again, the first look with nothing in
memory; what March costs a row is put against its cost at a tenth of the lines.
"""

import argparse
import statistics
import tempfile
from dataclasses import dataclass
from pathlib import Path

from app.bootstrap import Desk, create_desk, open_desk
from app.core.progress import Progress
from app.core.settings import MachineSettings
from app.practice.frame import TODAY
from app.practice.service import profile_path, write_region
from app.practice.writers import RegionFile
from tests.benchmarks.board_figures import Look, looks, ours
from tests.benchmarks.board_parquet import Theirs
from tests.benchmarks.measuring import ROUNDS, Ratio, say, seconds

HELD_BACK = "2026M03"
GOAL = 0.1
COST_GOAL = 1.5


@dataclass(frozen=True)
class Region:
    """A workspace without its last full month, and the files of that month."""

    desk: Desk
    later: tuple[RegionFile, ...]


def take_in(desk: Desk, files: tuple[RegionFile, ...]) -> int:
    """Import files as the window does; returns the rows that were loaded."""
    profiles = {one.id: one for one in desk.shelf.all()}
    loaded = 0
    for file in files:
        with desk.pipeline.staged(file.path, profiles[file.profile], progress=Progress()) as ready:
            done = desk.pipeline.load(ready, progress=Progress())
        loaded += sum(one.loaded for one in done.feeds)
    return loaded


def make(folder: Path, lines: int) -> Region:
    """Write the region and take it in but for the order files of one month."""
    desk = create_desk(folder / "board.cdesk", day=TODAY, machine=MachineSettings(folder / "home"))
    region = write_region(folder / "files", lines=lines)
    desk.shelf.keep([desk.shelf.read(profile_path(one)) for one in dict.fromkeys(one.profile for one in region.files)])
    orders = {"jianghe_orders", "jianghe_order_lines"}
    later = tuple(one for one in region.files if one.profile in orders and one.period == HELD_BACK)
    take_in(desk, tuple(one for one in region.files if one not in later))
    return Region(desk, later)


def compare(desk: Desk, folder: Path, rounds: int) -> tuple[float, int]:
    """The ratio over all looks, and over how many lines."""
    with Theirs(desk, folder) as theirs:
        asked = looks(desk)
        for look in asked:
            mine, other = ours(desk, look).comparable(look), theirs.figures(look).comparable(look)
            for name, value in mine.items():
                if value != other[name]:
                    raise AssertionError(f"{look}: {name}\n{value}\n{other[name]}")
        for look in asked:
            one, other = in_turns(desk, theirs, [look], rounds)
            say(f"  {look.label}: {one * 1000:.0f} ms; DuckDB {other * 1000:.0f} ms")
        one, other = in_turns(desk, theirs, asked, rounds)
        say(f"{theirs.lines:,} lines, {len(asked)} looks: {one * 1000:.0f} ms; DuckDB {other * 1000:.0f} ms")
        return one / other, theirs.lines


def in_turns(desk: Desk, theirs: Theirs, asked: list[Look], rounds: int) -> tuple[float, float]:
    """Median seconds of all looks: ours whole, of DuckDB its statements."""
    mine, others = [], []
    for _ in range(rounds):
        mine.append(seconds(lambda: [ours(desk, at) for at in asked]))
        before = theirs.seconds
        for at in asked:
            theirs.figures(at)
        others.append(theirs.seconds - before)
    return statistics.median(mine), statistics.median(others)


def first_look(desk: Desk) -> None:
    """Say what a look takes while nothing of this state of the workspace is in memory."""
    asked = looks(desk)[0]
    again = open_desk(desk.workspace.paths.main, machine=MachineSettings(desk.workspace.paths.main.parent / "first"))
    say(f"  {asked.label}, nothing in memory: {seconds(lambda: ours(again, asked)) * 1000:.0f} ms")
    again.close()


def month_cost(region: Region) -> float:
    """Seconds a row of the month that was held back."""
    rows = 0

    def work() -> None:
        nonlocal rows
        rows = take_in(region.desk, region.later)

    taken = seconds(work)
    say(f"{HELD_BACK}: {rows:,} rows in {taken:.1f} s")
    return taken / max(rows, 1)


def main(arguments: list[str]) -> list[Ratio]:
    """Measure and say."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--lines", type=int, default=5_000_000)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--workspace", type=Path, help="only the figures, of a workspace that is there already")
    asked, _ = parser.parse_known_args(arguments)
    title = "the board's figures by cells against DuckDB on Parquet"
    with tempfile.TemporaryDirectory(prefix="channeldesk-") as name:
        folder = Path(name)
        if asked.workspace is not None:
            desk = open_desk(asked.workspace, machine=MachineSettings(folder / "home"))
            first_look(desk)
            ratio, lines = compare(desk, folder, asked.rounds)
            desk.close()
            return [Ratio(f"{title}, {lines:,} lines", ratio, GOAL)]
        small = make(folder / "small", max(asked.lines // 10, 1))
        few = month_cost(small)
        small.desk.close()
        region = make(folder / "large", asked.lines)
        before, lines = compare(region.desk, folder, asked.rounds)
        many = month_cost(region)
        first_look(region.desk)
        after, more = compare(region.desk, folder, asked.rounds)
        region.desk.close()
    return [
        Ratio(f"{title}, {lines:,} lines", before, GOAL),
        Ratio(f"{title}, after one more month: {more:,} lines", after, GOAL),
        Ratio("a new row of that month, against a tenth of the lines", many / few, COST_GOAL),
    ]
