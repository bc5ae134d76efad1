"""Goals of the KPIs that no plan sums up: those of a plan on its page, and those that count in a dialog."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.core.db import Action
from app.core.errors import UserError
from app.core.period import parse_period
from app.core.progress import Progress
from app.core.texts import N_, Text
from app.kpi.goals import ATTAINMENTS, SCALE, goal_text, goal_values
from app.planning.targets.queries import GoalRow, Named, PlanRow, list_goals, read_named
from app.planning.targets.records import LEVEL_TITLES
from app.planning.targets.service import remove_goal, set_goal
from ui.core.ask import Ask, AskDialog
from ui.core.controls import Button
from ui.core.dialogs import Dialog
from ui.core.pack_lock import hold, pack_lock
from ui.core.saving import save
from ui.core.table import Table
from ui.core.table_columns import Column
from ui.core.words import Label, Words

if TYPE_CHECKING:
    from ui.core.context import Context

_NOBODY = Named({}, {}, {}, {}, {})


@dataclass(frozen=True)
class Shown:
    """One goal in words."""

    row: GoalRow
    kpi: Words
    level: Words
    place: Words
    value: str

    @property
    def first(self) -> int:
        """From which day."""
        return self.row.first

    @property
    def last(self) -> int:
        """Until which day."""
        return self.row.last

    @property
    def plan(self) -> str:
        """The plan that says it."""
        return self.row.plan

    @property
    def note(self) -> str:
        """What was noted beside it."""
        return self.row.note


class GoalList(QWidget):
    """Goals with the ways to a new one, to another value and to none."""

    changed = Signal()

    def __init__(self, context: "Context", parent: QWidget | None = None, *, of_plan: bool = False) -> None:
        """Empty until goals are shown; ``changed`` tells that one was written, ``of_plan`` are those of one plan."""
        super().__init__(parent)
        self._context, self.look = context, context.look
        self.named = _NOBODY
        self.plan: PlanRow | None = None
        columns = (
            Column("kpi", Text(N_("KPI")), stretch=True, width=170), Column("level", Text(N_("Level")), width=104),
            Column("place", Text(N_("Target of")), width=150), Column("first", Text(N_("From")), "date"),
            Column("last", Text(N_("To")), "date"), Column("value", Text(N_("Goal")), width=90, figures=True),
            Column("plan", Text(N_("Plan")), width=110, hidden=of_plan),
            Column("note", Text(N_("Note")), width=140, hidden=not of_plan),
        )  # fmt: skip
        self.table = Table(
            context, columns, name="targets.goals" if of_plan else "targets.goals.all", title=Text(N_("Goals")),
            empty=Text(N_("No goal yet.")), tools=False,
        )  # fmt: skip
        self.add_button = Button(self.look, Text(N_("New goal")), self.add, icon="plus")
        self.change_button = Button(self.look, Text(N_("Change the goal")), self.change, icon="pencil")
        self.remove_button = Button(self.look, Text(N_("Take the goal out")), self.remove, icon="trash-2")
        outer, line = QVBoxLayout(self), QHBoxLayout()
        outer.setContentsMargins(0, 0, 0, 0)
        for button in (self.add_button, self.change_button, self.remove_button):
            button.setAutoDefault(False)
            line.addWidget(button)
        line.addStretch(1)
        outer.addLayout(line)
        outer.addWidget(self.table, 1)
        self.table.picked.connect(lambda _one: self._offer())
        self.table.opened.connect(lambda _one: self.change())

    def show_goals(self, goals: Iterable[GoalRow], named: Named, plan: PlanRow | None = None) -> None:
        """Those of a plan, or without one those that count."""
        self.named, self.plan = named, plan
        self.table.set_rows([self._shown(one) for one in goals])
        self._offer()

    def _offer(self) -> None:
        """What is approved changes by a new version only."""
        row = self.table.current
        free = self.plan is None or self.plan.state == "draft"
        self.add_button.setEnabled(free)
        for button in (self.change_button, self.remove_button):
            button.setEnabled(free and row is not None and (self.plan is not None or not row.plan))
        hold(pack_lock(self._context.desk, "goals"), self.add_button, self.change_button, self.remove_button)

    def _shown(self, one: GoalRow) -> Shown:
        kpi = self._context.desk.kpis.get(one.kpi)
        place: Words = self.named.place(one) or Text(LEVEL_TITLES["all"])
        return Shown(
            one, one.kpi if kpi is None else Text(kpi.name), Text(LEVEL_TITLES[one.level]), place, self._value(one)
        )

    def _value(self, one: GoalRow) -> str:
        kpi, value = self._context.desk.kpis.get(one.kpi), Fraction(one.value_e4, SCALE)
        upper = None if one.upper_e4 is None else Fraction(one.upper_e4, SCALE)
        return str(float(value)) if kpi is None else goal_text(kpi, value, upper)

    # -- doing --------------------------------------------------------------------------------------------------------

    def add(self) -> None:
        """Ask for a goal and set it."""
        dialog = self.dialog()
        if dialog.run():
            self.keep(dialog.values)
        dialog.deleteLater()

    def dialog(self) -> AskDialog:
        """What a goal is asked by."""
        kpis = [(one.id, Text(one.name)) for one in self._context.desk.kpis.values() if one.id not in ATTAINMENTS]
        named = self.named
        offered = [*sorted(set(filter(None, named.regions.values()))), *named.dealers.values(), *named.groups.values()]
        year = str(self._context.desk.clock.today().year if self.plan is None else self.plan.year)
        asked = [
            Ask("kpi", Text(N_("KPI")), "choice", kpis[0][0], kpis),
            Ask("value", Text(N_("Goal")), needed=True,
                hint=Text(N_("Shares in percent; where a middle range is best, such as of stock: 25-45"))),
            Ask("period", Text(N_("Period")), value=year, needed=True, read=parse_period,
                hint=Text(N_("2026, 2026-Q2 or 2026-04"))),
            Ask("place", Text(N_("For")), offered=offered, read=self._place,
                hint=Text(N_("A region, a dealer or a product group; empty: all"))),
            Ask("note", Text(N_("Note")), "long"),
        ]  # fmt: skip
        return AskDialog(self.look, self, Text(N_("New goal")), asked, accept=Text(N_("Save")))

    def _place(self, words: str) -> tuple[str, str]:
        """The level and the place that a name means."""
        words, named = words.strip(), self.named
        if not words:
            return "all", ""
        if words in set(named.regions.values()):
            return "region", words
        for level, names in (("dealer", named.dealers), ("dealer", named.codes), ("group", named.groups)):
            for key, name in names.items():
                if words in {key, name}:
                    return level, key
        raise UserError("There is no region, dealer or product group “{name}”.", name=words)

    def keep(self, values: Mapping[str, Any]) -> None:
        """Set the goal; one of the same KPI, place and days is said anew."""
        period, (level, place) = values["period"], values["place"] or ("all", "")
        asked = GoalRow("", "", values["kpi"], level, place, period.first_day, period.last_day, 0, "")
        self._set(asked, values["value"], values["note"])

    def change(self) -> None:
        """Ask for another value of the chosen goal."""
        row = self.table.current
        if row is None or not self.change_button.isEnabled():
            return
        dialog = self.change_dialog(row)
        if dialog.run():
            self._set(row.row, dialog.values["value"], dialog.values["note"])
        dialog.deleteLater()

    def change_dialog(self, row: Shown) -> AskDialog:
        """What is asked of a goal that stands: its value, and what is noted beside it."""
        asked = [
            Ask("value", Text(N_("Goal")), value=row.value, needed=True),
            Ask("note", Text(N_("Note")), "long", row.note),
        ]
        title = Text(N_("{kpi}: goal of {place}"), {"kpi": row.kpi, "place": row.place})
        return AskDialog(self.look, self, title, asked, accept=Text(N_("Save")))

    def _set(self, goal: GoalRow, typed: str, note: str) -> None:
        kpi, plan = self._context.desk.kpis[goal.kpi], self.plan.id if self.plan else None

        def command(session: Any) -> str:
            value, upper = goal_values(kpi, typed)
            return set_goal(
                session, kpi=kpi.id, level=goal.level, place=goal.place, first=goal.first, last=goal.last,
                value_e4=value, upper_e4=upper, note=note or "", plan_id=plan,
            )  # fmt: skip

        action = Action(N_("Set a goal for {kpi}"), {"kpi": kpi.name})
        save(self._context, self, action, command, done=lambda _id: self.changed.emit())

    def remove(self) -> None:
        """Take the chosen goal out."""
        row = self.table.current
        if row is not None:
            command = lambda session: remove_goal(session, goal_id=row.row.id)  # noqa: E731
            done = lambda _none: self.changed.emit()  # noqa: E731
            save(self._context, self, Action(N_("Took out a goal")), command, done=done)


class GoalsDialog(Dialog):
    """The goals that count: those that were said without a plan are set here, those of a plan by its versions."""

    def __init__(self, context: "Context", parent: QWidget | None) -> None:
        """Reads the goals at once."""
        look = context.look
        super().__init__(look, parent, Text(N_("Goals that count")), accept=Text(N_("Close")))
        self.resize(960, 480)
        self.cancel_button.hide()
        self._context = context
        words = Text(
            N_("A share, days or a score cannot be added up from dealers and months; what it shall be is said here "
               "and counts at once. Goals of a plan count from its approval.")
        )  # fmt: skip
        self.body.addWidget(Label(look, words, "dim", wrap=True))
        self.goals = GoalList(context, self)
        self.goals.changed.connect(self.read)
        self.body.addWidget(self.goals, 1)
        self.read()

    def read(self) -> None:
        """Read the goals in a worker."""
        desk = self._context.desk

        def work(_progress: Progress) -> tuple[list[GoalRow], Named]:
            with desk.db.read() as session:
                return list_goals(session), read_named(session)

        show = lambda found: self.goals.show_goals(*found)  # noqa: E731
        self._context.tasks.run(Text(N_("Reading goals")), work, show, owner=self)
