"""Who has the workspace, and who writes."""

import json
from pathlib import Path

from app.core.lock import FileLock, HolderNote


def test_a_lock_is_had_by_one_at_a_time(tmp_path: Path) -> None:
    one, two = FileLock(tmp_path / "lock"), FileLock(tmp_path / "lock")
    assert one.acquire()
    assert not two.acquire()
    assert (one.held, two.held) == (True, False)
    one.release()
    one.release()
    assert two.acquire()
    two.release()


def test_the_writer_leaves_its_name_and_clears_it(tmp_path: Path) -> None:
    note = HolderNote(tmp_path / "x.cdesk")
    note.leave(actor="p1", origin="job", action="Import orders")
    found = note.read()
    assert found is not None
    assert (found.actor, found.origin, found.action, found.alive) == ("p1", "job", "Import orders", True)
    note.clear()
    assert note.read() is None
    assert list(tmp_path.iterdir()) == []


def test_a_note_of_a_process_that_is_gone_names_nobody(tmp_path: Path) -> None:
    note = HolderNote(tmp_path / "x.cdesk")
    note.leave(actor="p1", origin="job", action="Import orders")
    path = tmp_path / "x.cdesk-writer"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"pid": 2**30}))
    assert note.read() is None
    path.write_text("{half")
    assert note.read() is None


def test_a_note_that_cannot_be_written_is_no_reason_not_to_write(tmp_path: Path) -> None:
    note = HolderNote(tmp_path / "missing" / "x.cdesk")
    note.leave(actor="p1", origin="job", action="Import orders")
    note.clear()
