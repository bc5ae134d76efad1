"""Every KPI that a session's workspace knows: those of the program, and those that people wrote."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.core.errors import UsageError, UserError
from app.core.texts import N_
from app.kpi.definitions import KPIS
from app.kpi.kept import kept_of
from app.kpi.kpi import OWNERS, Kpi
from app.kpi.own.deriving import derive
from app.kpi.own.model import OwnKpi

_NONE: Final = N_("none")


def known_kpis(session: Session) -> Mapping[str, Kpi]:
    """The KPIs by id, read once for a state of the workspace; those taken out are known and not ``listed``."""
    found: Mapping[str, Kpi] = kept_of(session).once("known kpis", lambda: _read(session))
    return found


def listed_kpis(session: Session) -> Mapping[str, Kpi]:
    """The KPIs that are offered."""
    return {key: one for key, one in known_kpis(session).items() if one.listed}


def find_kpi(session: Session, name: str) -> Kpi:
    """The KPI of an id; raises UserError, naming those that there are."""
    return pick_kpi(known_kpis(session), name)


def pick_kpi(known: Mapping[str, Kpi], name: str) -> Kpi:
    """The KPI of an id among these; raises UserError, naming them."""
    if name not in known:
        there = ", ".join(key for key, one in known.items() if one.listed)
        raise UsageError("There is no KPI “{kpi}”; there are {known}.", kpi=name, known=there)
    return known[name]


def _read(session: Session) -> Mapping[str, Kpi]:
    found = dict(KPIS)
    for row in session.execute(text("SELECT * FROM own_kpi ORDER BY id")).mappings():
        try:
            own = kpi_of(**{name: row[name] for name in _FIELDS}, listed=not row["removed"])
        except UserError:  # a formula that another version of the program admitted
            continue
        found.setdefault(own.id, own)
    return MappingProxyType(found)


_FIELDS: Final = tuple(name for name in OwnKpi.__annotations__ if not name.startswith("__") and name != "ref_prefix")


def kpi_of(
    *, key: str, name: str, sentence: str, formula: str, unit: str, direction: str, owner: str, grain: str,
    version: int, listed: bool = True,
) -> Kpi:  # fmt: skip
    """The KPI that a formula is, with what somebody said of it; raises UserError for a formula that none can be."""
    found = derive(formula)
    grains = found.grains if grain not in found.grains else tuple(sorted(found.grains, key=lambda one: one != grain))
    return Kpi(
        key, name, sentence, found.formula, next((one for one in found.units if one == unit), found.units[0]),
        "lower" if direction == "lower" else "higher" if direction == "higher" else "none", OWNERS.get(owner, owner),
        found.denominator or _NONE, found.counted, grains, found.bases, found.kind, found.by_group, version,
        taxes=found.taxes, among=found.among, own=True, listed=listed,
    )  # fmt: skip
