"""Whatever the policy is, its simulation is finished, whole numbers, and the same each time."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.period import quarter
from app.core.progress import Progress
from app.incentives.engine import Figures, settle
from app.incentives.lab.replaying import Past, replayed
from app.incentives.lab.result import Simulation, simulation_from_json, simulation_json
from app.incentives.policy import Policy, Protection
from tests.app.incentives.drawn import figures, growing, policies
from tests.app.incentives.lab.samples import candidate

PERIODS = tuple(quarter(2024 + n // 4, n % 4 + 1) for n in range(5))
cuts = st.builds(
    lambda policy: replace(policy, kind="price_protection", protection=Protection(PERIODS[0].last_day)), policies()
)


@st.composite
def pasts(draw: st.DrawFn) -> tuple[Policy, Past]:
    policy = draw(st.one_of(policies(), growing(), cuts))
    made = [
        draw(figures())._replace(party_id=dealer, first_on=period.first_day, last_on=period.last_day)
        for dealer in ("a", "b")
        for period in PERIODS
    ]
    lines = tuple((one, settle(policy, one)) for one in made)
    last = {(one.party_id, one.first_on): max(0, one.amount_e4) // 2 for one in made}
    return policy, Past(PERIODS, lines, last, {}, PERIODS[-1].last_day)


@settings(max_examples=40)
@given(pasts())
def test_a_simulation_adds_up_is_kept_whole_and_comes_out_again(told: tuple[Policy, Past]) -> None:
    policy, past = told
    run, again = (replayed(candidate(policy), policy, past, Progress()) for _ in range(2))
    assert run == again
    assert run.cost_minor == sum(outcome.entitled_minor for _, outcome in past.lines)
    assert run.cost_minor == sum(one.cost_minor for one in run.dealers)
    assert all(0 <= one.anyway_minor <= max(0, one.cost_minor) + 1 for one in run.dealers)
    found = Simulation("1", 1, 1, 1, 2, (run,), {"a": ("A", "甲", ""), "b": ("B", "乙", "")})
    assert simulation_from_json(simulation_json(found)) == found


@given(figures())
def test_a_dealer_with_nothing_is_no_fault(nobody: Figures) -> None:
    policy = Policy("N", "无")
    past = Past(PERIODS, ((nobody._replace(first_on=PERIODS[0].first_day), settle(policy, nobody)),), {}, {}, 0)
    assert replayed(candidate(policy), policy, past, Progress()).cost_minor == 0
