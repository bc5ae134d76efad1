"""Contradictions: data that contradict themselves, and dealers whose score, money and satisfaction disagree."""

from collections import defaultdict
from typing import Final

from app.core.texts import N_, Text
from app.health.agenda import KIND
from app.health.sheet_lines import Contradiction
from app.health.wording import short_name
from app.inbox.queries import list_notices
from app.inbox.service import PUT_AWAY
from app.kpi.findings.model import Finding
from app.meetings.agenda.month import Month, department_of, whole
from app.meetings.agenda.proposal import Proposal, mark_of
from app.meetings.agenda.signs import SIGNS, brief, sign_evidence, signs_of, weights
from app.meetings.evidence import Evidence, FrozenFigure

_MORE: Final = N_("{said} (others like it: {n})")
_ODD: Final = N_("{dealer}: {sentence}")


def propose(month: Month) -> list[Proposal]:
    """One item for each kind of sign in the data, then one for each dealer that contradicts itself."""
    found = signs_of(month, "contradictions")
    heavy = weights(month, found)
    kinds: dict[str, list[Finding]] = defaultdict(list)
    for one in sorted(found, key=lambda each: -heavy[id(each)]):
        kinds[one.kind].append(one)
    said = [_of_kind(month, signs, heavy[id(signs[0])]) for signs in kinds.values()]
    odd: dict[str, list[Contradiction]] = defaultdict(list)
    away = _put_away(month)
    for each in month.assessed.contradictions if month.assessed else ():
        if each.dealer.id not in away:
            odd[each.dealer.id].append(each)
    return said + [_of_dealer(month, rows) for rows in odd.values()]


def _put_away(month: Month) -> set[str]:
    """The dealers whose contradictions of this quarter somebody has dealt with, or found of no use, in the inbox."""
    period = month.assessed.period if month.assessed else ""
    newest = (one.newest for one in list_notices(month.session, open_only=False, kind=KIND))
    return {one.dealer_id for one in newest if one.state in PUT_AWAY and one.target.get("period") == period}


def _of_kind(month: Month, signs: list[Finding], weight: int) -> Proposal:
    links: list[Evidence] = []
    figures: dict[str, FrozenFigure] = {}
    for one in signs:
        link, frozen = sign_evidence(month, one)
        links.append(link)
        figures |= frozen
    first = signs[0]
    title = brief(first)
    if len(signs) > 1:
        title = Text(_MORE, {"said": title, "n": len(signs) - 1})
    only = first.dealer.id if first.dealer and len(signs) == 1 else None
    return Proposal(
        "contradictions", f"sign:{first.kind}", mark_of(title, *(brief(one) for one in signs)), title,
        department=SIGNS[first.kind].department, dealer_id=only, weight=weight, evidence=tuple(links), figures=figures,
    )  # fmt: skip


def _of_dealer(month: Month, rows: list[Contradiction]) -> Proposal:
    first, period = rows[0], month.assessed.period if month.assessed else ""
    title = Text(_ODD, {"dealer": short_name(first.dealer.name), "sentence": first.sentence})
    target = {"dealer": first.dealer.id, "period": period}
    links = tuple(Evidence(one.sentence, "health", target, f"course:{first.dealer.id}") for one in rows)
    return Proposal(
        "contradictions", f"odd:{first.dealer.id}", mark_of(period, *(one.sentence for one in rows)), title,
        department=department_of(first.owner), dealer_id=first.dealer.id, kpi=first.kpis[0] if first.kpis else None,
        weight=whole(first.amount), evidence=links, once=True,
    )  # fmt: skip
