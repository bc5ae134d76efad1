"""The territories of dealers as they hold on a day, and where two cannot both be kept."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.catalog.places import area_labels
from app.catalog.queries import group_names
from app.dealers.contract_rules import Terms, force, holds
from app.dealers.holdings import Row, rows_of
from app.dealers.model import Party
from app.dealers.parents import links
from app.dealers.supply import Link, parents_on
from app.dealers.territory_rules import Claim, Conflict, conflicts


@dataclass(frozen=True)
class TerritoryRow:
    """One territory as a list shows it."""

    id: str
    ref: str
    party_id: str
    dealer: str
    area_code: str
    area: str
    """Its name, with the parent's where it is not the only one of that name; its code where no name is known."""
    group_code: str
    group: str
    """Empty is all."""
    channel: str
    """Empty is all."""
    exclusive: bool
    from_on: int | None
    to_on: int | None
    contract_no: str
    draft: bool
    by_hand: bool


@dataclass(frozen=True)
class Clash:
    """Two territories that cannot both be kept, and the part that both promise."""

    first: TerritoryRow
    second: TerritoryRow
    area: str
    from_on: int | None
    to_on: int | None

    @property
    def draft(self) -> bool:
        """Whether a contract of it is still a draft."""
        return self.first.draft or self.second.draft


def terms_of(row: Row) -> Terms:
    """A contract as the rules read it."""
    get = row.values.get
    return Terms(
        get("state") or "valid", get("from_on"), get("to_on"), get("renewal") or "none", get("notice_days"),
        get("renewal_months"), get("stopped_on"),
    )  # fmt: skip


def territories(session: Session, *party_ids: str, on: int | None = None) -> list[TerritoryRow]:
    """The territories of some dealers, or of all, by area; with ``on`` those in force on that day, drafts left out."""
    areas, groups = area_labels(session), group_names(session)
    rows = rows_of(session, "territory", *party_ids)
    agreed = _contracts(session, {one.party_id for one in rows})
    names = dict(session.execute(select(Party.id, Party.name)).all())
    found = []
    for one in rows:
        contract = agreed.get((one.party_id, one.values["contract_no"] or ""))
        if on is not None and not (one.holds(on) and (contract is None or holds(contract, on))):
            continue
        group = one.values["group_code"] or ""
        area = one.values["area_code"]
        found.append(
            TerritoryRow(
                one.id, one.ref, one.party_id, names.get(one.party_id, ""), area, areas.get(area, area), group,
                groups.get(group, group), one.values["channel"] or "", bool(one.values["exclusive"]),
                one.values["from_on"], one.values["to_on"], one.values["contract_no"] or "",
                contract is not None and contract.state == "draft", one.by_hand,
            )
        )  # fmt: skip
    return sorted(found, key=lambda one: (one.dealer, one.area_code, one.group_code, one.channel, one.from_on or 0))


def clashes(
    session: Session, *, party_id: str = "", only_drafts: bool = False, since: int | None = None
) -> list[Clash]:
    """Where territories cannot both be kept, by area; of one dealer, or of all.

    A territory holds no longer than its contract does, also one that was suspended or ended early. ``since`` leaves
    out what was over before that day.
    """
    rows = {one.id: one for one in territories(session)}
    claims = _claims(session, rows.values())
    labels = area_labels(session)
    found = []
    for one in conflicts(claims, same_line=_lines(links(session))):
        if party_id and party_id not in {one.first.party, one.second.party}:
            continue
        if (only_drafts and not one.draft) or (since is not None and one.to_on is not None and one.to_on < since):
            continue
        found.append(_clash(one, rows, labels))
    return found


def _clash(one: Conflict, rows: dict[str, TerritoryRow], labels: dict[str, str]) -> Clash:
    area = labels.get(one.area, one.area)
    return Clash(rows[one.first.id], rows[one.second.id], area, one.from_on, one.to_on)


def _claims(session: Session, rows: Iterable[TerritoryRow]) -> list[Claim]:
    rows = list(rows)
    agreed = _contracts(session, {one.party_id for one in rows})
    found = []
    for one in rows:
        claim = Claim(
            one.id, one.party_id, one.area_code, one.group_code or None, one.channel or None, one.exclusive,
            one.from_on, one.to_on, one.draft,
        )  # fmt: skip
        contract = agreed.get((one.party_id, one.contract_no))
        days = (None, None) if contract is None else force(contract)
        if days is not None:
            found.append(_within(claim, *days))
    return found


def _within(claim: Claim, first: int | None, last: int | None) -> Claim:
    """A territory for the days of its contract."""
    begins = [day for day in (claim.from_on, first) if day is not None]
    ends = [day for day in (claim.to_on, last) if day is not None]
    return replace(claim, from_on=max(begins, default=None), to_on=min(ends, default=None))


def _contracts(session: Session, party_ids: set[str]) -> dict[tuple[str, str], Terms]:
    """The contracts of dealers by their numbers; of two of one number the newer."""
    rows = rows_of(session, "contract", *party_ids) if party_ids else []
    return {(one.party_id, one.values["number"]): terms_of(one) for one in reversed(rows)}


def _lines(found: list[Link]) -> Callable[[str, str, int | None], bool]:
    """Whether one of two dealers buys from the other one on a day, directly or not."""
    days: dict[int | None, dict[str, str]] = {}

    def same_line(one: str, other: str, day: int | None) -> bool:
        if day not in days:
            days[day] = parents_on(found, day)
        return other in _above(one, days[day]) or one in _above(other, days[day])

    return same_line


def _above(who: str, parents: dict[str, str]) -> set[str]:
    found: set[str] = set()
    above = parents.get(who)
    while above is not None and above not in found:
        found.add(above)
        above = parents.get(above)
    return found
