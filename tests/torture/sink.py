"""A relay that takes everything, as fast as it can, and remembers to whom it said 250."""

import contextlib
import random
import socket
import threading
import time
from dataclasses import dataclass
from typing import Self


@dataclass(frozen=True, slots=True)
class Taken:
    """A message that we answered for: from that moment on it is ours."""

    recipient: str
    message_id: str


class Sink:
    """An SMTP server with PIPELINING on a port of its own. slowness: seconds at most before the last answer."""

    def __init__(self, *, slowness: float = 0.0, seed: int = 0) -> None:
        self.taken: list[Taken] = []
        self._slowness, self._dice = slowness, random.Random(seed)
        self._listening = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port: int = self._listening.getsockname()[1]
        self._open: set[socket.socket] = set()
        self._threads = [threading.Thread(target=self._accept, daemon=True)]

    def __enter__(self) -> Self:
        self._threads[0].start()
        return self

    def __exit__(self, *_: object) -> None:
        self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        for connection in list(self._open):
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(10)

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listening.accept()
            except OSError:
                return
            thread = threading.Thread(target=self._serve, args=(connection,), daemon=True)
            self._threads.append(thread)
            thread.start()

    def _serve(self, connection: socket.socket) -> None:
        self._open.add(connection)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        with connection, contextlib.suppress(OSError), connection.makefile("rb") as lines:
            self._talk(connection, lines)
        self._open.discard(connection)

    def _talk(self, connection, lines) -> None:
        connection.sendall(b"220 sink.example ESMTP\r\n")
        recipient = ""
        for line in lines:
            verb = line[:4].upper()
            if verb == b"EHLO":
                connection.sendall(b"250-sink.example\r\n250-PIPELINING\r\n250 8BITMIME\r\n")
            elif verb == b"RCPT":
                recipient = line.partition(b"<")[2].partition(b">")[0].decode()
                connection.sendall(b"250 2.1.5 Ok\r\n")
            elif verb == b"DATA":
                connection.sendall(b"354 go ahead\r\n")
                if not self._take(recipient, lines):
                    return
                connection.sendall(b"250 2.0.0 Ok: queued\r\n")
            elif verb == b"QUIT":
                connection.sendall(b"221 2.0.0 Bye\r\n")
                return
            else:
                connection.sendall(b"250 2.0.0 Ok\r\n")

    def _take(self, recipient: str, lines) -> bool:
        """Read a message; return whether it came to its final dot."""
        message_id = ""
        for line in lines:
            if line == b".\r\n":
                if self._slowness:
                    time.sleep(self._dice.random() * self._slowness)
                self.taken.append(Taken(recipient, message_id))
                return True
            if not message_id and line.startswith(b"Message-ID:"):
                message_id = line.partition(b":")[2].strip().decode()
        return False
