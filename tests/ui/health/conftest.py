"""These tests look at the small region, some of them after two quarters were assessed."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.core.progress import Progress
from app.core.workspace import Workspace
from app.health.service import assess
from tests.desks import desk_of
from tests.once import Once
from tests.ui.small_region import copied


@pytest.fixture(scope="session")
def assessed_file(once: Once, region_file: Path) -> Path:
    """The closed workspace of the region after the assessment of two quarters, made once."""

    def make(folder: Path) -> None:
        with Workspace.open(copied(region_file, folder)) as workspace:
            desk = desk_of(workspace)
            for period in ("2025-Q4", "2026-Q1"):
                assess(desk.db, workspace.files, desk.figures, period=period, progress=Progress())

    return once("assessed region", make) / region_file.name


@pytest.fixture
def workspace(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Workspace]:
    """The region instead of the empty workspace; assessed for a test that asks for the page ``assessed``."""
    file = "assessed_file" if "assessed" in request.fixturenames else "region_file"
    with Workspace.open(copied(request.getfixturevalue(file), tmp_path)) as opened:
        yield opened
