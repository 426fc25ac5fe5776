"""Brings the database's schema to what this version needs, by Alembic migrations.

It does not know what is in the tables. Both packages' tables live in one database and one history.
"""

from pathlib import Path

from sqlalchemy import MetaData, column, inspect, select, table

from digest.errors import StorageOutdated
from digest.storage.engine import Database
from digest.storage.tables import metadata

NEWEST = "0004"
"""The revision that this version needs; a test compares it with the migrations."""
MIGRATIONS = Path(__file__).parent / "migrations"
_VERSIONS = table("alembic_version", column("version_num"))


def upgrade(database: Database) -> bool:
    """Create or update the schema; return whether anything was to do. Safe to run at any time."""
    if current(database) == NEWEST:
        return False
    # Alembic takes a third of a second to import, and hardly any command has something to migrate.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415

    with database.write() as connection:
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
    return True


def ensure_current(database: Database) -> None:
    """Make sure that the schema is the one we need.

    An empty SQLite file is set up on the spot. Anything else that differs raises StorageOutdated: on a
    database that holds people's subscriptions a migration is the operator's decision.
    """
    found = current(database)
    if found == NEWEST:
        return
    if found is None and database.is_sqlite:
        upgrade(database)
    elif found is not None and found > NEWEST:
        raise StorageOutdated(
            f"the database was set up by a newer Digest (schema {found}): install that version again"
        )
    else:
        raise StorageOutdated(
            f"the database has schema {found or 'none'} and this version needs {NEWEST}:"
            " make a backup, then run `digest db upgrade`"
        )


def current(database: Database) -> str | None:
    """Return the revision of the schema in the database, None where there is no schema."""
    with database.read() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        found: str | None = connection.execute(select(_VERSIONS.c.version_num)).scalar()
        return found


def differences(database: Database, others: tuple[MetaData, ...] = ()) -> list[object]:
    """Return what Alembic finds different between the migrated schema and the tables in the code."""
    from alembic.autogenerate import compare_metadata  # noqa: PLC0415 - as in `upgrade`
    from alembic.migration import MigrationContext  # noqa: PLC0415

    together = MetaData()
    for one in (one for tables in (metadata, *others) for one in tables.sorted_tables):
        one.to_metadata(together)
    with database.read() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, together))
