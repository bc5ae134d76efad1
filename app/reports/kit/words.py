"""Fixed words of reports as msgids."""

import unicodedata
from collections.abc import Mapping
from typing import Final

from app.core.texts import N_
from app.health.rules import Confidence, Presence
from app.health.sheets import Light

CONFIDENCE: Final[Mapping[Confidence, str]] = {"high": N_("high"), "medium": N_("medium"), "low": N_("low")}
TIERS: Final[Mapping[str, str]] = {
    "province": N_("provincial dealer"),
    "city": N_("city dealer"),
    "county": N_("county dealer"),
}
NO_FIGURE: Final[Mapping[Presence, str]] = {
    "present": "",
    "not_applicable": N_("n/a"),
    "missing": N_("our gap"),
    "owed": N_("not reported"),
    "unused": N_("not in use"),
}
LIGHTS: Final[Mapping[Light, str]] = {
    "good": N_("on target"),
    "warn": N_("close"),
    "bad": N_("off target"),
    "none": N_("no target"),
}


def one_line(words: str) -> str:
    """A name as one line: breaks and control characters in it cannot make lines of their own."""
    plain = "".join(
        " " if char.isspace() or unicodedata.category(char) == "Cc" else char
        for char in words
        if unicodedata.category(char) != "Cf"
    )
    return " ".join(plain.split())
