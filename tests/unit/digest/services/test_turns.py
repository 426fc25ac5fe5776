import threading

import pytest

from digest.domain.newsroom import Source
from digest.services.turns import READERS, read_in_turns

LONG = 10
"""Seconds after which a test that hangs gives up."""


def source(host: str, slug: str = "s") -> Source:
    return Source(slug=slug, url=f"https://{host}/feed/")


def test_every_source_comes_back_with_what_was_read() -> None:
    sources = [source(f"h{number % 7}.example", f"s{number}") for number in range(50)]
    found = dict(read_in_turns(sources, lambda one: one.slug.upper(), threading.Event()))
    assert found == {one: one.slug.upper() for one in sources}


def test_a_host_is_asked_one_thing_at_a_time_and_other_hosts_do_not_wait_for_it() -> None:
    slow, release = threading.Event(), threading.Event()
    asked: list[str] = []

    def read(one: Source) -> None:
        asked.append(one.slug)
        if one.slug == "slow":
            slow.set()
            assert release.wait(LONG)

    sources = [source("one.example", "slow"), source("one.example", "next"), source("two.example", "other")]
    readings = read_in_turns(sources, read, threading.Event())
    assert next(readings)[0].slug == "other"
    assert slow.wait(LONG)
    assert "next" not in asked
    release.set()
    assert [one.slug for one, _ in readings] == ["slow", "next"]


def test_so_many_hosts_are_asked_at_once_and_no_more() -> None:
    together = threading.Barrier(READERS)
    sources = [source(f"h{number}.example") for number in range(READERS)]
    found = list(read_in_turns(sources, lambda _: together.wait(LONG), threading.Event()))
    assert len(found) == READERS


@pytest.mark.parametrize("ended_by", ["stop", "close"])
def test_who_is_told_to_end_waits_for_no_slow_server(ended_by: str) -> None:
    stop, release = threading.Event(), threading.Event()
    asked: list[str] = []

    def read(one: Source) -> None:
        asked.append(one.slug)
        if one.slug != "fast":
            release.wait(LONG)

    sources = [source("one.example", "fast"), source("two.example", "slow"), source("two.example", "later")]
    readings = read_in_turns(sources, read, stop)
    assert next(readings)[0].slug == "fast"
    if ended_by == "stop":
        stop.set()
        assert list(readings) == []
    else:
        readings.close()
    release.set()
    for thread in threading.enumerate():
        if thread.name.startswith("gather-"):
            thread.join(LONG)
    assert "later" not in asked


def test_an_address_without_a_host_is_for_the_reader_to_complain_about() -> None:
    broken = Source(slug="s", url="https://[broken")
    assert list(read_in_turns([broken], lambda one: one.url, threading.Event())) == [(broken, broken.url)]


def test_nothing_to_read_is_soon_read() -> None:
    assert list(read_in_turns([], lambda one: one, threading.Event())) == []
