"""What the ids and codes of a policy are called just now."""

from sqlalchemy.orm import Session

from app.catalog.queries import group_names, list_products
from app.core.texts import texts
from app.dealers.queries import list_parties
from app.dealers.service import TIER_TITLES
from app.incentives.policies.wording import Names
from app.incentives.policy import Policy
from app.kpi.own.known import known_kpis


def policy_names(session: Session, policy: Policy, lang: str) -> Names:
    """Names of all that a policy speaks of, in one language; a code stands beside the name of dealers and products."""
    t = texts(lang)
    parties = {*policy.parties.dealers, *policy.parties.excluded, *policy.baseline.adjusted, *policy.dealer_factors}
    rows = list_parties(session, ids=parties, with_removed=True) if parties else []
    dealers = {one.id: f"{one.name} ({one.code})" for one in rows}
    products = _products(session, policy)
    groups = group_names(session)
    known = known_kpis(session)
    kpis = {one.kpi: t(known[one.kpi].name) for one in policy.conditions if one.kpi in known}
    return Names(
        dealers=dealers, products=products,
        groups={code: f"{name} ({code})" for code, name in groups.items()}, kpis=kpis,
        tiers={key: t(words) for key, words in TIER_TITLES.items()},
        shares=frozenset(key for key in kpis if known[key].unit == "ratio"),
    )  # fmt: skip


def _products(session: Session, policy: Policy) -> dict[str, str]:
    goods = (policy.goods, *(one.goods for one in policy.baskets))
    wanted = {one for part in goods for one in (*part.products, *part.excluded)}
    if policy.protection is not None:
        wanted |= set(policy.protection.cuts)
    if not wanted:
        return {}
    return {one.id: f"{one.name} ({one.code})" for one in list_products(session) if one.id in wanted}
