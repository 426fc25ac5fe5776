"""A connected socket whose waits are bounded at no cost: what is ready needs neither a timeout nor a wait.

The standard library sets a timeout by a system call and waits before each octet that it reads or writes; every
one of these calls hands the interpreter to another thread. With many connections that was most of the work.
It knows no SMTP (see `smtp`).
"""

import select
import socket
import ssl
from time import monotonic


class Stream:
    """The part of a socket's interface that a conversation uses, over TLS or not."""

    __slots__ = ("_in", "_is_ahead", "_out", "_seconds", "_socket")

    def __init__(self, connection: socket.socket) -> None:
        connection.setblocking(False)
        self._socket = connection
        self._seconds = 0.0
        # TLS may hold octets that the system knows nothing of: only reading tells.
        self._is_ahead = isinstance(connection, ssl.SSLSocket)
        self._in, self._out = select.poll(), select.poll()
        self._in.register(connection, select.POLLIN)
        self._out.register(connection, select.POLLOUT)

    def settimeout(self, seconds: float) -> None:
        """Bound each `recv` and `send` from now on."""
        self._seconds = seconds

    def setsockopt(self, level: int, option: int, value: int) -> None:
        """Set an option of the socket."""
        self._socket.setsockopt(level, option, value)

    def recv(self, size: int) -> bytes:
        """Return what has arrived, at most `size` octets, b"" at the end. Raises TimeoutError, OSError."""
        deadline = monotonic() + self._seconds
        if not self._is_ahead:
            # An answer is rarely here when it is asked for.
            _wait(self._in, deadline)
        while True:
            try:
                return self._socket.recv(size)
            except (BlockingIOError, ssl.SSLWantReadError):
                _wait(self._in, deadline)
            except ssl.SSLWantWriteError:
                _wait(self._out, deadline)

    def send(self, data: memoryview) -> int:
        """Hand over as much of `data` as the system takes, at least an octet. Raises TimeoutError, OSError."""
        deadline = monotonic() + self._seconds
        while True:
            try:
                return self._socket.send(data)
            except (BlockingIOError, ssl.SSLWantWriteError):
                _wait(self._out, deadline)
            except ssl.SSLWantReadError:
                _wait(self._in, deadline)

    def readable(self) -> bool:
        """Tell whether something has arrived, the end included."""
        return bool(self._in.poll(0))

    def close(self) -> None:
        """Close the socket."""
        self._socket.close()


def _wait(event: select.poll, deadline: float) -> None:
    if not event.poll(max(0.0, deadline - monotonic()) * 1000):
        raise TimeoutError
