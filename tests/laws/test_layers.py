"""A slice imports only lower ranks; the inside never sees the window; every folder has its rank."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_the_contracts_of_the_ranks_hold() -> None:
    script = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True))"
    found = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stdout + found.stderr


def test_rules_are_pure() -> None:
    """``rules.py`` computes; it never asks the database."""
    for path in (ROOT / "app").glob("*/rules*.py"):
        assert "sqlalchemy" not in path.read_text(encoding="utf-8"), path
