"""The health model and the list of KPIs agree."""

import pytest

from app.core.db import Action, Database
from app.core.errors import UserError
from app.core.period import quarter
from app.health.figures import figures_from
from app.health.inputs import REGION, wanted_kpis
from app.health.kpis import infos_of, kpi_infos
from app.health.scheme import default_scheme
from app.kpi.own.known import known_kpis
from app.kpi.own.service import Draft, add_own_kpi


def test_every_indicator_is_a_kpi_whose_good_direction_the_model_follows() -> None:
    infos = kpi_infos()
    scheme = default_scheme()
    assert set(wanted_kpis(scheme)) <= set(infos)
    for each in scheme.indicators:
        assert infos[each.kpi].better == each.direction, each.kpi
        assert infos[each.kpi].definition
        assert infos[each.kpi].owner


def test_a_kpi_that_somebody_wrote_may_be_an_indicator(db: Database) -> None:
    draft = Draft(
        "Order value", "net_amount / order_count", sentence="of one order", direction="higher", owner="finance"
    )
    key = db.write(Action("kpi"), lambda session: add_own_kpi(session, draft=draft)).value
    with db.read() as session:
        info = infos_of(known_kpis(session))[key]
    assert (info.title, info.unit, info.definition, info.owner, info.better) == (
        "Order value", "money", "of one order", "Finance", "rise"
    )  # fmt: skip
    with pytest.raises(UserError, match="own_none"):
        figures_from(db)(["own_none"], quarter(2026, 1))
    assert figures_from(db)([key], quarter(2026, 1)).values[REGION][key].value is None
