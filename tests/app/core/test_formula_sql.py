"""Conditions as SQL say exactly what they say one row at a time."""

import sqlite3
from contextlib import closing
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import UserError
from app.core.formula import SqlColumn, condition_sql, holds, parse_condition

COLUMNS = {"a": SqlColumn("a", 3), "b": SqlColumn("b", 4), "t": SqlColumn("t", None)}
NUMBERS = st.sampled_from(["a", "b", "0", "2.5", "-a"])
SUMS = st.recursive(
    NUMBERS,
    lambda inner: st.one_of(
        st.builds("({} {} {})".format, inner, st.sampled_from("+-*/"), inner),
        st.builds("{}({}, {})".format, st.sampled_from(["min", "max", "coalesce"]), inner, inner),
        st.builds("abs({})".format, inner),
        st.builds("if({} > {}, {}, {})".format, inner, inner, inner, inner),
    ),
    max_leaves=4,
)
TESTS = st.one_of(
    st.builds("{} {} {}".format, SUMS, st.sampled_from(["=", "<>", "<", "<=", ">", ">="]), SUMS),
    st.builds("known({})".format, SUMS),
    st.sampled_from(["t = 'x'", "t <> 'x'", "known(t)"]),
)
CONDITIONS = st.recursive(
    TESTS,
    lambda inner: st.one_of(
        st.builds("not({})".format, inner), st.builds("{}({}, {})".format, st.sampled_from(["and", "or"]), inner, inner)
    ),
    max_leaves=3,
)
VALUES = st.one_of(st.none(), st.integers(-30_000, 30_000))


@given(CONDITIONS, VALUES, VALUES, st.sampled_from([None, "x", "it's"]))
def test_sql_and_one_row_at_a_time_agree(condition: str, a: int | None, b: int | None, t: str | None) -> None:
    parsed = parse_condition(condition)
    with closing(sqlite3.connect(":memory:")) as connection:
        statement = f"SELECT {condition_sql(parsed, COLUMNS)} FROM (SELECT ? AS a, ? AS b, ? AS t)"
        (found,) = connection.execute(statement, (a, b, t)).fetchone()
    row = {"a": None if a is None else Fraction(a, 1_000), "b": None if b is None else Fraction(b, 10_000), "t": t}
    said = holds(parsed, row.__getitem__)
    assert (None if found is None else bool(found)) == said


@pytest.mark.parametrize(("condition", "place"), [("a > c", 5), ("t > 3", 1), ("a + t < 1", 5), ("round(a) = 1", 1)])
def test_what_cannot_be_asked_is_refused_with_its_place(condition: str, place: int) -> None:
    with pytest.raises(UserError) as refused:
        condition_sql(parse_condition(condition), COLUMNS)
    assert refused.value.text.params["at"] == place
