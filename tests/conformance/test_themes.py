"""How often rules alone file an item where an editor would: two hundred items, labelled by hand.

The items and the rules are our own (tests/data/themes), so this needs nothing from outside.
"""

import re
import tomllib
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest

from digest.config.newsroom_file import load_newsroom
from digest.domain.content import Content
from digest.domain.folding import fold, mentions
from digest.domain.newsroom import Newsroom
from digest.domain.themes import Routing, route
from tests.factories import content

DATA = Path(__file__).parents[1] / "data" / "themes"
BAR = 0.85
"""Mean of the themes' F1; each theme counts the same, whatever its size."""

pytestmark = pytest.mark.conformance


@dataclass(frozen=True, slots=True)
class Specimen:
    """An item, the theme that an editor would give it ("" for none), and what the rules say."""

    content: Content
    label: str
    routing: Routing


@pytest.fixture(scope="module")
def newsroom() -> Newsroom:
    return load_newsroom(DATA / "newsroom.toml", check_subject=lambda _subject: None)


@pytest.fixture(scope="module")
def specimens(newsroom: Newsroom) -> list[Specimen]:
    sources = {source.slug: source for source in newsroom.sources}
    rows = [
        row
        for file in sorted(DATA.glob("items-*.toml"))
        for row in tomllib.loads(file.read_text("utf-8"))["items"]
    ]
    found = []
    for number, row in enumerate(rows):
        written = content(
            number,
            title=row["title"],
            kicker=row.get("kicker", ""),
            standfirst=row["standfirst"],
            body_html=row.get("body", ""),
            categories=tuple(row.get("categories", ())),
            url=f"https://{row['source']}.example{row.get('url', f'/{number}')}",
        )
        found.append(Specimen(written, row["theme"], route(written, sources[row["source"]], newsroom.themes)))
    return found


def test_rules_alone_file_items_as_an_editor_would(newsroom: Newsroom, specimens: list[Specimen]) -> None:
    assert len(specimens) >= 200
    print(f"\n{'theme':16} {'items':>5} {'precision':>9} {'recall':>7} {'F1':>6}")
    scores = {theme.slug: _score(theme.slug, specimens) for theme in newsroom.themes}
    _score("", specimens)
    macro = sum(scores.values()) / len(scores)
    wrong = [one for one in specimens if (one.routing.theme or "") != one.label]
    print(f"{'macro-F1':16} {len(specimens):5} {macro:24.3f}; {len(wrong)} filed elsewhere:")
    for one in wrong:
        print(
            f"  {one.label or 'unrouted'} → {one.routing.theme or 'unrouted'}: {one.content.title} ({one.routing.reason})"
        )
    assert macro >= BAR


def _score(theme: str, specimens: list[Specimen]) -> float:
    """Print how well one theme is filed, and return its F1."""
    counts = Counter((one.label == theme, (one.routing.theme or "") == theme) for one in specimens)
    right = counts[True, True]
    precision = right / (right + counts[False, True])
    recall = right / (right + counts[True, False])
    f1 = 2 * precision * recall / (precision + recall)
    print(
        f"{theme or 'unrouted':16} {right + counts[True, False]:5} {precision:9.2f} {recall:7.2f} {f1:6.2f}"
    )
    return f1


def test_every_decision_has_its_reason(specimens: list[Specimen]) -> None:
    kinds = Counter(one.routing.reason.partition(" ")[0] for one in specimens)
    print(f"\nreasons: {dict(kinds)}")
    assert set(kinds) == {"source", "category", "section", "keyword", "keywords", "no"}
    assert all((one.routing.reason == "no rule took it") == (one.routing.theme is None) for one in specimens)


def test_no_keyword_is_found_inside_a_word(newsroom: Newsroom, specimens: list[Specimen]) -> None:
    """Judged by another way than the rules': by the words of the text, one after the other."""
    keywords = {word for theme in newsroom.themes for word in (*theme.keywords, *theme.exclude_keywords)}
    inside, found, hidden = [], 0, 0
    for one in specimens:
        for text in (one.content.title, one.content.kicker, one.content.standfirst, one.content.body_text):
            folded = fold(text)
            for keyword in keywords:
                hidden += fold(keyword) in folded and not mentions(folded, keyword)
                if mentions(folded, keyword):
                    found += 1
                    if not _stands_in(folded, keyword):
                        inside.append(f"{keyword}: {text}")
    print(
        f"\n{found} keywords found, {hidden} times one is part of a word and no keyword, {len(inside)} matches inside words"
    )
    assert inside == []
    assert found > 200
    assert hidden > 20


def _stands_in(folded: str, keyword: str) -> bool:
    words = re.split(r"[^0-9a-z]+", folded)
    wanted = re.split(r"[^0-9a-z]+", fold(keyword))
    runs = [words[start : start + len(wanted)] for start in range(len(words))]
    return any(len(run) == len(wanted) and all(map(_same, run, wanted)) for run in runs)


def _same(word: str, wanted: str) -> bool:
    """Whether two words are one, but for their number: réseau, réseaux; libéral, libéraux."""
    return not _singulars(word).isdisjoint(_singulars(wanted))


def _singulars(word: str) -> set[str]:
    return {word.rstrip("sx"), f"{word[:-3]}al" if word.endswith("aux") else word}
