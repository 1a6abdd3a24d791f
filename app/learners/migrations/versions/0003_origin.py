"""The id that an attempt has in the file that it was read from; a learner has each once."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; what was begun here has none. An index, unlike a constraint, leaves the table as it is."""
    op.add_column("attempt", sa.Column("origin", sa.String(32), nullable=True))
    op.create_index("uq_attempt_learner_id_origin", "attempt", ["learner_id", "origin"], unique=True)


def downgrade() -> None:
    """Take it away."""
    op.drop_index("uq_attempt_learner_id_origin", "attempt")
    op.drop_column("attempt", "origin")
