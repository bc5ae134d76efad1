"""A quarter's proposals as a story: made from what was frozen and signed, changed with a reason, dropped, made anew."""

from dataclasses import replace
from datetime import date

import pytest

from app.core import journal
from app.core.clock import FixedClock
from app.core.db import Action
from app.core.errors import UserError
from app.core.period import day_number
from app.core.workspace import Workspace
from app.health.review import service as review_service
from app.health.review.model import HealthReview
from app.health.review.signing import signing_text
from app.incentives.dossier import commands
from app.incentives.dossier.evidence import read_quarter
from app.incentives.dossier.queries import DossierLine, dossier_lines, find_dossier, state_now, sums_of
from app.incentives.dossier.rules import Rule
from app.incentives.dossier.table import current_table, keep_rule, tables
from app.incentives.dossier.wording import before_text
from app.incentives.model import IncentivePolicy
from app.incentives.policy import Parties, Policy
from app.people.service import add_person
from tests.app.health.rounds import assessed_earlier, keep_quarter

Q = "2026-Q1"
POLICY = Policy("QR", "季度返利", from_on=day_number(date(2026, 1, 1)), to_on=day_number(date(2026, 12, 31)))
TODAY = day_number(date(2026, 4, 12))


class Region:
    """A workspace with a frozen quarter and a policy."""

    def __init__(self, workspace: Workspace) -> None:
        self.db = workspace.db
        self.db.clock = FixedClock(date(2026, 4, 12))
        self.db.actor = self.db.write(Action("test"), lambda s: add_person(s, name="周岚")).value
        self.dealers = keep_quarter(workspace)
        self.policy = self.db.write(
            Action("test"),
            lambda s: journal.create(s, IncentivePolicy, code="QR", name="季度返利", kind="rebate").id,
        ).value
        self.policy_as_signed = POLICY

    def propose(self) -> list[str]:
        """What the command makes."""
        return self.db.write(
            Action("test"),
            lambda s: commands.propose_quarter(
                s, period=Q, policy_id=self.policy, policy=self.policy_as_signed, today=TODAY
            ),
        ).value

    def lines(self) -> list[DossierLine]:
        """All dossiers."""
        with self.db.read() as session:
            return dossier_lines(session)


@pytest.fixture
def region(workspace: Workspace) -> Region:
    """Twelve dealers with an assessed quarter."""
    return Region(workspace)


def test_every_dealer_for_whom_the_table_says_something_gets_a_dossier_with_its_evidence(region: Region) -> None:
    made = region.propose()
    lines = region.lines()
    assert {one.id for one in lines} == set(made)
    assert lines
    with region.db.read() as session:
        quarter = read_quarter(session, Q)
        rules = {(one.grade, one.trend): one for one in current_table(session).rules}
    wanted = {party for party, one in quarter.dealers.items() if (one.health.grade, one.health.trend) in rules}
    assert {one.party_id for one in lines} == wanted
    for one in lines:
        found = quarter.dealers[one.party_id]
        assert found.health.grade is not None
        assert one.rule == rules[found.health.grade, found.health.trend]
        assert one.evidence["figures_sha256"] == found.figures_sha256
        assert one.evidence["region_sha256"] == quarter.region_sha256
        assert (one.before, one.factor) == (1_000_000, one.proposed)
    assert region.propose() == [], "a living dossier is not proposed beside"


def test_who_does_not_take_part_gets_none(region: Region) -> None:
    all_of_them = {one.party_id for one in _proposed(region)}
    left_out = min(all_of_them)
    region.db.write(
        Action("test"),
        lambda s: commands.drop(s, dossier_ids=[one.id for one in region.lines()], reason="重做"),
    )
    region.policy_as_signed = replace(POLICY, parties=Parties(excluded=(left_out,)))
    region.propose()
    living = {one.party_id for one in region.lines() if one.is_open}
    assert living == all_of_them - {left_out}


def _proposed(region: Region) -> list[DossierLine]:
    region.propose()
    return region.lines()


def test_another_factor_needs_a_reason_and_the_tables_own_needs_none(region: Region) -> None:
    line = _proposed(region)[0]

    def change(factor: int, reason: str) -> None:
        region.db.write(
            Action("test"),
            lambda s: commands.change_factor(s, dossier_id=line.id, factor=factor, reason=reason),
        )

    with pytest.raises(UserError, match="Say why"):
        change(930_000, " ")
    with pytest.raises(UserError, match="counts already"):
        change(line.before, "没有变化")
    with pytest.raises(UserError, match="between 0 % and 200 %"):
        change(2_100_000, "太高")
    change(930_000, "新院区刚启用")
    changed = region.lines()[0]
    assert (changed.factor, changed.is_own, changed.reason) == (930_000, True, "新院区刚启用")
    assert line.proposed is not None
    change(line.proposed, "")
    assert (region.lines()[0].is_own, region.lines()[0].reason) == (False, "")


def test_a_dropped_dealer_stays_as_he_is_and_may_be_proposed_again(region: Region) -> None:
    line = _proposed(region)[0]

    def drop(reason: str) -> None:
        region.db.write(Action("test"), lambda s: commands.drop(s, dossier_ids=[line.id], reason=reason))

    with pytest.raises(UserError, match="Say why nothing changes"):
        drop("")
    drop("刚换负责人")
    with pytest.raises(UserError, match="is past its proposal"):
        drop("再一次")
    before = sums_of(region.lines())
    assert len(region.propose()) == 1
    assert sums_of(region.lines()).count == before.count + 1
    with region.db.read() as session:
        assert find_dossier(session, line.ref.lower()).state == "dropped"
        with pytest.raises(UserError, match="no dossier"):
            find_dossier(session, "AD-NONE")


def test_a_dealer_without_a_proposal_gets_one_by_hand(region: Region) -> None:
    taken = {one.party_id for one in _proposed(region)}
    free = next(one for one in region.dealers if one not in taken)

    def add(party: str, factor: int, reason: str) -> None:
        region.db.write(
            Action("test"),
            lambda s: commands.add_proposal(
                s, period=Q, policy_id=region.policy, policy=region.policy_as_signed, party_id=party, factor=factor,
                reason=reason, today=TODAY,
            ),
        )  # fmt: skip

    add(free, 1_050_000, "试点品牌")
    line = next(one for one in region.lines() if one.party_id == free)
    assert (line.rule, line.proposed, line.factor, line.is_own) == (None, None, 1_050_000, True)
    with pytest.raises(UserError, match="has a dossier"):
        add(free, 1_060_000, "再来")
    other = next(one for one in region.dealers if one not in taken and one != free)
    region.policy_as_signed = replace(POLICY, parties=Parties(excluded=(other,)))
    with pytest.raises(UserError, match="does not take part"):
        add(other, 1_050_000, "不在政策里")


def test_the_trend_is_held_against_the_newest_earlier_quarter_in_which_a_dealer_was_graded(region: Region) -> None:
    """Nothing of 2025-Q4 is known; 2025-Q3 was assessed and never reviewed."""
    with region.db.read() as session:
        assert {one.before_period for one in read_quarter(session, Q).dealers.values()} == {""}
    first = _proposed(region)[0]
    assert (str(before_text(first)), first.trend) == ("first time", "new")
    region.db.write(Action("test"), lambda s: assessed_earlier(s, "2025-Q3", region.dealers[:4], "A"))
    region.db.write(Action("test"), lambda s: assessed_earlier(s, "2025-Q2", region.dealers[3:10], "B"))
    region.db.write(Action("test"), lambda s: assessed_earlier(s, "2024-Q4", region.dealers[10:], "E"))
    with region.db.read() as session:
        found = read_quarter(session, Q).dealers
    assert [found[one].before_period for one in region.dealers] == [*["2025-Q3"] * 4, *["2025-Q2"] * 6, "", ""]
    assert [found[one].health.before for one in region.dealers[3:]] == ["A", *"BBBBBB", None, None]
    drop = [one.id for one in region.lines()]
    region.db.write(Action("test"), lambda s: commands.drop(s, dossier_ids=drop, reason="重做"))
    line = next(one for one in _proposed(region) if one.is_open and one.before_period == "2025-Q2")
    assert str(before_text(line)) == "B good (2025-Q2)"


def test_a_review_under_way_is_waited_for_and_its_decisions_count(workspace: Workspace, region: Region) -> None:
    db = region.db
    with db.read() as session:
        computed = read_quarter(session, Q).dealers
    party = next(one for one, found in computed.items() if found.computed in {"B", "C"})
    review = review_service.begin_review(db, period=Q)
    with pytest.raises(UserError, match="under way"):
        region.propose()
    review_service.comment(db, review_id=review, party_id=None, text="库存是本季的主题。")
    review_service.proceed(db, review_id=review)
    review_service.decide(db, review_id=review, party_id=party, grade="E", reason="虚报库存")
    with db.read() as session:
        seen = signing_text(session, session.get_one(HealthReview, review))[1]
    review_service.sign_review(db, workspace.files, review_id=review, seen_sha256=seen)
    region.propose()
    line = next(one for one in region.lines() if one.party_id == party)
    assert (line.grade, line.computed, line.decided_by, line.decided_why) == (
        "E", computed[party].computed, "周岚", "虚报库存"
    )  # fmt: skip
    assert line.evidence["signed_sha256"] == seen
    assert line.factor < line.before


def test_the_table_is_changed_with_a_reason_and_older_versions_stay(region: Region) -> None:
    def keep(rule: Rule, reason: str) -> None:
        region.db.write(Action("test"), lambda s: keep_rule(s, rule=rule, reason=reason, today=TODAY))

    with pytest.raises(UserError, match="Say why the table changes"):
        keep(Rule("B", "up", 30_000, 1_050_000), " ")
    keep(Rule("B", "up", 30_000, 1_050_000), "年度预算收紧")
    with pytest.raises(UserError, match="counts already"):
        keep(Rule("B", "up", 30_000, 1_050_000), "年度预算收紧")
    keep(Rule("B", "up", 40_000, 1_050_000), "再放宽")
    with region.db.read() as session:
        assert [(one.number, one.reason) for one in tables(session)] == [(2, "再放宽"), (1, "年度预算收紧")]


def test_an_answer_that_nobody_wrote_down_counts() -> None:
    assert state_now("approving", "approved") == "approved"
    assert state_now("approving", "refused") == "refused"
    assert state_now("approving", "void") == "simulated"
    assert state_now("approving", "open") == "approving"
    assert state_now("in_effect", "approved") == "in_effect"
