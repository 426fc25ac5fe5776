"""What seems to be the same story: stories."""

from tests.factories import content
from tests.fakes.site import Site
from tests.fakes.terminal import Terminal


def test_stories_lists_what_seems_to_be_one_story_with_score_and_reason(
    digest: Terminal, newsroom: object, site: Site
) -> None:
    digest.done("gather")
    nothing = digest.done("stories")
    assert (nothing.out, nothing.err) == (
        "",
        "no items of the last 3 days seem to tell the same story\n",
    )
    site.publish("/site.xml", content(1, title="Gardes : pour Marsac, une revalorisation"))
    other = content(20, title="Marsac veut une revalorisation des gardes", url="https://news.example/fil/20")
    site.publish("/fil.xml", other)
    digest.done("gather")
    heading, first, second = digest.done("stories", "--days", 1).out.splitlines()
    assert heading.split() == ["score", "published", "source", "title", "why"]
    assert first.split()[3] == "site"
    assert first.rstrip().endswith("they share “Marsac”")
    assert "fil" in second.split()
    story = digest.done("stories", "--json").json
    assert 0 < story["score"] <= 1
    assert story["reason"] == "they share “Marsac”"
    assert [(item["source"], item["title"]) for item in story["items"]] == [
        ("site", "Gardes : pour Marsac, une revalorisation"),
        ("fil", "Marsac veut une revalorisation des gardes"),
    ]
    assert set(story["items"][0]) == {"id", "source", "title", "url", "published_at"}
