"""Lines of orders out of the columns that came with their file: the same as ``line_select`` reads back from the facts.

Only where these are all the lines there are, and need nothing that is not in them (``usable``).
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

import numpy as np
from sqlalchemy import Connection, text

from app.catalog.rules import ONE_E3
from app.core.columns import Ints, Numbers, half_up
from app.core.formula import parse
from app.imports.beside import RUN, Kept, Reader
from app.kpi.frame import Column, Frame, compute, constant, unknown
from app.kpi.model import BY_DEALER, LINE_KINDS
from app.kpi.units import Lookup

KEPT: Final = Kept(
    "order_line", "order_no", ("party_code", "product_code", "status", "line_type", "seller_code", "unit", "tax_basis")
)
_CHUNK: Final = 60_000
_FAR: Final = 2**39
"""Days beyond which a code holds for ever."""
_SAME: Final = {
    "ordered": "ordered_on",
    "promised": "promised_first_on",
    "shipped": "shipped_on",
    "delivered": "delivered_on",
    "signed": "signed_on",
    "invoiced": "invoiced_on",
    "ordered_q": "ordered_quantity_e3",
    "shipped_q": "shipped_quantity_e3",
    "amount": "amount_e4",
    "gross": "gross_amount_e4",
    "documents": "documents_ok",
    "condition": "condition_ok",
}
_MOMENTS: Final = ("received", "reviewed", "corrected")
_COMPUTED: Final = {
    "accepted_q": "coalesce(accepted_quantity_e3, shipped_quantity_e3 - rejected_quantity_e3)",
    "rejected_q": "coalesce(rejected_quantity_e3, shipped_quantity_e3 - accepted_quantity_e3)",
    "ship_days": "shipped_on - ordered_on",
    "cycle_days": "delivered_on - ordered_on",
    "in_full": "coalesce(accepted_quantity_e3, shipped_quantity_e3 - rejected_quantity_e3, shipped_quantity_e3)"
    " - ordered_quantity_e3",
    "reversed": "coalesce(shipped_on, signed_on, delivered_on, invoiced_on, ordered_on)",
    **{name: f"{name}_on * 1441 + coalesce({name}_min + 1, 0)" for name in _MOMENTS},
}
_QUANTITIES: Final = ("ordered_q", "shipped_q", "accepted_q", "rejected_q")
_VALID_ON: Final = parse("coalesce(ordered_on, shipped_on, delivered_on, signed_on, invoiced_on, 0)").root
_NAMES: Final = frozenset(
    {*_SAME.values(), "accepted_quantity_e3", "rejected_quantity_e3"}
    | {f"{name}_{end}" for name in _MOMENTS for end in ("on", "min")}
)


def usable(connection: Connection, path: Path | None, batch_n: int | None) -> Reader | None:
    """The columns of a batch if its lines are all there are, each code means one dealer for ever, orders are whole."""
    if path is None or connection.execute(text("SELECT 1 FROM order_head LIMIT 1")).first() is not None:
        return None
    reader = Reader(path)
    if connection.execute(text(_ELSEWHERE), {"red": "red" in reader.codes["line_type"]}).first() is not None:
        return None
    row = connection.execute(
        text("SELECT (SELECT min(batch_n) FROM order_line) = :n AND (SELECT max(batch_n) FROM order_line) = :n"),
        {"n": batch_n},
    ).one()
    dated = " UNION ALL ".join(
        f"""SELECT 1 FROM (SELECT 1 FROM temp.{table} GROUP BY source_n, code
        HAVING count(*) > 1 OR min(from_on) > :low OR max(to_on) < :high)"""
        for table in ("new_party", "new_goods")
    )
    if row[0] != 1 or connection.execute(text(dated), {"low": -_FAR, "high": _FAR}).first() is not None:
        return None
    count = connection.execute(text("SELECT count(*) FROM order_line")).scalar_one()
    return reader if count == reader.count else None


_ELSEWHERE: Final = """
    SELECT 1 FROM temp.new_lane UNION ALL SELECT 1 FROM goods_return WHERE :red LIMIT 1
"""
"""Lead times stand in for promises, and a red line may tell of a return that another feed tells of."""


def frames(connection: Connection, reader: Reader) -> Iterator[tuple[Frame, int]]:
    """The lines that count, whole orders at a time, and how many that are not cancelled were looked at."""
    dealers = _meanings(connection, "new_party", "dealer_n", reader.codes["party_code"])
    groups = _meanings(connection, "new_goods", "group_n", reader.codes["product_code"])
    sells = _meanings(connection, "new_party", "sells", reader.codes["seller_code"])
    units = Lookup(
        connection, _meanings(connection, "new_goods", "product_n", reader.codes["product_code"]),
        reader.codes["unit"],
    )  # fmt: skip
    kinds = np.array([1 + LINE_KINDS.index(one) for one in [*reader.codes["line_type"], LINE_KINDS[0]]])
    cancelled, open_ones = (
        np.array([status in words for status in [*reader.codes["status"], ""]]) for words in _STATUS
    )
    gross = np.array([int(word == "gross") for word in [*reader.codes["tax_basis"], ""]])
    done = 0
    for columns in _whole_orders(reader):
        count = len(columns[RUN].values)
        nothing = unknown(count)
        stored = {name: columns.get(name, nothing) for name in (*_NAMES, *KEPT.codes, RUN)}
        found = {name: stored[own] for name, own in _SAME.items()} | {"o": stored[RUN]}
        found |= {name: compute(parse(formula).root, stored) for name, formula in _COMPUTED.items()}
        days = compute(_VALID_ON, stored).values
        factors = units.factors(stored["product_code"], stored["unit"], days)
        found |= {name: _in_base(found[name], factors) for name in _QUANTITIES if stored["unit"].known.any()}
        found["report_f"] = units.report_factors(stored["product_code"], days)
        found["in_full"] = Column((found["in_full"].values >= 0).astype(np.int64), found["in_full"].known)
        for name, code, meanings in (("dealer_n", "party_code", dealers), ("g", "product_code", groups)):
            values = _meant(stored[code], meanings)
            found[name] = Column(np.maximum(values, 0), values >= 0)
        by_dealer = np.maximum(_meant(stored["seller_code"], sells), 0)
        found["kind"] = Column(_meant(stored["line_type"], kinds) + BY_DEALER * by_dealer, np.ones(count, np.bool_))
        found["with_tax"] = Column(_meant(stored["tax_basis"], gross), np.ones(count, np.bool_))
        found |= {"guessed": nothing, "twice": constant(0, count)}
        status = np.where(stored["status"].known, stored["status"].values, len(open_ones) - 1)
        found["open"] = Column(open_ones[status].astype(np.int64), np.ones(count, np.bool_))
        keep = found["dealer_n"].known & found["g"].known & ~cancelled[status]
        done += count - int(cancelled[status].sum())
        yield found if keep.all() else {name: one.take(np.flatnonzero(keep)) for name, one in found.items()}, done


def _in_base(quantity: Column, factors: Column) -> Column:
    known = quantity.known & factors.known
    top = np.where(known, quantity.values * factors.values, 0)
    return Column(half_up(top, np.full(len(top), ONE_E3, np.int64)), known)


_STATUS: Final = (("cancelled",), ("open", "shipped", ""))


def _meanings(connection: Connection, table: str, column: str, codes: list[str]) -> Ints:
    """What each code of the batch's source means; -1 for nothing."""
    own = "(SELECT source_n FROM order_line LIMIT 1)"
    rows = connection.execute(text(f"SELECT code, {column} FROM temp.{table} WHERE source_n = {own}"))
    known = {str(code): int(number) for code, number in rows}
    return np.array([*(known.get(code, -1) for code in codes), -1], np.int64)


def _meant(codes: Column, meanings: Ints) -> Ints:
    """What each row's code means; the last meaning is that of none."""
    found: Ints = meanings[np.where(codes.known, codes.values, len(meanings) - 1)]
    return found


def _whole_orders(reader: Reader) -> Iterator[dict[str, Column]]:
    """Chunks joined until they are large, and cut where an order ends."""
    held: list[Mapping[str, Column]] = []
    for chunk in map(_columns, reader.chunks()):
        held.append(chunk)
        if sum(len(one[RUN].values) for one in held) < _CHUNK:
            continue
        whole = _joined(held)
        runs = whole[RUN].values
        cut = int(np.searchsorted(runs, runs[-1]))
        if cut:
            yield {name: one.take(slice(cut)) for name, one in whole.items()}
        held = [{name: one.take(slice(cut, None)) for name, one in whole.items()}]
    if held:
        yield _joined(held)


def _columns(chunk: Mapping[str, Numbers]) -> dict[str, Column]:
    wanted = {name: one for name, one in chunk.items() if name in _NAMES or name == RUN or name in KEPT.codes}
    return {
        name: Column(one.values, np.ones(len(one.values), np.bool_) if one.known is None else one.known)
        for name, one in wanted.items()
    }


def _joined(parts: list[Mapping[str, Column]]) -> dict[str, Column]:
    if len(parts) == 1:
        return dict(parts[0])
    found = {}
    for name in dict.fromkeys(name for part in parts for name in part):
        each = [part.get(name) or unknown(len(part[RUN].values)) for part in parts]
        found[name] = Column(np.concatenate([one.values for one in each]), np.concatenate([one.known for one in each]))
    return found
