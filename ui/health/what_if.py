"""What if: sliders over a dealer's figures, and the score and grade that the engine gives at once."""

from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QSlider

from app.core.money import round_half_up
from app.core.texts import N_, Text
from app.health.assembly import info_of
from app.health.path import FINEST, simulate, span_of
from app.health.rules import shown_tenths
from app.health.wording import cap_sentence, grade_text, signed_tenths, tenths_text, value_text
from ui.core.card import Scroller, row
from ui.core.controls import Button
from ui.core.words import Label, Pill
from ui.health.words import GRADE_TONES, change_tone

if TYPE_CHECKING:
    from app.health.frozen import Frozen
    from app.health.rules import Part
    from app.health.scheme import Indicator
    from app.health.sheets import HealthSheet, KpiInfo
    from ui.core.context import Context
    from ui.core.look import Look

_STEPS = 200
"""Positions of a slider from its worst to its best figure."""


class WhatIf(Scroller):
    """One slider for each figure that counts; what is not moved stays exactly as it was frozen."""

    def __init__(self, context: "Context", sheet: "HealthSheet", kept: "Frozen") -> None:
        """``kept`` is what the sheet was drawn from."""
        super().__init__()
        self.context, self.look, self.sheet, self.kept = context, context.look, sheet, kept
        self.values: dict[str, Fraction] = {}
        self._names = {kpi: (info.title, info.owner) for kpi, info in context.desk.infos.items()}
        body = self.body
        self.score = Label(self.look, "", "value")
        self.grade = Pill(self.look, "", "dim")
        self.change = Pill(self.look, "", "dim", shape=False)
        self.reset_button = Button(self.look, Text(N_("As it was")), self.reset, icon="undo-2", kind="quiet")
        self.path_button = Button(self.look, "", self.follow_path, icon="trending-up", kind="quiet")
        body.addLayout(row(self.score, self.grade, self.change, None, self.path_button, self.reset_button, gap=10))
        said = N_("Move a figure: score and grade follow by the formula of the assessment. Nothing is kept.")
        body.addWidget(Label(self.look, Text(said), "dim", wrap=True))
        self.cap = Label(self.look, "", wrap=True)
        self.cap.set_tone("bad")
        body.addWidget(self.cap)
        grid = QGridLayout()
        grid.setHorizontalSpacing(14)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(1, 1)
        body.addLayout(grid)
        self.sliders = {
            part.kpi: self._slider(grid, part, rule)
            for part in kept.result.parts
            if part.weight and (rule := kept.scheme.indicator(part.kpi)) is not None
        }
        self.finish()
        path = sheet.path
        self.path_button.setVisible(path is not None and bool(path.lines))
        if path is not None and path.grade is not None:
            self.path_button.say(Text(N_("The way to {grade}"), {"grade": grade_text(path.grade)}))
        self._say()

    def _slider(self, grid: QGridLayout, part: "Part", rule: "Indicator") -> "Slider":
        info = info_of(self.context.desk.infos, part.kpi)
        one = Slider(self.look, part, rule, info)
        at = grid.rowCount()
        grid.addWidget(Label(self.look, Text(info.title)), at, 0)
        grid.addWidget(one, at, 1)
        grid.addWidget(one.said, at, 2)
        grid.addWidget(one.gives, at, 3)
        one.moved.connect(lambda: self._moved(part.kpi))
        return one

    def _moved(self, kpi: str) -> None:
        self.values[kpi] = self.sliders[kpi].figure()
        self._say()

    def reset(self) -> None:
        """Every figure as it was frozen."""
        self._put({})

    def follow_path(self) -> None:
        """The figures of the way to the next grade."""
        if self.sheet.path is not None:
            self._put({line.kpi: line.value for line in self.sheet.path.lines})

    def _put(self, values: Mapping[str, Fraction]) -> None:
        self.values = dict(values)
        for kpi, one in self.sliders.items():
            one.show_figure(values.get(kpi))
        self._say()

    def _say(self) -> None:
        kept = self.kept
        base = kept.before.base if kept.before else None
        result, verdict = simulate(
            kept.scheme, kept.result, self.values, previous=base, caps=kept.caps, kpis=self._names
        )
        for part in result.parts:
            if part.kpi in self.sliders:
                self.sliders[part.kpi].show_part(part)
        tenths = None if result.score is None else shown_tenths(result.score)
        self.score.say("—" if tenths is None else tenths_text(tenths))
        self.grade.show_state(grade_text(verdict.grade), GRADE_TONES[verdict.grade])
        was = None if kept.result.score is None else shown_tenths(kept.result.score)
        moved = 0 if tenths is None or was is None else tenths - was
        self.change.show_state(signed_tenths(moved), change_tone(moved) or "dim", mark="▲" if moved > 0 else "▼")
        self.change.setVisible(bool(moved))
        self.reset_button.setEnabled(bool(self.values))
        self.cap.say("" if verdict.cap is None else cap_sentence(verdict.cap))
        self.cap.setVisible(verdict.cap is not None)


class Slider(QSlider):
    """One figure from the worst to the best that makes a difference; what is good lies on the right."""

    moved = Signal()

    def __init__(self, look: "Look", part: "Part", rule: "Indicator", info: "KpiInfo") -> None:
        """``part`` is the figure as it was frozen."""
        super().__init__(Qt.Orientation.Horizontal)
        self.info, self.frozen = info, part.value
        self._worst, self._best = span_of(rule, part, info.unit)
        self.setRange(0, _STEPS)
        self.setPageStep(_STEPS // 10)
        self.setMinimumWidth(160)
        self.setAccessibleName(look.t(info.title))
        self.said, self.gives = Label(look, ""), Label(look, "", "dim")
        for label, width in ((self.said, 76), (self.gives, 96)):
            label.setMinimumWidth(width)
            label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.show_figure(None)
        self.valueChanged.connect(lambda _at: self.moved.emit())

    def figure(self) -> Fraction:
        """Where it stands, as precisely as a person would say it."""
        fine = FINEST.get(self.info.unit, 1)
        exact = self._worst + (self._best - self._worst) * Fraction(self.value(), _STEPS)
        return Fraction(round_half_up(exact * fine), fine)

    def show_figure(self, value: Fraction | None) -> None:
        """Stand at a figure; None is the frozen one, the worst where there was none."""
        shown = self.frozen if value is None else value
        share = Fraction(0) if shown is None else (shown - self._worst) / (self._best - self._worst)
        with QSignalBlocker(self):
            self.setValue(round_half_up(share * _STEPS))

    def show_part(self, part: "Part") -> None:
        """What the engine made of the figure: itself, and the points that it brings of those that it could."""
        self.said.say(value_text(self.info, part.value))
        gained, could = tenths_text(round_half_up(part.gained * 10)), tenths_text(round_half_up(part.weight * 1000))
        self.gives.say(Text(N_("{gained} of {could} points"), {"gained": gained, "could": could}))
