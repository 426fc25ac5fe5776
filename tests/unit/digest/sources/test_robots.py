import threading
from datetime import UTC, datetime, timedelta

import pytest

from digest.sources.fetch import NO_VALIDATORS, Fetched, FetchFailed, user_agent
from digest.sources.robots import (
    KEPT_FOR,
    LONGEST,
    LONGEST_DELAY,
    MOST_BYTES,
    MOST_SITES,
    UNREACHABLE_FOR,
    Refusal,
    Robots,
)

NOW = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
PAGE = "https://news.example/profession/scanner?a=1"


class CannedFetcher:
    """Gives `answer` to everybody and remembers who asked."""

    def __init__(self, answer: bytes | int = b"") -> None:
        self.answer = answer
        self.asked: list[str] = []
        self.apart: list[tuple[str, float]] = []

    def fetch(self, url, *, now):
        self.asked.append(url)
        if isinstance(self.answer, int):
            return FetchFailed(
                reason=f"{url} answered {self.answer}: advice", status=self.answer, for_source="advice"
            )
        return Fetched(body=self.answer, content_type="", url=url, base=url, validators=NO_VALIDATORS)

    def keep_apart(self, url, seconds):
        self.apart.append((url, seconds))


def robots(answer: bytes | int) -> tuple[Robots, CannedFetcher]:
    fetcher = CannedFetcher(answer)
    return Robots(fetcher, user_agent("https://letters.example")), fetcher


def allows(answer: bytes | int, url: str = PAGE) -> bool:
    return robots(answer)[0].refusal(url, now=NOW) is None


@pytest.mark.parametrize(
    ("text", "allowed"),
    [
        ("", True),
        ("User-agent: *\nDisallow:", True),
        ("User-agent: *\nDisallow: /", False),
        ("\ufeffUser-agent: *\r\nDisallow: /profession/\r\n", False),
        ("user-agent: *\rdisallow: /profession # all of it", False),
        ("User-agent: *\nDisallow: /\nAllow: /profession/", True),
        ("User-agent: *\nDisallow: /*?a=", False),
        ("User-agent: *\nDisallow: /*.pdf$", True),
        ("User-agent: *\nDisallow: /\n\nUser-agent: Digest\nDisallow: /private/", True),
        ("User-agent: *\nAllow: /\n\nUser-agent: DIGEST/2.0\nDisallow: /", False),
        ("User-agent: digester\nDisallow: /", True),
        ("User-agent: dig\nDisallow: /", True),
        ("User-agent: GoogleBot\nUser-agent: Digest\nDisallow: /", False),
        ("User-agent: GoogleBot\nDisallow: /", True),
        ("Disallow: /", True),
        ("<!doctype html><p>Not here", True),
        ("\x00\x01 Disallow \u2028: é", True),
    ],
)
def test_the_rules_for_us_decide_and_else_those_for_everybody(text: str, *, allowed: bool) -> None:
    assert allows(text.encode()) is allowed


@pytest.mark.parametrize(
    ("status", "allowed"),
    [
        (404, True),
        (403, True),
        (410, True),
        (429, False),
        (500, False),
        (503, False),
        (0, False),
        (302, False),
    ],
)
def test_a_site_without_rules_allows_all_and_one_that_cannot_say_nothing(
    status: int, *, allowed: bool
) -> None:
    assert allows(status) is allowed


def test_a_site_is_asked_once_a_day() -> None:
    found, fetcher = robots(b"User-agent: *\nDisallow: /private/")
    assert found.refusal(PAGE, now=NOW) is None
    assert found.refusal("https://NEWS.example/private/1", now=NOW + KEPT_FOR - timedelta(seconds=1))
    assert fetcher.asked == ["https://news.example/robots.txt"]
    fetcher.answer = b"User-agent: *\nDisallow: /"
    assert found.refusal(PAGE, now=NOW + KEPT_FOR)
    assert len(fetcher.asked) == 2


def test_every_scheme_host_and_port_has_rules_of_its_own() -> None:
    found, fetcher = robots(b"")
    for origin in ("https://a.example", "http://a.example", "https://a.example:8443", "https://b.example"):
        assert found.refusal(f"{origin}/1", now=NOW) is None
    assert len(set(fetcher.asked)) == 4


def test_a_site_that_could_not_say_is_asked_again_after_a_while() -> None:
    found, fetcher = robots(503)
    assert found.refusal(PAGE, now=NOW)
    fetcher.answer = b""
    assert found.refusal(PAGE, now=NOW + timedelta(minutes=1))
    assert len(fetcher.asked) == 1
    assert found.refusal(PAGE, now=NOW + UNREACHABLE_FOR) is None


@pytest.mark.parametrize(
    ("line", "pause"),
    [("Crawl-delay: 5", 5.0), ("Crawl-delay: 600", LONGEST_DELAY), ("Crawl-delay: soon", 0.0), ("", 0.0)],
)
def test_the_pause_that_a_site_wants_is_kept_within_reason(line: str, pause: float) -> None:
    found, fetcher = robots(f"User-agent: *\n{line}".encode())
    found.refusal(PAGE, now=NOW)
    assert fetcher.apart == [("https://news.example/robots.txt", pause)]


def test_no_more_than_the_standard_asks_is_read_and_no_half_rule() -> None:
    head = b"User-agent: *\nDisallow: /private/\n#"
    last = b"\nDisallow: /pro"
    text = head + b"-" * (LONGEST - len(head) - len(last)) + last
    assert len(text) == LONGEST
    assert not allows(text), "all that the limit lets in counts"
    assert allows(text + b"/never/")
    assert not allows(text + b"/never/", "https://news.example/private/1")


def test_a_file_of_very_many_names_over_very_many_rules_costs_no_more_than_its_length() -> None:
    names = "".join(f"User-agent: n{number}\n" for number in range(12_000))
    rules = "".join(f"Disallow: /{number}\n" for number in range(12_000))
    assert allows((names + rules).encode())


@pytest.mark.parametrize(("body", "most"), [(b"", MOST_SITES), (b"#" * LONGEST, MOST_BYTES // LONGEST)])
def test_only_so_many_sites_are_remembered(body: bytes, most: int) -> None:
    found, fetcher = robots(body)
    for number in range(most + 1):
        found.refusal(f"https://n{number}.example/", now=NOW)
    fetcher.asked.clear()
    for number in range(1, most + 1):
        found.refusal(f"https://n{number}.example/", now=NOW)
    assert fetcher.asked == []
    found.refusal("https://n0.example/", now=NOW)
    assert fetcher.asked == ["https://n0.example/robots.txt"]


def test_a_site_that_forbids_is_told_from_one_that_does_not_say() -> None:
    file = "https://news.example/robots.txt"
    assert robots(b"User-agent: *\nDisallow: /")[0].refusal(PAGE, now=NOW) == Refusal(file=file)
    found, _ = robots(503)
    refusal = Refusal(file=file, trouble=f"{file} answered 503", until=NOW + UNREACHABLE_FOR)
    assert found.refusal(PAGE, now=NOW) == refusal
    assert found.refusal(PAGE, now=NOW + timedelta(minutes=1)) == refusal


@pytest.mark.parametrize("url", ["http://[::1", "https://news.example/é?x=\x00", "//", ""])
def test_no_address_makes_us_fail(url: str) -> None:
    assert allows(0, url) is False


def test_threads_that_ask_together_fetch_the_rules_once() -> None:
    found, fetcher = robots(b"User-agent: *\nDisallow: /private/")
    start = threading.Barrier(8)
    answers: list[bool] = []

    def ask() -> None:
        start.wait(5)
        answers.append(found.refusal(PAGE, now=NOW) is None)

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(5)
    assert answers == [True] * 8
    assert len(fetcher.asked) == 1
