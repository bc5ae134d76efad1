"""One import of order lines as the program does it, measured from inside: prints one line of JSON.

    python -m tests.benchmarks.import_child FOLDER [counted]

The folder holds lines.csv and products.csv. Start-up is not counted, for the program is open when a file is taken in;
reading the file in a child process, keeping the original, the transaction and the figures are.
"""

import json
import os
import resource
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from pathlib import Path

import psutil

from app.bootstrap import FEEDS, Desk, create_desk
from app.core.progress import Progress
from app.core.settings import HOME_VARIABLE
from app.imports.profile import Profile, parse_profile
from app.kpi.measures import PACKS
from app.kpi.model import SLOTS
from tests.benchmarks.measuring import say

OURS_ALONE = ("_reported", "_estimated")
FREE_GOODS = 7
"""The sums of free goods by themselves, which the script does not make."""

_TICK = 0.02
PRODUCTS = """
id = "products"
source = "erp"
[[feed]]
feed = "product_row"
[feed.columns]
product_code = "产品编码"
name = "产品名称"
group_code = "产品组"
"""
LINES = """
id = "lines"
source = "erp"
[[feed]]
feed = "order_line"
[feed.columns]
order_no = "订单号"
line_no = "行号"
party_code = "客户编码"
product_code = "产品编码"
ordered = "下单日期"
promised_first = "首次承诺日"
shipped = "发货日期"
delivered = "送达日期"
ordered_quantity = "订货数量"
shipped_quantity = "实发数量"
price = "单价"
amount = "金额"
"""
MORE = """
line_type = "行类型"
unit = "单位"
tax_rate = "税率"
tax_basis = "含税标识"
entity = "销售主体"
"""
UNITS = """
id = "units"
source = "erp"
[[feed]]
feed = "unit_row"
[feed.columns]
product_code = "产品编码"
unit = "单位"
factor = "换算率"
"""


class Watch(threading.Thread):
    """Looks every few milliseconds at who holds the write lock and how much memory this and the child have."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(daemon=True)
        self._desk, self._over = desk, threading.Event()
        self.locked_s, self.peak_bytes, self.used_s = 0.0, 0, 0.0

    def run(self) -> None:
        own, last = psutil.Process(), time.perf_counter()
        while not self._over.wait(_TICK):
            now = time.perf_counter()
            if self._desk.db.holder() is not None:
                self.locked_s += now - last
            last = now
            self.peak_bytes = max(self.peak_bytes, own.memory_info().rss + sum(map(_resident, own.children())))
            self.used_s = time.thread_time()

    def stop(self) -> None:
        self._over.set()
        self.join()


def _resident(process: psutil.Process) -> int:
    try:
        return int(process.memory_info().rss)
    except psutil.Error:
        return 0


def used_s() -> float:
    """User and system seconds of this process and the children that ended."""
    return sum(sum(resource.getrusage(who)[:2]) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))


def take_in(desk: Desk, path: Path, how: Profile) -> float:
    """Stage and load one file; returns the seconds until it was staged."""
    start = time.perf_counter()
    with desk.pipeline.staged(path, how, progress=Progress()) as ready:
        staged = time.perf_counter() - start
        desk.pipeline.load(ready, progress=Progress())
    return staged


def shared(pack: int, values: Sequence[int]) -> list[int]:
    """Those of our sums that the script makes too: it knows no tax, no lead times of lanes and no units."""
    slots = next(one for one in PACKS if one.n == pack).slots
    named = zip([slot.measure for slot in slots], values, strict=False)
    found = [value for name, value in named if not name.startswith("gross_") and not name.endswith(OURS_ALONE)]
    return [*found, *[0] * 11][:11]


def main(folder: Path, *, counted: bool) -> None:
    with tempfile.TemporaryDirectory(prefix="channeldesk-", dir=folder) as name:
        os.environ[HOME_VARIABLE] = name
        path = Path(name) / "lines.cdesk"
        desk = create_desk(path)
        take_in(desk, folder / "products.csv", parse_profile(PRODUCTS, FEEDS))
        how = parse_profile(LINES + MORE * counted, FEEDS)
        if counted:
            take_in(desk, folder / "units.csv", parse_profile(UNITS, FEEDS))
        watch = Watch(desk)
        watch.start()
        start, used = time.perf_counter(), used_s()
        staged = take_in(desk, folder / "lines.csv", how)
        wall, used = time.perf_counter() - start, used_s() - used
        watch.stop()
        peak = max(watch.peak_bytes, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024)
        used -= watch.used_s  # the looking itself is no part of an import
        with desk.db.raw_read() as raw:
            slots = ", ".join(f"coalesce(sum(v{slot}), 0)" for slot in range(1, SLOTS + 1))
            sums = [
                [*row[:5], *shared(row[0], row[5:])]
                for row in raw.execute(
                    f"SELECT pack, span, group_n > 0, count(*), sum(n), {slots} FROM cell"
                    " GROUP BY 1, 2, 3 ORDER BY 1, 2, 3"
                )
                if row[0] != FREE_GOODS
            ]
            bins = raw.execute(
                "SELECT pack, group_n > 0, count(*), sum(n), sum(n * bin) FROM cell_bin GROUP BY 1, 2 ORDER BY 1, 2"
            )
            bins = bins.fetchall()
        desk.close()
    told = {"wall": wall, "used": used, "staged": staged, "locked": watch.locked_s, "peak": peak}
    say(json.dumps(told | {"sums": sums, "bins": bins}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), counted="counted" in sys.argv)
