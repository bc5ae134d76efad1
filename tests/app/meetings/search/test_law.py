"""300 Chinese words of two characters against a plain look at every text; and whatever is written, index == rebuilt."""

import random
import shutil
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from app.core.db import Action, Database
from app.core.errors import UserError
from app.core.undo import redo, undo
from app.core.workspace import Workspace
from app.meetings import commands
from app.meetings.model import AgendaItem, BacklogTopic, Outcome
from app.meetings.search.index import fresh_documents, index_faults, rebuild_index, refresh_index
from app.meetings.search.queries import search
from app.meetings.search.rules import folded, read_query
from tests.app.meetings.rooms import FIRST, Room, a_meeting, a_room
from tests.examples import examples

if TYPE_CHECKING:
    from collections.abc import Callable

SIGNS: Final = "准时率达标合同补签催收货款窜复盘库存周转经销商物流部财务审"
ENGLISH: Final = (
    "dealer",
    "deals",
    "OTIF",
    "on-time",
    "rate",
    "Rebate",
    "policy",
    "gap",
    "cold",
    "chain",
    "K/A",
    "95%",
)


def test_300_chinese_words_and_english_ones_are_found_where_a_plain_look_finds_them(workspace: Workspace) -> None:
    db, drawn = workspace.db, random.Random(8)
    room = a_room(db)
    meeting = a_meeting(db, room, all_there=False)

    def words() -> str:
        parts = ["".join(drawn.choices(SIGNS, k=drawn.randint(2, 9))) for _ in range(3)]
        return " ".join([*parts, drawn.choice(ENGLISH)]) if drawn.random() < 0.5 else "，".join(parts)

    def write(session: Session, times: int) -> None:
        for _ in range(times):
            item = commands.add_item(session, meeting_id=meeting, title=words())
            session.flush()
            commands.add_outcome(session, item_id=item, kind="decision", text=words())
            session.flush()

    db.write(Action("test"), lambda session: write(session, 70))
    refresh_index(db)
    db.write(Action("test"), lambda session: write(session, 4))  # the index does not know them yet
    asked = {"".join(drawn.choices(SIGNS, k=2)) for _ in range(600)}
    pairs = sorted(asked)[:300]
    assert len(pairs) == 300
    with db.read() as session:
        texts = {one.entity_id: folded(one.text) for one in fresh_documents(session)}
        hits = 0
        for word in pairs:
            found = {one.entity_id for one in search(session, word, most=1_000).hits}
            assert found == {key for key, text in texts.items() if word in text}
            hits += len(found)
        assert hits > 300
        for word in ENGLISH:
            found = {one.entity_id for one in search(session, word, most=1_000).hits}
            start = read_query(word).phrases[0].marks
            assert found == {key for key, text in texts.items() if start.search(text)}
            assert found


# -- the law ----------------------------------------------------------------------------------------------------------

KINDS = ("item", "outcome", "action", "note", "park", "topic", "drop", "withdraw", "undo", "undo", "redo", "refresh",
         "refresh")  # fmt: skip
STEPS = st.lists(st.tuples(st.sampled_from(KINDS), st.integers(0, 5), st.text(SIGNS[:12] + "ab ", max_size=6)),
                 min_size=4, max_size=16)  # fmt: skip


def take(db: Database, room: Room, meeting: str, kind: str, i: int, words: str) -> None:
    """One step, refused or not."""
    if kind in {"undo", "redo"}:
        (undo if kind == "undo" else redo)(db, {})
    elif kind == "refresh":
        refresh_index(db)
    else:
        db.write(Action(kind), lambda session: write_one(session, room, meeting, kind, i, words))


def write_one(session: Session, room: Room, meeting: str, kind: str, i: int, words: str) -> None:
    def one(cls: Any) -> str:
        found = session.query(cls.id).filter(cls.removed.is_(False)).order_by(cls.id).all()
        return str(found[i % len(found)][0]) if found else ""

    act: dict[str, Callable[[], object]] = {
        "item": lambda: commands.add_item(session, meeting_id=meeting, title=words),
        "outcome": lambda: commands.add_outcome(session, item_id=one(AgendaItem), kind="risk", text=words),
        "action": lambda: commands.add_outcome(
            session, item_id=one(AgendaItem), kind="action", text=words, owner_id=room.chair, due_on=FIRST),
        "note": lambda: commands.edit_item(session, item_id=one(AgendaItem), changes={"notes": words}),
        "park": lambda: commands.park_item(session, item_id=one(AgendaItem), reason=words),
        "topic": lambda: commands.add_topic(session, series_id=room.series_id, title=words, on=FIRST),
        "drop": lambda: commands.drop_topic(session, topic_id=one(BacklogTopic), reason=words),
        "withdraw": lambda: commands.withdraw_outcome(session, outcome_id=one(Outcome)),
    }  # fmt: skip
    act[kind]()


def indexed(path: Path) -> tuple[set[tuple[Any, ...]], set[tuple[Any, ...]]]:
    """The rows of the index and every piece at its place, by records: row numbers say nothing."""
    with closing(sqlite3.connect(path)) as raw:
        rows = {row[1:] for row in raw.execute("SELECT * FROM meeting_text")}
        raw.execute("CREATE VIRTUAL TABLE temp.v USING fts5vocab(main, meeting_words, instance)")
        sql = 'SELECT t.entity_id, v.term, v."offset" FROM v LEFT JOIN meeting_text t ON t.n = v.doc'
        return rows, set(raw.execute(sql))


@given(STEPS)
@settings(deadline=None, max_examples=examples(10))
def test_the_index_after_any_writes_equals_one_that_is_built_anew(
    template: Path, steps: list[tuple[str, int, str]]
) -> None:
    with (
        tempfile.TemporaryDirectory() as folder,
        closing(Database(Path(shutil.copy(template, Path(folder) / "law.cdesk")))) as db,
    ):
        room = a_room(db)
        meeting = a_meeting(db, room, all_there=False)
        for kind, i, words in steps:
            try:
                take(db, room, meeting, kind, i, words)
            except UserError:
                continue
        with db.read() as session:
            assert list(index_faults(session)) == []
        refresh_index(db)
        once = indexed(db.path)
        db.write(Action("anew"), rebuild_index)
        assert once == indexed(db.path)
