"""What screens, health and commands read about recalls: the dealers that have the lots come from the facts."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple

from sqlalchemy import bindparam, select, text
from sqlalchemy.orm import Session

from app.catalog.factors import in_base, unit_join
from app.catalog.model import Product
from app.compliance.recalls.model import Recall, RecallAnswer
from app.compliance.recalls.rules import State, is_owed, lots_of, state_on
from app.core.errors import UserError
from app.dealers.model import Party


@dataclass(frozen=True)
class RecallRow:
    """A recall in a list; days are stored days."""

    id: str
    ref: str
    number: str
    product_id: str
    product: str
    base_unit: str
    lots: tuple[str, ...]
    level: str
    reason: str
    state: State
    started_on: int | None
    due_on: int | None
    closed_on: int | None
    outcome: str
    touched: int
    """How many dealers had the lots."""
    owed: int
    """How many of them should have answered and have not."""


@dataclass(frozen=True)
class Touched:
    """A dealer that had the lots; quantities in thousandths of the base unit, None where a unit has no factor."""

    party_id: str
    dealer: str
    shipped_e3: int | None
    """What was shipped to it."""
    sold_e3: int | None
    """What its lists say that it sold."""
    stock_e3: int | None
    """What its newest list says that it holds."""
    answered_on: int | None
    held_e3: int | None
    returned_e3: int | None
    note: str
    owed: bool


@dataclass(frozen=True)
class RecallCard:
    """A recall with its dealers, those that owe an answer first."""

    row: RecallRow
    touched: tuple[Touched, ...]


class RecallCap(NamedTuple):
    """An open recall that a dealer should have answered and has not."""

    party_id: str
    recall_id: str
    number: str
    product: str
    due_on: int


def list_recalls(session: Session, *, on: int) -> list[RecallRow]:
    """The recalls as they stand on a day: open ones first, then drafts, the newest first."""
    cards = (_card(session, recall, product, on) for recall, product in _recalls(session))
    order = {"open": 0, "draft": 1, "closed": 2}
    return sorted((one.row for one in cards), key=lambda one: (order[one.state], -(one.started_on or 0), one.id))


def recall_card(session: Session, recall_id: str, *, on: int) -> RecallCard:
    """One recall with its dealers; raises UserError where it is gone."""
    found = next(((recall, product) for recall, product in _recalls(session) if recall.id == recall_id), None)
    if found is None:
        raise UserError("This recall is no longer in the workspace.")
    return _card(session, *found, on)


def find_recall(session: Session, wanted: str) -> str:
    """The id of the recall with a number or reference; raises UserError for none or several."""
    found = [one.id for one, _ in _recalls(session) if wanted.strip() in {one.id, one.ref, one.number}]
    if len(found) != 1:
        raise UserError("There is no recall “{number}”.", number=wanted)
    return found[0]


def caps_of_recalls(session: Session, on: int) -> list[RecallCap]:
    """Who had not answered an open recall by its day; a dealer that did is not held back by the others."""
    return [
        RecallCap(
            one.party_id, card.row.id, card.row.number, card.row.product, card.row.due_on or card.row.started_on or on
        )
        for card in (_card(session, recall, product, on) for recall, product in _recalls(session))
        for one in card.touched
        if one.owed
    ]  # fmt: skip


def _recalls(session: Session) -> list[tuple[Recall, Product]]:
    asked = (
        select(Recall, Product)
        .join(Product, Product.id == Recall.product_id)
        .where(Recall.removed.is_(False))
        .order_by(Recall.id)
    )
    return [(recall, product) for recall, product in session.execute(asked)]


def _card(session: Session, recall: Recall, product: Product, on: int) -> RecallCard:
    answers = defaultdict(list)
    for one in session.scalars(
        select(RecallAnswer)
        .where(RecallAnswer.recall_id == recall.id, RecallAnswer.removed.is_(False))
        .order_by(RecallAnswer.at_on, RecallAnswer.id)
    ):
        answers[one.party_id].append(one)
    moved = _moved(session, recall, on)
    parties = {one.id: one.name for one in session.scalars(select(Party).where(Party.id.in_([*moved, *answers])))}
    touched = []
    for party_id, name in parties.items():
        said = [one for one in answers[party_id] if one.at_on <= on]
        last = said[-1] if said else None
        days = [one.at_on for one in said]
        owed = party_id in moved and is_owed(recall.started_on, recall.due_on, recall.closed_on, days, on)
        own = moved.get(party_id, {})
        touched.append(
            Touched(
                party_id, name, own.get("shipped", 0), own.get("sold", 0), own.get("stock", 0),
                None if last is None else last.at_on, None if last is None else last.held_e3,
                None if last is None else last.returned_e3, (last.note or "") if last is not None else "", owed,
            )
        )  # fmt: skip
    touched.sort(key=lambda one: (not one.owed, one.answered_on is not None, one.dealer))
    row = RecallRow(
        recall.id, recall.ref, recall.number, product.id, product.name, product.base_unit or "",
        tuple(lots_of(recall.lots)), recall.level, recall.reason,
        state_on(recall.started_on, recall.closed_on, on), recall.started_on,
        recall.due_on, recall.closed_on, recall.outcome or "", len(touched), sum(one.owed for one in touched),
    )  # fmt: skip
    return RecallCard(row, tuple(touched))


def _moved(session: Session, recall: Recall, on: int) -> Mapping[str, Mapping[str, int | None]]:
    """Shipped, sold and stock of the lots by dealer."""
    found: dict[str, dict[str, int | None]] = defaultdict(dict)
    lots = lots_of(recall.lots)
    for name, sql in _READ.items():
        statement = text(sql.replace("{lots}", "AND f.lot IN :lots" if lots else ""))
        values: dict[str, object] = {"product": recall.product_id, "on": on}
        if lots:
            statement, values["lots"] = statement.bindparams(bindparam("lots", expanding=True)), lots
        for party_id, quantity, unknown in session.execute(statement, values):
            found[party_id][name] = None if unknown else int(quantity)
    return found


_NEWEST: Final = """CROSS JOIN (SELECT source_n, party_code, max(as_of_on) AS day FROM stock
    WHERE current = 1 AND as_of_on <= :on GROUP BY source_n, party_code) x
    ON x.source_n = f.source_n AND x.party_code = f.party_code AND x.day = f.as_of_on"""
_HEAD: Final = """LEFT JOIN order_head h ON h.source_n = f.source_n AND h.order_no = f.order_no AND h.current = 1"""


def _read(table: str, day: str, *, code: str = "f.party_code", more: str = "") -> str:
    """The quantity of lots by dealer in one kind of rows, and whether a unit of it has no factor.

    CROSS: the rows are gone through once and each looks up what it is of; left alone, SQLite begins with the dealers
    and goes through all rows for each of them.
    """
    base = in_base("f.quantity_e3", "f.unit")
    return f"""
        SELECT e.entity_id, sum(coalesce({base}, 0)), max({base} IS NULL) FROM {table} f
        CROSS JOIN cell_goods p ON p.source_n = f.source_n AND p.code = f.product_code
          AND p.from_on <= {day} AND p.to_on > {day}
        CROSS JOIN numbered g ON g.kind = 'product' AND g.n = p.product_n AND g.entity_id = :product
        {more}
        CROSS JOIN cell_party m ON m.source_n = f.source_n AND m.code = {code}
          AND m.from_on <= {day} AND m.to_on > {day}
        CROSS JOIN numbered e ON e.kind = 'party' AND e.n = m.dealer_n
        {unit_join("cell", unit="f.unit", day=day)}
        WHERE f.current = 1 AND {day} <= :on {{lots}}
        GROUP BY e.entity_id HAVING sum(coalesce({base}, 0)) > 0 OR max({base} IS NULL)
    """


_READ: Final[Mapping[str, str]] = {
    "shipped": _read("shipment", "f.shipped_on", code="coalesce(f.party_code, h.party_code)", more=_HEAD),
    "sold": _read("sellout", "f.sold_on"),
    "stock": _read("stock", "f.as_of_on", more=_NEWEST),
}
