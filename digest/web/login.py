"""The desk's front door as pages: a form to log in with, and a button to leave.

Who is let in is decided by `access`. A link may fill the form in, but only a press of the button logs in.
"""

import math
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from digest.web.access import Access
from digest.web.pages import Pages

DESK = "/desk/"


def login_routes(access: Access, pages: Pages) -> APIRouter:
    """Return /desk/login and /desk/logout."""
    routes = APIRouter(include_in_schema=False)
    door = _Door(access, pages)
    routes.add_api_route("/desk/login", door.show, methods=["GET", "HEAD"], response_class=HTMLResponse)
    routes.add_api_route("/desk/login", door.log_in, methods=["POST"], response_class=HTMLResponse)
    routes.add_api_route("/desk/logout", door.log_out, methods=["POST"], response_class=HTMLResponse)
    return routes


def place_in_desk(wanted: str) -> str:
    """Return the page to go to after logging in: `wanted` if it is one of the desk, else the desk itself.

    A backslash or a control character would let a browser read another site's address in it.
    """
    plain = wanted.isascii() and wanted.isprintable() and "\\" not in wanted and "//" not in wanted
    return wanted if plain and wanted.startswith(DESK) else DESK


class _Door:
    """/desk/login and /desk/logout."""

    def __init__(self, access: Access, pages: Pages) -> None:
        self._access, self._pages = access, pages

    def show(
        self,
        request: Request,
        token: str = "",
        next: str = DESK,  # noqa: A002 - part of the address
        lapsed: str = "",
    ) -> Response:
        """Show the form, filled in by the link that was printed at start. lapsed: a decision came to nothing."""
        if self._access.session(request):
            return RedirectResponse(self._pages.root + place_in_desk(next), status_code=303)
        problem = self._pages.frame().words.lapsed if lapsed else ""
        return self._form(place_in_desk(next), secret=token if self._access.by_token else "", problem=problem)

    def log_in(
        self,
        request: Request,
        secret: Annotated[str, Form(max_length=1000)] = "",
        next: Annotated[str, Form()] = DESK,  # noqa: A002 - part of the form
    ) -> Response:
        """Let somebody in, or say why not."""
        wanted = place_in_desk(next)
        answer = self._access.attempt(secret, request.client.host if request.client else "")
        if answer.admitted:
            entered = RedirectResponse(self._pages.root + wanted, status_code=303)
            self._access.admit(entered)
            return entered
        words = self._pages.frame().words
        if answer.wait is None:
            return self._form(wanted, problem=words.wrong, status=403)
        seconds = math.ceil(answer.wait.total_seconds())
        minutes = words.count(math.ceil(seconds / 60), words.wait)
        refused = self._form(wanted, problem=minutes, status=429)
        refused.headers["Retry-After"] = str(seconds)
        return refused

    def log_out(self) -> Response:
        """End the session of this browser."""
        left = RedirectResponse(f"{self._pages.root}/desk/login", status_code=303)
        self._access.dismiss(left)
        return left

    def _form(self, wanted: str, *, secret: str = "", problem: str = "", status: int = 200) -> HTMLResponse:
        return self._pages.response(
            "desk/login.html",
            self._pages.frame(),
            status=status,
            by_token=self._access.by_token,
            secret=secret,
            wanted=wanted,
            problem=problem,
        )
