"""Like dealers on the screen: where one stands among his own, and how the groups of the region are spread."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.core.texts import N_, Text
from app.health.peers import PeerGroup, PeerPlace, PeerView, groups_chart, place_chart, place_sentence
from app.health.percentile import LEAST
from app.health.rules import shown_tenths
from ui.core.card import Scroller
from ui.core.chart import ChartView
from ui.core.table import Table
from ui.core.table_columns import Column
from ui.core.words import Label

if TYPE_CHECKING:
    from ui.core.context import Context
    from ui.core.look import Look

ROW: Final = 30
_ROW_PX: Final = 24
_HEAD_PX: Final = 104
"""Tools, titles and the edge of the table."""
_QUARTILES: Final = N_("Half of the dealers of a group lie between the two; linear between neighbours (QUARTILE.INC)")


class PlaceView(QWidget):
    """A sentence, and the distribution of the group where it is large enough."""

    def __init__(self, look: "Look", place: PeerPlace) -> None:
        """Made anew with its sheet."""
        super().__init__()
        self.setObjectName("clear")
        body = QVBoxLayout(self)
        body.setContentsMargins(0, 4, 0, 0)
        body.setSpacing(6)
        body.addWidget(Label(look, Text(N_("Among like dealers")), "strong"))
        self.said = Label(look, place_sentence(place), wrap=True)
        body.addWidget(self.said)
        chart = place_chart(look.t, place)
        self.chart = None if chart is None else ChartView(look, chart, height=140)
        if self.chart is not None:
            self.chart.setFixedHeight(150)
            body.addWidget(self.chart)


class PeersView(Scroller):
    """The groups of the region: a field of scores for the large ones, a row of figures for every one."""

    def __init__(self, context: "Context", view: PeerView) -> None:
        """Made anew for each quarter, language and theme."""
        super().__init__()
        look = context.look
        note = Text(
            N_("Dealers of the same tier, region and type, only those with a grade. Groups of fewer than {n} are "
               "counted and make no distribution."), {"n": LEAST},
        )  # fmt: skip
        self.body.addWidget(Label(look, note, "dim", wrap=True))
        chart = groups_chart(look.t, view.groups)
        self.chart = None if chart is None else ChartView(look, chart, height=120)
        if self.chart is not None and chart is not None:
            self.chart.setFixedHeight(40 + _ROW_PX * len(chart.series))
            self.body.addWidget(self.chart)
        columns = (
            Column("title", Text(N_("Group")), stretch=True, width=180, get=lambda one: one.title),
            Column("n", Text(N_("Dealers")), "number", 66),
            Column("graded", Text(N_("Graded")), "number", 74),
            Column("low", Text(N_("P25")), "score", 64, get=_quartile(0), tip=Text(_QUARTILES)),
            Column("median", Text(N_("Median")), "score", 72, get=_quartile(1)),
            Column("high", Text(N_("P75")), "score", 64, get=_quartile(2), tip=Text(_QUARTILES)),
        )  # fmt: skip
        self.table = Table(context, columns, name="health.peers", title=Text(N_("Like dealers")), row_px=ROW)
        self.table.set_rows(view.groups)
        self.table.setFixedHeight(_HEAD_PX + ROW * len(view.groups))
        self.body.addWidget(self.table)
        self.finish()


def _quartile(at: int) -> Callable[[PeerGroup], float | None]:
    def told(group: PeerGroup) -> float | None:
        found = group.quartiles
        return None if found is None else shown_tenths(found[at]) / 10

    return told
