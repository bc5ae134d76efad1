"""A settlement by clicks: seen, approved by somebody else, posted, taken back; accounts and their uses."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget

from app.bootstrap import Desk
from app.core.period import day_number
from app.core.workspace import Workspace
from app.incentives.ledger.rules import Balance
from app.incentives.policy import Basis
from tests.app.incentives.drawn import PERCENT, rebate
from tests.app.incentives.in_effect import put_in_effect
from tests.app.incentives.ledger.books import approve
from tests.desks import sign
from tests.ui import looks, small_region
from ui.core.context import Context
from ui.core.controls import Button
from ui.core.look import Look
from ui.core.panel import Panel
from ui.incentives.accounts.panel import AccountsPanel
from ui.incentives.settlement import panel as settlement
from ui.incentives.settlement import postings
from ui.incentives.settlement.panel import SettlementPanel
from ui.incentives.statements.panel import StatementsPanel

FROM, TO = day_number(date(2026, 1, 1)), day_number(date(2026, 12, 31))


@pytest.fixture
def workspace(small_workspace: Workspace) -> Workspace:
    """Three dealers instead of none."""
    return small_workspace


@pytest.fixture
def opened(
    context: Context, shown: Callable[..., QWidget], at_rest: Callable[[], None]
) -> Callable[[type[Panel]], Panel]:
    """A part as the page shows it."""

    def made(kind: type[Panel]) -> Panel:
        found = kind(context)
        shown(found)
        found.shown()
        at_rest()
        return found

    return made


def put(desk: Desk) -> str:
    sign(desk)
    policy = rebate((0, PERCENT), (4_000_000_00, 2 * PERCENT), from_on=FROM, to_on=TO, basis=Basis(event="ordered"))
    return put_in_effect(desk.db, policy)


def posted(desk: Desk, panel: SettlementPanel, at_rest: Callable[[], None], kind: str) -> None:
    """A run of the panel's first period posted by clicks, approved by somebody else where it has to be."""
    panel.kinds.picked.emit(kind)
    at_rest()
    assert panel.view is not None
    if panel.ask_button.isVisibleTo(panel):
        panel.ask_button.click()
        at_rest()
        assert not panel.post_button.isVisibleTo(panel)
        assert panel.view.run is not None
        waiting = panel.view.run.approval
        assert waiting is not None
        approve(desk, waiting.id)
        panel.reload()
        at_rest()
    panel.post_button.click()
    at_rest()


@pytest.fixture(autouse=True)
def agreed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever is asked says yes, and why."""
    monkeypatch.setattr(settlement, "confirm", lambda *_args, **_named: True)
    monkeypatch.setattr(postings, "ask", lambda *_args, **_named: {"reason": "wrong rate"})


def test_without_a_signed_policy_it_says_what_to_do(opened: Callable[[type[Panel]], Panel]) -> None:
    for kind in (SettlementPanel, AccountsPanel):
        found = opened(kind)
        asked: list[str] = []
        found.moved.connect(lambda name, _target, asked=asked: asked.append(name))
        next(one for one in found.findChildren(Button) if one.property("kind") == "primary" and one.isVisible()).click()
        assert asked in (["policies"], ["settlement"])


def test_a_settlement_is_approved_by_somebody_else_posted_and_taken_back(
    desk: Desk, opened: Callable[[type[Panel]], Panel], at_rest: Callable[[], None], tmp_path: Path
) -> None:
    put(desk)
    panel = opened(SettlementPanel)
    assert isinstance(panel, SettlementPanel)
    assert panel.table.grid.rowCount() == 3

    posted(desk, panel, at_rest, "accrual")
    posted(desk, panel, at_rest, "partial")
    assert panel.postings.list.grid.rowCount() == 2

    accounts = opened(AccountsPanel)
    assert isinstance(accounts, AccountsPanel)
    assert accounts.view is not None
    first = accounts.view.rows[0]
    assert first.balance.usable == first.balance.credited > 0
    accounts.read_button.click()
    at_rest()

    panel.show_part("posted")
    at_rest()
    panel.postings.export_to(tmp_path / "ledger.xlsx")
    at_rest()
    assert (tmp_path / "ledger.xlsx").stat().st_size > 0
    assert panel.postings.papers_button.isEnabled()
    panel.postings.write_papers(tmp_path / "papers")
    at_rest()
    assert len([*(tmp_path / "papers").glob("*.pdf")]) == len([*(tmp_path / "papers").glob("*.xlsx")]) == 3
    panel.postings.back_button.click()
    at_rest()
    with desk.db.read() as session:
        from app.approvals.queries import approvals

        (waiting,) = approvals(session, open_only=True)
    approve(desk, waiting.id)
    panel.postings.back_button.click()
    at_rest()
    accounts.reload()
    at_rest()
    assert accounts.view.rows[0].balance != Balance()
    assert all(one.balance.usable == 0 for one in accounts.view.rows)


def test_both_look_right_in_both_languages_and_themes(
    desk: Desk, opened: Callable[[type[Panel]], Panel], at_rest: Callable[[], None], look: Look
) -> None:
    put(desk)
    panel = opened(SettlementPanel)
    assert isinstance(panel, SettlementPanel)
    data = [*small_region.NAMES.values(), "R"]
    assert looks.check_every_face(panel, look, data=data) == []
    for lang, unit in (("en", "CNY"), ("zh_CN", "元")):
        look.set_language(lang)
        at_rest()
        assert unit in panel.sums.text(), "the footer speaks the language of the moment"
    posted(desk, panel, at_rest, "accrual")
    posted(desk, panel, at_rest, "partial")
    panel.show_part("posted")
    at_rest()

    assert looks.check_every_face(panel, look, data=data) == []
    assert looks.check_every_face(opened(AccountsPanel), look, data=data) == []


def test_statements_go_out_come_back_and_are_confirmed_by_clicks(
    desk: Desk, opened: Callable[[type[Panel]], Panel], at_rest: Callable[[], None], look: Look, tmp_path: Path
) -> None:
    put(desk)
    run = opened(SettlementPanel)
    assert isinstance(run, SettlementPanel)
    posted(desk, run, at_rest, "partial")
    panel = opened(StatementsPanel)
    assert isinstance(panel, StatementsPanel)
    panel.issue("2026-Q2")
    at_rest()
    assert panel.table.grid.rowCount() == 3
    assert not panel.confirm_button.isEnabled()

    scan = tmp_path / "scan.pdf"
    scan.write_bytes(b"%PDF-1.4 sealed")
    panel.take_return(scan)
    at_rest()
    panel.confirm_button.click()
    at_rest()

    assert panel.current is not None
    assert panel.current.state == "confirmed"
    assert panel.scan_button.isVisibleTo(panel)
    data = [*small_region.NAMES.values(), "AS", "R"]
    assert looks.check_every_face(panel, look, data=data) == []
