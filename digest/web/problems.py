"""Says what went wrong, calmly: a page for people, one line of JSON for programs.

What an error says about the inside is for editors; readers are told no more than they need.
"""

from http import HTTPStatus
from urllib.parse import urlencode

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse, Response
from sqlalchemy.exc import DBAPIError
from starlette.exceptions import HTTPException
from starlette.routing import Match

from digest.errors import (
    DigestError,
    IllegalTransition,
    NotReady,
    RelayUnavailable,
    StorageBusy,
    StorageFull,
    UnknownName,
)
from digest.storage.engine import storage_error
from digest.web.access import LoginWanted
from digest.web.api import API
from digest.web.guard import SAFE_METHODS, security_headers
from digest.web.login import DESK
from digest.web.pages import Frame, Pages

_log = structlog.get_logger()
_LATER = (StorageBusy, StorageFull, RelayUnavailable)
_RETRY_AFTER = {"Retry-After": "30"}


def answer_problems(app: FastAPI, pages: Pages) -> None:
    """Have every problem of `app` answered here."""
    problems = _Problems(pages)
    app.add_exception_handler(LoginWanted, problems.login_wanted)
    app.add_exception_handler(DigestError, problems.ours)
    app.add_exception_handler(DBAPIError, problems.storage)
    app.add_exception_handler(RequestValidationError, problems.unreadable)
    app.add_exception_handler(HTTPException, problems.http)
    app.add_exception_handler(Exception, problems.unexpected)


def status_of(error: DigestError) -> HTTPStatus:
    """Return the HTTP status that an error of ours comes to."""
    if isinstance(error, UnknownName):
        return HTTPStatus.NOT_FOUND
    if isinstance(error, NotReady):
        return HTTPStatus.CONFLICT
    return HTTPStatus.SERVICE_UNAVAILABLE if isinstance(error, _LATER) else HTTPStatus.INTERNAL_SERVER_ERROR


class _Problems:
    """One answer for each kind of problem."""

    def __init__(self, pages: Pages) -> None:
        self._pages = pages

    def login_wanted(self, request: Request, _error: Exception) -> Response:
        """Send an editor to the door, and back to where they were going; tell a program so."""
        if _is_api(request):
            return JSONResponse({"detail": f"log in at {DESK}login"}, HTTPStatus.UNAUTHORIZED)
        path, query = request.url.path, request.url.query
        if request.method in SAFE_METHODS:
            asked = {"next": f"{path}?{query}" if query else path}
        else:
            # What was decided came to nothing: say so, and show the page that it was decided on.
            page = "/".join(path.split("/")[:5]) if path.startswith(f"{DESK}editions/") else DESK
            asked = {"next": page, "lapsed": "1"}
        return RedirectResponse(f"{self._pages.root}/desk/login?{urlencode(asked)}", HTTPStatus.SEE_OTHER)

    def ours(self, request: Request, error: Exception) -> Response:
        """Answer an error that was raised on purpose."""
        assert isinstance(error, DigestError)
        status = status_of(error)
        if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            _log.error("web.failed", route=_route(request), error=type(error).__name__, reason=str(error))
        if _is_api(request):
            answer: Response = JSONResponse({"detail": str(error)}, status)
        elif request.url.path.startswith(DESK):
            answer = self._for_editor(request, error, status)
        else:
            answer = self._for_reader(status)
        answer.headers.update(_RETRY_AFTER if status is HTTPStatus.SERVICE_UNAVAILABLE else {})
        return answer

    def storage(self, request: Request, error: Exception) -> Response:
        """Answer an error of the database that met the subscribers, who do not know our words for it."""
        assert isinstance(error, DBAPIError)
        return self.ours(request, storage_error(error))

    def unreadable(self, request: Request, error: Exception) -> Response:
        """Answer a request with a part that cannot be read: an address with a wrong date, a form cut short."""
        assert isinstance(error, RequestValidationError)
        of_path = any(found["loc"][0] == "path" for found in error.errors())
        return self._plain(request, HTTPStatus.NOT_FOUND if of_path else HTTPStatus.BAD_REQUEST)

    def http(self, request: Request, error: Exception) -> Response:
        """Answer what routing or a route refused."""
        assert isinstance(error, HTTPException)
        path = request.url.path
        if error.status_code == HTTPStatus.NOT_FOUND and request.method in SAFE_METHODS and _has_tail(path):
            return RedirectResponse(self._pages.root + path.rstrip("/"), HTTPStatus.PERMANENT_REDIRECT)
        answer = self._plain(request, HTTPStatus(error.status_code))
        answer.headers.update(error.headers or {})
        if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
            answer.headers["Allow"] = ", ".join(_methods(request))
        return answer

    def unexpected(self, request: Request, _error: Exception) -> Response:
        """Answer a fault of ours; the server logs it. It comes from outside the guard: dress it here."""
        answer = self._plain(request, HTTPStatus.INTERNAL_SERVER_ERROR)
        for name, value in security_headers(request.url.path, https=request.url.scheme == "https").items():
            answer.headers.setdefault(name, value)
        return answer

    def _for_editor(self, request: Request, error: DigestError, status: HTTPStatus) -> Response:
        frame = self._pages.frame()
        words = frame.words
        if isinstance(error, IllegalTransition):
            link = (request.url.path, words.back)
            return self._pages.notice(words.unseen_title, words.unseen, link=link, status=status, frame=frame)
        if isinstance(error, NotReady) and not frame.founded:
            return self._pages.notice(words.no_newsroom_title, *words.no_newsroom, status=status, frame=frame)
        title = words.missing_title if status is HTTPStatus.NOT_FOUND else words.broken_title
        link = (DESK, words.editions)
        return self._pages.notice(title, str(error), link=link, status=status, frame=frame)

    def _for_reader(self, status: HTTPStatus) -> Response:
        frame = self._pages.frame()
        if status is HTTPStatus.NOT_FOUND:
            return self._page(frame, status)
        words = frame.words
        later = HTTPStatus.SERVICE_UNAVAILABLE
        return self._pages.notice(words.not_now_title, words.not_now, status=later, frame=frame)

    def _plain(self, request: Request, status: HTTPStatus) -> Response:
        if _is_api(request):
            return JSONResponse({"detail": status.phrase}, status)
        return self._page(self._pages.frame(), status)

    def _page(self, frame: Frame, status: HTTPStatus) -> Response:
        words = frame.words
        if status is HTTPStatus.NOT_FOUND:
            title, said = words.missing_title, words.missing
        elif status < HTTPStatus.INTERNAL_SERVER_ERROR:
            title, said = words.unreadable_title, words.unreadable
        else:
            title, said = words.broken_title, words.broken
        return self._pages.notice(title, said, status=status, frame=frame)


def _has_tail(path: str) -> bool:
    """Tell whether a path only has a slash too many; one that begins with two would name another host."""
    return path.endswith("/") and path.strip("/") != "" and not path.startswith("//")


def _methods(request: Request) -> list[str]:
    """Return what this path takes, by all its routes together: the framework names what the first one takes."""
    return [
        method
        for method in ("GET", "HEAD", "POST")
        if any(
            route.matches({**request.scope, "method": method})[0] is Match.FULL
            for route in request.app.router.routes
        )
    ]


def _is_api(request: Request) -> bool:
    return request.url.path.startswith(f"{API}/")


def _route(request: Request) -> str:
    """Return the pattern of the route: the address itself may hold a reader's token."""
    return getattr(request.scope.get("route"), "path", "")
