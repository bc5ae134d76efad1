"""What is done with a plan as a whole: begun, copied, out as a file and back, approved, thrown away."""

from collections.abc import Callable, Mapping
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QFileDialog, QWidget

from app.core.db import Action
from app.core.progress import Progress
from app.core.texts import N_, Text
from app.jobs.target_files import PlanChanges, changes_of_file, said_plan_changes, take_changes, write_plan
from app.jobs.target_posting import Approved, Posting, approve_plan, posting_of
from app.jobs.targets import Wish, make_plan
from app.planning.targets.queries import PlanRow, PlanView, read_plan
from app.planning.targets.records import KPI_TITLES
from app.planning.targets.service import copy_plan, remove_plan
from app.planning.targets.sheets import Said
from ui.core.ask import Ask, AskDialog
from ui.core.card import Banner
from ui.core.controls import Button, IconButton
from ui.core.dialogs import Dialog, ask_text, confirm
from ui.core.menus import drop_down
from ui.core.page import Command
from ui.core.saving import save
from ui.core.table import Table
from ui.core.table_columns import Column
from ui.core.table_export import ask_where
from ui.core.words import Label
from ui.targets.goals import GoalsDialog

if TYPE_CHECKING:
    from ui.core.context import Context

_REFUSED_SHOWN = 5


class PlanActs:
    """Buttons in the head of the page, and the same as commands."""

    def __init__(
        self, context: "Context", page: QWidget, plan: Callable[[], PlanRow | None], opened: Callable[[str], object]
    ) -> None:
        """``plan`` is the one that is shown; ``opened`` shows another one."""
        self._context, self._page, self._plan, self._opened = context, page, plan, opened
        self.look = context.look
        self.new_button = Button(self.look, Text(N_("New plan")), self.begin, icon="plus", shortcut="Ctrl+N")
        self.approve_button = Button(
            self.look, Text(N_("Approve")), self.approve, icon="circle-check", kind="primary", shortcut="Ctrl+Return"
        )
        self.more_button = IconButton(self.look, "ellipsis", Text(N_("More with this plan")), self._show_menu)

    @property
    def buttons(self) -> tuple[QWidget, ...]:
        """In the order in which they stand."""
        return self.new_button, self.approve_button, self.more_button

    def show(self, plan: PlanRow) -> None:
        """Only a draft can be approved."""
        self.approve_button.setEnabled(plan.state == "draft")

    def commands(self) -> list[Command]:
        """For Ctrl+K."""
        return [
            Command(Text(N_("New plan of targets")), self.begin, "plus", "Ctrl+N"),
            Command(Text(N_("Approve the plan")), self.approve, "circle-check", "Ctrl+Return"),
            Command(Text(N_("New version of this plan")), self.copy, "copy"),
            Command(Text(N_("Export the plan to Excel")), self.export, "file-spreadsheet"),
            Command(Text(N_("Take in a changed plan")), self.take_in, "upload"),
            Command(Text(N_("Throw this draft away")), self.remove, "trash-2"),
            Command(Text(N_("Goals that count")), self.show_goals, "star"),
        ]

    def _show_menu(self) -> None:
        drop_down(self.look, self.more_button, self.commands()[2:])

    # -- begun, copied, thrown away -----------------------------------------------------------------------------------

    def begin(self) -> None:
        """Ask what a new plan is to be made of."""
        dialog = self.dialog()
        if dialog.run():
            self.make(dialog.values)
        dialog.deleteLater()

    def dialog(self) -> AskDialog:
        """The dialog of a new plan."""
        year = self._context.desk.clock.today().year + 1
        asked = [
            Ask("name", Text(N_("Name")), value=str(year), needed=True),
            Ask("year", Text(N_("Year")), "number", year, needed=True),
            Ask("growth", Text(N_("Growth in %")), value="0", read=lambda text: Fraction(text or "0"),
                hint=Text(N_("Above last year; months that are not over are taken from the year before it"))),
            *(Ask(one, Text(title), "check", one == "net_amount") for one, title in KPI_TITLES.items()),
            Ask("by_group", Text(N_("By product group")), "check", value=False),
        ]  # fmt: skip
        return AskDialog(self.look, self._page, Text(N_("New plan of targets")), asked, accept=Text(N_("Begin")))

    def make(self, values: Mapping[str, Any]) -> None:
        """Begin a plan from last year."""
        kpis = [one for one in KPI_TITLES if values.get(one)]
        wish = Wish(values["name"], int(values["year"]), kpis, values["growth"] / 100, bool(values["by_group"]))
        today = self._context.desk.clock.today()
        action = Action(N_("Began the targets {plan}"), {"plan": wish.name})
        command = lambda session: make_plan(session, wish=wish, today=today)  # noqa: E731
        save(self._context, self._page, action, command, done=self._opened)

    def copy(self) -> None:
        """Begin the next version."""
        plan = self._plan()
        if plan is None:
            return
        title, words = Text(N_("New version of this plan")), Text(N_("It begins with the same figures, as a draft."))
        name = ask_text(self.look, self._page, title, words, accept=Text(N_("Begin")), value=f"{plan.name} v2")
        if name is not None:
            self.copy_as(plan, name)

    def copy_as(self, plan: PlanRow, name: str) -> None:
        """Begin the next version under a name."""
        action = Action(N_("Began the targets {plan}"), {"plan": name})
        command = lambda session: copy_plan(session, plan_id=plan.id, name=name)  # noqa: E731
        save(self._context, self._page, action, command, done=self._opened)

    def remove(self) -> None:
        """Throw the draft away; undo brings it back."""
        plan = self._plan()
        if plan is not None:
            action = Action(N_("Threw away the targets {plan}"), {"plan": plan.name})
            save(self._context, self._page, action, lambda session: remove_plan(session, plan_id=plan.id))

    def show_goals(self) -> None:
        """What the KPIs shall be that no plan sums up."""
        dialog = GoalsDialog(self._context, self._page)
        dialog.run()
        dialog.deleteLater()

    # -- as a file ----------------------------------------------------------------------------------------------------

    def export(self) -> None:
        """Ask for a file and write the plan."""
        plan = self._plan()
        path = plan and ask_where(self._page, self.look.t("Export the plan to Excel"), plan.name)
        if plan is not None and path:
            self.export_to(plan, path.with_suffix(".xlsx"))

    def export_to(self, plan: PlanRow, path: Path) -> None:
        """Write the plan in a worker."""
        desk, lang = self._context.desk, self.look.lang

        def tell(count: int) -> None:
            said = {"n": self.look.formats.number(count), "file": path.name}
            self._context.notify("good", Text(N_("Written to {file}. Rows: {n}"), said))

        self._context.tasks.run(
            Text(N_("Writing {file}"), {"file": path.name}),
            lambda progress: write_plan(desk.db, plan.id, desk.kpis, path, lang=lang, progress=progress),
            tell, owner=self._page,
        )  # fmt: skip

    def take_in(self) -> None:
        """Ask for a changed file, show what would change, and change it."""
        plan = self._plan()
        chosen, _kind = QFileDialog.getOpenFileName(
            self._page, self.look.t("Take in a changed plan"), "", "Excel (*.xlsx);;CSV (*.csv)"
        )
        if plan is not None and chosen:
            self.take_in_file(plan, Path(chosen))

    def take_in_file(self, plan: PlanRow, path: Path) -> None:
        """The same for a file that is known."""
        desk, lang = self._context.desk, self.look.lang

        def work(progress: Progress) -> tuple[PlanChanges, list[Said]]:
            changes = changes_of_file(desk.db, plan.id, desk.kpis, path, progress=progress)
            with desk.db.read() as session:
                view: PlanView = read_plan(session, plan.id)
            return changes, said_plan_changes(view, changes, desk.kpis, lang)

        title = Text(N_("Looking at what would change"))
        self._context.tasks.run(title, work, lambda found: self._look_at(plan, *found), owner=self._page)

    def _look_at(self, plan: PlanRow, changes: PlanChanges, lines: list[Said]) -> None:
        if not changes.any and not changes.refused:
            self._context.notify("info", Text(N_("Nothing would change.")))
            return
        dialog = ChangesDialog(self._context, self._page, changes, lines)
        if dialog.run():
            self.take(plan, changes)
        dialog.deleteLater()

    def take(self, plan: PlanRow, changes: PlanChanges) -> None:
        """Change the draft."""
        desk = self._context.desk

        def tell(count: int) -> None:
            self._context.notify("good", Text(N_("Lines changed: {n}"), {"n": self.look.formats.number(count)}))

        self._context.tasks.run(
            Text(N_("Changing targets")), lambda _progress: take_changes(desk.db, plan.id, changes), tell,
            owner=self._page,
        )  # fmt: skip

    # -- approved -----------------------------------------------------------------------------------------------------

    def approve(self) -> None:
        """Show what would be posted, ask, and approve."""
        plan, desk = self._plan(), self._context.desk
        if plan is None or plan.state != "draft":
            return

        def work(_progress: Progress) -> tuple[Posting, PlanView]:
            with desk.db.read() as session:
                return posting_of(session, plan.id), read_plan(session, plan.id)

        title = Text(N_("Looking at what would change"))
        self._context.tasks.run(title, work, lambda found: self._ask(*found), owner=self._page)

    def _ask(self, posting: Posting, view: PlanView) -> None:
        number = self.look.formats.number
        said = {
            "n": number(len(posting.rows)), "cleared": number(posting.cleared), "out": number(len(posting.out)),
            "gaps": number(sum(any(one.months) for one in view.gaps)), "goals": number(len(posting.goals)),
            "goals_out": number(posting.goals_out),
        }  # fmt: skip
        words = Text(
            N_("Targets posted: {n}\nTargets that stood and are not in the plan, set to nothing: {cleared}\n"
               "Earlier batches that give way: {out}\nTotals with a gap, which is posted to nobody: {gaps}\n"
               "Goals that count with it: {goals}\n"
               "Goals of earlier versions that are not in it and stop counting: {goals_out}\n\n"
               "An approval is final. A newer version can replace it."), said,
        )  # fmt: skip
        title = Text(N_("Approve {plan}?"), {"plan": posting.plan.name})
        if confirm(self.look, self._page, title, words, accept=Text(N_("Approve"))):
            self.carry_out(posting.plan)

    def carry_out(self, plan: PlanRow) -> None:
        """Approve it in a worker."""
        desk = self._context.desk

        def tell(done: Approved) -> None:
            said = {"batch": done.batch, "n": self.look.formats.number(done.rows),
                    "goals": self.look.formats.number(done.goals)}  # fmt: skip
            words = Text(N_("Approved as batch {batch}. Targets posted: {n}. Goals that count now: {goals}."), said)
            self._context.notify("good", words if done.batch else Text(N_("Goals that count now: {goals}"), said))

        self._context.tasks.run(
            Text(N_("Approving {plan}"), {"plan": plan.name}),
            lambda progress: approve_plan(desk.pipeline, desk.db, plan_id=plan.id, progress=progress), tell,
            owner=self._page,
        )  # fmt: skip


class ChangesDialog(Dialog):
    """What a changed file would change, month by month; accepting it is changing it."""

    writes = True

    def __init__(self, context: "Context", parent: QWidget | None, changes: PlanChanges, lines: list[Said]) -> None:
        """``lines`` say the changes in words."""
        look = context.look
        title = Text(N_("Values that would change: {n}"), {"n": look.formats.number(len(lines))})
        super().__init__(look, parent, title, accept=Text(N_("Change them")))
        self.resize(820, 520)
        self.body.addWidget(Label(look, Text(N_("All of it is one step: one undo takes it back.")), "dim"))
        if changes.refused:
            head = look.t("Rows that cannot be taken: {n}", n=look.formats.number(len(changes.refused)))
            told = [look.t("{place}: {why}", place=look.say(where), why=look.say(why))
                    for where, why in changes.refused[:_REFUSED_SHOWN]]  # fmt: skip
            self.body.addWidget(Banner(look, "warn", "\n".join([head, *told])))
        columns = (
            Column("place", Text(N_("Target of")), stretch=True, width=200), Column("kpi", Text(N_("KPI")), width=110),
            Column("group", Text(N_("Product group")), width=130), Column("month", Text(N_("Month")), width=90),
            Column("before", Text(N_("Before")), width=120), Column("after", Text(N_("After")), width=120),
        )  # fmt: skip
        self.table = Table(context, columns, name="targets.changes", title=Text(N_("Changes")))
        self.table.set_rows(lines)
        self.body.addWidget(self.table, 1)
        self.accept_button.setEnabled(changes.any)
