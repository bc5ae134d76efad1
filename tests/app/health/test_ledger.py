"""The point ledger: a sentence and lines whose printed parts add up to the printed score."""

import re
from fractions import Fraction
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.texts import EN, texts
from app.health.assembly import health_sheet
from app.health.ledger import equation_of, ledger_of
from tests.app.health import samples

if TYPE_CHECKING:
    from app.health.rules import Presence

figures = st.fixed_dictionaries(
    {kpi: st.sampled_from([value, "0", "0.5", "31/7", "99"]) for kpi, value in samples.CALM.items()}
)


@settings(max_examples=40)
@given(figures, st.booleans())
def test_printed_parts_add_to_the_printed_score(now: dict[str, str], silent: bool) -> None:  # noqa: FBT001 - drawn
    absent: dict[str, Presence] = {"days_of_supply": "owed", "near_expiry_share": "owed"} if silent else {}
    sheet = health_sheet(samples.frozen(now=now, absent=absent), samples.INFOS, samples.provenance())
    said = equation_of(sheet)
    assert said is not None
    score, *parts = (Fraction(one) for one in re.findall(r"\d+\.\d(?= |$)|(?<== )100", texts(EN).render(said)))
    assert parts[0] - sum(parts[1:]) == score == Fraction(sheet.score_tenths or 0, 10)
    assert 1000 - sum(one.tenths for one in ledger_of(sheet)) == sheet.score_tenths


def test_what_was_not_handed_in_is_one_part_of_the_sentence_and_a_line_for_each_report() -> None:
    frozen = samples.frozen(
        now={**samples.CALM, "data_coverage": "0.5"}, absent={"days_of_supply": "owed", "near_expiry_share": "owed"}
    )
    sheet = health_sheet(frozen, samples.INFOS, samples.provenance())
    equation = equation_of(sheet)
    assert equation is not None
    said = texts(EN).render(equation)
    assert said.count("reports not handed in") == 1
    owed = [one for one in ledger_of(sheet) if one.owed]
    assert [one.kpi for one in owed] == ["days_of_supply", "near_expiry_share"]
    assert "did not arrive, so it scores 0: −" in texts(EN).render(owed[0].sentence)
