"""What a policy file leaves of data sources: no other kind, server or folder is added, tried or run."""

from pathlib import Path
from typing import Any

import pytest

from app.bootstrap import Desk
from app.core.errors import UserError
from app.core.progress import Progress
from app.core.workspace import Workspace
from app.imports.sources.allowed import require_allowed
from app.imports.sources.settings import parse_settings
from app.jobs import runs
from app.jobs.runs import last_runs
from tests.app.jobs.reading import erp_of, keep_source
from tests.desks import desk_of
from tests.fleet import put_policy


@pytest.fixture
def desk(workspace: Workspace) -> Desk:
    return desk_of(workspace)


@pytest.mark.parametrize(
    ("kind", "settings", "said"),
    [
        ("web", {"url": "https://erp.example.com/orders"}, ""),
        ("web", {"url": "https://ERP.cn-east.example.com:8443/orders"}, ""),
        ("web", {"url": "https://erp.example.com.evil.net/orders"}, "the server erp.example.com.evil.net is not read"),
        ("web", {"url": "http://example.com/orders"}, "the server example.com is not read"),
        ("database", {"url": "postgresql://me@erp.example.com/x", "query": "SELECT 1"}, ""),
        ("database", {"url": "postgresql://me@erp.example.com/x?host=evil.net", "query": "SELECT 1"}, "evil.net"),
        ("database", {"url": "postgresql://me@/x?host=erp.example.com:1,evil.net:2", "query": "SELECT 1"}, "evil.net"),
        ("database", {"url": "mssql+pyodbc:///?odbc_connect=Server%3Devil", "query": "SELECT 1"}, "the server ? is"),
        ("database", {"url": "postgresql:///x", "query": "SELECT 1"}, "the server localhost is not read"),
        ("database", {"url": "sqlite:////srv/exports/erp.db", "query": "SELECT 1"}, ""),
        ("database", {"url": "sqlite:////srv/erp.db", "query": "SELECT 1"}, "the folder /srv is not read"),
        ("database", {"url": "sqlite:///file:/srv/exports/x?uri=true", "query": "SELECT 1"}, "the folder ? is not"),
        ("folder", {"folder": "/srv/exports/2026"}, ""),
        ("folder", {"folder": "/srv/exports/../other"}, "the folder /srv/exports/../other is not read"),
        ("folder", {"folder": "/srv/exportsold"}, "the folder /srv/exportsold is not read"),
    ],
)
def test_only_servers_and_folders_of_the_policy_are_read(
    kind: str, settings: dict[str, str], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_policy(tmp_path, monkeypatch,
               "[sources]\nhosts = ['*.example.com']\nfolders = ['/srv/exports']")  # fmt: skip
    asked = parse_settings(kind, settings)
    if not said:
        require_allowed(asked)
        return
    with pytest.raises(UserError) as refused:
        require_allowed(asked)
    assert said in str(refused.value)


def test_a_link_does_not_lead_out_of_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "out").mkdir()
    (tmp_path / "in" / "link").symlink_to(tmp_path / "out")
    put_policy(tmp_path, monkeypatch, f"[sources]\nfolders = ['{tmp_path / 'in'}']")
    require_allowed(parse_settings("folder", {"folder": str(tmp_path / "in")}))
    with pytest.raises(UserError, match=r"is not read"):
        require_allowed(parse_settings("folder", {"folder": str(tmp_path / "in" / "link")}))


def test_a_source_that_was_there_before_runs_no_more_and_says_why(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    erp = erp_of(tmp_path / "erp.sqlite", (1, "D001", "杭州甲"))
    words: dict[str, Any] = {"url": f"sqlite:///{erp}", "query": "SELECT code, name FROM dealer"}
    source = keep_source(desk, "database", **words)
    put_policy(tmp_path, monkeypatch, "[sources]\nkinds = ['folder']")
    with pytest.raises(UserError, match=r"data sources of this kind are not read; allowed are: folder"):
        desk.sources.run(source.id, progress=Progress())
    with pytest.raises(UserError, match=r"of this kind"):
        desk.sources.trial(source.settings, None, Progress())
    with pytest.raises(UserError, match=r"of this kind"):
        keep_source(desk, "database", name="second", **words)
    with desk.db.read() as session:
        (run,) = last_runs(session)
    assert (run.outcome, run.error is not None) == (runs.FAILED, True)


def test_of_a_broken_policy_nothing_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put_policy(tmp_path, monkeypatch, "[sources]\nhost = ['erp.example.com']")
    with pytest.raises(UserError, match=r"is broken, and this may be what it forbids"):
        require_allowed(parse_settings("folder", {"folder": str(tmp_path)}))
    put_policy(tmp_path, monkeypatch, "[backup]\ndays = 0")
    require_allowed(parse_settings("folder", {"folder": str(tmp_path)}))
