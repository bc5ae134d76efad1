"""Import of order lines from CSV, with rules, lineage and cells, against the sqlite3 shell doing the same by script.

    python -m tests.benchmarks import_lines [--lines 1000000] [--rounds 5] [--counted]

Three things in turn, so that a busy moment meets all: the program's import; ``import_lines.sql`` in the sqlite3 shell
(.import, typed table, key and two indices, the same sums, which are compared with ours); the shell's bare ``.import``.
``--counted`` takes lines that bear all columns: type, unit, tax rate, with or without tax, selling entity.
"""

import argparse
import json
import os
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

from tests.benchmarks.measuring import ROUNDS, Ratio, say

ROOT = Path(__file__).parents[2]
SCRIPT = Path(__file__).with_name("import_lines.sql")
PLAIN, COUNTED = (Path(__file__).with_name(f"import_{name}.sql") for name in ("plain", "counted"))
TYPED = "-- typed lines\n"
MORE = ",行类型,单位,税率,含税标识,销售主体"
CASE = 24
HEADER = "订单号,行号,客户编码,产品编码,下单日期,首次承诺日,发货日期,送达日期,订货数量,实发数量,单价,金额"
DEALERS, PRODUCTS, GROUPS, FIRST, DAYS = 300, 36, 6, date(2024, 1, 1), 821
SLOTS = {1: 2, 2: 8, 5: 7, 6: 0, 11: 0, 12: 11, 13: 2}
MEMORY = 500e6


def write_files(folder: Path, lines: int, *, counted: bool) -> None:
    """An ERP's export in the order of its documents: dealers of unequal size, products in groups, 27 months.

    Counted lines are sales and free goods in boxes and cases, one product group in six is with tax.
    """
    dice = random.Random(20260322)
    weights = [1 / (place + 5) for place in range(DEALERS)]
    prices = [dice.randint(500, 40_000) for _ in range(PRODUCTS)]
    days = [(FIRST + timedelta(day)).isoformat() for day in range(DAYS + 60)]
    with (folder / "products.csv").open("w", encoding="utf-8") as file:
        file.write("产品编码,产品名称,产品组\n")
        file.writelines(f"P{n:03d},产品{n},G{n % GROUPS}\n" for n in range(PRODUCTS))
    with (folder / "units.csv").open("w", encoding="utf-8") as file:
        file.write("产品编码,单位,换算率\n")
        file.writelines(
            f"P{n:03d},{unit},{size}\n" for n in range(PRODUCTS) for unit, size in (("盒", 1), ("件", CASE))
        )
    done, order = 0, 0
    with (folder / "lines.csv").open("w", encoding="utf-8") as file:
        file.write(f"{HEADER}{MORE if counted else ''}\n")
        while done < lines:
            order += 1
            at = min(DAYS - 1, done * DAYS // lines)
            head = f"SO{order:07d}"
            dealer = f"D{dice.choices(range(DEALERS), weights)[0]:04d}"
            ship, lead = at + dice.randint(0, 3), dice.randint(3, 6)
            open_yet = at > DAYS - 5
            wanted = sorted(dice.sample(range(PRODUCTS), min(dice.randint(1, 5), lines - done)))
            for number, product in enumerate(wanted, 1):
                quantity = dice.randint(1, 200)
                sent = quantity if dice.random() < 0.95 else dice.randint(0, quantity)
                price = prices[product] + dice.randint(-50, 50)
                arrived = "" if open_yet else days[ship + dice.randint(1, 4)]
                file.write(
                    f"{head},{number},{dealer},P{product:03d},{days[at]},{days[at + lead]},"
                    f"{'' if open_yet else days[ship]},{arrived},{quantity},{'' if open_yet else sent},"
                    f"{price / 100:.2f},{quantity * price / 100:.2f}{_told(product, dice) if counted else ''}\n"
                )
            done += len(wanted)


def _told(product: int, dice: random.Random) -> str:
    food = product % GROUPS == GROUPS - 1
    words = (
        "赠品" if dice.random() < 0.05 else "销售",
        "件" if dice.random() < 0.2 else "盒",
        "13" if product % 3 else "3",
    )
    return ",".join(("", *words, "含税" if food else "不含税", "食品" if food else "医药"))


def ours(folder: Path, *, counted: bool) -> dict[str, float]:
    """One import by the program, in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.import_child", str(folder), *(["counted"] if counted else [])],
        cwd=ROOT, check=True, capture_output=True, text=True, timeout=3600,
    )  # fmt: skip
    found: dict[str, float] = json.loads(done.stdout)
    return found


def shell(folder: Path, script: str, name: str) -> dict[str, float]:
    """The sqlite3 shell on a new file."""
    for path in folder.glob(f"{name}*"):
        path.unlink()
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(
        ["sqlite3", "-bail", name], input=script, cwd=folder, check=True, capture_output=True, text=True, timeout=3600
    )
    wall, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    return {"wall": wall, "used": after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime}


def sums_of(path: Path) -> tuple[list[list[int]], list[list[int]]]:
    """The shell's sums in the form of ours: rows and totals of each pack by day, month, and month and group."""
    import sqlite3

    connection = sqlite3.connect(path)
    sums, bins = [], []
    for pack, slots in SLOTS.items():
        for span, grouped, table in ((0, 0, "day"), (1, 0, "month"), (1, 1, "part")):
            names = "".join(f", coalesce(sum(v{slot}), 0)" for slot in range(1, slots + 1))
            row = connection.execute(f"SELECT count(*), sum(n){names} FROM {table}_{pack}").fetchone()
            sums.append([pack, span, grouped, *row, *[0] * (11 - slots)])
    for pack in (5, 12):
        for grouped, table in ((0, "bin"), (1, "part_bin")):
            row = connection.execute(f"SELECT count(*), sum(n), sum(n * bin) FROM {table}_{pack}").fetchone()
            bins.append([pack, grouped, *row])
    connection.close()
    return sums, bins


def main(arguments: list[str]) -> list[Ratio]:
    """Measure and say."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--lines", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--counted", action="store_true")
    asked, _ = parser.parse_known_args(arguments)
    typed = (COUNTED if asked.counted else PLAIN).read_text(encoding="utf-8")
    script = SCRIPT.read_text(encoding="utf-8").replace(TYPED, typed)
    found: dict[str, list[dict[str, float]]] = {"ours": [], "script": [], "bare": []}
    with tempfile.TemporaryDirectory(prefix="channeldesk-") as name:
        folder = Path(name)
        write_files(folder, asked.lines, counted=asked.counted)
        os.sync()
        for _ in range(asked.rounds):
            found["ours"].append(ours(folder, counted=asked.counted))
            found["script"].append(shell(folder, script, "script.db"))
            found["bare"].append(shell(folder, ".mode csv\n.import lines.csv raw\n", "bare.db"))
        told = found["ours"][0]
        if (told["sums"], told["bins"]) != sums_of(folder / "script.db"):
            raise AssertionError(f"not the same work: {told['sums']} {sums_of(folder / 'script.db')}")
    say(f"{asked.lines:,} lines, medians of {asked.rounds}")
    middle = {
        who: {key: statistics.median(one[key] for one in ones) for key in ones[0] if key not in {"sums", "bins"}}
        for who, ones in found.items()
    }
    for who, one in middle.items():
        say(f"{who}: {one['wall']:.1f} s wall, {one['used']:.1f} s of processors")
    mine = middle["ours"]
    say(
        f"staged after {mine['staged']:.1f} s; write lock held {mine['locked']:.1f} s; peak {mine['peak'] / 1e6:.0f} MB"
    )
    return [
        *(
            Ratio(f"import against {words}, {kind}", mine[key] / middle[who][key], goal)
            for who, words, goal in (("script", "the sqlite3 shell's script", 2.0), ("bare", "the bare .import", 6.0))
            for key, kind in (("wall", "wall"), ("used", "user and system"))
        ),
        Ratio("write lock held, share of the whole", mine["locked"] / mine["wall"], 0.6),
        Ratio(f"peak memory, share of {MEMORY / 1e6:.0f} MB", mine["peak"] / MEMORY, 1.0),
    ]
