"""robots.txt as a real server gives it, through the one fetcher."""

from datetime import UTC, datetime

import pytest

from digest.sources.fetch import Fetcher, FetchOptions, user_agent
from digest.sources.robots import Robots
from tests.integration.digest.sources.server import HttpServer, response

NOW = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
RULES = b"User-agent: *\nDisallow: /private/\nCrawl-delay: 3\n"


def robots(**changes: object) -> Robots:
    options = FetchOptions(**{"allow_private": ("127.0.0.1",), "host_gap": 0.0, **changes})
    return Robots(Fetcher(options), user_agent())


def test_the_rules_are_fetched_once_and_obeyed(server: HttpServer) -> None:
    server.answer("/robots.txt", response(RULES, Content_Type="text/plain"))
    found = robots()
    assert found.refusal(server.url("/public/1"), now=NOW) is None
    assert found.refusal(server.url("/private/1"), now=NOW)
    assert [request.path for request in server.requests] == ["/robots.txt"]
    assert server.requests[0].headers["user-agent"] == user_agent()


def test_rules_that_a_redirect_leads_to_count_for_the_site_that_was_asked(
    server: HttpServer, other: HttpServer
) -> None:
    server.answer("/robots.txt", response(status="301 M", Location=other.url("/robots.txt")))
    other.answer("/robots.txt", response(RULES))
    assert robots().refusal(server.url("/private/1"), now=NOW)


@pytest.mark.parametrize(
    ("answer", "allowed"),
    [
        (response(status="404 Not Found"), True),
        (response(status="503 Down"), False),
        (response(status="302 F", Location="/robots.txt"), False),
        (response(b"x" * 6_000_000), False),
        (b"", False),
    ],
    ids=["none", "down", "circle", "huge", "nothing"],
)
def test_what_is_no_file_decides_for_the_whole_site(
    server: HttpServer, answer: bytes, *, allowed: bool
) -> None:
    server.answer("/robots.txt", answer)
    assert (robots().refusal(server.url("/public/1"), now=NOW) is None) is allowed


def test_a_site_at_a_private_address_is_not_even_asked(server: HttpServer) -> None:
    server.answer("/robots.txt", response(b""))
    assert robots(allow_private=()).refusal(server.url("/1"), now=NOW)
    assert server.requests == []


def test_the_pause_that_a_site_asks_for_is_kept_between_all_requests_to_it(server: HttpServer) -> None:
    server.answer("/robots.txt", response(RULES))
    url = server.answer("/feed", response(b"<rss/>"))
    slept: list[float] = []
    options = FetchOptions(allow_private=("127.0.0.1",), host_gap=0.0)
    fetcher = Fetcher(options, monotonic=lambda: 0.0, sleep=slept.append)
    Robots(fetcher, user_agent()).refusal(url, now=NOW)
    fetcher.fetch(url, now=NOW)
    fetcher.fetch(url, now=NOW)
    assert slept == [3.0]
