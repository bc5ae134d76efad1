"""steps of rebates, claims of display fees."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "display_fee",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("batch_n", sa.Integer(), nullable=False),
        sa.Column("row_no", sa.Integer(), nullable=False),
        sa.Column("source_n", sa.Integer(), nullable=False),
        sa.Column("current", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=True),
        sa.Column("claim_no", sa.Text(), nullable=True),
        sa.Column("party_code", sa.Text(), nullable=True),
        sa.Column("month_on", sa.Integer(), nullable=True),
        sa.Column("outlet_code", sa.Text(), nullable=True),
        sa.Column("outlet_name", sa.Text(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("amount_e4", sa.Integer(), nullable=True),
        sa.Column("sales_before_e4", sa.Integer(), nullable=True),
        sa.Column("sales_during_e4", sa.Integer(), nullable=True),
        sa.Column("photo", sa.Text(), nullable=True),
        sa.Column("estimated", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_display_fee")),
    )
    with op.batch_alter_table("display_fee", schema=None) as batch_op:
        batch_op.create_index("ix_display_fee_batch_n", ["batch_n", "row_no"], unique=False)
        batch_op.create_index("ix_display_fee_identity", ["source_n", "key"], unique=False)
        batch_op.create_index("ix_display_fee_month_on", ["month_on"], unique=False)

    op.create_table(
        "rebate_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("batch_n", sa.Integer(), nullable=False),
        sa.Column("row_no", sa.Integer(), nullable=False),
        sa.Column("source_n", sa.Integer(), nullable=False),
        sa.Column("current", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=True),
        sa.Column("party_code", sa.Text(), nullable=True),
        sa.Column("tier", sa.Text(), nullable=True),
        sa.Column("from_on", sa.Integer(), nullable=True),
        sa.Column("to_on", sa.Integer(), nullable=True),
        sa.Column("threshold_e4", sa.Integer(), nullable=True),
        sa.Column("rate_e4", sa.Integer(), nullable=True),
        sa.Column("method", sa.Text(), nullable=True),
        sa.Column("estimated", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rebate_step")),
    )
    with op.batch_alter_table("rebate_step", schema=None) as batch_op:
        batch_op.create_index("ix_rebate_step_batch_n", ["batch_n", "row_no"], unique=False)
        batch_op.create_index("ix_rebate_step_from_on", ["from_on"], unique=False)
        batch_op.create_index("ix_rebate_step_identity", ["source_n", "key"], unique=False)


def downgrade() -> None:
    raise NotImplementedError("a newer file is refused by an older program; go back to the backup")
