"""Longest waits: orders that wait for a review or a carrier, shelves that wait for goods, lines past their day."""

from typing import Final

from app.core.texts import N_, Text
from app.core.wording import decimals
from app.kpi.board import Choice, read_cards
from app.kpi.findings.model import Finding
from app.meetings.agenda.month import RANK, Month
from app.meetings.agenda.proposal import Proposal, mark_of
from app.meetings.agenda.signs import SIGNS, brief, sign_evidence, signs_of, weights
from app.meetings.evidence import Evidence

_OVERDUE: Final = "overdue_lines"
_LINES: Final = N_("Order lines past their promised day at the end of {period}: {n}")
_COUNTS: Final = ("late", "dry")
"""Figures that say how many wait."""


def propose(month: Month) -> list[Proposal]:
    """Signs of waiting, the most that wait first; then the order lines that are past their day."""
    found = signs_of(month, "waits")
    heavy = weights(month, found)
    said = [_of_sign(month, one, heavy[id(one)] + _waiting(one)) for one in found]
    return said + _lines(month)


def _of_sign(month: Month, one: Finding, weight: int) -> Proposal:
    link, figures = sign_evidence(month, one)
    title = brief(one)
    named = "carrier" if "carrier" in one.figures else "group" if "group" in one.figures else ""
    cause = f"wait:{one.kind}:{one.figures[named].value}" if named else f"wait:{one.kind}"
    return Proposal(
        "waits", cause, mark_of(title), title, department=SIGNS[one.kind].department, weight=weight,
        evidence=(link,), figures=figures,
    )  # fmt: skip


def _waiting(one: Finding) -> int:
    return next((int(str(one.figures[name].value)) for name in _COUNTS if name in one.figures), 0)


def _lines(month: Month) -> list[Proposal]:
    if month.today < month.period.first:
        return []
    (card,) = read_cards(month.session, Choice(month.period), month.today, (_OVERDUE,))
    if not card.value or card.value <= 0:
        return []
    title = Text(_LINES, {"n": decimals(card.value, 0), "period": month.period.name})
    link = Evidence(title, "board", {"kpi": _OVERDUE, "period": month.period.name})
    return [
        Proposal("waits", f"kpi:{_OVERDUE}", mark_of(title), title, department="logistics", kpi=_OVERDUE,
                 weight=RANK + int(card.value), evidence=(link,))
    ]  # fmt: skip
