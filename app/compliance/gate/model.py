"""What a workspace says about its gate: the ladder on which papers that run out are warned of."""

from typing import Final

from sqlalchemy.orm import Mapped, mapped_column

from app.core.model import Record
from app.core.texts import N_


class ExpiryLadder(Record):
    """How many days before its end a type of licence is warned of; without a row the program's own ladder holds."""

    __tablename__ = "expiry_ladder"
    ref_prefix = "EL"

    licence_type: Mapped[str] = mapped_column(index=True)
    days: Mapped[str]
    """Falling numbers of days between slashes: 180/90/60/30/7."""


CREDIT_RULE: Final = "gate_credit"
"""Setting: when credit stops deliveries."""
CREDIT_STOPS: Final = {
    "old": N_("Beyond the limit, with a tenth of it overdue for more than 60 days"),
    "over": N_("As soon as the limit is exceeded"),
    "never": N_("Never"),
}
