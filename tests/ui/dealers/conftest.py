"""The Dealers page, empty and with dealers."""

from collections.abc import Callable
from pathlib import Path

import pytest

from app.bootstrap import Desk
from tests.desks import take_in, write_csv
from tests.ui.dealers.filled import (
    DEALERS,
    Rest,
    rows_of,
)
from ui.dealers.page import DealersPage


@pytest.fixture
def page(visit: Callable[[type[DealersPage]], DealersPage]) -> DealersPage:
    return visit(DealersPage)


@pytest.fixture
def filled(page: DealersPage, desk: Desk, tmp_path: Path, at_rest: Rest) -> DealersPage:
    """Twelve dealers and a terminal."""
    take_in(desk, write_csv(tmp_path / "dealers_1.csv", rows_of(12)), DEALERS)
    at_rest()
    return page
