"""Dealers at risk: what the rows say of one, and who fell by whole grades in the newest assessment."""

from collections import defaultdict
from typing import Final

from app.core.texts import N_, Text
from app.health.sheets import WatchLine
from app.health.wording import grade_text, short_name
from app.kpi.findings.model import Finding
from app.meetings.agenda.month import RANK, Month, department_of, whole
from app.meetings.agenda.proposal import Proposal, mark_of
from app.meetings.agenda.signs import SIGNS, brief, sign_evidence, signs_of, weights
from app.meetings.evidence import Evidence, FrozenFigure

_FELL: Final = N_("{dealer}: {before} → {grade}. {said}")
_SHEET: Final = N_("Health of {dealer} in {period}: {before} → {grade}. {said}")
_NONE: Final = N_("no earlier grade")


def propose(month: Month) -> list[Proposal]:
    """One item for each dealer: its heaviest sign says it, the others and a lost grade stand among the evidence."""
    found = signs_of(month, "dealers")
    heavy = weights(month, found)
    by_dealer: dict[str, list[Finding]] = defaultdict(list)
    for one in sorted(found, key=lambda each: -heavy[id(each)]):
        by_dealer[one.dealer.id if one.dealer else ""].append(one)
    watched = {line.dealer.id: line for line in month.assessed.watch} if month.assessed else {}
    said = [
        _of_signs(month, dealer, signs, watched.pop(dealer, None), heavy[id(signs[0])])
        for dealer, signs in by_dealer.items()
    ]
    return said + [_of_grade(month, line) for line in watched.values()]


def _of_signs(month: Month, dealer: str, signs: list[Finding], line: WatchLine | None, weight: int) -> Proposal:
    links: list[Evidence] = []
    figures: dict[str, FrozenFigure] = {}
    for one in signs:
        link, frozen = sign_evidence(month, one)
        links.append(link)
        figures |= frozen
    if line is not None:
        links.append(_link(month, line))
    title = brief(signs[0])
    return Proposal(
        "dealers", f"dealer:{dealer}" if dealer else f"sign:{signs[0].kind}", mark_of(title), title,
        department=SIGNS[signs[0].kind].department, dealer_id=dealer or None, weight=weight, evidence=tuple(links),
        figures=figures,
    )  # fmt: skip


def _of_grade(month: Month, line: WatchLine) -> Proposal:
    title = Text(_FELL, _said(line))
    return Proposal(
        "dealers", f"grade:{line.dealer.id}", mark_of(_period(month), title), title,
        department=department_of(line.owner), dealer_id=line.dealer.id, weight=RANK + whole(line.amount),
        evidence=(_link(month, line),), once=True,
    )  # fmt: skip


def _period(month: Month) -> str:
    return month.assessed.period if month.assessed else ""


def _said(line: WatchLine) -> dict[str, object]:
    before = grade_text(line.before) if line.before else Text(_NONE)
    return {
        "dealer": short_name(line.dealer.name), "before": before, "grade": grade_text(line.grade), "said": line.brief,
    }  # fmt: skip


def _link(month: Month, line: WatchLine) -> Evidence:
    period = _period(month)
    words = Text(_SHEET, {**_said(line), "said": line.sentence, "period": period})
    return Evidence(words, "health", {"dealer": line.dealer.id, "period": period}, f"course:{line.dealer.id}")
