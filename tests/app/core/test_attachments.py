"""Files of a record: one record for each, the bytes once."""

import pytest

from app.core.attachments import attach, attachments_of, detach, require_attachable
from app.core.db import Action, Database
from app.core.errors import UserError


def put(db: Database, name: str, sha256: str, record: str = "l1") -> str:
    return db.write(
        Action("test"),
        lambda session: attach(
            session, entity="licence", entity_id=record, name=name, sha256=sha256, size=10, kind="scan"
        ),
    ).value


def test_the_same_bytes_are_attached_once_and_come_back_after_they_were_taken_off(db: Database) -> None:
    one = put(db, "C:\\scans\\许可证.pdf", "a" * 64)
    assert put(db, "again.pdf", "a" * 64) == one
    other = put(db, "../../etc/photo.jpg", "b" * 64)
    with db.read() as session:
        rows = attachments_of(session, "licence", "l1", "l2")
    assert [(row.name, row.media_type) for row in rows["l1"]] == [
        ("许可证.pdf", "application/pdf"), ("photo.jpg", "image/jpeg"),
    ]  # fmt: skip
    assert rows["l2"] == []
    db.write(Action("test"), lambda session: detach(session, attachment_id=other))
    with pytest.raises(UserError, match="no longer"):
        db.write(Action("test"), lambda session: detach(session, attachment_id=other))
    assert put(db, "photo.jpg", "b" * 64) == other


def test_an_empty_or_a_huge_file_is_refused_before_it_is_kept() -> None:
    with pytest.raises(UserError, match="empty"):
        require_attachable(0)
    with pytest.raises(UserError, match="50 MB"):
        require_attachable(50 * 1024 * 1024 + 1)
