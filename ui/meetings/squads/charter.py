"""The charter of a squad: goal, people, days, and its milestones with ticks."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout

from app.core.period import day_number
from app.core.texts import N_, Text
from app.initiatives.queries import MilestoneRow, SquadRow
from app.initiatives.words import SQUAD_STATES
from ui.core.card import Card, clear, row, rule
from ui.core.controls import Button, IconButton
from ui.core.table_columns import State
from ui.core.words import Label, Pill, Tone, Words

if TYPE_CHECKING:
    from ui.core.context import Context

_TONES: Mapping[str, Tone] = {"active": "brand", "paused": "dim", "ended": "good", "dropped": "dim"}


def squad_state(one: SquadRow, today: int) -> State:
    """The pill of a squad: past its end, or its state."""
    if one.past_end(today):
        return State(Text(N_("past its end")), "bad")
    return State(Text(SQUAD_STATES[one.state]), _TONES[one.state])


class CharterCard(Card):
    """Filled for the chosen squad."""

    adding = Signal()
    """Another milestone is wanted."""
    ticked = Signal(object)
    """A milestone is reached, or not any more."""
    changing = Signal(object)
    removing = Signal(object)

    def __init__(self, context: "Context") -> None:
        """Empty until ``show_squad``."""
        super().__init__(context.look, Text(N_("Charter")), subtitle=" ")
        self.context = context
        self.ticks: dict[str, IconButton] = {}
        self._facts = QGridLayout()
        self._facts.setHorizontalSpacing(12)
        self._facts.setVerticalSpacing(4)
        self._facts.setColumnStretch(1, 1)
        self._steps = QGridLayout()
        self._steps.setHorizontalSpacing(8)
        self._steps.setVerticalSpacing(4)
        self._steps.setColumnStretch(1, 1)
        self.add_button = Button(self.look, Text(N_("Milestone…")), self.adding.emit, icon="plus", kind="quiet")
        self.body.addLayout(self._facts)
        self.body.addWidget(rule())
        self.body.addLayout(row(Label(self.look, Text(N_("Milestones")), "strong"), None, self.add_button))
        self.body.addLayout(self._steps)
        self.body.addStretch(1)

    def show_squad(self, one: SquadRow, kpis: Mapping[str, Words], *, writes: bool) -> None:
        """Its charter and milestones."""
        formats, today = self.look.formats, day_number(self.context.desk.clock.today())
        self.say_subtitle(one.goal)
        self.subtitle.set_tip(one.goal)
        clear(self._facts)
        figure: Words = ""
        if one.kpi:
            said = {"kpi": kpis.get(one.kpi, one.kpi), "value": one.goal_value or "—"}
            figure = Text(N_("{kpi}: to {value}"), said)
        span = {"first": formats.day(one.from_on), "last": formats.day(one.ends_on)}
        facts: Sequence[tuple[str, Words]] = (
            (N_("Sponsor"), one.sponsor), (N_("Lead"), one.lead),
            (N_("Members"), "、".join(member.name for member in one.members)),
            (N_("Runs"), Text(N_("{first} to {last}"), span)), (N_("Figure"), figure), (N_("Result"), one.result),
        )  # fmt: skip
        for n, (title, words) in enumerate((title, words) for title, words in facts if words):
            self._facts.addWidget(Label(self.look, Text(title), "dim"), n, 0)
            self._facts.addWidget(Label(self.look, words, wrap=True), n, 1)
        self.add_button.setEnabled(writes and one.state in {"active", "paused"})
        clear(self._steps)
        self.ticks = {}
        if not one.milestones:
            self._steps.addWidget(Label(self.look, Text(N_("No milestone yet.")), "dim"), 0, 0, 1, 3)
        for n, step in enumerate(one.milestones):
            self._step(n, step, today, writes=writes)

    def _step(self, n: int, step: MilestoneRow, today: int, *, writes: bool) -> None:
        reached = step.done_on is not None
        face = ("circle-check", Text(N_("Not reached after all"))) if reached else ("circle", Text(N_("Reached today")))
        tick = IconButton(self.look, *face, partial(self.ticked.emit, step), size=16)
        tick.setEnabled(writes)
        self.ticks[step.id] = tick
        title = Label(self.look, step.title, "dim" if reached else "body", wrap=True)
        title.set_tip(step.note)
        self._steps.addWidget(tick, n, 0)
        self._steps.addWidget(title, n, 1)
        day = self.look.formats.day(step.done_on if step.done_on is not None else step.due_on)
        late = not reached and step.due_on < today
        self._steps.addWidget(Pill(self.look, day, "good" if reached else "bad" if late else "dim"), n, 2)
        change = IconButton(self.look, "pencil", Text(N_("Change…")), partial(self.changing.emit, step), size=14)
        remove = IconButton(self.look, "trash-2", Text(N_("Remove")), partial(self.removing.emit, step), size=14)
        for column, button in ((3, change), (4, remove)):
            button.setEnabled(writes)
            self._steps.addWidget(button, n, column)
