"""What every test of the rendering starts from."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from digest.domain.content import ItemKind
from digest.domain.edition import EditionContent, Story
from digest.domain.newsroom import Publication
from digest.render.edition import EditionRenderer
from digest.render.templates import template_folders


@pytest.fixture(scope="session")
def renderer() -> EditionRenderer:
    return EditionRenderer(template_folders(), "https://news.example/")


@pytest.fixture
def story() -> Callable[..., Story]:
    def make(title: str = "Un titre", **facts: object) -> Story:
        usual = {
            "item": 1,
            "kind": ItemKind.ARTICLE,
            "theme": "ia",
            "url": "https://news.example/a/1",
            "published_at": datetime(2026, 11, 23, 5, 0, tzinfo=UTC),
        }
        return Story(title=title, **(usual | facts))  # type: ignore[arg-type]  # The facts are Story's own.

    return make


@pytest.fixture
def edition() -> Callable[..., EditionContent]:
    def make(**facts: object) -> EditionContent:
        usual = {
            "newsletter": "matin",
            "title": "Le Matin",
            "publication": Publication(name="La Gazette", url="https://news.example/"),
            "date": date(2026, 11, 23),
            "subject": "",
        }
        return EditionContent(**(usual | facts))  # type: ignore[arg-type]  # The facts are its own fields.

    return make
