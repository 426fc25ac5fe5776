"""The pages behind a client that speaks to them without a socket."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from subscribers.api import Subscribers
from subscribers.web import PageSettings, router

TEMPLATES = Path(__file__).parents[4] / "templates"
SETTINGS = PageSettings(
    publication="Le Journal",
    language="fr",
    accent="#7a1f5c",
    accent_dark="#aa7097",
    newsletters={"quotidienne": "La Quotidienne", "hebdo": "L’Hebdo"},
    themes={"ia": "Intelligence artificielle", "economie": "Économie", "recherche": "Recherche"},
)


@dataclass
class Newsroom:
    """What the pages say today; a test may change it while they are served."""

    settings: PageSettings

    def change(self, **values: object) -> None:
        self.settings = replace(self.settings, **values)


@pytest.fixture
def newsroom() -> Newsroom:
    return Newsroom(SETTINGS)


@pytest.fixture
def web(subscribers: Subscribers, newsroom: Newsroom) -> Iterator[TestClient]:
    application = FastAPI()
    application.include_router(router(subscribers, lambda: newsroom.settings, [TEMPLATES]))
    with TestClient(application, follow_redirects=False) as client:
        yield client


@pytest.fixture
def unsubscribe_path(subscribers: Subscribers) -> Callable[[int, str], str]:
    return lambda person, newsletter: subscribers.links("").unsubscribe(person, newsletter)


@pytest.fixture
def preferences_path(subscribers: Subscribers) -> Callable[[int], str]:
    return lambda person: subscribers.links("").preferences(person)
