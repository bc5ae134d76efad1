"""Known at K: whatever was done since, the copy of a transaction holds what the workspace held right after it."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text

from app.bootstrap import FEEDS, Desk
from app.core.db import Action
from app.core.errors import UserError
from app.core.journal_replay import differences, kept
from app.core.journal_rows import broken_links
from app.core.period import month
from app.core.progress import Progress
from app.core.undo import redo, undo
from app.core.workspace import Workspace
from app.dealers.model import Party
from app.imports.queries import list_batches
from app.jobs.known_at import open_known
from app.kpi.closings import close_months, reopen_months
from app.kpi.model import CELL_STATE, TABLES
from app.kpi.queries import kpi_rows
from tests.desks import sign
from tests.examples import examples
from tests.laws.test_batches import Export, exports, fresh, load, mend

LAW = settings(
    max_examples=examples(10), deadline=None, phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
STEP = st.one_of(
    st.tuples(st.just("load"), st.integers(0, 3)),
    st.tuples(st.just("broken"), st.integers(0, 3)),
    st.tuples(st.just("withdraw"), st.integers(0, 5)),
    st.tuples(st.just("edit"), st.sampled_from(["华东", "华南", None])),
    st.tuples(st.sampled_from(["undo", "undo", "redo", "close", "reopen"]), st.just(0)),
)


def everything(workspace: Workspace) -> dict[str, Any]:
    """Records with their stamps, facts with their flags, cells, rows put aside, and the figures of a month."""
    with workspace.db.read() as session:
        found: dict[str, Any] = {"records": kept(session)}
        for name in [*(feed.table for feed in FEEDS.values()), "quarantine", "batch_scope", "code_mention",
                     *(table.name for table in TABLES if table is not CELL_STATE), "journal", "tx"]:  # fmt: skip
            found[name] = sorted(map(tuple, session.execute(text(f"SELECT * FROM {name}"))), key=str)
    first, last, today = month(2026, 1), month(2026, 2), workspace.clock.today()
    found["figures"] = kpi_rows(workspace.db, first=first, last=last, by="dealer", today=today)
    return found


class Working:
    """A desk at which one thing after the other is done."""

    def __init__(self, desk: Desk, folder: Path, files: list[Export]) -> None:
        self.desk, self.folder, self.files = desk, folder, files

    def do(self, kind: str, what: Any, place: int) -> None:
        desk = self.desk
        try:
            if kind in {"load", "broken"}:
                export = self.files[what % len(self.files)]
                batch = load(desk, self.folder, export, place, wrong=[0] if kind == "broken" else [])
                if kind == "broken":
                    mend(desk, batch, export, [0])
            elif kind == "withdraw":
                with desk.db.read() as session:
                    refs = sorted(one.ref for one in list_batches(session))
                if refs:
                    desk.pipeline.withdraw(refs[what % len(refs)], progress=Progress())
            elif kind == "edit":
                desk.db.write(Action("Edit"), lambda session: self._edit(session, what))
            elif kind in {"undo", "redo"}:
                (undo if kind == "undo" else redo)(desk.db, desk.undo_handlers)
            else:
                self._close(kind)
        except UserError:
            pass  # refused: nothing was changed

    def _edit(self, session: Any, region: str | None) -> None:
        for one in session.scalars(select(Party)):
            one.region = region

    def _close(self, kind: str) -> None:
        period, desk = month(2026, 1), self.desk

        def command(session: Any) -> None:
            if kind == "close":
                close_months(session, desk.workspace.files, until=period, today=desk.clock.today(), reason="")
            else:
                reopen_months(session, first=period, reason="again")

        desk.db.write(Action("Close"), command)


@LAW
@given(files=exports(), steps=st.lists(STEP, min_size=2, max_size=8))
def test_a_copy_holds_what_was_known_then(template: Path, files: list[Export], steps: list[tuple[str, Any]]) -> None:
    with fresh(template) as (desk, folder):
        sign(desk)
        work = Working(desk, folder, files)
        states = {desk.db.last_tx(): everything(desk.workspace)}
        for place, (kind, what) in enumerate([("load", 0), *steps]):
            before = desk.db.last_tx()
            work.do(kind, what, place)
            if kind != "broken" and desk.db.last_tx() == before + 1:  # a broken file and its correction are two
                states[before + 1] = everything(desk.workspace)
            elif kind == "broken":
                states[desk.db.last_tx()] = everything(desk.workspace)
        for tx, state in states.items():
            with open_known(desk.workspace, FEEDS, tx) as copy, copy.db.read() as session:
                assert not list(differences(session))
                assert not list(broken_links(session))
                told = everything(copy)
            for name, held in state.items():
                assert told[name] == held, f"{name} at {tx}"


def sign_here(_session: Any) -> None:
    """Nothing at all: also that is refused."""


def test_a_law_of_copies_can_fail(template: Path) -> None:
    """A copy of another transaction is not what was known."""
    with fresh(template) as (desk, folder):
        sign(desk)
        before = desk.db.last_tx()
        row = ("O1", 1, "A", "P", "2026-01-05", None, None, None, 3, None, "1.00")
        load(desk, folder, Export((row,), ("rows", "", ""), "2026-03-01T00:00:00.000+00:00"), 0)
        with open_known(desk.workspace, FEEDS, before) as copy:
            assert everything(copy) != everything(desk.workspace)
            with pytest.raises(UserError):
                copy.db.write(Action("Edit"), sign_here)
