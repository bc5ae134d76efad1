"""What the states of squads are called."""

from types import MappingProxyType
from typing import Final

from app.core.texts import N_

SQUAD_STATES: Final = MappingProxyType(
    {"active": N_("At work"), "paused": N_("Paused"), "ended": N_("Squad ended"), "dropped": N_("Dropped")}
)
