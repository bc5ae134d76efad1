"""A backup a day if anything changed, and nothing orphaned is kept; what a record names stays."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from app.core.db import Action
from app.core.progress import Progress
from app.core.workspace import Workspace
from app.core.workspace_settings import NAME, set_setting
from app.jobs.runs import DONE, NOTHING, Run, instant, last_runs, millis
from app.jobs.upkeep import look_after, named_files, run_upkeep
from tests.desks import desk_of, named, take_in, write_csv

AREAS = [("code", "name", "cityCode"), ("330106", "西湖区", "3301")]


def test_the_first_look_makes_a_backup_and_the_second_on_the_same_day_none(workspace: Workspace) -> None:
    workspace.db.write(Action("Create the workspace"), lambda session: set_setting(session, key=NAME, value="浙江"))
    made = look_after(workspace, Progress())
    assert made is not None
    assert made.path.exists()
    assert look_after(workspace, Progress()) is None
    assert len(workspace.backups()) == 1


def test_as_a_job_it_is_written_down_and_that_alone_is_no_reason_for_a_backup(workspace: Workspace) -> None:
    for day in range(3):
        now = datetime.now(UTC) + timedelta(days=day)
        run_upkeep(workspace, Run("upkeep", instant(now), millis(now)), Progress())
    with workspace.db.read() as session:
        assert [run.outcome for run in last_runs(session)] == [NOTHING, NOTHING, DONE]
    assert workspace.back_up() is None, "that a job ran is nothing worth keeping"
    workspace.db.write(Action("Create the workspace"), lambda session: set_setting(session, key=NAME, value="浙江"))
    assert workspace.back_up() is not None


def test_the_originals_of_batches_are_named_and_survive_the_sweep(workspace: Workspace, tmp_path: Path) -> None:
    desk = desk_of(workspace)
    path = write_csv(tmp_path / "china_areas.csv", AREAS)
    take_in(desk, path, named("china_areas"))
    orphan = workspace.files.put(b"nobody names me")
    with workspace.db.read() as session:
        kept = named_files(session)
    assert orphan not in kept
    workspace.files.sweep(kept, older_than_s=-1)
    found = {workspace.files.get(one) for one in workspace.files.names()}
    assert found == {path.read_bytes(), named("china_areas").text.encode()}, "the file and the profile it was read with"
