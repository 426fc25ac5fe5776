"""A `digest send` that is stopped in the middle, as a process of its own: the next run completes it."""

import signal
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from digest.bootstrap import SystemClock
from digest.domain.newsroom import Newsroom
from tests.factories import content
from tests.fakes.noon import zone_at_noon
from tests.fakes.postbox import Postbox
from tests.fakes.site import Site
from tests.fakes.terminal import Terminal

READERS = [f"r{number:02}@example.org" for number in range(60)]
PAUSE = 0.03
"""Seconds that the relay takes over each message: two connections are a second over the whole list."""


@pytest.fixture
def clock() -> None:
    """The real one: a process of its own would not see any other."""


@pytest.fixture
def postbox(digest: Terminal) -> Iterator[Postbox]:
    with Postbox(pause=PAUSE) as opened:
        digest.set(smtp__port=opened.port)
        yield opened


@pytest.fixture
def edition(
    digest: Terminal, plan: Newsroom, site: Site, apply: Callable[[Newsroom], None], postbox: Postbox
) -> str:
    """Today's edition, composed, with sixty readers who wait for it."""
    apply(replace(plan, publication=replace(plan.publication, timezone=zone_at_noon().key)))
    site.publish("/site.xml", content(1, published_at=SystemClock().now() - timedelta(hours=1)))
    digest.done("gather", "--source", "site")
    digest.done("subscribers", "import", "-", stdin="\n".join(["email", *READERS]).encode())
    name: str = digest.done("compose", "quotidienne", "--json").json["edition"]
    return name


def stopped_midway(digest: Terminal, postbox: Postbox, number: signal.Signals) -> "subprocess.Popen[str]":
    """Start a sending, send it a signal once a dozen readers have their mail, and wait for its end."""
    process = digest.start("send", "quotidienne")
    try:
        while len(postbox.kept) < 12:
            assert process.poll() is None, process.communicate()
            time.sleep(0.005)
        process.send_signal(number)
        process.wait(30)
    finally:
        process.kill()
    return process


def statuses(digest: Terminal, edition: str) -> Counter[str]:
    return Counter(row["status"] for row in digest.done("deliveries", edition, "--json").lines)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_sending_that_is_asked_to_stop_ends_well_and_is_completed_by_the_next_run(
    digest: Terminal, postbox: Postbox, edition: str, number: signal.Signals
) -> None:
    process = stopped_midway(digest, postbox, number)
    out, err = process.communicate()
    assert process.returncode == 75
    assert f"{edition} is sending: 60 recipients" in out
    assert "the next `digest send`" in err
    # What was in hand was finished and written down, the rest given back: nothing is uncertain.
    assert statuses(digest, edition) == {"accepted": len(postbox.kept), "queued": 60 - len(postbox.kept)}
    assert len(postbox.kept) < 60

    assert "60 accepted" in digest.done("send", "quotidienne").out
    assert postbox.recipients == READERS
    assert "nobody is left to mail" in digest.done("send", "quotidienne").err
    assert postbox.recipients == READERS


def test_of_a_sending_that_was_killed_nobody_is_lost_and_a_copy_is_known_by_its_message_id(
    digest: Terminal, postbox: Postbox, edition: str
) -> None:
    process = stopped_midway(digest, postbox, signal.SIGKILL)
    process.communicate()
    assert process.returncode == -signal.SIGKILL
    before = len(postbox.kept)
    assert before < 60

    assert "60 accepted" in digest.done("send", "quotidienne").out
    assert set(postbox.recipients) == set(READERS)
    # Two connections, sixteen readers ahead each: no more can have been in the air.
    assert len(postbox.kept) - 60 <= 32
    for reader in READERS:
        assert len({kept.message_id for kept in postbox.of(reader)}) == 1
    assert statuses(digest, edition) == {"accepted": 60}
    assert "nobody is left to mail" in digest.done("send", "quotidienne").err
    assert set(Counter(postbox.recipients).values()) <= {1, 2}
