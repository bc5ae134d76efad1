"""The log and the reports of faults: places in the code and kinds of faults, never what anybody entered."""

import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.core import faults
from app.core.errors import UserError
from app.core.faults import crash_folder, listen, report_fault, reports
from app.core.logs import FILE, KEPT, LogFile, drop_log, keep_log, last_lines, log, log_folder, logged, traceback_of
from app.imports.sandbox import ChildError

ROOT = Path(__file__).parents[3]
NAMED = "杭州一号医药有限公司 98,765.43 Acme Ltd"


@pytest.fixture(autouse=True)
def written() -> Iterator[None]:
    """The log is written to the folder of this test."""
    keep_log()
    yield
    drop_log()
    faults._Told.places.clear()


def caught(act: Callable[[], object]) -> BaseException:
    try:
        act()
    except (OSError, LookupError, RuntimeError, AttributeError, UserError, sqlite3.Error) as fault:
        return fault
    raise AssertionError


def refuse() -> None:
    raise UserError("There is no dealer “{name}”.", name=NAMED)


def fall() -> None:
    try:
        int(NAMED)
    except ValueError as error:
        raise RuntimeError(NAMED) from error


def from_child() -> None:
    raise ChildError(f'Traceback:\n  File "/home/wang/app/x.py", line 7, in read\n    raise\nValueError: {NAMED}\n')


def sql() -> None:
    with sqlite3.connect(":memory:") as connection:
        connection.execute(f"SELECT * FROM '{NAMED}'")


@pytest.mark.parametrize(
    ("act", "said"),
    [
        (refuse, "There is no dealer “{name}”."),
        (fall, "RuntimeError (message left out)"),
        (lambda: dict[str, str]()[NAMED], "KeyError (message left out)"),
        (lambda: Path(NAMED).read_text("utf-8"), "FileNotFoundError: 2 No such file or directory"),
        (lambda: getattr(0, "nothing"), "AttributeError: 'int' object has no attribute 'nothing'"),  # noqa: B009
        (from_child, "  x.py:7 read\nValueError"),
        (sql, "sqlite3.OperationalError: SQLITE_ERROR"),
    ],
)  # fmt: skip
def test_a_traceback_holds_places_and_kinds_and_nobodys_data(act: Callable[[], object], said: str) -> None:
    words = traceback_of(caught(act))
    assert said in words
    assert "tests/app/core/test_logs.py" in words, "as seen from the program's folder"
    for piece in ("杭州", "98,765", "Acme"):
        assert piece not in words


def test_what_led_to_a_fault_is_told_with_it() -> None:
    assert "ValueError (message left out)" in traceback_of(caught(fall))


def test_work_is_logged_by_codes_with_its_refusal(home: Path) -> None:
    with pytest.raises(UserError), logged("job %s", "source:7"):
        refuse()
    lines = (home / "logs" / FILE).read_text("utf-8").splitlines()
    assert [line.split(" channeldesk ")[1] for line in lines] == [
        "job source:7 begins", "job source:7 refused: There is no dealer “{name}”.",
    ]  # fmt: skip


def test_the_log_turns_over_and_stays_small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.core.logs.MAX_BYTES", 500)
    for number in range(200):
        log().info("line %s", number)
    files = sorted(one.name for one in log_folder().glob(f"{FILE}*") if one.suffix != ".lock")
    assert files == [FILE, *(f"{FILE}.{number}" for number in range(1, KEPT + 1))]
    assert all(one.stat().st_size <= 500 for one in log_folder().glob(f"{FILE}*"))
    assert last_lines(1)[0].endswith("line 199")
    assert last_lines(folder=tmp_path / "none") == []


def test_a_log_that_cannot_be_written_stops_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    handler = LogFile(tmp_path / "file")
    handler.handle(log().makeRecord("channeldesk", 40, "", 0, "words", (), None))


def test_a_library_is_logged_in_its_own_words_only() -> None:
    handler = LogFile()
    record = log().makeRecord("apscheduler", 40, "", 0, "Job %s raised", (NAMED,), None)
    assert handler.format(record).endswith("apscheduler Job %s raised")


def test_a_fault_leaves_a_report_with_the_last_lines_of_the_log() -> None:
    log().info("tx 7: party")
    path = report_fault(caught(fall), "Importing {file}")
    assert path is not None
    words = path.read_text("utf-8")
    assert "ChannelDesk 0." in words
    assert "Fault in: Importing {file}" in words
    assert words.rstrip().endswith("tx 7: party")
    assert NAMED not in words + "\n".join(last_lines())
    assert any("fault in Importing {file}" in line for line in last_lines())


def test_reports_do_not_pile_up(monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(10):
        report_fault(caught(fall), "painting")
    assert len(reports()) == faults.SAME, "of one place"
    monkeypatch.setattr(faults, "KEPT", 2)
    report_fault(caught(refuse), "another place")
    assert len(reports()) == 2
    assert list(crash_folder().iterdir())


def test_what_a_thread_does_not_catch_is_reported_and_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    heard: list[tuple[BaseException, Path | None]] = []
    monkeypatch.setattr(threading, "excepthook", faults._in_thread)
    listen(lambda fault, report: heard.append((fault, report)))
    try:
        thread = threading.Thread(target=fall)
        thread.start()
        thread.join()
    finally:
        listen(None)
    ((fault, report),) = heard
    assert isinstance(fault, RuntimeError)
    assert report == reports()[0]
    assert "RuntimeError" in capsys.readouterr().err, "still printed where one looks"


def test_without_a_window_the_place_of_the_report_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    fault = caught(fall)
    faults._uncaught(type(fault), fault, fault.__traceback__)
    assert str(reports()[0]) in capsys.readouterr().err
    faults._uncaught(KeyboardInterrupt, KeyboardInterrupt(), None)
    assert len(reports()) == 1, "what a person stops is no fault"
    assert sys.excepthook is not faults._uncaught, "nothing listens in tests"


def test_a_process_that_was_taken_down_is_reported_by_the_next_start(home: Path) -> None:
    code = "import os\nfrom app.core.faults import watch_faults\nwatch_faults()\nos.abort()"
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False, capture_output=True, timeout=60)
    (left,) = crash_folder().iterdir()
    assert left.name.startswith("hard-")
    (report,) = faults.report_hard_ends()
    words = report.read_text("utf-8")
    assert "Fatal Python error: Aborted" in words
    assert "  <string>, line 4 in <module>" in words
    assert list(crash_folder().iterdir()) == [report]


def test_a_process_that_ends_well_leaves_nothing(home: Path) -> None:
    code = "from app.core.faults import watch_faults\nwatch_faults()"
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True, timeout=60)
    assert list(crash_folder().iterdir()) == []
