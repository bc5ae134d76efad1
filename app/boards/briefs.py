"""Templates of briefs (战报): words with placeholders, which are looked up and never computed."""

import re
from collections.abc import Collection, Mapping
from typing import Final, Literal

from app.core.errors import UserError
from app.core.texts import N_

LIMIT: Final = 600
"""Characters of a brief."""
LONGEST: Final = 2_000
"""Characters of a template."""
Rhythm = Literal["daily", "weekly", "monthly"]
DEFAULTS: Final[Mapping[Rhythm, str]] = {
    "daily": N_("{title} daily brief: {scope}, {period}\n{headline}\n{first}\n{basis}\n{as_of}"),
    "weekly": N_(
        "{title} weekly brief: {scope}, {period}\n{headline}\n{cards}\n{first}\nLast three: {last3}\n{basis}\n{as_of}"
    ),
    "monthly": N_(
        "{title} monthly brief: {scope}, {period}\n{headline}\n{cards}\n{first}\nLast three: {last3}\n"
        "Rising most: {rising3}\nFalling most: {falling3}\n{basis}\n{as_of}"
    ),
}
"""What everybody has."""
TITLES: Final[Mapping[Rhythm, str]] = {
    "daily": N_("Daily brief"), "weekly": N_("Weekly brief"), "monthly": N_("Monthly brief"),
}  # fmt: skip
FIELDS: Final[Mapping[str, str]] = {
    "title": N_("what is handed out"),
    "scope": N_("whose figures these are"),
    "period": N_("the period"),
    "headline": N_("the first figure with its changes"),
    "growth": N_("the first figure against a year before"),
    "change": N_("the first figure against the period before"),
    "attainment": N_("attainment of the target"),
    "cards": N_("the other figures, one a line"),
    "first": N_("the first three of the ranking, and of a share those that weigh most on it"),
    "top3": N_("the first three of the ranking"),
    "last3": N_("the last three, where the ranking leaves nobody out"),
    "rising3": N_("the three of those ranked that grew most in a year"),
    "falling3": N_("the three of those ranked that fell most in a year"),
    "basis": N_("what the figures count"),
    "as_of": N_("until which day they count"),
    "refs": N_("the references of the figures"),
}
"""Placeholders; beside them each KPI's id, and its id with ``_yoy`` or ``_prev`` behind it."""
_SUFFIXES: Final = ("_yoy", "_prev")
_PLACE: Final = re.compile(r"\{([^{}\n]*)\}")


def placeholders(body: str) -> tuple[str, ...]:
    """The words in braces, in their order."""
    return tuple(_PLACE.findall(body))


def filled(body: str, values: Mapping[str, str]) -> str:
    """The words in braces replaced once; what a value brings along is no placeholder."""
    return _PLACE.sub(lambda found: values[found[1]], body)


def check_template(body: str, kpis: Collection[str]) -> str:
    """The template without blanks around it; raises UserError for a word in braces that no brief knows."""
    if not body.strip():
        raise UserError("A template needs words.")
    if len(body) > LONGEST:
        raise UserError("A template has at most {n} characters.", n=LONGEST)
    for word in placeholders(body):
        if word not in FIELDS and kpi_of(word, kpis) not in kpis:
            raise UserError(
                "A brief knows no {word}. It knows {known}, and the ids of KPIs such as {kpi}.",
                word=f"{{{word}}}", known=", ".join(f"{{{one}}}" for one in FIELDS), kpi="{net_amount}",
            )  # fmt: skip
    return body.strip()


def kpi_of(word: str, kpis: Collection[str]) -> str:
    """The KPI of a placeholder, without what is asked of it."""
    if word in kpis:
        return word
    return next((word.removesuffix(one) for one in _SUFFIXES if word.endswith(one)), word)
