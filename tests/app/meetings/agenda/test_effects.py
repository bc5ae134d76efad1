"""What a decision changed comes on the agenda once it is measured, with the picture of both groups."""

from app.core.period import day_of
from app.core.texts import Text
from app.meetings import commands
from app.meetings.agenda.service import propose_agenda
from app.meetings.queries import meetings
from tests.app.meetings.effects.decided import CHECK, Decided
from tests.app.meetings.rooms import do


def test_a_measured_effect_is_proposed_with_its_chart(at: Decided) -> None:
    aim = at.aim()
    at.on(day_of(CHECK))
    at.measured(aim)
    with at.db.read() as session:
        series = meetings(session)[0].series_id
    meeting = do(at.db, commands.plan_meeting, series_id=series, period="2026-07", held_on=CHECK)
    (found,) = [one for one in propose_agenda(at.db, at.files, meeting_id=meeting) if one.section == "effects"]
    assert (found.cause, found.kpi, found.department) == (f"effect:{aim}", "net_amount", "sales")
    assert "against the control group" in str(found.title)
    (figure,) = found.figures.values()
    assert figure.points == ((Text("{decision}", {"decision": "对两家追加陈列支持"}), at.rows()[0].outcome_ref),)
    (chart,) = figure.charts
    assert [len(one.values) for one in chart.series] == [len(chart.categories)] * 3


def test_a_series_without_a_section_for_effects_speaks_of_its_own_decisions_only(at: Decided) -> None:
    aim = at.aim()
    at.on(day_of(CHECK))
    at.measured(aim)
    kinds = {}
    for kind in ("other", "quarterly"):
        series = do(at.db, commands.add_series, name=kind, kind=kind, minutes=120)
        meeting = do(at.db, commands.plan_meeting, series_id=series, period="2026-07", held_on=CHECK)
        kinds[kind] = {one.cause for one in propose_agenda(at.db, at.files, meeting_id=meeting)}
    assert f"effect:{aim}" in kinds["quarterly"]
    assert f"effect:{aim}" not in kinds["other"]
