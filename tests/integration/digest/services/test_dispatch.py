import random
import threading
from collections import Counter
from dataclasses import replace

import pytest
from sqlalchemy import delete, select, update

from digest.domain.delivery import MOST_UNANSWERED, TIME_TO_LIVE, DeliveryStatus, Outcome, Reply
from digest.domain.edition import EditionEvent, EditionStatus
from digest.domain.newsroom import Approval
from digest.engine.owner import new_owner
from digest.errors import (
    ApprovalMissing,
    DigestError,
    IllegalTransition,
    NotReady,
    RelayUnavailable,
    StorageFull,
)
from digest.services.dispatch import DispatchResult
from digest.services.handover import IN_THE_AIR
from digest.storage import outbox
from digest.storage.editions import step_edition
from digest.storage.engine import Database
from digest.storage.outbox import LEASE
from digest.storage.tables import deliveries
from subscribers.api import Reason
from tests.factories import DAILY, NEWSROOM, NOON, content
from tests.fakes.relay import Break
from tests.fakes.world import TODAY, DyingDatabase, World, message_id_of

S, E, ES = DeliveryStatus, EditionEvent, EditionStatus
GREYLISTED = Reply(code=450, enhanced="4.7.1", text="greylisted")
NO_SUCH_USER = Reply(code=550, enhanced="5.1.1", text="no such user")
DOWN = RelayUnavailable("nobody answers")


@pytest.fixture
def plain(each_world: World) -> World:
    return each_world.restarted(plain=True)


def rows(world: World, status: DeliveryStatus) -> list[str]:
    return [record.address for record in world.records(status)]


def copies(world: World, address: str) -> list[str]:
    """The Message-IDs of what the relay has for somebody."""
    return [message_id_of(message) for message in world.accepted if message.recipient == address]


# --- The freeze.


def test_the_freeze_fixes_who_gets_what(each_world: World) -> None:
    each_world.apply()
    each_world.gather(content(1))
    addresses = each_world.subscribe_many(5)
    people = each_world.house.subscribers
    people.suppress(people.show(addresses[1]).id, Reason.HARD_BOUNCE, evidence="550 5.1.1")
    people.unsubscribe(addresses[2], known=["quotidienne"], evidence="clic")
    each_world.compose()
    assert each_world.freeze() == 3, "who bounced or left is not of the audience any more"
    each_world.subscribe("late@example.org")
    each_world.gather(content(1, title="Corrigé après coup"))
    result = each_world.deliver()
    assert result.edition.status is ES.FINISHED
    assert (result.edition.frozen_at, result.edition.finished_at) == (NOON, NOON)
    assert each_world.reached == [addresses[0], addresses[3], addresses[4]]
    assert all(b"Subject: Article 1\r\n" in message.data for message in each_world.accepted)


def test_without_the_approval_that_is_required_nothing_is_frozen(world: World) -> None:
    world.apply(replace(NEWSROOM, newsletters=(replace(DAILY, approval=Approval.REQUIRED),)))
    world.gather(content(1))
    world.subscribe("a@example.org")
    world.compose()
    with pytest.raises(ApprovalMissing, match="digest approve quotidienne/2026-11-23"):
        world.freeze()
    assert (world.edition().status, world.accounts().recipients) == (ES.AWAITING_APPROVAL, 0)
    world.decide(E.APPROVE)
    assert world.freeze() == 1


def test_an_edition_is_frozen_once(each_world: World) -> None:
    each_world.frozen(3)
    with pytest.raises(IllegalTransition):
        each_world.freeze()
    assert each_world.accounts().recipients == 3


def test_what_is_not_frozen_or_is_over_cannot_be_delivered(world: World) -> None:
    world.apply()
    world.gather(content(1))
    world.subscribe("a@example.org")
    world.compose()
    with pytest.raises(NotReady, match="is draft: it cannot be delivered"):
        world.deliver()
    world.freeze()
    world.decide(E.PAUSE)
    with pytest.raises(NotReady, match="is paused"):
        world.deliver()
    world.decide(E.RESUME)
    world.deliver()
    with pytest.raises(NotReady, match="is finished"):
        world.deliver()
    assert world.reached == ["a@example.org"]


# --- The replies.


def test_every_kind_of_reply_is_followed_to_its_end(plain: World) -> None:
    """One reader of each fate: nobody is lost, and who has it twice has the same message twice."""
    addresses = plain.frozen(12)
    later, never, broken, lost = addresses[0], addresses[3], addresses[6], addresses[9]
    plain.relay.answer(later, GREYLISTED, GREYLISTED)
    plain.relay.answer(never, NO_SUCH_USER)
    plain.relay.answer(broken, Break.BEFORE_DOT)
    plain.relay.answer(lost, Break.AFTER_DOT)

    first = plain.deliver()
    assert first.edition.status is ES.SENDING
    assert (first.accounts.refused, first.accounts.uncertain) == (1, 1)
    assert {later, broken} <= set(rows(plain, S.DEFERRED))
    assert rows(plain, S.UNCERTAIN) == [lost]
    assert rows(plain, S.REFUSED) == [never]

    plain.clock.advance(minutes=4)
    plain.deliver()
    assert rows(plain, S.UNCERTAIN) == [lost], "its time has not come"
    plain.clock.advance(minutes=3)
    second = plain.deliver()
    assert (second.edition.status, second.accounts.deferred) == (ES.SENDING, 1)
    plain.clock.advance(minutes=9)
    assert plain.deliver().accounts.deferred == 1, "the second time it waits ten minutes"
    plain.clock.advance(minutes=4)
    last = plain.deliver()

    assert last.edition.status is ES.FINISHED
    assert last.accounts.balanced
    assert (last.accounts.accepted, last.accounts.refused) == (11, 1)
    assert copies(plain, lost) == copies(plain, lost)[:1] * 2, "the one that nobody can know about"
    assert copies(plain, never) == []
    for address in addresses:
        if address not in (lost, never):
            assert len(copies(plain, address)) == 1
    attempts = {record.address: record.attempts for record in plain.records()}
    assert (attempts[later], attempts[never], attempts[lost]) == (3, 1, 2)


def test_all_at_once_is_tried_when_somebody_asks_for_it(plain: World) -> None:
    addresses = plain.frozen(3)
    for address in addresses:
        plain.relay.answer(address, GREYLISTED)
    assert plain.deliver().accounts.deferred == 3
    assert plain.deliver().accounts.deferred == 3, "nobody's time has come"
    assert plain.deliver(all_now=True).edition.status is ES.FINISHED


def test_what_nobody_can_know_can_be_left_alone(world: World) -> None:
    held = world.restarted(plain=True)
    addresses = held.frozen(4)
    held.change_means(hold_uncertain=True)
    held.relay.answer(addresses[3], Break.AFTER_DOT)
    result = held.deliver()
    assert result.edition.status is ES.FINISHED
    assert (result.accounts.uncertain, result.accounts.accepted) == (1, 3)
    assert result.accounts.balanced
    assert len(copies(held, addresses[3])) == 1


def test_a_relay_that_never_answers_for_somebody_is_not_fed_copies_all_day(plain: World) -> None:
    addresses = plain.frozen(3)
    plain.relay.answer(addresses[0], GREYLISTED, GREYLISTED, *[Break.AFTER_DOT] * 9)
    for _ in range(12):
        if plain.deliver(all_now=True).edition.status is ES.FINISHED:
            break
    result = plain.edition(), plain.accounts()
    assert (result[0].status, result[1].uncertain, result[1].balanced) == (ES.FINISHED, 1, True)
    assert len(copies(plain, addresses[0])) == MOST_UNANSWERED, "what was only deferred is no copy"


def test_whom_a_dying_process_had_in_hand_is_tried_however_often_that_happened(plain: World) -> None:
    addresses = plain.frozen(1)
    for number in range(MOST_UNANSWERED + 1):
        now = plain.clock.now()
        with plain.database.write() as connection:
            if number == 0:
                step_edition(connection, TODAY, E.START, now=now)
            outbox.recover(connection, TODAY, ["elsewhere:1:bb"], now)
            outbox.requeue(connection, TODAY, S.UNCERTAIN, now)
            (found,) = outbox.claim(connection, TODAY, "elsewhere:1:bb", 1, now)
            outbox.mark_attempting(connection, "elsewhere:1:bb", [found.delivery], now)
    plain.clock.advance(seconds=LEASE.total_seconds() + 1)
    assert plain.deliver().edition.status is ES.FINISHED
    assert plain.reached == addresses


def test_a_relay_that_is_down_defers_everybody_until_it_is_back(plain: World) -> None:
    addresses = plain.frozen(40)
    plain.relay.fail_to_connect(DOWN)
    down = plain.deliver()
    assert (down.relay, down.accounts.deferred, down.edition.status) == ("nobody answers", 40, ES.SENDING)
    plain.clock.advance(minutes=5)
    assert plain.deliver().edition.status is ES.FINISHED
    assert plain.reached == addresses


def test_what_is_a_day_old_expires_and_the_edition_ends(plain: World) -> None:
    addresses = plain.frozen(6)
    plain.relay.answer(addresses[0], *[GREYLISTED] * 100)
    plain.relay.answer(addresses[5], Break.AFTER_DOT)
    plain.deliver()
    plain.clock.advance(seconds=TIME_TO_LIVE.total_seconds())
    result = plain.deliver()
    assert result.edition.status is ES.FINISHED
    assert result.accounts.balanced
    assert rows(plain, S.EXPIRED) == [addresses[0]]
    assert rows(plain, S.UNCERTAIN) == [addresses[5]], "it may be there: nobody says it is not"
    assert len(copies(plain, addresses[5])) == 1


# --- Who came before, and who is there too.


def leave_behind(world: World, owner: str) -> None:
    """Leave what a process does that died with two deliveries leased and two in the air."""
    with world.database.write() as connection:
        step_edition(connection, TODAY, E.START, now=world.clock.now())
        ids = [found.delivery for found in outbox.claim(connection, TODAY, owner, 4, world.clock.now())]
        outbox.mark_attempting(connection, owner, ids[:2], world.clock.now())


def test_what_a_dead_process_left_is_taken_up_at_once(plain: World) -> None:
    addresses = plain.frozen(10)
    leave_behind(plain, new_owner())  # It had the number of this process, and another name.
    seen: list[Outcome] = []
    result = plain.deliver(progress=seen.append)
    assert (result.edition.status, len(seen)) == (ES.FINISHED, 10)
    assert plain.reached == addresses
    attempts = [record.attempts for record in plain.records()]
    assert sorted(attempts) == [1] * 8 + [2] * 2, "what was in the air was tried before"


def test_what_a_process_of_another_machine_holds_is_left_to_it_until_its_lease_ends(plain: World) -> None:
    addresses = plain.frozen(10)
    leave_behind(plain, "elsewhere:1:bb")
    first = plain.deliver()
    assert first.edition.status is ES.SENDING
    assert (first.accounts.accepted, first.accounts.leased, first.accounts.attempting) == (6, 2, 2)
    plain.clock.advance(seconds=LEASE.total_seconds() + 1)
    assert plain.deliver().edition.status is ES.FINISHED
    assert plain.reached == addresses


def test_two_processes_share_an_edition_and_nobody_gets_it_twice(plain: World) -> None:
    addresses = plain.frozen(1200)
    both = [plain.restarted(owner=owner) for owner in ("elsewhere:1:bb", "elsewhere:2:cc")]
    start, results = threading.Barrier(2), list[DispatchResult | DigestError]()

    def run(one: World) -> None:
        start.wait()
        try:
            results.append(one.deliver())
        except DigestError as error:
            results.append(error)

    threads = [threading.Thread(target=run, args=(one,)) for one in both]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert plain.reached == addresses
    # On a busy machine the one may have finished before the other has begun, and is told so.
    faults = [result for result in results if isinstance(result, DigestError)]
    assert all("is finished" in str(fault) for fault in faults), faults
    assert len(faults) < 2
    assert plain.edition().status is ES.FINISHED
    assert plain.accounts().balanced


@pytest.mark.parametrize("step", ["take up", "conclude"])
def test_two_processes_that_meet_in_one_step_both_go_on(postgresql: Database, step: str) -> None:
    """The other one has taken the step, and commits it while we wait for its row."""
    plain = World(postgresql, plain=True)
    plain.frozen(5)
    if step == "conclude":
        plain.deliver()
        with postgresql.write() as connection:
            connection.exec_driver_sql("UPDATE digest_editions SET status = 'sending'")
    found: list[object] = []

    def run() -> None:
        try:
            if step == "conclude":
                found.append(plain.house.dispatcher._conclude(TODAY, "").edition.status)
            else:
                found.append(plain.house.dispatcher._take_up(TODAY, all_now=False).status)
        except DigestError as error:
            found.append(error)

    thread = threading.Thread(target=run)
    with postgresql.write() as connection:
        step_edition(connection, TODAY, E.FINISH if step == "conclude" else E.START, now=NOON)
        thread.start()
        thread.join(0.3)
        assert thread.is_alive(), "it waits for the row"
    thread.join(10)
    assert found == [ES.FINISHED if step == "conclude" else ES.SENDING]


def test_accounts_that_do_not_balance_are_never_called_finished(plain: World) -> None:
    plain.frozen(4)
    with plain.database.write() as connection:
        one = select(deliveries.c.id).limit(1).scalar_subquery()
        connection.execute(delete(deliveries).where(deliveries.c.id == one))
    with pytest.raises(NotReady, match="4 recipients but 3 settled"):
        plain.deliver()
    assert plain.edition().status is ES.SENDING


def test_reports_that_come_back_while_it_is_sent_do_not_unbalance_it(plain: World) -> None:
    addresses = plain.frozen(6)
    plain.relay.answer(addresses[5], GREYLISTED)
    plain.deliver()
    with plain.database.write() as connection:
        first = deliveries.c.address == addresses[0]
        connection.execute(update(deliveries).where(first).values(status=S.BOUNCED))
    plain.clock.advance(minutes=7)
    assert plain.deliver().edition.status is ES.FINISHED


# --- Everything at once.


class Fate:
    """A run of bad luck: relay answers, stops, deaths of the process, and time that passes."""

    def __init__(self, world: World, seed: int, recipients: int) -> None:
        self.dice, self.world = random.Random(seed), world
        self.addresses = world.frozen(recipients)
        self.lost_replies: Counter[str] = Counter()
        self.most_in_the_air = 0
        for address in self.addresses:
            world.relay.answer(address, *self._answers(address))

    def _answers(self, address: str) -> list[Reply | Break]:
        drawn = self.dice.choices(
            [
                None,
                GREYLISTED,
                Reply(code=452, enhanced="4.5.3", text="too much"),
                Reply(code=421, enhanced="4.3.2", text="shutting down"),
                Break.BEFORE_DOT,
                Break.AFTER_DOT,
                Reply(code=550, enhanced=f"5.1.{self.dice.randrange(9)}", text="no"),
            ],
            weights=[70, 8, 4, 3, 5, 4, 6],
            k=self.dice.randint(1, 3),
        )
        self.lost_replies[address] = drawn.count(Break.AFTER_DOT)
        return [answer for answer in drawn if answer is not None]

    def run(self) -> None:
        """Go through one run, whatever it meets, and let some minutes pass."""
        kind = self.dice.choice(["well", "stopped", "dying", "dying", "down", "refused connections"])
        world = self.world.restarted(connections=self.dice.randint(1, 4))
        stop, left = threading.Event(), self.dice.randint(0, 150)

        def count(_outcome: Outcome) -> None:
            nonlocal left
            left -= 1
            if left < 0 and kind == "stopped":
                stop.set()

        if kind == "dying":
            connections = world.house.settings.smtp.connections
            self.most_in_the_air += connections * IN_THE_AIR
            dying = DyingDatabase(world.database, self.dice.randint(0, 30))
            world = world.restarted(database=dying, connections=connections)
        elif kind == "down":
            world.relay.fail_to_connect(DOWN)
        elif kind == "refused connections":
            world.relay.fail_to_connect(*[DOWN] * self.dice.randint(0, 3))
        try:
            world.deliver(stop=stop, progress=count)
        except StorageFull:
            assert kind == "dying"
        finally:
            world.relay._errors.clear()
            if kind == "dying":
                world.database.close()
        accounts = self.world.accounts()
        assert accounts.open + accounts.settled == accounts.recipients == len(self.addresses)
        self.world.clock.advance(minutes=self.dice.randint(1, 40))

    def settle(self) -> None:
        """Bring the edition to its end on a relay that is well."""
        for _ in range(20):
            world = self.world.restarted()
            if world.edition().status is ES.PAUSED:
                world.decide(E.RESUME)
            if world.deliver(all_now=True).edition.status is ES.FINISHED:
                return
        raise AssertionError(self.world.accounts())

    def check(self) -> None:
        taken = Counter(message.recipient for message in self.world.accepted)
        names = {(message.recipient, message_id_of(message)) for message in self.world.accepted}
        assert len(names) == len(taken), "a copy has the Message-ID of the first one"
        accounts = self.world.accounts()
        assert accounts.balanced, accounts
        assert accounts.accepted + accounts.refused + accounts.uncertain == len(self.addresses), accounts
        for record in self.world.records(S.UNCERTAIN):
            assert self.lost_replies[record.address] >= MOST_UNANSWERED, record
        for record in (*self.world.records(S.ACCEPTED), *self.world.records(S.UNCERTAIN)):
            assert taken[record.address], f"{record.address} is lost"
        surplus = taken - self.lost_replies - Counter(set(taken))
        assert surplus.total() <= self.most_in_the_air, "more copies than were in the air at a death"


def live_through(world: World, seed: int) -> None:
    fate = Fate(world, seed, 200)
    for _ in range(8):
        if fate.world.edition().status in (ES.FROZEN, ES.SENDING):
            fate.run()
    if fate.world.edition().status is not ES.FINISHED:
        fate.settle()
    fate.check()


@pytest.mark.parametrize("seed", range(8))
def test_whatever_happens_nobody_is_lost(sqlite: Database, seed: int) -> None:
    live_through(World(sqlite, plain=True), seed)


def test_whatever_happens_nobody_is_lost_on_postgresql_either(postgresql: Database) -> None:
    live_through(World(postgresql, plain=True), 99)


def test_without_broken_replies_and_deaths_nobody_gets_it_twice(each_world: World) -> None:
    plain = each_world.restarted(plain=True)
    dice = random.Random(7)
    addresses = plain.frozen(200)
    for address in addresses:
        plain.relay.answer(
            address, *dice.choices([GREYLISTED, Reply(code=421), Break.BEFORE_DOT], k=dice.randint(0, 2))
        )
    for _ in range(30):
        stop, seen = threading.Event(), list[Outcome]()
        limit = dice.randint(20, 100)

        def count(outcome: Outcome, stop=stop, seen=seen, limit=limit) -> None:
            seen.append(outcome)
            if len(seen) == limit:
                stop.set()

        if plain.restarted().deliver(stop=stop, progress=count, all_now=True).edition.status is ES.FINISHED:
            break
        plain.clock.advance(minutes=5)
    assert plain.edition().status is ES.FINISHED
    assert plain.reached == addresses
