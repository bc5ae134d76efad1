"""What becomes of the actions of the meetings before: proposed by rule, decided by the meeting, and the sum of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.core.texts import N_, Text
from app.meetings.commands import Verdict
from app.meetings.rows import ActionRow, MeetingView
from app.meetings.rules import Carry, Due, proposed_carry
from app.meetings.words import VERDICTS
from ui.core.card import row
from ui.core.controls import Button
from ui.core.table import Table
from ui.core.table_columns import Column, State
from ui.core.words import Label, Tone

if TYPE_CHECKING:
    from ui.core.context import Context

_TONES: Final[Mapping[str, Tone]] = {"done": "good", "carried": "warn", "dropped": "dim", "merged": "brand"}
_SUM: Final = N_(
    "In: {came} = done {done} + carried over {carried} + dropped {dropped} + joined {merged}; "
    "still to look at: {unseen}"
)


@dataclass(frozen=True)
class CarryLine:
    """An action with what the rule proposes for it."""

    action: ActionRow
    proposal: Carry

    @property
    def slips(self) -> int:
        """How often it slipped, this time included."""
        return self.action.slips_now if self.action.verdict else self.proposal.slips

    @property
    def due_before(self) -> int | None:
        """The day that it was due when the meeting looked at it."""
        return self.action.due_before if self.action.verdict else self.action.due_on

    @property
    def due_after(self) -> int | None:
        """The day that it gets, or would get."""
        return self.action.due_after if self.action.verdict else self.proposal.due_after


def carry_lines(view: MeetingView, next_on: int | None) -> list[CarryLine]:
    """The actions that a meeting looks at, each with its proposal."""
    dues = [Due(one.id, one.state, one.due_on, one.slips, one.promised_on, one.outcome) for one in view.actions]
    proposals = proposed_carry(dues, view.meeting.held_on, next_on=next_on)
    return [CarryLine(one, proposal) for one, proposal in zip(view.actions, proposals, strict=True)]


class CarryView(QWidget):
    """A table with the acts above it and the sum below."""

    wanted = Signal(str)
    """An act on the chosen action: done, carried, dropped, merged, split, back; ``all`` takes every proposal."""

    def __init__(self, context: "Context") -> None:
        """Empty until ``show_view``."""
        super().__init__()
        self.setObjectName("clear")
        self.context, self.look = context, context.look
        self._writes = False
        self.table = self._make_table()
        self.sum = Label(self.look, "", "strong", wrap=True)
        acts: tuple[tuple[str, str, str], ...] = (
            ("all", N_("All as proposed"), "check"), ("done", N_("Done…"), "circle-check"),
            ("carried", N_("Carry over…"), "arrow-right"), ("dropped", N_("Drop it…"), "x"),
            ("merged", N_("Join…"), "copy"), ("split", N_("Split…"), "columns-3"), ("back", N_("Take back"), "undo-2"),
        )  # fmt: skip
        self.buttons = {
            key: Button(self.look, Text(title), partial(self.wanted.emit, key), icon=icon, kind="quiet")
            for key, title, icon in acts
        }
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(8)
        outer.addLayout(row(*self.buttons.values(), None, gap=2))
        outer.addWidget(self.table, 1)
        self.preview = Label(self.look, "", "dim", wrap=True)
        self.preview.hide()
        outer.addWidget(self.preview)
        outer.addWidget(self.sum)
        self.table.picked.connect(lambda _one: self._enable())
        self.table.opened.connect(lambda _one: self.wanted.emit("carried") if self._writes else None)

    def _make_table(self) -> Table:
        columns = (
            Column("verdict", Text(N_("Verdict of the meeting")), "pill", 172, get=_verdict),
            Column("title", Text(N_("Action")), stretch=True, width=140, get=lambda one: one.action.title),
            Column("owner", Text(N_("Owner")), width=84, get=lambda one: one.action.owner or None),
            Column("due", Text(N_("Due on")), "date", 92, get=lambda one: one.due_before),
            Column("after", Text(N_("New day")), "date", 92, get=lambda one: one.due_after),
            Column("slips", Text(N_("Slips")), "number", 58, get=lambda one: one.slips or None),
            Column("reason", Text(N_("Reason")), width=148, get=_reason),
            Column("department", Text(N_("Department")), width=90, hidden=True,
                   get=lambda one: Text(one.action.department) if one.action.department else None),
            Column("number", Text(N_("Of meeting no.")), "number", 90, hidden=True, get=lambda one: one.action.number),
            Column("ref", Text(N_("Reference")), width=110, hidden=True, get=lambda one: one.action.ref),
        )  # fmt: skip
        return Table(
            self.context, columns, name="meetings.carry", title=Text(N_("Actions of the last meeting")),
            empty=Text(N_("No action comes from the meetings before")),
            empty_text=Text(N_("What this meeting decides to do is looked at in the next one.")),
        )  # fmt: skip

    def show_view(self, view: MeetingView, next_on: int | None, *, writes: bool) -> None:
        """The actions of a meeting; acts only while it is under way."""
        self._writes = writes and view.meeting.state == "in_progress"
        chosen = self.current
        self.table.set_rows(carry_lines(view, next_on))
        if chosen is not None:  # what is looked at next is beside it
            at = next((n for n, one in enumerate(self.lines) if one.action.id == chosen.action.id), None)
            if at is not None:
                self.table.view.select(at)
        tally = view.tally
        self.sum.say(Text(_SUM, {
            "came": tally.came, "done": tally.done, "carried": tally.carried, "dropped": tally.dropped,
            "merged": tally.merged, "unseen": tally.unseen,
        }))  # fmt: skip
        self.sum.setVisible(bool(tally.came))
        needing = sum(1 for one in self.lines if not one.action.verdict) - len(self.ready)
        self.preview.setVisible(bool(tally.unseen))
        if view.meeting.state == "in_progress":
            self.preview.say(Text(N_("“All as proposed” takes {ready}; {needing} need a reason or a day first."),
                                  {"ready": len(self.ready), "needing": needing}))  # fmt: skip
        else:
            self.preview.say(Text(
                N_("Preview: this is what the rule proposes once the meeting begins; {needing} will need a reason or "
                   "a day."), {"needing": needing}))  # fmt: skip
        self._enable()

    @property
    def current(self) -> CarryLine | None:
        """The chosen action."""
        one: CarryLine | None = self.table.current
        return one

    @property
    def lines(self) -> list[CarryLine]:
        """Every action in its order."""
        return [self.table.grid.row_at(n) for n in range(self.table.grid.rowCount())]

    def look_on(self) -> None:
        """Choose the next action below that nobody looked at, else the first such one; the chosen one if none is."""
        lines, chosen = self.lines, self.current
        here = next((n for n, one in enumerate(lines) if one is chosen), -1)
        open_ones = [n for n, one in enumerate(lines) if not one.action.verdict]
        if open_ones:
            self.table.view.select(next((n for n in open_ones if n > here), open_ones[0]))

    @property
    def ready(self) -> list[Verdict]:
        """What can be taken as proposed: nobody looked at it yet, and it needs neither a reason nor another day."""
        return [
            Verdict(one.action.id, one.proposal.verdict, due_on=one.proposal.due_after,
                    reason=one.proposal.reason or None)
            for one in self.lines
            if not one.action.verdict and not one.proposal.needs_reason
            and (one.proposal.verdict != "carried" or one.proposal.due_after is not None)
        ]  # fmt: skip

    def _enable(self) -> None:
        one = self.current
        for key, button in self.buttons.items():
            chosen = one is not None and (bool(one.action.verdict) if key == "back" else True)
            button.setEnabled(self._writes and (key == "all" or chosen))


def _reason(one: CarryLine) -> str | Text | None:
    """Why; where nobody looked at it yet, what the proposal still needs."""
    if one.action.verdict:
        return one.action.reason or None
    if one.proposal.verdict == "carried" and one.proposal.due_after is None:
        return Text(N_("needs a new day"))
    if one.proposal.needs_reason:
        return Text(N_("needs a reason: it slips"))
    return one.proposal.reason or None


def _verdict(one: CarryLine) -> State:
    found = one.action.verdict
    if found:
        return State(Text(VERDICTS[found]), _TONES[found])
    return State(Text(N_("proposed: {verdict}"), {"verdict": Text(VERDICTS[one.proposal.verdict])}), "dim")
