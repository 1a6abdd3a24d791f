"""The id that an attempt has in the file that it was read from."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; what was begun here has none."""
    with op.batch_alter_table("attempt") as attempt:
        attempt.add_column(sa.Column("origin", sa.String(32), nullable=True))
        attempt.create_unique_constraint("uq_attempt_learner_id_origin", ["learner_id", "origin"])


def downgrade() -> None:
    """Take it away."""
    with op.batch_alter_table("attempt") as attempt:
        attempt.drop_constraint("uq_attempt_learner_id_origin", type_="unique")
        attempt.drop_column("origin")
