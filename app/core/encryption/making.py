"""New workspaces that are encrypted from their first byte on."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.core import fleet
from app.core.errors import UserError
from app.core.workspace import SUFFIX, Workspace

if TYPE_CHECKING:
    from app.core.encryption.service import NewKey


def wanted_key(path: Path, own_folder: Path) -> "NewKey | None":
    """A key for a new workspace where the policy file wants one; the practice region, all invented, needs none."""
    if fleet.policy().encrypt != "required" or fleet.is_practice(path, own_folder):
        return None
    from app.core.encryption.service import make_key

    return make_key()


def create_workspace(path: Path, new: "NewKey | None", own_folder: Path, **words: Any) -> Workspace:
    """Like Workspace.create, under a key whose code the caller shows; UserError where the policy file wants one."""
    if new is not None:
        from app.core.encryption.service import keeping

        with keeping(path.with_suffix(SUFFIX), new):
            return Workspace.create(path, key=new.key, **words)
    if wanted_key(path, own_folder) is not None:
        raise UserError("The policy file of this machine wants workspaces encrypted.")
    return Workspace.create(path, **words)
