"""Routes an item to a theme, and says why.

The order of precedence: theme of a locked source, category of the feed, section of the address, keywords,
default theme of the source. A theme whose `exclude_keywords` match is out of the running, whatever else
but a lock speaks for it. An editor's choice stands above all of this; it is kept with the item.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from digest.domain.content import Content
from digest.domain.folding import fold, mentions
from digest.domain.newsroom import Source, Theme

_PATH = re.compile(r"^[a-z][a-z0-9+.-]*://[^/?#]*([^?#]*)", re.IGNORECASE)
_TITLE, _STANDFIRST, _BODY = 3, 2, 1
_NAMED = 3
"""How many keywords a reason names; the others are counted."""


@dataclass(frozen=True, slots=True)
class Routing:
    """Where an item belongs (a theme's slug, or None: unrouted) and the printable reason."""

    theme: str | None
    reason: str


def chosen(theme: str | None) -> Routing:
    """Return what an editor's own choice amounts to; None or "" takes the item out of every theme."""
    return Routing(theme or None, "chosen by an editor")


def route(content: Content, source: Source, themes: Sequence[Theme]) -> Routing:
    """Return the theme for `content` by the rules above; `themes` in the editors' order breaks ties."""
    texts = _Texts.of(content)
    eligible = [theme for theme in themes if not any(texts.mention(word) for word in theme.exclude_keywords)]
    return (
        _by_lock(source, themes)
        or _by_category(content, eligible)
        or _by_section(content, eligible)
        or _by_keyword(texts, eligible)
        or _by_default(source, eligible)
        or Routing(None, "no rule took it")
    )


def _by_lock(source: Source, themes: Sequence[Theme]) -> Routing | None:
    if source.locked and any(theme.slug == source.theme for theme in themes):
        return Routing(source.theme, f"source {source.slug} is locked to it")
    return None


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
    best: tuple[int, Theme, list[_Hit]] | None = None
    for theme in themes:
        hits = [hit for word in theme.keywords if (hit := texts.find(word)).weight]
        score = sum(hit.weight for hit in hits)
        if hits and (best is None or score > best[0]):
            best = (score, theme, hits)
    if not best:
        return None
    score, theme, hits = best
    heaviest = sorted(hits, key=lambda hit: -hit.weight)
    named = [str(hit) for hit in heaviest[:_NAMED]]
    if len(hits) > _NAMED:
        named.append(f"{len(hits) - _NAMED} more")
    noun = "keyword" if len(hits) == 1 else "keywords"
    return Routing(theme.slug, f"{noun} {', '.join(named)} (score {score})")


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
class _Hit:
    """A keyword, the places that mention it and what they weigh together: 0 when there is none."""

    word: str
    places: tuple[str, ...]
    weight: int

    def __str__(self) -> str:
        return f"“{self.word}” in the {' and '.join(self.places)}"


@dataclass(frozen=True, slots=True)
class _Texts:
    """The folded texts of an item, each with the weight of a keyword found in it."""

    title: str
    standfirst: str
    body: str

    @classmethod
    def of(cls, content: Content) -> "_Texts":
        return cls(
            fold(f"{content.kicker} · {content.title}"), fold(content.standfirst), fold(content.body_text)
        )

    def find(self, phrase: str) -> _Hit:
        """Return where `phrase` is mentioned; each place counts once, however often it does so."""
        found = [
            (name, weight)
            for name, weight, text in (
                ("title", _TITLE, self.title),
                ("standfirst", _STANDFIRST, self.standfirst),
                ("text", _BODY, self.body),
            )
            if mentions(text, phrase)
        ]
        return _Hit(phrase, tuple(name for name, _ in found), sum(weight for _, weight in found))

    def mention(self, phrase: str) -> bool:
        return self.find(phrase).weight > 0
