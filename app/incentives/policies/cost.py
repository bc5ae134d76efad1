"""What a version's kept simulation says it costs: by that amount the rules choose who approves it."""

import json
from typing import TYPE_CHECKING, Any

from app.core.errors import UserError
from app.incentives.policies.queries import VersionRow
from app.incentives.policies.rules import NOT_SIMULATED

if TYPE_CHECKING:
    from app.core.files import FileStore


def simulated_cost(files: "FileStore", row: VersionRow) -> int | None:
    """The likely high cost (P90) of its content, else what it would have cost in the past, in minor units.

    None where the result says nothing of a cost. Raises UserError where the version was not simulated, where its
    result is missing, and where the result is of another content.
    """
    if not row.simulation_sha256:
        raise UserError(NOT_SIMULATED)
    told = json.loads(files.get(row.simulation_sha256))
    runs: list[dict[str, Any]] = told.get("runs", []) if isinstance(told, dict) else []
    if not runs:
        return None
    for one in runs:
        if one["candidate"]["content_sha256"] == row.content_sha256:
            likely = one["estimate"]
            past = sum(int(part["cost_minor"]) for part in one["periods"])
            return (int(likely["p90"]) or past) if likely else past
    raise UserError("The simulation is of other content; simulate this version again.")
