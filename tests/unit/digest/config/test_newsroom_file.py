from dataclasses import fields
from datetime import time, timedelta
from pathlib import Path

import pytest

from digest.config.newsroom_file import TABLES, load_newsroom, parse_newsroom
from digest.domain.content import ItemKind
from digest.domain.newsroom import (
    Approval,
    Newsletter,
    Newsroom,
    Publication,
    Selectors,
    Source,
    SourceKind,
    Theme,
    WhenLate,
)
from digest.errors import ConfigurationError, Fault

PUBLICATION = '[publication]\nname = "The Paper"\nurl = "https://paper.example"\n'
THEMES = '[[theme]]\nslug = "city"\ntitle = "City"\n[[theme]]\nslug = "arts"\ntitle = "Arts"\n'
SOURCE = '[[source]]\nslug = "site"\nurl = "https://paper.example/feed/"\n'
NEWSLETTER = '[[newsletter]]\nslug = "daily"\ntitle = "Daily"\nfrom = "Desk <desk@paper.example>"\n'
WHOLE = PUBLICATION + THEMES + SOURCE + NEWSLETTER
"""The last table is open: a key that is added belongs to the newsletter."""


def any_subject(subject: str) -> str | None:
    return None


def parse(text: str) -> Newsroom:
    return parse_newsroom(text, "newsroom.toml", check_subject=any_subject)


def faults_of(text: str) -> list[tuple[str, str]]:
    with pytest.raises(ConfigurationError) as caught:
        parse(text)
    assert caught.value.exit_code == 2
    assert {fault.file for fault in caught.value.faults} == {"newsroom.toml"}
    return [(fault.key, fault.message) for fault in caught.value.faults]


def test_a_publication_alone_is_a_newsroom() -> None:
    assert parse(PUBLICATION) == Newsroom(
        publication=Publication(name="The Paper", url="https://paper.example")
    )


def test_what_is_omitted_takes_its_default() -> None:
    newsroom = parse(WHOLE)
    assert newsroom.themes == (Theme(slug="city", title="City"), Theme(slug="arts", title="Arts"))
    assert newsroom.sources == (Source(slug="site", url="https://paper.example/feed/"),)
    assert newsroom.newsletters == (
        Newsletter(
            slug="daily",
            title="Daily",
            from_="Desk <desk@paper.example>",
            themes=("city", "arts"),
            at=time(7, 0),
            closing=time(7, 0),
        ),
    )


def test_every_key_arrives() -> None:
    newsroom = parse("""
        [publication]
        name = "The Paper"
        url = "https://paper.example"
        language = "en"
        timezone = "Europe/London"
        postal_address = "1 Fleet Street\\nLondon"
        logo = "https://paper.example/logo.png"
        accent = "#004C8c"
        [[theme]]
        slug = "city"
        title = "City"
        max_items = 3
        sections = ["/city/", "/town"]
        categories = ["Local"]
        keywords = ["mayor", "town hall"]
        exclude_keywords = ["advertisement"]
        [[source]]
        slug = "wire"
        url = "http://paper.example/wire"
        kind = "feed"
        items = "brief"
        theme = "city"
        [[newsletter]]
        slug = "weekly"
        title = "Weekly"
        from = "Desk <desk@paper.example>"
        reply_to = "post@paper.example"
        subject = "{{ lead.title }} and more"
        themes = ["city"]
        days = "sat,sun"
        at = "08:15"
        closing = "08:00"
        approval = "required"
        min_items = 0
        late_after = "1d"
        when_late = "hold"
    """)
    assert newsroom == Newsroom(
        publication=Publication(
            name="The Paper",
            url="https://paper.example",
            language="en",
            timezone="Europe/London",
            postal_address="1 Fleet Street\nLondon",
            logo="https://paper.example/logo.png",
            accent="#004C8c",
        ),
        themes=(
            Theme(
                slug="city",
                title="City",
                max_items=3,
                sections=("/city/", "/town"),
                categories=("Local",),
                keywords=("mayor", "town hall"),
                exclude_keywords=("advertisement",),
            ),
        ),
        sources=(
            Source(
                slug="wire",
                url="http://paper.example/wire",
                kind=SourceKind.FEED,
                items=ItemKind.BRIEF,
                theme="city",
            ),
        ),
        newsletters=(
            Newsletter(
                slug="weekly",
                title="Weekly",
                from_="Desk <desk@paper.example>",
                reply_to="post@paper.example",
                subject="{{ lead.title }} and more",
                themes=("city",),
                days=frozenset({6, 7}),
                at=time(8, 15),
                closing=time(8, 0),
                approval=Approval.REQUIRED,
                min_items=0,
                late_after=timedelta(days=1),
                when_late=WhenLate.HOLD,
            ),
        ),
    )


def test_the_order_of_the_editors_is_kept() -> None:
    assert parse(WHOLE + 'themes = ["arts", "city"]').newsletters[0].themes == ("arts", "city")


def test_an_empty_list_of_themes_means_all() -> None:
    assert parse(WHOLE + "themes = []").newsletters[0].themes == ("city", "arts")


def test_closing_is_the_time_of_sending_when_omitted() -> None:
    assert parse(WHOLE + 'at = "18:30"').newsletters[0].closing == time(18, 30)


@pytest.mark.parametrize(
    ("lines", "at"), [('at = "06:00"\nclosing = "06:01"', "06:00"), ('closing = "07:30"', "07:00")]
)
def test_closing_is_not_after_the_time_of_sending(lines: str, at: str) -> None:
    ((key, message),) = faults_of(WHOLE + lines)
    assert key == 'newsletter "daily": closing'
    assert message.endswith(f"expected a time of the same day, not after at ({at})")


def test_closing_at_the_time_of_sending_is_sound() -> None:
    newsletter = parse(WHOLE + 'at = "06:00"\nclosing = "06:00"').newsletters[0]
    assert newsletter.at == newsletter.closing == time(6, 0)


def test_closing_is_not_compared_with_a_time_that_cannot_be_read() -> None:
    assert [key for key, _ in faults_of(WHOLE + 'at = "6h"\nclosing = "08:00"')] == ['newsletter "daily": at']


def test_a_subject_line_is_judged_by_the_check_that_is_handed_in() -> None:
    asked = []

    def refuse(subject: str) -> str | None:
        asked.append(subject)
        return "a brace is not closed"

    with pytest.raises(ConfigurationError) as caught:
        parse_newsroom(WHOLE + 'subject = "{{ lead"', "newsroom.toml", check_subject=refuse)
    assert asked == ["{{ lead"]
    assert caught.value.faults == (
        Fault("newsroom.toml", 'newsletter "daily": subject', "a brace is not closed"),
    )


def test_a_theme_that_is_not_there_is_named_with_those_that_are() -> None:
    faults = faults_of(WHOLE + 'themes = ["city", "sport", "money"]')
    assert faults == [
        (
            'newsletter "daily": themes',
            f"names '{theme}': there is no such theme, the themes are city, arts",
        )
        for theme in ("sport", "money")
    ]


def test_a_theme_in_a_file_without_themes_is_not_there() -> None:
    faults = faults_of(PUBLICATION + NEWSLETTER + 'themes = ["sport"]')
    assert faults[0][1] == "names 'sport': there is no such theme, this file has no themes"


def test_a_newsletter_prints_a_theme_once() -> None:
    faults = faults_of(WHOLE + 'themes = ["city", "arts", "city"]')
    assert faults == [('newsletter "daily": themes', "names 'city' 2 times: once is enough")]


def test_the_default_theme_of_a_source_must_be_there() -> None:
    faults = faults_of(PUBLICATION + THEMES + SOURCE + 'theme = "sport"')
    message = "is 'sport': there is no such theme, the themes are city, arts"
    assert faults == [('source "site": theme', message)]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (PUBLICATION + THEMES + THEMES, "theme"),
        (PUBLICATION + SOURCE + SOURCE, "source"),
        (PUBLICATION + NEWSLETTER + NEWSLETTER, "newsletter"),
    ],
)
def test_every_slug_stands_once(text: str, name: str) -> None:
    message = f"stands here 2 times: each {name} needs a slug of its own"
    assert {fault[1] for fault in faults_of(text)} == {message}
    assert faults_of(text)[0][0].startswith(f'{name} "')


def test_one_slug_may_name_a_theme_a_source_and_a_newsletter() -> None:
    text = (
        (PUBLICATION + THEMES + SOURCE + NEWSLETTER).replace('"site"', '"city"').replace('"daily"', '"city"')
    )
    assert parse(text).newsletters[0].slug == "city"


@pytest.mark.parametrize("slug", ["lead", "briefs"])
def test_the_fixed_sections_are_no_themes(slug: str) -> None:
    text = PUBLICATION + f'[[theme]]\nslug = "{slug}"\ntitle = "X"\n'
    message = f"is '{slug}': it is the name of a fixed section, expected another slug"
    assert faults_of(text) == [("theme number 1: slug", message)]


def test_a_source_may_say_how_its_pages_are_read() -> None:
    (source,) = parse(
        PUBLICATION
        + SOURCE
        + """
        kind = "page"
        locked = true
        enrich = true
        paused = true
        group = "maison"
        timezone = "Indian/Reunion"
        selectors = { kicker = ".surtitre", access = "p.abonnes > b" }
        """
    ).sources
    assert (source.kind, source.locked, source.enrich, source.paused) == (SourceKind.PAGE, True, True, True)
    assert (source.group, source.timezone) == ("maison", "Indian/Reunion")
    assert source.selectors == Selectors(kicker=".surtitre", access="p.abonnes > b")


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ('".surtitre"', "expected a table of CSS selectors"),
        ('{ kickr = ".surtitre" }', "kickr is unknown: did you mean kicker?"),
        ('{ kicker = "p[" }', "expected a CSS selector, and 'p[' is none"),
        ("{ kicker = 3 }", "expected one line of text in quotes"),
    ],
)
def test_a_selector_that_cannot_be_read_is_a_fault(written: str, message: str) -> None:
    ((key, said),) = faults_of(PUBLICATION + SOURCE + f"selectors = {written}")
    assert key == 'source "site": selectors'
    assert message in said


@pytest.mark.parametrize(
    ("table", "line", "message"),
    [
        ("publication", "name = ''", "is '': expected one line of text"),
        ("publication", 'name = "a\\nb"', r"is 'a\nb': expected one line of text"),
        ("publication", "url = 'paper.example'", "is 'paper.example': expected an address that starts with"),
        ("publication", "language = 'de'", 'is \'de\': expected "fr" or "en"'),
        ("publication", "language = 1", 'is 1: expected "fr" or "en"'),
        ("publication", "timezone = 'Paris'", "is 'Paris': expected a time zone"),
        ("publication", "timezone = 'Europe/Pariss'", "is 'Europe/Pariss': expected a time zone"),
        ("publication", "postal_address = 3", "is 3: expected a text"),
        ("publication", "logo = 'logo.png'", "is 'logo.png': expected an address that starts with"),
        ("publication", "accent = 'red'", "is 'red': expected a colour"),
        ("publication", "accent = '#fff'", "is '#fff': expected a colour"),
        ("publication", "title_font = 'Georgia'", "is 'Georgia': expected names of fonts and at last serif"),
        (
            "publication",
            "text_font = 'a; color: red, serif'",
            "is 'a; color: red, serif': expected names of fonts",
        ),
        ("publication", "text_font = ['Arial', 'serif']", "is ['Arial', 'serif']: expected names of fonts"),
        ("publication", "clock = '7h30'", 'is \'7h30\': expected "7 h 30" or "7:30"'),
        ("theme", "title = ' '", "is ' ': expected one line of text"),
        ("theme", "max_items = 0", "is 0: expected a number of items, 1 to 100"),
        ("theme", "max_items = 101", "is 101: expected a number of items, 1 to 100"),
        ("theme", "max_items = '6'", "is '6': expected a number of items, 1 to 100"),
        ("theme", "sections = '/a/'", "is '/a/': expected a list of paths"),
        ("theme", "sections = ['a/']", "is ['a/']: expected a list of paths"),
        ("theme", "categories = 'a'", "is 'a': expected a list of texts"),
        ("theme", "categories = ['']", "is ['']: expected a list of texts"),
        ("theme", "keywords = [1]", "is [1]: expected a list of texts"),
        ("theme", "exclude_keywords = {}", "is a table: expected a list of texts"),
        ("source", "url = 'file:///etc/passwd'", "is 'file:///etc/passwd': expected an address"),
        ("source", "kind = 'rss'", "is 'rss': expected \"feed\""),
        ("source", "kind = 1", 'is 1: expected "feed"'),
        ("source", "items = 'articles'", 'is \'articles\': expected "article" or "brief"'),
        ("source", "theme = 'City Life'", "is 'City Life': expected a slug"),
        ("newsletter", "title = 1", "is 1: expected one line of text"),
        (
            "newsletter",
            "from = 'desk@paper.example'",
            "is 'desk@paper.example': expected a name and an address",
        ),
        ("newsletter", "from = 'Desk <desk@paper>'", "is 'Desk <desk@paper>': expected an address"),
        ("newsletter", "reply_to = 'desk'", "is 'desk': expected an address"),
        ("newsletter", "subject = ''", "is '': expected one line of text"),
        ("newsletter", 'subject = "a\\r\\nBcc: b"', r"is 'a\r\nBcc: b': expected one line of text"),
        ("newsletter", "themes = 'city'", "is 'city': expected a list of slugs"),
        ("newsletter", "themes = [['city']]", "is [['city']]: expected a list of slugs"),
        ("newsletter", "days = ['mon']", "is ['mon']: expected \"daily\", a range"),
        ("newsletter", "days = ''", "is '': expected \"daily\", a range"),
        ("newsletter", "days = 'weekdays'", "is 'weekdays': expected \"daily\", a range"),
        ("newsletter", "at = '7:00'", "is '7:00': expected a time"),
        ("newsletter", "at = 07:00:00", 'is 07:00:00: expected a time from "00:00" to "23:59", in quotes'),
        ("newsletter", "closing = '25:00'", "is '25:00': expected a time"),
        ("newsletter", "approval = true", 'is true: expected "auto" or "required"'),
        ("newsletter", "min_items = -1", "is -1: expected a number of items, 0 or more"),
        ("newsletter", "late_after = 3", "is 3: expected a duration"),
        ("newsletter", "late_after = '3 hours'", "is '3 hours': expected a duration"),
        ("newsletter", 'sign_off = "a\\nb"', r"is 'a\nb': expected one line of text"),
        (
            "newsletter",
            f"sign_off = '{'x' * 301}'",
            f"is '{'x' * 59}…: expected at most 300 characters, and these are 301",
        ),
        ("newsletter", f"sponsor = {{ title = '{'x' * 201}' }}", "is a table: title: expected at most 200"),
        ("newsletter", "sponsor = 'Us'", "is 'Us': expected a table about a partner such as"),
        ("newsletter", "sponsor = { url = 'https://a.example' }", "is a table: title is missing"),
        (
            "newsletter",
            "sponsor = { title = 'x', link = 'y' }",
            "is a table: link is unknown: expected label, title",
        ),
        ("newsletter", "sponsor = { title = 'x', url = 'y' }", "is a table: url: expected an address"),
        (
            "newsletter",
            "sponsor = { title = 'x', label = 'ad' }",
            'is a table: label: expected "advertisement" or',
        ),
        (
            "newsletter",
            "sponsor = { title = 'x', last_day = '1 May' }",
            "is a table: last_day: expected a day such as",
        ),
        (
            "newsletter",
            "sponsor = { title = 'x', first_day = 2026-11-23T07:00:00 }",
            "is a table: first_day: expected a day",
        ),
        (
            "newsletter",
            "sponsor = { title = 'x', first_day = 2026-11-23, last_day = '2026-11-22' }",
            "is a table: last_day lies before first_day",
        ),
        ("newsletter", "when_late = 'drop'", 'is \'drop\': expected "send", "hold" or "skip"'),
    ],
)
def test_a_value_that_does_not_fit_is_reported_with_what_is_expected(
    table: str, line: str, message: str
) -> None:
    key = line.partition(" ")[0]
    parts = {"publication": PUBLICATION, "theme": THEMES, "source": SOURCE, "newsletter": NEWSLETTER}
    kept = "".join(part for part in parts[table].splitlines(True) if not part.startswith(f"{key} ="))
    others = "".join(text for name, text in parts.items() if name != table)
    label = {
        "publication": "publication",
        "theme": 'theme "arts"',
        "source": 'source "site"',
        "newsletter": 'newsletter "daily"',
    }[table]
    if table == "theme":
        kept = '[[theme]]\nslug = "city"\ntitle = "City"\n[[theme]]\nslug = "arts"\n' + (
            "" if key == "title" else 'title = "Arts"\n'
        )
    ((found_key, found),) = faults_of(others + kept + line)
    assert found_key == f"{label}: {key}"
    assert found.startswith(message)


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("", ["publication: name", "publication: url"]),
        ("[publication]", ["publication: name", "publication: url"]),
        (PUBLICATION + "[[theme]]", ["theme number 1: slug", "theme number 1: title"]),
        (PUBLICATION + "[[source]]", ["source number 1: slug", "source number 1: url"]),
        (
            PUBLICATION + NEWSLETTER + "[[newsletter]]",
            ["newsletter number 2: slug", "newsletter number 2: title", "newsletter number 2: from"],
        ),
    ],
)
def test_what_is_needed_is_missed(text: str, keys: list[str]) -> None:
    faults = faults_of(text)
    assert [key for key, _ in faults] == keys
    assert all(message.startswith("is missing: expected ") for _, message in faults)


@pytest.mark.parametrize("slug", ["'City Life'", "''", "3", "'-a'", "['a']"])
def test_a_table_without_a_sound_slug_is_named_by_its_number(slug: str) -> None:
    text = PUBLICATION + f"[[theme]]\nslug = 'a'\ntitle = 'A'\n[[theme]]\nslug = {slug}\ntitle = 'B'\n"
    ((key, message),) = faults_of(text)
    assert key == "theme number 2: slug"
    assert "expected a slug" in message


@pytest.mark.parametrize(
    ("text", "key", "message"),
    [
        ("[[themes]]\nslug = 'a'", "themes", "is unknown: did you mean theme?"),
        ("[smtp]\nhost = 'x'", "smtp", "is unknown: expected publication, theme, source, newsletter"),
        (
            "[[theme]]\nslug='a'\ntitle='A'\nmaxitems = 3",
            'theme "a": maxitems',
            "is unknown: did you mean max_items?",
        ),
        (
            SOURCE + "feed = 'x'",
            'source "site": feed',
            "is unknown: expected slug, url, kind, items, theme, locked, enrich, group, timezone, paused, selectors",
        ),
        (
            NEWSLETTER + "late_aftr = '3h'",
            'newsletter "daily": late_aftr',
            "is unknown: did you mean late_after?",
        ),
        (NEWSLETTER + "from_ = 'x'", 'newsletter "daily": from_', "is unknown: did you mean from?"),
    ],
)
def test_unknown_names_get_a_suggestion(text: str, key: str, message: str) -> None:
    assert faults_of(PUBLICATION + text) == [(key, message)]


@pytest.mark.parametrize("name", ["theme", "source", "newsletter"])
@pytest.mark.parametrize("value", ["{}", "3", "'a'", "['a']"])
def test_lists_of_tables_have_two_brackets(name: str, value: str) -> None:
    message = f"expected tables, each written [[{name}]] with two brackets"
    assert faults_of(f"{name} = {value}\n" + PUBLICATION) == [(name, message)]


@pytest.mark.parametrize("value", ["3", "[{}]", "'The Paper'"])
def test_the_publication_is_one_table(value: str) -> None:
    message = "expected one table, written [publication]"
    assert faults_of(f"publication = {value}\n") == [("publication", message)]


def test_all_faults_of_a_file_come_at_once() -> None:
    text = (
        "[publication]\nurl = 'x'\n[[theme]]\nslug = 'lead'\ntitle = 'x'\n"
        "[[source]]\nslug = 's'\nurl = 'x'\ntheme = 'nowhere'\n[[newsletter]]\nslug = 'n'\nthemes = ['none']\n[odd]\n"
    )
    assert [key for key, _ in faults_of(text)] == [
        "odd",
        "publication: url",
        "publication: name",
        "theme number 1: slug",
        'source "s": url',
        'newsletter "n": title',
        'newsletter "n": from',
        'source "s": theme',
        'newsletter "n": themes',
    ]


def test_a_file_is_read_with_its_name_in_every_fault(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(WHOLE, encoding="utf-8")
    assert load_newsroom(path, check_subject=any_subject) == parse(WHOLE)
    path.write_text("x", encoding="utf-8")
    with pytest.raises(ConfigurationError, match=r"mine\.toml: line 1, column 2 is not valid TOML"):
        load_newsroom(path, check_subject=any_subject)


def test_bytes_are_read_as_utf8_and_nothing_else() -> None:
    text = PUBLICATION.replace("The Paper", "L’Écho")
    newsroom = parse_newsroom(text.encode(), "-", check_subject=any_subject)
    assert newsroom.publication.name == "L’Écho"
    with pytest.raises(ConfigurationError, match=r"^-: is not UTF-8 text"):
        parse_newsroom(text.encode("cp1252"), "-", check_subject=any_subject)


def test_a_file_that_is_not_there_is_a_fault(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="there is no such file"):
        load_newsroom(tmp_path / "none.toml", check_subject=any_subject)
    with pytest.raises(ConfigurationError, match="is a folder"):
        load_newsroom(tmp_path, check_subject=any_subject)


def test_every_field_of_the_newsroom_has_its_key() -> None:
    values = {"publication": Publication, "theme": Theme, "source": Source, "newsletter": Newsletter}
    for name, value in values.items():
        names = [field.name.removesuffix("_") for field in fields(value)]
        assert names == list(TABLES[name])
