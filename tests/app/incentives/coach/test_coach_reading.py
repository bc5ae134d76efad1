"""The coach over facts taken in: the running quarter against the ones before, stock, and the command."""

import json
from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from app.bootstrap import Desk
from app.core.errors import UserError
from app.core.period import day_number
from app.core.texts import texts
from app.core.workspace import Workspace
from app.incentives.coach.choosing import coach_of, coached, find_coached
from app.incentives.coach.reading import Coach, CoachLine, read_coach
from app.incentives.coach.wording import advice_text, amount_said, details
from app.incentives.policy import Basis, Policy, Protection
from main import main
from tests.app.incentives.drawn import PERCENT, rebate
from tests.app.incentives.in_effect import put_in_effect
from tests.desks import desk_of
from tests.once import Once
from tests.ui import small_region

FROM, TO = day_number(date(2026, 1, 1)), day_number(date(2026, 12, 31))
DAY = date(2026, 3, 4)
W = 10_000 * 100


def policy(**rest: Any) -> Policy:
    """Tiers of the quarter's delivered value: 1 % from nothing, 2 % from 400,000."""
    given = {"from_on": FROM, "to_on": TO, "basis": Basis(event="delivered"), **rest}
    return rebate((0, PERCENT), (40 * W, 2 * PERCENT), **given)


@pytest.fixture(scope="module")
def region_path(once: Once) -> Path:
    """Three dealers with six quarters, taken in once."""
    return once("small region", small_region.make) / "small.cdesk"


@pytest.fixture
def own(region_path: Path, tmp_path: Path) -> Iterator[Desk]:
    """A copy of them."""
    with Workspace.open(small_region.copied(region_path, tmp_path)) as workspace:
        yield desk_of(workspace)


def coach(desk: Desk, one: Policy, day: date = DAY) -> Coach:
    with desk.db.read() as session:
        return read_coach(session, SimpleNamespace(policy=one), today=day)


def line(found: Coach, code: str) -> CoachLine:
    return next(one for one in found.lines if one.code == code)


def test_the_missing_and_what_it_earns_add_up_to_the_engines_payout(own: Desk) -> None:
    """D1 took 130,000 and 140,000 in January and February; March comes on the 7th."""
    found = line(coach(own, policy()), "D1")

    assert (found.figure, found.missing) == (270_000 * 10_000, 130_000 * 10_000)
    assert (found.earned_minor, found.gain_minor) == (2_700 * 100, (8_000 - 2_700) * 100)
    assert found.reached == 0


def test_the_chance_is_that_of_earlier_quarters_after_the_same_day(own: Desk) -> None:
    """D1's last months were all below the missing 130,000; other dealers' rests in proportion were not."""
    found = line(coach(own, policy()), "D1")

    assert found.chance is not None
    assert (found.chance.own, found.chance.hits) == (5, 0)
    assert found.chance.share is not None


def test_on_the_last_day_nothing_is_left_to_hope_for(own: Desk) -> None:
    found = coach(own, policy(), date(2026, 3, 31))

    assert found.days_left == 0
    assert all(one.chance is None for one in found.lines)


def test_stock_is_asked_for_where_it_fills_and_left_out_where_it_does_not(own: Desk) -> None:
    bought = line(coach(own, policy()), "D1")
    sold = line(coach(own, policy(basis=Basis(event="sell_out"))), "D1")

    assert bought.stock_days is not None
    assert bought.after is not None
    assert bought.mix is not None
    assert sum(part.size for part in bought.mix.parts) + bought.mix.left == bought.missing
    assert (sold.stock_days, sold.mix) == (None, None)


def test_a_policy_on_quantities_speaks_of_units(own: Desk) -> None:
    found = coach(own, rebate((0, 1_000_000), (400_000, 2_000_000), unit="per_unit", from_on=FROM, to_on=TO,
                              basis=Basis("quantity", "delivered")))  # fmt: skip
    one = line(found, "D1")

    assert (one.figure, one.missing) == (200_000, 200_000)
    assert "200" in str(advice_text(found, one))
    assert found.rate(one) is None


def test_every_advice_is_a_sentence_in_both_languages(own: Desk) -> None:
    found = coach(own, policy())

    for one in found.lines:
        assert "{" not in str(advice_text(found, one))
        assert all("{" not in str(words) for words in details(found, one))


def test_amounts_in_sentences_name_their_currency_and_small_ones_stay_whole() -> None:
    def said(yuan: int, currency: str = "CNY") -> tuple[str, str]:
        words = amount_said(Fraction(yuan), currency)
        return texts("zh_CN").render(words), texts("en").render(words)

    assert said(130_000) == ("13.0 万元", "CNY 130k")
    assert said(5_300) == ("5,300 元", "CNY 5,300")
    assert said(130_000, "USD") == ("13.0 万 USD", "USD 130k")
    assert said(700, "USD") == ("700 USD", "USD 700")


def test_other_policies_and_other_days_are_refused_in_words(own: Desk) -> None:
    other = Policy("P", "价保", "price_protection", basis=Basis(event="stock"), protection=Protection(1, 3, {"x": 1}))

    with pytest.raises(UserError, match="no tiers"):
        coach(own, other)
    with pytest.raises(UserError, match="does not hold"):
        coach(own, policy(), date(2025, 12, 31))


def test_policies_in_effect_are_found_by_code_and_the_command_tells_of_them(
    own: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    version = put_in_effect(own.db, policy())
    with own.db.read() as session:
        assert [one.id for one in coached(session, DAY)] == [version]
        assert find_coached(session, "t", DAY) == version
        assert coach_of(session, "", today=date(2025, 1, 1)) is None
        with pytest.raises(UserError, match="No policy"):
            find_coached(session, "other", DAY)
    path = str(own.workspace.paths.main)
    own.workspace.close()

    assert main(["-w", path, "coach", "--day", "2026-03-04", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["policy"], told["period"], told["days_left"]) == ("T", "2026-Q1", 27)
    assert {row["dealer"] for row in told["rows"]} == {"D1", "D2", "D3"}
    assert main(["-w", path, "coach", "T", "--day", "2026-03-04", "--dealer", "D1"]) == 0
    assert "earn" in capsys.readouterr().out
    assert main(["-w", path, "coach", "--day", "4 March"]) != 0
