"""What the register holds: a sheet of dealers and one for each kind of row that hangs on them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.personal import masked
from app.core.tables import Sheet
from app.core.texts import N_, texts
from app.dealers.feed import PARTY_ROW
from app.dealers.holdings import HOLDINGS, Row, rows_of
from app.dealers.life.rules import TITLES as STATUS_TITLES
from app.dealers.model import Party
from app.dealers.queries import list_parties
from app.dealers.register.codec import to_cell
from app.dealers.service import EDITABLE, ROLE_TITLES, TIER_TITLES
from app.imports.feeds import Field

PARTY: Final = "party"
REFERENCE, DEALER, REMOVE = N_("Reference"), N_("Dealer reference"), N_("Remove (x)")
NAMED: Final = N_("Dealer")
_OWN: Final = (Field("name_en", "text", N_("English name")), Field("note", "text", N_("Note")))


@dataclass(frozen=True)
class Part:
    """One sheet: its fields by their order, and the words of the stored choices by field."""

    id: str
    title: str
    fields: tuple[Field, ...]
    choices: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    told: tuple[Field, ...] = ()
    """Fields that are only to be read: what the sheet says of them is not taken back."""

    @property
    def heads(self) -> tuple[str, ...]:
        """The msgids of its columns."""
        own = (REFERENCE,) if self.id == PARTY else (REFERENCE, DEALER, NAMED)
        ends = () if self.id == PARTY else (REMOVE,)
        return (*own, *(one.title for one in (*self.told, *self.fields)), *ends)


def _dealers() -> Part:
    fields = [one for one in PARTY_ROW.fields if one.columns[0] in EDITABLE]
    told = (
        Field("code", "text", N_("Code")), Field("role", "choice", N_("Role")), Field("status", "choice", N_("Status")),
        Field("parent", "text", N_("Buys from")),
    )  # fmt: skip
    choices = {"tier": TIER_TITLES, "role": ROLE_TITLES, "status": STATUS_TITLES}
    return Part(PARTY, N_("Dealers"), (*fields, *_OWN), choices, told)


PARTS: Final[Mapping[str, Part]] = MappingProxyType(
    {
        PARTY: _dealers(),
        **{one.id: Part(one.id, one.title, one.fields, one.choices) for one in HOLDINGS.values()},
    }
)
"""Every sheet by its table, the dealers first."""


def read_sheets(session: Session, lang: str, *, reveal: bool = False) -> Iterator[Sheet]:
    """The sheets of the register, those without rows too, so that rows can be added to them.

    Of personal data only the ends stand there unless they are revealed.
    """
    t = texts(lang)
    told = {one.id: one for one in list_parties(session, role="")}
    for part in PARTS.values():
        if part.id == PARTY:
            rows = _dealer_rows(session, part, told, lang)
        else:
            rows = _held_rows(session, part, told, lang, reveal=reveal)
        yield Sheet(t(part.title), [t(title) for title in part.heads], rows)


def _dealer_rows(session: Session, part: Part, told: Mapping[str, Any], lang: str) -> Iterator[list[Any]]:
    parties = {one.id: one for one in session.scalars(select(Party).where(Party.removed.is_(False)))}
    for one in told.values():
        fields = (*((each, getattr(one, each.name)) for each in part.told),
                  *((each, getattr(parties[one.id], each.columns[0])) for each in part.fields))  # fmt: skip
        yield [one.ref, *(to_cell(each, part.choices.get(each.name, {}), value, lang) for each, value in fields)]


def _held_rows(
    session: Session, part: Part, told: Mapping[str, Any], lang: str, *, reveal: bool
) -> Iterator[list[Any]]:
    for row in rows_of(session, part.id):
        if row.party_id in told:
            party = told[row.party_id]
            cells = (
                to_cell(each, part.choices.get(each.name, {}), _shown(each, row, reveal=reveal), lang)
                for each in part.fields
            )
            yield [row.ref, party.ref, party.name, *cells, None]


def _shown(field: Field, row: Row, *, reveal: bool) -> Any:
    value = row.values[field.columns[0]]
    return masked(value) if field.personal and value and not reveal else value
