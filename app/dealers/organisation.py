"""Who is responsible for a dealer on a day, and whose business it has taken over: rules that need no database."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Generic, Literal, TypeVar

Who = TypeVar("Who", int, str)
FIELDS: Final = ("manager", "office", "entity", "owner_group")
"""What is assigned: responsible person (责任人), office, our selling entity, controlling group (集团/实控人)."""
_ENDLESS: Final = 2**40


@dataclass(frozen=True)
class Charge:
    """Who has a dealer: person, office, selling entity, controlling group; None is not known."""

    manager: str | None = None
    office: str | None = None
    entity: str | None = None
    owner_group: str | None = None


@dataclass(frozen=True)
class Since:
    """What an assignment says from a day on; what it leaves open stays as it was."""

    day: int
    charge: Charge


def charge_on(own: Charge, rows: Iterable[Since], day: int = _ENDLESS) -> Charge:
    """Who has a dealer on a day: of each field what was last said by that day, else what the dealer's own record says.

    Of two that begin on one day the later in the order of ``rows`` counts.
    """
    said = {name: getattr(own, name) for name in FIELDS}
    for row in sorted((one for one in rows if one.day <= day), key=lambda one: one.day):
        said |= {name: value for name in FIELDS if (value := getattr(row.charge, name))}
    return Charge(**said)


def spoken_on(rows: Sequence[Since], day: int) -> list[Literal["future", "valid", "over"]]:
    """How each row stands on a day: over is one of which a later one has said all again."""
    found: list[Literal["future", "valid", "over"]] = []
    for row in rows:
        said = {name for name in FIELDS if getattr(row.charge, name)}
        later = {name for one in rows if row.day < one.day <= day for name in FIELDS if getattr(one.charge, name)}
        found.append("future" if row.day > day else "over" if said and said <= later else "valid")
    return found


@dataclass(frozen=True)
class Takeover(Generic[Who]):
    """A dealer who goes on with another one's business from a day on (承接)."""

    predecessor: Who
    successor: Who
    day: int


@dataclass(frozen=True)
class Refused(Generic[Who]):
    """A takeover that cannot be followed, and why."""

    takeover: Takeover[Who]
    why: Literal["circle", "twice"]
    """It would lead back to where it began, or another dealer took the same business over before."""


@dataclass(frozen=True)
class Successions(Generic[Who]):
    """Takeovers that lead somewhere: each business has one successor, and no chain comes back to its beginning."""

    kept: tuple[Takeover[Who], ...]
    refused: tuple[Refused[Who], ...]

    @property
    def ended(self) -> dict[Who, int]:
        """For each dealer whose business was taken over the first day on which it has none."""
        return {one.predecessor: one.day for one in self.kept}

    def heirs(self, day: int = _ENDLESS) -> dict[Who, Who]:
        """For each dealer whose business was taken over by a day who has it on that day, at the end of its chain."""
        direct = {one.predecessor: one.successor for one in self.kept if one.day <= day}
        return {one: _end(direct, one) for one in direct}


def successions(takeovers: Iterable[Takeover[Who]]) -> Successions[Who]:
    """The takeovers in the order of their days, without those that would make a circle or a second successor."""
    direct: dict[Who, Who] = {}
    kept: list[Takeover[Who]] = []
    refused: list[Refused[Who]] = []
    for one in sorted(set(takeovers), key=lambda one: (one.day, one.predecessor, one.successor)):
        if _end(direct, one.successor) == one.predecessor:
            refused.append(Refused(one, "circle"))
        elif one.predecessor not in direct:
            direct[one.predecessor] = one.successor
            kept.append(one)
        elif direct[one.predecessor] != one.successor:
            refused.append(Refused(one, "twice"))
    return Successions(tuple(kept), tuple(refused))


def _end(direct: Mapping[Who, Who], who: Who) -> Who:
    while who in direct:
        who = direct[who]
    return who


def cuts(days: Iterable[int], first: int, last: int) -> tuple[tuple[int, int], ...]:
    """The spans that days of change cut a span of days into; a change begins a new one."""
    begins: Sequence[int] = sorted({first, *(day for day in days if first < day <= last)})
    return tuple((begin, end - 1) for begin, end in zip(begins, [*begins[1:], last + 1], strict=True))
