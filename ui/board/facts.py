"""The rows that a number is made of: which they are, and from which kinds of rows it is counted."""

from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Final

from app.core.db import Database
from app.core.formula import names, parse
from app.core.texts import N_, Text
from app.kpi.board import Choice
from app.kpi.definitions import KPIS
from app.kpi.drill import Facts, feed_of, read_fact_ids, sources
from app.kpi.later import late_facts

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.imports.feeds import Feed

LATE: Final = "late"
"""The rows that came, or count no more, since their months were closed."""


def read_ids(db: Database, kpi: str, choice: Choice, today: date, source: str = "") -> Facts:
    """Which rows of which feed a number is made of; ``source`` is one of its measures, or ``LATE``."""
    with db.read() as session:
        ask = partial(
            late_facts if source == LATE else read_fact_ids, session, kpi, dealer=choice.dealer, region=choice.region,
            group=choice.group, structure=choice.structure, today=today, counting=choice.counting,
        )  # fmt: skip
        return ask() if source == LATE else ask(first=choice.period, last=choice.period, measure=source or None)


def sources_of(kpi: str, feeds: "Mapping[str, Feed]", *, posted: bool) -> list[tuple[str, Text]]:
    """Of which rows the number is made, where there are several kinds, and those of closed months posted to it."""
    above, _, below = KPIS[kpi].formula.partition("/")
    found: list[tuple[str, Text]] = []
    for name in sources(kpi):
        feed = Text(feeds[feed_of(kpi, name)].title)
        words = N_("Numerator: {feed}") if name in names(parse(above)) else N_("Denominator: {feed}")
        found.append((name, Text(words, {"feed": feed}) if below else feed))
    if posted:
        found = found or [("", Text(N_("All rows")))]
        found.append((LATE, Text(N_("Cross-period adjustment"))))
    return found
