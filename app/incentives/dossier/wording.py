"""Dossiers in words: what a rule says, why a factor is proposed, and the list that goes to approval with a version."""

import re
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Final

from app.core.period import day_of, parse_period, shift
from app.core.texts import EN, N_, ZH, Text, Texts, texts
from app.core.wording import decimals
from app.health.wording import grade_text, tenths_text
from app.incentives.dossier.queries import DossierLine, sums_of
from app.incentives.dossier.rules import TREND_TITLES, Rule
from app.incentives.explain.amounts import money_text
from app.incentives.policy import RATE_SCALE
from app.incentives.rounding import minor_per_unit

_RAISE: Final = N_("Grade {grade}, {trend}: {change}, at most {cap}")
_CUT: Final = N_("Grade {grade}, {trend}: {change}, at least {cap}")


_LINE: Final = N_(
    "{n}. {ref} {code} {dealer}: {before} → {after} ({score}); factor {old} → {new}; {cost} → {cost_after}; {why}"
)
_PATTERNS: Final = {"n": r"\d+", "ref": r"\S+", "code": r"\S*", "old": r"[^ ]+", "new": r"[^ ;；]+"}
_NAMED: Final = ("n", "ref", "code", "dealer", "before", "after", "score", "old", "new", "cost", "cost_after", "why")


def factor_text(millionths: int) -> str:
    """A factor as per cent, without more places than it has."""
    value = Fraction(millionths * 100, RATE_SCALE)
    places = next((n for n in range(4) if (value * 10**n).denominator == 1), 4)
    return f"{decimals(value, places)}%"


def change_text(millionths: int) -> str:
    """A change of a factor in points of per cent, with its sign."""
    sign = "+" if millionths > 0 else "−" if millionths < 0 else "±"
    return f"{sign}{factor_text(abs(millionths))}"


def cell_text(rule: Rule) -> Text:
    """A cell of the table by itself."""
    said = N_("{change}, at most {cap}") if rule.change > 0 else N_("{change}, at least {cap}")
    return Text(said, {"change": change_text(rule.change), "cap": factor_text(rule.cap)})


def rule_text(rule: Rule) -> Text:
    """A cell of the table with what it is of."""
    return Text(
        _RAISE if rule.change > 0 else _CUT,
        {"grade": rule.grade, "trend": Text(TREND_TITLES[rule.trend]), "change": change_text(rule.change),
         "cap": factor_text(rule.cap)},
    )  # fmt: skip


def why_text(line: DossierLine) -> Text | str:
    """Why the factor is what it is: people's reason, else the rule."""
    if line.is_own or line.state in {"dropped", "refused"}:
        return line.reason
    return "" if line.rule is None else rule_text(line.rule)


def before_text(line: DossierLine) -> Text:
    """The grade that the trend is held against, with its quarter where it is not the last one; else that it is new."""
    if line.grade_before is None:
        return Text(N_("first time"))
    if line.before_period in {"", shift(parse_period(line.period), -1).name}:
        return grade_text(line.grade_before)
    return Text(N_("{grade} ({period})"), {"grade": grade_text(line.grade_before), "period": line.before_period})


def minor_text(minor: int, currency: str, lang: str = "") -> str:
    """Posted money with its currency, yuan in Chinese as 元."""
    places = len(str(minor_per_unit(currency or "CNY"))) - 1
    unit = "元" if currency == "CNY" and lang == ZH else currency
    return f"{money_text(minor, places)} {unit}".strip()


def batch_text(t: Texts, lines: Sequence[DossierLine], from_on: int) -> str:
    """The adjustments of a version, a dealer a line, with their effect; they are approved with its text."""
    sums, currency = sums_of(lines), next((one.currency for one in lines if one.currency), "")
    first = next(iter(lines))
    head = [
        t("Adjustments after the review of {period}", period=first.period),
        t("Policy {name}; in effect from {day}", name=first.policy_label(t.lang), day=day_of(from_on)),
    ]
    if first.first_on is not None and first.last_on is not None:
        head.append(
            t("Together, as replayed from {first} to {last}: {before} would have been {after}",
              first=day_of(first.first_on), last=day_of(first.last_on),
              before=minor_text(sums.before_minor, currency, t.lang),
              after=minor_text(sums.after_minor, currency, t.lang))
        )  # fmt: skip
    return "\n".join([*head, *(_line_text(t, n, one) for n, one in enumerate(lines, 1))])


def _line_text(t: Texts, number: int, one: DossierLine) -> str:
    why = why_text(one)
    return t(
        _LINE,
        n=number, ref=one.ref, code=one.code, dealer=one.dealer, before=t.render(before_text(one)),
        after=t.render(grade_text(one.grade)),
        score="–" if one.score_tenths is None else tenths_text(one.score_tenths), old=factor_text(one.before),
        new=factor_text(one.factor),
        cost=minor_text(one.effect.before_minor if one.effect else 0, one.currency, t.lang),
        cost_after=minor_text(one.effect.after_minor if one.effect else 0, one.currency, t.lang),
        why=why if isinstance(why, str) else t.render(why),
    )  # fmt: skip


def batch_lines(t: Texts, text: str) -> list[Mapping[str, str]]:
    """The lines of a kept list by their parts, as they stand there in one language; a line of another shape is none."""
    words = t(_LINE, **{name: f"\0{name}\0" for name in _NAMED})
    parts = words.split("\0")
    shape = "".join(
        re.escape(part) if n % 2 == 0 else f"(?P<{part}>{_PATTERNS.get(part, '.*?')})" for n, part in enumerate(parts)
    )
    found = (re.fullmatch(shape, line) for line in text.splitlines())
    return [one.groupdict() for one in found if one is not None]


def batch_document(lines: Sequence[DossierLine], from_on: int) -> str:
    """The list in both languages."""
    return "\n\n".join(batch_text(texts(lang), lines, from_on) for lang in (ZH, EN)) + "\n"
