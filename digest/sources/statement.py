"""What one reader of a page says of its article: raw and hostile, as `entry.Entry` is for feeds.

It judges nothing (see `page`, which joins the statements of all readers).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from digest.domain.content import Access
from digest.sources.pictures import Picture

LONGEST_VALUE = 5_000
"""Characters of one raw value that are looked at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """Every field may be empty or nonsense.

    authors: people, or lines that name some; houses: organisations that sign. published: the date as
    written, never an update's. pictures: candidates, the best first. minutes: reading time. urls: addresses
    that the page gives itself, the best first. site: the name of the site. body: HTML.
    reader: "json-ld", "meta", "selector", "page"; places: for a field, where exactly, for people.
    """

    reader: str
    title: str = ""
    kicker: str = ""
    standfirst: str = ""
    authors: tuple[str, ...] = ()
    houses: tuple[str, ...] = ()
    published: str = ""
    sections: tuple[str, ...] = ()
    pictures: tuple[Picture, ...] = ()
    minutes: int | None = None
    access: Access = Access.UNKNOWN
    urls: tuple[str, ...] = ()
    language: str = ""
    site: str = ""
    body: str = ""
    is_article: bool = False
    places: Mapping[str, str] = field(default_factory=dict)

    def origin(self, name: str) -> str:
        """Return where the value of a field was found, in words."""
        return self.places.get(name, self.reader)
