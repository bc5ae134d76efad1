"""The page of data sources: added, tried, read and paused by clicks, in both languages."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.bootstrap import Desk
from app.core.errors import UserError
from app.core.progress import Progress
from app.core.texts import Text
from app.imports.sources.settings import FolderSettings, WebSettings, parse_settings
from tests.app.jobs.reading import dealers, erp_of, keep_source, source_of
from tests.endpoints import Said, endpoint
from tests.ui import looks
from tests.ui.conftest import Heard
from ui.core.context import Context
from ui.core.look import Look
from ui.core.schedule_fields import ScheduleFields
from ui.sources.dialog import SourceDialog
from ui.sources.fields import WebForm
from ui.sources.page import SourcesPage

QUERY = "SELECT code, name FROM dealer ORDER BY id"
Visit = Callable[[type[SourcesPage]], SourcesPage]


@pytest.fixture
def erp(tmp_path: Path) -> Path:
    return erp_of(tmp_path / "erp.sqlite", (1, "D001", "杭州甲"), (2, "D002", "宁波乙"))


def test_without_a_source_the_page_says_what_one_is_for(visit: Visit, look: Look) -> None:
    page = visit(SourcesPage)
    assert not page.run_button.isEnabled()
    assert looks.check_every_face(page, look) == []


def test_a_source_is_read_by_a_click_and_its_run_is_listed(
    visit: Visit, desk: Desk, erp: Path, at_rest: Callable[[], None], heard: Heard
) -> None:
    keep_source(desk, "database", url=f"sqlite:///{erp}", query=QUERY, schedule="daily 07:30")
    page = visit(SourcesPage)
    page.table.view.selectRow(0)
    page.run_button.click()
    at_rest()
    assert dealers(desk) == {"D001": "杭州甲", "D002": "宁波乙"}
    (line,) = page.runs.grid.rows  # type: ignore[attr-defined]
    assert (line.run.outcome, line.run.rows) == ("done", 2)
    assert heard.said[-1][0] == "good"
    page.runs.opened.emit(line)
    assert heard.gone[-1] == ("imports", {"tab": "batches"})


def test_a_run_that_fails_says_why_and_the_button_is_free_again(
    visit: Visit, desk: Desk, tmp_path: Path, at_rest: Callable[[], None], heard: Heard
) -> None:
    keep_source(desk, "database", url=f"sqlite:///{tmp_path / 'gone'}", query=QUERY)
    page = visit(SourcesPage)
    page.table.view.selectRow(0)
    page.run()
    at_rest()
    assert heard.said[-1][0] == "bad"
    assert page.run_button.isEnabled()
    assert page.runs.grid.rowCount() == 1


def test_a_source_is_paused_resumed_and_removed(
    visit: Visit, desk: Desk, erp: Path, at_rest: Callable[[], None]
) -> None:
    source = keep_source(desk, "database", url=f"sqlite:///{erp}", query=QUERY, schedule="every hour")
    page = visit(SourcesPage)
    for paused in (True, False):
        page.table.view.selectRow(0)
        page.pause_button.click()
        at_rest()
        assert source_of(desk, source.id).paused is paused
    page.table.view.selectRow(0)
    page.remove_button.click()
    at_rest()
    assert page.table.grid.rowCount() == 0


@pytest.fixture
def dialog(context: Context, desk: Desk, erp: Path, qtbot: QtBot) -> Iterator[SourceDialog]:
    """The dialog of a new source, with the profile that there is."""
    keep_source(desk, "database", name="other", url=f"sqlite:///{erp}", query=QUERY)
    found = SourceDialog(context, {"erp_dealers": "ERP 经销商"})
    qtbot.addWidget(found)
    found.show()
    yield found
    found.close()


def test_rows_of_an_earlier_test_go_when_the_next_one_is_refused(
    dialog: SourceDialog, erp: Path, at_rest: Callable[[], None]
) -> None:
    form = dialog.forms["database"]
    form.fields["url"].setText(f"sqlite:///{erp}")  # type: ignore[union-attr]
    form.fields["query"].setPlainText(QUERY)  # type: ignore[union-attr]
    dialog.test()
    at_rest()
    assert dialog.csv_button.isVisible()
    form.fields["query"].setPlainText("SELECT * FROM nothing")  # type: ignore[union-attr]
    dialog.test()
    at_rest()
    assert (dialog.trial, dialog.csv_button.isVisible()) == (None, False)
    assert "nothing" in dialog.said.text()


def test_closing_the_dialog_gives_up_a_test_that_waits(dialog: SourceDialog, qtbot: QtBot) -> None:
    with endpoint(lambda _asked: Said(hang=True)) as where:
        dialog.kind.choose("web")
        dialog.forms["web"].fields["url"].setText(where.url)  # type: ignore[union-attr]
        dialog.test()
        qtbot.waitUntil(lambda: bool(where.asked))
        job = dialog._testing
        dialog.reject()
        assert job is not None
        assert job.cancelled


def test_a_new_source_is_tried_and_kept_with_its_secret_on_this_machine(
    dialog: SourceDialog, visit: Visit, desk: Desk, erp: Path, at_rest: Callable[[], None], look: Look
) -> None:
    form = dialog.forms["database"]
    dialog.name.setText("ERP")
    form.fields["url"].setText(f"sqlite:///{erp}")  # type: ignore[union-attr]
    form.fields["query"].setPlainText(QUERY)  # type: ignore[union-attr]
    dialog.accept()
    assert dialog.isVisible(), "a profile is wanted"
    dialog.profile.choose("erp_dealers")
    dialog.secret.setText("s3cret")
    dialog.test()
    at_rest()
    assert dialog.trial is not None
    assert len(dialog.trial.rows) == 2
    query = form.fields["query"]
    query.setPlainText("SELECT code FROM dealer")  # type: ignore[union-attr]
    dialog.test()
    at_rest()
    assert "name" in dialog.said.text(), "the profile does not fit: said now, not at the first run"
    query.setPlainText(QUERY)  # type: ignore[union-attr]
    dialog.test()
    at_rest()
    assert looks.check_every_face(dialog, look, data=["杭州甲", "宁波乙", "ERP 经销商", "code", "name"]) == []
    dialog.save_rows(erp.parent / "rows.csv")
    at_rest()
    assert "D001,杭州甲" in (erp.parent / "rows.csv").read_text(encoding="utf-8-sig")
    dialog.accept()
    assert not dialog.isVisible()
    page = visit(SourcesPage)
    page.keep(dialog.values(), dialog.entered_secret())
    at_rest()
    kept = source_of(desk, "ERP")
    assert desk.sources.secrets.get(kept.id) == "s3cret"
    assert page.table.grid.rowCount() == 2


def test_what_cannot_work_is_said_in_the_dialog(dialog: SourceDialog, at_rest: Callable[[], None]) -> None:
    dialog.name.setText("ERP")
    dialog.test()
    assert "missing" in str(dialog.said.text()) or dialog.said.text()
    dialog.kind.choose("folder")
    dialog._show_kind("folder")
    dialog.forms["folder"].fields["folder"].setText("/no/such/folder")  # type: ignore[union-attr]
    dialog.test()
    at_rest()
    assert "/no/such/folder" in dialog.said.text()
    assert dialog.isVisible()


def test_the_settings_of_an_endpoint_stand_in_the_fields_as_they_are_kept(look: Look, qtbot: QtBot) -> None:
    kept = parse_settings(
        "web",
        {
            "url": "https://erp.example/rpc/", "method": "POST", "body": '{"at": "{cursor}"}', "rows": "result",
            "query": {"$filter": "modified ge {cursor}"}, "cursor": "modified", "paging": "link", "size": 50,
        },
    )  # fmt: skip
    form = WebForm(look, kept)
    qtbot.addWidget(form)
    assert form.settings() == kept
    form.fields["further"].setPlainText("{")  # type: ignore[union-attr]
    with pytest.raises(UserError, match="no JSON object"):
        form.settings()
    assert isinstance(kept, WebSettings)


@pytest.mark.parametrize(
    "text", ["", "every 60 minutes", "daily 07:30", "working days 18:00", "monday 06:15", "monthly 5 23:00"]
)
def test_a_schedule_is_shown_as_it_is_kept(look: Look, qtbot: QtBot, text: str) -> None:
    fields = ScheduleFields(look, text)
    qtbot.addWidget(fields)
    assert fields.text() == text


def test_the_page_looks_right_with_sources_and_runs(visit: Visit, desk: Desk, erp: Path, look: Look) -> None:
    source = keep_source(
        desk, "database", name="ERP 经销商", url=f"sqlite:///{erp}", query=QUERY, schedule="daily 07:30"
    )
    keep_source(desk, "folder", name="共享文件夹", folder="/srv/exports", pattern="*.xlsx", profile_id="")
    desk.sources.run(source.id, progress=Progress())
    page = visit(SourcesPage)
    assert isinstance(page.table.grid.row_at(1).source.settings, FolderSettings)
    assert looks.check_every_face(page, look, data=["ERP 经销商", "共享文件夹"]) == []
    assert isinstance(page.table.grid.row_at(0).schedule, Text)
