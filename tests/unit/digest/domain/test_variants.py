import pytest

from digest.domain.variants import ALL_THEMES, content_for, effective_themes
from tests.factories import edition_content


@pytest.mark.parametrize(
    ("chosen", "seen"),
    [
        (set(), set()),
        ({"ia"}, {"ia"}),
        ({"ia", "profession"}, set()),
        ({"ia", "sport"}, {"ia"}),
        ({"sport"}, set()),
    ],
)
def test_equal_views_share_one_variant(chosen: set[str], seen: set[str]) -> None:
    assert effective_themes(frozenset(chosen), ("profession", "ia")) == seen


def test_a_reader_of_all_themes_sees_the_whole_edition() -> None:
    assert content_for(edition_content(), ALL_THEMES) == edition_content()


def test_a_reader_of_some_themes_sees_the_lead_those_themes_and_the_wire_without_the_others() -> None:
    seen = content_for(edition_content(), frozenset({"profession"}))
    assert [story.item for story in seen.stories] == [1, 2, 4]
    assert [section.theme for section in seen.sections] == ["profession"]
