from datetime import time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digest.config.newsroom_file import RESERVED_THEMES, parse_newsroom
from digest.config.newsroom_text import dump_newsroom
from digest.domain.content import ItemKind
from digest.domain.newsroom import (
    TEXT_FONT,
    TITLE_FONT,
    Approval,
    Clock,
    Newsletter,
    Newsroom,
    Publication,
    Selectors,
    Source,
    SourceKind,
    Sponsor,
    SponsorLabel,
    Theme,
    WhenLate,
)

CHARACTERS = st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"])
LINES = st.text(CHARACTERS, min_size=1, max_size=30).filter(str.strip)
LISTS = st.lists(LINES, max_size=4).map(tuple)
SLUGS = st.from_regex(r"[a-z0-9][a-z0-9-]{0,62}", fullmatch=True).filter(
    lambda slug: slug not in RESERVED_THEMES
)
ADDRESSES = st.sampled_from(["desk@paper.example", "r.edaction@news.test"])
SENDERS = st.builds("{} <{}>".format, st.sampled_from(["Rédaction", '"Dupont, \\"SA\\""', "A b"]), ADDRESSES)
URLS = st.sampled_from(["https://paper.example", "http://127.0.0.1:8000/feed?a=%22b%22", "https://[::1]/é"])
DAYS = st.frozensets(st.integers(1, 7), min_size=1)
TIMES = st.builds(time, st.integers(0, 23), st.integers(0, 59))
DURATIONS = st.integers(1, 100_000).map(lambda minutes: timedelta(minutes=minutes))

PUBLICATIONS = st.builds(
    Publication,
    name=LINES,
    url=URLS,
    language=st.sampled_from(["fr", "en"]),
    timezone=st.sampled_from(["Europe/Paris", "UTC"]),
    postal_address=st.lists(LINES, max_size=3).map("\n".join),
    logo=st.one_of(st.just(""), URLS),
    accent=st.from_regex(r"#[0-9a-fA-F]{6}", fullmatch=True),
    logo_dark=st.one_of(st.just(""), URLS),
    title_font=st.sampled_from([TITLE_FONT, "Times New Roman, 'Source Serif 4', serif"]),
    text_font=st.sampled_from([TEXT_FONT, "monospace"]),
    clock=st.sampled_from(Clock),
)
DATES = st.one_of(st.none(), st.dates())


@st.composite
def sponsors(draw: st.DrawFn) -> Sponsor:
    days = [draw(DATES), draw(DATES)]
    first, last = sorted(days) if None not in days else days  # type: ignore[type-var]  # None is not in it.
    return Sponsor(
        label=draw(st.sampled_from(SponsorLabel)),
        title=draw(LINES),
        text=draw(st.one_of(st.just(""), LINES)),
        url=draw(st.one_of(st.just(""), URLS)),
        image=draw(st.one_of(st.just(""), URLS)),
        alt=draw(st.one_of(st.just(""), LINES)),
        first_day=first,
        last_day=last,
    )


@st.composite
def newsrooms(draw: st.DrawFn) -> Newsroom:
    slugs = draw(st.lists(SLUGS, max_size=3, unique=True))
    themes = [
        Theme(
            slug=slug,
            title=draw(LINES),
            max_items=draw(st.integers(1, 100)),
            sections=tuple(f"/{rest}" for rest in draw(LISTS)),
            categories=draw(LISTS),
            keywords=draw(LISTS),
            exclude_keywords=draw(LISTS),
        )
        for slug in slugs
    ]
    sources = [
        Source(
            slug=slug,
            url=draw(URLS),
            items=draw(st.sampled_from(ItemKind)),
            theme=draw(st.sampled_from(["", *slugs])),
            kind=draw(st.sampled_from(SourceKind)),
            locked=draw(st.booleans()),
            enrich=draw(st.booleans()),
            paused=draw(st.booleans()),
            group=draw(st.one_of(st.just(""), SLUGS)),
            timezone=draw(st.sampled_from(["", "Indian/Reunion"])),
            selectors=draw(st.sampled_from([Selectors(), Selectors(kicker='p[title="é"]', body="main > p")])),
        )
        for slug in draw(st.lists(SLUGS, max_size=2, unique=True))
    ]
    newsletters = [
        draw(newsletters_of(slug, slugs)) for slug in draw(st.lists(SLUGS, max_size=2, unique=True))
    ]
    return Newsroom(
        publication=draw(PUBLICATIONS),
        themes=tuple(themes),
        sources=tuple(sources),
        newsletters=tuple(newsletters),
    )


@st.composite
def newsletters_of(draw: st.DrawFn, slug: str, themes: list[str]) -> Newsletter:
    closing, at = sorted([draw(TIMES), draw(TIMES)])
    chosen = draw(st.lists(st.sampled_from(themes), min_size=1, unique=True)) if themes else []
    return Newsletter(
        slug=slug,
        title=draw(LINES),
        from_=draw(SENDERS),
        reply_to=draw(st.one_of(st.just(""), ADDRESSES, SENDERS)),
        subject=draw(LINES),
        themes=tuple(chosen),
        days=draw(DAYS),
        at=at,
        closing=closing,
        approval=draw(st.sampled_from(Approval)),
        min_items=draw(st.integers(0, 10_000)),
        late_after=draw(DURATIONS),
        when_late=draw(st.sampled_from(WhenLate)),
        sign_off=draw(st.one_of(st.just(""), LINES)),
        sponsor=draw(st.one_of(st.none(), sponsors())),
    )


def read(text: str) -> Newsroom:
    return parse_newsroom(text, "newsroom.toml", check_subject=lambda subject: None)


@settings(deadline=None)  # Looking time zones up takes long on a busy machine.
@given(newsrooms())
def test_what_is_written_is_read_back_the_same(newsroom: Newsroom) -> None:
    assert read(dump_newsroom(newsroom)) == newsroom


@pytest.mark.parametrize(
    "text", ['"', "\\", "\\n", "'''", '"""', "\x7f", "\t", "\x00", "\u2028", "é😀", "# no remark", "]\n[x]"]
)
def test_no_character_breaks_the_writing(text: str) -> None:
    import tomllib

    newsroom = Newsroom(publication=Publication(name=f"a{text}b", url=text))
    document = tomllib.loads(dump_newsroom(newsroom))
    assert document["publication"]["name"] == f"a{text}b"
    assert document["publication"]["url"] == text
    assert set(document) == {"publication"}


def test_the_text_reads_as_an_editor_would_write_it() -> None:
    newsroom = Newsroom(
        publication=Publication(name="L’Écho", url="https://echo.example", postal_address="1 rue\nParis"),
        themes=(Theme(slug="city", title='The "City"', keywords=("mayor", "a" * 60, "b" * 60)),),
        sources=(Source(slug="wire", url="https://echo.example/wire", items=ItemKind.BRIEF, theme="city"),),
        newsletters=(
            Newsletter(slug="daily", title="Daily", from_="Desk <d@echo.example>", themes=("city",)),
        ),
    )
    assert dump_newsroom(newsroom) == (
        '[publication]\nname = "L’Écho"\nurl = "https://echo.example"\nlanguage = "fr"\n'
        'timezone = "Europe/Paris"\npostal_address = "1 rue\\nParis"\nlogo = ""\naccent = "#7a1f5c"\n'
        '\n[[theme]]\nslug = "city"\ntitle = "The \\"City\\""\nmax_items = 6\nsections = []\ncategories = []\n'
        f'keywords = [\n  "mayor",\n  "{"a" * 60}",\n  "{"b" * 60}",\n]\nexclude_keywords = []\n'
        '\n[[source]]\nslug = "wire"\nurl = "https://echo.example/wire"\nkind = "feed"\nitems = "brief"\n'
        'theme = "city"\n'
        '\n[[newsletter]]\nslug = "daily"\ntitle = "Daily"\nfrom = "Desk <d@echo.example>"\nreply_to = ""\n'
        'subject = "{{ lead.title }}"\nthemes = ["city"]\ndays = "mon-fri"\nat = "07:00"\nclosing = "06:30"\n'
        'approval = "auto"\nmin_items = 1\nlate_after = "3h"\nwhen_late = "skip"\n'
    )


def test_a_remark_stands_above_its_key_and_breaks_no_line() -> None:
    newsroom = Newsroom(
        publication=Publication(name="A", url="https://a.example"),
        themes=(Theme(slug="one", title="One"), Theme(slug="two", title="Two")),
    )
    remarks = {("publication", "", "url"): "a\nb = 1\x7f\u2028c", ("theme", "two", "title"): "why"}
    text = dump_newsroom(newsroom, remarks)
    assert '# a b = 1  c\nurl = "https://a.example"\n' in text
    assert 'slug = "two"\n# why\ntitle = "Two"\n' in text
    assert text.count("#") == 3  # Two remarks and a colour.
    assert parse_newsroom(text, "newsroom.toml", check_subject=lambda _: None) == newsroom
