"""A bounded wait at no cost; that TLS goes through it too is shown where whole conversations are tested."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import suppress

import pytest

from digest.mail.stream import Stream


@pytest.fixture
def ends() -> Iterator[tuple[Stream, socket.socket]]:
    ours, theirs = socket.socketpair()
    stream = Stream(ours)
    yield stream, theirs
    stream.close()
    theirs.close()


def test_what_is_there_is_returned_and_the_end_is_empty(ends: tuple[Stream, socket.socket]) -> None:
    stream, other = ends
    stream.settimeout(5)
    assert not stream.readable()
    other.sendall(b"250 ok\r\n")
    assert stream.readable()
    assert stream.recv(100) == b"250 ok\r\n"
    other.close()
    assert stream.readable()
    assert stream.recv(100) == b""


def test_what_does_not_come_in_time_is_a_timeout(ends: tuple[Stream, socket.socket]) -> None:
    stream, _ = ends
    stream.settimeout(0.05)
    started = time.monotonic()
    with pytest.raises(TimeoutError):
        stream.recv(100)
    assert time.monotonic() - started >= 0.05


def test_what_nobody_takes_is_a_timeout(ends: tuple[Stream, socket.socket]) -> None:
    stream, _ = ends
    stream.settimeout(0.05)
    with suppress(BlockingIOError):
        while True:
            stream._socket.send(bytes(1 << 20))
    with pytest.raises(TimeoutError):
        stream.send(memoryview(bytes(1 << 20)))


def test_a_slow_taker_gets_all_of_it(ends: tuple[Stream, socket.socket]) -> None:
    stream, other = ends
    stream.settimeout(5)
    taken = bytearray()

    def take() -> None:
        while piece := other.recv(1 << 16):
            time.sleep(0.001)
            taken.extend(piece)

    taker = threading.Thread(target=take)
    taker.start()
    whole = memoryview(bytes(range(256)) * 8192)
    written = 0
    while written < len(whole):
        written += stream.send(whole[written:])
    stream._socket.shutdown(socket.SHUT_WR)
    taker.join()
    assert taken == whole
