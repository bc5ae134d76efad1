"""The gate: may a dealer receive goods on a day, which document decides it, and when that changes next.

Everything is computed from days when asked. Each thing that must hold is a ``Piece``: the days on which it is needed
and the days on which it is there; the answer of any day, and the day of the next change, follow from these sets alone.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, Literal

from app.compliance.gate.documents import Contract, Credit, File, Goods, Licence, Need, Territory
from app.compliance.gate.needs import Needed, needed
from app.compliance.gate.spans import ALWAYS, EDGE, Spans, change_after, holds, union
from app.dealers.credit_rules import Override

State = Literal["yes", "no", "not_required"]
PieceKind = Literal["status", "licence", "contract", "territory", "credit"]
TRADING: Final = frozenset({"trial", "active", "watch"})
"""States of a dealer's life in which it is delivered to."""
TAKEN_OVER: Final = "taken_over"
"""The state of a dealer whose business another one goes on with."""
GONE: Final = frozenset({"left", TAKEN_OVER})


@dataclass(frozen=True)
class Reason:
    """One document and what it does; ``params`` hold words, day numbers (``on``) and money (``_e4``)."""

    code: str
    blocks: bool
    entity: str = ""
    """Table of the document, such as licence, contract or licence_need; empty without one."""
    id: str = ""
    params: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True)
class Piece:
    """One thing that must hold: it lets pass on every day on which it is there or not needed."""

    kind: PieceKind
    needed: Spans
    there: Spans
    explain: Callable[[int], Reason]
    """Which document decides it on a day."""

    def passes(self, day: int) -> bool:
        """Whether it lets goods pass on a day."""
        return holds(self.there, day) or not holds(self.needed, day)

    def asked(self, day: int) -> bool:
        """Whether it is a document that is needed on a day; state and credit are none."""
        return self.kind in {"licence", "contract", "territory"} and holds(self.needed, day)

    def change_after(self, day: int) -> int | None:
        """The next day on which it may turn."""
        need, there = change_after(self.needed, day), change_after(self.there, day)
        return there if need is None else need if there is None else min(need, there)


@dataclass(frozen=True)
class Answer:
    """What the gate says of a day."""

    day: int
    state: State
    reasons: tuple[Reason, ...]
    """The deciding document first."""
    next_on: int | None = None
    """The first later day on which the state is another one; None where it stays by all that is known."""
    next_state: State | None = None
    next_reason: Reason | None = None

    @property
    def deciding(self) -> Reason:
        """The document that decides."""
        return self.reasons[0]


def pieces(rows: Sequence[Need], file: File, goods: Goods) -> tuple[Piece, ...]:
    """All that must hold for a dealer and goods, in the order in which they are told."""
    wanted = needed(rows, file, goods)
    return (_status(file), *_licences(wanted, file, goods), *_contract(file, goods), *_territory(file, goods),
            *_credit(file.credit))  # fmt: skip


def state_on(some: Sequence[Piece], day: int) -> State:
    """Yes, no or not required."""
    asked = False
    for one in some:
        if not one.passes(day):
            return "no"
        asked = asked or one.asked(day)
    return "yes" if asked else "not_required"


def next_change(some: Sequence[Piece], day: int) -> tuple[int, State] | None:
    """The first day after a day with another state, and that state."""
    before, at = state_on(some, day), day
    while True:
        days = [one for piece in some if (one := piece.change_after(at)) is not None]
        if not days:
            return None
        at = min(days)
        after = state_on(some, at)
        if after != before:
            return at, after


def answer(rows: Sequence[Need], file: File, goods: Goods, day: int) -> Answer:
    """The answer for a day, with every document that speaks and the next change."""
    some = pieces(rows, file, goods)
    state, reasons = state_on(some, day), _reasons(rows, some, file, goods, day)
    change = next_change(some, day)
    if change is None:
        return Answer(day, state, reasons)
    return Answer(day, state, reasons, *change, _reasons(rows, some, file, goods, change[0])[0])


def _reasons(rows: Sequence[Need], some: Sequence[Piece], file: File, goods: Goods, day: int) -> tuple[Reason, ...]:
    """What blocks first; else the needed document that ends first; else what says that none is needed."""
    told = [(piece, piece.explain(day)) for piece in some]
    blocking = [reason for piece, reason in told if not piece.passes(day)]
    asked = [reason for piece, reason in told if piece.asked(day) and piece.passes(day)]
    asked.sort(key=lambda one: (one.params.get("until", EDGE), one.entity, one.id))
    rest = [reason for piece, reason in told if piece.passes(day) and not piece.asked(day) and reason.code]
    free = () if any(piece.kind == "licence" and piece.asked(day) for piece in some) else _free(rows, file, goods, day)
    return (*blocking, *asked, *free, *rest)


def _free(rows: Sequence[Need], file: File, goods: Goods, day: int) -> tuple[Reason, ...]:
    """Why no licence is needed."""
    row = needed(rows, file, goods).lifting(day)
    if row is not None:
        kinds = "/".join(row.kinds)
        return (Reason("lifted", blocks=False, entity="licence_need", id=row.id, params={"kind": kinds}),)
    code = "class_free" if goods.goods_class else "class_unknown"
    return (Reason(code, blocks=False, params={"class": goods.goods_class}),)


# ------------------------------------------------------------------------------------------------ state


def _status(file: File) -> Piece:
    def explain(day: int) -> Reason:
        found = file.state_on(day)
        blocks = found not in TRADING
        return Reason(f"status_{found}" if blocks else "", blocks, "party", "", {"state": found})

    there = file.stand_spans(TRADING) if file.stands else ALWAYS
    return Piece("status", ALWAYS, there, explain)


# ------------------------------------------------------------------------------------------------ licences


def _licences(wanted: Needed, file: File, goods: Goods) -> Iterator[Piece]:
    for kinds, days in sorted(wanted.choices.items(), key=lambda one: sorted(one[0])):
        own = [one for one in file.licences if one.kind in kinds]
        fitting = [one for one in own if one.covers(goods.goods_class) and one.keeps(goods.temperature)]
        there = union(*(one.days for one in fitting)) if fitting else ()
        yield Piece("licence", days, there, _licence_told(kinds, own, fitting, goods))


def _licence_told(
    kinds: frozenset[str], own: Sequence[Licence], fitting: Sequence[Licence], goods: Goods
) -> Callable[[int], Reason]:
    def explain(day: int) -> Reason:
        valid = [one for one in fitting if holds(one.days, day)]
        if valid:
            return _licence_reason("licence_valid", max(valid, key=_lasting), goods, blocks=False)
        over = [one for one in fitting if one.ends_on is not None and one.ends_on < day]
        if over:
            last = max(over, key=_lasting)
            code = "licence_ended" if last.ends_on == last.to_on else "licence_review"
            return _licence_reason(code, last, goods)
        if fitting:
            return _licence_reason("licence_later", min(fitting, key=lambda one: (one.from_on or 0, one.id)), goods)
        held = [one for one in own if holds(one.days, day)]
        if held:
            last = max(held, key=_lasting)
            code = "licence_scope" if not last.covers(goods.goods_class) else "licence_temperature"
            return _licence_reason(code, last, goods)
        return Reason(
            "licence_missing", blocks=True, params={"kind": "/".join(sorted(kinds)), "class": goods.goods_class}
        )

    return explain


def _lasting(one: Licence) -> tuple[int, str, str]:
    return (EDGE if one.ends_on is None else one.ends_on, one.number, one.id)


def _licence_reason(code: str, one: Licence, goods: Goods, *, blocks: bool = True) -> Reason:
    params: dict[str, str | int] = {
        "kind": one.kind, "number": one.number, "class": goods.goods_class, "temperature": goods.temperature,
    }  # fmt: skip
    if one.ends_on is not None:
        params["until"] = one.ends_on
    if one.from_on is not None:
        params["from"] = one.from_on
    return Reason(code, blocks, "licence", one.id, params)


# ------------------------------------------------------------------------------------------------ contract, territory


def _contract(file: File, goods: Goods) -> Iterator[Piece]:
    """A dealer that has or had a contract needs one; without any, nothing is known of contracts."""
    if not file.contracts:
        return
    fitting = [one for one in file.contracts if not one.groups or goods.group in one.groups]

    def explain(day: int) -> Reason:
        valid = [one for one in fitting if holds(one.days, day)]
        if valid:
            return _contract_reason("contract_valid", max(valid, key=_agreed), goods, blocks=False)
        if not fitting:
            return _contract_reason("contract_scope", max(file.contracts, key=_agreed), goods)
        last = max(fitting, key=lambda one: (one.from_on is None or one.from_on <= day, *_agreed(one)))
        return _contract_reason(_contract_code(last, day), last, goods)

    yield Piece("contract", ALWAYS, union(*(one.days for one in fitting)) if fitting else (), explain)


def _contract_code(one: Contract, day: int) -> str:
    if one.state != "valid" and one.stopped_on is None:
        return f"contract_{one.state}_unsaid"
    if one.ends_on is None or one.ends_on >= day:
        return "contract_later"
    return "contract_over" if one.ends_on == one.to_on else f"contract_{one.state}"


def _agreed(one: Contract) -> tuple[int, str, str]:
    return (EDGE if one.ends_on is None else one.ends_on, one.number, one.id)


def _contract_reason(code: str, one: Contract, goods: Goods, *, blocks: bool = True) -> Reason:
    params: dict[str, str | int] = {"number": one.number, "group": goods.group}
    days = (("until", one.ends_on), ("from", one.from_on), ("since", one.stopped_on))
    params |= {name: day for name, day in days if day is not None}
    return Reason(code, blocks, "contract", one.id, params)


def _territory(file: File, goods: Goods) -> Iterator[Piece]:
    """The same of the areas that a dealer was given: one of them must hold the product group."""
    if not file.territories:
        return
    fitting = [one for one in file.territories if one.group in {"", goods.group} and one.days]

    def explain(day: int) -> Reason:
        valid = [one for one in fitting if holds(one.days, day)]
        if valid:
            return _territory_reason("territory_valid", max(valid, key=_placed), goods, blocks=False)
        if not fitting:
            return Reason("territory_scope", blocks=True, params={"group": goods.group})
        last = max(fitting, key=_placed)
        return _territory_reason("territory_over" if _placed(last)[0] < day else "territory_later", last, goods)

    yield Piece("territory", ALWAYS, union(*(one.days for one in fitting)) if fitting else (), explain)


def _placed(one: Territory) -> tuple[int, str, str]:
    return (EDGE if one.ends_on is None else one.ends_on, one.area, one.id)


def _territory_reason(code: str, one: Territory, goods: Goods, *, blocks: bool = True) -> Reason:
    params: dict[str, str | int] = {"area": one.area, "group": goods.group}
    params |= {name: day for name, day in (("until", one.ends_on), ("from", one.from_on)) if day is not None}
    return Reason(code, blocks, "territory", one.id, params)


# ------------------------------------------------------------------------------------------------ credit


def _credit(credit: Credit | None) -> Iterator[Piece]:
    if credit is not None:
        yield Piece("credit", ALWAYS, credit.days, lambda day: _credit_reason(credit, day))


def _credit_reason(credit: Credit, day: int) -> Reason:
    """What the limits say; of several that stop, the one of the whole."""
    found, stops = credit.on(day), credit.stopping(day)
    params: dict[str, str | int] = {"used_e4": found.used, "old_e4": credit.debts.old}
    if credit.debts.listed_on is not None:
        params["on"] = credit.debts.listed_on
    if stops and stops[0]:
        part = next(one for one in found.parts if one.bucket == stops[0])
        own = credit.limits.own.get(part.bucket)
        since = None if own is None else own.since
        params |= {"part": part.bucket, "used_e4": part.amount or 0, "limit_e4": part.limit or 0}
        return Reason("credit_part", blocks=True, params=params | _undated(credit, part.override, since, day))
    if found.limit is not None:
        params |= {"limit_e4": found.limit} | _undated(credit, found.override, credit.limits.since, day)
    if stops:
        return Reason("credit_stop" if credit.rule == "old" else "credit_stop_over", blocks=True, params=params)
    let_up = next((one for one in (found.override, *(part.override for part in found.parts)) if one is not None), None)
    if let_up is not None:
        bare = replace(credit, limits=replace(credit.limits, overrides=()))
        if bare.stopping(day):
            params["until"] = let_up.to_on
            return Reason("credit_override", blocks=False, entity="credit_override", id=let_up.id, params=params)
    if found.limit is None:
        return Reason("credit_parts", blocks=False, params=params)
    if found.unknown and not found.over:
        return Reason("credit_unknown", blocks=False, params=params)
    return Reason("credit_over" if found.over else "credit_within", blocks=False, params=params)


def _undated(credit: Credit, let_up: Override | None, since: int | None, day: int) -> dict[str, str | int]:
    """That a limit is the one of today, for a day before, and since when it is on record.

    One that was let up has days of its own; one that was on record on the day is that day's.
    """
    if credit.today is None or let_up is not None or (since is not None and since <= day):
        return {}
    told: dict[str, str | int] = {"limit_today": 1}
    return told if since is None or since > credit.today else told | {"limit_since": since}


def worst(states: Iterable[State]) -> State | Literal["partly"]:
    """What several goods of a group come to: some yes and some no are "partly"."""
    found = set(states)
    if "no" in found:
        return "no" if found == {"no"} else "partly"
    return "yes" if "yes" in found else "not_required"
