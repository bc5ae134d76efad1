"""Two dealers are promised the same where area, product group, channel and days meet and one of them is exclusive."""

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from app.dealers.territory_rules import Claim, conflict, conflicts, covers

HANGZHOU, YUHANG, HUZHOU, ZHEJIANG, CHINA = "330100", "330110", "330500", "330000", "000000"


def claim(party: str, area: str = HANGZHOU, **values: object) -> Claim:
    """A territory of a dealer; what is not said is open."""
    fields: dict[str, object] = {
        "id": f"{party}-{area}", "group": None, "channel": None, "exclusive": False, "from_on": None, "to_on": None,
    }  # fmt: skip
    return Claim(party=party, area=area, **(fields | values))  # type: ignore[arg-type]


def test_an_area_holds_the_areas_within_it() -> None:
    assert covers(HANGZHOU, YUHANG)
    assert covers(ZHEJIANG, HANGZHOU)
    assert covers(CHINA, YUHANG)
    assert not covers(YUHANG, HANGZHOU)
    assert not covers(HUZHOU, YUHANG)
    assert covers("3301", YUHANG), "as some lists write a city"
    assert covers("33", "3301")
    assert covers("North", "North")
    assert not covers("North", "North-East"), "names of areas are no prefixes"


def test_an_exclusive_city_leaves_no_room_for_a_county_of_it() -> None:
    found = conflict(claim("A", exclusive=True, from_on=10, to_on=20), claim("B", YUHANG, from_on=15))
    assert found is not None
    assert (found.area, found.from_on, found.to_on) == (YUHANG, 15, 20)
    assert conflict(claim("A"), claim("B", YUHANG)) is None, "nobody was promised to be the only one"


def test_other_goods_other_customers_other_days_and_the_same_dealer_do_not_meet() -> None:
    one = claim("A", exclusive=True, group="OTC", channel="hospital", from_on=10, to_on=20)
    assert conflict(one, claim("B", group="RX")) is None
    assert conflict(one, claim("B", channel="pharmacy")) is None
    assert conflict(one, claim("B", from_on=21)) is None
    assert conflict(one, claim("B", from_on=20)) is not None, "both on the last day"
    assert conflict(one, claim("A", YUHANG)) is None


def test_who_buys_from_the_other_one_shares_its_territory() -> None:
    upper, lower = claim("A", exclusive=True, from_on=10), claim("B", YUHANG)

    def buys(one: str, other: str, day: int | None) -> bool:
        return {one, other} == {"A", "B"} and day == 10

    assert conflict(upper, lower, same_line=buys) is None
    assert conflict(upper, claim("C", YUHANG), same_line=buys) is not None


AREAS = (CHINA, ZHEJIANG, HANGZHOU, YUHANG, HUZHOU, "330523", "340000", "North")
DAYS = st.one_of(st.none(), st.integers(0, 6))


@st.composite
def claims(draw: st.DrawFn) -> list[Claim]:
    """A handful of territories of three dealers."""
    return [
        Claim(
            str(number), draw(st.sampled_from("ABC")), draw(st.sampled_from(AREAS)),
            draw(st.sampled_from([None, "OTC", "RX"])), draw(st.sampled_from([None, "hospital"])),
            draw(st.booleans()), draw(DAYS), draw(DAYS),
        )
        for number in range(draw(st.integers(0, 8)))
    ]  # fmt: skip


def meet_somewhere(one: Claim, other: Claim) -> bool:
    """Whether there is an atom (smallest area, group, channel, day) that both promise, found by trying all."""
    atoms = [
        (area, group, channel, day)
        for area in ("330110", "330523", "330999", "340101", "North")
        for group in ("OTC", "RX", "other")
        for channel in ("hospital", "other")
        for day in range(-1, 8)
    ]

    def promises(each: Claim, atom: tuple[str, str, str, int]) -> bool:
        area, group, channel, day = atom
        return (
            covers(each.area, area) and each.group in {None, group} and each.channel in {None, channel}
            and each.holds(day)
        )  # fmt: skip

    return any(promises(one, atom) and promises(other, atom) for atom in atoms)


@given(claims())
def test_conflicts_are_the_pairs_that_promise_the_same_while_one_is_exclusive(
    given_claims: list[Claim],
) -> None:
    wanted = {
        frozenset((one.id, other.id))
        for one, other in combinations(given_claims, 2)
        if one.party != other.party and (one.exclusive or other.exclusive) and meet_somewhere(one, other)
    }
    found = conflicts(given_claims)
    assert {frozenset((one.first.id, one.second.id)) for one in found} == wanted
    assert len(found) == len(wanted), "each pair once"


@given(claims(), st.randoms())
def test_the_order_of_territories_does_not_matter(given_claims: list[Claim], dice: object) -> None:
    mixed = list(given_claims)
    dice.shuffle(mixed)  # type: ignore[attr-defined]
    assert conflicts(mixed) == conflicts(given_claims)
