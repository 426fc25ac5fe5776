from datetime import timedelta

from sqlalchemy import select

from digest.domain.corrections import Correction
from digest.storage.corrections import add_correction, list_corrections, was_corrected
from digest.storage.editions import open_edition
from digest.storage.engine import Database
from digest.storage.tables import editions
from tests.factories import NOON
from tests.fakes.world import TODAY, World


def test_corrections_come_back_the_latest_first(each_world: World) -> None:
    each_world.frozen(1)
    about_one = Correction(at=NOON, text="Le prénom est Ana.", item=1)
    at_once = Correction(at=NOON + timedelta(hours=1), text="Deux.")
    afterwards = Correction(at=NOON + timedelta(hours=1), text="Trois.")
    with each_world.database.write() as connection:
        for correction in (about_one, at_once, afterwards):
            add_correction(connection, TODAY, correction)
    with each_world.database.read() as connection:
        assert list_corrections(connection, TODAY) == (afterwards, at_once, about_one)


def test_an_edition_without_any_has_none_and_is_not_called_corrected(store: Database) -> None:
    with store.write() as connection:
        open_edition(connection, TODAY)
    with store.read() as connection:
        assert list_corrections(connection, TODAY) == ()
        assert connection.execute(select(editions.c.id).where(was_corrected())).all() == []


def test_one_correction_makes_it_a_corrected_one(store: Database) -> None:
    with store.write() as connection:
        open_edition(connection, TODAY)
        add_correction(connection, TODAY, Correction(at=NOON, text="Deux."))
        assert len(connection.execute(select(editions.c.id).where(was_corrected())).all()) == 1
