from collections import Counter
from datetime import timedelta

import pytest

from digest.domain.delivery import DeliveryEvent, DeliveryStatus, Reply, message_id
from digest.domain.edition import EditionId
from digest.domain.feedback import Action, Consequence
from digest.storage import feedback
from digest.storage.feedback import Entry
from tests.factories import NOON
from tests.fakes.world import TODAY, World

SCORED = Entry(
    kind="bounce",
    action=Action.SOFT,
    cause="full",
    consequence=Consequence.SCORED,
    subscriber=7,
    status="5.2.2",
)
UNPROVEN = Entry(kind="bounce", action=Action.SOFT, cause="full", consequence=Consequence.UNPROVEN)


def test_a_mail_is_known_once_it_is_recorded(each_world: World) -> None:
    with each_world.database.write() as connection:
        assert not feedback.is_known(connection, "f1")
        feedback.record(connection, "f1", [SCORED, UNPROVEN], NOON)
        assert feedback.is_known(connection, "f1")


def test_days_are_those_on_which_something_counted(each_world: World) -> None:
    with each_world.database.write() as connection:
        for number, age in enumerate((0, 0, 3, 200)):
            feedback.record(connection, f"f{number}", [SCORED], NOON - timedelta(days=age))
        found = feedback.scored_days(connection, 7, (NOON - timedelta(days=30)).date())
        assert found == {NOON.date(), (NOON - timedelta(days=3)).date()}
        assert feedback.scored_days(connection, 8, NOON.date()) == set()


def test_only_what_is_proven_is_counted(each_world: World) -> None:
    with each_world.database.write() as connection:
        feedback.record(connection, "f1", [SCORED, UNPROVEN], NOON)
        feedback.record(connection, "f2", [SCORED], NOON - timedelta(days=2))
        assert feedback.actions_since(connection, NOON - timedelta(days=1)) == Counter({Action.SOFT: 1})


def test_a_message_id_leads_to_the_edition_of_its_reader(each_world: World) -> None:
    each_world.frozen(2)
    first, second = (each_world.house.subscribers.show(f"r0000{number}@example.org").id for number in (0, 1))
    ours = message_id(TODAY, first, "news.example")
    with each_world.database.read() as connection:
        assert feedback.edition_of(connection, ours, first) == TODAY
        assert feedback.edition_of(connection, ours, second) is None
        for other in (
            "",
            "<1@x>",
            ours.replace("news", "olds"),
            ours.replace("<2026", "<2025"),
            "<20269999." + ours[10:],
        ):
            assert feedback.edition_of(connection, other, first) is None, other


@pytest.mark.parametrize(
    ("event", "after"),
    [
        (DeliveryEvent.BOUNCE, DeliveryStatus.BOUNCED),
        (DeliveryEvent.COMPLAIN, DeliveryStatus.COMPLAINED),
    ],
)
def test_a_later_fact_is_taken_in_where_the_state_allows_it(
    each_world: World, event: DeliveryEvent, after: DeliveryStatus
) -> None:
    each_world.frozen(1)
    subscriber = each_world.house.subscribers.show("r00000@example.org").id
    reply = Reply(code=550, enhanced="5.1.1", text="no such user")

    def step(edition: EditionId = TODAY) -> bool:
        with each_world.database.write() as connection:
            return feedback.step_delivery(connection, edition, subscriber, event, reply=reply, now=NOON)

    assert not step(), "it was not handed over yet"
    each_world.deliver()
    assert step()
    (record,) = each_world.records()
    assert (record.status, record.reply) == (after, reply)
    assert not step(), "it is written down already"
