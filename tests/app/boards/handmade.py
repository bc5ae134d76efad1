"""A small board by hand: a card, a trend, a ranking with hostile names, a heat map, a card that is refused."""

from datetime import date
from fractions import Fraction

from app.boards.handout import Handout
from app.boards.tile import Cell, Grid, GridColumn, Tile, TileSpec
from app.core.period import quarter
from app.core.texts import Text
from app.kpi.board import Figure
from app.kpi.rows import KpiRow

NET = "Net sales"
HOSTILE = (
    '=HYPERLINK("http://x")',
    "+cmd|' /C calc'!A0",
    "@SUM(A1)",
    "台州恒信\n医药\u202e有限公司",
    "<b>&{title}</b>",
)
DAY = date(2026, 3, 31)
BASIS = Text("{a}", {"a": "发货口径、不含税、现架构"})
MONTHS = ("2026-01", "2026-02", "2026-03")


def row_of(kpi: str, value: str | None, unit: str) -> KpiRow:
    return KpiRow(
        kpi=kpi, keys={}, amount=None if value is None else Fraction(value), top=None, bottom=None, unit=unit,
        currency="CNY" if unit == "money" else None, grain="line", basis="shipped", n=7, known_at=9, labels={},
        dealer_n=None,
    )  # fmt: skip


def card(
    kpi: str, title: str, value: str | None, unit: str, *, before: str | None = None, ago: str | None = None
) -> Tile:
    row = row_of(kpi, value, unit)
    then, year = (None if one is None else Fraction(one) for one in (before, ago))
    figure = Figure(kpi, row, then, year, row.amount, (Fraction(1), None, Fraction(3), Fraction(2)))
    grid = Grid(
        (GridColumn(Text("KPI"), "text"), GridColumn(Text("Value"), unit), GridColumn(Text("Period before"), unit)),
        ((Text(title), row.amount, then),), (kpi,),
    )  # fmt: skip
    ref = f"{kpi}/2026-Q1@9.260410.K7F-4M"
    return Tile(TileSpec("card", kpi, width=1), Text(title), BASIS, DAY, "CNY", grid, figure=figure, refs=(ref,))


def trend() -> Tile:
    columns = (GridColumn(Text("Month"), "month"), GridColumn(Text(NET), "money"),
               GridColumn(Text("A year before"), "money"))  # fmt: skip
    rows = (("2026-01", Fraction(900000), Fraction(800000)), ("2026-02", None, Fraction(700000)),
            ("2026-03", Fraction(1620000), Fraction("1500000.55")))  # fmt: skip
    title = Text("{kpi} · {what}", {"kpi": Text(NET), "what": "3"})
    return Tile(TileSpec("trend", "net_amount", months=3), title, BASIS, DAY, "CNY", Grid(columns, rows, MONTHS))


def ranking(names: tuple[str, ...] = HOSTILE) -> Tile:
    columns = (GridColumn(Text("Dealers"), "text"), GridColumn(Text(NET), "money"),
               GridColumn(Text("Share"), "ratio"), GridColumn(Text("Growth"), "ratio"))  # fmt: skip
    values = [Fraction(1000000 - 90000 * n) + Fraction(n, 100) for n in range(len(names))]
    total = sum(values) * 2
    growth: list[Fraction | None] = [Fraction(n - 2, 10) if n else None for n in range(len(names))]
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (name, value, value / total, by) for name, value, by in zip(names, values, growth, strict=True)
    )
    refs = tuple(f"net_amount/2026-Q1/D-{n:05}-X@9.260410.K7F-4M" for n in range(len(names)))
    keys = tuple(f"D{n}" for n in range(len(names)))
    title = Text("{kpi} · {what}", {"kpi": Text(NET), "what": Text("Dealers")})
    return Tile(
        TileSpec("ranking", "net_amount", top=50), title, BASIS, DAY, "CNY", Grid(columns, rows, keys), refs=refs
    )


def heatmap(rows: int = 4) -> Tile:
    columns = (
        GridColumn(Text("Dealers"), "text"),
        *(GridColumn(Text("{month}", {"month": one}), "ratio") for one in MONTHS),
    )
    cells: tuple[tuple[Cell, ...], ...] = tuple(
        (f"经销商{n}", Fraction(n + 1, rows + 1), None, Fraction(1, n + 1)) for n in range(rows)
    )
    title = Text("{kpi} · {what}", {"kpi": Text("On time in full (OTIF)"), "what": "x"})
    keys = tuple(f"D{n}" for n in range(rows))
    return Tile(TileSpec("heatmap", "otif_rate", width=4), title, BASIS, DAY, "CNY", Grid(columns, cells, keys))


def refused() -> Tile:
    return Tile(TileSpec("ranking", "overdue_share"), Text("Overdue receivables"), BASIS, DAY, "CNY", Grid((), (), ()),
                empty=Text("This KPI is not kept by product group."))  # fmt: skip


def handout(*more: Tile, title: str = "浙江 board") -> Handout:
    cards = (
        card("net_amount", NET, "2520000.25", "money", before="2400000", ago="2100000"),
        card("otif_rate", "On time in full (OTIF)", "0.931", "ratio", before="0.95"),
        card("days_of_supply", "Days of supply", None, "days"),
    )
    return Handout(title, "浙江省区", quarter(2026, 1), (*cards, *(more or (trend(), ranking(), heatmap(), refused()))))
