"""Run by Alembic: the connection comes from `matcher.store.migrate`, never from a file."""

from alembic import context

import matcher.store.day_tables
import matcher.store.feed_tables
import matcher.store.learning_tables
import matcher.store.life_tables
import matcher.store.own_tables
import matcher.store.plan_tables
import matcher.store.tables
import matcher.store.trust_tables  # noqa: F401  (all fill METADATA)
from matcher.store.columns import METADATA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    render_as_batch=True,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
