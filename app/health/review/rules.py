"""The steps of a review and what may be done in each, and what readers see of it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Any, Final, Literal

from app.core.texts import N_, Text
from app.health.scheme import Grade

State = Literal["comment", "calibrate", "signed", "published", "reopened"]
Act = Literal["comment", "calibrate", "proceed", "move", "sign", "publish", "reopen"]

FINAL: Final[frozenset[State]] = frozenset({"signed", "published"})
"""States in which a review counts: what it decided is printed, and its quarter is not assessed again."""
STEPS: Final[tuple[State, ...]] = ("comment", "calibrate", "signed", "published")
_WHEN: Final[Mapping[Act, frozenset[State]]] = MappingProxyType(
    {
        "comment": frozenset({"comment", "calibrate"}),
        "calibrate": frozenset({"calibrate"}),
        "proceed": frozenset({"comment"}),
        "move": frozenset({"comment", "calibrate"}),
        "sign": frozenset({"calibrate"}),
        "publish": frozenset({"signed", "published"}),
        "reopen": FINAL,
    }
)
_WHY_NOT: Final[Mapping[State, str]] = MappingProxyType(
    {
        "comment": N_("The review of {period} is still at its comments; go on to the grades first."),
        "calibrate": N_("The review of {period} is at its grades already."),
        "signed": N_("The review of {period} is signed and stays as it is; reopen it with a reason first."),
        "published": N_("The review of {period} is published and stays as it is; reopen it with a reason first."),
        "reopened": N_("This review of {period} was reopened; a later one takes its place."),
    }
)


def allowed(act: Act, state: State) -> bool:
    """Whether something may be done with a review in a state."""
    return state in _WHEN[act]


def refusal(act: Act, state: State, period: str) -> Text | None:
    """Why something may not be done with a review now; None where it may."""
    if allowed(act, state):
        return None
    if state == "calibrate" and act in {"publish", "reopen"}:
        return Text(N_("The review of {period} is not signed yet."), {"period": period})
    return Text(_WHY_NOT[state], {"period": period})


def kept_from_assessing(face: "ReviewFace | None") -> Text | None:
    """Why a quarter is not assessed again, and how it may be; None where it may, given its newest review."""
    if face is None or not face.signed:
        return None
    return Text(
        N_("The review of {period} was signed by {name} on {day}; it is assessed again only after the review was "
           "reopened with a reason."),
        {"period": face.period, "name": face.signed_by, "day": face.signed_on},
    )  # fmt: skip


@dataclass(frozen=True)
class Decided:
    """A grade that people decided beside the computed one."""

    grade: Grade
    reason: str
    by: str
    """The name of the person; empty where nobody was named."""
    on: date


@dataclass(frozen=True)
class ReviewFace:
    """The review of a quarter as a reader sees it; what it says counts from the signature on."""

    id: str
    ref: str
    period: str
    number: int
    state: State
    round_id: str
    signed_by: str = ""
    signed_on: date | None = None
    signed_sha256: str = ""
    published_on: date | None = None
    reason: str = ""
    """Why the review before this one was reopened."""
    comment: str = ""
    """What the manager says of the region; empty until it is signed."""
    comments: Mapping[str, str] = field(default_factory=dict)
    """What is said of dealers, by party; empty until it is signed."""
    decided: Mapping[str, Decided] = field(default_factory=dict)
    """Decided grades by party; empty until it is signed."""

    @property
    def signed(self) -> bool:
        """Whether it counts."""
        return self.state in FINAL


def signed_text(content: Mapping[str, Any]) -> str:
    """The canonical JSON of what is signed: sorted keys, no spaces, characters as they are."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
