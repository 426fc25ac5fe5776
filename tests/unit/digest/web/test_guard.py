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
    assert "Strict-Transport-Security" in security_headers("/", https=True)
    assert "Strict-Transport-Security" not in security_headers("/", https=False)


@pytest.mark.parametrize("path", ["/", "/archive", "/archive/", "/archive/quotidienne.xml", "/robots.txt"])
def test_search_engines_may_keep_what_is_for_everybody(path: str) -> None:
    assert "X-Robots-Tag" not in security_headers(path, https=True)


@pytest.mark.parametrize(
    "path",
    [
        "/preferences/abc",
        "/unsubscribe/abc",
        "/confirm/abc",
        "/desk/",
        "/api/v1/status",
        "/metrics",
        "/archives",
    ],
)
def test_search_engines_keep_nothing_else(path: str) -> None:
    headers = security_headers(path, https=True)
    assert headers["X-Robots-Tag"] == "noindex, nofollow"
    assert headers["Cache-Control"] == "no-store"


def test_an_address_with_a_token_in_it_goes_nowhere_and_that_of_the_desk_to_no_other_site() -> None:
    def policy(path: str) -> str:
        return security_headers(path, https=False)["Referrer-Policy"]

    assert {policy(path) for path in ("/preferences/abc", "/confirm/abc", "/api/v1/status")} == {
        "no-referrer"
    }
    assert policy("/desk/login") == "same-origin", (
        "without an origin, plain http could not tell whose form it is"
    )
