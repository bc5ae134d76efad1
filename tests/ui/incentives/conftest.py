"""The practice region for the loop that the whole program serves: written and taken in once for all workers."""

from tests.app.conftest import region_files, taken

__all__ = ["region_files", "taken"]
