"""The ten usual policies, their text in both languages, and what differs between two of them."""

from dataclasses import replace
from datetime import date

import pytest

from app.core.db import Database
from app.core.errors import UserError
from app.core.period import day_number
from app.core.texts import EN, ZH, texts
from app.incentives.canonical import policy_from_json, policy_json
from app.incentives.checks import check_policy
from app.incentives.policies.comparing import differences
from app.incentives.policies.naming import policy_names
from app.incentives.policies.templates import TEMPLATES, begun, template
from app.incentives.policies.wording import Names, policy_text
from app.incentives.policy import Condition, Goods, Parties, Payout, Policy, Protection, Stacking

FROM, TO = day_number(date(2026, 1, 1)), day_number(date(2026, 12, 31))


def made(key: str) -> Policy:
    """A template with all that a person has to name."""
    policy = begun(key, code="R26", name="年度返利", name_en="Annual rebate", from_on=FROM, to_on=TO)
    if key == "price_protection":
        policy = replace(policy, protection=Protection(FROM, 3, {"p1": 1_500_000}))
    if key == "mix":
        policy = replace(policy, baskets=(replace(policy.baskets[0], name="重点", goods=Goods(groups=("G1",))),))
    return policy


def test_there_are_ten_and_an_unknown_one_is_refused() -> None:
    assert len(TEMPLATES) == 10
    with pytest.raises(UserError, match="stepped"):
        template("nothing")


@pytest.mark.parametrize("key", TEMPLATES)
def test_each_can_be_settled_and_read_back(key: str) -> None:
    policy = made(key)
    check_policy(policy)
    assert policy_from_json(policy_json(policy)) == policy


@pytest.mark.parametrize("key", ["mix", "price_protection"])
def test_what_a_person_must_name_is_asked_for(key: str) -> None:
    with pytest.raises(UserError):
        check_policy(begun(key, code="R", name="R", from_on=FROM, to_on=TO))


@pytest.mark.parametrize("lang", [ZH, EN])
@pytest.mark.parametrize("key", TEMPLATES)
def test_each_is_a_text_without_a_gap(key: str, lang: str) -> None:
    text = policy_text(texts(lang), made(key), Names(), number=2)
    plain = text.plain()
    assert "{" not in plain
    assert all(line.strip() for part in text.parts for line in part.lines)
    assert len(text.parts) >= 5 if key != "fund" else 4


def test_the_text_says_every_number_of_the_policy_exactly() -> None:
    policy = replace(
        made("stepped"), minimum=123_456, stacking=Stacking(2, "reduced", reduces=False),
        payout=Payout("ticket", "CNY", "half_even", cap=50_000_050, floor=10_000, floor_carries=True,
                      expires_months=6, use_ceiling=200_000),
        conditions=(Condition("overdue_share", at_least=False, value=125_000, effect="factor", factor=500_000),),
        grade_factors={"A": 1_200_000}, budget=1_000_000_00, parties=Parties(tiers=("city",), excluded=("x1",)),
    )  # fmt: skip
    said = policy_text(texts(EN), policy, Names(kpis={"overdue_share": "Overdue share"},
                                                shares=frozenset({"overdue_share"}))).plain()  # fmt: skip
    for words in ("CNY 1,234.56", "CNY 500,000.5", "CNY 100 ", "12.5%", "multiplied by 0.5", "times 1.2", "20%",
                  "CNY 1,000,000 over", "number 2", "what earlier ones left", "from CNY 1,000,000, below CNY 3,000,000",
                  "1.5%", "6 months", "halves to even", "city", "Not: x1"):  # fmt: skip
        assert words in said, words
    zh = policy_text(texts(ZH), policy, Names()).plain()
    assert "取整到人民币的最小单位" in zh
    assert "1,234.56 元" in zh
    assert "年度返利（R26）" in zh


def test_names_stand_in_the_text_where_the_workspace_knows_them(db: Database) -> None:
    with db.read() as session:
        names = policy_names(session, made("mix"), ZH)
    assert names.tiers["province"] == texts(ZH)("Province tier")
    assert names.dealers == {}


def test_what_differs_is_said_sentence_by_sentence() -> None:
    t, old = texts(EN), made("stepped")
    raised = (*old.scale.tiers[:-1], replace(old.scale.tiers[-1], rate=25_000))
    new = replace(old, grace_days=0, scale=replace(old.scale, tiers=raised))
    found = differences(policy_text(t, old, Names()), policy_text(t, new, Names()))
    assert [(one.part, one.before[:8], one.after[:8]) for one in found] == [
        ("Kind and time", "Document", ""), ("Tiers and rates", "Tier 3: ", "Tier 3: "),
    ]  # fmt: skip
    assert differences(policy_text(t, old, Names()), policy_text(t, old, Names())) == []


def test_the_text_says_what_a_missing_figure_does_and_what_goes_by_the_days() -> None:
    t = texts(EN)
    plain = replace(
        begun("stepped", code="P", name="P", from_on=FROM, to_on=TO),
        conditions=(Condition("on_time", at_least=True, value=950_000),),
    )
    held = replace(plain, payout=replace(plain.payout, floor=100_00), scale=replace(plain.scale, prorate=True))

    assert "or where there is no figure, nothing is paid." in policy_text(t, plain, Names()).plain()
    said = policy_text(t, held, Names()).plain()
    assert "or where there is no figure, nothing is paid, the guarantee neither." in said
    assert "bounds, minimum, baseline, target and lump sums by that share" in said
