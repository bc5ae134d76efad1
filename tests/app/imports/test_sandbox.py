"""A file's reader runs in a child that cannot hurt the program."""

import pickle
import subprocess
import sys
import threading
import time
from pathlib import Path

import psutil
import pytest

from app.core.errors import Cancelled, UserError
from app.core.progress import Progress
from app.core.texts import Text
from app.imports.readers import Book
from app.imports.sandbox import ChildError, run_child


@pytest.fixture(autouse=True)
def helpers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(Path(__file__).parent))


def test_a_value_comes_back_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "订单.csv"
    path.write_text("编号,数量\n1,2\n", encoding="gb18030")
    book = run_child("app.imports.readers:open_book", (path,), kwargs={"delimiter": ","})
    assert isinstance(book, Book)
    assert (book.encoding, book.sheets[0].rows) == ("gb18030", 2)


def test_a_refusal_arrives_with_its_sentence_and_values() -> None:
    with pytest.raises(UserError) as caught:
        run_child("reading:refuse", ("订单.xlsx",))
    assert caught.value.text.params == {"name": "订单.xlsx"}
    assert "is empty" in str(caught.value)


def test_a_bug_arrives_as_a_bug_with_its_place() -> None:
    with pytest.raises(ChildError, match="math domain error"):
        run_child("math:sqrt", (-1,))


def test_too_much_memory_is_a_sentence() -> None:
    with pytest.raises(UserError) as caught:
        run_child("reading:hoard", (2000,), memory_mb=300)
    assert caught.value.text.params == {"megabytes": 300}
    assert run_child("reading:hoard", (20,), memory_mb=300) == 20


def test_a_reader_that_aborts_is_a_sentence() -> None:
    with pytest.raises(UserError, match="broke down"):
        run_child("os:abort")


def test_too_much_time_is_a_sentence() -> None:
    with pytest.raises(UserError, match="longer than"):
        run_child("time:sleep", (60,), seconds=0.2)


def test_progress_arrives_and_cancelling_ends_the_child() -> None:
    steps: list[int] = []
    texts: list[Text | None] = []

    def look(done: int, total: int, text: Text | None) -> None:
        steps.append(done)
        texts.append(text)
        if len(steps) == 3:
            progress.cancel()

    progress = Progress(look)
    with pytest.raises(Cancelled):
        run_child("reading:count_slowly", (5000,), progress=progress)
    assert steps == sorted(steps)
    assert texts[0] == Text("Step")
    assert len(psutil.Process().children()) == 0


def test_cancelling_reaches_a_child_that_reports_nothing() -> None:
    progress = Progress()
    threading.Timer(0.2, progress.cancel).start()
    with pytest.raises(Cancelled):
        run_child("time:sleep", (60,), progress=progress)


def test_what_the_function_prints_does_not_disturb_the_answer() -> None:
    assert run_child("builtins:print", ("loud",)) is None


def test_an_answer_may_not_bring_foreign_code() -> None:
    with pytest.raises(pickle.UnpicklingError, match="attrgetter"):
        run_child("operator:attrgetter", ("a",))


def test_the_child_dies_with_its_parent(tmp_path: Path) -> None:
    code = (
        f"import sys; sys.path[:] = {sys.path!r}\n"
        "import threading, psutil, os, time\n"
        "from app.imports.sandbox import run_child\n"
        "threading.Thread(target=run_child, args=('time:sleep', (60,)), daemon=True).start()\n"
        "while not psutil.Process().children(): time.sleep(0.02)\n"
        "time.sleep(0.3)\n"
        "print(psutil.Process().children()[0].pid, flush=True)\n"
        "os._exit(1)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False)
    orphan = int(done.stdout)
    for _ in range(100):
        if not psutil.pid_exists(orphan) or psutil.Process(orphan).status() == psutil.STATUS_ZOMBIE:
            return
        time.sleep(0.05)
    pytest.fail("the child outlived its parent")


def test_the_child_finds_the_program_where_only_a_hook_of_the_installer_would(monkeypatch: pytest.MonkeyPatch) -> None:
    root = str(Path(__file__).parents[3])
    monkeypatch.setattr(sys, "path", [one for one in sys.path if one not in {root, ""}])
    assert run_child("app.core.period:parse_period", ("2026-03",)).name == "2026-03"
