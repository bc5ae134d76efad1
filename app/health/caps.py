"""What limits grades apart from the score: the gate, closed cases and open recalls; nothing else does."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import bindparam, text
from sqlalchemy.orm import Session

from app.compliance.cases.queries import caps_of_cases
from app.compliance.gate.documents import Goods, temperature_key
from app.compliance.gate.reading import DealerFile, Papers, read_papers
from app.compliance.gate.rules import Reason, pieces
from app.compliance.recalls.queries import caps_of_recalls
from app.core.period import Period, day_number, day_of
from app.health.rules import Cap
from app.health.scheme import GRADES, Grade
from app.kpi.findings.lines import order_lines, sold_by_us

AT_MOST: Final[Grade] = "C"
"""How good a grade may be at most under a cap of the gate."""
_LOCKED: Final = {"licence_ended": "licence", "licence_review": "review"}
"""Only a paper that there was counts: where none was ever handed in, our own files may be what is missing."""
_CREDIT: Final = {"credit_stop": "credit", "credit_stop_over": "credit_over", "credit_part": "credit_part"}


@dataclass(frozen=True)
class _Bought:
    goods: Goods
    day: int


def read_caps(session: Session, quarter: Period, on: date, today: date) -> dict[str, tuple[Cap, ...]]:
    """The caps of each dealer's grade in a quarter by its id; ``on`` is the day as of which papers are looked at.

    A licence caps where its class was bought in the quarter and is locked on that day, or was when it was ordered.
    """
    papers = read_papers(session, on, today)
    bought = _bought(session, quarter, papers, day_number(on))
    found = {one.id: tuple(_of_gate(papers, one, bought.get(one.id, []), day_number(on))) for one in papers.dealers}
    for case in caps_of_cases(session, quarter):
        grade = next((one for one in GRADES if one == case.at_most), AT_MOST)
        cap = Cap("case", grade, {"what": case.ref, "entity": "compliance_case", "id": case.case_id})
        found[case.party_id] = (*found.get(case.party_id, ()), cap)
    for one in caps_of_recalls(session, day_number(on)):
        what = f"{one.number} ({one.product})"
        said = {"what": what, "on": day_of(one.due_on).isoformat(), "entity": "recall", "id": one.recall_id}
        found[one.party_id] = (*found.get(one.party_id, ()), Cap("recall", AT_MOST, said))
    return {dealer: caps for dealer, caps in found.items() if caps}


def _of_gate(papers: Papers, dealer: DealerFile, bought: list[_Bought], on: int) -> Iterator[Cap]:
    locked: dict[tuple[str, str], tuple[Reason, set[str]]] = {}
    for goods, days in _days(bought).items():
        for piece in pieces(papers.needs, dealer.file, goods):
            if piece.kind != "licence":
                continue
            for day in (on, *days):
                reason = piece.explain(day)
                if not piece.passes(day) and reason.code in _LOCKED:
                    locked.setdefault((reason.code, reason.id), (reason, set()))[1].add(goods.goods_class)
    for (code, _), (reason, classes) in sorted(locked.items()):
        yield _licence_cap(_LOCKED[code], reason, classes)
    for piece in pieces((), dealer.file, Goods("", "", "")):
        reason = piece.explain(on)
        if reason.code == "status_frozen":
            yield Cap("frozen", AT_MOST, {})
        elif reason.code in _CREDIT:
            yield _credit_cap(_CREDIT[reason.code], reason)


def _credit_cap(code: str, reason: Reason) -> Cap:
    given = reason.params
    params = {name: str(given[f"{name}_e4"]) for name in ("used", "limit", "old")}
    params["on"] = day_of(int(given["on"])).isoformat() if "on" in given else ""
    params |= {name: str(given[name]) for name in ("part", "limit_today") if name in given}
    if "limit_since" in given:
        params["limit_since"] = day_of(int(given["limit_since"])).isoformat()
    return Cap(code, AT_MOST, params)


def _licence_cap(code: str, reason: Reason, classes: set[str]) -> Cap:
    what = f"{reason.params['kind']} {reason.params['number']} ({'、'.join(sorted(classes))})"
    until = day_of(int(reason.params["until"])).isoformat()
    return Cap(code, AT_MOST, {"what": what, "on": until, "entity": reason.entity, "id": reason.id})


def _days(bought: list[_Bought]) -> Mapping[Goods, list[int]]:
    found: dict[Goods, list[int]] = defaultdict(list)
    for one in bought:
        found[one.goods].append(one.day)
    return found


def _bought(session: Session, quarter: Period, papers: Papers, on: int) -> dict[str, list[_Bought]]:
    """What dealers one of whose papers has ended ordered of us in the quarter, by kind of goods and day."""
    last = max(on, quarter.last_day)
    asked = {
        one.id for one in papers.dealers
        if any(paper.ends_on is not None and paper.ends_on < last for paper in one.file.licences)
    }  # fmt: skip
    if not asked:
        return {}
    lines = order_lines(session, ("ordered", "shipped"), "AND m.dealer_n IN :dealers")
    numbered = text("SELECT n, entity_id FROM numbered WHERE kind = 'party' AND entity_id IN :ids")
    rows = session.execute(numbered.bindparams(bindparam("ids", expanding=True)), {"ids": sorted(asked)})
    names = {row.n: row.entity_id for row in rows}
    sql = f"""
        SELECT DISTINCT m.dealer_n, {lines.day} AS day, p.product_n {lines.rows} {sold_by_us(lines)}
    """
    values = {"first": quarter.first_day, "last": quarter.last_day, "dealers": list(names)}
    goods = _goods(session)
    found: dict[str, list[_Bought]] = defaultdict(list)
    for dealer, day, product in session.execute(text(sql).bindparams(bindparam("dealers", expanding=True)), values):
        if product in goods:
            found[names[dealer]].append(_Bought(goods[product], day))
    return found


def _goods(session: Session) -> dict[int, Goods]:
    rows = session.execute(
        text("""SELECT k.n, coalesce(g.goods_class, ''), coalesce(g.temperature_class, ''), coalesce(q.code, '')
                FROM numbered k JOIN product g ON g.id = k.entity_id
                LEFT JOIN product_group q ON q.id = g.group_id WHERE k.kind = 'product'""")
    )
    return {n: Goods(goods_class, temperature_key(words), group) for n, goods_class, words, group in rows}
