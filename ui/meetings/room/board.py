"""What the room shows of an item: its words large, what it rests on, its charts, and what came of it so far."""

from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.core.texts import N_, Text
from app.meetings.evidence import Figures, read_evidence
from app.meetings.rows import ItemRow, OutcomeRow
from app.meetings.words import OUTCOME_KINDS, SECTIONS
from ui.core.card import Card, Scroller, clear, row
from ui.core.chart import ChartView
from ui.core.words import Label, Pill
from ui.meetings.meetings.agenda import KIND_TONES

if TYPE_CHECKING:
    from ui.core.look import Look

_CHARTS: Final = 2
_CHART_PX: Final = 190
_RIGHT_PX: Final = 430


class ItemBoard(QWidget):
    """One item on the projector."""

    def __init__(self, look: "Look") -> None:
        """Empty until ``show_item``."""
        super().__init__()
        self.setObjectName("clear")
        self.look = look
        self.section = Label(look, "", "section")
        self.title = Label(look, "", "stage", wrap=True)
        self.charts: list[ChartView] = []
        self.outcomes: list[Label] = []
        self._left, self._right = QVBoxLayout(), QVBoxLayout()
        for lines in (self._left, self._right):
            lines.setSpacing(6)
            lines.setContentsMargins(0, 0, 0, 0)
        left, right = Card(look), Card(look, Text(N_("Outcomes")))
        for card, lines in ((left, self._left), (right, self._right)):
            scroller = Scroller()
            scroller.body.addLayout(lines)
            scroller.finish()
            card.body.addWidget(scroller, 1)
        right.setFixedWidth(_RIGHT_PX)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(8)
        outer.addWidget(self.section)
        outer.addWidget(self.title)
        outer.addLayout(row(left, right, gap=12), 1)

    def show_item(self, one: ItemRow, figures: Figures) -> None:
        """An item as it stands."""
        who = " · ".join(part for part in (self.look.t(one.department) if one.department else "", one.owner) if part)
        section = Text(SECTIONS[one.section])
        self.section.say(Text(N_("{section} · {who}"), {"section": section, "who": who}) if who else section)
        self.title.say(one.title)
        self._show_left(one, figures)
        clear(self._right)
        self.outcomes = []
        if not one.outcomes:
            self._right.addWidget(Label(self.look, Text(N_("Nothing yet.")), "dim"))
        for each in one.outcomes:
            self._right.addLayout(self._outcome(each))

    def _show_left(self, one: ItemRow, figures: Figures) -> None:
        clear(self._left)
        self.charts = []
        found = read_evidence(one.evidence)
        for each in found:
            self._left.addWidget(Label(self.look, each.words, "card", wrap=True))
            figure = figures.items.get(each.figures)
            for label, value in figure.points if figure is not None else ():
                words = Text(N_("{label}: {value}"), {"label": label, "value": value})
                self._left.addWidget(Label(self.look, words, wrap=True))
        drawn = [chart for figure in figures.of(found) for chart in figure.charts]
        for chart in drawn[:_CHARTS]:
            view = ChartView(self.look, chart.drawn(self.look.t), height=_CHART_PX)
            self.charts.append(view)
            self._left.addWidget(Label(self.look, chart.title, "strong"))
            self._left.addWidget(view)
        if one.notes:
            self._left.addWidget(Label(self.look, Text(N_("Notes")), "strong"))
            self._left.addWidget(Label(self.look, one.notes, wrap=True))

    def _outcome(self, one: OutcomeRow) -> QHBoxLayout:
        due = "" if one.due_on is None else self.look.formats.day(one.due_on)
        who = " · ".join(part for part in (one.owner, due) if part)
        words = Label(self.look, f"{one.text}\n{who}".strip(), wrap=True)
        self.outcomes.append(words)
        line = row(Pill(self.look, Text(OUTCOME_KINDS[one.kind]), KIND_TONES[one.kind], shape=False))
        line.addWidget(words, 1)
        return line
