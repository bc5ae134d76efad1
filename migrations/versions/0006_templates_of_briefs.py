"""Templates of briefs."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "brief_template",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("removed", sa.Boolean(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("stamps", sa.Text(), nullable=False),
        sa.Column("extra", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_brief_template")),
    )
    with op.batch_alter_table("brief_template", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_brief_template_ref"), ["ref"], unique=False)


def downgrade() -> None:
    raise NotImplementedError("a newer file is refused by an older program; go back to the backup")
