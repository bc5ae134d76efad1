"""What jobs did and which files of folders were taken: the machine's own state, neither journaled nor exchanged."""

from sqlalchemy import Index, Integer, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.model import Base


class JobRun(Base):
    """One run of a job. ``(job, due_at)`` is given once: who inserts it has done the work in the same transaction."""

    __tablename__ = "job_run"
    __table_args__ = (UniqueConstraint("job", "due_at"), Index(None, "job", "n"))

    n: Mapped[int] = mapped_column(Integer, primary_key=True)
    job: Mapped[str] = mapped_column(Text)
    """``source:`` with the id of the data source, or one of the program's own (``timetable.OWN``)."""
    due_at: Mapped[str] = mapped_column(Text)
    """ISO instant in UTC: when the schedule asked for it, or when a person did."""
    by_hand: Mapped[int] = mapped_column(Integer)
    started_at: Mapped[int] = mapped_column(Integer)
    """Milliseconds since 1970, UTC."""
    ended_at: Mapped[int] = mapped_column(Integer)
    outcome: Mapped[str] = mapped_column(Text)
    """done, nothing, failed or cancelled."""
    attempts: Mapped[int] = mapped_column(Integer)
    """How often it was tried; a scheduled run that failed is tried again a few times."""
    rows: Mapped[int] = mapped_column(Integer)
    """Rows taken in; of what is told the notices that came."""
    aside: Mapped[int] = mapped_column(Integer)
    """Rows put aside."""
    batches: Mapped[str] = mapped_column(Text)
    """References of the batches, with blanks between."""
    error: Mapped[str] = mapped_column(Text)
    """JSON of the sentence that says what went wrong; empty where nothing did."""


class FolderFile(Base):
    """A file that was seen in a watched folder: it is taken once by its content, and read again only if it changed."""

    __tablename__ = "folder_file"
    __table_args__ = (UniqueConstraint("source_id", "sha256"),)

    n: Mapped[int] = mapped_column(Integer, primary_key=True)
    source_id: Mapped[str] = mapped_column(Text)
    path: Mapped[str] = mapped_column(Text)
    size: Mapped[int] = mapped_column(Integer)
    mtime_ns: Mapped[int] = mapped_column(Integer)
    sha256: Mapped[str] = mapped_column(Text)
