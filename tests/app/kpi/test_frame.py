"""A measure's formula is computed over columns and written as SQL: both mean what the formula language says."""

from fractions import Fraction

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import create_engine, text

from app.core.calendars import CALENDARS, NATURAL
from app.core.formula import evaluate
from app.core.formula.tree import Call, Expression, Name, Number, walk
from app.kpi.frame import Column, Frame, compute, holds, to_sql
from app.kpi.measures import PACKS
from app.kpi.summing import Starts, _dense, _sorted, tally
from tests.examples import examples

CELLS = st.none() | st.integers(-20, 20)
NODES = [slot.node for pack in PACKS for slot in pack.slots] + [
    node for pack in PACKS for node in (pack.day, pack.condition)
]
CONDITIONS = {id(slot.node) for pack in PACKS for slot in pack.slots if slot.when} | {
    id(pack.condition) for pack in PACKS
}
NAMES = sorted({node.name for one in NODES for node in walk(one) if isinstance(node, Name)})
ROWS = st.lists(st.fixed_dictionaries(dict.fromkeys(NAMES, CELLS)), min_size=1, max_size=8)


def columns(rows: list[dict[str, int | None]]) -> Frame:
    return {
        name: Column(
            np.array([row[name] or 0 for row in rows], dtype=np.int64),
            np.array([row[name] is not None for row in rows]),
        )
        for name in NAMES
    }


def meaning(node: object, row: dict[str, int | None], *, condition: bool) -> int | None:
    """What the formula language itself says, conditions as 1 and 0."""
    whole = Call("if", (node, Number(Fraction(1)), Number(Fraction(0)))) if condition else node  # type: ignore[arg-type]
    found = evaluate(Expression(whole), row.__getitem__)  # type: ignore[arg-type]
    return None if found is None else int(found)


@settings(max_examples=examples(60), deadline=None)
@given(ROWS)
def test_every_formula_of_the_measures_means_the_same_in_three_ways(rows: list[dict[str, int | None]]) -> None:
    frame = columns(rows)
    selects = ", ".join(f":{name} AS {name}" for name in NAMES)
    engine = create_engine("sqlite://")
    with engine.connect() as connection:
        for node in NODES:
            condition = id(node) in CONDITIONS
            expected = [meaning(node, row, condition=condition) for row in rows]
            sql = text(f"SELECT {to_sql(node)} FROM (SELECT {selects})")
            assert [connection.execute(sql, row).scalar_one() for row in rows] == expected, to_sql(node)
            if condition:
                yes, no = holds(node, frame)
                assert [1 if a else 0 if b else None for a, b in zip(yes, no, strict=True)] == expected
            else:
                found = compute(node, frame)
                known = zip(found.values.tolist(), found.known.tolist(), strict=True)
                assert [value if there else None for value, there in known] == expected
    engine.dispose()


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 30), st.integers(-(2**60), 2**60)), min_size=1, max_size=6))
def test_counting_in_one_array_and_by_sorting_give_the_same_exact_sums(rows: list[tuple[int, int]]) -> None:
    keys = np.array([row[0] for row in rows], dtype=np.int64)
    weights = [np.array([row[1] // 8 for row in rows], dtype=np.int64)]
    dense, sorted_ = _dense(keys, weights), _sorted(keys, weights)
    assert dense[0].tolist() == sorted_[0].tolist()
    assert dense[1].tolist() == sorted_[1].tolist()
    expected = {key: sum(row[1] // 8 for row in rows if row[0] == key) for key, _ in rows}
    assert dict(zip(dense[0].tolist(), dense[1][:, 1].tolist(), strict=True)) == expected


def test_keys_come_back_as_they_went_in() -> None:
    days, dealers = np.array([20_000, 19_000, 20_000]), np.array([7, 5_000_000, 7])
    keys, sums = tally((days, dealers), [np.array([1, 2, 3])])
    assert keys.tolist() == [[19_000, 5_000_000], [20_000, 7]]
    assert sums.tolist() == [[1, 2], [2, 4]]


def test_a_days_month_begins_on_its_first_day() -> None:
    days = np.array([-1, 0, 30, 31, 20_543])
    assert Starts(NATURAL).of(days).tolist() == [-31, 0, 0, 31, 20_543 - 30]
    assert Starts(CALENDARS["finance"]).of(days).tolist() == [-6, -6, 25, 25, 20_543 - 5], "from the 26th on"
