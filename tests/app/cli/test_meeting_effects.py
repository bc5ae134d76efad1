"""What a decision shall change, said and measured from the command line, and the drafts that it opens."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.app.cli.conftest import Said
from tests.app.meetings.effects.decided import build
from tests.once import Once


@pytest.fixture
def decided(once: Once, tmp_path: Path) -> None:
    made = once("decided effects", build)
    for name in ("cdesk", "files"):
        shutil.copy(made / f"decided.{name}", tmp_path / f"region.{name}")


@pytest.mark.usefixtures("decided")
def test_an_effect_is_said_changed_measured_and_withdrawn(say: Callable[..., Said]) -> None:
    me = ("--as", "王芳", "meeting", "effect")
    (found,) = say(*me, "--json").json
    ref = found["ref"]
    assert (found["effects"], found["opened"]) == ([], [])
    assert "no change" in say(*me, ref, "--kpi", "net_amount", "--change", "much").err
    assert "Nothing is expected" in say(*me, ref, "--measure").err
    expect = (*me, ref, "--kpi", "net_amount", "--dealers", "D1,D2", "--json")
    (aim,) = say(*expect, "--change", "5%").json[0]["effects"]
    assert (aim["change"], aim["relative"], aim["check"]) == ("0.05", True, "2026-08-10")
    past = ("--before", "2026-01", "--after", "2026-02..2026-03", "--check", "2026-04-08")
    (aim,) = say(*expect, "--change=-3000", "--measure", *past).json[0]["effects"]
    assert (aim["change"], aim["relative"], aim["before"]) == ("-3000", False, ["2026-01", "2026-01"])
    assert (aim["verdict"], aim["treated"], aim["control"]) == ("not_proven", 2, 4)
    shown = say(*me)
    assert "Not proven" in shown.out
    assert "2026: decisions 1" in shown.out
    assert "measured already" in say(*me, ref, "--withdraw").err
    assert "no decision" in say(*me, "MO-X").err


@pytest.mark.usefixtures("decided")
def test_a_decision_opens_a_target_and_a_task(say: Callable[..., Said]) -> None:
    me = ("--as", "王芳", "meeting")
    ref = say(*me, "effect", "--json").json[0]["ref"]
    assert "--months, --amount" in say(*me, "draft", ref, "target", "--dealer", "D1").err
    draft = (*me, "draft", ref)
    assert say(*draft, "target", "--dealer", "D1", "--months", "2026-05..2026-06", "--amount", "3.2万").status == 0
    opened = say(*draft, "task", "--owner", "王芳", "--due", "2026-05-01", "--json").json[0]["opened"]
    assert [one["kind"] for one in opened] == ["target_plan", "action_item"]
    assert "one year" in say(*draft, "target", "--dealer", "D1", "--months", "2026-12..2027-01", "--amount", "1").err
