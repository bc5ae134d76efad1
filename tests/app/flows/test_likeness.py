"""What a name may mean: the same name first, then the same but for its form, then what is spelled alike nearby."""

import pytest

from app.flows.likeness import NEARLY, SURE, Candidate, Unknown, is_clear, suggest

SHOPS = [
    Candidate("a", "桐庐县惠民湾大药房有限公司", ("桐庐县惠民湾大药房有限公司", "T1"), frozenset({"T1"}), "330122"),
    Candidate("b", "桐庐县惠民街大药房有限公司", ("桐庐县惠民街大药房有限公司", "T2"), frozenset({"T2"}), "330122"),
    Candidate("c", "平阳县惠民湾大药房有限公司", ("平阳县惠民湾大药房有限公司", "T3"), frozenset({"T3"}), "330326"),
    Candidate("d", "桐庐县禾安医药有限公司", ("桐庐县禾安医药有限公司",), frozenset({"D2"}), "330122", 1, dealer=True),
]  # fmt: skip


def best(word: str, **more: object) -> tuple[str, int, tuple[str, ...]]:
    ((first, *_),) = suggest([Unknown(word, **more)], SHOPS)  # type: ignore[arg-type]
    return first.id, first.score, first.reasons


@pytest.mark.parametrize("spelled", [
    "桐庐县 桐庐县惠民湾大药房有限公司", "桐庐惠民湾大药房", "桐庐县惠民湾大药房有限公司(桐庐县)",
    "桐庐县惠民湾大药房（有限公司）",
])  # fmt: skip
def test_spaces_brackets_a_repeated_place_and_the_legal_form_do_not_matter(spelled: str) -> None:
    assert best(spelled)[:2] == ("a", NEARLY)


def test_the_very_name_and_the_code_are_sure() -> None:
    assert best("桐庐县惠民湾大药房有限公司") == ("a", SURE, ("name",))
    assert best("T2") == ("b", SURE, ("code",))


def test_a_misspelled_name_is_suggested_and_the_own_area_goes_first() -> None:
    id_, score, reasons = best("桐庐县惠民弯大药房有限公司", areas=("3301",))
    assert (id_, reasons) == ("a", ("spelling", "area"))
    assert 60 <= score < NEARLY


def test_who_buys_from_the_dealer_that_names_it_says_so() -> None:
    assert best("桐庐县禾安医药有限公司", namers=frozenset({1}), dealer=True) == ("d", SURE, ("name", "parent"))


def test_only_a_name_without_a_rival_is_clear() -> None:
    twin = Candidate("e", "桐庐县惠民湾大药房有限公司", ("桐庐县惠民湾大药房有限公司",))
    (one,) = suggest([Unknown("桐庐县惠民湾大药房有限公司")], SHOPS)
    (two,) = suggest([Unknown("桐庐县惠民湾大药房有限公司")], [*SHOPS, twin])
    assert is_clear(one)
    assert not is_clear(two)
    assert not is_clear(())


def test_without_anything_known_nothing_is_suggested() -> None:
    assert suggest([Unknown("惠民")], []) == [()]
