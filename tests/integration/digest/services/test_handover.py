import threading
import time
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from digest.domain.delivery import BRAKE_AFTER, DeliveryStatus, Outcome, Reply
from digest.domain.edition import EditionEvent, EditionStatus
from digest.errors import RelayRefused, RelayUnavailable, StorageFull, TemplateBroken
from digest.ports import Outgoing
from digest.services.handover import IN_THE_AIR
from digest.storage.outbox import Claimed
from digest.storage.tables import deliveries
from subscribers.api import Reason
from tests.fakes.relay import Break, MemoryConnection, MemoryRelay
from tests.fakes.world import DyingDatabase, PlainPress, World, message_id_of

S, E = DeliveryStatus, EditionEvent
SPAM = Reply(code=554, enhanced="5.7.1", text="looks like spam")


@pytest.fixture
def plain(world: World) -> World:
    """A world whose messages are not worth reading, with one connection: outcomes come in order."""
    return world.restarted(plain=True, connections=1)


class NarrowRelay(MemoryRelay):
    """Serves `limit` connections at once; its handshake and its refusal take their time (seconds)."""

    def __init__(self, limit: int, *, handshake: float = 0.0, refusal: float = 0.0) -> None:
        super().__init__()
        self.limit, self.handshake, self.refusal = limit, handshake, refusal
        self.most = self.refused = 0
        self._gate = threading.Lock()

    def connect(self) -> MemoryConnection:
        with self._gate:
            busy = sum(connection.open for connection in self.connections)
            connection = super().connect() if busy < self.limit else None
            self.most = max(self.most, busy + (connection is not None))
        if connection is None:
            self.refused += 1
            time.sleep(self.refusal)
            raise RelayUnavailable("421 too many connections from you")
        time.sleep(self.handshake)
        return connection


def rows(world: World, status: DeliveryStatus) -> list[str]:
    return [record.address for record in world.records(status)]


def test_everybody_gets_one_message_of_their_own(each_world: World) -> None:
    addresses = each_world.frozen(120)
    seen: list[Outcome] = []
    result = each_world.deliver(progress=seen.append)
    assert result.edition.status is EditionStatus.FINISHED
    assert each_world.reached == addresses
    assert len({message_id_of(message) for message in each_world.accepted}) == 120
    assert all(f"To: <{message.recipient}>".encode() in message.data for message in each_world.accepted)
    assert {outcome.status for outcome in seen} == {S.ACCEPTED}
    assert len({outcome.delivery for outcome in seen}) == len(seen) == 120
    assert not any(connection.open for connection in each_world.relay.connections)
    assert {record.attempts for record in each_world.records()} == {1}


@pytest.mark.parametrize("limit", [1, 2])
def test_a_relay_that_limits_connections_still_gets_everything(world: World, limit: int) -> None:
    """The others are refused while the first ones are still shaking hands."""
    relay = NarrowRelay(limit, handshake=0.1)
    narrow = world.restarted(relay=relay, plain=True, connections=4)
    addresses = narrow.frozen(350)
    result = narrow.deliver()
    assert (result.relay, result.edition.status) == ("", EditionStatus.FINISHED)
    assert narrow.reached == addresses
    assert relay.most == limit
    assert relay.refused


def test_what_a_refused_connection_would_have_taken_is_not_left_lying(world: World) -> None:
    """The refusal comes when the others are through with all the rest."""
    narrow = world.restarted(relay=NarrowRelay(2, refusal=0.4), plain=True, connections=3)
    addresses = narrow.frozen(250)
    assert narrow.deliver().edition.status is EditionStatus.FINISHED
    assert narrow.reached == addresses


def test_few_readers_need_few_connections(world: World) -> None:
    plain = world.restarted(plain=True, connections=10)
    plain.frozen(120)
    plain.deliver()
    assert len(plain.relay.connections) <= 3, "one to try the relay, and one for every hundred"


def test_a_relay_that_is_down_costs_nobody_an_attempt(plain: World) -> None:
    plain.frozen(30)
    plain.relay.fail_to_connect(RelayUnavailable("nobody answers"))
    result = plain.deliver()
    assert (result.relay, result.accounts.deferred) == ("nobody answers", 30)
    (record, *_) = plain.records()
    assert (record.attempts, record.reply) == (0, Reply(code=0, text="nobody answers"))
    assert _next_attempts(plain) == {plain.clock.now() + timedelta(minutes=5)}


def test_one_message_that_breaks_the_conversation_does_not_stop_the_others(plain: World) -> None:
    addresses = plain.frozen(40)
    plain.relay.answer(addresses[10], Break.BEFORE_DOT)
    result = plain.deliver()
    assert rows(plain, S.DEFERRED) == addresses[10:12], "the one, and the one that was pulled ahead of it"
    assert result.relay == ""
    assert plain.reached == addresses[:10] + addresses[12:]


def test_a_relay_that_breaks_off_every_conversation_is_given_up(plain: World) -> None:
    addresses = plain.frozen(60)
    for address in addresses[20:]:
        plain.relay.answer(address, Break.BEFORE_DOT)
    result = plain.deliver()
    assert "breaks off every conversation" in result.relay
    assert (result.accounts.accepted, result.accounts.deferred) == (20, 40)
    attempts = [record.attempts for record in plain.records(S.DEFERRED)]
    assert sum(attempts) <= 8, "the others were not even tried"


def test_a_shutdown_of_the_relay_is_about_nobody(plain: World) -> None:
    addresses = plain.frozen(20)
    plain.relay.answer(addresses[5], Reply(code=421, enhanced="4.3.2", text="shutting down"))
    plain.deliver()
    assert rows(plain, S.DEFERRED) == addresses[5:7]
    assert rows(plain, S.REFUSED) == []


def test_many_equal_refusals_stop_the_edition_before_the_list_is_burnt(each_world: World) -> None:
    plain = each_world.restarted(plain=True, connections=4)
    addresses = plain.frozen(400)
    for address in addresses:
        plain.relay.answer(address, SPAM)
    result = plain.deliver()
    assert result.edition.status is EditionStatus.PAUSED
    assert result.edition.reason == f"{BRAKE_AFTER} refusals in a row: 554 5.7.1 looks like spam"
    assert result.accounts.refused == 0, "it was about us: nobody is struck off for it"
    assert BRAKE_AFTER <= result.accounts.deferred <= BRAKE_AFTER + 2 * 4
    assert result.accounts.queued == 400 - result.accounts.deferred
    plain.decide(E.RESUME)
    plain.relay._answers.clear()
    plain.clock.advance(minutes=7)
    finished = plain.deliver()
    assert finished.edition.status is EditionStatus.FINISHED
    assert plain.reached == addresses


def test_a_list_that_begins_with_dead_addresses_is_got_through_in_the_end(plain: World) -> None:
    addresses = plain.frozen(60)
    dead = Reply(code=550, text="user unknown")  # Without a code that tells whom it is about.
    for address in addresses[:30]:
        plain.relay.answer(address, *[dead] * 9)
    for _ in range(5):
        if plain.deliver(all_now=True).edition.status is EditionStatus.FINISHED:
            break
        plain.decide(E.RESUME)
    assert plain.edition().status is EditionStatus.FINISHED
    assert plain.reached == addresses[30:]
    assert rows(plain, S.REFUSED) == addresses[:30]


@pytest.mark.parametrize("decision", [E.PAUSE, E.CANCEL])
def test_an_editor_who_stops_it_in_the_same_moment_has_the_word(plain: World, decision: EditionEvent) -> None:
    for address in plain.frozen(100):
        plain.relay.answer(address, SPAM)
    seen: list[Outcome] = []

    def stop_it(outcome: Outcome) -> None:
        seen.append(outcome)
        if len(seen) == BRAKE_AFTER:
            plain.decide(decision, reason="par la rédaction")

    result = plain.deliver(progress=stop_it)
    assert result.edition.reason == "par la rédaction"
    assert result.accounts.attempting == result.accounts.uncertain == 0


@pytest.mark.parametrize("decision", [E.PAUSE, E.CANCEL])
def test_what_an_editor_stops_while_it_runs_stops(plain: World, decision: EditionEvent) -> None:
    addresses = plain.frozen(250)

    def stop_it(_outcome: Outcome) -> None:
        if plain.edition().status is EditionStatus.SENDING:
            plain.decide(decision)

    result = plain.deliver(progress=stop_it)
    if decision is E.PAUSE:
        assert result.accounts.accepted == 100, "the batch in hand goes out"
        assert result.accounts.queued == 150
        plain.decide(E.RESUME)
        assert plain.deliver().edition.status is EditionStatus.FINISHED
        assert plain.reached == addresses
    else:
        assert plain.edition().status is EditionStatus.CANCELLED
        assert 1 <= result.accounts.accepted <= IN_THE_AIR, "what was in the air, and nothing more"
        assert result.accounts.accepted + result.accounts.excluded == 250
        assert result.accounts.balanced


def test_a_stop_ends_after_what_is_in_hand_and_gives_the_rest_back(each_world: World) -> None:
    plain = each_world.restarted(plain=True, connections=3)
    addresses = plain.frozen(300)
    stop, seen = threading.Event(), list[Outcome]()

    def count(outcome: Outcome) -> None:
        seen.append(outcome)
        if len(seen) == 50:
            stop.set()

    stopped = plain.deliver(stop=stop, progress=count)
    assert 50 <= stopped.accounts.accepted <= 50 + 3 * 2
    assert stopped.accounts.queued == 300 - stopped.accounts.accepted
    assert stopped.edition.status is EditionStatus.SENDING
    assert plain.deliver().edition.status is EditionStatus.FINISHED
    assert plain.reached == addresses, "nobody twice, nobody not at all"
    assert {record.attempts for record in plain.records()} == {1}


def test_who_may_no_longer_be_written_to_is_left_out_with_the_reason(each_world: World) -> None:
    plain = each_world.restarted(plain=True)
    addresses = plain.frozen(6)
    people = plain.house.subscribers
    people.unsubscribe(addresses[0], known=["quotidienne"], evidence="clic")
    people.unsubscribe(addresses[1], "quotidienne", known=["quotidienne", "hebdo"], evidence="clic")
    people.suppress(people.show(addresses[2]).id, Reason.COMPLAINT, evidence="ARF")
    people.erase(addresses[3])
    result = plain.deliver()
    assert plain.reached == addresses[4:]
    reasons = {record.address: record.reply.text for record in plain.records(S.EXCLUDED)}
    assert reasons[addresses[0]] == "unsubscribed"
    assert "unsubscribed" in reasons[addresses[1]] or "does not want" in reasons[addresses[1]]
    assert reasons[addresses[2]].startswith("complained")
    assert reasons[addresses[3]] == "no longer on the list"
    assert result.edition.status is EditionStatus.FINISHED
    assert {record.attempts for record in plain.records(S.EXCLUDED)} == {0}


def test_a_list_of_which_nobody_is_left_is_still_gone_through(plain: World) -> None:
    for address in plain.frozen(230):
        plain.house.subscribers.unsubscribe(address, known=["quotidienne"], evidence="clic")
    result = plain.deliver()
    assert (result.edition.status, result.accounts.excluded) == (EditionStatus.FINISHED, 230)
    assert plain.reached == []


def test_a_rate_is_kept_over_all_connections(world: World) -> None:
    paced = world.restarted(plain=True)
    paced.change_means(message_rate=100.0)
    paced.frozen(20)
    started = time.monotonic()
    paced.deliver()
    assert time.monotonic() - started >= 0.19


def test_deliveries_whose_lease_was_lost_are_left_to_whoever_took_them(plain: World) -> None:
    plain.frozen(50)
    seen: list[Outcome] = []

    def steal(outcome: Outcome) -> None:
        seen.append(outcome)
        if len(seen) == 1:
            with plain.database.write() as connection:
                leased = deliveries.c.status == S.LEASED
                connection.execute(update(deliveries).where(leased).values(lease_owner="elsewhere:1:aa"))

    result = plain.deliver(progress=steal)
    assert result.accounts.leased + result.accounts.accepted == 50
    assert result.accounts.leased > 0
    assert len(plain.reached) == result.accounts.accepted
    assert result.edition.status is EditionStatus.SENDING


class BrokenPress(PlainPress):
    """Cannot make the message of one reader."""

    broken = "r00010@example.org"

    def outgoing(self, claimed: Claimed) -> Outgoing:
        if claimed.address == self.broken:
            raise TemplateBroken("email/edition/body.html", "line 3: unexpected end")
        return super().outgoing(claimed)


def test_a_message_that_cannot_be_made_is_raised_and_nothing_is_left_hanging(plain: World) -> None:
    addresses = plain.frozen(30)
    press = BrokenPress()
    plain.change_means(press=press)
    with pytest.raises(TemplateBroken):
        plain.deliver()
    accounts = plain.accounts()
    assert accounts.leased == 0
    assert accounts.attempting <= 1, "the relay may have what was pulled before it, and nothing else"
    press.broken = ""
    plain.clock.advance(minutes=2)
    result = plain.deliver()
    assert result.edition.status is EditionStatus.FINISHED
    assert sorted({*plain.reached}) == addresses


@pytest.mark.parametrize("answered", [0, 1])
def test_a_relay_that_refuses_us_is_raised_and_everybody_stays_queued(plain: World, answered: int) -> None:
    addresses = plain.frozen(30)
    relay = plain.relay
    refusal = RelayRefused("535 wrong password")
    if answered:
        relay.connect = _once_then(relay, refusal)
    else:
        relay.fail_to_connect(refusal)
    with pytest.raises(RelayRefused):
        plain.deliver()
    assert plain.accounts().queued == 30
    relay.__dict__.pop("connect", None)
    assert plain.deliver().edition.status is EditionStatus.FINISHED
    assert plain.reached == addresses


def _once_then(relay, error):
    """Answer one call of `connect`, and raise from the second one on."""
    calls = iter([relay.connect])

    def connect():
        found = next(calls, None)
        if found is None:
            raise error
        return found()

    return connect


@pytest.mark.parametrize("writes", [2, 3, 5, 9, 12])
def test_a_database_that_fails_stops_everything_and_loses_nobody(each_world: World, writes: int) -> None:
    plain = each_world.restarted(plain=True, connections=2)
    addresses = plain.frozen(400)
    dying = DyingDatabase(plain.database, writes)
    with pytest.raises(StorageFull):
        plain.restarted(database=dying, connections=2).deliver()
    dying.close()
    in_the_air = plain.accounts().attempting
    assert in_the_air <= 2 * IN_THE_AIR
    assert len(plain.reached) <= plain.accounts().accepted + in_the_air
    assert plain.restarted().deliver().edition.status is EditionStatus.FINISHED
    assert sorted({*plain.reached}) == addresses
    names = {(message.recipient, message_id_of(message)) for message in plain.accepted}
    assert len(names) == 400, "whoever has it twice has the same message twice"
    assert len(plain.reached) - 400 <= in_the_air


def _next_attempts(world: World) -> set[object]:
    with world.database.read() as connection:
        return set(connection.execute(select(deliveries.c.next_attempt_at)).scalars())
