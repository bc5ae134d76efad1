"""Nothing of an encrypted workspace lies in plain anywhere, also not for a moment while files are read."""

import tempfile
from pathlib import Path
from typing import Any

import pytest

from app.bootstrap import Desk
from app.core.check import check
from app.core.keys import key_id_of, new_key, remember
from app.core.progress import Progress
from app.core.workspace import Workspace
from app.imports.corrections import Edit
from app.imports.queries import list_batches, list_quarantine
from app.imports.sandbox import run_child
from tests.desks import mapped

NAME = "海蓝贸易Hailan"
LINES = mapped("lines", "order_line",
               "order_no=order line_no=line party_code=dealer product_code=product ordered delivered "
               "ordered_quantity=qty amount")  # fmt: skip


class Watcher:
    """Looks into every file of the workspace and of the folder of temporary files."""

    def __init__(self, *folders: Path) -> None:
        self._folders = folders
        self.looks = 0
        self.seen: set[str] = set()

    def look(self) -> None:
        self.looks += 1
        for folder in self._folders:
            for one in folder.rglob("*"):
                try:
                    data = one.read_bytes() if one.is_file() else b""
                except OSError:
                    continue  # gone by now
                self.seen.add(one.suffix)
                assert NAME.encode() not in data, one
                assert NAME.encode("utf-16-le") not in data, one

    def child(self, function: str, args: Any = (), **limits: Any) -> Any:
        self.look()
        found = run_child(function, args, **limits | {"progress": Progress(lambda *_said: self.look())})
        self.look()
        return found


@pytest.fixture
def watcher(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Watcher:
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    monkeypatch.setenv("TMPDIR", str(tmp_path / "temporary"))
    return Watcher(tmp_path / "temporary", tmp_path / "place")


@pytest.fixture
def lines(tmp_path: Path) -> Path:
    """An export of a company, which is plain and no part of the workspace."""
    rows = ["order,line,dealer,product,ordered,delivered,qty,amount"]
    rows += [f"O{n // 3},{n % 3},{NAME}{n % 40},P{n % 9},2026-03-{n % 28 + 1:02},,{n % 7},{n}.50" for n in range(3_000)]
    rows += [f"O{9000 + n},1,{NAME},P1,2026-03-01,,nonsense,1.00" for n in range(3)]
    path = tmp_path / "exports" / "lines.csv"
    path.parent.mkdir()
    path.write_text("\n".join(rows), encoding="utf-8")
    return path


def test_reading_checking_correcting_and_backing_up_leave_nothing_in_plain(
    tmp_path: Path, watcher: Watcher, lines: Path, ready_schema: None
) -> None:
    key = new_key()
    remember(key)
    workspace = Workspace.create(tmp_path / "place" / "region.cdesk", key=key)
    desk = Desk(workspace, child=watcher.child)
    pipeline = desk.pipeline
    with pipeline.staged(lines, LINES, progress=Progress()) as ready:
        watcher.look()
        assert {".sqlite", ".columns"} <= watcher.seen, "the child's files were there to be looked at"
        loaded = pipeline.load(ready, progress=Progress(), also=lambda _session, _loaded: watcher.look())
    assert loaded.feeds[0].loaded == 3_000
    assert ".cdesk-wal" in watcher.seen
    correct_and_recheck(desk)
    assert workspace.back_up() is not None
    watcher.look()
    assert check(desk.db, workspace.files, [desk.cells_check]) == []
    workspace.close()
    watcher.look()
    assert watcher.looks > 10
    assert all(key_id_of(one) for one in (tmp_path / "place").rglob("*.cdesk"))
    assert all(key_id_of(one) for one in (tmp_path / "place").rglob("*.files"))


def correct_and_recheck(desk: Desk) -> None:
    """Both read the kept original again."""
    with desk.db.read() as session:
        (batch,) = list_batches(session)
        rows = list_quarantine(session, batch_id=batch.id)
    edits = [Edit(row.id, {"qty": "5"}) for row in rows]
    with desk.pipeline.corrector.checked(batch.id, edits, progress=Progress()) as found:
        assert len(found.outcomes) == 3
    assert desk.pipeline.rechecker.recheck(progress=Progress()) == 1
