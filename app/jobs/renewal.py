"""Asking a dealer for papers and taking their scans in, as the window and the command line do it."""

from dataclasses import dataclass
from pathlib import Path

from app.compliance.gate.renewal import RenewalPack, attach_scan, make_renewal_tasks, renewal_pack
from app.core.attachments import require_attachable
from app.core.db import Action
from app.core.errors import UserError
from app.core.period import day_number
from app.core.texts import N_
from app.core.whole import write_whole
from app.core.workspace import Workspace
from app.core.workspace_settings import NAME, setting
from app.people.queries import names
from app.reports.renewal_letter import renewal_letter


@dataclass(frozen=True)
class Asked:
    """A letter that was written."""

    path: Path
    pack: RenewalPack
    tasks: int
    bytes: int


def write_renewal(workspace: Workspace, *, dealer_id: str, lang: str, path: Path) -> Asked:
    """Write a dealer's letter and make the tasks that wait for the papers.

    Raises UserError where nothing runs out and nothing is missing, and where the file cannot be written.
    """
    db = workspace.db
    with db.read() as session:
        pack = renewal_pack(session, dealer_id=dealer_id, today=workspace.clock.today())
        sender, person = str(setting(session, NAME, "")), names(session).get(db.actor, "")
    if pack.empty:
        raise UserError("Nothing of {dealer} runs out, and nothing is missing.", dealer=pack.dealer.name)
    pdf = renewal_letter(pack, lang, sender=sender, person=person)
    write_whole(path, pdf)
    action = Action(N_("Asked {dealer} for papers"), {"dealer": pack.dealer.name})
    tasks = db.write(action, lambda session: make_renewal_tasks(session, pack=pack)).value
    return Asked(path, pack, len(tasks), len(pdf))


def take_scan(workspace: Workspace, *, licence_id: str, number: str, path: Path) -> int:
    """Keep a scan, put it to its licence, and close what waited for it; returns how many tasks that were.

    Raises UserError for a file that is empty, too large or gone, and for a licence that is gone.
    """
    try:
        size = path.stat().st_size
        require_attachable(size)
        sha256 = workspace.files.put_file(path)
    except OSError as error:
        raise UserError("{file} cannot be read.", file=path.name) from error
    on = day_number(workspace.clock.today())
    action = Action(N_("Attached a scan of licence {number}"), {"number": number})
    closed = workspace.db.write(
        action,
        lambda session: attach_scan(
            session, licence_id=licence_id, name=path.name, sha256=sha256, size=size, on=on
        ),
    )  # fmt: skip
    return len(closed.value)
