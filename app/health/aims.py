"""What an indicator of a sheet aims at, in words."""

from app.core.texts import Text
from app.health.scheme import Indicator
from app.health.sheets import IndicatorLine
from app.health.wording import target_text


def target_of(line: IndicatorLine) -> str | Text:
    """At least, at most, or a band; by the version of the model that the sheet was judged by."""
    rule = Indicator(
        line.info.id,
        line.dimension,
        line.direction,
        line.floor,
        line.target,
        line.weight,
        line.upper,
        line.limit,
        scoring=line.scoring,
    )
    return target_text(line.info, rule)
