"""The chosen decision: its effect as a picture and in words, and what it opened."""

from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.core.texts import N_, Text
from app.meetings.effects.charts import effect_chart
from app.meetings.effects.links import ENTITIES
from app.meetings.effects.wording import cautions, said_of
from ui.core.card import Card, clear, row
from ui.core.chart import ChartView
from ui.core.controls import Button
from ui.core.words import Label, Live, Pill

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.meetings.effects.rows import AimRow, Link
    from ui.core.context import Context
    from ui.meetings.decisions.table import Line

_CHART_PX: Final = 170
_SAYS_WHY: Final = frozenset({"too_early", "no_figures"})
"""Verdicts whose sentence names the reason itself."""
_LINKS_PX: Final = 400
_NOTHING: Final = N_("Say what the decision shall change; on its day that is measured against dealers left alone.")
_WAITING: Final = N_("Measured on {day}: months {before} against {after}.")


class Detail(Live, QWidget):
    """The effect on the left, what was opened on the right."""

    def __init__(self, context: "Context", aim_buttons: "list[Button]", open_buttons: "list[Button]") -> None:
        """The buttons are those of the part that it stands in."""
        super().__init__()
        self.setObjectName("clear")
        self.context, self.look = context, context.look
        self.line: Line | None = None
        self.words = Label(self.look, "", "strong", wrap=True)
        self.said = Label(self.look, "", wrap=True)
        self.chart = ChartView(self.look, height=_CHART_PX)
        self.cautions = Label(self.look, "", "dim", wrap=True)
        self._links = QVBoxLayout()
        self._links.setSpacing(6)
        left, right = Card(self.look, Text(N_("Effect"))), Card(self.look, Text(N_("What it opened")))
        for button in aim_buttons:
            left.buttons.addWidget(button)
        left.body.addWidget(self.words)
        left.body.addWidget(self.said)
        left.body.addWidget(self.cautions)
        left.body.addWidget(self.chart, 1000)
        left.body.addStretch(1)
        right.body.addLayout(row(*open_buttons, None))
        right.body.addLayout(self._links)
        right.body.addStretch(1)
        right.setFixedWidth(_LINKS_PX)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addLayout(row(left, right, gap=12), 1)

    def show_line(self, line: "Line | None") -> None:
        """Another decision."""
        self.line = line
        clear(self._links)
        aim = None if line is None else line.aim
        self.words.say("" if line is None else line.decision.text)
        self._say(aim)
        found = None if aim is None else aim.result
        if found is None or not any(one.counts for one in found.treated):
            self.chart.hide()
        else:
            self.chart.show_chart(effect_chart(self.look.t, found))
            self.chart.show()
        said = [] if found is None or aim is None or aim.verdict in _SAYS_WHY else cautions(found)
        self.cautions.setVisible(bool(said))
        self.cautions.say(told(said) if said else "")
        for link in [] if line is None else line.decision.links:
            self._links.addWidget(self._link(link))
        if line is not None and not line.decision.links:
            self._links.addWidget(Label(
                self.look, Text(N_("Nothing yet. A draft is filled in with the decision's words and cites it.")), "dim",
                wrap=True,
            ))  # fmt: skip

    def retranslate(self) -> None:
        """The picture has words of its own."""
        if self.line is not None and self.line.aim is not None and self.line.aim.result is not None:
            self.chart.show_chart(effect_chart(self.look.t, self.line.aim.result))

    def _say(self, aim: "AimRow | None") -> None:
        if aim is None:
            self.said.say(Text(_NOTHING))
            return
        if aim.verdict:
            self.said.say(said_of(aim))
            return
        months = aim.months
        waiting = Text(_WAITING, {
            "day": self.look.formats.day(aim.check_on), "before": f"{months.before_from}–{months.before_to}",
            "after": f"{months.after_from}–{months.after_to}",
        })  # fmt: skip
        self.said.say(told([said_of(aim), waiting]))

    def _link(self, link: "Link") -> QWidget:
        line = QWidget()
        line.setObjectName("clear")
        title = Text(N_("{kind} {ref}"), {"kind": Text(ENTITIES[link.entity]), "ref": link.ref})
        opener = Button(self.look, title, lambda: self.context.go(link.page, dict(link.target)), kind="link")
        state = Pill(self.look, link.state, "dim", shape=False)
        line.setLayout(row(opener, Label(self.look, link.words, "dim"), None, state))
        return line


def told(sentences: "Sequence[Text]") -> Text:
    """Sentences one behind the other."""
    first, *rest = sentences
    for one in rest:
        first = Text(N_("{one} {next}"), {"one": first, "next": one})
    return first
