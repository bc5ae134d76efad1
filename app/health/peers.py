"""How scores are spread among like dealers (tier x region x type), and where each dealer stands among his own."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, Protocol

from app.core.charts import Chart, Series, Tone
from app.core.texts import N_, Text, Texts
from app.health.frozen import Frozen
from app.health.grouping import Common, commons_of, fitting
from app.health.peer_words import group_text
from app.health.percentile import LEAST, Peers, percentile
from app.health.rules import shown_tenths
from app.health.scheme import Grade
from app.health.sheets import DealerFace
from app.health.wording import tenths_text

_TIERS: Final = ("province", "city", "county")
_BAND: Final = 10
"""Points of a band of the distribution; the last one holds 100 too."""
_BANDS: Final = 100 // _BAND


class Judged(Protocol):
    """A dealer with score and grade, such as a sheet."""

    @property
    def dealer(self) -> DealerFace:
        """Who."""
        ...

    @property
    def grade(self) -> Grade | None:
        """The grade; who has none is counted and stands in no distribution."""
        ...

    @property
    def score(self) -> Fraction | None:
        """The score."""
        ...


@dataclass(frozen=True)
class PeerGroup:
    """Like dealers of a region in one quarter."""

    tier: str
    region: str
    kind: str
    n: int
    """Dealers of the group."""
    scores: tuple[Fraction, ...]
    """Of those with a grade, rising."""

    @property
    def title(self) -> Text:
        """Who they are."""
        return group_text(self.tier, self.region, self.kind)

    @property
    def graded(self) -> int:
        """How many of them have a grade."""
        return len(self.scores)

    @property
    def quartiles(self) -> tuple[Fraction, Fraction, Fraction] | None:
        """Lower quartile, median, upper quartile; None of fewer than ``LEAST`` graded dealers.

        Linear between the neighbours at (n - 1) p, which Excel calls QUARTILE.INC (Hyndman and Fan 1996, type 7).
        """
        if len(self.scores) < LEAST:
            return None
        low, middle, high = (_at(self.scores, Fraction(n, 4)) for n in (1, 2, 3))
        return low, middle, high

    @property
    def bands(self) -> tuple[int, ...]:
        """How many dealers stand in each ten points, the lowest first, by the printed score."""
        found = [0] * _BANDS
        for score in self.scores:
            found[band_of(score)] += 1
        return tuple(found)


@dataclass(frozen=True)
class PeerPlace:
    """Where a dealer stands in the narrowest group of his that is large enough."""

    group: PeerGroup
    score: Fraction | None
    place: int | None
    """From 1; who has the same printed score shares the better place. None without a grade."""
    percentile: Fraction | None
    """The mid-rank percentile of his score; None where the group is too small to say."""
    own: PeerGroup
    """The group of his own tier, region and type; the same one where it is large enough."""


@dataclass(frozen=True)
class PeerView:
    """All groups of a region's quarter and the place of each dealer by his id."""

    groups: tuple[PeerGroup, ...]
    """Each tier as a whole, and under it its groups of region and type."""
    places: Mapping[str, PeerPlace]


def band_of(score: Fraction) -> int:
    """The ten points in which a printed score lies."""
    return min(shown_tenths(score) // (10 * _BAND), _BANDS - 1)


def peers_of(dealers: Iterable[Judged]) -> PeerView:
    """The groups of dealers that were assessed together; it does not matter in which order they come."""
    there = list(dealers)
    members: dict[Common, list[Judged]] = {}
    for each in there:
        for common in commons_of(each.dealer):
            members.setdefault(common, []).append(each)
    groups = {
        common: PeerGroup(*common, len(found), tuple(sorted(
            each.score for each in found if each.grade is not None and each.score is not None
        )))
        for common, found in members.items()
    }  # fmt: skip
    sizes = {common: group.graded for common, group in groups.items()}
    places = {each.dealer.id: _place(each, groups, sizes) for each in there}
    shown = {(each.dealer.tier, "", "") for each in there} | {commons_of(each.dealer)[0] for each in there}
    return PeerView(tuple(groups[one] for one in sorted(shown, key=_order)), places)


def peers_among(dealers: Iterable[Frozen]) -> PeerView:
    """The same of what was frozen of a quarter."""
    return peers_of([_Kept(one.dealer, one.verdict.grade, one.result.score) for one in dealers])


@dataclass(frozen=True)
class _Kept:
    dealer: DealerFace
    grade: Grade | None
    score: Fraction | None


def place_sentence(place: PeerPlace) -> Text:
    """Where a dealer stands, or why that is not said."""
    group = place.group
    said: dict[str, object] = {
        "group": group.title, "n": group.graded, "own": place.own.title, "few": place.own.graded, "least": LEAST,
        "place": place.place or 0,
    }  # fmt: skip
    quartiles = group.quartiles
    if quartiles is None:
        return Text(N_("Dealers with a grade among {group}: {n}. Fewer than {least} make no distribution."), said)
    said |= {name: tenths_text(shown_tenths(one)) for name, one in zip(("low", "middle", "high"), quartiles,
                                                                       strict=True)}  # fmt: skip
    first = Text(N_("Half of the {n} {group} have between {low} and {high} points, the median is {middle}."), said)
    if place.place is not None:
        first = Text(N_("Place {place} of {n} {group}; half of them have between {low} and {high} points, the median "
                        "is {middle}."), said)  # fmt: skip
    if group == place.own:
        return first
    second = Text(N_("Of {own} alone only {few} have a grade."), said)
    return Text(N_("{first} {second}"), {"first": first, "second": second})


def place_chart(t: Texts, place: PeerPlace) -> Chart | None:
    """How many dealers of the group stand in each ten points, the dealer's own ones marked; None of a small group."""
    if place.group.quartiles is None:
        return None
    bands, own = place.group.bands, None if place.place is None or place.score is None else band_of(place.score)
    first = next(n for n, count in enumerate(bands) if count)
    tones: tuple[Tone, ...] = tuple("series1" if n == own else "dim" for n in range(first, _BANDS))
    series = Series(t("Dealers"), tuple(map(float, bands[first:])), tones=tones)
    return Chart(t("Dealers by score"), band_names(first), (series,), unit=t("dealers"))


def groups_chart(t: Texts, groups: Sequence[PeerGroup]) -> Chart | None:
    """The groups below each other, the darker the more of their dealers; small groups are left out, None without any.

    Shares of each group, so that a large one does not outshine the others.
    """
    shown = [one for one in groups if one.quartiles is not None]
    if not shown:
        return None
    first = min(next(n for n, count in enumerate(one.bands) if count) for one in shown)
    rows = tuple(Series(t.render(one.title), tuple(count / one.graded for count in one.bands[first:])) for one in shown)
    return Chart(t("Dealers by score"), band_names(first), rows, kind="heatmap", format="percent")


def band_names(first: int) -> tuple[str, ...]:
    """What the bands from one on are called: 60–69, 90–100."""
    return tuple(f"{n * _BAND}–{n * _BAND + _BAND - (n < _BANDS - 1)}" for n in range(first, _BANDS))


def _place(one: Judged, groups: Mapping[Common, PeerGroup], sizes: Mapping[Common, int]) -> PeerPlace:
    common, _ = fitting(one.dealer, sizes)
    group, own = groups[common], groups[commons_of(one.dealer)[0]]
    if one.grade is None or one.score is None:
        return PeerPlace(group, one.score, None, None, own)
    printed = shown_tenths(one.score)
    place = 1 + sum(shown_tenths(other) > printed for other in group.scores)
    among = Peers(*common, group.scores, one.score)
    found = percentile(among, one.score, rising=True) if group.quartiles is not None else None
    return PeerPlace(group, one.score, place, found, own)


def _order(common: Common) -> tuple[int, str, str, str]:
    tier, region, kind = common
    return (_TIERS.index(tier) if tier in _TIERS else len(_TIERS), tier, region, kind)


def _at(values: Sequence[Fraction], share: Fraction) -> Fraction:
    place = (len(values) - 1) * share
    low = int(place)
    return values[low] + (values[min(low + 1, len(values) - 1)] - values[low]) * (place - low)
