"""Brings the database's schema to what this version needs, by Alembic migrations.

It does not know what is in the tables. Both packages' tables live in one database and one history.
"""

from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import MetaData

from digest.errors import StorageOutdated
from digest.storage.engine import Database
from digest.storage.tables import metadata

_MIGRATIONS = Path(__file__).parent / "migrations"


def upgrade(database: Database) -> bool:
    """Create or update the schema; return whether anything was to do. Safe to run at any time."""
    if _current(database) == _newest():
        return False
    with database.write() as connection:
        command.upgrade(_config(connection), "head")
    return True


def ensure_current(database: Database) -> None:
    """Make sure that the schema is the one we need.

    An empty SQLite file is set up on the spot. Anything else that differs raises StorageOutdated: on a
    database that holds people's subscriptions a migration is the operator's decision.
    """
    current, newest = _current(database), _newest()
    if current == newest:
        return
    if current is None and database.is_sqlite:
        upgrade(database)
        return
    known = {revision.revision for revision in ScriptDirectory(str(_MIGRATIONS)).walk_revisions()}
    if current is not None and current not in known:
        raise StorageOutdated(
            f"the database was set up by a newer Digest (schema {current}): install that version again"
        )
    raise StorageOutdated(
        f"the database has schema {current or 'none'} and this version needs {newest}:"
        " make a backup, then run `digest db upgrade`"
    )


def differences(database: Database, others: tuple[MetaData, ...] = ()) -> list[object]:
    """Return what Alembic finds different between the migrated schema and the tables in the code."""
    together = MetaData()
    for table in (table for tables in (metadata, *others) for table in tables.sorted_tables):
        table.to_metadata(together)
    with database.read() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, together))


def _current(database: Database) -> str | None:
    with database.read() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def _newest() -> str:
    newest = ScriptDirectory(str(_MIGRATIONS)).get_current_head()
    assert newest is not None, "the package ships at least one migration"
    return newest


def _config(connection: object) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    config.attributes["connection"] = connection
    return config
