"""An answer of the gate by its reference: what it says of a day, and the documents that decide, down to their rows."""

from datetime import date

from sqlalchemy.orm import Session

from app.compliance.gate.region import Told, ask_groups
from app.compliance.gate.rules import Reason
from app.compliance.gate.words import STATES, reason_text
from app.core.errors import UserError
from app.core.money import AMOUNT_SCALE
from app.core.period import day_of
from app.core.texts import N_, Text
from app.kpi.reference import GATE, FigureRef, References, find_record
from app.lineage.account import Account, Item, document_items, document_sources


def gate_reference(references: References, dealer_id: str, told: Told) -> FigureRef:
    """The reference of what the gate says of one kind of goods on a day."""
    goods, day = told.goods, day_of(told.answer.day).isoformat()
    return references.to(GATE, day, dealer=dealer_id, group=goods.group, i=goods.goods_class, w=goods.temperature)


def find_answer(session: Session, ref: FigureRef) -> tuple[str, Told]:
    """The dealer's name and the answer; raises UserError where there are no such goods any more."""
    dealer = find_record(session, "party", "id", ref.dealer)
    group = find_record(session, "product_group", "code", ref.group) if ref.group else ""
    file, groups = ask_groups(session, dealer_id=dealer, day=date.fromisoformat(ref.period), today=ref.day)
    wanted = (ref.asked.get("i", ""), ref.asked.get("w", ""), group)
    for told in (one for _, some in groups for one in some):
        if (told.goods.goods_class, told.goods.temperature, told.goods.group) == wanted:
            return file.name, told
    raise UserError("There are no such goods here.")


def gate_account(session: Session, ref: FigureRef) -> Account:
    """Yes or no with every document that was asked, the deciding one first."""
    name, told = find_answer(session, ref)
    items = []
    for number, reason in enumerate(told.answer.reasons):
        title = N_("Decides") if number == 0 else N_("Beside it")
        items.append(Item(Text(title), _sentence(reason)))
        items += document_items(session, reason.entity, reason.id)
    sources = tuple(
        one for reason in told.answer.reasons for one in document_sources(session, reason.entity, reason.id)
    )  # fmt: skip
    goods = Text(told.goods.goods_class) if told.goods.goods_class else Text(N_("class of goods unknown"))
    value = Text(STATES[told.answer.state])
    return Account(ref, Text(N_("May receive: {goods}"), {"goods": goods}), (name,), value, tuple(items), sources)


def _sentence(reason: Reason) -> Text:
    return reason_text(
        reason, day=lambda day: day_of(day).isoformat(), money=lambda amount: f"{amount / AMOUNT_SCALE:,.2f}"
    )  # fmt: skip
