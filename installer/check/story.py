"""What an administrator and a manager do with the packages in a clean root, from the first install to the removal."""

import sqlite3
import subprocess
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Final

from installer.check.root import PERSON, Root
from installer.check.screen import Screen
from installer.product import product

HOME: Final = f"/home/{PERSON}"
WORKSPACE: Final = "region.cdesk"
PROFILE: Final = """
id = "lines"
source = "erp"
[file]
match = ["lines*.csv"]
[[feed]]
feed = "order_line"
[feed.columns]
order_no = "order"
line_no = "line"
party_code = "dealer"
product_code = "product"
ordered = "ordered"
promised_first = "promised"
delivered = "delivered"
ordered_quantity = "qty"
amount = "amount"
"""
LINES: Final = """order,line,dealer,product,ordered,promised,delivered,qty,amount
O1,1,D1,P1,2026-01-05,2026-01-20,2026-01-19,10,100.50
O1,2,D1,P2,2026-01-05,2026-01-20,2026-01-19,5,50.00
O2,1,D2,P1,2026-02-03,2026-02-20,2026-02-25,8,80.25
O3,1,D2,P1,2026-03-03,2026-03-20,,4,40.00
"""
_LOG: Final = ".local/state/ChannelDesk/log/channeldesk.log"
Say = Callable[[str], None]


class Story:
    """The steps, each of which raises with what was said where it fails."""

    def __init__(self, root: Root, say: Say) -> None:
        """``say`` tells of each step."""
        self.root, self.say = root, say
        self.home = root.folder / HOME.lstrip("/")
        self.began = time.monotonic()
        self.heard = 0

    def told(self, words: str) -> None:
        """A step is done."""
        self.say(f"  {time.monotonic() - self.began:5.1f} s  {words}")

    def desk(self, *words: str) -> str:
        """What a command says to the person at the workspace."""
        name = f"{HOME}/{WORKSPACE}"
        return self.root.run(product().id, "--workspace", name, "--lang", "en", *words, person=True).stdout

    def install(self, package: Path, version: str) -> None:
        """``apt-get install ./x.deb`` brings the program, and it says its version."""
        aside = self.root.folder / "root" / package.name
        aside.write_bytes(package.read_bytes())
        self.root.install(f"/root/{package.name}")
        aside.unlink()
        said = self.root.run(product().id, "--version", person=True).stdout
        expect(said.startswith(f"{product().name} {version}, build "), f"--version says {said!r}")
        self.told(f"installed: {said.strip()}")

    def work(self) -> None:
        """A file goes in, a quarter is assessed, a PDF comes out, the workspace is sound."""
        for name, text in (("lines.toml", PROFILE), ("lines_202603.csv", LINES)):
            (self.home / name).write_text(text, encoding="utf-8")
        said = self.desk("import", f"{HOME}/lines_202603.csv", "--profile", f"{HOME}/lines.toml")
        expect("order_line" in said, said)
        self.desk("assess", "--period", "2026-Q1")
        self.desk("report", "health", "--period", "2026-Q1", "--kind", "executive", "--out", f"{HOME}/report.pdf")
        data = (self.home / "report.pdf").read_bytes()
        expect(data.startswith(b"%PDF-") and len(data) > 10_000, "the report is no PDF")
        self.told(f"a file went in, a PDF of {len(data) // 1000} KB came out")

    def doctor(self) -> None:
        """The doctor finds nothing to be mended in the program."""
        said = self.root.run(product().id, "--lang", "en", "doctor", person=True, check=False).stdout
        bad = [line for line in said.splitlines() if line.rstrip().endswith("to be mended")]
        expect(not bad and "packaged" in said, "\n".join(bad) or said)
        self.told(f"the doctor looked at {len(said.splitlines())} things")

    def parts(self) -> None:
        """Every module of the program can be loaded."""
        said = self.root.run(product().id, "--parts-child", person=True, check=False)
        expect(said.returncode == 0, said.stdout[-3000:] + said.stderr[-1000:])
        self.told("every module of the program is inside")

    def window(self, screen: Screen, picture: Path) -> None:
        """The window opens with the workspace and paints."""
        running = self.root.start(
            product().id, f"{HOME}/{WORKSPACE}", more={"DISPLAY": screen.name, "LC_ALL": "zh_CN.UTF-8"}
        )
        try:
            screen.wait_painted()
            self.until_open(running)
            time.sleep(3)  # figures and charts come after
            expect(running.poll() is None, (self.home / "window.log").read_text(errors="replace"))
            colours = screen.colours()
            screen.save(picture)
            crashes = [path.read_text(errors="replace") for path in self.home.rglob("crashes/crash-*")]
            expect(not crashes, "\n".join(crashes))
        finally:
            running.terminate()
            try:
                running.wait(20)
            except subprocess.TimeoutExpired:
                running.kill()
                running.wait()
        self.told(f"the window painted {colours} colours: {picture}")

    def until_open(self, running: subprocess.Popen[bytes], seconds: float = 90) -> None:
        """Wait until the program's log says that the workspace is open."""
        log = self.home / _LOG
        end = time.monotonic() + seconds
        while not log.exists() or b" open, tx" not in log.read_bytes()[self.heard :]:
            expect(running.poll() is None and time.monotonic() < end, "the window did not open the workspace")
            time.sleep(0.2)

    def rows(self) -> dict[str, int]:
        """The rows of every table of the workspace."""
        with closing(sqlite3.connect(f"file:{self.home / WORKSPACE}?mode=ro", uri=True)) as connection:
            names = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
            return {name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in names}

    def kept(self, before: dict[str, int]) -> None:
        """After the upgrade every row is there, the workspace is sound, and work goes on."""
        expect("is sound" in self.desk("check"), "the workspace is not sound after the upgrade")
        after = self.rows()
        lost = {name: (count, after.get(name)) for name, count in before.items() if after.get(name, 0) < count}
        expect(not lost, f"rows are gone after the upgrade: {lost}")
        self.told(f"upgraded: {sum(before.values())} rows of {len(before)} tables are there")

    def remove(self, before: set[str], *, purge: bool) -> None:
        """Nothing but the person's data is left."""
        self.root.run("apt-get", "purge" if purge else "remove", "-y", "-q", product().id)
        found = self.root.files() - before
        left = sorted(path for path in found if product().id in path.lower())
        expect(not left, f"left behind: {left[:20]}")
        expect((self.home / WORKSPACE).exists(), "the workspace is gone")
        self.told("purged: nothing is left but the person's data" if purge else "removed")


def expect(there: bool, otherwise: str) -> None:  # noqa: FBT001
    """Raise with a sentence where something is not as it should be."""
    if not there:
        raise RuntimeError(otherwise)
