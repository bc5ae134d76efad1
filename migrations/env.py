"""Runs the revisions on the connection that ``app.core.migrate`` hands over; the caller owns the transaction."""

from alembic import context

context.configure(connection=context.config.attributes["connection"], render_as_batch=True, transactional_ddl=False)
context.run_migrations()
