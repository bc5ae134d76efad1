"""What a simulation found, as data: whole numbers only, canonical as JSON, kept by its hash."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from fractions import Fraction
from typing import Any, Final

from app.incentives.rounding import e4_per_minor

FORMAT: Final = 1


@dataclass(frozen=True)
class Candidate:
    """A version of a policy that was tried."""

    ref: str
    """The version's ref; empty: a draft that is not kept."""
    code: str
    name: str
    name_en: str
    number: int
    content_sha256: str
    version_id: str = ""

    def label(self, lang: str) -> str:
        """Name and number."""
        name = self.name_en if lang == "en" and self.name_en else self.name
        return f"{name} v{self.number}" if self.number else name


@dataclass(frozen=True)
class PeriodCost:
    """One period under a candidate."""

    period: str
    first_on: int
    last_on: int
    cost_minor: int
    sales_e4: int
    """Value of what counted, of everybody who takes part."""
    dealers: int
    paid: int
    """Dealers who get anything."""
    baseless: int = 0
    """Dealers who bought something and have not the baseline that the policy asks for: they earn nothing by growth."""
    measured: int = 0
    """Dealers who have one."""

    @property
    def blind(self) -> bool:
        """Whether nobody had a baseline, so that the period says nothing of the policy."""
        return self.baseless > 0 and not self.measured


@dataclass(frozen=True)
class DealerCost:
    """One dealer over all periods under a candidate."""

    party_id: str
    cost_minor: int
    sales_e4: int
    gap: int | None = None
    """To the next tier in the last period, in the basis' scale."""
    gap_tier: int | None = None
    gap_gain_minor: int = 0
    """What reaching it would have added."""
    anyway_minor: int = 0
    """Of the cost what is likely to have been earned without any programme: payout times the chance of its tier."""


@dataclass(frozen=True)
class Cliff:
    """A tier's bound, for a dealer in the middle, and how many stand just below and just above."""

    tier: int
    bound: int
    """In the basis' scale."""
    before_minor: int
    at_minor: int
    below: int
    """Dealers' periods that ended at most 5 % below it."""
    above: int
    """At most 5 % above."""


@dataclass(frozen=True)
class EndRush:
    """One dealer's end of a period that looks bought in advance (``ends``)."""

    party_id: str
    period: str
    figure: int
    last_days: int
    rush: int
    after: int | None
    gained_minor: int
    slower: bool


@dataclass(frozen=True)
class Estimate:
    """The likely bill of the coming year, minor units."""

    p10: int
    p50: int
    p90: int
    mean: int
    draws: int
    seed: int
    over_budget: int | None = None
    """Of the draws how many exceed the policy's budget; None where it has none."""


@dataclass(frozen=True)
class Run:
    """Everything about one candidate."""

    candidate: Candidate
    currency: str
    measure: str
    periods: tuple[PeriodCost, ...]
    dealers: tuple[DealerCost, ...]
    cliffs: tuple[Cliff, ...]
    curve: tuple[tuple[int, int], ...]
    """For a dealer in the middle: figure in the basis' scale and payout, minor units."""
    rushes: tuple[EndRush, ...]
    estimate: Estimate | None
    """None where the history is too short to draw from."""
    figures_sha256: str
    """Of the ordered figures that the arithmetic was given."""
    baseline: str = ""
    """What growth is measured against; empty where the policy asks for none."""
    drawn_from: int = 0
    """How many known periods the likely bill is drawn from, or would have to be."""
    drawn_span: str | None = None
    """How long these are: the policy's own periods, or quarters where those are longer; empty: there is never a bill.
    None in results that were kept before it was noted."""

    @property
    def cost_minor(self) -> int:
        """Over all periods."""
        return sum(one.cost_minor for one in self.periods)

    @property
    def sales_e4(self) -> int:
        """Over all periods."""
        return sum(one.sales_e4 for one in self.periods)

    @property
    def share(self) -> Fraction | None:
        """Cost as a share of sales; None of nothing."""
        return share_of_sales(self.cost_minor, self.sales_e4, self.currency)

    @property
    def anyway_minor(self) -> int:
        """Likely paid for what would have been bought anyway."""
        return sum(one.anyway_minor for one in self.dealers)

    @property
    def rushed_minor(self) -> int:
        """Earned by what looks bought in advance."""
        return sum(one.gained_minor for one in self.rushes)

    def by_dealer(self) -> Mapping[str, DealerCost]:
        """The dealers by id."""
        return {one.party_id: one for one in self.dealers}


def share_of_sales(cost_minor: int, sales_e4: int, currency: str) -> Fraction | None:
    """Cost as a share of sales."""
    return Fraction(cost_minor * e4_per_minor(currency), sales_e4) if sales_e4 > 0 else None


@dataclass(frozen=True)
class Simulation:
    """Candidates side by side over the same past; the first one is what the others are held against."""

    engine: str
    tx: int
    """The facts as of this transaction."""
    made_on: int
    first_on: int
    last_on: int
    runs: tuple[Run, ...]
    names: Mapping[str, tuple[str, str, str]]
    """Code, name and English name of every dealer in it, by id."""

    def changes(self, run: Run) -> "tuple[Change, ...]":
        """Each dealer by a run against the first one, winners first."""
        base, mine = self.runs[0].by_dealer(), run.by_dealer()
        found = [
            Change(each, base[each].cost_minor if each in base else 0, mine[each].cost_minor if each in mine else 0,
                   max(one[each].sales_e4 for one in (base, mine) if each in one))
            for each in {**base, **mine}
        ]  # fmt: skip
        return tuple(sorted(found, key=lambda one: (-one.change, self.names.get(one.party_id, ("",))[0])))

    def label(self, party_id: str, lang: str) -> str:
        """A dealer's name."""
        code, name, english = self.names.get(party_id, (party_id, party_id, ""))
        return (english if lang == "en" and english else name) or code


@dataclass(frozen=True)
class Change:
    """What one dealer wins or loses, minor units."""

    party_id: str
    before_minor: int
    after_minor: int
    sales_e4: int

    @property
    def change(self) -> int:
        """Above 0: wins."""
        return self.after_minor - self.before_minor


def plain(found: Simulation) -> dict[str, Any]:
    """As JSON has it."""
    names = {key: list(value) for key, value in found.names.items()}
    return {"format": FORMAT, **asdict(replace(found, names={})), "names": names}


def simulation_json(found: Simulation) -> str:
    """Canonical: sorted keys, whole numbers and text only."""
    return json.dumps(plain(found), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def simulation_from_json(text: str) -> Simulation:
    """What ``simulation_json`` wrote."""
    raw = json.loads(text)
    raw.pop("format")
    raw["runs"] = tuple(_run(one) for one in raw["runs"])
    raw["names"] = {key: (code, name, english) for key, (code, name, english) in raw["names"].items()}
    return Simulation(**raw)


def _run(raw: dict[str, Any]) -> Run:
    return Run(
        **{
            **raw,
            "candidate": Candidate(**raw["candidate"]),
            "periods": tuple(PeriodCost(**one) for one in raw["periods"]),
            "dealers": tuple(DealerCost(**one) for one in raw["dealers"]),
            "cliffs": tuple(Cliff(**one) for one in raw["cliffs"]),
            "curve": tuple((x, y) for x, y in raw["curve"]),
            "rushes": tuple(EndRush(**one) for one in raw["rushes"]),
            "estimate": None if raw["estimate"] is None else Estimate(**raw["estimate"]),
        }
    )
