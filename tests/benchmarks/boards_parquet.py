"""Tiles of own boards that order lines alone can tell, against DuckDB on Parquet: net sales, and the order pipeline."""

import statistics
from collections import defaultdict
from collections.abc import Callable
from datetime import date
from fractions import Fraction
from functools import partial
from pathlib import Path
from typing import Any

from app.boards.pipeline import WINDOW_DAYS
from app.boards.reading import read_tiles
from app.boards.tables import months_up_to
from app.boards.tile import Tile, TileSpec
from app.bootstrap import Desk
from app.core.money import AMOUNT_SCALE
from app.core.period import day_number, month_of, shift
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
        for name, tiles, query in (("net sales", SALES, asker.sales), ("order pipeline", PIPELINE, asker.pipeline)):
            first = seconds(partial(_ours, desk, tiles, asked[0], today))
            for look in asked:
                mine, other = _told(_ours(desk, tiles, look, today)), query(look.choice)
                if mine != other:
                    raise AssertionError(f"{name}, {look.label}\n{mine}\n{other}")
            one, other_s = _in_turns(desk, theirs, asked, tiles, query, today, rounds)
            label = f"{name}, {theirs.lines:,} lines, {len(asked)} looks"
            say(f"  {label}: {one * 1000:.0f} ms (the first {first * 1000:.0f}); DuckDB {other_s * 1000:.0f} ms")
            found.append((label, one / other_s))
    return found


def _ours(desk: Desk, tiles: tuple[TileSpec, ...], look: Look, today: date) -> tuple[Tile, ...]:
    with desk.db.read() as session:
        return read_tiles(session, tiles, look.choice, today)


def _in_turns(
    desk: Desk, theirs: Theirs, asked: list[Look], tiles: tuple[TileSpec, ...], query: Callable[[Choice], Answer],
    today: date, rounds: int,
) -> tuple[float, float]:  # fmt: skip
    """Median seconds of all looks: ours whole, of DuckDB its statements."""
    mine, others = [], []
    for _ in range(rounds):
        mine.append(seconds(lambda: [_ours(desk, tiles, at, today) for at in asked]))
        before = theirs.seconds
        for at in asked:
            query(at.choice)
        others.append(theirs.seconds - before)
    return statistics.median(mine), statistics.median(others)


def _told(tiles: tuple[Tile, ...]) -> Answer:
    """What both sides tell of each row; of a year before, shares and words nothing."""
    return tuple(
        {key: _cells(one, row) for key, row in zip(one.grid.keys, one.grid.rows, strict=True) if key} for one in tiles
    )


def _cells(tile: Tile, row: tuple[Any, ...]) -> Any:
    kind = tile.spec.kind
    return row[2:] if kind == "pipeline" else row[1:] if kind == "heatmap" else row[1]


class _Asker:
    def __init__(self, desk: Desk, theirs: Theirs, today: date) -> None:
        self._theirs, self._today = theirs, today
        with desk.db.read() as session:
            self._dealers, self._groups = read_dealers(session), read_groups(session)

    def _where(self, choice: Choice) -> str:
        chosen = chosen_dealers(self._dealers, choice.dealer, choice.region)
        who = "" if chosen is None else f" AND dealer_n IN ({', '.join(map(str, sorted(chosen)))})"
        return who + ("" if choice.group is None else f" AND g = {find_group(self._groups, choice.group)}")

    def sales(self, choice: Choice) -> Answer:
        """Trend, heat map, ranking and Pareto out of one query."""
        months = months_up_to(choice.period, self._today, MONTHS)
        first, last = month_number(month_of(choice.period.first)), month_number(month_of(choice.period.last))
        start = min(first, month_number(shift(months[0], -YEAR)))
        rows = self._theirs.rows(f"""
            SELECT dealer_n, sm, sum(amount) FROM lines
            WHERE sales AND sm BETWEEN {start} AND {last}{self._where(choice)} GROUP BY ALL""")
        names = {month_number(one): one.name for one in months}
        trend: dict[str, Fraction | None] = dict.fromkeys(names.values())
        now: dict[str, Fraction] = defaultdict(Fraction)
        whole: dict[str, Fraction] = defaultdict(Fraction)
        fields: dict[tuple[str, str], Fraction] = {}
        for who, month, amount in rows:
            code, value = self._dealers[who].code, Fraction(int(amount or 0), AMOUNT_SCALE)
            if month in names:
                trend[names[month]] = (trend[names[month]] or Fraction(0)) + value
                fields[code, names[month]] = value
                whole[code] += value
            if first <= month <= last:
                now[code] += value
        heat = {code: tuple(fields.get((code, name)) for name in trend) for code in _largest(whole)}
        return trend, heat, {code: now[code] for code in _largest(now)}, {code: now[code] for code in _largest(now)}

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


def _largest(sums: dict[str, Fraction]) -> list[str]:
    return sorted(sums, key=lambda code: (-sums[code], code))[:TOP]
