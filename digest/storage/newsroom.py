"""Keeps the newsroom: publication, themes, sources and newsletters, as `digest apply` last set them.

It does not check the newsroom: what comes in was validated by `digest.config`.
"""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Connection, Table, delete, insert, select, update

from digest.domain.newsroom import Newsletter, Newsroom, Publication, Source, Theme
from digest.errors import NotReady, UnknownName
from digest.storage.tables import newsletters, publication, sources, themes

_NEWSLETTER = TypeAdapter(Newsletter)
_PUBLICATION = TypeAdapter(Publication)
_PUBLICATION_COLUMNS = ("name", "url", "language", "timezone", "postal_address", "logo", "accent")
_SOURCE = TypeAdapter(Source)
_SOURCE_COLUMNS = ("slug", "url", "kind", "items", "theme")
_THE_ONLY_ROW = 1


def load_newsroom(connection: Connection) -> Newsroom:
    """Return the newsroom in force. Raises NotReady while none was applied."""
    row = connection.execute(select(publication)).mappings().first()
    if row is None:
        raise NotReady("there is no newsroom yet: write newsroom.toml and run `digest apply newsroom.toml`")
    return Newsroom(
        publication=_publication(row),
        themes=tuple(_theme(row) for row in _rows(connection, themes)),
        sources=tuple(_source(row) for row in _rows(connection, sources) if not row["retired"]),
        newsletters=tuple(
            _NEWSLETTER.validate_python(row["settings"])
            for row in _rows(connection, newsletters)
            if not row["retired"]
        ),
    )


def load_newsletter(connection: Connection, slug: str) -> tuple[Newsroom, Newsletter]:
    """Return the newsroom and the newsletter of that slug. Raises UnknownName that lists the others."""
    newsroom = load_newsroom(connection)
    for newsletter in newsroom.newsletters:
        if newsletter.slug == slug:
            return newsroom, newsletter
    raise UnknownName("newsletter", slug, [newsletter.slug for newsletter in newsroom.newsletters])


def newsletter_since(connection: Connection, slug: str) -> datetime:
    """Return when the newsletter came to be; no slot before it was ever promised."""
    found = connection.execute(select(newsletters.c.created_at).where(newsletters.c.slug == slug))
    since: datetime = found.scalar_one()
    return since


def take_turns(connection: Connection) -> None:
    """Let gathering and composing follow one another: whoever comes second waits for the first to commit.

    On SQLite every writer does so already.
    """
    connection.execute(select(publication.c.id).with_for_update()).all()


def save_newsroom(connection: Connection, newsroom: Newsroom, now: datetime) -> None:
    """Make `newsroom` the one in force. What it no longer names is retired; histories stay."""
    connection.execute(delete(publication))
    connection.execute(
        insert(publication).values(id=_THE_ONLY_ROW, **_publication_values(newsroom.publication))
    )
    connection.execute(delete(themes))
    for position, theme in enumerate(newsroom.themes):
        connection.execute(insert(themes).values(position=position, **_theme_values(theme)))
    connection.execute(update(sources).values(retired=True))
    for position, source in enumerate(newsroom.sources):
        _save_source(connection, source, position)
    connection.execute(update(newsletters).values(retired=True))
    for position, newsletter in enumerate(newsroom.newsletters):
        _save_newsletter(connection, newsletter, position, now)


def _rows(connection: Connection, table: Table) -> list[Any]:
    return list(connection.execute(select(table).order_by(table.c.position, table.c.slug)).mappings())


def _publication(row: Any) -> Publication:
    head = {name: row[name] for name in _PUBLICATION_COLUMNS}
    return _PUBLICATION.validate_python({**row["settings"], **head})


def _publication_values(values_of: Publication) -> dict[str, object]:
    values = _PUBLICATION.dump_python(values_of, mode="json")
    head = {name: values.pop(name) for name in _PUBLICATION_COLUMNS}
    return {**head, "settings": values}


def _theme(row: Any) -> Theme:
    rules = {name: tuple(values) for name, values in row["rules"].items()}
    return Theme(slug=row["slug"], title=row["title"], max_items=row["max_items"], **rules)


def _theme_values(theme: Theme) -> dict[str, object]:
    values = asdict(theme)
    head = {name: values.pop(name) for name in ("slug", "title", "max_items")}
    return {**head, "rules": values}


def _source(row: Any) -> Source:
    head = {name: row[name] for name in _SOURCE_COLUMNS}
    return _SOURCE.validate_python({**row["settings"], **head})


def _source_values(source: Source) -> dict[str, object]:
    values = _SOURCE.dump_python(source, mode="json")
    head = {name: values.pop(name) for name in _SOURCE_COLUMNS}
    return {**head, "settings": values}


def _save_source(connection: Connection, source: Source, position: int) -> None:
    values = {**_source_values(source), "position": position, "retired": False}
    known = connection.execute(
        select(sources.c.url, sources.c.moved_from).where(sources.c.slug == source.slug)
    ).first()
    if known is None:
        connection.execute(insert(sources).values(**values))
        return
    if source.url != known.url:
        # What we know of the old address says nothing about the new one.
        values |= {
            "etag": "",
            "last_modified": "",
            "validators_host": "",
            "not_before": None,
            "asked_until": None,
            "failures": 0,
            "last_error": "",
            "gone": False,
            "moved_to": "",
            "moves": 0,
            "moved_from": "",
        }
    if source.url not in (known.url, known.moved_from):
        # Another document, whose stock of old entries must not flood the next edition. A newsroom file
        # that still names the address from before a move means the document that we have been reading.
        values["first_gathered_at"] = None
    connection.execute(update(sources).where(sources.c.slug == source.slug).values(**values))


def _save_newsletter(connection: Connection, newsletter: Newsletter, position: int, now: datetime) -> None:
    values = {"position": position, "retired": False}
    settings = _NEWSLETTER.dump_python(newsletter, mode="json")
    settings["days"] = sorted(newsletter.days)
    known = connection.execute(
        update(newsletters).where(newsletters.c.slug == newsletter.slug).values(**values, settings=settings)
    )
    if not known.rowcount:
        connection.execute(
            insert(newsletters).values(slug=newsletter.slug, created_at=now, **values, settings=settings)
        )
