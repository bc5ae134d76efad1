"""What a gate looks at: a dealer's papers with their days, and the goods that are asked about."""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from app.compliance.gate.spans import ALWAYS, EDGE, Spans, both, span, union
from app.dealers.contract_rules import later
from app.dealers.credit_rules import Credit as Exposure
from app.dealers.credit_rules import credit_on, stopping
from app.dealers.papers import classes_of
from app.finance.exposure import Debts, Limits

_DEGREES: Final = re.compile(r"(-?\d+)\s*(?:℃|°c|c|度)?\s*(?:-|~|～|至|to|–)\s*(-?\d+)")
_WORDS: Final = (
    ("frozen", ("冷冻", "冷凍", "frozen", "freez")),
    ("cold", ("冷藏", "冷链", "冷鏈", "2-8", "cold", "refrigerat", "chilled")),
    ("cool", ("阴凉", "陰涼", "≤20", "cool")),
    ("ambient", ("常温", "常溫", "室温", "ambient", "room")),
)
_COLD_MOST, _COOL_MOST = 8, 20


def temperature_key(words: str | None) -> str:
    """A temperature class by one name whoever wrote it: 2-8℃ and 冷藏 are cold; other words stay as they are.

    GSP (药品经营质量管理规范): cold 2-10 ℃, cool up to 20 ℃, room 10-30 ℃, frozen below -10 ℃.
    """
    plain = (words or "").strip().lower().replace(" ", "").replace("～", "-").replace("~", "-").replace("—", "-")
    for key, signs in _WORDS:
        if any(sign in plain for sign in signs):
            return key
    degrees = _DEGREES.search(plain)
    if degrees is None:
        return "frozen" if plain.startswith("-") else plain
    most = int(degrees[2])
    if most <= 0:
        return "frozen"
    if most <= _COLD_MOST + 2:
        return "cold"
    return "cool" if most <= _COOL_MOST else "ambient"


@lru_cache(4096)
def temperatures_of(scope: str | None) -> frozenset[str]:
    """The temperature classes that a licence names."""
    return frozenset(temperature_key(one) for one in classes_of(scope))


@dataclass(frozen=True)
class Licence:
    """One licence; empty ``classes`` or ``temperatures`` mean that it is not narrowed."""

    id: str
    kind: str
    number: str
    classes: frozenset[str]
    temperatures: frozenset[str]
    from_on: int | None
    to_on: int | None
    """Last day on which it is valid; None is open."""
    review_months: int | None = None
    reviewed_on: int | None = None

    @property
    def review_on(self) -> int | None:
        """Last day on which its papers count as reviewed; None where they need no review or since when is unknown."""
        since = self.from_on if self.reviewed_on is None else self.reviewed_on
        return None if not self.review_months or since is None else later(since, self.review_months)

    @property
    def ends_on(self) -> int | None:
        """The last day on which it counts: of its validity or, if that is earlier, of its review."""
        ends = [one for one in (self.to_on, self.review_on) if one is not None]
        return min(ends, default=None)

    @property
    def days(self) -> Spans:
        """The days on which it counts."""
        return span(self.from_on, self.ends_on)

    def covers(self, goods_class: str) -> bool:
        """Whether its scope holds a class of goods."""
        return not self.classes or goods_class in self.classes

    def keeps(self, temperature: str) -> bool:
        """Whether its scope holds a temperature class."""
        return not self.temperatures or not temperature or temperature in self.temperatures


@dataclass(frozen=True)
class Contract:
    """One contract that grants goods; empty ``groups`` are all."""

    id: str
    number: str
    state: str
    """valid, suspended or ended; a draft grants nothing and asks for nothing."""
    groups: frozenset[str]
    from_on: int | None
    to_on: int | None
    """Last day; None is open, as where it goes on by itself."""
    stopped_on: int | None = None
    """First day on which one that is suspended or ended no longer holds; None is not said, and then it never holds."""

    @property
    def ends_on(self) -> int | None:
        """The last day on which it holds: as it was signed or, if that is earlier, before it was stopped."""
        cut = None if self.state == "valid" or self.stopped_on is None else self.stopped_on - 1
        return min((one for one in (self.to_on, cut) if one is not None), default=None)

    @property
    def days(self) -> Spans:
        """The days on which it holds."""
        unsaid = self.state != "valid" and self.stopped_on is None
        return () if unsaid else span(self.from_on, self.ends_on)


@dataclass(frozen=True)
class Territory:
    """An area in which the dealer may sell a product group, or all of them (empty)."""

    id: str
    area: str
    """Its name and code, or its code alone."""
    group: str
    from_on: int | None
    to_on: int | None
    within: Spans = ALWAYS
    """The days of the contract that gives it."""

    @property
    def days(self) -> Spans:
        """The days on which it holds."""
        return both(span(self.from_on, self.to_on), self.within)

    @property
    def ends_on(self) -> int | None:
        """The last day on which it holds; None is open."""
        last = self.days[-1][1] if self.days else self.to_on
        return None if last == EDGE else last


@dataclass(frozen=True)
class Stand:
    """In which state of its life a dealer is from a day on; the first one's day is None."""

    state: str
    from_on: int | None


@dataclass(frozen=True)
class Credit:
    """What is open of a dealer on the day that is asked about, and its limits on every day; 1/10,000, with tax."""

    debts: Debts
    limits: Limits
    rule: str
    """By which the workspace stops deliveries (``model.CREDIT_STOPS``)."""
    today: int | None = None
    """Today, where a day before it is asked about: limits without days are those of today."""

    def on(self, day: int) -> Exposure:
        """The debts against the limits of a day."""
        held = self.limits
        return credit_on(day, amounts=self.debts.amounts, limit=held.limit, own=held.own, overrides=held.overrides)

    def stopping(self, day: int) -> tuple[str, ...]:
        """The limits whose excess stops deliveries on a day; the part's name, empty for the whole."""
        return stopping(self.on(day), self.debts.old, self.rule)

    @property
    def days(self) -> Spans:
        """The days on which it stops nothing: limits change only where one that was let up begins or ends."""
        edges = sorted({day for one in self.limits.overrides for day in (one.from_on, one.to_on + 1)})
        begins: list[int | None] = [None, *edges]
        ends: list[int | None] = [*(one - 1 for one in edges), None]
        some = [span(first, last) for first, last in zip(begins, ends, strict=True)]
        return union(*(one for one in some if one and not self.stopping(one[0][0])))


@dataclass(frozen=True)
class Need:
    """A row that says whether dealers of a type need one of some types of licences for a class of goods."""

    id: str
    party_type: str
    """Empty is every dealer."""
    goods_class: str
    """Empty is every class."""
    kinds: tuple[str, ...]
    """Any one of them is enough."""
    required: bool
    from_on: int | None = None
    to_on: int | None = None

    @property
    def days(self) -> Spans:
        """The days on which the row counts."""
        return span(self.from_on, self.to_on)

    @property
    def weight(self) -> tuple[bool, bool, bool, str]:
        """Which row counts where two speak of the same: the one that says more, then the one that was dated."""
        return (bool(self.goods_class), bool(self.party_type), self.from_on is not None, self.id)


@dataclass(frozen=True)
class Goods:
    """What is asked about, as far as papers tell goods apart."""

    goods_class: str
    temperature: str
    """As ``temperature_key`` names it."""
    group: str


@dataclass(frozen=True)
class File:
    """Everything about one dealer that decides; the order of its papers means nothing."""

    party_type: str = ""
    stands: tuple[Stand, ...] = ()
    licences: tuple[Licence, ...] = ()
    contracts: tuple[Contract, ...] = ()
    territories: tuple[Territory, ...] = ()
    credit: Credit | None = None

    @property
    def _ordered(self) -> list[Stand]:
        return sorted(self.stands, key=lambda one: -EDGE if one.from_on is None else one.from_on)

    def state_on(self, day: int) -> str:
        """The state on a day; active where nothing is said."""
        begun = [one.state for one in self._ordered if one.from_on is None or one.from_on <= day]
        return begun[-1] if begun else "active"

    def stand_spans(self, states: frozenset[str]) -> Spans:
        """The days on which the dealer is in one of some states."""
        ordered = self._ordered
        found: list[tuple[int, int]] = []
        for number, one in enumerate(ordered):
            following = ordered[number + 1].from_on if number + 1 < len(ordered) else None
            days = span(one.from_on, None if following is None else following - 1)
            if one.state in states:
                found += days
        return union(tuple(found))
