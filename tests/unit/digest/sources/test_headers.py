import httpx2
import pytest

from digest.domain.gathering import Validators
from digest.sources.headers import base_of, conditions, raw, stated_length

HERE = "https://n.example/feed"


def test_validators_go_back_as_they_came_and_none_breaks_a_line() -> None:
    given = Validators(etag='W/"é"', last_modified="yesterday\r\nX: y")
    assert conditions(given) == [(b"If-None-Match", 'W/"é"'.encode("latin-1"))]
    assert raw(httpx2.Headers([(b"ETag", b'"\xe9"')]), b"etag") == '"é"'
    assert raw(httpx2.Headers(), b"etag") == ""


@pytest.mark.parametrize(
    ("stated", "length"),
    [("12", 12), ("", 0), ("-1", 0), ("1e3", 0), ("²", 0), ("9" * 15, 10**15 - 1), ("9" * 16, 0)],
)
def test_a_length_is_believed_where_it_is_one(stated: str, length: int) -> None:
    assert stated_length(httpx2.Headers([(b"Content-Length", stated.encode())])) == length


@pytest.mark.parametrize(
    ("stated", "base"),
    [("", HERE), ("/x", "https://n.example/x"), ("http://10.0.0.1/x", HERE), ("mailto:x", HERE)],
)
def test_a_base_is_what_the_server_states_unless_that_is_a_slip(stated: str, base: str) -> None:
    assert base_of(HERE, stated) == base
