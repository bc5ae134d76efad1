"""What each record of meetings says, as it is searched: its own words, one line a field, titles in both languages.

A text depends on one record, so that a changed record changes one text; what it belongs to is joined when it is found.
Only the meeting and item of an outcome, and the meeting of an item, are taken along: these never change.
"""

from collections.abc import Collection, Iterator, Mapping
from typing import Any, Final, NamedTuple

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from app.actions.model import ActionItem
from app.core.model import Record
from app.core.texts import EN, ZH, texts, unpacked
from app.initiatives.model import Milestone, Squad
from app.meetings.model import (
    ActionCarry,
    AgendaItem,
    BacklogTopic,
    DepartmentReport,
    Meeting,
    MeetingSeries,
    Outcome,
)

_MOST_IDS: Final = 500


class Document(NamedTuple):
    """A record's words with the records that it names; the columns of ``meeting_text`` after ``n``."""

    entity: str
    entity_id: str
    series_id: str | None
    meeting_id: str | None
    item_id: str | None
    outcome_id: str | None
    action_id: str | None
    squad_id: str | None
    day_on: int | None
    text: str


class _Source(NamedTuple):
    """Of one table: its fields of words, whether a title may be the program's, and what it names by which column."""

    record: type[Record]
    words: tuple[str, ...]
    names: Mapping[str, str]
    titled: bool = False
    day: str = ""


_SOURCES: Final[tuple[_Source, ...]] = (
    _Source(MeetingSeries, ("name", "name_en"), {"series_id": "id"}),
    _Source(Meeting, ("title", "period", "place", "reason"), {"meeting_id": "id"}),
    _Source(AgendaItem, ("notes", "reason"), {"meeting_id": "meeting_id", "item_id": "id"}, titled=True),
    _Source(Outcome, ("text",), {"meeting_id": "meeting_id", "item_id": "item_id", "outcome_id": "id",
                                 "action_id": "action_id"}),
    _Source(ActionItem, ("outcome",), {"action_id": "id"}, titled=True, day="due_on"),
    _Source(ActionCarry, ("reason",), {"meeting_id": "meeting_id", "action_id": "action_id"}),
    _Source(BacklogTopic, ("note", "reason"), {"series_id": "series_id", "item_id": "item_id"}, titled=True,
            day="proposed_on"),
    _Source(DepartmentReport, ("done", "next", "asks"), {"meeting_id": "meeting_id"}),
    _Source(Squad, ("name", "goal", "result"), {"squad_id": "id"}, day="from_on"),
    _Source(Milestone, ("title", "note"), {"squad_id": "squad_id"}, day="due_on"),
)  # fmt: skip
_OF: Final = {one.record.__tablename__: one for one in _SOURCES}
ENTITIES: Final[tuple[str, ...]] = tuple(_OF)
"""The tables whose records are searched."""
_ABOUT: Final = {"meeting_outcome": "outcome_id", "squad": "squad_id"}
"""What an action has to be about to belong to meetings, and the column that names it."""


def documents(session: Session, entity: str, ids: Collection[str] | None = None) -> Iterator[Document]:
    """What the records of a table say, all of them or those of some ids; a removed or wordless one says nothing."""
    source = _OF[entity]
    if ids is None:
        yield from _read(session, source, _asked(source))
        return
    wanted = sorted(ids)
    for start in range(0, len(wanted), _MOST_IDS):
        yield from _read(session, source, _asked(source).where(source.record.id.in_(wanted[start : start + _MOST_IDS])))


def _asked(source: _Source) -> Select[Any]:
    table = source.record
    names = {"id", *source.words, *source.names.values(), *filter(None, [source.day])}
    if source.titled:
        names |= {"title", "params"}
    columns = [getattr(table, name) for name in sorted(names)]
    asked = select(*columns)
    if table is ActionItem:
        asked = asked.add_columns(ActionItem.about_entity, ActionItem.about_id, Outcome.meeting_id, Outcome.item_id)
        asked = asked.join(Outcome, Outcome.id == ActionItem.about_id, isouter=True)
        asked = asked.where(ActionItem.about_entity.in_(tuple(_ABOUT)))
    elif table is BacklogTopic:
        asked = asked.add_columns(AgendaItem.meeting_id)
        asked = asked.join(AgendaItem, AgendaItem.id == BacklogTopic.item_id, isouter=True)
    return asked.where(table.removed.is_(False)).order_by(table.id)


def _read(session: Session, source: _Source, asked: Select[Any]) -> Iterator[Document]:
    zh, en, none = texts(ZH), texts(EN), dict.fromkeys(Document._fields)
    for row in session.execute(asked).mappings():
        lines = [row[name] for name in source.words]
        if source.titled and row["params"]:
            title = unpacked(row["title"], row["params"])
            lines = [zh.render(title), en.render(title), *lines]
        elif source.titled:
            lines = [row["title"], *lines]
        said = list(dict.fromkeys(line for one in lines if one for line in str(one).split("\n") if line.strip()))
        if said:
            keys: dict[str, Any] = {name: row[column] for name, column in source.names.items()}
            if source.record is ActionItem:
                keys |= {_ABOUT[row["about_entity"]]: row["about_id"], "meeting_id": row["meeting_id"],
                         "item_id": row["item_id"]}  # fmt: skip
            elif source.record is BacklogTopic:
                keys["meeting_id"] = row["meeting_id"]
            day = row[source.day] if source.day else None
            found = {"entity": source.record.__tablename__, "entity_id": row["id"], "day_on": day}
            whole: dict[str, Any] = {**none, **keys, **found, "text": "\n".join(said)}
            yield Document(**whole)
