"""Who is near a name while it is typed: quick, out of an index that is made once for a state of the register."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from app.governance.duplicates.companies import Company, company_fields, company_values
from app.governance.duplicates.fields import EXACT, MISSING, Values
from app.governance.duplicates.matching import threshold_of
from app.governance.duplicates.names import plain_name
from app.governance.duplicates.places import Places
from app.governance.duplicates.weights import Judge, doubles_of, pairs_of_all, weight_of

_ASKED: Final = ("brand", "place", "industry", "form", "name_en")
_MOST_LOOKED_AT: Final = 400
_HALF: Final = 0.5
"""Said while one types, so that it may be said too early: as likely one and the same as not."""


@dataclass(frozen=True)
class Near:
    """A party that a typed name may mean."""

    id: str
    name: str
    bits: float
    same: bool
    """The very same name, but for width, spaces and brackets."""


class NearNames:
    """The names of a register, ready to be asked."""

    def __init__(self, companies: Iterable[Company], places: Places) -> None:
        """Learns how rare each value is; how often values of one party agree is taken as known."""
        self._companies, self._places = tuple(companies), places
        self._records = [company_values(one, places) for one in self._companies]
        self._judge = Judge(self._records, [field for field in company_fields(places) if field.name in _ASKED])
        self._plain = [plain_name(one.name) for one in self._companies]
        self._by_key: dict[str, list[int]] = defaultdict(list)
        for place, (record, plain) in enumerate(zip(self._records, self._plain, strict=True)):
            for key in self._keys(record, plain):
                self._by_key[key].append(place)
        count = len(self._records)
        self._least = threshold_of(doubles_of(count) / pairs_of_all(count), _HALF) if count > 2 else 0.0

    def _keys(self, record: dict[str, Values], plain: str) -> set[str]:
        """A 字号 and how it begins, and the plain name's pairs of signs, by which half a name finds the whole."""
        keys = {f"={plain}"}
        for field in self._judge.fields:
            if field.name in {"brand", "name_en"}:
                keys |= {f"{field.name}:{key}" for value in record[field.name] for key in field.keys(value)}
        return keys | {f"·{plain[at : at + 3]}" for at in range(len(plain) - 2)}

    def ask(self, name: str, *, but: str = "", most: int = 5) -> list[Near]:
        """The parties that a name may mean, the nearest first; ``but`` is the one that is being renamed."""
        plain = plain_name(name)
        if len(plain) < 2:
            return []
        typed = company_values(Company("", name, name if plain.isascii() else ""), self._places)
        found: Counter[int] = Counter()
        for key in self._keys(typed, plain):
            found.update(self._by_key.get(key, ()))
        near = []
        for place, _ in found.most_common(_MOST_LOOKED_AT):
            company = self._companies[place]
            bits, same = self._bits(typed, self._records[place]), self._plain[place] == plain
            if company.id != but and (same or bits >= self._least):
                near.append(Near(company.id, company.name, bits, same))
        return sorted(near, key=lambda one: (not one.same, -one.bits, one.name))[:most]

    def _bits(self, typed: dict[str, Values], record: dict[str, Values]) -> float:
        total = 0.0
        for place, field in enumerate(self._judge.fields):
            one, other = typed[field.name], record[field.name]
            level = self._judge.level(place, one, other)
            if level == EXACT:
                total += weight_of(field.m.exact, self._judge.u_shared(place, one, other))
            elif level != MISSING:
                total += weight_of(field.m[level], self._judge.u[place][level])
        return total
