"""On the day of its check an effect is measured by itself and told, until a meeting has discussed it."""

from datetime import UTC, date, datetime

from app.core.progress import Progress
from app.core.texts import texts
from app.inbox.queries import list_notices
from app.jobs import timetable
from app.jobs.effects import run_effects
from app.jobs.runs import by_hand, last_runs
from app.jobs.telling import run_telling
from app.meetings import commands
from app.meetings.effects.queries import due_effects
from tests.app.meetings.effects.decided import CHECK, Decided
from tests.app.meetings.rooms import do

NOW = datetime(2026, 8, 12, tzinfo=UTC)


def _told(at: Decided) -> list[str]:
    run_telling(at.db, Progress())
    with at.db.read() as session:
        found = [one.newest for one in list_notices(session, kind="effect")]
    return [texts("en").render(one.subject) for one in found]


def test_the_job_is_wanted_while_anything_waits_and_tells_what_it_found(at: Decided) -> None:
    with at.db.read() as session:
        assert timetable.EFFECTS not in {one.name for one in timetable.timed_jobs(session)}
    aim = at.aim()
    with at.db.read() as session:
        assert timetable.EFFECTS in {one.name for one in timetable.timed_jobs(session)}
    assert run_effects(at.db, at.files, Progress(), by_hand(timetable.EFFECTS, NOW)) == []
    assert _told(at) == []
    at.on(date(2026, 8, 12))
    at.desk.run_job(by_hand(timetable.EFFECTS, datetime(2026, 8, 12, 1, tzinfo=UTC)), Progress())
    with at.db.read() as session:
        assert [one.outcome for one in last_runs(session, job=timetable.EFFECTS)] == ["done", "nothing"]
        assert timetable.EFFECTS not in {one.name for one in timetable.timed_jobs(session)}
        (due,) = due_effects(session, CHECK + 2)
    assert due.aim.id == aim
    (said,) = _told(at)
    assert "对两家追加陈列支持" in said
    assert said.endswith("Goal reached")
    item = do(at.db, commands.add_item, meeting_id=at.meeting, title="效果", cause=due.cause,
              fingerprint=due.fingerprint)  # fmt: skip
    do(at.db, commands.begin_item, item_id=item)
    do(at.db, commands.end_item, item_id=item, seconds=60)
    assert _told(at) == [], "what was discussed is over"
