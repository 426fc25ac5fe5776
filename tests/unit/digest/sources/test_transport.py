import socket
import ssl

import httpcore2
import pytest

from digest.sources.addresses import AddressPolicy, AddressRefused
from digest.sources.transport import Deadline, _Network, _Stream


class FakeStream(httpcore2.NetworkStream):
    """Notes the time-outs that it is given."""

    def __init__(self) -> None:
        self.timeouts: list[float | None] = []
        self.hostname: str | None = None
        self.closed = False

    def read(self, max_bytes, timeout=None):
        self.timeouts.append(timeout)
        return b"x"

    def write(self, buffer, timeout=None):
        self.timeouts.append(timeout)

    def close(self):
        self.closed = True

    def start_tls(self, ssl_context, server_hostname=None, timeout=None):
        self.timeouts.append(timeout)
        self.hostname = server_hostname
        return self

    def get_extra_info(self, info):
        return info


class Time:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_every_read_and_write_keeps_to_what_is_left() -> None:
    time, inner = Time(), FakeStream()
    stream = _Stream(inner, Deadline(10, time))
    stream.read(1, timeout=None)
    time.now = 4
    stream.write(b"x", timeout=30)
    time.now = 9
    stream.read(1, timeout=0.5)
    assert inner.timeouts == [10, 6, 0.5]


def test_after_the_deadline_nothing_is_read_any_more() -> None:
    time, inner = Time(), FakeStream()
    stream = _Stream(inner, Deadline(10, time))
    time.now = 10
    with pytest.raises(httpcore2.ReadTimeout):
        stream.read(1)
    assert inner.timeouts == []


def test_tls_is_for_the_name_that_was_asked_for_and_under_the_same_deadline() -> None:
    time, inner = Time(), FakeStream()
    stream = _Stream(inner, Deadline(10, time))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    secure = stream.start_tls(context, server_hostname="news.example", timeout=3)
    time.now = 8
    secure.read(1)
    secure.close()
    assert inner.hostname == "news.example"
    assert inner.timeouts == [3, 2]
    assert inner.closed
    assert secure.get_extra_info("ssl_object") == "ssl_object"


def test_a_private_address_is_refused_before_any_socket_is_made() -> None:
    network = _Network(AddressPolicy(), lambda _host, _port: ["93.184.216.34", "::1"], Deadline(1))
    with pytest.raises(AddressRefused):
        network.connect_tcp("news.example", 80)


@pytest.mark.parametrize("answer", [[], None])
def test_a_name_without_an_address_cannot_be_connected_to(answer: list[str] | None) -> None:
    def resolve(_host: str, _port: int) -> list[str]:
        if answer is None:
            raise socket.gaierror(-2, "Name or service not known")
        return answer

    network = _Network(AddressPolicy(), resolve, Deadline(1))
    with pytest.raises(httpcore2.ConnectError, match="no host of this name is known"):
        network.connect_tcp("news.example", 80)
