"""The balance out of real rows: units, transit, returns, what dealers sell each other; signs, rows and the chart."""

from fractions import Fraction
from pathlib import Path

import pytest

from app.bootstrap import Desk
from app.core.errors import Cancelled, UserError
from app.core.period import Period, month
from app.core.progress import Progress
from app.core.texts import EN, texts
from app.core.undo import undo
from app.core.workspace import Workspace
from app.flows.balance import Line, part_rows, read_balance, tolerance, waterfall
from app.flows.signs import is_spike, late_share, signs_of
from app.jobs.flows import Decision, change_tolerance, decide_words
from app.kpi.people import read_dealers
from tests.app.flows.goods import LINE_HEAD, LINES, STOCK, masters, sell
from tests.desks import desk_of, sign, take_in, write_csv

FEBRUARY, MARCH, APRIL = (month(2026, number) for number in (2, 3, 4))


@pytest.fixture
def desk(workspace: Workspace, tmp_path: Path) -> Desk:
    """D1 buys two cases and gets one case free, one case is still on its way; it sells to a shop and to D2."""
    found = desk_of(workspace)
    sign(found)
    masters(found, tmp_path)
    take_in(found, write_csv(tmp_path / "lines.csv", [
        LINE_HEAD, ("O1", 1, "D1", "P1", "2026-03-03", "2026-03-06", 2, "件", 400, "销售", "已签收"),
        ("O1", 2, "D1", "P1", "2026-03-03", "2026-03-06", 1, "件", 0, "赠品", "已签收"),
        ("O2", 1, "D1", "P1", "2026-03-30", "", 1, "件", 200, "销售", "已发货"),
        ("O3", 1, "D1", "P1", "2026-03-08", "2026-03-08", 9, "件", 9, "票折", "已签收"),
        ("O4", 1, "D1", "P1", "2026-03-08", "2026-03-08", 9, "件", 9, "销售", "已取消"),
    ]), LINES)  # fmt: skip
    sell(
        found, tmp_path, ("D1", "1", 1, "T1", "", "P1", "2026-03-09", 12, "盒", 300),
        ("D1", "2", 1, "D2", "", "P1", "2026-03-10", 1, "件", 250),
        ("D1", "3", 1, "T1", "", "P1", "2026-03-12", -2, "盒", -50),
        ("D2", "4", 1, "T1", "", "P1", "2026-03-20", 4, "盒", 100),
    )  # fmt: skip
    take_in(found, write_csv(tmp_path / "stock.csv", [
        ("day", "dealer", "product", "quantity"), ("2026-02-28", "D1", "P1", 5), ("2026-02-28", "D2", "P1", 0),
        ("2026-03-31", "D1", "P1", 30), ("2026-03-31", "D2", "P1", 6),
    ]), STOCK)  # fmt: skip
    return found


def lines(desk: Desk, *months: Period) -> dict[str, Line]:
    with desk.db.read() as session:
        return {one.dealer_code: one for one in read_balance(session, months)}


def test_every_part_comes_from_its_rows_in_base_units(desk: Desk) -> None:
    own = lines(desk, MARCH)
    first = own["D1"].balance
    assert first.parts == {
        "bought": 20_000, "free": 10_000, "transit": 10_000, "came_back": 2_000, "sold": 12_000, "resold": 10_000,
    }  # fmt: skip
    assert (first.opening_e3, first.calculated_e3, first.reported_e3, first.gap_e3) == (5_000, 25_000, 30_000, 5_000)
    below = own["D2"].balance
    assert below.parts == {"bought": 10_000, "sold": 4_000}  # told by who sold it, for no order line does
    assert below.gap_e3 == 0


def test_lists_that_hold_only_what_has_arrived_leave_what_is_on_its_way_out(desk: Desk) -> None:
    change_tolerance(desk.db, share=Fraction(1, 100), quantity_e3=1_000, held=False)
    first = lines(desk, MARCH)["D1"]
    assert (first.balance.parts["bought"], first.balance.parts["transit"]) == (30_000, -10_000)
    assert (first.balance.calculated_e3, first.beyond) == (15_000, True)
    undo(desk.db, desk.undo_handlers)
    assert not lines(desk, MARCH)["D1"].beyond
    with pytest.raises(UserError, match="below zero"):
        change_tolerance(desk.db, share=Fraction(-1), quantity_e3=0, held=True)
    with desk.db.read() as session:
        assert tolerance(session).held


def test_reading_says_how_far_it_is_and_stops_when_it_is_told_to(desk: Desk) -> None:
    said: list[tuple[int, int]] = []
    with desk.db.read() as session:
        read_balance(session, [MARCH], progress=Progress(lambda done, total, _text: said.append((done, total))))
        dealers = {one.balance.dealer for one in read_balance(session, [MARCH])}
        stopped = Progress()
        stopped.cancel()
        with pytest.raises(Cancelled):
            read_balance(session, [MARCH], progress=stopped)
    assert [one for one in said if one[1]] == [(place, len(dealers)) for place in range(len(dealers))]


def test_a_month_without_its_lists_is_unknown(desk: Desk) -> None:
    assert lines(desk, FEBRUARY)["D1"].balance.lacks == ("opening", "sellout")
    april = lines(desk, APRIL)["D1"].balance
    assert (april.lacks, april.opening_e3, april.gap_e3) == (("reported", "sellout"), 30_000, None)


def test_every_bar_opens_its_rows(desk: Desk) -> None:
    own = lines(desk, MARCH)["D1"]
    chart = waterfall(own, texts(EN))
    assert chart.keys == ("opening", "bought", "free", "transit", "came_back", "sold", "resold", "gap", "reported")
    assert chart.series[0].values == (5.0, 20.0, 10.0, 10.0, 2.0, -12.0, -10.0, 5.0, 30.0)
    with desk.db.read() as session:
        found = {key: part_rows(session, own.balance, key) for key in chart.keys}
    assert {key: (next(iter(rows)), len(next(iter(rows.values())))) for key, rows in found.items() if key != "gap"} == {
        "opening": ("stock", 1), "bought": ("order_line", 1), "free": ("order_line", 1), "transit": ("order_line", 1),
        "came_back": ("sellout", 1), "sold": ("sellout", 1), "resold": ("sellout", 1), "reported": ("stock", 1),
    }  # fmt: skip
    assert {feed: len(rows) for feed, rows in found["gap"].items()} == {"order_line": 3, "sellout": 3}


def test_a_name_that_was_matched_moves_goods_to_the_dealer_below(desk: Desk, tmp_path: Path) -> None:
    row = ("D1", "5", 1, "", "桐庐禾安", "P1", "2026-03-25", 3, "盒", 60)
    sell(desk, tmp_path, row, name="by name")
    assert lines(desk, MARCH)["D1"].balance.parts["sold"] == 15_000
    with desk.db.read() as session:
        below = next(one.id for one in read_dealers(session).values() if one.code == "D2")
    decide_words(desk.db, [Decision("party", _source(desk), "桐庐禾安", below)])
    own = lines(desk, MARCH)
    assert (own["D1"].balance.parts["sold"], own["D1"].balance.parts["resold"]) == (12_000, 13_000)
    assert own["D2"].balance.parts["bought"] == 13_000


def _source(desk: Desk) -> int:
    from sqlalchemy import text

    with desk.db.read() as session:
        return int(session.execute(text("SELECT n FROM numbered WHERE kind = 'source'")).scalar_one())


def test_copied_round_lists_and_spikes_are_told(desk: Desk, tmp_path: Path) -> None:
    rows = [
        ("D1", f"{number}-{day}", 1, "T1", f"shop {day}", "P1", f"2026-0{number}-{day:02d}", 10 * day, "盒", 100 * day)
        for number in (4, 5)
        for day in range(1, 13)
    ]
    late = [("D1", f"6-{day}", 1, "T1", "", "P1", f"2026-06-{day}", day, "盒", 900) for day in range(20, 31)]
    sell(desk, tmp_path, *rows, *late, name="many")
    months = [month(2026, number) for number in (4, 5, 6)]
    with desk.db.read() as session:
        found = {name: signs for (_, name), signs in signs_of(session, months).items()}
    assert found == {"2026-04": ("round",), "2026-05": ("copied", "round")}
    assert late_share([(1, 40), (28, 60)], 30) == Fraction(3, 5)
    assert late_share([], 30) is None
    assert is_spike(Fraction(3, 5), Fraction(1, 3))
    assert not is_spike(Fraction(3, 5), Fraction(1, 2))
    assert not is_spike(Fraction(3, 10), Fraction(1, 10))
    assert not is_spike(Fraction(3, 5), None)
