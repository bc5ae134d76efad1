"""Which goods are closed to which dealers because a licence that covered them has ended or was not reviewed in time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy.orm import Session

from app.compliance.gate.documents import File, Goods, Need
from app.compliance.gate.reading import goods_by_product, read_licensed, read_needs
from app.compliance.gate.rules import Reason, pieces

ENDED: Final = frozenset({"licence_ended", "licence_review"})
"""What closes goods here: a paper that was there. One that nobody ever filed, credit and contracts do not."""


@dataclass(frozen=True)
class Closed:
    """Goods by product, and by dealer what is closed with the document that closes it."""

    products: Mapping[str, Goods]
    dealers: Mapping[str, Mapping[Goods, Reason]]
    """Only dealers to whom anything is closed."""


def closed_goods(session: Session, day: int) -> Closed:
    """The goods that are closed on a day: two statements for all dealers, and nobody is asked whose papers all hold."""
    products, needs = goods_by_product(session), read_needs(session)
    kinds = sorted(set(products.values()), key=lambda one: (one.goods_class, one.temperature))
    found = {party: closed_of(needs, file, kinds, day) for party, file in read_licensed(session).items()}
    return Closed(products, {party: goods for party, goods in found.items() if goods})


def closed_of(needs: Sequence[Need], file: File, kinds: Sequence[Goods], day: int) -> dict[Goods, Reason]:
    """Of one dealer the goods that an ended licence closes."""
    if not any(one.ends_on is not None and one.ends_on < day for one in file.licences):
        return {}
    found: dict[Goods, Reason] = {}
    for goods in kinds:
        told = (
            one.explain(day)
            for one in pieces(needs, File(file.party_type, licences=file.licences), goods)
            if one.kind == "licence" and not one.passes(day)
        )
        reason = next((one for one in told if one.code in ENDED), None)
        if reason is not None:
            found[goods] = reason
    return found
