"""What all workers of a test run build together, once."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from app.core.lock import FileLock


@dataclass(frozen=True)
class Once:
    """Builds folders once for all workers of a run; whoever comes meanwhile waits for what is being built."""

    root: Path

    def __call__(self, name: str, build: Callable[[Path], object]) -> Path:
        """The folder ``name`` as ``build`` has filled it."""
        folder = self.root / name
        folder.mkdir(exist_ok=True)
        lock = FileLock(folder / "lock")
        while not lock.acquire():
            time.sleep(0.1)
        try:
            if not (folder / "done").exists():
                build(folder)
                (folder / "done").touch()
        finally:
            lock.release()
        return folder
