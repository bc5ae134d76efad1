"""What of an assessed quarter belongs on the next agenda: told through the inbox until it is no longer so."""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.texts import N_, Text
from app.health.contradictions import all_contradictions
from app.health.frozen import Frozen
from app.health.model import HealthRound
from app.health.sheet_lines import Contradiction
from app.health.sheets import KpiInfo
from app.inbox.service import Post, settle_kind

KIND: Final = "agenda"
"""The kind of such notices; a meeting's agenda takes what is open of it."""
_ABOUT: Final = N_("{dealer}, {period}: {said}")
_FOR: Final = N_("{sentence} (explained by: {owner})")
_PAIR: Final = N_("{first} {second}")


def agenda_posts(dealers: Sequence[Frozen], infos: Mapping[str, KpiInfo]) -> list[Post]:
    """One notice for each dealer of whom something contradicts itself; another figure or rule is told anew."""
    found: dict[str, list[Contradiction]] = {}
    for one in all_contradictions(dealers, infos):
        found.setdefault(one.dealer.id, []).append(one)
    periods = {each.dealer.id: each.period for each in dealers}
    return [_post(periods[dealer], odd) for dealer, odd in found.items()]


def tell_agenda(
    session: Session, *, dealers: Sequence[Frozen], infos: Mapping[str, KpiInfo], period: str, on: int
) -> None:
    """Bring the inbox to what the newest assessed quarter says; an older one that is assessed again changes nothing."""
    newest = session.execute(select(HealthRound.period).where(HealthRound.removed.is_(False))).scalars()
    if all(period >= other for other in newest):
        settle_kind(session, kind=KIND, posts=agenda_posts(dealers, infos), on=on)


def _post(period: str, odd: Sequence[Contradiction]) -> Post:
    dealer = odd[0].dealer
    said = [Text(_FOR, {"sentence": one.sentence, "owner": Text(one.owner)}) for one in odd]
    whole = said[0]
    for one in said[1:]:
        whole = Text(_PAIR, {"first": whole, "second": one})
    mark = hashlib.sha256("\n".join(str(one) for one in said).encode()).hexdigest()[:12]
    return Post(
        f"{KIND}:{dealer.id}", f"{period}:{mark}",
        Text(_ABOUT, {"dealer": dealer.name, "period": period, "said": whole}), "warn", "health",
        {"dealer": dealer.id, "period": period}, dealer_id=dealer.id, kpi=odd[0].kpis[0],
    )  # fmt: skip
