"""A board as slides, 16:9: native tables and charts that can be edited, each with 口径 and 截至."""

from fractions import Fraction
from typing import Final

from app.boards.handout import Handout
from app.boards.tile import Tile
from app.core.progress import Progress
from app.core.texts import N_, Text, Texts, texts
from app.reports.boards.drawing import tile_chart
from app.reports.boards.words import (
    basis_text,
    cell_text,
    changes_of,
    figure_text,
    goal_text,
    handed,
    head_text,
    title_text,
    value_text,
)
from app.reports.kit import look
from app.reports.kit.deck import BODY, FOOT, MARGIN, WIDE, Deck
from app.reports.kit.numbers import day_text
from app.reports.kit.slide_charts import add_chart, add_heat

_ROWS: Final = 14
"""Rows of a table on one slide."""
_CARDS: Final = 10
_BESIDE: Final = 5
"""Columns that stand beside a chart; a wider table gets a slide of its own."""


def slides(handout: Handout, lang: str, progress: Progress) -> bytes:
    """The PPTX file: a first slide with all cards, then a slide a tile."""
    deck = _Board(texts(lang), handout)
    deck.first()
    others = [one for one in handout.tiles if one.figure is None or one.empty is not None]
    for number, tile in enumerate(others, 1):
        progress.step(number, len(others), Text(N_("Drawing the slides")))
        deck.tile(tile)
    return deck.done()


class _Board(Deck):
    """The slides of a board."""

    def __init__(self, t: Texts, handout: Handout) -> None:
        super().__init__(t, *handed(t, handout), handout.as_of)
        self.handout = handout

    def first(self) -> None:
        """All cards as one table; more of them go on over the next slides."""
        t, cards = self.t, [one for one in self.handout.cards if one.empty is None]
        foot = t("As of {day}", day=day_text(t, self.handout.as_of))
        heads = [t("KPI"), t("Value"), t("YoY"), t("On the period before"), t("Counted")]
        rows = [
            [
                title_text(t, one),
                " · ".join(filter(None, (figure_text(t, one.figure, one.currency), goal_text(t, one)))),
                *changes_of(t, one.figure),
                basis_text(t, one),
            ]
            for one in cards
            if one.figure is not None
        ]
        for start in range(0, max(len(rows), 1), _CARDS):
            slide = self.slide(self.name, foot)
            if rows:
                shares = (0.17, 0.14, 0.12, 0.12, 0.45)
                self.table(slide, heads, rows[start : start + _CARDS], (MARGIN, BODY, WIDE - 2 * MARGIN), shares,
                           left={0, 4}, small={4})  # fmt: skip

    def tile(self, tile: Tile) -> None:
        """Chart and table side by side; a table with many columns or rows goes on over the next slides."""
        t = self.t
        title, foot = title_text(t, tile), self._foot(tile)
        if tile.empty is not None or not tile.grid.rows:
            slide = self.slide(title, foot)
            said = t.render(tile.empty) if tile.empty is not None else t("No figures for this choice.")
            self.box(slide, (MARGIN, BODY + 20, WIDE - 2 * MARGIN, 40), said, 16, color=look.DIM)
            return
        heads = [head_text(t, one, tile.currency) for one in tile.grid.columns]
        rows = [[cell_text(t, column.unit, value) for column, value in zip(tile.grid.columns, row, strict=True)]
                for row in tile.grid.rows]  # fmt: skip
        texts_at = {n for n, one in enumerate(tile.grid.columns) if one.unit in {"text", "month"}}
        chart = tile_chart(t, tile)
        whole = WIDE - 2 * MARGIN
        if chart is not None and chart.kind == "heatmap":
            heads = [heads[0], *chart.categories]
            title = t("{title} ({unit})", title=title, unit=chart.unit) if chart.unit else title
            shares = _shares(len(heads), texts_at)
            for start in range(0, len(rows), _ROWS):
                part, slide = rows[start : start + _ROWS], self.slide(title, foot)
                add_heat(self.table(slide, heads, part, (MARGIN, BODY, whole), shares, left=texts_at), chart, start,
                         len(part))  # fmt: skip
            return
        beside = len(heads) <= _BESIDE
        slide = self.slide(title, foot)
        half = whole * (0.5 if beside else 1)
        if chart is not None:
            add_chart(slide, chart, (MARGIN, BODY, half, FOOT - BODY - 6))
        if beside:
            left = MARGIN + half + 12
            self.table(
                slide,
                heads,
                rows[:_ROWS],
                (left, BODY, whole - half - 12),
                _shares(len(heads), texts_at),
                left=texts_at,
            )
            rows = rows[_ROWS:]
        for start in range(0, len(rows), _ROWS):
            more = self.slide(t("{title} ({what})", title=title, what=t("table")), foot)
            self.table(more, heads, rows[start : start + _ROWS], (MARGIN, BODY, whole), _shares(len(heads), texts_at),
                       left=texts_at)  # fmt: skip

    def _foot(self, tile: Tile) -> str:
        t = self.t
        marks = [f"{t.render(name)} {value_text(t, unit, value, tile.currency)}" for name, unit, value in tile.marks
                 if isinstance(value, int | Fraction)]  # fmt: skip
        return "  ".join([*marks, basis_text(t, tile)])


def _shares(columns: int, wide: set[int]) -> tuple[float, ...]:
    """Columns of words take as much as two of figures."""
    weights = [2 if place in wide else 1 for place in range(columns)]
    return tuple(one / sum(weights) for one in weights)
