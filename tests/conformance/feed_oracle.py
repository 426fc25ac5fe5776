"""What two public collections of feeds say that an entry holds, in a form that can be compared with ours.

It reads their expectations and judges; it fetches nothing. The collections lie outside of the project.
"""

import ast
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from digest.domain.content import Content
from digest.sources.entry import Entry, Setting, Text, content_of
from digest.sources.plaintext import clean

FIELDS = ("title", "link", "id", "author", "date")
FEEDPARSER_ORIGIN = "http://127.0.0.1:8097"
"""Where feedparser's own test server stands; its expectations of relative links begin with it."""


@dataclass(frozen=True)
class Claim:
    """One field of one entry, as a collection expects it. author: `index` counts the authors."""

    entry: int
    field: str
    value: Any
    index: int = 0


@dataclass(frozen=True)
class Specimen:
    """One feed of a collection and the claims about it. headers: to serve it with."""

    collection: str
    path: str
    file: Path
    headers: tuple[tuple[str, str], ...]
    claims: tuple[Claim, ...]
    entries: int


def specimens(corpora: Path) -> list[Specimen]:
    """Return every feed of both collections, also those about which nothing is claimed."""
    feedparser, gofeed = corpora / "feeds" / "feedparser", corpora / "feeds" / "gofeed"
    found = [_of_feedparser(feedparser, file) for file in sorted(feedparser.rglob("*.xml"))]
    found += [_of_feedparser(feedparser, file) for file in sorted(feedparser.rglob("*.json"))]
    found += [_of_gofeed(gofeed, file) for file in sorted(gofeed.rglob("*.xml"))]
    alone = [file for file in sorted(gofeed.rglob("*.json")) if not file.with_suffix(".xml").exists()]
    return found + [_of_gofeed(gofeed, file) for file in alone]


def _of_feedparser(root: Path, file: Path) -> Specimen:
    text = _readable(file.read_bytes())
    headers = {"Content-Type": "application/xml"}
    for name, value in re.findall(r"^\s*Header:\s+([\w-]+):\s*(.*?)\s*$", text, re.MULTILINE):
        headers[{"content-type": "Content-Type"}.get(name.lower(), name)] = value
    if file.suffix == ".json":
        headers["Content-Type"] = "application/feed+json"
    expect = re.search(r"^\s*Expect:\s*(.*?)\s*$", text, re.MULTILINE)
    claims = tuple(_from_expression(expect[1])) if expect else ()
    return Specimen(
        collection="feedparser",
        path=f"/tests/{file.relative_to(root)}",
        file=file,
        headers=tuple((name, value) for name, value in headers.items() if value),
        claims=claims,
        entries=max(
            (claim.entry + 1 for claim in claims), default=_entries_named(expect[1] if expect else "")
        ),
    )


def _readable(data: bytes) -> str:
    """Return the comment at the top of a file in whatever encoding it is."""
    for encoding in ("utf-32", "utf-16", "cp037") if b"Expect" not in data else ():
        try:
            text = data.decode(encoding)
        except UnicodeError:
            continue
        if "Expect" in text:
            return text
    for encoding in ("utf-32-le", "utf-32-be", "utf-16-le", "utf-16-be") if b"Expect" not in data else ():
        text = data.decode(encoding, "ignore")
        if "Expect" in text:
            return text
    return data.decode("utf-8", "replace")


def _entries_named(expression: str) -> int:
    """Return how many entries an expression needs to be there."""
    numbers = [int(number) for number in re.findall(r"(?<!not )entries\[(\d+)\]", expression)]
    return max(numbers, default=-1) + 1


def _from_expression(expression: str) -> Iterator[Claim]:
    """Read the equalities that a conjunction asserts; nothing is evaluated but literals."""
    try:
        tree = ast.parse(expression.strip(), mode="eval").body
    except SyntaxError:
        return
    parts = tree.values if isinstance(tree, ast.BoolOp) and isinstance(tree.op, ast.And) else [tree]
    for part in parts:
        if not isinstance(part, ast.Compare) or not all(isinstance(op, ast.Eq) for op in part.ops):
            continue
        sides = [part.left, *part.comparators]
        try:
            value = ast.literal_eval(sides[-1])
        except ValueError:
            continue
        for side in sides[:-1]:
            yield from _claim(_keys(side), value)


def _keys(node: ast.AST) -> list[Any]:
    """Return ["entries", 0, "title"] for entries[0]['title'] and for entries[0].title."""
    keys: list[Any] = []
    while True:
        if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant):
            keys.insert(0, node.slice.value)
            node = node.value
        elif isinstance(node, ast.Attribute):
            keys.insert(0, node.attr)
            node = node.value
        elif isinstance(node, ast.Name):
            return [node.id, *keys]
        else:
            return []


def _claim(keys: list[Any], value: Any) -> Iterator[Claim]:
    match keys:
        case ["entries", int(entry), "title"] | ["entries", int(entry), "title_detail", "value"]:
            yield Claim(entry, "title", value)
        case ["entries", int(entry), "link"]:
            yield Claim(entry, "link", value)
        case ["entries", int(entry), "id" | "guid"]:
            yield Claim(entry, "id", value)
        case ["entries", int(entry), "author"] | ["entries", int(entry), "author_detail", "name"]:
            yield Claim(entry, "author", value)
        case ["entries", int(entry), "authors", int(index), "name"]:
            yield Claim(entry, "author", value, index)
        case [
            "entries",
            int(entry),
            ("published_parsed" | "updated_parsed" | "created_parsed" | "date_parsed"),
        ]:
            yield Claim(entry, "date", datetime(*value[:6], tzinfo=UTC))


def _of_gofeed(root: Path, file: Path) -> Specimen:
    alone = file.suffix == ".json"
    expected = file if alone else file.with_suffix(".json")
    try:
        document = json.loads(expected.read_bytes())
    except (ValueError, OSError):
        document = {}
    items = (document.get("items") or document.get("entries") or []) if isinstance(document, dict) else []
    claims = [claim for number, item in enumerate(items) for claim in _from_item(number, item)]
    return Specimen(
        collection="gofeed",
        path=f"/gofeed/{file.relative_to(root)}",
        file=file,
        headers=(("Content-Type", "application/feed+json" if alone else "application/xml"),),
        claims=tuple(claims),
        entries=len(items),
    )


def _from_item(number: int, item: dict[str, Any]) -> Iterator[Claim]:
    if item.get("title"):
        yield Claim(number, "title", item["title"])
    link = item.get("link") or item.get("url") or _alternate(item.get("links") or [])
    if link:
        yield Claim(number, "link", link)
    guid = item.get("guid") or item.get("id")
    if guid:
        yield Claim(number, "id", guid["value"] if isinstance(guid, dict) else guid)
    authors = item.get("authors") or ([item["author"]] if item.get("author") else [])
    for index, author in enumerate(authors):
        name = author if isinstance(author, str) else author.get("name") or author.get("email")
        if name:
            yield Claim(number, "author", name, index)
    stated = ("pubDateParsed", "publishedParsed", "date_published", "updatedParsed")
    date = next((item[key] for key in stated if item.get(key)), None)
    if date:
        yield Claim(number, "date", datetime.fromisoformat(date).astimezone(UTC))


def _alternate(links: list[Any]) -> str:
    for link in links:
        if isinstance(link, dict) and link.get("rel", "alternate") == "alternate" and link.get("href"):
            return str(link["href"])
    return ""


def agrees(claim: Claim, content: Content, address: str, origin: str) -> bool:
    """Tell whether our content says the same.

    Four comparators, for four rules of ours: a title is plain text, so the expected HTML is turned into
    text by the same rule, or taken literally where it is plain already; a link is absolute, so an
    expected relative one is resolved against the feed's address (origin stands for the test server of the
    collection); an author is a name, so an expected "name (address)" is read by the same rule; a date
    is compared as an instant. An id is compared to the letter.
    """
    match claim.field:
        case "title":
            return content.title in (Text(claim.value).plain, clean(claim.value))
        case "link":
            expected = claim.value.replace(FEEDPARSER_ORIGIN, origin)
            return content.url in (expected, urljoin(address, expected))
        case "id":
            return content.guid == claim.value.replace(FEEDPARSER_ORIGIN, origin)
        case "author":
            return _author_agrees(claim, content)
        case _:
            return content.published_at == claim.value


def _author_agrees(claim: Claim, content: Content) -> bool:
    setting = Setting(kind=content.kind, url="https://oracle.example/", timezone="UTC")
    expected = content_of(Entry(authors=(claim.value,)), setting).authors
    return content.authors[claim.index : claim.index + 1] == expected
