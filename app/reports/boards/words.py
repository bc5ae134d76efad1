"""Figures of tiles in words: whole in a text or a card, bare under a head that names their unit."""

from fractions import Fraction
from typing import Final

from app.boards.handout import Handout
from app.boards.tile import Cell, GridColumn, Tile
from app.core.texts import ZH, Text, Texts, days
from app.core.wording import decimals
from app.kpi.board import Figure
from app.kpi.goals import attains
from app.kpi.states import ABSENT
from app.kpi.wording import without_text
from app.reports.kit.numbers import UNKNOWN, day_text, joined, money_in, money_unit, period_text, ratio, said
from app.reports.kit.words import one_line

_YI: Final = 100_000_000
_WAN: Final = 10_000
_HUNDRED: Final = 100


def value_text(t: Texts, unit: str, value: Fraction | int | None, currency: str) -> str:
    """A figure with its unit; a dash where it is unknown."""
    if value is None:
        return UNKNOWN
    exact = Fraction(value)
    if unit == "money":
        return _money(t, exact, currency)
    if unit == "ratio":
        return ratio(exact)
    if unit == "days":
        return t.render(days(_short(exact)))
    return {"per_thousand": t("{n} per 1,000", n=_short(exact))}.get(unit, _short(exact))


def _money(t: Texts, value: Fraction, currency: str) -> str:
    code = currency or "CNY"
    if t.lang != ZH:
        return f"{money_in(t, value)} {money_unit(t, code)}"
    unit = "元" if code == "CNY" else f" {code}"
    if abs(value) >= _YI:
        return f"{decimals(value / _YI, 2)} 亿{unit}"
    if abs(value) >= _WAN / 10 or value == 0:
        return f"{decimals(value / _WAN)} 万{unit}"
    return f"{decimals(value, 0)} {unit.strip()}"


def _short(value: Fraction) -> str:
    return decimals(value, 0 if value.denominator == 1 else 1)


def cell_text(t: Texts, unit: str, value: Cell) -> str:
    """A value under its head, bare."""
    if value is None:
        return UNKNOWN
    if isinstance(value, int | Fraction):
        exact = Fraction(value)
        return money_in(t, exact) if unit == "money" else ratio(exact) if unit == "ratio" else _short(exact)
    return name_text(t, value)


def name_text(t: Texts, value: Cell) -> str:
    """What a row is called, as one line; a month or a day as it is."""
    return one_line(t.render(value) if isinstance(value, Text) else "" if value is None else str(value))


def head_text(t: Texts, column: GridColumn, currency: str) -> str:
    """A column's head with the unit that its bare figures count in."""
    title = one_line(t.render(column.title))
    if column.unit == "money":
        return t("{title} ({unit})", title=title, unit=money_unit(t, currency or "CNY"))
    if column.unit == "days":
        return t("{title} ({unit})", title=title, unit=t("days"))
    return title


def change_text(t: Texts, unit: str, now: Fraction | None, then: Fraction | None) -> str:
    """A change: per cent of an amount, points of a share, else the difference; empty where it is unknown."""
    if now is None or then is None or (unit in {"money", "quantity"} and then <= 0):
        return ""
    change = now - then
    if unit in {"money", "quantity"}:
        return ratio(change / then, sign=True)
    plus = "+" if change > 0 else ""
    if unit == "ratio":
        return t("{n} pp", n=plus + decimals(change * _HUNDRED))
    if unit == "days":
        return t.render(days(plus + _short(change)))
    return plus + _short(change)


def figure_text(t: Texts, figure: Figure, currency: str) -> str:
    """The value of a card, or why there is none."""
    if figure.refused is not None:
        return t.render(figure.refused)
    if figure.value is None and figure.row is not None and figure.row.state in ABSENT:
        return t(ABSENT[figure.row.state])
    return value_text(t, _unit(figure), figure.value, currency)


def _unit(figure: Figure) -> str:
    """The unit of a card's figure; without a row there is no figure."""
    return figure.row.unit if figure.row is not None else ""


def changes_of(t: Texts, figure: Figure) -> tuple[str, str]:
    """Against a year before, and against the period before; empty where that is unknown."""
    unit = _unit(figure)
    return (
        change_text(t, unit, figure.year_now, figure.year_ago), change_text(t, unit, figure.value, figure.before)
    )  # fmt: skip


def goal_text(t: Texts, tile: Tile) -> str:
    """What a card's figure shall be, how far it is, and which months have no target; empty where nobody said it."""
    known, aim = tile.kpi, next(iter(tile.aims), None)
    if known is None or tile.figure is None:
        return ""
    row, value = tile.figure.row, tile.figure.value
    lacking = without_text(aim.without) if aim is not None else None if row is None else without_text(row)
    without = "" if lacking is None else t.render(lacking)
    if aim is None:
        return without
    share, verdict = aim.attained(known, value) if attains(known) else None, aim.verdict(known, value)
    how = t("attained {share}", share=ratio(share)) if share is not None else ""
    how = how or ("" if verdict is None else t.render(verdict))
    ends = [aim.value, *([] if aim.upper is None else [aim.upper])]
    goal = t("goal {value}", value="–".join(value_text(t, known.unit, one, tile.currency) for one in ends))
    return joined(t, [one for one in (goal, how, without) if one])


def title_text(t: Texts, tile: Tile) -> str:
    """A tile's title as one line."""
    return one_line(t.render(tile.title))


def basis_text(t: Texts, tile: Tile) -> str:
    """口径 and 截至 of a tile in one line."""
    said_of = t("Counted: {basis}", basis=one_line(t.render(tile.basis)))
    return " · ".join((said_of, t("as of {day}", day=day_text(t, tile.as_of))))


def handed(t: Texts, handout: Handout) -> tuple[str, str]:
    """Title and the line below it: whose, and when."""
    line = " · ".join(one for one in (one_line(handout.scope), period_text(t, handout.period)) if one)
    return one_line(said(t, handout.title)), line
