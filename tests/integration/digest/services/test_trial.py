import email
import email.policy

import pytest

from digest.domain.delivery import DeliveryStatus, Reply
from digest.errors import RelayUnavailable, UnknownName
from digest.services.press import NOBODY
from digest.services.trial import send_trial
from tests.factories import edition_content
from tests.fakes.world import TODAY, World

CONTENT = edition_content()
LOOKS = ["a@example.org", "b@example.org"]


def test_a_trial_goes_to_the_addresses_given_marked_and_nowhere_else(world: World) -> None:
    world.apply()
    world.subscribe("reader@example.org")
    results = send_trial(world.house.means, TODAY, CONTENT, LOOKS)
    assert world.reached == LOOKS
    assert [(result.address, result.outcome.status) for result in results] == [
        (address, DeliveryStatus.ACCEPTED) for address in LOOKS
    ]
    for message in world.accepted:
        parsed = email.message_from_bytes(message.data, policy=email.policy.default)
        assert parsed["Subject"] == "[Test] Article 1"
    assert not any(connection.open for connection in world.relay.connections)


def test_it_leaves_no_trace_of_itself(world: World) -> None:
    world.apply()
    send_trial(world.house.means, TODAY, CONTENT, LOOKS)
    with pytest.raises(UnknownName):
        world.edition()


def test_its_links_act_on_nobody(world: World) -> None:
    send_trial(world.house.means, TODAY, CONTENT, LOOKS[:1])
    parsed = email.message_from_bytes(world.accepted[0].data, policy=email.policy.default)
    token = parsed["List-Unsubscribe"].partition(">")[0].rpartition("/")[2]
    assert world.house.subscribers.read_unsubscribe(token).subscriber == NOBODY


def test_what_became_of_each_address_is_told(world: World) -> None:
    world.relay.answer("a@example.org", Reply(code=550, enhanced="5.1.1", text="no such user"))
    refused, accepted = send_trial(world.house.means, TODAY, CONTENT, LOOKS)
    assert (refused.address, str(refused.outcome.reply)) == ("a@example.org", "550 5.1.1 no such user")
    assert accepted.outcome.status is DeliveryStatus.ACCEPTED


def test_a_relay_that_is_down_says_so(world: World) -> None:
    world.relay.fail_to_connect(RelayUnavailable("down"))
    with pytest.raises(RelayUnavailable):
        send_trial(world.house.means, TODAY, CONTENT, LOOKS)
