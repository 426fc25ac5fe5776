import pytest
from starlette.datastructures import Headers

from digest.web.guard import is_forged, security_headers

OURS = "https://letters.example"
HOST = {"host": "letters.example"}


@pytest.mark.parametrize(
    ("headers", "forged"),
    [
        pytest.param({"sec-fetch-site": "same-origin"}, False, id="a form of ours"),
        pytest.param({"sec-fetch-site": "none"}, False, id="the person themselves"),
        pytest.param({"sec-fetch-site": "same-site"}, True, id="a neighbour under the same domain"),
        pytest.param({"sec-fetch-site": "cross-site"}, True, id="another site"),
        pytest.param({"sec-fetch-site": "cross-site", "origin": OURS}, True, id="the browser knows better"),
        pytest.param({"origin": OURS}, False, id="our origin behind a proxy that renames the host"),
        pytest.param({"origin": "http://letters.example"}, False, id="the host that was asked"),
        pytest.param({"origin": "https://evil.example"}, True, id="another origin"),
        pytest.param({"origin": "https://letters.example.evil.example"}, True, id="a longer name"),
        pytest.param({"origin": "null"}, True, id="an origin that hides"),
        pytest.param({}, False, id="no browser at all"),
    ],
)
def test_a_post_is_forged_when_another_sites_page_made_it(headers: dict[str, str], forged: bool) -> None:
    assert is_forged("POST", "/desk/logout", Headers({**HOST, **headers}), OURS) is forged


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_what_changes_nothing_may_come_from_anywhere(method: str) -> None:
    assert not is_forged(method, "/desk/", Headers({**HOST, "sec-fetch-site": "cross-site"}), OURS)


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_whatever_may_change_something_must_come_from_here(method: str) -> None:
    assert is_forged(method, "/desk/", Headers({**HOST, "sec-fetch-site": "cross-site"}), OURS)


@pytest.mark.parametrize("path", ["/unsubscribe/abc", "/preferences/abc", "/confirm/abc"])
def test_a_token_in_the_address_needs_no_page_of_ours(path: str) -> None:
    assert not is_forged("POST", path, Headers({**HOST, "origin": "https://mail.example"}), OURS)


@pytest.mark.parametrize("path", ["/unsubscribe", "/desk/unsubscribe/abc", "//unsubscribe/abc"])
def test_only_the_token_pages_themselves_are_let_off(path: str) -> None:
    assert is_forged("POST", path, Headers({**HOST, "origin": "https://mail.example"}), OURS)


def test_browsers_are_told_to_stay_with_https_only_where_we_have_it() -> None:
    assert "Strict-Transport-Security" in security_headers(https=True)
    assert "Strict-Transport-Security" not in security_headers(https=False)
