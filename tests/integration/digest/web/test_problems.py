from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError
from structlog.testing import capture_logs

from digest.errors import StorageBusy
from digest.storage.engine import Database
from tests.fakes.world import TODAY, World


class BusyDatabase(Database):
    """The same database, held by another process."""

    def __init__(self, living: Database) -> None:
        super().__init__(living.url.render_as_string(hide_password=False))

    @contextmanager
    def read(self) -> Iterator[Connection]:
        raise StorageBusy("the database at /secret/place is held by another process")
        yield


@pytest.fixture
def busy(world: World, editor: TestClient) -> World:
    world.house.__dict__["database"] = BusyDatabase(world.database)
    return world


@pytest.mark.parametrize("path", ["/archive", f"/archive/{TODAY}", "/archive/quotidienne.xml"])
def test_readers_are_asked_to_come_back_and_told_nothing_of_the_inside(
    path: str, visitor: TestClient, busy: World
) -> None:
    with capture_logs() as logs:
        answer = visitor.get(path)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")
    assert "/secret/place" not in answer.text
    assert "Not now" in answer.text
    assert [(log["event"], log["error"]) for log in logs] == [("web.failed", "StorageBusy")]


def test_a_readers_token_is_not_logged_with_a_failure(visitor: TestClient, morning: World) -> None:
    ana = morning.house.subscribers.show("ana@example.org")
    link = morning.house.links.unsubscribe(ana.id, "quotidienne")
    morning.house.__dict__["database"] = BusyDatabase(morning.database)
    with capture_logs() as logs:
        assert visitor.get(link).status_code == 503
    assert logs[0]["route"] == "/unsubscribe/{token}"
    assert link.rpartition("/")[2] not in repr(logs)


def test_a_fault_of_ours_is_a_calm_page_with_every_header(
    app: FastAPI, world: World, visit: Callable[[], TestClient]
) -> None:
    world.apply()

    @app.get("/broken")
    def broken() -> None:
        raise ZeroDivisionError("an inside story")

    browser = TestClient(app, base_url="https://letters.example", raise_server_exceptions=False)
    answer = browser.get("/broken")
    assert answer.status_code == 500
    assert "Quelque chose n’a pas marché" in answer.text
    assert "inside story" not in answer.text
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert answer.headers["Cache-Control"] == "no-store"


def test_an_address_that_leads_nowhere_is_said_in_the_publications_language(
    visitor: TestClient, world: World
) -> None:
    assert "This page does not exist" in visitor.get("/no/such/page").text
    world.apply()
    assert "Cette page n’existe pas" in visitor.get("/no/such/page").text


def test_a_method_that_a_page_does_not_know_is_told_which_it_does(visitor: TestClient, world: World) -> None:
    answer = visitor.post("/archive")
    assert answer.status_code == 405
    assert answer.headers["Allow"] == "GET, HEAD"
    answer = visitor.put("/unsubscribe/x")
    assert answer.status_code == 405
    assert answer.headers["Allow"] == "GET, HEAD, POST"


@pytest.mark.parametrize(
    ("path", "target"), [("/desk/items/", "/desk/items"), ("/archive/quotidienne/", "/archive/quotidienne")]
)
def test_a_slash_too_many_leads_to_the_page_without_it(
    visitor: TestClient, world: World, path: str, target: str
) -> None:
    answer = visitor.get(path)
    assert (answer.status_code, answer.headers["location"]) == (308, target)


@pytest.mark.parametrize("path", ["//evil.example/", "/", "/%2Fevil.example/"])
def test_no_slash_leads_to_another_host(visitor: TestClient, world: World, path: str) -> None:
    answer = visitor.get(f"https://letters.example{path}")
    assert not answer.headers.get("location", "").startswith("//")


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_database_that_is_busy_with_readers_links_is_not_now(
    visitor: TestClient, morning: World, monkeypatch: pytest.MonkeyPatch, method: str
) -> None:
    morning.subscribe("ana@example.org")
    person = morning.house.subscribers.show("ana@example.org")
    link = morning.house.links.unsubscribe(person.id, "quotidienne").removeprefix("https://letters.example")

    def busy(*_args: object, **_kwargs: object) -> None:
        raise OperationalError("SELECT 1", {}, Exception("database is locked"))

    monkeypatch.setattr(morning.house.subscribers, "leave" if method == "POST" else "preferences", busy)
    answer = visitor.request(method, link)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")
    assert "Pas maintenant" in answer.text


def test_an_editor_is_told_what_is_wrong_and_where_to_go(editor: TestClient, morning: World) -> None:
    answer = editor.get("/desk/editions/hebdo/2026-11-23")
    assert answer.status_code == 404
    assert "hebdo" in answer.text
    assert 'href="/desk/"' in answer.text


def test_a_form_that_was_cut_short_does_nothing(editor: TestClient, morning: World) -> None:
    answer = editor.post(f"/desk/editions/{TODAY}", data={"reason": "x"})
    assert answer.status_code == 400
    assert "Rien n’a été fait." in answer.text
