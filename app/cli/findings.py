"""Findings as ``check`` tells them: sentences for people, exact figures for programs."""

from collections import Counter
from collections.abc import Iterable
from typing import Any, Final

from app.bootstrap import Desk
from app.core.period import day_of
from app.core.texts import Texts
from app.kpi.findings.model import LEVELS, Finding
from app.kpi.findings.reading import KINDS, read_findings
from app.kpi.findings.wording import written

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
