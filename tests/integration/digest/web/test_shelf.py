from datetime import timedelta

from digest.domain.edition import EditionEvent
from digest.services.corrections import correct
from digest.web.shelf import copies, latest, published
from tests.fakes.world import TODAY, World


def test_a_copy_has_the_title_and_the_subject_of_its_day(each_world: World) -> None:
    each_world.frozen(1)
    with each_world.database.read() as connection:
        (copy,) = copies(connection)
        assert copies(connection, "hebdo") == []
        assert [edition.id for edition in latest(connection, "quotidienne", 5)] == [TODAY]
    assert (copy.id, copy.title, copy.subject) == (TODAY, "La Quotidienne", "Article 1")


def test_a_copy_says_whether_it_was_corrected(each_world: World) -> None:
    each_world.frozen(1)
    with each_world.database.read() as connection:
        assert [copy.corrected for copy in copies(connection)] == [False]
    correct(each_world.database, TODAY, "Le débit est de 12 %.", each_world.clock)
    with each_world.database.read() as connection:
        assert [copy.corrected for copy in copies(connection)] == [True]


def test_what_did_not_go_out_is_not_on_the_shelf(each_world: World) -> None:
    each_world.apply()
    each_world.gather()
    each_world.compose()
    with each_world.database.read() as connection:
        assert copies(connection) == []
        assert published(connection, TODAY.newsletter, TODAY.date) is None


def test_what_was_cancelled_before_anybody_got_it_is_not(each_world: World) -> None:
    each_world.frozen(1)
    each_world.decide(EditionEvent.CANCEL)
    with each_world.database.read() as connection:
        assert copies(connection) == []
        assert published(connection, TODAY.newsletter, TODAY.date) is None


def test_what_was_cancelled_on_its_way_is(each_world: World) -> None:
    each_world.frozen(1)
    each_world.cancel_on_its_way()
    with each_world.database.read() as connection:
        assert [copy.id for copy in copies(connection)] == [TODAY]
        found = published(connection, TODAY.newsletter, TODAY.date)
        assert found
        assert found.id == TODAY
        assert published(connection, "quotidienne", TODAY.date + timedelta(days=1)) is None
