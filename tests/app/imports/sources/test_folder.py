"""A file counts as whole once it has stopped growing; nothing in the folder is touched."""

import os
import time
from pathlib import Path
from threading import Timer

import pytest

from app.core.errors import Cancelled, UserError
from app.core.progress import Progress
from app.imports.sources.folder import settled_files
from app.imports.sources.settings import FolderSettings


def put(folder: Path, name: str, *, age_s: float = 3600) -> Path:
    path = folder / name
    path.write_text("code\nD001\n", encoding="utf-8")
    os.utime(path, (time.time() - age_s,) * 2)
    return path


def names(folder: Path, pattern: str = "*.csv", settle: int = 1) -> list[str]:
    return [one.path.name for one in settled_files(FolderSettings(str(folder), pattern, settle), Progress())]


def test_files_that_fit_are_found_the_oldest_first(tmp_path: Path) -> None:
    put(tmp_path, "b.csv", age_s=20)
    put(tmp_path, "a.csv", age_s=10)
    put(tmp_path, "other.txt")
    put(tmp_path, "~$open.csv")
    put(tmp_path, ".hidden.csv")
    (tmp_path / "empty.csv").touch()
    (tmp_path / "folder.csv").mkdir()
    assert names(tmp_path) == ["b.csv", "a.csv"]


def test_a_file_that_still_grows_is_left_for_the_next_time(tmp_path: Path) -> None:
    put(tmp_path, "old.csv")
    growing = put(tmp_path, "growing.csv", age_s=0)
    put(tmp_path, "still.csv", age_s=0)

    def grow() -> None:
        with growing.open("a", encoding="utf-8") as out:
            out.write("D002\n")

    timer = Timer(0.3, grow)
    timer.start()
    assert names(tmp_path) == ["old.csv", "still.csv"]
    timer.join()


def test_waiting_for_a_file_can_be_stopped(tmp_path: Path) -> None:
    put(tmp_path, "young.csv", age_s=0)
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        settled_files(FolderSettings(str(tmp_path), "*.csv", 600), progress)


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="no folder"):
        names(tmp_path / "gone")
