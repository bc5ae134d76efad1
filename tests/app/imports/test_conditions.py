"""Row filters that a person ticks are written as conditions and read back the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import UserError
from app.core.formula import holds, parse_condition
from app.imports.conditions import (
    ValueFilter,
    across_choices,
    can_be_named,
    inserted,
    parsed,
    read_back,
    word_at,
    written,
)
from app.imports.propose import BARE_MONTHS, MONTH_FORMS

NAMES = st.text("abc 月份_#/.", min_size=1, max_size=12).filter(can_be_named)
VALUES = st.lists(st.text("销售退 x1-", max_size=6), min_size=1, max_size=45, unique=True)


@given(header=NAMES, values=VALUES, keep=st.booleans(), cell=st.text("销售退 x1-", max_size=6))
def test_a_filter_by_values_reads_back_the_same_and_holds_for_just_those_rows(
    *, header: str, values: list[str], keep: bool, cell: str
) -> None:
    found = ValueFilter(header, tuple(values), keep)
    condition = written(found)
    assert read_back(condition) == found
    assert holds(parse_condition(condition), lambda _name: cell) is ((cell in values) is keep)


def test_no_value_asks_for_nothing_and_what_says_more_is_not_read_back() -> None:
    assert written(ValueFilter("a", (), keep=True)) == ""
    assert read_back("") is None
    assert read_back("[a] > 3") is None
    assert read_back("or([a] = 'x', [b] = 'y')") is None
    assert read_back("[a] = ") is None
    with pytest.raises(UserError, match="cannot be written"):
        written(ValueFilter("a", ("'\"“",), keep=True))
    assert not can_be_named("a[1]")


def test_a_name_is_completed_where_it_is_typed() -> None:
    text = "[单价] * 件"
    assert word_at(text, len(text)) == (7, "件")
    assert inserted(text, len(text), "件数") == ("[单价] * [件数]", 11)
    assert inserted("[单]", 2, "单价") == ("[单价]", 4)
    assert word_at("[a] = 'x", 8) is None, "a text is no name"
    assert word_at("12", 2) is None
    assert inserted("1 + ", 4, "a") == ("1 + [a]", 7)


def test_a_formula_names_columns_of_the_file_only() -> None:
    assert parsed("[a] * 2", ["a"], condition=False)
    with pytest.raises(UserError, match="no column “b”"):
        parsed("[b] > 2", ["a"], condition=True)
    with pytest.raises(UserError):
        parsed("[a] >", ["a"], condition=True)


def test_chosen_columns_are_told_by_their_form_or_by_their_names() -> None:
    headers, forms = ("客户", "2026年1月", "2026年2月", "说明"), (*MONTH_FORMS, *BARE_MONTHS)
    assert len(across_choices(headers, headers[1:3], forms)) == 2
    assert across_choices(headers, headers[1:2], forms) == ["^(?:2026年1月)$"], "the other month would come along"
    assert across_choices(("q(1)", "b"), ("q(1)",), forms) == [r"^(?:q\(1\))$"]
