"""A name server on the loopback address that knows a few names, and fails as name servers do."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import dns.message
import dns.rcode
import dns.rrset

LONG = "v=DKIM1; p=" + "x" * 400
PUBLISHED = {
    "two.example": ("first", "second; third"),
    "long.example": (LONG,),
    "accents.example": ("ça",),
}
BROKEN, SILENT, OTHER_TYPE = "broken.example", "silent.example", "address.example"


@contextmanager
def name_server() -> Iterator[tuple[str, int]]:
    """Answer for PUBLISHED until the end; yield the address to ask."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as listening:
        listening.bind(("127.0.0.1", 0))
        listening.settimeout(0.1)
        over = threading.Event()

        def serve() -> None:
            while not over.is_set():
                try:
                    asked, sender = listening.recvfrom(2000)
                except TimeoutError:
                    continue
                if reply := _answer(dns.message.from_wire(asked)):
                    listening.sendto(reply.to_wire(), sender)

        thread = threading.Thread(target=serve)
        thread.start()
        yield listening.getsockname()
        over.set()
        thread.join()


def _answer(query: dns.message.Message) -> dns.message.Message | None:
    name = str(query.question[0].name).rstrip(".")
    reply = dns.message.make_response(query)
    if name == SILENT:
        return None
    if name == BROKEN:
        reply.set_rcode(dns.rcode.SERVFAIL)
    elif name in PUBLISHED:
        records = [_quoted(text) for text in PUBLISHED[name]]
        reply.answer.append(dns.rrset.from_text(query.question[0].name, 60, "IN", "TXT", *records))
    elif name != OTHER_TYPE:
        reply.set_rcode(dns.rcode.NXDOMAIN)
    return reply


def _quoted(text: str) -> str:
    return " ".join(f'"{text[start : start + 200]}"' for start in range(0, len(text), 200))
