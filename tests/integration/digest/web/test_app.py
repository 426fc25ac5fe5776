from collections.abc import Callable, Iterator
from dataclasses import replace
from urllib.robotparser import RobotFileParser

import pytest
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from fastapi.testclient import TestClient

from digest.bootstrap import House
from digest.config.settings import WebSettings
from digest.web.app import create_app
from tests.fakes.world import TODAY, World

ANYWHERE = [
    "/healthz",
    "/readyz",
    "/metrics",
    "/archive",
    "/archive/quotidienne",
    f"/archive/{TODAY}",
    "/archive/quotidienne.xml",
    "/unsubscribe/nonsense",
    "/desk/login",
    "/desk/desk.js",
    "/desk/",
    "/api/v1/status",
    "/api/v1/openapi.json",
    "/no/such/page",
]
WITHOUT_SESSION = {
    *("/favicon.ico", "/robots.txt"),
    *("/", "/archive", "/archive/", "/archive/{newsletter}", "/archive/{newsletter}.xml"),
    "/archive/{newsletter}/{day}",
    *("/healthz", "/readyz", "/metrics", "/api/v1/openapi.json"),
    *("/unsubscribe/{token}", "/preferences/{token}", "/confirm/{token}", "/subscribe"),
    *("/desk/login", "/desk/logout", "/desk/desk.js"),
}
"""Every route that is for everybody. A new one is not, unless somebody writes it down here."""


FOR_SEARCH_ENGINES = {
    *("/", "/favicon.ico", "/robots.txt", "/archive", "/archive/"),
    *("/archive/{newsletter}", "/archive/{newsletter}.xml", "/archive/{newsletter}/{day}"),
}
"""Every route that a search engine may keep. A new one is not among them, unless somebody writes it down here."""
KEPT_BY_BROWSERS = {"/desk/desk.js": "no-cache", "/desk/editions/{newsletter}/{day}/mail.html": "private"}
"""The routes of the desk that a browser may keep a copy of: a file of ours, and what both frames show."""


def _routes(app: FastAPI) -> Iterator[tuple[str, str]]:
    for route in iter_route_contexts(app.routes):
        for method in route.methods or ():
            yield method, str(route.path)


def _filled(path: str) -> str:
    values = {"newsletter": TODAY.newsletter, "day": str(TODAY.date), "token": "nonsense", "item": "1"}
    for name, value in values.items():
        path = path.replace(f"{{{name}}}", value)
    assert "{" not in path
    return path


def test_the_desk_is_shut_to_whoever_has_not_logged_in(
    app: FastAPI, visitor: TestClient, morning: World, dump: Callable[[], list[str]]
) -> None:
    before = dump()
    shut = [(method, path) for method, path in _routes(app) if path not in WITHOUT_SESSION]
    assert len(shut) > 8
    for method, path in shut:
        answer = visitor.request(
            method, _filled(path), data={"event": "approve"} if method == "POST" else None
        )
        if path.startswith("/api/"):
            assert answer.status_code == 401, path
        else:
            assert (answer.status_code, answer.headers["location"][:11]) == (303, "/desk/login"), path
    assert dump() == before


def test_looking_changes_nothing(
    app: FastAPI, editor: TestClient, morning: World, dump: Callable[[], list[str]]
) -> None:
    before = dump()
    for method, path in _routes(app):
        if method != "POST":
            assert editor.request(method, _filled(path)).status_code < 500, path
        assert editor.options(_filled(path)).status_code == 405, path
    assert dump() == before


def test_no_form_can_be_posted_by_another_sites_page(
    app: FastAPI, editor: TestClient, morning: World, dump: Callable[[], list[str]]
) -> None:
    before = dump()
    posts = [path for method, path in _routes(app) if method == "POST" and "{token}" not in path]
    assert len(posts) >= 4
    for path in posts:
        for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}):
            answer = editor.post(_filled(path), data={"event": "approve"}, headers=headers)
            assert answer.status_code == 403, path
    assert dump() == before
    assert editor.get("/desk/").status_code == 200


def test_a_mail_program_can_unsubscribe_its_reader_from_wherever_it_is(
    visitor: TestClient, morning: World
) -> None:
    ana = morning.house.subscribers.show("ana@example.org")
    link = morning.house.links.unsubscribe(ana.id, "quotidienne")
    answer = visitor.post(
        link,
        data={"List-Unsubscribe": "One-Click"},
        headers={"Origin": "https://mail.example", "Sec-Fetch-Site": "cross-site"},
    )
    assert answer.status_code == 200
    assert morning.house.subscribers.count("quotidienne") == 1


@pytest.mark.parametrize("path", ANYWHERE)
def test_every_answer_allows_browsers_as_little_as_possible(
    path: str, visitor: TestClient, out: World
) -> None:
    headers = visitor.get(path).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Strict-Transport-Security"]
    assert headers["Referrer-Policy"] in ("same-origin", "no-referrer")
    rules = headers["Content-Security-Policy"]
    assert rules.startswith("default-src 'none'")
    assert "frame-ancestors 'none'" in rules
    assert "unsafe-eval" not in rules
    assert "script-src" not in rules or "script-src 'self';" in rules


def test_search_engines_keep_the_archive_and_nothing_else(
    app: FastAPI, visitor: TestClient, editor: TestClient, out: World
) -> None:
    for method, path in _routes(app):
        browsers = [visitor] if method == "POST" else [visitor, editor]
        for browser in browsers:
            headers = browser.request(method, _filled(path)).headers
            wanted = None if path in FOR_SEARCH_ENGINES else "noindex, nofollow"
            assert headers.get("X-Robots-Tag") == wanted, (method, path)


def test_what_is_somebodys_is_kept_nowhere_and_its_address_goes_to_no_other_site(
    app: FastAPI, visitor: TestClient, editor: TestClient, out: World
) -> None:
    for method, path in _routes(app):
        if path in FOR_SEARCH_ENGINES:
            continue
        for browser in [visitor] if method == "POST" else [visitor, editor]:
            headers = browser.request(method, _filled(path)).headers
            kept = KEPT_BY_BROWSERS.get(path, "no-store")
            assert headers["Cache-Control"] == "no-store" or headers["Cache-Control"].startswith(kept), path
            policies = {"same-origin", "no-referrer"} if path.startswith("/desk") else {"no-referrer"}
            assert headers["Referrer-Policy"] in policies, (method, path)


def test_a_readers_own_pages_are_in_no_search_engine(visitor: TestClient, out: World) -> None:
    reader = out.house.subscribers.show("r00000@example.org")
    links = out.house.links
    for link in (links.unsubscribe(reader.id, "quotidienne"), links.preferences(reader.id)):
        for answer in (visitor.get(link), visitor.post(link)):
            assert answer.status_code in (200, 400)
            assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
            assert answer.headers["Referrer-Policy"] == "no-referrer"
            assert answer.headers["Cache-Control"] == "no-store"


def test_search_engines_are_shown_to_the_archive(visitor: TestClient) -> None:
    answer = visitor.get("/robots.txt")
    assert answer.headers["content-type"].startswith("text/plain")
    rules = RobotFileParser()
    rules.parse(answer.text.splitlines())
    for path in ("/archive", "/archive/quotidienne", "/archive/quotidienne/2026-11-23"):
        assert rules.can_fetch("anybody", path), path
    for path in ("/desk/", "/preferences/abc", "/unsubscribe/abc", "/api/v1/status", "/metrics"):
        assert not rules.can_fetch("anybody", path), path


def test_under_a_path_of_a_site_the_rules_name_that_path(world: World) -> None:
    web = WebSettings(base_url="https://news.example/lettres")
    house = House(replace(world.house.settings, web=web), world.clock)
    house.__dict__["database"] = world.database
    robots = TestClient(create_app(house)).get("/robots.txt").text
    assert "Allow: /lettres/archive\n" in robots
    assert "Disallow: /lettres/\n" in robots


@pytest.mark.parametrize("path", ["/docs", "/redoc", "/openapi.json", "/api/v1/docs"])
def test_there_is_no_page_that_loads_scripts_from_elsewhere(path: str, visitor: TestClient) -> None:
    assert visitor.get(path).status_code == 404


def test_the_desks_keys_are_a_file_of_our_own(visitor: TestClient) -> None:
    answer = visitor.get("/desk/desk.js")
    assert answer.headers["content-type"].startswith("text/javascript")
    assert "keydown" in answer.text
