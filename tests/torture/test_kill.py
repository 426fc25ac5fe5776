"""Processes that are ended in the middle of a sending. The proof is what the relay has, joined to our ledger."""

import random
import time
from collections import Counter
from dataclasses import dataclass, field

import pytest

from digest.domain.delivery import DeliveryStatus
from digest.domain.edition import EditionStatus
from digest.services.handover import IN_THE_AIR
from tests.fakes.world import World
from tests.torture.conftest import CONNECTIONS, IN_TIME, Delivery, Ordeal, Start
from tests.torture.sink import Sink

pytestmark = pytest.mark.torture


@dataclass
class Tally:
    """What the relay has, against what there is to have."""

    sink: Sink
    world: World
    unrecorded: list[int] = field(default_factory=list)

    @property
    def kills(self) -> int:
        return len(self.unrecorded)

    def begin(self) -> None:
        """Before a run, count what the relay has and what the ledger knows of it."""
        self._before = len(self.sink.taken) - self.world.accounts().accepted

    def note(self) -> None:
        """After a kill, count what the relay answered for in this run and the ledger does not know."""
        time.sleep(0.02)  # What was written before the kill still arrives.
        self.unrecorded.append(len(self.sink.taken) - self.world.accounts().accepted - self._before)

    @property
    def duplicates(self) -> int:
        return len(self.sink.taken) - len({taken.recipient for taken in self.sink.taken})

    def check(self) -> None:
        """Nobody is lost, whoever has it twice has the same message twice, and the ledger knows it all."""
        names = {(taken.recipient, taken.message_id) for taken in self.sink.taken}
        counts = Counter(taken.recipient for taken in self.sink.taken)
        records = {record.address: record for record in self.world.records()}
        lost = set(records) - set(counts)
        print(
            f"kills {self.kills}, recipients {len(records)}, lost {len(lost)}, duplicates {self.duplicates};"
            f" replies not written down at a kill: {sum(self.unrecorded) / max(1, self.kills):.1f} on average,"
            f" {max(self.unrecorded, default=0)} at most"
        )
        assert not lost
        assert len(names) == len(counts), "a copy has the Message-ID of the first one"
        assert all(records[address].attempts >= count for address, count in counts.items())
        assert {record.status for record in records.values()} == {DeliveryStatus.ACCEPTED}
        assert self.world.edition().status is EditionStatus.FINISHED
        assert self.world.accounts().balanced


def wait_for(delivery: Delivery, sink: Sink, count: int) -> bool:
    """Wait until the relay has `count` messages; return whether the process still ran then."""
    deadline = time.monotonic() + IN_TIME
    while delivery.running and len(sink.taken) < count:
        assert time.monotonic() < deadline
        time.sleep(0.0005)
    return delivery.running


def finish(delivery: Delivery) -> None:
    delivery.go()
    value, said = delivery.end()
    assert value == 0, said


def kill_again_and_again(world: World, sink: Sink, start: Start, ordeal: Ordeal, seed: int) -> Tally:
    """Kill at a random message, or at a random moment from the start on, and begin again."""
    dice, tally = random.Random(seed), Tally(sink, world)
    step = max(2, 2 * ordeal.recipients // ordeal.kills)
    following = start(world)
    for _ in range(ordeal.kills):
        delivery, following = following, start(world)  # The next one loads while this one delivers.
        tally.begin()
        delivery.go()
        if dice.random() < 0.25:
            time.sleep(dice.random() * 0.3)
        elif wait_for(delivery, sink, len(sink.taken) + dice.randint(1, step)):
            time.sleep(dice.random() * 0.005)
        if not delivery.kill():
            break
        tally.note()
    finish_or_leave(world, following)
    return tally


def finish_or_leave(world: World, delivery: Delivery) -> None:
    """Bring the edition to its end, unless an earlier run was faster than whoever wanted to end it."""
    if world.edition().status is not EditionStatus.FINISHED:
        finish(delivery)


def judge(tally: Tally, ordeal: Ordeal, capsys: pytest.CaptureFixture[str]) -> None:
    with capsys.disabled():
        tally.check()
    assert tally.kills >= ordeal.kills // 3, "the list ended before the kills did"
    assert max(tally.unrecorded) <= CONNECTIONS * IN_THE_AIR
    assert tally.duplicates <= sum(tally.unrecorded)


def test_killed_again_and_again_nobody_is_lost(
    sqlite_morning: World, sink: Sink, start: Start, ordeal: Ordeal, capsys: pytest.CaptureFixture[str]
) -> None:
    judge(kill_again_and_again(sqlite_morning, sink, start, ordeal, seed=1), ordeal, capsys)


def test_killed_again_and_again_on_postgresql_nobody_is_lost(
    postgresql_morning: World, sink: Sink, start: Start, ordeal: Ordeal, capsys: pytest.CaptureFixture[str]
) -> None:
    gentle = Ordeal(ordeal.recipients, min(ordeal.kills, 3), short=True) if ordeal.short else ordeal
    judge(kill_again_and_again(postgresql_morning, sink, start, gentle, seed=2), gentle, capsys)


def test_asked_to_stop_again_and_again_nobody_gets_it_twice(
    sqlite_morning: World, sink: Sink, start: Start, ordeal: Ordeal, capsys: pytest.CaptureFixture[str]
) -> None:
    dice, tally = random.Random(3), Tally(sink, sqlite_morning)
    step = max(2, 2 * ordeal.recipients // ordeal.kills)
    following = start(sqlite_morning)
    for _ in range(ordeal.kills):
        delivery, following = following, start(sqlite_morning)
        tally.begin()
        delivery.go()
        if not wait_for(delivery, sink, len(sink.taken) + dice.randint(1, step)):
            break
        delivery.terminate()
        value, said = delivery.end()
        assert value in (75, 0), said
        tally.note()
        accounts = sqlite_morning.accounts()
        assert accounts.leased == accounts.attempting == accounts.uncertain == 0
        assert tally.unrecorded[-1] == 0
        if value == 0:
            break
    finish_or_leave(sqlite_morning, following)
    with capsys.disabled():
        tally.check()
    assert tally.duplicates == 0


def test_of_several_that_deliver_some_are_killed_and_one_takes_up_what_they_left(
    sqlite_morning: World, sink: Sink, start: Start, ordeal: Ordeal, capsys: pytest.CaptureFixture[str]
) -> None:
    dice, tally = random.Random(4), Tally(sink, sqlite_morning)
    survivor, *victims = [start(sqlite_morning) for _ in range(4)]
    survivor.go()
    assert wait_for(survivor, sink, 1), "from now on it is frozen"
    for victim in victims:
        victim.go()
        wait_for(victim, sink, len(sink.taken) + dice.randint(1, ordeal.recipients // 8))
        if victim.kill():
            tally.unrecorded.append(0)  # The survivor goes on: nobody can count now.
    value, said = survivor.end()
    assert value in (0, 75), said
    finish_or_leave(sqlite_morning, start(sqlite_morning))
    with capsys.disabled():
        tally.check()
    assert tally.kills
    assert tally.duplicates <= tally.kills * CONNECTIONS * IN_THE_AIR
