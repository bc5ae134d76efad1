"""An assessment of 2,000 dealers written and read again, each apart from the other and from any scoring.

Called by ``health``. Written is what ``assess`` does once figures are scored: every dealer's figures as canonical JSON
under their hash, a journaled record for each, the round. Its baseline is plain ``sqlite3``: the same texts and the same
columns of the records in one transaction, without hashes, journal or another look. Read is what sheets are drawn from:
the round and each dealer's figures, checked against their hash, as exact fractions; its baseline is plain ``sqlite3``
and ``json.loads`` of the same texts.
"""

import itertools
import json
import sqlite3
import tempfile
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from sqlalchemy import func, select

from app.bootstrap import Desk, create_desk
from app.core import journal
from app.core.db import Action
from app.core.model import Tx
from app.core.period import parse_period
from app.core.progress import Progress
from app.core.settings import MachineSettings
from app.dealers.model import Party
from app.health.current import current_model
from app.health.frozen import (
    Frozen,
    FrozenRegion,
    frozen_from_json,
    frozen_json,
    hash_of,
    region_from_json,
    region_json,
)
from app.health.service import _current, _keep, _latest_round, _Round
from app.health.sheets import DealerFace
from tests.app.health import samples
from tests.benchmarks.measuring import Ratio, in_turn, say

QUARTER = "2026-Q1"
_TABLES = (
    "CREATE TABLE kept(sha256 TEXT PRIMARY KEY, data BLOB)",
    "CREATE TABLE done(id TEXT PRIMARY KEY, party TEXT, period TEXT, version INT, sha256 TEXT, score INT, grade TEXT)",
)


def measured(dealers: int, rounds: int) -> list[Ratio]:
    """Write rounds of so many dealers, then read the last; each beside its baseline."""
    with tempfile.TemporaryDirectory(prefix="channeldesk-") as name:
        folder = Path(name)
        desk = create_desk(folder / "health.cdesk", machine=MachineSettings(folder / "home"))
        try:
            return _measured(desk, folder, dealers, rounds)
        finally:
            desk.close()


def _measured(desk: Desk, folder: Path, dealers: int, rounds: int) -> list[Ratio]:
    frozens = _frozens(desk, dealers)
    turn = itertools.count()
    plain_file = folder / "plain.db"
    with closing(sqlite3.connect(plain_file)) as plain:
        for sql in _TABLES:
            plain.execute(sql)
    regions: list[str] = []

    def write() -> None:
        own = _marked(frozens, next(turn))
        regions.append(_write(desk, own))

    def bare() -> None:
        _bare(plain_file, _marked(frozens, next(turn)), next(turn))

    ours, other = in_turn([write, bare], rounds)
    say(f"a round of {dealers:,} dealers written: {ours:.2f} s, plain sqlite3 {other:.2f} s")
    files, region = desk.workspace.files, regions[-1]

    def read() -> None:
        kept = region_from_json(files.get(region).decode("utf-8"))
        for data in files.each(kept.dealers.values()):
            frozen_from_json(data.decode("utf-8"))

    def loads() -> None:
        with closing(sqlite3.connect(plain_file)) as plain:
            for (data,) in plain.execute("SELECT data FROM kept ORDER BY rowid LIMIT ?", (dealers,)):
                json.loads(data)

    back, loaded = in_turn([read, loads], rounds)
    say(f"the same read: {back:.2f} s, plain sqlite3 and json {loaded:.2f} s")
    return [
        Ratio("a round written against plain sqlite3 of the same texts", ours / other, 15),
        Ratio("a round read against plain sqlite3 and json.loads", back / loaded, 25),
    ]


def _frozens(desk: Desk, dealers: int) -> list[Frozen]:
    """So many dealers in the workspace, each with the figures of one of twelve."""
    ids = desk.db.write(Action("dealers"), lambda session: [
        journal.create(session, Party, natural_key=f"D{n}", name=f"经销商{n}", role="dealer", status="active",
                       by_hand="").id
        for n in range(dealers)
    ]).value  # fmt: skip
    kinds = samples.region_frozens()
    return [
        replace(kinds[n % len(kinds)], dealer=DealerFace(party, f"D{n:05d}", f"经销商{n}", "", "city", "温州市"))
        for n, party in enumerate(ids)
    ]


def _marked(frozens: list[Frozen], turn: int) -> list[Frozen]:
    """Other figures than in every turn before, so that all of them are new."""
    return [replace(one, counts={**one.counts, "otif_rate": 100 + turn}) for one in frozens]


def _write(desk: Desk, frozens: list[Frozen]) -> str:
    """What ``assess`` does behind the scoring; returns the address of the round."""
    with desk.db.read() as session:
        model_id, scheme = current_model(session)
        known = session.execute(select(func.max(Tx.tx))).scalar() or 0
        kept, latest = _current(session, QUARTER), _latest_round(session, QUARTER)
    hashes = {one.dealer.id: hash_of(frozen_json(one)) for one in frozens}
    region = FrozenRegion("浙江省区", QUARTER, "CNY", scheme, (), {}, hashes)
    ready = _Round(known, "", None, model_id, scheme.version, latest, kept, tuple(frozens), region)
    done = _keep(desk.db, desk.workspace.files, ready, parse_period(QUARTER), Progress())
    if done is None or not done.written:
        raise RuntimeError("nothing was written, so that nothing was measured")
    return hash_of(region_json(region))


def _bare(path: Path, frozens: list[Frozen], turn: int) -> None:
    """The same texts and columns in one transaction."""
    with closing(sqlite3.connect(path)) as plain, plain:
        texts = [frozen_json(one).encode("utf-8") for one in frozens]
        plain.executemany("INSERT INTO kept VALUES (?, ?)", ((f"{turn}-{n}", text) for n, text in enumerate(texts)))
        plain.executemany(
            "INSERT INTO done VALUES (?, ?, ?, ?, ?, ?, ?)",
            ((f"{turn}-{n}", one.dealer.id, one.period, turn, "", 0, one.verdict.grade)
             for n, one in enumerate(frozens)),
        )  # fmt: skip
