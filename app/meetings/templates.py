"""Templates of agendas: which sections a kind of meeting has, in order, with their minutes."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from types import MappingProxyType
from typing import Any, Final

from sqlalchemy.orm import Session

from app.core.errors import UserError
from app.core.locks import AGENDA_TEMPLATES
from app.core.texts import Text
from app.core.workspace_settings import setting
from app.meetings.words import SECTIONS


@dataclass(frozen=True)
class Section:
    """One part of an agenda: what it takes from the month, how long it has, how many items it has at most."""

    key: str
    """A key of ``words.SECTIONS``."""
    minutes: int
    most: int
    """Items that the program proposes for it at most; people may add more."""


MONTHLY: Final = (
    Section("carried", 15, 8), Section("effects", 6, 3), Section("kpis", 18, 6), Section("plan", 8, 2),
    Section("waits", 8, 4), Section("dealers", 24, 8), Section("contradictions", 10, 5), Section("licences", 5, 2),
    Section("disputes", 8, 3), Section("squads", 8, 4), Section("departments", 10, 8), Section("topics", 10, 4),
    Section("other", 5, 0),
)  # fmt: skip
"""月度经营分析会: two hours and a quarter."""
QUARTERLY: Final = (
    Section("carried", 15, 8), Section("effects", 15, 6), Section("review", 60, 12), Section("kpis", 20, 4),
    Section("dealers", 20, 5), Section("plan", 15, 3), Section("disputes", 10, 3), Section("squads", 10, 4),
    Section("topics", 10, 4), Section("other", 5, 0),
)  # fmt: skip
"""季度评审会: it walks the quarterly health review."""
SQUAD: Final = (
    Section("carried", 15, 12), Section("squads", 15, 1), Section("topics", 15, 6), Section("other", 5, 0),
)  # fmt: skip
"""A squad's own meeting."""
OTHER: Final = (Section("carried", 10, 8), Section("topics", 30, 8), Section("other", 5, 0))
TEMPLATES: Final[Mapping[str, tuple[Section, ...]]] = MappingProxyType(
    {"monthly": MONTHLY, "quarterly": QUARTERLY, "squad": SQUAD, "other": OTHER}
)
"""By the kind of the series, where head office gave no other one."""


def known_templates(session: Session) -> Mapping[str, tuple[Section, ...]]:
    """The templates by the kind of the series: head office's before those of the program."""
    given: Mapping[str, list[Any]] = setting(session, AGENDA_TEMPLATES) or {}
    return {**TEMPLATES, **{kind: read_template(kept) for kind, kept in given.items()}}


def template_json(sections: Iterable[Section]) -> list[Any]:
    """A template as its series keeps it."""
    return [asdict(one) for one in sections]


def read_template(kept: Iterable[Any]) -> tuple[Section, ...]:
    """The template that ``template_json`` kept; raises UserError where it is none."""
    found = []
    for one in kept:
        try:
            section = Section(str(one["key"]), int(one["minutes"]), int(one["most"]))
        except (TypeError, KeyError, ValueError) as error:
            raise UserError("This is no template of an agenda: {reason}", reason=f"{error}") from error
        found.append(section)
    check_template(found)
    return tuple(found)


def check_template(sections: Iterable[Section]) -> None:
    """Raise UserError for a section that there is not or that is there twice, and for minutes below zero."""
    seen: set[str] = set()
    for one in sections:
        if one.key not in SECTIONS:
            raise UserError("An agenda has no section “{name}”.", name=one.key)
        if one.key in seen:
            raise UserError("The section “{name}” is there twice.", name=Text(SECTIONS[one.key]))
        if one.minutes < 0 or one.most < 0:
            raise UserError("Minutes and numbers of items are not below zero.")
        seen.add(one.key)
