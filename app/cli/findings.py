"""Findings as ``check`` tells them: sentences for people, exact figures for programs."""

from collections import Counter
from collections.abc import Callable, Iterable
from fractions import Fraction
from typing import Any, Final

from app.bootstrap import Desk
from app.core.money import AMOUNT_SCALE, QUANTITY_SCALE
from app.core.period import day_of
from app.core.texts import N_, Text, Texts
from app.kpi.findings.model import LEVELS, Figure, Finding
from app.kpi.findings.reading import KINDS, read_findings

_MOST: Final = 20
"""Sentences of one kind that are printed; all are among the rows of ``--json``."""


def findings_of(desk: Desk) -> tuple[Finding, ...]:
    """What the rows of the workspace show as of its day."""
    with desk.db.read() as session:
        return read_findings(session, desk.clock.today())


def finding_row(one: Finding, t: Texts) -> dict[str, Any]:
    """One finding for programs."""
    return {
        "kind": one.kind, "level": KINDS[one.kind].level,
        "dealer": one.dealer.code if one.dealer else None, "name": one.dealer.name if one.dealer else None,
        "from": day_of(one.first).isoformat(), "to": day_of(one.last).isoformat(),
        "sentence": t.render(one.said(written)),
        "figures": {name: figure.plain() for name, figure in one.figures.items()}, "rows": one.count,
    }  # fmt: skip


def finding_lines(found: Iterable[Finding], t: Texts) -> list[str]:
    """One line for each finding, and how many more there are of a kind that has many."""
    lines, told = [], Counter[str]()
    for one in found:
        told[one.kind] += 1
        if told[one.kind] <= _MOST:
            kind = KINDS[one.kind]
            said = [
                t(LEVELS[kind.level]),
                t(kind.title),
                f"{one.dealer.name} ({one.dealer.code})" if one.dealer else "",
            ]
            lines.append(f"{' · '.join(part for part in said if part)}: {t.render(one.said(written))}")
    return lines + [
        t("{kind}: and more: {n}", kind=t(KINDS[kind].title), n=n - _MOST) for kind, n in told.items() if n > _MOST
    ]


def _named(one: Finding) -> list[str]:
    return [] if one.dealer is None else [f"{one.dealer.name} ({one.dealer.code})"]


def written(figure: Figure) -> str | Text:
    """A figure as the command line writes it: whole, with two places for money."""
    value = figure.value
    if value is None:
        return Text(N_("unknown"))
    if isinstance(value, str | Text):
        return value
    return f"{_WRITERS[figure.kind](Fraction(value))} {figure.unit}".rstrip()


_WRITERS: Final[dict[str, Callable[[Fraction], str]]] = {
    "day": lambda value: day_of(int(value)).isoformat(),
    "quantity": lambda value: f"{float(value / QUANTITY_SCALE):,.12g}",
    "money": lambda value: f"{float(value / AMOUNT_SCALE):,.2f}",
    "price": lambda value: f"{float(value):,.2f}",
    "percent": lambda value: f"{float(value * 100):.1f}%",
    "change": lambda value: f"{float(value * 100):+.1f}%",
    "number": lambda value: f"{float(value):,.12g}",
}
