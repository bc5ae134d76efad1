"""Charts of a workbook: they refer to the cells, so that they follow what somebody changes there."""

from typing import TYPE_CHECKING, Any, Final

from app.boards.specs import adds_up
from app.boards.tile import Tile
from app.reports.boards.sums import Laid
from app.reports.kit import look

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

_SIZE: Final = {"width": 760, "height": 340}
_BARS: Final = {"ranking": 1, "pipeline": 2, "stock": 2}
"""The column that a chart of bars shows, by kind."""


def add_chart(book: "Workbook", sheet: "Worksheet", tile: Tile, head: int, found: Laid) -> None:
    """A chart beside the rows; a heat map is coloured where it stands, a card needs none."""
    rows = len(tile.grid.rows)
    if not rows or tile.spec.kind == "card":
        return
    if tile.spec.kind == "heatmap":
        tone = look.TONES["warn" if _bad_when_high(tile) else "series1"]
        scale = {"type": "2_color_scale", "min_color": "#FFFFFF", "max_color": tone}
        sheet.conditional_format(head + 1, 1, head + rows, len(tile.grid.columns) - 1, scale)
        return
    chart = _DRAWN[tile.spec.kind](book, sheet.get_name(), tile, head)
    chart.set_title({"none": True})
    chart.set_size(_SIZE)
    chart.set_legend({"position": "top"} if len(chart.series) > 1 else {"none": True})
    sheet.insert_chart(head + len(found.rows) + 2, 0, chart)


def _bad_when_high(tile: Tile) -> bool:
    return tile.kpi is not None and tile.kpi.direction == "lower"


def _series(name: str, tile: Tile, head: int, place: int, color: str) -> dict[str, Any]:
    last = head + len(tile.grid.rows)
    return {
        "name": [name, head, place], "categories": [name, head + 1, 0, last, 0],
        "values": [name, head + 1, place, last, place], "fill": {"color": color}, "line": {"color": color},
    }  # fmt: skip


def _trend(book: "Workbook", name: str, tile: Tile, head: int) -> Any:
    chart = book.add_chart({"type": "column" if adds_up(tile.kpi) else "line"})
    chart.add_series(_series(name, tile, head, 1, look.TONES["series1"]))
    lines = book.add_chart({"type": "line"}) if adds_up(tile.kpi) else chart
    lines.add_series(_series(name, tile, head, 2, look.TONES["series3"]))
    if tile.aims:
        ranged = any(one is not None and one.upper is not None for one in tile.aims)
        for place in (3, 4) if ranged else (3,):
            lines.add_series(_series(name, tile, head, place, look.TONES["series4"]))
    if lines is not chart:
        chart.combine(lines)
    return chart


def _bars(book: "Workbook", name: str, tile: Tile, head: int) -> Any:
    chart = book.add_chart({"type": "bar"})
    chart.add_series(_series(name, tile, head, _BARS[tile.spec.kind], look.TONES["series1"]) | {"gap": 50})
    chart.set_y_axis({"reverse": True})
    chart.set_x_axis({"major_gridlines": {"visible": False}, "crossing": "max", "label_position": "low"})
    return chart


def _distribution(book: "Workbook", name: str, tile: Tile, head: int) -> Any:
    chart = book.add_chart({"type": "column"})
    chart.add_series(_series(name, tile, head, 2, look.TONES["series1"]) | {"gap": 10})
    return chart


def _pareto(book: "Workbook", name: str, tile: Tile, head: int) -> Any:
    chart = book.add_chart({"type": "column"})
    chart.add_series(_series(name, tile, head, 1, look.TONES["series1"]))
    line = book.add_chart({"type": "line"})
    line.add_series(_series(name, tile, head, 3, look.TONES["series2"]) | {"y2_axis": True})
    line.set_y2_axis({"min": 0, "max": 1, "num_format": "0%"})
    chart.combine(line)
    return chart


_DRAWN: Final = {
    "trend": _trend, "ranking": _bars, "pipeline": _bars, "stock": _bars, "distribution": _distribution,
    "pareto": _pareto,
}  # fmt: skip
