"""Below a product group: a figure by product and then by order, summed in SQL out of the rows of one choice.

Sums are not kept so fine. What is counted by whole orders has no products, what no order stands behind has neither.
"""

from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any, Final, Literal

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.core.formula import names, parse
from app.kpi.answers import Parts, quotient
from app.kpi.atoms import atoms
from app.kpi.board import Choice
from app.kpi.counting import by_tax
from app.kpi.definitions import FIXED_BASIS
from app.kpi.drill import LEFT, Asked, Facts, ask_rows, line_sql
from app.kpi.drivers.products import Product, product_names, read_lines
from app.kpi.frame import to_sql
from app.kpi.kpi import Kpi
from app.kpi.own.known import find_kpi
from app.kpi.parts import weight_order
from app.kpi.sources import KEPT

Level = Literal["product", "order"]
_ADDED: Final = frozenset({"sum", "to_date", "window", "ordinary"})


@dataclass(frozen=True)
class Within:
    """Of which product, by its number, and of which order of which source; 0 and '' is every one."""

    product: int = 0
    source: int = 0
    order: str = ""

    def __bool__(self) -> bool:
        """Whether it leaves anything out."""
        return bool(self.product or self.order)


EVERYTHING: Final = Within()


@dataclass(frozen=True)
class Inner:
    """One product or one order of a figure, as ``Part`` is one dealer."""

    name: str
    within: Within
    parts: Parts
    n: int
    """Rows of it that are counted."""
    day: int | None = None
    """Of an order the first day by which it is counted."""
    region: str = ""

    @property
    def key(self) -> str:
        """What tells it from others."""
        return f"{self.within.product}:{self.within.source}:{self.within.order}"

    @property
    def value(self) -> Fraction | None:
        """Its own value of the KPI."""
        return self.parts[0]

    @property
    def numerator(self) -> Fraction | None:
        """What it adds to the numerator."""
        return self.parts[1]

    @property
    def denominator(self) -> Fraction | None:
        """What it adds to the denominator; None where the KPI is no quotient."""
        return self.parts[2]


def levels(kpi: Kpi, tax: str = "") -> tuple[Level, ...]:
    """What a KPI is told by below a product group: of measures of lines both, of those of orders orders alone."""
    needed = atoms(parse(by_tax(kpi, tax).formula), kpi.grains[0], (kpi.bases or (FIXED_BASIS,))[0])
    views, modes = {one.measure.pack.view for one in needed}, {one.mode for one in needed}
    if views == {"line"} and modes <= _ADDED:
        return ("product", "order")
    return ("order",) if views == {"order"} and modes <= {*_ADDED, "percentile"} else ()


def read_inner(
    session: Session, choice: Choice, today: date, kpi: str, by: Level, within: Within
) -> tuple[tuple[Inner, ...], Inner]:
    """The products or orders of a choice, what weighs most first, and what they are together.

    Only where the KPI has that level (``levels``).
    """
    known = find_kpi(session, kpi)
    formula = parse(by_tax(known, choice.counting.tax).formula)
    counted = names(parse(known.counted))
    sums: dict[Within, dict[str, Fraction]] = {}
    days: dict[Within, int] = {}
    passes: dict[tuple[int, str, str], list[tuple[str, Asked]]] = {}
    for name in sorted(names(formula) | counted):
        asked = _ask(session, kpi, choice, today, name)
        passes.setdefault((asked.wanted.measure.pack.n, asked.wanted.mode, asked.condition), []).append((name, asked))
    for together in passes.values():  # what is summed over the same rows is read at once
        asked = together[0][1]
        adds = [_adds(name, one) for name, one in together]
        for product, source, order, day, *added in _read(session, asked, adds, by, within, group=choice.group):
            one = Within(product or within.product, source, order)
            for (name, each), value in zip(together, added, strict=True):
                scale = each.wanted.measure.scale if each.wanted.name == name else 1
                sums.setdefault(one, {})[name] = Fraction(value or 0, scale)
            if day is not None:
                days[one] = min(day, days.get(one, day))
    answer, nothing = quotient(formula), Fraction(0)

    def inner(one: Within, found: dict[str, Fraction], title: Callable[[int], str]) -> Inner:
        parts = answer(lambda name: found.get(name, nothing))
        return Inner(one.order or title(one.product), one, parts, int(sum(found.get(name, 0) for name in counted)),
                     days.get(one))  # fmt: skip

    products = product_names(session) if by == "product" else {}
    every = [inner(one, found, lambda number: _title(products[number])) for one, found in sums.items()]
    every = [one for one in every if one.value or (one.n and known.formula not in LEFT)]
    every.sort(key=lambda one: (one.day or 0, one.key))
    total: dict[str, Fraction] = {}
    for name, value in (pair for one in sums.values() for pair in one.items()):
        total[name] = total.get(name, nothing) + value
    whole = inner(within, total, lambda _: "")
    return tuple(sorted(every, key=lambda one: weight_order(one.parts, known.direction), reverse=True)), whole


def read_inner_ids(
    session: Session, kpi: str, choice: Choice, today: date, within: Within, measure: str | None = None
) -> Facts:
    """The rows behind one product or order of a figure; ``measure`` is one of its formula's names."""
    asked = _ask(session, kpi, choice, today, measure)
    if asked.wanted.measure.pack.view == "line":
        values = _values(within)
        rows = read_lines(session, asked, f"{_at(asked)} AS at", "v.id", f"{_where(within)} ORDER BY v.at, v.id",
                          group=choice.group, **values)  # fmt: skip
    else:
        lines = line_sql(session, asked.wanted, asked.condition, KEPT, whole=choice.group is None)
        sql = f"SELECT v.id FROM ({lines}) v CROSS JOIN order_line l ON l.id = v.id {_where(within)} ORDER BY v.id"
        rows = session.execute(text(sql), {**asked.values, **_values(within)}).all()
    return Facts("order_line", array("q", [row[0] for row in rows]))


def _title(product: Product) -> str:
    """Its name, with the code that tells it from others of that name."""
    return product.name if product.name == product.code else f"{product.name} {product.code}"


def _ask(session: Session, kpi: str, choice: Choice, today: date, measure: str | None) -> Asked:
    return ask_rows(
        session, kpi, first=choice.period, last=choice.period, measure=measure, dealer=choice.dealer,
        region=choice.region, group=choice.group, structure=choice.structure, counting=choice.counting, today=today,
    )  # fmt: skip


def _read(
    session: Session, asked: Asked, adds: Sequence[str], by: Level, within: Within, *, group: str | None
) -> Sequence[Any]:  # fmt: skip
    """Number of the product (0: orders are asked for), source and number of the order, its day, and what it adds."""
    pack = asked.wanted.measure.pack
    keys = "p.product_n, 0, ''" if by == "product" else "0, l.source_n, l.order_no"
    if pack.view == "line":
        what = f"{keys}, min(v.at), {', '.join(f'sum(v.adds{number})' for number in range(len(adds)))}"
        more = ", ".join(f"{one} AS adds{number}" for number, one in enumerate(adds))
        rows = read_lines(session, asked, f"{_at(asked)} AS at, {more}", what,
                               f"{_where(within)} GROUP BY 1, 2, 3", group=group, **_values(within))  # fmt: skip
    else:
        what = f"0, source_n, order_no, {_at(asked)}, {', '.join(adds)}"
        sql = line_sql(session, asked.wanted, asked.condition, KEPT, whole=group is None, what=what, named=True)
        rows = session.execute(text(sql), asked.values).all()
    return rows


def _adds(name: str, asked: Asked) -> str:
    """What a row adds to a name of the formula."""
    pack, column = asked.wanted.measure.pack, asked.wanted.measure.column
    if asked.wanted.name != name:  # of a percentile the days of each order
        return to_sql(parse(pack.bins).root)
    slot = None if column == "n" else pack.slots[int(column[1:]) - 1]
    return "1" if slot is None or slot.when else slot.sql


def _at(asked: Asked) -> str:
    """The day by which a row is counted."""
    return to_sql(asked.wanted.measure.pack.day)


def _where(within: Within) -> str:
    wanted = ["p.product_n = :product"] if within.product else []
    wanted += ["l.source_n = :source AND l.order_no = :order"] if within.order else []
    return f"WHERE {' AND '.join(wanted)}" if wanted else ""


def _values(within: Within) -> dict[str, object]:
    found: dict[str, object] = {"product": within.product} if within.product else {}
    return found | ({"source": within.source, "order": within.order} if within.order else {})
