"""Makes values for tests: each function needs only what its test is about."""

from datetime import UTC, date, datetime, time, timedelta

from digest.domain.content import Access, Content, Image, Item, ItemKind
from digest.domain.edition import EditionContent, Section, Story
from digest.domain.newsroom import Newsletter, Newsroom, Publication, Source, Theme

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
PICTURE = Image(url="https://news.example/photo.jpg", alt="Un scanner", credit="© A. B.")

PUBLICATION = Publication(name="Le Courrier", url="https://news.example", postal_address="1 rue X, Paris")
THEMES = (
    Theme(slug="profession", title="Profession", max_items=2, sections=("/profession/",)),
    Theme(slug="ia", title="Intelligence artificielle", keywords=("IA", "algorithme")),
)
SITE = Source(slug="site", url="https://news.example/feed/")
WIRE = Source(slug="fil", url="https://news.example/fil.xml", items=ItemKind.BRIEF)
DAILY = Newsletter(
    slug="quotidienne",
    title="La Quotidienne",
    from_="Rédaction <redaction@news.example>",
    themes=("profession", "ia"),
)
NEWSROOM = Newsroom(publication=PUBLICATION, themes=THEMES, sources=(SITE, WIRE), newsletters=(DAILY,))


def content(number: int = 1, **changes: object) -> Content:
    """Return an article, unlike that of another number."""
    values: dict[str, object] = {
        "kind": ItemKind.ARTICLE,
        "guid": f"https://news.example/?p={number}",
        "url": f"https://news.example/profession/article-{number}/",
        "title": f"Article {number}",
        "standfirst": "Un chapô.",
        "published_at": NOON - timedelta(hours=1),
        "access": Access.FREE,
    }
    return Content(**{**values, **changes})  # type: ignore[arg-type]


def item(
    number: int = 1, *, source: str = "site", theme: str | None = "profession", **changes: object
) -> Item:
    """Return a kept article; `first_seen_at` and `first_gather` may be given among the changes."""
    values: dict[str, object] = {
        "id": number,
        "source": source,
        "revision": 1,
        "first_seen_at": changes.pop("first_seen_at", NOON - timedelta(minutes=30)),
        "first_gather": changes.pop("first_gather", False),
        "theme": theme,
        "theme_reason": "section /profession/",
    }
    return Item(content=content(number, **changes), **values)  # type: ignore[arg-type]


def brief(number: int = 1, *, theme: str | None = None, **changes: object) -> Item:
    """Return a kept brief."""
    return item(number, source="fil", theme=theme, kind=ItemKind.BRIEF, **changes)


def story(number: int = 1, **changes: object) -> Story:
    """Return a story as an edition prints it."""
    values: dict[str, object] = {
        "item": number,
        "kind": ItemKind.ARTICLE,
        "theme": "profession",
        "title": f"Article {number}",
        "url": f"https://news.example/profession/article-{number}/",
        "published_at": NOON - timedelta(hours=1),
    }
    return Story(**{**values, **changes})  # type: ignore[arg-type]


def edition_content(**changes: object) -> EditionContent:
    """Return an edition with a lead, two sections and two briefs."""
    values: dict[str, object] = {
        "newsletter": "quotidienne",
        "title": "La Quotidienne",
        "publication": PUBLICATION,
        "date": date(2026, 11, 23),
        "subject": "Article 1",
        "sender": DAILY.from_,
        "themes": DAILY.themes,
        "lead": story(1),
        "sections": (
            Section(theme="profession", title="Profession", stories=(story(2),)),
            Section(theme="ia", title="Intelligence artificielle", stories=(story(3, theme="ia"),)),
        ),
        "briefs": (
            story(4, kind=ItemKind.BRIEF, theme=""),
            story(5, kind=ItemKind.BRIEF, theme="ia"),
        ),
    }
    return EditionContent(**{**values, **changes})  # type: ignore[arg-type]


def newsletter(**changes: object) -> Newsletter:
    """Return a weekday newsletter at 07:00, closing at 06:30."""
    values: dict[str, object] = {
        "slug": "quotidienne",
        "title": "La Quotidienne",
        "from_": "Rédaction <redaction@news.example>",
        "themes": ("profession", "ia"),
        "at": time(7, 0),
        "closing": time(6, 30),
    }
    return Newsletter(**{**values, **changes})  # type: ignore[arg-type]
