"""The derived tables of the search: what records of meetings say, and an index of the pieces of their words.

``meeting_words`` is an FTS5 table without contents of its own (``migrations/versions/0009_*``): its row number is ``n``
of ``meeting_text``, its one column the pieces that ``rules.stream`` makes of the text. Both can be dropped and rebuilt.
"""

from typing import Final

from sqlalchemy import Column, Index, Integer, Table, Text

from app.core.model import Base

MEETING_TEXT: Final = Table(
    "meeting_text",
    Base.metadata,
    Column("n", Integer, primary_key=True),
    Column("entity", Text, nullable=False),
    Column("entity_id", Text, nullable=False),
    Column("series_id", Text),
    Column("meeting_id", Text),
    Column("item_id", Text),
    Column("outcome_id", Text),
    Column("action_id", Text),
    Column("squad_id", Text),
    Column("day_on", Integer),
    Column("text", Text, nullable=False),
)
"""One row for each record that says something; every column is of that record alone, so that one change is one row.

``day_on`` is the stored day of what belongs to no meeting: a topic that waits, a squad, a milestone, an action of one.
"""
Index("ix_meeting_text_entity", MEETING_TEXT.c.entity, MEETING_TEXT.c.entity_id, unique=True)
