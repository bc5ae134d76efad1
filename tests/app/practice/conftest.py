"""The practice region, written once for all tests of this folder."""

import pytest

from app.practice.service import RegionFiles
from tests.app.practice.reading import Written


@pytest.fixture(scope="session")
def region(region_files: RegionFiles) -> RegionFiles:
    """The region as it is written by default."""
    return region_files


@pytest.fixture(scope="session")
def written(region: RegionFiles) -> Written:
    """Its files, to be read without the generator."""
    found: dict[str, list] = {}
    for one in region.files:
        found.setdefault(one.profile, []).append(one.path)
    return Written(found)
