"""Chooses the picture of an entry: never one that only counts readers, smiles or shows the author.

It fetches nothing: sizes are what the feed states.
"""

import html
import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from digest.domain.content import Image
from digest.sources.links import web_address
from digest.sources.plaintext import clean

SMALLEST = 50
"""Pixels on either side; what states less is an icon or a counter."""
_MOST_TAGS = 50

_NO_PICTURE = re.compile(
    r"""//(?:[^/]*\.)?(?:gravatar\.com|feedburner\.com|feedsportal\.com|doubleclick\.net|s\.w\.org|pixel\.wp\.com
      |stats\.wordpress\.com|pixel\.[^/]+|counter\.[^/]+)/
    |/(?:smilies|emoji)/|/(?:pixel|spacer|blank|transparent)\.(?:gif|png)|\.svgz?(?:$|\?)""",
    re.VERBOSE | re.IGNORECASE,
)
"""Avatars, counters, emoji, placeholders; and SVG, which hardly a mail program shows."""
_IMAGE_FILE = re.compile(r"\.(?:jpe?g|png|gif|webp|avif)(?:$|\?)", re.IGNORECASE)
_IMG = re.compile(r"<img\b([^<>]{1,5000})>", re.IGNORECASE)
_ATTRIBUTE = re.compile(
    r"""(?<![a-z-])([a-z][a-z-]{0,30})\s{0,5}=\s{0,5}(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE
)
_SOURCES = ("data-src", "data-lazy-src", "data-original", "data-orig-file", "src")
"""Where the address of an <img> may stand: pages that load late keep a placeholder in src."""
_SOURCE_SETS = ("data-srcset", "data-lazy-srcset", "srcset")


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A picture as a feed names it. media: its type or medium, "" where unstated; sizes as written."""

    url: str
    media: str = ""
    width: str = ""
    height: str = ""
    alt: str = ""
    caption: str = ""
    credit: str = ""

    @property
    def is_image(self) -> bool:
        """Whether it is a picture and not a sound or a film; a file name speaks where the feed does not."""
        if self.media:
            return self.media.lower().startswith("image")
        return bool(_IMAGE_FILE.search(self.url))


def choose_picture(
    pictures: Iterable[Picture], *, markup: str, base: str, alt: str, credit: str
) -> Image | None:
    """Return the widest of the stated pictures, else the first usable one in the text, or None.

    alt, credit: what the entry says of its picture, whichever it is.
    """
    inline = [*pictures_in(markup)]
    stated = [image for picture in pictures if picture.is_image and (image := _image(picture, base))]
    shown = [image for picture in inline if (image := _image(picture, base))]
    chosen = max(stated, key=lambda image: image.width or 0) if stated else next(iter(shown), None)
    if chosen is None:
        return None
    twin = next((image.alt for image in shown if image.alt and same_file(image.url, chosen.url)), "")
    return Image(
        url=chosen.url,
        alt=alt or chosen.alt or twin,
        caption=chosen.caption,
        credit=credit or chosen.credit,
        width=chosen.width,
        height=chosen.height,
    )


def _image(picture: Picture, base: str) -> Image | None:
    """Return the picture if it can be shown in a mail at all."""
    url = web_address(base, picture.url)
    width, height = _pixels(picture.width), _pixels(picture.height)
    too_small = any(side is not None and side < SMALLEST for side in (width, height))
    if not url or too_small or _NO_PICTURE.search(url):
        return None
    return Image(
        url=url,
        alt=clean(html.unescape(picture.alt))[:300],
        caption=clean(html.unescape(picture.caption))[:500],
        credit=clean(html.unescape(picture.credit))[:120],
        width=width,
        height=height,
    )


def pictures_in(markup: str) -> Iterable[Picture]:
    """Find the <img> elements of a text; a pattern is enough, for nothing of the markup is kept."""
    for number, tag in enumerate(_IMG.finditer(markup)):
        if number == _MOST_TAGS:
            return
        given = {
            name.lower(): html.unescape(double or single or bare)
            for name, double, single, bare in _ATTRIBUTE.findall(tag[1])
        }
        sets = (given.get(name, "").split(",")[0].strip().split(" ")[0] for name in _SOURCE_SETS)
        addresses = (*(given.get(name, "") for name in _SOURCES), *sets)
        url = next((text for text in addresses if text and not text.startswith("data:")), "")
        yield Picture(
            url=url, width=given.get("width", ""), height=given.get("height", ""), alt=given.get("alt", "")
        )


def _pixels(text: str) -> int | None:
    digits = text.strip().lower().removesuffix("px")
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) <= 5 else None


def same_file(one: str, other: str) -> bool:
    """Tell whether two addresses name the same picture, in another size perhaps (photo-300x200.jpg)."""
    return _stem(one) == _stem(other)


def _stem(url: str) -> str:
    return re.sub(r"-\d+x\d+(?=\.\w+$)", "", urlsplit(url).path.rpartition("/")[2])
