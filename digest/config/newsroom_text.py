"""Writes a newsroom as the text of `newsroom.toml`, which `newsroom_file` reads back to an equal value.

It checks nothing: what is in force was checked when it came in.
"""

import json
from collections.abc import Iterable
from dataclasses import asdict

from digest.config.schedule import format_duration, format_weekdays
from digest.domain.newsroom import Newsletter, Newsroom, Publication, Source, Sponsor, Theme
from digest.domain.proposal import Remarks

_LINE_WIDTH = 100

_Value = str | int | tuple[str, ...] | dict[str, str]
_Table = dict[str, _Value]


def dump_newsroom(newsroom: Newsroom, remarks: Remarks | None = None) -> str:
    """Return the file, with the usual defaults written out and everything in the editors' order.

    remarks: what is said above the keys that have one.
    """
    tables = [("[publication]", "publication", _publication(newsroom.publication))]
    tables += [("[[theme]]", "theme", _theme(theme)) for theme in newsroom.themes]
    tables += [("[[source]]", "source", _source(source)) for source in newsroom.sources]
    tables += [
        ("[[newsletter]]", "newsletter", _newsletter(newsletter)) for newsletter in newsroom.newsletters
    ]
    said = remarks or {}
    return "\n".join(f"{header}\n{_lines(name, table, said)}" for header, name, table in tables)


def _publication(publication: Publication) -> _Table:
    usual = Publication(name="", url="")
    particular = {key: getattr(publication, key) for key in ("logo_dark", "title_font", "text_font", "clock")}
    return {
        "name": publication.name,
        "url": publication.url,
        "language": publication.language,
        "timezone": publication.timezone,
        "postal_address": publication.postal_address,
        "logo": publication.logo,
        "accent": publication.accent,
        # Few publications set one of these: written out everywhere they would hide the few.
        **{key: value for key, value in particular.items() if value != getattr(usual, key)},
    }


def _theme(theme: Theme) -> _Table:
    return {
        "slug": theme.slug,
        "title": theme.title,
        "max_items": theme.max_items,
        "sections": theme.sections,
        "categories": theme.categories,
        "keywords": theme.keywords,
        "exclude_keywords": theme.exclude_keywords,
    }


def _source(source: Source) -> _Table:
    particular: _Table = {
        "locked": source.locked,
        "enrich": source.enrich,
        "group": source.group,
        "timezone": source.timezone,
        "paused": source.paused,
        "selectors": {name: selector for name, selector in asdict(source.selectors).items() if selector},
    }
    return {
        "slug": source.slug,
        "url": source.url,
        "kind": source.kind,
        "items": source.items,
        "theme": source.theme,
        # Few sources need one of these: written out everywhere they would hide the few.
        **{key: value for key, value in particular.items() if value},
    }


def _newsletter(newsletter: Newsletter) -> _Table:
    particular: _Table = {
        "sign_off": newsletter.sign_off,
        "sponsor": _sponsor(newsletter.sponsor) if newsletter.sponsor else {},
    }
    return {
        "slug": newsletter.slug,
        "title": newsletter.title,
        "from": newsletter.from_,
        "reply_to": newsletter.reply_to,
        "subject": newsletter.subject,
        "themes": newsletter.themes,
        "days": format_weekdays(newsletter.days),
        "at": f"{newsletter.at:%H:%M}",
        "closing": f"{newsletter.closing:%H:%M}",
        "approval": newsletter.approval,
        "min_items": newsletter.min_items,
        "late_after": format_duration(newsletter.late_after),
        "when_late": newsletter.when_late,
        **{key: value for key, value in particular.items() if value},
    }


def _sponsor(sponsor: Sponsor) -> dict[str, str]:
    return {name: str(value) for name, value in asdict(sponsor).items() if value}


def _lines(name: str, table: _Table, remarks: Remarks) -> str:
    slug = str(table.get("slug", ""))
    return "".join(
        f"{_comment(remarks.get((name, slug, key), ''))}{key} = {_written(value)}\n"
        for key, value in table.items()
    )


def _comment(remark: str) -> str:
    """Return a line for `remark`, which may quote what strangers wrote: TOML allows no controls there."""
    shown = "".join(char if char.isprintable() else " " for char in remark)
    return f"# {shown}\n" if shown else ""


def _written(value: _Value) -> str:
    if isinstance(value, tuple):
        return _list(_text(element) for element in value)
    if isinstance(value, dict):
        # TOML 1.0 wants an inline table on one line.
        return f"{{ {', '.join(f'{name} = {_text(text)}' for name, text in value.items())} }}"
    if isinstance(value, bool):
        return str(value).lower()
    return _text(value) if isinstance(value, str) else str(value)


def _list(elements: Iterable[str]) -> str:
    written = list(elements)
    line = f"[{', '.join(written)}]"
    if len(line) <= _LINE_WIDTH:
        return line
    return "[\n" + "".join(f"  {element},\n" for element in written) + "]"


def _text(value: str) -> str:
    # A JSON string is a TOML string, but for DEL, which only TOML wants escaped.
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
