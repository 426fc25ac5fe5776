"""The fetcher against a real server that behaves well, badly, or with malice."""

import gzip
import threading
import time
import tracemalloc
import zlib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from digest.domain.gathering import Validators
from digest.sources.fetch import NO_VALIDATORS, Fetched, Fetcher, FetchFailed, FetchOptions, NotModified
from tests.integration.digest.sources.server import HttpServer, Request, Send, dripping, response

NOW = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
BODY = b"<rss version='2.0'><channel><title>A</title></channel></rss>"
QUICK = {"allow_private": ("127.0.0.1",), "host_gap": 0.0}


def fetcher(**changes: object) -> Fetcher:
    return Fetcher(FetchOptions(**{**QUICK, **changes}))


def fetch(
    url: str, validators: Validators = NO_VALIDATORS, **changes: object
) -> Fetched | NotModified | FetchFailed:
    return fetcher(**changes).fetch(url, validators, now=NOW)


def failure(url: str, **changes: object) -> FetchFailed:
    answer = fetch(url, **changes)
    assert isinstance(answer, FetchFailed)
    return answer


def body(url: str, **changes: object) -> bytes:
    answer = fetch(url, **changes)
    assert isinstance(answer, Fetched), answer
    return answer.body


# What a good server does


def test_a_body_comes_with_its_address_its_type_and_its_validators(server: HttpServer) -> None:
    url = server.answer(
        "/feed", response(BODY, Content_Type="application/rss+xml", ETag='W/"a-1"', Last_Modified="yesterday")
    )
    assert fetch(url) == Fetched(
        body=BODY,
        content_type="application/rss+xml",
        url=url,
        base=url,
        validators=Validators(etag='W/"a-1"', last_modified="yesterday"),
        length=len(BODY),
    )


def test_we_say_who_we_are_and_what_we_can_read(server: HttpServer) -> None:
    fetch(server.answer("/feed", response(BODY)), user_agent="Digest/9 (+https://news.example)")
    headers = server.requests[0].headers
    assert headers["user-agent"] == "Digest/9 (+https://news.example)"
    assert headers["accept-encoding"] == "gzip, deflate"
    assert headers["accept"].startswith("application/rss+xml")
    assert headers["host"] == f"127.0.0.1:{server.port}"
    assert not {"cookie", "authorization", "if-none-match", "if-modified-since"} & headers.keys()


@pytest.mark.parametrize("etag", ['W/"weak"', '"strong"', "without quotes", '"é"'])
def test_validators_go_back_byte_for_byte_and_a_304_is_no_failure(server: HttpServer, etag: str) -> None:
    def conditional(request: Request, send: Send) -> None:
        same = request.headers.get("if-none-match") == etag
        send(response(status="304 Not Modified") if same else response(BODY, ETag=etag, Last_Modified="x"))

    url = server.answer("/feed", conditional)
    first = fetch(url)
    assert isinstance(first, Fetched)
    again = fetch(url, first.validators)
    assert again == NotModified(validators=Validators(etag=etag, last_modified="x"))
    assert server.requests[1].headers["if-modified-since"] == "x"


def test_a_304_may_bring_new_validators(server: HttpServer) -> None:
    url = server.answer("/feed", response(status="304 Not Modified", ETag='"new"'))
    assert fetch(url, Validators(etag='"old"', last_modified="then")) == NotModified(
        validators=Validators(etag='"new"', last_modified="then")
    )


def test_a_304_that_nobody_asked_for_is_a_failure(server: HttpServer) -> None:
    url = server.answer("/feed", response(status="304 Not Modified"))
    assert "answered 304" in failure(url).reason


def test_a_validator_that_would_break_the_header_is_not_sent(server: HttpServer) -> None:
    url = server.answer("/feed", response(BODY))
    assert isinstance(fetch(url, Validators(etag='"a"\r\nX-Evil: 1', last_modified="\u20ac")), Fetched)
    assert not {"if-none-match", "if-modified-since", "x-evil"} & server.requests[0].headers.keys()


@pytest.mark.parametrize(
    ("coding", "packed"),
    [
        ("gzip", gzip.compress(BODY, mtime=0)),
        ("x-gzip", gzip.compress(BODY[:9], mtime=0) + gzip.compress(BODY[9:], mtime=0)),
        ("deflate", zlib.compress(BODY)),
        ("deflate", zlib.compress(BODY)[2:-4]),
        ("identity", BODY),
    ],
)
def test_what_is_packed_is_unpacked(server: HttpServer, coding: str, packed: bytes) -> None:
    assert body(server.answer("/feed", response(packed, Content_Encoding=coding))) == BODY


def test_a_body_in_chunks_is_joined(server: HttpServer) -> None:
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    assert body(server.answer("/feed", head + b"3\r\n<rs\r\n2\r\ns>\r\n0\r\n\r\n")) == b"<rss>"


def test_a_body_that_ends_with_the_connection_is_whole(server: HttpServer) -> None:
    assert body(server.answer("/feed", b"HTTP/1.0 200 OK\r\n\r\n" + BODY)) == BODY


def test_an_empty_body_is_a_body(server: HttpServer) -> None:
    assert body(server.answer("/feed", response(b""))) == b""
    assert body(server.answer("/none", response(b"", status="204 No Content"))) == b""


# Answers that are none


@pytest.mark.parametrize(
    ("status", "advice", "of_any"),
    [
        ("400 Bad Request", "open it in a browser", ""),
        ("401 Unauthorized", "ask the site for a feed", ": it wants a login, which we have not"),
        ("403 Forbidden", "", ": the site turns us away; ask it to let our User-Agent through"),
        ("404 Not Found", "check the address in newsroom.toml", ""),
        (
            "206 Partial Content",
            "it is read again",
            ": that is a part of the document, and we asked for the whole",
        ),
        ("410 Gone", "remove the source from newsroom.toml", ": it is gone for good"),
        ("429 Too Many Requests", "it is read again later", ": we ask too often for its taste"),
        ("500 Internal Server Error", "it is read again later", ": the site has trouble of its own"),
        ("503 Service Unavailable", "it is read again later", ": the site has trouble of its own"),
    ],
)
def test_a_refusal_says_the_code_and_what_to_do(
    server: HttpServer, status: str, advice: str, of_any: str
) -> None:
    url = server.answer("/feed", response(b"no", status=status))
    found = failure(url)
    assert found.reason.startswith(f"{url} answered {status[:3]}: ")
    assert advice in found.reason
    assert found.what == f"{url} answered {status[:3]}{of_any}"
    assert found.status == int(status[:3])
    assert found.gone == status.startswith("410")
    assert found.retry_after is None


def test_a_check_for_browsers_is_told_from_a_plain_403(server: HttpServer) -> None:
    url = server.answer("/feed", response(status="403 Forbidden", cf_mitigated="challenge"))
    assert "checks for a browser" in failure(url).reason


@pytest.mark.parametrize("status", ["429 Too Many Requests", "503 Service Unavailable"])
@pytest.mark.parametrize(
    ("value", "wait"),
    [
        ("120", timedelta(minutes=2)),
        ("Tue, 24 Nov 2026 07:00:00 GMT", timedelta(hours=1)),
        ("Tue, 24 Nov 2026 05:00:00 GMT", timedelta(0)),
        ("99999999999999", timedelta(seconds=999_999_999)),
        ("soon", None),
        ("-5", None),
    ],
)
def test_retry_after_is_read_in_both_forms(
    server: HttpServer, status: str, value: str, wait: timedelta | None
) -> None:
    assert failure(server.answer("/feed", response(status=status, Retry_After=value))).retry_after == wait


# Redirects


@pytest.mark.parametrize("status", ["301 M", "302 F", "303 S", "307 T", "308 P"])
def test_redirects_are_followed_and_the_last_address_is_told(server: HttpServer, status: str) -> None:
    url = server.answer("/old", response(status=status, Location="/new?a=1"))
    server.answer("/new?a=1", response(BODY))
    answer = fetch(url)
    assert isinstance(answer, Fetched)
    assert answer.url == server.url("/new?a=1")


def test_a_circle_of_redirects_ends(server: HttpServer) -> None:
    url = server.answer("/a", response(status="302 F", Location="/b"))
    server.answer("/b", response(status="302 F", Location="/a"))
    assert failure(url).reason == f"{url} redirects in a circle: check the address in newsroom.toml"
    assert failure(url).what == f"{url} redirects in a circle"
    assert len(server.requests) == 4


def test_a_long_chain_of_redirects_ends(server: HttpServer) -> None:
    for number in range(9):
        server.answer(f"/{number}", response(status="302 F", Location=f"/{number + 1}"))
    assert "redirects more than 5 times" in failure(server.url("/0")).reason
    assert len(server.requests) == 6


@pytest.mark.parametrize(
    "location",
    ["ftp://127.0.0.1/x", "file:///etc/passwd", "javascript:alert(1)", "http://[::1", "http://u:p@x/"],
)
def test_we_do_not_follow_to_what_is_no_web_address(server: HttpServer, location: str) -> None:
    found = failure(server.answer("/feed", response(status="302 F", Location=location)))
    assert "where we do not follow" in found.reason
    assert "u:p@" not in found.reason.replace(repr(location), "")


def test_a_redirect_to_nowhere_is_told(server: HttpServer) -> None:
    assert "without saying where to" in failure(server.answer("/feed", response(status="302 F"))).reason


@pytest.mark.parametrize(
    ("host", "kind"),
    [
        ("10.0.0.3", "a private address"),
        ("[::1]", "a loopback address"),
        ("169.254.169.254", "a link-local address"),
        ("[64:ff9b::7f00:1]", "a loopback address"),
        ("0x7f.2", "a loopback address"),
        ("2130706434", "a loopback address"),
    ],
)
def test_a_redirect_to_a_private_address_is_refused(server: HttpServer, host: str, kind: str) -> None:
    found = failure(server.answer("/feed", response(status="302 F", Location=f"http://{host}/admin")))
    assert f"{kind}: add it to fetch.allow_private" in found.reason


def test_what_one_host_gave_us_to_compare_with_stays_with_that_host(
    server: HttpServer, other: HttpServer
) -> None:
    moved = Fetcher(FetchOptions(**QUICK), resolve=lambda _host, _port: ["127.0.0.1"])
    url = server.answer("/feed", response(status="301 M", Location="/moved", Set_Cookie="a=b"))
    server.answer("/moved", response(status="301 M", Location=other.url("/feed", "other.example")))
    other.answer("/feed", response(BODY))
    moved.fetch(url, Validators(etag='"x"'), now=NOW)
    assert [request.headers.get("if-none-match") for request in server.requests] == ['"x"', '"x"']
    assert "if-none-match" not in other.requests[0].headers
    assert "cookie" not in server.requests[1].headers
    assert "referer" not in other.requests[0].headers


@pytest.mark.parametrize(
    ("statuses", "for_good"),
    [(("301 M",), True), (("308 P", "301 M"), True), (("302 F",), False), (("301 M", "307 T"), False)],
)
def test_a_trail_of_permanent_redirects_alone_says_where_the_document_moved(
    server: HttpServer, statuses: tuple[str, ...], for_good: bool
) -> None:
    for number, status in enumerate(statuses):
        server.answer(f"/{number}", response(status=status, Location=f"/{number + 1}"))
    last = server.answer(f"/{len(statuses)}", response(BODY, ETag='"1"'))
    answer = fetch(server.url("/0"))
    assert isinstance(answer, Fetched)
    assert answer.moved_to == (last if for_good else "")
    server.answer(f"/{len(statuses)}", response(status="304 Not Modified"))
    again = fetch(server.url("/0"), answer.validators)
    assert again == NotModified(validators=Validators(etag='"1"'), moved_to=answer.moved_to)


def test_another_host_s_validators_go_back_to_that_host_and_to_no_other(
    server: HttpServer, other: HttpServer
) -> None:
    moved = Fetcher(FetchOptions(**QUICK), resolve=lambda _host, _port: ["127.0.0.1"])
    url = server.answer("/feed", response(status="302 F", Location=other.url("/feed", "other.example")))
    other.answer("/feed", response(BODY, ETag='"o"'))
    first = moved.fetch(url, now=NOW)
    assert isinstance(first, Fetched)
    assert first.validators == Validators(etag='"o"', host="other.example")
    other.answer("/feed", response(status="304 Not Modified"))
    assert moved.fetch(url, first.validators, now=NOW) == NotModified(validators=first.validators)
    assert [request.headers.get("if-none-match") for request in server.requests] == [None, None]
    assert [request.headers.get("if-none-match") for request in other.requests] == [None, '"o"']


def test_how_long_an_answer_is_fresh_is_told(server: HttpServer) -> None:
    headers = {"Cache_Control": "max-age=600", "Age": "60", "Expires": "0"}
    url = server.answer("/feed", response(BODY, ETag='"1"', **headers))
    answer = fetch(url)
    assert isinstance(answer, Fetched)
    assert answer.fresh_for == timedelta(minutes=9)
    server.answer("/feed", response(status="304 Not Modified", Cache_Control="max-age=60"))
    again = fetch(url, answer.validators)
    assert isinstance(again, NotModified)
    assert again.fresh_for == timedelta(minutes=1)


# Addresses


def test_the_loopback_is_out_of_bounds_unless_it_is_permitted(server: HttpServer) -> None:
    url = server.answer("/feed", response(BODY))
    assert failure(url, allow_private=()).reason == (
        f"{url} is out of bounds: 127.0.0.1 is a loopback address: add it to fetch.allow_private to permit it"
    )
    assert server.requests == []
    assert body(url, allow_private=("127.0.0.0/8",)) == BODY
    assert body(server.url("/feed", "localhost"), allow_private=("localhost",)) == BODY


def test_we_connect_to_the_address_that_was_checked_and_ask_only_once(server: HttpServer) -> None:
    asked: list[str] = []

    def rebinding(host: str, _port: int) -> list[str]:
        asked.append(host)
        return ["127.0.0.1"] if len(asked) == 1 else ["10.0.0.3"]

    server.answer("/feed", response(BODY))
    url = server.url("/feed", "news.example")
    answer = Fetcher(FetchOptions(**QUICK), resolve=rebinding).fetch(url, now=NOW)
    assert isinstance(answer, Fetched)
    assert asked == ["news.example"]
    assert server.requests[0].headers["host"] == f"news.example:{server.port}"


def test_one_private_address_among_public_ones_is_an_attempt(server: HttpServer) -> None:
    both = Fetcher(FetchOptions(host_gap=0), resolve=lambda _host, _port: ["93.184.216.34", "127.0.0.1"])
    answer = both.fetch(server.url("/feed", "news.example"), now=NOW)
    assert isinstance(answer, FetchFailed)
    assert "news.example resolves to 127.0.0.1, a loopback address" in answer.reason


def test_the_next_address_is_tried_where_the_first_is_deaf(server: HttpServer) -> None:
    server.answer("/feed", response(BODY))
    options = FetchOptions(allow_private=("127.0.0.0/8", "::1"), host_gap=0)
    two = Fetcher(options, resolve=lambda _host, _port: ["127.0.0.77", "127.0.0.1"])
    # Nothing listens on 127.0.0.77: the test server is bound to 127.0.0.1 alone.
    assert isinstance(two.fetch(server.url("/feed", "news.example"), now=NOW), Fetched)


# Servers that do not keep to the rules


def test_a_server_that_drips_its_body_is_cut_off(server: HttpServer) -> None:
    url = server.answer("/feed", dripping(b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n", b"x", 0.05))
    began = time.monotonic()
    assert "did not answer in full within 0.4 s" in failure(url, total_timeout=0.4).reason
    assert time.monotonic() - began < 2


def test_a_server_that_drips_its_headers_is_cut_off(server: HttpServer) -> None:
    url = server.answer("/feed", dripping(b"HTTP/1.1 200 OK\r\n", b"A: b\r\n", 0.05))
    assert "did not answer in full within 0.4 s" in failure(url, total_timeout=0.4).reason


def test_the_time_is_for_all_redirects_together(server: HttpServer) -> None:
    def slow(location: str) -> object:
        def behaviour(_request: Request, send: Send) -> None:
            time.sleep(0.25)
            send(response(status="302 F", Location=location))

        return behaviour

    for number in range(5):
        server.answer(f"/{number}", slow(f"/{number + 1}"))  # type: ignore[arg-type]
    assert "did not answer in full" in failure(server.url("/0"), total_timeout=0.6).reason
    assert len(server.requests) <= 3


def test_a_body_of_100_megabytes_is_not_taken_in(server: HttpServer) -> None:
    def endless(_request: Request, send: Send) -> None:
        send(b"HTTP/1.1 200 OK\r\nContent-Length: 100000000\r\n\r\n")
        for _ in range(1_000):
            send(b"x" * 100_000)

    url = server.answer("/feed", endless)
    tracemalloc.start()
    assert failure(url).reason == f"{url} cannot be read: its answer is longer than 5 MB"
    assert tracemalloc.get_traced_memory()[1] < 30_000_000
    tracemalloc.stop()


@pytest.mark.parametrize("coding", ["gzip", "deflate"])
def test_a_bomb_is_not_unpacked(server: HttpServer, coding: str) -> None:
    zeros = bytes(200_000_000)
    packed = gzip.compress(zeros, 9, mtime=0) if coding == "gzip" else zlib.compress(zeros, 9)
    del zeros
    url = server.answer("/feed", response(packed, Content_Encoding=coding))
    tracemalloc.start()
    assert "is longer than 10 MB when unpacked" in failure(url).reason
    assert tracemalloc.get_traced_memory()[1] < 40_000_000
    tracemalloc.stop()


@pytest.mark.parametrize(
    ("coding", "packed", "fault"),
    [
        ("gzip", BODY, "says that it is packed with gzip and is not"),
        ("gzip", gzip.compress(BODY, mtime=0)[:-9], "is cut short"),
        ("gzip", gzip.compress(BODY, mtime=0)[:10] + b"\xff" * 40, "is damaged"),
        ("br", BODY, "which we did not ask for"),
    ],
)
def test_damaged_packing_is_told(server: HttpServer, coding: str, packed: bytes, fault: str) -> None:
    assert fault in failure(server.answer("/feed", response(packed, Content_Encoding=coding))).reason


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n" + BODY,
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n99\r\n<rss",
        b"HTTP/1.1 200 OK\r\nContent-Length: abc\r\n\r\n" + BODY,
        b"SSH-2.0-OpenSSH_9.2\r\n",
        b"",
        b"HTTP/1.1 200 OK\r\n" + b"A" * 300_000,
        b"\x00\x01\x02\x03\r\n\r\n",
    ],
)
def test_what_is_not_http_is_told(server: HttpServer, answer: bytes) -> None:
    url = server.answer("/feed", answer)
    assert failure(url).reason.startswith(f"{url} did not answer as HTTP asks")


def test_a_length_that_is_too_short_ends_the_body_there(server: HttpServer) -> None:
    url = server.answer("/feed", b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n" + BODY)
    assert body(url) == BODY[:5]


def test_a_closed_port_is_told(server: HttpServer) -> None:
    found = failure("http://127.0.0.1:1/feed")
    assert "could not be reached" in found.reason
    assert "check the address" in found.reason


def test_plain_http_on_the_https_port_is_told(server: HttpServer) -> None:
    server.answer("/feed", response(BODY))
    assert "could not be reached" in failure(f"https://127.0.0.1:{server.port}/feed").reason


# Courtesy


def test_one_host_is_asked_one_at_a_time_with_a_pause_between(server: HttpServer) -> None:
    def slow(_request: Request, send: Send) -> None:
        time.sleep(0.05)
        send(response(BODY))

    shared = fetcher(host_gap=0.15)
    url = server.answer("/feed", slow)
    threads = [threading.Thread(target=shared.fetch, args=(url,), kwargs={"now": NOW}) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    starts = [request.at for request in server.requests]
    assert server.most_at_once == 1
    assert all(later - earlier > 0.14 for earlier, later in pairwise(starts))


def test_hosts_do_not_wait_for_each_other(server: HttpServer) -> None:
    both = threading.Barrier(2, timeout=5)

    def together(_request: Request, send: Send) -> None:
        both.wait()
        send(response(BODY))

    server.answer("/feed", together)
    options = FetchOptions(allow_private=("127.0.0.1",), host_gap=60)
    shared = Fetcher(options, resolve=lambda _host, _port: ["127.0.0.1"])
    answers: list[object] = []
    threads = [
        threading.Thread(
            target=lambda host=host: answers.append(shared.fetch(server.url("/feed", host), now=NOW))
        )
        for host in ("one.example", "two.example")
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [type(answer) for answer in answers] == [Fetched, Fetched]


# Asking without reading


def by_method(**answers: bytes) -> Callable[[Request, Send], None]:
    return lambda request, send: send(answers[request.method])


def methods(server: HttpServer) -> list[str]:
    return [request.method for request in server.requests]


def test_whether_something_is_there_is_asked_without_its_body(server: HttpServer) -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\nContent-Length: 123456789\r\n\r\n"
    answer = fetcher().probe(server.answer("/p.png", head), now=NOW)
    assert isinstance(answer, Fetched)
    assert (answer.body, answer.content_type, answer.length) == (b"", "image/png", 123_456_789)
    assert methods(server) == ["HEAD"]


@pytest.mark.parametrize("status", ["403 No", "404 No", "405 No", "500 No", "501 No"])
def test_a_server_that_dislikes_head_is_asked_by_get_and_not_read(server: HttpServer, status: str) -> None:
    huge = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 99999999\r\n\r\nx"
    url = server.answer("/a", by_method(HEAD=response(status=status), GET=huge))
    answer = fetcher().probe(url, now=NOW)
    assert isinstance(answer, Fetched)
    assert (answer.body, answer.length) == (b"", 99_999_999)
    assert methods(server) == ["HEAD", "GET"]


@pytest.mark.parametrize(("status", "asked"), [("410 Gone", 1), ("429 Slowly", 1), ("404 No", 2)])
def test_what_says_no_twice_or_for_good_is_not_there(server: HttpServer, status: str, asked: int) -> None:
    answer = fetcher().probe(server.answer("/a", response(status=status)), now=NOW)
    assert isinstance(answer, FetchFailed)
    assert answer.status == int(status[:3])
    assert len(server.requests) == asked


def test_a_probe_is_under_the_policy_of_all_fetches(server: HttpServer) -> None:
    answer = fetcher(allow_private=()).probe(server.answer("/a", response()), now=NOW)
    assert isinstance(answer, FetchFailed)
    assert server.requests == []
