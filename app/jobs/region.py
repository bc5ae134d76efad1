"""The practice region into a workspace: its files are written, its profiles kept, and the real import takes them in."""

import tempfile
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path

from app.core.progress import Progress
from app.core.texts import N_, Text
from app.imports.batches import Loaded
from app.imports.shelf import ProfileShelf
from app.jobs.pipeline import Pipeline
from app.practice.service import RegionFiles, profile_path, write_region
from app.practice.writers import RegionFile


@dataclass(frozen=True)
class TakenIn:
    """What came of the region: its files and the batches that they became, in order."""

    region: RegionFiles
    batches: tuple[Loaded, ...]


def take_in_region(
    pipeline: Pipeline, shelf: ProfileShelf, *, folder: Path | None, lines: int | None, progress: Progress
) -> TakenIn:
    """Write the region's export files into ``folder`` (or a temporary one) and take every one of them in."""
    place: AbstractContextManager[str] = (
        tempfile.TemporaryDirectory(prefix="channeldesk-", ignore_cleanup_errors=True)
        if folder is None
        else nullcontext(str(folder))
    )
    with place as name:
        region = write_region(Path(name), lines=lines, progress=progress)
        shelf.keep([shelf.read(profile_path(one)) for one in dict.fromkeys(file.profile for file in region.files)])
        return TakenIn(region, tuple(_load_all(pipeline, shelf, region.files, progress)))


def _load_all(pipeline: Pipeline, shelf: ProfileShelf, files: Sequence[RegionFile], progress: Progress) -> list[Loaded]:
    found = []
    profiles = {one.id: one for one in shelf.all()}
    for done, file in enumerate(files):
        progress.step(done, len(files), Text(N_("Importing {file}"), {"file": file.path.name}))
        with pipeline.staged(file.path, profiles[file.profile], progress=progress.part()) as ready:
            found.append(pipeline.load(ready, progress=progress.part()))
    return found
