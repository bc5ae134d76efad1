"""What the gate page shows, read in a worker."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from app.compliance.gate.expiring import Expiring, expiring
from app.compliance.gate.ladder import ladder_for
from app.compliance.gate.reading import DealerFile, GoodsGroup
from app.compliance.gate.region import GateMap, Told, ask_groups, gate_map
from app.compliance.gate.rulebook import Rulebook, read_rulebook
from app.core.period import day_number

if TYPE_CHECKING:
    from app.bootstrap import Desk

__all__ = ["Beside", "Why", "ladder_for", "read_beside", "read_map", "read_why"]


@dataclass(frozen=True)
class Beside:
    """What stands beside the map: the papers that run out as of today, and what the workspace says about its gate."""

    expiring: tuple[Expiring, ...]
    rules: Rulebook


@dataclass(frozen=True)
class Why:
    """One dealer's answers by product group on a day."""

    dealer: DealerFile
    day: int
    groups: tuple[tuple[GoodsGroup, list[Told]], ...]
    group: str | None
    """The product group that was asked for, by its code; None is all."""


def read_map(desk: "Desk", day: date) -> GateMap:
    """The map of a day."""
    with desk.db.read() as session:
        return gate_map(session, day, desk.clock.today())


def read_beside(desk: "Desk", within: int | None) -> Beside:
    """Papers and rules; ``within`` days asks for papers by their last day instead of by the ladder."""
    with desk.db.read() as session:
        return Beside(tuple(expiring(session, desk.clock.today(), within=within)), read_rulebook(session))


def read_why(desk: "Desk", dealer_id: str, group: str | None, day: date) -> Why:
    """Why a dealer may or may not receive a product group; raises UserError for a dealer that is gone."""
    today = desk.clock.today()
    with desk.db.read() as session:
        dealer, found = ask_groups(session, dealer_id=dealer_id, day=day, today=today)
    wanted = found if group is None else [one for one in found if one[0].code == group]
    return Why(dealer, day_number(day), tuple(wanted), group)
