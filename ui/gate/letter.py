"""Writing the renewal letter of a dealer: where to, then the PDF and the tasks."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog, QWidget

from app.core.progress import Progress
from app.core.texts import N_, Text
from app.jobs.renewal import Asked, write_renewal

if TYPE_CHECKING:
    from ui.core.context import Context

_FOLDER = "gate.letter.folder"


def ask_letter(context: "Context", owner: QWidget, dealer_id: str, code: str, name: str) -> None:
    """Ask where the letter goes, and write it there."""
    look = context.look
    folder = Path(str(context.memory.get(_FOLDER, "")))
    start = str(folder / f"{look.t('Renewal of papers')} {code} {name}.pdf")
    chosen, _ = QFileDialog.getSaveFileName(owner, look.t("Renewal letter…"), start, "PDF (*.pdf)")
    if chosen:
        path = Path(chosen if chosen.lower().endswith(".pdf") else f"{chosen}.pdf")
        context.memory.put(_FOLDER, str(path.parent))
        write_letter(context, owner, dealer_id, path)


def write_letter(context: "Context", owner: QWidget, dealer_id: str, path: Path) -> None:
    """Write the letter in the language of the screen, and make its tasks."""
    workspace, lang = context.desk.workspace, context.look.lang

    def work(_progress: Progress) -> Asked:
        return write_renewal(workspace, dealer_id=dealer_id, lang=lang, path=path)

    def done(asked: Asked) -> None:
        said = {"file": asked.path.name, "n": asked.tasks}
        context.notify("good", Text(N_("{file} is written. Tasks that wait for papers: {n}"), said))

    context.tasks.run(
        Text(N_("Writing {file}"), {"file": path.name}), work, done, owner=owner,
        failed=lambda error: context.notify("bad", error.text),
    )  # fmt: skip
