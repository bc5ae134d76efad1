"""What the configuration pack of head office locks, shown where it would be changed: a lock, the reason, no button."""

from typing import TYPE_CHECKING

from app.core.locks import lock_of

if TYPE_CHECKING:
    from app.bootstrap import Desk
    from app.core.texts import Text
    from ui.core.controls import Button


def pack_lock(desk: "Desk", part: str) -> "Text | None":
    """Why a part cannot be changed here; None where it can. A look at one row of the workspace."""
    with desk.db.read() as session:
        return lock_of(session, part)


def hold(why: "Text | None", *buttons: "Button") -> None:
    """Disable a button with a lock and the reason as its tip; None leaves it as it is, without these."""
    for button in buttons:
        if why is not None:
            button.setEnabled(False)
        button.explain(why)
