"""An SMTP server for tests that answers as it is told, at every stage, and notes what it hears."""

import contextlib
import select
import socket
import struct
import threading
import time
from collections import defaultdict, deque
from dataclasses import dataclass
from enum import Enum, auto

GREETINGS = {
    "CONNECT": b"220 relay.example.org ESMTP\r\n",
    "MAIL": b"250 2.1.0 Ok\r\n",
    "RCPT": b"250 2.1.5 Ok\r\n",
    "DATA": b"354 go ahead\r\n",
    "DOT": b"250 2.0.0 Ok: queued\r\n",
    "RSET": b"250 2.0.0 Ok\r\n",
    "QUIT": b"221 2.0.0 Bye\r\n",
    "STARTTLS": b"220 2.0.0 Go ahead\r\n",
    "AUTH": b"235 2.7.0 Authenticated\r\n",
}


class End(Enum):
    """How the server ends a connection instead of answering."""

    CLOSE = auto()
    RESET = auto()
    SILENCE = auto()


Wire = bytes | End | list[bytes | float | End]
"""An answer: bytes, an end, or pieces with pauses (seconds) between them."""


@dataclass(frozen=True)
class Taken:
    sender: str
    recipient: str
    data: bytes


class _Ended(Exception):
    pass


class SmtpServer:
    """answers: for each stage, what its first, second… occurrence gets; None for the ordinary answer.

    A callable instead of a list is asked each time with the command's argument. heard: verbs of all connections, in order.
    ahead: for each final dot, whether the next MAIL had come before it was answered, look_ahead seconds
    being given to it.
    """

    def __init__(self, *extensions: str, context=None, implicit=False, **answers):
        self.extensions = extensions
        self.context, self.implicit = context, implicit
        self.heard: list[str] = []
        self.taken: list[Taken] = []
        self.ahead: list[bool] = []
        self.connections = 0
        self.look_ahead = 0.0
        self._always = {stage: answer for stage, answer in answers.items() if callable(answer)}
        self._once = defaultdict(
            deque, {stage: deque(answer) for stage, answer in answers.items() if not callable(answer)}
        )
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = self._listening.getsockname()[1]
        self._sockets: list[socket.socket] = []
        self._threads = [threading.Thread(target=self._accept)]

    def __enter__(self):
        self._threads[0].start()
        return self

    def __exit__(self, *_):
        self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        self._threads[0].join(5)
        for connection in self._sockets:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        for thread in self._threads[1:]:
            thread.join(5)
            assert not thread.is_alive()

    def _accept(self):
        while True:
            try:
                connection, _ = self._listening.accept()
            except OSError:
                return
            self.connections += 1
            self._sockets.append(connection)
            self._threads.append(threading.Thread(target=self._serve, args=(connection,)))
            self._threads[-1].start()

    def _serve(self, connection):
        talk = _Talk(self, connection)
        try:
            talk.run()
        except (_Ended, OSError):
            pass
        finally:
            talk.socket.close()
            connection.close()

    def chosen(self, stage: str, argument: str) -> Wire | None:
        if stage in self._always:
            return self._always[stage](argument)
        return self._once[stage].popleft() if self._once[stage] else None


class _Talk:
    def __init__(self, server: SmtpServer, connection: socket.socket):
        self.server, self.socket = server, connection
        self.buffer = b""
        self.sender = self.recipient = ""

    def run(self):
        if self.server.implicit:
            self.socket = self.server.context.wrap_socket(self.socket, server_side=True)
        self.answer("CONNECT", "")
        while True:
            line = self.until(b"\r\n").decode("utf-8", "replace")
            verb, _, argument = line.partition(" ")
            verb = verb.upper()
            self.server.heard.append(verb)
            getattr(self, f"on_{verb.lower()}", self.unknown)(verb, argument)

    def unknown(self, verb, argument):
        self.answer(verb, argument)

    def on_ehlo(self, verb, argument):
        lines = ["relay.example.org", *self.server.extensions]
        marks = ["-"] * (len(lines) - 1) + [" "]
        text = "".join(f"250{mark}{line}\r\n" for mark, line in zip(marks, lines, strict=True))
        self.answer(verb, argument, text.encode())

    def on_helo(self, verb, argument):
        self.answer(verb, argument, b"250 relay.example.org\r\n")

    def on_mail(self, verb, argument):
        usual = b"503 5.5.1 nested MAIL\r\n" if self.sender else b""
        if self.answer(verb, argument, usual).startswith(b"2"):
            self.sender = argument[argument.index("<") : argument.index(">") + 1]

    def on_rcpt(self, verb, argument):
        recipient = argument.partition("<")[2].partition(">")[0]
        usual = b"" if self.sender else b"503 5.5.1 MAIL first\r\n"
        if self.answer(verb, recipient, usual).startswith(b"2"):
            self.recipient = recipient

    def on_data(self, verb, argument):
        usual = b"" if self.recipient else b"503 5.5.1 RCPT first\r\n"
        if not self.answer(verb, self.recipient, usual).startswith(b"3"):
            return
        # With the line break that ended DATA, an empty message ends like any other.
        self.buffer = b"\r\n" + self.buffer
        data = (self.until(b"\r\n.\r\n") + b"\r\n").replace(b"\r\n..", b"\r\n.")[2:]
        if not self.buffer and select.select([self.socket], [], [], self.server.look_ahead)[0]:
            self.buffer = self.socket.recv(65536)
        self.server.ahead.append(self.buffer.startswith(b"MAIL"))
        taken = Taken(self.sender, self.recipient, data)
        self.sender = self.recipient = ""
        usual = b"" if taken.recipient else b"554 5.5.1 no valid recipients\r\n"
        if self.answer("DOT", taken.recipient, usual).startswith(b"2"):
            self.server.taken.append(taken)

    def on_rset(self, verb, argument):
        self.sender = self.recipient = ""
        self.answer(verb, argument)

    def on_starttls(self, verb, argument):
        if self.answer(verb, argument).startswith(b"220"):
            self.socket = self.server.context.wrap_socket(self.socket, server_side=True)

    def on_quit(self, verb, argument):
        self.answer(verb, argument)
        raise _Ended

    def answer(self, stage, argument, usual=b""):
        chosen = self.server.chosen(stage, argument)
        if chosen is None:
            chosen = usual or GREETINGS.get(stage, b"500 5.5.2 unknown\r\n")
        pieces = chosen if isinstance(chosen, list) else [chosen]
        for piece in pieces:
            if isinstance(piece, End):
                self.end(piece)
            elif isinstance(piece, float):
                time.sleep(piece)
            else:
                self.socket.sendall(piece)
        sent = b"".join(piece for piece in pieces if isinstance(piece, bytes))
        if sent.startswith(b"421"):
            raise _Ended
        return sent

    def end(self, how):
        if how is End.RESET:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        elif how is End.CLOSE:
            # What is unread when a socket closes turns the close into a reset.
            while select.select([self.socket], [], [], 0.05)[0] and self.socket.recv(65536):
                pass
        else:
            while self.socket.recv(65536):
                pass
        raise _Ended

    def until(self, end):
        while end not in self.buffer:
            received = self.socket.recv(65536)
            if not received:
                raise _Ended
            self.buffer += received
        taken, _, self.buffer = self.buffer.partition(end)
        return taken
