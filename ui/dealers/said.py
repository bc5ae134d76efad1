"""What dealers' fields and states are called."""

from typing import TYPE_CHECKING, Final

from app.core.texts import N_, Text, days
from app.dealers.holdings import Row
from app.dealers.life.rules import PATH
from app.dealers.life.rules import TITLES as STATUS_TITLES
from app.dealers.queries import DealerRow
from app.dealers.service import ROLE_TITLES, TIER_TITLES
from ui.core.table_columns import State
from ui.core.words import Tone, Words

if TYPE_CHECKING:
    from ui.core.look import Look

_TONES: Final[dict[str, Tone]] = {
    **dict.fromkeys(PATH, "brand"), "active": "good", "watch": "warn", "frozen": "bad", "left": "dim",
}  # fmt: skip
TIER_ORDER: Final = {"province": 0, "city": 1, "county": 2, "": 3}


STANDING: Final[dict[str, State]] = {
    "valid": State(Text(N_("valid")), "good"), "future": State(Text(N_("not yet valid")), "dim"),
    "over": State(Text(N_("ended")), "dim"),
}  # fmt: skip
"""How a row that holds from a day to a day stands on a day."""


def standing_on(row: Row, day: int) -> str:
    """The key of ``STANDING`` of a row on a day."""
    begin = row.values.get("from_on")
    return "valid" if row.holds(day) else "future" if begin is not None and begin > day else "over"


def status_of(row: DealerRow) -> State:
    """The pill of a dealer's state."""
    return state_pill(row.status)


def state_pill(state: str) -> State:
    """The pill of a state of the life cycle."""
    return State(Text(STATUS_TITLES.get(state, state)), _TONES.get(state, "dim"))


def tier_of(tier: str) -> Words:
    """A tier in words, empty where it is unknown."""
    return Text(TIER_TITLES[tier]) if tier in TIER_TITLES else tier


def tier_place(said: object) -> int:
    """Where a tier in words stands among the tiers; what is none stands last."""
    return next((TIER_ORDER[key] for key, words in TIER_TITLES.items() if said == Text(words)), 9)


def roles_of(look: "Look", role: str) -> str:
    """The roles of a party in words."""
    found = [Text(ROLE_TITLES[one]) if one in ROLE_TITLES else Text(one) for one in role.split(",") if one]
    return look.t("; ").join(look.say(one) for one in found)


def terms_of(term: int | None) -> Words:
    """Payment terms in words: prepaid, or days."""
    if term is None:
        return ""
    return Text(N_("Prepaid")) if term == 0 else days(term)
