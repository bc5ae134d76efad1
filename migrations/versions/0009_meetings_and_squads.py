"""meetings and squads."""
# ruff: noqa: PLR0915 - one statement a table

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "squad",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("removed", sa.Boolean(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("goal", sa.String(), nullable=False),
        sa.Column("kpi", sa.String(), nullable=True),
        sa.Column("goal_value", sa.String(), nullable=True),
        sa.Column("sponsor_id", sa.Text(), nullable=True),
        sa.Column("lead_id", sa.Text(), nullable=True),
        sa.Column("department_id", sa.Text(), nullable=True),
        sa.Column("from_on", sa.Integer(), nullable=False),
        sa.Column("ends_on", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("ended_on", sa.Integer(), nullable=True),
        sa.Column("result", sa.String(), nullable=True),
        sa.Column("stamps", sa.Text(), nullable=False),
        sa.Column("extra", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["department_id"], ["department.id"], name=op.f("fk_squad_department_id")),
        sa.ForeignKeyConstraint(["lead_id"], ["person.id"], name=op.f("fk_squad_lead_id")),
        sa.ForeignKeyConstraint(["sponsor_id"], ["person.id"], name=op.f("fk_squad_sponsor_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_squad")),
    )
    with op.batch_alter_table("squad", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_squad_lead_id"), ["lead_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_squad_ref"), ["ref"], unique=False)

    op.create_table(
        "meeting_series",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("removed", sa.Boolean(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("rhythm", sa.String(), nullable=False),
        sa.Column("from_minute", sa.Integer(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(), nullable=True),
        sa.Column("chair_id", sa.Text(), nullable=True),
        sa.Column("sponsor_id", sa.Text(), nullable=True),
        sa.Column("secretary_id", sa.Text(), nullable=True),
        sa.Column("template", sa.Text(), nullable=False),
        sa.Column("quorum", sa.Text(), nullable=False),
        sa.Column("squad_id", sa.Text(), nullable=True),
        sa.Column("ended_on", sa.Integer(), nullable=True),
        sa.Column("stamps", sa.Text(), nullable=False),
        sa.Column("extra", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["chair_id"], ["person.id"], name=op.f("fk_meeting_series_chair_id")),
        sa.ForeignKeyConstraint(["secretary_id"], ["person.id"], name=op.f("fk_meeting_series_secretary_id")),
        sa.ForeignKeyConstraint(["sponsor_id"], ["person.id"], name=op.f("fk_meeting_series_sponsor_id")),
        sa.ForeignKeyConstraint(["squad_id"], ["squad.id"], name=op.f("fk_meeting_series_squad_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_series")),
    )
    with op.batch_alter_table("meeting_series", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_meeting_series_ref"), ["ref"], unique=False)

    op.create_table(
        "milestone",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("removed", sa.Boolean(), nullable=False),
        sa.Column("squad_id", sa.Text(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("due_on", sa.Integer(), nullable=False),
        sa.Column("done_on", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("stamps", sa.Text(), nullable=False),
        sa.Column("extra", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["squad_id"], ["squad.id"], name=op.f("fk_milestone_squad_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_milestone")),
    )
    with op.batch_alter_table("milestone", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_milestone_ref"), ["ref"], unique=False)
        batch_op.create_index(batch_op.f("ix_milestone_squad_id"), ["squad_id"], unique=False)

    op.create_table(
        "squad_member",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("removed", sa.Boolean(), nullable=False),
        sa.Column("squad_id", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("part", sa.String(), nullable=True),
        sa.Column("stamps", sa.Text(), nullable=False),
        sa.Column("extra", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_squad_member_person_id")),
        sa.ForeignKeyConstraint(["squad_id"], ["squad.id"], name=op.f("fk_squad_member_squad_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_squad_member")),
    )
    with op.batch_alter_table("squad_member", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_squad_member_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_squad_member_ref"), ["ref"], unique=False)
        batch_op.create_index(batch_op.f("ix_squad_member_squad_id"), ["squad_id"], unique=False)

    op.create_table(
        "meeting",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("removed", sa.Boolean(), nullable=False),
        sa.Column("series_id", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=True),
        sa.Column("period", sa.String(), nullable=False),
        sa.Column("held_on", sa.Integer(), nullable=False),
        sa.Column("from_minute", sa.Integer(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("chair_id", sa.Text(), nullable=True),
        sa.Column("secretary_id", sa.Text(), nullable=True),
        sa.Column("figures_sha256", sa.String(), nullable=True),
        sa.Column("known_tx", sa.Integer(), nullable=True),
        sa.Column("journal_head", sa.String(), nullable=True),
        sa.Column("started_at", sa.Integer(), nullable=True),
        sa.Column("ended_at", sa.Integer(), nullable=True),
        sa.Column("minutes_sha256", sa.String(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("stamps", sa.Text(), nullable=False),
        sa.Column("extra", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["chair_id"], ["person.id"], name=op.f("fk_meeting_chair_id")),
        sa.ForeignKeyConstraint(["secretary_id"], ["person.id"], name=op.f("fk_meeting_secretary_id")),
        sa.ForeignKeyConstraint(["series_id"], ["meeting_series.id"], name=op.f("fk_meeting_series_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting")),
    )
    with op.batch_alter_table("meeting", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_meeting_held_on"), ["held_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_meeting_ref"), ["ref"], unique=False)
        batch_op.create_index(batch_op.f("ix_meeting_series_id_held_on"), ["series_id", "held_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_meeting_state"), ["state"], unique=False)

    op.create_table(
        "series_member",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("removed", sa.Boolean(), nullable=False),
        sa.Column("series_id", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("department_id", sa.Text(), nullable=True),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("stamps", sa.Text(), nullable=False),
        sa.Column("extra", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["department_id"], ["department.id"], name=op.f("fk_series_member_department_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_series_member_person_id")),
        sa.ForeignKeyConstraint(["series_id"], ["meeting_series.id"], name=op.f("fk_series_member_series_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_series_member")),
    )
    with op.batch_alter_table("series_member", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_series_member_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_series_member_ref"), ["ref"], unique=False)
        batch_op.create_index(batch_op.f("ix_series_member_series_id"), ["series_id"], unique=False)

    op.create_table(
        "action_carry",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("removed", sa.Boolean(), nullable=False),
        sa.Column("meeting_id", sa.Text(), nullable=False),
        sa.Column("action_id", sa.Text(), nullable=False),
        sa.Column("verdict", sa.String(), nullable=False),
        sa.Column("due_before", sa.Integer(), nullable=True),
        sa.Column("due_after", sa.Integer(), nullable=True),
        sa.Column("slips", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("into_id", sa.Text(), nullable=True),
        sa.Column("stamps", sa.Text(), nullable=False),
        sa.Column("extra", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["action_id"], ["action_item.id"], name=op.f("fk_action_carry_action_id")),
        sa.ForeignKeyConstraint(["into_id"], ["action_item.id"], name=op.f("fk_action_carry_into_id")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_action_carry_meeting_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_action_carry")),
    )
    with op.batch_alter_table("action_carry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_action_carry_action_id"), ["action_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_action_carry_meeting_id_action_id"), ["meeting_id", "action_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_action_carry_ref"), ["ref"], unique=False)

    op.create_table(
        "agenda_item",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("removed", sa.Boolean(), nullable=False),
        sa.Column("meeting_id", sa.Text(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("section", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("cause", sa.String(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("params", sa.Text(), nullable=False),
        sa.Column("department_id", sa.Text(), nullable=True),
        sa.Column("owner_id", sa.Text(), nullable=True),
        sa.Column("dealer_id", sa.Text(), nullable=True),
        sa.Column("kpi", sa.String(), nullable=True),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("spent_seconds", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("notes", sa.String(), nullable=True),
        sa.Column("recurring", sa.Boolean(), nullable=False),
        sa.Column("from_item_id", sa.Text(), nullable=True),
        sa.Column("stamps", sa.Text(), nullable=False),
        sa.Column("extra", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["dealer_id"], ["party.id"], name=op.f("fk_agenda_item_dealer_id")),
        sa.ForeignKeyConstraint(["department_id"], ["department.id"], name=op.f("fk_agenda_item_department_id")),
        sa.ForeignKeyConstraint(["from_item_id"], ["agenda_item.id"], name=op.f("fk_agenda_item_from_item_id")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_agenda_item_meeting_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"], name=op.f("fk_agenda_item_owner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agenda_item")),
    )
    with op.batch_alter_table("agenda_item", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_agenda_item_cause"), ["cause"], unique=False)
        batch_op.create_index(batch_op.f("ix_agenda_item_dealer_id"), ["dealer_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_agenda_item_meeting_id_n"), ["meeting_id", "n"], unique=False)
        batch_op.create_index(batch_op.f("ix_agenda_item_ref"), ["ref"], unique=False)

    op.create_table(
        "attendance",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("removed", sa.Boolean(), nullable=False),
        sa.Column("meeting_id", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("department_id", sa.Text(), nullable=True),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("proxy_id", sa.Text(), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("stamps", sa.Text(), nullable=False),
        sa.Column("extra", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["department_id"], ["department.id"], name=op.f("fk_attendance_department_id")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_attendance_meeting_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_attendance_person_id")),
        sa.ForeignKeyConstraint(["proxy_id"], ["person.id"], name=op.f("fk_attendance_proxy_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attendance")),
    )
    with op.batch_alter_table("attendance", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_attendance_meeting_id"), ["meeting_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_attendance_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_attendance_ref"), ["ref"], unique=False)

    op.create_table(
        "department_report",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("removed", sa.Boolean(), nullable=False),
        sa.Column("meeting_id", sa.Text(), nullable=False),
        sa.Column("department_id", sa.Text(), nullable=False),
        sa.Column("done", sa.String(), nullable=False),
        sa.Column("next", sa.String(), nullable=False),
        sa.Column("asks", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("by_id", sa.Text(), nullable=True),
        sa.Column("stamps", sa.Text(), nullable=False),
        sa.Column("extra", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_department_report_by_id")),
        sa.ForeignKeyConstraint(["department_id"], ["department.id"], name=op.f("fk_department_report_department_id")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_department_report_meeting_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_department_report")),
    )
    with op.batch_alter_table("department_report", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_department_report_meeting_id"), ["meeting_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_department_report_ref"), ["ref"], unique=False)

    op.create_table(
        "minutes_version",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("removed", sa.Boolean(), nullable=False),
        sa.Column("meeting_id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("content_sha256", sa.String(), nullable=False),
        sa.Column("journal_head", sa.String(), nullable=False),
        sa.Column("closed_by_id", sa.Text(), nullable=True),
        sa.Column("closed_on", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("stamps", sa.Text(), nullable=False),
        sa.Column("extra", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["closed_by_id"], ["person.id"], name=op.f("fk_minutes_version_closed_by_id")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_minutes_version_meeting_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_minutes_version")),
    )
    with op.batch_alter_table("minutes_version", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_minutes_version_meeting_id"), ["meeting_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_minutes_version_ref"), ["ref"], unique=False)

    op.create_table(
        "backlog_topic",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("removed", sa.Boolean(), nullable=False),
        sa.Column("series_id", sa.Text(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("params", sa.Text(), nullable=False),
        sa.Column("section", sa.String(), nullable=False),
        sa.Column("cause", sa.String(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("department_id", sa.Text(), nullable=True),
        sa.Column("owner_id", sa.Text(), nullable=True),
        sa.Column("dealer_id", sa.Text(), nullable=True),
        sa.Column("kpi", sa.String(), nullable=True),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("proposed_by_id", sa.Text(), nullable=True),
        sa.Column("proposed_on", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("item_id", sa.Text(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("stamps", sa.Text(), nullable=False),
        sa.Column("extra", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["dealer_id"], ["party.id"], name=op.f("fk_backlog_topic_dealer_id")),
        sa.ForeignKeyConstraint(["department_id"], ["department.id"], name=op.f("fk_backlog_topic_department_id")),
        sa.ForeignKeyConstraint(["item_id"], ["agenda_item.id"], name=op.f("fk_backlog_topic_item_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"], name=op.f("fk_backlog_topic_owner_id")),
        sa.ForeignKeyConstraint(["proposed_by_id"], ["person.id"], name=op.f("fk_backlog_topic_proposed_by_id")),
        sa.ForeignKeyConstraint(["series_id"], ["meeting_series.id"], name=op.f("fk_backlog_topic_series_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_backlog_topic")),
    )
    with op.batch_alter_table("backlog_topic", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_backlog_topic_ref"), ["ref"], unique=False)
        batch_op.create_index(batch_op.f("ix_backlog_topic_series_id"), ["series_id"], unique=False)

    op.create_table(
        "meeting_outcome",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("removed", sa.Boolean(), nullable=False),
        sa.Column("meeting_id", sa.Text(), nullable=False),
        sa.Column("item_id", sa.Text(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("action_id", sa.Text(), nullable=True),
        sa.Column("said_by_id", sa.Text(), nullable=True),
        sa.Column("stamps", sa.Text(), nullable=False),
        sa.Column("extra", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["action_id"], ["action_item.id"], name=op.f("fk_meeting_outcome_action_id")),
        sa.ForeignKeyConstraint(["item_id"], ["agenda_item.id"], name=op.f("fk_meeting_outcome_item_id")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_meeting_outcome_meeting_id")),
        sa.ForeignKeyConstraint(["said_by_id"], ["person.id"], name=op.f("fk_meeting_outcome_said_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_outcome")),
    )
    with op.batch_alter_table("meeting_outcome", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_meeting_outcome_action_id"), ["action_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_meeting_outcome_item_id"), ["item_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_meeting_outcome_meeting_id"), ["meeting_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_meeting_outcome_ref"), ["ref"], unique=False)

    op.create_table(
        "decision_aim",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("removed", sa.Boolean(), nullable=False),
        sa.Column("outcome_id", sa.Text(), nullable=False),
        sa.Column("kpi", sa.String(), nullable=False),
        sa.Column("change", sa.String(), nullable=False),
        sa.Column("relative", sa.Boolean(), nullable=False),
        sa.Column("treated", sa.Text(), nullable=False),
        sa.Column("control", sa.Text(), nullable=False),
        sa.Column("before_from", sa.String(), nullable=False),
        sa.Column("before_to", sa.String(), nullable=False),
        sa.Column("after_from", sa.String(), nullable=False),
        sa.Column("after_to", sa.String(), nullable=False),
        sa.Column("check_on", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("verdict", sa.String(), nullable=True),
        sa.Column("measured_on", sa.Integer(), nullable=True),
        sa.Column("result_sha256", sa.String(), nullable=True),
        sa.Column("stamps", sa.Text(), nullable=False),
        sa.Column("extra", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["outcome_id"], ["meeting_outcome.id"], name=op.f("fk_decision_aim_outcome_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision_aim")),
    )
    with op.batch_alter_table("decision_aim", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_decision_aim_check_on"), ["check_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_decision_aim_outcome_id"), ["outcome_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_decision_aim_ref"), ["ref"], unique=False)

    op.create_table(
        "decision_link",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("removed", sa.Boolean(), nullable=False),
        sa.Column("outcome_id", sa.Text(), nullable=False),
        sa.Column("entity", sa.String(), nullable=False),
        sa.Column("entity_id", sa.String(), nullable=False),
        sa.Column("stamps", sa.Text(), nullable=False),
        sa.Column("extra", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["outcome_id"], ["meeting_outcome.id"], name=op.f("fk_decision_link_outcome_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision_link")),
    )
    with op.batch_alter_table("decision_link", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_decision_link_entity_entity_id"), ["entity", "entity_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_decision_link_outcome_id"), ["outcome_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_decision_link_ref"), ["ref"], unique=False)

    with op.batch_alter_table("action_item", schema=None) as batch_op:
        batch_op.add_column(sa.Column("stage", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("department_id", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("dealer_id", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("kpi", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("repeats", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("follows_id", sa.Text(), nullable=True))
        batch_op.create_index(batch_op.f("ix_action_item_dealer_id"), ["dealer_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_action_item_department_id"), ["department_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_action_item_follows_id"), ["follows_id"], unique=False)
        batch_op.create_foreign_key(batch_op.f("fk_action_item_dealer_id"), "party", ["dealer_id"], ["id"])
        batch_op.create_foreign_key(batch_op.f("fk_action_item_department_id"), "department", ["department_id"], ["id"])
        batch_op.create_foreign_key(batch_op.f("fk_action_item_follows_id"), "action_item", ["follows_id"], ["id"])

    op.create_table(
        "meeting_text",
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("entity", sa.Text(), nullable=False),
        sa.Column("entity_id", sa.Text(), nullable=False),
        sa.Column("series_id", sa.Text(), nullable=True),
        sa.Column("meeting_id", sa.Text(), nullable=True),
        sa.Column("item_id", sa.Text(), nullable=True),
        sa.Column("outcome_id", sa.Text(), nullable=True),
        sa.Column("action_id", sa.Text(), nullable=True),
        sa.Column("squad_id", sa.Text(), nullable=True),
        sa.Column("day_on", sa.Integer(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("n", name=op.f("pk_meeting_text")),
    )
    with op.batch_alter_table("meeting_text", schema=None) as batch_op:
        batch_op.create_index("ix_meeting_text_entity", ["entity", "entity_id"], unique=True)
    # By hand: the models know no virtual tables (``migrations.models.is_mapped``).
    op.execute("CREATE VIRTUAL TABLE meeting_words USING fts5(words, content='', tokenize='ascii')")


def downgrade() -> None:
    raise NotImplementedError("a newer file is refused by an older program; go back to the backup")
