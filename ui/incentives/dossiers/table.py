"""The tables of adjustments: a quarter's proposals dealer by dealer, and the rules by grade and trend."""

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from app.core.texts import N_, Text
from app.health.scheme import GRADES, Grade
from app.health.wording import grade_text
from app.incentives.dossier.queries import DossierLine
from app.incentives.dossier.rules import TREND_TITLES, TRENDS, Rule, Trend
from app.incentives.dossier.wording import before_text, cell_text, why_text
from app.incentives.policy import RATE_SCALE
from app.incentives.rounding import e4_per_minor
from app.incentives.words import DOSSIER_STATES
from ui.core.table import Table
from ui.core.table_columns import Column, State
from ui.core.words import Tone

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ui.core.context import Context

STATE_TONES: Final["Mapping[str, Tone]"] = {
    "proposed": "warn", "simulated": "brand", "approving": "warn", "approved": "good", "refused": "bad",
    "in_effect": "good", "dropped": "dim",
}  # fmt: skip
GRADE_TONES: Final["Mapping[Grade | None, Tone]"] = {
    "A": "good", "B": "good", "C": "warn", "D": "bad", "E": "bad", None: "dim",
}  # fmt: skip
_ORDER: Final = {title: n for n, title in enumerate(DOSSIER_STATES.values())}


@dataclass(frozen=True)
class GradeRow:
    """A row of the rules: a grade with its cells."""

    grade: Grade
    cells: "Mapping[Trend, Rule]"


def rows_of(rules: tuple[Rule, ...]) -> tuple[GradeRow, ...]:
    """The rules as a table: a row for each grade."""
    return tuple(
        GradeRow(grade, {one.trend: one for one in rules if one.grade == grade}) for grade in GRADES
    )  # fmt: skip


def _state(line: DossierLine) -> State:
    return State(Text(DOSSIER_STATES[line.state]), STATE_TONES[line.state])


def _grade(line: DossierLine) -> State:
    return State(grade_text(line.grade), GRADE_TONES[line.grade])


def _place(state: State) -> int:
    return _ORDER.get(state.words.msgid, 9) if isinstance(state.words, Text) else 9


def _money(line: DossierLine, minor: int | None) -> int | None:
    return None if minor is None else minor * e4_per_minor(line.currency or "CNY")


def _moved(line: DossierLine) -> int | None:
    if line.score_tenths is None or line.score_before is None:
        return None
    return line.score_tenths - line.score_before


def dossier_table(context: "Context") -> Table:
    """Enter changes a proposal."""
    look = context.look
    titled = look.formats.money_title
    columns = (
        Column("dealer", Text(N_("Dealer")), width=132, stretch=True),
        Column("code", Text(N_("Code")), width=84, hidden=True),
        Column("region", Text(N_("Region")), width=84, hidden=True),
        Column("grade_before", Text(N_("Grade before")), width=80, get=before_text),
        Column("grade", Text(N_("Grade")), "pill", 120, get=_grade),
        Column("trend", Text(N_("Trend")), width=72, hidden=True, get=lambda one: Text(TREND_TITLES[one.trend])),
        Column("moved", Text(N_("Score moved")), "number", 88, places=1, signed=True, hidden=True,
               get=lambda one: None if _moved(one) is None else Fraction(_moved(one) or 0, 10)),
        Column("before", Text(N_("Factor now")), "percent", 84, hidden=True,
               get=lambda one: Fraction(one.before, RATE_SCALE)),
        Column("factor", Text(N_("Proposed factor")), "percent", 96,
               get=lambda one: Fraction(one.factor, RATE_SCALE), tone=_way),
        Column("cost", titled(Text(N_("Past year"))), "money", 92, hidden=True,
               get=lambda one: _money(one, one.effect.before_minor if one.effect else None)),
        Column("change", titled(Text(N_("Change"))), "money", 96, signed=True,
               get=lambda one: _money(one, one.effect.change if one.effect else None)),
        Column("state", Text(N_("State")), "pill", 124, get=_state, order=_place),
        Column("why", Text(N_("Why")), width=230, stretch=True, get=why_text),
        Column("approval_ref", Text(N_("Approval")), width=96, hidden=True),
        Column("ref", Text(N_("Reference")), width=96, hidden=True),
    )  # fmt: skip
    return Table(
        context, columns, name="incentives.dossiers", title=Text(N_("Adjustments")),
        empty=Text(N_("Nothing is proposed for this quarter and policy")),
        empty_text=Text(N_("Propose goes through the quarter's grades by the table of rules; nothing changes before "
                           "somebody else approves it.")),
    )  # fmt: skip


def _way(line: DossierLine) -> Tone | None:
    return "good" if line.factor > line.before else "bad" if line.factor < line.before else None


def rules_table(context: "Context") -> Table:
    """The table by which proposals are made."""

    def of(trend: Trend) -> Column:
        return Column(trend, Text(TREND_TITLES[trend]), width=170, stretch=True, sortable=False,
                      get=lambda row: cell_text(row.cells[trend]) if trend in row.cells else "")  # fmt: skip

    columns = (
        Column("grade", Text(N_("Grade")), "pill", 120,
               get=lambda row: State(grade_text(row.grade), GRADE_TONES[row.grade])),
        *(of(trend) for trend in TRENDS),
    )  # fmt: skip
    return Table(context, columns, name="incentives.rules", title=Text(N_("Rules of adjustments")), tools=False)
