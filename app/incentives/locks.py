"""Gate locks: what part of a payout waits because a licence for its goods has ended (the covered class only)."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import replace
from datetime import date
from fractions import Fraction

from sqlalchemy.orm import Session

from app.compliance.gate.reading import goods_of, read_papers
from app.compliance.gate.rules import pieces
from app.core.period import Period, day_number
from app.incentives.base.bases import bases_for
from app.incentives.base.reading import shelf_of
from app.incentives.base.who import members
from app.incentives.beside import figure_of
from app.incentives.policy import Goods, Policy

_ENDED = frozenset({"licence_ended", "licence_review"})


def locked_products(
    session: Session, policy: Policy, parties: Collection[str], day: date, today: date
) -> dict[str, frozenset[str]]:
    """By party the policy's products whose licence was there and has ended by a day; who has none is not in it."""
    shelf = shelf_of(session)
    chosen = shelf.chosen(policy.goods)
    classes = defaultdict(set)
    for number, one in shelf.products.items():
        if not chosen.refusal(number, shelf.groups.get(one.group, -1)):
            classes[goods_of(session, one.id)].add(one.id)
    papers, on = read_papers(session, day, today), day_number(day)
    found: dict[str, set[str]] = defaultdict(set)
    for dealer in papers.dealers:
        for goods, products in classes.items() if dealer.id in parties else ():
            for piece in pieces(papers.needs, dealer.file, goods):
                if piece.kind == "licence" and not piece.passes(on) and piece.explain(on).code in _ENDED:
                    found[dealer.id] |= products
    return {party: frozenset(products) for party, products in found.items()}


def locked_shares(
    session: Session, policy: Policy, period: Period, parties: Collection[str], day: date, today: date
) -> dict[str, Fraction]:
    """By party the share of its base that lies in goods whose licence has ended: so much of the payout waits."""
    every, found = members(session), {}
    for party, products in sorted(locked_products(session, policy, parties, day, today).items()):
        member = every.get(party)
        if member is None:
            continue
        only = replace(policy, goods=Goods(products=tuple(sorted(products))))
        key, who = (party, period.first_day), [(period, [member])]
        whole = figure_of(policy, bases_for(session, policy, who, keys=False)[key])
        part = figure_of(policy, bases_for(session, only, who, keys=False)[key])
        if whole > 0 and part > 0:
            found[party] = min(Fraction(1), Fraction(part, whole))
    return found
