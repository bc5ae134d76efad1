"""Everything a gate needs of all dealers at once: one statement a table, whatever their number."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final, TypeVar

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.compliance.gate.documents import (
    Contract,
    Credit,
    File,
    Goods,
    Licence,
    Need,
    Stand,
    Territory,
    temperature_key,
    temperatures_of,
)
from app.compliance.gate.model import CREDIT_RULE
from app.compliance.gate.needs import kind_of, kinds_of
from app.compliance.gate.rules import TAKEN_OVER
from app.core.period import day_number
from app.core.workspace_settings import setting
from app.dealers.codes import whose
from app.dealers.life.queries import read_steps
from app.dealers.papers import classes_of
from app.finance.exposure import debts, limits, old_items, weighty

T = TypeVar("T")
_DEALERS: Final = """
    SELECT p.id, p.name, coalesce(p.tier, ''), coalesce(p.manager, ''), coalesce(p.party_type, ''), p.status,
           coalesce((SELECT min(c.code) FROM party_code c WHERE c.party_id = p.id AND c.removed = 0
                     AND c.by_hand IS NULL), p.ref) AS code,
           coalesce(p.name_en, '')
    FROM party p WHERE p.removed = 0 AND p.role LIKE '%dealer%' {} ORDER BY code, p.id
"""
_OWNED: Final = """
    SELECT c.party_id, {columns} FROM {table} o
    {owner}
    WHERE o.removed = 0 {only} ORDER BY o.id
"""
_GRANTING: Final = frozenset({"distribution", "framework"})
"""Kinds of contracts that let a dealer receive goods."""
_PRODUCTS: Final = """
    SELECT p.id, coalesce(p.goods_class, ''), coalesce(p.temperature_class, ''), coalesce(g.code, ''),
           coalesce(g.name, '') FROM product p LEFT JOIN product_group g ON g.id = p.group_id WHERE p.removed = 0
"""


@dataclass(frozen=True)
class DealerFile:
    """A dealer by name with all that decides about it."""

    id: str
    code: str
    name: str
    name_en: str
    tier: str
    manager: str
    file: File


@dataclass(frozen=True)
class Papers:
    """What the gate of a workspace looks at, as it stands in the records now; what holds when is in its days."""

    dealers: tuple[DealerFile, ...]
    needs: tuple[Need, ...]


@dataclass(frozen=True)
class GoodsGroup:
    """A product group with the kinds of goods in it."""

    code: str
    name: str
    goods: tuple[Goods, ...]


def read_papers(session: Session, day: date, today: date, *, dealer_id: str = "") -> Papers:
    """Every dealer's file, or one dealer's, with the debts of a day; ``today`` only says whose undated limits are."""
    only = "AND p.id = :dealer" if dealer_id else ""
    asked = {"dealer": dealer_id} if dealer_id else {}
    rows = session.execute(text(_DEALERS.format(only)), asked).all()
    read = _Reader(session, dealer_id)
    licences, agreed = read.licences(), read.contracts()
    contracts = {
        party: tuple(one.paper for one in some if one.grants and not one.draft) for party, some in agreed.items()
    }
    territories = read.territories(agreed)
    stands, credit = read_steps(session), read.credit(day, day_number(today) if day < today else None)
    gone = _taken_over(session)
    return Papers(
        tuple(
            DealerFile(
                one.id, one.code, one.name, one[7], one[2], one[3],
                File(one[4], _stands(stands.get(one.id, ()), one.status, gone.get(one.id)), licences.get(one.id, ()),
                     contracts.get(one.id, ()), territories.get(one.id, ()), credit.get(one.id)),
            )
            for one in rows
        ), read_needs(session),
    )  # fmt: skip


def read_needs(session: Session) -> tuple[Need, ...]:
    """The rows that people added to the table of needs."""
    rows = session.execute(
        text("""SELECT id, coalesce(party_type, ''), coalesce(goods_class, ''), licence_type, required, from_on, to_on
                FROM licence_need WHERE removed = 0 ORDER BY id""")
    )
    return tuple(
        Need(one, party, goods, kinds_of(kinds), bool(required), first, last)
        for one, party, goods, kinds, required, first, last in rows
    )


def read_goods(session: Session) -> tuple[GoodsGroup, ...]:
    """The product groups in the order of their codes; products without one stand last, under no name."""
    groups: dict[str, set[Goods]] = defaultdict(set)
    names: dict[str, str] = {}
    for _, goods_class, temperature, code, name in session.execute(text(_PRODUCTS)):
        groups[code].add(Goods(goods_class, temperature_key(temperature), code))
        names[code] = name
    order = sorted(groups, key=lambda code: (not code, code))
    key = lambda one: (one.goods_class, one.temperature)  # noqa: E731 - a name for a sort key
    return tuple(GoodsGroup(code, names[code] or code, tuple(sorted(groups[code], key=key))) for code in order)


def goods_of(session: Session, product_id: str) -> Goods:
    """What papers see of one product."""
    row = session.execute(text(f"{_PRODUCTS} AND p.id = :product"), {"product": product_id}).one()
    return Goods(row[1], temperature_key(row[2]), row[3])


def goods_by_product(session: Session) -> dict[str, Goods]:
    """What licences see of every product, by its id: its class and how it is kept; groups are left out."""
    return {row[0]: Goods(row[1], temperature_key(row[2]), "") for row in session.execute(text(_PRODUCTS))}


def read_licensed(session: Session) -> dict[str, File]:
    """Every dealer's file with its licences alone, by id; what else decides is not read."""
    licences = _Reader(session, "").licences()
    rows = session.execute(text(_DEALERS.format("")))
    return {row.id: File(row[4], licences=licences.get(row.id, ())) for row in rows}


@dataclass(frozen=True)
class _Agreed:
    """A contract as it is on file: a draft's days are those that it asks for."""

    paper: Contract
    draft: bool
    grants: bool


@dataclass(frozen=True)
class _Reader:
    session: Session
    dealer_id: str

    def _owned(self, table: str, columns: str, make: Callable[[Any], T]) -> dict[str, tuple[T, ...]]:
        only = "AND c.party_id = :dealer" if self.dealer_id else ""
        sql = _OWNED.format(owner=whose("o"), columns=columns, table=table, only=only)
        found: dict[str, dict[str, T]] = defaultdict(dict)
        rows = self.session.execute(text(sql), {"dealer": self.dealer_id} if self.dealer_id else {})
        for row in rows.all():
            found[row[0]][row[1]] = make(row)  # two codes of one dealer are one dealer
        return {party: tuple(some.values()) for party, some in found.items()}

    def licences(self) -> dict[str, tuple[Licence, ...]]:
        columns = """o.id, o.licence_type, o.number, o.goods_scope, o.temperature_scope, o.from_on, o.to_on,
                     o.review_months, o.reviewed_on"""
        return self._owned("licence", columns, _licence)

    def contracts(self) -> dict[str, tuple[_Agreed, ...]]:
        columns = """o.id, o.number, coalesce(o.state, 'valid'), o.group_codes, o.from_on, o.to_on, o.renewal,
                     o.stopped_on, coalesce(o.kind, 'distribution')"""
        return self._owned("contract", columns, _agreed)

    def territories(self, agreed: Mapping[str, tuple[_Agreed, ...]]) -> dict[str, tuple[Territory, ...]]:
        """Areas for the days of the contract that gives them; a draft gives none."""
        rows = self.session.execute(text("SELECT code, min(name) FROM area WHERE removed = 0 GROUP BY code"))
        names = {code: f"{name} ({code})" for code, name in rows}
        by_number = {(party, one.paper.number): one for party, some in agreed.items() for one in some}

        def make(row: Any) -> Territory | None:
            area = Territory(row[1], names.get(row[2], row[2]), *row[3:6])
            given = by_number.get((row[0], row[6]))
            if given is None:
                return area
            return None if given.draft else replace(area, within=given.paper.days)

        columns = "o.id, o.area_code, coalesce(o.group_code, ''), o.from_on, o.to_on, o.contract_no"
        found = self._owned("territory", columns, make)
        return {party: tuple(one for one in some if one is not None) for party, some in found.items()}

    def credit(self, day: date, today: int | None) -> dict[str, Credit]:
        """Of who has a limit; of all dealers only where it may stop something, for nothing else is asked of a map."""
        rule = str(setting(self.session, CREDIT_RULE, "old"))
        held = {} if rule == "never" else limits(self.session, *filter(None, [self.dealer_id]))
        bounded = {party: one for party, one in held.items() if one.any}
        if not self.dealer_id and rule == "old":
            old = old_items(self.session, day)  # only more than its share of a limit can stop what exceeds that limit
            parted = {party: one for party, one in bounded.items() if one.parted}
            bounded = bounded if old is None else parted | weighty(bounded, old)
        if not bounded:
            return {}
        open_ = debts(self.session, day, *bounded)
        return {party: Credit(open_[party], one, rule, today) for party, one in bounded.items()}


def _licence(row: Any) -> Licence:
    return Licence(
        row[1], kind_of(row[2]), row[3], classes_of(row[4]), temperatures_of(row[5]), row[6], row[7], row[8], row[9]
    )


def _agreed(row: Any) -> _Agreed:
    _, entity, number, state, groups, first, last, renewal, stopped, kind = row
    paper = Contract(entity, number, state, classes_of(groups), first, None if renewal == "auto" else last, stopped)
    return _Agreed(paper, state == "draft", kind in _GRANTING)


def _taken_over(session: Session) -> dict[str, int]:
    """From which day on another dealer goes on with a dealer's business (承接), by id."""
    rows = session.execute(
        text(f"""SELECT c.party_id, min(a.from_on) AS day FROM assignment a
                {whose("a", "predecessor_code")}
                WHERE a.removed = 0 GROUP BY c.party_id""")
    )
    return {row.party_id: row.day for row in rows}


def _stands(steps: Iterable[tuple[int, str, str]], now: str, gone: int | None) -> tuple[Stand, ...]:
    """A dealer's states by day: what its steps say, else the one of its record; the last step of a day counts."""
    by_day: dict[int, str] = {}
    first = ""
    for at, before, after in steps:
        first = first or before
        by_day[at] = after
    if gone is not None:
        by_day = {at: state for at, state in by_day.items() if at < gone} | {gone: TAKEN_OVER}
    return (Stand(first or now, None), *(Stand(state, at) for at, state in by_day.items()))
