"""``python tools/revision.py "what changes"``: the next migration, from what the newest schema lacks of the models.

Read what it wrote, complete it (data, triggers), then leave a workspace behind with ``python tools/fixture.py``.
"""

import re
import sys
import tempfile
from contextlib import closing
from pathlib import Path

from alembic.autogenerate import produce_migrations, render_python_code
from alembic.migration import MigrationContext
from sqlalchemy import create_engine

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))
HEADER = '''"""{title}."""

import sqlalchemy as sa
from alembic import op

revision = "{revision}"
down_revision = "{before}"
branch_labels = None
depends_on = None


def upgrade() -> None:
    {body}


def downgrade() -> None:
    raise NotImplementedError("a newer file is refused by an older program; go back to the backup")
'''


def body() -> str:
    """The statements that bring the newest schema to the models; ``pass`` where they agree."""
    from app.core import migrate
    from app.core.connect import create_file
    from migrations.models import metadata

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "newest.cdesk"
        create_file(path)
        migrate.upgrade(path)
        engine = create_engine(f"sqlite:///{path}")
        with closing(engine.connect()) as connection:
            context = MigrationContext.configure(connection, opts={"compare_type": True, "render_as_batch": True})
            script = produce_migrations(context, metadata)
            assert script.upgrade_ops is not None  # noqa: S101 - alembic always makes it
            found = render_python_code(script.upgrade_ops, render_as_batch=True)
        engine.dispose()
    lines = [line for line in found.splitlines() if not line.strip().startswith("#")]
    return "\n".join(lines).strip()


def main(words: list[str]) -> int:
    """Write the next revision's file."""
    from app.core import migrate

    if len(words) != 1:
        print(__doc__)
        return 2
    before = migrate.head()
    revision = f"{int(before) + 1:04d}"
    slug = re.sub(r"[^a-z0-9]+", "_", words[0].casefold()).strip("_") or "change"
    target = migrate.MIGRATIONS / "versions" / f"{revision}_{slug}.py"
    text = HEADER.format(title=words[0], revision=revision, before=before, body=body())
    target.write_text(text, encoding="utf-8")
    print(f"wrote {target.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
