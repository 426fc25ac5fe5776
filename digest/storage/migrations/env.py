"""Alembic's entry: runs the migrations on the connection that `digest.storage.schema` hands over."""

from alembic import context

from digest.storage.tables import metadata
from subscribers.api import metadata as subscribers_metadata

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=[metadata, subscribers_metadata],
    render_as_batch=True,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
