"""Matters with their answers and contacts; ticks; more about calls, findings and prompts."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    _new_tables()
    _callers_and_calls()
    _findings_and_prompts()


def _new_tables() -> None:
    op.create_table(
        "matters",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("caller_key", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=128), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("owed_until", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["caller_key"], ["callers.key"], name=op.f("fk_matters_caller_key_callers")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_matters")),
    )
    op.create_index(op.f("ix_matters_caller_key"), "matters", ["caller_key"])
    op.create_table(
        "answers",
        sa.Column("call_sid", sa.String(length=34), nullable=False),
        sa.Column("matter_id", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["call_sid"], ["calls.sid"], name=op.f("fk_answers_call_sid_calls")),
        sa.ForeignKeyConstraint(["matter_id"], ["matters.id"], name=op.f("fk_answers_matter_id_matters")),
        sa.PrimaryKeyConstraint("call_sid", name=op.f("pk_answers")),
    )
    op.create_index(op.f("ix_answers_matter_id"), "answers", ["matter_id"])
    op.create_table(
        "contacts",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("caller_key", sa.String(length=64), nullable=False),
        sa.Column("matter_id", sa.String(length=64), nullable=True),
        sa.Column("channel", sa.String(length=16), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("noted_by", sa.String(length=64), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["caller_key"], ["callers.key"], name=op.f("fk_contacts_caller_key_callers")),
        sa.ForeignKeyConstraint(["matter_id"], ["matters.id"], name=op.f("fk_contacts_matter_id_matters")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contacts")),
    )
    for column in ("caller_key", "matter_id", "at"):
        op.create_index(op.f(f"ix_contacts_{column}"), "contacts", [column])
    op.create_table(
        "ticks",
        sa.Column("call_sid", sa.String(length=34), nullable=False),
        sa.Column("tick", sa.String(length=16), nullable=False),
        sa.Column("how", sa.String(length=16), nullable=False),
        sa.Column("talk_s", sa.Float(), nullable=False),
        sa.Column("by", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(["call_sid"], ["calls.sid"], name=op.f("fk_ticks_call_sid_calls")),
        sa.PrimaryKeyConstraint("call_sid", "tick", name=op.f("pk_ticks")),
    )


def _callers_and_calls() -> None:
    with op.batch_alter_table("callers") as table:
        table.add_column(sa.Column("shared", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("calls") as table:
        table.add_column(sa.Column("queue", sa.String(length=32), nullable=False, server_default="main"))
        table.add_column(sa.Column("outbound", sa.Boolean(), nullable=False, server_default=sa.false()))
        table.add_column(sa.Column("matter_id", sa.String(length=64), nullable=True))
        table.add_column(sa.Column("said", sa.String(length=16), nullable=False, server_default="courteous"))
        table.add_column(sa.Column("accommodation", sa.Boolean(), nullable=False, server_default=sa.false()))
        table.create_foreign_key(op.f("fk_calls_matter_id_matters"), "matters", ["matter_id"], ["id"])
        table.create_index(op.f("ix_calls_queue"), ["queue"])
        table.create_index(op.f("ix_calls_matter_id"), ["matter_id"])


def _findings_and_prompts() -> None:
    with op.batch_alter_table("findings") as table:
        table.add_column(sa.Column("finding", sa.Integer(), nullable=False, server_default="0"))
        table.add_column(sa.Column("pack_version", sa.String(length=32), nullable=True))
        table.add_column(sa.Column("start_s", sa.Float(), nullable=True))
        table.add_column(sa.Column("end_s", sa.Float(), nullable=True))
        table.add_column(sa.Column("guards", sa.JSON(), nullable=False, server_default="[]"))
        table.add_column(sa.Column("reasons", sa.JSON(), nullable=False, server_default="[]"))
        table.add_column(sa.Column("confirmed_by", sa.String(length=64), nullable=True))
        table.add_column(sa.Column("dismissed_by", sa.String(length=64), nullable=True))
    with op.batch_alter_table("prompts") as table:
        table.add_column(sa.Column("shadow", sa.Boolean(), nullable=False, server_default=sa.false()))
