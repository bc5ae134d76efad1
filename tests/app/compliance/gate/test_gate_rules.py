"""The gate by itself: a dealer's papers, goods and a day give one answer, whatever order the papers come in."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.compliance.gate.documents import (
    Contract,
    Credit,
    File,
    Goods,
    Licence,
    Need,
    Stand,
    Territory,
    temperature_key,
)
from app.compliance.gate.rules import answer, next_change, pieces, state_on
from app.compliance.gate.spans import NEVER, holds, span
from app.compliance.gate.words import reason_text
from app.dealers.credit_rules import Override, Own
from app.finance.exposure import Debts, Limits
from tests.app.taken import day

DRUGS = Goods("化学药制剂", "ambient", "OT01")
COLD = Goods("生物制品", "cold", "LL01")
FOOD = Goods("食品", "ambient", "JK01")
APPLIANCE = Goods("家用空调", "", "KT01")
MARCH_END = day("2026-03-31")


def licence(
    kind: str = "药品经营许可证", classes: Sequence[str] = ("化学药制剂", "生物制品"), **more: object
) -> Licence:
    plain = Licence("L1", kind, "浙AA1", frozenset(classes), frozenset(), day("2021-04-01"), MARCH_END)
    return replace(plain, **more)  # type: ignore[arg-type]


FOOD_LICENCE = licence("食品经营许可证", ["食品"], id="L2", number="JY1", to_on=day("2028-06-30"))


def test_a_licence_holds_on_its_last_day_and_locks_only_what_it_covered() -> None:
    file = File(licences=(licence(), FOOD_LICENCE))
    last = answer([], file, DRUGS, MARCH_END)
    assert (last.state, last.deciding.id, last.next_on, last.next_state) == ("yes", "L1", MARCH_END + 1, "no")
    assert last.next_reason is not None
    assert last.next_reason.code == "licence_ended"
    after = answer([], file, DRUGS, MARCH_END + 1)
    assert (after.state, after.deciding.code, after.deciding.id, after.next_on) == ("no", "licence_ended", "L1", None)
    food = answer([], file, FOOD, MARCH_END + 1)
    assert (food.state, food.deciding.id) == ("yes", "L2")


def test_a_renewed_row_with_another_scope_counts_from_its_own_day() -> None:
    renewed = licence(
        id="L3", number="浙AA2", from_on=day("2026-04-15"), to_on=day("2031-04-14"), classes=frozenset({"化学药制剂"})
    )
    file = File(licences=(licence(), renewed))
    gap = answer([], file, DRUGS, day("2026-04-10"))
    assert (gap.state, gap.next_on, gap.next_state) == ("no", day("2026-04-15"), "yes")
    assert gap.next_reason is not None
    assert gap.next_reason.id == "L3"
    assert answer([], file, COLD, day("2026-05-01")).deciding.code == "licence_ended"
    only = File(licences=(renewed,))
    assert answer([], only, COLD, day("2026-05-01")).deciding.code == "licence_scope"
    assert answer([], only, DRUGS, day("2026-04-10")).deciding.code == "licence_later"


def test_a_cold_chain_needs_a_licence_that_names_it_where_it_names_any() -> None:
    warm = licence(temperatures=frozenset({temperature_key("常温"), temperature_key("阴凉")}))
    told = answer([], File(licences=(warm,)), COLD, MARCH_END)
    assert (told.state, told.deciding.code) == ("no", "licence_temperature")
    cold = licence(temperatures=frozenset({temperature_key("冷藏"), temperature_key("常温")}))
    assert answer([], File(licences=(cold,)), COLD, MARCH_END).state == "yes"


@pytest.mark.parametrize(
    ("words", "key"),
    [("2-8℃", "cold"), ("2～8°C", "cold"), ("冷藏", "cold"), ("冷链", "cold"), ("10-30℃", "ambient"),
     ("常温", "ambient"), ("10-20℃", "cool"), ("阴凉(不超过20℃)", "cool"), ("-20℃", "frozen"),
     ("-25~-10℃", "frozen"), ("", "")],
)  # fmt: skip
def test_temperatures_have_one_name_whoever_wrote_them(words: str, key: str) -> None:
    assert temperature_key(words) == key


def test_papers_that_were_not_reviewed_in_time_stop_what_they_cover() -> None:
    reviewed = licence(to_on=day("2030-01-01"), review_months=12, reviewed_on=day("2025-03-01"))
    file = File(licences=(reviewed,))
    assert answer([], file, DRUGS, day("2026-03-01")).state == "yes"
    late = answer([], file, DRUGS, day("2026-03-02"))
    assert (late.state, late.deciding.code, late.deciding.params["until"]) == (
        "no",
        "licence_review",
        day("2026-03-01"),
    )
    assert replace(reviewed, review_months=6, reviewed_on=day("2025-08-31")).review_on == day("2026-02-28")


def test_not_required_is_an_answer_and_each_class_needs_its_own_papers() -> None:
    bare = File()
    assert answer([], bare, DRUGS, MARCH_END).deciding.code == "licence_missing"
    assert answer([], bare, replace(FOOD, goods_class="第一类医疗器械"), MARCH_END).state == "not_required"
    assert answer([], bare, Goods("", "", "X"), MARCH_END).deciding.code == "class_unknown"
    assert answer([], bare, APPLIANCE, MARCH_END).state == "no"
    authorised = File(licences=(licence("授权书", [], id="L9"),))
    assert answer([], authorised, APPLIANCE, MARCH_END).deciding.id == "L9"
    filing = File(licences=(licence("仅销售预包装食品备案", [], id="L8", to_on=None),))
    told = answer([], filing, FOOD, day("2099-01-01"))
    assert (told.state, told.deciding.id, told.next_on) == ("yes", "L8", None)


def test_a_row_lifts_a_need_for_a_type_of_dealer_and_for_its_days_only() -> None:
    lifted = Need("N1", "零售连锁", "食品", ("食品经营许可证",), required=False, to_on=MARCH_END)
    chain = File(party_type="零售连锁")
    told = answer([lifted], chain, FOOD, MARCH_END)
    assert (told.state, told.deciding.entity, told.deciding.id) == ("not_required", "licence_need", "N1")
    assert (told.next_on, told.next_state) == (MARCH_END + 1, "no")
    assert answer([lifted], File(party_type="药品批发"), FOOD, MARCH_END).state == "no"
    general = Need("N2", "", "", ("食品经营许可证",), required=False)
    special = Need("N3", "", "食品", ("食品经营许可证",), required=True)
    assert answer([special, general], File(), FOOD, MARCH_END).state == "no"


def test_a_class_that_nothing_knows_needs_the_licence_that_names_it() -> None:
    own = File(licences=(licence("备案", ["化妆品"]),))
    goods = Goods("化妆品", "", "X")
    assert answer([], own, goods, MARCH_END).state == "yes"
    assert answer([], own, goods, MARCH_END + 1).deciding.code == "licence_ended"
    assert answer([], File(), goods, MARCH_END).state == "not_required"


def test_contracts_and_territories_count_for_who_has_any() -> None:
    contract = Contract("C1", "HT-1", "valid", frozenset({"OT01"}), day("2026-01-01"), day("2026-12-31"))
    file = File(licences=(licence(to_on=None),), contracts=(contract,))
    yes = answer([], file, DRUGS, MARCH_END)
    assert (yes.state, yes.deciding.id, yes.next_on) == ("yes", "C1", day("2027-01-01"))
    assert answer([], file, replace(DRUGS, group="CF01"), MARCH_END).deciding.code == "contract_scope"
    stopped = replace(file, contracts=(replace(contract, state="suspended"),))
    assert answer([], stopped, DRUGS, MARCH_END).deciding.code == "contract_suspended_unsaid"
    placed = replace(file, territories=(Territory("T1", "330500", "CF01", None, None),))
    assert answer([], placed, DRUGS, MARCH_END).deciding.code == "territory_scope"


@pytest.mark.parametrize("state", ["suspended", "ended"])
def test_a_contract_that_was_stopped_held_until_the_day_before(state: str) -> None:
    cut = day("2026-03-01")
    contract = Contract("C1", "HT-1", state, frozenset(), day("2026-01-01"), day("2026-12-31"), cut)
    file = File(licences=(licence(to_on=None),), contracts=(contract,))
    before, after = answer([], file, DRUGS, cut - 1), answer([], file, DRUGS, cut)
    assert (before.state, before.deciding.code, before.deciding.params["until"]) == ("yes", "contract_valid", cut - 1)
    assert (before.next_on, before.next_state) == (cut, "no")
    assert (after.deciding.code, after.deciding.params["since"]) == (f"contract_{state}", cut)
    assert answer([], file, DRUGS, day("2025-12-31")).deciding.code == "contract_later"
    late = replace(file, contracts=(replace(contract, stopped_on=day("2027-06-01")),))
    assert answer([], late, DRUGS, day("2027-01-01")).deciding.code == "contract_over", "it had run out before"


def test_an_area_holds_no_longer_than_the_contract_that_gives_it() -> None:
    area = Territory("T1", "330500", "", None, None, span(None, MARCH_END))
    file = File(licences=(licence(to_on=None),), territories=(area,))
    told = answer([], file, DRUGS, MARCH_END)
    assert (told.state, told.next_on) == ("yes", MARCH_END + 1)
    assert answer([], file, DRUGS, MARCH_END + 1).deciding.params["until"] == MARCH_END
    never = replace(file, territories=(replace(area, within=NEVER),))
    assert answer([], never, DRUGS, MARCH_END).deciding.code == "territory_scope"
    wide = replace(file, territories=(Territory("T1", "330500", "", None, day("2026-04-30")),))
    assert answer([], wide, DRUGS, MARCH_END).next_on == day("2026-05-01")
    assert answer([], wide, DRUGS, day("2026-05-01")).deciding.code == "territory_over"


def test_a_stopped_dealer_gets_nothing_and_the_day_of_the_stop_counts() -> None:
    file = File(
        licences=(licence(),),
        stands=(Stand("active", None), Stand("frozen", day("2026-02-01")), Stand("active", day("2026-03-01"))),
    )
    assert answer([], file, DRUGS, day("2026-01-31")).next_on == day("2026-02-01")
    told = answer([], file, DRUGS, day("2026-02-28"))
    assert (told.state, told.deciding.code, told.next_on) == ("no", "status_frozen", day("2026-03-01"))
    assert answer([], file, DRUGS, day("2026-03-01")).state == "yes"


def test_credit_stops_where_old_debts_fill_it_until_somebody_lets_it_go_on() -> None:
    credit = Credit(Debts({"receivable": 185, "past_due": 58}, 58, MARCH_END), Limits(200, {}, ()), "old")
    file = File(licences=(licence(),), credit=credit)
    told = answer([], file, DRUGS, MARCH_END).deciding
    assert (told.code, told.params["used_e4"], told.params["limit_e4"]) == ("credit_stop", 243, 200)
    until = Override(None, 250, MARCH_END - 5, MARCH_END - 1, "Wang", "season", "V1")
    allowed = replace(file, credit=replace(credit, limits=Limits(200, {}, (until,))))
    told_all = answer([], allowed, DRUGS, MARCH_END - 2)
    assert (told_all.state, told_all.next_on, told_all.next_state) == ("yes", MARCH_END, "no")
    assert {one.id for one in told_all.reasons} >= {"V1"}
    young = replace(file, credit=replace(credit, debts=replace(credit.debts, old=20)))
    assert answer([], young, DRUGS, MARCH_END).state == "yes", "less than a tenth is old"
    at_once = replace(young, credit=replace(credit, rule="over", debts=replace(credit.debts, old=0)))
    assert answer([], at_once, DRUGS, MARCH_END).deciding.code == "credit_stop_over"


def test_a_limit_of_a_part_stops_at_once_and_says_which() -> None:
    debts = Debts({"receivable": 100, "past_due": 30, "open_order": None}, 0, None)
    credit = Credit(debts, Limits(500, {"past_due": Own(20, included=True)}, ()), "old", today=MARCH_END + 20)
    told = answer([], File(licences=(licence(),), credit=credit), DRUGS, MARCH_END)
    assert (told.state, told.deciding.code, told.deciding.params["part"]) == ("no", "credit_part", "past_due")
    said = str(reason_text(told.deciding, day=str, money=str))
    assert "today's limit)" in said
    assert "invoices" in said
    for since, words in ((MARCH_END + 9, f"on record since {MARCH_END + 9}"), (MARCH_END, "")):
        own = {"past_due": replace(credit.limits.own["past_due"], since=since)}
        dated = replace(credit, limits=replace(credit.limits, own=own))
        told = answer([], File(licences=(licence(),), credit=dated), DRUGS, MARCH_END)
        said = str(reason_text(told.deciding, day=str, money=str))
        assert words in said
        assert ("today's limit" in said) is bool(words), "what was on record that day is that day's"
    let_up = Override("past_due", 40, MARCH_END, MARCH_END, "Wang", "season", "V1")
    eased = replace(credit, limits=replace(credit.limits, overrides=(let_up,)))
    assert eased.days == span(MARCH_END, MARCH_END)


# -- laws ----------------------------------------------------------------------------------------------------

DAYS = st.integers(0, 30)
OPEN = st.none() | DAYS
KINDS = st.sampled_from(["药品经营许可证", "食品经营许可证", "仅销售预包装食品备案", "备案"])
CLASSES = st.sampled_from(["化学药制剂", "食品", "化妆品"])
SETS = st.frozensets(CLASSES, max_size=2)
LICENCES = st.builds(
    Licence, id=st.uuids().map(str), kind=KINDS, number=st.sampled_from("AB"), classes=SETS,
    temperatures=st.frozensets(st.sampled_from(["cold", "ambient"]), max_size=2), from_on=OPEN, to_on=OPEN,
    review_months=st.none() | st.just(1), reviewed_on=OPEN,
)  # fmt: skip
CONTRACTS = st.builds(
    Contract, id=st.uuids().map(str), number=st.sampled_from("AB"),
    state=st.sampled_from(["valid", "suspended", "ended"]),
    groups=st.frozensets(st.sampled_from(["G1", "G2"]), max_size=2), from_on=OPEN, to_on=OPEN, stopped_on=OPEN,
)  # fmt: skip
TERRITORIES = st.builds(
    Territory, id=st.uuids().map(str), area=st.just("330500"), group=st.sampled_from(["", "G1", "G2"]),
    from_on=OPEN, to_on=OPEN, within=st.builds(span, OPEN, OPEN),
)  # fmt: skip
STANDS = st.lists(
    st.builds(Stand, state=st.sampled_from(["active", "frozen", "left"]), from_on=DAYS), max_size=3,
    unique_by=lambda one: one.from_on,
).map(lambda some: (Stand("active", None), *some))  # fmt: skip
NEEDS = st.lists(
    st.builds(
        Need, id=st.uuids().map(str), party_type=st.sampled_from(["", "批发"]), goods_class=st.just("") | CLASSES,
        kinds=KINDS.map(lambda one: (one,)), required=st.booleans(), from_on=OPEN, to_on=OPEN,
    ), max_size=4,
)  # fmt: skip
OVERRIDES = st.builds(
    Override, bucket=st.none() | st.just("past_due"), limit=st.integers(0, 40), from_on=DAYS, to_on=DAYS,
    allowed_by=st.just("Wang"), reason=st.just("season"), id=st.uuids().map(str),
)  # fmt: skip
CREDITS = st.builds(
    Credit,
    debts=st.builds(Debts, amounts=st.fixed_dictionaries({"receivable": DAYS, "past_due": st.none() | DAYS}),
                    old=st.integers(0, 9), listed_on=OPEN),
    limits=st.builds(Limits, limit=st.none() | st.integers(1, 40),
                     own=st.just({}) | st.just({"past_due": Own(20, included=True)}),
                     overrides=st.lists(OVERRIDES, max_size=3).map(tuple)),
    rule=st.sampled_from(["old", "over"]),
)  # fmt: skip
FILES = st.builds(
    File, party_type=st.sampled_from(["", "批发"]), stands=STANDS, licences=st.lists(LICENCES, max_size=4).map(tuple),
    contracts=st.lists(CONTRACTS, max_size=3).map(tuple), territories=st.lists(TERRITORIES, max_size=2).map(tuple),
    credit=st.none() | CREDITS,
)  # fmt: skip
GOODS = st.builds(
    Goods, goods_class=CLASSES, temperature=st.sampled_from(["", "cold"]), group=st.sampled_from(["G1", "G2"])
)


@given(needs=NEEDS, file=FILES, goods=GOODS, on=DAYS, data=st.data())
def test_the_order_of_the_documents_means_nothing(
    needs: list[Need], file: File, goods: Goods, on: int, data: st.DataObject
) -> None:
    def mixed(some: tuple[object, ...]) -> tuple[object, ...]:
        return tuple(data.draw(st.permutations(list(some))))

    other = replace(
        file, stands=mixed(file.stands), licences=mixed(file.licences), contracts=mixed(file.contracts),
        territories=mixed(file.territories),
    )  # type: ignore[arg-type]  # fmt: skip
    shuffled = data.draw(st.permutations(needs))
    assert answer(shuffled, other, goods, on) == answer(needs, file, goods, on)


@given(needs=NEEDS, file=FILES, goods=GOODS, on=DAYS)
def test_a_limit_of_today_changes_words_and_nothing_else(needs: list[Need], file: File, goods: Goods, on: int) -> None:
    later = replace(file, credit=None if file.credit is None else replace(file.credit, today=on + 1))
    told, again = answer(needs, file, goods, on), answer(needs, later, goods, on)
    assert (again.state, again.next_on, again.next_state) == (told.state, told.next_on, told.next_state)
    assert [one.code for one in again.reasons] == [one.code for one in told.reasons]


@given(needs=NEEDS, file=FILES, goods=GOODS, on=DAYS)
def test_the_next_change_is_the_first_other_day_and_nothing_changes_before(
    needs: list[Need], file: File, goods: Goods, on: int
) -> None:
    some = pieces(needs, file, goods)
    change = next_change(some, on)
    horizon = on + 400
    first = next((at for at in range(on + 1, horizon) if state_on(some, at) != state_on(some, on)), None)
    assert (change[0] if change else None) == first
    if change:
        assert state_on(some, change[0]) == change[1]


@given(credit=CREDITS, on=DAYS)
def test_credit_lets_pass_on_the_days_on_which_no_limit_stops(credit: Credit, on: int) -> None:
    assert holds(credit.days, on) == (not credit.stopping(on))


@given(needs=NEEDS, file=FILES, goods=GOODS, on=DAYS)
def test_what_blocks_is_a_document_of_its_own_and_yes_needs_one(
    needs: list[Need], file: File, goods: Goods, on: int
) -> None:
    told = answer(needs, file, goods, on)
    assert told.deciding.blocks == (told.state == "no")
    assert all(one.code for one in told.reasons)
