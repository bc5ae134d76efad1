"""The rebate account by hand and by law: what is left, what runs out, and sums that hold whatever happens."""

from collections.abc import Sequence
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.incentives.ledger.rules import Row, balance_of, lots, most_by_rebate, overdrawn, run_out

KINDS = ("credit", "pay", "use", "clawback", "adjust", "accrue", "lock")


def row(kind: str, minor: int, day: int, expires: int | None = None, period: str = "2026-Q1") -> Row:
    return Row(kind=kind, party_id="a", amount_minor=minor, day_on=day, expires_on=expires, period=period)


def back(one: Row, day: int) -> Row:
    """The row that takes one back."""
    return Row(
        kind="reverse", moves=one.kind, party_id="a", amount_minor=-one.amount_minor, day_on=day,
        expires_on=one.expires_on, period=one.period,
    )  # fmt: skip


def test_accrued_less_paid_less_reversed_is_what_is_owed() -> None:
    accrual, credit = row("accrue", 1_000, 1), row("credit", 600, 5)
    found = balance_of([accrual, credit, row("pay", 100, 5), row("clawback", -50, 7), back(credit, 9)])

    assert (found.accrued, found.credited, found.paid, found.clawed_back) == (1_000, 0, 100, 50)
    assert found.reversed == -600
    assert found.owed == 1_000 - 100 + 50
    assert found.usable == -50


def test_a_use_takes_what_runs_out_first() -> None:
    rows = [row("credit", 100, 1, period="late"), row("credit", 100, 2, 30, period="soon"), row("use", -120, 10)]

    assert [(lot.period, lot.left_minor) for lot in lots(rows, 10)] == [("late", 80)]
    assert run_out(rows, 40) == []


def test_what_is_left_after_its_last_day_runs_out() -> None:
    rows = [row("credit", 100, 1, 30), row("use", -40, 10)]

    assert [lot.left_minor for lot in lots(rows, 30)] == [60]
    assert lots(rows, 31) == []
    assert [lot.left_minor for lot in run_out(rows, 31)] == [60]
    posted = [*rows, row("expire", -60, 31, 30)]
    assert run_out(posted, 99) == []
    assert balance_of(posted).usable == 0


def test_a_use_that_is_heard_of_late_brings_back_what_had_run_out() -> None:
    rows = [row("credit", 100, 1, 30), row("expire", -100, 31, 30), row("use", -40, 10)]

    assert [lot.left_minor for lot in run_out(rows, 50)] == [-40]


def test_a_credit_that_is_taken_back_never_ran_out() -> None:
    credit = row("credit", 100, 1, 30)
    rows = [credit, row("expire", -100, 31, 30), back(credit, 50)]

    assert [lot.left_minor for lot in run_out(rows, 60)] == [-100]
    assert overdrawn(rows, 60) == 0


def test_what_is_used_beyond_the_account_comes_off_the_next_credit() -> None:
    rows = [row("use", -70, 1), row("credit", 100, 2)]

    assert [lot.left_minor for lot in lots(rows, 2)] == [30]


@pytest.mark.parametrize(("ceiling", "most"), [(None, 1_001), (300_000, 300), (1_000_000, 1_001), (0, 0)])
def test_the_ceiling_of_an_order_is_never_rounded_up(ceiling: int | None, most: int) -> None:
    assert most_by_rebate(1_001, ceiling) == most


@st.composite
def histories(draw: st.DrawFn) -> list[Row]:
    """Settlements, uses, returns, results of disputes, and reversals of any of them, in any order."""
    found: list[Row] = []
    open_: list[Row] = []
    for day in sorted(draw(st.lists(st.integers(1, 400), max_size=20))):
        takes_back: bool = draw(st.booleans())
        if open_ and takes_back:
            one = open_.pop(draw(st.integers(0, len(open_) - 1)))
            found.append(back(one, day))
            continue
        kind = draw(st.sampled_from(KINDS))
        size = draw(st.integers(1, 500))
        minor = (
            -size if kind in {"use", "clawback"} else draw(st.sampled_from((size, -size))) if kind == "adjust" else size
        )
        expires = draw(st.none() | st.integers(day, day + 90)) if kind == "credit" else None
        made = row(kind, minor, day, expires, draw(st.sampled_from(("2026-Q1", "2026-Q2"))))
        found.append(made)
        open_.append(made)
    return found


def settled(rows: Sequence[Row], day: int) -> list[Row]:
    """The rows with everything posted that ran out."""
    return [*rows, *(row("expire", -lot.left_minor, (lot.expires_on or 0) + 1, lot.expires_on, lot.period)
                     for lot in run_out(rows, day))]  # fmt: skip


@given(histories(), st.integers(400, 600))
def test_the_balance_is_what_is_left_of_the_credits(rows: list[Row], day: int) -> None:
    whole = settled(rows, day)

    assert run_out(whole, day) == []
    assert balance_of(whole).usable == sum(lot.left_minor for lot in lots(whole, day)) - overdrawn(whole, day)


@given(histories(), st.randoms())
def test_the_order_in_which_rows_are_read_changes_no_balance(rows: list[Row], chance: Random) -> None:
    mixed = [*rows]
    chance.shuffle(mixed)

    assert balance_of(mixed) == balance_of(rows)


@given(histories())
def test_taking_everything_back_leaves_nothing(rows: list[Row]) -> None:
    gone = {id(one) for one in rows if one.kind == "reverse"}
    undone = [one for one in rows if id(one) not in gone]
    found = balance_of([*undone, *(back(one, 500) for one in undone)])

    assert (found.owed, found.usable, found.settled, found.locked) == (0, 0, 0, 0)


@given(histories(), st.integers(0, 400))
def test_balances_of_two_days_differ_by_the_rows_between(rows: list[Row], day: int) -> None:
    early, late = [one for one in rows if one.day_on <= day], [one for one in rows if one.day_on > day]

    assert balance_of(early).usable + balance_of(late).usable == balance_of(rows).usable
    assert balance_of(early).owed + balance_of(late).owed == balance_of(rows).owed
