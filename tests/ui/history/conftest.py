"""These tests look at the small region."""

import pytest

from app.core.workspace import Workspace


@pytest.fixture
def workspace(small_workspace: Workspace) -> Workspace:
    """The region instead of the empty workspace."""
    return small_workspace
