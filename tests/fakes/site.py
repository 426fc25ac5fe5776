"""A web site on the loopback address that serves what a test puts there: feeds made of values, or anything."""

import hashlib
from email.utils import format_datetime
from typing import Self
from xml.etree import ElementTree as ET

from digest.demo.loopback import LoopbackServer, Request, Response
from digest.domain.content import Content

RSS = "application/rss+xml; charset=utf-8"
_MEDIA = "http://search.yahoo.com/mrss/"
_NOTHING = Response(status=404, body=b"nothing here", content_type="text/plain")


class Site:
    """Answers on 127.0.0.1 while it is open. asked: the paths that were asked for, in order."""

    def __init__(self) -> None:
        self._pages: dict[str, Response] = {}
        self._server = LoopbackServer(self._answer)
        self.url = self._server.url
        self.asked: list[str] = []

    def __enter__(self) -> Self:
        self._server.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.stop()

    def publish(self, path: str, *contents: Content) -> None:
        """Have `path` be an RSS feed of these contents, the first one first."""
        self.put(path, rss(*contents))

    def put(self, path: str, body: bytes, content_type: str = RSS, status: int = 200) -> None:
        """Have `path` answer with this body."""
        self._pages[path] = Response(body=body, content_type=content_type, status=status)

    def move(self, path: str, to: str) -> None:
        """Have `path` lead to another one, for good."""
        self._pages[path] = Response(status=301, body=b"", headers=(("Location", to),))

    def _answer(self, request: Request) -> Response:
        self.asked.append(request.path)
        page = self._pages.get(request.path, _NOTHING)
        if page.status != 200:
            return page
        etag = f'"{hashlib.sha256(page.body).hexdigest()[:16]}"'
        known = request.headers.get("if-none-match") == etag
        return Response(
            body=b"" if known else page.body,
            content_type=page.content_type,
            status=304 if known else 200,
            headers=(("ETag", etag),),
        )


def rss(*contents: Content) -> bytes:
    """Return a feed (RSS 2.0) that says of each content what a publisher would."""
    root = ET.Element("rss", version="2.0")
    channel = ET.SubElement(root, "channel")
    ET.SubElement(channel, "title").text = "Le Courrier"
    for content in contents:
        item = ET.SubElement(channel, "item")
        for tag, text in (
            ("title", content.title),
            ("link", content.url),
            ("description", content.standfirst),
        ):
            ET.SubElement(item, tag).text = text
        ET.SubElement(item, "guid", isPermaLink="false").text = content.guid
        for category in content.categories:
            ET.SubElement(item, "category").text = category
        if content.published_at:
            ET.SubElement(item, "pubDate").text = format_datetime(content.published_at)
        if content.image:
            picture = {"url": content.image.url, "medium": "image"}
            ET.SubElement(item, f"{{{_MEDIA}}}content", picture)
    document: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return document
