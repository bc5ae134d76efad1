"""The gate map: every dealer by product group for a day, and one answer with all its documents."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from sqlalchemy.orm import Session

from app.compliance.gate.documents import Goods, Need
from app.compliance.gate.reading import DealerFile, GoodsGroup, Papers, goods_of, read_goods, read_papers
from app.compliance.gate.rules import GONE, Answer, State, answer, next_change, pieces, state_on, worst
from app.core.errors import UserError
from app.core.garbage import no_collection
from app.core.period import day_number

CellState = Literal["yes", "no", "not_required", "partly"]


@dataclass(frozen=True)
class Cell:
    """What a dealer may receive of a product group on a day."""

    state: CellState
    next_on: int | None
    """The first later day on which that changes for any of the goods in it."""


@dataclass(frozen=True)
class MapRow:
    """One dealer of the map; ``cells`` in the order of the groups."""

    id: str
    code: str
    name: str
    name_en: str
    tier: str
    manager: str
    cells: tuple[Cell, ...]

    @property
    def next_on(self) -> int | None:
        """The first day on which anything of it changes."""
        return min((one.next_on for one in self.cells if one.next_on is not None), default=None)

    @property
    def states(self) -> frozenset[str]:
        """The states that are in its cells."""
        return frozenset(one.state for one in self.cells)


@dataclass(frozen=True)
class GateMap:
    """All dealers by product group on a day."""

    day: int
    groups: tuple[GoodsGroup, ...]
    rows: tuple[MapRow, ...]


@dataclass(frozen=True)
class Told:
    """The answer for one kind of goods."""

    goods: Goods
    answer: Answer


def gate_map(session: Session, day: date, today: date) -> GateMap:
    """The map of a day without dealers who have gone by then; nothing of it is kept anywhere."""
    with no_collection():
        papers, groups = read_papers(session, day, today), read_goods(session)
        number = day_number(day)
        rows = tuple(
            MapRow(
                one.id, one.code, one.name, one.name_en, one.tier, one.manager,
                _cells(papers.needs, one, groups, number),
            )
            for one in papers.dealers
            if one.file.state_on(number) not in GONE
        )  # fmt: skip
    return GateMap(number, groups, rows)


def _cells(
    needs: Sequence[Need], dealer: DealerFile, groups: Iterable[GoodsGroup], day: int
) -> tuple[Cell, ...]:  # fmt: skip
    """A dealer's cells; goods that differ by their group alone are answered once where no paper names their group."""
    named = {group for one in dealer.file.contracts for group in one.groups}
    named |= {one.group for one in dealer.file.territories}
    known: dict[tuple[str, str, str], tuple[State, int | None]] = {}

    def told(goods: Goods) -> tuple[State, int | None]:
        key = (goods.goods_class, goods.temperature, goods.group if goods.group in named else "")
        if key not in known:
            some = pieces(needs, dealer.file, goods)
            change = next_change(some, day)
            known[key] = state_on(some, day), None if change is None else change[0]
        return known[key]

    found = []
    for group in groups:
        all_told = [told(one) for one in group.goods]
        changes = (change for _, change in all_told if change is not None)
        found.append(Cell(worst(state for state, _ in all_told), min(changes, default=None)))
    return tuple(found)


def ask(session: Session, *, dealer_id: str, product_id: str, day: date, today: date) -> Answer:
    """May a dealer receive a product on a day."""
    papers = read_papers(session, day, today, dealer_id=dealer_id)
    return answer(papers.needs, _dealer(papers).file, goods_of(session, product_id), day_number(day))


def ask_groups(
    session: Session, *, dealer_id: str, day: date, today: date
) -> tuple[DealerFile, list[tuple[GoodsGroup, list[Told]]]]:
    """The answers for every kind of goods in every product group, those that block first."""
    papers = read_papers(session, day, today, dealer_id=dealer_id)
    dealer = _dealer(papers)
    found = []
    for group in read_goods(session):
        told = [Told(one, answer(papers.needs, dealer.file, one, day_number(day))) for one in group.goods]
        found.append((group, sorted(told, key=lambda one: (one.answer.state != "no", one.goods.goods_class))))
    return dealer, found


def _dealer(papers: Papers) -> DealerFile:
    if not papers.dealers:
        raise UserError("This dealer is no longer in the workspace.")
    return papers.dealers[0]
