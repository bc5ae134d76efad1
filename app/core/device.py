"""Which device writes into a file: a line of the journal that no other copy of the file goes on with."""

import platform
import secrets
import time
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Final

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from app.core.db import Action, Database
from app.core.journal import head_of
from app.core.model import Device, Meta
from app.core.settings import MachineSettings
from app.core.texts import N_

DEVICE: Final = "device"
WORKSPACE: Final = "workspace"


def first_rows(workspace_id: str) -> tuple[list[tuple[str, str]], tuple[str, str, int, None, int, str]]:
    """The rows of ``meta`` and the row of ``device`` of a new workspace."""
    device = secrets.token_hex(6)
    return (
        [(WORKSPACE, workspace_id), (DEVICE, device)],
        (device, platform.node(), time.time_ns() // 1_000_000, None, 0, ""),
    )


def start_device(session: Session) -> str:
    """Make a new device the one that writes, naming the old one and its head; returns its id."""
    old = current_device(session)
    dseq, head = head_of(session, old)
    device = secrets.token_hex(6)
    row = {"id": device, "name": platform.node(), "started_at": time.time_ns() // 1_000_000}
    session.execute(insert(Device), [row | {"replaces": old, "old_dseq": dseq, "old_head": head}])
    _switch(session, device)
    return device


def current_device(session: Session) -> str:
    """The device that writes now."""
    return session.execute(select(Meta.value).where(Meta.key == DEVICE)).scalar_one()


def workspace_id(session: Session) -> str:
    """The id that a workspace and all its copies share."""
    return session.execute(select(Meta.value).where(Meta.key == WORKSPACE)).scalar_one()


def _switch(session: Session, device: str) -> None:
    session.execute(update(Meta).where(Meta.key == DEVICE).values(value=device))


def settle_device(db: Database, machine: MachineSettings) -> None:
    """See that this account goes on with its own device, or starts one where the file was copied or restored.

    The file is the one that this account had open if it lies where it lay (or was moved from there) and holds
    everything that the account's device wrote.
    """
    with db.read() as session:
        space, current = workspace_id(session), current_device(session)
        held = {device: head_of(session, device)[0] for device in session.execute(select(Device.id)).scalars()}
    path = str(db.path.resolve())
    known = machine.devices(space)
    moved = {was: known[was] for was in known if not Path(was).exists() and known[was][0] == current}
    for was, (device, dseq) in ({path: known[path]} if path in known else moved).items():
        if held.get(device, -1) >= dseq:
            if device != current:
                db.write(Action(N_("Go on with this machine's device")), partial(_switch, device=device))
            machine.set_device(space, device=device, path=db.path.resolve(), dseq=held[device], forget=was)
            return
    device = db.write(Action(N_("Start a new device")), start_device, origin="system").value
    machine.set_device(space, device=device, path=db.path.resolve(), dseq=0)


def remember_device(db: Database, machine: MachineSettings) -> None:
    """Note how far this machine's device has come, so that an older copy in its place is noticed."""
    with db.read() as session:
        space, device = workspace_id(session), current_device(session)
        dseq, _ = head_of(session, device)
    with suppress(OSError):  # on a full disk the older note stands, which asks less
        machine.set_device(space, device=device, path=db.path.resolve(), dseq=dseq)
