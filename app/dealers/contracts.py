"""The contracts of dealers with what they promise: how each stands on a day, its territories and its targets."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.dealers.contract_rules import end_on, speak_by, state_on
from app.dealers.holdings import Row, rows_of
from app.dealers.papers import classes_of
from app.dealers.territories import TerritoryRow, terms_of, territories


@dataclass(frozen=True)
class TargetRow:
    """What a contract asks for in a time."""

    id: str
    group_code: str
    """Empty is all."""
    from_on: int
    to_on: int
    amount_e4: int


@dataclass(frozen=True)
class ContractRow:
    """One contract as a card shows it."""

    id: str
    ref: str
    party_id: str
    number: str
    kind: str
    state: str
    """As it was written: draft, valid, suspended or ended."""
    standing: str
    """As it is on the day: draft, suspended, ended, future, valid, prolonged or over."""
    from_on: int | None
    to_on: int | None
    """As it was signed."""
    end_on: int | None
    """Of the term that runs on the day."""
    speak_by: int | None
    """The last day on which one may say no, or has to agree on the next one."""
    renewal: str
    notice_days: int | None
    renewal_months: int | None
    group_codes: tuple[str, ...]
    """Empty is all."""
    note: str
    territories: tuple[TerritoryRow, ...]
    targets: tuple[TargetRow, ...]
    by_hand: bool


def contracts(session: Session, *party_ids: str, day: int) -> list[ContractRow]:
    """The contracts of some dealers, or of all, the newest first, as they stand on a day."""
    rows = rows_of(session, "contract", *party_ids)
    targets: dict[tuple[str, str], list[TargetRow]] = {}
    for one in rows_of(session, "contract_target", *party_ids):
        get = one.values
        row = TargetRow(one.id, get["group_code"] or "", get["from_on"], get["to_on"], get["amount_e4"])
        targets.setdefault((one.party_id, get["number"]), []).append(row)
    granted: dict[tuple[str, str], list[TerritoryRow]] = {}
    for place in territories(session, *party_ids):
        granted.setdefault((place.party_id, place.contract_no), []).append(place)
    return [_contract(one, day, granted, targets) for one in rows]


def _contract(
    row: Row,
    day: int,
    granted: dict[tuple[str, str], list[TerritoryRow]],
    targets: dict[tuple[str, str], list[TargetRow]],
) -> ContractRow:
    get, terms = row.values, terms_of(row)
    key = row.party_id, get["number"]
    asked = sorted(targets.get(key, ()), key=lambda one: (one.from_on, one.group_code))
    groups = tuple(sorted(classes_of(get["group_codes"])))
    return ContractRow(
        row.id, row.ref, row.party_id, get["number"], get["kind"] or "", terms.state, state_on(terms, day),
        terms.from_on, terms.to_on, end_on(terms, day), speak_by(terms, day), terms.renewal, terms.notice_days,
        terms.renewal_months, groups, get["note"] or "", tuple(granted.get(key, ())), tuple(asked), row.by_hand,
    )  # fmt: skip
