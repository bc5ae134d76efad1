"""What the page of alerts shows, read in a worker."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from app.alerts.conditions import Number
from app.alerts.queries import AlertRow, Mirror, RuleRow, list_alerts, list_rules, mirror, per_week
from app.alerts.spec import Watch
from app.alerts.testing import BackTest, back_test
from app.core.charts import Chart, Series, Tone
from app.core.period import day_number
from app.core.texts import N_
from app.kpi.kpi import Kpi
from app.kpi.own.known import known_kpis
from app.people.queries import PersonRow, people
from ui.alerts.words import FORMATS

if TYPE_CHECKING:
    from app.bootstrap import Desk
    from ui.core.look import Look


_BAND: Final[Tone] = "series3"


@dataclass(frozen=True)
class View:
    """Rules, alerts and departments."""

    alerts: tuple[AlertRow, ...]
    rules: tuple[RuleRow, ...]
    mirror: tuple[Mirror, ...]
    weeks: tuple[int, ...]
    kpis: Mapping[str, Kpi]
    people: Sequence[PersonRow]
    today: int


def read_view(desk: "Desk") -> View:
    """Everything of the workspace."""
    today = day_number(desk.clock.today())
    with desk.db.read() as session:
        return View(
            tuple(list_alerts(session)), tuple(list_rules(session)), tuple(mirror(session)),
            per_week(session, today), known_kpis(session), people(session), today,
        )  # fmt: skip


def read_test(desk: "Desk", watch: Watch, rule_id: str = "", months: int = 12) -> BackTest:
    """When a rule would have fired."""
    with desk.db.read() as session:
        return back_test(session, watch, desk.clock.today(), rule_id=rule_id, months=months)


def month_chart(look: "Look", found: BackTest, kpi: Kpi, key: str) -> Chart | None:
    """The KPI of one line over the tested months between what its own past lets expect; months that fire stand out."""
    line = next((one for one in found.table.lines if one.key == key), None)
    if line is None:
        return None
    shown = line.months[-len(found.months) :]
    fired = {
        month.name
        for one in found.fired if one.line.key == key
        for month in found.months if one.month.first <= month.first <= one.last.first
    }  # fmt: skip
    low, high = ([None if one is None else one[side] for one in found.ranges[key]] for side in (0, 2))
    expected = [
        Series(look.t(words), tuple(values), tone=_BAND, shape="line")
        for words, values in ((N_("Expected at least"), low), (N_("Expected at most"), high))
        if any(one is not None for one in values)
    ]
    return Chart(
        look.t(kpi.name),
        tuple(look.formats.month(one.first, short=True) for one in found.months),
        (Series(look.t(kpi.name), tuple(_plain(one.value) for one in shown),
                tones=tuple("bad" if one.name in fired else "series1" for one in found.months)), *expected),
        format=FORMATS.get(kpi.unit, "number"),
        keys=tuple(one.name for one in found.months),
    )  # fmt: skip


def _plain(value: Number | None) -> float | None:
    return None if value is None else float(value)
