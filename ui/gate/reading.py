"""What the gate page shows, read in a worker."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from app.compliance.gate.expiring import Expiring, expiring
from app.compliance.gate.ladder import ladder_for
from app.compliance.gate.reading import DealerFile, GoodsGroup
from app.compliance.gate.region import GateMap, Told, ask_groups, gate_map
from app.compliance.gate.rulebook import Rulebook, read_rulebook

if TYPE_CHECKING:
    from app.bootstrap import Desk

__all__ = ["GateView", "Why", "ladder_for", "read_gate", "read_why"]


@dataclass(frozen=True)
class GateView:
    """The map of a day, the papers that run out as of today, and what the workspace says about its gate."""

    map: GateMap
    expiring: tuple[Expiring, ...]
    rules: Rulebook


@dataclass(frozen=True)
class Why:
    """One dealer's answers by product group on a day."""

    dealer: DealerFile
    day: int
    groups: tuple[tuple[GoodsGroup, list[Told]], ...]
    group: str
    """The product group that was asked for; empty is all."""


def read_gate(desk: "Desk", day: date, within: int | None) -> GateView:
    """The map of a day; ``within`` days asks for papers beside the ladder."""
    today = desk.clock.today()
    with desk.db.read() as session:
        return GateView(
            gate_map(session, day, today), tuple(expiring(session, today, within=within)), read_rulebook(session)
        )


def read_why(desk: "Desk", dealer_id: str, group: str, day: date) -> Why:
    """Why a dealer may or may not receive a product group; raises UserError for a dealer that is gone."""
    today = desk.clock.today()
    with desk.db.read() as session:
        dealer, found = ask_groups(session, dealer_id=dealer_id, day=day, today=today)
    wanted = [one for one in found if one[0].code == group] or found
    number = (day - date(1970, 1, 1)).days
    return Why(dealer, number, tuple(wanted), group)
