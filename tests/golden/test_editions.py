"""The sample edition as it was last looked at: what differs is reviewed like code.

DIGEST_UPDATE_GOLDEN=1 writes the files anew (`make golden`).
"""

import os
from pathlib import Path

import pytest

from digest.domain.variants import ALL_THEMES
from digest.render.edition import EditionRenderer
from digest.render.templates import template_folders
from tests.golden.quotidienne import QUOTIDIENNE

FOLDER = Path(__file__).with_name("edition")
VARIANTS = {
    "quotidienne.fr": ("fr", ALL_THEMES),
    "quotidienne.en": ("en", ALL_THEMES),
    "quotidienne.fr.ia": ("fr", frozenset({"ia"})),
}


@pytest.fixture(scope="module")
def renderer() -> EditionRenderer:
    return EditionRenderer(template_folders(), "https://courrier-imagerie.example")


def compare(name: str, produced: str) -> None:
    golden = FOLDER / name
    if os.environ.get("DIGEST_UPDATE_GOLDEN"):
        FOLDER.mkdir(exist_ok=True)
        golden.write_text(produced, encoding="utf-8")
    assert golden.read_text(encoding="utf-8") == produced, f"look at {name}, then run `make golden`"


@pytest.mark.parametrize("name", VARIANTS)
def test_the_mail_is_the_one_that_was_looked_at(renderer: EditionRenderer, name: str):
    language, themes = VARIANTS[name]
    variant = renderer.render(QUOTIDIENNE, language).variant(themes)
    html, text = (part.replace(variant.nonce, "NONCE") for part in (variant.html, variant.text))
    compare(f"{name}.html", html)
    compare(f"{name}.txt", f"{variant.subject}\n{variant.preheader}\n\n{text}")


def test_the_web_version_is_the_one_that_was_looked_at(renderer: EditionRenderer):
    compare("quotidienne.web.html", renderer.web_page(QUOTIDIENNE, "fr"))
