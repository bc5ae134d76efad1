"""What the doctor says of the policy file: where it lies, whether it is sound, what it locks, what it names in vain."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from app.core import fleet
from app.core.keys import key_id_of
from app.core.texts import N_, Text
from app.doctor.findings import BAD, OK, WARN, Finding

MOST: Final = 5
"""Faults that are told; the command lists all."""
_MEND: Final = Text(N_("Mend the policy file; “channeldesk fleet check” lists every fault with its line."))


def policy_rows() -> Iterator[Finding]:
    """The policy file in force, its faults, its locks, folders that are not there, and files that do not count."""
    found, title = fleet.policy(), Text(N_("Policy file"))
    if found.path is None:
        yield Finding("fleet", "policy", title, Text(N_("none")))
        return
    yield Finding("fleet", "policy", title, str(found.path), BAD if found.faults else OK,
                  _MEND if found.faults else None)  # fmt: skip
    for number, fault in enumerate(found.faults[:MOST], 1):
        yield Finding("fleet", f"fault.{number}", Text(N_("Fault in the policy file")), fault.text, BAD, _MEND,
                      private=True)  # fmt: skip
    locked = ", ".join(sorted(found.locked)) or Text(N_("no setting"))
    yield Finding("fleet", "locked", Text(N_("Locked for users")), locked)
    for fault in fleet.absent(found):
        advice = Text(N_("Make the folder, or connect the share; until then the policy has no effect there."))
        yield Finding("fleet", f"absent.{fault.key}", Text(N_("Named by the policy file")), fault.text, WARN, advice,
                      private=True)  # fmt: skip
    for other in fleet.places():
        if other != found.path and other.exists():
            advice = Text(N_("Take it away: the other one is stronger."))
            yield Finding("fleet", "without_effect", Text(N_("Policy file without effect")), str(other), WARN, advice)


def encryption_row(path: Path) -> Finding:
    """Whether a workspace is encrypted, as a policy may demand."""
    title = Text(N_("Encryption at rest"))
    key = key_id_of(path)
    if key is not None:
        return Finding("database", "encryption", title, Text(N_("encrypted, key {id}"), {"id": key}))
    wanted = fleet.policy().encrypt == "required"
    advice = Text(N_("By the policy file workspaces are encrypted: encrypt this one."))
    return Finding("database", "encryption", title, Text(N_("no encryption")), WARN if wanted else OK,
                   advice if wanted else None)  # fmt: skip
