"""What servers do, well or badly, over three readings by the service: the exact requests that each one sees.

The service gathers at once, after half an hour and after an hour and a half: long enough apart for what failed
once or twice to be due again, and short enough for what is fresh or asked for time not to be.
"""

import gzip
import itertools
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest

from digest.services.gather import Gatherer, SourceReport
from digest.services.newsroom import apply_newsroom
from digest.sources.fetch import Fetcher, FetchOptions
from digest.sources.reader import WebReader
from digest.storage.engine import Database
from tests.factories import NEWSROOM, SITE, content
from tests.fakes.site import rss
from tests.fakes.world import FrozenClock
from tests.integration.digest.sources.server import (
    Behaviour,
    HttpServer,
    Request,
    Send,
    dripping,
    reset,
    response,
)

QUARTER = timedelta(minutes=15)
PAUSES = (timedelta(0), timedelta(minutes=30), timedelta(hours=1))
AGENT = "Digest/test (+https://letters.example)"

FEED = rss(content(1), content(2))
MORE = rss(content(3), content(1), content(2))
PAGE = b"<!doctype html><title>Bienvenue</title><p>Bonjour"
MONDAY = "Mon, 23 Nov 2026 09:00:00 GMT"
TAG = '"v1"'
EMPTY_304 = b"HTTP/1.1 304 Not Modified\r\n\r\n"

Answer = bytes | Behaviour
Asked = tuple[str, str, str, str]


@dataclass(frozen=True)
class Case:
    """What the server answers in each reading, and what must come of it.

    answers: at /feed, the last one for all further readings; others: at other paths, where hosts are names
    that lead to the same server. asked: method, path, If-None-Match and If-Modified-Since of every request.
    told: a part of each reading's report. {origin} stands for the server in answers and reports.
    """

    name: str
    answers: tuple[Answer, ...]
    asked: tuple[Asked, ...]
    told: tuple[str, str, str]
    others: Mapping[str, Answer] = field(default_factory=dict)
    slow: bool = False
    url: str = "{origin}/feed"


def get(path: str = "/feed", *, etag: str = "", since: str = "") -> Asked:
    return ("GET", path, etag, since)


def revalidating(body: bytes = FEED, not_modified: bytes = EMPTY_304, **headers: str) -> Behaviour:
    """Answer as a good server: 304 to whoever names the validators of `headers`."""

    def answer(request: Request, send: Send) -> None:
        etag, since = headers.get("ETag"), headers.get("Last_Modified")
        named = request.headers.get("if-none-match"), request.headers.get("if-modified-since")
        same = named[0] == etag if etag else since is not None and named[1] == since
        send(not_modified if same else response(body, **headers))

    return answer


def once(name: str, answer: Answer, told: str, **more: object) -> Case:
    """A server that gives the same again and again, and nothing to compare with."""
    return Case(name, (answer,), (get(), get(), get()), (told, told, told), **more)  # type: ignore[arg-type]


def fed(name: str, answer: Answer, **more: object) -> Case:
    """The same, and what it gives is a feed."""
    return Case(name, (answer,), (get(),) * 3, ("2 new", "0 new", "0 new"), **more)  # type: ignore[arg-type]


def renewed(name: str, headers: Mapping[str, str], *, etag: str = "", since: str = "") -> Case:
    """A server that gives validators, which come back to it to the byte."""
    again = get(etag=etag, since=since)
    return Case(name, (revalidating(**headers),), (get(), again, again), ("2 new", "unchanged", "unchanged"))


def relapsed(name: str, answer: Answer, told: str) -> Case:
    """A good server that goes wrong once: what it gave us to compare with is not forgotten."""
    good = revalidating(ETag=TAG)
    tagged = get(etag=TAG)
    return Case(name, (good, answer, good), (get(), tagged, tagged), ("2 new", told, "unchanged"))


def led(name: str, answer: Answer, told: str, *paths: str, **others: Answer) -> Case:
    """A server that leads us elsewhere each time; paths: where we come by, in order."""
    trail = (get(), *(get(path) for path in paths))
    return Case(name, (answer,), trail * 3, (told,) * 3, others=others["others"])  # type: ignore[arg-type]


def packed(coding: str, body: bytes) -> bytes:
    return response(body, Content_Encoding=coding)


def chunked(*chunks: bytes) -> bytes:
    return b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + b"".join(chunks)


def chunk(data: bytes) -> bytes:
    return b"%x\r\n%s\r\n" % (len(data), data)


def away(status: str, location: str) -> Behaviour:
    """Redirect; {origin} in `location` is the server."""

    def answer(request: Request, send: Send) -> None:
        to = location.replace("{origin}", f"http://{request.headers['host']}")
        to = to.replace("{port}", request.headers["host"].rpartition(":")[2])
        send(response(status=status, Location=to))

    return answer


def endless(_request: Request, send: Send) -> None:
    send(b"HTTP/1.1 200 OK\r\n\r\n<rss>")
    for _ in range(1_000):
        send(b" " * 100_000)


def after_an_interim_answer(_request: Request, send: Send) -> None:
    send(b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n" + response(FEED))


def with_a_cookie(request: Request, send: Send) -> None:
    assert "cookie" not in request.headers
    send(response(FEED, Set_Cookie="id=1; Path=/"))


_deflater = zlib.compressobj(wbits=-15)
RAW_DEFLATE = _deflater.compress(FEED) + _deflater.flush()
BOMB = gzip.compress(bytes(50_000_000), 9, mtime=0)
HEAD = b"HTTP/1.1 200 OK\r\n"
NOBODY = "could not be reached"
WAITING = ("answered", "not read", "not read")

CASES = (
    # Validators
    fed("200 without validators", response(FEED)),
    renewed("a strong ETag", {"ETag": TAG}, etag=TAG),
    renewed("a weak ETag", {"ETag": 'W/"v1"'}, etag='W/"v1"'),
    renewed("an ETag without quotes", {"ETag": "v1"}, etag="v1"),
    renewed("an ETag with odd bytes", {"ETag": '"é\\ \u00ff,;"'}, etag='"é\\ \u00ff,;"'),
    renewed("an ETag with the suffix of a packer", {"ETag": '"v1-gzip"'}, etag='"v1-gzip"'),
    renewed("Last-Modified alone", {"Last_Modified": MONDAY}, since=MONDAY),
    renewed("a Last-Modified that is no date", {"Last_Modified": "yesterday"}, since="yesterday"),
    renewed("both validators", {"ETag": TAG, "Last_Modified": MONDAY}, etag=TAG, since=MONDAY),
    renewed("validators and Expires: 0", {"ETag": TAG, "Expires": "0"}, etag=TAG),
    Case(
        "a 304 with new validators",
        (revalidating(ETag=TAG), response(status="304 Not Modified", ETag='"v2"')),
        (get(), get(etag=TAG), get(etag='"v2"')),
        ("2 new", "unchanged", "unchanged"),
    ),
    Case(
        "a 304 without validators",
        (response(FEED, ETag=TAG, Last_Modified=MONDAY), EMPTY_304),
        (get(), get(etag=TAG, since=MONDAY), get(etag=TAG, since=MONDAY)),
        ("2 new", "unchanged", "unchanged"),
    ),
    once("a 304 that nobody asked for", EMPTY_304, "answered 304"),
    Case(
        "new content under a new ETag",
        (response(FEED, ETag=TAG), response(MORE, ETag='"v2"'), EMPTY_304),
        (get(), get(etag=TAG), get(etag='"v2"')),
        ("2 new", "1 new", "unchanged"),
    ),
    Case(
        "a server that ignores conditions",
        (response(FEED, ETag=TAG),),
        (get(), get(etag=TAG), get(etag=TAG)),
        ("2 new", "0 new", "0 new"),
    ),
    Case(
        "validators that are gone",
        (response(FEED, ETag=TAG), response(FEED)),
        (get(), get(etag=TAG), get()),
        ("2 new", "0 new", "0 new"),
    ),
    # Freshness
    Case(
        "max-age respected",
        (revalidating(ETag=TAG, Cache_Control="max-age=3600"),),
        (get(), get(etag=TAG)),
        ("2 new", "not read", "unchanged"),
    ),
    Case(
        "max-age less Age",
        (revalidating(ETag=TAG, Cache_Control="max-age=3600", Age="3000"),),
        (get(), get(etag=TAG), get(etag=TAG)),
        ("2 new", "unchanged", "unchanged"),
    ),
    Case(
        "a 304 with max-age",
        (revalidating(not_modified=response(status="304 N", Cache_Control="max-age=7200"), ETag=TAG),),
        (get(), get(etag=TAG), get(etag=TAG)),
        ("2 new", "unchanged", "unchanged"),
    ),
    Case(
        "a max-age of a year",
        (revalidating(ETag=TAG, Cache_Control="max-age=31536000, immutable"),),
        (get(), get(etag=TAG)),
        ("2 new", "not read", "unchanged"),
    ),
    renewed("no-cache with max-age", {"ETag": TAG, "Cache_Control": "no-cache, max-age=9999"}, etag=TAG),
    Case(
        "Expires",
        (revalidating(ETag=TAG, Expires="Mon, 23 Nov 2026 12:00:00 GMT", Date="Mon, 23 Nov 2026 11:00:00 GMT"),),
        (get(), get(etag=TAG)),
        ("2 new", "not read", "unchanged"),
    ),
    # Bodies
    fed("gzip", packed("gzip", gzip.compress(FEED, mtime=0))),
    fed("deflate as zlib", packed("deflate", zlib.compress(FEED))),
    fed("deflate raw", packed("deflate", RAW_DEFLATE)),
    once("br unasked", packed("br", b"\x0b\x02\x80abc\x03"), "'br', which we did not ask for"),
    once("zstd unasked", packed("zstd", b"\x28\xb5\x2f\xfd\x00"), "'zstd', which we did not ask for"),
    once("gzip twice", packed("gzip, gzip", gzip.compress(gzip.compress(FEED, mtime=0), mtime=0)), "did not ask for"),
    once("gzip bomb", packed("gzip", BOMB), "times its size"),
    once("deflate bomb", packed("deflate", zlib.compress(bytes(50_000_000), 9)), "times its size"),
    once("gzip cut", packed("gzip", gzip.compress(FEED, mtime=0)[:-9]), "cut short"),
    once("gzip that is none", packed("gzip", FEED), "is not"),
    once("a Content-Length that is too long", HEAD + b"Content-Length: 99999\r\n\r\n" + FEED, "as HTTP asks"),
    once("a Content-Length of no number", HEAD + b"Content-Length: many\r\n\r\n" + FEED, "as HTTP asks"),
    once("two lengths", HEAD + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\n" + FEED, "as HTTP asks"),
    fed("a Content-Length that is too short for what follows", response(FEED) + b"<item>and more"),
    fed("chunks", chunked(chunk(FEED[:99]), chunk(FEED[99:]), b"0\r\n\r\n")),
    once("chunks cut", chunked(chunk(FEED[:99])), "as HTTP asks"),
    once("chunks of no size", chunked(b"zz\r\n" + FEED), "as HTTP asks"),
    fed("a body up to the end of the connection", b"HTTP/1.0 200 OK\r\n\r\n" + FEED),
    fed("a byte order mark", response(b"\xef\xbb\xbf" + FEED)),
    once("a body that is empty", response(), "an empty document"),
    once("204", response(status="204 No Content"), "an empty document"),
    once("206 unasked", response(FEED[:200], status="206 Partial Content", Content_Range="bytes 0-199/900"), "206"),
    once("a page in place of a feed", response(PAGE, Content_Type="text/html"), "is a web page"),
    once("a body without end", endless, "longer than 5 MB"),
    once("a head without end", HEAD + b"X-Long: " + b"a" * 300_000, "as HTTP asks"),
    # Time
    once("a body that drips", dripping(HEAD + b"\r\n", b"<", 0.002), "in full within 30 s", slow=True),
    once("a head that drips", dripping(HEAD, b"X-A: b\r\n", 0.002), "in full within 30 s", slow=True),
    # Connections
    once("closed at once", b"", "as HTTP asks"),
    once("reset", reset, "broke the connection"),
    once("another protocol", b"220 mail.example ESMTP\r\n", "as HTTP asks"),
    Case("TLS on a plain port", (response(FEED),), (), (NOBODY,) * 3, url="https{origin}/feed"),
    fed("100 and 103 before the answer", after_an_interim_answer),
    fed("a cookie, which nobody keeps", with_a_cookie),
    once("101 unasked", b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n", "as HTTP asks"),
    # Refusals
    once("401", response(status="401 Unauthorized", WWW_Authenticate='Basic realm="x"'), "wants a login"),
    once("403", response(status="403 Forbidden"), "turns us away"),
    once("a check for browsers", response(status="403 Forbidden", cf_mitigated="challenge"), "for a browser first"),
    once("404", response(status="404 Not Found"), "check the address"),
    Case("410", (response(status="410 Gone"),), (get(),), ("gone for good", "not read", "not read")),
    Case(
        "410 after a feed",
        (response(FEED, ETag=TAG), response(status="410 Gone")),
        (get(), get(etag=TAG)),
        ("2 new", "gone for good", "not read"),
    ),
    Case("429 for two hours", (response(status="429 T", Retry_After="7200"),), (get(),), WAITING),
    Case(
        "429 until a date",
        (response(status="429 T", Retry_After="Mon, 23 Nov 2026 13:00:00 GMT"),),
        (get(), get()),
        ("answered 429", "not read", "answered 429"),
    ),
    once("429 until a date that is past", response(status="429 T", Retry_After=MONDAY), "answered 429"),
    Case("429 for very long", (response(status="429 T", Retry_After="9" * 30),), (get(),), WAITING),
    once("429 for garbage", response(status="429 T", Retry_After="a while"), "answered 429"),
    once("500", response(status="500 Internal Server Error"), "answered 500"),
    Case("503 for an hour", (response(status="503 D", Retry_After="3600"),), (get(), get()), ("503", "not read", "503")),
    relapsed("500 in between", response(status="500 Internal Server Error"), "answered 500"),
    relapsed("a page in between", response(PAGE, ETag='"page"'), "is a web page"),
    relapsed("a cut body in between", HEAD + b'Content-Length: 9999\r\nETag: "x"\r\n\r\n' + FEED, "as HTTP asks"),
    # Redirects
    *(
        Case(
            f"{status[:3]} to a feed",
            (away(status, "/new"),),
            (get(), get("/new"), get(etag=TAG), get("/new", etag=TAG), get(etag=TAG), get("/new", etag=TAG)),
            ("2 new", "unchanged", "unchanged"),
            others={"/new": revalidating(ETag=TAG)},
        )
        for status in ("301 M", "302 F", "303 S", "307 T", "308 P")
    ),
    Case(
        "302 to another host",
        (away("302 F", "http://other.example:{port}/new"),),
        (get(), get("/new"), get(), get("/new", etag=TAG), get(), get("/new", etag=TAG)),
        ("2 new", "unchanged", "unchanged"),
        others={"/new": revalidating(ETag=TAG)},
    ),
    led("a circle", away("302 F", "/b"), "in a circle", "/b", others={"/b": away("302 F", "/feed")}),
    led("a redirect to itself", away("301 M", "{origin}/feed"), "in a circle", others={}),
    led(
        "too many redirects",
        away("302 F", "/1"),
        "more than 5 times",
        *(f"/{number}" for number in range(1, 6)),
        others={f"/{number}": away("302 F", f"/{number + 1}") for number in range(1, 9)},
    ),
    once("a redirect to a private address", away("302 F", "http://10.0.0.3/"), "a private address"),
    once("a redirect to the metadata of a cloud", away("307 T", "http://169.254.169.254/"), "link-local"),
    once("a redirect to another scheme", away("302 F", "ftp://{origin}/feed"), "where we do not follow"),
    once("a redirect to a file", away("301 M", "file:///etc/passwd"), "where we do not follow"),
    once("a redirect with a password", away("302 F", "http://a:b@other.example/"), "where we do not follow"),
    once("a redirect to garbage", away("302 F", "http://[::"), "where we do not follow"),
    once("a redirect to nowhere", response(status="302 F"), "without saying where to"),
    Case(
        "a redirect with a fragment",
        (away("302 F", "/new#top"),),
        (get(), get("/new")) * 3,
        ("2 new", "0 new", "0 new"),
        others={"/new": response(FEED)},
    ),
)  # fmt: skip


@dataclass
class Run:
    """What came of a case. unconditional: requests without a condition although we had one to make."""

    asked: list[Asked]
    told: list[str]
    unconditional: list[str]
    agents: set[str]


def run(case: Case, server: HttpServer, database: Database) -> Run:
    origin = server.url("")
    scheme = "https://" if case.url.startswith("https") else "http://"
    url = case.url.removeprefix("https").replace("{origin}", origin).replace("http://", scheme)
    clock = FrozenClock()
    apply_newsroom(database, replace(NEWSROOM, sources=(replace(SITE, url=url),)), clock)
    # Every look at the clock takes three seconds where the server is slow, and none where it is not.
    monotonic: Callable[[], float] = itertools.count(0, 3).__next__ if case.slow else lambda: 0.0
    names = {"other.example": "127.0.0.1"}
    fetcher = Fetcher(
        FetchOptions(allow_private=("127.0.0.1",), host_gap=0, user_agent=AGENT),
        resolve=lambda host, _port: [names.get(host, host)],
        monotonic=monotonic,
    )
    gatherer = Gatherer(database, WebReader(fetcher), clock, QUARTER)
    for path, answer in case.others.items():
        server.answer(path, answer)
    told, unconditional = [], []
    known: set[str] = set()
    for number, pause in enumerate(PAUSES):
        server.answer("/feed", case.answers[min(number, len(case.answers) - 1)])
        clock.at += pause
        before, given = len(server.requests), len(server.sent)
        reports = list(gatherer.gather(unless_read_within=QUARTER))
        told.append(_told(reports[0]) if reports else "not read")
        fresh = server.requests[before:]
        unconditional += [
            request.path for request in fresh if request.path in known and not _condition(request)
        ]
        if reports and not reports[0].error:
            for path, head in server.sent[given:]:
                _learn(known, path, head)
    return Run(
        asked=[(request.method, request.path, *_conditions(request)) for request in server.requests],
        told=told,
        unconditional=unconditional,
        agents={request.headers["user-agent"] for request in server.requests},
    )


def _told(report: SourceReport) -> str:
    return report.error or ("unchanged" if report.unchanged else f"{report.added} new")


def _conditions(request: Request) -> tuple[str, str]:
    return request.headers.get("if-none-match", ""), request.headers.get("if-modified-since", "")


def _condition(request: Request) -> bool:
    return any(_conditions(request))


def _learn(known: set[str], path: str, head: str) -> None:
    """Note whether we have something to compare with of `path`, now that it answered `head` and was read."""
    if head.startswith("HTTP/1.1 200"):
        has = "\netag:" in head.lower() or "\nlast-modified:" in head.lower()
        (known.add if has else known.discard)(path)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_server_is_asked_exactly_this_and_nothing_in_full_that_we_could_compare(
    case: Case, server: HttpServer, sqlite: Database
) -> None:
    found = run(case, server, sqlite)
    assert found.asked == list(case.asked)
    assert all(part in told for part, told in zip(case.told, found.told, strict=True)), found.told
    assert found.unconditional == []
    assert found.agents <= {AGENT}


def test_there_are_many_behaviours_and_every_one_has_a_name() -> None:
    names = {case.name for case in CASES}
    assert len(names) == len(CASES) >= 60
