"""The mail as a page: what a browser is shown of an edition, with its style sheets and without."""

import re
from pathlib import Path

from digest.domain.edition import EditionContent
from digest.domain.fields import Field, fill_html
from digest.domain.variants import ALL_THEMES
from digest.render.edition import HTML_TEMPLATE, EditionRenderer, _without_indentation
from digest.render.pieces import Piece, Scissors
from digest.render.templates import template_folders

BASE_URL = "https://news.example"
READER = {
    Field.NAME: "Léa Morel",
    Field.ADDRESS: "lea.morel@service-de-radiologie.hopital-de-la-combe.example",
    Field.UNSUBSCRIBE_URL: "https://news.example/unsubscribe/a",
    Field.PREFERENCES_URL: "https://news.example/preferences/a",
}

COMPUTED = """
(() => {
  const root = getComputedStyle(document.documentElement);
  const usual = Array.from(root, (name) => [name, root.getPropertyValue(name)]);
  const told = (element) => {
    const style = getComputedStyle(element);
    const own = usual.filter(([name, value]) => style.getPropertyValue(name) !== value);
    return own.map(([name]) => name + ': ' + style.getPropertyValue(name));
  };
  const elements = Array.from(document.querySelectorAll('body, body *'));
  return [usual.map((pair) => pair.join(': ')),
    ...elements.map((element) => [element.tagName + '.' + element.className, ...told(element)])];
})()
"""
"""An expression: the computed style of the root, and of each other element in what differs from the root's."""


def mail(content: EditionContent, language: str = "fr") -> str:
    """Return the HTML part as one reader of all themes gets it."""
    variant = EditionRenderer(template_folders(), BASE_URL).render(content, language).variant(ALL_THEMES)
    return fill_html(variant.html, variant.nonce, READER)


def before_inlining(content: EditionContent, language: str = "fr") -> str:
    """Return the page as the inliner gets it, marks and all."""
    seen: list[str] = []

    class Watched(EditionRenderer):
        """Keeps the pages of all passes: a heavy edition takes several, and the last one is sent."""

        def _html(self, context: dict[str, object], scissors: Scissors) -> tuple[Piece, ...]:
            seen.append(_without_indentation(self._fill(HTML_TEMPLATE, context, scissors)))
            return super()._html(context, scissors)

    Watched(template_folders(), BASE_URL).render(content, language)
    return seen[-1]


def without_style(html: str) -> str:
    """Return the mail as webmails show it that throw every style sheet away."""
    return re.sub("<style.*?</style>", "", html, flags=re.DOTALL)


def written(path: Path, html: str) -> Path:
    """Write a page and return where it stands."""
    path.write_text(html, encoding="utf-8")
    return path
