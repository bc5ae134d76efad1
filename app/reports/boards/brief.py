"""The brief (战报) of tiles: a template filled in, at most 600 characters, with what it counts and until when."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Final

from app.boards.briefs import LIMIT, check_template, filled, kpi_of, placeholders
from app.boards.handout import Handout, named
from app.boards.shares import OTHERS
from app.boards.specs import adds_up
from app.boards.tile import Cell, Tile
from app.core.texts import ZH, Text, Texts, texts
from app.health.wording import short_name
from app.kpi.board import ATTAINMENT
from app.reports.boards.words import (
    changes_of,
    figure_text,
    goal_text,
    handed,
    name_text,
    title_text,
    value_text,
)
from app.reports.kit.numbers import UNKNOWN, day_text, joined, period_text, ratio
from app.reports.kit.words import one_line

_THREE: Final = 3
_NAME: Final = 20
"""Characters of a name in a list."""
_GROWTH: Final = "Growth"
"""The head of the column by which rows grew (``app.boards.tables``)."""
_ALWAYS: Final = ("basis", "as_of")


def brief(handout: Handout, body: str, lang: str) -> str:
    """The text; raises UserError for a placeholder that no brief knows.

    A line whose placeholders all lack a value is left out; what is too long loses whole lines, and says how many. What
    is counted and until when is added where the template does not say it.
    """
    t = texts(lang)
    body = check_template(body, handout.kpis)
    lacking = [one for one in _ALWAYS if one not in placeholders(body)]
    lines = [*body.splitlines(), *(f"{{{one}}}" for one in lacking)]
    values = _values(t, handout, {word for line in lines for word in placeholders(line)})
    found: list[tuple[str, int]] = []
    for line in lines:
        words = placeholders(line)
        if words and not any(values[word] for word in words):
            continue
        weight = 0 if {*words} & {*_ALWAYS, "title"} else 2 if "cards" in words else 1
        said = filled(line, {word: values[word] or UNKNOWN for word in words})
        found += [(part.rstrip(), weight) for part in said.splitlines()]
    return _fitted(t, found)


def _fitted(t: Texts, lines: Sequence[tuple[str, int]]) -> str:
    """The lines in 600 characters: the last of the other figures go first, what stays always is cut only alone."""
    whole = "\n".join(line for line, _ in lines)
    if len(whole) <= LIMIT:
        return whole
    order = sorted((weight, place) for place, (_, weight) in enumerate(lines) if weight)
    gone: set[int] = set()
    while order:
        gone.add(order.pop()[1])
        shown = [t("[lines left out: {n}]", n=len(gone)) if place == min(gone) else line
                 for place, (line, _) in enumerate(lines) if place not in gone or place == min(gone)]  # fmt: skip
        if len("\n".join(shown)) <= LIMIT:
            return "\n".join(shown)
    kept = [line for line, weight in lines if not weight] or [line for line, _ in lines]
    share = LIMIT // len(kept) - 1
    return "\n".join(line if len(line) <= share else f"{line[: share - 1]}…" for line in kept)


def _values(t: Texts, handout: Handout, words: set[str]) -> dict[str, str]:
    title, _ = handed(t, handout)
    cards = [one for one in handout.cards if one.spec.kpi != ATTAINMENT] or list(handout.cards)
    growth, change = _changes(t, cards[0]) if cards else ("", "")
    counted = handout.tiles[0] if handout.tiles else None
    found = {
        "title": title, "scope": one_line(handout.scope), "period": period_text(t, handout.period),
        "headline": _line(t, cards[0]) if cards else "", "growth": growth, "change": change,
        "attainment": _figure(t, handout, ATTAINMENT),
        "cards": "\n".join(_line(t, one) for one in handout.cards if not cards or one is not cards[0]),
        "basis": t("Counted: {basis}", basis=one_line(t.render(counted.basis))) if counted else "",
        "as_of": t("As of {day}", day=day_text(t, handout.as_of)),
        "refs": " ".join(ref for one in handout.cards for ref in one.refs),
        **_ranked(t, handout),
    }  # fmt: skip
    return {word: found[word] if word in found else _of_kpi(t, handout, word) for word in words}


def _of_kpi(t: Texts, handout: Handout, word: str) -> str:
    kpi = kpi_of(word, handout.kpis)
    tile = _card(handout, kpi)
    if word == kpi or tile is None:
        return _figure(t, handout, kpi)
    return _changes(t, tile)[0 if word.endswith("_yoy") else 1]


def _card(handout: Handout, kpi: str) -> Tile | None:
    return next((one for one in handout.cards if one.spec.kpi == kpi), None)


def _figure(t: Texts, handout: Handout, kpi: str) -> str:
    tile = _card(handout, kpi)
    if tile is None or tile.figure is None or (tile.figure.value is None and tile.figure.row is None):
        return ""
    return figure_text(t, tile.figure, tile.currency)


def _changes(t: Texts, tile: Tile) -> tuple[str, str]:
    return changes_of(t, tile.figure) if tile.figure is not None else ("", "")


def _line(t: Texts, tile: Tile) -> str:
    """``销售净额 252.0 万元（同比 +3.1%，环比 −2.0%，目标 300.0 万元，达成 84.0%）``."""
    if tile.figure is None:
        return ""
    growth, change = _changes(t, tile)
    parts = [t("YoY {n}", n=growth)] if growth else []
    parts += [t("prev. {n}", n=change)] if change else []
    parts += [goal] if (goal := goal_text(t, tile)) else []
    said = {"title": title_text(t, tile), "value": figure_text(t, tile.figure, tile.currency)}
    if not parts:
        return t("{title} {value}", **said)
    return t("{title} {value} ({changes})", changes=", ".join(parts) if t.lang != ZH else "，".join(parts), **said)


def _ranked(t: Texts, handout: Handout) -> dict[str, str]:
    tile = next((one for one in handout.tiles if one.spec.kind in {"ranking", "pareto"} and named(one)), None)
    if tile is None:
        return dict.fromkeys(("first", "top3", "last3", "rising3", "falling3"), "")
    unit = tile.grid.columns[1].unit
    shown = [(name, value) for name, value in named(tile) if not (isinstance(name, Text) and name.msgid == OTHERS)]
    rows = [f"{_name(t, name)} {value_text(t, unit, value, tile.currency)}" for name, value in shown]
    first = rows[:_THREE]
    # who comes last is known only where nobody was left out
    last = rows[max(_THREE, len(rows) - _THREE) :] if len(rows) < tile.spec.top else []
    grown = _grown(t, tile)
    up = sorted((one for one in grown if one[1] > 0), key=lambda one: -one[1])[:_THREE]
    down = sorted((one for one in grown if one[1] < 0), key=lambda one: one[1])[:_THREE]
    whole, names = adds_up(tile.kpi), joined(t, first)
    return {
        "first": t("First three: {names}", names=names) if whole else t("Weigh most on it: {names}", names=names),
        "top3": names, "last3": joined(t, last) if whole else "",
        "rising3": joined(t, [f"{name} {ratio(by, sign=True)}" for name, by in up]),
        "falling3": joined(t, [f"{name} {ratio(by, sign=True)}" for name, by in down]),
    }  # fmt: skip


def _grown(t: Texts, tile: Tile) -> list[tuple[str, Fraction]]:
    """Name and growth of each row that has one."""
    place = next((n for n, one in enumerate(tile.grid.columns) if one.title.msgid == _GROWTH), None)
    if place is None:
        return []
    rows = [(_name(t, row[0]), row[place]) for row in tile.grid.rows]
    return [(name, Fraction(by)) for name, by in rows if isinstance(by, int | Fraction)]


def _name(t: Texts, name: Cell) -> str:
    plain = short_name(name_text(t, name))
    return plain if len(plain) <= _NAME else f"{plain[: _NAME - 1]}…"
