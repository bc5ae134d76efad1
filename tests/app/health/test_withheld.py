"""What a sheet says of reports that a dealer owes: what the score would read without them, and that nobody gains."""

from fractions import Fraction

from app.health.rules import Reading, evaluate, judge, score_without_owed
from app.health.scheme import default_scheme

SCHEME = default_scheme()
OWED = {one.kpi for one in SCHEME.indicators if one.empty == "owed"}


def readings(reports: Fraction, *, silent: bool) -> list[Reading]:
    """All at their targets but the reports; who is silent owes what is made of them."""
    return [
        Reading(one.kpi, None, "owed")
        if silent and one.kpi in OWED
        else Reading(one.kpi, reports if one.kpi == "data_coverage" else one.target)
        for one in SCHEME.indicators
    ]


def test_who_withholds_all_would_have_100_without_its_reports_and_has_64_with_them() -> None:
    result = evaluate(SCHEME, readings(Fraction(1, 3), silent=True))
    assert score_without_owed(result) == 100
    assert result.score == 64, "31 points owed, and the 5 of reporting itself"
    verdict = judge(SCHEME, result, previous="A")
    assert (verdict.grade, verdict.counts_as) == (None, "D")


def test_nothing_is_said_of_who_reports() -> None:
    assert score_without_owed(evaluate(SCHEME, readings(Fraction(1), silent=False))) is None
    assert score_without_owed(evaluate(SCHEME, [Reading(kpi, None, "owed") for kpi in OWED])) is None
