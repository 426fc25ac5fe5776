"""Finds the sections of a site, in its navigation and the addresses of its articles, and makes themes of them.

It does not know how items are routed to themes (see `themes`).
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from digest.domain.content import Content
from digest.domain.folding import fold
from digest.domain.newsroom import Theme
from digest.domain.selection import BRIEFS, LEAD
from digest.domain.slugs import slug_of
from digest.domain.wires import names_wire

MOST_THEMES = 12
LEAST_ARTICLES = 2
"""Articles that a section needs which the navigation does not name."""
_DEEPEST = 3
_LONGEST_TITLE = 60
_PATH = re.compile(r"^https?://(?P<host>[^/?#]*)(?P<path>[^?#]*)", re.IGNORECASE)
_NUMBER = re.compile(r"\d+")
_ARTICLE_WORDS = 4
"""Words of the last part of an address, from which on it is the title of an article."""
_UNSORTED = frozenset({"uncategorized", "uncategorised", "non classe", "sans categorie", "general"})


@dataclass(frozen=True, slots=True, kw_only=True)
class PageLink:
    """A link of a page. url: absolute; text: as readers see it."""

    url: str
    text: str
    in_navigation: bool = False


@dataclass(frozen=True, slots=True)
class ProposedTheme:
    """A theme, and what speaks for it, in words."""

    theme: Theme
    reason: str


def propose_themes(
    contents: Sequence[Content], links: Sequence[PageLink], home: str
) -> tuple[ProposedTheme, ...]:
    """Return a theme for each section that holds articles, in the order of the navigation.

    A section is a folder that articles lie in, or a category of theirs that the navigation names. Where
    a site has neither, the categories that several articles share are the themes.
    """
    titles = _navigation(links, home)
    categories = _categories(contents)
    counts = _count(_article_paths(contents, links, home), titles)
    proposed = _Themes(categories)
    for path, title in titles.items():
        if counts[path]:
            proposed.add(title, path, f"in the navigation; {_articles(counts[path])} seen in {path}")
        elif fold(title) in categories:
            proposed.add(title, "", "in the navigation, and a category of the feed")
    for path, count in counts.most_common():
        if path not in titles and count >= LEAST_ARTICLES:
            proposed.add(_title(path), path, f"not in the navigation; {_articles(count)} seen in {path}")
    if not proposed.themes:
        for name, count in categories.values():
            if count >= LEAST_ARTICLES:
                proposed.add(name, "", f"category of {_articles(count)} in the feed")
    return tuple(proposed.themes)


def _navigation(links: Sequence[PageLink], home: str) -> dict[str, str]:
    """Return the titles that the navigation gives to paths, in its order; le fil is no theme."""
    titles: dict[str, str] = {}
    for link in links:
        path = _path(link.url, home)
        if link.in_navigation and path != "/" and 0 < len(link.text) <= _LONGEST_TITLE:
            titles.setdefault(path, link.text)
    return {path: title for path, title in titles.items() if not _leads_to_wire(path)}


class _Themes:
    """The themes so far, no title twice and never too many."""

    def __init__(self, categories: Mapping[str, tuple[str, int]]) -> None:
        self._categories = categories
        self._titles: set[str] = set()
        self.themes: list[ProposedTheme] = []

    def add(self, title: str, path: str, reason: str) -> None:
        if fold(title) in self._titles or len(self.themes) == MOST_THEMES:
            return
        self._titles.add(fold(title))
        names = dict.fromkeys((fold(title), fold(path.rstrip("/").rpartition("/")[2])))
        theme = Theme(
            slug=slug_of(title, [LEAD, BRIEFS, *(one.theme.slug for one in self.themes)], otherwise="theme"),
            title=title,
            sections=(path,) if path else (),
            categories=tuple(self._categories[name][0] for name in names if name in self._categories),
        )
        self.themes.append(ProposedTheme(theme, reason))


def _articles(count: int) -> str:
    return f"{count} article{'s' if count > 1 else ''}"


def _categories(contents: Sequence[Content]) -> dict[str, tuple[str, int]]:
    """Return the categories by their folded names, as the feed writes them, the most used first."""
    written = {fold(name): name for content in contents for name in content.categories}
    counts = Counter(fold(name) for content in contents for name in content.categories)
    return {
        name: (written[name], count)
        for name, count in counts.most_common()
        if name not in _UNSORTED and 0 < len(name) <= _LONGEST_TITLE
    }


def _article_paths(contents: Sequence[Content], links: Sequence[PageLink], home: str) -> set[str]:
    paths = {_path(content.url, home) for content in contents}
    for link in links:
        path = _path(link.url, home)
        words = fold(path.rstrip("/").rpartition("/")[2]).split()
        if not link.in_navigation and len(words) >= _ARTICLE_WORDS:
            paths.add(path)
    return {path for path in paths if not _leads_to_wire(path)}


def _leads_to_wire(path: str) -> bool:
    return any(map(names_wire, path.split("/")))


def _count(articles: set[str], titles: Mapping[str, str]) -> Counter[str]:
    """Count each article for one section: the innermost that the navigation names, else its own folder."""
    counts: Counter[str] = Counter()
    for path in articles:
        folders = list(_folders(path))
        named = [folder for folder in folders if folder in titles]
        if folders:
            counts[(named or folders)[-1]] += 1
    # In an order of its own, for a set has none.
    return Counter(dict(sorted(counts.items())))


def _folders(path: str) -> Iterator[str]:
    """Yield the folders above an article, the outermost first; those of a year or a number are none."""
    folder = "/"
    for part in path.strip("/").split("/")[:-1][:_DEEPEST]:
        if _NUMBER.fullmatch(part):
            return
        folder += f"{part}/"
        yield folder


def _path(url: str, home: str) -> str:
    """Return the path of an address of the same site with a slash behind it, "/" for any other."""
    here, there = _PATH.match(url), _PATH.match(home)
    if not here or not there or _host(here) != _host(there):
        return "/"
    return here["path"].rstrip("/") + "/"


def _host(found: re.Match[str]) -> str:
    return found["host"].lower().removeprefix("www.")


def _title(path: str) -> str:
    """Return the words of a section's own name: "/actualite/medical-technique/" is "Medical technique"."""
    words = path.rstrip("/").rpartition("/")[2].replace("-", " ").replace("_", " ").strip()
    return words[:1].upper() + words[1:_LONGEST_TITLE]
