"""The whole application over a real database, with visitors who are nobody and an editor who has logged in."""

import sqlite3
from collections.abc import Callable
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from digest.domain.content import ItemKind
from digest.domain.newsroom import Approval, Newsroom
from digest.web.app import create_app
from tests.factories import DAILY, NEWSROOM, PICTURE, content
from tests.fakes.world import World


@pytest.fixture
def app(world: World) -> FastAPI:
    return create_app(world.house)


@pytest.fixture
def visit(app: FastAPI, world: World) -> Callable[[], TestClient]:
    """Makes a browser that has never been here."""
    base_url = world.house.settings.web.base_url
    return lambda: TestClient(app, base_url=base_url, follow_redirects=False)


@pytest.fixture
def visitor(visit: Callable[[], TestClient]) -> TestClient:
    return visit()


@pytest.fixture
def token(app: FastAPI) -> str:
    """What is printed at start while there is no password."""
    return parse_qs(urlsplit(app.state.access.login_url).query)["token"][0]


@pytest.fixture
def editor(visit: Callable[[], TestClient], token: str) -> TestClient:
    browser = visit()
    assert browser.post("/desk/login", data={"secret": token}).status_code == 303
    return browser


@pytest.fixture
def careful() -> Newsroom:
    """The newsroom of the factories, whose daily wants an editor's approval."""
    return replace(NEWSROOM, newsletters=(replace(DAILY, approval=Approval.REQUIRED),))


@pytest.fixture
def morning(world: World, careful: Newsroom) -> World:
    """06:30: two articles, one that no rule took and a brief were read, two readers wait, all is composed."""
    world.apply(careful)
    stray = content(3, title="Sans rubrique", url="https://news.example/divers/3/")
    world.reader.publish(
        "fil", content(9, kind=ItemKind.BRIEF, title="Une brève", url="https://news.example/9")
    )
    world.gather(content(1, title="À la une : l’IA", image=PICTURE), content(2), stray)
    world.subscribe("ana@example.org,fr", "bob@example.org,en", columns="email,language")
    world.compose()
    return world


@pytest.fixture
def out(world: World) -> World:
    """Today's edition has gone out to two readers."""
    world.frozen(2)
    world.deliver()
    return world


@pytest.fixture
def dump(world: World) -> Callable[[], list[str]]:
    """Says all that the database holds."""

    def told() -> list[str]:
        connection = sqlite3.connect(str(world.database.url.database))
        lines = list(connection.iterdump())
        connection.close()
        return lines

    return told
