import pytest

from digest.domain.content import ItemKind
from digest.domain.newsroom import Source, SourceKind


@pytest.mark.parametrize(
    ("kind", "items", "enrich", "reads"),
    [
        (SourceKind.FEED, ItemKind.ARTICLE, False, False),
        (SourceKind.FEED, ItemKind.ARTICLE, True, True),
        (SourceKind.PAGE, ItemKind.ARTICLE, False, True),
        (SourceKind.SITEMAP, ItemKind.ARTICLE, False, True),
        (SourceKind.PAGE, ItemKind.BRIEF, False, False),
    ],
)
def test_a_list_of_articles_says_too_little_without_their_pages(
    kind: SourceKind, items: ItemKind, enrich: bool, reads: bool
) -> None:
    source = Source(slug="site", url="https://paper.example/", kind=kind, items=items, enrich=enrich)
    assert source.reads_pages is reads
