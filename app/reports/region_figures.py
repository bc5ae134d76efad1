"""The key figures of the executive's page: against target, last quarter and last year, with what is red in money."""

import re
from collections.abc import Sequence
from fractions import Fraction
from typing import Final

from app.core.texts import ZH, Texts
from app.core.wording import decimals
from app.health.region_lines import Stake
from app.health.sheets import KeyFigure, RegionSheet
from app.reports.kit import look
from app.reports.kit.flow import Flow
from app.reports.kit.lines import Run, wrap
from app.reports.kit.marks import light_cell, spark_cell
from app.reports.kit.numbers import (
    UNKNOWN,
    figure,
    joined,
    money_in,
    money_unit,
    ratio,
    said,
    short_day,
    signed,
)
from app.reports.kit.table import Cell, Column, Row, draw_table
from app.reports.kit.words import LIGHTS

_SIZE: Final = look.BODY
_PAD: Final = 1.0
_NAMES: Final = 40.0
_SHARES: Final = 118.5
"""Share of the names among those of all columns of the key figures."""
_SHORT_NAME: Final = re.compile("（[A-Za-z0-9 ]+）")


def draw_figures(flow: Flow, sheet: RegionSheet) -> None:
    """The key figures, and below them what each red one is about: money, who acts, until when."""
    figures = [each for each in sheet.figures if each.value is not None]
    if not figures:
        return
    t = flow.t
    unit = money_unit(t, sheet.currency)
    notes = [t("in {unit}; changes of shares in points", unit=unit)]
    inline = _all_fit(t, figures, flow.width * _NAMES / _SHARES - 8)
    notes += _quality(t, figures)
    flow.heading(t("Key figures"), level=2, outline=False, note=_several(t, notes))
    columns = (
        Column("", _NAMES if inline else _NAMES - 11.5),
        Column(t("This quarter"), 12 if inline else 13.5, "right"),
        Column(t("Target"), 12 if inline else 15, "right"),
        Column(t("Attained"), 9.5 if inline else 11, "right"),
        Column(t("On last quarter"), 11, "right"),
        Column(t("On last year"), 11, "right"),
        Column(t("8 quarters"), 11 if inline else 12, "center"),
        Column(t("State"), 12 if inline else 13, "center"),
    )
    rows = [_figure_row(t, each, inline=inline) for each in figures]
    draw_table(flow, columns, rows, size=_SIZE, pad=_PAD, after=0)
    flow.gap(3)
    off = [_off(t, each, each.stake) for each in figures if each.stake]
    if off:
        words = t("Off target: {list}", list=_several(t, off))
        flow.text(words, size=look.SMALL, color=look.TONES["bad"], after=0, leading=1.35)
    counted = [f"{own_words(t, t(each.info.title))} {t.render(each.note)}" for each in figures if each.note]
    if not inline:
        words = t("Counted: {basis}", basis=_several(t, counted))
        flow.text(words, size=look.TINY, color=look.DIM, after=0, leading=1.35)


def _several(t: Texts, words: Sequence[str]) -> str:
    return ("；" if t.lang == ZH else "; ").join(words)


def _off(t: Texts, each: KeyFigure, stake: Stake) -> str:
    words = {"name": own_words(t, t(each.info.title)), "what": t.render(stake.said), "owner": t(stake.owner)}
    return t("{name} {what} ({owner}, {day})", **words, day=short_day(t, stake.due))


def _quality(t: Texts, figures: Sequence[KeyFigure]) -> list[str]:
    """How good the data under each figure was, line by line: the table has no room for a column of it."""
    if not any(each.quality for each in figures):
        return []
    scores = [decimals(Fraction(each.quality.tenths, 10), 0) if each.quality else UNKNOWN for each in figures]
    return [t("data quality by line: {list}", list=joined(t, scores))]


def _all_fit(t: Texts, figures: Sequence[KeyFigure], width: float) -> bool:
    """Whether what each figure counts (口径) has room beside its name; else it stands below the table."""
    return all(len(wrap(_named(t, each), _SIZE, width)) == 1 for each in figures)


def _figure_row(t: Texts, each: KeyFigure, *, inline: bool) -> Row:
    money = each.info.unit == "money"
    target = said(t, each.goal) or UNKNOWN
    if money:
        target = money_in(t, each.target)
    return Row(
        (
            Cell(_named(t, each) if inline else own_words(t, t(each.info.title)), bold=not inline),
            Cell(money_in(t, each.value) if money else figure(t, each.info, each.value), bold=True),
            Cell(target, color=look.DIM),
            ratio(each.attainment),
            _change(t, each, each.before),
            _change(t, each, each.year_ago),
            spark_cell(each.spark),
            light_cell(each.light, t(LIGHTS[each.light])),
        )
    )


def own_words(t: Texts, words: str) -> str:
    """Without the English short names that titles bear in brackets: this page is read by who never learned them."""
    return _SHORT_NAME.sub("", words) if t.lang == ZH else words


def _named(t: Texts, each: KeyFigure) -> tuple[Run, ...]:
    """What a figure is called, and what it counts (口径) or is besides."""
    title = Run(own_words(t, t(each.info.title)), bold=True)
    if each.note is None:
        return (title,)
    note = t.render(each.note)
    return (title, Run(f"（{note}）" if t.lang == ZH else f" ({note})", color=look.DIM))


def _change(t: Texts, each: KeyFigure, other: Fraction | None) -> str:
    """Amounts in per cent, everything else in its own unit (points of a share)."""
    if other is None or each.value is None:
        return UNKNOWN
    if each.info.unit == "money":
        return ratio((each.value - other) / abs(other), sign=True) if other else UNKNOWN
    return signed(t, each.info, each.value - other)
