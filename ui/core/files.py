"""Files of a record: chosen, kept by their content as one step, opened with the system's program."""

from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QWidget

from app.core.attachments import AttachmentRow, attach, require_attachable
from app.core.db import Action
from app.core.errors import UserError
from app.core.period import day_number
from app.core.progress import Progress
from app.core.texts import N_, Text
from ui.core.saving import save
from ui.core.words import Words, spoken

if TYPE_CHECKING:
    from ui.core.context import Context


def ask_files(context: "Context", owner: QWidget, title: Words) -> list[Path]:
    """Files that somebody chooses."""
    chosen, _ = QFileDialog.getOpenFileNames(owner, spoken(context.look, title), "")
    return [Path(one) for one in chosen]


def attach_files(
    context: "Context", owner: QObject, record: tuple[str, str], paths: Sequence[Path], *, kind: str = "file",
    write: Callable[[Callable[[Any], None]], object] | None = None,
) -> None:  # fmt: skip
    """Keep files with a record (entity and id); one that cannot be read is refused before any is kept.

    ``write`` keeps them as a step of its own making.
    """
    if not paths:
        return
    desk = context.desk
    day = day_number(desk.clock.today())

    def work(_progress: Progress) -> list[tuple[str, str, int]]:
        found = []
        for path in paths:
            try:
                size = path.stat().st_size
            except OSError as error:
                why = error.strerror or str(error)
                raise UserError(
                    "{file} cannot be read: {error}. Nothing was changed.", file=path.name, error=why
                ) from error
            require_attachable(size)
            found.append((path.name, desk.workspace.files.put_file(path), size))
        return found

    def kept(found: list[tuple[str, str, int]]) -> None:
        def command(session: Any) -> None:
            for name, sha256, size in found:
                attach(session, entity=record[0], entity_id=record[1], name=name, sha256=sha256, size=size, kind=kind,
                       taken_on=day)  # fmt: skip

        if write is not None:
            write(command)
        else:
            save(context, owner, Action(N_("Attached files")), command)

    context.tasks.run(Text(N_("Attached files")), work, kept, owner=owner)


def open_file(context: "Context", owner: QObject, one: AttachmentRow) -> None:
    """Open a copy with the system's program for it."""
    open_bytes(context, owner, one.name, one.sha256)


def open_bytes(context: "Context", owner: QObject, name: str, sha256: str) -> None:
    """Open a copy of what the files store keeps under a hash, as a file of that name."""
    desk = context.desk

    def work(_progress: Progress) -> Path:
        path = Path(mkdtemp(prefix="channeldesk-")) / name
        path.write_bytes(desk.workspace.files.get(sha256))
        return path

    def opened(path: Path) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))

    context.tasks.run(Text(N_("Opening {file}"), {"file": name}), work, opened, owner=owner)
