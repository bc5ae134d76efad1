"""What a decision opens is filled in, and each cites the other."""

from datetime import UTC, datetime
from fractions import Fraction

import pypdfium2
import pytest

from app.actions.queries import actions_about
from app.core.errors import UserError
from app.core.texts import texts
from app.core.workspace import Workspace
from app.meetings import commands
from app.meetings.effects.links import (
    DOSSIER,
    PLAN,
    TASK,
    citations,
    cited_by,
    cited_refs,
    links_of,
    open_dossier,
    open_target,
    open_task,
)
from app.meetings.queries import meetings, open_actions
from app.planning.targets.rules import Line
from app.planning.targets.service import lines_of, mark_approved, new_plan, set_lines
from app.reports.incentives.dossier import dossier_report, read_dossier
from tests.app.incentives.dossier.batches import NEXT, Batches, Q
from tests.app.meetings.effects.decided import CHECK, Decided
from tests.app.meetings.rooms import a_meeting, a_room, do


def test_a_task_of_a_decision_is_one_of_the_series_actions_and_cites_it(at: Decided) -> None:
    task = do(at.db, open_task, outcome_id=at.decision, title="谈陈列协议", owner_id=at.chair, due_on=CHECK,
              dealer_id=at.ids["D1"])  # fmt: skip
    with at.db.read() as session:
        (link,) = links_of(session, at.decision)
        cited = cited_by(session, TASK, task)
        series = meetings(session)[0].series_id
        assert [one.id for one in open_actions(session, series)] == [task], "it cannot vanish from the series"
        assert [one.id for one in actions_about(session, "meeting_outcome", at.decision)] == [task]
        assert cited_by(session, TASK, at.decision) is None
    assert (link.entity_id, link.words, link.page) == (task, "谈陈列协议", "actions")
    assert cited is not None
    assert cited.outcome_id == at.decision
    said = texts("en").render(cited.words)
    assert "Monthly review" in said
    assert "对两家追加陈列支持" in said
    with pytest.raises(UserError, match="owner"):
        do(at.db, open_task, outcome_id=at.decision, title="x", owner_id="", due_on=CHECK)
    with pytest.raises(UserError, match="Only a decision"):
        do(at.db, open_task, outcome_id=at.decide("天气", kind="risk"), title="x", owner_id=at.chair, due_on=CHECK)


def test_two_decisions_write_into_the_same_draft_of_targets(at: Decided) -> None:
    other = at.decide("三号也加")
    one, two = at.ids["D1"], at.ids["D3"]
    plan = do(at.db, open_target, outcome_id=at.decision, year=2026, kpi="net_amount", dealer_id=one,
              months={5: Fraction(31_000), 6: Fraction(32_000)})  # fmt: skip
    again = do(at.db, open_target, outcome_id=other, year=2026, kpi="net_amount", dealer_id=two,
               months={5: Fraction("45000.5")})  # fmt: skip
    assert plan == again
    with at.db.read() as session:
        lines = {line.place: line.months for line in lines_of(session, plan)}
        assert {key: value.decision for key, value in citations(session, PLAN).items()} == {plan: "三号也加"}
        assert [link.entity for link in links_of(session, at.decision)] == [PLAN]
        assert len(cited_refs(session, PLAN, plan)) == 2, "the plan names every decision that wrote into it"
    assert lines[one][4:6] == (310_000_000, 320_000_000)
    assert lines[two][4] == 450_005_000
    with pytest.raises(UserError, match="A plan sets"):
        do(at.db, open_target, outcome_id=other, year=2026, kpi="otif_rate", dealer_id=two, months={5: Fraction(1)})
    with pytest.raises(UserError, match="1 to 12"):
        do(at.db, open_target, outcome_id=other, year=2026, kpi="net_amount", dealer_id=two, months={13: Fraction(1)})


def test_what_is_set_by_product_group_is_shared_out_as_it_was_and_an_approved_plan_is_not_touched(at: Decided) -> None:
    dealer = at.ids["D1"]
    plan = do(at.db, new_plan, name="2026 目标", year=2026, kpis=["net_amount"])
    halves = [Line("net_amount", "dealer", dealer, group, (100, *([None] * 11))) for group in ("CF", "JK")]
    do(at.db, set_lines, plan_id=plan, lines=halves)
    found = do(at.db, open_target, outcome_id=at.decision, year=2026, kpi="net_amount", dealer_id=dealer,
               months={1: Fraction(3, 100)})  # fmt: skip
    assert found == plan
    with at.db.read() as session:
        assert [line.months[0] for line in lines_of(session, plan)] == [150, 150]
    at.db.actor = at.chair
    do(at.db, mark_approved, plan_id=plan, batch_id=None, at=datetime(2026, 4, 9, tzinfo=UTC))
    newer = do(at.db, open_target, outcome_id=at.decision, year=2026, kpi="net_amount", dealer_id=dealer,
               months={2: Fraction(1)})  # fmt: skip
    assert newer != plan
    with at.db.read() as session:
        assert [line.months[:2] for line in lines_of(session, newer)] == [(150, 5_000), (150, 5_000)]
        assert [line.months[:2] for line in lines_of(session, plan)] == [(150, None), (150, None)]


def test_a_dossier_opened_by_a_decision_gives_it_as_its_reason(workspace: Workspace) -> None:
    at = Batches(workspace)
    room = a_room(at.db)
    meeting = a_meeting(at.db, room)
    item = do(at.db, commands.add_item, meeting_id=meeting, title="返利")
    outcome = do(at.db, commands.add_outcome, item_id=item, kind="decision", text="系数调到八折")
    dealer = at.dealers[0]
    how = {"outcome_id": outcome, "period": Q, "policy_id": at.policy, "dealer_id": dealer, "today": NEXT}
    made = do(at.db, open_dossier, factor=800_000, **how)
    again = do(at.db, open_dossier, factor=700_000, **how)
    assert made == again, "the open one gets the new factor"
    (line,) = at.lines()
    assert (line.id, line.factor) == (made, 700_000)
    assert line.reason.startswith("系数调到八折 (")
    with at.db.read() as session:
        cited = cited_by(session, DOSSIER, made)
        (link,) = links_of(session, outcome)
        paper = dossier_report(read_dossier(session, made), "en")
    assert "Monthly review" in "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(paper))
    assert cited is not None
    assert (cited.outcome_ref in line.reason, link.ref, link.target["dossier"]) == (True, line.ref, made)
