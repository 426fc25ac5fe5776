from digest.storage.desk import load_password, save_password
from digest.storage.engine import Database


def test_there_is_no_password_until_one_is_set(store: Database) -> None:
    with store.read() as connection:
        assert load_password(connection) is None


def test_another_password_begins_another_epoch(store: Database) -> None:
    for epoch, kept in enumerate(("$argon2id$one", "$argon2id$two"), start=1):
        with store.write() as connection:
            save_password(connection, kept)
        with store.read() as connection:
            assert load_password(connection) == (kept, epoch)
