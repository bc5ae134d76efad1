"""The ranking of a quarter as a table."""

from typing import TYPE_CHECKING

from app.core.charts import Spark
from app.core.texts import N_, Text
from app.health.contradictions import TITLES
from app.health.scheme import GRADES
from app.health.wording import listed
from ui.core.card import Card
from ui.core.controls import Segments
from ui.core.table import Table
from ui.core.table_columns import Column
from ui.health.words import (
    change_tone,
    confidence_words,
    final_state,
    grade_order,
    interval,
    tier_words,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ui.core.context import Context
    from ui.core.look import Look
    from ui.core.words import Words
    from ui.health.reading import Ranked


_SURE_PLACE = N_(
    "Between which places he stands in nine of ten draws of the weights; a wide range says that the place hangs on "
    "the weights"
)
_ODD = N_("Where score, money and satisfaction do not say the same")
_SURE = ("high", "medium", "low")


def _sure(row: "Ranked") -> Text:
    said = {"word": confidence_words(row.sheet), "range": interval(row.sheet), "order": row.sheet.confidence}
    return Text(N_("{word} {range}"), said) if said["range"] else Text("{word}", said)


def _sureness(value: Text) -> int:
    return _SURE.index(str(value.params["order"]))


def _places(row: "Ranked") -> str:
    span = row.line.places
    return "" if span is None else f"{span.best}–{span.worst}"


def _middle(value: str) -> int:
    return sum(int(each) for each in value.split("–")) if value else 1 << 30


def _caps(row: "Ranked") -> "Words":
    caps = row.sheet.caps
    return (
        "" if not caps else Text(N_("at most {grade}"), {"grade": max((cap.at_most for cap in caps), key=GRADES.index)})
    )


def _spark(row: "Ranked") -> Spark:
    values = tuple(None if value is None else float(value) for value in row.line.history)
    return Spark(values, "dim")


def _odd(row: "Ranked") -> "Words":
    found = [Text(TITLES[one.rule]) for one in row.sheet.contradictions]
    return listed(found) if found else ""


def columns_of(look: "Look", currency: str) -> list[Column]:
    """The columns; names follow the language of the moment."""
    amount = look.formats.money_title(Text(N_("Net sales")), currency)
    return [
        Column("place", Text(N_("Rank")), "number", 56, get=lambda row: row.line.place),
        Column(
            "places", Text(N_("Sure place")), width=84, get=_places, order=_middle, hidden=True, tip=Text(_SURE_PLACE)
        ),
        Column("dealer", Text(N_("Dealer")), width=160, get=lambda row: row.line.dealer.label(look.lang)),
        Column("tier", Text(N_("Tier")), width=108, hidden=True, get=lambda row: tier_words(row.line.dealer.tier)),
        Column("area", Text(N_("Region")), width=104, get=lambda row: row.line.dealer.area),
        Column("grade", Text(N_("Grade")), "pill", 136, get=lambda row: final_state(row.line), order=grade_order),
        Column("score", Text(N_("Score")), "score", 62, get=lambda row: row.line.score),
        Column(
            "change",
            Text(N_("Change")),
            "score",
            72,
            signed=True,
            tone=lambda row: change_tone(row.change),
            tip=Text(N_("Points against last quarter")),
        ),
        Column("trend", Text(N_("8 quarters")), "spark", 80, get=_spark, sortable=False),
        Column("odd", Text(N_("Contradiction")), width=200, stretch=True, get=_odd, hidden=True, tip=Text(_ODD)),
        Column("driver", Text(N_("Main reason")), width=110, stretch=True, get=lambda row: row.line.main_driver),
        Column(
            "sure",
            Text(N_("Confidence")),
            width=112,
            get=_sure,
            order=_sureness,
            tip=Text(
                N_(
                    "From the figures at hand; beside it where the score would lie if what is missing were at 0 "
                    "and at 100"
                )
            ),
        ),
        Column("caps", Text(N_("Cap")), width=84, get=_caps, hidden=True),
        Column("amount", amount, "money", 130, get=lambda row: row.net_amount_e4, hidden=True),
        Column("code", Text(N_("Code")), width=90, get=lambda row: row.line.dealer.code, hidden=True),
    ]


class RankingCard(Card):
    """The table in its card; Enter or a double click opens a dealer's sheet."""

    def __init__(self, context: "Context", currency: str) -> None:
        """``currency`` is that of the workspace."""
        super().__init__(context.look)
        self.table = Table(
            context, columns_of(context.look, currency), name="health.ranking", title=Text(N_("Ranking")),
            empty=Text(N_("No dealer was assessed.")), row_px=32,
        )  # fmt: skip
        self._rows: Sequence[Ranked] = ()
        self.which = Segments(context.look, [("all", Text(N_("All"))), ("odd", Text(N_("Contradictions")))])
        self.which.picked.connect(lambda _key: self._tell())
        self.table.tools.addWidget(self.which)
        self.body.addWidget(self.table, 1)

    def show_rows(self, rows: "Sequence[Ranked]") -> None:
        """Show a quarter's ranking."""
        self._rows = rows
        there = any(row.sheet.contradictions for row in rows)
        self.which.setVisible(there)
        if not there:
            self.which.choose("all")
        self._tell()

    def _tell(self) -> None:
        """All dealers with their main reason, or those of whom something contradicts itself, with that."""
        odd = self.which.key() == "odd"
        self.table.set_rows([row for row in self._rows if row.sheet.contradictions] if odd else self._rows)
        for number, column in enumerate(self.table.grid.columns):
            if column.key in {"odd", "trend", "driver"}:
                self.table.view.setColumnHidden(number, (column.key == "odd") != odd)
        self.table.view.fit()
