"""What monitors ask: is the process alive, can it work, how do things stand.

It needs no login and tells nothing about a reader; whoever publishes the pages keeps /metrics to themselves.
"""

from fastapi import APIRouter
from fastapi.responses import PlainTextResponse, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from digest.bootstrap import House
from digest.errors import DigestError
from digest.storage.newsroom import load_newsroom
from digest.storage.schema import ensure_current
from digest.web.metrics import registry_for

_READ = ["GET", "HEAD"]


def ops_routes(house: House) -> APIRouter:
    """Return /healthz, /readyz and /metrics."""
    routes = APIRouter(include_in_schema=False)
    registry = registry_for(house)

    def healthz() -> Response:
        """Say that the process answers, whatever the state of anything else."""
        return PlainTextResponse("alive\n")

    def readyz() -> Response:
        """Say whether the process can do its work, and why not."""
        problem = not_ready(house)
        return PlainTextResponse(f"{problem or 'ready'}\n", 503 if problem else 200)

    def metrics() -> Response:
        """Return the metrics in Prometheus' text format."""
        return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST)

    for answer in (healthz, readyz, metrics):
        routes.add_api_route(f"/{answer.__name__}", answer, methods=_READ, response_class=PlainTextResponse)
    return routes


def not_ready(house: House) -> str:
    """Return why the house cannot work now (database, schema, newsroom), "" when it can."""
    try:
        ensure_current(house.database)
        with house.database.read() as connection:
            load_newsroom(connection)
    except DigestError as error:
        return str(error)
    return ""
