"""The day in tests/data/stories was labelled by hand, by meaning, before any of this was measured."""

import itertools
import tomllib
from datetime import timedelta
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from digest.domain.content import Item
from digest.domain.stories import WITHIN, same_stories
from tests.factories import NOON, item

DAY = tomllib.loads((Path(__file__).parents[3] / "data/stories/day.toml").read_text("utf-8"))["item"]


def told(number: int, source: str, title: str, hour: float = 0, **changes: object) -> Item:
    at = NOON + timedelta(hours=hour)
    return item(number, source=source, title=title, published_at=at, first_seen_at=at, **changes)


def day() -> list[Item]:
    return [
        told(number, row["source"], row["title"], row["hour"], standfirst=row["standfirst"])
        for number, row in enumerate(DAY)
    ]


def test_suggestions_of_a_day_are_mostly_right_and_find_most() -> None:
    found = same_stories(day())
    suggested = {
        pair for story in found for pair in itertools.combinations(sorted(i.id for i in story.items), 2)
    }
    labels = [row.get("story", "") for row in DAY]
    places = range(len(DAY))
    meant = {(a, b) for a, b in itertools.combinations(places, 2) if labels[a] and labels[a] == labels[b]}
    for story in found:
        print(
            f"{story.score:.2f} {story.reason}",
            *(f"    {one.content.title}" for one in story.items),
            sep="\n",
        )
    precision = len(suggested & meant) / len(suggested)
    recall = len(suggested & meant) / len(meant)
    print(f"{len(DAY)} items, {len(meant)} pairs meant, precision {precision:.2f}, recall {recall:.2f}")
    assert precision >= 0.8
    assert recall >= 0.7


GUARD = "Grève des gardes : Marsac réclame une revalorisation à Valmorin"
AGAIN = "À Valmorin, Marsac veut la revalorisation de la garde"


def titles(*items: Item) -> list[list[str]]:
    return [[one.content.title for one in story.items] for story in same_stories(items)]


def test_two_sources_that_share_words_and_rare_names_seem_to_tell_one_story() -> None:
    (story,) = same_stories([told(2, "b", AGAIN, 3), told(1, "a", GUARD, 1), told(3, "c", "Un scanner neuf")])
    assert [one.id for one in story.items] == [1, 2], "the first published first"
    assert 0.2 <= story.score <= 1
    assert story.reason == "they share “Marsac”, “Valmorin”"


def test_a_name_within_a_sentence_is_one_at_the_beginning_of_another() -> None:
    first, second = "Marsac réclame une revalorisation", "Une revalorisation pour Marsac"
    assert titles(told(1, "a", first), told(2, "b", second)) == [[first, second]]
    assert titles(told(1, "a", first), told(2, "b", f"{first} !")) == [], "nobody knows that it is a name"


def test_what_one_source_tells_twice_is_its_own_affair() -> None:
    assert titles(told(1, "a", GUARD), told(2, "a", AGAIN)) == []


def test_a_story_lasts_three_days() -> None:
    limit = WITHIN / timedelta(hours=1)
    assert titles(told(1, "a", GUARD), told(2, "b", AGAIN, limit)) == [[GUARD, AGAIN]]
    assert titles(told(1, "a", GUARD), told(2, "b", AGAIN, limit + 0.1)) == []


def test_words_alone_or_a_name_alone_are_not_enough() -> None:
    lower = "grève des gardes : une revalorisation est demandée"
    assert titles(told(1, "a", lower), told(2, "b", lower)) == []
    other = "un nouveau bâtiment pour la maternité de Valmorin, ouverte depuis cent ans au centre du bourg"
    assert titles(told(1, "a", GUARD, standfirst="x"), told(2, "b", other, standfirst="y")) == []


def test_a_name_that_many_items_have_is_a_subject_and_no_story() -> None:
    many = [told(number, f"s{number}", f"{GUARD} {number}") for number in range(5)]
    assert titles(*many[:4]) != []
    assert titles(*many) == []


def test_small_numbers_and_years_name_nothing_but_large_numbers_do() -> None:
    def pair(number: str) -> list[list[str]]:
        texts = [f"hausse de {number} postes en imagerie", f"en imagerie, {number} postes de plus"]
        return titles(*(told(place, f"s{place}", text, standfirst="") for place, text in enumerate(texts)))

    assert (pair("12"), pair("2027")) == ([], [])
    assert len(pair("1900")) == 0
    assert len(pair("62400")) == 1


def test_an_item_joins_a_group_only_if_it_is_like_the_whole_of_it() -> None:
    bridge = "Marsac et Varnier : revalorisation à Valmorin, scanner à Belleroche"
    scanner = "Un scanner neuf pour Varnier à Belleroche"
    items = [told(1, "a", GUARD, standfirst=""), told(2, "b", bridge, standfirst="")]
    items.append(told(3, "c", scanner, standfirst=""))
    assert all(len(group) == 2 for group in titles(*items))


def test_a_reason_names_four_and_counts_the_others() -> None:
    text = "L’essai MIRANDA de Marsac, Varnier, Lautier et Brissac à Valmorin"
    (story,) = same_stories([told(1, "a", text), told(2, "b", text)])
    assert story.reason == "they share “Brissac”, “Lautier”, “Marsac”, “MIRANDA”, 2 more"


@given(st.lists(st.builds(told, st.integers(), st.sampled_from("abc"), st.text(max_size=40)), max_size=8))
def test_any_items_can_be_compared(items: list[Item]) -> None:
    for story in same_stories(items):
        assert len({one.source for one in story.items}) > 1
        assert 0 <= story.score <= 1
        assert story.reason
