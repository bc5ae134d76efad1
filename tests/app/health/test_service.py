"""Assessing a quarter in a workspace: what is kept, what is a no-op, and what a new model may not change."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from pypdf import PdfReader
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core import journal
from app.core.clock import FixedClock
from app.core.db import Action
from app.core.errors import Cancelled, UserError
from app.core.period import Period
from app.core.progress import Progress
from app.core.texts import EN, ZH, texts, unpacked
from app.core.undo import undo
from app.core.workspace import Workspace
from app.dealers.model import Party
from app.health import queries
from app.health.canonical import scheme_json
from app.health.inputs import REGION, Figure, Figures
from app.health.model import Assessment, HealthModel, HealthRound
from app.health.scheme import Scheme, default_scheme
from app.health.service import assess
from app.inbox.model import Notice
from app.jobs.upkeep import named_files
from app.reports.dealer_health import dealer_report
from app.reports.region_pack import region_pack
from tests.app.health.samples import CALM, INFOS, STUFFED

F = Fraction
NAMES = ("温州瑞康", "绍兴越泰", "嘉兴同济")


def _dealers(workspace: Workspace, *names: str, status: str = "active") -> list[str]:
    def command(session):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
        return [
            journal.create(session, Party, natural_key=name, name=name, role="dealer", status=status, by_hand="").id
            for name in names
        ]

    return workspace.db.write(Action("test"), command).value


def _ids(workspace: Workspace) -> list[str]:
    with workspace.db.read() as session:
        return [*session.execute(select(HealthRound.id)).scalars(), *session.execute(select(Assessment.id)).scalars()]


class Region:
    """Figures by dealer and quarter, as a region that stands still but for what a test changes."""

    def __init__(self, dealers: Sequence[str], figures: Mapping[str, Mapping[str, str]] | None = None) -> None:
        self.dealers = dealers
        self.now = dict(figures or {})
        self.owing: dict[str, bool] = {}

    def __call__(self, kpis: Sequence[str], period: Period) -> Figures:
        values: dict[str, dict[str, Figure]] = {}
        for dealer in [*self.dealers, REGION]:
            row = dict(CALM) | {"net_amount": "1000000"}
            if period.name == "2026-Q1":
                row |= self.now.get(dealer, {})
            values[dealer] = {kpi: Figure(F(row[kpi]), 7) for kpi in kpis if row.get(kpi)}
        return Figures(values, self.owing if period.name == "2026-Q1" else {}, {"net_amount": F(1200000)})


def test_a_quarter_is_assessed_frozen_and_read_back(workspace: Workspace) -> None:
    one, two, three = _dealers(workspace, *NAMES)
    source = Region((one, two, three), {one: STUFFED})
    done = assess(workspace.db, workspace.files, source, period="2026-Q1")
    assert (done.dealers, done.graded, done.changed, done.written) == (3, 3, 3, True)

    sheet = queries.dealer_sheet(workspace.db, workspace.files, INFOS, dealer_id=one, period="2026-Q1")
    calm = queries.dealer_sheet(workspace.db, workspace.files, INFOS, dealer_id=two, period="2026-Q1")
    assert sheet.dealer.name == "温州瑞康"
    assert sheet.score is not None
    assert calm.score is not None
    assert sheet.score < calm.score
    assert sheet.change_tenths == sum(each.tenths for each in sheet.drivers)
    assert sheet.drivers[0].kpi == "days_of_supply"
    assert len(sheet.history) == 8
    assert "computed here for comparison" in str(sheet.notes[0])

    region, sheets = queries.region_sheets(workspace.db, workspace.files, INFOS, period="2026-Q1")
    assert [line.dealer.id for line in region.ranking][-1] == one
    assert [each.dealer.id for each in sheets] == [line.dealer.id for line in region.ranking]
    assert region.figures[0].attainment == F(10, 12)
    assert region.watch[0].dealer.id == one


def test_assessing_again_without_new_data_writes_nothing(workspace: Workspace) -> None:
    source = Region(_dealers(workspace, *NAMES))
    assess(workspace.db, workspace.files, source, period="2026-Q1")
    before = _ids(workspace)
    again = assess(workspace.db, workspace.files, source, period="2026-Q1")
    assert not again.written
    assert again.unchanged == 3
    assert _ids(workspace) == before


def test_only_dealers_whose_figures_changed_get_a_new_record(workspace: Workspace) -> None:
    dealers = _dealers(workspace, *NAMES)
    source = Region(dealers)
    assess(workspace.db, workspace.files, source, period="2026-Q1")
    source.now[dealers[1]] = {"overdue_share": "0.25"}
    again = assess(workspace.db, workspace.files, source, period="2026-Q1")
    assert (again.version, again.changed, again.unchanged) == (2, 1, 2)
    assert "data have changed" in str(again.notes[0])
    sheet = queries.dealer_sheet(workspace.db, workspace.files, INFOS, dealer_id=dealers[1], period="2026-Q1")
    assert "The older assessment is kept" in str(sheet.notes[-1])


def _keep_model(session: Session, scheme: Scheme) -> None:
    journal.create(session, HealthModel, scope="region", name=scheme.name, version=scheme.version,
                   text=scheme_json(scheme))  # fmt: skip


def test_a_new_model_changes_no_old_score_and_says_so(workspace: Workspace) -> None:
    dealers = _dealers(workspace, *NAMES)
    source = Region(dealers, {dealers[0]: STUFFED})
    assess(workspace.db, workspace.files, source, period="2026-Q1")
    before = queries.dealer_sheet(workspace.db, workspace.files, INFOS, dealer_id=dealers[0], period="2026-Q1")
    scheme = default_scheme()
    stricter = replace(scheme, indicators=tuple(
        replace(each, points=F(40)) if each.kpi == "days_of_supply" else each for each in scheme.indicators
    ))  # fmt: skip
    workspace.db.write(Action("test"), lambda session: _keep_model(session, replace(stricter, version=2)))

    kept = queries.dealer_sheet(workspace.db, workspace.files, INFOS, dealer_id=dealers[0], period="2026-Q1")
    assert kept == before
    again = assess(workspace.db, workspace.files, source, period="2026-Q1")
    assert "version 1 of the model and now with version 2" in str(again.notes[0])
    after = queries.dealer_sheet(workspace.db, workspace.files, INFOS, dealer_id=dealers[0], period="2026-Q1")
    assert after.score != before.score
    assert after.provenance.model_version == 2
    with workspace.db.read() as session:
        assert named_files(session) <= workspace.files.names()


def test_the_next_quarter_is_compared_with_the_frozen_one(workspace: Workspace) -> None:
    dealers = _dealers(workspace, *NAMES)
    source = Region(dealers, {dealers[0]: STUFFED})
    assess(workspace.db, workspace.files, source, period="2026-Q1")
    frozen = queries.dealer_sheet(workspace.db, workspace.files, INFOS, dealer_id=dealers[0], period="2026-Q1")
    source.now = {}  # what the live data say of the old quarter no longer matters
    assess(workspace.db, workspace.files, source, period="2026-Q2")
    sheet = queries.dealer_sheet(workspace.db, workspace.files, INFOS, dealer_id=dealers[0], period="2026-Q2")
    assert sheet.before is not None
    assert sheet.before.score == frozen.score
    assert sheet.notes == ()
    assert [line.period for line in queries.rounds(workspace.db)] == ["2026-Q2", "2026-Q1"]


def test_a_silent_dealer_is_not_graded_and_counts_as_d(workspace: Workspace) -> None:
    dealers = _dealers(workspace, *NAMES)
    source = Region(dealers, {dealers[2]: {"data_coverage": "1/3"}})
    source.owing = {dealers[2]: False, dealers[0]: True}
    assess(workspace.db, workspace.files, source, period="2026-Q1")
    sheet = queries.dealer_sheet(workspace.db, workspace.files, INFOS, dealer_id=dealers[2], period="2026-Q1")
    assert (sheet.grade, sheet.counts_as, sheet.ungraded) == (None, "D", "not_reported")
    assert "33.3%" in str(sheet.verdict)
    assert {each.kpi for each in sheet.drivers if each.kind == "not_reported"} >= {"days_of_supply", "sell_out_growth"}


def test_undo_takes_the_assessment_back(workspace: Workspace) -> None:
    source = Region(_dealers(workspace, *NAMES))
    assess(workspace.db, workspace.files, source, period="2026-Q1")
    undo(workspace.db, {})
    assert queries.rounds(workspace.db) == []
    with pytest.raises(UserError, match="has not been assessed"):
        queries.region_sheets(workspace.db, workspace.files, INFOS, period="2026-Q1")
    assert assess(workspace.db, workspace.files, source, period="2026-Q1").written


def test_stopped_dealers_are_capped_and_those_who_left_are_not_assessed(workspace: Workspace) -> None:
    (stopped,) = _dealers(workspace, "冻结商", status="frozen")
    _dealers(workspace, "旧商", status="left")
    done = assess(workspace.db, workspace.files, Region((stopped,)), period="2026-Q1")
    sheet = queries.dealer_sheet(workspace.db, workspace.files, INFOS, dealer_id=stopped, period="2026-Q1")
    assert done.dealers == 1
    assert sheet.grade == "C"
    assert [each.decided for each in sheet.caps] == [True]


def test_refusals_are_sentences(workspace: Workspace) -> None:
    with pytest.raises(UserError, match="no dealers"):
        assess(workspace.db, workspace.files, Region(()), period="2026-Q1")
    with pytest.raises(UserError, match="by quarter"):
        assess(workspace.db, workspace.files, Region(()), period="2026-03")
    dealers = _dealers(workspace, *NAMES)
    stopped = Progress()
    stopped.cancel()
    with pytest.raises(Cancelled):
        assess(workspace.db, workspace.files, Region(dealers), period="2026-Q1", progress=stopped)
    assert queries.rounds(workspace.db) == []


class Running(Region):
    """A region whose running month is behind its target."""

    def __call__(self, kpis: Sequence[str], period: Period) -> Figures:
        if period.name != "2026-04":
            return super().__call__(kpis, period)
        pace = {"target_attainment": F(27, 100), "time_progress": F(1, 3), "target_gap": F(1380000)}
        return Figures({REGION: {kpi: Figure(pace[kpi], 3) for kpi in kpis}})


def test_the_first_page_says_how_far_the_running_month_is(workspace: Workspace) -> None:
    workspace.db.clock = FixedClock(date(2026, 4, 10))
    source = Running(_dealers(workspace, *NAMES))
    assert assess(workspace.db, workspace.files, source, period="2026-Q1").written
    region, _ = queries.region_sheets(workspace.db, workspace.files, INFOS, period="2026-Q1")
    (said,) = region.outlook
    assert texts(ZH).render(said) == "4月截至 10 日：达成 27.0%，时间进度 33.3%，欠进度 138.0 万"
    assert texts(EN).render(said) == "Apr up to day 10: 27.0% of target, time progress 33.3%, behind by 1,380k"


def test_a_quarter_long_over_says_nothing_of_todays_month(workspace: Workspace) -> None:
    workspace.db.clock = FixedClock(date(2026, 4, 10))
    source = Running(_dealers(workspace, *NAMES))
    assess(workspace.db, workspace.files, source, period="2025-Q3")
    region, _ = queries.region_sheets(workspace.db, workspace.files, INFOS, period="2025-Q3")
    assert region.outlook == ()


def test_a_day_that_passes_is_no_reason_to_assess_again(workspace: Workspace) -> None:
    workspace.db.clock = FixedClock(date(2026, 4, 10))
    source = Running(_dealers(workspace, *NAMES))
    assess(workspace.db, workspace.files, source, period="2026-Q1")
    workspace.db.clock = FixedClock(date(2026, 4, 13))
    assert not assess(workspace.db, workspace.files, source, period="2026-Q1").written


def test_a_quarter_that_runs_says_until_when_on_every_paper(workspace: Workspace) -> None:
    workspace.db.clock = FixedClock(date(2026, 4, 10))
    source = Region(dealers := _dealers(workspace, *NAMES))
    assess(workspace.db, workspace.files, source, period="2026-Q2")
    region, sheets = queries.region_sheets(workspace.db, workspace.files, INFOS, period="2026-Q2")
    assert region.provenance.data_until == date(2026, 4, 10), "not the end of the quarter"
    assert "截至 2026-04-10" in texts(ZH).render(region.basis)
    for pdf in (region_pack(region, sheets, ZH, progress=Progress()), dealer_report(sheets[0], ZH)):
        assert "截至2026年4月10日" in PdfReader(io.BytesIO(pdf)).pages[0].extract_text().replace(" ", "")
    workspace.db.clock = FixedClock(date(2026, 4, 11))
    assert not assess(workspace.db, workspace.files, source, period="2026-Q2").written, "a day alone is nothing new"
    workspace.db.clock = FixedClock(date(2026, 7, 3))
    assert assess(workspace.db, workspace.files, source, period="2026-Q2").written, "now the quarter is over"
    whole = queries.dealer_sheet(workspace.db, workspace.files, INFOS, dealer_id=dealers[0], period="2026-Q2")
    assert (whole.provenance.as_of, whole.provenance.data_until) == (None, date(2026, 6, 30))


def _agenda(workspace: Workspace) -> list[tuple[str, str, str]]:
    """State, page target and words of the notices for the agenda."""
    with workspace.db.read() as session:
        rows = session.scalars(select(Notice).where(Notice.kind == "agenda").order_by(Notice.posted_on, Notice.id))
        return [(one.state, one.target["dealer"], texts(ZH).render(unpacked(one.subject, one.params))) for one in rows]


def test_what_contradicts_itself_comes_on_the_agenda_once_and_goes_when_it_is_no_longer_so(
    workspace: Workspace,
) -> None:
    one, two = _dealers(workspace, *NAMES[:2])
    source = Region((one, two), {one: {"dso_days": "104", "target_attainment": "0.80"}})
    assess(workspace.db, workspace.files, source, period="2026-Q1")
    ((state, dealer, said),) = told = _agenda(workspace)
    assert (state, dealer) == ("new", one)
    assert "应收账款周转天数 104.0 天（目标 ≤ 60 天），单看这一项只能评 E 危。（由财务部说明）" in said
    assert "达成率 80.0%" in said
    assess(workspace.db, workspace.files, source, period="2025-Q4")
    assert _agenda(workspace) == told, "an older quarter says nothing of now"
    source.now = {}
    assess(workspace.db, workspace.files, source, period="2026-Q1")
    assert [state for state, _, _ in _agenda(workspace)] == ["closed"]
