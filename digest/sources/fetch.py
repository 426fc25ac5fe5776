"""The one place from which Digest asks the web for anything.

Whatever the network does comes back as a value that says what happened and what to do about it. It does
not look into a body: that it is a feed is for others to find out.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import httpcore2
import httpx2

from digest import __version__
from digest.domain.gathering import Validators
from digest.sources.addresses import AddressPolicy, AddressRefused, Resolve, system_resolve
from digest.sources.body import ACCEPT_ENCODING, BodyRefused, decode, read_within
from digest.sources.courtesy import HostGate
from digest.sources.headers import base_of, conditions, raw, stated_length
from digest.sources.transport import Deadline, GuardedTransport, Monotonic
from digest.sources.waits import fresh_for, retry_after

_ACCEPT = (
    "application/rss+xml, application/atom+xml, application/feed+json, application/rdf+xml;q=0.9,"
    " application/xml;q=0.8, text/xml;q=0.8, application/json;q=0.7, */*;q=0.1"
)
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_FOR_GOOD = frozenset({301, 308})
"""Redirects that say that the new address is the right one from now on (RFC 9110 §15.4.2, §15.4.9)."""
_CHECK = "check the address in newsroom.toml"
_LATER = "it is read again later"
_FINAL = frozenset({410, 429})
"""Answers to HEAD that are no misunderstanding: asking once more would be impolite."""
_ADVICE = {
    206: ("that is a part of the document, and we asked for the whole", _LATER),
    401: ("it wants a login, which we have not", "ask the site for a feed that is open to all"),
    403: ("the site turns us away; ask it to let our User-Agent through", ""),
    404: ("", _CHECK),
    410: ("it is gone for good", "remove the source from newsroom.toml or give its new address"),
    429: ("we ask too often for its taste", _LATER),
}
"""What a status means whatever was asked for, and what to do where that is the address of a source."""
NO_VALIDATORS = Validators()


def user_agent(publication_url: str = "") -> str:
    """Return how we introduce ourselves, so that a site can find out whom to write to."""
    contact = "".join(char for char in publication_url if "!" <= char <= "~")
    return f"Digest/{__version__}" + (f" (+{contact})" if contact else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchOptions:
    """What the operator may set, and the bounds of every fetch. Times in seconds, sizes in bytes.

    allow_private: addresses, networks and host names that are reached although they are not public.
    host_gap: between the starts of two requests to one host. max_wire: of a body as it is transferred;
    max_body: of the same body unpacked.
    """

    allow_private: tuple[str, ...] = ()
    host_gap: float = 1.0
    user_agent: str = user_agent()
    connect_timeout: float = 10.0
    total_timeout: float = 30.0
    max_wire: int = 5_000_000
    max_body: int = 10_000_000
    max_redirects: int = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """A body, unpacked. url: where it was found in the end; content_type: as the server says.

    base: what relative addresses in the body are relative to. fresh_for and moved_to: as in `Harvest`.
    length: in bytes as the server states it, 0 where it does not.
    """

    body: bytes
    content_type: str
    url: str
    base: str
    validators: Validators
    fresh_for: timedelta = timedelta()
    moved_to: str = ""
    length: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class NotModified:
    """The server says that nothing changed (304); validators: to ask with the next time, others as above."""

    validators: Validators
    fresh_for: timedelta = timedelta()
    moved_to: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchFailed:
    """No body. reason: one sentence for the operator; gone and retry_after: as in `Unreadable`.

    status: of the answer, 0 where there was none, or none that HTTP allows. for_source: the end of the reason
    that holds only where the address is that of a source, "" for nothing.
    """

    reason: str
    status: int = 0
    gone: bool = False
    retry_after: timedelta | None = None
    for_source: str = ""

    @property
    def what(self) -> str:
        """The reason as far as it holds for any address: the page of an article, a robots.txt, a front page."""
        return self.reason.removesuffix(self.for_source).rstrip(" :;") if self.for_source else self.reason


class _Stopped(Exception):
    """We do not go on. The message is the whole reason; for_source: as in `FetchFailed`."""

    def __init__(self, what: str, for_source: str = "") -> None:
        self.for_source = for_source
        super().__init__(f"{what}: {for_source}" if for_source else what)


@dataclass(frozen=True, slots=True)
class _Manner:
    """How we ask. with_body: whether we read what comes."""

    method: str = "GET"
    with_body: bool = True


_READ, _LOOK, _GLANCE = _Manner(), _Manner("HEAD", with_body=False), _Manner(with_body=False)


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    headers: httpx2.Headers
    body: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class _End:
    """Where a trail ended. host: "" where it is that of its beginning; for_good: every redirect was."""

    host: str
    for_good: bool
    now: datetime


class Fetcher:
    """Fetches over HTTP under one policy; made once, shared by all threads.

    resolve, monotonic, sleep: the world, replaceable in tests. Raises ValueError for options that name
    an impossible `allow_private` entry.
    """

    def __init__(
        self,
        options: FetchOptions,
        *,
        resolve: Resolve = system_resolve,
        monotonic: Monotonic = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._options = options
        self._policy = AddressPolicy(options.allow_private)
        self._resolve = resolve
        self._monotonic = monotonic
        self._gate = HostGate(options.host_gap, monotonic, sleep)
        # Proxies and certificates named in the environment are left alone: the policy judges the machine
        # that we connect to, and a proxy would connect to any other in our name.
        self._tls = httpx2.create_ssl_context(trust_env=False)

    @property
    def user_agent(self) -> str:
        """How we introduce ourselves."""
        return self._options.user_agent

    def fetch(
        self, url: str, validators: Validators = NO_VALIDATORS, *, now: datetime
    ) -> Fetched | NotModified | FetchFailed:
        """GET `url`, following redirects; with validators, only if it changed (RFC 9110 §13.1).

        now: aware, to read a Retry-After that names a date.
        """
        return self._fetch(url, validators, now, _READ)

    def probe(self, url: str, *, now: datetime) -> Fetched | FetchFailed:
        """Ask whether `url` answers, without reading it; by GET where the server dislikes HEAD. now: aware."""
        answer = self._fetch(url, NO_VALIDATORS, now, _LOOK)
        if isinstance(answer, FetchFailed) and answer.status and answer.status not in _FINAL:
            answer = self._fetch(url, NO_VALIDATORS, now, _GLANCE)
        assert not isinstance(answer, NotModified)  # We gave nothing to compare with.
        return answer

    def _fetch(
        self, url: str, validators: Validators, now: datetime, manner: _Manner
    ) -> Fetched | NotModified | FetchFailed:
        trail = [url]
        try:
            return self._follow(trail, validators, now, manner)
        except _Stopped as stop:
            return FetchFailed(reason=str(stop), for_source=stop.for_source)
        except AddressRefused as refusal:
            return FetchFailed(reason=f"{_named(trail)} is out of bounds: {refusal}")
        except BodyRefused as refusal:
            return FetchFailed(reason=f"{_named(trail)} cannot be read: its answer {refusal}")
        except (httpcore2.TimeoutException, httpcore2.NetworkError, httpcore2.ProtocolError) as error:
            return FetchFailed(reason=f"{_named(trail)} {_trouble(error, self._options)}")

    def keep_apart(self, url: str, seconds: float) -> None:
        """Leave at least so long between two requests to the host of `url`, as the host asks."""
        self._gate.widen(httpx2.URL(url).host, seconds)

    def _follow(
        self, trail: list[str], validators: Validators, now: datetime, manner: _Manner
    ) -> Fetched | NotModified | FetchFailed:
        """Ask the last address of `trail`, add the ones that redirects name, and return the end of it."""
        seconds = self._options.total_timeout
        home = _target(trail[0]).host
        for_good = True
        for _ in range(self._options.max_redirects + 1):
            target = _target(trail[-1])
            # What one host gave us to compare with is no business of another.
            known = validators if target.host == (validators.host or home) else NO_VALIDATORS
            answer, seconds = self._ask(target, known, seconds, manner)
            if answer.status not in _REDIRECTS:
                host = target.host if target.host != home else ""
                return _result(trail, answer, known, _End(host=host, for_good=for_good, now=now))
            following = str(_redirected(trail, target, answer))
            for_good = for_good and answer.status in _FOR_GOOD
            if following in trail:
                raise _Stopped(f"{trail[0]} redirects in a circle", _CHECK)
            trail.append(following)
        raise _Stopped(f"{trail[0]} redirects more than {self._options.max_redirects} times", _CHECK)

    def _ask(
        self, target: httpx2.URL, validators: Validators, seconds: float, manner: _Manner
    ) -> tuple[_Answer, float]:
        """Make one request, in at most `seconds`; return the answer and the seconds that are left.

        It speaks to the transport and not through a client: a client would keep cookies and add
        credentials of its own. Waiting for our turn costs the server nothing of its time.
        """
        options = self._options
        request = httpx2.Request(
            manner.method,
            target,
            headers=[
                (b"User-Agent", options.user_agent.encode("ascii", "ignore")),
                (b"Accept", _ACCEPT.encode()),
                (b"Accept-Encoding", ACCEPT_ENCODING.encode()),
                *conditions(validators),
            ],
            extensions={"timeout": {"connect": options.connect_timeout}},
        )
        with self._gate.turn(target.host):
            deadline = Deadline(seconds, self._monotonic)
            with GuardedTransport(self._policy, self._resolve, deadline, self._tls) as transport:
                response = transport.handle_request(request)
                try:
                    body = self._body(response) if response.is_success and manner.with_body else b""
                finally:
                    response.close()
            return _Answer(response.status_code, response.headers, body), deadline.left()

    def _body(self, response: httpx2.Response) -> bytes:
        options = self._options
        wire = read_within(response.iter_raw(), options.max_wire)
        return decode(wire, response.headers.get("Content-Encoding", ""), options.max_body)


def _target(text: str) -> httpx2.URL:
    """Return the address to ask. Raises _Stopped where we do not ask."""
    try:
        target = httpx2.URL(text)
    except httpx2.InvalidURL as error:
        raise _Stopped(f"{text!r} is no web address ({error})", "correct it in newsroom.toml") from error
    if target.userinfo:
        bare = target.copy_with(username=None, password=None)
        raise _Stopped(f"{bare} was given with a name or password in it, and we pass none on: leave them out")
    if target.scheme not in ("http", "https") or not target.host:
        raise _Stopped(f"{text!r} is no web address: it must begin with http:// or https://")
    if target.port is not None and not 0 < target.port < 65536:
        raise _Stopped(f"{text!r} is no web address", "correct the port in newsroom.toml")
    return target


def _redirected(trail: list[str], target: httpx2.URL, answer: _Answer) -> httpx2.URL:
    """Return where a redirect leads (RFC 9110 §10.2.2). Raises _Stopped where we do not follow."""
    location = answer.headers.get("Location", "")
    if not location:
        raise _Stopped(
            f"{_named(trail)} answered {answer.status} without saying where to: open it in a browser"
        )
    try:
        following = _target(str(target.join(location)))
    except (_Stopped, httpx2.InvalidURL) as error:
        raise _Stopped(
            f"{_named(trail)} redirects to {location[:200]!r}, where we do not follow", _CHECK
        ) from error
    if target.scheme == "https" and following.scheme == "http":
        raise _Stopped(
            f"{_named(trail)} redirects to {following}, which anybody on the way could alter",
            "give that address in newsroom.toml if you want it all the same",
        )
    return following


def _result(
    trail: list[str], answer: _Answer, known: Validators, end: _End
) -> Fetched | NotModified | FetchFailed:
    headers = answer.headers
    moved_to = trail[-1] if end.for_good and len(trail) > 1 else ""
    given = Validators(
        etag=raw(headers, b"etag"), last_modified=raw(headers, b"last-modified"), host=end.host
    )
    fresh = fresh_for(headers, end.now)
    if 200 <= answer.status < 300 and answer.status != 206:
        return Fetched(
            body=answer.body,
            content_type=headers.get("Content-Type", ""),
            url=trail[-1],
            base=base_of(trail[-1], headers.get("Content-Location", "")),
            validators=given,
            fresh_for=fresh,
            moved_to=moved_to,
            length=stated_length(headers),
        )
    if answer.status == 304 and known != NO_VALIDATORS:
        # RFC 9110 §15.4.5: a 304 repeats the validators; servers that leave one out mean the old one.
        kept = replace(
            given,
            etag=given.etag or known.etag,
            last_modified=given.last_modified or known.last_modified,
        )
        return NotModified(validators=kept, fresh_for=fresh, moved_to=moved_to)
    meaning, for_source = _advice(answer)
    return FetchFailed(
        reason=f"{_named(trail)} answered {answer.status}: {'; '.join(filter(None, (meaning, for_source)))}",
        for_source=for_source,
        status=answer.status,
        gone=answer.status == 410,
        retry_after=retry_after(headers.get("Retry-After", ""), end.now),
    )


def _advice(answer: _Answer) -> tuple[str, str]:
    """Return what an answer means, and what to do where the address is that of a source; see `_ADVICE`."""
    if answer.headers.get("cf-mitigated") == "challenge":
        return "the site checks for a browser first; ask it to let our User-Agent through", ""
    if answer.status >= 500:
        return "the site has trouble of its own", _LATER
    return _ADVICE.get(answer.status, ("", "that is not what a feed answers; open it in a browser"))


def _named(trail: list[str]) -> str:
    """Name the address that we speak of: the one in newsroom.toml, and where it led."""
    return trail[0] if len(trail) == 1 else f"{trail[0]} leads to {trail[-1]}, which"


def _trouble(error: Exception, options: FetchOptions) -> str:
    match error:
        case httpcore2.ConnectTimeout():
            return f"did not take our call within {options.connect_timeout:g} s; it is read again later"
        case httpcore2.TimeoutException():
            return (
                f"did not answer in full within {options.total_timeout:g} s: is the site down, or very slow?"
            )
        case httpcore2.ConnectError():
            return f"could not be reached ({error}): check the address, and whether the site is up"
        case httpcore2.NetworkError():
            return f"broke the connection ({error}); it is read again later"
        case _:
            return f"did not answer as HTTP asks ({error}): open it in a browser"
