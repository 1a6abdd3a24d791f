"""All mistakes behind an answer, where there was room for one."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

ANSWER = sa.table(
    "answer", sa.column("id", sa.Integer), sa.column("mistake", sa.String), sa.column("mistakes", sa.JSON)
)


def upgrade() -> None:
    """Make a list of the one."""
    with op.batch_alter_table("answer") as answer:
        answer.add_column(sa.Column("mistakes", sa.JSON(), nullable=False, server_default="[]"))
    connection = op.get_bind()
    for row in connection.execute(sa.select(ANSWER.c.id, ANSWER.c.mistake).where(ANSWER.c.mistake.is_not(None))).all():
        connection.execute(sa.update(ANSWER).where(ANSWER.c.id == row.id).values(mistakes=[row.mistake]))
    with op.batch_alter_table("answer") as answer:
        answer.alter_column("mistakes", server_default=None)
        answer.drop_column("mistake")


def downgrade() -> None:
    """Keep the first."""
    with op.batch_alter_table("answer") as answer:
        answer.add_column(sa.Column("mistake", sa.String(120), nullable=True))
    connection = op.get_bind()
    for row in connection.execute(sa.select(ANSWER.c.id, ANSWER.c.mistakes)).all():
        connection.execute(
            sa.update(ANSWER).where(ANSWER.c.id == row.id).values(mistake=next(iter(row.mistakes), None))
        )
    with op.batch_alter_table("answer") as answer:
        answer.drop_column("mistakes")
