"""The page of alerts by clicks: a rule is composed beside its back-test, run, put away as of no use, switched off."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from app.alerts.queries import AlertRow, list_alerts, list_rules
from app.alerts.service import add_rule
from app.alerts.spec import watch_of
from app.bootstrap import Desk
from app.core.db import Action
from app.core.workspace import Workspace
from tests.desks import desk_of, sign
from tests.ui.conftest import Heard
from tests.ui.looks import check_every_face
from tests.ui.small_region import DAY
from ui.alerts import page as module
from ui.alerts.page import AlertsPage
from ui.core.look import Look

Rest = Callable[[], None]


@pytest.fixture
def desk(small_workspace: Workspace) -> Desk:
    found = desk_of(small_workspace)
    sign(found)
    return found


@pytest.fixture
def page(desk: Desk, visit: Callable[[type[AlertsPage]], AlertsPage]) -> AlertsPage:
    return visit(AlertsPage)


def rules(desk: Desk) -> list[Any]:
    with desk.db.read() as session:
        return list_rules(session)


def alerts(desk: Desk) -> list[AlertRow]:
    with desk.db.read() as session:
        return list_alerts(session)


def level(page: AlertsPage, limit: str, kpi: str = "net_amount") -> None:
    """Fill the composer with one condition."""
    composer = page.composer
    assert composer is not None
    composer.kpi.choose(kpi)
    composer.over.choose("total")
    composer.baseline.choose("")
    for field in composer.numbers.values():
        field.clear()
    composer.numbers["level"].setText(limit)
    composer.sides["level"].choose("above")
    composer.name.setText("Many orders")
    composer.test()


def test_a_rule_shows_at_once_when_it_would_have_fired_and_is_kept(page: AlertsPage, desk: Desk, at_rest: Rest) -> None:
    page.new_button.click()
    at_rest()
    composer = page.composer
    assert composer is not None
    level(page, "0")
    at_rest()
    assert composer.found is not None
    values = [one.value or 0 for one in composer.found.table.lines[0].months[-12:]]
    level(page, str(int(max(values)) - 1))
    at_rest()
    assert composer.table.grid.rowCount() == len(composer.found.fired) > 0
    assert composer.chart.chart is not None
    assert "bad" in composer.chart.chart.series[0].tones, "the months in which it would have fired stand out"
    low, high = (one.values for one in composer.chart.chart.series[1:])
    judged = [(one, other) for one, other in zip(low, high, strict=True) if one is not None and other is not None]
    assert judged, "between what the own past expects"
    assert all(0 <= one < other for one, other in judged)
    level(page, "1,000,000,000")
    at_rest()
    assert composer.found.fired == ()
    composer.numbers["level"].clear()
    composer.test()
    assert not composer.save_button.isEnabled(), "it asks nothing"
    level(page, "0")
    at_rest()
    composer.save_button.click()
    at_rest()
    (kept,) = rules(desk)
    assert (kept.name, kept.watch.kpi, kept.watch.over, kept.active) == ("Many orders", "net_amount", "total", True)


def keep(desk: Desk) -> None:
    some = watch_of("net_amount", [{"part": "level", "limit": "0", "side": "above"}], over="total")
    desk.db.write(Action("rule"), lambda session: add_rule(session, name="Some", watch=some, today=DAY))


def test_what_it_finds_is_put_away_as_of_no_use_and_taken_up_again(
    page: AlertsPage, desk: Desk, at_rest: Rest, heard: Heard, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(desk)
    page.run_button.click()
    at_rest()
    (one,) = alerts(desk)
    page.alerts.view.select(0)
    page.why_button.click()
    assert heard.gone[-1] == ("board", {"kpi": "net_amount", "period": one.month, "part": "drivers"})
    monkeypatch.setattr(module, "ask", lambda *_args, **_more: {"reason": "a fair"})
    page.useless_button.click()
    at_rest()
    assert [(row.state, row.reason) for row in alerts(desk)] == [("not_useful", "a fair")]
    page.open({"alert": one.id})
    page.useless_button.click()
    at_rest()
    assert [row.state for row in alerts(desk)] == ["seen"]
    page.alerts.view.select(0)
    page.act_button.click()
    at_rest()
    assert [row.state for row in alerts(desk)] == ["acting"]


def test_rules_are_switched_and_removed_and_departments_have_their_share(
    page: AlertsPage, desk: Desk, at_rest: Rest
) -> None:
    keep(desk)
    page.run_button.click()
    at_rest()
    page.open({"what": "mirror"})
    assert page.mirror.grid.rowCount() == 1
    assert page.weeks.chart is not None
    page.open({"what": "rules"})
    page.rules.view.select(0)
    page.switch_button.click()
    at_rest()
    assert not rules(desk)[0].active
    page.rules.view.select(0)
    page.remove_button.click()
    at_rest()
    assert rules(desk) == []


def test_it_looks_right_with_much_and_with_nothing(page: AlertsPage, desk: Desk, at_rest: Rest, look: Look) -> None:
    assert check_every_face(page, look) == []
    keep(desk)
    page.run_button.click()
    at_rest()
    views = {what: partial(page.open, {"what": what}) for what in ("alerts", "rules", "mirror")}
    assert check_every_face(page, look, data=("Some",), views=views) == []


def test_the_composer_looks_right(page: AlertsPage, at_rest: Rest, look: Look) -> None:
    page.new_button.click()
    at_rest()
    level(page, "0")
    at_rest()
    assert check_every_face(page, look, data=("Many orders",)) == []
