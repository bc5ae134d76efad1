"""What is approved as it is shown: text as it stands, data laid out line by line, other files to be opened."""

import json
from dataclasses import dataclass
from typing import Literal

from sqlalchemy.orm import Session

from app.approvals.queries import ApprovalRow, approval
from app.core.files import FileStore
from app.core.workspace_settings import CURRENCY, NAME, setting


@dataclass(frozen=True)
class Content:
    """The bytes under the hash as somebody can read them; ``suffix`` is that of a file that holds them."""

    kind: Literal["text", "data", "file"]
    text: str
    suffix: str
    data: bytes


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
    return Content("data", json.dumps(found, ensure_ascii=False, indent=2), "json", data)


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
