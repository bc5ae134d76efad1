"""One step of writing from a page: in a worker, told when it is done, and taken back by undo."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QObject

from app.core.db import Action
from app.core.progress import Progress
from app.core.texts import N_, Text

if TYPE_CHECKING:
    from ui.core.context import Context
    from ui.core.words import Words

SAVED: Final = N_("Saved. Undo takes it back.")


def save(
    context: "Context",
    owner: QObject,
    action: Action,
    command: Callable[[Any], Any],
    *,
    done: Callable[[Any], object] | None = None,
    said: "Words | None" = None,
) -> None:
    """Run a command on the session of the writer; ``done`` gets what it returns. A refusal becomes a notice."""
    desk = context.desk

    def work(progress: Progress) -> Any:
        return desk.db.write(action, command, progress=progress).value

    def written(found: Any) -> None:
        context.notify("good", Text(SAVED) if said is None else said)
        if done is not None:
            done(found)

    context.tasks.run(Text(action.code, action.params), work, written, owner=owner)
