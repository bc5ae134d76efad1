"""The board's figures by DuckDB: order lines and orders, resolved once and kept as Parquet files sorted by month."""

import csv
import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from fractions import Fraction
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import duckdb

from app.bootstrap import Desk
from app.core.connect import connect
from app.core.period import Period, between, day_number, month_of, shift
from app.kpi.against import before, year_ago
from app.kpi.board import TOP
from app.kpi.kept import kept_of
from app.kpi.measures import DISCOUNT, FREIGHT, RED
from app.kpi.model import DEFAULT_KINDS
from app.kpi.people import chosen_dealers, find_group, read_dealers, read_groups
from app.kpi.reading import percentile
from app.kpi.sources import KEPT
from app.kpi.views import LINE_COLUMNS, line_select
from tests.benchmarks.board_figures import Figures, Look

GOODS = f"kind < {FREIGHT} AND kind NOT IN ({DISCOUNT}, {RED})"
SALES = f"kind IN ({', '.join(map(str, DEFAULT_KINDS))})"
MONTH = "(year(make_date({0}::INT)) * 12 + month(make_date({0}::INT)) - 1)::INT"
ORDERS = """
    SELECT min(dealer_n) AS dealer_n, {month} AS dm, delivered, cycle, on_time AND in_full AS otif FROM (
      SELECT min(dealer_n) AS dealer_n,
        CASE WHEN count(delivered) = count(*) THEN max(delivered) END AS delivered,
        CASE WHEN count(cycle_days) = count(*) AND count(delivered) = count(*) THEN max(delivered) - min(ordered) END
          AS cycle,
        CASE WHEN count(*) FILTER (delivered > promised) > 0 THEN false
             WHEN count(delivered <= promised) = count(*) THEN true END AS on_time,
        CASE WHEN count(*) FILTER (in_full = 0) > 0 THEN false WHEN count(in_full) = count(*) THEN true END AS in_full
      FROM lines WHERE goods GROUP BY o) WHERE delivered IS NOT NULL
"""
Spans = dict[str, tuple[int, int]]


class Theirs:
    """DuckDB with two threads over the Parquet files of one workspace."""

    def __init__(self, desk: Desk, folder: Path) -> None:
        """Write the files; that is not measured."""
        self._desk = desk
        with desk.db.read() as session:
            self._dealers = read_dealers(session)
            self._groups = read_groups(session)
        self._db = duckdb.connect()
        self._db.execute("SET threads = 2")
        raw, self._lines = folder / "lines.csv", folder / "lines.parquet"
        self.lines = _export(desk.db.path, raw)
        columns = ", ".join(f"'{name}': 'BIGINT'" for name in LINE_COLUMNS)
        source = f"read_csv('{raw}', header = false, columns = {{{columns}}})"
        with desk.db.read() as session:
            heirs = kept_of(session).organisation(session).chains.heirs()
        moved = " ".join(f"WHEN {one} THEN {heir}" for one, heir in heirs.items())
        who = f"CASE dealer_n {moved} ELSE dealer_n END" if moved else "dealer_n"
        told = f"* REPLACE ({who} AS dealer_n), {MONTH.format('shipped')} AS sm"
        sorted_lines = f"SELECT {told}, {GOODS} AS goods, {SALES} AS sales FROM {source} ORDER BY sm"
        self._db.execute(f"COPY ({sorted_lines}) TO '{self._lines}' (FORMAT parquet)")
        raw.unlink()
        self._db.execute(f"CREATE VIEW lines AS SELECT * FROM '{self._lines}'")
        orders = folder / "orders.parquet"
        inner = ORDERS.replace("min(dealer_n) AS dealer_n, {month}", "dealer_n, " + MONTH.format("delivered"), 1)
        self._db.execute(f"COPY ({inner} ORDER BY dm) TO '{orders}' (FORMAT parquet)")
        self._db.execute(f"CREATE VIEW orders AS SELECT * FROM '{orders}'")
        self.seconds = 0.0
        """What its statements took until the last row was here; the arithmetic of this file is not DuckDB's."""
        self.used = 0.0
        """The same in seconds of processors, of both threads."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._db.close()

    def figures(self, look: Look) -> Figures:
        """The figures of one look, by four queries."""
        return _Answer(self.rows, self._desk, look, self._dealers, self._groups).figures()

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """One statement's rows, counted into ``seconds``."""
        start, used = time.perf_counter(), time.process_time()
        rows = self._db.execute(sql).fetchall()
        self.seconds += time.perf_counter() - start
        self.used += time.process_time() - used
        return rows


def _export(path: Path, out: Path) -> int:
    """The resolved lines as one CSV file; returns how many there are."""
    connection = connect(path, read_only=True)
    connection.execute("PRAGMA temp_store = FILE")
    connection.execute("CREATE TEMP TABLE bench_order (o INTEGER PRIMARY KEY, source_n INT, order_no TEXT)")
    connection.execute(
        """INSERT INTO bench_order (source_n, order_no)
        SELECT DISTINCT source_n, order_no FROM order_line WHERE current = 1"""
    )
    rows = connection.execute(line_select(KEPT, heads=True, orders="temp.bench_order"))
    count = 0
    with out.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        while block := rows.fetchmany(20_000):
            writer.writerows(block)
            count += len(block)
    connection.close()
    return count


def month_number(month: Period) -> int:
    """Months since the year 0, as the files name them."""
    return month.first.year * 12 + month.first.month - 1


class _Answer:
    def __init__(self, run: Callable[..., Any], desk: Desk, look: Look, dealers: Any, groups: Any) -> None:
        self._run, self._dealers, self._choice = run, dealers, look.choice
        today = desk.clock.today()
        choice = look.choice
        chosen = chosen_dealers(dealers, choice.dealer, choice.region)
        conditions = []
        if chosen is not None:
            conditions.append(f"dealer_n IN ({', '.join(map(str, sorted(chosen)))})")
        self._who = "".join(f" AND {one}" for one in conditions)
        self._group = f" AND g = {find_group(groups, choice.group)}" if choice.group is not None else ""
        period = choice.period
        twin = year_ago(period, today)
        ago = twin.then if twin is not None else period
        self._spans = {
            name: (month_number(month_of(one.first)), month_number(month_of(one.last)))
            for name, one in (("now", period), ("before", before(period, today) or period), ("ago", ago))
        }
        last = month_of(min(period.last, today))
        self._last = month_number(last)
        self._months = [month_number(one) for one in between(shift(last, -11), last).months]
        self._trend = [month_number(one) for one in between(shift(last, -23), last).months]
        self._end = day_number(min(period.last, today))

    def figures(self) -> Figures:
        """All of it."""
        first = min(self._trend[0], *(span[0] for span in self._spans.values()))
        asked = f"BETWEEN {first} AND {max(self._last, self._spans['now'][1])}{self._who}"
        sales = self._run(
            f"SELECT dealer_n, sm, sum(amount) FROM lines WHERE sales AND sm {asked}{self._group} GROUP BY ALL"
        )
        orders = self._run(
            f"SELECT dealer_n, dm, count(otif), count(*) FILTER (otif) FROM orders WHERE dm {asked} GROUP BY ALL"
        )
        days = self._run(f"SELECT cycle, dm, count(*) FROM orders WHERE dm {asked} AND cycle IS NOT NULL GROUP BY ALL")
        late = self._run(f"""
            SELECT dealer_n,
              count(*) FILTER (promised + 1 <= {self._end} AND (delivered > promised OR delivered IS NULL AND open = 1))
              - count(*) FILTER (delivered > promised AND delivered <= {self._end})
            FROM lines WHERE goods{self._who}{self._group} GROUP BY ALL""")
        return Figures(
            cards={
                "net_amount": self._each(lambda at: _sum(sales, at) / 10_000),
                "active_dealers": self._each(lambda at: _buyers(sales, at)),
                "otif_rate": self._each(lambda at: _share(orders, at)),
                "cycle_days_p90": self._each(lambda at: _p90(days, at)),
            },
            trend=self._regions(sales),
            ranking=self._ranking(sales, orders),
            overdue={self._dealers[who].name: count for who, count in late if count},
        )

    def _each(self, figure: Callable[[tuple[int, int]], Any]) -> tuple[Any, ...]:
        months = (figure((one, one)) or 0 for one in self._months)
        return (*(figure(span) for span in self._spans.values()), *months)

    def _regions(self, sales: Iterable[tuple[int, int, int]]) -> dict[str, tuple[int | None, ...]]:
        found: dict[str, dict[int, int]] = defaultdict(lambda: defaultdict(int))
        for who, month, amount in sales:
            if month in self._trend:
                found[self._dealers[who].region_name][month] += int(amount or 0)
        return {
            name: tuple(values.get(one, 0) for one in self._trend)
            for name, values in found.items()
            if any(values.values())
        }

    def _ranking(self, sales: Any, orders: Any) -> tuple[tuple[str, Fraction, Any, Any], ...]:
        now, ago = self._spans["now"], self._spans["ago"]
        amounts: dict[int, list[Fraction]] = defaultdict(lambda: [Fraction(0), Fraction(0)])
        otif: dict[int, list[int]] = defaultdict(lambda: [0, 0])
        for who, month, amount in sales:
            for place, span in enumerate((now, ago)):
                if span[0] <= month <= span[1]:
                    amounts[who][place] += Fraction(int(amount or 0), 10_000)
        for who, month, known, right in orders:
            if now[0] <= month <= now[1]:
                otif[who][0] += known
                otif[who][1] += right
        there = {who for who, month, _ in sales if now[0] <= month <= now[1]}
        kept = [one for one in amounts.items() if one[0] in there]
        ordered = sorted(kept, key=lambda one: (-one[1][0], self._dealers[one[0]].code))
        return tuple(
            (self._dealers[who].name, one, before, Fraction(otif[who][1], otif[who][0]) if otif[who][0] else None)
            for who, (one, before) in ordered[:TOP]
        )


def _sum(sales: Iterable[tuple[int, int, int]], at: tuple[int, int]) -> Fraction:
    return Fraction(sum(int(amount or 0) for _, month, amount in sales if at[0] <= month <= at[1]))


def _buyers(sales: Iterable[tuple[int, int, int]], at: tuple[int, int]) -> Fraction:
    sums: dict[int, int] = defaultdict(int)
    for who, month, amount in sales:
        if at[0] <= month <= at[1]:
            sums[who] += int(amount or 0)
    return Fraction(sum(value > 0 for value in sums.values()))


def _share(orders: Iterable[tuple[int, int, int, int]], at: tuple[int, int]) -> Fraction | None:
    inside = [(known, right) for _, month, known, right in orders if at[0] <= month <= at[1]]
    known = sum(one for one, _ in inside)
    return Fraction(sum(one for _, one in inside), known) if known else None


def _p90(days: Iterable[tuple[int, int, int]], at: tuple[int, int]) -> Fraction | None:
    bins: dict[int, int] = defaultdict(int)
    for span, month, count in days:
        if at[0] <= month <= at[1]:
            bins[span] += count
    return Fraction(percentile(sorted(bins.items()), 90)) if bins else None
