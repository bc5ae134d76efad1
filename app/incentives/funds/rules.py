"""The way of a request and the budget that holds it, without a database."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from app.core.texts import N_, Text

State = Literal["requested", "approving", "approved", "refused", "proven", "claimed", "paid", "dropped"]
Act = Literal["change", "submit", "prove", "claim", "pay", "drop"]
_FROM: Final[Mapping[Act, frozenset[str]]] = {
    "change": frozenset({"requested", "approving", "refused"}),
    "submit": frozenset({"requested", "refused"}),
    "prove": frozenset({"approved"}),
    "claim": frozenset({"proven", "claimed"}),
    "pay": frozenset({"claimed"}),
    "drop": frozenset({"requested", "approving", "approved", "refused", "proven", "claimed"}),
}
"""From which states a step may be taken."""
_SAID: Final[Mapping[Act, str]] = {
    "change": N_("What was approved is not changed any more; drop the request and make another one."),
    "submit": N_("This request waits for approval already, or is past it."),
    "prove": N_("The proof is handed in after the approval and before the claim."),
    "claim": N_("A claim comes after the proof and before the payment."),
    "pay": N_("Only what was claimed is paid, and once."),
    "drop": N_("What is paid or dropped is not dropped."),
}


@dataclass(frozen=True)
class Held:
    """What one request holds of the budget; amounts are minor units."""

    id: str
    state: State
    requested: int
    approved: int | None = None
    claimed: int | None = None
    paid: int | None = None

    @property
    def minor(self) -> int:
        """The least that may still be paid for it: what was asked for, then approved, then claimed, then paid."""
        if self.state == "approving":
            return self.requested
        if self.state in {"approved", "proven"}:
            return self.requested if self.approved is None else self.approved
        if self.state == "claimed":
            return self.claimed or 0
        return self.paid or 0 if self.state == "paid" else 0


def allowed(act: Act, state: State) -> bool:
    """Whether a step may be taken from a state."""
    return state in _FROM[act]


def refusal(act: Act, state: State) -> Text | None:
    """Why a step may not be taken from a state; None where it may."""
    return None if allowed(act, state) else Text(_SAID[act])


def state_now(state: State, approval: str) -> State:
    """The state with what became of the approval since; ``approval`` is its state, empty where there is none."""
    if state != "approving":
        return state
    if approval in {"approved", "refused"}:
        return "approved" if approval == "approved" else "refused"
    return "approving" if approval == "open" else "requested"


def held_minor(requests: Iterable[Held], *, but: str = "") -> int:
    """What requests hold of the budget together; ``but`` names one that is left out."""
    return sum(one.minor for one in requests if one.id != but)


def exceeds(budget: int | None, requests: Iterable[Held], *, wanted: int, but: str = "") -> int | None:
    """By how much ``wanted`` would go beyond the budget; None where it fits, or where there is no budget."""
    if budget is None:
        return None
    over = held_minor(requests, but=but) + wanted - budget
    return over if over > 0 else None
