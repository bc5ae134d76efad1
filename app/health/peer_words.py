"""Groups of like dealers, places in them and what moved there, in words."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Final

from app.core.money import round_half_up
from app.core.texts import N_, Text
from app.health.percentile import LEAST, Peers
from app.health.rules import Change, Part
from app.health.sheets import KpiInfo
from app.health.wording import listed, signed_tenths, value_text

_GROUPS: Final[Mapping[str, str]] = {
    "province": N_("provincial dealers"), "city": N_("city dealers"), "county": N_("county dealers"),
    "": N_("dealers of every tier"),
}  # fmt: skip
_WITHOUT: Final = N_("dealers without a tier")


def group_text(tier: str, region: str, kind: str) -> Text:
    """Who a group is: city dealers, city dealers (East office, wholesale).

    A group is widened over tiers last (``grouping.commons_of``): one with a region or a type but no tier is that of
    dealers whose tier nobody said.
    """
    common = [Text(one) for one in (region, kind) if one]
    whole = Text(_WITHOUT if common and not tier else _GROUPS.get(tier, tier))
    return Text(N_("{group} ({common})"), {"group": whole, "common": listed(common)}) if common else whole


def place_text(peers: Peers, score: Fraction) -> Text:
    """The percentile with the size and the name of the group, and what is to be known of it."""
    said: dict[str, object] = {
        "p": round_half_up(score), "n": peers.size, "group": group_text(peers.tier, peers.region, peers.kind),
        "owing": peers.owing, "least": LEAST,
    }  # fmt: skip
    if peers.size == 1:
        return Text(N_("no other dealer to be held against: 50 points, neither good nor bad"))
    if peers.alike:
        return Text(N_("the same figure for all {n} {group}: 50 points, neither good nor bad"), said)
    found = Text(N_("percentile {p} of {n} {group}"), said)
    if peers.owing:
        found = Text(N_("{place}; {owing} of them owe the figure and count as better"), {**said, "place": found})
    if peers.widened:
        found = Text(N_("{place} (fewer than {least} are of the same tier, region and type)"), {**said, "place": found})
    return found


def place_note(info: KpiInfo, place: Text) -> Text:
    """The same as a sentence of its own."""
    return Text(N_("{name}: {place}."), {"name": Text(info.title), "place": place})


def moved_text(change: Change, tenths: int, info: KpiInfo, old: Part | None, new: Part | None) -> Text | None:
    """What moved an indicator that is scored among peers: his own figure, or theirs; None for any other change."""
    if change.kind != "score" or new is None or new.peers is None or old is None:
        return None
    said = {
        "name": Text(info.title), "before": value_text(info, old.value), "after": value_text(info, new.value),
        "place": place_text(new.peers, new.score), "points": signed_tenths(tenths), "p": round_half_up(old.score),
    }  # fmt: skip
    if old.peers is None:
        return Text(N_("{name} is scored among peers now, at {after}, {place}: {points} points."), said)
    if old.value == new.value:
        return Text(N_("{name} stayed at {after} while others moved, from percentile {p} to {place}: {points} points."),
                    said)  # fmt: skip
    return Text(N_("{name} went from {before} to {after}, from percentile {p} to {place}: {points} points."), said)
