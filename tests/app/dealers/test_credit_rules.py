"""What fills a dealer's credit part by part, as far as it is known."""

from app.dealers.credit_rules import Override, Own, credit_on, stopping

AMOUNTS = {
    "receivable": 80, "past_due": 30, "shipped": 20, "open_order": 10, "draft_order": 5, "advance": -15, "rebate": None,
    "permanent": 40,
}  # fmt: skip


def test_the_parts_that_count_fill_the_limit_and_what_was_paid_in_advance_makes_room() -> None:
    found = credit_on(1, amounts=AMOUNTS, limit=100, own={})
    assert (found.used, found.over, found.room, found.unknown) == (125, 25, -25, ())
    assert found.blocking == ("",)
    assert [one.bucket for one in found.parts if not one.included] == ["draft_order", "rebate", "permanent"]


def test_a_part_that_no_file_says_is_named_and_never_taken_for_nothing() -> None:
    found = credit_on(1, amounts=AMOUNTS | {"open_order": None}, limit=200, own={"rebate": Own(None, included=True)})
    assert found.unknown == ("open_order", "rebate")
    assert found.room is None
    assert found.used == 115


def test_a_part_has_a_limit_of_its_own() -> None:
    found = credit_on(1, amounts=AMOUNTS, limit=None, own={"past_due": Own(25, included=True)})
    assert found.blocking == ("past_due",)
    assert next(one.over for one in found.parts if one.bucket == "past_due") == 5
    assert (found.over, found.room) == (0, None), "no limit of the whole"


def test_an_override_holds_for_its_days_and_the_highest_counts() -> None:
    some = (Override(None, 130, 5, 9, "李总", "旺季"), Override(None, 140, 9, 12, "李总", "旺季"))
    over = [credit_on(day, amounts=AMOUNTS, limit=100, own={}, overrides=some).over for day in (4, 5, 9, 12, 13)]
    assert over == [25, 0, 0, 0, 25]
    assert credit_on(9, amounts=AMOUNTS, limit=100, own={}, overrides=some).limit == 140


def test_a_limit_of_the_whole_stops_with_a_tenth_of_old_items_and_what_was_paid_in_advance_is_taken_off_first() -> None:
    def stops(old: int, **amounts: int) -> tuple[str, ...]:
        return stopping(credit_on(1, amounts=amounts, limit=200, own={}), old, "old")

    assert stops(58, receivable=185, past_due=58) == ("",)
    assert stops(25, receivable=219, past_due=25) == ("",)
    assert stops(24, receivable=219, past_due=24) == (), "a tenth of 243 is more than 24: a matter of the season"
    assert stops(58, receivable=185, past_due=58, advance=-60) == (), "183 of 200"
