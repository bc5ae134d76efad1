"""What a version changes of settled periods, from the command line."""

from collections.abc import Callable
from pathlib import Path

from tests.app.cli.conftest import Said


def test_a_version_without_settled_periods_says_that_it_changes_none(
    say: Callable[..., Said], lines: Path, how: Path
) -> None:
    assert say("import", lines, "--profile", how).status == 0
    assert (
        say("policy", "new", "R26", "--template", "stepped", "--from", "2026-01-01", "--to", "2026-12-31").status == 0
    )

    assert "changes nothing that is settled" in say("policy", "true-up", "R26").out
    assert say("policy", "true-up", "R26", "--json").json == []
