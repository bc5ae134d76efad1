"""The practice region for the meeting that the whole page serves: written and taken in once for all workers."""

from tests.app.conftest import region_files, taken

__all__ = ["region_files", "taken"]
