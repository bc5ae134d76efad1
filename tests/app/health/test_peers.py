"""Like dealers: groups, quartiles, places; small groups are counted and never drawn as a distribution."""

from dataclasses import dataclass, replace
from fractions import Fraction

from app.core.texts import EN, texts
from app.health.peers import groups_chart, peers_of, place_chart, place_sentence
from app.health.scheme import Grade
from app.health.sheets import DealerFace

F = Fraction


@dataclass(frozen=True)
class One:
    dealer: DealerFace
    score: Fraction | None
    grade: Grade | None = "B"


def dealers(*scores: str, tier: str = "city", region: str = "东") -> list[One]:
    return [
        One(DealerFace(f"{tier}{region}{n}", "", f"甲{n}", tier=tier, region=region), F(score))
        for n, score in enumerate(scores)
    ]


EAST = dealers("61", "64", "70", "72", "75", "80", "81", "90", "100")
WEST = dealers("50", "66", region="西")


def test_a_large_group_has_quartiles_bands_and_places() -> None:
    view = peers_of([*EAST, *WEST])
    whole, east, west = view.groups
    assert (str(whole.title), str(east.title), str(west.title)) == (
        "city dealers", "city dealers (东)", "city dealers (西)"
    )  # fmt: skip
    assert east.quartiles == (70, 75, 81)
    assert east.bands == (0, 0, 0, 0, 0, 0, 2, 3, 2, 2)
    place = view.places["city东6"]
    assert (place.place, place.percentile) == (3, F(6 + F(1, 2), 9) * 100)
    assert str(place_sentence(place)) == (
        "Place 3 of 9 city dealers (东); half of them have between 70.0 and 81.0 points, the median is 75.0."
    )
    chart = place_chart(texts(EN), place)
    assert chart is not None
    assert chart.categories == ("60–69", "70–79", "80–89", "90–100")
    assert chart.series[0].tones == ("dim", "dim", "series1", "dim")


def test_dealers_whose_tier_nobody_said_are_a_group_of_their_own() -> None:
    view = peers_of([*EAST, *dealers("70", tier="")])
    assert [(str(one.title), one.n) for one in view.groups[-2:]] == [
        ("dealers of every tier", 10), ("dealers without a tier (东)", 1)
    ]  # fmt: skip


def test_a_small_group_is_widened_for_a_place_and_is_drawn_nowhere() -> None:
    view = peers_of([*EAST, *WEST])
    place = view.places["city西1"]
    assert (place.group.region, place.group.graded, place.own.graded) == ("", 11, 2)
    assert str(place_sentence(place)).endswith("Of city dealers (西) alone only 2 have a grade.")
    chart = groups_chart(texts(EN), view.groups)
    assert chart is not None
    assert [one.name for one in chart.series] == ["city dealers", "city dealers (东)"]
    few = peers_of(WEST)
    assert few.groups[0].quartiles is None
    alone = few.places["city西0"]
    assert (alone.place, alone.percentile, place_chart(texts(EN), alone)) == (2, None, None)
    assert "make no distribution" in str(place_sentence(alone))
    assert groups_chart(texts(EN), few.groups) is None


def test_who_has_no_grade_is_counted_and_stands_nowhere_and_no_order_matters() -> None:
    silent = replace(EAST[0], grade=None)
    view = peers_of([silent, *EAST[1:], *WEST])
    assert (view.groups[1].n, view.groups[1].graded) == (9, 8)
    assert view.places[silent.dealer.id].place is None
    assert peers_of([*WEST[::-1], *EAST[:0:-1], silent]) == view
