"""Scores given by hand: asked, given with evidence, read beside KPIs, frozen, and opened again by their reference."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path

import openpyxl
import pytest
from sqlalchemy.orm import Session

from app.core.attachments import attach
from app.core.db import Action
from app.core.errors import UserError
from app.core.period import Period, parse_period
from app.core.progress import Progress
from app.core.texts import EN, ZH, texts
from app.core.undo import undo
from app.core.workspace import Workspace
from app.health import queries
from app.health.canonical import scheme_json
from app.health.editing import put_indicator
from app.health.inputs import REGION, Figures
from app.health.scheme import Empty, Indicator, default_scheme
from app.health.service import assess
from app.health.surveys.figures import FiguresWithScores
from app.health.surveys.files import scores_of_file, typed_tenths, write_scores
from app.health.surveys.model import SurveyScore
from app.health.surveys.naming import question_of, survey_kpi
from app.health.surveys.queries import score_sheet
from app.health.surveys.questions import question_infos
from app.health.surveys.service import (
    Asking,
    Given,
    add_question,
    change_question,
    give_scores,
    remove_question,
)
from app.health.versions import list_versions, save_version
from app.kpi.reference import parse_reference
from app.lineage.survey import score_account, score_unchanged
from tests.app.health.samples import CALM
from tests.app.health.test_service import NAMES, Region, _dealers

F = Fraction
DAY = date(2026, 4, 9)
ASKING = Asking("合作意愿", "10 means that he proposes; 0 that he refuses", 10, "Cooperation", "sales")


@pytest.fixture
def dealers(workspace: Workspace) -> list[str]:
    return _dealers(workspace, *NAMES)


def ask(workspace: Workspace, asking: Asking = ASKING) -> str:
    return workspace.db.write(Action("ask"), lambda session: add_question(session, asking=asking)).value


def give(workspace: Workspace, *scores: Given, period: str = "2026-Q1") -> list[str]:
    def command(session: Session) -> list[str]:
        return give_scores(session, period=period, scores=scores, today=DAY)

    return workspace.db.write(Action("give"), command).value


def model_with(workspace: Workspace, kpi: str, empty: Empty = "missing") -> None:
    with workspace.db.read() as session:
        newest = list_versions(session)[0].scheme
    one = Indicator(kpi, "capability", "rise", F(0), F(10), F(10), empty=empty)
    save_version(workspace.db, put_indicator(newest, one), base=newest.version, reason="judged by hand")


def test_a_score_is_given_once_a_quarter_changed_in_place_and_taken_back_by_undo(
    workspace: Workspace, dealers: list[str]
) -> None:
    question = ask(workspace)
    first = give(workspace, Given(question, dealers[0], 85, "proposes displays"), Given(question, dealers[1], 40))
    again = give(workspace, Given(question, dealers[0], 90))
    assert again == first[:1]
    with workspace.db.read() as session:
        found = score_sheet(session, "2026-Q1")
    assert {key[0]: score.value for key, score in found.scores.items()} == {dealers[0]: 9, dealers[1]: 4}
    assert found.scores[dealers[0], question].note == "proposes displays"
    undo(workspace.db, {})
    with workspace.db.read() as session:
        assert score_sheet(session, "2026-Q1").scores[dealers[0], question].value == F("8.5")
    give(workspace, Given(question, dealers[0], None))
    with workspace.db.read() as session:
        assert (dealers[0], question) not in score_sheet(session, "2026-Q1").scores


def test_refusals_are_sentences(workspace: Workspace, dealers: list[str]) -> None:
    question = ask(workspace)
    with pytest.raises(UserError, match="between 0 and 10"):
        give(workspace, Given(question, dealers[0], 101))
    with pytest.raises(UserError, match="by quarter"):
        give(workspace, Given(question, dealers[0], 10), period="2026-03")
    with pytest.raises(UserError, match="Another question"):
        ask(workspace)
    give(workspace, Given(question, dealers[0], 95))
    with pytest.raises(UserError, match=r"9\.5"):
        workspace.db.write(Action("ask"), lambda session: change_question(
            session, question_id=question, asking=replace(ASKING, most=5)
        ))  # fmt: skip
    workspace.db.write(Action("no more"), lambda session: remove_question(session, question_id=question))
    with pytest.raises(UserError, match="not asked any more"):
        give(workspace, Given(question, dealers[0], 10))
    for words in ("8.55", "-1", "eight", "½"):
        with pytest.raises(UserError, match="no score"):
            typed_tenths(words)
    assert [typed_tenths(words) for words in ("8", "8.5", "8,5", " 8.0 ", "")] == [80, 85, 85, 80, None]


def test_scores_stand_beside_kpis_and_a_missing_one_is_what_the_model_says(
    workspace: Workspace, dealers: list[str]
) -> None:
    question = ask(workspace)
    kpi = survey_kpi(question)
    assert question_of(kpi) == question
    assert not question_of("otif_rate")
    give(workspace, Given(question, dealers[0], 85), Given(question, dealers[1], 40))
    bare = Region(dealers, {dealers[0]: CALM})
    source = FiguresWithScores(workspace.db, bare)
    asked: list[tuple[str, ...]] = []

    def watched(kpis: Sequence[str], period: Period) -> Figures:
        asked.append(tuple(kpis))
        return bare(kpis, period)

    figures = FiguresWithScores(workspace.db, watched)(["otif_rate", kpi], parse_period("2026-Q1"))
    assert asked == [("otif_rate",)]
    assert figures.value(REGION, kpi) == F("6.25")
    assert figures.silent(dealers[2], kpi)

    states: dict[str, str] = {}
    for empty in ("missing", "not_applicable", "owed"):
        model_with(workspace, kpi, empty)
        assess(workspace.db, workspace.files, source, period="2026-Q1")
        kept = queries.kept_assessment(workspace.db, workspace.files, dealer_id=dealers[2], period="2026-Q1")
        part = kept.result.part(kpi)
        assert part is not None
        states[empty] = part.presence
    assert states == {"missing": "missing", "not_applicable": "not_applicable", "owed": "owed"}
    bare.owing = {dealers[0]: False}  # his stock list is late, and his score was given all the same
    assess(workspace.db, workspace.files, source, period="2026-Q1")
    kept = queries.kept_assessment(workspace.db, workspace.files, dealer_id=dealers[0], period="2026-Q1")
    part = kept.result.part(kpi)
    assert part is not None
    assert (part.presence, part.value, part.score) == ("present", F("8.5"), 85)


def test_its_reference_opens_the_score_with_note_and_evidence(workspace: Workspace, dealers: list[str]) -> None:
    question = ask(workspace)
    kpi = survey_kpi(question)
    (score,) = give(workspace, Given(question, dealers[0], 85, "three joint visits"))
    sha256 = workspace.files.put(b"minutes")
    workspace.db.write(Action("file"), lambda session: attach(
        session, entity=SurveyScore.__tablename__, entity_id=score, name="minutes.pdf", sha256=sha256, size=7
    ))  # fmt: skip
    model_with(workspace, kpi)
    assess(workspace.db, workspace.files, FiguresWithScores(workspace.db, Region(dealers)), period="2026-Q1")
    with workspace.db.read() as session:
        infos = question_infos(session)
    assert texts(ZH)(infos[kpi].title) == "合作意愿"
    assert texts(EN)(infos[kpi].title) == "Cooperation"
    sheet = queries.dealer_sheet(workspace.db, workspace.files, infos, dealer_id=dealers[0], period="2026-Q1")
    assert next(line for line in sheet.indicators if line.info.id == kpi).value == F("8.5")
    ref = parse_reference(sheet.provenance.references[kpi])
    with workspace.db.read() as session:
        told = score_account(session, infos, ref)
        assert score_unchanged(session, ref)
    assert str(told.value) == "8.5 of 10"
    said = {str(item.name): str(item.value) for item in told.items}
    assert said["Note"] == "three joint visits"
    assert said["Attached file"].startswith("minutes.pdf")
    give(workspace, Given(question, dealers[0], 20))
    with workspace.db.read() as session:
        assert not score_unchanged(session, ref)
    again = queries.dealer_sheet(workspace.db, workspace.files, infos, dealer_id=dealers[0], period="2026-Q1")
    assert again.score == sheet.score, "what was frozen stays"


def test_a_quarter_goes_out_to_excel_and_comes_back_filled(
    workspace: Workspace, dealers: list[str], tmp_path: Path
) -> None:
    question = ask(workspace)
    give(workspace, Given(question, dealers[0], 85, "good"), Given(question, dealers[1], 40))
    file = tmp_path / "scores.xlsx"
    assert write_scores(workspace.db, "2026-Q1", file, lang=ZH, progress=Progress()) == 3
    assert scores_of_file(workspace.db, "2026-Q1", file, progress=Progress()).scores == ()
    book = openpyxl.load_workbook(file)
    page = book.worksheets[0]
    rows = {page.cell(n, 2).value: n for n in range(2, 5)}
    page.cell(rows[NAMES[2]], 3).value = 7.5
    page.cell(rows[NAMES[2]], 4).value = "new"
    page.cell(rows[NAMES[1]], 3).value = None
    page.cell(rows[NAMES[0]], 3).value = 11
    book.save(file)
    found = scores_of_file(workspace.db, "2026-Q1", file, progress=Progress())
    changed = {one.dealer_id: (one.tenths, one.note) for one in found.scores}
    assert changed == {dealers[2]: (75, "new"), dealers[1]: (None, "")}
    assert [str(why) for _, why in found.refused] == ["A score of “合作意愿” lies between 0 and 10."]
    (tmp_path / "other.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(UserError, match="no table of scores"):
        scores_of_file(workspace.db, "2026-Q1", tmp_path / "other.csv", progress=Progress())


def test_a_model_names_questions_as_it_names_kpis() -> None:
    one = Indicator(survey_kpi("q1"), "capability", "rise", F(0), F(10), F(5))
    assert '"kpi":"survey:q1"' in scheme_json(put_indicator(default_scheme(), one))
