"""What is due while the window is open runs as a task, quietly; what goes wrong is said once."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.bootstrap import Desk
from app.core.texts import Text
from app.jobs.runs import Run, last_runs
from app.jobs.sources import job_of
from app.jobs.timetable import TELL, UPKEEP
from tests.app.jobs.reading import dealers, erp_of, keep_source
from ui.core.tasks import Tasks
from ui.shell.timed import TimedWork

QUERY = "SELECT code, name FROM dealer ORDER BY id"
PAST = datetime.now(UTC) - timedelta(days=2)


@pytest.fixture
def said() -> list[tuple[str, object]]:
    return []


@pytest.fixture
def timed(desk: Desk, tasks: Tasks, said: list[tuple[str, object]]) -> Iterator[TimedWork]:
    found = TimedWork(desk, tasks, lambda kind, words: said.append((kind, words)), tasks)
    yield found
    found.stop()


def ran(desk: Desk) -> dict[str, Run]:
    with desk.db.read() as session:
        return {run.job: run for run in last_runs(session)}


def test_a_source_that_is_due_is_read_and_a_backup_is_made_once_a_day(
    qtbot: QtBot, desk: Desk, timed: TimedWork, tmp_path: Path, said: list[tuple[str, object]]
) -> None:
    erp = erp_of(tmp_path / "erp.sqlite", (1, "D001", "甲"))
    earlier = datetime.now(UTC).astimezone() - timedelta(hours=2)  # what is not half an hour late is no catching up
    schedule = f"daily {earlier:%H:%M}"
    source = keep_source(desk, "database", url=f"sqlite:///{erp}", query=QUERY, schedule=schedule, now=PAST)
    timed.start()
    qtbot.waitUntil(lambda: set(ran(desk)) == {job_of(source.id), UPKEEP, TELL}, timeout=20_000)
    assert dealers(desk) == {"D001": "甲"}
    assert not ran(desk)[UPKEEP].by_hand
    assert len(desk.workspace.backups()) == 1
    qtbot.waitUntil(lambda: bool(said), timeout=20_000)
    assert [(kind, str(words)) for kind, words in said] == [("info", "Caught up: Reading erp")]


def test_what_goes_wrong_is_said_in_words(
    qtbot: QtBot, desk: Desk, timed: TimedWork, tmp_path: Path, said: list[tuple[str, object]]
) -> None:
    keep_source(desk, "database", url=f"sqlite:///{tmp_path / 'gone'}", query=QUERY, schedule="daily 07:30", now=PAST)
    timed.start()
    qtbot.waitUntil(lambda: bool(said), timeout=20_000)
    ((kind, words),) = said
    assert kind == "warn"
    assert isinstance(words, Text)
    assert "There is no database file" in str(words)
