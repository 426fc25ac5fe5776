"""Documents that are written to hurt whoever reads them, each as the whole answer of a server."""

import gzip
import json
from collections.abc import Callable

from tests.integration.digest.sources.server import Behaviour, Request, Send, dripping, response

_ALL = 9_900_000
"""As much as one answer may bring when it is unpacked, nearly."""
_MOST_PLAIN = 5_000_000


def _feed(items: str, doctype: str = "") -> bytes:
    return f"<?xml version='1.0'?>{doctype}<rss version='2.0'><channel>{items}</channel></rss>".encode()


def _item(inner: str) -> bytes:
    return _feed(f"<item>{inner}</item>")


def _filled(before: str, piece: str, after: str = "") -> bytes:
    """Return a feed of one item with as many pieces in it as one answer may bring."""
    return _item(before + piece * (_ALL // len(piece)) + after)


def _laughs() -> bytes:
    lines = ['<!ENTITY lol0 "lol">']
    lines += [f'<!ENTITY lol{n} "{f"&lol{n - 1};" * 10}">' for n in range(1, 10)]
    return _feed("<item><title>&lol9;</title></item>", f"<!DOCTYPE rss [{''.join(lines)}]>")


def _quadratic() -> bytes:
    entity = "a" * 60
    return _feed(
        f"<item><title>{'&a;' * 3_000_000}</title></item>", f'<!DOCTYPE rss [<!ENTITY a "{entity}">]>'
    )


def _external(address: str) -> Callable[[], bytes]:
    return lambda: _feed(
        "<item><title>x&leak;</title><description>&leak;</description></item>",
        f'<!DOCTYPE rss SYSTEM "{address}" [<!ENTITY leak SYSTEM "{address}"><!ENTITY % p SYSTEM "{address}"> %p;]>',
    )


def _included() -> bytes:
    return _feed(
        '<item><title>a</title><xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="/secret" parse="text"/>'
        "</item>",
        '<?xml-stylesheet href="/secret"?>',
    )


def _nul() -> bytes:
    return b"\x00".join(bytes([byte]) for byte in _filled("<title>", "a", "</title>")[: _ALL // 2])


def _namespaces() -> bytes:
    names = " ".join(f'xmlns:n{number}="http://n/{number}"' for number in range(100_000))
    return f"<rss version='2.0' {names}><channel><item><title>a</title></item></channel></rss>".encode()


def _nested_namespaces() -> bytes:
    tags = "".join(f'<n{number}:a xmlns:n{number}="http://n/{number}"/>' for number in range(100_000))
    return _item(f"<title>a</title>{tags}")


def _one_namespace() -> bytes:
    names = " ".join(f'xmlns:a{number}="http://search.yahoo.com/mrss/"' for number in range(400))
    items = "<item><title>a:description</title></item>" * 200_000
    return f"<rss version='2.0' {names}><channel>{items}</channel></rss>".encode()


def _json(**feed: object) -> bytes:
    version = "https://jsonfeed.org/version/1.1"
    return json.dumps({"version": version, "title": "a", "items": [{"id": "1"}], **feed}).encode()


def _endless(_request: Request, send: Send) -> None:
    send(b"HTTP/1.1 200 OK\r\n\r\n<rss><channel>")
    for _ in range(100_000):
        send(b"<item><title>a</title></item>" * 1_000)


def _hundred_megabytes(_request: Request, send: Send) -> None:
    send(b"HTTP/1.1 200 OK\r\nContent-Length: 100000000\r\n\r\n")
    for _ in range(1_000):
        send(b"x" * 100_000)


BEHAVIOURS: dict[str, Behaviour] = {
    "an endless stream": _endless,
    "a feed of 100 MB": _hundred_megabytes,
}
SLOW: dict[str, Behaviour] = {
    "a feed that drips for ever": dripping(b"HTTP/1.1 200 OK\r\n\r\n<rss>", b" ", 0.5)
}
"""Behaviours that take the whole time that a fetch may take."""

DOCUMENTS: dict[str, Callable[[], bytes]] = {
    "a billion laughs": _laughs,
    "a quadratic blow-up": _quadratic,
    "an external entity from a file": _external("file:///etc/passwd"),
    "an external entity from the web": _external("http://127.0.0.1:{port}/secret"),
    "an inclusion": _included,
    "an entity that holds itself": lambda: _feed("<item><title>&a;</title></item>", '<!DOCTYPE r [<!ENTITY a "&a;">]>'),
    "a document type without end": lambda: b"<!DOCTYPE rss [" + b"<!ENTITY a 'b'>" * 600_000,
    "elements 200,000 deep": lambda: b"<rss>" + b"<a>" * 200_000 + b"</a>" * 200_000 + b"</rss>",
    "elements 3,200,000 deep and never closed": lambda: b"<rss>" + b"<a>" * 3_200_000,
    "a million items": lambda: _feed("<item><title>a</title></item>" * 1_000_000),
    "as many items as an answer brings": lambda: _feed("<item/>" * (_ALL // 7)),
    "items that are never closed": lambda: _feed("<item>" * (_ALL // 6)),
    "items of Atom without a feed": lambda: b"<entry/>" * (_ALL // 8),
    "NUL bytes between all others": _nul,
    "NUL bytes alone": lambda: bytes(_ALL),
    "UTF-7": lambda: b"<?xml version='1.0' encoding='utf-7'?>"
    + "<rss><channel><item><title><b>a</b></title></item></channel></rss>".encode("utf-7"),
    "UTF-16 without a mark": lambda: _filled("<title>é", "é", "</title>").decode()[: _ALL // 4].encode("utf-16-le"),
    "a name of an encoding that is none": lambda: b"<?xml version='1.0' encoding='hex'?>" + _item("<title>\xe9</title>"),
    "bytes of no encoding": lambda: b"<?xml version='1.0' encoding='shift_jis'?><rss>" + b"\x81\xff\xc3" * (_ALL // 3),
    "a huge attribute": lambda: _feed(f"<item a='{'x' * _ALL}'><title>a</title></item>"),
    "a tag of very many attributes": lambda: _feed(f"<item {' '.join(f'a{n}=1' for n in range(900_000))}/>"),
    "an attribute without end": lambda: b"<rss><channel><item a='" + b"x<" * (_ALL // 2),
    "a huge CDATA section": lambda: _filled("<description><![CDATA[", "<p>x", "]]></description>"),
    "very many CDATA sections": lambda: _filled("<description>", "<![CDATA[a]]>", "</description>"),
    "a CDATA section without end": lambda: _filled("<description><![CDATA[", "<![CDATA["),
    "a comment without end": lambda: _filled("<!--", "<!-"),
    "an instruction without end": lambda: _filled("<?a ", "<?"),
    "nothing but brackets": lambda: b"<rss>" + b"<" * _ALL,
    "nothing but quotes": lambda: b"<rss a" + b"='\"" * (_ALL // 3),
    "nothing but ampersands": lambda: _filled("<title>", "&", "</title>"),
    "nothing but references": lambda: _filled("<title>", "&#97;", "</title>"),
    "nothing but forbidden references": lambda: _filled("<title>", "&#1;", "</title>"),
    "nothing but blanks": lambda: b"<rss>" + b" " * _ALL,
    "100,000 namespaces": _namespaces,
    "100,000 namespaces on elements": _nested_namespaces,
    "very many names for one namespace": _one_namespace,
    "a huge title": lambda: _filled("<title>", "a &amp; b ", "</title>"),
    "a huge title with one wide character": lambda: _filled("<title>\U0001f600", "a &amp; b ", "</title>"),
    "a huge CDATA section with one wide character": lambda: _filled(
        "<description><![CDATA[\U0001f600", "<p>x", "]]></description>"
    ),
    "JSON with one wide character": lambda: _json(items=[{"id": "1", "content_html": "a" * _ALL}]).replace(
        b"aaa", "\U0001f600".encode(), 1
    ),
    "items as long as they may be": lambda: _feed(f"<item><title>{'a &amp; b ' * 190_000}’</title></item>" * 5),
    "items as long and wide as they may be": lambda: _feed(
        f"<item><title>{'a &amp; b ' * 190_000}\U0001f600</title></item>" * 3
    ),
    "a channel of one huge title": lambda: _feed("<title>" + "a &amp; b " * (_ALL // 10) + "</title><item/>"),
    "a huge date": lambda: _filled("<pubDate>", "1 Jan ", "</pubDate>"),
    "a huge author": lambda: _filled("<author>", "(a@b ", "</author>"),
    "a huge link": lambda: _filled("<link>http://a.example/", "a/../", "</link>"),
    "very many categories": lambda: _filled("", "<category>a</category>"),
    "very many categories in one": lambda: _filled("<category>", "a,", "</category>"),
    "HTML 100,000 deep": lambda: _item(f"<description><![CDATA[{'<div>' * 100_000}]]></description>"),
    "HTML of very many unclosed links": lambda: _filled("<description><![CDATA[", '<a href="x">', "]]></description>"),
    "HTML of very many tables": lambda: _filled("<description><![CDATA[", "<table><td>", "]]></description>"),
    "HTML of very many pictures": lambda: _filled("<description><![CDATA[", "<img src='a'>", "]]></description>"),
    "HTML escaped many times": lambda: _filled("<description>", "&amp;lt;b&amp;gt;", "</description>"),
    "a page of very many links": lambda: b"<html>" + b"<link rel=alternate type='application/rss+xml' " * 100_000,
    "a packed bomb": lambda: gzip.compress(bytes(200_000_000), 9),
    "a packed bomb of items": lambda: gzip.compress(_feed("<item><title>a</title></item>" * 1_000_000), 9),
    "JSON 100,000 deep": lambda: b'{"items":' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    "JSON of objects 100,000 deep": lambda: b'{"items":[' + b'{"a":' * 100_000,
    "JSON with a number of many digits": lambda: b'{"items":[{"id":' + b"9" * _ALL + b"}]}",
    "JSON with a number beyond all bounds": lambda: b'{"items":[{"id":1e999,"_digest":{"reading_minutes":1e999}}]}',
    "JSON of many numbers": lambda: b'{"items":[' + b"1e308," * (_ALL // 6) + b"1]}",
    "JSON of very many items": lambda: _json(items=[{"id": n} for n in range(600_000)]),
    "JSON of very many objects": lambda: b'{"items":[' + b'{"a":1},' * (_ALL // 8) + b"{}]}",
    "JSON of very many objects, and no more than may be": lambda: b'{"items":[' + b'{"a":1},' * 199_000 + b"{}]}",
    "JSON of very many lists": lambda: b'{"items":[' + b"[]," * (_ALL // 3) + b"[]]}",
    "JSON of very many texts": lambda: b'{"items":[' + b'"ab",' * (_ALL // 5) + b'""]}',
    "JSON of very many names": lambda: b'{"items":[],' + b",".join(b'"%d":0' % n for n in range(800_000)) + b"}",
    "JSON with very many tags": lambda: _json(items=[{"id": "1", "tags": ["a"] * 1_800_000}]),
    "JSON with a lone surrogate": lambda: b'{"items":[{"id":"1","title":"\\ud800","content_html":"<p>\\udfff"}]}',
    "JSON with one name very many times": lambda: b"{" + b'"items":[],' * 800_000 + b'"items":[]}',
    "a picture": lambda: b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 38_000,
}  # fmt: skip


def answer(name: str, port: int) -> bytes | Behaviour:
    """Return what the server at `port` says for the document of this name."""
    behaviour = BEHAVIOURS.get(name) or SLOW.get(name)
    if behaviour:
        return behaviour
    body = DOCUMENTS[name]().replace(b"{port}", str(port).encode())
    headers = {"Content_Encoding": "gzip"} if name.startswith("a packed bomb") else {}
    if _MOST_PLAIN < len(body) <= 10_000_000:
        # Half of it packed as well as can be and the rest not at all: short enough to be taken in, and long
        # enough for what it unpacks to.
        half = len(body) * 6 // 10
        body = gzip.compress(body[:half], 9) + gzip.compress(body[half:], 0)
        headers = {"Content_Encoding": "gzip"}
    return response(body, Content_Type="application/xml", **headers)
