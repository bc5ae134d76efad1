"""The health model and the list of KPIs agree."""

from app.health.inputs import wanted_kpis
from app.health.kpis import kpi_infos
from app.health.scheme import default_scheme


def test_every_indicator_is_a_kpi_whose_good_direction_the_model_follows() -> None:
    infos = kpi_infos()
    scheme = default_scheme()
    assert set(wanted_kpis(scheme)) <= set(infos)
    for each in scheme.indicators:
        assert infos[each.kpi].better == each.direction, each.kpi
        assert infos[each.kpi].definition
        assert infos[each.kpi].owner
