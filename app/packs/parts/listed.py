"""Every part that a pack may hold, in the order in which they are put in force."""

from collections.abc import Mapping

from app.core.locks import PART_TITLES
from app.imports.feeds import Feed
from app.packs.model import Part
from app.packs.parts.days import calendars_part, holidays_part
from app.packs.parts.figures import goals_part, health_part, kpis_part
from app.packs.parts.products import products_part
from app.packs.parts.profiles import profiles_part
from app.packs.parts.templates import agendas_part, plans_part, policies_part


def all_parts(feeds: Mapping[str, Feed]) -> Mapping[str, Part]:
    """The parts by key; ``feeds`` are what profiles are checked against."""
    found = {
        one.key: one
        for one in (
            profiles_part(feeds), products_part(), kpis_part(), goals_part(), health_part(), calendars_part(),
            holidays_part(), policies_part(), agendas_part(), plans_part(),
        )
    }  # fmt: skip
    return {key: found[key] for key in PART_TITLES}
