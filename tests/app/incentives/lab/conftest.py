"""The lab's stories are told on the small region."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.bootstrap import Desk
from app.core.workspace import Workspace
from tests.desks import desk_of
from tests.once import Once
from tests.ui import small_region


@pytest.fixture(scope="session")
def region_file(once: Once) -> Path:
    """The closed workspace of the small region, made once."""
    return once("small region", small_region.make) / "small.cdesk"


@pytest.fixture
def region(ready_schema: None, region_file: Path, tmp_path: Path) -> Iterator[Desk]:
    """A desk on a copy of it."""
    with Workspace.open(small_region.copied(region_file, tmp_path)) as opened:
        yield desk_of(opened)
