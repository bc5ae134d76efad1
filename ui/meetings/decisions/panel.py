"""The part of decisions: what each was to change, what it changed, the hit rate, and the drafts that it opened."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Final, NamedTuple

from app.core.db import Action
from app.core.errors import UserError
from app.core.period import between, day_number, parse_period
from app.core.progress import Progress
from app.core.texts import N_, Text
from app.meetings.effects.links import open_dossier, open_target, open_task
from app.meetings.effects.queries import decisions, hit_rates
from app.meetings.effects.rows import DecisionRow, HitRate
from app.meetings.effects.service import measure, set_aim, withdraw_aim
from app.meetings.effects.wording import rate_text
from ui.core.ask import Ask, ask
from ui.core.card import Card
from ui.core.context import Command
from ui.core.controls import Button
from ui.core.panel import Panel
from ui.core.saving import save
from ui.core.words import Label
from ui.meetings.decisions.detail import Detail
from ui.meetings.decisions.fields import (
    Known,
    aim_fields,
    aim_values,
    dossier_fields,
    read_known,
    target_fields,
    task_fields,
)
from ui.meetings.decisions.table import Line, decisions_table, lines_of

if TYPE_CHECKING:
    from ui.core.context import Context
    from ui.core.words import Words

_LIST_PX: Final = 296
"""The list is so low while an effect is looked at below it; without one it has all the room."""
_ALL_PX: Final = 16_777_215
"""As tall as a widget can be."""


class _Read(NamedTuple):
    """What the part shows."""

    decisions: list[DecisionRow]
    rates: list[HitRate]
    known: Known


class DecisionsPanel(Panel):
    """A list of decisions, the effect of the chosen one below it."""

    title: ClassVar[str] = N_("Decisions")
    watches: ClassVar[frozenset[str]] = frozenset(
        {"meeting_outcome", "decision_aim", "decision_link", "meeting", "adjustment_dossier", "target_plan",
         "action_item"}
    )  # fmt: skip

    def __init__(self, context: "Context") -> None:
        """Empty until it is shown."""
        super().__init__(context)
        self.found: _Read | None = None
        self._wanted = ""
        self.table = decisions_table(context)
        self.rate = Label(self.look, "", "dim", wrap=True)
        self.expect_button = self._button(N_("Expect an effect…"), self.expect, "target", "Ctrl+N")
        self.measure_button = self._button(N_("Measure now"), self.measure, "refresh-cw")
        self.withdraw_button = self._button(N_("Withdraw"), self.withdraw, "ban")
        self.dossier_button = self._button(N_("Dossier…"), self.add_dossier, "wallet")
        self.target_button = self._button(N_("Target…"), self.add_target, "trending-up")
        self.task_button = self._button(N_("Task…"), self.add_task, "list-checks")
        self.detail = Detail(
            context, [self.expect_button, self.measure_button, self.withdraw_button],
            [self.dossier_button, self.target_button, self.task_button],
        )  # fmt: skip
        upper = Card(self.look)
        upper.body.addWidget(self.rate)
        upper.body.addWidget(self.table, 1)
        self._upper = upper
        self.body.addWidget(upper, 1)
        self.body.addWidget(self.detail, 1)
        self.table.picked.connect(lambda _one: self._show_chosen())
        self.table.opened.connect(lambda _one: self.expect())

    def _button(self, words: str, on: Callable[[], object], icon: str, shortcut: str = "") -> Button:
        return Button(self.look, Text(words), on, icon=icon, kind="quiet", shortcut=shortcut)

    # -- reading ------------------------------------------------------------------------------------------------------

    def open(self, target: Mapping[str, object]) -> None:
        """``outcome`` or ``aim`` is an id or a reference."""
        self._wanted = str(target.get("outcome") or target.get("aim") or "")

    def reload(self) -> None:
        """Read the decisions, their measurements and what the dialogs offer."""
        desk = self.context.desk

        def work(progress: Progress) -> _Read:
            with desk.db.read(progress) as session:
                return _Read(
                    decisions(session, desk.workspace.files), hit_rates(session), read_known(session)
                )  # fmt: skip

        self.load(work, self._show)

    def _show(self, found: _Read) -> None:
        current: Line | None = self.table.current
        wanted = self._wanted or (current.id if current is not None else "")
        self.found, self._wanted = found, ""
        self.table.set_rows(lines_of(found.decisions))
        self.rate.say("\n".join(self.look.t.render(rate_text(one)) for one in found.rates[:2]))
        self.rate.setVisible(bool(found.rates))
        chosen = 0
        for n in range(self.table.grid.rowCount()):
            one: Line = self.table.grid.row_at(n)
            names = {one.id, one.decision.outcome_id, one.decision.ref} | ({one.aim.ref} if one.aim else set())
            chosen = n if wanted in names else chosen
        if self.table.grid.rowCount():
            self.table.view.select(chosen)
        self._show_chosen()

    def retranslate(self) -> None:
        """The hit rate in the other language."""
        if self.found is not None:
            self.rate.say("\n".join(self.look.t.render(rate_text(one)) for one in self.found.rates[:2]))

    def _show_chosen(self) -> None:
        one: Line | None = self.table.current
        self.detail.setVisible(one is not None)
        self._upper.setMaximumHeight(_ALL_PX if one is None else _LIST_PX)
        self.detail.show_line(one)
        writes = one is not None and not self.context.desk.db.read_only
        aim = None if one is None else one.aim
        self.expect_button.setEnabled(writes and one is not None and one.can_expect)
        self.expect_button.say(
            Text(N_("Expect an effect…")) if aim is None or aim.state == "withdrawn"
            else Text(N_("Change what is expected…"))
        )  # fmt: skip
        self.measure_button.setEnabled(writes and aim is not None and aim.state != "withdrawn")
        self.withdraw_button.setEnabled(writes and aim is not None and aim.state == "waiting")
        view = None if self.found is None else self.found.known.adjusting
        self.dossier_button.setEnabled(writes and view is not None and bool(view.policies and view.periods))
        for button in (self.target_button, self.task_button):
            button.setEnabled(writes)

    # -- the effect ---------------------------------------------------------------------------------------------------

    def expect(self) -> None:
        """Ask what the chosen decision shall change."""
        one, found = self._current(), self.found
        if one is None or found is None or not self.expect_button.isEnabled():
            return
        known, aim = found.known, one.aim if one.aim is not None and one.aim.state == "waiting" else None
        values = self._ask(N_("Expected effect"), aim_fields(known, one.decision, aim), N_("Save"))
        if values is None:
            return
        try:
            said = aim_values(known, values)
        except UserError as error:
            self.context.notify("bad", error.text)
            return
        outcome = one.decision.outcome_id

        def command(session: Any) -> str:
            if aim is not None and aim.kpi != said["kpi"]:
                withdraw_aim(session, aim_id=aim.id)
            return set_aim(session, outcome_id=outcome, **said)

        save(self.context, self, Action(N_("Said what a decision shall change")), command,
             done=lambda made: setattr(self, "_wanted", made))  # fmt: skip

    def measure(self) -> None:
        """Measure the chosen effect as far as the figures reach."""
        one, desk = self._current(), self.context.desk
        if one is None or one.aim is None:
            return
        aim = one.aim.id
        self.context.tasks.run(
            Text(N_("Measuring the effect of a decision")),
            lambda _progress: measure(desk.db, desk.workspace.files, aim_id=aim), lambda _found: None, owner=self,
        )  # fmt: skip

    def withdraw(self) -> None:
        """Expect nothing any more; undo takes it back."""
        one = self._current()
        if one is not None and one.aim is not None:
            aim = one.aim.id
            save(self.context, self, Action(N_("Withdrew an expected effect")),
                 lambda session: withdraw_aim(session, aim_id=aim))  # fmt: skip

    # -- what it opens ------------------------------------------------------------------------------------------------

    def add_dossier(self) -> None:
        """Ask for policy, quarter, dealer and factor, and propose it."""
        one, found = self._current(), self.found
        if one is None or found is None:
            return
        today = day_number(self.context.desk.clock.today())
        values = self._ask(N_("Dossier of a decision"), dossier_fields(found.known, one.decision), N_("Open"))
        if values is not None:
            save(self.context, self, Action(N_("Opened a dossier from a decision")),
                 lambda session: open_dossier(session, outcome_id=one.decision.outcome_id, today=today, **values),
                 said=Text(N_("The dossier is filled in and cites the decision.")))  # fmt: skip

    def add_target(self) -> None:
        """Ask for KPI, dealer, months and amount, and write them into a draft of targets."""
        one, found = self._current(), self.found
        if one is None or found is None:
            return
        values = self._ask(N_("Target of a decision"), target_fields(found.known, one.decision), N_("Open"))
        if values is None:
            return
        months = between(*(parse_period(each) for each in values["months"])).months
        year = months[0].first.year

        def command(session: Any) -> None:
            if months[-1].first.year != year:
                raise UserError("The targets of one draft are of one year.")
            open_target(
                session, outcome_id=one.decision.outcome_id, year=year, kpi=values["kpi"],
                dealer_id=values["dealer_id"], months={each.first.month: values["amount"] for each in months},
            )  # fmt: skip

        save(self.context, self, Action(N_("Opened a target from a decision")), command,
             said=Text(N_("The draft of targets is filled in and cites the decision.")))  # fmt: skip

    def add_task(self) -> None:
        """Ask who does what until when."""
        one, found = self._current(), self.found
        if one is None or found is None:
            return
        today = day_number(self.context.desk.clock.today())
        values = self._ask(N_("Task of a decision"), task_fields(found.known, one.decision, today), N_("Add"))
        if values is not None:
            save(self.context, self, Action(N_("Opened a task from a decision")),
                 lambda session: open_task(session, outcome_id=one.decision.outcome_id, **values))  # fmt: skip

    def _ask(self, title: str, fields: Sequence[Ask], accept: str) -> dict[str, Any] | None:
        one = self._current()
        note: Words = "" if one is None else one.decision.text
        return ask(self.look, self, Text(title), fields, accept=Text(accept), note=note)

    def _current(self) -> Line | None:
        found: Line | None = self.table.current
        return found

    def commands(self) -> list[Command]:
        """An expected effect, and the export."""
        return [
            Command(Text(N_("Expect an effect of the chosen decision")), self.expect, "target"),
            Command(Text(N_("Export the list of decisions")), self.table.export, "file-spreadsheet"),
        ]
