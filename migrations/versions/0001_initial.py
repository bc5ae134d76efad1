"""The first schema."""
# ruff: noqa: PLR0915 - one statement a table

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "area",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("removed", sa.Boolean(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("parent_code", sa.String(), nullable=True),
        sa.Column("by_hand", sa.String(), nullable=False),
        sa.Column("stamps", sa.Text(), nullable=False),
        sa.Column("extra", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_area")),
    )
    op.create_table(
        "area_row",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("batch_n", sa.Integer(), nullable=False),
        sa.Column("row_no", sa.Integer(), nullable=False),
        sa.Column("source_n", sa.Integer(), nullable=False),
        sa.Column("current", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=True),
        sa.Column("area_code", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("parent_code", sa.Text(), nullable=True),
        sa.Column("estimated", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_area_row")),
    )
    op.create_table(
        "batch_scope",
        sa.Column("batch_n", sa.Integer(), nullable=False),
        sa.Column("feed", sa.Text(), nullable=False),
        sa.Column("first_on", sa.Integer(), nullable=False),
        sa.Column("last_on", sa.Integer(), nullable=False),
        sa.Column("party_code", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("batch_n", "feed", "first_on", "party_code", name=op.f("pk_batch_scope")),
    )
    op.create_table(
        "cell",
        sa.Column("pack", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("span", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("group_n", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("start", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("dealer_n", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("v1", sa.Integer(), nullable=True),
        sa.Column("v2", sa.Integer(), nullable=True),
        sa.Column("v3", sa.Integer(), nullable=True),
        sa.Column("v4", sa.Integer(), nullable=True),
        sa.Column("v5", sa.Integer(), nullable=True),
        sa.Column("v6", sa.Integer(), nullable=True),
        sa.Column("v7", sa.Integer(), nullable=True),
        sa.Column("v8", sa.Integer(), nullable=True),
        sa.Column("v9", sa.Integer(), nullable=True),
        sa.Column("v10", sa.Integer(), nullable=True),
        sa.Column("v11", sa.Integer(), nullable=True),
        sa.Column("v12", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("pack", "span", "group_n", "start", "dealer_n", name=op.f("pk_cell")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "cell_bin",
        sa.Column("pack", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("group_n", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("start", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("dealer_n", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("bin", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("pack", "group_n", "start", "dealer_n", "bin", name=op.f("pk_cell_bin")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "cell_list",
        sa.Column("pack", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("as_of", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("list_key", sa.Text(), nullable=False),
        sa.Column("dealer_n", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("group_n", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("v1", sa.Integer(), nullable=True),
        sa.Column("v2", sa.Integer(), nullable=True),
        sa.Column("v3", sa.Integer(), nullable=True),
        sa.Column("v4", sa.Integer(), nullable=True),
        sa.Column("v5", sa.Integer(), nullable=True),
        sa.Column("v6", sa.Integer(), nullable=True),
        sa.Column("v7", sa.Integer(), nullable=True),
        sa.Column("v8", sa.Integer(), nullable=True),
        sa.Column("v9", sa.Integer(), nullable=True),
        sa.Column("v10", sa.Integer(), nullable=True),
        sa.Column("v11", sa.Integer(), nullable=True),
        sa.Column("v12", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("pack", "as_of", "list_key", "dealer_n", "group_n", name=op.f("pk_cell_list")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "cell_party",
        sa.Column("source_n", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("from_on", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("to_on", sa.Integer(), nullable=False),
        sa.Column("dealer_n", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("source_n", "code", "from_on", name=op.f("pk_cell_party")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "cell_product",
        sa.Column("source_n", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("product_n", sa.Integer(), nullable=False),
        sa.Column("group_n", sa.Integer(), nullable=False),
        sa.Column("must_stock", sa.Integer(), nullable=False),
        sa.Column("near_days", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("source_n", "code", name=op.f("pk_cell_product")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "cell_state",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_cell_state")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "code_mention",
        sa.Column("batch_n", sa.Integer(), nullable=False),
        sa.Column("source_n", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("batch_n", "source_n", "kind", "code", name=op.f("pk_code_mention")),
    )
    op.create_table(
        "complaint",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("batch_n", sa.Integer(), nullable=False),
        sa.Column("row_no", sa.Integer(), nullable=False),
        sa.Column("source_n", sa.Integer(), nullable=False),
        sa.Column("current", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=True),
        sa.Column("complaint_no", sa.Text(), nullable=True),
        sa.Column("order_no", sa.Text(), nullable=True),
        sa.Column("party_code", sa.Text(), nullable=True),
        sa.Column("product_code", sa.Text(), nullable=True),
        sa.Column("received_on", sa.Integer(), nullable=True),
        sa.Column("closed_on", sa.Integer(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("estimated", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_complaint")),
    )
    op.create_table(
        "department",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("removed", sa.Boolean(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=True),
        sa.Column("stamps", sa.Text(), nullable=False),
        sa.Column("extra", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_department")),
    )
    op.create_table(
        "device",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("started_at", sa.Integer(), nullable=False),
        sa.Column("replaces", sa.Text(), nullable=True),
        sa.Column("old_dseq", sa.Integer(), nullable=False),
        sa.Column("old_head", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_device")),
    )
    op.create_table(
        "goods_return",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("batch_n", sa.Integer(), nullable=False),
        sa.Column("row_no", sa.Integer(), nullable=False),
        sa.Column("source_n", sa.Integer(), nullable=False),
        sa.Column("current", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=True),
        sa.Column("return_no", sa.Text(), nullable=True),
        sa.Column("line_no", sa.Text(), nullable=True),
        sa.Column("order_no", sa.Text(), nullable=True),
        sa.Column("party_code", sa.Text(), nullable=True),
        sa.Column("product_code", sa.Text(), nullable=True),
        sa.Column("returned_on", sa.Integer(), nullable=True),
        sa.Column("quantity_e3", sa.Integer(), nullable=True),
        sa.Column("amount_e4", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("estimated", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_goods_return")),
    )
    op.create_table(
        "health_model",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("removed", sa.Boolean(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("stamps", sa.Text(), nullable=False),
        sa.Column("extra", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_health_model")),
    )
    op.create_table(
        "import_batch",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("removed", sa.Boolean(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("profile_id", sa.String(), nullable=False),
        sa.Column("profile_version", sa.Integer(), nullable=False),
        sa.Column("profile_sha256", sa.String(), nullable=False),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("file_sha256", sa.String(), nullable=False),
        sa.Column("extracted_at", sa.String(), nullable=False),
        sa.Column("loaded_at", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("summary", sa.String(), nullable=False),
        sa.Column("parent_id", sa.String(), nullable=True),
        sa.Column("stamps", sa.Text(), nullable=False),
        sa.Column("extra", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_batch")),
    )
    op.create_table(
        "import_profile",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("removed", sa.Boolean(), nullable=False),
        sa.Column("profile_id", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("stamps", sa.Text(), nullable=False),
        sa.Column("extra", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_profile")),
    )
    op.create_table(
        "journal",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("device", sa.Text(), nullable=False),
        sa.Column("dseq", sa.Integer(), nullable=False),
        sa.Column("tx", sa.Integer(), nullable=False),
        sa.Column("op_id", sa.Text(), nullable=False),
        sa.Column("entity", sa.Text(), nullable=False),
        sa.Column("entity_id", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("fields", sa.Text(), nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("base", sa.Text(), nullable=False),
        sa.Column("stamp", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("undoes", sa.Text(), nullable=True),
        sa.Column("schema_v", sa.Text(), nullable=False),
        sa.Column("salt", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("prev_hash", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("acked_seq", sa.Integer(), nullable=True),
        sa.Column("verdict", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_journal")),
        sa.UniqueConstraint("device", "dseq", name=op.f("uq_journal_device_dseq")),
    )
    op.create_table(
        "meta",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_meta")),
    )
    op.create_table(
        "numbered",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("entity_id", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_numbered")),
        sa.UniqueConstraint("kind", "entity_id", name=op.f("uq_numbered_kind_entity_id")),
    )
    op.create_table(
        "order_head",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("batch_n", sa.Integer(), nullable=False),
        sa.Column("row_no", sa.Integer(), nullable=False),
        sa.Column("source_n", sa.Integer(), nullable=False),
        sa.Column("current", sa.Integer(), nullable=False),
        sa.Column("order_no", sa.Text(), nullable=True),
        sa.Column("party_code", sa.Text(), nullable=True),
        sa.Column("ordered_on", sa.Integer(), nullable=True),
        sa.Column("ordered_min", sa.Integer(), nullable=True),
        sa.Column("received_on", sa.Integer(), nullable=True),
        sa.Column("received_min", sa.Integer(), nullable=True),
        sa.Column("reviewed_on", sa.Integer(), nullable=True),
        sa.Column("reviewed_min", sa.Integer(), nullable=True),
        sa.Column("corrected_on", sa.Integer(), nullable=True),
        sa.Column("corrected_min", sa.Integer(), nullable=True),
        sa.Column("promised_first_on", sa.Integer(), nullable=True),
        sa.Column("promised_last_on", sa.Integer(), nullable=True),
        sa.Column("shipped_on", sa.Integer(), nullable=True),
        sa.Column("shipped_min", sa.Integer(), nullable=True),
        sa.Column("delivered_on", sa.Integer(), nullable=True),
        sa.Column("delivered_min", sa.Integer(), nullable=True),
        sa.Column("signed_on", sa.Integer(), nullable=True),
        sa.Column("signed_min", sa.Integer(), nullable=True),
        sa.Column("invoiced_on", sa.Integer(), nullable=True),
        sa.Column("documents_ok", sa.Integer(), nullable=True),
        sa.Column("condition_ok", sa.Integer(), nullable=True),
        sa.Column("amount_e4", sa.Integer(), nullable=True),
        sa.Column("currency", sa.Text(), nullable=True),
        sa.Column("status", sa.Text(), nullable=True),
        sa.Column("estimated", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_order_head")),
    )
    op.create_table(
        "order_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("batch_n", sa.Integer(), nullable=False),
        sa.Column("row_no", sa.Integer(), nullable=False),
        sa.Column("source_n", sa.Integer(), nullable=False),
        sa.Column("current", sa.Integer(), nullable=False),
        sa.Column("line_key", sa.Text(), nullable=True),
        sa.Column("order_no", sa.Text(), nullable=True),
        sa.Column("line_no", sa.Text(), nullable=True),
        sa.Column("party_code", sa.Text(), nullable=True),
        sa.Column("product_code", sa.Text(), nullable=True),
        sa.Column("ordered_on", sa.Integer(), nullable=True),
        sa.Column("ordered_min", sa.Integer(), nullable=True),
        sa.Column("received_on", sa.Integer(), nullable=True),
        sa.Column("received_min", sa.Integer(), nullable=True),
        sa.Column("reviewed_on", sa.Integer(), nullable=True),
        sa.Column("reviewed_min", sa.Integer(), nullable=True),
        sa.Column("corrected_on", sa.Integer(), nullable=True),
        sa.Column("corrected_min", sa.Integer(), nullable=True),
        sa.Column("promised_first_on", sa.Integer(), nullable=True),
        sa.Column("promised_last_on", sa.Integer(), nullable=True),
        sa.Column("shipped_on", sa.Integer(), nullable=True),
        sa.Column("shipped_min", sa.Integer(), nullable=True),
        sa.Column("delivered_on", sa.Integer(), nullable=True),
        sa.Column("delivered_min", sa.Integer(), nullable=True),
        sa.Column("signed_on", sa.Integer(), nullable=True),
        sa.Column("signed_min", sa.Integer(), nullable=True),
        sa.Column("invoiced_on", sa.Integer(), nullable=True),
        sa.Column("documents_ok", sa.Integer(), nullable=True),
        sa.Column("condition_ok", sa.Integer(), nullable=True),
        sa.Column("ordered_quantity_e3", sa.Integer(), nullable=True),
        sa.Column("shipped_quantity_e3", sa.Integer(), nullable=True),
        sa.Column("accepted_quantity_e3", sa.Integer(), nullable=True),
        sa.Column("rejected_quantity_e3", sa.Integer(), nullable=True),
        sa.Column("price_e6", sa.Integer(), nullable=True),
        sa.Column("amount_e4", sa.Integer(), nullable=True),
        sa.Column("currency", sa.Text(), nullable=True),
        sa.Column("status", sa.Text(), nullable=True),
        sa.Column("estimated", sa.Integer(), nullable=False),
        sa.Column("needs_head", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_order_line")),
    )
    op.create_table(
        "party",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("removed", sa.Boolean(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=True),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("tier", sa.String(), nullable=True),
        sa.Column("area_code", sa.String(), nullable=True),
        sa.Column("area_name", sa.String(), nullable=True),
        sa.Column("uscc", sa.String(), nullable=True),
        sa.Column("owner_group", sa.String(), nullable=True),
        sa.Column("manager", sa.String(), nullable=True),
        sa.Column("office", sa.String(), nullable=True),
        sa.Column("payment_days", sa.Integer(), nullable=True),
        sa.Column("credit_limit_e4", sa.Integer(), nullable=True),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("by_hand", sa.String(), nullable=False),
        sa.Column("stamps", sa.Text(), nullable=False),
        sa.Column("extra", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_party")),
    )
    op.create_table(
        "party_row",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("batch_n", sa.Integer(), nullable=False),
        sa.Column("row_no", sa.Integer(), nullable=False),
        sa.Column("source_n", sa.Integer(), nullable=False),
        sa.Column("current", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=True),
        sa.Column("party_code", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("role", sa.Text(), nullable=True),
        sa.Column("tier", sa.Text(), nullable=True),
        sa.Column("parent_code", sa.Text(), nullable=True),
        sa.Column("area_code", sa.Text(), nullable=True),
        sa.Column("area_name", sa.Text(), nullable=True),
        sa.Column("uscc", sa.Text(), nullable=True),
        sa.Column("owner_group", sa.Text(), nullable=True),
        sa.Column("manager", sa.Text(), nullable=True),
        sa.Column("office", sa.Text(), nullable=True),
        sa.Column("payment_days", sa.Integer(), nullable=True),
        sa.Column("credit_limit_e4", sa.Integer(), nullable=True),
        sa.Column("estimated", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_party_row")),
    )
    op.create_table(
        "product_group",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("removed", sa.Boolean(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("by_hand", sa.String(), nullable=False),
        sa.Column("stamps", sa.Text(), nullable=False),
        sa.Column("extra", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_product_group")),
    )
    op.create_table(
        "product_row",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("batch_n", sa.Integer(), nullable=False),
        sa.Column("row_no", sa.Integer(), nullable=False),
        sa.Column("source_n", sa.Integer(), nullable=False),
        sa.Column("current", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=True),
        sa.Column("product_code", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("group_code", sa.Text(), nullable=True),
        sa.Column("group_name", sa.Text(), nullable=True),
        sa.Column("specification", sa.Text(), nullable=True),
        sa.Column("base_unit", sa.Text(), nullable=True),
        sa.Column("pack_factor", sa.Integer(), nullable=True),
        sa.Column("temperature_class", sa.Text(), nullable=True),
        sa.Column("list_price_e6", sa.Integer(), nullable=True),
        sa.Column("must_stock", sa.Integer(), nullable=True),
        sa.Column("estimated", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_product_row")),
    )
    op.create_table(
        "quarantine",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("batch_n", sa.Integer(), nullable=False),
        sa.Column("feed", sa.Text(), nullable=False),
        sa.Column("row_no", sa.Integer(), nullable=False),
        sa.Column("reasons", sa.Text(), nullable=False),
        sa.Column("cells", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quarantine")),
    )
    op.create_table(
        "receivable",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("batch_n", sa.Integer(), nullable=False),
        sa.Column("row_no", sa.Integer(), nullable=False),
        sa.Column("source_n", sa.Integer(), nullable=False),
        sa.Column("current", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=True),
        sa.Column("as_of_on", sa.Integer(), nullable=True),
        sa.Column("party_code", sa.Text(), nullable=True),
        sa.Column("document_no", sa.Text(), nullable=True),
        sa.Column("invoiced_on", sa.Integer(), nullable=True),
        sa.Column("due_on", sa.Integer(), nullable=True),
        sa.Column("amount_e4", sa.Integer(), nullable=True),
        sa.Column("currency", sa.Text(), nullable=True),
        sa.Column("estimated", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_receivable")),
    )
    op.create_table(
        "sellout",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("batch_n", sa.Integer(), nullable=False),
        sa.Column("row_no", sa.Integer(), nullable=False),
        sa.Column("source_n", sa.Integer(), nullable=False),
        sa.Column("current", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=True),
        sa.Column("party_code", sa.Text(), nullable=True),
        sa.Column("document_no", sa.Text(), nullable=True),
        sa.Column("line_no", sa.Text(), nullable=True),
        sa.Column("counterparty_code", sa.Text(), nullable=True),
        sa.Column("counterparty_name", sa.Text(), nullable=True),
        sa.Column("counterparty_kind", sa.Text(), nullable=True),
        sa.Column("product_code", sa.Text(), nullable=True),
        sa.Column("lot", sa.Text(), nullable=True),
        sa.Column("sold_on", sa.Integer(), nullable=True),
        sa.Column("quantity_e3", sa.Integer(), nullable=True),
        sa.Column("price_e6", sa.Integer(), nullable=True),
        sa.Column("amount_e4", sa.Integer(), nullable=True),
        sa.Column("estimated", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sellout")),
    )
    op.create_table(
        "setting",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("removed", sa.Boolean(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("stamps", sa.Text(), nullable=False),
        sa.Column("extra", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_setting")),
    )
    op.create_table(
        "shipment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("batch_n", sa.Integer(), nullable=False),
        sa.Column("row_no", sa.Integer(), nullable=False),
        sa.Column("source_n", sa.Integer(), nullable=False),
        sa.Column("current", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=True),
        sa.Column("shipment_no", sa.Text(), nullable=True),
        sa.Column("order_no", sa.Text(), nullable=True),
        sa.Column("line_no", sa.Text(), nullable=True),
        sa.Column("party_code", sa.Text(), nullable=True),
        sa.Column("product_code", sa.Text(), nullable=True),
        sa.Column("lot", sa.Text(), nullable=True),
        sa.Column("expiry_on", sa.Integer(), nullable=True),
        sa.Column("place_code", sa.Text(), nullable=True),
        sa.Column("carrier_code", sa.Text(), nullable=True),
        sa.Column("lane", sa.Text(), nullable=True),
        sa.Column("promised_on", sa.Integer(), nullable=True),
        sa.Column("shipped_on", sa.Integer(), nullable=True),
        sa.Column("shipped_min", sa.Integer(), nullable=True),
        sa.Column("delivered_on", sa.Integer(), nullable=True),
        sa.Column("delivered_min", sa.Integer(), nullable=True),
        sa.Column("quantity_e3", sa.Integer(), nullable=True),
        sa.Column("estimated", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shipment")),
    )
    op.create_table(
        "stock",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("batch_n", sa.Integer(), nullable=False),
        sa.Column("row_no", sa.Integer(), nullable=False),
        sa.Column("source_n", sa.Integer(), nullable=False),
        sa.Column("current", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=True),
        sa.Column("as_of_on", sa.Integer(), nullable=True),
        sa.Column("place_code", sa.Text(), nullable=True),
        sa.Column("party_code", sa.Text(), nullable=True),
        sa.Column("product_code", sa.Text(), nullable=True),
        sa.Column("lot", sa.Text(), nullable=True),
        sa.Column("expiry_on", sa.Integer(), nullable=True),
        sa.Column("quantity_e3", sa.Integer(), nullable=True),
        sa.Column("amount_e4", sa.Integer(), nullable=True),
        sa.Column("estimated", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stock")),
    )
    op.create_table(
        "survey_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("batch_n", sa.Integer(), nullable=False),
        sa.Column("row_no", sa.Integer(), nullable=False),
        sa.Column("source_n", sa.Integer(), nullable=False),
        sa.Column("current", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=True),
        sa.Column("answer_no", sa.Text(), nullable=True),
        sa.Column("party_code", sa.Text(), nullable=True),
        sa.Column("answered_on", sa.Integer(), nullable=True),
        sa.Column("question", sa.Text(), nullable=True),
        sa.Column("score", sa.Integer(), nullable=True),
        sa.Column("estimated", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_answer")),
    )
    op.create_table(
        "target",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("batch_n", sa.Integer(), nullable=False),
        sa.Column("row_no", sa.Integer(), nullable=False),
        sa.Column("source_n", sa.Integer(), nullable=False),
        sa.Column("current", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=True),
        sa.Column("party_code", sa.Text(), nullable=True),
        sa.Column("group_code", sa.Text(), nullable=True),
        sa.Column("month_on", sa.Integer(), nullable=True),
        sa.Column("kpi", sa.Text(), nullable=True),
        sa.Column("amount_e4", sa.Integer(), nullable=True),
        sa.Column("estimated", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_target")),
    )
    op.create_table(
        "tx",
        sa.Column("tx", sa.Integer(), nullable=False),
        sa.Column("at", sa.Integer(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("params", sa.Text(), nullable=False),
        sa.Column("tables", sa.Text(), nullable=False),
        sa.Column("undoes", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("tx", name=op.f("pk_tx")),
    )
    op.create_table(
        "assessment",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("removed", sa.Boolean(), nullable=False),
        sa.Column("party_id", sa.Text(), nullable=False),
        sa.Column("period", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("model_id", sa.Text(), nullable=False),
        sa.Column("figures_sha256", sa.String(), nullable=False),
        sa.Column("score_tenths", sa.Integer(), nullable=True),
        sa.Column("base", sa.String(), nullable=True),
        sa.Column("grade", sa.String(), nullable=True),
        sa.Column("counts_as", sa.String(), nullable=True),
        sa.Column("ungraded", sa.String(), nullable=False),
        sa.Column("coverage_e6", sa.Integer(), nullable=False),
        sa.Column("stamps", sa.Text(), nullable=False),
        sa.Column("extra", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["model_id"], ["health_model.id"], name=op.f("fk_assessment_model_id")),
        sa.ForeignKeyConstraint(["party_id"], ["party.id"], name=op.f("fk_assessment_party_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessment")),
    )
    op.create_table(
        "health_round",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("removed", sa.Boolean(), nullable=False),
        sa.Column("period", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("model_id", sa.Text(), nullable=False),
        sa.Column("region_sha256", sa.String(), nullable=False),
        sa.Column("known_tx", sa.Integer(), nullable=False),
        sa.Column("journal_head", sa.String(), nullable=False),
        sa.Column("assessed_on", sa.Integer(), nullable=False),
        sa.Column("imported_on", sa.Integer(), nullable=True),
        sa.Column("stamps", sa.Text(), nullable=False),
        sa.Column("extra", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["model_id"], ["health_model.id"], name=op.f("fk_health_round_model_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_health_round")),
    )
    op.create_table(
        "party_code",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("removed", sa.Boolean(), nullable=False),
        sa.Column("source_n", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("party_id", sa.Text(), nullable=False),
        sa.Column("from_on", sa.Integer(), nullable=True),
        sa.Column("to_on", sa.Integer(), nullable=True),
        sa.Column("stamps", sa.Text(), nullable=False),
        sa.Column("extra", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["party_id"], ["party.id"], name=op.f("fk_party_code_party_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_party_code")),
    )
    op.create_table(
        "party_parent",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("removed", sa.Boolean(), nullable=False),
        sa.Column("party_id", sa.Text(), nullable=False),
        sa.Column("parent_id", sa.Text(), nullable=False),
        sa.Column("from_on", sa.Integer(), nullable=True),
        sa.Column("to_on", sa.Integer(), nullable=True),
        sa.Column("stamps", sa.Text(), nullable=False),
        sa.Column("extra", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["parent_id"], ["party.id"], name=op.f("fk_party_parent_parent_id")),
        sa.ForeignKeyConstraint(["party_id"], ["party.id"], name=op.f("fk_party_parent_party_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_party_parent")),
    )
    op.create_table(
        "person",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("removed", sa.Boolean(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("department_id", sa.Text(), nullable=True),
        sa.Column("title", sa.String(), nullable=True),
        sa.Column("email", sa.String(), nullable=True),
        sa.Column("phone", sa.String(), nullable=True),
        sa.Column("stamps", sa.Text(), nullable=False),
        sa.Column("extra", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["department_id"], ["department.id"], name=op.f("fk_person_department_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
    )
    op.create_table(
        "product",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("removed", sa.Boolean(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("group_id", sa.Text(), nullable=True),
        sa.Column("specification", sa.String(), nullable=True),
        sa.Column("base_unit", sa.String(), nullable=True),
        sa.Column("pack_factor", sa.Integer(), nullable=True),
        sa.Column("temperature_class", sa.String(), nullable=True),
        sa.Column("list_price_e6", sa.Integer(), nullable=True),
        sa.Column("must_stock", sa.Integer(), nullable=True),
        sa.Column("by_hand", sa.String(), nullable=False),
        sa.Column("stamps", sa.Text(), nullable=False),
        sa.Column("extra", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["group_id"], ["product_group.id"], name=op.f("fk_product_group_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_product")),
    )
    op.create_table(
        "product_code",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("removed", sa.Boolean(), nullable=False),
        sa.Column("source_n", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("product_id", sa.Text(), nullable=False),
        sa.Column("stamps", sa.Text(), nullable=False),
        sa.Column("extra", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"], name=op.f("fk_product_code_product_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_product_code")),
    )
    op.create_index(op.f("ix_area_code"), "area", ["code"], unique=False)
    op.create_index(op.f("ix_area_ref"), "area", ["ref"], unique=False)
    op.create_index("ix_area_row_batch_n", "area_row", ["batch_n", "row_no"], unique=False)
    op.create_index("ix_area_row_identity", "area_row", ["source_n", "key"], unique=False)
    op.create_index(op.f("ix_assessment_period_party_id"), "assessment", ["period", "party_id"], unique=False)
    op.create_index(op.f("ix_assessment_ref"), "assessment", ["ref"], unique=False)
    op.create_index("ix_cell_bin_empty", "cell_bin", ["n"], unique=False, sqlite_where=sa.text("n = 0"))
    op.create_index("ix_cell_empty", "cell", ["n"], unique=False, sqlite_where=sa.text("n = 0"))
    op.create_index("ix_cell_list_empty", "cell_list", ["n"], unique=False, sqlite_where=sa.text("n = 0"))
    op.create_index("ix_complaint_batch_n", "complaint", ["batch_n", "row_no"], unique=False)
    op.create_index("ix_complaint_identity", "complaint", ["source_n", "key"], unique=False)
    op.create_index("ix_complaint_received_on", "complaint", ["received_on"], unique=False)
    op.create_index(op.f("ix_department_code"), "department", ["code"], unique=False)
    op.create_index(op.f("ix_department_ref"), "department", ["ref"], unique=False)
    op.create_index("ix_goods_return_batch_n", "goods_return", ["batch_n", "row_no"], unique=False)
    op.create_index("ix_goods_return_identity", "goods_return", ["source_n", "key"], unique=False)
    op.create_index("ix_goods_return_returned_on", "goods_return", ["returned_on"], unique=False)
    op.create_index(op.f("ix_health_model_ref"), "health_model", ["ref"], unique=False)
    op.create_index(op.f("ix_health_round_period"), "health_round", ["period"], unique=False)
    op.create_index(op.f("ix_health_round_ref"), "health_round", ["ref"], unique=False)
    op.create_index(op.f("ix_import_batch_file_sha256"), "import_batch", ["file_sha256"], unique=False)
    op.create_index(op.f("ix_import_batch_n"), "import_batch", ["n"], unique=False)
    op.create_index(op.f("ix_import_batch_ref"), "import_batch", ["ref"], unique=False)
    op.create_index(op.f("ix_import_profile_profile_id"), "import_profile", ["profile_id"], unique=False)
    op.create_index(op.f("ix_import_profile_ref"), "import_profile", ["ref"], unique=False)
    op.create_index(op.f("ix_journal_entity_entity_id"), "journal", ["entity", "entity_id"], unique=False)
    op.create_index(op.f("ix_journal_stamp"), "journal", ["stamp"], unique=False)
    op.create_index(op.f("ix_journal_tx"), "journal", ["tx"], unique=False)
    op.create_index("ix_order_head_batch_n", "order_head", ["batch_n", "row_no"], unique=False)
    op.create_index("ix_order_head_identity", "order_head", ["source_n", "order_no"], unique=False)
    op.create_index("ix_order_head_ordered_on", "order_head", ["ordered_on"], unique=False)
    op.create_index("ix_order_line_batch_n", "order_line", ["batch_n", "row_no"], unique=False)
    op.create_index("ix_order_line_delivered_on", "order_line", ["delivered_on"], unique=False)
    op.create_index("ix_order_line_identity", "order_line", ["source_n", "order_no", "line_key"], unique=False)
    op.create_index("ix_order_line_ordered_on", "order_line", ["ordered_on"], unique=False)
    op.create_index("ix_order_line_shipped_on", "order_line", ["shipped_on"], unique=False)
    op.create_index(op.f("ix_party_code_code"), "party_code", ["code"], unique=False)
    op.create_index(op.f("ix_party_code_party_id"), "party_code", ["party_id"], unique=False)
    op.create_index(op.f("ix_party_code_ref"), "party_code", ["ref"], unique=False)
    op.create_index(op.f("ix_party_code_source_n"), "party_code", ["source_n"], unique=False)
    op.create_index(op.f("ix_party_parent_parent_id"), "party_parent", ["parent_id"], unique=False)
    op.create_index(op.f("ix_party_parent_party_id"), "party_parent", ["party_id"], unique=False)
    op.create_index(op.f("ix_party_parent_ref"), "party_parent", ["ref"], unique=False)
    op.create_index(op.f("ix_party_ref"), "party", ["ref"], unique=False)
    op.create_index("ix_party_row_batch_n", "party_row", ["batch_n", "row_no"], unique=False)
    op.create_index("ix_party_row_identity", "party_row", ["source_n", "key"], unique=False)
    op.create_index(op.f("ix_person_department_id"), "person", ["department_id"], unique=False)
    op.create_index(op.f("ix_person_ref"), "person", ["ref"], unique=False)
    op.create_index(op.f("ix_product_code_code"), "product_code", ["code"], unique=False)
    op.create_index(op.f("ix_product_code_product_id"), "product_code", ["product_id"], unique=False)
    op.create_index(op.f("ix_product_code_ref"), "product_code", ["ref"], unique=False)
    op.create_index(op.f("ix_product_code_source_n"), "product_code", ["source_n"], unique=False)
    op.create_index(op.f("ix_product_group_code"), "product_group", ["code"], unique=False)
    op.create_index(op.f("ix_product_group_id"), "product", ["group_id"], unique=False)
    op.create_index(op.f("ix_product_group_ref"), "product_group", ["ref"], unique=False)
    op.create_index(op.f("ix_product_ref"), "product", ["ref"], unique=False)
    op.create_index("ix_product_row_batch_n", "product_row", ["batch_n", "row_no"], unique=False)
    op.create_index("ix_product_row_identity", "product_row", ["source_n", "key"], unique=False)
    op.create_index("ix_quarantine_batch_n", "quarantine", ["batch_n", "feed"], unique=False)
    op.create_index("ix_receivable_as_of_on", "receivable", ["as_of_on"], unique=False)
    op.create_index("ix_receivable_batch_n", "receivable", ["batch_n", "row_no"], unique=False)
    op.create_index("ix_receivable_identity", "receivable", ["source_n", "key"], unique=False)
    op.create_index("ix_sellout_batch_n", "sellout", ["batch_n", "row_no"], unique=False)
    op.create_index("ix_sellout_identity", "sellout", ["source_n", "key"], unique=False)
    op.create_index("ix_sellout_sold_on", "sellout", ["sold_on"], unique=False)
    op.create_index(op.f("ix_setting_ref"), "setting", ["ref"], unique=False)
    op.create_index("ix_shipment_batch_n", "shipment", ["batch_n", "row_no"], unique=False)
    op.create_index("ix_shipment_identity", "shipment", ["source_n", "key"], unique=False)
    op.create_index("ix_shipment_shipped_on", "shipment", ["shipped_on"], unique=False)
    op.create_index("ix_stock_as_of_on", "stock", ["as_of_on"], unique=False)
    op.create_index("ix_stock_batch_n", "stock", ["batch_n", "row_no"], unique=False)
    op.create_index("ix_stock_identity", "stock", ["source_n", "key"], unique=False)
    op.create_index("ix_survey_answer_answered_on", "survey_answer", ["answered_on"], unique=False)
    op.create_index("ix_survey_answer_batch_n", "survey_answer", ["batch_n", "row_no"], unique=False)
    op.create_index("ix_survey_answer_identity", "survey_answer", ["source_n", "key"], unique=False)
    op.create_index("ix_target_batch_n", "target", ["batch_n", "row_no"], unique=False)
    op.create_index("ix_target_identity", "target", ["source_n", "key"], unique=False)
    op.create_index("ix_target_month_on", "target", ["month_on"], unique=False)
    op.execute("""
CREATE TRIGGER journal_keeps BEFORE UPDATE OF
n, device, dseq, tx, op_id, entity, entity_id, scope, kind, fields, before, base, stamp, actor, action, reason,
undoes, schema_v, salt, digest, prev_hash, hash
ON journal
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END
""")
    op.execute("""
CREATE TRIGGER journal_stays BEFORE DELETE ON journal
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END
""")
    op.execute("""
CREATE TRIGGER tx_keeps BEFORE UPDATE ON tx
BEGIN SELECT RAISE(ABORT, 'transactions are append-only'); END
""")
    op.execute("""
CREATE TRIGGER tx_stays BEFORE DELETE ON tx
BEGIN SELECT RAISE(ABORT, 'transactions are append-only'); END
""")
