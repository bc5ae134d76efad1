"""A dealer's sheet on the screen: the verdict, why it changed, what each indicator gives, what is missing."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout

from app.core.texts import N_, Text
from app.core.wording import percent_text
from app.health.aims import target_of
from app.health.charts import bridge_chart, history_chart
from app.health.wording import grade_text, quality_text, signed_tenths, tenths_text
from ui.core.card import Scroller, column, row, rule
from ui.core.chart import ChartView
from ui.core.controls import Button, IconButton
from ui.core.referring import copy_ready
from ui.core.table import Table
from ui.core.table_columns import Column
from ui.core.words import Label, Pill, Tone, Words
from ui.health.ledger import Cited
from ui.health.path import PathView
from ui.health.peers import PlaceView
from ui.health.words import (
    change_tone,
    confidence_words,
    figure_words,
    final_state,
    interval,
    place_words,
    presence_words,
    review_words,
)

if TYPE_CHECKING:
    from app.health.peers import PeerPlace
    from app.health.sheets import CapLine, HealthSheet, IndicatorLine
    from ui.core.context import Context

ROW = 30
_QUALITY = N_("Quality score of the data that it was computed from (GB/T 36344, of 100), as it was when it was frozen")


class SheetView(Scroller):
    """Everything about one dealer in one quarter, in one column to scroll."""

    def __init__(self, context: "Context", sheet: "HealthSheet", among: "PeerPlace | None" = None) -> None:
        """Made anew for each sheet, language and theme; ``among`` is where he stands among like dealers."""
        super().__init__()
        self.context, self.look, self.sheet = context, context.look, sheet
        if sheet.banner is not None:
            self.banner = Label(self.look, sheet.banner, wrap=True)
            self.banner.set_tone("warn")
            self.body.addWidget(self.banner)
        self.cited = Cited(context, sheet)
        self._verdict()
        self._remarks()
        self._ledger()
        self._drivers()
        if sheet.path is not None:
            self.body.addSpacing(4)
            self.path = PathView(context, sheet, sheet.path)
            self.body.addWidget(self.path)
        self._history()
        self.among = PlaceView(self.look, among) if among is not None else None
        if self.among is not None:
            self.body.addWidget(self.among)
        self._indicators()
        self._dimensions()
        self._lists()
        self._origin()
        self.finish()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """As tall as its text is at this width: Qt would leave room for the narrowest one."""
        super().resizeEvent(event)
        self.inner.setMinimumHeight(self.body.totalHeightForWidth(self.viewport().width()))

    # -- parts --------------------------------------------------------------------------------------------------------

    def _title(self, words: str, note: Words = "") -> QHBoxLayout:
        line = QHBoxLayout()
        line.setSpacing(10)
        line.addWidget(Label(self.look, Text(words), "strong"))
        line.addWidget(Label(self.look, note, "dim", elide=True), 1)
        self.body.addSpacing(4)
        self.body.addLayout(line)
        return line

    def _verdict(self) -> None:
        sheet, look = self.sheet, self.look
        tenths = sheet.score_tenths
        self.score = Label(look, "—" if tenths is None else tenths_text(tenths), "value" if sheet.grade else "strong")
        self.score.set_tone(None if sheet.grade else "dim")  # without a grade it must not look like a result
        self.grade = Pill(look, *final_state(sheet))
        head = row(self.score, self.grade, gap=10)
        if sheet.change_tenths is not None:
            change = sheet.change_tenths
            mark = "▲" if change > 0 else "▼" if change < 0 else "＝"
            pill = Pill(look, "", "dim", shape=False)
            words = Text(N_("{change} against last quarter"), {"change": signed_tenths(change)})
            pill.show_state(words, change_tone(change) or "dim", mark=mark)
            head.addWidget(pill)
        head.addStretch(1)
        self.reference = IconButton(look, "copy", Text(N_("Copy the reference of the score")), self._copy_score)
        self.reference.setVisible(bool(sheet.provenance.reference))
        head.addWidget(self.reference)
        self.made_of = Button(look, Text(N_("Made of")), self._open_score, kind="link")
        self.made_of.setVisible(bool(sheet.provenance.reference))
        head.addWidget(self.made_of)
        self.body.addLayout(head)
        self.quality = Label(look, quality_text(sheet.quality) if sheet.quality else "", "dim")
        self.quality.set_tip(Text(_QUALITY))
        if sheet.place is not None and sheet.places is not None:
            self.body.addWidget(Label(look, place_words(sheet), "dim"))
        trust = row(self.quality, gap=16)
        trust.insertWidget(0, Label(look, self._sureness(), "dim"))
        trust.addStretch(1)
        self.body.addLayout(trust)
        self.verdict = Label(look, sheet.verdict, wrap=True)
        self.body.addWidget(self.verdict)
        for cap in sheet.caps:
            line = Label(look, cap.sentence, wrap=True)
            line.set_tone("bad")
            told = row(line, gap=8)
            told.setStretch(0, 1)
            if cap.page:
                told.addWidget(Button(look, Text(N_("Show it")), partial(self._open_cap, cap), kind="link"))
            self.body.addLayout(told)
        for words in review_words(sheet):
            self.body.addWidget(Label(look, words, wrap=True))
        if sheet.next_grade is not None and not sheet.ungraded:
            grade, points = sheet.next_grade
            words = Text(
                N_("{points} points to grade {grade}."),
                {"points": f"{float(points):.1f}", "grade": grade_text(grade)},
            )
            self.body.addWidget(Label(look, words, "dim", wrap=True))

    def _copy_score(self) -> None:
        copy_ready(self.context, self.sheet.provenance.reference)

    def _open_score(self) -> None:
        self.context.go("board", {"ref": self.sheet.provenance.reference})

    def _reference(self, line: "IndicatorLine") -> str:
        return self.sheet.provenance.references.get(line.info.id, "")

    def open_figure(self, line: "IndicatorLine") -> None:
        """The rows of an indicator's figure, as they were known to the assessment."""
        if ref := self._reference(line):
            self.context.go("board", {"ref": ref, "part": "rows"})

    def copy_figure(self) -> None:
        """The reference of the current indicator's figure, to the clipboard."""
        if self.indicators.current is None:
            self.context.notify("info", Text(N_("Choose an indicator first.")))
        elif ref := self._reference(self.indicators.current):
            copy_ready(self.context, ref)

    def _open_cap(self, cap: "CapLine") -> None:
        record = {"id": cap.record} if cap.record else {}
        self.context.go(cap.page, {"dealer": self.sheet.dealer.id, **record})

    def _sureness(self) -> Text:
        said = interval(self.sheet)
        params = {
            "confidence": confidence_words(self.sheet),
            "share": percent_text(self.sheet.coverage, 0),
            "range": said,
        }
        if said:
            return Text(N_("Confidence {confidence}, {share} of the figures at hand, between {range}"), params)
        return Text(N_("Confidence {confidence}, {share} of the figures at hand"), params)

    def _drivers(self) -> None:
        sheet, look = self.sheet, self.look
        chart = bridge_chart(look.t, sheet)
        if chart is None or not sheet.drivers:
            return
        self._title(N_("What changed and why"))
        self.bridge = ChartView(look, chart, height=max(150, 24 * len(chart.categories) + 34))
        self.bridge.setFixedHeight(max(170, 24 * len(chart.categories) + 40))
        self.body.addWidget(self.bridge)
        for driver in sheet.drivers:
            if driver.tenths:
                self.cited.driver(self.body, driver)

    def _remarks(self) -> None:
        sheet = self.sheet
        if sheet.course or sheet.signs or sheet.contradictions:
            self._title(N_("What stands out"))
            self.cited.remarks(self.body)

    def _ledger(self) -> None:
        if self.sheet.score is not None:
            self._title(N_("Where points were lost"))
            self.cited.ledger(self.body)

    def _history(self) -> None:
        if len(self.sheet.history) < 2:
            return
        self._title(N_("Score by quarter"))
        view = ChartView(self.look, history_chart(self.look.t, self.sheet.history), height=150)
        view.setFixedHeight(160)
        self.body.addWidget(view)

    def _indicators(self) -> None:
        head = self._title(N_("Indicators"), Text(N_("value, target, score of 100, share of the whole, points lost")))
        words = Text(N_("Copy the reference of the chosen indicator"))
        self.figure_button = IconButton(self.look, "copy", words, self.copy_figure, size=14)
        head.addWidget(self.figure_button)
        lines = [each for each in self.sheet.indicators if each.presence != "unused"]
        titles = {each.id: Text(each.title) for each in self.sheet.dimensions}
        columns = [
            Column("name", Text(N_("Indicator")), stretch=True, width=150, get=lambda line: Text(line.info.title)),
            Column("value", Text(N_("Value")), width=92, figures=True, tone=_value_tone,
                   get=lambda line: presence_words(line) or figure_words(line.info, line.value)),
            Column("target", Text(N_("Target")), width=92, figures=True, get=target_of),
            Column("score", Text(N_("Score")), "score", 62, get=lambda line: line.score, tone=_score_tone),
            Column("weight", Text(N_("Weight")), "percent", 70, places=0),
            Column("lost", Text(N_("Lost")), "score", 62, get=_lost),
            Column("quality", Text(N_("Data quality")), "score", 86, tip=Text(_QUALITY), get=_quality),
            Column("previous", Text(N_("Last quarter")), width=92, hidden=True, figures=True,
                   get=lambda line: figure_words(line.info, line.previous)),
            Column("reference", Text(N_("Reference")), width=300, hidden=True, get=self._reference),
            Column("n", Text(N_("Cases")), "number", 70, hidden=True),
            Column("dimension", Text(N_("Dimension")), width=120, hidden=True,
                   get=lambda line: titles.get(line.dimension, line.dimension)),
        ]  # fmt: skip
        self.indicators = Table(self.context, columns, name="health.indicators", tools=False, row_px=ROW)
        self.figure_button.setVisible(any(map(self._reference, lines)))
        self.indicators.opened.connect(self.open_figure)
        self.indicators.set_rows(lines)
        self.indicators.setFixedHeight(36 + ROW * len(lines) + 16)
        self.body.addWidget(self.indicators)

    def _dimensions(self) -> None:
        self._title(N_("Points by dimension"), Text(N_("what each could give, and what it lost")))
        columns = [
            Column("title", Text(N_("Dimension")), stretch=True, get=lambda line: Text(line.title)),
            Column("points", Text(N_("Points")), "score", 70),
            Column("lost", Text(N_("Lost")), "score", 70, get=lambda line: line.lost_tenths / 10),
            Column("score", Text(N_("Score")), "score", 70),
            Column("previous", Text(N_("Last quarter")), "score", 96),
        ]
        table = Table(self.context, columns, name="health.dimensions", tools=False, row_px=ROW)
        table.set_rows(self.sheet.dimensions)
        table.setFixedHeight(36 + ROW * len(self.sheet.dimensions) + 16)
        self.body.addWidget(table)

    def _lists(self) -> None:
        for title, lines in ((N_("What is missing"), self.sheet.missing), (N_("Remarks"), self.sheet.notes)):
            if lines:
                self._title(title)
                for line in lines:
                    self.body.addWidget(Label(self.look, line, wrap=True))

    def _origin(self) -> None:
        origin, day = self.sheet.provenance, self.look.formats.day
        params = {
            "model": Text(origin.model_name), "version": origin.model_version, "day": day(origin.assessed_on),
            "tx": origin.tx or 0, "until": day(origin.data_until),
        }  # fmt: skip
        said = N_("{model}, version {version} · data until {until} · assessed on {day} · data version {tx}")
        self.body.addWidget(rule())
        self.body.addLayout(column(Label(self.look, Text(said, params), "dim", wrap=True)))


def _score_tone(line: "IndicatorLine") -> Tone | None:
    if line.score is None:
        return None
    return "bad" if line.score < 45 else "warn" if line.score < 75 else None


def _lost(line: "IndicatorLine") -> float | None:
    return None if line.score is None else line.lost_tenths / 10


def _quality(line: "IndicatorLine") -> float | None:
    return None if line.quality is None else line.quality.tenths / 10


def _value_tone(line: "IndicatorLine") -> Tone | None:
    return None if line.presence == "present" else "bad" if line.presence == "owed" else "dim"
