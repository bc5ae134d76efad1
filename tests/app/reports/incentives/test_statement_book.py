"""The workbook for the dealer: his rows alone, formulas that carry our value, never another amount than was settled."""

from dataclasses import replace
from fractions import Fraction
from io import BytesIO

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from openpyxl import load_workbook

from app.core.errors import UserError
from app.core.texts import Text
from app.incentives.explain.payouts import LOCKED
from app.incentives.explain.tree import Node
from app.incentives.policy import Rounding
from app.incentives.rounding import rounded as whole_minor
from app.reports.incentives.expr import Expr, number, rounded
from app.reports.incentives.statement_book import statement_book
from tests.app.reports.incentives.made import statement_by_chance

ROUNDINGS: tuple[Rounding, ...] = ("half_up", "half_even", "down")


def _settled() -> int:
    """A case that pays something, by baskets, conditions and a cap."""
    return next(n for n in range(200) if (one := statement_by_chance(n)).outcome.entitled_minor and one.policy.baskets)


def test_every_formula_carries_a_value_and_the_last_one_is_what_is_payable() -> None:
    statement = statement_by_chance(_settled())
    data = statement_book(statement, "en")
    said, words = load_workbook(BytesIO(data), data_only=True), load_workbook(BytesIO(data))

    first, names = words["Statement of the payout"], words.sheetnames
    assert names == ["Statement of the payout", "Calculation", "Counted rows", "Left out", "Policy", "Origin"]
    payable = next(row[1] for row in first.iter_rows() if row[0].value == "Payable")
    assert str(payable.value).startswith("='Calculation'!")
    assert said["Statement of the payout"][payable.coordinate].value == statement.outcome.payable_minor / 100
    formulas = [cell for sheet in words for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    assert all(said[cell.parent.title][cell.coordinate].value is not None for cell in formulas)
    assert len(formulas) > 15


def test_it_holds_the_counted_rows_and_nothing_of_another_dealer() -> None:
    statement = statement_by_chance(_settled())
    book = load_workbook(BytesIO(statement_book(statement, "zh_CN")), read_only=True)

    documents = [row[0].value for row in book["计入明细"].iter_rows(min_row=5)]
    assert documents == [one.document for one in statement.counted]
    assert [row[0].value for row in book["未计入"].iter_rows(min_row=5)] == ["SO9999"]
    origin = {row[0].value: row[1].value for row in book["来源"].iter_rows(min_row=5)}
    assert statement.head.content_sha256 in origin.values()
    assert statement.figures.keys_sha256 in origin.values()


def test_the_same_statement_gives_the_same_bytes() -> None:
    assert statement_book(statement_by_chance(5), "en") == statement_book(statement_by_chance(5), "en")


def test_rows_or_formulas_that_come_to_something_else_make_no_workbook() -> None:
    statement = statement_by_chance(_settled())

    with pytest.raises(UserError, match="Documents came in or changed since it was settled"):
        statement_book(replace(statement, counted=statement.counted[1:]), "en")
    outcome = replace(statement.outcome, payable_minor=statement.outcome.payable_minor + 1)
    with pytest.raises(ArithmeticError, match="the workbook comes to"):
        statement_book(replace(statement, outcome=outcome), "en")


@given(st.fractions(min_value=-1_000_000, max_value=1_000_000, max_denominator=10**8), st.sampled_from(ROUNDINGS))
@example(Fraction("2.665"), "half_even")
@example(Fraction("-2.665"), "half_up")
@example(Fraction("-0.005"), "down")
def test_what_is_rounded_in_a_formula_is_rounded_as_in_the_ledger(value: Fraction, way: Rounding) -> None:
    assert rounded(Expr("B2", value), 2, way).value * 100 == whole_minor(value * 100, way)


def test_formulas_keep_what_belongs_together() -> None:
    one, two = Expr("A1", Fraction(6)), Expr("A2", Fraction(3))

    assert (one / (two * number(2))).words == "A1/(A2*2)"
    assert ((one + two) * number(-1)).words == "(A1+A2)*(-1)"
    assert (one / (two * number(2))).value == 1


def test_what_is_locked_is_named_below_what_is_payable() -> None:
    statement = statement_by_chance(_settled())
    why = Text("Of what is payable 240.00 CNY is locked: the licence has ended.")
    locked = replace(statement, tree=replace(statement.tree, nodes=(*statement.tree.nodes, Node(LOCKED, why))))
    book = load_workbook(BytesIO(statement_book(locked, "en")), read_only=True)
    said = [row[0].value for row in book.worksheets[0].iter_rows()]
    assert said[said.index("Payable") + 1] == why.msgid


def test_what_locks_leave_free_to_use_is_a_formula_below_what_is_payable() -> None:
    statement = statement_by_chance(_settled())
    part = statement.tree.payable_minor // 3
    locked = replace(statement, tree=replace(statement.tree, locked_minor=part))
    book = load_workbook(BytesIO(statement_book(locked, "en")), read_only=True)
    rows = {row[0].value: row[1].value for row in book.worksheets[0].iter_rows() if len(row) > 1}
    assert rows["Of it locked"] == part / 100
    assert str(rows["Free to use now"]).startswith("=")
    worked = load_workbook(BytesIO(statement_book(locked, "en")), read_only=True, data_only=True)
    free = {row[0].value: row[1].value for row in worked.worksheets[0].iter_rows() if len(row) > 1}["Free to use now"]
    assert round(free * 100) == statement.tree.payable_minor - part
