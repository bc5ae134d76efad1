"""Figures and reasons in words, in no language yet: one sentence for each driver, gap, cap and verdict."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from app.core.money import AMOUNT_SCALE
from app.core.texts import N_, Text, days
from app.core.wording import decimals, money_text, percent_text
from app.dealers.terms import BUCKET_TITLES
from app.health.percentile import LEAST
from app.health.rules import RAIL, Cap, Change, Part, Presence, Result, Verdict, shown_tenths
from app.health.scheme import GRADE_WORDS, Consequence, Grade, Indicator, Kind, Scheme
from app.health.sheets import DataQuality, KpiInfo

if TYPE_CHECKING:
    from app.health.frozen import Pace

_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_LEGAL_FORM: Final = re.compile(r"(股份|责任|集团)*有限(责任)?公司$")
_BEHIND: Final = N_(
    "{month}{number:.0} up to day {day}: {share} of target, time progress {progress}, behind by {value}"
)
_AHEAD: Final = N_("{month}{number:.0} up to day {day}: {share} of target, time progress {progress}, ahead by {value}")
_AMONG: Final = N_(
    "What is scored among peers gives its percentile, 100 × (worse + half of the equal) / all, among the dealers of "
    "the same tier, region and type; a group of fewer than {least} is widened over regions, then types, then tiers."
)
_CAPS = {
    "licence": N_("Licence {what} expired on {on}: the grade is at most {grade}."),
    "review": N_("The papers of licence {what} had to be reviewed by {on}: the grade is at most {grade}."),
    "credit": N_(
        "Credit stop: {used} used of {limit}, {old} of it overdue for more than 60 days, {by}: "
        "the grade is at most {grade}."
    ),
    "credit_over": N_("Credit stop: {used} used of {limit}, {by}: the grade is at most {grade}."),
    "credit_part": N_(
        "Credit stop: the limit of “{part}” is exceeded, {used} of {limit}, {by}: the grade is at most {grade}."
    ),
    "frozen": N_("Deliveries to this dealer are stopped (status frozen): the grade is at most {grade}."),
    "recall": N_("Recall {what} was to be answered by {on} and was not: the grade is at most {grade}."),
    RAIL: N_("{what} scores {score} of 100, less than {below}: the grade is at most {grade}."),
    "case": N_("Compliance case {what} was closed against the dealer: the grade is at most {grade}."),
}

KIND_TITLES: Final[Mapping[Kind, str]] = {
    "incentive": N_("Incentives"), "credit": N_("Credit"), "support": N_("Support"), "territory": N_("Territory"),
    "other": N_("Other"),
}  # fmt: skip
_CAP_OWNERS = {
    "licence": N_("Quality"),
    "review": N_("Quality"),
    "credit": N_("Finance"),
    "credit_over": N_("Finance"),
    "credit_part": N_("Finance"),
    "recall": N_("Quality"),
    "frozen": N_("Finance"),
    "case": N_("Sales"),
}
CAP_PAGES: Final = {
    **dict.fromkeys(("licence", "review", "credit", "credit_over", "credit_part", "frozen"), "gate"),
    "case": "cases", "recall": "recalls",
}  # fmt: skip
"""The pages that list the documents of caps."""
_MONEY: Final = ("used", "limit", "old")
"""Amounts of a cap, kept as 1/10,000 of the currency."""


def tenths_text(tenths: int) -> str:
    """Tenths of a point as printed: 71.8."""
    return decimals(Fraction(tenths, 10))


def signed_tenths(tenths: int) -> str:
    """Tenths of a point with their sign: +1.2, −0.9, 0.0."""
    return f"+{tenths_text(tenths)}" if tenths > 0 else tenths_text(tenths)


def quality_text(quality: DataQuality) -> Text:
    """The quality score of the data under a figure, with the lists that had not come."""
    said = {"score": tenths_text(quality.tenths), "n": quality.late}
    if quality.late:
        return Text(N_("Data quality {score} of 100, lists missing: {n}"), said)
    return Text(N_("Data quality {score} of 100"), said)


def day_words(day: date) -> Text:
    """A day of the year that is spoken of: 30 Jun, 6月30日."""
    return Text("{day} {month}{number:.0}", {"day": day.day, "month": _MONTHS[day.month - 1], "number": str(day.month)})


def short_name(name: str) -> str:
    """A dealer's name without its legal form, as people say it."""
    return _LEGAL_FORM.sub("", name) or name


def pace_sentence(pace: "Pace") -> Text:
    """How far the running month is: attainment beside time progress, and what is missing in money."""
    day = date.fromisoformat(pace.day)
    said = {
        "month": _MONTHS[day.month - 1], "number": str(day.month), "day": day.day,
        "share": percent_text(pace.attainment),
        "progress": percent_text(pace.progress), "value": money_text(abs(pace.gap)),
    }  # fmt: skip
    if pace.gap > 0:
        return Text(_BEHIND, said)
    return Text(_AHEAD, said)


def value_text(info: KpiInfo, value: Fraction | None) -> str | Text:
    """A KPI's figure in its unit; a dash where there is none."""
    if value is None:
        return "—"
    if info.unit == "percent":
        return percent_text(value)
    if info.unit == "days":
        return days(decimals(value))
    if info.unit == "money":
        return money_text(value)
    if info.unit == "per_thousand":
        return decimals(value)
    return decimals(value, 2 if info.unit == "score" else 0 if value.denominator == 1 else 1)


def _short(value: Fraction) -> str:
    return decimals(value, 0 if value.denominator == 1 else 1)


def _goal(info: KpiInfo, value: Fraction) -> str | Text:
    """A target in its unit, without places that it does not have."""
    if info.unit == "percent":
        return f"{_short(value * 100)}%"
    if info.unit == "days":
        return days(_short(value))
    return _short(value) if info.unit in {"score", "per_thousand", "number"} else value_text(info, value)


def target_text(info: KpiInfo, indicator: Indicator) -> str | Text:
    """What an indicator aims at: at least, at most, a band, or to be better than like dealers."""
    if indicator.scoring == "peers":
        return Text(N_("above peers"))
    if indicator.direction == "band" and indicator.upper is not None:
        return span_text(info, indicator.target, indicator.upper)
    return goal_text(info, indicator.target, rising=indicator.direction == "rise")


def span_text(info: KpiInfo, low: Fraction, high: Fraction) -> Text:
    """From a value to another."""
    return Text("{low}–{high}", {"low": decimals(low, 0), "high": _goal(info, high)})


def goal_text(info: KpiInfo, value: Fraction, *, rising: bool) -> str | Text:
    """At least, or at most, a value."""
    sign = "≥ {value}" if rising else "≤ {value}"
    rendered = _goal(info, value)
    return sign.format(value=rendered) if isinstance(rendered, str) else Text(sign, {"value": rendered})


def driver_title(info: KpiInfo | None) -> Text:
    """A driver's short name on a chart."""
    return Text(info.title) if info else Text("Changed weights")


def driver_sentence(
    change: Change,
    tenths: int,
    *,
    info: KpiInfo | None,
    indicator: Indicator | None,
    old: Part | None,
    new: Part | None,
) -> Text:
    """One sentence with the figures: what moved, from what to what, against which target, for how many points."""
    points = signed_tenths(tenths)
    if info is None or change.kind == "weights":
        return Text("The weights of the model changed: {points} points.", {"points": points})
    name = Text(info.title)
    after = value_text(info, new.value if new else None)
    before = value_text(info, old.value if old else None)
    target = target_text(info, indicator) if indicator else ""
    if change.kind == "not_reported":
        return Text(
            "{name}: the report that the dealer owes did not arrive, so it scores 0 (last quarter {before}): "
            "{points} points.",
            {"name": name, "before": before, "points": points},
        )
    if change.kind == "disappeared":
        return Text(
            "{name} could not be judged this quarter (last quarter {before}): {points} points.",
            {"name": name, "before": before, "points": points},
        )
    if change.kind == "appeared":
        return Text(
            "{name} is judged for the first time, at {after} (target {target}): {points} points.",
            {"name": name, "after": after, "target": target, "points": points},
        )
    if change.kind == "reported_again":
        return Text(
            "{name} is reported again, at {after} (target {target}): {points} points.",
            {"name": name, "after": after, "target": target, "points": points},
        )
    return _moved(name, old, new, {"before": before, "after": after, "target": target, "points": points})


def _moved(name: Text, old: Part | None, new: Part | None, params: dict[str, object]) -> Text:
    params = {"name": name, **params}
    if old and new and old.value is not None and new.value is not None and old.value != new.value:
        if new.value > old.value:
            return Text("{name} rose from {before} to {after} (target {target}): {points} points.", params)
        return Text("{name} fell from {before} to {after} (target {target}): {points} points.", params)
    return Text("{name} is judged by another target at {after} (target {target}): {points} points.", params)


_GAPS: tuple[tuple[Presence, str], ...] = (
    ("missing", N_("Missing on our side ({points} points, shared out; the range is wider): {names}.")),
    ("owed", N_("Owed by the dealer and not complete ({points} points, counted as 0): {names}.")),
    ("not_applicable", N_("Does not apply to this dealer ({points} points, shared out): {names}.")),
    ("unused", N_("Not in use until the region has such figures ({points} points): {names}.")),
)


def gap_sentences(parts: Sequence[tuple[Part, KpiInfo]]) -> tuple[Text, ...]:
    """Which indicators have no figure, why, and what that does: one sentence for each reason."""
    found = []
    for presence, msgid in _GAPS:
        rows = [(part, info) for part, info in parts if part.presence == presence]
        if rows:
            points = decimals(sum((part.points for part, _ in rows), Fraction(0)), 0)
            names = listed([Text(info.title) for _, info in rows])
            found.append(Text(msgid, {"points": points, "names": names}))
    return tuple(found)


def listed(names: Sequence[Text]) -> Text:
    """Several names in one Text, with each language's own comma."""
    whole = names[0]
    for name in names[1:]:
        whole = Text("{first}, {second}", {"first": whole, "second": name})
    return whole


def grading_text(scheme: Scheme) -> Text:
    """How figures become a score and a score a grade, with the model's own bounds."""
    bounds = {grade.lower(): decimals(bound, 0) for grade, bound in scheme.bounds}
    found = Text(
        "Score: every indicator gives 0 at its floor and 100 at its target, in a straight line between; a band is best "
        "inside. The score is the weighted mean. What does not apply or is missing on our side is shared out; a report "
        "that the dealer owes counts 0. Grades: A from {a}, B from {b}, C from {c}, D from {d}, E below; a grade "
        "changes only {margin} points past its bound. No grade where less than {floor} of the figures are at hand.",
        {**bounds, "margin": decimals(scheme.margin), "floor": percent_text(scheme.coverage_floor, 0)},
    )
    if all(each.scoring == "span" for each in scheme.indicators):
        return found
    return Text(N_("{first} {second}"), {"first": found, "second": Text(_AMONG, {"least": LEAST})})


def cap_owner(cap: Cap) -> str:
    """Which department can lift a cap, as a msgid."""
    return _CAP_OWNERS.get(cap.code, cap.params.get("owner", ""))


def cap_sentence(cap: Cap) -> Text:
    """A worst-of rule in words."""
    said: dict[str, object] = {"what": "", "on": "", **cap.params, "grade": grade_text(cap.at_most)}
    if cap.code == RAIL:
        said |= {name: decimals(Fraction(cap.params[name])) for name in ("score", "below")}
        said["what"] = Text(cap.params["what"])
    on = cap.params.get("on", "")
    said["by"] = Text(N_("by the list of {on}"), {"on": on}) if on else Text(N_("by invoices and receipts"))
    said["part"] = Text(BUCKET_TITLES.get(cap.params.get("part", ""), ""))
    said |= {name: money_text(Fraction(int(cap.params[name]), AMOUNT_SCALE)) for name in _MONEY if name in cap.params}
    if "limit_since" in cap.params:
        given = {"amount": said["limit"], "since": cap.params["limit_since"]}
        said["limit"] = Text(N_("{amount} (today's limit, on record since {since})"), given)
    elif "limit_today" in cap.params:
        said["limit"] = Text(N_("{amount} (today's limit)"), {"amount": said["limit"]})
    return Text(_CAPS[cap.code], said)


def grade_text(grade: Grade | None) -> Text:
    """Letter and word: ``C fair`` / ``C 中``."""
    if grade is None:
        return Text("not graded")
    return Text("{letter} {word}", {"letter": grade, "word": Text(GRADE_WORDS[grade])})


def consequence_text(one: Consequence) -> Text:
    """A consequence in words."""
    return Text(N_("{kind}: {text}"), {"kind": Text(KIND_TITLES[one.kind]), "text": one.text})


def follows_text(verdict: Verdict, scheme: Scheme) -> Text | None:
    """What follows from the grade that counts; None where the model says nothing of it."""
    return None if verdict.counts_as is None else follows_from(verdict.counts_as, scheme)


def follows_from(grade: Grade, scheme: Scheme) -> Text | None:
    """What follows from a grade; None where the model says nothing of it."""
    found = [consequence_text(one) for one in scheme.consequences if one.grade == grade]
    if not found:
        return None
    return Text(N_("Follows from grade {grade}: {list}."), {"grade": grade_text(grade), "list": listed(found)})


def ungraded_sentence(verdict: Verdict, result: Result) -> Text:
    """Why there is no grade, and what counts until there is one."""
    if verdict.ungraded == "not_reported":
        part = result.part("data_coverage")
        share = percent_text(part.value) if part and part.value is not None else "—"
        return Text(
            "Not graded: the dealer's own reports did not arrive (received: {share}). "
            "Until they do, the consequences of grade {grade} apply.",
            {"share": share, "grade": grade_text(verdict.counts_as or "D")},
        )
    if verdict.ungraded == "coverage":
        return Text(
            "Not graded: only {share} of the figures are at hand. The gap is on our side.",
            {"share": percent_text(result.coverage, 0)},
        )
    return Text("Not graded: there are no figures for this quarter.")


def brief_ungraded(verdict: Verdict, result: Result) -> Text:
    """Why there is no grade, in a few words."""
    if verdict.ungraded == "not_reported":
        part = result.part("data_coverage")
        share = percent_text(part.value) if part and part.value is not None else "—"
        return Text("Reports missing: {share} received; counts as {grade}",
                    {"share": share, "grade": grade_text(verdict.counts_as or "D")})  # fmt: skip
    if verdict.ungraded == "coverage":
        return Text(
            "Only {share} of the figures at hand, a gap on our side", {"share": percent_text(result.coverage, 0)}
        )
    return Text("No figures this quarter")


def brief_sentence(info: KpiInfo, old: Part | None, new: Part | None) -> Text:
    """What moved in a few words: ``Overdue share 5.0% → 8.4%``."""
    name = Text(info.title)
    if new is not None and new.presence == "owed":
        return Text("{name} not reported", {"name": name})
    after = value_text(info, new.value if new else None)
    if old is None or old.value is None:
        return Text("{name} {after}", {"name": name, "after": after})
    before = value_text(info, old.value)
    return Text("{name} {before}\u00a0→\u00a0{after}", {"name": name, "before": before, "after": after})


def verdict_sentence(
    verdict: Verdict, result: Result, before: Fraction | None, drivers: Sequence[tuple[Text, int]]
) -> Text:
    """The report's first sentence: score, grade, change and its main reasons (strongest in the change's direction)."""
    if verdict.ungraded or result.score is None:
        return ungraded_sentence(verdict, result)
    tenths = shown_tenths(result.score)
    grade = grade_text(verdict.grade)
    if verdict.cap:
        grade = Text("{grade}, limited from {base}", {"grade": grade, "base": grade_text(verdict.base)})
    params: dict[str, object] = {"score": tenths_text(tenths), "grade": grade}
    if before is None:
        return Text("Health {score} points, grade {grade}. There is no earlier quarter to compare with.", params)
    change = tenths - shown_tenths(before)
    params["change"] = signed_tenths(change)
    sign = 1 if change >= 0 else -1
    reasons = sorted((each for each in drivers if each[1] * sign > 0), key=lambda each: -each[1] * sign)[:2]
    if not change or not reasons:
        return Text("Health {score} points, grade {grade}, {change} against last quarter.", params)
    params["first"] = _reason(reasons[0])
    if len(reasons) == 1:
        return Text("Health {score} points, grade {grade}, {change} against last quarter, because of {first}.", params)
    params["second"] = _reason(reasons[1])
    return Text(
        "Health {score} points, grade {grade}, {change} against last quarter, mainly because of {first} and {second}.",
        params,
    )


def _reason(driver: tuple[Text, int]) -> Text:
    return Text("{name} ({points})", {"name": driver[0], "points": signed_tenths(driver[1])})
