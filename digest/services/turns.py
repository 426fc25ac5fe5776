"""Reads many sources in a fair order: several hosts at a time, the sources of one host one after the other.

It does not know how a source is read, nor what becomes of what it gave.
"""

import threading
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from queue import Empty, SimpleQueue
from typing import TypeVar
from urllib.parse import urlsplit

from digest.domain.newsroom import Source

READERS = 8
"""Hosts that are asked at the same time."""
_LISTEN_S = 0.2
"""How often, in seconds, whoever waits for an answer looks up to see whether it is still wanted."""

T = TypeVar("T")


def read_in_turns(
    sources: Sequence[Source], read: Callable[[Source], T], stop: threading.Event
) -> Iterator[tuple[Source, T]]:
    """Yield each source with what `read` returned for it, as soon as it did; end early once `stop` is set.

    A host is asked one thing at a time. Were its sources spread over the threads, these would all wait for
    its slowest one, and the other hosts for them. read: must not raise.
    """
    waiting: SimpleQueue[Sequence[Source]] = SimpleQueue()
    for of_host in _by_host(sources):
        waiting.put(of_host)
    done: SimpleQueue[tuple[Source, T]] = SimpleQueue()
    over = threading.Event()

    def work() -> None:
        with suppress(Empty):
            while True:
                for source in waiting.get_nowait():
                    if over.is_set():
                        return
                    done.put((source, read(source)))

    # Daemons: a program that is told to end must not wait for the slowest server of all.
    for number in range(min(READERS, waiting.qsize())):
        threading.Thread(target=work, name=f"gather-{number}", daemon=True).start()
    try:
        left = len(sources)
        while left and not stop.is_set():
            try:
                answer = done.get(timeout=_LISTEN_S)
            except Empty:
                continue
            left -= 1
            yield answer
    finally:
        over.set()


def _by_host(sources: Sequence[Source]) -> list[list[Source]]:
    hosts: defaultdict[str | None, list[Source]] = defaultdict(list)
    for source in sources:
        hosts[_host(source.url)].append(source)
    return list(hosts.values())


def _host(url: str) -> str | None:
    try:
        return urlsplit(url).hostname
    except ValueError:
        return None  # The reader will say what is wrong with the address.
