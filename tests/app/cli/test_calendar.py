"""The holidays on the command line."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.core.calendar import adopt_holidays
from tests.app.cli.conftest import Said

Say = Callable[..., Said]


@pytest.fixture(autouse=True)
def built_in() -> Iterator[None]:
    yield
    adopt_holidays(None)


def test_the_calendar_says_until_when_it_reaches_and_is_replaced(
    say: Say, lines: Path, how: Path, tmp_path: Path
) -> None:
    assert say("import", lines, "--profile", how).status == 0
    assert say("calendar", "show", "--json").json["source"] == "built-in"
    path = tmp_path / "2027.csv"
    path.write_text("2099-01-01,休\n", encoding="utf-8")
    said = say("calendar", "import", path, "--json").json
    assert (said["source"], said["reaches"]) == ("2027.csv", "2099-12-31")
    assert "2099-12-31" in say("calendar").out, "it is kept in the workspace"
    assert say("calendar", "built-in", "--json").json["source"] == "built-in"
    assert say("calendar", "import", lines).status == 1
    assert "calendar import FILE" in say("calendar", "import").err
    assert say("check").status == 0
