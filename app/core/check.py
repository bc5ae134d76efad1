"""``check``: whether a workspace is sound, in sentences; no sentence means that it is."""

from collections.abc import Callable, Iterable, Iterator, Sequence

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.core.db import Database
from app.core.files import FileStore
from app.core.journal_replay import differences
from app.core.journal_rows import broken_links
from app.core.progress import Progress
from app.core.texts import Text

Check = Callable[[Session], Iterable[Text]]


def check(
    db: Database, files: FileStore | None = None, more: Sequence[Check] = (), progress: Progress | None = None
) -> list[Text]:
    """Everything that is wrong: file, foreign keys, journal, records, kept files, and what ``more`` looks at."""
    checks: list[Check] = [_damage, _loose_keys, broken_links, differences, *more]
    found: list[Text] = []
    progress = progress or Progress()
    with db.read(progress) as session:
        for done, one in enumerate(checks):
            progress.step(done, len(checks) + 1)
            found += one(session)
    if files is not None and files.path.exists():
        found += [Text("The kept file {sha} is missing or damaged.", {"sha": name[:12]}) for name in files.damaged()]
    return found


def _damage(session: Session) -> Iterator[Text]:
    for (line,) in session.execute(text("PRAGMA integrity_check(20)")):
        if line != "ok":
            yield Text("The file is damaged: {detail}", {"detail": line})


def _loose_keys(session: Session) -> Iterator[Text]:
    for table, rowid, parent, _ in session.execute(text("PRAGMA foreign_key_check")):
        yield Text(
            "Row {row} of {table} names a row of {parent} that is not there.",
            {"row": rowid, "table": table, "parent": parent},
        )
