"""Rules run: one alert an event whoever runs them and however late, told while it lasts, wider if it was of no use."""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from sqlalchemy import select

from app.alerts.queries import AlertRow, factors, list_alerts, list_rules, mirror, per_week
from app.alerts.reading import read_table
from app.alerts.service import Ran, add_rule, change_rule, find, remove_rule, run_rules, switch_rule
from app.alerts.spec import watch_of
from app.alerts.watching import watch
from app.core.db import Action, Database
from app.core.errors import UserError
from app.core.period import day_number, month, month_of, shift
from app.core.texts import EN, texts
from app.core.workspace import Workspace
from app.inbox.model import Notice
from app.inbox.queries import list_notices
from app.inbox.service import mark_not_useful, mark_seen, reopen_notice, snooze_cause
from tests.desks import desk_of, mapped, take_in, write_csv

LEVEL = {"part": "level", "limit": "150", "side": "above"}
ASKED = watch_of("net_amount", [LEVEL])
VALUES = (100, 160, 120, 170, 190, 90, 180, 180)
"""Of the months from January 2025 on."""


@pytest.fixture
def filled(workspace: Workspace, tmp_path: Path) -> Database:
    """A dealer's months."""
    how = mapped("orders", "order_line", "order_no=order line_no=line party_code=dealer product_code=product ordered "
                 "shipped ordered_quantity=qty amount")  # fmt: skip
    head = ("order", "line", "dealer", "product", "ordered", "shipped", "qty", "amount")
    days = [(month(2025, number).last.isoformat(), amount) for number, amount in enumerate(VALUES, 1)]
    rows = [(f"O{at}", 1, "D1", "P1", day, day, 1, amount) for at, (day, amount) in enumerate(days)]
    take_in(desk_of(workspace), write_csv(tmp_path / "o.csv", [head, *rows]), how)
    return workspace.db


def keep(db: Database, today: date = date(2025, 4, 2), name: str = "Much", **more: object) -> str:
    rule = db.write(
        Action("rule"),
        lambda session: add_rule(session, name=name, watch=ASKED, today=today, **more),  # type: ignore[arg-type]
    )
    return rule.value


def run(db: Database, *days: date) -> list[Ran]:
    return [db.write(Action("run"), lambda session, day=day: run_rules(session, day)).value for day in days]  # type: ignore[misc]


def alerts(db: Database, **more: bool) -> list[AlertRow]:
    with db.read() as session:
        return list_alerts(session, **more)


def said(found: Sequence[AlertRow]) -> list[tuple[str, str, bool]]:
    return sorted((one.month, one.state, one.lasting) for one in found)


def test_month_by_month_it_finds_what_the_back_test_found_and_nothing_twice(filled: Database) -> None:
    days = [date(2025, number, 3) for number in range(4, 10)]
    keep(filled)
    for day in days:
        first, again = run(filled, day, day)
        assert (again.made, again.told, again.over) == (0, 0, 0), first
    with filled.read() as session:
        table = read_table(session, ASKED, days[-1])
        tested = [table.months[one.first].name for one in watch(table, ASKED).firings]
    assert tested == ["2025-02", "2025-04", "2025-07"]
    assert said(alerts(filled)) == [("2025-04", "closed", False), ("2025-07", "new", True)], "February was no news"


def test_months_that_were_missed_are_caught_up_and_what_is_over_stands_among_what_is_over(filled: Database) -> None:
    keep(filled)
    (ran,) = run(filled, date(2025, 9, 3))
    assert (ran.made, ran.told) == (2, 1)
    assert said(alerts(filled)) == [("2025-04", "closed", False), ("2025-07", "new", True)]
    with filled.read() as session:
        (group,) = list_notices(session)
        (over,) = session.scalars(select(Notice).where(Notice.state == "closed"))
    assert texts(EN).render(group.newest.subject) == "Net sales, D1: 180 in 2025-07"
    assert alerts(filled)[-1].notice_id == over.id, "April came and went unseen; it can be read of and calls nobody"
    assert run(filled, date(2025, 4, 3), date(2025, 9, 3))[1].made == 0, "a clock that was set back makes nothing twice"


def test_what_is_of_no_use_raises_the_threshold_of_that_dealer_until_it_is_taken_back(filled: Database) -> None:
    rule = keep(filled)
    run(filled, date(2025, 9, 3))
    (one,) = alerts(filled, open_only=True)
    filled.write(Action("no"), lambda session: mark_not_useful(session, notice_id=one.notice_id, reason="a fair",
                                                               on=one.posted_on))  # fmt: skip
    with filled.read() as session:
        assert factors(session, rule) == {"D1": Fraction(5, 4)}  # above 187.5 now: neither July nor August
        assert list_rules(session)[0].not_useful == 1
    assert run(filled, date(2025, 9, 4))[0].told == 0
    assert said(alerts(filled)) == [("2025-04", "closed", False), ("2025-07", "not_useful", False)]
    filled.write(Action("yes"), lambda session: reopen_notice(session, notice_id=one.notice_id))
    run(filled, date(2025, 9, 5))
    assert said(alerts(filled)) == [("2025-04", "closed", False), ("2025-07", "seen", True)]


def test_what_was_seen_or_snoozed_stays_so_while_it_lasts(filled: Database) -> None:
    keep(filled)
    run(filled, date(2025, 8, 3))
    (one,) = alerts(filled, open_only=True)
    filled.write(Action("seen"), lambda session: mark_seen(session, notice_ids=[one.notice_id]))
    with filled.read() as session:
        cause = list_notices(session)[0].cause
    filled.write(Action("asleep"), lambda session: snooze_cause(session, cause=cause))
    run(filled, date(2025, 9, 3))
    with filled.read() as session:
        (group,) = list_notices(session)
    assert (group.newest.state, group.newest.snoozed) == ("seen", True)
    assert alerts(filled)[0].last_on == month(2025, 8).first_day


def test_what_was_read_before_somebody_wrote_is_read_anew(filled: Database) -> None:
    keep(filled)
    with filled.read() as session:
        found = find(session, date(2025, 9, 3))
    remove = list_rules_ids(filled)[0]
    filled.write(Action("off"), lambda session: switch_rule(session, rule_id=remove, active=False, on=1))
    ran = filled.write(Action("run"), lambda session: run_rules(session, date(2025, 9, 3), found)).value
    assert (ran.rules, ran.made) == (0, 0)


def list_rules_ids(db: Database) -> list[str]:
    with db.read() as session:
        return [one.id for one in list_rules(session)]


def test_a_rule_that_is_changed_or_taken_out_ends_what_it_told(filled: Database) -> None:
    rule = keep(filled)
    run(filled, date(2025, 9, 3))
    high = watch_of("net_amount", [LEVEL | {"limit": "500"}])
    filled.write(Action("high"), lambda session: change_rule(session, rule_id=rule, name="High", watch=high))
    assert run(filled, date(2025, 9, 3))[0].over == 1
    assert not alerts(filled, open_only=True)
    filled.write(Action("back"), lambda session: change_rule(session, rule_id=rule, name="Much", watch=ASKED))
    run(filled, date(2025, 9, 3))
    assert len(alerts(filled, open_only=True)) == 1
    filled.write(Action("out"), lambda session: remove_rule(session, rule_id=rule, on=1))
    assert not alerts(filled, open_only=True)
    with pytest.raises(UserError, match="name"):
        keep(filled, name=" ")


def test_each_department_sees_its_share_and_alerts_a_week_are_counted(filled: Database) -> None:
    keep(filled)
    keep(filled, name="Again", department="Finance")
    run(filled, date(2025, 9, 3))
    with filled.read() as session:
        shares = {one.department: (one.kpis, one.alerts, one.open, one.share) for one in mirror(session)}
        assert per_week(session, day_number(date(2025, 9, 3)))[-2:] == (0, 2)
    half = (("net_amount",), 2, 1, Fraction(1, 2))
    assert shares == {"Sales": half, "Finance": half}


def test_a_rule_watches_from_the_newest_month_that_is_over(filled: Database) -> None:
    keep(filled, date(2025, 8, 31))
    keep(filled, date(2025, 8, 30))
    with filled.read() as session:
        since = {one.since_on for one in list_rules(session)}
    assert since == {month(2025, 8).first_day, shift(month_of(date(2025, 8, 30)), -1).first_day}
