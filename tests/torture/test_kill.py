"""Processes that are ended in the middle of a sending. The proof is what the relay has, joined to our ledger."""

import random
import signal
import subprocess
import time
from collections import Counter
from dataclasses import dataclass, field

import pytest

from digest.domain.delivery import DeliveryStatus
from digest.domain.edition import EditionStatus
from tests.fakes.world import World
from tests.torture.conftest import CONNECTIONS, Ordeal, Start
from tests.torture.sink import Sink

pytestmark = pytest.mark.torture

COMMIT_GROUP = 20
"""Outcomes that may be on their way into the ledger with one commit."""
IN_TIME = 120
"""Seconds for a run that nobody ends."""


@dataclass
class Tally:
    """What the relay has, against what there is to have."""

    sink: Sink
    world: World
    kills: int = 0
    copies_of_a_kill: list[int] = field(default_factory=list)

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
            f"kills {self.kills}, recipients {len(records)}, lost {len(lost)}, duplicates {self.duplicates}"
            f" (most after one kill: {max(self.copies_of_a_kill, default=0)})"
        )
        assert not lost
        assert len(names) == len(counts), "a copy has the Message-ID of the first one"
        assert all(records[address].attempts >= count for address, count in counts.items())
        assert {record.status for record in records.values()} == {DeliveryStatus.ACCEPTED}
        assert self.world.edition().status is EditionStatus.FINISHED
        assert self.world.accounts().balanced


def wait_for(process: "subprocess.Popen[str]", sink: Sink, count: int) -> bool:
    """Wait until the relay has `count` messages; return whether the process still ran then."""
    deadline = time.monotonic() + IN_TIME
    while process.poll() is None and len(sink.taken) < count:
        assert time.monotonic() < deadline
        time.sleep(0.0005)
    return process.poll() is None


def finish(world: World, start: Start) -> None:
    process = start(world)
    _, errors = process.communicate(timeout=IN_TIME)
    assert process.returncode == 0, errors


def kill_again_and_again(world: World, sink: Sink, start: Start, ordeal: Ordeal, seed: int) -> Tally:
    """Kill at a random message, or at a random moment from the start on, and start again."""
    dice, tally = random.Random(seed), Tally(sink, world)
    step = max(2, 2 * ordeal.recipients // ordeal.kills)
    for _ in range(ordeal.kills):
        before = tally.duplicates
        process = start(world)
        if dice.random() < 0.25:
            time.sleep(dice.random() * 0.6)
        elif wait_for(process, sink, len(sink.taken) + dice.randint(1, step)):
            time.sleep(dice.random() * 0.005)
        process.send_signal(signal.SIGKILL)
        process.communicate()
        ended = process.returncode != -signal.SIGKILL
        tally.kills += not ended
        tally.copies_of_a_kill.append(tally.duplicates - before)
        if ended:
            assert process.returncode == 0
            break
    finish(world, start)
    tally.copies_of_a_kill.append(0)
    return tally


def judge(tally: Tally, ordeal: Ordeal, capsys: pytest.CaptureFixture[str]) -> None:
    with capsys.disabled():
        tally.check()
    assert tally.kills >= ordeal.kills // 3, "the list ended before the kills did"
    assert tally.duplicates <= tally.kills * (CONNECTIONS + COMMIT_GROUP)


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
    for _ in range(ordeal.kills):
        process = start(sqlite_morning)
        if not wait_for(process, sink, len(sink.taken) + dice.randint(1, step)):
            break
        process.terminate()
        _, errors = process.communicate(timeout=IN_TIME)
        assert process.returncode in (75, 0), errors
        tally.kills += 1
        accounts = sqlite_morning.accounts()
        assert accounts.leased == accounts.attempting == accounts.uncertain == 0
        assert accounts.accepted == len(sink.taken)
        if process.returncode == 0:
            break
    if sqlite_morning.edition().status is not EditionStatus.FINISHED:
        finish(sqlite_morning, start)
    with capsys.disabled():
        tally.check()
    assert tally.duplicates == 0


def test_of_two_that_deliver_one_is_killed_and_the_other_takes_up_what_it_left(
    sqlite_morning: World, sink: Sink, start: Start, ordeal: Ordeal, capsys: pytest.CaptureFixture[str]
) -> None:
    dice, tally = random.Random(4), Tally(sink, sqlite_morning)
    survivor = start(sqlite_morning)
    assert wait_for(survivor, sink, 1), "it is frozen"
    for _ in range(3):
        victim = start(sqlite_morning)
        wait_for(victim, sink, len(sink.taken) + dice.randint(1, ordeal.recipients // 5))
        victim.send_signal(signal.SIGKILL)
        victim.communicate()
        tally.kills += victim.returncode == -signal.SIGKILL
    survivor.communicate(timeout=IN_TIME)
    assert survivor.returncode in (0, 75)
    if sqlite_morning.edition().status is not EditionStatus.FINISHED:
        finish(sqlite_morning, start)
    with capsys.disabled():
        tally.check()
    assert tally.duplicates <= tally.kills * (CONNECTIONS + COMMIT_GROUP)
