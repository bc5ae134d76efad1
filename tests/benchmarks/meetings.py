"""Lists, one meeting and the search over 2,000 meetings with 40,000 actions, beside bare SQL of the same rows.

    python -m tests.benchmarks meetings [--meetings 2000] [--rounds 5] [--workspace FILE]

Ten series of 200 meetings, each with ten items, three decisions and 20 actions; those of all but the last two meetings
of a series were done at the next, one in ten after it was carried over once. Medians of rounds in turn. Each reading is
held against sqlite3 reading the same rows of the same file into a list, the search against a LIKE over the same texts.
"""

import argparse
import random
import sqlite3
import tempfile
from collections.abc import Callable, Mapping
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Final

from sqlalchemy.orm import Session

from app.actions.model import ActionItem
from app.actions.queries import all_actions
from app.bootstrap import Desk, create_desk, open_desk
from app.core.db import Action
from app.core.journal import create
from app.core.settings import MachineSettings
from app.meetings.commands import add_series
from app.meetings.model import ActionCarry, AgendaItem, Meeting, Outcome
from app.meetings.queries import meeting_view, meetings, open_actions
from app.meetings.search.index import refresh_index
from app.meetings.search.queries import search
from app.people.service import add_departments, add_person
from tests.benchmarks.measuring import Ratio, in_turn, say, seconds

SERIES, ITEMS, DECISIONS, ACTIONS = 10, 10, 3, 20
AIM_S: Final = 0.2
FIRST: Final = 500
"""So many the page shows at once; those beyond them come when they are read."""
_EVER: Final = "all 40,000 actions"
WORDS: Final = (
    "准时率", "补签合同", "窜货", "库存周转", "经销商", "物流部", "冷链温度", "返利政策", "许可证到期", "客诉",
    "承运商", "加急运输", "回款", "目标缺口", "杭州仓", "温州线", "降级", "对账", "促销费用", "数据口径",
    "培训", "招标", "盘点",
    "dealer", "rebate", "OTIF", "cold chain", "licence", "on-time", "stock", "overdue", "Hangzhou", "pilot",
)  # fmt: skip
ASKED: Final = {"a word of two characters": "窜货", "two words": "补签 杭州", "an English word": "over",
                "a word of one character": "率", "what nobody said": "合作社"}  # fmt: skip
_MEETINGS: Final = """
    SELECT m.*, s.name, (SELECT count(*) FROM agenda_item i WHERE i.meeting_id = m.id),
      (SELECT count(*) FROM meeting_outcome o WHERE o.meeting_id = m.id)
    FROM meeting m JOIN meeting_series s ON s.id = m.series_id WHERE m.removed = 0 ORDER BY m.held_on DESC
"""
_ACTIONS: Final = """
    SELECT a.*, p.name, d.name FROM action_item a LEFT JOIN person p ON p.id = a.owner_id
    LEFT JOIN department d ON d.id = coalesce(a.department_id, p.department_id)
    WHERE a.removed = 0 {more} ORDER BY a.state <> 'open', a.due_on
"""
_OPEN: Final = """
    SELECT a.*, (SELECT max(c.slips) FROM action_carry c WHERE c.action_id = a.id)
    FROM action_item a JOIN meeting_outcome o ON o.id = a.about_id JOIN meeting m ON m.id = o.meeting_id
    WHERE m.series_id = ? AND a.state = 'open'
"""
_ONE: Final = ("meeting", "id"), ("agenda_item", "meeting_id"), ("meeting_outcome", "meeting_id")


def build(desk: Desk, count: int) -> None:
    """So many meetings with what came of them."""
    drawn = random.Random(8)

    def people(session: Session) -> tuple[list[str], list[str]]:
        add_departments(session)
        session.flush()
        found = [add_person(session, name=f"员工{n:02d}") for n in range(40)]
        chair, secretary = found[:2]
        return found, [
            add_series(session, name=f"经营分析会{n}", rhythm="monthly 8 09:30", chair_id=chair, secretary_id=secretary)
            for n in range(SERIES)
        ]

    owners, series = desk.db.write(Action("Benchmark"), people).value
    each = count // SERIES
    for n, one in enumerate(series):
        desk.db.write(Action("Benchmark"), partial(_held, series=one, owners=owners, count=each, drawn=drawn))
        say(f"series {n + 1} of {SERIES}")


def _said(drawn: random.Random) -> str:
    parts = drawn.sample(WORDS, drawn.randint(3, 8))
    return "，".join(parts) if drawn.random() < 0.5 else " ".join(parts)


def _held(session: Session, *, series: str, owners: list[str], count: int, drawn: random.Random) -> None:
    left: list[ActionItem] = []
    for n in range(count):
        day = 20_000 + 7 * n
        meeting = create(
            session, Meeting, series_id=series, number=n + 1, period="2026-03", held_on=day, from_minute=570,
            minutes=120, state="closed", version=1, chair_id=owners[0], secretary_id=owners[1],
        )  # fmt: skip
        _settle(session, meeting, left, drawn)
        items = [
            create(
                session, AgendaItem, meeting_id=meeting.id, n=place, section="topics", source="person", cause="",
                fingerprint="", title=_said(drawn), params={}, owner_id=drawn.choice(owners), minutes=5,
                spent_seconds=280, state="done", evidence=[], notes=_said(drawn), recurring=False,
            )
            for place in range(ITEMS)
        ]  # fmt: skip
        made = [_came(session, meeting, drawn.choice(items), owners, place, drawn)
                for place in range(DECISIONS + ACTIONS)]  # fmt: skip
        left = [one for one in made if one is not None]
        session.flush()


def _came(
    session: Session, meeting: Meeting, item: AgendaItem, owners: list[str], n: int, drawn: random.Random
) -> ActionItem | None:
    kind, words = ("decision" if n < DECISIONS else "action"), _said(drawn)
    outcome = create(session, Outcome, meeting_id=meeting.id, item_id=item.id, n=n, kind=kind, text=words)
    if kind == "decision":
        return None
    action = create(
        session, ActionItem, kind="task", title=words, params={}, about_entity="meeting_outcome", about_id=outcome.id,
        owner_id=drawn.choice(owners), due_on=meeting.held_on + drawn.randint(3, 30), state="open",
    )  # fmt: skip
    outcome.action_id = action.id
    return action


def _settle(session: Session, meeting: Meeting, left: list[ActionItem], drawn: random.Random) -> None:
    """The next meeting finds most done; the very last ones of a series stay open."""
    for one in left:
        slipped = drawn.random() < 0.1
        create(
            session, ActionCarry, meeting_id=meeting.id, action_id=one.id, verdict="carried" if slipped else "done",
            due_before=one.due_on, due_after=meeting.held_on + 14 if slipped else None, slips=int(slipped),
            reason=_said(drawn) if slipped else None,
        )  # fmt: skip
        if not slipped or drawn.random() < 0.9:
            one.state, one.done_on, one.outcome = "done", meeting.held_on, _said(drawn)
            if slipped:
                create(session, ActionCarry, meeting_id=meeting.id, action_id=one.id, verdict="done",
                       due_before=one.due_on, slips=1)  # fmt: skip


def main(arguments: list[str]) -> list[Ratio]:
    """Measure and say."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--meetings", type=int, default=2_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--workspace", type=Path, help="a workspace that was made by this before; made where it is not")
    asked, _ = parser.parse_known_args(arguments)
    with tempfile.TemporaryDirectory(prefix="channeldesk-") as name:
        machine = MachineSettings(Path(name) / "home")
        path = asked.workspace or Path(name) / "meetings.cdesk"
        if path.exists():
            desk = open_desk(path, machine=machine)
        else:
            desk = create_desk(path, machine=machine)
            say(f"{asked.meetings:,} meetings written in {seconds(lambda: build(desk, asked.meetings)):.0f} s")
        say(f"index brought up to date in {seconds(lambda: refresh_index(desk.db)):.1f} s")
        with closing(desk), closing(sqlite3.connect(path)) as plain:
            return compare(desk, plain, asked.rounds)


def compare(desk: Desk, plain: sqlite3.Connection, rounds: int) -> list[Ratio]:
    """The ratios of a workspace."""
    series, one, last = plain.execute(
        "SELECT series_id, id, held_on FROM meeting ORDER BY held_on DESC, id LIMIT 1"
    ).fetchone()

    def ours(work: Callable[[Session], object]) -> Callable[[], object]:
        def run() -> object:
            with desk.db.read() as session:
                return work(session)

        return run

    def bare(sql: str, *bound: object) -> Callable[[], object]:
        return lambda: plain.execute(sql, bound).fetchall()

    def parts() -> None:
        for table, column in _ONE:
            plain.execute(f"SELECT * FROM {table} WHERE {column} = ?", (one,)).fetchall()
        bare(_OPEN, series)()

    cases: dict[str, tuple[Callable[[], object], Callable[[], object], float]] = {
        "the list of meetings": (ours(meetings), bare(_MEETINGS), 10),
        "one meeting": (ours(lambda session: meeting_view(session, one)), parts, 40),
        "open actions of a series": (ours(lambda session: open_actions(session, series)), bare(_OPEN, series), 20),
        "open actions of everybody": (
            ours(lambda session: all_actions(session, open_only=True)),
            bare(_ACTIONS.format(more="AND state = 'open'")), 5,
        ),
        "the page of actions, with those done lately": (
            ours(lambda session: all_actions(session, closed_since=last - 30)),
            bare(_ACTIONS.format(more=f"AND (state = 'open' OR done_on >= {last - 30})")), 5,
        ),
        f"the first {FIRST} of all 40,000 actions": (
            ours(lambda session: all_actions(session, most=FIRST)),
            bare(_ACTIONS.format(more="") + f" LIMIT {FIRST}"), 5,
        ),
        _EVER: (ours(all_actions), bare(_ACTIONS.format(more="")), 5),
    }  # fmt: skip
    for name, words in ASKED.items():
        like = "SELECT entity, entity_id, text FROM meeting_text WHERE " + " AND ".join(
            "text LIKE ?" for _ in words.split()
        )
        cases[f"search, {name}"] = (
            ours(partial(search, text=words)),
            bare(like, *(f"%{word}%" for word in words.split())), 1,
        )  # fmt: skip
    return _ratios(cases, rounds)


def _ratios(cases: Mapping[str, tuple[Callable[[], object], Callable[[], object], float]], rounds: int) -> list[Ratio]:
    found: list[Ratio] = []
    for name, (our, base, goal) in cases.items():
        taken, baseline = in_turn([our, base], rounds)
        say(f"{name}: {taken * 1000:.0f} ms, plain {baseline * 1000:.1f} ms")
        if name != _EVER:  # asked for by a filter; it is read while the first of them are in sight
            found.append(Ratio(f"{name}, of {AIM_S * 1000:.0f} ms", taken / AIM_S, 1))
        found.append(Ratio(f"{name} against plain SQL of the same", taken / baseline, goal))
    return found
