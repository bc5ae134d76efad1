"""steps of rebates, display fees, licences, permits, classes of goods, calendars, parts of profiles, dated prices."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

PARTS = """
    UPDATE quarantine SET entry = found.entry FROM (
        WITH part AS (
            SELECT b.n, s.key AS entry, json_extract(s.value, '$.feed') AS feed,
                   sum(json_extract(s.value, '$.quarantined'))
                       OVER (PARTITION BY b.n, json_extract(s.value, '$.feed') ORDER BY s.key) AS last
            FROM import_batch b JOIN json_each(b.summary) s WHERE b.parent_id IS NULL
        ), aside AS (
            SELECT id, batch_n, feed, row_number() OVER (PARTITION BY batch_n, feed ORDER BY id) AS place
            FROM quarantine
        )
        SELECT aside.id, min(part.entry) AS entry FROM aside
        JOIN part ON part.n = aside.batch_n AND part.feed = aside.feed AND part.last >= aside.place GROUP BY aside.id
    ) AS found WHERE found.id = quarantine.id
"""
"""The rows of a batch were put aside part after part, and its summary has how many of each."""
CORRECTED = """
    UPDATE quarantine SET entry = found.entry FROM (
        SELECT c.id, q.entry FROM quarantine c
        JOIN quarantine q ON q.id = CAST(json_extract(c.reasons, '$[0][2]') AS INTEGER) WHERE c.state = 'fixed'
    ) AS found WHERE found.id = quarantine.id
"""
"""A correction is of the part of the row that it stands for."""


def upgrade() -> None:
    op.create_table(
        "calendar",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("removed", sa.Boolean(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("first", sa.Integer(), nullable=False),
        sa.Column("stamps", sa.Text(), nullable=False),
        sa.Column("extra", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar")),
    )
    with op.batch_alter_table("calendar", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_calendar_ref"), ["ref"], unique=False)

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
        "licence",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("removed", sa.Boolean(), nullable=False),
        sa.Column("source_n", sa.Integer(), nullable=False),
        sa.Column("party_code", sa.String(), nullable=False),
        sa.Column("licence_type", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("issuer", sa.String(), nullable=True),
        sa.Column("goods_scope", sa.String(), nullable=True),
        sa.Column("from_on", sa.Integer(), nullable=True),
        sa.Column("to_on", sa.Integer(), nullable=True),
        sa.Column("by_hand", sa.String(), nullable=False),
        sa.Column("stamps", sa.Text(), nullable=False),
        sa.Column("extra", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_licence")),
    )
    with op.batch_alter_table("licence", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_licence_party_code"), ["party_code"], unique=False)
        batch_op.create_index(batch_op.f("ix_licence_ref"), ["ref"], unique=False)
        batch_op.create_index(batch_op.f("ix_licence_source_n"), ["source_n"], unique=False)

    op.create_table(
        "licence_row",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("batch_n", sa.Integer(), nullable=False),
        sa.Column("row_no", sa.Integer(), nullable=False),
        sa.Column("source_n", sa.Integer(), nullable=False),
        sa.Column("current", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=True),
        sa.Column("party_code", sa.Text(), nullable=True),
        sa.Column("licence_type", sa.Text(), nullable=True),
        sa.Column("number", sa.Text(), nullable=True),
        sa.Column("issuer", sa.Text(), nullable=True),
        sa.Column("goods_scope", sa.Text(), nullable=True),
        sa.Column("from_on", sa.Integer(), nullable=True),
        sa.Column("to_on", sa.Integer(), nullable=True),
        sa.Column("estimated", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_licence_row")),
    )
    with op.batch_alter_table("licence_row", schema=None) as batch_op:
        batch_op.create_index("ix_licence_row_batch_n", ["batch_n", "row_no"], unique=False)
        batch_op.create_index("ix_licence_row_identity", ["source_n", "key"], unique=False)

    op.create_table(
        "permit",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("removed", sa.Boolean(), nullable=False),
        sa.Column("source_n", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("party_code", sa.String(), nullable=False),
        sa.Column("counterparty_code", sa.String(), nullable=True),
        sa.Column("area_code", sa.String(), nullable=True),
        sa.Column("product_code", sa.String(), nullable=True),
        sa.Column("lot", sa.String(), nullable=True),
        sa.Column("quantity_e3", sa.Integer(), nullable=True),
        sa.Column("from_on", sa.Integer(), nullable=False),
        sa.Column("to_on", sa.Integer(), nullable=True),
        sa.Column("by_hand", sa.String(), nullable=False),
        sa.Column("stamps", sa.Text(), nullable=False),
        sa.Column("extra", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_permit")),
    )
    with op.batch_alter_table("permit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_permit_party_code"), ["party_code"], unique=False)
        batch_op.create_index(batch_op.f("ix_permit_ref"), ["ref"], unique=False)
        batch_op.create_index(batch_op.f("ix_permit_source_n"), ["source_n"], unique=False)

    op.create_table(
        "permit_row",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("batch_n", sa.Integer(), nullable=False),
        sa.Column("row_no", sa.Integer(), nullable=False),
        sa.Column("source_n", sa.Integer(), nullable=False),
        sa.Column("current", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=True),
        sa.Column("number", sa.Text(), nullable=True),
        sa.Column("party_code", sa.Text(), nullable=True),
        sa.Column("counterparty_code", sa.Text(), nullable=True),
        sa.Column("area_code", sa.Text(), nullable=True),
        sa.Column("product_code", sa.Text(), nullable=True),
        sa.Column("lot", sa.Text(), nullable=True),
        sa.Column("quantity_e3", sa.Integer(), nullable=True),
        sa.Column("from_on", sa.Integer(), nullable=True),
        sa.Column("to_on", sa.Integer(), nullable=True),
        sa.Column("estimated", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_permit_row")),
    )
    with op.batch_alter_table("permit_row", schema=None) as batch_op:
        batch_op.create_index("ix_permit_row_batch_n", ["batch_n", "row_no"], unique=False)
        batch_op.create_index("ix_permit_row_identity", ["source_n", "key"], unique=False)

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

    op.create_table(
        "calendar_period",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("removed", sa.Boolean(), nullable=False),
        sa.Column("calendar_id", sa.Text(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("first_on", sa.Integer(), nullable=False),
        sa.Column("last_on", sa.Integer(), nullable=False),
        sa.Column("stamps", sa.Text(), nullable=False),
        sa.Column("extra", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["calendar_id"], ["calendar.id"], name=op.f("fk_calendar_period_calendar_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_period")),
    )
    with op.batch_alter_table("calendar_period", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_calendar_period_calendar_id"), ["calendar_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_calendar_period_ref"), ["ref"], unique=False)

    with op.batch_alter_table("product", schema=None) as batch_op:
        batch_op.add_column(sa.Column("goods_class", sa.String(), nullable=True))

    with op.batch_alter_table("product_row", schema=None) as batch_op:
        batch_op.add_column(sa.Column("goods_class", sa.Text(), nullable=True))

    for table in ("party", "party_row"):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.add_column(sa.Column("sell_out_from_on", sa.Integer(), nullable=True))
            batch_op.add_column(sa.Column("stock_from_on", sa.Integer(), nullable=True))

    with op.batch_alter_table("quarantine", schema=None) as batch_op:
        batch_op.add_column(sa.Column("entry", sa.Integer(), server_default="0", nullable=False))
    op.execute(PARTS)
    op.execute(CORRECTED)
    _prices()


def _prices() -> None:
    op.create_table(
        "cell_price",
        sa.Column("product_n", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("from_on", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("to_on", sa.Integer(), nullable=False),
        sa.Column("price_e6", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("product_n", "from_on", name=op.f("pk_cell_price")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "price_row",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("batch_n", sa.Integer(), nullable=False),
        sa.Column("row_no", sa.Integer(), nullable=False),
        sa.Column("source_n", sa.Integer(), nullable=False),
        sa.Column("current", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=True),
        sa.Column("product_code", sa.Text(), nullable=True),
        sa.Column("list_price_e6", sa.Integer(), nullable=True),
        sa.Column("from_on", sa.Integer(), nullable=True),
        sa.Column("estimated", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_price_row")),
    )
    with op.batch_alter_table("price_row", schema=None) as batch_op:
        batch_op.create_index("ix_price_row_batch_n", ["batch_n", "row_no"], unique=False)
        batch_op.create_index("ix_price_row_identity", ["source_n", "key"], unique=False)

    op.create_table(
        "product_price",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("removed", sa.Boolean(), nullable=False),
        sa.Column("source_n", sa.Integer(), nullable=False),
        sa.Column("product_code", sa.String(), nullable=False),
        sa.Column("list_price_e6", sa.Integer(), nullable=False),
        sa.Column("from_on", sa.Integer(), nullable=True),
        sa.Column("by_hand", sa.String(), nullable=False),
        sa.Column("stamps", sa.Text(), nullable=False),
        sa.Column("extra", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_product_price")),
    )
    with op.batch_alter_table("product_price", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_product_price_product_code"), ["product_code"], unique=False)
        batch_op.create_index(batch_op.f("ix_product_price_ref"), ["ref"], unique=False)
        batch_op.create_index(batch_op.f("ix_product_price_source_n"), ["source_n"], unique=False)

    op.execute("ALTER TABLE cell_product DROP COLUMN list_price_e6")


def downgrade() -> None:
    raise NotImplementedError("a newer file is refused by an older program; go back to the backup")
