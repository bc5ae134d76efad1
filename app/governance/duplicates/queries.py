"""What screens and the command line read of duplicates: candidates of the register, what is near a name being typed."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.core.progress import Progress
from app.core.texts import N_, Text
from app.dealers.codes import whose
from app.dealers.model import Party
from app.dealers.records import FIELD_TITLES
from app.dealers.service import EDITABLE
from app.governance.duplicates.companies import PASSES, Company, company_fields, company_values
from app.governance.duplicates.matching import Said, match
from app.governance.duplicates.model import ApartDecision
from app.governance.duplicates.nearest import NearNames
from app.governance.duplicates.places import Places, places_of
from app.governance.duplicates.service import fields_lacking

SAYS: Final[Mapping[str, str]] = {
    "exact": N_("{field}: the same, {value} ({bits})"),
    "close": N_("{field}: alike, {value} and {other} ({bits})"),
    "different": N_("{field}: {value} and {other} differ ({bits})"),
}


@dataclass(frozen=True)
class Side:
    """One party of a pair."""

    id: str
    ref: str
    name: str
    codes: str
    role: str
    fields: Mapping[str, Any]
    """The fields that can be chosen, as they are stored."""


@dataclass(frozen=True)
class Candidate:
    """Two parties that are probably one, and why."""

    one: Side
    other: Side
    bits: float
    """The sum of the weights in bits."""
    said: tuple[Said, ...]
    two_names: bool
    """One credit code under two names, which can be right: a former name, or a dealer who supplies us too."""
    take: tuple[str, ...]
    """The fields that the first one lacks and the other one has."""
    give: tuple[str, ...]
    """The same the other way round."""

    @property
    def sentences(self) -> list[Text]:
        """What each field says, the weightiest first."""
        told = sorted((one for one in self.said if one.level in SAYS), key=lambda one: -abs(one.bits))
        return [_sentence(one) for one in told]


@dataclass(frozen=True)
class Candidates:
    """The candidates of a register, the surest first."""

    rows: tuple[Candidate, ...]
    threshold: float
    """The weight from which on a pair is listed."""
    parties: int
    apart: int
    """How many pairs somebody found to be two."""


@dataclass(frozen=True)
class Register:
    """The living parties as they are compared."""

    companies: tuple[Company, ...]
    places: Places


def _sentence(one: Said) -> Text:
    shared = [value for value in one.one if value in one.other]
    value, other = (shared, []) if one.level == "exact" else (one.one, one.other)
    said = {"field": Text(one.title), "value": ", ".join(value), "bits": f"{one.bits:+.1f}"}
    return Text(SAYS[one.level], said | ({"other": ", ".join(other)} if other else {}))


def read_register(session: Session) -> Register:
    """Every living party with its names, codes, accounts and telephones, and the places that areas name."""
    hanging: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for kind, sql in _HANGING.items():
        for party_id, value in session.execute(text(f"{sql} ORDER BY 1, 2")):
            hanging[party_id][kind].append(str(value))
    areas = session.execute(text(_AREAS)).all()
    by_code = {code: name for code, name, _ in areas}
    parties = session.execute(
        select(Party.id, Party.name, Party.name_en, Party.uscc, Party.area_code, Party.area_name, Party.address)
        .where(Party.removed.is_(False))
        .order_by(Party.id)
    )
    found = tuple(
        Company(
            one.id, one.name, one.name_en or "", one.uscc or "", by_code.get(one.area_code or "", one.area_name or ""),
            one.address or "", **{kind: tuple(dict.fromkeys(hanging[one.id][kind])) for kind in _HANGING},
        )
        for one in parties
    )  # fmt: skip
    return Register(found, places_of((name, above) for _, name, above in areas))


_OF: Final = whose("h")
_HANGING: Final = {
    "codes": "SELECT party_id, code FROM party_code WHERE removed = 0 AND by_hand IS NULL",
    "names": f"SELECT c.party_id, h.name FROM party_alias h {_OF} WHERE h.removed = 0 AND h.kind <> 'english'",
    "accounts": f"SELECT c.party_id, h.account_no FROM bank_account h {_OF} WHERE h.removed = 0",
    "phones": f"""SELECT c.party_id, h.phone FROM contact h {_OF} WHERE h.removed = 0 AND h.phone IS NOT NULL
                  UNION SELECT c.party_id, h.mobile FROM contact h {_OF}
                  WHERE h.removed = 0 AND h.mobile IS NOT NULL""",
}
_AREAS: Final = """
    SELECT a.code, a.name, coalesce(b.name, '') FROM area a
    LEFT JOIN area b ON b.code = a.parent_code AND b.removed = 0 WHERE a.removed = 0
"""


def find_candidates(session: Session, progress: Progress | None = None) -> Candidates:
    """All pairs of the register that are probably one and that nobody found to be two, the surest first."""
    register = read_register(session)
    places, companies = register.places, register.companies
    found = match([company_values(one, places) for one in companies], company_fields(places), PASSES, progress=progress)
    apart = _apart(session)
    pairs = [(pair, companies[pair.one].id, companies[pair.other].id) for pair in found.pairs]
    pairs = [(pair, one, other) for pair, one, other in pairs if frozenset((one, other)) not in apart]
    wanted = {party_id for _, one, other in pairs for party_id in (one, other)}
    sides = {party.id: (party, _side(party, codes)) for party, codes in _parties(session, wanted)}
    rows = [_candidate(sides[one], sides[other], pair.bits, pair.said) for pair, one, other in pairs]
    rows.sort(key=lambda row: (row.two_names, -row.bits, row.one.id))
    return Candidates(tuple(rows), found.threshold, len(companies), len(apart))


def near_names(session: Session) -> NearNames:
    """The register's names, ready to be asked while one types."""
    register = read_register(session)
    return NearNames(register.companies, register.places)


def pair_of(session: Session, one_id: str, other_id: str) -> tuple[Side, Side]:
    """Two parties side by side."""
    sides = {party.id: _side(party, codes) for party, codes in _parties(session, {one_id, other_id})}
    return sides[one_id], sides[other_id]


def _candidate(one: tuple[Party, Side], other: tuple[Party, Side], bits: float, said: Sequence[Said]) -> Candidate:
    """The side with more on record stands first: it is proposed to survive."""
    first, second = sorted((one, other), key=lambda pair: (-_weight(pair[1]), pair[1].ref))
    levels = {part.field: part.level for part in said}
    same_name = all(levels[name] in {"exact", "missing"} for name in ("brand", "place", "industry"))
    swapped = first is other
    told = tuple(
        Said(part.field, part.title, part.level, part.bits, part.other, part.one) if swapped else part for part in said
    )
    return Candidate(
        one=first[1], other=second[1], bits=bits, said=told, two_names=levels["uscc"] == "exact" and not same_name,
        take=tuple(fields_lacking(first[0], second[0])), give=tuple(fields_lacking(second[0], first[0])),
    )  # fmt: skip


def _weight(side: Side) -> int:
    return sum(value not in {None, ""} for value in side.fields.values()) + 2 * ("dealer" in side.role)


def _parties(session: Session, wanted: set[str]) -> Iterator[tuple[Party, str]]:
    codes: dict[str, list[str]] = defaultdict(list)
    for party_id, code in session.execute(text(f"{_HANGING['codes']} ORDER BY 1, 2")):
        codes[party_id].append(code)
    for party in session.scalars(select(Party)):
        if party.id in wanted:
            yield party, ", ".join(codes[party.id])


def _side(party: Party, codes: str) -> Side:
    fields = {name: getattr(party, name) for name in EDITABLE}
    return Side(party.id, party.ref, party.name, codes, party.role, fields)


def _apart(session: Session) -> set[frozenset[str]]:
    rows = session.execute(select(ApartDecision.one_id, ApartDecision.other_id).where(ApartDecision.removed.is_(False)))
    return {frozenset((one, other)) for one, other in rows}


def chosen_titles(names: Sequence[str]) -> list[Text]:
    """What fields are called, in the order of the card."""
    return [Text(title) for name, title in FIELD_TITLES.items() if name in names]
