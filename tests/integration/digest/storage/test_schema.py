import pytest
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import text

from digest.domain.edition import EditionStatus
from digest.errors import StorageOutdated
from digest.storage.corrections import list_corrections
from digest.storage.editions import find_edition
from digest.storage.engine import Database
from digest.storage.schema import MIGRATIONS, NEWEST, current, differences, ensure_current, upgrade
from subscribers.api import metadata
from tests.fakes.world import TODAY


def test_the_newest_migration_is_the_one_that_the_code_needs() -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    assert ScriptDirectory.from_config(config).get_heads() == [NEWEST]


def test_the_migrations_make_exactly_the_tables_of_the_code(database: Database) -> None:
    assert upgrade(database)
    assert differences(database, (metadata,)) == []


def test_what_an_earlier_version_kept_is_still_there_after_the_upgrade(database: Database) -> None:
    with database.write() as connection:
        config = Config(attributes={"connection": connection})
        config.set_main_option("script_location", str(MIGRATIONS))
        command.upgrade(config, "0001")
        connection.execute(
            text(
                "INSERT INTO digest_editions"
                " (newsletter, local_date, status, reason, thin, revision, recipients)"
                " VALUES ('quotidienne', '2026-11-23', 'finished', '', false, 1, 0)"
            )
        )
    assert upgrade(database)
    with database.read() as connection:
        found = find_edition(connection, TODAY)
        assert found
        assert found.status is EditionStatus.FINISHED
        assert list_corrections(connection, TODAY) == ()


def test_upgrading_again_changes_nothing(database: Database) -> None:
    assert current(database) is None
    upgrade(database)
    assert not upgrade(database)
    ensure_current(database)
    assert current(database) == NEWEST


def test_an_empty_sqlite_file_is_set_up_on_first_use_and_postgresql_on_demand(database: Database) -> None:
    if database.is_sqlite:
        ensure_current(database)
        assert current(database) == NEWEST
    else:
        with pytest.raises(StorageOutdated, match="digest db upgrade"):
            ensure_current(database)


def test_a_schema_of_a_newer_version_is_left_alone(database: Database) -> None:
    upgrade(database)
    with database.write() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StorageOutdated, match="newer Digest"):
        ensure_current(database)
