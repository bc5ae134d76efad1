"""What a health screen and a health PDF both draw: frozen sheets, in no language yet."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Literal

from app.core.texts import Text
from app.health.region_lines import Ask, LateLine, Stake
from app.health.review.rules import Decided, ReviewFace
from app.health.rules import ChangeKind, Confidence, Presence, Ungraded, shown_tenths
from app.health.scheme import Direction, Grade, Scoring
from app.health.sheet_lines import Contradiction, SignLine

Unit = Literal["percent", "days", "number", "money", "per_thousand", "score"]
Light = Literal["good", "warn", "bad", "none"]


@dataclass(frozen=True)
class KpiInfo:
    """What a reader must know of a KPI; ``title``, ``definition`` and ``owner`` are msgids."""

    id: str
    title: str
    unit: Unit = "number"
    definition: str = ""
    owner: str = ""
    better: Literal["rise", "fall", "band", "none"] = "none"
    basis: Text | None = None
    """What it counts (口径), in a few words."""
    best: int | None = None
    """The best score of a question that people score by hand; None of every other figure."""


@dataclass(frozen=True)
class DealerFace:
    """Who a sheet is about."""

    id: str
    code: str
    name: str
    name_en: str = ""
    tier: str = ""
    area: str = ""
    parent: str = ""
    region: str = ""
    """The office that looks after him, else his city."""
    kind: str = ""
    """What kind of company he is (药品批发, 零售连锁 ...)."""

    def label(self, lang: str) -> str:
        """The name in a language, the Chinese one where there is no other."""
        return self.name_en if self.name_en and not lang.startswith("zh") else self.name


@dataclass(frozen=True)
class Standing:
    """A dealer's score and grade in one quarter; both None where there was none."""

    period: str
    score: Fraction | None
    grade: Grade | None


@dataclass(frozen=True)
class DataQuality:
    """The quality score of the data under a figure when it was frozen (GB/T 36344)."""

    tenths: int
    """Points of 100 in tenths."""
    late: int = 0
    """Lists that were owed and had not come."""


@dataclass(frozen=True)
class DimensionLine:
    """One dimension of the point ledger: what it could give, what it lost (tenths, adding to 100 - score)."""

    id: str
    title: str
    points: Fraction
    """Points of 100 after missing ones were shared out; 0 where nothing counted."""
    score: Fraction | None
    lost_tenths: int
    previous: Fraction | None = None


@dataclass(frozen=True)
class IndicatorLine:
    """One indicator with the figure it was judged by."""

    info: KpiInfo
    dimension: str
    direction: Direction
    floor: Fraction
    target: Fraction
    upper: Fraction | None
    limit: Fraction | None
    presence: Presence
    value: Fraction | None
    previous: Fraction | None
    score: Fraction | None
    weight: Fraction
    """Its share of the score (adds to 1 over what counted)."""
    lost_tenths: int
    n: int = 0
    """How many cases the figure rests on."""
    quality: DataQuality | None = None
    scoring: Scoring = "span"
    place: Text | None = None
    """Its percentile among like dealers, where that is its score."""


@dataclass(frozen=True)
class DriverLine:
    """One reason for a change, with its printed points (tenths) that add to the printed change."""

    kpi: str
    kind: ChangeKind
    points: Fraction
    tenths: int
    title: Text
    sentence: Text


@dataclass(frozen=True)
class CapLine:
    """A worst-of rule that applied, in words; ``decided`` where it set the grade."""

    sentence: Text
    at_most: Grade
    decided: bool
    page: str = ""
    """The page that tells more of it, by its key."""
    record: str = ""
    """The id of the document behind it, where there is one."""
    code: str = ""
    """Which rule it is."""


@dataclass(frozen=True)
class Trend:
    """A KPI over the last periods."""

    info: KpiInfo
    periods: tuple[str, ...]
    values: tuple[Fraction | None, ...]
    target: Fraction | None = None


@dataclass(frozen=True)
class RankRange:
    """Between which places a dealer stands in nine of ten draws of the weights; 1 is the best."""

    best: int
    worst: int


@dataclass(frozen=True)
class PathLine:
    """One step to the next grade: what is asked for, the printed points (tenths) that it brings, who acts."""

    kpi: str
    title: Text
    old: Text
    new: Text
    value: Fraction
    """What is asked for, as a figure."""
    tenths: int
    owner: str
    """A department, as msgid."""


@dataclass(frozen=True)
class PathSheet:
    """What leads to a better grade, and until when."""

    grade: Grade | None
    lines: tuple[PathLine, ...]
    lifted: tuple[Text, ...]
    """Worst-of rules that must fall first."""
    score_tenths: int | None
    due: date
    hindrance: Text | None = None
    """Why there is no way, or why it is a long one."""


@dataclass(frozen=True)
class Provenance:
    """Where the figures come from, printed on every report."""

    model_name: str
    model_version: int
    data_until: date | None
    imported_on: date | None
    assessed_on: date | None
    batches: tuple[str, ...] = ()
    tx: int | None = None
    journal_head: str = ""
    figures_hash: str = ""
    grading: Text | None = None
    """How a score becomes a grade in this version of the model."""
    basis: Text | None = None
    """What the figures count (口径)."""
    as_of: date | None = None
    """Up to which day a quarter that was not over is counted (截至)."""
    references: Mapping[str, str] = field(default_factory=dict)
    """By KPI the reference that leads from the printed figure back to its rows."""
    reference: str = ""
    """That of the score and the grade, which leads to its indicators, weights and caps."""
    pack: str = ""
    """The configuration pack that was in force when it was frozen: the version of the definitions (口径)."""


@dataclass(frozen=True)
class HealthSheet:
    """A dealer's health in one quarter."""

    dealer: DealerFace
    region: str
    period: str
    previous_period: str
    grade: Grade | None
    counts_as: Grade | None
    ungraded: Ungraded
    score: Fraction | None
    low: Fraction | None
    high: Fraction | None
    coverage: Fraction
    confidence: Confidence
    before: Standing | None
    change_tenths: int | None
    history: tuple[Standing, ...]
    verdict: Text
    next_grade: tuple[Grade, Fraction] | None
    dimensions: tuple[DimensionLine, ...]
    indicators: tuple[IndicatorLine, ...]
    drivers: tuple[DriverLine, ...]
    caps: tuple[CapLine, ...]
    trends: tuple[Trend, ...]
    missing: tuple[Text, ...]
    notes: tuple[Text, ...]
    provenance: Provenance
    banner: Text | None = None
    """What came since its months were closed; on the screen only, for the sheet itself never changes."""
    quality: DataQuality | None = None
    """That of all figures together; None for what was frozen before it was kept, or where nothing was checked."""
    place: int | None = None
    """Among the region's dealers with a grade."""
    places: RankRange | None = None
    graded: int = 0
    """How many dealers of the region have a grade."""
    path: PathSheet | None = None
    follows: Text | None = None
    """What the model says that follows from the grade that counts."""
    contradictions: tuple[Contradiction, ...] = ()
    signs: tuple[SignLine, ...] = ()
    """What the rows showed of the dealer when the quarter was assessed."""
    course: Text | None = None
    """Where the score has been going for quarters, where it goes one way."""
    peers: Text | None = None
    """Where the dealer stands among those of his tier, region and type."""
    decided: Decided | None = None
    """What a signed review decided beside ``grade``, which stays as computed."""
    comment: str = ""
    """What the manager said in the signed review."""

    @property
    def score_tenths(self) -> int | None:
        """The printed score in tenths."""
        return None if self.score is None else shown_tenths(self.score)


@dataclass(frozen=True)
class KeyFigure:
    """One of the page's six numbers; shares are of 1, money in currency units."""

    info: KpiInfo
    value: Fraction | None
    target: Fraction | None = None
    goal: str | Text = ""
    """The target in words (at least, at most, a band), for what is no amount."""
    attainment: Fraction | None = None
    before: Fraction | None = None
    """Last quarter's figure."""
    year_ago: Fraction | None = None
    spark: tuple[Fraction | None, ...] = ()
    light: Light = "none"
    note: Text | None = None
    quality: DataQuality | None = None
    """Of the data under it when it was frozen."""
    ends: tuple[Fraction, Fraction] | None = None
    """Both ends of what it is held against, where that is a range."""
    stake: Stake | None = None
    """Where it is off its target."""


@dataclass(frozen=True)
class RankLine:
    """A dealer in the region's ranking."""

    place: int | None
    dealer: DealerFace
    score: Fraction | None
    grade: Grade | None
    counts_as: Grade | None
    ungraded: Ungraded
    before: Standing | None
    change_tenths: int | None
    coverage: Fraction
    net_amount: Fraction | None
    main_driver: Text | None
    history: tuple[Fraction | None, ...] = ()
    places: RankRange | None = None
    decided: Decided | None = None


@dataclass(frozen=True)
class WatchLine:
    """A dealer to watch, or one that improved: grade change, one sentence with figures, amount, who acts."""

    dealer: DealerFace
    before: Grade | None
    grade: Grade | None
    sentence: Text
    brief: Text
    """The same in one reason."""
    amount: Fraction | None = None
    owner: str = ""


@dataclass(frozen=True)
class RegionSheet:
    """A region's health in one quarter: what its first page, ranking and screen show."""

    region: str
    reader: str
    period: str
    previous_period: str
    headline: Text
    asks: tuple[Ask, ...]
    figures: tuple[KeyFigure, ...]
    grades: Mapping[Grade, int]
    ungraded: int
    grades_before: Mapping[Grade, int]
    ungraded_before: int
    score: Fraction | None
    score_before: Fraction | None
    bridge: tuple[DriverLine, ...]
    """The change of the mean score by dimension."""
    watch: tuple[WatchLine, ...]
    improved: tuple[WatchLine, ...]
    effects: tuple[Text, ...]
    outlook: tuple[Text, ...]
    trust: Text | None
    ranking: tuple[RankLine, ...]
    notes: tuple[Text, ...]
    provenance: Provenance
    basis: Text | None = None
    currency: str = ""
    definitions: tuple[KpiInfo, ...] = field(default=())
    review: ReviewFace | None = None
    """The quarter's newest review; its words and grades count once it is signed."""
    contradictions: tuple[Contradiction, ...] = ()
    """Of all dealers, the most net sales first."""
    late: tuple[LateLine, ...] = ()
    """Who did not report, list by list."""

    @property
    def dealers(self) -> int:
        """How many dealers were assessed."""
        return len(self.ranking)
