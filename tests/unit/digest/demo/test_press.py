"""The demonstration's newsroom: enough news at any hour, well set, and filed as its newsroom file says."""

import csv
import re
import tomllib
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from digest.demo.press import (
    NAME,
    PICTURES,
    SUBSCRIBERS_CSV,
    TIMEZONE,
    Article,
    load_press,
    newsroom_toml,
    published,
)
from digest.domain.content import Access, Content, ItemKind
from digest.domain.newsroom import Source, Theme
from digest.domain.themes import Routing, route

NOW = datetime(2026, 3, 17, 9, 20, tzinfo=UTC)
SITE = "http://127.0.0.1:8000"
CLOCKS = [
    datetime(2026, 3, 17, hour, minute, tzinfo=UTC)
    for hour, minute in ((0, 0), (5, 0), (5, 30), (8, 59), (12, 0), (16, 41), (20, 15), (22, 59))
]
CLOCK_CHANGES = [datetime(2026, 3, 29, 10, 0, tzinfo=UTC), datetime(2026, 10, 25, 4, 30, tzinfo=UTC)]


def routing(article: Article) -> Routing:
    newsroom = tomllib.loads(newsroom_toml(SITE))
    themes = [
        Theme(**{key: tuple(value) if isinstance(value, list) else value for key, value in entry.items()})
        for entry in newsroom["theme"]
    ]
    content = Content(
        kind=ItemKind.ARTICLE,
        guid=str(article.id),
        url=SITE + article.path,
        title=article.title,
        kicker=article.kicker,
        standfirst=article.standfirst,
        body_html=article.body_html,
        categories=article.categories,
    )
    return route(content, Source(slug="site", url=f"{SITE}/feed/"), themes)


def test_there_are_enough_articles_and_briefs_for_a_week():
    press = load_press(NOW)
    assert len(press.articles) >= 27
    assert len(press.briefs) >= 32
    for published_things in (press.articles, press.briefs):
        dates = [thing.published_at for thing in published_things]
        assert dates == sorted(dates, reverse=True)
        assert dates[0] - dates[-1] >= timedelta(days=7)


@pytest.mark.parametrize("now", CLOCKS + CLOCK_CHANGES, ids=str)
@pytest.mark.parametrize("closed_before", range(0, 25, 3))
def test_every_window_of_24_hours_that_closes_in_the_last_day_is_rich(now, closed_before):
    press, end = load_press(now), now - timedelta(hours=closed_before)
    start = end - timedelta(hours=24)
    articles = [article for article in press.articles if start < article.published_at <= end]
    themes = [theme for article in articles if (theme := routing(article).theme)]
    briefs = [brief for brief in press.briefs if start < brief.published_at <= end]
    assert len(themes) >= 12
    assert len(set(themes)) >= 5
    assert len(briefs) >= 8


@pytest.mark.parametrize("now", CLOCKS + CLOCK_CHANGES, ids=str)
def test_nothing_is_dated_in_the_future(now):
    press = load_press(now)
    assert max(thing.published_at for thing in (*press.articles, *press.briefs)) <= now


def test_the_same_instant_gives_the_same_newsroom():
    assert load_press(NOW) == load_press(NOW)


def test_a_time_is_the_last_one_that_the_clock_in_paris_showed():
    assert published(NOW, 1, "10:20") == NOW
    assert published(NOW, 1, "10:21") == NOW - timedelta(hours=23, minutes=59)
    assert published(NOW, 3, "10:20") == NOW - timedelta(days=2)
    assert published(NOW, 1, "07:30").astimezone(TIMEZONE).strftime("%H:%M") == "07:30"


def test_every_article_is_complete():
    for article in load_press(NOW).articles:
        words = re.sub(r"<[^>]+>", " ", article.body_html).replace("\u202f", "").split()
        assert 120 <= len(words) <= 250, article.path
        assert 2 <= article.body_html.count("<p>") <= 4, article.path
        assert article.kicker, article.path
        assert article.standfirst, article.path
        assert article.authors, article.path
        assert 1 <= article.reading_minutes <= 10, article.path
        if article.picture:
            assert article.picture_alt.startswith("Illustration"), article.path
            assert article.picture_credit, article.path


def test_addresses_and_numbers_are_unique():
    press = load_press(NOW)
    for values in (
        [article.id for article in press.articles],
        [article.path for article in press.articles],
        [article.title for article in press.articles],
        [article.picture for article in press.articles if article.picture],
        [brief.path for brief in press.briefs],
    ):
        assert len(values) == len(set(values))


def test_about_a_third_is_for_subscribers_only():
    articles = load_press(NOW).articles
    share = sum(article.access is Access.SUBSCRIBER for article in articles) / len(articles)
    assert 0.25 < share < 0.42


def test_the_realities_of_a_newsroom_are_there():
    press = load_press(NOW)
    titles = [article.title for article in press.articles]
    assert any(title.startswith("«\u00a0") and title.endswith("\u00a0»") for title in titles)
    assert any("\u202f" in title for title in titles)
    assert any("’" in title for title in titles)
    assert any("&" in title for title in titles)
    assert max(map(len, titles)) > 180
    assert any(len(article.authors) == 2 for article in press.articles)
    assert any(not article.picture for article in press.articles)
    assert any(article.language == "en" for article in press.articles)
    assert any(not brief.title for brief in press.briefs)
    assert any(brief.source for brief in press.briefs)


def test_articles_are_filed_by_section_by_category_by_keyword_and_one_by_nothing():
    routings = {article.path: routing(article) for article in load_press(NOW).articles}
    by = Counter(routing.reason.split()[0] for routing in routings.values())
    assert by["category"] == 1
    assert by["keyword"] + by["keywords"] == 1
    assert by["no"] == 1
    assert by["section"] == len(routings) - 3
    assert routings["/dossiers/scanner-de-l-enfant-dix-protocoles-reecrits"].theme == "radioprotection"
    assert routings["/a-la-une/entrepot-trois-millions-d-images"].theme == "intelligence-artificielle"
    assert routings["/vie-du-journal/le-jeu-des-objets-oublies"].theme is None


def test_one_day_has_more_in_a_theme_than_the_newsletter_prints():
    day = [a for a in load_press(NOW).articles if a.published_at > NOW - timedelta(days=1)]
    limits = {
        entry["slug"]: entry.get("max_items", 6) for entry in tomllib.loads(newsroom_toml(SITE))["theme"]
    }
    filed = Counter(theme for article in day if (theme := routing(article).theme))
    assert any(count > limits[theme] for theme, count in filed.items())


def french_texts() -> list[str]:
    press = load_press(NOW)
    texts = [
        text
        for article in press.articles
        if article.language == "fr"
        for text in (
            article.kicker,
            article.title,
            article.standfirst,
            article.body_html,
            article.picture_alt,
        )
    ]
    return texts + [text for brief in press.briefs for text in (brief.title, brief.text, brief.source)]


@pytest.mark.parametrize("fault", ["'", '"', "...", " :", " ;", " !", " ?", " %", "« ", " »", "  "])
def test_french_typography_is_kept(fault):
    assert [text for text in french_texts() if fault in text] == []


def test_high_punctuation_never_touches_the_word_before_it():
    assert [text for text in french_texts() if re.search(r"\w[;!?%»]|\w:(?!//)|«\w", text)] == []


def test_pictures_are_small_and_every_one_is_used():
    used = {article.picture for article in load_press(NOW).articles} - {""}
    files = sorted(PICTURES.glob("*.png"))
    assert {file.stem for file in files} == used
    assert max(file.stat().st_size for file in files) <= 15 * 1024


def test_the_newsroom_file_names_the_site_that_it_is_given():
    newsroom = tomllib.loads(newsroom_toml(SITE))
    assert newsroom["publication"]["name"] == NAME
    assert newsroom["publication"]["url"] == f"{SITE}/"
    assert [source["url"] for source in newsroom["source"]] == [f"{SITE}/feed/", f"{SITE}/fil.xml"]
    assert newsroom["newsletter"][0]["themes"] == [theme["slug"] for theme in newsroom["theme"]]
    assert "{site}" not in newsroom_toml(SITE)


def test_the_sample_readers_are_various_and_reach_nobody():
    with SUBSCRIBERS_CSV.open(encoding="utf-8", newline="") as file:
        readers = list(csv.DictReader(file))
    slugs = {theme["slug"] for theme in tomllib.loads(newsroom_toml(SITE))["theme"]}
    assert len(readers) == 12
    assert len({reader["email"] for reader in readers}) == 12
    assert all(reader["email"].endswith(("@example.org", "@example.com")) for reader in readers)
    assert {reader["language"] for reader in readers} == {"fr", "en"}
    assert any("," in reader["name"] for reader in readers)
    assert any(not reader["themes"] for reader in readers)
    assert {slug for reader in readers for slug in reader["themes"].split(";") if slug} <= slugs
    assert all(None not in reader for reader in readers)
