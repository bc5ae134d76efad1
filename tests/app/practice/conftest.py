"""The practice region, written once for all tests of this folder."""

import pytest

from app.practice.service import RegionFiles, write_region
from tests.app.practice.reading import Written


@pytest.fixture(scope="session")
def region(tmp_path_factory: pytest.TempPathFactory) -> RegionFiles:
    """The region as it is written by default."""
    return write_region(tmp_path_factory.mktemp("region"))


@pytest.fixture(scope="session")
def written(region: RegionFiles) -> Written:
    """Its files, to be read without the generator."""
    found: dict[str, list] = {}
    for one in region.files:
        found.setdefault(one.profile, []).append(one.path)
    return Written(found)
