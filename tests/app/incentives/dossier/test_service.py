"""The way of a batch: proposed, simulated, approved by another person, in effect as the policy's next version."""

import pytest

from app.approvals.queries import approval
from app.core.db import Action
from app.core.errors import UserError
from app.core.workspace import Workspace
from app.incentives.dossier import service
from app.incentives.dossier.rules import Rule
from app.incentives.dossier.table import keep_rule
from app.incentives.policies.document import ANNEX
from tests.app.incentives.dossier.batches import LAST, NEXT, Batches, Q
from tests.approving import give


@pytest.fixture
def at(workspace: Workspace) -> Batches:
    """Everything up to the proposals."""
    return Batches(workspace)


def test_a_batch_goes_from_proposals_over_its_effect_and_approval_into_effect(at: Batches) -> None:
    count = at.propose()
    assert count == len(at.lines())
    assert count
    with pytest.raises(UserError, match="Simulate the effect"):
        at.submit()
    assert len(at.versions()) == 1, "what was refused leaves no draft behind"
    at.simulate()
    assert {one.state for one in at.lines()} == {"simulated"}
    for line in at.lines():  # 2 % of 12,000, times the factor
        assert line.effect is not None
        assert (line.effect.before_minor, line.effect.sales_e4) == (24_000, 120_000_000)
        assert line.effect.after_minor * 1_000_000 == 24_000 * line.factor
    asked = at.submit()
    assert {one.state for one in at.lines()} == {"approving"}
    with pytest.raises(UserError, match="not given yet"):
        service.put_into_effect(at.db, approval_id=asked)
    at.approve(asked)
    assert {one.state for one in at.lines()} == {"approved"}
    service.put_into_effect(at.db, approval_id=asked)
    assert {one.state for one in at.lines()} == {"in_effect"}
    new, old = at.versions()
    assert (new.number, new.state, new.from_on, new.to_on) == (2, "active", NEXT, LAST)
    assert old.state == "closing", "the older version only settles what lies before"
    assert new.policy.dealer_factors == {one.party_id: one.factor for one in at.lines()}


def test_what_is_approved_names_every_adjustment_and_the_text_for_dealers_does_not(at: Batches) -> None:
    at.propose()
    at.simulate()
    asked = at.submit()
    with at.db.read() as session:
        found = approval(session, asked)
    text, _, annex = at.files.get(found.content_sha256).decode().partition(ANNEX)
    assert found.kind == "adjustment"
    effects = [one.effect for one in at.lines() if one.effect is not None]
    moved = sum(abs(one.after_minor - one.before_minor) for one in effects)
    assert found.amount_minor == moved > 0, "what is raised and what is cut do not make it a matter of nothing"
    for one in at.lines():
        assert one.ref in annex
        assert one.dealer in annex
        assert one.ref not in text
    assert at.versions()[0].text_sha256 == found.content_sha256


def test_a_factor_that_changes_after_the_simulation_has_to_be_simulated_again(at: Batches) -> None:
    at.propose()
    at.simulate()
    line = at.lines()[0]
    service.change_factor(at.db, dossier_id=line.id, factor=line.before + 10_000, reason="新院区刚启用")
    with pytest.raises(UserError, match="Simulate the effect"):
        at.submit()
    at.simulate()
    at.submit()
    with pytest.raises(UserError, match="is past its proposal"):
        service.change_factor(at.db, dossier_id=line.id, factor=900_000, reason="再改")


def test_a_dropped_proposal_changes_what_was_simulated(at: Batches) -> None:
    at.propose()
    at.simulate()
    service.drop_dossiers(at.db, dossier_ids=[at.lines()[0].id], reason="刚换负责人")
    with pytest.raises(UserError, match="changed since they were simulated"):
        at.submit()


def test_a_refused_batch_leaves_the_policy_as_it_is_and_may_be_proposed_again(at: Batches) -> None:
    count = at.propose()
    at.simulate()
    asked = at.submit()
    give(at.db, at.files, asked, at.people.checker, at.people.words(at.people.checker), verdict="no",
         reason="预算不够")  # fmt: skip
    assert {one.state for one in at.lines()} == {"refused"}
    with pytest.raises(UserError, match="refused"):
        service.put_into_effect(at.db, approval_id=asked)
    service.take_back(at.db, period=Q, policy_id=at.policy)
    assert [one.number for one in at.versions()] == [1]
    at.db.write(
        Action("test"),
        lambda s: keep_rule(s, rule=Rule("A", "up", 20_000, 1_100_000), reason="预算不够", today=NEXT),
    )
    assert at.propose() == count
    at.simulate()
    at.approve(at.submit())


def test_the_maker_does_not_approve_his_own_batch(at: Batches) -> None:
    at.propose()
    at.simulate()
    asked = at.submit()
    with pytest.raises(UserError, match="does not approve it"):
        give(at.db, at.files, asked, at.people.maker, at.people.words(at.people.maker))
