"""A source is read into batches like a file: whole or not at all, once, and only what is new."""

import json
import time
from pathlib import Path
from threading import Timer
from typing import Any

import pytest

from app.bootstrap import Desk
from app.core.errors import Cancelled, UserError
from app.core.history import Wanted, transaction_ids
from app.core.progress import Progress
from app.core.texts import EN, texts
from app.core.undo import undo
from app.core.workspace import Workspace
from app.imports.queries import list_batches
from app.imports.sources.http import WebLimits
from app.jobs import runs
from app.jobs.runs import Run, TakenError, last_runs
from app.jobs.sources import SourceReader, job_of
from tests.app.jobs.reading import SetClock, dealers, erp_of, keep_source, reader_of, source_of
from tests.desks import desk_of, sign
from tests.endpoints import Asked, Said, endpoint

NEW = {"query": "SELECT id, code, name FROM dealer WHERE id > :cursor ORDER BY id", "cursor": "id", "start": "0"}
QUICK = WebLimits(attempts=2, backoff_s=0.01, longest_pause_s=0.01)


@pytest.fixture
def desk(workspace: Workspace) -> Desk:
    return desk_of(workspace)


def ran(desk: Desk) -> list[Run]:
    with desk.db.read() as session:
        return last_runs(session)


def read(reader: SourceReader, source_id: str, **more: Any) -> Run:
    return reader.run(source_id, progress=Progress(), **more)


# -- a database --------------------------------------------------------------------------------------------------------


def test_the_rows_of_a_database_become_a_kept_file_and_a_batch(desk: Desk, tmp_path: Path) -> None:
    erp = erp_of(tmp_path / "erp.sqlite", (1, "D001", "杭州甲"), (2, "D002", "宁波乙"), (3, "", "无编码"))
    source = keep_source(desk, "database", url=f"sqlite:///{erp}", query="SELECT code, name FROM dealer ORDER BY id")
    ended = read(desk.sources, source.id)
    assert (ended.outcome, ended.rows, ended.aside) == (runs.DONE, 2, 1)
    assert dealers(desk) == {"D001": "杭州甲", "D002": "宁波乙"}
    with desk.db.read() as session:
        (batch,) = list_batches(session)
    assert ended.batches == (batch.ref,)
    assert batch.file_name.startswith("erp 20")
    assert "D001,杭州甲" in desk.workspace.files.get(batch.file_sha256).decode("utf-8-sig")

    told = history(desk)
    assert read(desk.sources, source.id).outcome == runs.NOTHING, "the same rows are the same bytes"
    assert history(desk) == told, "a run that found nothing is told beside the source alone"
    desk.pipeline.withdraw(batch.ref, progress=Progress())
    assert dealers(desk) == {}


def history(desk: Desk) -> list[int]:
    with desk.db.read() as session:
        return list(transaction_ids(session, Wanted(), t=texts(EN), book=desk.book))


def test_only_what_is_new_is_read_and_the_cursor_moves_with_the_batch(desk: Desk, tmp_path: Path) -> None:
    erp = erp_of(tmp_path / "erp.sqlite", (1, "D001", "甲"), (2, "D002", "乙"))
    source = keep_source(desk, "database", url=f"sqlite:///{erp}", **NEW)
    assert read(desk.sources, source.id).rows == 2
    assert source_of(desk, source.id).cursor == "2"
    assert read(desk.sources, source.id).outcome == runs.NOTHING
    erp_of(erp, (3, "D003", "丙"))
    assert read(desk.sources, source.id).rows == 1
    assert source_of(desk, source.id).cursor == "3"
    assert sorted(dealers(desk)) == ["D001", "D002", "D003"]
    assert read(desk.sources, source.id, anew=True).rows == 3, "from the beginning where that is asked for"


def test_undo_of_a_run_by_hand_takes_back_the_batch_and_the_cursor(desk: Desk, tmp_path: Path) -> None:
    sign(desk)
    erp = erp_of(tmp_path / "erp.sqlite", (1, "D001", "甲"))
    source = keep_source(desk, "database", url=f"sqlite:///{erp}", **NEW)
    read(desk.sources, source.id)
    undo(desk.db, desk.undo_handlers, book=desk.book)
    assert (dealers(desk), source_of(desk, source.id).cursor) == ({}, None)
    assert read(desk.sources, source.id).rows == 1, "what was taken back is read again"


@pytest.mark.parametrize(
    "wrong", ["SELECT id, name FROM dealer WHERE id > :cursor", "SELECT id FROM gone WHERE id > :cursor"]
)
def test_a_run_that_is_refused_changes_nothing_and_is_written_down(desk: Desk, tmp_path: Path, wrong: str) -> None:
    erp = erp_of(tmp_path / "erp.sqlite", (1, "D001", "甲"))
    source = keep_source(desk, "database", url=f"sqlite:///{erp}", **NEW | {"query": wrong})
    with pytest.raises(UserError) as refused:
        read(desk.sources, source.id)
    (run,) = ran(desk)
    assert (run.outcome, str(run.error)) == (runs.FAILED, str(refused.value))
    assert source_of(desk, source.id).cursor is None
    assert dealers(desk) == {}


def test_a_run_that_was_stopped_leaves_nothing_behind(desk: Desk, tmp_path: Path) -> None:
    erp = erp_of(tmp_path / "erp.sqlite", (1, "D001", "甲"))
    source = keep_source(desk, "database", url=f"sqlite:///{erp}", **NEW)
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        desk.sources.run(source.id, progress=progress)
    assert [run.outcome for run in ran(desk)] == [runs.CANCELLED]
    assert dealers(desk) == {}


def test_reading_and_trying_an_endpoint_that_never_answers_are_stopped_within_half_a_second(desk: Desk) -> None:
    with endpoint(lambda _asked: Said(hang=True)) as where:
        source = keep_source(desk, "web", url=where.url + "/dealers", timeout=60)
        progress = Progress()
        Timer(0.2, progress.cancel).start()
        began = time.monotonic()
        with pytest.raises(Cancelled):
            desk.sources.run(source.id, progress=progress)
        assert time.monotonic() - began < 0.2 + 0.5 + 0.3, "half a second, and what it takes to write the run down"
        assert [run.outcome for run in ran(desk)] == [runs.CANCELLED]

        progress = Progress()
        Timer(0.2, progress.cancel).start()
        began = time.monotonic()
        with pytest.raises(Cancelled):
            desk.sources.trial(source.settings, None, progress)
        assert time.monotonic() - began < 0.2 + 0.5
        assert len(where.asked) == 2


def test_of_two_programs_that_do_the_same_run_one_counts(desk: Desk, tmp_path: Path) -> None:
    """Both have read when the first one writes: the other finds the run taken, and its rows roll back."""
    erp = erp_of(tmp_path / "erp.sqlite", (1, "D001", "甲"))
    source = keep_source(desk, "database", url=f"sqlite:///{erp}", query="SELECT code, name FROM dealer")
    clock = SetClock()
    one, other = reader_of(desk, clock), reader_of(desk, clock)
    due = Run(job_of(source.id), runs.instant(clock.now()), runs.millis(clock.now()))
    assert read(one, source.id, run=due).outcome == runs.DONE
    erp_of(erp, (2, "D002", "乙"))
    with pytest.raises(TakenError):
        read(other, source.id, run=due)
    assert dealers(desk) == {"D001": "甲"}
    assert len(ran(desk)) == 1


def test_who_read_from_an_older_cursor_does_not_count(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    erp = erp_of(tmp_path / "erp.sqlite", (1, "D001", "甲"))
    source = keep_source(desk, "database", url=f"sqlite:///{erp}", **NEW)
    slow, quick = reader_of(desk, SetClock()), desk.sources
    staged = desk.pipeline.staged

    def late(*args: Any, **more: Any) -> Any:
        monkeypatch.setattr(desk.pipeline, "staged", staged)
        assert read(quick, source.id).rows == 1
        return staged(*args, **more)

    monkeypatch.setattr(desk.pipeline, "staged", late)
    with pytest.raises(TakenError):
        read(slow, source.id)
    with desk.db.read() as session:
        assert len(list_batches(session)) == 1


# -- an endpoint -------------------------------------------------------------------------------------------------------


def test_a_broken_endpoint_loses_nothing_and_doubles_nothing(desk: Desk) -> None:
    """Whatever it answers in between: in the end every dealer is there once, and the cursor stands at the last one."""
    rows = [{"id": n, "code": f"D{n:03d}", "name": f"经销商{n}"} for n in range(1, 7)]
    whole = [Said({"value": rows[first : first + 2]}) for first in (0, 2, 4, 6)]
    half = Said(json.dumps({"value": rows[2:4]}).encode()[:30], claimed=500)
    plans = [
        [whole[0], half, half],
        [whole[0], Said(status=500), Said(status=500)],
        [whole[0], whole[0]],
        [whole[0], Said({"value": "none"})],
        [whole[0], Said({"value": [{"id": "x", "code": "D009", "name": "?"}]}), whole[3]],
        [whole[0], half, whole[1], Said(status=503), whole[2], whole[3]],
    ]
    plan: list[Said] = []

    def answer(asked: Asked) -> Said:
        return plan.pop(0) if plan else Said({"value": [row for row in rows if row["id"] > int(asked.query["after"])]})

    with endpoint(answer) as where:
        source = keep_source(
            desk, "web", url=where.url, rows="value", paging="offset", cursor="id", start="0",
            query={"after": "{cursor}", "from": "{offset}"},
        )  # fmt: skip
        reader = SourceReader(desk.db, desk.shelf, desk.pipeline, desk.sources.secrets, limits=QUICK)
        for steps in plans[:-1]:
            plan[:] = steps
            with pytest.raises(UserError):
                read(reader, source.id)
            assert (dealers(desk), source_of(desk, source.id).cursor) == ({}, None)
        plan[:] = plans[-1]
        assert read(reader, source.id).rows == 6
    assert dealers(desk) == {str(row["code"]): str(row["name"]) for row in rows}
    assert source_of(desk, source.id).cursor == "6"
    assert [run.outcome for run in ran(desk)] == [runs.DONE, *[runs.FAILED] * 5]


def test_rows_that_come_again_change_nothing(desk: Desk) -> None:
    """An endpoint that forgets the cursor, or whose clock went back, hands out what is there already."""
    rows = [{"id": n, "code": f"D{n:03d}", "name": "同"} for n in range(1, 4)]
    with endpoint(lambda _asked: Said(rows)) as where:
        source = keep_source(desk, "web", url=where.url, cursor="id", query={"after": "{cursor}"})
        assert read(desk.sources, source.id).rows == 3
        assert read(desk.sources, source.id).outcome == runs.NOTHING
        rows[:] = rows[:1]
        read(desk.sources, source.id)
    assert len(dealers(desk)) == 3
    assert source_of(desk, source.id).cursor == "3", "it never goes back"


def test_the_secret_of_a_source_is_neither_in_the_workspace_nor_in_what_is_said(desk: Desk) -> None:
    with endpoint(lambda _asked: Said(b"token s3cret-of-ours is wrong", status=400)) as where:
        source = keep_source(desk, "web", url=where.url, auth="bearer")
        desk.sources.secrets.put(source.id, "s3cret-of-ours")
        with pytest.raises(UserError) as refused:
            read(desk.sources, source.id)
        assert where.asked[0].headers["authorization"] == "Bearer s3cret-of-ours"
    assert "s3cret-of-ours" not in str(refused.value)
    main = desk.workspace.paths.main
    kept = [path.read_bytes() for path in main.parent.glob(main.stem + "*") if path.is_file()]
    assert kept
    assert not any(b"s3cret-of-ours" in data for data in kept)


# -- a folder ----------------------------------------------------------------------------------------------------------


def drop(folder: Path, name: str, text: str) -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_each_file_of_a_folder_is_taken_once_by_its_content_and_left_where_it_is(desk: Desk, tmp_path: Path) -> None:
    folder = tmp_path / "exports"
    first = drop(folder, "dealers 1.csv", "code,name\nD001,甲\n")
    source = keep_source(desk, "folder", folder=str(folder), pattern="*.csv", settle=0)
    assert read(desk.sources, source.id).rows == 1
    drop(folder, "dealers again.csv", first.read_text(encoding="utf-8"))
    assert read(desk.sources, source.id).outcome == runs.NOTHING, "another name, the same content"
    drop(folder, "dealers 2.csv", "code,name\nD002,乙\n")
    assert read(desk.sources, source.id).rows == 1
    with desk.db.read() as session:
        newest = list_batches(session)[0]
    assert newest.file_name == "dealers 2.csv"
    desk.pipeline.withdraw(newest.ref, progress=Progress())
    assert read(reader_of(desk, SetClock()), source.id).outcome == runs.NOTHING, "who takes it out means it"
    assert dealers(desk) == {"D001": "甲"}
    assert len(list(folder.iterdir())) == 3


def test_a_file_that_is_refused_stops_no_other_and_is_named_until_it_goes(desk: Desk, tmp_path: Path) -> None:
    folder = tmp_path / "exports"
    bad = drop(folder, "a.csv", "nothing,of,use\n1,2,3\n")
    drop(folder, "b.csv", "code,name\nD001,甲\n")
    source = keep_source(desk, "folder", folder=str(folder), pattern="*.csv", settle=0)
    with pytest.raises(UserError, match=r"a\.csv"):
        read(desk.sources, source.id)
    assert dealers(desk) == {"D001": "甲"}
    assert (ran(desk)[0].outcome, ran(desk)[0].rows) == (runs.FAILED, 1)
    with pytest.raises(UserError, match=r"a\.csv"):
        read(desk.sources, source.id)
    bad.unlink()
    assert read(desk.sources, source.id).outcome == runs.NOTHING


def test_a_folder_without_a_profile_takes_for_each_file_the_one_that_fits_its_name(desk: Desk, tmp_path: Path) -> None:
    folder = tmp_path / "exports"
    drop(folder, "dealers.csv", "code,name\nD001,甲\n")
    drop(folder, "what.csv", "code,name\nD002,乙\n")
    source = keep_source(desk, "folder", folder=str(folder), pattern="*.csv", settle=0, profile_id="")
    with pytest.raises(UserError, match=r"what\.csv: No kept profile fits"):
        read(desk.sources, source.id)
    assert dealers(desk) == {"D001": "甲"}


# -- a look before -----------------------------------------------------------------------------------------------------


def test_a_trial_shows_the_first_rows_and_writes_nothing(desk: Desk, tmp_path: Path) -> None:
    erp = erp_of(tmp_path / "erp.sqlite", *((n, f"D{n:03d}", "甲") for n in range(1, 60)))
    source = keep_source(desk, "database", url=f"sqlite:///{erp}", query="SELECT code, name FROM dealer ORDER BY id")
    before = desk.db.last_tx()
    found = desk.sources.trial(source.settings, None, Progress())
    assert found.columns == ("code", "name")
    assert len(found.rows) == 20
    assert found.rows[0] == {"code": "D001", "name": "甲"}
    assert desk.db.last_tx() == before
