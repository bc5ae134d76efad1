"""A copy of then that was put elsewhere opens there by the code, also when the workspace has another key since."""

import shutil
from pathlib import Path

import pytest

from app.core import sealed
from app.core.encryption import companion, service
from app.core.encryption.companion import key_by_code
from app.core.keys import key_of
from app.core.workspace import Paths, Workspace
from app.jobs.known_at import keep_known


def test_an_encrypted_copy_takes_along_what_opens_it(
    template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(companion._COST, "n", 2)
    monkeypatch.setitem(sealed._COST, "n", 2)
    path, stick = tmp_path / "region.cdesk", tmp_path / "stick"
    stick.mkdir()
    shutil.copyfile(template, path)
    with Workspace.open(path) as workspace:
        workspace.back_up()
    new = service.make_key()
    service.turn_on(path, new)
    (copy,) = Paths(path).backups.glob("*.cdesk")
    with Workspace.open(path) as workspace:
        kept = keep_known(workspace, copy, stick / "then")
    key = key_of(kept)
    service.change_key(path, service.make_key())
    assert key is not None
    assert key_by_code(kept, new.code) == key
