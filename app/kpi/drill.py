"""Every number opens what it is made of: the facts behind a KPI, down to the file and its row."""

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from typing import Any, Final

from sqlalchemy import bindparam, text
from sqlalchemy.orm import Session

from app.core.calendar import ordinary_days
from app.core.calendars import NATURAL, Calendar
from app.core.db import Database
from app.core.errors import UserError
from app.core.formula import names, parse
from app.core.formula.tree import Call, Node, Number
from app.core.period import Period, between, day_number
from app.kpi.against import CUMULATIVE
from app.kpi.atoms import Atom, atom, atoms
from app.kpi.calendar import kept_calendar
from app.kpi.counting import USUAL, Counting, by_tax
from app.kpi.definitions import FIXED_BASIS
from app.kpi.frame import to_sql
from app.kpi.kpi import Kpi
from app.kpi.looking import EVER_AFTER, Look
from app.kpi.measures import MIDDLE
from app.kpi.model import of_kinds
from app.kpi.organisation import PRESENT, Structure, read_organisation
from app.kpi.own.known import find_kpi
from app.kpi.people import dealers_json, find_group, read_dealers, read_groups
from app.kpi.queries import KpiRow, read_rows
from app.kpi.reading import LIST_AGE_DAYS, WINDOW_DAYS
from app.kpi.scope import NOTHING_TO_COMPARE, Bucket, Scope
from app.kpi.sources import HEADS, KEPT, VIEWS, check_source, line_source, row_source
from app.kpi.views import BY_ID, ROW_VIEWS, State, has_heads, order_select

_FOREVER: Final = 2**40
_TWINS: Final = ("matched", "before")
"""What growth compares: the days of the period, and those a year before."""
ADDED: Final = frozenset({"sum", "targeted", "list", "window", "ordinary", "to_date", "matched", "before"})
"""How names are read that rows add up to; others are counted, looked up or taken out of a sorted list."""

LEFT: Final = {"overdue_opened_to_date - late_to_date": "coalesce(delivered > :last, 1)"}
"""Of formulas that take what was settled off what was opened: which opened rows are left, one for each counted."""
_DEALERS: Final = "SELECT value ->> 0 FROM json_each(:dealers)"


@dataclass(frozen=True)
class Facts:
    """Which rows of which feed a number is made of, in the order of their days."""

    feed: str
    ids: "array[int]"
    gone: frozenset[int] = frozenset()
    """Those of them that count no more: what was taken off (跨期调整)."""
    heads: "array[int]" = field(default_factory=lambda: array("q"))
    """Order heads that are counted as orders by themselves: no line of theirs has come yet."""


@dataclass(frozen=True)
class FactRow:
    """One fact with its dealer and product in words, and where it came from."""

    id: int
    dealer: str
    dealer_code: str
    product: str
    product_code: str
    batch: str
    file_name: str
    row_no: int
    values: Mapping[str, Any]
    """The stored columns; of an order line with those of its head where the line is silent."""
    estimated: tuple[str, ...]
    """Fields that hold a stand-in value (推算)."""


def sources(kpi: Kpi) -> tuple[str, ...]:
    """The names of a KPI's formula that different rows are behind, as they stand in it; none where one is enough."""
    if kpi.formula in LEFT:
        return ()
    found: dict[tuple[int, str], str] = {}
    for name in sorted(names(parse(kpi.formula)), key=kpi.formula.index):
        one = atom(name, kpi.grains[0], (kpi.bases or (FIXED_BASIS,))[0])
        if one.mode in ADDED:
            found.setdefault((one.measure.pack.n, one.mode), name)
    return tuple(found.values()) if len(found) > 1 else ()


def feed_of(kpi: Kpi, measure: str) -> str:
    """The feed whose rows one name of a KPI's formula is counted from."""
    view = atom(measure, kpi.grains[0], (kpi.bases or (FIXED_BASIS,))[0]).measure.pack.view
    return "order_line" if view in {"line", "order"} else ROW_VIEWS[VIEWS.get(view, view)].feed.id


def fact_ids(
    db: Database,
    kpi: str,
    *,
    first: Period,
    last: Period,
    measure: str | None = None,
    grain: str | None = None,
    basis: str | None = None,
    dealer: str | None = None,
    region: str | None = None,
    group: str | None = None,
    structure: Structure = PRESENT,
    today: date | None = None,
    counting: Counting = USUAL,
) -> Facts:
    """The facts behind one KPI of a period; ``measure`` narrows them to one of its formula's names, such as ``late``.

    Without it they are what the KPI counts. Raises UserError for an unknown KPI, measure, dealer, region or group.
    """
    with db.read() as session:
        return read_fact_ids(
            session, kpi, first=first, last=last, measure=measure, grain=grain, basis=basis, dealer=dealer,
            region=region, group=group, structure=structure, today=today, counting=counting,
        )  # fmt: skip


def read_fact_ids(
    session: Session, kpi: str, *, first: Period, last: Period, measure: str | None = None, grain: str | None = None,
    basis: str | None = None, dealer: str | None = None, region: str | None = None, group: str | None = None,
    structure: Structure = PRESENT, today: date | None = None, counting: Counting = USUAL, align: str = CUMULATIVE,
    state: State = KEPT,
) -> Facts:  # fmt: skip
    """``fact_ids`` inside a session that is open already; ``state`` says which rows counted."""
    asked = ask_rows(
        session, kpi, first=first, last=last, measure=measure, grain=grain, basis=basis, dealer=dealer, region=region,
        group=group, structure=structure, today=today, counting=counting, align=align,
    )  # fmt: skip
    wanted, condition = asked.wanted, asked.condition
    heads = array("q")
    if wanted.measure.pack.view in {"line", "order"}:
        sql = line_sql(session, wanted, condition, state, whole=group is None)
        feed = "order_line"
        if wanted.measure.pack.view == "order" and group is None:
            alone = line_sql(session, wanted, condition, state, whole=True, rows=HEADS)
            heads = array("q", session.execute(text(alone), asked.values).scalars())
    else:
        sql, feed = row_sql(wanted, condition, state)
    return Facts(feed, array("q", session.execute(text(sql), asked.values).scalars()), heads=heads)


@dataclass(frozen=True)
class Asked:
    """Which rows of its view a measure is made of, as a condition with values."""

    wanted: Atom
    condition: str
    values: Mapping[str, Any]
    bucket: Bucket
    scope: Scope


def ask_rows(
    session: Session, kpi: str, *, first: Period, last: Period, measure: str | None = None, grain: str | None = None,
    basis: str | None = None, dealer: str | None = None, region: str | None = None, group: str | None = None,
    structure: Structure = PRESENT, today: date | None = None, counting: Counting = USUAL, align: str = CUMULATIVE,
) -> Asked:  # fmt: skip
    """Which rows of its view a measure of a KPI is made of; raises UserError as ``fact_ids`` does."""
    known = find_kpi(session, kpi)
    wanted = _atom(known, measure, grain, basis, counting)
    bucket = Bucket.of(between(first, last), today=None if today is None else day_number(today), align=align)
    if wanted.mode in _TWINS:
        if bucket.twin is None:
            raise UserError(NOTHING_TO_COMPARE)
        bucket = bucket.twin[_TWINS.index(wanted.mode)]
    dealers = read_dealers(session)
    look = Look(read_organisation(session, dealers), structure, (), EVER_AFTER if today is None else day_number(today))
    scope = look.scope(Scope((), dealers), dealer=dealer, region=region, follow=structure.successors == "follow")
    chosen = scope.chosen
    conditions = ["dealer_n = 0" if wanted.own else "dealer_n > 0", _condition(wanted, counting)]
    if measure is None and known.formula in LEFT:
        conditions.append(LEFT[known.formula])
    day = to_sql(wanted.measure.pack.day)
    if wanted.mode == "targeted":
        row = read_alone(session, known, wanted.name, first=first, last=last, basis=basis, dealer=dealer, region=region,
                         group=group, structure=structure, today=today, counting=counting)  # fmt: skip
        months = [one for one in bucket.months(NATURAL) if row is None or one.name in row.without]
        conditions += [f"{day} NOT BETWEEN {one.first} AND {one.last}" for one in months]
    if wanted.mode == "ordinary":
        spans = ordinary_days(bucket.last, WINDOW_DAYS)
        conditions.append("(" + " OR ".join(f"{day} BETWEEN {begun} AND {over}" for begun, over in spans) + ")")
    values: dict[str, Any] = {"first": _from(wanted, bucket), "last": bucket.last}
    if wanted.measure.pack.monthly:
        values = {"first": bucket.first - MIDDLE, "last": between(first, last).last_day - MIDDLE}
    if look.historical:
        counted = None if group is None else kept_calendar(session.connection())
        conditions.append(f"({_then(look, wanted, bucket, months=counted)})")
    if chosen is not None:
        conditions.append(f"dealer_n IN ({_DEALERS})")
        values["dealers"] = dealers_json(dealers, chosen)
    if group is not None:
        conditions.append(f"g = {find_group(read_groups(session), group):d}")
    return Asked(wanted, " AND ".join(conditions), values, bucket, scope)


def read_alone(session: Session, kpi: Kpi, name: str, **asked: Any) -> KpiRow | None:
    """One name of a KPI's formula as a figure of its own; None where nothing is there of it."""
    rows = read_rows(session, only=[replace(kpi, formula=name)], **asked)
    return rows[0] if rows else None


def _then(look: Look, wanted: Atom, bucket: Bucket, *, months: Calendar | None) -> str:
    """Whose rows are asked for, span by span in which nobody changed place; at the end where the end is what counts."""
    ends = wanted.measure.pack.snapshot or wanted.mode in {"to_date", "window", "ordinary"}
    parts = [
        f"({'1' if ends else f'{to_sql(wanted.measure.pack.day)} BETWEEN {first} AND {last}'}"
        f" AND dealer_n IN ({', '.join(map(str, sorted(whose)))}))"
        for first, last, whose in look.wanted_then(bucket.first, bucket.last, months=months, ends=ends)
    ]
    return " OR ".join(parts)


def _atom(kpi: Kpi, measure: str | None, grain: str | None, basis: str | None, counting: Counting) -> Atom:
    found = by_tax(kpi, counting.tax)
    chosen_grain = grain if grain in found.grains else found.grains[0]
    wanted = basis or counting.basis
    chosen_basis = wanted if wanted in found.bases else (found.bases or (FIXED_BASIS,))[0]
    if measure is None:
        only = names(parse(found.formula))
        if len(only) > 1:
            only = names(parse(found.counted))
        measure = min(only, key=f"{found.formula} {found.counted}".index)
    one = atom(measure, chosen_grain, chosen_basis)
    if one.mode in {"percentile", "dealers", "reports"}:
        return atoms(parse(found.counted), chosen_grain, chosen_basis)[0] if one.mode != "reports" else one
    return one


def _from(wanted: Atom, bucket: Bucket) -> int:
    if wanted.measure.pack.snapshot:
        return bucket.last - LIST_AGE_DAYS
    if wanted.mode == "ordinary":
        return ordinary_days(bucket.last, WINDOW_DAYS)[0][0]
    return {"to_date": -_FOREVER, "window": bucket.last - WINDOW_DAYS + 1}.get(wanted.mode, bucket.first)


def _condition(wanted: Atom, counting: Counting) -> str:
    """Which rows of the view make up the measure: for one that counts, those that it counts."""
    pack = wanted.measure.pack
    conditions = [to_sql(pack.condition), f"{to_sql(pack.day)} BETWEEN :first AND :last"]
    conditions += [of_kinds(counting.kinds)] if pack.by_kind else []
    if wanted.measure.column != "n":
        slot = pack.slots[int(wanted.measure.column[1:]) - 1]
        conditions += [to_sql(slot.node)] if slot.when else _chosen(slot.node)
    return " AND ".join(f"({one})" for one in conditions)


def _chosen(node: Node) -> list[str]:
    """Of a sum over some of the rows only, which."""
    if isinstance(node, Call) and node.function == "if" and node.arguments[2] == Number(Fraction(0)):
        return [to_sql(node.arguments[0])]
    return []


def line_sql(
    session: Session, wanted: Atom, condition: str, state: State, *, whole: bool, what: str = "", by: str = "",
    rows: str = "v_line", named: bool = False,
) -> str:  # fmt: skip
    """Orders with a date in the span, their lines as the cells saw them, and of these the ones that were counted.

    ``what`` is asked for instead of the lines' ids, one row for each ``by``; of a measure of orders it is asked of
    orders, also of those of which only the head has come: ``rows`` may be these heads (``HEADS``). With ``named``
    orders have their ``source_n`` and ``order_no``.
    """
    dealers = _DEALERS if _DEALERS in condition else ""
    lines = line_source(session.connection(), wanted.measure.pack, state, dealers=dealers)
    anchor = wanted.measure.pack.anchor
    if wanted.measure.pack.view == "line":
        return f"{lines} SELECT {what or 'id'} FROM v_line WHERE {condition} {by} ORDER BY {anchor}, id"
    joined = "" if whole else " AND l.g = w.g"
    orders = f"{lines}, whole AS ({order_select('0', 'v_order') if whole else order_select('g')})"
    if what:
        return f"{orders} SELECT {what} FROM whole{' JOIN orders USING (o)' * named} WHERE {condition} {by}"
    return f"""
        {orders}
        SELECT l.id FROM whole w JOIN {rows} l ON l.o = w.o{joined}
        WHERE w.o IN (SELECT o FROM whole WHERE {condition}) ORDER BY w.{anchor}, l.id
    """


def row_sql(wanted: Atom, condition: str, state: State, *, what: str = "", by: str = "") -> tuple[str, str]:
    """Rows of one feed; of lists those in force, and behind stock-outs the lists that were looked through.

    ``what`` is asked for instead of the rows' ids, one row for each ``by``; of stock-outs it is asked of the checks.
    """
    pack = wanted.measure.pack
    name = VIEWS.get(pack.view, pack.view)
    if pack.snapshot:
        condition += """ AND (list_key, as_of) IN (
            SELECT list_key, max(as_of) FROM rows WHERE as_of BETWEEN :first AND :last GROUP BY list_key)"""
    checked = bool(what) and pack.view in VIEWS
    source = check_source(state) if checked else row_source(pack, state)
    order = f"{pack.anchor}, {'dealer_n' if checked else 'id'}"
    return f"{source} SELECT {what or 'id'} FROM rows WHERE {condition} {by} ORDER BY {order}", ROW_VIEWS[name].feed.id


def fetch(db: Database, feed: str, ids: Sequence[int]) -> list[FactRow]:
    """The facts of one window of a table, in the order of ``ids``."""
    with db.read() as session:
        return read_facts(session, feed, ids)


def read_facts(session: Session, feed: str, ids: Sequence[int]) -> list[FactRow]:
    """``fetch`` inside a session that is open already."""
    known = BY_ID[feed]
    columns = {one.name for one in known.fields}
    heads = feed == "order_line" and has_heads(session.connection())
    own = [f"f.{name}" for name in known.columns]
    if heads:
        shared = {column for one in BY_ID["order_head"].fields for column in one.columns} - {"order_no", "amount_e4"}
        own = [f"coalesce(f.{name}, h.{name})" if name in shared else f"f.{name}" for name in known.columns]
    dated = next(name for name in (*known.columns,) if name.endswith("_on"))
    party = "coalesce(f.party_code, h.party_code)" if heads else "f.party_code"
    product = "f.product_code" if "product_code" in columns else "NULL"
    sql = f"""
        SELECT f.id, coalesce(p.name, ''), coalesce({party}, ''), coalesce(g.name, ''), coalesce({product}, ''),
               coalesce(b.ref, ''), coalesce(b.file_name, ''), f.row_no, f.estimated, {", ".join(own)}
        FROM {known.table} f
        {
        "LEFT JOIN order_head h ON f.needs_head = 1 AND h.source_n = f.source_n AND h.order_no = f.order_no"
        " AND h.current = 1"
        if heads
        else ""
    }
        LEFT JOIN cell_party m ON m.source_n = f.source_n AND m.code = {party}
          AND m.from_on <= coalesce(f.{dated}, 0) AND m.to_on > coalesce(f.{dated}, 0)
        LEFT JOIN numbered n ON n.n = m.dealer_n LEFT JOIN party p ON p.id = n.entity_id
        LEFT JOIN cell_goods q ON q.source_n = f.source_n AND q.code = {product}
          AND q.from_on <= coalesce(f.{dated}, 0) AND q.to_on > coalesce(f.{dated}, 0)
        LEFT JOIN numbered k ON k.n = q.product_n LEFT JOIN product g ON g.id = k.entity_id
        LEFT JOIN import_batch b ON b.n = f.batch_n
        WHERE f.id IN :ids
    """
    rows = session.execute(text(sql).bindparams(bindparam("ids", expanding=True)), {"ids": list(ids)}).all()
    fields = list(enumerate(known.fields))
    found = {}
    for row in rows:
        values = dict(zip(known.columns, row[9:], strict=True))
        estimated = tuple(one.name for bit, one in fields if row[8] >> bit & 1)
        found[row[0]] = FactRow(row[0], row[1], row[2], row[3], row[4], row[5], row[6], row[7], values, estimated)
    return [found[one] for one in ids if one in found]
