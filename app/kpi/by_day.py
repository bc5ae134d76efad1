"""Days that are not kept: sums by product group, and histograms of lines or by group, out of the facts themselves.

Days of a closed month are read as the facts were when it was closed; what came later is posted to the first open day,
as it is in the sums that are kept.
"""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final

from app.kpi.frame import to_sql
from app.kpi.measures import Pack
from app.kpi.model import MONTH
from app.kpi.sources import KEPT, group_source, line_source, row_source
from app.kpi.views import State, Then, order_select

if TYPE_CHECKING:
    from app.kpi.reading import Reader

Span = tuple[int, int, int]
"""Number of a bucket, its first and its last day."""
Row = Sequence[Any]
"""Number of a bucket, dealer (None: all together), product group (None: not told apart), then values."""
_CLOSED: Final = """
    SELECT c.first_on, c.last_on, c.known_tx FROM closing c WHERE c.state = 'closed' AND c.removed = 0 ORDER BY 1
"""


def group_days(reader: "Reader", pack: Pack, columns: Sequence[str], spans: Sequence[Span]) -> Iterator[Row]:
    """The sums of single days by the product groups that are asked for."""
    scope = reader.scope
    group = f"g = {scope.group_n:d}" if scope.group_n is not None else "g > 0"
    counted = f" AND {scope.counted}" if pack.by_kind else ""
    values = ", ".join(
        "count(*)" if name == "n" else f"sum(coalesce({pack.slots[int(name[1:]) - 1].sql}, 0))" for name in columns
    )
    for number, first, last in spans:
        for low, high, state in _states(reader, pack, first, last):
            source, name = group_source(reader.session.connection(), pack, state)
            yield from _read(reader, f"{source} SELECT {number:d}, {_keys(reader, 'g')}, {values} FROM {name}",
                             pack, f"{group}{counted}", low, high, "")  # fmt: skip
        yield from _posted(reader, pack, columns, (number, first, last))


def bin_days(reader: "Reader", pack: Pack, spans: Sequence[Span]) -> Iterator[Row]:
    """For each number of whole days how many facts of single days took them, as (..., days, facts)."""
    connection, grouped = reader.session.connection(), reader.scope.by_group
    group = "1"
    if grouped:
        group = f"g = {reader.scope.group_n:d}" if reader.scope.group_n is not None else "g > 0"
    for number, first, last in spans:
        for low, high, state in _states(reader, pack, first, last):
            if pack.daily_bins and not grouped and state == KEPT:
                yield from _kept_bins(reader, pack, (number, low, high))
                continue
            if grouped:
                source, name = group_source(connection, pack, state)
            elif pack.view == "order":
                source, name = (
                    f"{line_source(connection, pack, state)}, parts AS ({order_select('0', 'v_order')})",
                    "parts",
                )
            elif pack.view == "line":
                source, name = line_source(connection, pack, state), "v_line"
            else:
                source, name = row_source(pack, state), "rows"
            yield from _read(
                reader, f"{source} SELECT {number:d}, {_keys(reader, 'g')}, {pack.bins} AS days, count(*) FROM {name}",
                pack, f"{group} AND ({pack.bins}) IS NOT NULL", low, high, "days",
            )  # fmt: skip


def _kept_bins(reader: "Reader", pack: Pack, span: Span) -> Sequence[Row]:
    number, first, last = span
    return reader.run(
        f"""SELECT {number:d}, {_keys(reader, "group_n")}, bin, sum(n) FROM cell_bin_day
        WHERE pack = {pack.n:d} AND group_n = 0 AND start BETWEEN :first AND :last{_dealers(reader)}
        GROUP BY bin{", dealer_n" if reader.scope.place else ""}""",
        first=first, last=last,
    )  # fmt: skip


def _dealers(reader: "Reader") -> str:
    chosen = reader.scope.chosen
    return "" if chosen is None else f" AND dealer_n IN ({', '.join(map(str, sorted(chosen)))})"


def _keys(reader: "Reader", group: str) -> str:
    return f"{'dealer_n' if reader.scope.place else 'NULL'}, {group if reader.scope.groups else 'NULL'}"


def _read(reader: "Reader", select: str, pack: Pack, condition: str, first: int, last: int, more: str) -> Sequence[Row]:
    grouped = [
        *["dealer_n"] * bool(reader.scope.place), *["g"] * reader.scope.groups, *[more] * bool(more)
    ]  # fmt: skip
    return reader.run(
        f"""{select} WHERE {to_sql(pack.condition)} AND {to_sql(pack.day)} BETWEEN :first AND :last
        AND {condition}{_dealers(reader)} {f"GROUP BY {', '.join(grouped)}" if grouped else "HAVING count(*) > 0"}""",
        first=first, last=last,
    )  # fmt: skip


def _states(reader: "Reader", pack: Pack, first: int, last: int) -> Iterator[tuple[int, int, State]]:
    """The parts of a span, and which facts counted in each: those of a closed month as they were, if any came later."""
    late = {
        row[0] for row in reader.run(f"SELECT DISTINCT start FROM cell_late WHERE pack = {pack.n:d} AND span = {MONTH}")
    }
    end = first
    for first_on, last_on, tx in reader.run(_CLOSED) if late else ():
        if last_on < first or first_on > last or not any(first_on <= day <= last_on for day in late):
            continue
        if first_on > end:
            yield end, first_on - 1, KEPT
        yield max(first_on, first), min(last_on, last), Then(KEPT.sign, KEPT.maps, tx)
        end = last_on + 1
    if end <= last:
        yield end, last, KEPT


def _posted(reader: "Reader", pack: Pack, columns: Sequence[str], span: Span) -> Sequence[Row]:
    """What came after months were closed, where the span holds the first open day."""
    number, first, last = span
    scope = reader.scope
    opened = reader.run("SELECT max(last_on) + 1 FROM closing WHERE state = 'closed' AND removed = 0")[0][0]
    if opened is None or not first <= opened <= last:
        return ()
    group = f"= {scope.group_n:d}" if scope.group_n is not None else "> 0"
    grouped = [*["dealer_n"] * bool(scope.place), *["group_n"] * scope.groups]
    only = f"AND group_n {group} AND {scope.counted}{_dealers(reader)}"
    return reader.run(
        f"""SELECT {number:d}, {_keys(reader, "group_n")}, {", ".join(f"sum({name})" for name in columns)}
        FROM cell_late WHERE pack = {pack.n:d} AND span = {MONTH} {only}
        {f"GROUP BY {', '.join(grouped)}" if grouped else "HAVING count(*) > 0"}"""
    )


def groups_of(reader: "Reader", pack: int, span: int) -> str:
    """The product groups that a pack has, so that the days of each are found by the key."""
    rows = reader.run(
        f"""
        WITH RECURSIVE found(g) AS (
            SELECT min(group_n) FROM cell WHERE pack = :pack AND span = {span:d} AND group_n > 0
            UNION ALL
            SELECT (SELECT min(group_n) FROM cell WHERE pack = :pack AND span = {span:d} AND group_n > g) FROM found
            WHERE g IS NOT NULL
        ) SELECT g FROM found WHERE g IS NOT NULL
        """,
        pack=pack,
    )
    return ", ".join(str(row[0]) for row in rows)
