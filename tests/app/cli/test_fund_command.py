"""Market money from the command line: asked for, approved, proven, claimed, paid."""

import io
from collections.abc import Callable
from pathlib import Path

import pytest

from app.core.workspace import Workspace
from tests.app.cli.conftest import Said
from tests.approving import CHECKER, MAKER, WORDS
from tests.desks import desk_of
from tests.funding import funded


@pytest.fixture
def fund(say: Callable[..., Said], lines: Path, how: Path, tmp_path: Path) -> str:
    """A fund in effect in the workspace of the commands; the day of today."""
    assert say("import", lines, "--profile", how).status == 0
    (path,) = tmp_path.rglob("*.cdesk")
    with Workspace.open(path) as workspace:
        funded(desk_of(workspace), tmp_path)
        return workspace.db.clock.today().isoformat()


def test_a_request_goes_its_way(
    say: Callable[..., Said], fund: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    me = ("--as", MAKER, "fund")
    assert "Say all of it" in say(*me, "ask", "MDF").err
    ask = (*me, "ask", "MDF", "--dealer", "D1", "--title", "推广会", "--from", fund, "--to", fund)
    assert "left" in say(*ask, "--amount", "2万").err
    (row,) = say(*ask, "--amount", "6000", "--json").json["requests"]
    ref = row["ref"]
    assert "6,000.00 CNY" in say("fund").out
    (row,) = say(*me, "submit", ref, "--json").json["requests"]
    (asked,) = say("approve", "--json").rows
    assert (row["state"], row["approval"]) == ("approving", asked["ref"])
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{WORDS[CHECKER]}\n"))
    assert say("approve", "yes", asked["ref"], "--by", CHECKER, "--seen", asked["sha256"]).status == 0
    photo = tmp_path / "photo.jpg"
    photo.write_bytes(b"jpg")
    assert say(*me, "prove", ref, "--file", photo).status == 0
    assert "More is claimed" in say(*me, "claim", ref, "--amount", "6001").err
    assert say(*me, "claim", ref, "--amount", "5500.5").status == 0
    found = say(*me, "pay", ref, "--json").json
    assert (found["requests"][0]["state"], found["requests"][0]["paid_minor"]) == ("paid", 550_050)
    assert found["funds"][0]["left_minor"] == 1_000_000 - 550_050
    assert "not dropped" in say(*me, "drop", ref, "--reason", "x").err
