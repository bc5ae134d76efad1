"""Batches and what hangs on them: their scopes, their quarantined rows, the codes that they name."""

from typing import Final

from sqlalchemy import Column, Index, Integer, Table, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.model import Base, Record

LIVE: Final = "live"
WITHDRAWN: Final = "withdrawn"
REPLACED: Final = "replaced"


class ImportBatch(Record):
    """One file taken in with one profile: a journaled record whose undo is its withdrawal."""

    __tablename__ = "import_batch"
    ref_prefix = "B"

    n: Mapped[int] = mapped_column(index=True)
    """The number that fact rows carry; larger is later."""
    source: Mapped[str]
    profile_id: Mapped[str]
    profile_version: Mapped[int]
    profile_sha256: Mapped[str]
    file_name: Mapped[str]
    file_sha256: Mapped[str] = mapped_column(index=True)
    extracted_at: Mapped[str]
    """ISO instant by which batches of one source are ranked."""
    loaded_at: Mapped[str]
    state: Mapped[str]
    """live, withdrawn or replaced."""
    summary: Mapped[str]
    """JSON: for each feed its counts and reasons."""
    parent_id: Mapped[str | None]
    """The batch whose quarantined rows this one fixes."""


class ImportProfile(Record):
    """A profile kept in the workspace, proposed by the program or corrected by a person."""

    __tablename__ = "import_profile"
    ref_prefix = "IP"

    profile_id: Mapped[str] = mapped_column(index=True)
    version: Mapped[int]
    source: Mapped[str]
    title: Mapped[str]
    text: Mapped[str]
    """The TOML."""


class DataSource(Record):
    """Where data come from by themselves: a database, an endpoint of the web, a folder; its secret lies elsewhere."""

    __tablename__ = "data_source"
    ref_prefix = "DS"

    name: Mapped[str]
    kind: Mapped[str]
    """database, web or folder."""
    settings: Mapped[str]
    """JSON: what ``sources.settings`` reads."""
    profile_id: Mapped[str]
    """Empty for a folder whose files are each read with the kept profile that fits their name."""
    schedule: Mapped[str]
    """As ``jobs.schedule`` reads it; empty for one that is read by hand only."""
    scheduled_at: Mapped[str]
    """ISO instant from which on the schedule counts: what was due before is nothing that was missed."""
    paused: Mapped[bool]
    cursor: Mapped[str | None]
    """How far it was read: changed only in the transaction that loads what was read up to there."""


BATCH_SCOPE = Table(
    "batch_scope",
    Base.metadata,
    Column("batch_n", Integer, primary_key=True),
    Column("feed", Text, primary_key=True),
    Column("first_on", Integer, primary_key=True),
    Column("last_on", Integer, nullable=False),
    Column("party_code", Text, primary_key=True),  # '' covers every dealer or place of the source
)
"""What complete lists cover: every older row inside that they lack is hidden."""

QUARANTINE = Table(
    "quarantine",
    Base.metadata,
    Column("id", Integer, primary_key=True),
    Column("batch_n", Integer, nullable=False),
    Column("feed", Text, nullable=False),
    Column("row_no", Integer, nullable=False),
    Column("reasons", Text, nullable=False),  # JSON list of [field, code, value]
    Column("cells", Text, nullable=False),  # JSON object header -> text
    Column("state", Text, nullable=False),  # open | fixed | dropped
    Column("entry", Integer, nullable=False, server_default="0"),  # which part of the profile, counted from 0
    Index("ix_quarantine_batch_n", "batch_n", "feed"),
)
"""Rows that were not taken in, with the reason in a code and the original cells."""

CODE_MENTION = Table(
    "code_mention",
    Base.metadata,
    Column("batch_n", Integer, primary_key=True),
    Column("source_n", Integer, primary_key=True),
    Column("kind", Text, primary_key=True),  # party | product
    Column("code", Text, primary_key=True),
)
"""Codes that a batch may create master records for; a record that no live batch names is marked removed."""

RULE_RESULT = Table(
    "rule_result",
    Base.metadata,
    Column("batch_n", Integer, nullable=False),
    Column("feed", Text, nullable=False),
    Column("entry", Integer, nullable=False),
    Column("code", Text, nullable=False),  # '' counts rows, 'fixed' those of a correction, 'days' their days
    Column("indicator", Text, nullable=False),
    Column("party_code", Text, nullable=False),  # '*' is the whole of the batch, '' no dealer named
    Column("month", Integer, nullable=False),  # yyyymm of the row's business day, 0 where none is known
    Column("checked", Integer, nullable=False),
    Column("failed", Integer, nullable=False),
    Column("last_on", Integer),  # the last business day among the rows
    Index("ix_rule_result_batch_n", "batch_n", "code"),
)
"""What every check and data rule saw and found in a batch, by dealer and month; quality scores are computed from it.

Of a check the whole of the batch is kept, and of dealers and months those where it found something.
"""

RULE_HIT = Table(
    "rule_hit",
    Base.metadata,
    Column("batch_n", Integer, nullable=False),
    Column("feed", Text, nullable=False),
    Column("code", Text, nullable=False),
    Column("row_no", Integer, nullable=False),
    Index("ix_rule_hit_batch_n", "batch_n", "feed", "code"),
)
"""Rows that were taken in with a warning."""
