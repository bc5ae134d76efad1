"""Rules to begin with: what a manager most often wants to be told of, with thresholds to be changed."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from app.alerts.spec import Watch, watch_of
from app.core.texts import N_


@dataclass(frozen=True)
class Template:
    """One ready-made rule."""

    id: str
    name: str
    why: str
    watch: Watch


def _template(id_: str, name: str, why: str, kpi: str, *parts: Mapping[str, Any], **more: Any) -> Template:
    return Template(id_, name, why, watch_of(kpi, parts, **more))


TEMPLATES: Final[Mapping[str, Template]] = {
    one.id: one
    for one in (
        _template(
            "sales", N_("A dealer buys unusually much or little"),
            N_("Net sales of a dealer outside what its own past lets expect, festivals and working days allowed for."),
            "net_amount", {"part": "baseline"},
        ),
        _template(
            "delivery", N_("Deliveries to a dealer come late"),
            N_("On-time delivery below 90 % and below what is usual for this dealer, over 20 lines or more."),
            "on_time_rate", {"part": "baseline", "side": "below"}, {"part": "level", "limit": "0.9", "side": "below"},
            {"part": "sample", "least": "20"},
        ),
        _template(
            "overdue", N_("Overdue receivables of a dealer rise"),
            N_("More than 10 % overdue, and above what is usual for this dealer."),
            "overdue_share", {"part": "level", "limit": "0.1", "side": "above"}, {"part": "baseline", "side": "above"},
        ),
        _template(
            "stock", N_("A dealer's stock piles up"),
            N_("More than 60 days of supply, at least 10 days more than the month before."),
            "days_of_supply", {"part": "level", "limit": "60", "side": "above"},
            {"part": "absolute", "least": "10", "side": "above"}, against="previous",
        ),
        _template(
            "review", N_("Orders are reviewed too late"),
            N_("Less than 90 % of all orders reviewed in time, for two months in a row."),
            "review_in_time_rate", {"part": "level", "limit": "0.9", "side": "below"}, over="total", months=2,
        ),
    )
}  # fmt: skip
"""By their names on the command line."""
