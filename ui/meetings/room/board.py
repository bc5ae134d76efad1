"""What the room shows of an item: its words large, what it rests on, its charts, and what came of it so far."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.core.texts import N_, Text
from app.meetings.evidence import Figures, FrozenChart, FrozenFigure, read_evidence
from app.meetings.rows import ItemRow, OutcomeRow
from app.meetings.words import OUTCOME_KINDS, SECTIONS
from ui.core.card import Card, Scroller, clear, row
from ui.core.chart import ChartView
from ui.core.words import Label, Pill, spoken
from ui.meetings.meetings.agenda import KIND_TONES

if TYPE_CHECKING:
    from ui.core.look import Look

_CHARTS: Final = 2
_CHART_PX: Final = 190
_FAR_CHART_PX: Final = 300
_MORE_PX: Final = 110
_FEW: Final = 2
_COLUMNS: Final = 2
_REFERENCE: Final = "Reference"
"""Where a figure can be looked up: of no use on a wall."""
_RIGHT_PX: Final = 430
_FAR_RIGHT_PX: Final = 600


class ItemBoard(QWidget):
    """One item on the projector."""

    def __init__(self, look: "Look") -> None:
        """Empty until ``show_item``."""
        super().__init__()
        self.setObjectName("clear")
        self.look, self.far = look, False
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
        self._outcomes = right
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(8)
        outer.addWidget(self.section)
        outer.addWidget(self.title)
        outer.addLayout(row(left, right, gap=12), 1)

    def set_far(self, *, far: bool) -> None:
        """On a large screen that is looked at from afar; the item is shown again by its owner."""
        self.far = far
        self._outcomes.setFixedWidth(_FAR_RIGHT_PX if far else _RIGHT_PX)

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
            none = Label(self.look, Text(N_("Nothing yet.")), "told")
            none.set_tone("dim")
            self._right.addWidget(none)
        for each in one.outcomes:
            self._right.addLayout(self._outcome(each))

    def _show_left(self, one: ItemRow, figures: Figures) -> None:
        """The first thing that it rests on with its charts, then the others: nobody scrolls in a meeting to see why."""
        clear(self._left)
        self.charts = []
        found = read_evidence(one.evidence)
        drawn = [chart for figure in figures.of(found) for chart in figure.charts][:_CHARTS]
        titles = {spoken(self.look, chart.title) for chart in drawn}
        for n, each in enumerate(found):
            words = spoken(self.look, each.words)
            if n == 0 or words not in titles:
                self._left.addWidget(Label(self.look, each.words, "lead", wrap=True))
                self._show_points(words, figures.items.get(each.figures))
            if n == 0:
                self._show_charts(drawn[:1], words, roomy=len(found) <= _FEW)
        self._show_charts(drawn[1:], "", roomy=False)
        if one.notes:
            self._left.addWidget(Label(self.look, Text(N_("Notes")), "lead"))
            self._left.addWidget(Label(self.look, one.notes, "told", wrap=True))

    def _show_charts(self, drawn: Sequence[FrozenChart], above: str, *, roomy: bool) -> None:
        """Each with its title, unless the line above or its legend says it already."""
        height = (_FAR_CHART_PX if self.far else _CHART_PX) + (_MORE_PX if roomy else 0)
        for chart in drawn:
            shown = chart.drawn(self.look.t)
            view = ChartView(self.look, shown, height=height)
            self.charts.append(view)
            if shown.title not in {above, *(one.name for one in shown.series)}:
                self._left.addWidget(Label(self.look, chart.title, "told"))
            self._left.addWidget(view)

    def _show_points(self, above: str, figure: FrozenFigure | None) -> None:
        """Further points side by side, but those that the words above say already."""
        points = [
            Label(self.look, Text(N_("{label}: {value}"), {"label": label, "value": value}), "told", wrap=True)
            for label, value in (figure.points if figure is not None else ())
            if f"{spoken(self.look, label)} {spoken(self.look, value)}" not in above
            and not (isinstance(label, Text) and label.msgid == _REFERENCE)
        ]
        grid = QGridLayout()
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(4)
        columns = _COLUMNS if len(points) > _COLUMNS else 1
        for n, label in enumerate(points):
            grid.addWidget(label, n // columns, n % columns)
        for column in range(columns):
            grid.setColumnStretch(column, 1)
        self._left.addLayout(grid)

    def _outcome(self, one: OutcomeRow) -> QHBoxLayout:
        due = "" if one.due_on is None else self.look.formats.day(one.due_on)
        who = " · ".join(part for part in (one.owner, due) if part)
        words = Label(self.look, f"{one.text}\n{who}".strip(), "told", wrap=True)
        self.outcomes.append(words)
        line = row(Pill(self.look, Text(OUTCOME_KINDS[one.kind]), KIND_TONES[one.kind], shape=False))
        line.addWidget(words, 1)
        return line
