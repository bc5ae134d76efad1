"""What a plan posts: each target counts once, whatever stood there before."""

from app.planning.targets.posting import Posted, by_key, posted
from app.planning.targets.rules import Line

JAN, FEB = 100, 131


def row(month: int, kpi: str = "net_amount", version: str = "original", group: str = "", **values: int) -> Posted:
    return Posted("D1", group, month, kpi, version, **values)


def test_the_first_targets_of_a_year_are_the_original_ones() -> None:
    found = posted({("D1", "", JAN): {"net_amount": 50}}, ["net_amount"], [])
    assert found == [row(JAN, amount=50)]


def test_later_ones_adjust_and_what_is_not_in_the_plan_is_adjusted_to_nothing() -> None:
    standing = [row(JAN, amount=40), row(FEB, amount=40)]
    found = posted({("D1", "G1", JAN): {"net_amount": 50}}, ["net_amount"], standing)
    assert found == [
        row(JAN, version="adjusted", amount=0),
        row(FEB, version="adjusted", amount=0),
        row(JAN, version="adjusted", group="G1", amount=50),
    ]


def test_quantities_that_the_plan_does_not_set_stay_beside_the_new_amount() -> None:
    standing = [row(JAN, amount=40, quantity=7)]
    assert posted({("D1", "", JAN): {"net_amount": 50}}, ["net_amount"], standing) == [
        row(JAN, version="adjusted", amount=50, quantity=7)
    ]


def test_amounts_stay_where_only_quantities_are_planned() -> None:
    standing = [row(JAN, amount=40, quantity=7), row(FEB, kpi="quantity", quantity=3)]
    found = posted({("D1", "", JAN): {"quantity": 9}}, ["quantity"], standing)
    assert found == [
        row(JAN, version="adjusted", amount=40, quantity=9),
        row(FEB, kpi="quantity", version="adjusted", quantity=0),
    ]


def test_other_kpis_stand_as_they_are() -> None:
    standing = [row(JAN, kpi="collection", amount=40)]
    found = posted({("D1", "", JAN): {"net_amount": 50, "quantity": 2}}, ["net_amount", "quantity"], standing)
    assert found == [row(JAN, version="adjusted", amount=50, quantity=2)]


def test_an_adjusted_target_is_what_stands_whatever_the_order() -> None:
    standing = [row(JAN, version="adjusted", amount=45, quantity=2), row(JAN, amount=40, quantity=1)]
    assert posted({("D1", "", JAN): {"net_amount": 50}}, ["net_amount"], standing)[0].quantity == 2


def test_lines_are_told_by_the_codes_of_their_source_and_the_days_of_their_months() -> None:
    lines = [
        Line("net_amount", "all", "", "", (900, *[None] * 11)),
        Line("net_amount", "dealer", "a", "", (1, 2, *[None] * 10)),
        Line("quantity", "dealer", "b", "G", (None, 3, *[None] * 10)),
    ]
    found = by_key(lines, lambda party, _day: {"a": "D1", "b": "D2"}[party], [JAN, FEB, *range(160, 170)])
    assert found == {
        ("D1", "", JAN): {"net_amount": 1}, ("D1", "", FEB): {"net_amount": 2}, ("D2", "G", FEB): {"quantity": 3},
    }  # fmt: skip
