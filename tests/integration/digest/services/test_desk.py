from digest.services.desk import is_password, session_epoch, set_password
from digest.storage.desk import load_password, save_password
from tests.fakes.world import World


def test_a_password_is_known_again_and_kept_as_a_hash(each_world: World) -> None:
    database = each_world.database
    assert session_epoch(database) is None
    assert not is_password(database, "")
    assert not is_password(database, "there is no password yet")
    set_password(database, "un vélo bleu 7")
    assert is_password(database, "un vélo bleu 7")
    assert not is_password(database, "un velo bleu 7")
    with database.read() as connection:
        kept, _ = load_password(connection)
    assert kept.startswith("$argon2id$")
    assert "vélo" not in kept


def test_another_password_ends_the_sessions_of_the_former_one(world: World) -> None:
    set_password(world.database, "premier mot de passe")
    first = session_epoch(world.database)
    set_password(world.database, "second mot de passe")
    assert session_epoch(world.database) == first + 1
    assert not is_password(world.database, "premier mot de passe")


def test_a_hash_that_is_none_lets_nobody_in(world: World) -> None:
    with world.database.write() as connection:
        save_password(connection, "plain")
    assert not is_password(world.database, "plain")
