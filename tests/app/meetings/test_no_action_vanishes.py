"""Whatever several people do to actions in whatever order, in meetings and outside, undone or not: none vanishes.

After each step: every action of the series is either looked at by the next meeting or was settled by one that says how;
what closed minutes name is still there; the sum of each closed meeting holds; and no undo reaches behind a closing.
"""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from app.actions.model import ActionItem
from app.actions.service import close_action, edit_action, reopen_action
from app.core.db import Database
from app.core.errors import UserError
from app.core.files import FileStore
from app.core.stamps import CREATED
from app.core.undo import redo, undo
from app.meetings import commands
from app.meetings.closing import close_meeting, reopen_meeting
from app.meetings.commands import Part, Verdict
from app.meetings.minutes import MinutesContent, minutes_from_json
from app.meetings.model import ActionCarry, AgendaItem, Attendance, Meeting, Outcome
from app.meetings.queries import actions_in, open_actions
from app.meetings.rules import SETTLED
from tests.app.meetings.rooms import FIRST, Room, a_meeting, a_room, an_action, do
from tests.examples import examples

KINDS = (
    "hold", "act", "act", "repeat", "carried", "done", "dropped", "merged", "split", "forget", "finish", "finish",
    "close", "reopen", "undo", "undo", "redo", "done outside", "open outside", "move outside", "withdraw",
)  # fmt: skip
STEPS = st.lists(
    st.tuples(st.sampled_from(["ann", "bob"]), st.sampled_from(KINDS), st.integers(0, 5), st.integers(0, 5)),
    min_size=8, max_size=24,
)  # fmt: skip
LAW = settings(deadline=None, max_examples=examples(20))


@dataclass
class Case:
    """A series, the minutes that were closed, and what their records said."""

    db: Database
    files: FileStore
    room: Room
    closed: dict[str, MinutesContent] = field(default_factory=dict)
    """The newest minutes of each meeting that is closed now or was."""
    said: dict[str, list[Any]] = field(default_factory=dict)
    """What the records of each meeting that is closed now say."""
    held: int = 0

    def meetings(self, *states: str) -> list[str]:
        with self.db.read() as session:
            asked = select(Meeting.id).where(Meeting.state.in_(states), Meeting.removed.is_(False))
            return list(session.scalars(asked.order_by(Meeting.held_on)))

    def take(self, kind: str, i: int, j: int) -> None:
        """One step, refused or not."""
        now = self.meetings("in_progress")
        acts: dict[str, Callable[[], object]] = {
            "undo": lambda: undo(self.db, {}), "redo": lambda: redo(self.db, {}), "hold": self.hold,
            "reopen": lambda: self.reopen(i), "done outside": lambda: self.outside(i, "done"),
            "open outside": lambda: self.outside(i, "open"), "move outside": lambda: self.outside(i, "move"),
        }  # fmt: skip
        if kind in acts:
            acts[kind]()
        elif now:
            self.inside(now[0], kind, i, j)

    def hold(self) -> None:
        if not self.meetings("in_progress"):
            self.held += 1
            a_meeting(self.db, self.room, self.held)

    def inside(self, meeting: str, kind: str, i: int, j: int) -> None:
        with self.db.read() as session:
            rows = actions_in(session, meeting)
            made = list(session.scalars(select(Outcome.id).where(Outcome.meeting_id == meeting)))
        one, other = (rows[i % len(rows)].id, rows[j % len(rows)].id) if rows else ("", "")
        later = FIRST + 30 * self.held + 5 * j
        if kind in {"act", "repeat"}:
            an_action(self.db, self.room, meeting, f"{i}{j}", 30 * self.held + 5 * j,
                      repeats="monthly" if kind == "repeat" else None)  # fmt: skip
        elif kind in {"close", "finish"}:
            self.close(meeting, [row.id for row in rows if not row.verdict] if kind == "finish" else [], later)
        elif kind == "withdraw" and made:
            do(self.db, commands.withdraw_outcome, outcome_id=made[i % len(made)])
        elif kind == "split" and one:
            parts = [Part(f"{n}", self.room.chair, later) for n in range(1 + j % 2)]
            do(self.db, commands.split_action, meeting_id=meeting, action_id=one, parts=parts)
        elif kind == "forget" and one:
            do(self.db, commands.forget_verdict, meeting_id=meeting, action_id=one)
        elif one and kind in {"carried", "done", "dropped", "merged"}:
            into = other if kind == "merged" else None
            verdict = Verdict(one, kind, later if kind == "carried" else None, f"why {j}", into)
            do(self.db, commands.carry_actions, meeting_id=meeting, verdicts=[verdict])

    def close(self, meeting: str, rest: list[str], later: int) -> None:
        verdicts = [Verdict(one, "carried", later, "no time") for one in rest]
        if verdicts:
            do(self.db, commands.carry_actions, meeting_id=meeting, verdicts=verdicts)
        content = close_meeting(self.db, self.files, meeting_id=meeting).content
        assert content.sum.balanced
        assert all(one.verdict for one in content.carried)
        assert content.sum.came == len(content.carried)
        self.closed[meeting] = content
        self.said[meeting] = self.records(meeting)

    def reopen(self, i: int) -> None:
        there = self.meetings("closed")
        if there:
            do(self.db, reopen_meeting, meeting_id=there[i % len(there)], reason="more")
            del self.said[there[i % len(there)]]

    def outside(self, i: int, what: str) -> None:
        with self.db.read() as session:
            ids = list(session.scalars(select(ActionItem.id).where(ActionItem.removed.is_(False)).order_by("id")))
        if not ids:
            return
        one = ids[i % len(ids)]
        if what == "done":
            do(self.db, close_action, action_id=one, on=FIRST)
        elif what == "open":
            do(self.db, reopen_action, action_id=one)
        else:
            do(self.db, edit_action, action_id=one, changes={"due_on": FIRST + 7 * i})

    def records(self, meeting: str) -> list[Any]:
        """What a meeting's own records say; its actions live on."""
        with self.db.read() as session:
            found: list[Any] = [session.get_one(Meeting, meeting).state, session.get_one(Meeting, meeting).version]
            for cls, names in (
                (AgendaItem, ("title", "state")), (Attendance, ("state",)), (Outcome, ("text", "action_id")),
                (ActionCarry, ("verdict", "due_after", "slips", "reason", "into_id")),
            ):  # fmt: skip
                rows = session.scalars(select(cls).where(cls.meeting_id == meeting).order_by(cls.id))
                found += [(one.id, one.removed, *(getattr(one, name) for name in names)) for one in rows]
            return found

    def check(self) -> None:
        for meeting, content in self.closed.items():
            with self.db.read() as session:
                row = session.get_one(Meeting, meeting)
                assert not row.removed
                assert minutes_from_json(self.files.get(row.minutes_sha256 or "")) == content
            if meeting in self.said:
                assert self.records(meeting) == self.said[meeting], "nothing behind a closing changes"
        with self.db.read() as session:
            asked = (
                select(ActionCarry.action_id, ActionCarry)
                .join(Meeting, Meeting.id == ActionCarry.meeting_id)
                .where(ActionCarry.removed.is_(False))
                .order_by(Meeting.held_on)
            )
            last = {row[0]: row[1] for row in session.execute(asked)}
            actions = {one.id: one for one in session.scalars(select(ActionItem))}
            coming = {one.id for one in open_actions(session, self.room.series_id)}
        named = {one.action_ref for content in self.closed.values() for _, one in content.outcomes("action")}
        named |= {one.ref for content in self.closed.values() for one in content.carried}
        assert named <= {one.ref for one in actions.values() if not one.removed}, "minutes name what is there"
        for one in actions.values():
            self.one_of(one, actions)
            carry = last.get(one.id)
            if one.removed or one.id in coming:
                continue
            assert carry is not None, "neither looked at by the next meeting nor settled by one"
            assert carry.verdict in SETTLED
            assert one.state != "open"
            assert carry.verdict != "dropped" or carry.reason
            assert carry.verdict != "merged" or carry.into_id != one.id
            self.ends(one.id, last)
            if carry.verdict == "merged":
                self.stands(one, carry, actions[carry.into_id or ""], last)

    @staticmethod
    def one_of(one: ActionItem, actions: dict[str, ActionItem]) -> None:
        """What repeats is not there twice: opened again it took the next one back, unless that was taken up."""
        for again in actions.values():
            follows = again.follows_id == one.id and again.about_id == one.about_id and again.state == "open"
            if follows and not again.removed and set(again.stamps) <= {CREATED, "removed"}:
                assert one.state != "open", "both of them are owed"

    @staticmethod
    def stands(one: ActionItem, carry: ActionCarry, into: ActionItem, last: dict[str, ActionCarry]) -> None:
        """What it was joined with is there, and was not dropped in the same breath, nor later without its name."""
        assert not into.removed, "joined with nothing"
        now = last.get(into.id)
        if now is not None and now.verdict == "dropped":
            assert now.meeting_id != carry.meeting_id, "dropped with another and nobody said so"
            assert one.ref in (now.reason or "")

    @staticmethod
    def ends(action: str, last: dict[str, ActionCarry]) -> None:
        """Joined with another, and that with another: it comes to one that stands for them all."""
        seen: set[str] = set()
        while (carry := last.get(action)) is not None and carry.verdict == "merged":
            assert action not in seen, "each is joined with the other and nobody does it"
            seen.add(action)
            action = carry.into_id or ""


@contextmanager
def case(template: Path) -> Iterator[Case]:
    """A series of its own for every example."""
    with tempfile.TemporaryDirectory() as folder:
        db = Database(Path(shutil.copy(template, Path(folder) / "law.cdesk")))
        try:
            yield Case(db, FileStore(Path(folder) / "law.files"), a_room(db))
        finally:
            db.close()


@LAW
@given(steps=STEPS)
def test_no_action_vanishes_and_closing_is_a_barrier(template: Path, steps: list[tuple[str, str, int, int]]) -> None:
    with case(template) as made:
        made.hold()
        for n, kind in enumerate(("act", "repeat")):
            made.take(kind, n, n)
        for actor, kind, i, j in steps:
            made.db.actor = made.room.chair if actor == "ann" else made.room.finance
            try:
                made.take(kind, i, j)
            except UserError:
                continue
            made.check()
