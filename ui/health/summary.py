"""The head of the health page: the region's score, how many dealers stand in each grade, what moved the score."""

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from app.core.texts import N_, Text
from app.health.charts import grades_chart, region_bridge_chart
from app.health.rules import shown_tenths
from app.health.scheme import GRADE_WORDS, GRADES, Grade
from app.health.wording import signed_tenths, tenths_text
from ui.core.card import GAP, Card, clear, row
from ui.core.chart import ChartView
from ui.core.words import Label, Pill
from ui.health.words import GRADE_TONES, change_tone

if TYPE_CHECKING:
    from app.health.sheets import RegionSheet
    from ui.core.look import Look

HEIGHT = 244


class Summary(QWidget):
    """Three cards side by side."""

    def __init__(self, look: "Look") -> None:
        """Empty until ``show_region``."""
        super().__init__()
        self.setObjectName("clear")
        self.look = look
        self.region: RegionSheet | None = None
        self.score_card = Card(look, Text(N_("Mean score of the graded dealers")))
        self.grades_card = Card(look, Text(N_("Dealers by grade")))
        self.bridge_card = Card(look, Text(N_("What moved the score")))
        self._build_score()
        self.grades = ChartView(look, height=150)
        self.bridge = ChartView(look, height=150)
        self.grades_card.body.addWidget(self.grades, 1)
        self.bridge_card.body.addWidget(self.bridge, 1)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(GAP)
        for card, share in ((self.score_card, 30), (self.grades_card, 32), (self.bridge_card, 38)):
            line.addWidget(card, share)
        self.setFixedHeight(HEIGHT)

    def _build_score(self) -> None:
        look = self.look
        self.score = Label(look, "—", "value")
        self.change = Pill(look, "", "dim", shape=False)
        self.counts = QGridLayout()
        self.counts.setHorizontalSpacing(6)
        self.counts.setVerticalSpacing(6)
        self.headline = Label(look, "", "dim", wrap=True)
        head = row(self.score, self.change, None, gap=8)
        self.score_card.body.addLayout(head)
        self.score_card.body.addLayout(self.counts)
        self.score_card.body.addWidget(self.headline, 1)

    def show_region(self, region: "RegionSheet") -> None:
        """Show a quarter."""
        self.region = region
        t = self.look.t
        self.score.say("—" if region.score is None else tenths_text(shown_tenths(region.score)))
        self._say_change(region.score, region.score_before)
        self._fill_counts(region.grades, region.ungraded)
        self.headline.say(region.headline)
        self.grades.show_chart(grades_chart(t, region))
        chart = region_bridge_chart(t, region)
        if chart is None or not region.bridge:
            self.bridge.show_empty(
                Text(N_("No quarter to compare with")),
                Text(N_("Assess the quarter before too, and its score stands beside this one.")),
            )
        else:
            self.bridge.show_chart(replace(chart, series=(replace(chart.series[0], name=""),)))

    def _say_change(self, now: Fraction | None, before: Fraction | None) -> None:
        known = now is not None and before is not None
        self.change.setVisible(known)
        if now is None or before is None:
            return
        change = shown_tenths(now) - shown_tenths(before)
        mark = "▲" if change > 0 else "▼" if change < 0 else "＝"
        words = Text(N_("{change} against last quarter"), {"change": signed_tenths(change)})
        self.change.show_state(words, change_tone(change) or "dim", mark=mark)

    def _fill_counts(self, grades: Mapping[Grade, int], ungraded: int) -> None:
        clear(self.counts)
        cells: list[tuple[Grade | None, str, int]] = [
            (grade, GRADE_WORDS[grade], grades.get(grade, 0)) for grade in GRADES
        ]
        cells.append((None, N_("not graded"), ungraded))
        for index, (grade, word, count) in enumerate(cells):
            words = Text(N_("{grade} {n}"), {"grade": Text(word), "n": count})
            self.counts.addWidget(Pill(self.look, words, GRADE_TONES[grade]), index // 3, index % 3)
        self.counts.setColumnStretch(3, 1)
