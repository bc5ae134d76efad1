"""``python tools/revision.py "what changes"``: the next migration, from what the newest schema lacks of the models.

Where the newest revision has no workspace under ``tests/fixtures`` it is not frozen yet and is written anew.
Read what it wrote, complete it (data, triggers), then leave a workspace behind with ``python tools/fixture.py``.
"""

import re
import subprocess
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
# ruff: noqa: PLR0915 - one statement a table

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
    from migrations.models import is_mapped, metadata

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "newest.cdesk"
        create_file(path)
        migrate.upgrade(path)
        engine = create_engine(f"sqlite:///{path}")
        with closing(engine.connect()) as connection:
            opts = {"compare_type": True, "render_as_batch": True, "include_name": is_mapped}
            context = MigrationContext.configure(connection, opts=opts)
            script = produce_migrations(context, metadata)
            assert script.upgrade_ops is not None  # noqa: S101 - alembic always makes it
            found = render_python_code(script.upgrade_ops, render_as_batch=True)
        engine.dispose()
    lines = [line for line in found.splitlines() if not line.strip().startswith("#")]
    # A revision must read the same when the program's own types have changed.
    return "\n".join(lines).strip().replace("app.core.model.JsonText()", "sa.Text()")


def drop_unfrozen() -> dict[Path, bytes]:
    """Take the newest revision away where no released workspace is of it; returns what stood there."""
    from app.core import migrate

    newest = migrate.head()
    taken: dict[Path, bytes] = {}
    if not (ROOT / "tests" / "fixtures" / f"{newest}.cdesk.gz").exists():
        for path in (migrate.MIGRATIONS / "versions").glob(f"{newest}_*.py"):
            taken[path] = path.read_bytes()
            path.unlink()
        migrate.revisions.cache_clear()
    return taken


def main(words: list[str]) -> int:
    """Write the next revision's file."""
    from app.core import migrate

    if len(words) != 1:
        print(__doc__)
        return 2
    taken = drop_unfrozen()
    before = migrate.head()
    revision = f"{int(before) + 1:04d}"
    slug = re.sub(r"[^a-z0-9]+", "_", words[0].casefold()).strip("_") or "change"
    target = migrate.MIGRATIONS / "versions" / f"{revision}_{slug}.py"
    try:
        text = HEADER.format(title=words[0], revision=revision, before=before, body=body())
    except BaseException:
        for path, content in taken.items():  # models that cannot be read leave the revision as it was
            path.write_bytes(content)
        raise
    target.write_text(text, encoding="utf-8")
    for step in (["format"], ["check", "--fix"]):
        subprocess.run([sys.executable, "-m", "ruff", *step, "--quiet", str(target)], check=True)
    print(f"wrote {target.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
