"""The Targets page: versions of a year's plan, and what each total, region and dealer is set month by month."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Final

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from app.core.db import Action
from app.core.progress import Progress
from app.core.texts import N_, Text
from app.jobs.targets import Setting, give_down, set_block
from app.kpi.planned import read_history
from app.meetings.effects.links import PLAN, cited_refs
from app.planning.targets.queries import PlanRow, PlanView, list_plans, read_plan
from app.planning.targets.records import KPI_TITLES, STATE_TITLES
from app.planning.targets.rules import Line, Span, leaves
from app.planning.targets.service import lines_of
from ui.core.card import Card
from ui.core.controls import Button, Choice, Segments
from ui.core.page import Command, Context, Page
from ui.core.saving import save
from ui.core.table import Table
from ui.core.table_columns import Column, State
from ui.core.typed_cells import TypedView
from ui.core.words import Label, Tone, Words
from ui.targets.acts import PlanActs
from ui.targets.goals import GoalList
from ui.targets.grid import TargetGrid
from ui.targets.rows import rows_of

VERSIONS_PX: Final = 250
TONES: Final[Mapping[str, Tone]] = {"draft": "warn", "approved": "good", "replaced": "dim", "withdrawn": "warn"}
LAST_YEAR: Final = "last-year"
GOALS: Final = "goals"
"""What is chosen beside the KPIs that a plan sums up."""


@dataclass(frozen=True)
class View:
    """What the page shows, read in a worker."""

    plans: tuple[PlanRow, ...]
    plan: PlanView | None
    other: tuple[Line, ...]
    decided: str = ""
    """The references of the decisions that wrote into the plan."""


class TargetsPage(Page):
    """What shall be reached."""

    title: ClassVar[str] = N_("Targets")
    watches: ClassVar[frozenset[str]] = frozenset(
        {"target_plan", "target_line", "goal", "party", "product_group", "import_batch"}
    )

    def __init__(self, context: Context) -> None:
        """Empty until it is shown."""
        super().__init__(context, scroll=False)
        self.view: View | None = None
        self._wanted = ""
        columns = (
            Column("name", Text(N_("Version")), stretch=True, width=100),
            Column("state", Text(N_("State")), "pill", 96, get=_pill),
        )
        self.versions = Table(
            context, columns, name="targets.versions", title=Text(N_("Versions")), tools=False,
            empty=Text(N_("No plan yet.")),
        )  # fmt: skip
        self.kpi = Choice(self.look, name=Text(N_("KPI")))
        self.group = Choice(self.look, name=Text(N_("Product group")))
        self.other = Choice(self.look, name=Text(N_("Compare with")))
        self.span = Segments(self.look, [("month", Text(N_("By month"))), ("quarter", Text(N_("By quarter")))])
        self.unit = Label(self.look, "", "dim")
        self.acts = PlanActs(context, self, self.plan, self.show_plan)
        self.down_button = Button(self.look, Text(N_("Give down")), self.give, icon="share-2", shortcut="Ctrl+D")
        self.down_button.setToolTip(
            self.look.t("Give the total of this row to the dealers below it by last year's shares")
        )
        self.grid: TypedView | None = None
        self.goals = GoalList(context, of_plan=True)
        self._arrange()

    def _arrange(self) -> None:
        for button in self.acts.buttons:
            self.buttons.addWidget(button)
        for part in (self.kpi, self.group, self.other, self.span):
            self.filters.addWidget(part)
        self.filters.addWidget(self.unit)
        self.filters.addStretch(1)
        self.filters.addWidget(self.down_button)
        line = QHBoxLayout()
        line.setSpacing(16)
        left, right = Card(self.look), Card(self.look)
        left.setFixedWidth(VERSIONS_PX)
        left.body.addWidget(self.versions)
        self._place = QVBoxLayout()
        self._place.addWidget(self.goals)
        right.body.addLayout(self._place)
        line.addWidget(left)
        line.addWidget(right, 1)
        self.body.addLayout(line, 1)
        self.versions.picked.connect(self._pick)
        self.kpi.picked.connect(lambda _key: self._show_grid())
        self.group.picked.connect(lambda _key: self._show_grid())
        self.span.picked.connect(lambda _key: self._show_grid())
        self.other.picked.connect(lambda _key: self.reload())
        self.look.language_changed.connect(self._show_grid)

    # -- reading ------------------------------------------------------------------------------------------------------

    def reload(self) -> None:
        """Read the versions, the one that is shown, and what it is compared with."""
        desk, wanted, other = self.context.desk, self._wanted, self.other.key()
        today = desk.clock.today()

        def work(_progress: Progress) -> View:
            with desk.db.read() as session:
                plans = tuple(list_plans(session))
                ids = [one.id for one in plans]
                if not ids:
                    return View((), None, ())
                plan = read_plan(session, wanted if wanted in ids else ids[0])
                decided = ", ".join(cited_refs(session, PLAN, plan.plan.id))
                if other in ids:
                    return View(plans, plan, tuple(leaves(lines_of(session, str(other)))), decided)
                lines: list[Line] = []
                for kpi in plan.plan.kpis:
                    grouped = any(one.group for one in plan.lines if one.kpi == kpi)
                    history = read_history(session, kpi, plan.plan.year, today, by_group=grouped)
                    lines += [Line(kpi, "dealer", *cell, history.base(cell)) for cell in history.sold]
                return View(plans, plan, tuple(lines), decided)

        self.load(work, self._show)

    def _show(self, view: View) -> None:
        self.view = view
        for part in (self.kpi, self.group, self.other, self.span, self.down_button, self.acts.approve_button):
            part.setVisible(view.plan is not None)
        if view.plan is None:
            self.unit.say("")
            self.show_empty(
                Text(N_("No targets yet.")),
                Text(N_("Begin a plan: last year and a growth are its first figures, and every one can be changed.")),
                icon="list-checks", action=Text(N_("New plan")), on=self.acts.begin,
            )  # fmt: skip
            return
        self.show_body()
        plan = view.plan.plan
        self._wanted = plan.id
        self.versions.set_rows(view.plans)
        options: list[tuple[Any, Words]] = [(one, Text(KPI_TITLES[one])) for one in plan.kpis]
        self.kpi.set_options([*options, (GOALS, Text(N_("Goals of other KPIs")))])
        groups: list[tuple[Any, Words]] = [("", Text(N_("All goods")))]
        groups += [(code, name) for code, name in view.plan.named.groups.items()]
        self.group.set_options(groups, self.group.key() or "")
        others: list[tuple[Any, Words]] = [(LAST_YEAR, Text(N_("Compare with the year before")))]
        others += [
            (one.id, Text(N_("Compare with {plan}"), {"plan": one.name})) for one in view.plans if one.id != plan.id
        ]
        self.other.set_options(others, self.other.key() or LAST_YEAR)
        self.acts.show(plan)
        self.down_button.setEnabled(plan.state == "draft")
        self._say(view.plan, view.decided)
        self._show_grid()

    def _say(self, view: PlanView, decided: str) -> None:
        plan = view.plan
        said = {
            "plan": plan.name,
            "year": str(plan.year),
            "state": Text(STATE_TITLES[plan.standing]),
            "n": self.look.formats.number(sum(any(one.months) for one in view.gaps)),
            "goals": self.look.formats.number(plan.goals),
        }
        words = N_("{plan} · {year} · {state} · totals with a gap: {n} · goals of other KPIs: {goals}")
        shown = Text(words, said)
        self.say_subtitle(Text(N_("{plan} · decided: {refs}"), {"plan": shown, "refs": decided}) if decided else shown)

    def _show_grid(self) -> None:
        """The grid of the chosen KPI and group, at the cell where one was; what is being typed is typed to its end."""
        view = self.view
        if view is None or view.plan is None or not self.kpi.key() or (self.grid is not None and self.grid.editing):
            return
        sums = self.kpi.key() != GOALS
        for part in (self.group, self.other, self.span, self.unit, self.down_button, self.grid):
            if part is not None:
                part.setVisible(sums)
        self.goals.setVisible(not sums)
        self.goals.show_goals(view.plan.goals, view.plan.named, view.plan.plan)
        if not sums:
            return
        kpi = str(self.kpi.key())
        rows = rows_of(view.plan, kpi, str(self.group.key() or ""), view.other)
        wanted = (self._span(), kpi == "quantity", view.plan.plan.state == "draft")
        shown = self.grid
        if shown is None or shown.typed_grid.made_for != wanted:
            shown = self._make_grid(*wanted)
        shown.set_rows(rows)
        unit: Words = Text(N_("pieces")) if kpi == "quantity" else self.look.formats.money_unit()
        self.unit.say(unit)

    def _make_grid(self, span: Span, quantity: bool, editable: bool) -> TypedView:  # noqa: FBT001 - as the grid calls them
        grid = TargetGrid(self.look, span=span, quantity=quantity, editable=editable)
        grid.typed.connect(self.set_values)
        grid.refused.connect(lambda words: self.context.notify("bad", words))
        if self.grid is not None:
            self._place.removeWidget(self.grid)
            self.grid.hide()
            self.grid.deleteLater()
        self.grid = found = TypedView(self.look, grid)
        grid.setParent(found)
        found.rested.connect(self._show_grid)
        found.copied_cells.connect(lambda _count: self.context.notify("good", Text(N_("Copied. Paste it into Excel."))))
        self._place.addWidget(found)
        return found

    def _span(self) -> Span:
        return "quarter" if self.span.key() == "quarter" else "month"

    def plan(self) -> PlanRow | None:
        """The version that is shown."""
        return None if self.view is None or self.view.plan is None else self.view.plan.plan

    def _pick(self, one: PlanRow | None) -> None:
        if one is not None:
            self.show_plan(one.id)

    def show_plan(self, plan_id: str) -> None:
        """Show another version."""
        if plan_id != self._wanted:
            self._wanted = plan_id
            self.reload()

    # -- doing --------------------------------------------------------------------------------------------------------

    def _write(self, words: str, command: Callable[[Any, PlanRow], Any]) -> None:
        plan = self.plan()
        if plan is not None:
            save(self.context, self, Action(words, {"plan": plan.name}), lambda session: command(session, plan))

    def set_values(self, cells: Sequence[Setting]) -> None:
        """Set months, quarters or years of lines in one step; nothing takes them out."""
        today = self.context.desk.clock.today()
        self._write(
            N_("Set a target of {plan}") if len(cells) == 1 else N_("Set targets of {plan}"),
            lambda session, plan: set_block(session, plan_id=plan.id, cells=cells, today=today),
        )

    def give(self) -> None:
        """Give the total of the current row to the dealers below it."""
        row = self.grid.row() if self.grid is not None else None
        if row is None or row.key is None or (row.kind == "dealer" and row.gap is None):
            self.context.notify("info", Text(N_("Choose the row of a total first.")))
            return
        key, today = row.key, self.context.desk.clock.today()
        self._write(
            N_("Gave a total of {plan} to the dealers"),
            lambda session, plan: give_down(session, plan_id=plan.id, key=key, today=today),
        )

    def paste(self) -> None:
        """Set what was copied in Excel from the chosen cell on."""
        if self.grid is not None:
            self.grid.paste()

    # -- where to -----------------------------------------------------------------------------------------------------

    def open(self, target: Mapping[str, object]) -> None:
        """``plan`` (an id)."""
        if "plan" in target or "id" in target:
            self.show_plan(str(target.get("plan") or target["id"]))

    def commands(self) -> list[Command]:
        """What is done with a plan."""
        return [
            *self.acts.commands(),
            Command(Text(N_("Give the total down to the dealers")), self.give, "share-2", "Ctrl+D"),
            Command(Text(N_("Paste targets from Excel")), self.paste, "copy", "Ctrl+V"),
        ]


def _pill(one: PlanRow) -> State:
    return State(Text(STATE_TITLES[one.standing]), TONES[one.standing])
