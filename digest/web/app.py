"""Puts the web application together: readers' pages, archive, desk, API, what monitors ask.

It holds no page itself. The layers, from the outside: `guard`, `problems`, the routes.
"""

from pathlib import Path

from fastapi import FastAPI
from fastapi.responses import FileResponse, Response

from digest import __version__
from digest.bootstrap import House
from digest.render.templates import template_folders
from digest.web.access import Access
from digest.web.api import API, api_routes
from digest.web.choices import choice_routes
from digest.web.corrections import correction_routes
from digest.web.desk import desk_routes
from digest.web.edition import edition_routes
from digest.web.guard import Guard
from digest.web.login import login_routes
from digest.web.ops import ops_routes
from digest.web.pages import Pages
from digest.web.problems import answer_problems
from digest.web.public import public_routes

_SCRIPT = "web/desk/desk.js"


def create_app(house: House) -> FastAPI:
    """Return the application; `app.state.access.login_url` is what to print at start.

    Raises StorageError or StorageOutdated when the database is not there to be used.
    """
    app = FastAPI(
        title="Digest",
        version=__version__,
        # The usual pages for trying an API out load their scripts from somebody else's servers.
        docs_url=None,
        redoc_url=None,
        openapi_url=f"{API}/openapi.json",
        redirect_slashes=False,
    )
    access, pages = Access(house), Pages(house)
    app.state.access = access
    app.include_router(house.reader_pages())
    app.include_router(public_routes(house, pages))
    app.include_router(login_routes(access, pages))
    app.include_router(desk_routes(house, access, pages))
    app.include_router(choice_routes(house, access, pages))
    app.include_router(edition_routes(house, access, pages))
    app.include_router(correction_routes(house, access, pages))
    app.include_router(api_routes(house, access))
    app.include_router(ops_routes(house))
    app.add_api_route("/desk/desk.js", desk_script, methods=["GET", "HEAD"], include_in_schema=False)
    answer_problems(app, pages)
    app.add_middleware(Guard, base_url=house.settings.web.base_url)
    return app


def desk_script() -> Response:
    """Return the script that gives the desk its keys; the desk works without it."""
    found = (folder / _SCRIPT for folder in template_folders())
    path = next(path for path in found if path.is_file())
    return FileResponse(Path(path), media_type="text/javascript", headers={"Cache-Control": "no-cache"})
