"""What encryption costs: the same work in an encrypted workspace against a plain one, in the same run.

    python -m tests.benchmarks encryption [--lines 200000] [--rounds 3] [--workspace FILE.cdesk]

Import of order lines with all that belongs to it, computing every figure anew, reading the board's figures, and the
search over meetings. ``--workspace`` is a practice workspace; board and search are left out without it.
"""

import argparse
import os
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from app.bootstrap import FEEDS, Desk, create_desk, open_desk
from app.core.db import Action
from app.core.encryption.convert import convert
from app.core.encryption.service import make_key
from app.core.keys import remember
from app.core.progress import Progress
from app.core.settings import HOME_VARIABLE
from app.imports.profile import parse_profile
from app.kpi.cells import rebuild
from app.meetings.search.queries import search
from tests.benchmarks.board_figures import looks, ours
from tests.benchmarks.import_child import LINES, PRODUCTS, take_in
from tests.benchmarks.import_lines import write_files
from tests.benchmarks.measuring import ROUNDS, Ratio, in_turn, say

GOAL = 2.5
WORDS = ("价格", "返利", "库存")


def main(arguments: list[str]) -> list[Ratio]:
    """Measure and say."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--lines", type=int, default=200_000)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--workspace", type=Path)
    asked, _ = parser.parse_known_args(arguments)
    with tempfile.TemporaryDirectory(prefix="channeldesk-") as name:
        os.environ[HOME_VARIABLE] = name
        folder = Path(name)
        found = _taken_in(folder, asked.lines, asked.rounds)
        if asked.workspace is not None:
            found += _read(folder, asked.workspace, asked.rounds)
    return found


def _taken_in(folder: Path, lines: int, rounds: int) -> list[Ratio]:
    write_files(folder, lines, counted=False)
    walls: dict[bool, list[float]] = {False: [], True: []}
    computed: dict[bool, list[float]] = {False: [], True: []}
    for number in range(rounds):
        for encrypted in (False, True):
            desk = create_desk(folder / f"{number}{encrypted}" / "lines.cdesk", new=make_key() if encrypted else None)
            take_in(desk, folder / "products.csv", parse_profile(PRODUCTS, FEEDS))
            start = time.perf_counter()
            take_in(desk, folder / "lines.csv", parse_profile(LINES, FEEDS))
            walls[encrypted].append(time.perf_counter() - start)
            start = time.perf_counter()
            desk.db.write(Action("Recompute"), rebuild)
            computed[encrypted].append(time.perf_counter() - start)
            desk.close()
            shutil.rmtree(folder / f"{number}{encrypted}")
    say(f"{lines:,} lines, medians of {rounds}")
    return [
        _ratio(f"import of {lines:,} lines", walls),
        _ratio("every figure computed anew", computed),
    ]


def _ratio(what: str, found: dict[bool, list[float]]) -> Ratio:
    plain, sealed = (statistics.median(found[one]) for one in (False, True))
    say(f"{what}: encrypted {sealed:.2f} s, plain {plain:.2f} s")
    return Ratio(f"{what}, encrypted against plain", sealed / plain, GOAL)


def _read(folder: Path, workspace: Path, rounds: int) -> list[Ratio]:
    key = make_key().key
    remember(key)
    desks: list[Desk] = []
    for name in ("plain", "sealed"):
        (folder / name).mkdir()
        path = folder / name / "practice.cdesk"
        shutil.copyfile(workspace, path)
        if name == "sealed":
            convert(path, key, Progress())
        desks.append(open_desk(path))
    found = [
        _in_turn("the board's figures", [partial(_board, desk) for desk in desks], rounds),
        _in_turn("opening a workspace", [partial(_opened, desk.db.path) for desk in desks], rounds),
        _in_turn("search over meetings", [partial(_search, desk) for desk in desks], rounds),
    ]
    for desk in desks:
        desk.close()
    return found


def _board(desk: Desk) -> None:
    for look in looks(desk):
        ours(desk, look)


def _opened(path: Path) -> None:
    open_desk(path).close()


def _search(desk: Desk) -> None:
    with desk.db.read() as session:
        for words in WORDS:
            search(session, words)


def _in_turn(what: str, works: list[Callable[[], object]], rounds: int) -> Ratio:
    plain, sealed = in_turn(works, rounds)
    say(f"{what}: encrypted {sealed * 1000:.1f} ms, plain {plain * 1000:.1f} ms")
    return Ratio(f"{what}, encrypted against plain", sealed / plain, GOAL)
