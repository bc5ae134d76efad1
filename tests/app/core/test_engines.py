"""What is compiled for one workspace serves the next one, which knows nothing else of it."""

from pathlib import Path

from sqlalchemy import select
from sqlalchemy.engine.interfaces import CacheStats

from app.core.db import Database
from app.core.workspace import Workspace
from app.people.model import Person
from app.people.service import add_person
from tests.app.core.test_db import ADD


def test_the_next_workspace_compiles_no_statement_again(db: Database, template: Path, tmp_path: Path) -> None:
    wanted = select(Person.name).where(Person.name != "compiled here for the first time")
    db.write(ADD, lambda session: add_person(session, name="李雷"))
    with db.read() as session:
        assert session.scalars(wanted).all() == ["李雷"]
    (tmp_path / "next.cdesk").write_bytes(template.read_bytes())
    with Workspace.open(tmp_path / "next.cdesk") as another, another.db.read() as session:
        found = session.connection().execute(wanted)
        assert found.context.cache_hit is CacheStats.CACHE_HIT
        assert found.all() == []  # its own rows, none of the first one's
