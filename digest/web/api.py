"""The API for programs: JSON under /api/v1, described by /api/v1/openapi.json.

It answers what `digest status --json` prints, in the same words.
"""

from datetime import datetime
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends
from fastapi.security import APIKeyCookie
from pydantic import BaseModel, Field

from digest.bootstrap import House
from digest.domain.delivery import Accounts
from digest.domain.edition import Edition, EditionStatus
from digest.domain.health import Condition
from digest.services.health import SourceStanding
from digest.services.status import status
from digest.web.access import Access

API = "/api/v1"
_Count = Annotated[int, Field(ge=0)]
_Instant = Annotated[datetime | None, Field(description="ISO 8601, with the publication's offset.")]


class Problem(BaseModel):
    """Why a request was not answered."""

    detail: str


class EditionAnswer(BaseModel):
    """An edition and its accounts. queued: also what is leased or being handed over right now."""

    edition: Annotated[str, Field(description="NEWSLETTER/YYYY-MM-DD", examples=["quotidienne/2026-11-23"])]
    status: EditionStatus
    reason: str
    recipients: _Count
    queued: _Count
    accepted: _Count
    deferred: _Count
    refused: _Count
    excluded: _Count
    expired: _Count
    uncertain: _Count
    bounced: _Count
    complained: _Count


class SourceAnswer(BaseModel):
    """How a source is doing. usual: items that it has by this time of such a day, null without a habit.

    moved_from: its address before it moved for good.
    """

    source: str
    state: Condition
    last_success: _Instant
    newest_item: _Instant
    failures: _Count
    error: str
    items_today: _Count
    usual: _Count | None
    alarm: Annotated[str, Field(description="What somebody should look into before the slot.")]
    moved_from: str


class NewsletterAnswer(BaseModel):
    """When a newsletter's next edition goes out; null on no day."""

    newsletter: str
    next: _Instant


class StatusAnswer(BaseModel):
    """How things stand."""

    at: datetime
    editions: list[EditionAnswer]
    sources: list[SourceAnswer]
    newsletters: list[NewsletterAnswer]


def api_routes(house: House, access: Access) -> APIRouter:
    """Return the routes under /api/v1, all of which want a session of the desk."""
    cookie = APIKeyCookie(
        name=access.cookie, scheme_name="desk", description="The desk's login.", auto_error=False
    )
    routes = APIRouter(prefix=API, dependencies=[Depends(cookie), Depends(access.required)])

    @routes.get(
        "/status",
        summary="How editions and sources stand, and what comes next",
        responses={401: {"model": Problem}, 409: {"model": Problem}, 503: {"model": Problem}},
    )
    def current_status() -> StatusAnswer:
        found = status(house.database, house.clock, house.settings.fetch.interval)
        zone = ZoneInfo(found.timezone)
        return StatusAnswer(
            at=found.at.astimezone(zone),
            editions=[_edition(edition, accounts) for edition, accounts in found.editions],
            sources=[_source(source, zone) for source in found.sources],
            newsletters=[
                NewsletterAnswer(newsletter=slug, next=_local(slot.send if slot else None, zone))
                for slug, slot in found.upcoming.items()
            ],
        )

    return routes


def _edition(edition: Edition, accounts: Accounts) -> EditionAnswer:
    return EditionAnswer(
        edition=str(edition.id),
        status=edition.status,
        reason=edition.reason,
        recipients=accounts.recipients,
        queued=accounts.queued + accounts.leased + accounts.attempting,
        accepted=accounts.accepted,
        deferred=accounts.deferred,
        refused=accounts.refused,
        excluded=accounts.excluded,
        expired=accounts.expired,
        uncertain=accounts.uncertain,
        bounced=accounts.bounced,
        complained=accounts.complained,
    )


def _source(source: SourceStanding, zone: ZoneInfo) -> SourceAnswer:
    known, health = source.known, source.health
    return SourceAnswer(
        source=known.source,
        state=health.state,
        last_success=_local(known.last_success_at, zone),
        newest_item=_local(known.newest_item_at, zone),
        failures=known.failures,
        error=known.last_error,
        items_today=health.items_today,
        usual=health.usual,
        alarm=health.alarm,
        moved_from=known.moved_from,
    )


def _local(instant: datetime | None, zone: ZoneInfo) -> datetime | None:
    return instant.astimezone(zone) if instant else None
