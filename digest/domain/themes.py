"""Routes an item to a theme, and says why.

The order of precedence: category of the feed, section of the address, keywords, default theme of the
source. A theme whose `exclude_keywords` match is out of the running, whatever else speaks for it.
It does not know editors' overrides: those stand above all of this, where items are kept.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from digest.domain.content import Content
from digest.domain.folding import fold, mentions
from digest.domain.newsroom import Source, Theme

_PATH = re.compile(r"^[a-z][a-z0-9+.-]*://[^/?#]*([^?#]*)", re.IGNORECASE)
_TAG = re.compile(r"<[^>]*>")
_TITLE, _STANDFIRST, _BODY = 3, 2, 1


@dataclass(frozen=True, slots=True)
class Routing:
    """Where an item belongs (a theme's slug, or None: unrouted) and the printable reason."""

    theme: str | None
    reason: str


def route(content: Content, source: Source, themes: Sequence[Theme]) -> Routing:
    """Return the theme for `content` by the rules above; `themes` in the editors' order breaks ties."""
    texts = _Texts.of(content)
    eligible = [theme for theme in themes if not any(texts.mention(word) for word in theme.exclude_keywords)]
    return (
        _by_category(content, eligible)
        or _by_section(content, eligible)
        or _by_keyword(texts, eligible)
        or _by_default(source, eligible)
        or Routing(None, "no rule took it")
    )


def _by_category(content: Content, themes: Sequence[Theme]) -> Routing | None:
    given = {fold(category): category for category in content.categories}
    for theme in themes:
        for category in theme.categories:
            if fold(category) in given:
                return Routing(theme.slug, f"category “{given[fold(category)]}”")
    return None


def _by_section(content: Content, themes: Sequence[Theme]) -> Routing | None:
    path = _path(content.url)
    found = [
        (len(section), theme, section)
        for theme in themes
        for section in theme.sections
        if _within(path, section)
    ]
    if not found:
        return None
    # The most particular address wins: /actualite/ia/ over /actualite/, whichever theme comes first.
    _, theme, section = max(found, key=lambda match: match[0])
    return Routing(theme.slug, f"section {section}")


def _by_keyword(texts: "_Texts", themes: Sequence[Theme]) -> Routing | None:
    best: tuple[int, Theme, str, str] | None = None
    for theme in themes:
        hits = [(*hit, word) for word in theme.keywords if (hit := texts.weigh(word))]
        score = sum(weight for weight, _, _ in hits)
        if hits and (best is None or score > best[0]):
            _, place, word = max(hits, key=lambda hit: hit[0])
            best = (score, theme, word, place)
    return Routing(best[1].slug, f"keyword “{best[2]}” in the {best[3]}") if best else None


def _by_default(source: Source, themes: Sequence[Theme]) -> Routing | None:
    if any(theme.slug == source.theme for theme in themes):
        return Routing(source.theme, f"default theme of source {source.slug}")
    return None


def _path(url: str) -> str:
    match = _PATH.match(url)
    return (match.group(1) or "/") if match else ""


def _within(path: str, section: str) -> bool:
    """Tell whether `path` lies in `section`, by whole path segments."""
    stem = section.rstrip("/")
    return path == stem or path.startswith(stem + "/") if path else False


@dataclass(frozen=True, slots=True)
class _Texts:
    """The folded texts of an item, each with the weight of a keyword found in it."""

    title: str
    standfirst: str
    body: str

    @classmethod
    def of(cls, content: Content) -> "_Texts":
        body = _TAG.sub(" ", content.body_html)
        return cls(fold(f"{content.kicker} {content.title}"), fold(content.standfirst), fold(body))

    def weigh(self, phrase: str) -> tuple[int, str] | None:
        """Return the weight and the name of the best place that mentions `phrase`."""
        places = (
            (_TITLE, "title", self.title),
            (_STANDFIRST, "standfirst", self.standfirst),
            (_BODY, "text", self.body),
        )
        for weight, name, text in places:
            if mentions(text, phrase):
                return weight, name
        return None

    def mention(self, phrase: str) -> bool:
        return self.weigh(phrase) is not None
