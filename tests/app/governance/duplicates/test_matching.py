"""Weights that add up, what is learned without labels, and how right the candidates are."""

import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.governance.duplicates.companies import (
    PASSES,
    Company,
    company_fields,
    company_values,
    compare_brands,
    compare_forms,
    compare_industries,
)
from app.governance.duplicates.fields import CLOSE, DIFFERENT, EXACT, MISSING, Chances, Field, similar, within_slips
from app.governance.duplicates.matching import Matched, match, threshold_of
from app.governance.duplicates.places import places_of
from tests.app.governance.duplicates.made_names import register
from tests.benchmarks.dedup import chinese, febrl, febrl_folder

PLACES = places_of()


def candidates(*companies: Company) -> Matched:
    """The candidates among these and a register of others."""
    others = [Company(f"other {n}", name) for n, (name, _) in enumerate(register(11, 120, 0))]
    records = [company_values(one, PLACES) for one in [*companies, *others]]
    return match(records, company_fields(PLACES), PASSES)


def found(companies: list[Company]) -> bool:
    return any((pair.one, pair.other) == (0, 1) for pair in candidates(*companies).pairs)


@pytest.mark.parametrize("number", [1, 3])
def test_people_of_febrl_are_found(number: int) -> None:
    folder = febrl_folder()
    if folder is None:
        pytest.skip("febrl is not on this machine: name its folder in CHANNELDESK_FEBRL")
    one = febrl(folder, number)
    assert one.precision >= 0.98
    assert one.recall >= 0.95


@pytest.mark.parametrize("seed", range(1, 6))
def test_of_360_chinese_names_the_doubles_are_found_and_the_near_misses_are_not(seed: int) -> None:
    one = chinese(seed)
    assert one.precision >= 0.97
    assert one.recall >= 0.95


def test_a_company_under_two_ways_of_writing_is_found_and_a_name_that_sounds_alike_is_not() -> None:
    assert found([Company("a", "杭州康源医药有限公司"), Company("b", "杭州市康源医药有限公司")])
    assert not found([Company("a", "杭州康源医药有限公司"), Company("b", "杭州康元医药有限公司")])
    assert not found([Company("a", "杭州康源医药有限公司"), Company("b", "宁波康源医药有限公司")])
    assert not found([Company("a", "杭州康源医药有限公司"), Company("b", "杭州康源医药有限公司萧山分公司")])


def test_an_account_or_a_credit_code_brings_names_together_that_differ_by_a_slip() -> None:
    slip = [("a", "杭州康源医药有限公司"), ("b", "杭州康元医药有限公司")]
    assert found([Company(*one, uscc="91330100MA0010168P") for one in slip])
    assert found([Company(*one, accounts=("6222 0210 0100 1234 567",), phones=("0571-88001234",)) for one in slip])


def test_an_address_and_a_telephone_as_people_write_them_bring_names_together_that_differ_by_a_slip() -> None:
    slip = [("a", "杭州康源医药有限公司"), ("b", "杭州康元医药有限公司")]
    there = ("浙江省杭州市西湖区文三路478号3幢", "杭州西湖区文三路４７８号")
    phones = (("+86 571-8800 1234 转 8",), ("13900000000/57188001234",))
    pairs = list(zip(slip, there, phones, strict=True))
    assert not found([Company(*one, address=place) for one, place, _ in pairs]), "an address alone is no proof"
    same = [Company(*one, address=place, phones=phone, accounts=("62220210",)) for one, place, phone in pairs]
    assert found(same)
    said = {part.field: part.level for part in candidates(*same).pairs[0].said}
    assert (said["address"], said["phone"]) == ("exact", "exact")


def test_two_codes_of_one_source_say_nothing_and_one_code_of_two_sources_does() -> None:
    code = next(field for field in company_fields(PLACES) if field.name == "code")
    assert code.level(("C001",), ("C002",)) == MISSING
    assert code.level(("C001", "9"), ("C001",)) == EXACT


def test_the_weights_of_a_pair_add_up_and_the_surest_comes_first() -> None:
    matched = candidates(
        Company("a", "杭州康源医药有限公司", uscc="91330100MA0010168P"),
        Company("b", "杭州市康源医药有限公司", uscc="91330100MA0010168P"),
        Company("c", "宁波海安医药有限公司"),
        Company("d", "宁波市海安医药有限公司"),
    )
    assert [(pair.one, pair.other) for pair in matched.pairs] == [(0, 1), (2, 3)]
    for pair in matched.pairs:
        assert math.isclose(pair.bits, math.fsum(part.bits for part in pair.said))
        assert pair.bits >= matched.threshold
        assert all(part.bits == 0 for part in pair.said if part.level == "missing")


def test_a_rare_name_says_more_than_a_common_one() -> None:
    common = [
        Company(f"c{n}", f"{city}国济医药有限公司") for n, city in enumerate(("宁波", "温州", "嘉兴", "湖州", "绍兴"))
    ]
    code = "91330100MA0010168P"
    matched = candidates(
        Company("a", "杭州国济医药有限公司", uscc=code), Company("b", "杭州市国济医药有限公司", uscc=code),
        Company("x", "杭州奎岳医药有限公司"), Company("y", "杭州市奎岳医药有限公司"), *common,
    )  # fmt: skip
    brands = {
        (pair.one, pair.other): next(part.bits for part in pair.said if part.field == "brand") for pair in matched.pairs
    }
    assert brands[2, 3] > brands[0, 1] > 0


def test_nobody_is_his_own_double_and_an_empty_register_has_none() -> None:
    assert match([], company_fields(PLACES), PASSES).pairs == ()
    assert (
        match([company_values(Company("a", "杭州康源医药有限公司"), PLACES)], company_fields(PLACES), PASSES).pairs
        == ()
    )


@given(st.lists(st.sampled_from([name for name, _ in register(5, 30, 20)]), max_size=30), st.randoms())
def test_the_order_of_the_register_changes_no_candidate(names: list[str], dice: object) -> None:
    def pairs(rows: list[str]) -> list[tuple[str, ...]]:
        records = [company_values(Company("", name), PLACES) for name in rows]
        return sorted(
            tuple(sorted((rows[p.one], rows[p.other]))) for p in match(records, company_fields(PLACES), PASSES).pairs
        )

    mixed = list(names)
    dice.shuffle(mixed)  # type: ignore[attr-defined]
    assert set(pairs(names)) == set(pairs(mixed))


@given(st.floats(1e-7, 0.4), st.floats(0.5, 0.999))
def test_the_threshold_is_where_the_posterior_reaches_what_is_asked(prior: float, sure: float) -> None:
    odds = 2 ** threshold_of(prior, sure) * prior / (1 - prior)
    assert math.isclose(odds / (1 + odds), sure, rel_tol=1e-9)


def test_parts_of_names_agree_exactly_closely_or_not() -> None:
    assert compare_brands("康源", "康源堂") == CLOSE
    assert compare_brands("康源", "康元") == DIFFERENT
    assert compare_brands("康源", "康源·萧山分公司") == DIFFERENT
    assert compare_brands("huadong", "huadang") == CLOSE
    assert compare_industries("医药", "药业") == CLOSE
    assert compare_industries("医药", "物流") == DIFFERENT
    assert compare_forms("有限公司", "有限责任公司") == CLOSE
    assert compare_forms("有限公司", "集团有限公司") == DIFFERENT


def test_slips_and_likeness_are_bounded() -> None:
    assert within_slips(1)("19081209", "19081290") == CLOSE
    assert within_slips(1)("19081209", "19081092") == DIFFERENT
    assert similar(0.9)("waller", "wallr") == CLOSE
    assert similar(0.9)("waller", "berry") == DIFFERENT
    field = Field("x", "x", Chances(0.8, 0.1, 0.1), 0.01)
    assert [field.level(one, ("a",)) for one in (("a",), ("b", "a"), ("b",), ())] == [EXACT, EXACT, DIFFERENT, MISSING]


def test_more_agreement_never_weighs_less() -> None:
    rows = [("杭州康源医药有限公司", ""), ("杭州康源医药有限公司", "91330100MA0010168P")]
    sums = []
    for name, uscc in rows:
        matched = candidates(Company("a", name, uscc=uscc), Company("b", name, uscc=uscc))
        sums.append(next(pair.bits for pair in matched.pairs if (pair.one, pair.other) == (0, 1)))
    assert all(one <= other for one, other in pairwise(sums))
