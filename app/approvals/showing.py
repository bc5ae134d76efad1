"""What is approved as it is shown: text as it stands, data laid out line by line, other files to be opened."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal, NamedTuple

from sqlalchemy.orm import Session

from app.approvals.queries import ApprovalRow, approval
from app.core.files import FileStore
from app.core.texts import N_
from app.core.workspace_settings import CURRENCY, NAME, setting

_TOLD: Final[Mapping[str, str]] = {
    "fund": N_("Fund"), "dealer": N_("Dealer"), "title": N_("Subject"), "from": N_("Activity from"),
    "to": N_("Activity until"), "requested_minor": N_("Amount asked for"), "budget_minor": N_("Budget"),
    "period": N_("Period"), "before_minor": N_("Before"), "after_minor": N_("After"), "lines": N_("Rows"),
    "rows": N_("Rows"), "evidence": N_("Evidence"), "note": N_("Note"),
}  # fmt: skip
"""What data under approval says of itself, by its own names, in the order in which a person asks for it."""
_MINOR: Final = "_minor"


class Fact(NamedTuple):
    """One thing that data under approval says: its title, and text or an amount in minor units."""

    title: str
    """A msgid."""
    text: str
    minor: int | None


@dataclass(frozen=True)
class Content:
    """The bytes under the hash as somebody can read them; ``suffix`` is that of a file that holds them."""

    kind: Literal["text", "data", "file"]
    text: str
    suffix: str
    data: bytes
    facts: tuple[Fact, ...] = ()
    """Of data: the gist of it in words; the data itself stands whole in ``text``."""
    currency: str = ""
    """Of data that names one: that of its amounts."""


@dataclass(frozen=True)
class Shown:
    """An approval with its content, read at one moment."""

    row: ApprovalRow
    content: Content
    currency: str
    issuer: str


def read_content(data: bytes) -> Content:
    """The content of an approval; nothing of it is left out."""
    if data.startswith(b"%PDF-"):
        return Content("file", "", "pdf", data)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return Content("file", "", "bin", data)
    try:
        found = json.loads(text)
    except ValueError:
        return Content("text", text, "txt", data)
    if not isinstance(found, dict | list):
        return Content("text", text, "txt", data)
    said = found if isinstance(found, dict) else {}
    return Content(
        "data", json.dumps(found, ensure_ascii=False, indent=2), "json", data, _facts(said),
        str(said.get("currency") or ""),
    )  # fmt: skip


def _facts(said: Mapping[str, object]) -> tuple[Fact, ...]:
    found = []
    for name, title in _TOLD.items():
        match said.get(name):
            case int(value) if name.endswith(_MINOR):
                found.append(Fact(title, "", value))
            case list(value):
                found.append(Fact(title, str(len(value)), None))
            case str(value) if value:
                found.append(Fact(title, value, None))
    return tuple(found)


def show_approval(session: Session, files: FileStore, approval_id: str) -> Shown:
    """An approval as one who decides it sees it; raises UserError where its content is missing or damaged."""
    row = approval(session, approval_id)
    return Shown(
        row, read_content(files.get(row.content_sha256)), str(setting(session, CURRENCY) or "CNY"),
        str(setting(session, NAME) or ""),
    )  # fmt: skip


def grouped(sha256: str) -> str:
    """A hash in groups of eight characters, as it is read aloud and compared with a scan."""
    return " ".join(sha256[at : at + 8] for at in range(0, len(sha256), 8))
