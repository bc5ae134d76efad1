"""Looks at an installation from all sides; nothing is changed, and without a workspace the rest is still told."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from app.core.progress import Progress
from app.core.settings import MachineSettings
from app.core.texts import N_, Text, Texts
from app.doctor import machine as machines
from app.doctor import rules
from app.doctor import workspace as workspaces
from app.doctor.display import look_at_screens
from app.doctor.findings import PARTS, Finding, worst
from app.doctor.fleet import policy_rows


def examine(
    path: Path | None,
    machine: MachineSettings,
    *,
    screens: Mapping[str, Any] | None = None,
    progress: Progress | None = None,
) -> list[Finding]:
    """Every finding, part by part; ``screens`` is what a window knows of its own, else a child process looks.

    Raises Cancelled where ``progress`` is.
    """
    progress = progress or Progress()
    progress.step(0, 0, Text(N_("Looking at the installation")))
    found, why = (screens, "") if screens is not None else look_at_screens()
    rows = [*machines.version_rows(), *machines.path_rows(machine), *machines.room_rows(machine)]
    rows += [*machines.font_rows(), *rules.display_findings(found, why), *machines.locale_rows(machine)]
    rows += [*policy_rows(), *machines.list_rows(machine, path)]
    if path is not None:
        rows += workspaces.workspace_path_rows(path)
        rows += workspaces.workspace_room_rows(path)
        if path.is_file():
            rows += workspaces.database_rows(path, progress)
    order = list(PARTS)
    return sorted(rows, key=lambda one: order.index(one.part))


def as_json(rows: list[Finding], t: Texts) -> dict[str, Any]:
    """What the command prints and the support bundle holds."""
    return {
        "state": worst(rows),
        "rows": [
            {
                "part": one.part, "key": one.key, "title": t.render(one.title), "value": said(one.value, t),
                "state": one.state, "advice": t.render(one.advice) if one.advice is not None else "",
            }
            for one in rows
        ],
    }  # fmt: skip


def said(value: Text | str, t: Texts) -> str:
    """A value in words."""
    return t.render(value) if isinstance(value, Text) else value
