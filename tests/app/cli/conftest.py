"""The command line as a person types it: words in; exit status, printed text and complaints out."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from app.cli.run import run
from tests.desks import in_process, write_csv

LINES = """
id = "lines"
source = "erp"
[file]
match = ["lines*.csv"]
[[feed]]
feed = "order_line"
[feed.columns]
order_no = "order"
line_no = "line"
party_code = "dealer"
product_code = "product"
ordered = "ordered"
promised_first = "promised"
delivered = "delivered"
ordered_quantity = "qty"
amount = "amount"
"""
HEAD = ("order", "line", "dealer", "product", "ordered", "promised", "delivered", "qty", "amount")
ROWS = (
    ("O1", 1, "D1", "P1", "2026-01-05", "2026-01-20", "2026-01-19", 10, "100.50"),
    ("O1", 2, "D1", "P2", "2026-01-05", "2026-01-20", "2026-01-19", 5, "50.00"),
    ("O2", 1, "D2", "P1", "2026-02-03", "2026-02-20", "2026-02-25", 8, "80.25"),
    ("O3", 1, "D2", "P1", "2026-03-03", "2026-03-20", "", 4, "40.00"),
)


@dataclass(frozen=True)
class Said:
    """What a command came to."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def rows(self) -> list[dict[str, Any]]:
        return list(self.json["rows"])


@pytest.fixture(autouse=True)
def quick(ready_schema: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Commands make workspaces and read files quickly here; the program that is run on its own does so for real."""
    monkeypatch.setattr("app.imports.sandbox.run_child", in_process)


@pytest.fixture
def say(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., Said]:
    """Types a command for the workspace of this test."""

    def typed(*words: object) -> Said:
        capsys.readouterr()
        try:
            status = run(["--workspace", str(tmp_path / "region.cdesk"), *map(str, words)])
        except SystemExit as left:  # argparse leaves so
            status = int(str(left.code))
        said = capsys.readouterr()
        return Said(status, said.out, said.err)

    return typed


@pytest.fixture
def lines(tmp_path: Path) -> Path:
    """A small export, with its profile beside it."""
    (tmp_path / "lines.toml").write_text(LINES, encoding="utf-8")
    return write_csv(tmp_path / "lines_202603.csv", [HEAD, *ROWS])


@pytest.fixture
def how(lines: Path) -> Path:
    """The profile's file."""
    return lines.with_name("lines.toml")
