"""Tiles of own boards that order lines alone can tell, against DuckDB on Parquet: net sales, and the order pipeline."""

import statistics
import time
from collections.abc import Callable
from datetime import date
from fractions import Fraction
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from app.boards.pipeline import WINDOW_DAYS
from app.boards.reading import read_tiles
from app.boards.tables import months_up_to
from app.boards.tile import Tile, TileSpec
from app.bootstrap import Desk
from app.core.money import AMOUNT_SCALE
from app.core.period import Period, day_number, month_of
from app.kpi.against import year_ago
from app.kpi.board import Choice
from app.kpi.measures import DISCOUNT
from app.kpi.people import chosen_dealers, find_group, read_dealers, read_groups
from tests.benchmarks.board_figures import Look, looks
from tests.benchmarks.board_parquet import Theirs, month_number
from tests.benchmarks.measuring import say, seconds

TOP, MONTHS, YEAR = 20, 12, 12
SALES = (
    TileSpec("trend", "net_amount"), TileSpec("heatmap", "net_amount", top=TOP),
    TileSpec("ranking", "net_amount", top=TOP), TileSpec("pareto", "net_amount", top=TOP),
)  # fmt: skip
PIPELINE = (TileSpec("pipeline", ""),)
Answer = tuple[dict[str, Any], ...]


def compare(desk: Desk, folder: Path, rounds: int) -> list[tuple[str, float]]:
    """What the tiles take of DuckDB's time over all looks, after their answers were found equal."""
    found = []
    today = desk.clock.today()
    with Theirs(desk, folder) as theirs:
        asker = _Asker(desk, theirs, today)
        asked = looks(desk)
        for name, tiles, query in (
            ("net sales, a scan a tile", SALES, partial(asker.sales, apart=True)),
            ("net sales, one scan for all tiles", SALES, asker.sales), ("order pipeline", PIPELINE, asker.pipeline),
        ):  # fmt: skip
            first = seconds(partial(_ours, desk, tiles, asked[0], today))
            for look in asked:
                told, expected = _told(_ours(desk, tiles, look, today)), query(look.choice)
                if told != expected:
                    raise AssertionError(f"{name}, {look.label}\n{told}\n{expected}")
            mine, other = _in_turns(desk, theirs, asked, tiles, query, today, rounds)
            label = f"{name}, {theirs.lines:,} lines, {len(asked)} looks"
            say(f"  {label}: {mine} (the first {first * 1000:.0f} ms); DuckDB {other}")
            found.append((label, mine.wall / other.wall))
    return found


def _ours(desk: Desk, tiles: tuple[TileSpec, ...], look: Look, today: date) -> tuple[Tile, ...]:
    with desk.db.read() as session:
        return read_tiles(session, tiles, look.choice, today)


class Spent(NamedTuple):
    """Seconds of all looks."""

    wall: float
    used: float
    """Of processors."""

    def __str__(self) -> str:
        return f"{self.wall * 1000:.0f} ms ({self.used * 1000:.0f} of processors)"


def _in_turns(
    desk: Desk, theirs: Theirs, asked: list[Look], tiles: tuple[TileSpec, ...], query: Callable[[Choice], Answer],
    today: date, rounds: int,
) -> tuple[Spent, Spent]:  # fmt: skip
    """Medians: ours whole, of DuckDB its statements."""
    mine, others = [], []
    for _ in range(rounds):
        used = time.process_time()
        wall = seconds(lambda: [_ours(desk, tiles, at, today) for at in asked])
        mine.append(Spent(wall, time.process_time() - used))
        before = Spent(theirs.seconds, theirs.used)
        for at in asked:
            query(at.choice)
        others.append(Spent(theirs.seconds - before.wall, theirs.used - before.used))
    return _median(mine), _median(others)


def _median(spent: list[Spent]) -> Spent:
    return Spent(*(statistics.median(column) for column in zip(*spent, strict=True)))


def _told(tiles: tuple[Tile, ...]) -> Answer:
    """What both sides tell of each row: figures, shares, growth and the year before; no words, and no goals."""
    return tuple(
        {key: _cells(one, row) for key, row in zip(one.grid.keys, one.grid.rows, strict=True) if key} for one in tiles
    )


_COMPARED = {"pipeline": slice(2, None), "heatmap": slice(1, None), "trend": slice(1, 3)}


def _cells(tile: Tile, row: tuple[Any, ...]) -> Any:
    return row[_COMPARED.get(tile.spec.kind, slice(1, 4))]


class _Asker:
    def __init__(self, desk: Desk, theirs: Theirs, today: date) -> None:
        self._theirs, self._today = theirs, today
        with desk.db.read() as session:
            self._dealers, self._groups = read_dealers(session), read_groups(session)
        named = ", ".join(f"({number}, '{one.code}')" for number, one in self._dealers.items())
        theirs.rows(f"CREATE TEMP TABLE who AS SELECT * FROM (VALUES {named}) AS t(dealer_n, code)")

    def _where(self, choice: Choice) -> str:
        chosen = chosen_dealers(self._dealers, choice.dealer, choice.region)
        who = "" if chosen is None else f" AND dealer_n IN ({', '.join(map(str, sorted(chosen)))})"
        return who + ("" if choice.group is None else f" AND g = {find_group(self._groups, choice.group)}")

    def sales(self, choice: Choice, *, apart: bool = False) -> Answer:
        """Trend, heat map, ranking and Pareto: one reading of the lines, then a query of its sums for each tile.

        ``apart`` reads the lines for each of the four, as tiles that know nothing of each other do.
        """
        months = [month_number(one) for one in months_up_to(choice.period, self._today, MONTHS)]
        now, then = _months(choice.period), (0, -1)
        twin = year_ago(choice.period, self._today, choice.align)
        if twin is not None:
            if twin.now != choice.period:
                raise AssertionError(f"{choice.period.name} is compared in part; choose another look")
            then = _months(twin.then)
        shown = f"sm BETWEEN {months[0]} AND {months[-1]}"
        start = min(now[0], months[0] - YEAR, *then[: twin is not None])
        scan = f"""
            CREATE OR REPLACE TEMP TABLE sums AS SELECT code, sm, a FROM who JOIN (
              SELECT dealer_n, sm, sum(amount) AS a FROM lines
              WHERE sales AND sm BETWEEN {start} AND {now[1]}{self._where(choice)} GROUP BY ALL) USING (dealer_n)"""
        for _ in SALES if apart else SALES[:1]:
            self._theirs.rows(scan)
        by_month = dict(
            self._theirs.rows(f"""
            SELECT sm, sum(a) FROM sums WHERE sm BETWEEN {months[0] - YEAR} AND {months[-1]} GROUP BY sm""")
        )
        cells = self._theirs.rows(f"""
            SELECT code, sm, a FROM sums WHERE {shown} AND code IN (
              SELECT code FROM sums WHERE {shown} GROUP BY code ORDER BY sum(a) DESC, code LIMIT {TOP})""")
        fields = {(code, sm): _money(amount) for code, sm, amount in cells}
        ranks = self._theirs.rows(f"""
            WITH each AS (
              SELECT code, sum(a) FILTER (sm BETWEEN {now[0]} AND {now[1]}) AS now,
                sum(a) FILTER (sm BETWEEN {then[0]} AND {then[1]}) AS ago
              FROM sums GROUP BY code HAVING now IS NOT NULL)
            SELECT code, now, ago, sum(now) OVER (), sum(greatest(now, 0)) OVER (),
              sum(greatest(now, 0)) OVER (ORDER BY now DESC, code ROWS UNBOUNDED PRECEDING)
            FROM each ORDER BY now DESC, code LIMIT {TOP}""")
        ranking, pareto = {}, {}
        for code, amount, ago, total, above, so_far in ranks:
            growth = Fraction(int(amount), int(ago)) - 1 if ago is not None and ago > 0 else None
            ranking[code] = (_money(amount), Fraction(int(amount), int(total)), growth)
            if amount > 0:
                share = Fraction(int(amount), int(above))
                pareto[code] = (_money(amount), share, Fraction(int(so_far), int(above)))
        trend = {_named(sm): (_money(by_month.get(sm)), _money(by_month.get(sm - YEAR))) for sm in months}
        heat = {code: tuple(fields.get((code, sm)) for sm in months) for code, _ in fields}
        return trend, heat, ranking, pareto

    def pipeline(self, choice: Choice) -> Answer:
        """Orders, lines, amount, median and longest days and late lines of each step."""
        day = min(choice.period.last_day, day_number(self._today))
        kinds = ", ".join(map(str, sorted({*choice.counting.kinds} - {DISCOUNT})))
        known = ", ".join(
            f"CASE WHEN {one} <= {day} THEN {one} END AS {one}"
            for one in ("ordered", "shipped", "delivered", "signed", "invoiced")
        )
        later = " OR ".join(
            f"coalesce({one} > {day}, false)" for one in (*_DAYS, "reviewed // 1441", "received // 1441")
        )
        moments = ", ".join(f"CASE WHEN {one} // 1441 <= {day} THEN {one} // 1441 END AS {one}" for one in _MOMENTS)
        rows = self._theirs.rows(f"""
            WITH asked AS (
              SELECT o, amount, promised, open = 1 OR {later} AS waits, {known}, {moments} FROM lines
              WHERE kind IN ({kinds}) AND dealer_n > 0 AND ordered BETWEEN {day - WINDOW_DAYS} AND {day}
                AND (coalesce(delivered, {day} + 1) > {day} OR coalesce(signed, {day} + 1) > {day}
                     OR coalesce(invoiced, {day} + 1) > {day}){self._where(choice)}),
            steps AS (
              SELECT o, amount, promised,
                CASE WHEN coalesce(delivered, signed) IS NOT NULL THEN
                       CASE WHEN signed IS NULL THEN 'sign' WHEN invoiced IS NULL THEN 'invoice' END
                     WHEN NOT waits THEN NULL WHEN shipped IS NOT NULL THEN 'transit'
                     WHEN reviewed IS NULL THEN 'review' ELSE 'ship' END AS step,
                CASE WHEN coalesce(delivered, signed) IS NOT NULL THEN coalesce(delivered, signed)
                     WHEN shipped IS NOT NULL THEN shipped WHEN reviewed IS NULL THEN coalesce(received, ordered)
                     ELSE reviewed END AS since
              FROM asked),
            each AS (
              SELECT step, o, count(*) AS n, sum(amount) AS amount, {day} - min(since) AS days,
                count(*) FILTER (promised < {day}) AS late
              FROM steps WHERE step IS NOT NULL GROUP BY ALL)
            SELECT step, count(*), sum(n), sum(amount), median(days), max(days), sum(late) FROM each GROUP BY step""")
        found: dict[str, tuple[object, ...]] = {
            name: (0, 0, Fraction(0), None, None, 0) for name in ("review", "ship", "transit", "sign", "invoice")
        }
        for name, orders, lines, amount, middle, longest, late in rows:
            found[name] = (
                orders, int(lines), Fraction(int(amount or 0), AMOUNT_SCALE), Fraction(middle), Fraction(longest),
                int(late),
            )  # fmt: skip
        return (found,)


_DAYS = ("shipped", "delivered", "signed", "invoiced")
_MOMENTS = ("received", "reviewed")


def _months(period: Period) -> tuple[int, int]:
    return month_number(month_of(period.first)), month_number(month_of(period.last))


def _named(number: int) -> str:
    return f"{number // YEAR:04d}-{number % YEAR + 1:02d}"


def _money(amount: int | None) -> Fraction | None:
    return None if amount is None else Fraction(int(amount), AMOUNT_SCALE)
