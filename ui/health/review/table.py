"""The dealers of a review side by side: last quarter, computed, decided, why, and what is said."""

from typing import TYPE_CHECKING

from app.core.texts import N_, Text
from app.health.wording import grade_text
from ui.core.table import Table
from ui.core.table_columns import Column, State
from ui.health.words import GRADE_TONES, grade_order, grade_state

if TYPE_CHECKING:
    from app.health.review.reading import ReviewLine
    from ui.core.context import Context


def _before(line: "ReviewLine") -> State:
    if not line.before_decided:
        return grade_state(line.before)
    said = grade_text(line.before)
    return State(Text(N_("{letter} {word} (decided)"), said.params), GRADE_TONES[line.before])


def _computed(line: "ReviewLine") -> State:
    return grade_state(line.grade)


def _decided(line: "ReviewLine") -> State | None:
    return None if line.decided is None else grade_state(line.decided.grade)


def _order(state: State | None) -> int:
    return 9 if state is None else grade_order(state)


def review_table(context: "Context") -> Table:
    """Enter goes on to the fields below it."""
    look = context.look
    columns = (
        Column("place", Text(N_("Rank")), "number", 52),
        Column("dealer", Text(N_("Dealer")), width=168, get=lambda one: one.dealer.label(look.lang)),
        Column("area", Text(N_("Region")), width=90, hidden=True, get=lambda one: one.dealer.area),
        Column("score", Text(N_("Score")), "score", 56),
        Column("before", Text(N_("Last quarter")), "pill", 118, get=_before, order=grade_order),
        Column("grade", Text(N_("Computed grade")), "pill", 118, get=_computed, order=grade_order),
        Column("decided", Text(N_("Decided grade")), "pill", 118, get=_decided, order=_order),
        Column("reason", Text(N_("Reason")), width=140, get=lambda one: one.decided.reason if one.decided else ""),
        Column("comment", Text(N_("Manager's comment")), width=160, stretch=True),
        Column("driver", Text(N_("Main reason")), width=140, hidden=True, get=lambda one: one.main_driver),
        Column("by", Text(N_("Decided by")), width=90, hidden=True,
               get=lambda one: one.decided.by if one.decided else ""),
    )  # fmt: skip
    return Table(context, columns, name="health.review", title=Text(N_("Review")), row_px=30)
