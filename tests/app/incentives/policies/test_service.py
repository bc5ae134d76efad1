"""A policy's way from a draft to the archive, and what each step refuses."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from app.approvals.service import approval
from app.bootstrap import Desk
from app.core.db import Action
from app.core.errors import UserError
from app.core.period import day_number
from app.core.progress import Progress
from app.core.workspace import Workspace
from app.incentives.policies import service
from app.incentives.policies.queries import (
    VersionRow,
    active_between,
    active_on,
    find_policy,
    list_policies,
    version,
    versions_of,
)
from app.incentives.policies.steps import agreed_steps
from app.incentives.policies.templates import begun
from app.incentives.policy import Payout, Policy, Tier
from app.jobs.upkeep import look_after
from tests.approving import People, enrol, give
from tests.desks import desk_of, mapped, take_in, write_csv

FROM, TO = day_number(date(2026, 1, 1)), day_number(date(2026, 12, 31))
TODAY = day_number(date(2026, 3, 1))
RESULT = b"{}"
SIMULATED = sha256(RESULT).hexdigest()


@pytest.fixture
def desk(workspace: Workspace) -> Desk:
    """A workspace with nothing in it."""
    return desk_of(workspace)


@pytest.fixture
def people(desk: Desk) -> People:
    """A maker and who checks him, all with passphrases; the maker works here."""
    found = enrol(desk.db)
    desk.db.actor = found.maker
    return found


def policy(**more: Any) -> Policy:
    """A stepped policy of 2026."""
    return replace(begun("stepped", code="R26", name="年度返利", from_on=FROM, to_on=TO), **more)


def did(desk: Desk, command: Callable[[Any], Any]) -> Any:
    """One step."""
    return desk.db.write(Action("step"), command).value


def drafted(desk: Desk, found: Policy | None = None) -> str:
    """The id of a new policy's first version."""
    return str(did(desk, lambda session: service.save_draft(session, policy=found or policy())))


def row(desk: Desk, version_id: str) -> VersionRow:
    """A version as it stands."""
    with desk.db.read() as session:
        return version(session, version_id)


def approving(desk: Desk, version_id: str) -> str:
    """Simulated and sent to approval; the approval's id."""
    desk.workspace.files.put(RESULT)
    did(desk, lambda session: service.mark_simulated(
        session, version_id=version_id, simulation_sha256=SIMULATED, today=TODAY))  # fmt: skip
    return service.submit(desk.db, desk.workspace.files, version_id=version_id, amount_minor=1_000)


def signed(desk: Desk, people: People, version_id: str) -> None:
    """The whole way to the signature."""
    asked = approving(desk, version_id)
    give(desk.db, desk.workspace.files, asked, people.checker, people.words(people.checker))
    did(desk, lambda session: service.sign_version(session, version_id=version_id, approval_id=asked, today=TODAY))


def test_a_draft_is_kept_changed_and_taken_out(desk: Desk) -> None:
    first = drafted(desk)
    did(desk, lambda s: service.save_draft(s, policy=policy(name="季度返利", grace_days=3), version_id=first))
    with desk.db.read() as session:
        found = find_policy(session, "r26")
    assert (found.name, found.newest.policy.grace_days, found.newest.state) == ("季度返利", 3, "draft")
    did(desk, lambda s: service.remove_draft(s, version_id=first))
    with desk.db.read() as session:
        assert list_policies(session) == []


def test_gaps_between_tiers_and_a_code_that_is_taken_are_refused_on_save(desk: Desk) -> None:
    scale = policy().scale
    gap = replace(scale, tiers=(Tier(0, 100, 1), Tier(200, None, 2)))
    with pytest.raises(UserError, match="gap"):
        drafted(desk, policy(scale=gap))
    drafted(desk)
    with pytest.raises(UserError, match="already"):
        drafted(desk, policy(code="r26 "))


def test_without_a_simulation_nothing_goes_to_approval(desk: Desk, people: People) -> None:
    first = drafted(desk)
    with pytest.raises(UserError, match="Simulate"):
        service.submit(desk.db, desk.workspace.files, version_id=first)
    did(desk, lambda s: service.mark_simulated(s, version_id=first, simulation_sha256=SIMULATED, today=TODAY))
    did(desk, lambda s: service.save_draft(s, policy=policy(grace_days=1), version_id=first))
    assert (row(desk, first).state, row(desk, first).simulation_sha256) == ("draft", None), "of other content"
    assert people.maker


def test_another_currency_than_the_accounts_is_refused_before_anybody_approves(desk: Desk, people: People) -> None:
    first = drafted(desk, policy(payout=Payout(currency="USD")))
    with pytest.raises(UserError, match=r"kept in CNY; USD cannot be posted"):
        approving(desk, first)
    assert (row(desk, first).state, bool(people.maker)) == ("simulated", True)


def test_what_is_approved_is_the_text_in_both_languages_and_nothing_of_it_changes(desk: Desk, people: People) -> None:
    first = drafted(desk)
    asked = approving(desk, first)
    found = row(desk, first)
    text = desk.workspace.files.get(found.text_sha256 or "").decode()
    assert "年度返利（R26）" in text
    assert "Stepped: each slice" in text
    assert found.content_sha256 in text
    assert SIMULATED in text
    with pytest.raises(UserError, match="stays as it is"):
        did(desk, lambda s: service.save_draft(s, policy=policy(grace_days=1), version_id=first))
    with pytest.raises(UserError, match="not given yet"):
        did(desk, lambda s: service.sign_version(s, version_id=first, approval_id=asked, today=TODAY))
    with pytest.raises(UserError, match="approval first"):
        did(desk, lambda s: service.sign_version(s, version_id=first, approval_id=None, today=TODAY))
    assert people.maker


def test_the_simulated_cost_chooses_who_approves_and_must_be_of_this_content(desk: Desk, people: People) -> None:
    first, files = drafted(desk, policy(budget=5_000)), desk.workspace.files

    def simulated(content: str) -> None:
        run = {"candidate": {"content_sha256": content}, "estimate": {"p90": 70_000}, "periods": []}
        kept = files.put(json.dumps({"runs": [run]}).encode())
        did(desk, lambda s: service.mark_simulated(s, version_id=first, simulation_sha256=kept, today=TODAY))

    simulated("other")
    with pytest.raises(UserError, match="other content"):
        service.submit(desk.db, files, version_id=first)
    simulated(row(desk, first).content_sha256)
    asked = service.submit(desk.db, files, version_id=first)
    with desk.db.read() as session:
        told = approval(session, asked)
    assert (told.amount_minor, told.amount_title) == (70_000, "Likely cost by the simulation")
    assert people.maker


def test_a_simulation_whose_result_is_gone_sends_nothing(desk: Desk, people: People) -> None:
    first = drafted(desk)
    did(desk, lambda s: service.mark_simulated(s, version_id=first, simulation_sha256="0" * 64, today=TODAY))
    with pytest.raises(UserError):
        service.submit(desk.db, desk.workspace.files, version_id=first)
    assert (row(desk, first).state, bool(people.maker)) == ("simulated", True)


def test_an_approval_of_another_version_signs_nothing(desk: Desk, people: People) -> None:
    first, other = drafted(desk), drafted(desk, policy(code="R27", name="另一政策"))
    asked = approving(desk, first)
    approving(desk, other)
    give(desk.db, desk.workspace.files, asked, people.checker, people.words(people.checker))
    with pytest.raises(UserError, match="something else"):
        did(desk, lambda s: service.sign_version(s, version_id=other, approval_id=asked, today=TODAY))


def test_what_was_taken_back_is_changed_and_asked_for_anew(desk: Desk, people: People) -> None:
    first = drafted(desk)
    old = approving(desk, first)
    did(desk, lambda s: service.return_version(s, version_id=first, today=TODAY))
    assert row(desk, first).state == "simulated"
    give_up = pytest.raises(UserError, match="changed")
    with give_up:
        give(desk.db, desk.workspace.files, old, people.checker, people.words(people.checker))
    signed(desk, people, first)
    assert row(desk, first).state == "signed"


def test_versions_take_over_from_their_first_day_and_close_the_older_one(desk: Desk, people: People) -> None:
    first = drafted(desk)
    signed(desk, people, first)
    assert did(desk, lambda s: service.activate_due(s, today=TODAY)) == 1
    july = day_number(date(2026, 7, 1))
    of = row(desk, first).policy_id
    changed = policy(from_on=july, grace_days=2)
    with pytest.raises(UserError, match="why"):
        did(desk, lambda s: service.new_version(s, policy_id=of, policy=changed, reason=" "))
    second = did(desk, lambda s: service.new_version(s, policy_id=of, policy=changed, reason="半年调整"))
    with pytest.raises(UserError, match="in the making"):
        did(desk, lambda s: service.new_version(s, policy_id=of, policy=changed, reason="again"))
    signed(desk, people, second)
    with desk.db.read() as session:
        assert [one.id for one in active_on(session, july - 1)] == [first]
        assert [one.id for one in active_on(session, july)] == [second]
        assert [(one.number, span.first_on, span.last_on) for one, span in active_between(session, FROM, TO)] == [
            (1, FROM, july - 1), (2, july, TO)
        ]  # fmt: skip
        assert [one.number for one in versions_of(session, of)] == [2, 1]
    assert did(desk, lambda s: service.activate_due(s, today=july)) == 2
    assert [row(desk, one).state for one in (first, second)] == ["closing", "active"]
    did(desk, lambda s: service.mark_settled(s, version_id=first))
    did(desk, lambda s: service.archive(s, version_id=first))
    with desk.db.read() as session:
        assert [one.id for one in active_on(session, FROM)] == [first], "what was accrued then replays"


def test_a_signed_policy_takes_effect_with_the_daily_upkeep(desk: Desk, people: People) -> None:
    first = drafted(desk, policy(from_on=day_number(desk.clock.today()), to_on=day_number(desk.clock.today()) + 9))
    signed(desk, people, first)
    look_after(desk.workspace, Progress())
    assert row(desk, first).state == "active"
    before = desk.db.write(Action("nothing"), lambda _session: None).changes.tx
    assert service.let_take_effect(desk.db) == 0, "where nothing is due nothing is written"
    assert desk.db.write(Action("nothing"), lambda _session: None).changes.tx == before


def test_code_and_kind_stay_in_every_version(desk: Desk, people: People) -> None:
    first = drafted(desk)
    signed(desk, people, first)
    of = row(desk, first).policy_id
    with pytest.raises(UserError, match="stay the same"):
        did(desk, lambda s: service.new_version(s, policy_id=of, policy=policy(code="X"), reason="x"))


def test_imported_steps_begin_a_policy_with_their_own_tiers(desk: Desk, tmp_path: Path) -> None:
    how = mapped("p", "rebate_step", "party_code tier from to threshold rate=rate% method")
    head = ["party_code", "tier", "from", "to", "threshold", "rate%", "method"]
    take_in(desk, write_csv(tmp_path / "s.csv", [
        head,
        ["", "city", "2026-01-01", "2026-03-31", "0", "1", "stepped"],
        ["", "city", "2026-01-01", "2026-03-31", "3000000", "2", "stepped"],
        ["D9", "", "2026-01-01", "2026-12-31", "5000000", "3", "cumulative"],
    ]), how)  # fmt: skip
    with desk.db.read() as session:
        found = agreed_steps(session)
    tier = next(one for one in found if one.policy.parties.tiers == ("city",))
    assert (tier.policy.scale.method, tier.policy.span, tier.policy.basis.event) == ("stepped", "quarter", "delivered")
    assert tier.policy.scale.tiers == (Tier(0, 300_000_000, 10_000), Tier(300_000_000, None, 20_000))
    own = next(one for one in found if one.dealer == "D9")
    assert (own.known, own.policy.span, own.policy.scale.method) == (True, "year", "cumulative")
    assert own.policy.parties.dealers
