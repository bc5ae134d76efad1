"""A workspace is made, opened, refused, moved, copied and restored."""

from pathlib import Path

from app.core.workspace import Workspace
from app.core.workspace_settings import NAME, setting


def test_a_new_workspace_opens_again_with_its_name(tmp_path: Path) -> None:
    Workspace.create(tmp_path / "region", name="江北").close()
    with Workspace.open(tmp_path / "region.cdesk") as opened, opened.db.read() as session:
        assert setting(session, NAME) == "江北"
