"""dealers one can manage."""
# ruff: noqa: PLR0915 - one statement a table

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "account_row",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("batch_n", sa.Integer(), nullable=False),
        sa.Column("row_no", sa.Integer(), nullable=False),
        sa.Column("source_n", sa.Integer(), nullable=False),
        sa.Column("current", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=True),
        sa.Column("party_code", sa.Text(), nullable=True),
        sa.Column("bank", sa.Text(), nullable=True),
        sa.Column("account_no", sa.Text(), nullable=True),
        sa.Column("account_name", sa.Text(), nullable=True),
        sa.Column("main", sa.Integer(), nullable=True),
        sa.Column("from_on", sa.Integer(), nullable=True),
        sa.Column("to_on", sa.Integer(), nullable=True),
        sa.Column("estimated", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_row")),
    )
    with op.batch_alter_table("account_row", schema=None) as batch_op:
        batch_op.create_index("ix_account_row_batch_n", ["batch_n", "row_no"], unique=False)
        batch_op.create_index("ix_account_row_identity", ["source_n", "key"], unique=False)

    op.create_table(
        "attachment",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("removed", sa.Boolean(), nullable=False),
        sa.Column("entity", sa.String(), nullable=False),
        sa.Column("entity_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("data_sha256", sa.String(), nullable=False),
        sa.Column("taken_on", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("stamps", sa.Text(), nullable=False),
        sa.Column("extra", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachment")),
    )
    with op.batch_alter_table("attachment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_attachment_entity_id"), ["entity_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_attachment_ref"), ["ref"], unique=False)

    op.create_table(
        "bank_account",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("removed", sa.Boolean(), nullable=False),
        sa.Column("source_n", sa.Integer(), nullable=False),
        sa.Column("party_code", sa.String(), nullable=False),
        sa.Column("bank", sa.String(), nullable=True),
        sa.Column("account_no", sa.String(), nullable=False),
        sa.Column("account_name", sa.String(), nullable=True),
        sa.Column("main", sa.Integer(), nullable=True),
        sa.Column("from_on", sa.Integer(), nullable=True),
        sa.Column("to_on", sa.Integer(), nullable=True),
        sa.Column("by_hand", sa.String(), nullable=False),
        sa.Column("stamps", sa.Text(), nullable=False),
        sa.Column("extra", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bank_account")),
    )
    with op.batch_alter_table("bank_account", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_bank_account_account_no"), ["account_no"], unique=False)
        batch_op.create_index(batch_op.f("ix_bank_account_party_code"), ["party_code"], unique=False)
        batch_op.create_index(batch_op.f("ix_bank_account_ref"), ["ref"], unique=False)
        batch_op.create_index(batch_op.f("ix_bank_account_source_n"), ["source_n"], unique=False)

    op.create_table(
        "case_kind",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("removed", sa.Boolean(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=True),
        sa.Column("caps", sa.Boolean(), nullable=False),
        sa.Column("at_most", sa.String(), nullable=False),
        sa.Column("quarters", sa.Integer(), nullable=False),
        sa.Column("stamps", sa.Text(), nullable=False),
        sa.Column("extra", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_kind")),
    )
    with op.batch_alter_table("case_kind", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_case_kind_ref"), ["ref"], unique=False)

    op.create_table(
        "cell_goods",
        sa.Column("source_n", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("from_on", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("to_on", sa.Integer(), nullable=False),
        sa.Column("product_n", sa.Integer(), nullable=False),
        sa.Column("group_n", sa.Integer(), nullable=False),
        sa.Column("near_days", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("source_n", "code", "from_on", name=op.f("pk_cell_goods")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "contact",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("removed", sa.Boolean(), nullable=False),
        sa.Column("source_n", sa.Integer(), nullable=False),
        sa.Column("party_code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("position", sa.String(), nullable=True),
        sa.Column("phone", sa.String(), nullable=True),
        sa.Column("mobile", sa.String(), nullable=True),
        sa.Column("email", sa.String(), nullable=True),
        sa.Column("wechat", sa.String(), nullable=True),
        sa.Column("main", sa.Integer(), nullable=True),
        sa.Column("from_on", sa.Integer(), nullable=True),
        sa.Column("to_on", sa.Integer(), nullable=True),
        sa.Column("by_hand", sa.String(), nullable=False),
        sa.Column("stamps", sa.Text(), nullable=False),
        sa.Column("extra", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact")),
    )
    with op.batch_alter_table("contact", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_contact_party_code"), ["party_code"], unique=False)
        batch_op.create_index(batch_op.f("ix_contact_ref"), ["ref"], unique=False)
        batch_op.create_index(batch_op.f("ix_contact_source_n"), ["source_n"], unique=False)

    op.create_table(
        "contact_row",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("batch_n", sa.Integer(), nullable=False),
        sa.Column("row_no", sa.Integer(), nullable=False),
        sa.Column("source_n", sa.Integer(), nullable=False),
        sa.Column("current", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=True),
        sa.Column("party_code", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("position", sa.Text(), nullable=True),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("mobile", sa.Text(), nullable=True),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("wechat", sa.Text(), nullable=True),
        sa.Column("main", sa.Integer(), nullable=True),
        sa.Column("from_on", sa.Integer(), nullable=True),
        sa.Column("to_on", sa.Integer(), nullable=True),
        sa.Column("estimated", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_row")),
    )
    with op.batch_alter_table("contact_row", schema=None) as batch_op:
        batch_op.create_index("ix_contact_row_batch_n", ["batch_n", "row_no"], unique=False)
        batch_op.create_index("ix_contact_row_identity", ["source_n", "key"], unique=False)

    op.create_table(
        "contract",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("removed", sa.Boolean(), nullable=False),
        sa.Column("source_n", sa.Integer(), nullable=False),
        sa.Column("party_code", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=True),
        sa.Column("state", sa.String(), nullable=True),
        sa.Column("stopped_on", sa.Integer(), nullable=True),
        sa.Column("from_on", sa.Integer(), nullable=True),
        sa.Column("to_on", sa.Integer(), nullable=True),
        sa.Column("renewal", sa.String(), nullable=True),
        sa.Column("notice_days", sa.Integer(), nullable=True),
        sa.Column("renewal_months", sa.Integer(), nullable=True),
        sa.Column("group_codes", sa.String(), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("by_hand", sa.String(), nullable=False),
        sa.Column("stamps", sa.Text(), nullable=False),
        sa.Column("extra", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contract")),
    )
    with op.batch_alter_table("contract", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_contract_number"), ["number"], unique=False)
        batch_op.create_index(batch_op.f("ix_contract_party_code"), ["party_code"], unique=False)
        batch_op.create_index(batch_op.f("ix_contract_ref"), ["ref"], unique=False)
        batch_op.create_index(batch_op.f("ix_contract_source_n"), ["source_n"], unique=False)

    op.create_table(
        "contract_row",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("batch_n", sa.Integer(), nullable=False),
        sa.Column("row_no", sa.Integer(), nullable=False),
        sa.Column("source_n", sa.Integer(), nullable=False),
        sa.Column("current", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=True),
        sa.Column("party_code", sa.Text(), nullable=True),
        sa.Column("number", sa.Text(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), nullable=True),
        sa.Column("from_on", sa.Integer(), nullable=True),
        sa.Column("to_on", sa.Integer(), nullable=True),
        sa.Column("renewal", sa.Text(), nullable=True),
        sa.Column("notice_days", sa.Integer(), nullable=True),
        sa.Column("renewal_months", sa.Integer(), nullable=True),
        sa.Column("group_codes", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("stopped_on", sa.Integer(), nullable=True),
        sa.Column("estimated", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contract_row")),
    )
    with op.batch_alter_table("contract_row", schema=None) as batch_op:
        batch_op.create_index("ix_contract_row_batch_n", ["batch_n", "row_no"], unique=False)
        batch_op.create_index("ix_contract_row_identity", ["source_n", "key"], unique=False)

    op.create_table(
        "contract_target",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("removed", sa.Boolean(), nullable=False),
        sa.Column("source_n", sa.Integer(), nullable=False),
        sa.Column("party_code", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("group_code", sa.String(), nullable=True),
        sa.Column("from_on", sa.Integer(), nullable=False),
        sa.Column("to_on", sa.Integer(), nullable=False),
        sa.Column("amount_e4", sa.Integer(), nullable=False),
        sa.Column("by_hand", sa.String(), nullable=False),
        sa.Column("stamps", sa.Text(), nullable=False),
        sa.Column("extra", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contract_target")),
    )
    with op.batch_alter_table("contract_target", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_contract_target_number"), ["number"], unique=False)
        batch_op.create_index(batch_op.f("ix_contract_target_party_code"), ["party_code"], unique=False)
        batch_op.create_index(batch_op.f("ix_contract_target_ref"), ["ref"], unique=False)
        batch_op.create_index(batch_op.f("ix_contract_target_source_n"), ["source_n"], unique=False)

    op.create_table(
        "contract_target_row",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("batch_n", sa.Integer(), nullable=False),
        sa.Column("row_no", sa.Integer(), nullable=False),
        sa.Column("source_n", sa.Integer(), nullable=False),
        sa.Column("current", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=True),
        sa.Column("party_code", sa.Text(), nullable=True),
        sa.Column("number", sa.Text(), nullable=True),
        sa.Column("group_code", sa.Text(), nullable=True),
        sa.Column("from_on", sa.Integer(), nullable=True),
        sa.Column("to_on", sa.Integer(), nullable=True),
        sa.Column("amount_e4", sa.Integer(), nullable=True),
        sa.Column("estimated", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contract_target_row")),
    )
    with op.batch_alter_table("contract_target_row", schema=None) as batch_op:
        batch_op.create_index("ix_contract_target_row_batch_n", ["batch_n", "row_no"], unique=False)
        batch_op.create_index("ix_contract_target_row_identity", ["source_n", "key"], unique=False)

    op.create_table(
        "credit_bucket",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("removed", sa.Boolean(), nullable=False),
        sa.Column("source_n", sa.Integer(), nullable=False),
        sa.Column("party_code", sa.String(), nullable=False),
        sa.Column("bucket", sa.String(), nullable=False),
        sa.Column("limit_e4", sa.Integer(), nullable=True),
        sa.Column("included", sa.Boolean(), nullable=False),
        sa.Column("stamps", sa.Text(), nullable=False),
        sa.Column("extra", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credit_bucket")),
    )
    with op.batch_alter_table("credit_bucket", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_credit_bucket_party_code"), ["party_code"], unique=False)
        batch_op.create_index(batch_op.f("ix_credit_bucket_ref"), ["ref"], unique=False)
        batch_op.create_index(batch_op.f("ix_credit_bucket_source_n"), ["source_n"], unique=False)

    op.create_table(
        "credit_override",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("removed", sa.Boolean(), nullable=False),
        sa.Column("source_n", sa.Integer(), nullable=False),
        sa.Column("party_code", sa.String(), nullable=False),
        sa.Column("bucket", sa.String(), nullable=True),
        sa.Column("limit_e4", sa.Integer(), nullable=False),
        sa.Column("from_on", sa.Integer(), nullable=False),
        sa.Column("to_on", sa.Integer(), nullable=False),
        sa.Column("allowed_by", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("stamps", sa.Text(), nullable=False),
        sa.Column("extra", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credit_override")),
    )
    with op.batch_alter_table("credit_override", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_credit_override_party_code"), ["party_code"], unique=False)
        batch_op.create_index(batch_op.f("ix_credit_override_ref"), ["ref"], unique=False)
        batch_op.create_index(batch_op.f("ix_credit_override_source_n"), ["source_n"], unique=False)

    op.create_table(
        "data_rule",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("removed", sa.Boolean(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("title_zh", sa.String(), nullable=False),
        sa.Column("title_en", sa.String(), nullable=False),
        sa.Column("feed", sa.String(), nullable=False),
        sa.Column("reach", sa.String(), nullable=False),
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("indicator", sa.String(), nullable=False),
        sa.Column("field", sa.String(), nullable=False),
        sa.Column("keys", sa.Text(), nullable=False),
        sa.Column("must", sa.String(), nullable=False),
        sa.Column("message_zh", sa.String(), nullable=False),
        sa.Column("message_en", sa.String(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("stamps", sa.Text(), nullable=False),
        sa.Column("extra", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_data_rule")),
    )
    with op.batch_alter_table("data_rule", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_data_rule_key"), ["key"], unique=False)
        batch_op.create_index(batch_op.f("ix_data_rule_ref"), ["ref"], unique=False)

    op.create_table(
        "data_source",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("removed", sa.Boolean(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("settings", sa.String(), nullable=False),
        sa.Column("profile_id", sa.String(), nullable=False),
        sa.Column("schedule", sa.String(), nullable=False),
        sa.Column("scheduled_at", sa.String(), nullable=False),
        sa.Column("paused", sa.Boolean(), nullable=False),
        sa.Column("cursor", sa.String(), nullable=True),
        sa.Column("stamps", sa.Text(), nullable=False),
        sa.Column("extra", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_data_source")),
    )
    with op.batch_alter_table("data_source", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_data_source_ref"), ["ref"], unique=False)

    op.create_table(
        "expiry_ladder",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("removed", sa.Boolean(), nullable=False),
        sa.Column("licence_type", sa.String(), nullable=False),
        sa.Column("days", sa.String(), nullable=False),
        sa.Column("stamps", sa.Text(), nullable=False),
        sa.Column("extra", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_expiry_ladder")),
    )
    with op.batch_alter_table("expiry_ladder", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_expiry_ladder_licence_type"), ["licence_type"], unique=False)
        batch_op.create_index(batch_op.f("ix_expiry_ladder_ref"), ["ref"], unique=False)

    op.create_table(
        "folder_file",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("source_id", sa.Text(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("mtime_ns", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_folder_file")),
        sa.UniqueConstraint("source_id", "sha256", name=op.f("uq_folder_file_source_id_sha256")),
    )
    op.create_table(
        "job_run",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("job", sa.Text(), nullable=False),
        sa.Column("due_at", sa.Text(), nullable=False),
        sa.Column("by_hand", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.Integer(), nullable=False),
        sa.Column("ended_at", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("aside", sa.Integer(), nullable=False),
        sa.Column("batches", sa.Text(), nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_job_run")),
        sa.UniqueConstraint("job", "due_at", name=op.f("uq_job_run_job_due_at")),
    )
    with op.batch_alter_table("job_run", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_job_run_job_n"), ["job", "n"], unique=False)

    op.create_table(
        "ledger_entry",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("removed", sa.Boolean(), nullable=False),
        sa.Column("source_n", sa.Integer(), nullable=False),
        sa.Column("party_code", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("way", sa.String(), nullable=False),
        sa.Column("at_on", sa.Integer(), nullable=False),
        sa.Column("amount_e4", sa.Integer(), nullable=False),
        sa.Column("item", sa.String(), nullable=True),
        sa.Column("quantity_e3", sa.Integer(), nullable=True),
        sa.Column("document_no", sa.String(), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("by_hand", sa.String(), nullable=False),
        sa.Column("stamps", sa.Text(), nullable=False),
        sa.Column("extra", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_entry")),
    )
    with op.batch_alter_table("ledger_entry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_ledger_entry_party_code"), ["party_code"], unique=False)
        batch_op.create_index(batch_op.f("ix_ledger_entry_ref"), ["ref"], unique=False)
        batch_op.create_index(batch_op.f("ix_ledger_entry_source_n"), ["source_n"], unique=False)

    op.create_table(
        "ledger_row",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("batch_n", sa.Integer(), nullable=False),
        sa.Column("row_no", sa.Integer(), nullable=False),
        sa.Column("source_n", sa.Integer(), nullable=False),
        sa.Column("current", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=True),
        sa.Column("party_code", sa.Text(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("way", sa.Text(), nullable=True),
        sa.Column("at_on", sa.Integer(), nullable=True),
        sa.Column("amount_e4", sa.Integer(), nullable=True),
        sa.Column("item", sa.Text(), nullable=True),
        sa.Column("quantity_e3", sa.Integer(), nullable=True),
        sa.Column("document_no", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("estimated", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_row")),
    )
    with op.batch_alter_table("ledger_row", schema=None) as batch_op:
        batch_op.create_index("ix_ledger_row_batch_n", ["batch_n", "row_no"], unique=False)
        batch_op.create_index("ix_ledger_row_identity", ["source_n", "key"], unique=False)

    op.create_table(
        "licence_need",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("removed", sa.Boolean(), nullable=False),
        sa.Column("party_type", sa.String(), nullable=True),
        sa.Column("goods_class", sa.String(), nullable=True),
        sa.Column("licence_type", sa.String(), nullable=False),
        sa.Column("required", sa.Boolean(), nullable=False),
        sa.Column("from_on", sa.Integer(), nullable=True),
        sa.Column("to_on", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("stamps", sa.Text(), nullable=False),
        sa.Column("extra", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_licence_need")),
    )
    with op.batch_alter_table("licence_need", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_licence_need_ref"), ["ref"], unique=False)

    op.create_table(
        "parent_row",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("batch_n", sa.Integer(), nullable=False),
        sa.Column("row_no", sa.Integer(), nullable=False),
        sa.Column("source_n", sa.Integer(), nullable=False),
        sa.Column("current", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=True),
        sa.Column("party_code", sa.Text(), nullable=True),
        sa.Column("parent_code", sa.Text(), nullable=True),
        sa.Column("from_on", sa.Integer(), nullable=True),
        sa.Column("to_on", sa.Integer(), nullable=True),
        sa.Column("estimated", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_parent_row")),
    )
    with op.batch_alter_table("parent_row", schema=None) as batch_op:
        batch_op.create_index("ix_parent_row_batch_n", ["batch_n", "row_no"], unique=False)
        batch_op.create_index("ix_parent_row_identity", ["source_n", "key"], unique=False)

    op.create_table(
        "party_alias",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("removed", sa.Boolean(), nullable=False),
        sa.Column("source_n", sa.Integer(), nullable=False),
        sa.Column("party_code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("from_on", sa.Integer(), nullable=True),
        sa.Column("to_on", sa.Integer(), nullable=True),
        sa.Column("stamps", sa.Text(), nullable=False),
        sa.Column("extra", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_party_alias")),
    )
    with op.batch_alter_table("party_alias", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_party_alias_party_code"), ["party_code"], unique=False)
        batch_op.create_index(batch_op.f("ix_party_alias_ref"), ["ref"], unique=False)
        batch_op.create_index(batch_op.f("ix_party_alias_source_n"), ["source_n"], unique=False)

    op.create_table(
        "rule_hit",
        sa.Column("batch_n", sa.Integer(), nullable=False),
        sa.Column("feed", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("row_no", sa.Integer(), nullable=False),
    )
    with op.batch_alter_table("rule_hit", schema=None) as batch_op:
        batch_op.create_index("ix_rule_hit_batch_n", ["batch_n", "feed", "code"], unique=False)

    op.create_table(
        "rule_result",
        sa.Column("batch_n", sa.Integer(), nullable=False),
        sa.Column("feed", sa.Text(), nullable=False),
        sa.Column("entry", sa.Integer(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("indicator", sa.Text(), nullable=False),
        sa.Column("party_code", sa.Text(), nullable=False),
        sa.Column("month", sa.Integer(), nullable=False),
        sa.Column("checked", sa.Integer(), nullable=False),
        sa.Column("failed", sa.Integer(), nullable=False),
        sa.Column("last_on", sa.Integer(), nullable=True),
    )
    with op.batch_alter_table("rule_result", schema=None) as batch_op:
        batch_op.create_index("ix_rule_result_batch_n", ["batch_n", "code"], unique=False)

    op.create_table(
        "stock_move",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("batch_n", sa.Integer(), nullable=False),
        sa.Column("row_no", sa.Integer(), nullable=False),
        sa.Column("source_n", sa.Integer(), nullable=False),
        sa.Column("current", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=True),
        sa.Column("moved_on", sa.Integer(), nullable=True),
        sa.Column("party_code", sa.Text(), nullable=True),
        sa.Column("document_no", sa.Text(), nullable=True),
        sa.Column("line_no", sa.Text(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("product_code", sa.Text(), nullable=True),
        sa.Column("lot", sa.Text(), nullable=True),
        sa.Column("quantity_e3", sa.Integer(), nullable=True),
        sa.Column("unit", sa.Text(), nullable=True),
        sa.Column("amount_e4", sa.Integer(), nullable=True),
        sa.Column("place_code", sa.Text(), nullable=True),
        sa.Column("counterparty_code", sa.Text(), nullable=True),
        sa.Column("counterparty_name", sa.Text(), nullable=True),
        sa.Column("ref_no", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("estimated", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stock_move")),
    )
    with op.batch_alter_table("stock_move", schema=None) as batch_op:
        batch_op.create_index("ix_stock_move_batch_n", ["batch_n", "row_no"], unique=False)
        batch_op.create_index("ix_stock_move_identity", ["source_n", "key"], unique=False)
        batch_op.create_index("ix_stock_move_moved_on", ["moved_on"], unique=False)

    op.create_table(
        "territory",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("removed", sa.Boolean(), nullable=False),
        sa.Column("source_n", sa.Integer(), nullable=False),
        sa.Column("party_code", sa.String(), nullable=False),
        sa.Column("area_code", sa.String(), nullable=False),
        sa.Column("group_code", sa.String(), nullable=True),
        sa.Column("channel", sa.String(), nullable=True),
        sa.Column("exclusive", sa.Integer(), nullable=True),
        sa.Column("from_on", sa.Integer(), nullable=True),
        sa.Column("to_on", sa.Integer(), nullable=True),
        sa.Column("contract_no", sa.String(), nullable=True),
        sa.Column("by_hand", sa.String(), nullable=False),
        sa.Column("stamps", sa.Text(), nullable=False),
        sa.Column("extra", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_territory")),
    )
    with op.batch_alter_table("territory", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_territory_area_code"), ["area_code"], unique=False)
        batch_op.create_index(batch_op.f("ix_territory_party_code"), ["party_code"], unique=False)
        batch_op.create_index(batch_op.f("ix_territory_ref"), ["ref"], unique=False)
        batch_op.create_index(batch_op.f("ix_territory_source_n"), ["source_n"], unique=False)

    op.create_table(
        "territory_row",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("batch_n", sa.Integer(), nullable=False),
        sa.Column("row_no", sa.Integer(), nullable=False),
        sa.Column("source_n", sa.Integer(), nullable=False),
        sa.Column("current", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=True),
        sa.Column("party_code", sa.Text(), nullable=True),
        sa.Column("area_code", sa.Text(), nullable=True),
        sa.Column("group_code", sa.Text(), nullable=True),
        sa.Column("channel", sa.Text(), nullable=True),
        sa.Column("exclusive", sa.Integer(), nullable=True),
        sa.Column("from_on", sa.Integer(), nullable=True),
        sa.Column("to_on", sa.Integer(), nullable=True),
        sa.Column("contract_no", sa.Text(), nullable=True),
        sa.Column("estimated", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_territory_row")),
    )
    with op.batch_alter_table("territory_row", schema=None) as batch_op:
        batch_op.create_index("ix_territory_row_batch_n", ["batch_n", "row_no"], unique=False)
        batch_op.create_index("ix_territory_row_identity", ["source_n", "key"], unique=False)

    op.create_table(
        "parties_apart",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("removed", sa.Boolean(), nullable=False),
        sa.Column("one_id", sa.Text(), nullable=False),
        sa.Column("other_id", sa.Text(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("stamps", sa.Text(), nullable=False),
        sa.Column("extra", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["one_id"], ["party.id"], name=op.f("fk_parties_apart_one_id")),
        sa.ForeignKeyConstraint(["other_id"], ["party.id"], name=op.f("fk_parties_apart_other_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_parties_apart")),
    )
    with op.batch_alter_table("parties_apart", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_parties_apart_one_id"), ["one_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_parties_apart_other_id"), ["other_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_parties_apart_ref"), ["ref"], unique=False)

    op.create_table(
        "withheld",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("removed", sa.Boolean(), nullable=False),
        sa.Column("source_n", sa.Integer(), nullable=False),
        sa.Column("feed", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("party_id", sa.Text(), nullable=True),
        sa.Column("day_on", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("released", sa.String(), nullable=True),
        sa.Column("stamps", sa.Text(), nullable=False),
        sa.Column("extra", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["party_id"], ["party.id"], name=op.f("fk_withheld_party_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_withheld")),
    )
    with op.batch_alter_table("withheld", schema=None) as batch_op:
        batch_op.create_index("ix_withheld_line", ["feed", "source_n", "key"], unique=False)
        batch_op.create_index(batch_op.f("ix_withheld_party_id"), ["party_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_withheld_ref"), ["ref"], unique=False)

    op.create_table(
        "action_item",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("removed", sa.Boolean(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("params", sa.Text(), nullable=False),
        sa.Column("code", sa.String(), nullable=True),
        sa.Column("about_entity", sa.String(), nullable=True),
        sa.Column("about_id", sa.String(), nullable=True),
        sa.Column("owner_id", sa.Text(), nullable=True),
        sa.Column("due_on", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("done_on", sa.Integer(), nullable=True),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.Column("stamps", sa.Text(), nullable=False),
        sa.Column("extra", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"], name=op.f("fk_action_item_owner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_action_item")),
    )
    with op.batch_alter_table("action_item", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_action_item_about_id"), ["about_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_action_item_code"), ["code"], unique=False)
        batch_op.create_index(batch_op.f("ix_action_item_due_on"), ["due_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_action_item_owner_id"), ["owner_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_action_item_ref"), ["ref"], unique=False)

    op.create_table(
        "compliance_case",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("removed", sa.Boolean(), nullable=False),
        sa.Column("party_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("result", sa.String(), nullable=True),
        sa.Column("sanction", sa.String(), nullable=True),
        sa.Column("penalty_e4", sa.Integer(), nullable=True),
        sa.Column("owner_id", sa.Text(), nullable=True),
        sa.Column("closed_on", sa.Integer(), nullable=True),
        sa.Column("finding", sa.String(), nullable=True),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("stamps", sa.Text(), nullable=False),
        sa.Column("extra", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"], name=op.f("fk_compliance_case_owner_id")),
        sa.ForeignKeyConstraint(["party_id"], ["party.id"], name=op.f("fk_compliance_case_party_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_compliance_case")),
    )
    with op.batch_alter_table("compliance_case", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_compliance_case_finding"), ["finding"], unique=False)
        batch_op.create_index(batch_op.f("ix_compliance_case_party_id"), ["party_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_compliance_case_ref"), ["ref"], unique=False)

    op.create_table(
        "lifecycle_item",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("removed", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=True),
        sa.Column("obligatory", sa.Boolean(), nullable=False),
        sa.Column("due_days", sa.Integer(), nullable=True),
        sa.Column("owner_id", sa.Text(), nullable=True),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("stamps", sa.Text(), nullable=False),
        sa.Column("extra", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"], name=op.f("fk_lifecycle_item_owner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lifecycle_item")),
    )
    with op.batch_alter_table("lifecycle_item", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_lifecycle_item_ref"), ["ref"], unique=False)
        batch_op.create_index(batch_op.f("ix_lifecycle_item_state"), ["state"], unique=False)

    op.create_table(
        "lifecycle_state",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("removed", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("limit_days", sa.Integer(), nullable=True),
        sa.Column("owner_id", sa.Text(), nullable=True),
        sa.Column("stamps", sa.Text(), nullable=False),
        sa.Column("extra", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"], name=op.f("fk_lifecycle_state_owner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lifecycle_state")),
    )
    with op.batch_alter_table("lifecycle_state", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_lifecycle_state_ref"), ["ref"], unique=False)

    op.create_table(
        "party_note",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("removed", sa.Boolean(), nullable=False),
        sa.Column("party_id", sa.Text(), nullable=False),
        sa.Column("at_on", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Text(), nullable=True),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("stamps", sa.Text(), nullable=False),
        sa.Column("extra", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["party_id"], ["party.id"], name=op.f("fk_party_note_party_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_party_note_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_party_note")),
    )
    with op.batch_alter_table("party_note", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_party_note_party_id"), ["party_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_party_note_ref"), ["ref"], unique=False)

    op.create_table(
        "party_passage",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("removed", sa.Boolean(), nullable=False),
        sa.Column("party_id", sa.Text(), nullable=False),
        sa.Column("from_state", sa.String(), nullable=False),
        sa.Column("to_state", sa.String(), nullable=False),
        sa.Column("at_on", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Text(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("unfinished", sa.Text(), nullable=False),
        sa.Column("stamps", sa.Text(), nullable=False),
        sa.Column("extra", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["party_id"], ["party.id"], name=op.f("fk_party_passage_party_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_party_passage_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_party_passage")),
    )
    with op.batch_alter_table("party_passage", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_party_passage_party_id"), ["party_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_party_passage_ref"), ["ref"], unique=False)

    op.create_table(
        "recall",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("removed", sa.Boolean(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("product_id", sa.Text(), nullable=False),
        sa.Column("lots", sa.String(), nullable=False),
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("started_on", sa.Integer(), nullable=True),
        sa.Column("due_on", sa.Integer(), nullable=True),
        sa.Column("closed_on", sa.Integer(), nullable=True),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.Column("stamps", sa.Text(), nullable=False),
        sa.Column("extra", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"], name=op.f("fk_recall_product_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recall")),
    )
    with op.batch_alter_table("recall", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_recall_product_id"), ["product_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_recall_ref"), ["ref"], unique=False)

    op.create_table(
        "visit",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("removed", sa.Boolean(), nullable=False),
        sa.Column("party_id", sa.Text(), nullable=False),
        sa.Column("owner_id", sa.Text(), nullable=True),
        sa.Column("planned_on", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=True),
        sa.Column("reasons", sa.Text(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("done_on", sa.Integer(), nullable=True),
        sa.Column("notes", sa.String(), nullable=True),
        sa.Column("promises", sa.Text(), nullable=False),
        sa.Column("stamps", sa.Text(), nullable=False),
        sa.Column("extra", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"], name=op.f("fk_visit_owner_id")),
        sa.ForeignKeyConstraint(["party_id"], ["party.id"], name=op.f("fk_visit_party_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit")),
    )
    with op.batch_alter_table("visit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_visit_owner_id"), ["owner_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_visit_party_id"), ["party_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_visit_planned_on"), ["planned_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_visit_ref"), ["ref"], unique=False)

    op.create_table(
        "case_step",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("removed", sa.Boolean(), nullable=False),
        sa.Column("case_id", sa.Text(), nullable=False),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("at_on", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Text(), nullable=True),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("result", sa.String(), nullable=True),
        sa.Column("stamps", sa.Text(), nullable=False),
        sa.Column("extra", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["compliance_case.id"], name=op.f("fk_case_step_case_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_case_step_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_step")),
    )
    with op.batch_alter_table("case_step", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_case_step_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_case_step_ref"), ["ref"], unique=False)

    op.create_table(
        "recall_answer",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("removed", sa.Boolean(), nullable=False),
        sa.Column("recall_id", sa.Text(), nullable=False),
        sa.Column("party_id", sa.Text(), nullable=False),
        sa.Column("at_on", sa.Integer(), nullable=False),
        sa.Column("held_e3", sa.Integer(), nullable=False),
        sa.Column("returned_e3", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("stamps", sa.Text(), nullable=False),
        sa.Column("extra", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["party_id"], ["party.id"], name=op.f("fk_recall_answer_party_id")),
        sa.ForeignKeyConstraint(["recall_id"], ["recall.id"], name=op.f("fk_recall_answer_recall_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recall_answer")),
    )
    with op.batch_alter_table("recall_answer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_recall_answer_party_id"), ["party_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_recall_answer_recall_id"), ["recall_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_recall_answer_ref"), ["ref"], unique=False)

    op.drop_table("cell_product")
    with op.batch_alter_table("licence", schema=None) as batch_op:
        batch_op.add_column(sa.Column("temperature_scope", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("review_months", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("reviewed_on", sa.Integer(), nullable=True))

    with op.batch_alter_table("licence_row", schema=None) as batch_op:
        batch_op.add_column(sa.Column("temperature_scope", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("review_months", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("reviewed_on", sa.Integer(), nullable=True))

    with op.batch_alter_table("party", schema=None) as batch_op:
        batch_op.add_column(sa.Column("address", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("party_type", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("segment", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("merged_into_id", sa.String(), nullable=True))

    with op.batch_alter_table("party_code", schema=None) as batch_op:
        batch_op.add_column(sa.Column("by_hand", sa.String(), nullable=True))
        batch_op.drop_index(batch_op.f("ix_party_code_source_n"))
        batch_op.create_index(batch_op.f("ix_party_code_source_n_code"), ["source_n", "code"], unique=False)

    with op.batch_alter_table("party_parent", schema=None) as batch_op:
        batch_op.add_column(sa.Column("by_hand", sa.String(), nullable=True))

    with op.batch_alter_table("party_row", schema=None) as batch_op:
        batch_op.add_column(sa.Column("party_type", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("segment", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("address", sa.Text(), nullable=True))

    with op.batch_alter_table("product_code", schema=None) as batch_op:
        batch_op.add_column(sa.Column("from_on", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("to_on", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("by_hand", sa.String(), nullable=True))


def downgrade() -> None:
    raise NotImplementedError("a newer file is refused by an older program; go back to the backup")
