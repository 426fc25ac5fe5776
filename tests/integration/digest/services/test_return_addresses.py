from sqlalchemy import delete

from digest.mail.verp import ReturnPaths
from digest.ports import Addressee
from digest.services.return_addresses import SealedAddresses
from digest.storage import outbox
from digest.storage.tables import deliveries
from tests.factories import NOON
from tests.fakes.world import TODAY, World

PATHS = ReturnPaths("bounces.example", [b"k" * 32])


def test_a_return_address_names_its_reader_and_its_edition(each_world: World) -> None:
    each_world.frozen(2)
    read = SealedAddresses(each_world.database, PATHS).read
    with each_world.database.write() as connection:
        first, second = outbox.claim(connection, TODAY, "us", 2, NOON)
    for one in (first, second):
        address = PATHS.address(one.delivery, one.subscriber)
        assert read(address) == Addressee(one.subscriber, TODAY, TODAY.newsletter)
        assert read(address.upper()) == Addressee(one.subscriber, TODAY, TODAY.newsletter)
    crossed = PATHS.address(first.delivery, second.subscriber)
    assert read(crossed) == Addressee(second.subscriber, None, "")
    with each_world.database.write() as connection:
        connection.execute(delete(deliveries))
    gone = PATHS.address(first.delivery, first.subscriber)
    assert read(gone) == Addressee(first.subscriber, None, ""), "the seal still proves whom it is about"


def test_an_address_that_somebody_else_made_names_nobody(world: World) -> None:
    read = SealedAddresses(world.database, PATHS).read
    theirs = ReturnPaths("bounces.example", [b"x" * 32]).address(1, 1)
    for address in (theirs, "bounces@bounces.example", "b-00@bounces.example", "", "@"):
        assert read(address) is None
