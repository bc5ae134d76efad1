"""Actions as cards: not begun, under way, waiting for others, and what was done lately."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Final

from app.actions.queries import ActionRow
from app.actions.service import STAGE_TITLES, edit_action, reopen_action
from app.core.db import Action
from app.core.texts import N_, Text
from ui.core.actions import finish, state_of
from ui.core.kanban import Lane, Note
from ui.core.saving import save
from ui.core.words import Words

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from ui.core.context import Context
    from ui.core.look import Look

NOT_BEGUN, DOING, WAITING, DONE = "", "doing", "waiting", "done"
LANES: Final[tuple[tuple[str, str], ...]] = (
    (NOT_BEGUN, N_("Not begun")), (DOING, STAGE_TITLES["doing"]), (WAITING, STAGE_TITLES["waiting"]),
    (DONE, N_("Done")),
)  # fmt: skip
DONE_DAYS: Final = 30
"""What was done stays on the board for so many days."""


def lane_of(one: ActionRow) -> str:
    """The column of an action."""
    return (one.stage if one.stage in STAGE_TITLES else NOT_BEGUN) if one.state == "open" else DONE


def on_board(one: ActionRow, today: int) -> bool:
    """Whether an action has a card: what was dropped or done long ago has none."""
    return one.state == "open" or (one.state == "done" and (one.done_on or 0) > today - DONE_DAYS)


def lanes(look: "Look", rows: Iterable[tuple[ActionRow, Words]], today: int) -> list[Lane]:
    """The columns with their cards in the order of the rows."""
    notes: dict[str, list[Note]] = {key: [] for key, _ in LANES}
    for one, about in rows:
        if on_board(one, today):
            notes[lane_of(one)].append(_note(look, one, about, today))
    return [Lane(key, Text(title), notes[key]) for key, title in LANES]


def _note(look: "Look", one: ActionRow, about: Words, today: int) -> Note:
    day = one.due_on if one.state == "open" else one.done_on
    who = " · ".join(part for part in (one.owner, look.formats.day(day) if day is not None else "") if part)
    return Note(one.id, one.title, [words for words in (about, who) if words], state_of(one, today))


def move_action(context: "Context", owner: "QWidget", one: ActionRow, stage: str) -> None:
    """What a moved card asks for: another stage, done with what came of it, or taken up again."""
    if stage == DONE:
        finish(context, owner, one)
        return

    def command(session: Any) -> None:
        if one.state != "open":
            reopen_action(session, action_id=one.id)
        edit_action(session, action_id=one.id, changes={"stage": stage or None})

    save(context, owner, Action(N_("Moved an action on the board")), command)
