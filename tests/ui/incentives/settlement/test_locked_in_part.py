"""A licence that ended: the settlement says what is locked and why, and offers the release when it is renewed."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget

from app.approvals.queries import approvals
from app.bootstrap import Desk
from app.core.clock import FixedClock
from app.core.period import day_number, day_of
from app.core.workspace import Workspace
from app.incentives.ledger.queries import balances
from app.incentives.ledger.reading import RunLine
from app.jobs.due import Who
from app.jobs.due_locks import lock_posts
from tests.app.incentives.ledger.books import SETTLED_ON, approve, asked, dealers, desk_with, policy, settle, signed
from tests.desks import mapped, take_in, write_csv
from ui.core.card import Banner
from ui.core.context import Context
from ui.core.controls import Button
from ui.core.table import Table
from ui.incentives.explain.view import PayoutView
from ui.incentives.settlement import locking, postings
from ui.incentives.settlement import panel as settlement
from ui.incentives.settlement.panel import SettlementPanel
from ui.incentives.settlement.postings import Posted

TODAY = day_of(SETTLED_ON)
HEAD = ("code", "type", "no", "scope", "from", "to")
ENDED = ("D1", "药品经营许可证", "A1", "化学药制剂", "2021-04-01", "2026-03-31")
RENEWED = ("D1", "药品经营许可证", "A2", "化学药制剂", "2026-04-11", "2031-04-10")


@pytest.fixture
def workspace(workspace: Workspace) -> Workspace:
    """On the day of the settlement."""
    workspace.db.clock = FixedClock(TODAY)
    return workspace


def _papers(desk: Desk, folder: Path, *rows: tuple[object, ...]) -> None:
    how = mapped("licences", "licence_row", "party_code=code licence_type=type number=no goods_scope=scope "
                 "from=from to=to")  # fmt: skip
    take_in(desk, write_csv(folder / f"l{len(list(folder.iterdir()))}.csv", [HEAD, *rows]), how)


def _banners(panel: SettlementPanel) -> list[str]:
    return [one.words.text() for one in panel.findChildren(Banner) if one.isVisibleTo(panel)]


def test_the_run_names_what_is_locked_and_the_release_is_offered(
    workspace: Workspace, tmp_path: Path, context: Context, shown: Callable[..., QWidget],
    at_rest: Callable[[], None], monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr(settlement, "confirm", lambda *_args, **_named: True)
    desk = desk_with(workspace, tmp_path)
    goods = mapped("goods", "product_row", "product_code=code name goods_class=class")
    take_in(desk, write_csv(tmp_path / "g.csv", [("code", "name", "class"), ("P1", "感冒片", "化学药制剂")]), goods)
    _papers(desk, tmp_path, ENDED)
    version = signed(desk, policy())
    panel = SettlementPanel(context)
    shown(panel)
    panel.shown()
    at_rest()

    assert any("240.00" in one and "A1" in one for one in _banners(panel)), _banners(panel)
    assert panel.view is not None
    assert panel.view.run is not None
    panel.explain(next(one for one in panel.view.run.lines if one.line.held))
    at_rest()
    told = [said.text() for view in panel.findChildren(PayoutView) for said, _ in view.lines.labels]
    assert any("240.00" in one and "A1" in one for one in told), "the trial names what would be locked"
    settle(desk, asked(version))
    _papers(desk, tmp_path, RENEWED)
    workspace.db.clock = FixedClock(TODAY + timedelta(days=5))
    panel.reload()
    at_rest()
    assert [one.locked.amount_minor for one in panel.view.releases] == [240_00]
    with desk.db.read() as session:
        (post,) = lock_posts(session, TODAY + timedelta(days=5), Who.read(session))
    assert post.dealer_id == dealers(desk)["D1"]

    panel.release()
    at_rest()
    with desk.db.read() as session:
        found = balances(session, day_number(TODAY) + 5)[dealers(desk)["D1"]]
    assert (found.locked, found.usable) == (0, 240_00)
    assert panel.view.releases == ()


def test_a_payout_is_locked_by_hand_and_released_after_a_second_persons_yes(
    workspace: Workspace, tmp_path: Path, context: Context, shown: Callable[..., QWidget],
    at_rest: Callable[[], None], monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    for module in (locking, postings):
        monkeypatch.setattr(module, "ask", lambda *_args, **_named: {"reason": "The dealer disputes it"})
    monkeypatch.setattr(settlement, "confirm", lambda *_args, **_named: True)
    desk = desk_with(workspace, tmp_path)
    today = day_number(context.desk.clock.today())
    dealer = dealers(desk)["D1"]
    signed(desk, policy())
    panel = SettlementPanel(context)
    shown(panel)
    panel.shown()
    at_rest()

    def click(button: QWidget) -> None:
        assert button.isVisibleTo(panel)
        assert isinstance(button, Button)
        button.click()
        at_rest()

    def pick(table: Table, wanted: Callable[[object], bool]) -> None:
        table.view.select(next(n for n in range(table.grid.rowCount()) if wanted(table.grid.row_at(n))))

    pick(panel.table, lambda one: isinstance(one, RunLine) and one.line.party_id == dealer)
    click(panel.lock_button)
    click(panel.ask_button)
    assert panel.view is not None
    assert panel.view.run is not None
    assert panel.view.run.approval is not None
    approve(desk, panel.view.run.approval.id)
    panel.locks = locking.Locks()  # opened anew: what waits says by itself whom it keeps back
    panel.reload()
    at_rest()
    click(panel.post_button)
    with desk.db.read() as session:
        assert balances(session, today)[dealer].locked == 240_00

    panel.show_part("posted")
    at_rest()
    for said in ("open", "posted"):
        pick(panel.postings.rows, lambda one: isinstance(one, Posted) and one.entry.row.kind == "lock")
        click(panel.postings.free_button)
        with desk.db.read() as session:
            waiting, locked = approvals(session, open_only=True), balances(session, today)[dealer].locked
        assert (len(waiting), locked) == ((1, 240_00) if said == "open" else (0, 0))
        if waiting:
            approve(desk, waiting[0].id)
