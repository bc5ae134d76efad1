"""Folders of a process that was killed are swept by the next one; those of a living one never."""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from app.core import scratch
from app.core.scratch import scratch_folder, sweep


@pytest.fixture(autouse=True)
def own_temp(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))


def aged(folder: Path) -> Path:
    long_ago = time.time() - 3_600
    os.utime(folder, (long_ago, long_ago))
    return folder


def test_a_folder_goes_when_it_is_left() -> None:
    with scratch_folder() as folder:
        (folder / "staging.sqlite").write_bytes(b"x")
    assert not folder.exists()


def test_what_a_killed_process_left_is_swept_and_a_living_ones_folder_stays(tmp_path: Path) -> None:
    code = (
        f"import sys, tempfile, time; sys.path[:] = {sys.path!r}; tempfile.tempdir = {str(tmp_path)!r}\n"
        "from app.core.scratch import scratch_folder\n"
        "with scratch_folder() as folder:\n    print(folder, flush=True)\n    time.sleep(600)"
    )
    child = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    try:
        assert child.stdout is not None
        folder = aged(Path(child.stdout.readline().strip()))
        sweep()
        assert folder.exists(), "its process lives"
    finally:
        child.kill()
        child.communicate()
    with scratch_folder() as own:
        assert own.exists()
        assert not folder.exists(), "its process was killed"


def test_a_folder_just_made_is_left_alone(tmp_path: Path) -> None:
    young = tmp_path / f"{scratch._PREFIX}young"
    young.mkdir()
    sweep()
    assert young.exists()
    aged(young)
    sweep()
    assert not young.exists()
