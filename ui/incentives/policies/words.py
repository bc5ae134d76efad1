"""How states of versions look."""

from collections.abc import Mapping
from typing import Final

from app.core.texts import Text
from app.incentives.policy import STATES
from ui.core.table_columns import State
from ui.core.words import Tone

TONES: Final[Mapping[str, Tone]] = {
    "draft": "dim", "simulated": "brand", "approving": "warn", "signed": "good", "active": "good", "closing": "warn",
    "settled": "dim", "archived": "dim",
}  # fmt: skip


def state_pill(state: str) -> State:
    """A version's state as a cell."""
    return State(Text(STATES[state]), TONES[state])
