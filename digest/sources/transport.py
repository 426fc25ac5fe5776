"""A transport for httpx2 that connects only where the address policy permits, and within a deadline.

It makes one request on a fresh connection. It follows no redirect, keeps no cookie, decodes no body.
"""

import ssl
import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import httpcore2
import httpx2

from digest.sources.addresses import AddressPolicy, Resolve

Monotonic = Callable[[], float]
"""Seconds from an arbitrary origin, never going back."""


class Deadline:
    """An instant after which a conversation is over, however busy it looks."""

    def __init__(self, seconds: float, monotonic: Monotonic = time.monotonic) -> None:
        self._monotonic = monotonic
        self._end = monotonic() + seconds

    def left(self) -> float:
        """Return the seconds that are left, negative when it is over."""
        return self._end - self._monotonic()

    def clamp(self, timeout: float | None) -> float:
        """Return `timeout`, or what is left if that is less. Raises httpcore2.ReadTimeout when over."""
        left = self.left()
        if left <= 0:
            raise httpcore2.ReadTimeout("the time for the whole answer is over")
        return left if timeout is None else min(timeout, left)


class _Stream(httpcore2.NetworkStream):
    """A connection on which every single read and write also keeps to the deadline.

    The timeouts of HTTP clients begin anew with each packet: one byte now and then keeps them waiting
    for ever.
    """

    def __init__(self, inner: httpcore2.NetworkStream, deadline: Deadline) -> None:
        self._inner = inner
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._inner.read(max_bytes, self._deadline.clamp(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, self._deadline.clamp(timeout))

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore2.NetworkStream:
        inner = self._inner.start_tls(ssl_context, server_hostname, self._deadline.clamp(timeout))
        return _Stream(inner, self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)


class _Network(httpcore2.NetworkBackend):
    """Resolves a name once, has the policy judge every address, and connects to one of just these.

    A second look-up between check and connect could give another answer (DNS rebinding).
    """

    def __init__(self, policy: AddressPolicy, resolve: Resolve, deadline: Deadline) -> None:
        self._policy = policy
        self._resolve = resolve
        self._deadline = deadline
        self._sockets = httpcore2.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.NetworkStream:
        try:
            addresses = self._resolve(host, port)
        except OSError as error:
            raise httpcore2.ConnectError(f"no host of this name is known ({error})") from error
        self._policy.check(host, addresses)
        failure: Exception = httpcore2.ConnectError("no host of this name is known")
        for address in addresses:
            try:
                stream = self._sockets.connect_tcp(
                    address, port, self._deadline.clamp(timeout), local_address, socket_options
                )
                return _Stream(stream, self._deadline)
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as error:
                failure = error
        raise failure


class _Body(httpx2.SyncByteStream):
    def __init__(self, stream: Any) -> None:
        self._stream = stream

    def __iter__(self) -> Iterator[bytes]:
        yield from self._stream

    def close(self) -> None:
        self._stream.close()


class GuardedTransport(httpx2.BaseTransport):
    """One connection pool for one request, under a policy and a deadline.

    Raises AddressRefused, and httpcore2's TimeoutException, NetworkError and ProtocolError.
    """

    def __init__(
        self, policy: AddressPolicy, resolve: Resolve, deadline: Deadline, tls: ssl.SSLContext
    ) -> None:
        self._pool = httpcore2.ConnectionPool(
            ssl_context=tls,
            max_keepalive_connections=0,
            network_backend=_Network(policy, resolve, deadline),
        )

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """Send `request` and return the response with its body still to be read."""
        answer = self._pool.handle_request(
            httpcore2.Request(
                method=request.method,
                url=httpcore2.URL(
                    scheme=request.url.raw_scheme,
                    host=request.url.raw_host,
                    port=request.url.port,
                    target=request.url.raw_path,
                ),
                headers=request.headers.raw,
                content=request.stream,
                extensions=request.extensions,
            )
        )
        return httpx2.Response(
            answer.status,
            headers=answer.headers,
            stream=_Body(answer.stream),
            extensions=answer.extensions,
        )

    def close(self) -> None:
        """Close the connection."""
        self._pool.close()
