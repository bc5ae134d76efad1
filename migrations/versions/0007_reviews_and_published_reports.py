"""reviews and published reports."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "cell_bin_day",
        sa.Column("pack", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("group_n", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("start", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("dealer_n", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("bin", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("pack", "group_n", "start", "dealer_n", "bin", "kind", name=op.f("pk_cell_bin")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("cell_bin_day", schema=None) as batch_op:
        batch_op.create_index("ix_cell_bin_day_empty", ["n"], unique=False, sqlite_where=sa.text("n = 0"))

    op.create_table(
        "report_plan",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("removed", sa.Boolean(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("lang", sa.String(), nullable=False),
        sa.Column("reader", sa.String(), nullable=False),
        sa.Column("dealers", sa.Text(), nullable=False),
        sa.Column("people", sa.Text(), nullable=False),
        sa.Column("addresses", sa.Text(), nullable=False),
        sa.Column("to_contacts", sa.Boolean(), nullable=False),
        sa.Column("schedule", sa.String(), nullable=False),
        sa.Column("scheduled_at", sa.String(), nullable=False),
        sa.Column("workbook", sa.Boolean(), nullable=False),
        sa.Column("signed", sa.Boolean(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("stamps", sa.Text(), nullable=False),
        sa.Column("extra", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_plan")),
    )
    with op.batch_alter_table("report_plan", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_report_plan_ref"), ["ref"], unique=False)

    op.create_table(
        "survey_question",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("removed", sa.Boolean(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=True),
        sa.Column("guide", sa.String(), nullable=False),
        sa.Column("most", sa.Integer(), nullable=False),
        sa.Column("department", sa.String(), nullable=True),
        sa.Column("stamps", sa.Text(), nullable=False),
        sa.Column("extra", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_question")),
    )
    with op.batch_alter_table("survey_question", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_survey_question_ref"), ["ref"], unique=False)

    op.create_table(
        "health_review",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("removed", sa.Boolean(), nullable=False),
        sa.Column("period", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Text(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("signed_by_id", sa.Text(), nullable=True),
        sa.Column("signed_on", sa.Integer(), nullable=True),
        sa.Column("signed_sha256", sa.String(), nullable=True),
        sa.Column("published_on", sa.Integer(), nullable=True),
        sa.Column("stamps", sa.Text(), nullable=False),
        sa.Column("extra", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["round_id"], ["health_round.id"], name=op.f("fk_health_review_round_id")),
        sa.ForeignKeyConstraint(["signed_by_id"], ["person.id"], name=op.f("fk_health_review_signed_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_health_review")),
    )
    with op.batch_alter_table("health_review", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_health_review_period"), ["period"], unique=False)
        batch_op.create_index(batch_op.f("ix_health_review_ref"), ["ref"], unique=False)

    op.create_table(
        "survey_score",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("removed", sa.Boolean(), nullable=False),
        sa.Column("question_id", sa.Text(), nullable=False),
        sa.Column("party_id", sa.Text(), nullable=False),
        sa.Column("period", sa.String(), nullable=False),
        sa.Column("score_tenths", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("person_id", sa.Text(), nullable=True),
        sa.Column("scored_on", sa.Integer(), nullable=False),
        sa.Column("stamps", sa.Text(), nullable=False),
        sa.Column("extra", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["party_id"], ["party.id"], name=op.f("fk_survey_score_party_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_survey_score_person_id")),
        sa.ForeignKeyConstraint(["question_id"], ["survey_question.id"], name=op.f("fk_survey_score_question_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_score")),
    )
    with op.batch_alter_table("survey_score", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_survey_score_party_id"), ["party_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_survey_score_period_party_id"), ["period", "party_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_survey_score_question_id"), ["question_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_survey_score_ref"), ["ref"], unique=False)

    op.create_table(
        "calibration",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("removed", sa.Boolean(), nullable=False),
        sa.Column("review_id", sa.Text(), nullable=False),
        sa.Column("party_id", sa.Text(), nullable=False),
        sa.Column("grade", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("person_id", sa.Text(), nullable=True),
        sa.Column("decided_on", sa.Integer(), nullable=False),
        sa.Column("stamps", sa.Text(), nullable=False),
        sa.Column("extra", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["party_id"], ["party.id"], name=op.f("fk_calibration_party_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_calibration_person_id")),
        sa.ForeignKeyConstraint(["review_id"], ["health_review.id"], name=op.f("fk_calibration_review_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calibration")),
    )
    with op.batch_alter_table("calibration", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_calibration_party_id"), ["party_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_calibration_ref"), ["ref"], unique=False)
        batch_op.create_index(batch_op.f("ix_calibration_review_id"), ["review_id"], unique=False)

    op.create_table(
        "published_report",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("removed", sa.Boolean(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("period", sa.String(), nullable=False),
        sa.Column("lang", sa.String(), nullable=False),
        sa.Column("party_id", sa.Text(), nullable=True),
        sa.Column("plan_id", sa.Text(), nullable=True),
        sa.Column("review_id", sa.Text(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("data_sha256", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("drawn_hash", sa.String(), nullable=False),
        sa.Column("made_on", sa.Integer(), nullable=False),
        sa.Column("known_tx", sa.Integer(), nullable=False),
        sa.Column("signed", sa.Boolean(), nullable=False),
        sa.Column("stamps", sa.Text(), nullable=False),
        sa.Column("extra", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["party_id"], ["party.id"], name=op.f("fk_published_report_party_id")),
        sa.ForeignKeyConstraint(["plan_id"], ["report_plan.id"], name=op.f("fk_published_report_plan_id")),
        sa.ForeignKeyConstraint(["review_id"], ["health_review.id"], name=op.f("fk_published_report_review_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_published_report")),
    )
    with op.batch_alter_table("published_report", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_published_report_party_id"), ["party_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_published_report_period"), ["period"], unique=False)
        batch_op.create_index(batch_op.f("ix_published_report_ref"), ["ref"], unique=False)
        batch_op.create_index(batch_op.f("ix_published_report_review_id"), ["review_id"], unique=False)

    op.create_table(
        "review_comment",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("removed", sa.Boolean(), nullable=False),
        sa.Column("review_id", sa.Text(), nullable=False),
        sa.Column("party_id", sa.Text(), nullable=True),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("person_id", sa.Text(), nullable=True),
        sa.Column("said_on", sa.Integer(), nullable=False),
        sa.Column("stamps", sa.Text(), nullable=False),
        sa.Column("extra", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["party_id"], ["party.id"], name=op.f("fk_review_comment_party_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_review_comment_person_id")),
        sa.ForeignKeyConstraint(["review_id"], ["health_review.id"], name=op.f("fk_review_comment_review_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_comment")),
    )
    with op.batch_alter_table("review_comment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_review_comment_party_id"), ["party_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_review_comment_ref"), ["ref"], unique=False)
        batch_op.create_index(batch_op.f("ix_review_comment_review_id"), ["review_id"], unique=False)

    with op.batch_alter_table("goal", schema=None) as batch_op:
        batch_op.add_column(sa.Column("plan_id", sa.Text(), nullable=True))
        batch_op.create_index(batch_op.f("ix_goal_plan_id"), ["plan_id"], unique=False)
        batch_op.create_foreign_key(batch_op.f("fk_goal_plan_id"), "target_plan", ["plan_id"], ["id"])


def downgrade() -> None:
    raise NotImplementedError("a newer file is refused by an older program; go back to the backup")
