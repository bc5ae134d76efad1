"""incentives and approvals."""
# ruff: noqa: PLR0915 - one statement a table

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "adjustment_table",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("removed", sa.Boolean(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("rules", sa.Text(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("made_on", sa.Integer(), nullable=False),
        sa.Column("stamps", sa.Text(), nullable=False),
        sa.Column("extra", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_adjustment_table")),
    )
    with op.batch_alter_table("adjustment_table", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_adjustment_table_ref"), ["ref"], unique=False)

    op.create_table(
        "approval_rule",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("removed", sa.Boolean(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("region", sa.String(), nullable=True),
        sa.Column("from_minor", sa.Integer(), nullable=False),
        sa.Column("steps", sa.Text(), nullable=False),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("stamps", sa.Text(), nullable=False),
        sa.Column("extra", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approval_rule")),
    )
    with op.batch_alter_table("approval_rule", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_approval_rule_ref"), ["ref"], unique=False)

    op.create_table(
        "incentive_entry",
        sa.Column("posting_id", sa.Text(), nullable=False),
        sa.Column("n", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("party_id", sa.Text(), nullable=False),
        sa.Column("policy_id", sa.Text(), nullable=True),
        sa.Column("version_id", sa.Text(), nullable=True),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("first_on", sa.Integer(), nullable=True),
        sa.Column("last_on", sa.Integer(), nullable=True),
        sa.Column("day_on", sa.Integer(), nullable=False),
        sa.Column("amount_minor", sa.Integer(), nullable=False),
        sa.Column("form", sa.Text(), nullable=False),
        sa.Column("expires_on", sa.Integer(), nullable=True),
        sa.Column("document", sa.Text(), nullable=True),
        sa.Column("keys_sha256", sa.Text(), nullable=True),
        sa.Column("figures", sa.Text(), nullable=True),
        sa.Column("reverses_n", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("posting_id", "n", name=op.f("pk_incentive_entry")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("incentive_entry", schema=None) as batch_op:
        batch_op.create_index("ix_incentive_entry_party", ["party_id", "day_on"], unique=False)
        batch_op.create_index("ix_incentive_entry_policy", ["policy_id", "period"], unique=False)

    op.create_table(
        "account_statement",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("removed", sa.Boolean(), nullable=False),
        sa.Column("party_id", sa.Text(), nullable=False),
        sa.Column("period", sa.String(), nullable=False),
        sa.Column("through_on", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("data_sha256", sa.String(), nullable=False),
        sa.Column("balance_minor", sa.Integer(), nullable=False),
        sa.Column("issued_on", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Integer(), nullable=False),
        sa.Column("returned_on", sa.Integer(), nullable=True),
        sa.Column("confirmed_on", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("stamps", sa.Text(), nullable=False),
        sa.Column("extra", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["party_id"], ["party.id"], name=op.f("fk_account_statement_party_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_statement")),
    )
    with op.batch_alter_table("account_statement", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_account_statement_party_id"), ["party_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_account_statement_period"), ["period"], unique=False)
        batch_op.create_index(batch_op.f("ix_account_statement_ref"), ["ref"], unique=False)

    op.create_table(
        "approval",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("removed", sa.Boolean(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("about_entity", sa.String(), nullable=False),
        sa.Column("about_id", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("params", sa.Text(), nullable=False),
        sa.Column("content_sha256", sa.String(), nullable=False),
        sa.Column("amount_minor", sa.Integer(), nullable=False),
        sa.Column("region", sa.String(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("steps", sa.Text(), nullable=False),
        sa.Column("made_by_id", sa.Text(), nullable=True),
        sa.Column("made_on", sa.Integer(), nullable=False),
        sa.Column("stamps", sa.Text(), nullable=False),
        sa.Column("extra", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["made_by_id"], ["person.id"], name=op.f("fk_approval_made_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approval")),
    )
    with op.batch_alter_table("approval", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_approval_about_id"), ["about_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_approval_ref"), ["ref"], unique=False)

    op.create_table(
        "incentive_policy",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("removed", sa.Boolean(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("owner_id", sa.Text(), nullable=True),
        sa.Column("stamps", sa.Text(), nullable=False),
        sa.Column("extra", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"], name=op.f("fk_incentive_policy_owner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incentive_policy")),
    )
    with op.batch_alter_table("incentive_policy", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_incentive_policy_code"), ["code"], unique=False)
        batch_op.create_index(batch_op.f("ix_incentive_policy_ref"), ["ref"], unique=False)

    op.create_table(
        "passphrase",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("removed", sa.Boolean(), nullable=False),
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("salt", sa.String(), nullable=False),
        sa.Column("verifier", sa.String(), nullable=False),
        sa.Column("way", sa.String(), nullable=False),
        sa.Column("set_on", sa.Integer(), nullable=False),
        sa.Column("witness_id", sa.Text(), nullable=True),
        sa.Column("wrong", sa.Integer(), nullable=False),
        sa.Column("wrong_at", sa.Integer(), nullable=True),
        sa.Column("stamps", sa.Text(), nullable=False),
        sa.Column("extra", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_passphrase_person_id")),
        sa.ForeignKeyConstraint(["witness_id"], ["person.id"], name=op.f("fk_passphrase_witness_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passphrase")),
    )
    with op.batch_alter_table("passphrase", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_passphrase_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_passphrase_ref"), ["ref"], unique=False)

    op.create_table(
        "adjustment_dossier",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("removed", sa.Boolean(), nullable=False),
        sa.Column("period", sa.String(), nullable=False),
        sa.Column("party_id", sa.Text(), nullable=False),
        sa.Column("policy_id", sa.Text(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("proposal", sa.Text(), nullable=False),
        sa.Column("simulated", sa.Text(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("approval_id", sa.Text(), nullable=True),
        sa.Column("made_on", sa.Integer(), nullable=False),
        sa.Column("stamps", sa.Text(), nullable=False),
        sa.Column("extra", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["approval_id"], ["approval.id"], name=op.f("fk_adjustment_dossier_approval_id")),
        sa.ForeignKeyConstraint(["party_id"], ["party.id"], name=op.f("fk_adjustment_dossier_party_id")),
        sa.ForeignKeyConstraint(["policy_id"], ["incentive_policy.id"], name=op.f("fk_adjustment_dossier_policy_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_adjustment_dossier")),
    )
    with op.batch_alter_table("adjustment_dossier", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_adjustment_dossier_party_id"), ["party_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_adjustment_dossier_period"), ["period"], unique=False)
        batch_op.create_index(batch_op.f("ix_adjustment_dossier_ref"), ["ref"], unique=False)

    op.create_table(
        "approval_decision",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("removed", sa.Boolean(), nullable=False),
        sa.Column("approval_id", sa.Text(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("verdict", sa.String(), nullable=False),
        sa.Column("way", sa.String(), nullable=False),
        sa.Column("person_id", sa.Text(), nullable=True),
        sa.Column("content_sha256", sa.String(), nullable=False),
        sa.Column("decided_on", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("oa_number", sa.String(), nullable=True),
        sa.Column("oa_approver", sa.String(), nullable=True),
        sa.Column("oa_on", sa.Integer(), nullable=True),
        sa.Column("scan_sha256", sa.String(), nullable=True),
        sa.Column("stamps", sa.Text(), nullable=False),
        sa.Column("extra", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["approval_id"], ["approval.id"], name=op.f("fk_approval_decision_approval_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_approval_decision_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approval_decision")),
    )
    with op.batch_alter_table("approval_decision", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_approval_decision_approval_id"), ["approval_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_approval_decision_ref"), ["ref"], unique=False)

    op.create_table(
        "incentive_posting",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("removed", sa.Boolean(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("period", sa.String(), nullable=False),
        sa.Column("posted_on", sa.Integer(), nullable=False),
        sa.Column("data_sha256", sa.String(), nullable=False),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.Column("total_minor", sa.Integer(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("tx", sa.Integer(), nullable=False),
        sa.Column("engine", sa.String(), nullable=False),
        sa.Column("cutoff_on", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("person_id", sa.Text(), nullable=True),
        sa.Column("approval_id", sa.Text(), nullable=True),
        sa.Column("reverses_id", sa.Text(), nullable=True),
        sa.Column("stamps", sa.Text(), nullable=False),
        sa.Column("extra", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["approval_id"], ["approval.id"], name=op.f("fk_incentive_posting_approval_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_incentive_posting_person_id")),
        sa.ForeignKeyConstraint(
            ["reverses_id"], ["incentive_posting.id"], name=op.f("fk_incentive_posting_reverses_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incentive_posting")),
    )
    with op.batch_alter_table("incentive_posting", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_incentive_posting_period"), ["period"], unique=False)
        batch_op.create_index(batch_op.f("ix_incentive_posting_ref"), ["ref"], unique=False)

    op.create_table(
        "fund_request",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("removed", sa.Boolean(), nullable=False),
        sa.Column("policy_id", sa.Text(), nullable=False),
        sa.Column("party_id", sa.Text(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("from_on", sa.Integer(), nullable=False),
        sa.Column("to_on", sa.Integer(), nullable=False),
        sa.Column("requested_minor", sa.Integer(), nullable=False),
        sa.Column("approved_minor", sa.Integer(), nullable=True),
        sa.Column("claimed_minor", sa.Integer(), nullable=True),
        sa.Column("paid_minor", sa.Integer(), nullable=True),
        sa.Column("approval_id", sa.Text(), nullable=True),
        sa.Column("posting_id", sa.Text(), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("stamps", sa.Text(), nullable=False),
        sa.Column("extra", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["approval_id"], ["approval.id"], name=op.f("fk_fund_request_approval_id")),
        sa.ForeignKeyConstraint(["party_id"], ["party.id"], name=op.f("fk_fund_request_party_id")),
        sa.ForeignKeyConstraint(["policy_id"], ["incentive_policy.id"], name=op.f("fk_fund_request_policy_id")),
        sa.ForeignKeyConstraint(["posting_id"], ["incentive_posting.id"], name=op.f("fk_fund_request_posting_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fund_request")),
    )
    with op.batch_alter_table("fund_request", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_fund_request_party_id"), ["party_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_fund_request_policy_id"), ["policy_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_fund_request_ref"), ["ref"], unique=False)

    op.create_table(
        "policy_version",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("removed", sa.Boolean(), nullable=False),
        sa.Column("policy_id", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("content", sa.String(), nullable=False),
        sa.Column("content_sha256", sa.String(), nullable=False),
        sa.Column("from_on", sa.Integer(), nullable=False),
        sa.Column("to_on", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("made_by_id", sa.Text(), nullable=True),
        sa.Column("simulation_sha256", sa.String(), nullable=True),
        sa.Column("simulated_on", sa.Integer(), nullable=True),
        sa.Column("approval_id", sa.Text(), nullable=True),
        sa.Column("signed_on", sa.Integer(), nullable=True),
        sa.Column("text_sha256", sa.String(), nullable=True),
        sa.Column("dossier_id", sa.Text(), nullable=True),
        sa.Column("stamps", sa.Text(), nullable=False),
        sa.Column("extra", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["approval_id"], ["approval.id"], name=op.f("fk_policy_version_approval_id")),
        sa.ForeignKeyConstraint(["dossier_id"], ["adjustment_dossier.id"], name=op.f("fk_policy_version_dossier_id")),
        sa.ForeignKeyConstraint(["made_by_id"], ["person.id"], name=op.f("fk_policy_version_made_by_id")),
        sa.ForeignKeyConstraint(["policy_id"], ["incentive_policy.id"], name=op.f("fk_policy_version_policy_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_policy_version")),
    )
    with op.batch_alter_table("policy_version", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_policy_version_policy_id"), ["policy_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_policy_version_ref"), ["ref"], unique=False)

    op.create_table(
        "dispute",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("removed", sa.Boolean(), nullable=False),
        sa.Column("party_id", sa.Text(), nullable=False),
        sa.Column("statement_id", sa.Text(), nullable=True),
        sa.Column("version_id", sa.Text(), nullable=True),
        sa.Column("period", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("opened_on", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Integer(), nullable=False),
        sa.Column("decided_on", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("data_sha256", sa.String(), nullable=True),
        sa.Column("posting_id", sa.Text(), nullable=True),
        sa.Column("stamps", sa.Text(), nullable=False),
        sa.Column("extra", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["party_id"], ["party.id"], name=op.f("fk_dispute_party_id")),
        sa.ForeignKeyConstraint(["posting_id"], ["incentive_posting.id"], name=op.f("fk_dispute_posting_id")),
        sa.ForeignKeyConstraint(["statement_id"], ["account_statement.id"], name=op.f("fk_dispute_statement_id")),
        sa.ForeignKeyConstraint(["version_id"], ["policy_version.id"], name=op.f("fk_dispute_version_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dispute")),
    )
    with op.batch_alter_table("dispute", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_dispute_party_id"), ["party_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_dispute_ref"), ["ref"], unique=False)

    op.create_table(
        "dispute_line",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("removed", sa.Boolean(), nullable=False),
        sa.Column("dispute_id", sa.Text(), nullable=False),
        sa.Column("document", sa.String(), nullable=False),
        sa.Column("theirs_e4", sa.Integer(), nullable=True),
        sa.Column("ours_e4", sa.Integer(), nullable=True),
        sa.Column("excluded", sa.String(), nullable=True),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.Column("answer", sa.String(), nullable=True),
        sa.Column("stamps", sa.Text(), nullable=False),
        sa.Column("extra", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["dispute_id"], ["dispute.id"], name=op.f("fk_dispute_line_dispute_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dispute_line")),
    )
    with op.batch_alter_table("dispute_line", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_dispute_line_dispute_id"), ["dispute_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_dispute_line_ref"), ["ref"], unique=False)


def downgrade() -> None:
    raise NotImplementedError("a newer file is refused by an older program; go back to the backup")
