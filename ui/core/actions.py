"""Actions on every page: the dialogs that add, change and close one, and a list of them with ticks."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.actions.queries import ActionRow
from app.actions.service import KIND_TITLES, STATE_TITLES, close_action, create_action, edit_action, reopen_action
from app.core.db import Action
from app.core.period import day_number
from app.core.texts import N_, Text
from app.dealers.queries import DealerRow
from app.people.queries import PersonRow
from ui.core.ask import Ask, ask, ask_dealer
from ui.core.card import clear
from ui.core.controls import IconButton
from ui.core.saving import save
from ui.core.table_columns import State
from ui.core.words import Label, Pill, Words

if TYPE_CHECKING:
    from ui.core.context import Context

_EMPTY = ("owner_id", "department_id", "kpi", "repeats", "stage")
"""Fields in which nothing chosen is nothing kept."""
SOON_DAYS = 7
"""So many days before an action is due it is marked."""


def state_of(one: ActionRow, today: int) -> State:
    """The pill of an action: late, due soon, open, or how it was closed."""
    if one.state != "open":
        return State(Text(STATE_TITLES[one.state]), "good" if one.state == "done" else "dim")
    if one.due_on is not None and one.due_on < today:
        return State(Text(N_("{n} days late"), {"n": today - one.due_on}), "bad")
    if one.due_on is not None and one.due_on <= today + SOON_DAYS:
        return State(Text(N_("due soon")), "warn")
    return State(Text(STATE_TITLES["open"]), "brand")


def person_options(people: Sequence[PersonRow]) -> list[tuple[str, Words]]:
    """Nobody, and everybody of the workspace."""
    return [("", "—"), *((one.id, one.name) for one in people)]


def asked_fields(
    people: Sequence[PersonRow], one: ActionRow | None, *, kind: str = "task", owner_id: str = "",
    due_on: int | None = None, said: str = "",
) -> list[Ask]:  # fmt: skip
    """What is asked of an action; words that the program itself wrote cannot be changed."""
    kinds: list[tuple[str, Words]] = [(key, Text(title)) for key, title in KIND_TITLES.items()]
    found = [
        Ask("kind", Text(N_("Kind")), "choice", one.kind if one else kind, kinds),
        Ask("owner_id", Text(N_("Owner")), "choice", one.owner_id if one else owner_id, person_options(people)),
        Ask("due_on", Text(N_("Due on")), "day", one.due_on if one else due_on),
    ]
    if one is None or not one.code:
        found.insert(0, Ask("title", Text(N_("What is to be done")), "text", one.title if one else said, needed=True))
    return found


def add(
    context: "Context", owner: QWidget, people: Sequence[PersonRow], *, about: tuple[str, str] | None = None,
    dealers: Sequence[DealerRow] = (), more: Sequence[Ask] = (),
) -> None:  # fmt: skip
    """Ask for a new action and keep it; with ``dealers`` one of them may be named, whom it is about.

    ``more`` are other fields of an action that are asked for too.
    """
    fields = asked_fields(people, None, owner_id=context.desk.workspace.person or "")
    if dealers:
        fields.insert(1, ask_dealer("party_id", dealers))
    values = ask(context.look, owner, Text(N_("New action")), [*fields, *more], accept=Text(N_("Add")))
    if values is not None:
        keep_new(context, owner, values, about=about)


def keep_new(
    context: "Context", owner: QObject, values: Mapping[str, Any], *, about: tuple[str, str] | None = None
) -> None:
    """Keep a new action as the dialog gave it."""
    named = dict(values) | {name: values[name] or None for name in _EMPTY if name in values}
    party_id = named.pop("party_id", None)
    about = ("party", party_id) if party_id else about
    save(context, owner, Action(N_("New action")), lambda session: create_action(session, about=about, **named))


def edit(
    context: "Context", owner: QWidget, people: Sequence[PersonRow], one: ActionRow, *, more: Sequence[Ask] = ()
) -> None:
    """Ask for other words, another owner or day of an open action; a closed one is opened again."""
    look = context.look
    if one.state != "open":
        save(
            context,
            owner,
            Action(N_("Opened an action again")),
            lambda session: reopen_action(session, action_id=one.id),
        )
        return
    values = ask(look, owner, one.title, [*asked_fields(people, one), *more], accept=Text(N_("Save")))
    if values is not None:
        changes = values | {name: values[name] or None for name in _EMPTY if name in values}
        save(context, owner, Action(N_("Changed an action")),
             lambda session: edit_action(session, action_id=one.id, changes=changes))  # fmt: skip


def finish(context: "Context", owner: QWidget, one: ActionRow, *, dropped: bool = False) -> None:
    """Ask what came of an action, or why it is dropped, and close it today."""
    title = Text(N_("Why is it dropped?")) if dropped else Text(N_("What came of it?"))
    field = Ask("outcome", Text(N_("Reason")) if dropped else Text(N_("Outcome")), "long", needed=dropped)
    accept = Text(N_("Drop")) if dropped else Text(N_("Done"))
    values = ask(context.look, owner, title, [field], accept=accept, note=one.title)
    if values is not None:
        keep_closed(context, owner, one, values["outcome"], dropped=dropped)


def keep_closed(context: "Context", owner: QObject, one: ActionRow, outcome: str, *, dropped: bool) -> None:
    """Close an action as of today."""
    today = day_number(context.desk.clock.today())
    action = Action(N_("Dropped an action")) if dropped else Action(N_("Finished an action"))
    save(
        context, owner, action,
        lambda session: close_action(session, action_id=one.id, on=today, outcome=outcome or None, dropped=dropped),
    )  # fmt: skip


class ActionList(QWidget):
    """One line for each action: a tick, its words, who owes it until when; obligatory ones are marked."""

    def __init__(self, context: "Context", *, empty: Words) -> None:
        """Empty until ``show_actions``."""
        super().__init__()
        self.setObjectName("clear")
        self._context, self.look, self._empty = context, context.look, empty
        self._people: Sequence[PersonRow] = ()
        self.ticks: dict[str, IconButton] = {}
        self._lines = QVBoxLayout(self)
        self._lines.setContentsMargins(0, 0, 0, 0)
        self._lines.setSpacing(2)

    def show_actions(
        self, rows: Sequence[ActionRow], people: Sequence[PersonRow], *, obligatory: frozenset[str] = frozenset()
    ) -> None:
        """List actions in their order; ``obligatory`` are ids of those that hold something up."""
        clear(self._lines)
        self.ticks = {}
        self._people = people
        if not rows:
            self._lines.addWidget(Label(self.look, self._empty, "dim", wrap=True))
        for one in rows:
            self._lines.addLayout(self._line(one, must=one.id in obligatory))

    def _line(self, one: ActionRow, *, must: bool) -> QHBoxLayout:
        look, context, today = self.look, self._context, day_number(self._context.desk.clock.today())
        line = QHBoxLayout()
        line.setSpacing(8)
        closed = one.state != "open"
        face = ("circle-check", Text(N_("Take up again"))) if closed else ("circle", Text(N_("Done…")))
        tick = IconButton(look, *face, partial(self._tick, one), size=16)
        self.ticks[one.id] = tick
        line.addWidget(tick)
        title = Label(look, one.title, "dim" if closed else "body", wrap=True)
        title.set_tip(one.outcome)
        line.addWidget(title, 1)
        if must and not closed:
            line.addWidget(Pill(look, Text(N_("obligatory")), "brand", shape=False))
        if one.owner:
            line.addWidget(Label(look, one.owner, "dim"))
        day = one.done_on if closed else one.due_on
        if day is not None:
            line.addWidget(Label(look, look.formats.day(day), "dim"))
        state = state_of(one, today)
        line.addWidget(Pill(look, state.words, state.tone))
        if not closed:
            change = Text(N_("Change…"))
            line.addWidget(IconButton(look, "pencil", change, lambda: edit(context, self, self._people, one), size=14))
            drop = Text(N_("Drop…"))
            line.addWidget(IconButton(look, "x", drop, lambda: finish(context, self, one, dropped=True), size=14))
        return line

    def _tick(self, one: ActionRow) -> None:
        if one.state == "open":
            finish(self._context, self, one)
        else:
            edit(self._context, self, self._people, one)
