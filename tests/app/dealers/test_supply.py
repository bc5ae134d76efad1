"""From whom a dealer buys on a day: dated relations come before the undated one, and no day may have a circle."""

from hypothesis import given
from hypothesis import strategies as st

from app.dealers.supply import Link, circle_on, parents_on


def test_a_dealer_that_moved_has_both_parents_each_in_its_time() -> None:
    links = [Link("C", "A", None, None), Link("C", "B", 100, 199)]
    assert [parents_on(links, day)["C"] for day in (99, 100, 199, 200)] == ["A", "B", "B", "A"]
    assert parents_on(links)["C"] == "A", "what has no end"
    assert parents_on([Link("C", "B", 100, None), *links], 300)["C"] == "B"


def test_a_circle_is_found_on_the_day_on_which_it_closes() -> None:
    turned = [Link("A", "B", None, 99), Link("B", "A", 100, None)]
    assert circle_on(turned) is None, "who supplies whom may turn round"
    assert circle_on([Link("A", "B", None, 100), Link("B", "A", 100, None)]) == (100, ("A", "B"))
    assert circle_on([Link("A", "B", None, None), Link("B", "A", None, None)]) == (None, ("A", "B"))
    back = [Link("A", "C", None, None), Link("C", "A", None, None), Link("C", "B", 0, 9)]
    found = circle_on(back)
    assert found is not None
    assert found[0] is None


@st.composite
def some_links(draw: st.DrawFn) -> list[Link]:
    """Relations between four dealers over ten days."""
    days = st.one_of(st.none(), st.integers(0, 9))
    names = st.sampled_from("ABCD")
    return [Link(draw(names), draw(names), draw(days), draw(days)) for _ in range(draw(st.integers(0, 6)))]


@given(some_links())
def test_a_circle_is_found_exactly_where_some_day_has_one(links: list[Link]) -> None:
    def circles(day: int) -> bool:
        parents = parents_on(links, day)
        for start in parents:
            who, steps = start, 0
            while who in parents and steps <= len(parents):
                who, steps = parents[who], steps + 1
            if steps > len(parents):
                return True
        return False

    assert (circle_on(links) is not None) == any(circles(day) for day in range(-2, 12))
