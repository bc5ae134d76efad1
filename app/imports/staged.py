"""What the child that reads a file is asked to do, and what it says of it; every part can be pickled."""

from dataclasses import dataclass, field
from pathlib import Path

from app.imports.beside import Kept
from app.imports.feeds import Feed
from app.imports.profile import Profile
from app.imports.ruling import Rule
from app.imports.usual import FileSize


@dataclass(frozen=True)
class Shape:
    """The fact table that staged rows are bound for: rows that stand in the same shape are moved there page by page."""

    table_sql: str
    index_sql: tuple[str, ...]
    first_id: int
    batch_n: int
    source_n: int
    """Numbers that the load will have, unless another one comes first; then the rows are numbered again."""


@dataclass(frozen=True)
class StageJob:
    """What the child is asked to do; every part of it can be pickled."""

    path: str | Path
    """A path that opens itself (VeiledPath) goes over as it is."""
    out: str
    profile: Profile
    feeds: tuple[Feed, ...]
    """The feed of each entry of the profile, in its order."""
    dates: str = ""
    """How ambiguous dates are read, where the person has said so."""
    currency: str = ""
    """The workspace's reporting currency, or empty before its first file."""
    shapes: tuple[Shape, ...] = ()
    """The fact table of each entry, where there is one already."""
    kept: Kept | None = None
    """The columns that are kept beside the staging file, where it holds that feed."""
    rules: tuple[Rule, ...] = ()
    today: int = 0
    """Day number of the workspace's today, for rules."""
    earlier: tuple[tuple[FileSize, ...], ...] = ()
    """The sizes of earlier files of the profile by entry, the newest first."""
    key: str | None = field(default=None, repr=False)
    """What is written beside an encrypted workspace is encrypted under this."""


def as_path(path: str | Path) -> Path:
    """A path as it was given; ``Path(path)`` would forget how it opens itself."""
    return path if isinstance(path, Path) else Path(path)


@dataclass(frozen=True)
class Staged:
    """What the child found; the rows themselves are in the staging file."""

    encoding: str | None
    delimiter: str | None
    sheet: str
    header: tuple[str, ...]
    dates: str
    extracted_at: str
    """ISO instant named by the file, or empty."""
    currency: str
    """The reporting currency: the workspace's, or the one that most rows of its first file bear."""
    rows: int
    beside: bool = False
    """Whether there is a file of columns beside the staging file."""


@dataclass(frozen=True)
class Asked:
    """The data rules that a file is held against, and what they need to know beside its rows."""

    rules: tuple[Rule, ...] = ()
    today: int = 0
    earlier: tuple[FileSize, ...] = ()
    whole: bool = True
    """Not: a few rows of a file, in which no group of rows can be seen."""

    @classmethod
    def of(cls, job: StageJob, index: int) -> "Asked":
        """Those of one entry of a file."""
        return cls(job.rules, job.today, job.earlier[index] if job.earlier else ())
