"""Run by Alembic: the connection comes from `matcher.store.migrate`, never from a file."""

from alembic import context

from matcher.store.every_table import METADATA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    render_as_batch=True,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
