"""The rows that a number is made of: which they are, and from which kinds of rows it is counted."""

from dataclasses import replace
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Final

from app.core.db import Database
from app.core.formula import Expression, names, parse
from app.core.formula.tree import Binary
from app.core.texts import N_, Text
from app.kpi.board import Choice
from app.kpi.drill import Facts, feed_of, read_fact_ids, sources
from app.kpi.inside import EVERYTHING, Within, read_inner_ids
from app.kpi.later import late_facts
from app.orders.feed import ORDER_HEAD

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.imports.feeds import Feed
    from app.kpi.kpi import Kpi

HEADS: Final = "heads"
"""Order heads that count as orders by themselves."""
LATE: Final = "late"
"""The rows that came, or count no more, since their months were closed."""


def read_ids(
    db: Database, kpi: str, choice: Choice, today: date, source: str = "", within: Within = EVERYTHING
) -> Facts:  # fmt: skip
    """Which rows of which feed a number is made of; ``source`` is one of its measures, ``HEADS`` or ``LATE``.

    ``within`` leaves them at those of one product or order, of which ``source`` can only be a measure.
    """
    with db.read() as session:
        if within:
            return read_inner_ids(session, kpi, choice, today, within, source or None)
        ask = partial(
            late_facts if source == LATE else read_fact_ids, session, kpi, dealer=choice.dealer, region=choice.region,
            group=choice.group, structure=choice.structure, today=today, counting=choice.counting,
        )  # fmt: skip
        if source == LATE:
            return ask()
        measure = None if source == HEADS else source or None
        found = ask(first=choice.period, last=choice.period, measure=measure)
        return replace(found, feed=ORDER_HEAD.id, ids=found.heads) if source == HEADS else found


def sources_of(kpi: "Kpi", feeds: "Mapping[str, Feed]", *, posted: bool, heads: bool) -> list[tuple[str, Text]]:
    """Of which rows the number is made, where there are several kinds.

    ``heads``: also orders of which only the head has come; ``posted``: also those of closed months.
    """
    root = parse(kpi.formula).root
    above = names(Expression(root.left)) if isinstance(root, Binary) and root.operator == "/" else None
    found: list[tuple[str, Text]] = []
    for name in sources(kpi):
        feed = Text(feeds[feed_of(kpi, name)].title)
        words = N_("Numerator: {feed}") if above is not None and name in above else N_("Denominator: {feed}")
        found.append((name, Text(words, {"feed": feed}) if above is not None else feed))
    if heads or posted:
        found = found or [("", Text(N_("All rows")))]
    if heads:
        found.append((HEADS, Text(feeds[ORDER_HEAD.id].title)))
    if posted:
        found.append((LATE, Text(N_("Cross-period adjustment"))))
    return found
