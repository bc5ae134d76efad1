"""Who must be there, what is carried over with which slips, and that the sum holds; worked by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import UserError
from app.meetings.rules import Due, Seat, carried, proposed_carry, quorum, tally
from app.meetings.templates import TEMPLATES, Section, check_template, read_template, template_json

SEATS = st.lists(
    st.builds(
        Seat, st.sampled_from("abc"), st.sampled_from(["chair", "member", "guest", "reader"]),
        st.sampled_from(["invited", "present", "excused", "absent"]), st.booleans(),
    )
)  # fmt: skip


def test_a_quorum_counts_members_and_asks_for_departments() -> None:
    seats = [
        Seat("sales", "chair", "present"), Seat("logistics", "member", "excused", has_proxy=True),
        Seat("finance", "member", "absent"), Seat("it", "guest", "present"), Seat("quality", "reader", "present"),
    ]  # fmt: skip
    view = quorum(seats, departments=("sales", "logistics", "it"), percent=60)
    assert (view.invited, view.present, view.needed, view.missing, view.is_clear) == (3, 2, 2, (), True)
    view = quorum(seats, departments=("finance", "quality"), percent=67)
    assert (view.needed, view.missing, view.is_met) == (3, ("finance", "quality"), False)
    open_one = quorum([Seat("sales", "chair", "present"), Seat("sales", "member", "invited")])
    assert (open_one.is_met, open_one.is_clear) == (True, False)


@given(SEATS, st.integers(0, 100), st.integers(0, 7))
def test_who_comes_as_well_never_breaks_a_quorum(seats: list[Seat], percent: int, which: int) -> None:
    before = quorum(seats, departments=("a",), percent=percent)
    more = [Seat(one.department_id, one.role, "present") if n == which else one for n, one in enumerate(seats)]
    after = quorum(more, departments=("a",), percent=percent)
    assert after.present >= before.present
    assert after.is_met or not before.is_met


def test_the_rule_proposes_done_dropped_or_carried() -> None:
    rows = [
        Due("done", "done", 10), Due("dropped", "dropped", 10, outcome="no money"), Due("late", "open", 100, slips=1),
        Due("coming", "open", 101), Due("moved", "open", 120, promised_on=110),
    ]  # fmt: skip
    found = {one.action_id: one for one in proposed_carry(rows, 100, next_on=130)}
    assert [(one.verdict, one.due_after, one.slips, one.needs_reason) for one in found.values()] == [
        ("done", None, 0, False), ("dropped", None, 0, False), ("carried", 130, 2, True), ("carried", 101, 0, False),
        ("carried", 120, 1, True),
    ]  # fmt: skip
    assert found["dropped"].reason == "no money"
    (late,) = proposed_carry([Due("late", "open", 100)], 100)
    assert late.due_after is None, "without a next meeting somebody has to say a day"


def test_moving_the_day_is_a_slip_and_pulling_it_forward_is_none() -> None:
    one = Due("a", "open", 120, slips=2)
    assert carried(one, 100, 121).slips == 3
    assert carried(one, 100, 110).slips == 2
    assert carried(Due("a", "open", None), 100, 110).slips == 0


def test_the_sum_is_what_came_in() -> None:
    summed = tally(["done", "carried", "carried", "dropped", "merged"], came=5, made=3)
    assert (summed.balanced, summed.left, summed.unseen) == (True, 5, 0)
    summed = tally(["done", "", "carried"], came=3)
    assert (summed.balanced, summed.unseen) == (False, 1)


def test_templates_are_kept_and_read_and_refused() -> None:
    for sections in TEMPLATES.values():
        assert read_template(template_json(sections)) == sections
    for wrong in ([Section("carried", 1, 1)] * 2, [Section("nothing", 1, 1)], [Section("kpis", -1, 1)]):
        with pytest.raises(UserError):
            check_template(wrong)
    with pytest.raises(UserError, match="no template"):
        read_template([{"key": "kpis"}])
