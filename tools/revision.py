"""Writes ``migrations/versions/0001_initial.py`` anew from the models, as long as nothing is released.

The same models give the same bytes. Once a revision is released it is never touched again; the next one is written by
``alembic revision --autogenerate`` against the fixture workspace.
"""

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))
TARGET = ROOT / "migrations" / "versions" / "0001_initial.py"
HEADER = '''"""The first schema."""
# ruff: noqa: PLR0915 - written by tools/revision.py, one statement a table

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
'''


def rendered() -> str:
    """The file's text for the models as they are now."""
    from alembic.autogenerate import produce_migrations, render_python_code
    from alembic.migration import MigrationContext
    from alembic.operations.ops import CreateIndexOp, CreateTableOp, ModifyTableOps, UpgradeOps
    from sqlalchemy import create_engine

    from app.core.model import JsonText
    from migrations.models import metadata
    from migrations.triggers import TRIGGERS

    def render_item(kind: str, item: object, _context: object) -> str | bool:
        return "sa.Text()" if kind == "type" and isinstance(item, JsonText) else False

    engine = create_engine("sqlite://")
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"target_metadata": metadata, "render_item": render_item})
        script = produce_migrations(context, metadata)
    engine.dispose()
    operations = script.upgrade_ops.ops if script.upgrade_ops else []
    tables = [one for one in operations if isinstance(one, CreateTableOp)]
    groups = [one for one in operations if isinstance(one, ModifyTableOps)]
    indices = [one for group in groups for one in group.ops if isinstance(one, CreateIndexOp)]
    indices.sort(key=lambda one: str(one.index_name))
    body = render_python_code(
        UpgradeOps([*tables, *indices]), render_as_batch=False, render_item=render_item, migration_context=context
    )
    body = re.sub(r"^\s*#.*(\n|\Z)", "", body, flags=re.MULTILINE)
    triggers = "\n".join(f'    op.execute("""{re.sub(chr(10) + " {4}", chr(10), text)}""")' for text in TRIGGERS)
    return f"{HEADER}    {body.strip()}\n{triggers}\n"


@contextmanager
def locked() -> Iterator[None]:
    """One at a time."""
    import fcntl

    with (ROOT / "migrations" / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def formatted() -> str:
    """The text as the formatter leaves it."""
    command = [sys.executable, "-m", "ruff", "format", "--stdin-filename", str(TARGET), "-"]
    return subprocess.run(command, input=rendered(), capture_output=True, text=True, check=True, cwd=ROOT).stdout


def main() -> int:
    """Write the file if it differs."""
    with locked():
        found = formatted()
        if not TARGET.exists() or TARGET.read_text(encoding="utf-8") != found:
            TARGET.parent.mkdir(exist_ok=True)
            TARGET.write_text(found, encoding="utf-8")
            print(f"wrote {TARGET.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
