"""Two programs write to one workspace and are killed again and again: the chain is whole and nothing committed is lost.

``CHANNELDESK_WRITES`` (40 unless told) writes for each, ``CHANNELDESK_KILLS`` (2 unless told, at most 20) kills in all.
"""

import os
import shutil
import threading
from pathlib import Path

from sqlalchemy import func, select

from app.core.check import check
from app.core.model import Entry
from app.core.workspace import Workspace
from app.people.queries import people
from tests.torture.kills import killed_at, kills, seeded
from tests.torture.scenarios import NAME

SCENARIO = "tests.torture.scenarios:write_people"


class Lane:
    """One program that is started again after every kill until it has made its writes."""

    def __init__(self, folder: Path, name: str, *, writes: int, deaths: int, seed: int) -> None:
        self.folder = folder
        self.name = name
        self.writes = writes
        self.deaths = deaths
        self.committed: list[str] = []
        self.failure: BaseException | None = None
        self._chance = seeded(seed)
        self._thread = threading.Thread(target=self._run)

    def start(self) -> None:
        self._thread.start()

    def finish(self) -> None:
        self._thread.join()
        if self.failure is not None:
            raise self.failure

    def _run(self) -> None:
        try:
            died = 0
            while len(self.committed) < self.writes:
                left = self.writes - len(self.committed)
                share = max(1, left // (self.deaths - died + 1))
                at = self._chance.randrange(60, 60 + 14 * share) if died < self.deaths else 0
                died += 1
                prefix = f"{self.name}{died}-"
                self.committed += killed_at(SCENARIO, self.folder, prefix, left, at=at).split()
        except BaseException as error:  # noqa: BLE001 - raised again in the test's own thread
            self.failure = error


def test_two_programs_writing_and_dying(template: Path, tmp_path: Path) -> None:
    shutil.copy(template, tmp_path / NAME)
    with Workspace.open(tmp_path / NAME):
        """This account's device is known before the two programs ask for it at the same time."""
    writes, deaths = int(os.environ.get("CHANNELDESK_WRITES", "40")), min(kills(), 20)
    lanes = [
        Lane(tmp_path, "a", writes=writes, deaths=deaths // 2, seed=1),
        Lane(tmp_path, "b", writes=writes, deaths=deaths - deaths // 2, seed=2),
    ]
    for lane in lanes:
        lane.start()
    for lane in lanes:
        lane.finish()
    with Workspace.open(tmp_path / NAME) as workspace:
        assert [str(one) for one in check(workspace.db, workspace.files)] == []
        with workspace.db.read() as session:
            there = {one.name for one in people(session)}
            devices = session.execute(
                select(Entry.device, func.count(), func.max(Entry.dseq)).group_by(Entry.device)
            ).all()
    committed = {name for lane in lanes for name in lane.committed}
    assert committed <= there
    assert len(there) <= 2 * writes + deaths
    assert all(count == last for _, count, last in devices)
