"""A sign in the rows by its reference: what it says, by which figures, and the rows that it speaks of."""

from sqlalchemy.orm import Session

from app.core.errors import UserError
from app.core.period import day_of
from app.core.texts import Text
from app.kpi.findings.evidence import mark_of
from app.kpi.findings.model import Finding
from app.kpi.findings.reading import KINDS, read_findings
from app.kpi.findings.wording import written
from app.kpi.reference import SIGN, FigureRef, References, find_record
from app.lineage.account import Account, Item, rows_as_sources


def sign_reference(references: References, one: Finding) -> FigureRef:
    """The reference of a sign: its kind, its days, its dealer, and a digest of what it is recognised by."""
    dealer = one.dealer.id if one.dealer else ""
    span = f"{day_of(one.first).isoformat()}..{day_of(one.last).isoformat()}"
    return references.to(SIGN, span, dealer=dealer, i=one.kind, k=mark_of(one))


def find_sign(session: Session, ref: FigureRef) -> Finding:
    """The sign that a reference names; raises UserError where the rows show no such sign."""
    dealer = find_record(session, "party", "id", ref.dealer) if ref.dealer else ""
    found = read_findings(session, ref.day, {dealer} if dealer else None)
    kind, digest = ref.asked.get("i"), ref.asked.get("k", "").upper()
    for one in found:
        if one.kind == kind and mark_of(one) == digest and bool(one.dealer) == bool(dealer):
            return one
    raise UserError("The rows show no such sign.")


def sign_account(session: Session, ref: FigureRef) -> Account:
    """A sign with its figures and rows."""
    one = find_sign(session, ref)
    items = tuple(Item(name.replace("_", " "), written(figure)) for name, figure in one.figures.items())
    names = (one.dealer.name,) if one.dealer else ()
    return Account(ref, Text(KINDS[one.kind].title), names, one.said(written), items, rows_as_sources(one.rows))
