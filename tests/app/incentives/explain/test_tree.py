"""The tree of a payout: its lines re-add to what is payable, whatever the policy, in either language."""

from fractions import Fraction

from app.core.texts import LANGUAGES, texts
from app.incentives.engine import settle
from app.incentives.explain.amounts import exact_text, figure_text, money_text
from app.incentives.explain.policy_words import own_part
from app.incentives.explain.sentences import conclusion, sentences
from app.incentives.explain.titles import Titles
from app.incentives.explain.tree import build, lines
from app.incentives.policy import RATE_SCALE, Baseline, Condition, Parties, Policy, Scale, Tier
from tests.app.reports.incentives.made import statement_by_chance


def test_the_lines_of_300_payouts_add_up_and_are_said_in_both_languages() -> None:
    for seed in range(300):
        statement = statement_by_chance(seed)
        assert statement.tree.adds_up, seed
        assert (
            sum(node.value or 0 for depth, node in lines(statement.tree) if not depth)
            == statement.outcome.payable_minor
        )
        for lang in LANGUAGES:
            said = sentences(statement.tree, texts(lang))
            assert all(one.words and "{" not in one.words for one in said), seed


def test_what_was_paid_too_much_comes_back() -> None:
    scale = Scale(tiers=(Tier(0, None, 10_000),))
    statement = next(one for one in map(statement_by_chance, range(300)) if one.outcome.payable_minor < 0)

    assert str(conclusion(statement.tree)).endswith("comes back")
    nothing = settle(Policy("P", "P", scale=scale), statement.figures)
    assert build(nothing, (), Titles()).adds_up


def test_a_condition_is_told_in_the_unit_of_its_figure() -> None:
    statement = next(
        one for one in map(statement_by_chance, range(300)) if one.figures.kpis.get("otif") and one.policy.conditions
    )
    otif = next(one for one in statement.policy.conditions if one.kpi == "otif")
    assert isinstance(otif, Condition)
    titles = Titles({"otif": "On time, in full"}, percents=frozenset({"otif"}))

    said = [str(node.said) for _, node in lines(build(statement.outcome, (), titles)) if node.code == "condition"]
    assert any(one.startswith("On time, in full: ") and one.endswith("%") for one in said)


def test_amounts_keep_what_they_have_and_say_what_has_no_end() -> None:
    assert (money_text(123_456, 2), money_text(123_456, 0)) == ("1,234.56", "123,456")
    assert figure_text(25_000, "rate", 2) == "2.5%"
    assert figure_text(1_500, "e3", 2) == "1.5"
    assert exact_text(Fraction(1, 3)) == "≈ 0.3333"


def test_a_dealer_reads_nothing_of_what_is_agreed_with_others() -> None:
    policy = Policy(
        "P", "P", parties=Parties(dealers=("a", "b"), excluded=("c",)), dealer_factors={"a": RATE_SCALE, "b": 1},
        baseline=Baseline("adjusted", adjusted={"b": 5}),
    )  # fmt: skip

    own = own_part(policy, "a")
    assert own.parties == Parties(dealers=("a",))
    assert dict(own.dealer_factors) == {"a": RATE_SCALE}
    assert dict(own.baseline.adjusted) == {}
