"""What the user should know about how a workspace lies on the disk."""

from pathlib import Path
from typing import Final

from app.core import fleet
from app.core.keys import head_of, key_id_of
from app.core.texts import N_, Text

_WANTED: Final = N_(
    "The policy file of this machine wants workspaces encrypted, and “{name}” is not. Turn encryption on (Settings, "
    "or: channeldesk -w FILE encrypt on)."
)
UNFINISHED: Final = N_(
    "Encryption was interrupted before every file was done. Finish it (Settings, or: channeldesk -w FILE encrypt "
    "finish)."
)
"""Said of a workspace whose files do not all have its key."""


def notices(main: Path, files: Path, own_folder: Path) -> tuple[Text, ...]:
    """Sentences about a workspace and its store of files; the practice region in the account's folder is invented."""
    key = key_id_of(main)
    if head_of(files) and key_id_of(files) != key:
        return (Text(UNFINISHED),)
    if key is None and fleet.policy().encrypt == "required" and not fleet.is_practice(main, own_folder):
        return (Text(_WANTED, {"name": main.name}),)
    return ()
