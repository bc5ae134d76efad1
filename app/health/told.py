"""Signs in the rows of each dealer, frozen with a round as they stood, and told on the dealer's own sheet."""

from collections.abc import Iterable, Iterator
from datetime import date
from fractions import Fraction
from typing import Final

from sqlalchemy.orm import Session

from app.core.money import AMOUNT_SCALE
from app.core.period import day_number, day_of
from app.core.texts import Text
from app.core.wording import money_text
from app.health.frozen import Signs, Told
from app.health.model import HealthRound
from app.health.sheet_lines import SignLine
from app.kpi.findings.carriers import LATE, by_dealer
from app.kpi.findings.evidence import frozen, mark_of, thawed
from app.kpi.findings.model import Figure, Finding
from app.kpi.findings.reading import KINDS
from app.kpi.findings.wording import written
from app.kpi.kept import kept_of
from app.kpi.reference import SIGN, References

_UNKNOWN: Final = len(KINDS)


def told_of(session: Session, found: Iterable[Finding], on: date) -> dict[str, tuple[Told, ...]]:
    """By dealer's id what is told of him; a late carrier is told to every dealer that it delivered to."""
    told: dict[str, list[Told]] = {}
    for one in found:
        for dealer, own in _whose(session, one):
            evidence = {name: kept for name, kept in frozen(own, as_of=day_number(on)).items() if name != "rows"}
            told.setdefault(dealer, []).append(Told(mark_of(one), evidence, own=one.dealer is not None))
    return {dealer: tuple(signs) for dealer, signs in sorted(told.items())}


def _whose(session: Session, one: Finding) -> Iterator[tuple[str, Finding]]:
    if one.dealer is not None:
        yield one.dealer.id, one
    elif one.kind == LATE.id:
        dealers = kept_of(session).people(session)[0]
        for number, own in by_dealer(session, one).items():
            if number in dealers:
                yield dealers[number].id, own


def sign_lines(session: Session, row: HealthRound, signs: Signs | None) -> dict[str, tuple[SignLine, ...]]:
    """The signs of a round by dealer in words, warnings first, each with the reference that leads to its rows."""
    if signs is None or signs.told is None:
        return {}
    references = References(session, signs.on, tx=row.known_tx)
    return {dealer: _lines(references, dealer, told) for dealer, told in signs.told.items()}


def _lines(references: References, dealer: str, told: tuple[Told, ...]) -> tuple[SignLine, ...]:
    lines = []
    for one in told:
        raw = one.evidence
        kind = KINDS.get(raw["kind"])
        span = f"{day_of(raw['first']).isoformat()}..{day_of(raw['last']).isoformat()}"
        ref = references.to(SIGN, span, dealer=dealer if one.own else "", i=raw["kind"], k=one.mark)
        level = kind.level if kind else "hint"
        lines.append(SignLine(raw["kind"], Text(raw["title"]), thawed(raw, _said), level, str(ref)))
    order = list(KINDS)
    return tuple(sorted(lines, key=lambda one: (
        one.level != "warning", order.index(one.kind) if one.kind in order else _UNKNOWN)))  # fmt: skip


def _said(figure: Figure) -> str | Text:
    """A figure as papers print it: money in 万 or thousands, the rest in full."""
    if figure.kind == "money" and isinstance(figure.value, int | Fraction):
        return money_text(Fraction(figure.value) / AMOUNT_SCALE)
    return written(figure)
