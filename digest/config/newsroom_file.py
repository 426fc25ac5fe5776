"""Reads `newsroom.toml`: publication, themes, sources and newsletters, checked as a whole.

In a fault a table is named by its slug (`newsletter "daily": themes`), or by its number where the slug is
what is wrong (`newsletter number 2: slug`). Whether a subject line is sound templating is decided by
whoever calls: this module only hands it on. Writing the file is done in `newsroom_text`.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from enum import StrEnum
from pathlib import Path
from typing import Any

from digest.config import addresses, schedule
from digest.config.checks import (
    Unexpected,
    colour,
    css_selector,
    font_stack,
    line,
    listed,
    one_of,
    optional,
    section,
    short_line,
    slug,
    text,
    whole_number,
    yes_or_no,
)
from digest.config.tables import Key, parse_toml, read_file, read_table, unknown
from digest.domain.content import ItemKind
from digest.domain.newsroom import (
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
from digest.errors import ConfigurationError, Fault

SubjectCheck = Callable[[str], str | None]
"""Returns what is wrong with a subject line, in one sentence, or None."""
RESERVED_THEMES = ("lead", "briefs")
"""Names of the two sections that every edition may have besides its themes."""


class Language(StrEnum):
    """The languages that the words around the items are written in."""

    FRENCH = "fr"
    ENGLISH = "en"


def _language(value: object) -> str:
    return one_of(Language)(value).value


def _theme_slug(value: object) -> str:
    if value in RESERVED_THEMES:
        raise Unexpected("it is the name of a fixed section, expected another slug")
    return slug(value)


def _selectors(value: object) -> Selectors:
    """Accept a table of CSS selectors, such as { kicker = ".surtitre" }."""
    names = [field.name for field in fields(Selectors)]
    if not isinstance(value, dict):
        raise Unexpected('expected a table of CSS selectors such as { kicker = ".surtitre" }')
    for name in value:
        if name not in names:
            raise Unexpected(f"{name} {unknown(name, names)}")
    return Selectors(**{name: css_selector(selector) for name, selector in value.items()})


def _sponsor(value: object) -> Sponsor:
    """Accept a table about a partner, such as { title = "…", url = "https://…" }."""
    if not isinstance(value, dict):
        raise Unexpected('expected a table about a partner such as { title = "…", url = "https://…" }')
    values: dict[str, Any] = {}
    for name, found in value.items():
        if name not in _SPONSOR:
            raise Unexpected(f"{name} {unknown(name, _SPONSOR)}")
        try:
            values[name] = _SPONSOR[name](found)
        except Unexpected as error:
            raise Unexpected(f"{name}: {error}") from None
    if "title" not in values:
        raise Unexpected("title is missing: what the partner has to say, in a few words")
    sponsor = Sponsor(**values)
    if sponsor.first_day and sponsor.last_day and sponsor.last_day < sponsor.first_day:
        raise Unexpected("last_day lies before first_day")
    return sponsor


_SPONSOR: Mapping[str, Callable[[object], object]] = {
    "label": one_of(SponsorLabel),
    "title": short_line(200),
    "text": short_line(600),
    "url": addresses.web_address,
    "image": addresses.web_address,
    "alt": short_line(300),
    "first_day": schedule.day,
    "last_day": schedule.day,
}
_texts = listed(line, "a list of texts in quotes")
_slugs = listed(slug, "a list of slugs of themes")
_sections = listed(section, 'a list of paths that start with / such as ["/politics/"]')

TABLES: Mapping[str, Mapping[str, Key]] = {
    "publication": {
        "name": Key(line, required=True),
        "url": Key(addresses.web_address, required=True),
        "language": Key(_language),
        "timezone": Key(schedule.time_zone),
        "postal_address": Key(text),
        "logo": Key(optional(addresses.web_address)),
        "accent": Key(colour),
        "logo_dark": Key(optional(addresses.web_address)),
        "title_font": Key(font_stack),
        "text_font": Key(font_stack),
        "clock": Key(one_of(Clock)),
    },
    "theme": {
        "slug": Key(_theme_slug, required=True),
        "title": Key(line, required=True),
        "max_items": Key(whole_number(1, 100, "a number of items, 1 to 100")),
        "sections": Key(_sections),
        "categories": Key(_texts),
        "keywords": Key(_texts),
        "exclude_keywords": Key(_texts),
    },
    "source": {
        "slug": Key(slug, required=True),
        "url": Key(addresses.web_address, required=True),
        "kind": Key(one_of(SourceKind)),
        "items": Key(one_of(ItemKind)),
        "theme": Key(optional(slug)),
        "locked": Key(yes_or_no),
        "enrich": Key(yes_or_no),
        "group": Key(optional(slug)),
        "timezone": Key(optional(schedule.time_zone)),
        "paused": Key(yes_or_no),
        "selectors": Key(_selectors),
    },
    "newsletter": {
        "slug": Key(slug, required=True),
        "title": Key(line, required=True),
        "from": Key(addresses.sender, required=True),
        "reply_to": Key(optional(addresses.mailbox)),
        "subject": Key(line),
        "themes": Key(_slugs),
        "days": Key(schedule.weekdays),
        "at": Key(schedule.clock),
        "closing": Key(schedule.clock),
        "approval": Key(one_of(Approval)),
        "min_items": Key(whole_number(0, 10_000, "a number of items, 0 or more")),
        "late_after": Key(schedule.duration),
        "when_late": Key(one_of(WhenLate)),
        "sign_off": Key(optional(short_line(300))),
        "sponsor": Key(_sponsor),
    },
}
"""Every table of the file with its keys. The defaults are those of `digest.domain.newsroom`."""
_DEFAULT_AT = next(field.default for field in fields(Newsletter) if field.name == "at")


@dataclass(frozen=True, slots=True)
class _Entry:
    """One table of a list as far as it is sound, and what to call it in a fault."""

    label: str
    values: dict[str, Any]


def load_newsroom(path: Path, *, check_subject: SubjectCheck) -> Newsroom:
    """Return the newsroom that the file describes. Raises ConfigurationError with all its faults."""
    return parse_newsroom(read_file(path), str(path), check_subject=check_subject)


def parse_newsroom(content: bytes | str, file: str, *, check_subject: SubjectCheck) -> Newsroom:
    """Return the newsroom that `content` describes, for whoever has it from elsewhere than a file.

    file: the name to report. Raises ConfigurationError with all faults.
    """
    document = parse_toml(content, file)
    faults = [Fault(file, name, unknown(name, TABLES)) for name in document if name not in TABLES]
    publication = _read_publication(file, document, faults)
    themes = _read_list(file, document, "theme", faults)
    sources = _read_list(file, document, "source", faults)
    newsletters = _read_list(file, document, "newsletter", faults)
    faulty = {fault.key for fault in faults}
    more = _theme_references(themes, sources, newsletters)
    more += [fault for newsletter in newsletters for fault in _closing_fault(newsletter, faulty)]
    more += [fault for newsletter in newsletters for fault in _subject_fault(newsletter, check_subject)]
    faults += [Fault(file, key, message) for key, message in more]
    if faults:
        raise ConfigurationError(faults)
    slugs = tuple(theme.values["slug"] for theme in themes)
    return Newsroom(
        publication=Publication(**publication),
        themes=tuple(Theme(**theme.values) for theme in themes),
        sources=tuple(Source(**source.values) for source in sources),
        newsletters=tuple(_newsletter(newsletter.values, slugs) for newsletter in newsletters),
    )


def _read_publication(file: str, document: Mapping[str, Any], faults: list[Fault]) -> dict[str, Any]:
    table = document.get("publication", {})
    if isinstance(table, dict):
        return read_table(file, "publication: ", table, TABLES["publication"], faults)
    faults.append(Fault(file, "publication", "expected one table, written [publication]"))
    return {}


def _read_list(file: str, document: Mapping[str, Any], name: str, faults: list[Fault]) -> list[_Entry]:
    tables = document.get(name, [])
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        faults.append(Fault(file, name, f"expected tables, each written [[{name}]] with two brackets"))
        return []
    entries = []
    for number, table in enumerate(tables, start=1):
        label = f"{name} {_named(table, TABLES[name]['slug'], number)}"
        entries.append(_Entry(label, read_table(file, f"{label}: ", table, TABLES[name], faults)))
    faults += (
        Fault(file, f'{name} "{slug}"', f"stands here {count} times: each {name} needs a slug of its own")
        for slug, count in Counter(entry.values.get("slug") for entry in entries).items()
        if slug and count > 1
    )
    return entries


def _named(table: Mapping[str, object], key: Key, number: int) -> str:
    try:
        return f'"{key.check(table.get("slug"))}"'
    except Unexpected:
        return f"number {number}"


def _theme_references(
    themes: Sequence[_Entry], sources: Sequence[_Entry], newsletters: Sequence[_Entry]
) -> list[tuple[str, str]]:
    known = dict.fromkeys(entry.values["slug"] for entry in themes if "slug" in entry.values)
    there = f"the themes are {', '.join(known)}" if known else "this file has no themes"
    faults = [
        (f"{source.label}: theme", f"is '{theme}': there is no such theme, {there}")
        for source in sources
        if (theme := source.values.get("theme")) and theme not in known
    ]
    for newsletter in newsletters:
        key = f"{newsletter.label}: themes"
        for theme, count in Counter(newsletter.values.get("themes", ())).items():
            if theme not in known:
                faults.append((key, f"names '{theme}': there is no such theme, {there}"))
            if count > 1:
                faults.append((key, f"names '{theme}' {count} times: once is enough"))
    return faults


def _closing_fault(newsletter: _Entry, faulty: set[str]) -> Iterator[tuple[str, str]]:
    at, closing = newsletter.values.get("at", _DEFAULT_AT), newsletter.values.get("closing")
    if closing and closing > at and f"{newsletter.label}: at" not in faulty:
        message = f"is {closing:%H:%M}: expected a time of the same day, not after at ({at:%H:%M})"
        yield f"{newsletter.label}: closing", message


def _subject_fault(newsletter: _Entry, check_subject: SubjectCheck) -> Iterator[tuple[str, str]]:
    subject = newsletter.values.get("subject")
    if subject and (sentence := check_subject(subject)):
        yield f"{newsletter.label}: subject", sentence


def _newsletter(values: Mapping[str, Any], all_themes: tuple[str, ...]) -> Newsletter:
    given = {"at": _DEFAULT_AT, **values}
    given["from_"] = given.pop("from")
    given["themes"] = given.get("themes") or all_themes
    given.setdefault("closing", given["at"])
    return Newsletter(**given)
