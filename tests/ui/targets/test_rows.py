"""The rows of the grid: totals as they are set or as they come from below, and the gap between both."""

from app.core.texts import EN, Text, texts
from app.planning.targets.queries import Named, PlanRow, PlanView
from app.planning.targets.rules import Line
from ui.targets.rows import Row, rows_of

PLAN = PlanRow("p", "TP", "2027", 2027, ("net_amount",), "draft", "", "", "", "", 0)
NAMED = Named({"a": "A", "b": "B"}, {}, {}, {"a": "East", "b": "West"}, {})


def line(level: str, place: str, value: int, group: str = "", kpi: str = "net_amount") -> Line:
    return Line(kpi, level, place, group, (value,) * 12)


def rows(*lines: Line, group: str = "", other: tuple[Line, ...] = ()) -> dict[str, Row]:
    found = rows_of(PlanView(PLAN, lines, (), NAMED), "net_amount", group, other)
    t = texts(EN)
    return {t.render(one.title) if isinstance(one.title, Text) else one.title.strip(): one for one in found}


def test_without_a_total_what_is_shown_comes_from_below_and_has_no_gap() -> None:
    found = rows(line("dealer", "a", 10), line("dealer", "b", 5))
    assert list(found) == ["All", "Sum of the dealers", "East", "A", "West", "B"]
    assert (found["All"].year, found["All"].gap, found["East"].year) == (180, None, 120)
    assert found["Sum of the dealers"].key is None


def test_a_total_names_its_gap_by_month_and_year() -> None:
    found = rows(line("all", "", 20), line("dealer", "a", 10), line("region", "West", 7))
    assert found["Gap"].months == (10,) * 12
    assert (found["All"].gap, found["West"].gap, found["East"].gap) == (120, 84, None)


def test_a_group_shows_its_own_lines_and_all_goods_the_sum_of_the_groups() -> None:
    lines = (line("dealer", "a", 10, "G"), line("dealer", "a", 5, "H"), line("dealer", "a", 1, kpi="quantity"))
    assert rows(*lines)["A"].year == 180
    assert rows(*lines, group="G")["A"].year == 120
    assert rows(*lines, group="G")["A"].key == ("net_amount", "dealer", "a", "G")


def test_growth_is_told_against_what_it_is_compared_with_and_never_against_nothing() -> None:
    found = rows(line("dealer", "a", 11), other=(line("dealer", "a", 10), line("dealer", "b", 0)))
    assert found["A"].growth is not None
    assert round(found["A"].growth, 6) == 0.1
    assert found["B"].growth is None
