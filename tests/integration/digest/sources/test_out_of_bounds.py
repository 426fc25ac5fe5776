"""Ways to talk a fetcher into the network that it stands in, and a listener there that must never see it.

Spellings of addresses go through the operating system's resolver, as they would from a newsroom or a redirect;
names go through a resolver of our own, because what the world's names lead to is no business of a test.
"""

import re
import select
import socket
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime

import pytest

from digest.sources.addresses import system_resolve
from digest.sources.fetch import Fetcher, FetchFailed, FetchOptions
from tests.integration.digest.sources.server import HttpServer, response

NOW = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)

NAMES = {
    "localhost": ("127.0.0.1", "::1"),
    "intranet.example": ("10.0.0.3",),
    "loop.example": ("127.0.0.1",),
    "loop6.example": ("::1",),
    "mixed.example": ("93.184.216.34", "127.0.0.1"),
    "mixed6.example": ("2a00:1450::1", "fd00::1"),
    "last.example": (*("93.184.216.34",) * 20, "169.254.169.254"),
    "mapped.example": ("::ffff:127.0.0.1",),
    "translated.example": ("64:ff9b::127.0.0.1",),
    "zoned.example": ("fe80::1%1",),
    "zero.example": ("0.0.0.0",),
    "nothing.example": (),
}

LOOPBACK = (
    *("127.0.0.1", "127.0.0.2", "127.255.255.254", "127.1", "127.0.1", "127.0.0.1."),
    *("2130706433", "017700000001", "0x7f000001", "0X7F000001", "0x7f.1", "0x7f.0.0.1", "0177.0.0.1"),
    *("0177.0.0.01", "127.0x1", "127.0.0.0x1", "00000177.0.0.1", "0x7f.0x0.0x0.0x1", "0177.0x0.1"),
    *("127。0。0。1", "127．0．0．1", "127｡0｡0｡1", "１２７.0.0.1", "①②⑦.⓪.⓪.①", "127.0.0.1%00", "127.0.0.1%2f"),
    *("%31%32%37.0.0.1", "127%2e0%2e0%2e1", "[::1]", "[0:0:0:0:0:0:0:1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]"),
    *("[::127.0.0.1]", "[::7f00:1]", "[64:ff9b::127.0.0.1]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]", "[::1%25lo]"),
    *("[::1%lo]", "localhost", "LOCALHOST", "localhost.", "localhost。", "ⓛocalhost", "loc\u00adalhost"),
    *("loop.example", "LOOP.example.", "loop6.example", "mapped.example", "translated.example"),
    *("mixed.example", "loop。example", "ｌｏｏｐ.example"),
)  # fmt: skip
INSIDE = (
    *("0", "0.0.0.0", "0x0", "00", "0.1", "[::]", "zero.example"),
    *("10.0.0.3", "10.3", "0xa.3", "167772163", "012.0.0.3", "172.16.0.1", "172.31.255.255", "192.168.1.1", "192.168.257"),
    *("169.254.169.254", "2852039166", "0xa9fea9fe", "169.254.43518", "0251.0376.0251.0376", "100.64.0.1", "100.127.255.254"),
    *("224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255", "4294967295", "192.0.0.1", "192.0.2.1"),
    *("192.88.99.1", "198.18.0.1", "198.51.100.1", "203.0.113.1"),
    *("[fe80::1]", "[fe80::1%25eth0]", "[fc00::1]", "[fd00:ec2::254]", "[fec0::1]", "[ff02::1]", "[100::1]", "[2001:db8::1]"),
    *("[2001::1]", "[2001:20::1]", "[3fff::1]", "[5f00::1]", "[4000::1]", "[64:ff9b:1::a00:3]"),
    *("[::ffff:10.0.0.3]", "[::ffff:a9fe:a9fe]", "[::10.0.0.3]", "[64:ff9b::10.0.0.3]", "[64:ff9b::a9fe:a9fe]"),
    *("[2002:a00:3::]", "[2002:c0a8:101::1]", "[2002:a9fe:a9fe::1]"),
    *("intranet.example", "mixed6.example", "last.example", "zoned.example", "nothing.example"),
)  # fmt: skip
HOSTS = (*LOOPBACK, *INSIDE)

URLS = (
    *(f"http://{host}:{{port}}/" for host in HOSTS),
    "https://127.0.0.1:{port}/",
    "HTTP://127.0.0.1:{port}/",
    "http://127.0.0.1:0{port}/",
    "http://127.0.0.1:{port}#@news.example/",
    "http://127.0.0.1:{port}?@news.example/",
    "http://news.example@127.0.0.1:{port}/",
    "http://news.example:80@127.0.0.1:{port}/",
    "http://news.example%2f@127.0.0.1:{port}/",
    "http://@127.0.0.1:{port}/",
    "http://:@127.0.0.1:{port}/",
    "http://127.0.0.1:{port}\\@news.example/",
    "http://news.example\\@127.0.0.1:{port}/",
    "http:\\\\127.0.0.1:{port}\\",
    "http:/\\127.0.0.1:{port}/",
    "http:///127.0.0.1:{port}/",
    "http:127.0.0.1:{port}/",
    "//127.0.0.1:{port}/",
    "ht\ttp://127.0.0.1:{port}/",
    "http://127.0.\n0.1:{port}/",
    " http://127.0.0.1:{port}/ ",
    "\x00http://127.0.0.1:{port}/",
    "http://127.0.0.1 news.example:{port}/",
    "http://127.0.0.1:{port}/\r\nHost: news.example",
    "http://127.0.0.1:{port}:80/",
    "http://127.0.0.1:99999/",
    "http://127.0.0.1:-1/",
    "http://127.0.0.1:0/",
    "http://127.0.0.1:{port}x/",
    "http://[127.0.0.1]:{port}/",
    "http://[::1:{port}/",
    "http://::1:{port}/",
    "http://xn--localhost-:{port}/",
    "ftp://127.0.0.1:{port}/",
    "file:///etc/passwd",
    "file://127.0.0.1:{port}/",
    "gopher://127.0.0.1:{port}/_GET%20/",
    "dict://127.0.0.1:{port}/d",
    "ldap://127.0.0.1:{port}/",
    "tftp://127.0.0.1:{port}/",
    "ws://127.0.0.1:{port}/",
    "unix:/var/run/docker.sock",
    "http+unix://%2Fvar%2Frun%2Fdocker.sock/",
    "jar:http://127.0.0.1:{port}/a.jar!/",
    "view-source:http://127.0.0.1:{port}/",
    "feed://127.0.0.1:{port}/",
    "feed:http://127.0.0.1:{port}/",
    "data:application/rss+xml,<rss/>",
    "javascript:fetch('http://127.0.0.1:{port}/')",
    "blob:http://127.0.0.1:{port}/1",
    "",
)

NOT_ASKED = re.compile(
    "is out of bounds|is no web address|was given with a name or password|where we do not follow"
    r"|could not be reached \(no host of this name is known|anybody on the way could alter"
)


def resolve(host: str, port: int) -> list[str]:
    name = host.lower().rstrip(".")
    if name in NAMES:
        return list(NAMES[name])
    if "example" in name or not re.fullmatch(r"[\[\]0-9a-fx.:%]+(?:%\w+)?", name):
        raise OSError(-2, "Name or service not known")
    return list(system_resolve(host, port))


class Listener:
    """Ports on the machine's own addresses; `called` tells whether anybody connected to one of them."""

    def __init__(self, sockets: list[socket.socket]) -> None:
        self._sockets = sockets
        self.port = sockets[0].getsockname()[1]

    @property
    def called(self) -> bool:
        # The kernel takes calls by itself: one that is waiting there makes the socket readable.
        return bool(select.select(self._sockets, [], [], 0)[0])


@pytest.fixture
def listener() -> Iterator[Listener]:
    with ExitStack() as stack:
        first = stack.enter_context(socket.create_server(("0.0.0.0", 0)))
        sockets = [first]
        if socket.has_ipv6:
            try:
                second = socket.create_server(("::", first.getsockname()[1]), family=socket.AF_INET6)
            except OSError:
                pass  # A machine without IPv6 has one way less to be fooled.
            else:
                sockets.append(stack.enter_context(second))
        yield Listener(sockets)


def test_the_listener_hears_who_calls(listener: Listener) -> None:
    assert not listener.called
    with socket.create_connection(("127.0.0.1", listener.port)):
        assert listener.called


def test_no_spelling_of_an_address_inside_is_connected_to(listener: Listener) -> None:
    fetcher = Fetcher(FetchOptions(host_gap=0), resolve=resolve)
    assert len(set(URLS)) == len(URLS) >= 80
    for url in URLS:
        answer = fetcher.fetch(url.replace("{port}", str(listener.port)), now=NOW)
        assert isinstance(answer, FetchFailed), url
        assert NOT_ASKED.search(answer.reason), answer.reason
        assert not listener.called, url


def test_no_redirect_to_one_is_followed(listener: Listener, server: HttpServer) -> None:
    """The first host is permitted by its name, so that nothing permits its address to any other."""

    def at_the_door(host: str, port: int) -> list[str]:
        return ["127.0.0.1"] if host == "door.example" else resolve(host, port)

    fetcher = Fetcher(FetchOptions(host_gap=0, allow_private=("door.example",)), resolve=at_the_door)
    start = server.url("/feed", "door.example")
    statuses = ("301 M", "302 F", "303 S", "307 T", "308 P")
    # What a header cannot hold is no header; what stays on the door's own host is no redirect to another.
    relative = ("", "http:127.0.0.1:{port}/")
    locations = [url for url in URLS if url not in relative and not re.search(r"[\x00\n\r]|^ ", url)]
    for number, url in enumerate(locations):
        location = url.replace("{port}", str(listener.port)).encode().decode("latin-1")
        server.answer("/feed", response(status=statuses[number % 5], Location=location))
        answer = fetcher.fetch(start, now=NOW)
        assert isinstance(answer, FetchFailed), url
        assert not listener.called, url


def test_a_name_that_leads_elsewhere_the_second_time_is_looked_up_only_once(listener: Listener) -> None:
    asked: list[str] = []

    def rebinding(host: str, _port: int) -> list[str]:
        asked.append(host)
        return ["198.51.100.7"] if len(asked) == 1 else ["127.0.0.1"]

    options = FetchOptions(
        host_gap=0, allow_private=("198.51.100.7",), connect_timeout=0.2, total_timeout=0.5
    )
    answer = Fetcher(options, resolve=rebinding).fetch(f"http://rebound.example:{listener.port}/", now=NOW)
    assert isinstance(answer, FetchFailed)
    assert asked == ["rebound.example"]
    assert not listener.called


def test_a_name_that_is_harmless_in_one_reading_is_judged_again_in_the_next(listener: Listener) -> None:
    turns = iter((["198.51.100.7"], ["127.0.0.1"]))
    options = FetchOptions(
        host_gap=0, allow_private=("198.51.100.7",), connect_timeout=0.2, total_timeout=0.5
    )
    fetcher = Fetcher(options, resolve=lambda _host, _port: next(turns))
    url = f"http://rebound.example:{listener.port}/"
    fetcher.fetch(url, now=NOW)
    answer = fetcher.fetch(url, now=NOW)
    assert isinstance(answer, FetchFailed)
    assert "resolves to 127.0.0.1, a loopback address" in answer.reason
    assert not listener.called


def test_no_proxy_of_the_environment_is_asked(listener: Listener, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{listener.port}")
    fetcher = Fetcher(FetchOptions(host_gap=0), resolve=resolve)
    for url in ("http://intranet.example/", "https://intranet.example/", "http://nothing.example/"):
        assert isinstance(fetcher.fetch(url, now=NOW), FetchFailed)
    assert not listener.called
