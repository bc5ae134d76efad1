"""What a copy says of itself that holds what a workspace knew at one transaction; nothing is ever written to it."""

from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, text

from app.core.connect import connect
from app.core.texts import N_, Text

_OF: Final = "known_of"


@dataclass(frozen=True)
class Known:
    """The newest transaction of a copy, its instant, and the workspace that it was made of."""

    tx: int
    at: datetime
    of: Path

    def notice(self) -> Text:
        """What is said over every page of it."""
        at = self.at.astimezone()
        return Text(N_("As known at {time}, transaction {tx}. Nothing can be changed here."),
                    {"time": f"{at:%Y-%m-%d %H:%M:%S}", "tx": self.tx})  # fmt: skip


def mark_known(connection: Connection, of: Path) -> None:
    """Say in a copy what it is, so that whoever opens it only reads it."""
    sql = "INSERT INTO meta(key, value) VALUES (:key, :of) ON CONFLICT(key) DO UPDATE SET value = excluded.value"
    connection.execute(text(sql), {"key": _OF, "of": str(of)})


def read_known(path: Path) -> Known | None:
    """What a file says of itself; None for a workspace that is no such copy."""
    with closing(connect(path, read_only=True)) as connection:
        of = connection.execute("SELECT value FROM meta WHERE key = ?", (_OF,)).fetchone()
        if of is None:
            return None
        tx, at = connection.execute("SELECT tx, at FROM tx ORDER BY tx DESC LIMIT 1").fetchone()
        return Known(tx, datetime.fromtimestamp(at / 1_000, UTC), Path(of[0]))
