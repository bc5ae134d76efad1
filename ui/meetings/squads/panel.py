"""The part of squads: their list above, the chosen one's charter and board below."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Final, NamedTuple

from app.actions.queries import ActionRow
from app.core.db import Action
from app.core.period import day_number
from app.core.progress import Progress
from app.core.texts import N_, Text, either
from app.initiatives.commands import (
    add_milestone,
    edit_milestone,
    edit_squad,
    end_squad,
    found_squad,
    pause_squad,
    reach_milestone,
    remove_milestone,
    set_members,
    take_up_squad,
)
from app.initiatives.queries import MilestoneRow, SquadRow, SquadView, squad_view, squads
from app.kpi.own.known import listed_kpis
from app.people.queries import PersonRow, departments, people
from ui.core import actions as shared
from ui.core.ask import Ask, ask
from ui.core.card import Card, row
from ui.core.context import Command
from ui.core.controls import Button
from ui.core.kanban import Kanban
from ui.core.lanes import lanes, move_action
from ui.core.panel import Panel
from ui.core.saving import save
from ui.core.table import Table
from ui.core.table_columns import Column
from ui.core.words import Words
from ui.meetings.squads.charter import CharterCard, squad_state
from ui.meetings.squads.fields import charter_fields, charter_of, milestone_fields

if TYPE_CHECKING:
    from ui.core.context import Context

_LIST_PX: Final = 190
_ALL_PX: Final = 16_777_215
"""The list is so low above a squad; without one it has all the room."""
_CHARTER_PX: Final = 320


class _Read(NamedTuple):
    """What the part shows."""

    squads: list[SquadRow]
    views: dict[str, SquadView]
    people: list[PersonRow]
    departments: list[tuple[str, Words]]
    kpis: list[tuple[str, Words]]
    today: int


class SquadsPanel(Panel):
    """Squads with their charters and boards."""

    title: ClassVar[str] = N_("Squads")
    watches: ClassVar[frozenset[str]] = frozenset({"squad", "squad_member", "milestone", "action_item", "person"})

    def __init__(self, context: "Context") -> None:
        """Empty until it is shown."""
        super().__init__(context)
        look = self.look
        self.found: _Read | None = None
        self._wanted = ""
        self.table = self._make_table()
        self.charter = CharterCard(context)
        self.board = Kanban(look)
        self.new_button = Button(look, Text(N_("New squad…")), self.add, icon="plus", kind="primary", shortcut="Ctrl+N")
        self.change_button = Button(look, Text(N_("Change…")), self.change, icon="pencil", kind="quiet")
        self.pause_button = Button(look, Text(N_("Pause")), self.pause, icon="ban", kind="quiet")
        self.end_button = Button(look, Text(N_("End…")), self.end, icon="check", kind="quiet")
        self.drop_button = Button(look, Text(N_("Give up…")), lambda: self.end(dropped=True), icon="x", kind="quiet")
        self.action_button = Button(look, Text(N_("Action…")), self.add_action, icon="plus", kind="quiet")
        self.actions_shown = (self.new_button,)
        self._arrange()

    def _make_table(self) -> Table:
        columns = (
            Column("state", Text(N_("State")), "pill", 130, get=lambda one: squad_state(one, self._today())),
            Column("name", Text(N_("Squad")), stretch=True, width=200),
            Column("lead", Text(N_("Lead")), width=100),
            Column("sponsor", Text(N_("Sponsor")), width=100),
            Column("ends_on", Text(N_("Ends on")), "date", 110),
            Column("steps", Text(N_("Milestones")), width=100, get=lambda one: (
                f"{sum(step.done_on is not None for step in one.milestones)} / {len(one.milestones)}")),
            Column("open", Text(N_("Open actions")), "number", 100),
            Column("late", Text(N_("Of them late")), "number", 100),
            Column("ref", Text(N_("Reference")), width=110, hidden=True),
        )  # fmt: skip
        return Table(
            self.context, columns, name="meetings.squads", title=Text(N_("Squads")), empty=Text(N_("No squad yet")),
            empty_text=Text(N_("A squad has one goal, a sponsor, a lead and an end; it reports to every meeting.")),
        )  # fmt: skip

    def _arrange(self) -> None:
        upper, right = Card(self.look), Card(self.look, Text(N_("Actions of the squad")), subtitle=" ")
        upper.body.addWidget(self.table)
        self._upper = upper
        for button in (self.action_button, self.change_button, self.pause_button, self.end_button, self.drop_button):
            right.buttons.addWidget(button)
        right.body.addWidget(self.board, 1)
        self._right = right
        self.charter.setFixedWidth(_CHARTER_PX)
        self.body.addWidget(upper, 1)
        self.body.addLayout(row(self.charter, right, gap=12), 1)
        self.table.picked.connect(lambda _one: self._show_chosen())
        self.board.moved.connect(lambda one, stage: self.put(one, str(stage)))
        self.board.opened.connect(self.edit_action)
        self.charter.adding.connect(self.add_milestone)
        self.charter.ticked.connect(self.tick)
        self.charter.changing.connect(self.change_milestone)
        self.charter.removing.connect(self.remove_milestone)

    def _today(self) -> int:
        return day_number(self.context.desk.clock.today())

    # -- reading ------------------------------------------------------------------------------------------------------

    def open(self, target: Mapping[str, object]) -> None:
        """``squad`` is an id or a reference."""
        self._wanted = str(target.get("squad", ""))

    def reload(self) -> None:
        """Read squads, their actions and what a charter may name."""
        desk, today = self.context.desk, self._today()

        def work(progress: Progress) -> _Read:
            with desk.db.read(progress) as session:
                rows = squads(session, on=today)
                return _Read(
                    rows, {one.id: squad_view(session, one.id, on=today) for one in rows}, list(people(session)),
                    [(one.id, Text(either(one.name, one.name_en or ""))) for one in departments(session)],
                    [(one.id, Text(one.name)) for one in listed_kpis(session).values()], today,
                )  # fmt: skip

        self.load(work, self._show)

    def _show(self, found: _Read) -> None:
        current: SquadRow | None = self.table.current
        wanted = self._wanted or (current.id if current is not None else "")
        self.found, self._wanted = found, ""
        self.table.set_rows(found.squads)
        chosen = 0
        for n in range(self.table.grid.rowCount()):
            one = self.table.grid.row_at(n)
            chosen = n if wanted in {one.id, one.ref} else chosen
        if self.table.grid.rowCount():
            self.table.view.select(chosen)
        self._show_chosen()

    def _show_chosen(self) -> None:
        one: SquadRow | None = self.table.current
        found = self.found
        writes = not self.context.desk.db.read_only
        there = one is not None and found is not None
        self.charter.setVisible(there)
        self._right.setVisible(there)
        self._upper.setMaximumHeight(_LIST_PX if there else _ALL_PX)
        self.new_button.setEnabled(writes)
        if one is None or found is None or one.id not in found.views:
            return
        live = one.state in {"active", "paused"}
        self.charter.show_squad(one, dict(found.kpis), writes=writes and live)
        for button in (self.action_button, self.change_button, self.pause_button, self.drop_button):
            button.setEnabled(writes and live)
        self.pause_button.say(Text(N_("Go on")) if one.state == "paused" else Text(N_("Pause")))
        self.end_button.setEnabled(writes)
        self.end_button.say(Text(N_("End…")) if live else Text(N_("Take up again")))
        self._right.say_subtitle(one.name)
        self.board.show_lanes(lanes(self.look, [(each, "") for each in found.views[one.id].actions], found.today))

    # -- squads -------------------------------------------------------------------------------------------------------

    def add(self) -> None:
        """Ask for a charter and set the squad up."""
        values = self._charter(None)
        if values is None:
            return
        members = [(person, "") for person in values["members"]]
        save(self.context, self, Action(N_("Set up a squad")),
             lambda session: found_squad(session, **charter_of(values), members=members),
             done=lambda squad: setattr(self, "_wanted", squad))  # fmt: skip

    def change(self) -> None:
        """Ask for another charter of the chosen one."""
        one = self._current()
        values = self._charter(one)
        if values is None:
            return
        parts = {member.person_id: member.part for member in one.members}
        members = [(person, parts.get(person, "")) for person in values["members"]]

        def command(session: Any) -> None:
            edit_squad(session, squad_id=one.id, changes=charter_of(values))
            set_members(session, squad_id=one.id, members=members)

        save(self.context, self, Action(N_("Changed a squad")), command)

    def _charter(self, one: SquadRow | None) -> Mapping[str, Any] | None:
        found = self.found
        if found is None:
            return None
        fields = charter_fields(found.people, found.departments, found.kpis, one, found.today)
        title: Words = Text(N_("New squad")) if one is None else one.name
        return ask(self.look, self, title, fields, accept=Text(N_("Save")))

    def pause(self) -> None:
        """Let it rest, or go on."""
        one = self._current()
        paused = one.state == "active"
        action = Action(N_("Paused a squad")) if paused else Action(N_("A squad goes on"))
        save(self.context, self, action, lambda session: pause_squad(session, squad_id=one.id, paused=paused))

    def end(self, *, dropped: bool = False) -> None:
        """Ask what came of it, or why it is given up; one that has ended is taken up again."""
        one = self._current()
        if one.state not in {"active", "paused"}:
            save(self.context, self, Action(N_("Took a squad up again")),
                 lambda session: take_up_squad(session, squad_id=one.id))  # fmt: skip
            return
        title = Text(N_("Why is it given up?")) if dropped else Text(N_("What came of it?"))
        field = Ask("result", Text(N_("Reason")) if dropped else Text(N_("Result")), "long", needed=True)
        accept = Text(N_("Give up")) if dropped else Text(N_("End"))
        values = ask(self.look, self, title, [field], accept=accept, note=one.name)
        if values is not None:
            today, action = self._today(), Action(N_("Gave a squad up")) if dropped else Action(N_("Ended a squad"))
            save(self.context, self, action, lambda session: end_squad(
                session, squad_id=one.id, on=today, result=values["result"], dropped=dropped))  # fmt: skip

    def _current(self) -> SquadRow:
        one: SquadRow = self.table.current
        return one

    # -- milestones ---------------------------------------------------------------------------------------------------

    def add_milestone(self) -> None:
        """Ask for a step and keep it."""
        one = self._current()
        values = ask(self.look, self, Text(N_("New milestone")), milestone_fields(None, one.ends_on),
                     accept=Text(N_("Add")))  # fmt: skip
        if values is not None:
            save(self.context, self, Action(N_("Added a milestone")),
                 lambda session: add_milestone(session, squad_id=one.id, **values))  # fmt: skip

    def change_milestone(self, step: MilestoneRow) -> None:
        """Ask for other words or another day."""
        values = ask(self.look, self, step.title, milestone_fields(step, step.due_on), accept=Text(N_("Save")))
        if values is not None:
            save(self.context, self, Action(N_("Changed a milestone")),
                 lambda session: edit_milestone(session, milestone_id=step.id, changes=values))  # fmt: skip

    def remove_milestone(self, step: MilestoneRow) -> None:
        """Take it off the charter; undo brings it back."""
        save(self.context, self, Action(N_("Removed a milestone")),
             lambda session: remove_milestone(session, milestone_id=step.id))  # fmt: skip

    def tick(self, step: MilestoneRow) -> None:
        """Reached today, or not after all."""
        on = None if step.done_on is not None else self._today()
        save(self.context, self, Action(N_("Reached a milestone")),
             lambda session: reach_milestone(session, milestone_id=step.id, on=on))  # fmt: skip

    # -- the board ----------------------------------------------------------------------------------------------------

    def add_action(self) -> None:
        """Ask for an action of the squad."""
        one = self._current()
        if self.found is not None:
            shared.add(self.context, self, self.found.people, about=("squad", one.id))

    def edit_action(self, action_id: str) -> None:
        """Change the action of a card."""
        one = self._action(action_id)
        if one is not None and self.found is not None:
            shared.edit(self.context, self, self.found.people, one)

    def put(self, action_id: str, stage: str) -> None:
        """A card was moved: another stage, done with what came of it, or taken up again."""
        one = self._action(action_id)
        if one is not None:
            move_action(self.context, self, one, stage)

    def _action(self, action_id: str) -> ActionRow | None:
        found, squad = self.found, self.table.current
        if found is None or squad is None:
            return None
        return next((one for one in found.views[squad.id].actions if one.id == action_id), None)

    def commands(self) -> list[Command]:
        """A new squad."""
        return [Command(Text(N_("New squad")), self.add, "plus", "Ctrl+N")]
