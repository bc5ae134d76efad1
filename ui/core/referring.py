"""References on the clipboard: every figure has one, and copying is the same everywhere."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication

from app.core.texts import N_, Text

if TYPE_CHECKING:
    from ui.core.context import Context


def copy_ready(context: "Context", ref: str) -> None:
    """Put a reference that is written already on the clipboard, and say so."""
    QGuiApplication.clipboard().setText(ref)
    context.notify("good", Text(N_("Copied: {ref}"), {"ref": ref}))


def copy_written(context: "Context", owner: QObject, write: Callable[[Any], object]) -> None:
    """``write(session)`` a reference in a worker and put it on the clipboard."""
    desk = context.desk

    def work(_progress: object) -> str:
        with desk.db.read() as session:
            return str(write(session))

    title = Text(N_("Writing the reference"))
    context.tasks.run(title, work, lambda ref: copy_ready(context, ref), owner=owner, key="reference")
