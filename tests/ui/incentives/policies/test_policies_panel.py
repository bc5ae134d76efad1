"""Policies by clicks: made in the wizard, sent to approval, signed, changed by a next version."""

from collections.abc import Callable
from datetime import date

import pytest

from app.bootstrap import Desk
from app.core.db import Action
from app.core.period import day_number
from app.core.texts import EN
from app.incentives.policies import service
from app.incentives.policies.queries import PolicyRow, list_policies
from tests.approving import People, enrol, give
from tests.ui.conftest import Heard
from tests.ui.looks import check_every_face
from ui.core.look import Look
from ui.incentives.page import IncentivesPage
from ui.incentives.policies import acts as acts_module
from ui.incentives.policies.panel import COMPARE, TEXT, VERSIONS, PoliciesPanel
from ui.incentives.policies.step_basis import BasisStep
from ui.incentives.policies.step_conditions import ConditionsStep
from ui.incentives.policies.step_payout import PayoutStep
from ui.incentives.policies.step_start import StartStep
from ui.incentives.policies.step_tiers import TiersStep
from ui.incentives.policies.step_who import GoodsStep, WhoStep
from ui.incentives.policies.wizard import Wizard

TODAY = day_number(date(2026, 3, 1))
Rest = Callable[[], None]


@pytest.fixture
def page(visit: Callable[[type[IncentivesPage]], IncentivesPage]) -> IncentivesPage:
    """The page on an empty workspace."""
    return visit(IncentivesPage)


@pytest.fixture
def panel(page: IncentivesPage) -> PoliciesPanel:
    """Its part about policies."""
    found = page.panel("policies")
    assert isinstance(found, PoliciesPanel)
    return found


@pytest.fixture
def people(desk: Desk) -> People:
    """Who makes and who approves; the maker works here."""
    found = enrol(desk.db)
    desk.workspace.set_person(found.maker)
    return found


def kept(desk: Desk) -> list[PolicyRow]:
    """The policies of the workspace."""
    with desk.db.read() as session:
        return list_policies(session)


def typing(monkeypatch: pytest.MonkeyPatch, rest: Rest, fill: Callable[[Wizard], None]) -> None:
    """Fill the wizard as somebody would, and keep the draft."""

    def run(wizard: Wizard) -> bool:
        fill(wizard)
        wizard.accept()
        rest()
        return bool(wizard.result())

    monkeypatch.setattr(Wizard, "run", run)


def named(wizard: Wizard) -> None:
    """Code and name."""
    start = wizard.steps[0]
    assert isinstance(start, StartStep)
    start.code.setText("R26")
    start.name.setText("年度返利")


def made(panel: PoliciesPanel, monkeypatch: pytest.MonkeyPatch, rest: Rest) -> None:
    """A first draft."""
    typing(monkeypatch, rest, named)
    panel.new_button.click()
    rest()


def test_a_policy_is_made_step_by_step(
    panel: PoliciesPanel, desk: Desk, monkeypatch: pytest.MonkeyPatch, at_rest: Rest
) -> None:
    said: list[str] = []

    def fill(wizard: Wizard) -> None:
        wizard.accept()
        said.append(wizard.problem.full_text())
        named(wizard)
        start, who, goods, basis, tiers, conditions, payout = wizard.steps
        assert isinstance(start, StartStep)
        start.start.choose("cumulative")
        start.start.picked.emit("cumulative")
        start.grace.setText("5")
        for _ in range(4):
            wizard.next_button.click()
        assert isinstance(tiers, TiersStep)
        tiers.tiers.add_button.click()
        for field, words in zip(tiers.tiers.lines[-1], ("8,000,000", "3 %"), strict=True):
            field.setProperty("text", words)
        wizard.next_button.click()
        assert isinstance(conditions, ConditionsStep)
        conditions.grades["A"].setText("1.2")
        wizard.next_button.click()
        assert isinstance(payout, PayoutStep)
        payout.cap.setText("百万")
        wizard.refresh()
        said.append(wizard.problem.full_text())
        payout.cap.setText("1,000,000.50")
        for currency, is_refused in (("USD", True), ("CNY", False)):
            payout.currency.setText(currency)
            wizard.refresh()
            assert ("USD" in payout.form._notes[payout.currency][0].text()) is is_refused
        assert [type(one) for one in (who, goods, basis)] == [WhoStep, GoodsStep, BasisStep]
        wizard.refresh()
        said.append(wizard.problem.full_text())

    typing(monkeypatch, at_rest, fill)
    panel.new_button.click()
    at_rest()
    assert [bool(words) for words in said] == [True, True, False]
    (row,) = kept(desk)
    policy = row.newest.policy
    assert (policy.code, policy.grace_days, policy.scale.method) == ("R26", 5, "cumulative")
    assert [tier.rate for tier in policy.scale.tiers] == [10_000, 15_000, 20_000, 30_000]
    assert policy.scale.tiers[-2].end == policy.scale.tiers[-1].start == 800_000_000
    assert policy.grade_factors == {"A": 1_200_000}
    assert policy.payout.cap == 100_000_050
    assert panel.policies.grid.rowCount() == 1


def test_what_is_taken_already_is_said_and_the_wizard_stays(
    panel: PoliciesPanel, desk: Desk, monkeypatch: pytest.MonkeyPatch, at_rest: Rest
) -> None:
    made(panel, monkeypatch, at_rest)
    said: list[str] = []

    def run(wizard: Wizard) -> bool:
        named(wizard)
        wizard.accept()
        at_rest()
        said.append(wizard.problem.full_text())
        return bool(wizard.result())

    monkeypatch.setattr(Wizard, "run", run)
    panel.new_button.click()
    at_rest()
    assert "R26" in said[0]
    assert len(kept(desk)) == 1


def test_from_a_draft_to_the_next_version_by_clicks(
    panel: PoliciesPanel, desk: Desk, people: People, heard: Heard, monkeypatch: pytest.MonkeyPatch, at_rest: Rest
) -> None:
    monkeypatch.setattr(acts_module, "ask", lambda *_args, **_more: {"region": ""})
    monkeypatch.setattr(acts_module, "confirm", lambda *_args, **_more: True)
    made(panel, monkeypatch, at_rest)
    acts = panel.acts
    assert acts.simulate.isVisibleTo(panel)
    assert not acts.submit.isVisibleTo(panel)
    first = kept(desk)[0].newest.id
    result = desk.workspace.files.put(b"{}")
    desk.db.write(Action("t"), lambda session: service.mark_simulated(
        session, version_id=first, simulation_sha256=result, today=TODAY))  # fmt: skip
    at_rest()
    acts.submit.click()
    at_rest()
    assert kept(desk)[0].newest.state == "approving"
    asked = kept(desk)[0].newest.approval_id or ""
    acts.look_up.click()
    assert heard.gone[-1] == ("approvals", {"approval": asked})
    assert not acts.sign.isVisibleTo(panel)
    give(desk.db, desk.workspace.files, asked, people.checker, people.words(people.checker))
    at_rest()
    acts.sign.click()
    at_rest()
    assert kept(desk)[0].newest.state == "signed"

    def next_one(wizard: Wizard) -> None:
        start = wizard.steps[0]
        assert isinstance(start, StartStep)
        assert not start.code.isEnabled()
        start.grace.setText("1")
        wizard.reason.setText("缩短宽限")

    typing(monkeypatch, at_rest, next_one)
    acts.renew.click()
    at_rest()
    assert [one.number for one in kept(desk)[0].versions] == [2, 1]
    assert not acts.renew.isVisibleTo(panel), "one version at a time is in the making"
    panel.open({"what": COMPARE})
    assert panel.changes.grid.rowCount() == 1
    acts.remove.click()
    at_rest()
    assert [one.number for one in kept(desk)[0].versions] == [1]


def test_the_page_goes_to_parts_and_finds_policies(
    page: IncentivesPage, panel: PoliciesPanel, desk: Desk, monkeypatch: pytest.MonkeyPatch, at_rest: Rest
) -> None:
    made(panel, monkeypatch, at_rest)
    (hit,) = IncentivesPage.hits(desk, EN, "r26")
    page.open(hit.target)
    at_rest()
    assert page.current == "policies"
    assert IncentivesPage.hits(desk, EN, "x") == []
    assert {str(command.words) for command in page.commands()}


def test_it_looks_right_in_every_face(
    panel: PoliciesPanel, page: IncentivesPage, look: Look, monkeypatch: pytest.MonkeyPatch, at_rest: Rest
) -> None:
    assert check_every_face(page, look) == []
    made(panel, monkeypatch, at_rest)

    def seen(what: str) -> Callable[[], object]:
        def show() -> None:
            panel.what.choose(what)
            panel.open({"what": what})
            at_rest()

        return show

    views = {what: seen(what) for what in (TEXT, VERSIONS, COMPARE)}
    assert check_every_face(page, look, views=views) == []


def test_the_wizard_looks_right_in_every_face(
    panel: PoliciesPanel, look: Look, monkeypatch: pytest.MonkeyPatch, at_rest: Rest
) -> None:
    wrong: list[str] = []

    def run(wizard: Wizard) -> bool:
        wizard.show()
        views = {str(n): (lambda n=n: wizard.go(n)) for n in range(len(wizard.steps))}
        wrong.extend(check_every_face(wizard, look, views=views))
        return False

    monkeypatch.setattr(Wizard, "run", run)
    panel.new_button.click()
    at_rest()
    assert wrong == []
