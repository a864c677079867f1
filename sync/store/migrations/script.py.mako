"""${message}

Never enters here: imports of the present tables (a migration describes its own moment).
"""

import sqlalchemy as sa
from alembic import op

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go one revision up."""
    ${upgrades if upgrades else "pass"}
