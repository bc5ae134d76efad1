"""What the doctor found: rows of parts, each well, worth a look, or bad with what is to be done."""

from dataclasses import dataclass
from typing import Final, Literal

from app.core.texts import N_, Text

State = Literal["ok", "warn", "bad"]
OK: Final[State] = "ok"
WARN: Final[State] = "warn"
BAD: Final[State] = "bad"
STATES: Final[dict[State, str]] = {OK: N_("in order"), WARN: N_("worth a look"), BAD: N_("to be mended")}
"""The states in words."""
PARTS: Final = {
    "versions": N_("Program and libraries"), "fleet": N_("Set by your administrator"),
    "paths": N_("Files and folders"), "disk": N_("Disks"),
    "database": N_("Database"),
    "jobs": N_("Jobs"), "definitions": N_("Definitions of figures"), "fonts": N_("Fonts"), "display": N_("Screen"),
    "locale": N_("Language and time"), "lists": N_("For the white lists of antivirus and file encryption (透明加密)"),
}  # fmt: skip
"""The parts in the order in which they are shown, in words."""


@dataclass(frozen=True)
class Finding:
    """One row: what was looked at, what it is, and what to do where that is not as it should be."""

    part: str
    key: str
    """A code that does not change with the language."""
    title: Text
    value: Text | str
    state: State = OK
    advice: Text | None = None
    private: bool = False
    """Whether title, value or advice hold words that a person entered: a support bundle leaves them out."""


def worst(findings: list[Finding]) -> State:
    """The worst state among findings."""
    return max((one.state for one in findings), key=list(STATES).index, default=OK)
