"""A balance of goods by its reference: the bars of its waterfall, and the rows behind each of them."""

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.core.errors import UserError
from app.core.money import QUANTITY_SCALE, decimal_text
from app.core.period import parse_period
from app.core.texts import N_, Text
from app.flows.balance import Line, part_rows, read_balance
from app.flows.rules import LACKS, PARTS
from app.kpi.reference import BALANCE, FigureRef, References, find_record
from app.lineage.account import Account, Item, rows_as_sources

_ENDS = {
    "opening": N_("Opening stock"), "calculated": N_("Calculated stock"), "reported": N_("Reported stock"),
    "gap": N_("Unexplained gap"),
}  # fmt: skip


def balance_reference(session: Session, references: References, line: Line, part: str = "") -> FigureRef:
    """The reference of a balance, or of one bar of it."""
    sql = "SELECT g.ref FROM numbered n JOIN product g ON g.id = n.entity_id WHERE n.kind = 'product' AND n.n = :n"
    product = session.execute(text(sql), {"n": line.balance.product}).scalar_one()
    return references.to(BALANCE, line.month.name, dealer=line.dealer_id, record=str(product), i=part)


def find_balance(session: Session, ref: FigureRef) -> Line:
    """The balance that a reference names; raises UserError where there is none of that dealer, product and month."""
    product = find_record(session, "product", "id", ref.record)
    dealer = find_record(session, "party", "id", ref.dealer)
    numbers = {
        row.kind: row.n
        for row in session.execute(
            text("SELECT kind, n FROM numbered WHERE (kind, entity_id) IN (('party', :party), ('product', :product))"),
            {"party": dealer, "product": product},
        )
    }
    if len(numbers) == 2:
        for line in read_balance(session, [parse_period(ref.period)], {numbers["party"]}):
            if line.balance.product == numbers["product"]:
                return line
    raise UserError("There is no balance of this dealer, product and month.")


def balance_account(session: Session, ref: FigureRef) -> Account:
    """Each bar of a balance with its quantity and its rows; of a reference to one bar its rows alone."""
    line, only = find_balance(session, ref), ref.asked.get("i", "")
    one = line.balance
    whole = {"opening": one.opening_e3, **one.parts, "calculated": one.calculated_e3, "reported": one.reported_e3,
             "gap": one.gap_e3}  # fmt: skip
    items = [Item(_title(name), _quantity(line, value)) for name, value in whole.items()]
    items += [Item(Text(N_("What is unknown")), Text(LACKS[name])) for name in one.lacks]
    shown = [only] if only else [name for name in whole if name not in {"calculated", "gap"}]
    sources = tuple(
        source for name in shown for source in rows_as_sources(part_rows(session, one, name), name)
    )  # fmt: skip
    value = whole.get(only or "gap")
    names = (line.dealer, line.product)
    return Account(ref, _title(only or "gap"), names, _quantity(line, value), tuple(items), sources)


def _title(name: str) -> Text:
    return Text(_ENDS[name] if name in _ENDS else PARTS[name][1])


def _quantity(line: Line, value: int | None) -> Text | str:
    if value is None:
        return Text(N_("unknown"))
    return f"{decimal_text(value, QUANTITY_SCALE)} {line.unit}".rstrip()
