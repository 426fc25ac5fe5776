import socket
from datetime import UTC, datetime
from ipaddress import IPv6Address

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from digest import __version__
from digest.domain.gathering import Validators
from digest.sources.fetch import Fetcher, FetchFailed, FetchOptions, user_agent

NOW = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)


def resolve(host: str, _port: int) -> list[str]:
    """Know one name; write an address as the system does ("127.1" is one, and so is "0")."""
    if host == "inside.example":
        return ["10.0.0.3"]
    try:
        return [str(IPv6Address(host)) if ":" in host else socket.inet_ntoa(socket.inet_aton(host))]
    except (OSError, ValueError):
        raise OSError(-2, "Name or service not known") from None


FETCHER = Fetcher(FetchOptions(host_gap=0), resolve=resolve)


def reason(url: str) -> str:
    answer = FETCHER.fetch(url, now=NOW)
    assert isinstance(answer, FetchFailed)
    assert not answer.gone
    return answer.reason


def test_we_introduce_ourselves_with_an_address_to_write_to() -> None:
    assert user_agent("https://news.example/") == f"Digest/{__version__} (+https://news.example/)"
    assert user_agent() == f"Digest/{__version__}"
    assert user_agent("https://x/\r\nX: é") == f"Digest/{__version__} (+https://x/X:)"


@pytest.mark.parametrize(
    "url", ["ftp://news.example/", "file:///etc/passwd", "news.example/feed", "", "http:///x"]
)
def test_only_web_addresses_are_fetched(url: str) -> None:
    assert reason(url) == f"{url!r} is no web address: it must begin with http:// or https://"


@pytest.mark.parametrize("url", ["http://[::1", "http://news.example:99999/", "http://①②⑦.⓪.⓪.①/"])
def test_an_impossible_address_is_said_to_be_one(url: str) -> None:
    assert "is no web address" in reason(url)
    assert "in newsroom.toml" in reason(url)


def test_a_password_is_neither_passed_on_nor_repeated() -> None:
    found = reason("https://editor:s3cret@news.example/feed")
    assert found.startswith("https://news.example/feed was given with a name or password in it")
    assert "s3cret" not in found


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        ("http://127.0.0.1/", "127.0.0.1 is a loopback address"),
        ("http://[::1]:8080/", "::1 is a loopback address"),
        ("https://inside.example/feed", "inside.example resolves to 10.0.0.3, a private address"),
    ],
)
def test_a_private_address_is_out_of_bounds_and_the_reason_says_how_to_permit_it(url: str, kind: str) -> None:
    assert reason(url) == f"{url} is out of bounds: {kind}: add it to fetch.allow_private to permit it"


def test_an_unknown_host_is_told() -> None:
    assert "could not be reached (no host of this name is known" in reason("https://unknown.example/feed")


def test_options_that_mean_nothing_are_an_error_at_once() -> None:
    with pytest.raises(ValueError, match="neither an address"):
        Fetcher(FetchOptions(allow_private=("http://x",)))


@given(st.text())
@example("HTTP://0")
@example("http://a")
def test_no_address_makes_us_fail(url: str) -> None:
    validators = Validators(etag=url, last_modified=url)
    assert isinstance(FETCHER.fetch("ftp://" + url, validators, now=NOW), FetchFailed)
    assert isinstance(FETCHER.fetch(url, validators, now=NOW), FetchFailed)
