import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.sources.document import MOST_ENTRIES
from digest.sources.entry import Entry, Text
from digest.sources.jsonfeed import NotJsonFeed, read_json
from digest.sources.pictures import Picture


def item(**fields: object) -> Entry:
    (entry,) = read_json(json.dumps({"items": [fields]})).entries
    return entry


def test_an_item_is_read_field_by_field() -> None:
    assert item(
        id="1",
        url="https://a.example/1",
        title="T",
        summary="S",
        content_html="<p>B</p>",
        date_published="2026-11-23T10:00:00Z",
        date_modified="2026-11-24T10:00:00Z",
        tags=["x"],
        authors=[{"name": "A"}],
        language="fr",
        image="/i.jpg",
        attachments=[{"url": "/a.jpg", "mime_type": "image/jpeg"}, {"url": "/a.mp3"}],
        _digest={"kicker": "K", "access": "free", "reading_minutes": 3, "credit": "C", "alt": "L"},
    ) == Entry(
        guid="1",
        links=("https://a.example/1", "", "1"),
        title=Text("T", is_html=False),
        summary=Text("S", is_html=False),
        body=Text("<p>B</p>"),
        authors=("A",),
        published="2026-11-23T10:00:00Z",
        categories=("x",),
        pictures=(
            Picture(url="/i.jpg", media="image"),
            Picture(url="", media="image"),
            Picture(url="/a.jpg", media="image/jpeg"),
            Picture(url="/a.mp3", media="unknown"),
        ),
        language="fr",
        kicker="K",
        access="free",
        minutes="3",
        credit="C",
        alt="L",
    )


def test_numbers_serve_as_identifiers_and_nothing_else_does() -> None:
    assert [item(id=value).guid for value in (7, 7.5, "7", True, None, [7])] == ["7", "7.5", "7", "", "", ""]


def test_version_one_has_a_single_author_and_a_feed_lends_its_own() -> None:
    assert item(author={"name": "A"}).authors == ("A",)
    feed = read_json('{"authors": [{"name": "F"}], "items": [{}, {"authors": [{"name": "A"}]}]}')
    assert [entry.authors for entry in feed.entries] == [("F",), ("A",)]


def test_a_plain_content_is_plain() -> None:
    assert item(content_text="a < b").body == Text("a < b", is_html=False)


def test_more_than_a_thousand_items_are_counted() -> None:
    feed = read_json(json.dumps({"title": "T", "language": "fr", "items": [{"id": n} for n in range(1_002)]}))
    assert (len(feed.entries), feed.surplus) == (MOST_ENTRIES, 2)
    assert (feed.title.plain, feed.language) == ("T", "fr")


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("{", "cannot be read"),
        ("[" * 100_000, "cannot be read"),
        ('{"items": 1' + "0" * 5_000 + "}", "cannot be read"),
        ('{"items": [' + "[]," * 200_000 + "[]]}", "too many values"),
        ('{"items": [' + '"",' * 500_000 + '""]}', "too many values"),
        ("{}", "no JSON Feed"),
        ("[]", "no JSON Feed"),
        ('{"items": {}}', "no JSON Feed"),
    ],
)
def test_what_is_no_json_feed_is_said_to_be_none(text: str, fault: str) -> None:
    with pytest.raises(NotJsonFeed, match=fault):
        read_json(text)


VALUES = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)
NAMES = st.sampled_from(
    ["id", "url", "title", "author", "authors", "tags", "attachments", "image", "_digest", "summary"]
)


@given(st.dictionaries(NAMES, VALUES))
def test_no_type_is_believed(fields: dict[str, object]) -> None:
    entry = item(**fields)
    assert all(
        isinstance(text, str) for text in (entry.guid, *entry.links, *entry.authors, *entry.categories)
    )
