"""The list of decisions: one row for each expected effect, one for a decision that expects none."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from app.core.texts import N_, Text
from app.meetings.effects.rows import AimRow, DecisionRow
from app.meetings.effects.wording import aim_text, change_text
from app.meetings.words import AIM_STATES, AIM_VERDICTS
from ui.core.table import Table
from ui.core.table_columns import Column, State
from ui.core.words import Tone, Words

if TYPE_CHECKING:
    from ui.core.context import Context

TONES: Final[Mapping[str, Tone]] = {
    "reached": "good", "missed": "bad", "not_proven": "warn", "no_control": "dim", "no_figures": "dim",
    "too_early": "dim",
}  # fmt: skip
_NO_AIM: Final = N_("Nothing expected")


@dataclass(frozen=True)
class Line:
    """A decision with one of its expected effects."""

    decision: DecisionRow
    aim: AimRow | None

    @property
    def id(self) -> str:
        """Of the aim, else of the decision."""
        return self.decision.outcome_id if self.aim is None else self.aim.id

    @property
    def can_expect(self) -> bool:
        """Whether what is expected may still be said otherwise."""
        return self.aim is None or self.aim.state != "measured"


def lines_of(decisions: Sequence[DecisionRow]) -> list[Line]:
    """The rows of decisions."""
    return [Line(one, aim) for one in decisions for aim in (one.aims or (None,))]


def decisions_table(context: "Context") -> Table:
    """The decisions of every series."""
    day = context.look.formats.day
    columns = (
        Column("held_on", Text(N_("Meeting on")), width=100, get=lambda one: day(one.decision.held_on)),
        Column("text", Text(N_("What was decided")), stretch=True, width=220, get=lambda one: one.decision.text),
        Column("expected", Text(N_("Expected")), width=190, get=_expected),
        Column("measured", Text(N_("Measured change")), width=120, get=_measured),
        Column("verdict", Text(N_("Effect")), "pill", 128, get=_verdict, order=_place),
        Column("check_on", Text(N_("Checked on")), width=100,
               get=lambda one: "" if one.aim is None else day(one.aim.check_on)),
        Column("opened", Text(N_("Drafts")), "number", 72, get=lambda one: len(one.decision.links) or None),
        Column("series", Text(N_("Meeting")), width=150, hidden=True,
               get=lambda one: Text(N_("{series}, No. {n}"), {"series": Text(one.decision.series),
                                                              "n": one.decision.number})),
        Column("ref", Text(N_("Reference")), width=104, hidden=True, get=lambda one: one.decision.ref),
    )  # fmt: skip
    return Table(
        context, columns, name="meetings.decisions", title=Text(N_("Decisions")), empty=Text(N_("No decision yet")),
        empty_text=Text(N_("What a meeting decides stands here, with what it shall change and what it has changed.")),
    )  # fmt: skip


def _expected(one: Line) -> Words:
    return "" if one.aim is None else aim_text(one.aim)


def _measured(one: Line) -> Words:
    if one.aim is None or one.aim.result is None:
        return ""
    found = one.aim.result.effect or one.aim.result.alone
    return "" if found is None else change_text(found.effect, one.aim.unit, relative=one.aim.relative)


def _verdict(one: Line) -> State:
    if one.aim is None:
        return State(Text(_NO_AIM), "dim")
    if one.aim.state == "withdrawn" or not one.aim.verdict:
        return State(Text(AIM_STATES[one.aim.state]), "brand" if one.aim.state == "waiting" else "dim")
    return State(Text(AIM_VERDICTS[one.aim.verdict]), TONES[one.aim.verdict])


def _place(state: State) -> int:
    order = [*AIM_VERDICTS.values(), *AIM_STATES.values(), _NO_AIM]
    return order.index(state.words.msgid) if isinstance(state.words, Text) and state.words.msgid in order else 99
