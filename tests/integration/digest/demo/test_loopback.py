"""The loopback server answers our own names only, and says what to do when a port is not to be had."""

import socket
from collections.abc import Iterator
from http.client import HTTPConnection

import pytest

from digest.demo.loopback import HOST, LoopbackServer, PortTaken, Request, Response


def answer(request: Request) -> Response:
    text = f"{request.path} {sorted(request.query.items())} {request.headers.get('x-word', '')}"
    return Response(body=text.encode(), content_type="text/plain", headers=(("X-Extra", "yes"),))


@pytest.fixture
def server() -> Iterator[LoopbackServer]:
    running = LoopbackServer(answer)
    running.start()
    yield running
    running.stop()


def ask(server: LoopbackServer, method: str, path: str, **headers: str) -> tuple[int, dict[str, str], str]:
    connection = HTTPConnection(server.url.removeprefix("http://"), timeout=5)
    connection.request(
        method, path, headers={name.replace("_", "-"): value for name, value in headers.items()}
    )
    response = connection.getresponse()
    body = response.read().decode()
    connection.close()
    return response.status, dict(response.getheaders()), body


def test_a_request_comes_decoded(server):
    status, headers, body = ask(server, "GET", "/caf%C3%A9?a=1&b=%C3%A9&a=2", X_Word="hello")
    assert (status, body) == (200, "/café [('a', '2'), ('b', 'é')] hello")
    assert headers["X-Extra"] == "yes"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Length"] == str(len(body.encode()))


def test_head_has_the_headers_and_no_body(server):
    status, headers, body = ask(server, "HEAD", "/x")
    assert (status, body) == (200, "")
    assert int(headers["Content-Length"]) > 0


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_nothing_can_be_changed(server, method):
    assert ask(server, method, "/x")[0] == 501


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("localhost", 200),
        ("LOCALHOST:1", 200),
        (HOST, 200),
        ("news.example", 421),
        ("[::1", 421),
        ("127.0.0.1.evil.example", 421),
    ],
)
def test_only_our_own_names_are_answered(server, host, status):
    assert ask(server, "GET", "/", Host=host)[0] == status


@pytest.mark.parametrize("path", ["//[", "/%ff", "/%00", "*"])
def test_an_odd_path_is_only_a_path(server, path):
    assert ask(server, "GET", path)[0] == 200


def test_a_stopped_server_frees_its_port(server):
    port = int(server.url.rpartition(":")[2])
    server.stop()
    again = LoopbackServer(answer, port)
    again.start()
    assert ask(again, "GET", "/")[0] == 200
    again.stop()


def test_a_server_that_never_started_can_be_stopped():
    LoopbackServer(answer).stop()


def test_a_taken_port_is_an_error_that_says_so():
    with socket.create_server((HOST, 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(PortTaken, match=f"port {port} of 127.0.0.1 is taken") as caught:
            LoopbackServer(answer, port)
    assert caught.value.port == port
