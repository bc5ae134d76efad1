"""Goals of the KPIs that no plan sets: seen, set and taken out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from app.core.db import Action
from app.core.errors import UserError
from app.core.period import parse_period
from app.core.progress import Progress
from app.core.texts import N_, Text
from app.kpi.goals import ATTAINMENTS, SCALE, goal_text, goal_values
from app.planning.targets.queries import GoalRow, Named, list_goals, read_named
from app.planning.targets.records import LEVEL_TITLES
from app.planning.targets.service import remove_goal, set_goal
from ui.core.ask import Ask, AskDialog
from ui.core.controls import Button
from ui.core.dialogs import Dialog
from ui.core.saving import save
from ui.core.table import Table
from ui.core.table_columns import Column
from ui.core.words import Label, Words

if TYPE_CHECKING:
    from ui.core.context import Context


@dataclass(frozen=True)
class Shown:
    """One goal in words."""

    row: GoalRow
    kpi: Words
    level: Words
    place: str
    value: str

    @property
    def first(self) -> int:
        """From which day."""
        return self.row.first

    @property
    def last(self) -> int:
        """Until which day."""
        return self.row.last


class GoalsDialog(Dialog):
    """The list of goals, with the way to a new one."""

    def __init__(self, context: "Context", parent: QWidget | None) -> None:
        """Reads the goals at once."""
        look = context.look
        super().__init__(look, parent, Text(N_("Goals of other KPIs")), accept=Text(N_("Close")))
        self.resize(820, 480)
        self.cancel_button.hide()
        self._context = context
        self.named = Named({}, {}, {}, {}, {})
        words = Text(
            N_("A share, days or a score cannot be added up from dealers and months; what it shall be is said here.")
        )
        self.body.addWidget(Label(look, words, "dim", wrap=True))
        columns = (
            Column("kpi", Text(N_("KPI")), stretch=True, width=180), Column("level", Text(N_("Level")), width=90),
            Column("place", Text(N_("Target of")), width=170), Column("first", Text(N_("From")), "date"),
            Column("last", Text(N_("To")), "date"), Column("value", Text(N_("Goal")), width=90, figures=True),
        )  # fmt: skip
        self.table = Table(context, columns, name="targets.goals", title=Text(N_("Goals of other KPIs")),
                           empty=Text(N_("No goal yet.")), tools=False)  # fmt: skip
        self.body.addWidget(self.table, 1)
        self.remove_button = Button(look, Text(N_("Take the goal out")), self.remove, icon="trash-2")
        self.add_button = Button(look, Text(N_("New goal")), self.add, icon="plus")
        for place, button in enumerate((self.add_button, self.remove_button)):
            button.setAutoDefault(False)
            self.foot.insertWidget(place, button)
        self.read()

    def read(self) -> None:
        """Read the goals in a worker."""
        desk = self._context.desk

        def work(_progress: Progress) -> tuple[list[GoalRow], Named]:
            with desk.db.read() as session:
                return list_goals(session), read_named(session)

        self._context.tasks.run(Text(N_("Reading goals")), work, lambda found: self._show(*found), owner=self)

    def _show(self, goals: Sequence[GoalRow], named: Named) -> None:
        self.named = named
        self.table.set_rows([self._shown(one) for one in goals])
        self.remove_button.setEnabled(bool(goals))

    def _shown(self, one: GoalRow) -> Shown:
        kpi, value = self._context.desk.kpis.get(one.kpi), Fraction(one.value_e4, SCALE)
        place = self.named.dealers.get(one.place) or self.named.groups.get(one.place) or one.place
        upper = None if one.upper_e4 is None else Fraction(one.upper_e4, SCALE)
        said = str(float(value)) if kpi is None else goal_text(kpi, value, upper)
        return Shown(one, one.kpi if kpi is None else Text(kpi.name), Text(LEVEL_TITLES[one.level]), place, said)

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
        year = str(self._context.desk.clock.today().year)
        asked = [
            Ask("kpi", Text(N_("KPI")), "choice", kpis[0][0], kpis),
            Ask("value", Text(N_("Goal")), needed=True,
                hint=Text(N_("Shares in percent; where a middle range is best, such as of stock: 25-45"))),
            Ask("period", Text(N_("Period")), value=year, needed=True, read=parse_period,
                hint=Text(N_("2026, 2026-Q2 or 2026-04"))),
            Ask("place", Text(N_("For")), offered=offered, read=self._place,
                hint=Text(N_("A region, a dealer or a product group; empty: all"))),
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
        kpi = self._context.desk.kpis[values["kpi"]]
        period, (level, place) = values["period"], values["place"] or ("all", "")

        def command(session: Any) -> str:
            value, upper = goal_values(kpi, values["value"])
            return set_goal(
                session, kpi=kpi.id, level=level, place=place, first=period.first_day, last=period.last_day,
                value_e4=value, upper_e4=upper,
            )  # fmt: skip

        action = Action(N_("Set a goal for {kpi}"), {"kpi": kpi.name})
        save(self._context, self, action, command, done=lambda _id: self.read())

    def remove(self) -> None:
        """Take the chosen goal out."""
        rows = self.table.view.chosen_rows()
        if rows:
            goal = self.table.grid.row_at(rows[0]).row
            command = lambda session: remove_goal(session, goal_id=goal.id)  # noqa: E731
            save(self._context, self, Action(N_("Took out a goal")), command, done=lambda _none: self.read())
